"""Rows of a table as rows of numbers: text becomes one-hot features, and missing values are filled.

    encoder = TableEncoder().fit(rows, ["age", "sex"])
    X = encoder.transform(rows)

A row is a sequence of cells: a number, a text, or None (also NaN) for a missing value. Medians and categories come from
the rows given to `fit` alone, so that nothing is learnt from rows that are held back. A model keeps its encoder
(`Model.encoder`) and saves it.
"""

from array import array

from .inspection import constructor_call
from .table_columns import CategoryColumn, NumberColumn, is_missing
from .validation.entries import are_real
from .validation.shapes import ShapeError, is_sequence, short_repr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, Union

    Column = Union[NumberColumn, CategoryColumn]
    Rows = Sequence[Sequence[Any]]

MOST_CATEGORIES = 30


class TableEncoder:
    """The columns of a table, and how each becomes features.

    Args:
        columns: The columns, if they are known; else they come from `fit`.
        missing: Texts that stand for a missing value, besides None and NaN.

    Attributes:
        columns: A `NumberColumn` or a `CategoryColumn` for each column.
        missing: As given.

    >>> rows = [[22.0, "male"], [None, "female"], [26.0, "male"]]
    >>> encoder = TableEncoder().fit(rows, ["age", "sex"])
    >>> encoder.features
    ['age', 'sex=female', 'sex=male']
    >>> [list(row) for row in encoder.transform(rows)]
    [[22.0, 0.0, 1.0], [24.0, 1.0, 0.0], [26.0, 0.0, 1.0]]
    """

    def __init__(self, columns: "Sequence[Column]" = (), missing: "Sequence[str]" = ()) -> None:
        if not is_sequence(columns) or not all(isinstance(c, (NumberColumn, CategoryColumn)) for c in columns):
            raise TypeError(f"columns must be a list of NumberColumn and CategoryColumn, got {short_repr(columns)}")
        if not is_sequence(missing) or not all(isinstance(text, str) for text in missing):
            raise TypeError(f"missing must be a list of texts, got {short_repr(missing)}")
        self.columns: "list[Column]" = list(columns)
        self.missing: "list[str]" = list(missing)

    @property
    def names(self) -> "list[str]":
        """The names of the columns."""
        return [column.name for column in self.columns]

    @property
    def features(self) -> "list[str]":
        """The names of the features that `transform` returns, in their order."""
        return [feature for column in self.columns for feature in column.features()]

    def fit(self, rows: "Rows", names: "Sequence[str]", indicators: bool = False) -> "TableEncoder":
        """Learn the columns of a table from its rows, and return this object.

        A column of numbers gets their median; a column of text its categories in alphabetical order, and last the
        category of missing values if there are any.

        Args:
            rows: The rows to learn from.
            names: The name of each column.
            indicators: Whether each column of numbers with missing values gets a feature that says where.

        Raises:
            ShapeError: If a row has another number of cells than there are names.
            ValueError: If a column has no values, both numbers and texts, or more than 30 different texts, or if two
                features would have the same name.
        """
        if len(rows) == 0:
            raise ShapeError("rows must have at least one row, got none")
        for s, row in enumerate(rows):
            if len(row) != len(names):
                raise ShapeError(f"rows[{s}] must have {len(names)} cells, one for each name, got {len(row)}")
        complete = all(self._is_complete(row, len(names)) for row in rows)  # then no cell needs a look
        self.columns = [
            NumberColumn(name, median([float(row[n]) for row in rows]))
            if complete
            else self._fitted([row[n] for row in rows], name, indicators)
            for n, name in enumerate(names)
        ]
        seen: "set[str]" = set()
        for feature in self.features:
            if feature in seen:
                raise ValueError(f"columns must become features of different names, got {short_repr(feature)} twice")
            seen.add(feature)
        return self

    def _fitted(self, cells: "list[Any]", name: str, indicators: bool) -> "Column":
        present = [cell for cell in cells if not self._is_missing(cell)]
        texts = {cell for cell in present if isinstance(cell, str)}
        column = f"column {short_repr(name)}"
        if not present:
            raise ValueError(f"{column} must have a value in the rows to learn from, got only missing ones")
        if not texts:
            return NumberColumn(
                name, median([float(cell) for cell in present]), indicators and len(present) < len(cells)
            )
        other = next((cell for cell in present if not isinstance(cell, str)), None)
        if other is not None:
            raise ValueError(f"{column} must be all numbers or all texts, got {min(texts)!r} and {short_repr(other)}")
        if len(texts) > MOST_CATEGORIES:
            raise ValueError(f"{column} must have at most {MOST_CATEGORIES} different texts, got {len(texts)}")
        categories: "list[str | None]" = []
        categories += sorted(texts)
        return CategoryColumn(name, categories + ([None] if len(present) < len(cells) else []))

    def transform(self, rows: "Rows") -> "list[Any]":
        """Return the features of rows.

        Returns:
            (rows, features). A row is an `array`, which takes 8 bytes a number. A row that is an `array` or `bytes`
            already, and needs no change, is returned itself.

        Raises:
            RuntimeError: If there are no columns yet.
            ShapeError: If a row has another number of cells than there are columns.
            TypeError: If a cell is of another kind than its column.
            ValueError: If a number is infinite.
        """
        if not self.columns:
            raise RuntimeError("TableEncoder.transform must come after fit, which has not run yet")
        unchanged = all(isinstance(column, NumberColumn) and not column.indicator for column in self.columns)
        width = len(self.columns)
        return [
            row if unchanged and self._is_complete(row, width) else self._features(row, s) for s, row in enumerate(rows)
        ]

    def _is_complete(self, row: "Any", width: int) -> bool:
        """Return whether a row is an array or bytes, which hold only numbers, and none of them is missing."""
        return isinstance(row, (array, bytes)) and len(row) == width and are_real([row])  # type: ignore[list-item]

    def _features(self, row: "Sequence[Any]", s: int) -> "array[float]":
        if len(row) != len(self.columns):
            raise ShapeError(f"rows[{s}] must have {len(self.columns)} cells, one for each column, got {len(row)}")
        features: "list[float]" = []
        for column, cell in zip(self.columns, row):
            try:
                features += column.encode(None if self._is_missing(cell) else cell)
            except (TypeError, ValueError) as error:
                raise type(error)(f"rows[{s}], column {short_repr(column.name)}: {error}") from None
        return array("d", features)

    def replaced(self, rows: "Rows") -> "dict[str, int]":
        """Count the cells that `transform` cannot take as they are, by the name of their column.

        They are the missing values of a column of numbers, which become its median, and the values of a column of text
        that are not one of its categories, which become 0 in all of them.

        >>> encoder = TableEncoder([NumberColumn("age", 28.0), CategoryColumn("sex", ["female", "male"])])
        >>> encoder.replaced([[None, "male"], [35.0, "unknown"], [None, None]])
        {'age': 2, 'sex': 2}
        """
        rows = [row for row in rows if not self._is_complete(row, len(self.columns))]
        counts = {}
        for n, column in enumerate(self.columns):
            known = column.categories if isinstance(column, CategoryColumn) else None
            count = 0
            for row in rows:
                cell = None if self._is_missing(row[n]) else row[n]
                count += cell is None if known is None else cell not in known
            if count:
                counts[column.name] = count
        return counts

    def _is_missing(self, cell: "Any") -> bool:
        return is_missing(cell) or cell in self.missing

    def __repr__(self) -> str:
        return constructor_call(self, self.columns, missing=(self.missing, []))


def median(numbers: "Sequence[float]") -> float:
    """Return the middle one of the numbers in their order, or the mean of the two in the middle.

    >>> median([3.0, 1.0, 2.0]), median([4.0, 1.0, 2.0, 8.0])
    (2.0, 3.0)
    """
    ordered = sorted(numbers)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else ordered[half - 1] / 2 + ordered[half] / 2
