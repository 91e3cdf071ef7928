"""The steps of the layers other than `Dense`, which treat each number or each row separately."""

from math import tanh

from ..layers.dropout import draw_mask
from ..layers.sigmoid import Sigmoid, sigmoid
from ..layers.softmax import Softmax, softmax
from ..layers.tanh import tanh_derivative
from ..matrix import multiply
from ..validation.entries import check_finite

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..layers.dropout import Dropout
    from ..layers.leaky_relu import LeakyReLU
    from ..preprocessing import Standardizer
    from ..types import Matrix


class Step:
    """A step without parameters. `forward` keeps nothing; `forward_training` keeps what `dinputs` needs."""

    output: "Matrix"

    def forward(self, inputs: "Matrix") -> "Matrix":
        """Return the outputs."""
        raise NotImplementedError

    def forward_training(self, inputs: "Matrix") -> "Matrix":
        """Return the outputs, and keep them."""
        self.output = self.forward(inputs)
        return self.output

    def dinputs(self, dvalues: "Matrix") -> "Matrix":
        """Return the derivatives with respect to the inputs, from those with respect to the outputs."""
        raise NotImplementedError


class Rectifier(Step):
    """A ReLU that does not follow a dense layer."""

    def forward(self, inputs: "Matrix") -> "Matrix":
        """Return max(0, z)."""
        return [[0.0 if z <= 0 else z for z in row] for row in inputs]

    def dinputs(self, dvalues: "Matrix") -> "Matrix":
        """Return the derivatives where the ReLU was active, and 0 elsewhere."""
        return [[da if a else 0.0 for a, da in zip(*rows)] for rows in zip(self.output, dvalues)]


class Softmaxes(Step):
    """A softmax before a loss that is not differentiated together with it."""

    def forward(self, inputs: "Matrix") -> "Matrix":
        """Return the probabilities."""
        check_finite(inputs, "inputs")
        return [softmax(row) for row in inputs]

    def dinputs(self, dvalues: "Matrix") -> "Matrix":
        """Return what the layer's own formula gives."""
        layer = Softmax()
        layer.output = self.output
        return layer.backward(dvalues)


class Sigmoids(Step):
    """A sigmoid."""

    def forward(self, inputs: "Matrix") -> "Matrix":
        """Return the probabilities."""
        check_finite(inputs, "inputs")
        return [[sigmoid(z) for z in row] for row in inputs]

    def forward_training(self, inputs: "Matrix") -> "Matrix":
        """Return the probabilities, and keep them and the logits."""
        self.inputs = inputs
        return super().forward_training(inputs)

    def dinputs(self, dvalues: "Matrix") -> "Matrix":
        """Return what the layer's own formula gives."""
        layer = Sigmoid()
        layer.inputs, layer.output = self.inputs, self.output
        return layer.backward(dvalues)


class Tanhs(Step):
    """A hyperbolic tangent."""

    def forward(self, inputs: "Matrix") -> "Matrix":
        """Return tanh(z)."""
        check_finite(inputs, "inputs")
        return [[tanh(z) for z in row] for row in inputs]

    def forward_training(self, inputs: "Matrix") -> "Matrix":
        """Return tanh(z), and keep it and z."""
        self.inputs = inputs
        return super().forward_training(inputs)

    def dinputs(self, dvalues: "Matrix") -> "Matrix":
        """Return what the layer's own formula gives."""
        return [[da * tanh_derivative(z) for z, da in zip(*rows)] for rows in zip(self.inputs, dvalues)]


class LeakyRectifier(Step):
    """A leaky ReLU."""

    def __init__(self, layer: "LeakyReLU") -> None:
        self.layer = layer

    def forward(self, inputs: "Matrix") -> "Matrix":
        """Return z where it is above 0, and a part of it elsewhere."""
        slope = self.layer.negative_slope
        return [[z if z > 0 else slope * z for z in row] for row in inputs]

    def dinputs(self, dvalues: "Matrix") -> "Matrix":
        """Return the derivatives where the outputs are above 0, as z was there, and a part of them elsewhere."""
        slope = self.layer.negative_slope
        return [[da if a > 0 else slope * da for a, da in zip(*rows)] for rows in zip(self.output, dvalues)]


class Mask(Step):
    """Dropout, which masks its inputs in training only."""

    def __init__(self, layer: "Dropout") -> None:
        self.layer = layer

    def forward(self, inputs: "Matrix") -> "Matrix":
        """Return the inputs."""
        return inputs

    def forward_training(self, inputs: "Matrix") -> "Matrix":
        """Return the inputs times a new mask."""
        self.mask: "Matrix" = draw_mask(inputs, self.layer.rate, self.layer.random_state)
        self.output: "Matrix" = multiply(inputs, self.mask)
        return self.output

    def dinputs(self, dvalues: "Matrix") -> "Matrix":
        """Return the derivatives times the mask."""
        return multiply(dvalues, self.mask)


class Scaler(Step):
    """A standardizer."""

    def __init__(self, layer: "Standardizer") -> None:
        self.scale: "list[tuple[float, float]]" = list(zip(layer.means, layer.deviations))

    def forward(self, inputs: "Matrix") -> "Matrix":
        """Return (x - mean) / deviation."""
        scale = self.scale
        return [[(x - m) / d for x, (m, d) in zip(row, scale)] for row in inputs]

    def dinputs(self, dvalues: "Matrix") -> "Matrix":
        """Return dz / deviation."""
        return [[dz / d for dz, (m, d) in zip(row, self.scale)] for row in dvalues]
