"""What has the shape of a matrix: the checks at the public doors, and the messages they raise.

A check costs one pass over the rows, changes nothing, and names the place of the first thing wrong.
"""

from array import array


class ShapeError(ValueError):
    """A matrix or a list has another shape than the formula needs.

    >>> shape([[1, 2], [3]])
    Traceback (most recent call last):
    purenn.validation.shapes.ShapeError: matrix[1] must have 2 entries, as matrix[0] has, got 1
    """


def shown(value) -> str:
    """A value as an error message shows it: on one line and not too long.

    >>> shown("1"), shown([[0, 1]] * 9)
    ("'1'", '[[0, 1], [0, 1], [0, 1], [0, 1], [0, 1],...')
    """
    text = " ".join(repr(value).split())
    return text if len(text) <= 43 else text[:40] + "..."


def is_sequence(values) -> bool:
    """Whether `values` can be counted and indexed like a list; text never stands for a list of numbers.

    >>> is_sequence((1.0, 2.0)), is_sequence("12"), is_sequence(None), is_sequence({1.0})
    (True, False, False, False)
    """
    if type(values) is list:
        return True
    if isinstance(values, (float, int, str, bytes, dict)):
        return False
    try:
        if len(values) > 0:
            values[0]
    except (TypeError, LookupError):  # a set and the views of a dict have no first entry, a table may have named ones
        return False
    return True


def shape(matrix, name: str = "matrix") -> tuple:
    """Count the rows and the columns of a matrix.

    Shapes: `(rows, columns)` for a list of `rows` rows of `columns` entries each, both at least 1.
    Raises: ShapeError for no rows, an empty row, a flat list or rows of different lengths;
        TypeError for what is no sequence of rows. Both call the matrix by `name`.

    >>> shape([[1, 2, 3], [4, 5, 6]])
    (2, 3)
    """
    width = _plain_width(matrix)
    if width:
        return len(matrix), width
    if not is_sequence(matrix):
        raise TypeError(f"{name} must be a matrix (a list of rows), got {shown(matrix)}")
    if len(matrix) == 0:
        raise ShapeError(f"{name} must have at least one row, got none")
    if is_number(matrix[0]):
        raise ShapeError(f"{name} must be a matrix (a list of rows), got a flat list")
    columns = len(matrix[0]) if is_sequence(matrix[0]) else 0
    for s, row in enumerate(matrix):
        if not is_sequence(row):
            raise TypeError(f"{name}[{s}] must be a row of numbers, got {shown(row)}")
        if len(row) != columns:
            raise ShapeError(f"{name}[{s}] must have {columns} entries, as {name}[0] has, got {len(row)}")
    if columns == 0:
        raise ShapeError(f"{name}[0] must have at least one entry, got none")
    return len(matrix), columns


def _plain_width(matrix):
    """The number of columns of a list of equally long lists, which nearly every matrix is; 0 for anything else."""
    if type(matrix) is not list or not matrix or type(matrix[0]) is not list:
        return 0
    columns = len(matrix[0])
    for row in matrix:
        if type(row) is not list or len(row) != columns:
            return 0
    return columns


def as_matrix(argument, name: str, columns=None) -> list:
    """Accept `argument` as a matrix with so many columns, or with any number where `columns` is None.

    A list or tuple comes back as it is. What offers `tolist()`, as the whole or as its rows, comes back as those
    lists, because the numbers in it may be of a kind that only its library knows.
    Raises: ShapeError or TypeError as `shape` does, and ShapeError for another number of columns.

    >>> as_matrix([[1.0, 2.0, 3.0]], "inputs", columns=2)
    Traceback (most recent call last):
    purenn.validation.shapes.ShapeError: inputs must be (samples, 2), got (1, 3)
    """
    width = _plain_width(argument)
    if width and (columns is None or columns == width):
        return argument
    matrix = argument.tolist() if hasattr(argument, "tolist") else argument
    samples, found = shape(matrix, name)
    if columns is not None and found != columns:
        raise ShapeError(f"{name} must be (samples, {columns}), got ({samples}, {found})")
    if any(_is_foreign(row) for row in matrix):
        matrix = [row.tolist() if _is_foreign(row) else row for row in matrix]
    return matrix


def _is_foreign(row):
    """Whether a row offers `tolist()`; one in an array does too, but has plain numbers and takes little memory."""
    return hasattr(row, "tolist") and not isinstance(row, array)


def is_number(value) -> bool:
    """Whether `value` can take part in a formula: whatever can be subtracted from itself and ranked.

    >>> is_number(0.5), is_number("0.5"), is_number([0.5]), is_number(None), is_number(1j)
    (True, False, False, False, False)
    """
    try:
        value - value < value
    except TypeError:
        return False
    return not is_sequence(value) and not isinstance(value, set)


def as_dvalues(argument, layer, kept: str = "output", columns=None) -> list:
    """Accept `argument` as the derivatives by each entry of the layer's output.

    `kept` names what the forward pass has left in the layer, with a row for each sample; the output has so many
    columns, or as many as what was kept.
    Raises: RuntimeError where no forward pass has run, ShapeError for another shape than the output's.
    """
    if not hasattr(layer, kept):
        raise RuntimeError(f"{type(layer).__name__}.backward must come after forward, which has not run yet")
    dvalues = as_matrix(argument, "dvalues")
    rows = getattr(layer, kept)
    expected = (len(rows), columns or len(rows[0]))
    found = (len(dvalues), len(dvalues[0]))
    if found != expected:
        raise ShapeError(f"dvalues must be {expected}, as the output is, got {found}")
    return dvalues


def as_parameter(argument, name: str, rows: int, columns: int) -> list:
    """Copy a matrix of weights or biases, row by row, so that nobody else holds it; a row in an array stays one.

    Raises: ShapeError for another shape than (rows, columns).

    >>> as_parameter([[1.0, 2.0]], "biases", 1, 3)
    Traceback (most recent call last):
    purenn.validation.shapes.ShapeError: biases must be (1, 3), got (1, 2)
    """
    matrix = as_matrix(argument, name)
    if shape(matrix) != (rows, columns):
        raise ShapeError(f"{name} must be ({rows}, {columns}), got {shape(matrix)}")
    return [row[:] if isinstance(row, array) else list(row) for row in matrix]
