"""The products of dense layers and the ReLU beside them, without the matrices that one would pass on to the other.

What comes out has the very digits that `kernels.py` and the ReLU give one after the other.
"""

from ..elementary import zero_like
from ..matrix.fast import COMPILED, chosen_kernel, dot, neurons
from ..matrix.fast import transpose as columns_of
from ..matrix.loops import affine as affine_loops
from ..matrix.loops import matmul, transpose

try:
    from itertools import compress
except ImportError:  # a board
    compress = None


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
    units = neurons(weights, biases, inputs)
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


def can_skip(inputs, dvalues, weights) -> bool:
    """Whether `relu_gradients` is a short cut to the very digits that the kernels give one after the other.

    It is for floats; up to three samples are written out by the kernels, in an order of their own.

    >>> can_skip([[2.0], [3.0], [5.0], [7.0]], [[1.0], [2.0], [4.0], [8.0]], [[0.5]])
    True
    """
    if compress is None or COMPILED or chosen_kernel() == "loops":
        return False
    return len(inputs) > 3 and type(inputs[0][0] * dvalues[0][0] * weights[0][0]) is float


def relu_gradients(inputs, columns, dvalues, weights) -> tuple:
    """`dweights` and `dbiases` of a dense layer, back through the ReLU after it and the dense layer after that.

    dvalues are what that last layer gets and `weights` what it has; `columns` are the ReLU's activations, a column for
    each neuron. A neuron that was not active in a sample learns nothing from it: half the work need not be done.
    Formula: dw_ij = sum_s x_si * dz_sj and db_j = sum_s dz_sj, over the samples s with a_sj not 0, in which dz_sj is
        the product of row s of dvalues with row j of the weights; in all others dz_sj = 0, and the x_si are finite

    >>> relu_gradients([[2.0], [3.0], [5.0], [7.0]], [[0.0, 1.0, 0.5, 0.0]], [[1.0], [2.0], [4.0], [8.0]], [[0.5]])
    ([[13.0]], [[3.0]])
    """
    input_columns = columns_of(inputs)
    dweights, dbiases = [], []
    for w, active in zip(weights, columns):
        dz = _back(compress(dvalues, active), w)
        dweights.append([dot(compress(x, active), dz) + 0.0 for x in input_columns])  # 0.0 where it never was active
        dbiases.append(sum(dz, 0.0))
    return [list(row) for row in zip(*dweights)], [dbiases]


def _back(dvalues, w):
    """The products of each row of dvalues with the weights that leave a neuron."""
    if len(w) == 1:
        return [x * u for u in w for (x,) in dvalues]
    if len(w) == 2:
        u, v = w
        return [x * u + y * v for x, y in dvalues]
    if len(w) == 3:
        u, v, t = w
        return [x * u + y * v + z * t for x, y, z in dvalues]
    return [dot(row, w) for row in dvalues]
