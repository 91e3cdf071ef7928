"""The lines of a text file: compressed or not, in any encoding, from a file or from standard input.

    for line in read_lines("iris.csv.gz"): ...

What is often given by mistake, such as an Excel workbook or a model, is refused by its name.
"""

import gzip
import io
import os
import sys
import zlib

from ..display import printable
from .safetensors_header import MAX_HEADER_BYTES, begins_as_safetensors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from os import PathLike
    from typing import IO, Any

STANDARD_INPUT = "-"
GZIP_MARK = b"\x1f\x8b"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
HEAD_BYTES = 16
LINES_BETWEEN = 100  # two calls of progress


def read_lines(
    path: "str | PathLike[str]", encoding: "str | None" = None, progress: "Callable[[float], object] | None" = None
) -> "Iterator[str]":
    """Yield the lines of a text file, each with its line end; the file is closed at the end.

    Args:
        path: The file, which gzip may have compressed; "-" for standard input.
        encoding: Its encoding; None for UTF-8, or UTF-16 if it begins with the byte order mark of that.
        progress: Called repeatedly with the fraction of the file that has been read; not for standard input.

    Raises:
        ValueError: If the file is of another kind, damaged, or in another encoding.
        OSError: If the file cannot be read.
    """
    file = _standard_input() if path == STANDARD_INPUT else open(path, "rb")
    with file:
        count = 0
        size = 0 if path == STANDARD_INPUT else os.fstat(file.fileno()).st_size
        try:
            data = _uncompressed(file)
            head = data.peek(HEAD_BYTES)[:HEAD_BYTES]
            _check_kind(head, path)
            encoding = encoding or ("utf-16" if head.startswith(UTF16_MARKS) else "utf-8-sig")
            with io.TextIOWrapper(data, encoding, newline="") as text:
                for line in text:
                    count += 1
                    if progress is not None and count % LINES_BETWEEN == 0 and size:
                        progress(file.tell() / size)
                    yield line
        except UnicodeDecodeError as error:
            raise _encoding_error(path, error, count) from None
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise ValueError(f"{printable(path)}: the file must be undamaged gzip data, but {error}") from None


def _standard_input() -> "IO[bytes]":
    """Return a copy of standard input, which may be closed."""
    if sys.stdin is None:
        raise ValueError("standard input must be open, but is closed")
    return open(sys.stdin.fileno(), "rb", closefd=False)


def _uncompressed(file: "Any") -> "Any":
    if file.peek(len(GZIP_MARK)).startswith(GZIP_MARK):
        return io.BufferedReader(gzip.GzipFile(fileobj=file))  # type: ignore[type-var]
    return file


def _check_kind(head, path):
    """Raise ValueError for the beginning of a file that is often given by mistake."""
    kind = None
    if begins_as_safetensors(head, MAX_HEADER_BYTES + 8):
        kind = "a safetensors file"
    elif head.startswith(b"PK\x03\x04"):
        kind = "a zip archive, which Excel workbooks are too"
    elif head.startswith(b"\xd0\xcf\x11\xe0"):
        kind = "an old Excel workbook"
    elif head.startswith(b"PAR1"):
        kind = "a Parquet file"
    elif head.startswith(b"SQLite format 3"):
        kind = "an SQLite database"
    if kind is not None:
        raise ValueError(f"{printable(path)}: the file must be a CSV table, got {kind}")


def _encoding_error(path, error, count):
    """Return the error of a file in another encoding, of which `count` lines have been read."""
    encoding = error.encoding.replace("utf16", "utf-16")  # as CPython writes it
    if not encoding.startswith("utf-8"):
        return ValueError(f"{printable(path)}: must be {encoding} text, but {error.reason}")
    line = count + error.object.count(b"\n", 0, error.start) + 1
    byte = error.object[error.start]
    remedy = "--encoding names another encoding, such as cp1252"
    return ValueError(f"{printable(path)} line {line}: must be UTF-8 text, got the byte {byte:#04x}; {remedy}")
