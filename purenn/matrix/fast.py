"""The products of `matrix.py` made fast in plain Python; a layer reaches them here, and they answer as the loops do.

A sum of up to three products is written out, term by term in the order of the loops. A longer one goes to
`math.sumprod` where Python has it: that rounds only once, so it is nearer to the exact sum than the loops are.
"""

import sys

from ..validation.shapes import ShapeError
from ..validation.entries import INFINITY
from .loops import affine as affine_loops
from .loops import matmul as matmul_loops
from .loops import total
from .loops import transpose as transpose_loops

try:
    from os import getenv
except ImportError:  # a board without an environment

    def getenv(name):
        return None


try:
    from math import sumprod as dot  # CPython 3.12 and later
except ImportError:
    try:
        from operator import mul

        def dot(row, column):
            return sum(map(mul, row, column))

    except ImportError:

        def dot(row, column):
            return total(x * w for x, w in zip(row, column))


KERNELS = ("fast", "loops")
COMPILED = sys.implementation.name == "pypy"  # which makes loops fast, but not what goes on inside an iterator


def use_kernel(name: str) -> None:
    """Choose how products are computed from now on: "fast", or "loops" for the literal loops of `matrix.py`.

    The loops give the same digits on every interpreter with IEEE doubles. Until it is called, the environment
    variable PURENN_KERNEL chooses.
    Raises: ValueError for another name.

    >>> use_kernel("loops")
    >>> matmul_transposed([[1, 2], [3, 4]], [[5, 7], [6, 8]])
    [[19, 22], [43, 50]]
    >>> use_kernel("fast")
    """
    global _kernel
    if name not in KERNELS:
        raise ValueError(f"the kernel (PURENN_KERNEL) must be 'fast' or 'loops', got {name!r}")
    _kernel = name


def chosen_kernel() -> str:
    """The kernel that computes products now: "fast" or "loops"."""
    return _kernel


use_kernel(getenv("PURENN_KERNEL") or "fast")


def transpose(rows) -> list:
    """Turn rows into columns: `matrix.transpose`, but for the columns being tuples in most Pythons.

    >>> [list(column) for column in transpose([[1, 2, 3], [4, 5, 6]])]
    [[1, 4], [2, 5], [3, 6]]
    """
    return transpose_loops(rows) if _kernel == "loops" else list(_columns(rows))


def row_totals(rows) -> list[float]:
    """Add up each row: `matrix.total` of it, but for `sum` rounding less where Python is 3.12 or later.

    Formula: t_s = sum_j m_sj

    >>> row_totals([[1, 2, 3], [4, 5, 6]])
    [6, 15]
    """
    return [total(row) if _kernel == "loops" else sum(row) for row in rows]


def is_plain(rows) -> bool:
    """Whether all entries are finite floats, or numbers that become floats beside those; their sum tells it in one go.

    It is no float where there is none or where something is of another kind, and not finite where something is not. It
    may overflow by itself: what is not plain has still to be looked at entry by entry.

    >>> is_plain([[0.5, 1.5]]), is_plain([[0.5, float("nan")]]), is_plain([[1, 2]]), is_plain([[0.5, None]])
    (True, False, False, False)
    """
    try:
        everything = sum(map(sum, rows))
    except (TypeError, OverflowError):
        return False
    return type(everything) is float and -INFINITY < everything < INFINITY


def matmul_transposed(a, b) -> list[list[float]]:
    """Multiply a matrix by the transpose of another, each of its rows by each row: `matrix.matmul` of a and that.

    Formula: c_sj = sum_i a_si * b_ji

    >>> matmul_transposed([[1, 2], [3, 4]], [[5, 7], [6, 8]])
    [[19, 22], [43, 50]]
    """
    if _kernel == "loops":
        return matmul_loops(a, transpose_loops(b))
    terms = len(b[0])
    if terms == 1:
        return [[x * u for (u,) in b] for (x,) in a]
    if terms == 2:
        return [[x * u + y * v for u, v in b] for x, y in a]
    if terms == 3:
        return [[x * u + y * v + z * w for u, v, w in b] for x, y, z in a]
    return [[dot(a_s, b_j) for b_j in b] for a_s in a]


def affine(inputs, weights, biases) -> list[list[float]]:
    """Multiply two matrices whose shapes fit, and add a row to each row of the product: `matrix.affine`.

    Formula: z_sj = sum_i x_si * w_ij + b_j

    >>> affine([[1, 2], [3, 4]], [[5, 6], [7, 8]], [[0.5, 0.25]])
    [[19.5, 22.25], [43.5, 50.25]]
    """
    if _kernel == "loops":
        return affine_loops(inputs, weights, biases)
    terms = len(weights)
    units = neurons(weights, biases, inputs)
    if terms == 1:
        return [[x * u + b for u, b in units] for (x,) in inputs]
    if terms == 2:
        return [[x * u + y * v + b for u, v, b in units] for x, y in inputs]
    if terms == 3:
        return [[x * u + y * v + z * w + b for u, v, w, b in units] for x, y, z in inputs]
    return [[dot(x, column) + b for column, b in units] for x in inputs]


def neurons(weights, biases, inputs):
    """The weights into each neuron, and its bias: up to three of them side by side, more as one column.

    Raises: ShapeError for inputs of another width, of which some Pythons would leave out what has no weight.

    >>> list(neurons([[1, 2], [3, 4]], [[0.5, 0.25]], [[0, 1]]))
    [(1, 3, 0.5), (2, 4, 0.25)]
    """
    if len(inputs[0]) != len(weights):
        raise ShapeError(f"inputs must be (samples, {len(weights)}), got ({len(inputs)}, {len(inputs[0])})")
    units = zip(*weights, biases[0]) if len(weights) <= 3 else zip(_columns(weights), biases[0])
    return list(units) if len(inputs) > 1 else units  # a single sample goes through them as they are made


def _columns(rows):
    """The columns of a matrix, one after another; where loops are compiled, a loop is five times as fast as zip."""
    if COMPILED:
        return ([row[i] for row in rows] for i in range(len(rows[0])))
    return zip(*rows)
