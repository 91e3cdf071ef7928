"""Matrices as lists of equal-length rows, and the literal loops that define every operation on them.

Each function is its formula, with its terms added from left to right. `purenn.matrix` exports all of them, and there a
product of floats is computed by the faster code of `fast` instead, unless `use_kernel("loops")` has been called.
"""

from ..elementary import like
from ..validation.scalars import whole_number
from ..validation.shapes import ShapeError, shape
from ..validation.targets import as_classes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..types import Matrix


def matmul(a: "Matrix", b: "Matrix") -> "Matrix":
    """Multiply two matrices.

    c_sj = sum_i a_si * b_ij

    Args:
        a: The left matrix, (samples, inputs).
        b: The right matrix, (inputs, neurons).

    Returns:
        The product, (samples, neurons).

    >>> matmul([[1, 2], [3, 4]], [[5, 6], [7, 8]])
    [[19, 22], [43, 50]]
    """
    product = []
    for s in range(len(a)):
        row = []
        for j in range(len(b[0])):
            c_sj: float = 0
            for i in range(len(b)):
                c_sj = c_sj + a[s][i] * b[i][j]
            row.append(c_sj)
        product.append(row)
    return product


def affine(inputs: "Matrix", weights: "Matrix", biases: "Matrix") -> "Matrix":
    """Multiply inputs by weights and add the biases to each row of the product.

    z_sj = sum_i x_si * w_ij + b_j

    Args:
        inputs: x, (samples, inputs).
        weights: w, (inputs, neurons).
        biases: b, (1, neurons).

    Returns:
        z, (samples, neurons).

    >>> affine([[1, 2], [3, 4]], [[5, 6], [7, 8]], [[0.5, 0.25]])
    [[19.5, 22.25], [43.5, 50.25]]
    """
    outputs = []
    for x in inputs:
        row = []
        for j in range(len(weights[0])):
            z_sj: float = 0
            for i in range(len(weights)):
                z_sj = z_sj + x[i] * weights[i][j]
            row.append(z_sj + biases[0][j])
        outputs.append(row)
    return outputs


def column_totals(matrix: "Matrix") -> "list[float]":
    """Add up each column.

    t_j = sum_s m_sj

    >>> column_totals([[1, 2, 3], [4, 5, 6]])
    [5, 7, 9]
    """
    return [total(row[j] for row in matrix) for j in range(len(matrix[0]))]


def total(values: "Iterable[float]") -> float:
    """Add numbers from left to right, rounding after each; the built-in sum() rounds differently since Python 3.12.

    v_0 + v_1 + ...; 0 if there are no values

    >>> total([0.5, 0.25, 0.125]), total([1e16, 1.0, -1e16])
    (0.875, 0.0)
    """
    result: float = 0
    for value in values:
        result = result + value
    return result


def mean(values: "Sequence[float]") -> float:
    """Average a flat list of n numbers.

    (v_0 + v_1 + ...) / n

    Raises:
        ShapeError: If the list is empty.

    >>> mean([1.0, 2.0, 4.5])
    2.5
    """
    if len(values) == 0:
        raise ShapeError("values must have at least one entry, got none")
    return total(values) / len(values)


def transpose(matrix: "Matrix") -> "Matrix":
    """Turn rows into columns.

    t_is = m_si

    Raises:
        ShapeError: If the rows are not equally long.

    >>> transpose([[1, 2, 3], [4, 5, 6]])
    [[1, 4], [2, 5], [3, 6]]
    """
    rows, columns = shape(matrix)
    return [[matrix[s][i] for s in range(rows)] for i in range(columns)]


def add(a: "Matrix", b: "Matrix") -> "Matrix":
    """Add two matrices of the same shape entry by entry.

    c_sj = a_sj + b_sj

    Raises:
        ShapeError: If the shapes differ.

    >>> add([[1, 2], [3, 4]], [[5, 6], [7, 8]])
    [[6, 8], [10, 12]]
    """
    if shape(a, "a") != shape(b, "b"):
        raise ShapeError(f"b must be {shape(a)}, got {shape(b)}")
    return [[a_j + b_j for a_j, b_j in zip(a_row, b_row)] for a_row, b_row in zip(a, b)]


def multiply(a: "Matrix", b: "Matrix") -> "Matrix":
    """Multiply two matrices of the same shape entry by entry.

    c_sj = a_sj * b_sj

    Raises:
        ShapeError: If the shapes differ.

    >>> multiply([[1, 2], [3, 4]], [[5, 6], [7, 8]])
    [[5, 12], [21, 32]]
    """
    if shape(a, "a") != shape(b, "b"):
        raise ShapeError(f"b must be {shape(a)}, got {shape(b)}")
    return [[a_j * b_j for a_j, b_j in zip(a_row, b_row)] for a_row, b_row in zip(a, b)]


def zeros(rows: int, columns: int) -> "Matrix":
    """Make a matrix of zeros, (rows, columns), in which no two rows are the same list.

    >>> zeros(2, 3)
    [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    """
    return [[0.0] * columns for s in range(rows)]


def clip(value: float, low: float, high: float) -> float:
    """Move a number into [low, high]; a NaN stays NaN.

    low if value < low, high if value > high, else value

    >>> [clip(value, 0.0, 1.0) for value in (-0.5, 0.25, float("inf"))]
    [0.0, 0.25, 1.0]
    """
    if value < low:
        return like(value, low)
    if value > high:
        return like(value, high)
    return value


def argmax(values: "Iterable[float]") -> int:
    """Find the index of the largest value; of equal ones, the first.

    The least j with v_j >= v_i for every i

    Raises:
        ShapeError: If there are no values.

    >>> argmax([0.25, 0.5, 0.25]), argmax([1, 3, 3])
    (1, 1)
    """
    values = list(values)
    if not values:
        raise ShapeError("values must have at least one entry, got none")
    return values.index(max(values))


def one_hot(classes: "Sequence[int]", n_classes: int) -> "list[list[int]]":
    """Write class indices as rows with a 1 at the class and 0 elsewhere.

    y_sj = 1 if j = k_s, else 0

    Raises:
        TypeError: If an index is not an integer.
        ValueError: If an index is not in 0..n_classes-1.

    >>> one_hot([0, 2], 3)
    [[1, 0, 0], [0, 0, 1]]
    """
    n_classes = whole_number(n_classes, "n_classes")
    return [[1 if j == k else 0 for j in range(n_classes)] for k in as_classes(classes, n_classes, "classes")]
