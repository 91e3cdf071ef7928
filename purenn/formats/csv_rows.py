"""The rows of a CSV file as lists of text, one after another, each with its line number for error messages.

    rows = Rows("iris.csv")
    rows.head                 # the first rows: [(1, ["length", "species"]), (2, ["5.1", "setosa"]), ...]
    for line, cells in rows:  # all rows

The delimiter is detected. Quotes, blank lines, comments before the first row, Excel's line `sep=;` and a byte order
mark are handled.
"""

import csv
from itertools import chain, islice

from ..display import printable
from .csv_text import read_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from os import PathLike
    from typing import Any

DELIMITERS = ",;\t|"
HEAD_ROWS = 1000


class Rows:
    """The rows of a CSV file that are not blank. They are read while they are gone through, which is possible once.

    The delimiter is the one of `,` `;` tab `|` that occurs most often in the first row, outside quotes. If none does,
    it is a space where that separates the first rows into equally many cells. Several spaces count as one.

    Args:
        path: The file; "-" for standard input.
        delimiter: What separates the cells; None to detect it.
        encoding: The encoding of the file; None to detect it.
        progress: Called repeatedly with the fraction of the file that has been read.

    Attributes:
        path: The file.
        head: `(line, cells)` of the first 1000 rows, the cells without spaces around them.
        comments: How many lines before the first row begin with `#`.

    Raises:
        ValueError: If the file is of another kind, damaged, in another encoding, not CSV, has no rows, or, while they
            are gone through, has rows of different lengths.
        OSError: If the file cannot be read.
    """

    def __init__(
        self,
        path: "str | PathLike[str]",
        delimiter: "str | None" = None,
        encoding: "str | None" = None,
        progress: "Callable[[float], object] | None" = None,
    ) -> None:
        self.path: "str | PathLike[str]" = path
        lines = read_lines(path, encoding, progress)
        comments, skipped, named, first = _preamble(lines)
        self.comments: int = comments
        first += islice(lines, HEAD_ROWS)
        self._rest: "Iterator[tuple[int, list[str]]]" = _parsed(
            path, chain(first, lines), delimiter or named or _delimiter(first), skipped
        )
        self.head: "list[tuple[int, list[str]]]" = [
            (line, [cell.strip() for cell in cells]) for line, cells in islice(self._rest, HEAD_ROWS)
        ]
        if not self.head:
            raise ValueError(f"{printable(path)}: the file must have rows of data, got none")

    def __iter__(self) -> "Iterator[tuple[int, list[str]]]":
        """Yield `(line, cells)` of each row, with as many cells each, which may have spaces around them."""
        line, first = self.head[0]
        expected = f"{len(first)} cells, as line {line} has"
        for line, cells in chain(self.head, self._rest):
            if len(cells) != len(first):
                raise ValueError(f"{printable(self.path)} line {line}: must have {expected}, got {len(cells)}")
            yield line, cells


def _preamble(lines: "Iterator[str]") -> "tuple[int, int, str | None, list[str]]":
    """Skip comments and blank lines before the first row, and Excel's line that names the delimiter.

    Returns:
        The number of comments, the number of lines skipped, the delimiter or None, and the first row's line in a list.
    """
    comments = skipped = 0
    delimiter = None
    for line in lines:
        text = line.strip()
        if text.lower().startswith("sep=") and len(line.rstrip("\r\n")) == len("sep=;"):
            delimiter = line[len("sep=")]
        elif text.startswith("#"):
            comments += 1
        elif text:
            return comments, skipped, delimiter, [line]
        skipped += 1
    return comments, skipped, delimiter, []


def _parsed(
    path: "str | PathLike[str]", lines: "Iterable[str]", delimiter: str, skipped: int
) -> "Iterator[tuple[int, list[str]]]":
    line = skipped + 1  # where the row begins; a quoted cell may contain line ends
    reader = _reader(lines, delimiter)
    try:
        for cells in reader:
            if len(cells) > 1 or cells and cells[0].strip():
                yield line, cells
            line = skipped + reader.line_num + 1
    except csv.Error as error:
        reason = str(error).split(": ")[-1]  # PyPy's message begins with the number of a line
        raise ValueError(f"{printable(path)} line {line}: must be a row of CSV, but {printable(reason)}") from None


def _reader(lines: "Iterable[str]", delimiter: str) -> "Any":
    if delimiter == " ":
        lines = (line.strip() for line in lines)
    return csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True)


def _delimiter(lines: "list[str]") -> str:
    """Return the most frequent delimiter of the first row, or a space if there is none and that makes a table."""
    quoted = False
    counts = dict.fromkeys(DELIMITERS, 0)
    for line in lines:
        for character in line:
            if character == '"':
                quoted = not quoted
            elif not quoted and character in counts:
                counts[character] += 1
        if not quoted:
            break
    if not any(counts.values()):
        try:
            widths = {len(cells) for cells in _reader(lines, " ")} - {0}
        except csv.Error:  # not even that
            widths = set()
        if len(widths) == 1 and widths != {1}:
            return " "
    return max(DELIMITERS, key=counts.__getitem__)
