"""The last pass of a training, computed by the layers' own formulas when one of its matrices is first read.

The engine itself computes few of the matrices that a user may want to inspect. After a training the layers therefore
have a `LastPass` instead: `inspection.Inspectable` calls its `compute` when one of the matrices is read.
"""

from ..chain import backward, forward
from ..inspection import MATRICES, copy_of, forget_pass
from ..layers.dense import Dense
from ..layers.dropout import Dropout

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..layers.base import Layer
    from ..losses.base import Loss
    from ..types import Matrix, Row, Targets

    Batch = tuple[Matrix, Targets, "Row | None"]


class LastPass:
    """One forward and backward pass of a model that is yet to be computed.

    Args:
        layers: The layers.
        loss: Their loss.
        batch: The inputs, the targets and the weights of the samples.
        parameters: The weights and biases that the pass had, for each dense layer in order.
        masks: The mask that the pass had, for each dropout layer in order.
    """

    def __init__(
        self,
        layers: "tuple[Layer, ...]",
        loss: "Loss",
        batch: "Batch",
        parameters: "list[tuple[Matrix, Matrix]]",
        masks: "list[Matrix]",
    ) -> None:
        self.layers = layers
        self.loss = loss
        self.batch = batch
        self.parameters = parameters
        self.masks = masks
        for instance in layers + (loss,):
            forget_pass(instance)
            instance._last_pass = self

    def compute(self) -> None:
        """Give the layers and the loss the matrices of the pass, except those they have computed since."""
        originals = self.layers + (self.loss,)
        for instance in originals:
            if instance._last_pass is self:
                instance._last_pass = None
        copies: "list[Any]" = [copy_of(instance) for instance in originals]
        parameters, masks = iter(self.parameters), iter(self.masks)
        for layer in copies:
            if type(layer) is Dense:
                layer.weights, layer.biases = next(parameters)
            elif type(layer) is Dropout:
                layer.mask, layer.hold_mask = next(masks), True
        *layers, loss = copies
        X, y, sample_weights = self.batch
        outputs = forward(layers, X, training=True)
        loss.forward(outputs, y)
        backward(layers, loss, outputs, y, sample_weights)
        for instance, computed in zip(originals, copies):
            for name in MATRICES:
                if name in computed.__dict__ and name not in instance.__dict__:
                    setattr(instance, name, computed.__dict__[name])
