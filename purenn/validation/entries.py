"""What the entries of a matrix must be: numbers, no NaN, finite, or probabilities.

A check costs one pass over the matrix, changes nothing, and names the place of the first entry that is refused.
"""

from .shapes import is_number, shown

INFINITY = float("inf")


def check_numbers(matrix, name: str) -> None:
    """Refuse a matrix in which something is not a number, and say where.

    Layers call it after a formula has failed, for it costs as much as a formula does.

    >>> check_numbers([[1.0, "2"]], "inputs")
    Traceback (most recent call last):
    TypeError: inputs[0][1] must be a number, got '2'
    """
    for s, row in enumerate(matrix):
        for j, value in enumerate(row):
            if not is_number(value):
                raise TypeError(f"{name}[{s}][{j}] must be a number, got {shown(value)}")


def check_not_nan(matrix, name: str) -> None:
    """Refuse NaN, which no comparison can rank; an infinity can be ranked.

    >>> check_not_nan([[0.0, float("inf")], [float("nan"), 1.0]], "y_pred")
    Traceback (most recent call last):
    ValueError: y_pred[1][0] must be a number, got nan
    """
    try:
        for row in matrix:
            for value in row:
                if not -INFINITY <= value <= INFINITY:
                    raise _refused(matrix, name, value, "a number")
    except TypeError:
        check_numbers(matrix, name)
        raise


def check_finite(matrix, name: str) -> None:
    """Refuse NaN and the infinities, which no softmax can rank.

    >>> check_finite([[0.0, float("nan")]], "inputs")
    Traceback (most recent call last):
    ValueError: inputs[0][1] must be a finite number, got nan
    """
    try:
        for row in matrix:
            for value in row:
                if not -INFINITY < value < INFINITY:
                    raise _refused(matrix, name, value, "a finite number")
    except TypeError:
        check_numbers(matrix, name)
        raise


def check_probabilities(matrix, name: str) -> None:
    """Refuse NaN and whatever lies outside [0, 1]; whether a row sums to 1 is the caller's affair.

    >>> check_probabilities([[0.25, 2.5]], "y_pred")
    Traceback (most recent call last):
    ValueError: y_pred[0][1] must be a probability in [0, 1], got 2.5; put logits through Softmax first
    """
    try:
        for row in matrix:
            for value in row:
                if not 0 <= value <= 1:
                    hint = "; put logits through Softmax first" if value == value else ""
                    raise _refused(matrix, name, value, "a probability in [0, 1]", hint)
    except TypeError:
        check_numbers(matrix, name)
        raise


def _refused(matrix, name, value, expected, hint=""):
    """The error for the first entry that is refused: the first that equals it, or is NaN as it is."""
    for s, row in enumerate(matrix):
        for j, entry in enumerate(row):
            if entry == value or (entry != entry and value != value):
                return ValueError(f"{name}[{s}][{j}] must be {expected}, got {value}{hint}")
