"""CSV files as tables whose columns are converted to numbers or labels.

    table = Table("iris.csv", read_rows("iris.csv"), header=True)
    X, y = table.numbers(table.columns[:4]), table.texts("species")

`csv_headers` makes the tables: it decides whether a file has a header.
An error in the content is a ValueError with one line that names the file and, where it applies, line and column.
"""

from ..validation.entries import INFINITY
from ..validation.shapes import short_repr
from .csv_labels import is_missing, parse_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from os import PathLike


class Table:
    """The cells of a CSV file as text, with a name for each column.

    Attributes:
        path: The file, for error messages.
        columns: The names of the columns: the cells of the header, or "1", "2" and so on without one. A column whose
            cell in the header is empty is named by its number too, or "column 1" if another column has that name.
        unnamed: The columns whose cell in the header is empty or, as pandas writes it, "Unnamed: 0".
        rows: `(line, cells)` of each row of data, `line` being its line number in the file.
    """

    def __init__(self, path: "str | PathLike[str]", rows: "Sequence[tuple[int, list[str]]]", header: bool) -> None:
        """Make a table of the rows of a file.

        Args:
            path: The file, for error messages.
            rows: The rows, as returned by `read_rows`.
            header: Whether the first row is a header.

        Raises:
            ValueError: If two columns have the same name, or if there are no rows of data.
        """
        self.path: str | PathLike[str] = path
        line, first = rows[0]
        self.columns: list[str] = numbered(len(first))
        self.unnamed: list[str] = []
        if header:
            self.columns = [
                cell or (f"column {number}" if number in first else number) for cell, number in zip(first, self.columns)
            ]
            self.unnamed = [name for name, cell in zip(self.columns, first) if not cell or cell.startswith("Unnamed: ")]
        for name in self.columns:
            if self.columns.count(name) > 1:
                raise ValueError(f"{path} line {line}: column names must differ, got {short_repr(name)} twice")
        self.rows: Sequence[tuple[int, list[str]]] = rows[1:] if header else rows
        if not self.rows:
            raise ValueError(f"{path}: the file must have rows of data, got only a header")

    def index(self, name: str) -> int:
        """Return the index of the column with that name.

        Raises:
            ValueError: If there is none.
        """
        if name not in self.columns:
            found = join_names(self.columns)
            raise ValueError(f"{self.path}: the file must have a column {short_repr(name)}, got {found}")
        return self.columns.index(name)

    def name(self, name_or_number: str) -> str:
        """Return the name of a column that is given by its name or its number, counted from 1; a name takes precedence.

        Raises:
            ValueError: If there is no such column.
        """
        if name_or_number not in self.columns and is_column_number(name_or_number, len(self.columns)):
            return self.columns[int(name_or_number) - 1]
        return self.columns[self.index(name_or_number)]

    def numbers(self, columns: "Sequence[str]") -> list[list[float]]:
        """Return the given columns as numbers, (rows, columns).

        Raises:
            ValueError: If a column is missing, or a cell is not a finite number.
        """
        indices = [(self.index(name), name) for name in columns]
        return [[self._number(line, cells[n], name) for n, name in indices] for line, cells in self.rows]

    def _number(self, line, cell, name):
        value = parse_number(cell)
        if value is None or not -INFINITY < value < INFINITY:
            expected = "a number" if value is None else "a finite number"
            raise ValueError(f'{self.path} line {line}, column "{name}": must be {expected}, got {cell_repr(cell)}')
        return value

    def texts(self, name: str, known: "Collection[str] | None" = None) -> list[str]:
        """Return one column as labels.

        Args:
            name: The name of the column.
            known: The labels that are allowed, or None to allow any but those that stand for a missing value.

        Raises:
            ValueError: If the column is missing, or a cell is empty, stands for a missing value or is not in `known`.
        """
        n = self.index(name)
        for line, cells in self.rows:
            if is_missing(cells[n]) if known is None else cells[n] not in known:
                expected = "a label" if known is None else f"one of {join_names(known)}"
                found = cell_repr(cells[n])
                if known is None and cells[n]:
                    found += ", which stands for a missing value"
                raise ValueError(f'{self.path} line {line}, column "{name}": must be {expected}, got {found}')
        return [cells[n] for _, cells in self.rows]


def numbered(width: int) -> list[str]:
    """Return the names of the columns of a file without a header.

    >>> numbered(3)
    ['1', '2', '3']
    """
    return [str(n) for n in range(1, width + 1)]


def is_column_number(name: str, width: int) -> bool:
    """Return whether `name` is the number of one of `width` columns, counted from 1.

    >>> is_column_number("5", 5), is_column_number("6", 5), is_column_number("species", 5)
    (True, False, False)
    """
    return name.isdigit() and name.isascii() and 1 <= int(name[:9]) <= width


def join_names(names: "Collection[str]") -> str:
    """Join names into one text; of more than six, only the first five are listed.

    >>> join_names(["a", "b"]), join_names(list("abcdefgh"))
    ("'a', 'b'", "'a', 'b', 'c', 'd', 'e' and 3 more")
    """
    more = f" and {len(names) - 5} more" if len(names) > 6 else ""
    return ", ".join(short_repr(name) for name in (list(names)[:5] if more else names)) + more


def cell_repr(cell: str) -> str:
    """Return a cell as error messages show it.

    >>> cell_repr("x"), cell_repr("")
    ("'x'", 'an empty cell')
    """
    return short_repr(cell) if cell else "an empty cell"
