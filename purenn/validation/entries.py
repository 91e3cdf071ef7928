"""Validate a matrix and its entries: numbers, not NaN, finite, or probabilities.

    inputs = as_finite_matrix(inputs, "inputs")

The functions named `as_` accept an argument of a public function; the checks named `check_` take a matrix that has
passed `shapes.as_matrix`. The errors name the sample and the column of the first bad entry.
"""

from array import array

from .shapes import ShapeError, as_matrix, is_number, shape, short_repr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..types import Matrix

INFINITY = float("inf")


def as_numbers(argument: "Any", name: str, columns: "int | None" = None) -> "Matrix":
    """Validate a matrix of numbers.

    Args:
        argument: The argument of the public function.
        name: What error messages call the argument.
        columns: The required number of columns; None accepts any.

    Raises:
        ShapeError: If the argument has another shape.
        TypeError: If the argument is not a matrix, or an entry is not a number.

    >>> as_numbers([[1.0, "2"]], "inputs")
    Traceback (most recent call last):
    TypeError: inputs[0][1] must be a number, got '2'
    """
    matrix = as_matrix(argument, name, columns)
    if not are_real(matrix):
        check_numbers(matrix, name)
    return matrix


def as_rankable(argument: "Any", name: str) -> "Matrix":
    """Validate a matrix of numbers of which none is NaN."""
    matrix = as_matrix(argument, name)
    check_not_nan(matrix, name)
    return matrix


def as_finite_matrix(argument: "Any", name: str, columns: "int | None" = None) -> "Matrix":
    """Validate a matrix of finite numbers."""
    matrix = as_matrix(argument, name, columns)
    check_finite(matrix, name)
    return matrix


def as_probabilities(argument: "Any", name: str, remedy: str) -> "Matrix":
    """Validate a matrix of numbers in [0, 1]; the rows need not sum to 1.

    Args:
        argument: The argument of the public function.
        name: What error messages call the argument.
        remedy: What to do with other numbers, for the error message.

    Raises:
        ShapeError: If the argument is not a matrix of equally long rows.
        TypeError: If the argument is not a matrix, or an entry is not a number.
        ValueError: If an entry is NaN or outside [0, 1].

    >>> as_probabilities([[0.25, 2.5]], "y_pred", "put logits through Softmax")
    Traceback (most recent call last):
    ValueError: y_pred[0][1] must be a probability in [0, 1], got 2.5; put logits through Softmax
    """
    matrix = as_matrix(argument, name)
    check_probabilities(matrix, name, remedy)
    return matrix


def as_dvalues(argument: "Any", layer: "Any") -> "Matrix":
    """Validate the argument of a layer's `backward`: the derivatives of the loss with respect to the layer's output.

    Raises:
        RuntimeError: If the layer has no output yet.
        ShapeError: If the argument has another shape than the output.
        TypeError: If an entry is not a number.
    """
    if not hasattr(layer, "output"):
        raise RuntimeError(f"{type(layer).__name__}.backward must come after forward, which has not run yet")
    dvalues = as_numbers(argument, "dvalues")
    expected, found = shape(layer.output), shape(dvalues)
    if found != expected:
        raise ShapeError(f"dvalues must be {expected}, as the output is, got {found}")
    return dvalues


def as_parameter(argument: "Any", name: str, rows: int, columns: int) -> "Matrix":
    """Validate a matrix of weights or biases and copy it, so that no caller holds a list of the layer.

    A row in an `array.array` is copied as an `array.array`.

    Raises:
        ShapeError: If the argument is not (rows, columns).
        TypeError: If an entry is not a number.

    >>> as_parameter([[1.0, 2.0]], "biases", 1, 3)
    Traceback (most recent call last):
    purenn.validation.shapes.ShapeError: biases must be (1, 3), got (1, 2)
    """
    matrix = as_numbers(argument, name)
    found = shape(matrix)
    if found != (rows, columns):
        raise ShapeError(f"{name} must be ({rows}, {columns}), got {found}")
    return [row[:] if isinstance(row, array) else list(row) for row in matrix]


def check_numbers(matrix: "Matrix", name: str) -> None:
    """Raise TypeError if an entry is not a number.

    >>> check_numbers([[1.0, "2"]], "inputs")
    Traceback (most recent call last):
    TypeError: inputs[0][1] must be a number, got '2'
    """
    for s, row in enumerate(matrix):
        for j, value in enumerate(row):
            if not is_number(value):
                raise TypeError(f"{name}[{s}][{j}] must be a number, got {short_repr(value)}")


def check_not_nan(matrix: "Matrix", name: str) -> None:
    """Raise ValueError if an entry is NaN; infinities are accepted.

    >>> check_not_nan([[0.0, float("inf")], [float("nan"), 1.0]], "y_pred")
    Traceback (most recent call last):
    ValueError: y_pred[1][0] must be a number, got nan
    """
    if are_real(matrix):
        return
    try:
        for row in matrix:
            for value in row:
                if not value >= -INFINITY:
                    raise _entry_error(matrix, name, value, "a number")
    except TypeError:
        check_numbers(matrix, name)
        raise


def check_finite(matrix: "Matrix", name: str) -> None:
    """Raise ValueError if an entry is NaN or infinite.

    >>> check_finite([[0.0, float("nan")]], "inputs")
    Traceback (most recent call last):
    ValueError: inputs[0][1] must be a finite number, got nan
    """
    if are_real(matrix):
        return
    try:
        for row in matrix:
            for value in row:
                # The number stands on the left, because MicroPython has no reflected comparison.
                if not (value > -INFINITY and value < INFINITY):
                    raise _entry_error(matrix, name, value, "a finite number")
    except TypeError:
        check_numbers(matrix, name)
        raise


def check_probabilities(matrix: "Matrix", name: str, remedy: str) -> None:
    """Raise ValueError if an entry is NaN or outside [0, 1]; the arguments are those of `as_probabilities`."""
    try:
        for row in matrix:
            for value in row:
                if not (value >= 0 and value <= 1):
                    hint = f"; {remedy}" if value == value else ""
                    raise _entry_error(matrix, name, value, "a probability in [0, 1]", hint)
    except TypeError:
        check_numbers(matrix, name)
        raise


def are_real(matrix: "Matrix") -> bool:
    """Return whether all entries are finite floats or integers, or become floats beside those.

    One sum over all entries decides: it is of another type if some entry is, and not finite if some entry is not. The
    sum may overflow by itself, so False only means that each entry needs a check.

    >>> are_real([[0.5, 1]]), are_real([[1, 2]]), are_real([[0.5, float("inf")]]), are_real([[0.5, None]])
    (True, True, False, False)
    """
    if hasattr(matrix[0][0], "constant"):  # a kind of number other than float, whose sum may be expensive
        return False
    try:
        result = sum(map(sum, matrix))
    except (TypeError, OverflowError):
        return False
    return type(result) in (float, int) and result > -INFINITY and result < INFINITY


def _entry_error(matrix, name, value, expected, hint=""):
    """Return the error for a bad value; its position is searched here, so that the checks need not count."""
    positions = ((s, j) for s, row in enumerate(matrix) for j, entry in enumerate(row) if _same(entry, value))
    s, j = next(positions)
    return ValueError(f"{name}[{s}][{j}] must be {expected}, got {value}{hint}")


def _same(a, b):
    """Return whether two numbers are equal or both NaN."""
    return a == b or (a != a and b != b)
