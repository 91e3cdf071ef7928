"""The products of a dense layer with its weights kept one row an input: for inputs that are mostly 0.

Such inputs are images, one-hot columns and the outputs of a ReLU. An input of 0 adds nothing to any sum, so only the
rows of the others are gathered; the sums keep their digits. The weights must be finite, for 0 times infinity is not 0.
"""

from ..matrix.fast import columns, dot
from .by_neuron import compress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..types import Matrix, Row

LEAST_INPUTS, LEAST_NEURONS = 32, 8  # of a layer that gains by leaving out the inputs that are 0
ROWS_COUNTED = 16  # of a batch, which are enough to choose by


def may_gain(inputs: int, neurons: int) -> bool:
    """Return whether a layer of this size may gain by leaving out the inputs that are 0."""
    return inputs >= LEAST_INPUTS and neurons >= LEAST_NEURONS


def are_mostly_zero(inputs: "Matrix") -> bool:
    """Return whether leaving out the inputs that are 0 is faster: if at least two thirds are 0.

    >>> are_mostly_zero([[0.0, 0.0, 0.0, 1.0]]), are_mostly_zero([[0.0, 0.0, 1.0, 1.0]])
    (True, False)
    """
    counted = inputs[:: len(inputs) // ROWS_COUNTED + 1]
    zeros = 0
    for row in counted:
        zeros += row.count(0.0)
    return 3 * zeros > 2 * len(counted) * len(inputs[0])


def forward(rows: "Matrix", biases: "Row", inputs: "Matrix", rectified: bool) -> "Matrix":
    """Compute z_sj = sum_i x_si * w_ij + b_j, and max(0, z_sj) if rectified.

    >>> forward([[1.0, 3.0], [2.0, -4.0]], [0.5, 0.0], [[1.0, 0.0], [0.0, 0.0]], rectified=True)
    [[1.5, 3.0], [0.5, 0.0]]
    """
    outputs = []
    for x in inputs:
        values = list(filter(None, x))
        if not values:
            row = list(biases)
        else:
            row = [dot(values, w) + b for w, b in zip(zip(*compress(rows, x)), biases)]
        outputs.append([0.0 if z <= 0.0 else z for z in row] if rectified else row)
    return outputs


def gradients(inputs: "Matrix", dvalues: "Matrix") -> "tuple[Matrix, Row]":
    """Compute dw_ij = sum_s x_si * dz_sj, one row an input, and db_j = sum_s dz_sj.

    >>> gradients([[0.0, 2.0], [3.0, 0.0]], [[1.0], [0.5]])
    ([[1.5], [2.0]], [1.5])
    """
    dweights = []
    for x in columns(inputs):
        values = list(filter(None, x))
        if not values:
            dweights.append([0.0] * len(dvalues[0]))
        else:
            dweights.append([dot(values, dz) for dz in zip(*compress(dvalues, x))])
    return dweights, [sum(neuron) for neuron in columns(dvalues)]
