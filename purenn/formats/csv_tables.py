"""A CSV file as a table with named columns, the rows of which are converted while they are read.

    table = training_table("titanic.csv", "Survived", TableFormat())   # of csv_headers
    for line, row, target in table.rows(table.columns[1:], "Survived"): ...

A row of numbers is an `array`, which takes 8 bytes a number; a row with text is a list of numbers, texts and None. An
error in the content is a ValueError with one line that names the file and, where it applies, line and column.
"""

from array import array
from operator import itemgetter
from sys import intern

from ..display import printable
from ..validation.entries import INFINITY
from ..validation.shapes import short_repr
from .csv_format import TableFormat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from os import PathLike
    from typing import Any

    from .csv_rows import Rows

NAN = float("nan")
# What the cells of a column must be; those of any other column are numbers where they can be.
NUMBER, COMPLETE, TEXT = "a number or missing", "a number", "text"


class Table:
    """A CSV file with a name for each column. Its rows can be read once.

    Args:
        rows: The rows of the file.
        header: Whether the first row is a header.
        form: How the cells are written.

    Attributes:
        path: The file, for error messages.
        columns: The names of the columns: the cells of the header, or "1", "2" and so on without one. A column whose
            cell in the header is empty is named by its number too, or "column 1" if another column has that name.
        unnamed: The columns whose cell in the header is empty or, as pandas writes it, "Unnamed: 0".
        comments: How many lines before the first row are comments.

    Raises:
        ValueError: If two columns have the same name.
    """

    def __init__(self, rows: "Rows", header: bool, form: TableFormat) -> None:
        self.path: "str | PathLike[str]" = rows.path
        self.form: TableFormat = form
        self.comments: int = rows.comments
        self._rows = rows
        self._header = header
        line, first = rows.head[0]
        self.columns: list[str] = numbered(len(first))
        self.unnamed: list[str] = []
        if header:
            self.columns = [
                cell or (f"column {number}" if number in first else number) for cell, number in zip(first, self.columns)
            ]
            self.unnamed = [name for name, cell in zip(self.columns, first) if not cell or cell.startswith("Unnamed: ")]
        seen = set()
        for name in self.columns:
            if name in seen:
                raise ValueError(
                    f"{printable(self.path)} line {line}: column names must differ, got {short_repr(name)} twice"
                )
            seen.add(name)

    def index(self, name: str) -> int:
        """Return the index of the column with that name.

        Raises:
            ValueError: If there is none.
        """
        if name not in self.columns:
            found = join_names(self.columns)
            raise ValueError(f"{printable(self.path)}: the file must have a column {short_repr(name)}, got {found}")
        return self.columns.index(name)

    def name(self, name_or_number: str) -> str:
        """Return the name of a column that is given by its name or its number, counted from 1; a name takes precedence.

        Raises:
            ValueError: If there is no such column.
        """
        if name_or_number not in self.columns and is_column_number(name_or_number, len(self.columns)):
            return self.columns[int(name_or_number) - 1]
        return self.columns[self.index(name_or_number)]

    def rows(
        self, features: "Sequence[str]", target: "str | None" = None, kinds: "Mapping[str, str] | None" = None
    ) -> "Iterator[tuple[int, Any, str]]":
        """Yield `(line, row, target)` of each row of data.

        Args:
            features: The names of the columns whose cells are the row.
            target: The name of the column whose text is the target; None for an empty text.
            kinds: `NUMBER`, `COMPLETE` or `TEXT` by the name of a column that must be so.

        Raises:
            ValueError: If a column is missing, a cell is not the number that it must be, or there are no rows of data.
        """
        position = {name: n for n, name in enumerate(self.columns)}
        for name in (*features, *([] if target is None else [target])):
            self.index(name) if name not in position else None
        indices = [position[name] for name in features]
        target_index = None if target is None else position[target]
        required = [(kinds or {}).get(name) for name in features]
        is_plain = self.form.decimal == "." and TEXT not in required
        chosen = itemgetter(*indices) if len(indices) > 1 else lambda cells: [cells[n] for n in indices]
        count = 0
        for line, cells in self._rows:
            count += 1
            if self._header and count == 1:
                continue
            row = chosen(cells)
            numbers = self._numbers(row) if is_plain else None
            text = "" if target_index is None else cells[target_index].strip()
            yield line, self._values(line, row, features, required) if numbers is None else numbers, text
        if count == self._header:
            raise ValueError(f"{printable(self.path)}: the file must have rows of data, got only a header")

    def _numbers(self, cells: "Sequence[str]") -> "array[float] | None":
        """Return cells as numbers, the fast way for a row of nothing else; None if it has to be read cell by cell."""
        try:
            numbers = array("d", map(float, cells))
        except ValueError:
            return None
        missing = self.form.missing_numbers
        if (
            not -INFINITY < sum(numbers) < INFINITY
            or "_" in "".join(cells)
            or missing
            and missing.intersection(numbers)
        ):
            return None
        return numbers

    def _values(self, line, cells, features, required):
        """Return cells as numbers, texts, and None or NaN for missing values."""
        form = self.form
        values: "list[Any]" = []
        has_text = False
        for cell, kind, name in zip(cells, required, features):
            cell = cell.strip()
            if form.is_missing(cell) and kind != COMPLETE:
                values.append(None)
                continue
            value = None if kind == TEXT else form.number(cell)
            if value is None and kind in (NUMBER, COMPLETE):
                raise self.cell_error(line, name, "a number", cell)
            has_text = has_text or value is None
            values.append(intern(cell) if value is None else value)
        return values if has_text else array("d", [NAN if value is None else value for value in values])

    def cell_error(self, line: int, name: str, expected: str, cell: str) -> ValueError:
        """Return the error of a cell that must be something else."""
        found = cell_repr(cell)
        if cell and self.form.is_missing(cell):
            found += ", which stands for a missing value"
        elif expected == "a number" and self.form.is_infinite(cell):
            expected = "a finite number"
        elif expected == "a number" and self.form.decimal == "." and TableFormat(decimal=",").number(cell) is not None:
            found += "; give --decimal , for a decimal comma"
        return ValueError(
            f'{printable(self.path)} line {line}, column "{printable(name)}": must be {expected}, got {found}'
        )


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
