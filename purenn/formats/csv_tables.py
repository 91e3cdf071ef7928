"""Tables as people keep them, CSV files: read as text, and turned into numbers or labels one column at a time.

Whatever is wrong in a file is told with its line and its column.
"""

import csv
import io

from ..validation.shapes import shown
from ..validation.entries import INFINITY

DELIMITERS = ",;\t|"


class Table:
    """The cells of a file as text, a name for each column, and the line that each row is from.

    With a header the first row gives the names, and a column without one has its number; without a header, every
    column has its number, from 1.
    """

    def __init__(self, path, rows, header: bool) -> None:
        self.path = path
        width = len(rows[0][1])
        self.columns = [str(n) for n in range(1, width + 1)]
        if header:
            self.columns = [cell or number for cell, number in zip(rows[0][1], self.columns)]
        for name in self.columns:
            if self.columns.count(name) > 1:
                raise ValueError(f"{path} line {rows[0][0]}: column names must differ, got {shown(name)} twice")
        self.rows = rows[1:] if header else rows
        if not self.rows:
            raise ValueError(f"{path}: the file must have rows of data, got only a header")

    def place(self, name: str) -> int:
        """The index of the column of that name."""
        if name not in self.columns:
            raise ValueError(f"{self.path}: the file must have a column {shown(name)}, got {listed(self.columns)}")
        return self.columns.index(name)

    def name(self, called: str) -> str:
        """The name of the column that somebody calls by its name or, where no column has that, by its number."""
        if called not in self.columns and is_column_number(called, len(self.columns)):
            return self.columns[int(called) - 1]
        return self.columns[self.place(called)]

    def numbers(self, columns) -> list[list[float]]:
        """The numbers of some columns, a row for each row of the file."""
        places = [(self.place(name), name) for name in columns]
        return [[self._number(line, cells[n], name) for n, name in places] for line, cells in self.rows]

    def _number(self, line, cell, name):
        value = as_number(cell)
        if value is None or not -INFINITY < value < INFINITY:
            kind = "a number" if value is None else "a finite number"
            found = shown(cell) if cell else "an empty cell"
            raise ValueError(f'{self.path} line {line}, column "{name}": must be {kind}, got {found}')
        return value

    def texts(self, name: str, known=None) -> list[str]:
        """The labels of one column, each of which must be one of those `known`, if any are."""
        n = self.place(name)
        for line, cells in self.rows:
            if not cells[n] or known is not None and cells[n] not in known:
                kind = "a label" if known is None else f"one of {listed(known)}"
                found = shown(cells[n]) if cells[n] else "an empty cell"
                raise ValueError(f'{self.path} line {line}, column "{name}": must be {kind}, got {found}')
        return [cells[n] for _, cells in self.rows]


def read_rows(path) -> list:
    """`(line, cells)` for each row of a CSV file that is not blank; all have as many cells, without spaces around them.

    The delimiter is whichever of `,` `;` tab `|` the first row has most of, outside quotes.
    Raises: OSError where the file cannot be read; ValueError with the line where it is no table.
    """
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            text = file.read()
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ValueError(
            f"{path} line {line}: must be UTF-8 text, got the byte {error.object[error.start]:#04x}"
        ) from None
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    rows = []
    line = 1
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if len(cells) > 1 or cells and cells[0]:
                rows.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise ValueError(f"{path} line {line}: must be a row of CSV, but {error}") from None
    if not rows:
        raise ValueError(f"{path}: the file must have rows of data, got none")
    for line, cells in rows:
        if len(cells) != len(rows[0][1]):
            expected = f"{len(rows[0][1])} cells, as line {rows[0][0]} has"
            raise ValueError(f"{path} line {line}: must have {expected}, got {len(cells)}")
    return rows


def _delimiter(text):
    quoted = False
    counts = dict.fromkeys(DELIMITERS, 0)
    for character in text.lstrip(" \r\n"):
        if character == '"':
            quoted = not quoted
        elif not quoted and character in counts:
            counts[character] += 1
        elif not quoted and character in "\r\n":
            break
    return max(DELIMITERS, key=counts.get)


def training_table(path, named) -> Table:
    """Read a table of which the columns `named` are not features.

    Its first row is a header where one of `named` is a name rather than a number, or where no cell of the other
    columns is a number.
    """
    rows = read_rows(path)
    line, first = rows[0]
    if not all(is_column_number(name, len(first)) for name in named):
        return Table(path, rows, header=True)
    others = [(n, cell) for n, cell in enumerate(first, 1) if str(n) not in named]
    words = [(n, cell) for n, cell in others if as_number(cell) is None]
    if words and len(words) < len(others):
        n, cell = words[0]
        found = shown(cell) if cell else "an empty cell"
        raise ValueError(f"{path} line {line}, column {n}: must be a number, as others on the line are, got {found}")
    return Table(path, rows, header=bool(words))


def table_like(path, columns, target) -> Table:
    """Read a table for a model that was trained on `columns`; that of the target may be missing.

    Columns are found by name where there is a header, by number where the table of the training had none either,
    and by their order where there are just as many.
    """
    rows = read_rows(path)
    line, first = rows[0]
    if all(name.isdigit() for name in columns + [target]):
        table = Table(path, rows, header=False)
    elif all(name in first for name in columns):
        return Table(path, rows, header=True)
    elif any(as_number(cell) is None for cell in first):
        missing = next(name for name in columns if name not in first)
        raise ValueError(f"{path} line {line}: must have the column {shown(missing)}, got {listed(first)}")
    else:
        table = Table(path, rows, header=False)
        if len(first) != len(columns):
            raise ValueError(f"{path}: the file must have a header, or {len(columns)} columns, got {len(first)}")
    if len(first) == len(columns):
        table.columns = list(columns)
    return table


def as_number(cell: str):
    """The number that a cell says, or None.

    >>> as_number("1e3"), as_number("1,5"), as_number("1_000"), as_number("")
    (1000.0, None, None, None)
    """
    try:
        return None if "_" in cell else float(cell)
    except ValueError:
        return None


def is_column_number(name: str, width: int) -> bool:
    """Whether a name may stand for one of so many columns, counted from 1.

    >>> is_column_number("5", 5), is_column_number("6", 5), is_column_number("species", 5)
    (True, False, False)
    """
    return name.isdigit() and name.isascii() and 1 <= int(name[:9]) <= width


def listed(names) -> str:
    """Names as an error message lists them: a few of them, each on one line.

    >>> listed(["a", "b"]), listed(list("abcdefgh"))
    ("'a', 'b'", "'a', 'b', 'c', 'd', 'e' and 3 more")
    """
    more = f" and {len(names) - 5} more" if len(names) > 6 else ""
    return ", ".join(shown(name) for name in (names[:5] if more else names)) + more
