"""The products of a dense layer as loops that a compiler makes fast: for PyPy.

The weights are kept one row an input, and rows are added up. PyPy compiles loops, but not what goes on inside the
iterators of the other modules. The terms are added in the order of the literal loops, so the digits are theirs.
"""

from math import sqrt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..types import Matrix, Row


def forward(rows: "Matrix", biases: "Row", inputs: "Matrix", rectified: bool, finite: bool) -> "Matrix":
    """Compute z_sj = sum_i x_si * w_ij + b_j, and max(0, z_sj) if rectified; inputs of 0 are left out if w is finite.

    >>> forward([[1.0, 3.0], [2.0, -4.0]], [0.5, 0.0], [[1.0, 1.0], [0.0, 1.0]], rectified=True, finite=True)
    [[3.5, 0.0], [2.5, 0.0]]
    """
    neurons = len(biases)
    outputs = []
    for x in inputs:
        z = [0.0] * neurons
        for i in range(len(rows)):
            x_i, w = x[i], rows[i]
            if x_i or not finite:
                for j in range(neurons):
                    z[j] += x_i * w[j]
        for j in range(neurons):
            z[j] += biases[j]
            if rectified and z[j] <= 0.0:
                z[j] = 0.0
        outputs.append(z)
    return outputs


def gradients(inputs: "Matrix", dvalues: "Matrix") -> "tuple[Matrix, Row]":
    """Compute dw_ij = sum_s x_si * dz_sj, one row an input, and db_j = sum_s dz_sj.

    >>> gradients([[1.0, 2.0], [3.0, 4.0]], [[1.0], [0.5]])
    ([[2.5], [4.0]], [1.5])
    """
    samples, neurons = range(len(inputs)), range(len(dvalues[0]))
    dweights = []
    for i in range(len(inputs[0])):
        dw = [0.0] * len(neurons)
        for s in samples:
            x_i = inputs[s][i]
            if x_i:
                dz = dvalues[s]
                for j in neurons:
                    dw[j] += x_i * dz[j]
        dweights.append(dw)
    dbiases = [0.0] * len(neurons)
    for dz in dvalues:
        for j in neurons:
            dbiases[j] += dz[j]
    return dweights, dbiases


def dinputs(dvalues: "Matrix", rows: "Matrix", activations: "Matrix | None") -> "Matrix":
    """Compute dx_si = sum_j dz_sj * w_ij; of a rectified layer before this one only where it was active, else 0.

    >>> dinputs([[1.0, 2.0]], [[3.0, 4.0], [5.0, 6.0]], [[0.5, 0.0]])
    [[11.0, 0.0]]
    """
    result = []
    for s in range(len(dvalues)):
        dz = dvalues[s]
        dx = [0.0] * len(rows)
        for i in range(len(rows)):
            if activations is None or activations[s][i]:
                w, dx_i = rows[i], 0.0
                for j in range(len(dz)):
                    dx_i += dz[j] * w[j]
                dx[i] = dx_i
        result.append(dx)
    return result


def adam(
    values: "Row",
    gradients: "Row",
    state: "tuple[Row, Row]",
    betas: "tuple[float, float]",
    rate: float,
    epsilon: float,
) -> "tuple[Row, tuple[Row, Row]]":
    """Take a step of Adam, whose corrections are part of rate and epsilon, with one row.

    >>> adam([1.0], [4.0], ([0.0], [0.0]), (0.5, 0.75), 0.25, 2.0)
    ([0.875], ([2.0], [4.0]))
    """
    means, caches = state
    beta1, beta2 = betas
    new1, new2 = 1 - beta1, 1 - beta2
    entries = range(len(values))
    new_values, new_means, new_caches = values[:], means[:], caches[:]
    for i in entries:
        g = gradients[i]
        m = beta1 * means[i] + new1 * g
        c = beta2 * caches[i] + new2 * g * g
        new_means[i], new_caches[i] = m, c
        new_values[i] = values[i] - rate * m / (sqrt(c) + epsilon)
    return new_values, (new_means, new_caches)
