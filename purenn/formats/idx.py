"""IDX files, the format of MNIST: a matrix or a vector of numbers, which gzip may have compressed.

    with open_idx("train-images-idx3-ubyte.gz") as images:
        images.shape              # (60000, 28, 28)
        for row in images: ...    # bytes, one row for each first index

Source: Y. LeCun, C. Cortes and C. Burges, the description at the end of the page of the MNIST database.
"""

import gzip
import os
import struct
import sys
import zlib
from array import array

from ..display import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from os import PathLike
    from typing import Any

# The code of each type of numbers in the file, and that of the module array, which has the same size everywhere.
TYPES = {0x08: "B", 0x09: "b", 0x0B: "h", 0x0C: "i", 0x0D: "f", 0x0E: "d"}
GZIP_MARK = b"\x1f\x8b"
MOST_DIMENSIONS = 8
MOST_COLUMNS = 1_000_000


def is_idx(path: "str | PathLike[str]") -> bool:
    """Return whether a file begins as an IDX file does; no text file does.

    Raises:
        OSError: If the file cannot be read.
    """
    if not os.path.isfile(path):
        return False
    try:
        with _opened(path) as file:
            head = file.read(4)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        return False
    return len(head) == 4 and head[:2] == b"\0\0" and head[2] in TYPES and 1 <= head[3] <= MOST_DIMENSIONS


class IdxFile:
    """An IDX file, the rows of which can be read once.

    Args:
        path: The file.

    Attributes:
        shape: Its dimensions; the first is the number of rows.
        columns: The product of the others, how many numbers a row has.

    Raises:
        ValueError: If it is not an IDX file; while the rows are read, if it is damaged.
        OSError: If it cannot be read.
    """

    def __init__(self, path: "str | PathLike[str]") -> None:
        self.path: "str | PathLike[str]" = path
        os.stat(path)  # raises the error of a file that does not exist
        if not is_idx(path):
            raise ValueError(f"{printable(path)}: the file must be an IDX file, got one that begins otherwise")
        with _opened(path) as file:
            _, self._type, dimensions = struct.unpack(">HBB", file.read(4))
            header = self._guarded(lambda: file.read(4 * dimensions))
        if len(header) < 4 * dimensions:
            raise self._damaged("it ends in its header")
        self.shape: "tuple[int, ...]" = struct.unpack(f">{dimensions}I", header)
        self.columns: int = 1
        for size in self.shape[1:]:
            self.columns *= size
        if 0 in self.shape or self.columns > MOST_COLUMNS:
            expected = f"at least one row, and 1 to {MOST_COLUMNS} numbers in each"
            raise ValueError(f"{printable(path)}: the file must have {expected}, got the shape {self.shape}")

    def __iter__(self) -> "Iterator[Any]":
        """Yield each row, as bytes if its numbers are unsigned bytes, else as an array of floats."""
        code = TYPES[self._type]
        size = array(code).itemsize * self.columns
        with _opened(self.path) as file:
            file.read(4 + 4 * len(self.shape))
            for n in range(self.shape[0]):
                data = self._guarded(lambda: file.read(size))
                if len(data) < size:
                    raise self._damaged(f"it ends in row {n + 1} of {self.shape[0]}")
                if code == "B":
                    yield data
                    continue
                numbers = array(code, data)
                if sys.byteorder == "little":
                    numbers.byteswap()
                yield array("d", numbers)
            if self._guarded(lambda: file.read(1)):  # which checks the sum at the end of a compressed file too
                raise self._damaged("it goes on after its last row")

    def _guarded(self, read: "Any") -> "Any":
        try:
            return read()
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise self._damaged(str(error)) from None

    def _damaged(self, reason: str) -> ValueError:
        return ValueError(f"{printable(self.path)}: the file must be a whole IDX file, but {reason}")


def _opened(path: "str | PathLike[str]") -> "Any":
    with open(path, "rb") as file:
        is_compressed = file.read(len(GZIP_MARK)) == GZIP_MARK
    return gzip.open(path, "rb") if is_compressed else open(path, "rb")
