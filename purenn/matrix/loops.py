"""Matrices as lists of equal-length rows, and the literal loops that define every product in the library.

Each function is its formula, its terms added from left to right; a faster form elsewhere must agree with it.
"""

from ..validation.shapes import ShapeError, shape
from ..elementary import like
from ..validation.scalars import whole_number
from ..validation.targets import as_classes


def zeros(rows: int, columns: int) -> list[list[float]]:
    """Make a matrix of zeros; every row is a list of its own.

    Shapes: (rows, columns).

    >>> zeros(2, 3)
    [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    """
    return [[0.0] * columns for s in range(rows)]


def transpose(matrix) -> list[list[float]]:
    """Turn rows into columns.

    Formula: t_is = m_si
    Shapes: (rows, columns) -> (columns, rows).
    Raises: ShapeError or TypeError for what is no matrix.

    >>> transpose([[1, 2, 3], [4, 5, 6]])
    [[1, 4], [2, 5], [3, 6]]
    """
    rows, columns = shape(matrix)
    return [[matrix[s][i] for s in range(rows)] for i in range(columns)]


def total(values) -> float:
    """Add numbers from left to right, rounding after each; built-in sum() rounds differently since Python 3.12.

    Formula: v_0 + v_1 + ...; 0 where there is nothing to add.

    >>> total([0.5, 0.25, 0.125]), total([1e16, 1.0, -1e16])
    (0.875, 0.0)
    """
    result = 0
    for value in values:
        result = result + value
    return result


def mean(values) -> float:
    """Average a flat list of n numbers.

    Formula: (v_0 + v_1 + ...) / n
    Raises: ShapeError for an empty list, which has no mean.

    >>> mean([1.0, 2.0, 4.5])
    2.5
    """
    if len(values) == 0:
        raise ShapeError("values must have at least one entry, got none")
    return total(values) / len(values)


def matmul(a, b) -> list[list[float]]:
    """Multiply two matrices.

    Formula: c_sj = sum_i a_si * b_ij
    Shapes: (samples, inputs) times (inputs, neurons) -> (samples, neurons).
    Raises: ShapeError where `b` has not as many rows as `a` has columns.

    >>> matmul([[1, 2], [3, 4]], [[5, 6], [7, 8]])
    [[19, 22], [43, 50]]
    """
    samples, inputs = shape(a, "a")
    rows, neurons = shape(b, "b")
    if rows != inputs:
        raise ShapeError(f"b must be ({inputs}, columns), got ({rows}, {neurons})")
    product = []
    for s in range(samples):
        row = []
        for j in range(neurons):
            c_sj = 0
            for i in range(inputs):
                c_sj = c_sj + a[s][i] * b[i][j]
            row.append(c_sj)
        product.append(row)
    return product


def multiply(a, b) -> list[list[float]]:
    """Multiply two matrices entry by entry.

    Formula: c_sj = a_sj * b_sj
    Shapes: (rows, columns) twice -> (rows, columns).
    Raises: ShapeError where the two shapes differ.

    >>> multiply([[1, 2], [3, 4]], [[5, 6], [7, 8]])
    [[5, 12], [21, 32]]
    """
    if shape(a, "a") != shape(b, "b"):
        raise ShapeError(f"b must be {shape(a)}, got {shape(b)}")
    return [[a_j * b_j for a_j, b_j in zip(a_row, b_row)] for a_row, b_row in zip(a, b)]


def affine(inputs, weights, biases) -> list[list[float]]:
    """Multiply two matrices and add a row to each row of the product.

    Formula: z_sj = sum_i x_si * w_ij + b_j
    Shapes: (samples, inputs) times (inputs, neurons) plus (1, neurons) -> (samples, neurons).
    Raises: ShapeError as `matmul` does, or for biases that are not one row as wide as the weights.

    >>> affine([[1, 2], [3, 4]], [[5, 6], [7, 8]], [[0.5, 0.25]])
    [[19.5, 22.25], [43.5, 50.25]]
    """
    product = matmul(inputs, weights)
    if shape(biases, "biases") != (1, len(product[0])):
        raise ShapeError(f"biases must be (1, {len(product[0])}), got {shape(biases)}")
    return [[z_j + b_j for z_j, b_j in zip(z, biases[0])] for z in product]


def clip(value, low, high) -> float:
    """Move a number into [low, high]; one that is inside, or is NaN, stays what it is.

    Formula: low where value < low, high where value > high, else value

    >>> [clip(value, 0.0, 1.0) for value in (-0.5, 0.25, float("inf"))]
    [0.0, 0.25, 1.0]
    """
    if value < low:
        return like(value, low)
    if value > high:
        return like(value, high)
    return value


def argmax(values) -> int:
    """Find the index of the largest value; among equals, the first.

    Formula: the least j with v_j >= v_i for every i
    Raises: ShapeError for an empty list.

    >>> argmax([0.25, 0.5, 0.25]), argmax([1, 3, 3])
    (1, 1)
    """
    values = list(values)
    if not values:
        raise ShapeError("values must have at least one entry, got none")
    return values.index(max(values))


def one_hot(classes, n_classes: int) -> list[list[int]]:
    """Write class indices as rows with a 1 at the class and 0 elsewhere.

    Formula: y_sj = 1 where j = k_s, else 0
    Shapes: (samples) indices -> (samples, n_classes).
    Raises: TypeError for an index that is no integer, ValueError for one outside 0..n_classes-1.

    >>> one_hot([0, 2], 3)
    [[1, 0, 0], [0, 0, 1]]
    """
    n_classes = whole_number(n_classes, "n_classes")
    return [[1 if j == k else 0 for j in range(n_classes)] for k in as_classes(classes, n_classes, "classes")]
