"""Validate the shape of a matrix argument: a non-empty list of equally long, non-empty rows.

    matrix = as_matrix(argument, "inputs", columns=2)
    samples, columns = shape(matrix)

The errors name the first row that is wrong.
"""

from array import array

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..types import Matrix


class ShapeError(ValueError):
    """A matrix or a list has the wrong shape.

    >>> shape([[1, 2], [3]])
    Traceback (most recent call last):
    purenn.validation.shapes.ShapeError: matrix[1] must have 2 entries, as matrix[0] has, got 1
    """


def short_repr(value: object) -> str:
    """Return the `repr` of a value on one line, cut to 43 characters, for use in an error message.

    >>> short_repr("1"), short_repr([[0, 1]] * 9)
    ("'1'", '[[0, 1], [0, 1], [0, 1], [0, 1], [0, 1],...')
    """
    text = repr(value)
    start = " ".join(text[:1000].split())  # what is cut off anyway need not be split
    return start if len(start) <= 43 and len(text) <= 1000 else start[:40] + "..."


def is_sequence(values: "Any") -> bool:
    """Return whether `values` has a length and integer indices, as a list has; text does not count as a sequence.

    >>> is_sequence((1.0, 2.0)), is_sequence(b"12"), is_sequence("12"), is_sequence(None), is_sequence({1.0})
    (True, True, False, False, False)
    """
    if type(values) is list:
        return True
    if isinstance(values, (float, int, str, dict)):
        return False
    try:
        if len(values) > 0:
            values[0]
    except (TypeError, LookupError):  # sets and dict views have no index 0; a data frame looks 0 up as a column name
        return False
    return True


def shape(matrix: "Any", name: str = "matrix") -> tuple[int, int]:
    """Return the numbers of rows and columns of a matrix, both at least 1.

    Args:
        matrix: The matrix, a sequence of rows.
        name: What error messages call the matrix.

    Raises:
        ShapeError: For no rows, an empty row, rows of different lengths, or a flat list.
        TypeError: If `matrix` or one of its rows is not a sequence.

    >>> shape([[1, 2, 3], [4, 5, 6]])
    (2, 3)
    """
    width = _list_width(matrix)
    if width:
        return len(matrix), width
    if not is_sequence(matrix):
        raise TypeError(f"{name} must be a matrix (a list of rows), got {short_repr(matrix)}")
    if len(matrix) == 0:
        raise ShapeError(f"{name} must have at least one row, got none")
    if is_number(matrix[0]):
        raise ShapeError(f"{name} must be a matrix (a list of rows), got a flat list")
    columns = len(matrix[0]) if is_sequence(matrix[0]) else 0
    for s, row in enumerate(matrix):
        if not is_sequence(row):
            raise TypeError(f"{name}[{s}] must be a row of numbers, got {short_repr(row)}")
        if len(row) != columns:
            raise ShapeError(f"{name}[{s}] must have {columns} entries, as {name}[0] has, got {len(row)}")
    if columns == 0:
        raise ShapeError(f"{name}[0] must have at least one entry, got none")
    return len(matrix), columns


def _list_width(matrix):
    """Return the number of columns of a list of equally long lists, 0 for anything else: the fast path of a check."""
    if type(matrix) is not list or not matrix or type(matrix[0]) is not list:
        return 0
    columns = len(matrix[0])
    for row in matrix:
        if type(row) is not list or len(row) != columns:
            return 0
    return columns


def as_matrix(argument: "Any", name: str, columns: "int | None" = None) -> "Matrix":
    """Validate a matrix; convert an array of another library, or rows that are such arrays, to lists.

    Anything with a method `tolist()` is converted by it, because the entries may be of a type that only its library
    computes with. A list or tuple of rows is returned unchanged, not copied; its rows may be lists, tuples, arrays of
    the module `array`, bytes or memory views, which hold a number in one to eight bytes.

    Args:
        argument: The argument of the public function.
        name: What error messages call the argument.
        columns: The required number of columns; None accepts any.

    Raises:
        ShapeError: As `shape` does, and for another number of columns.
        TypeError: As `shape` does.

    >>> as_matrix([[1.0, 2.0, 3.0]], "inputs", columns=2)
    Traceback (most recent call last):
    purenn.validation.shapes.ShapeError: inputs must be (samples, 2), got (1, 3)
    """
    width = _list_width(argument)
    if width and (columns is None or columns == width):
        return argument
    matrix = argument.tolist() if hasattr(argument, "tolist") else argument
    samples, found = shape(matrix, name)
    if columns is not None and found != columns:
        raise ShapeError(f"{name} must be (samples, {columns}), got ({samples}, {found})")
    if any(_needs_tolist(row) for row in matrix):
        matrix = [row.tolist() if _needs_tolist(row) else row for row in matrix]
    return matrix


def _needs_tolist(row):
    """Return whether a row must become a list; an array or a memory view holds plain numbers in less memory."""
    return hasattr(row, "tolist") and not isinstance(row, (array, memoryview))


def is_number(value: "Any") -> bool:
    """Return whether `value` can be used in a formula: it supports subtraction and comparison with its own type.

    >>> is_number(0.5), is_number("0.5"), is_number([0.5]), is_number(None), is_number(1j)
    (True, False, False, False, False)
    """
    if hasattr(value, "constant") and not isinstance(
        value, type
    ):  # a kind of number, for which comparing may take long
        return True
    try:
        value - value < value
    except TypeError:
        return False
    return not is_sequence(value) and not isinstance(value, set)
