"""The rows of a CSV file as lists of text, one after another, each with its line number for error messages.

    rows = Rows("iris.csv")
    rows.head                 # the first rows: [(1, ["length", "species"]), (2, ["5.1", "setosa"]), ...]
    for line, cells in rows:  # all rows

The delimiter is detected. Quotes, blank lines, comments before the first row, Excel's line `sep=;` and a byte order mark
are handled.
"""

import csv
from itertools import chain, islice

from .csv_text import read_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from os import PathLike

DELIMITERS = ",;\t|"
HEAD_ROWS = 1000


class Rows:
    """The rows of a CSV file that are not blank. They are read while they are gone through, which is possible once.

    The delimiter is the one of `,` `;` tab `|` that occurs most often in the first row, outside quotes. If none does, it
    is a space where that separates the first rows into equally many cells. Several spaces count as one.

    Args:
        path: The file; "-" for standard input.
        delimiter: What separates the cells; None to find out.
        encoding: The encoding of the file; None to find out.

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
        self, path: "str | PathLike[str]", delimiter: "str | None" = None, encoding: "str | None" = None
    ) -> None:
        self.path: "str | PathLike[str]" = path
        self.comments: int = 0
        self._lines_before = 0
        self._delimiter = delimiter
        lines = self._without_preamble(read_lines(path, encoding))
        first = list(islice(lines, HEAD_ROWS))
        self._delimiter = self._delimiter or _delimiter(first)
        self._rest = self._parsed(chain(first, lines))
        self.head: "list[tuple[int, list[str]]]" = [
            (line, [cell.strip() for cell in cells]) for line, cells in islice(self._rest, HEAD_ROWS)
        ]
        if not self.head:
            raise ValueError(f"{path}: the file must have rows of data, got none")

    def __iter__(self) -> "Iterator[tuple[int, list[str]]]":
        """Yield `(line, cells)` of each row, with as many cells each, which may have spaces around them."""
        line, first = self.head[0]
        expected = f"{len(first)} cells, as line {line} has"
        for line, cells in chain(self.head, self._rest):
            if len(cells) != len(first):
                raise ValueError(f"{self.path} line {line}: must have {expected}, got {len(cells)}")
            yield line, cells

    def _without_preamble(self, lines: "Iterable[str]") -> "Iterator[str]":
        """Yield the lines without comments before the first row, and without Excel's line that names the delimiter."""
        begun = False
        for line in lines:
            if not begun:
                text = line.strip()
                named = text.lower().startswith("sep=") and len(line.rstrip("\r\n")) == len("sep=;")
                if text.startswith("#") or named or not text:
                    self._lines_before += 1
                    self.comments += text.startswith("#")
                    if named and self._delimiter is None:
                        self._delimiter = line[len("sep=")]
                    continue
                begun = True
            yield line

    def _parsed(self, lines: "Iterable[str]") -> "Iterator[tuple[int, list[str]]]":
        line = 0
        reader = _reader(lines, self._delimiter)
        try:
            for cells in reader:
                if len(cells) > 1 or cells and cells[0].strip():
                    yield self._lines_before + line + 1, cells
                line = reader.line_num  # a quoted cell may contain line ends
        except csv.Error as error:
            where = f"{self.path} line {self._lines_before + line + 1}"
            raise ValueError(f"{where}: must be a row of CSV, but {error}") from None


def _reader(lines: "Iterable[str]", delimiter: str) -> "Iterable[list[str]]":
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
