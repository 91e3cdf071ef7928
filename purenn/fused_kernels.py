"""The products of a dense layer and the ReLU beside it, in one loop that makes no matrix for the two to pass on.

What comes out has the very digits that `kernels.py` and the ReLU give one after the other.
"""

from .elementary import zero_like
from .kernels import chosen_kernel, dot, neurons
from .matrix import affine as affine_loops
from .matrix import matmul, transpose


def affine_relu(inputs, weights, biases) -> list[list[float]]:
    """`affine`, and of what comes out only what is positive: a dense layer and the ReLU after it.

    Formula: a_sj = max(0, sum_i x_si * w_ij + b_j), as `ReLU` has it for NaN

    >>> affine_relu([[1, 2], [3, 4]], [[5, -6], [7, 8]], [[0.5, 0.25]])
    [[19.5, 10.25], [43.5, 14.25]]
    """
    zero = zero_like(inputs[0][0] * weights[0][0] + biases[0][0])
    if chosen_kernel() == "loops":
        return [[zero if z <= zero else z for z in row] for row in affine_loops(inputs, weights, biases)]
    terms = len(weights)
    units = neurons(weights, biases, len(inputs))
    if terms == 1:
        return [[zero if (z := x * u + b) <= zero else z for u, b in units] for (x,) in inputs]
    if terms == 2:
        return [[zero if (z := x * u + y * v + b) <= zero else z for u, v, b in units] for x, y in inputs]
    if terms == 3:
        return [[zero if (z := x * u + y * v + t * w + b) <= zero else z for u, v, w, b in units] for x, y, t in inputs]
    return [[zero if (z := dot(x, column) + b) <= zero else z for column, b in units] for x in inputs]


def matmul_transposed_relu(a, b, activations) -> list[list[float]]:
    """`matmul_transposed`, only where an activation is not 0: back through a dense layer and the ReLU before it.

    Formula: c_sj = sum_i a_si * b_ji where activation_sj is not 0, else 0

    >>> matmul_transposed_relu([[1, 2], [3, 4]], [[5, 7], [6, 8]], [[0.0, 0.5], [0.25, 0.0]])
    [[0, 22], [43, 0]]
    """
    zero = zero_like(a[0][0] * b[0][0])
    if chosen_kernel() == "loops":
        return [
            [c if active else zero for c, active in zip(*rows)] for rows in zip(matmul(a, transpose(b)), activations)
        ]
    terms = len(b[0])
    if terms == 1:
        return [[x * u if active else zero for (u,), active in zip(b, row)] for (x,), row in zip(a, activations)]
    if terms == 2:
        return [
            [x * u + y * v if active else zero for (u, v), active in zip(b, row)] for (x, y), row in zip(a, activations)
        ]
    if terms == 3:
        return [
            [x * u + y * v + z * w if active else zero for (u, v, w), active in zip(b, row)]
            for (x, y, z), row in zip(a, activations)
        ]
    return [[dot(a_s, b_j) if active else zero for b_j, active in zip(b, row)] for a_s, row in zip(a, activations)]
