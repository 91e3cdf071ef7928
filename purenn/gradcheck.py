"""Gradients by central differences, to hold a backward pass against.

They need nothing but the function itself, and share no formula with what they check.
"""

from .validation.shapes import as_matrix
from .validation.scalars import as_positive


def numerical_gradient(function, matrix, step: float = 1e-5) -> list[list[float]]:
    """Estimate the derivative of a function of a matrix by each of its entries; the matrix stays as it is.

    Formula: g_ij = (f(m with m_ij + step) - f(m with m_ij - step)) / (2 * step)
        For a smooth f the error is about step**2 times its third derivative, plus its rounding error over step.
    Shapes: `function` takes a matrix of the shape of `matrix` and returns a number -> the shape of `matrix`.
    Raises: ShapeError or TypeError for what is no matrix, ValueError for a step that is not above 0.

    >>> numerical_gradient(lambda m: m[0][0] * m[0][0] + 3 * m[0][1], [[2.0, 5.0]], step=0.125)
    [[4.0, 3.0]]
    """
    as_positive(step, "step")
    rows = [list(row) for row in as_matrix(matrix, "matrix")]
    return [[_difference(function, rows, i, j, step) for j in range(len(rows[0]))] for i in range(len(rows))]


def _difference(function, matrix, i, j, step):
    """One entry of the formula."""
    return (_moved(function, matrix, i, j, step) - _moved(function, matrix, i, j, -step)) / (2 * step)


def _moved(function, matrix, i, j, step):
    """The function where one entry of a copy of the matrix has moved."""
    copy = [list(row) for row in matrix]
    copy[i][j] = copy[i][j] + step
    return function(copy)
