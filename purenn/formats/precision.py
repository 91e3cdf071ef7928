"""The layers of a model in the precision of a file: as they are, rounded to single floats, or quantized to 8 bits.

for layer in in_precision(model.layers, "I8", X):
    values = layer.forward(values)  # as the file computes them
"""

from ..inspection import copy_of
from ..layers.dense import Dense
from ..layers.dropout import Dropout
from ..matrix import total
from ..validation.entries import as_finite_matrix, check_finite
from ..validation.shapes import short_repr
from .safetensors import pack, unpack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ..types import Matrix, MatrixLike, Row

DTYPES = ("F64", "F32", "I8")


class QuantizedDense:
    """A dense layer whose weights and inputs are integers of 8 bits.

    z_sj = scale_j * sum_i q_si * v_ij + bias_j

    An input is x_si = least + step * q_si with q_si in 0..255, rounded, which covers the inputs in the data; an input
    beyond them becomes the nearer end. A weight is w_ij = unit_j * v_ij with v_ij in -127..127, rounded. So
    scale_j = step * unit_j and bias_j = b_j + least * unit_j * sum_i v_ij, which are rounded to single floats.

    Args:
        layer: The dense layer.
        inputs: Its inputs over the data, (samples, inputs).
        name: What error messages call the layer.

    Attributes:
        least: The input for which q is 0.
        step: How much more the input is for which q is 1.
        neurons: v, (neurons, inputs).
        scales: scale and bias of each neuron, (neurons, 2).

    Raises:
        ValueError: If a weight or a bias is not finite, or a scale or a bias is too large.

    Source: Jacob et al., "Quantization and training of neural networks for efficient integer-arithmetic-only
    inference" (2018).

    >>> layer = QuantizedDense(Dense.of([[127.0], [-62.75]], [[0.5]]), [[0.0, 510.0], [5.0, 7.0]], "layers[0]")
    >>> layer.least, layer.step, layer.neurons, layer.scales
    (0.0, 2.0, [[127, -63]], [[2.0, 0.5]])
    >>> layer.forward([[2.75, 0.0], [2000.0, 0.0]])
    [[254.5], [64770.5]]
    """

    def __init__(self, layer: Dense, inputs: "Matrix", name: str) -> None:
        check_finite(layer.weights, f"{name}.weights")
        check_finite(layer.biases, f"{name}.biases")
        self.least: float = min([min(x) for x in inputs])
        self.step: float = (max([max(x) for x in inputs]) - self.least) / 255 or 1.0
        self.neurons: "list[list[int]]" = []
        self.scales: "Matrix" = []
        for j in range(layer.n_neurons):
            w = [row[j] for row in layer.weights]
            unit = max([abs(w_i) for w_i in w]) / 127 or 1.0
            v = [min(max(round(w_i / unit), -127), 127) for w_i in w]
            self.neurons.append(v)
            self.scales.append([self.step * unit, layer.biases[0][j] + self.least * unit * total(v)])
        self.scales = _rounded(self.scales, "F32", f"the scales of {name}")

    def forward(self, inputs: "Matrix") -> "Matrix":
        """Compute z.

        Args:
            inputs: x, (samples, inputs).

        Returns:
            z, (samples, neurons).
        """
        return [self._outputs([min(max(round((x_i - self.least) / self.step), 0), 255) for x_i in x]) for x in inputs]

    def _outputs(self, q: "list[int]") -> "Row":
        return [
            scale * total(q_i * v_i for q_i, v_i in zip(q, v)) + bias
            for v, (scale, bias) in zip(self.neurons, self.scales)
        ]


def in_precision(layers: "Sequence[Any]", dtype: str, data: "MatrixLike | None" = None) -> "list[Any]":
    """Return layers that compute with the precision of a dtype.

    Args:
        layers: Layers of this library.
        dtype: "F64" for doubles; "F32" to round the weights and biases of dense layers; "I8" to quantize these layers.
        data: For I8 inputs of the first layer, (samples, inputs), which show the ranges of the inputs of all dense
            layers; else None.

    Raises:
        ValueError: If the dtype is another one, or a weight or a bias is not finite, or too large for it.
        TypeError: If there is no data for I8, or data for another dtype.
        ShapeError: If the data has another width than the first layer takes.
    """
    if dtype not in DTYPES:
        raise ValueError(f"dtype must be 'F64', 'F32' or 'I8', got {short_repr(dtype)}")
    if dtype == "I8":
        return _quantized(layers, data)
    if data is not None:
        raise TypeError(f"data must be None for dtype {dtype!r}, which needs none, got {short_repr(data)}")
    return [
        Dense.of(
            _rounded(layer.weights, dtype, f"layers[{n}].weights"), _rounded(layer.biases, dtype, f"layers[{n}].biases")
        )
        if type(layer) is Dense
        else layer
        for n, layer in enumerate(layers)
    ]


def _quantized(layers: "Sequence[Any]", data: "MatrixLike | None") -> "list[Any]":
    if data is None:
        raise TypeError("data must be inputs for dtype 'I8', whose ranges it needs, got None")
    values = as_finite_matrix(data, "data", getattr(layers[0], "n_inputs", None))
    result = []
    for n, layer in enumerate(layers):
        if type(layer) is Dense:
            inputs = as_finite_matrix(values, f"inputs of layers[{n}]")
            result.append(QuantizedDense(layer, inputs, f"layers[{n}]"))
        else:
            result.append(layer)
        if type(layer) is not Dropout:
            values = copy_of(layer).forward(values)  # a copy, because the layer keeps its last pass
    return result


def _rounded(matrix: "Matrix", dtype: str, name: str) -> "Matrix":
    """Round the entries of a matrix to a dtype."""
    return [list(unpack(dtype, pack(name, dtype, [row]))) for row in matrix]
