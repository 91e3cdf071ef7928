"""The products of a dense layer with its weights kept one row a neuron: for inputs that are mostly not 0.

Each output is then the product of two lists. The derivatives of a neuron are added up over those samples alone in which
its ReLU was active: half the work, for the same digits.
"""

from ..matrix.fast import columns, dot, products

try:
    from itertools import compress
except ImportError:  # a board

    def compress(data, selectors):  # type: ignore[no-redef]
        """Return the data whose selectors are true."""
        return [value for value, selected in zip(data, selectors) if selected]


TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

    from ..types import Matrix, Row


def forward_of(rows: "Matrix", biases: "Row", rectified: bool) -> "Callable[[Matrix], Matrix]":
    """Return the function of the inputs that computes z_sj = sum_i x_si * w_ij + b_j, and max(0, z_sj) if rectified.

    A sum of up to three products is written out, in the order of the loops.

    >>> forward_of([[1.0, 2.0], [3.0, -4.0]], [0.5, 0.0], rectified=True)([[1.0, 1.0]])
    [[3.5, 0.0]]
    """
    terms = len(rows[0])
    if terms == 1:
        one = [(u, b) for (u,), b in zip(rows, biases)]
        if rectified:
            return lambda inputs: [[0.0 if (z := x * u + b) <= 0.0 else z for u, b in one] for (x,) in inputs]
        return lambda inputs: [[x * u + b for u, b in one] for (x,) in inputs]
    if terms == 2:
        two = [(u, v, b) for (u, v), b in zip(rows, biases)]
        if rectified:
            return lambda inputs: [
                [0.0 if (z := x * u + y * v + b) <= 0.0 else z for u, v, b in two] for x, y in inputs
            ]
        return lambda inputs: [[x * u + y * v + b for u, v, b in two] for x, y in inputs]
    if terms == 3:
        three = [(u, v, w, b) for (u, v, w), b in zip(rows, biases)]
        if rectified:
            return lambda inputs: [
                [0.0 if (z := x * u + y * v + t * w + b) <= 0.0 else z for u, v, w, b in three] for x, y, t in inputs
            ]
        return lambda inputs: [[x * u + y * v + t * w + b for u, v, w, b in three] for x, y, t in inputs]
    many = list(zip(rows, biases))
    if rectified:
        return lambda inputs: [[0.0 if (z := dot(x, w) + b) <= 0.0 else z for w, b in many] for x in inputs]
    return lambda inputs: [[dot(x, w) + b for w, b in many] for x in inputs]


def gradients(inputs: "Matrix", dvalues: "Matrix") -> "tuple[Matrix, Row]":
    """Compute dw_ij = sum_s x_si * dz_sj, one row a neuron, and db_j = sum_s dz_sj.

    >>> gradients([[1.0, 2.0], [3.0, 4.0]], [[1.0], [0.5]])
    ([[2.5, 4.0]], [1.5])
    """
    neurons = columns(dvalues)
    return products(neurons, columns(inputs)), [sum(neuron) for neuron in neurons]


def gradients_through(
    inputs: "Matrix", activations: "Sequence[Sequence[float]]", dvalues: "Matrix", outgoing: "Sequence[Sequence[float]]"
) -> "tuple[Matrix, Row]":
    """Compute the gradients of a rectified layer from the derivatives of the layer after it.

    dw_ij = sum_s x_si * dz_sj and db_j = sum_s dz_sj, over the samples s in which neuron j was active: in those, dz_sj
    is the product of row s of dvalues with the weights that leave the neuron; in all others it is 0.

    Args:
        inputs: x, (samples, inputs).
        activations: The outputs of the layer, (neurons, samples).
        dvalues: The derivatives with respect to the outputs of the layer after it, (samples, outputs).
        outgoing: The weights of the layer after it, (neurons, outputs).

    >>> gradients_through([[2.0], [3.0], [5.0], [7.0]], [[0.0, 1.0, 0.5, 0.0]], [[1.0], [2.0], [4.0], [8.0]], [[0.5]])
    ([[13.0]], [3.0])
    """
    narrow = len(inputs[0]) <= 3
    input_columns = columns(inputs) if narrow else []
    dweights, dbiases = [], []
    for weights, active in zip(outgoing, activations):
        dz = _times(compress(dvalues, active), weights)
        if not dz:
            dweights.append([0.0] * len(inputs[0]))
        elif narrow:
            dweights.append([dot(compress(x, active), dz) + 0.0 for x in input_columns])  # 0.0, for -0.0
        else:
            dweights.append([dot(x, dz) + 0.0 for x in zip(*compress(inputs, active))])
        dbiases.append(sum(dz, 0.0))
    return dweights, dbiases


def _times(rows: "Iterable[Any]", weights: "Sequence[float]") -> "Row":
    """Multiply each row by the weights."""
    if len(weights) == 1:
        return [x * u for u in weights for (x,) in rows]
    if len(weights) == 2:
        u, v = weights
        return [x * u + y * v for x, y in rows]
    if len(weights) == 3:
        u, v, t = weights
        return [x * u + y * v + z * t for x, y, z in rows]
    return [dot(row, weights) for row in rows]


def dinputs(dvalues: "Matrix", weights: "Sequence[Sequence[float]]", activations: "Matrix | None") -> "Matrix":
    """Compute dx_si = sum_j dz_sj * w_ij; of a rectified layer before this one only where it was active, else 0.

    Args:
        dvalues: dz, (samples, neurons).
        weights: w, one row an input, (inputs, neurons).
        activations: The outputs of the rectified layer before this one, (samples, inputs); None if there is none.

    >>> dinputs([[1.0, 2.0]], [[3.0, 4.0], [5.0, 6.0]], [[0.5, 0.0]])
    [[11.0, 0.0]]
    """
    if activations is None:
        return products(dvalues, weights)
    terms = len(weights[0])
    if terms == 1:
        return [
            [x * u if active else 0.0 for (u,), active in zip(weights, row)] for (x,), row in zip(dvalues, activations)
        ]
    if terms == 2:
        return [
            [x * u + y * v if active else 0.0 for (u, v), active in zip(weights, row)]
            for (x, y), row in zip(dvalues, activations)
        ]
    if terms == 3:
        return [
            [x * u + y * v + z * w if active else 0.0 for (u, v, w), active in zip(weights, row)]
            for (x, y, z), row in zip(dvalues, activations)
        ]
    return [[dot(dz, w) if active else 0.0 for w, active in zip(weights, row)] for dz, row in zip(dvalues, activations)]
