"""The step of a dense layer, together with the ReLU after it if there is one: most of the time is spent here.

The weights are kept as the products need them: one row a neuron or, for a batch of inputs that are mostly 0 and on
PyPy, one row an input.
"""

from ..layers.penalties import penalty_gradient, penalty_of
from ..matrix import add
from ..matrix.fast import COMPILED, columns
from ..validation.entries import are_real
from . import by_input as products_by_input
from . import by_neuron, compiled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..layers.dense import Dense
    from ..types import Matrix, Row


class Affine:
    """The step of a dense layer.

    a_sj = max(0, z_sj) if `rectified`, else z_sj, with z_sj = sum_i x_si * w_ij + b_j

    Attributes:
        layer: The layer that is compiled.
        rectified: Whether the ReLU after the layer is part of the step.
        by_input: Whether `rows` are one an input; else they are one a neuron.
        rows: The weights.
        biases: The biases, (n_neurons).
        drows: The gradient of `rows`, of the last backward pass.
        dbiases: The gradient of `biases`, of the last backward pass.
        inputs: The inputs of the last `forward_training`.
        output: The outputs of the last `forward_training`.
    """

    rows: "Matrix"
    biases: "Row"
    by_input: bool
    drows: "Matrix"
    dbiases: "Row"
    inputs: "Matrix"
    output: "Matrix"

    def __init__(self, layer: "Dense", rectified: bool = False) -> None:
        self.layer = layer
        self.rectified = rectified
        weights = layer._weights if COMPILED else columns(layer._weights)
        self.set_parameters([list(row) for row in weights], list(layer._biases[0]), COMPILED)

    def set_parameters(self, rows: "Matrix", biases: "Row", by_input: bool) -> None:
        """Set the weights, one row a neuron or one row an input, and the biases."""
        self.rows, self.biases, self.by_input = rows, biases, by_input
        self._turned: "Matrix | None" = None  # the rows the other way round, once they are needed
        self._forward = None if by_input else by_neuron.forward_of(rows, biases, self.rectified)
        self._may_gain = not COMPILED and products_by_input.may_gain(self.layer.n_inputs, len(biases))
        self._finite: "bool | None" = None  # whether all weights are, once that is asked

    def weights(self) -> "Matrix":
        """Return the weights as the layer has them, one row an input."""
        return [list(row) for row in (self.rows if self.by_input else columns(self.rows))]

    def forward(self, inputs: "Matrix") -> "Matrix":
        """Return the outputs."""
        if self._may_gain and self._gains_by_zeros(inputs):
            rows = self.rows if self.by_input else self._turned_rows()
            return products_by_input.forward(rows, self.biases, inputs, self.rectified)
        if self._forward is None:
            if COMPILED:
                return compiled.forward(self.rows, self.biases, inputs, self.rectified, self._is_finite())
            self._forward = by_neuron.forward_of(self._turned_rows(), self.biases, self.rectified)
        return self._forward(inputs)

    def forward_training(self, inputs: "Matrix") -> "Matrix":
        """Return the outputs, and keep what the backward pass needs."""
        if self._may_gain and self._gains_by_zeros(inputs) != self.by_input:  # turn the weights as this batch needs
            self.set_parameters(self._turned_rows(), self.biases, not self.by_input)
        self.inputs = inputs
        self.output = self.forward(inputs)
        return self.output

    def backward(self, dvalues: "Matrix") -> None:
        """Set the gradients.

        Args:
            dvalues: The derivatives with respect to the step's outputs, which are 0 where its ReLU was inactive.
        """
        kind = compiled if COMPILED else products_by_input if self.by_input else by_neuron
        self._set_gradients(*kind.gradients(self.inputs, dvalues))

    def backward_through(self, following: "Affine", dvalues: "Matrix") -> None:
        """Set the gradients of this rectified step and of the one after it, whose derivatives are given."""
        following.backward(dvalues)
        if self.by_input or len(dvalues) <= 3:  # a sum of up to three terms is written out, in an order of its own
            self.backward(following.dinputs(dvalues, self.output))
            return
        outgoing = following.rows if following.by_input else columns(following.rows)
        self._set_gradients(*by_neuron.gradients_through(self.inputs, columns(self.output), dvalues, outgoing))

    def dinputs(self, dvalues: "Matrix", activations: "Matrix | None") -> "Matrix":
        """Return the derivatives with respect to the inputs, 0 where the ReLU before this step was inactive.

        Args:
            dvalues: The derivatives with respect to the step's outputs.
            activations: The outputs of that ReLU; None if there is none.
        """
        if COMPILED:
            return compiled.dinputs(dvalues, self.rows, activations)
        return by_neuron.dinputs(dvalues, self.rows if self.by_input else columns(self.rows), activations)

    def penalty(self) -> float:
        """Return what the size of the parameters costs."""
        layer = self.layer
        return penalty_of(self.rows, layer.weights_l1, layer.weights_l2) + penalty_of(
            [self.biases], layer.biases_l1, layer.biases_l2
        )

    def _set_gradients(self, drows: "Matrix", dbiases: "Row") -> None:
        layer = self.layer
        if layer.weights_l1 or layer.weights_l2:
            drows = add(drows, penalty_gradient(self.rows, layer.weights_l1, layer.weights_l2))
        if layer.biases_l1 or layer.biases_l2:
            (dbiases,) = add([dbiases], penalty_gradient([self.biases], layer.biases_l1, layer.biases_l2))
        self.drows, self.dbiases = drows, dbiases

    def _turned_rows(self) -> "Matrix":
        if self._turned is None:
            self._turned = [list(row) for row in columns(self.rows)]
        return self._turned

    def _gains_by_zeros(self, inputs: "Matrix") -> bool:
        """Return whether leaving out the inputs that are 0 is faster, and changes nothing."""
        if not products_by_input.are_mostly_zero(inputs):
            return False
        return self._is_finite()

    def _is_finite(self) -> bool:
        """Return whether all weights are, so that an input of 0 adds nothing to any sum."""
        if self._finite is None:
            self._finite = are_real(self.rows)
        return self._finite
