"""The products of `loops`, computed as fast as plain Python computes them on floats.

A sum of up to three products is written out, term by term in the order of the loops, and so has their digits. A longer
one goes to `math.sumprod` where Python has it, which rounds only once and is thus nearer to the exact sum.
"""

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..types import Matrix

if sys.version_info >= (3, 12):
    from math import sumprod as dot
else:
    try:
        from operator import mul

        def dot(row: "Iterable[float]", column: "Iterable[float]") -> float:
            """Add up the products of two vectors, entry by entry."""
            return sum(map(mul, row, column))

    except ImportError:

        def dot(row: "Sequence[float]", column: "Sequence[float]") -> float:  # type: ignore[misc]
            """Add up the products of two vectors, by the index: on MicroPython an iterator is slower."""
            result = 0.0
            for i in range(len(row)):
                result += row[i] * column[i]
            return result


COMPILED = sys.implementation.name == "pypy"  # where loops are compiled, but not what goes on inside an iterator


def matmul(a: "Matrix", b: "Matrix") -> "Matrix":
    """Multiply two matrices: `loops.matmul`, except for rounding.

    >>> matmul([[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]])
    [[19.0, 22.0], [43.0, 50.0]]
    """
    return products(a, columns(b))


def affine(inputs: "Matrix", weights: "Matrix", biases: "Matrix") -> "Matrix":
    """Multiply inputs by weights and add the biases: `loops.affine`, except for rounding.

    >>> affine([[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]], [[0.5, 0.25]])
    [[19.5, 22.25], [43.5, 50.25]]
    """
    return [[z + b for z, b in zip(row, biases[0])] for row in matmul(inputs, weights)]


def column_totals(matrix: "Matrix") -> "list[float]":
    """Add up each column: `loops.column_totals`, except for rounding.

    >>> column_totals([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    [5.0, 7.0, 9.0]
    """
    return [sum(column) for column in columns(matrix)]


def products(rows: "Iterable[Sequence[float]]", vectors: "Sequence[Sequence[float]]") -> "Matrix":
    """Multiply each of the rows by each of the vectors, all of the same length.

    c_sj = sum_i rows_si * vectors_ji

    >>> products([[1.0, 2.0], [3.0, 4.0]], [(5.0, 7.0), (6.0, 8.0)])
    [[19.0, 22.0], [43.0, 50.0]]
    """
    terms = len(vectors[0])
    if terms == 1:
        return [[x * u for (u,) in vectors] for (x,) in rows]
    if terms == 2:
        return [[x * u + y * v for u, v in vectors] for x, y in rows]
    if terms == 3:
        return [[x * u + y * v + z * w for u, v, w in vectors] for x, y, z in rows]
    return [[dot(row, vector) for vector in vectors] for row in rows]


def columns(matrix: "Matrix") -> "list[Sequence[float]]":
    """List the columns of a matrix; where loops are compiled, a loop is five times as fast as zip.

    >>> [list(column) for column in columns([[1, 2, 3], [4, 5, 6]])]
    [[1, 4], [2, 5], [3, 6]]
    """
    if COMPILED:
        return [[row[i] for row in matrix] for i in range(len(matrix[0]))]
    return list(zip(*matrix))
