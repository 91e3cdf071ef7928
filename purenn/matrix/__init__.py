"""Matrices as lists of equal-length rows: the operations of which layers and losses are made.

Read `loops` first: it defines each operation by its literal loops. The three products below check the shapes of their
arguments and choose between `loops` and `fast`, which computes the same products of floats several times as fast. All
other numbers, such as fractions, always take the loops, and so does everything after `use_kernel("loops")`.
"""

import sys

from ..validation.shapes import ShapeError, shape
from . import loops
from .loops import add, argmax, clip, mean, multiply, one_hot, total, transpose, zeros

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..types import Matrix

__all__ = [
    "add",
    "affine",
    "argmax",
    "chosen_kernel",
    "clip",
    "column_totals",
    "matmul",
    "mean",
    "multiply",
    "one_hot",
    "total",
    "transpose",
    "use_kernel",
    "zeros",
]

KERNELS = ("fast", "loops")
_kernel = "loops"


def use_kernel(name: str) -> None:
    """Choose how floats are multiplied from now on: "fast", or "loops" for the literal loops.

    The loops give the same digits on every interpreter with IEEE doubles, and turn off the engine of a model too.
    Until this is called, the environment variable PURENN_KERNEL chooses. If it is not set either, the kernel is
    "fast", except on MicroPython, where the loops are nearly as fast and the modules of the engine take memory.

    Raises:
        ValueError: If `name` is neither.

    >>> use_kernel("loops")
    >>> matmul([[1e16, 1.0, -1e16, 0.0]], [[1.0], [1.0], [1.0], [1.0]])
    [[0.0]]
    >>> use_kernel("fast")
    """
    global _kernel
    if name not in KERNELS:
        raise ValueError(f"the kernel (PURENN_KERNEL) must be 'fast' or 'loops', got {name!r}")
    _kernel = name


def chosen_kernel() -> str:
    """Return the kernel that multiplies floats now: "fast" or "loops"."""
    return _kernel


def _first_kernel() -> str:
    try:
        from os import getenv  # which a board does not have
    except ImportError:
        return "loops"
    return getenv("PURENN_KERNEL") or ("loops" if sys.implementation.name == "micropython" else "fast")


use_kernel(_first_kernel())


def matmul(a: "Matrix", b: "Matrix") -> "Matrix":
    """Multiply two matrices: `loops.matmul`.

    c_sj = sum_i a_si * b_ij

    Raises:
        ShapeError: If `b` has not as many rows as `a` has columns.
    """
    _check_inner(a, b, "a", "b")
    return _module_for(a[0][0] * b[0][0]).matmul(a, b)


def affine(inputs: "Matrix", weights: "Matrix", biases: "Matrix") -> "Matrix":
    """Multiply inputs by weights and add the biases: `loops.affine`.

    z_sj = sum_i x_si * w_ij + b_j

    Raises:
        ShapeError: If the weights have not as many rows as the inputs have columns, or if the biases are not one row
            as wide as the weights.
    """
    _check_inner(inputs, weights, "inputs", "weights")
    if shape(biases, "biases") != (1, len(weights[0])):
        raise ShapeError(f"biases must be (1, {len(weights[0])}), got {shape(biases)}")
    return _module_for(inputs[0][0] * weights[0][0] + biases[0][0]).affine(inputs, weights, biases)


def column_totals(matrix: "Matrix") -> "list[float]":
    """Add up each column: `loops.column_totals`.

    t_j = sum_s m_sj
    """
    shape(matrix)
    return _module_for(matrix[0][0]).column_totals(matrix)


def _module_for(number: float) -> "Any":
    """Return the module that multiplies numbers of this kind."""
    if _kernel == "fast" and type(number) is float:
        from . import fast  # which a board need not load

        return fast
    return loops


def _check_inner(a: "Matrix", b: "Matrix", a_name: str, b_name: str) -> None:
    inputs, (rows, columns) = shape(a, a_name)[1], shape(b, b_name)
    if rows != inputs:
        raise ShapeError(f"{b_name} must be ({inputs}, columns), got ({rows}, {columns})")
