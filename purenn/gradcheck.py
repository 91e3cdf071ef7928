"""Gradients by central differences, to check a backward pass.

    gradient = numerical_gradient(lambda m: loss.calculate(m, y_true), y_pred)  # compare with loss.backward

They only call the function itself, so an error in a backward formula cannot hide in them. The function must return the
same number for the same matrix each time: of a model in training, set `hold_mask` of each `Dropout`.
"""

from .validation.entries import INFINITY
from .validation.scalars import as_positive
from .validation.shapes import as_matrix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .types import Matrix, MatrixLike


def numerical_gradient(function: "Callable[[Matrix], float]", matrix: "MatrixLike", step: float = 1e-5) -> "Matrix":
    """Estimate the derivatives of a function of a matrix with respect to each entry.

    g_ij = (f(m with m_ij + h_ij) - f(m with m_ij - h_ij)) / (2 * h_ij), with h_ij = step * max(1, |m_ij|)

    For a smooth f the error is about h_ij**2 times the third derivative, plus the rounding error of f over h_ij.

    Args:
        function: Takes a matrix of the shape of `matrix` and returns a number.
        matrix: Where to take the derivatives; it is not changed.
        step: How far to move an entry in each direction, above 0; an entry beyond 1 by so much of its size.

    Returns:
        The derivatives, of the shape of `matrix`.

    Raises:
        ShapeError: If `matrix` is empty or its rows differ in length.
        TypeError: If `matrix` is not a matrix or `step` not a number.
        ValueError: If `step` is not above 0, or so small that an entry plus or minus it is the entry.

    >>> numerical_gradient(lambda m: m[0][0] * m[0][0] + 3 * m[0][1], [[2.0, 5.0]], step=0.125)
    [[4.0, 3.0]]

    Through dropout:

    >>> from purenn import Dropout
    >>> layer, inputs = Dropout(0.5, random_state=0), [[1.0, 2.0, 3.0, 4.0]]
    >>> layer.forward(inputs)
    [[2.0, 4.0, 6.0, 8.0]]
    >>> layer.hold_mask = True
    >>> numerical_gradient(lambda m: layer.forward(m)[0][1], inputs, step=0.125)
    [[0.0, 2.0, 0.0, 0.0]]
    """
    step = as_positive(step, "step")
    rows = as_matrix(matrix, "matrix")
    return [[_central_difference(function, rows, i, j, step) for j in range(len(rows[0]))] for i in range(len(rows))]


def _central_difference(function, matrix, i, j, step):
    """Estimate the derivative with respect to the entry (i, j)."""
    entry = matrix[i][j]
    size = abs(entry)
    h = step * (size if size > 1 else 1)
    above, below = entry + h, entry - h
    if not (above > entry and entry > below and above < INFINITY and below > -INFINITY):
        raise ValueError(f"step must move matrix[{i}][{j}] = {entry} to a larger and a smaller number, got {step}")
    values = []
    for moved_entry in (above, below):
        moved = [list(row) for row in matrix]
        moved[i][j] = moved_entry
        values.append(function(moved))
    return (values[0] - values[1]) / (above - below)  # 2 * h, as it has been rounded
