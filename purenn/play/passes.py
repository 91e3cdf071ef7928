"""The forward pass, the loss and the backward pass of all samples, and the update that follows from them.

    passes = Passes(model, X, y)
    passes.loss, passes.layers[0].output
    passes.run_backward()
    model = passes.updated_model()

These are the steps of an epoch on the whole batch, one method each; `Model.fit` takes the same. Dropout is off, because
what it would draw stands in no formula.
"""

from ..chain import backward, forward
from ..inspection import copy_of, forget_pass
from ..layers.penalties import penalty
from ..losses.combined import are_combined
from ..losses.outputs import accept_targets, accuracy_of, as_classes
from ..matrix import mean
from ..model import Model
from ..training import optimizer_of
from ..validation.entries import check_finite
from .copies import copy_with_layers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..types import Matrix


class Passes:
    """The passes of all samples through a model, which stays as it is.

    Attributes:
        layers: Copies of the layers, which keep their outputs and, after `run_backward`, their derivatives.
        outputs: The outputs of the last layer.
        sample_losses: The loss of each sample.
        loss: Their mean.
        penalty: The penalties of the weights, which training adds to the loss.
        accuracy: The fraction of the samples that are classified correctly.
        predicted: The class that is predicted for each sample.

    Raises:
        ValueError, ArithmeticError: If the loss is not finite.
    """

    def __init__(self, model: Model, X: "Matrix", y: "list[int]") -> None:
        self._model = model
        self.layers: "list[Any]" = [copy_of(layer) for layer in model.layers]
        self._loss = copy_of(model.loss)
        self.outputs: "Matrix" = forward(self.layers, X, training=False)
        self._targets = accept_targets(y, len(X), len(self.outputs[0]), self._loss, "y")
        self.sample_losses: "list[float]" = self._loss.forward(self.outputs, self._targets)
        self.loss: float = mean(self.sample_losses)
        self.penalty: float = penalty(self.layers)
        check_finite([[self.loss + self.penalty]], "loss")
        self.accuracy: "float | None" = accuracy_of(self.outputs, self._targets, self._loss)
        self.predicted: "list[int]" = as_classes(self.outputs, self._loss)
        self._has_gone_back = False

    def run_backward(self) -> None:
        """Compute the derivatives of the mean loss, from the last layer to the first, unless that has been done."""
        if not self._has_gone_back:
            backward(self.layers, self._loss, self.outputs, self._targets)
            self._has_gone_back = True

    def derivatives(self, n: int) -> "Matrix | None":
        """Return the derivatives with respect to the outputs of layer n, after `run_backward`.

        None for a last layer that is differentiated together with the loss.
        """
        if n + 1 < len(self.layers):
            return self.layers[n + 1].dinputs
        return None if are_combined(self.layers[n], self._loss) else self._loss.dinputs

    def updated_model(self) -> Model:
        """Return the model after one step of its optimizer, both new; it keeps no passes."""
        self.run_backward()
        updated = copy_with_layers(self._model, [copy_of(layer) for layer in self.layers])
        optimizer = optimizer_of(updated)
        for layer in updated.layers:
            if getattr(layer, "parameters", ()):
                optimizer.update(layer)
        for layer in updated.layers:
            forget_pass(layer)
        return updated
