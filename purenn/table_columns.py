"""The columns of a table, and the features that each becomes: numbers, or text as one-hot categories.

    age, sex = NumberColumn("age", median=28.0), CategoryColumn("sex", ["female", "male"])

`TableEncoder` holds those of a whole table. A cell is a number, a text, or None (also NaN) for a missing value.
"""

from .inspection import constructor_call
from .validation.scalars import as_finite
from .validation.shapes import is_number, is_sequence, short_repr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from .types import Row


def is_missing(cell: "Any") -> bool:
    """Return whether a cell has no value.

    >>> is_missing(None), is_missing(float("nan")), is_missing(0.0), is_missing("")
    (True, True, False, False)
    """
    return cell is None or cell != cell


def as_name(name: "Any") -> str:
    """Validate the name of a column."""
    if not isinstance(name, str):
        raise TypeError(f"name must be a text, got {short_repr(name)}")
    return name


class NumberColumn:
    """A column of numbers, of which a missing one counts as the median.

    Args:
        name: The name of the column.
        median: What fills a missing value.
        indicator: Whether a second feature is 1 where the value is missing, and 0 elsewhere.

    >>> age = NumberColumn("age", 28.0, indicator=True)
    >>> age.features(), age.encode(35.0), age.encode(None)
    (['age', 'age missing'], [35.0, 0.0], [28.0, 1.0])
    """

    def __init__(self, name: str, median: float, indicator: bool = False) -> None:
        self.name: str = as_name(name)
        self.median: float = as_finite(median, f"the median of column {short_repr(name)}")
        if indicator is not True and indicator is not False:
            raise TypeError(f"indicator must be True or False, got {short_repr(indicator)}")
        self.indicator: bool = indicator

    def features(self) -> "list[str]":
        """Return the names of the features that the column becomes."""
        return [self.name, self.name + " missing"] if self.indicator else [self.name]

    def encode(self, cell: "Any") -> "Row":
        """Return the features of a cell.

        Raises:
            TypeError: If the cell is neither a number nor missing.
            ValueError: If it is infinite.
        """
        missing = is_missing(cell)
        if not missing and not is_number(cell):
            raise TypeError(f"must be a number, got {short_repr(cell)}")
        value = self.median if missing else as_finite(float(cell), "it")
        return [value, float(missing)] if self.indicator else [value]

    def __repr__(self) -> str:
        return constructor_call(self, self.name, self.median, indicator=(self.indicator, False))


class CategoryColumn:
    """A column of text, with one feature a category, which is 1 where the cell is of that category and 0 elsewhere.

    A text that is not one of the categories is 0 in all of them.

    Args:
        name: The name of the column.
        categories: Its categories; None is the category of missing values.

    >>> sex = CategoryColumn("sex", ["female", "male"])
    >>> sex.features(), sex.encode("male"), sex.encode("unknown")
    (['sex=female', 'sex=male'], [0.0, 1.0], [0.0, 0.0])
    """

    def __init__(self, name: str, categories: "Sequence[str | None]") -> None:
        self.name: str = as_name(name)
        if not is_sequence(categories) or len(categories) == 0:
            raise TypeError(f"categories must be a list of texts, got {short_repr(categories)}")
        for n, category in enumerate(categories):
            if category is not None and not isinstance(category, str):
                raise TypeError(f"categories[{n}] must be a text or None, got {short_repr(category)}")
        if len(set(categories)) < len(categories):
            raise ValueError(f"categories must differ, got {short_repr(categories)}")
        self.categories: "list[str | None]" = list(categories)

    def features(self) -> "list[str]":
        """Return the names of the features that the column becomes."""
        return [self.name + (" missing" if category is None else f"={category}") for category in self.categories]

    def encode(self, cell: "Any") -> "Row":
        """Return the features of a cell.

        Raises:
            TypeError: If the cell is neither a text nor missing.
        """
        if not is_missing(cell) and not isinstance(cell, str):
            raise TypeError(f"must be a text, got {short_repr(cell)}")
        category = None if is_missing(cell) else cell
        return [float(category == other) for other in self.categories]

    def __repr__(self) -> str:
        return constructor_call(self, self.name, self.categories)
