"""Training layer by layer, by the formulas of the layers, for every model that the engine does not support.

`Walk` takes the same training steps as the engine's `Trainer`, whatever the layers, the loss, the optimizer and the
kind of number.
"""

from .inspection import copy_of
from .layers.penalties import penalty
from .losses.outputs import accuracy_of
from .training_state import copies_of_parameters
from .validation.entries import INFINITY, check_finite

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .losses.base import Loss
    from .model import Model
    from .optimizers.base import Optimizer
    from .training_state import Parameters
    from .types import Matrix, Row, Targets


def named_figures(loss: float, accuracy: "float | None", penalty: float) -> "dict[str, float]":
    """Return "loss", "penalty" and, for a classifier, "accuracy"."""
    figures = {"loss": loss, "penalty": penalty}
    if accuracy is not None:
        figures["accuracy"] = accuracy
    return figures


def figures_of(
    layers: "tuple[Any, ...]", loss: "Loss", outputs: "Matrix", y: "Targets", *weights: "Row"
) -> "dict[str, float]":
    """Compute the figures of the outputs of layers; `weights` are those of the samples, if they have any."""
    return named_figures(loss.calculate(outputs, y, *weights), accuracy_of(outputs, y, loss), penalty(layers))


def take_step(worker: "Any", figures: "dict[str, float]", update: "Any") -> None:
    """Let a worker update the parameters, completely or not at all.

    Args:
        worker: What takes the steps of a training: a `Walk` or the engine's `Trainer`.
        figures: The figures of the batch before the update.
        update: Computes the gradients and updates the parameters.

    Raises:
        ArithmeticError: If the figures are not finite; then nothing is updated.
    """
    objective = figures["loss"] + figures["penalty"]
    if not (objective > -INFINITY and objective < INFINITY):
        raise ArithmeticError(f"loss + penalty must be finite, got {figures['loss']} + {figures['penalty']}")
    worker.keep()
    try:
        update()
    except BaseException:  # an interrupt too: no step may stay half done
        worker.restore()
        raise


class Walk:
    """The training of one model, layer by layer."""

    def __init__(self, model: "Model", optimizer: "Optimizer") -> None:
        self.model = model
        self.optimizer = optimizer
        self.layers: "tuple[Any, ...]" = model.layers
        self.learners: "list[Any]" = [layer for layer in model.layers if getattr(layer, "parameters", ())]
        self.keep()

    def current_rate(self) -> "float | None":
        """Return the learning rate of the next update of the first layer that learns."""
        return self.optimizer.current_rate(self.learners[0]) if self.learners else None

    def figures(self, X: "Matrix", y: "Targets") -> "dict[str, float]":
        """Return the figures of a batch, without a step; the layers and the loss keep their last pass."""
        return figures_of(self.model.layers, copy_of(self.model.loss), self.model._walked(X), y)

    def parameters(self) -> "Parameters":
        """Copy the parameters of each layer, by name."""
        return copies_of_parameters(self.model.layers)

    def step(self, X: "Matrix", y: "Targets", sample_weights: "Row | None" = None) -> "dict[str, float]":
        """Take one step, and return the figures of the batch before it.

        Raises:
            ArithmeticError: If the loss is not finite.
        """
        weights = () if sample_weights is None else (sample_weights,)  # a user-defined loss need not take them
        outputs = self.model.forward(X, training=True)
        figures = figures_of(self.model.layers, self.model.loss, outputs, y, *weights)

        def update() -> None:
            self.model.backward(outputs, y, *weights)
            for layer in self.learners:
                self.optimizer.update(layer)

        take_step(self, figures, update)
        return figures

    def keep(self) -> None:
        """Remember the parameters and the optimizer's state; an update makes new matrices and leaves these alone."""
        self._kept = [(layer, name, getattr(layer, name)) for layer in self.learners for name in layer.parameters]
        self._states = list(self.optimizer._states)

    def restore(self) -> None:
        """Set the parameters and the optimizer's state back to those before the last update."""
        for layer, name, values in self._kept:
            setattr(layer, name, values)
        self.optimizer._states = list(self._states)

    def check_parameters(self) -> None:
        """Refuse parameters that are NaN or infinite."""
        for n, layer in enumerate(self.layers):
            for name in getattr(layer, "parameters", ()):
                check_finite(getattr(layer, name), f"layers[{n}].{name}")

    def hand_back(self) -> None:
        """Do nothing: the layers have their parameters and their last pass."""

    def is_stale(self) -> bool:
        """Return whether the model has other layers or another optimizer; all other changes take effect anyway."""
        return self.model.layers is not self.layers or self.model.optimizer is not self.optimizer
