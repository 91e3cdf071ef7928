"""The plan of a model: its layers compiled into steps that check nothing and keep their weights ready for products.

`plan_for(model)` returns the plan of a model, or None for a model that must be computed layer by layer: one with
a layer or a loss of another class than the library's own, with parameters that are not floats, or while
`use_kernel("loops")` is chosen.
"""

from ..chain import check_chain
from ..layers.dense import Dense
from ..layers.dropout import Dropout
from ..layers.leaky_relu import LeakyReLU
from ..layers.linear import Linear
from ..layers.relu import ReLU
from ..layers.sigmoid import Sigmoid
from ..layers.softmax import Softmax
from ..layers.tanh import Tanh
from ..losses.binary import BinaryCrossentropy
from ..losses.categorical import CategoricalCrossentropy
from ..losses.from_logits import SigmoidCrossentropy, SoftmaxCrossentropy
from ..losses.regression import MeanAbsoluteError, MeanSquaredError
from ..matrix import chosen_kernel
from ..preprocessing import Standardizer
from .affine import Affine
from .elementwise import LeakyRectifier, Mask, Rectifier, Scaler, Sigmoids, Softmaxes, Tanhs
from .heads import Head, SigmoidHead, SoftmaxHead

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from ..losses.base import Loss
    from ..model import Model
    from ..types import Matrix

LAYERS = (Dense, ReLU, LeakyReLU, Softmax, Sigmoid, Tanh, Linear, Dropout, Standardizer)
LOSSES = (
    CategoricalCrossentropy,
    SoftmaxCrossentropy,
    BinaryCrossentropy,
    SigmoidCrossentropy,
    MeanSquaredError,
    MeanAbsoluteError,
)
PORTION = 512  # how many samples go through the steps at once
FLOATS = [float(value) for value in range(256)]  # of the bytes, so that a batch of them makes no new numbers


class Plan:
    """The steps of a model, from its inputs to what its loss takes.

    Attributes:
        steps: What data goes through, in order; a dense layer and the ReLU after it are one step.
        head: The loss, together with a softmax or sigmoid before it.
        n_inputs: How many inputs a sample must have; None if any number will do.
    """

    steps: "list[Any]"
    head: Head

    def __init__(self, layers: "tuple[Any, ...]", loss: "Loss") -> None:
        self.layers = layers
        self.loss = loss
        self.steps, self.head = _compiled(layers, loss)
        self.n_inputs: "int | None" = next((layer.n_inputs for layer in layers if hasattr(layer, "n_inputs")), None)
        self.keep_parameters()

    def values(self, X: "Matrix") -> "Matrix":
        """Return what the steps make of the inputs, which the head takes."""
        if len(X) <= PORTION:
            return self._through(as_lists(X))
        result = []
        for start in range(0, len(X), PORTION):  # so that little memory is taken however many samples there are
            result += self._through(as_lists(X[start : start + PORTION]))
        return result

    def _through(self, values: "Matrix") -> "Matrix":
        for step in self.steps:
            values = step.forward(values)
        return values

    def keep_parameters(self) -> None:
        """Remember the parameters of the layers as they are, for `is_current`."""
        self._kept, self._scales = [], []
        self._attributes = [layer.__dict__ for layer in self.layers]
        for layer in self.layers:
            if type(layer) is Dense:
                weights, biases = layer._weights, layer._biases
                self._kept.append((layer, weights, biases, [row[:] for row in weights + biases]))
            elif type(layer) is Standardizer:
                self._scales.append((layer, list(layer.means), list(layer.deviations)))

    def is_current(self, model: "Model") -> bool:
        """Return whether the model still is what was compiled: its layers, their parameters and its loss.

        A matrix that no caller has seen since it was assigned cannot have been changed in place.
        """
        if model.layers is not self.layers or model.loss is not self.loss:
            return False
        for layer, weights, biases, copy in self._kept:
            if layer._weights is not weights or layer._biases is not biases:
                return False
            if layer._exposed and (weights + biases != copy or not _are_floats(weights + biases)):
                return False
        for scale, means, deviations in self._scales:
            if scale.means != means or scale.deviations != deviations:
                return False
        for attributes in self._attributes:
            if "forward" in attributes:  # replaced on the object
                return False
        return not any(_holds_mask(layer) for layer in self.layers)

    def penalty(self) -> float:
        """Return what the size of the parameters costs."""
        result = 0.0
        for step in self.steps:
            if type(step) is Affine:
                result += step.penalty()
        return result


def _holds_mask(layer: "Any") -> bool:
    """Return whether a layer is a dropout that draws no masks, where the engine would."""
    return type(layer) is Dropout and layer.hold_mask


def _are_floats(matrix: "Matrix") -> bool:
    return all(type(value) is float for row in matrix for value in row)


def as_lists(rows: "Sequence[Sequence[float]]") -> "Matrix":
    """Return rows as lists; those that are lists already are not copied, and bytes become floats.

    >>> as_lists([[0.5], (1, 2), b"ab"])
    [[0.5], [1, 2], [97.0, 98.0]]
    """
    return [
        row
        if type(row) is list
        else [FLOATS[value] for value in row]
        if type(row) is bytes or type(row) is bytearray
        else list(row)
        for row in rows
    ]


def plan_for(model: "Model") -> "Plan | None":
    """Compile a model, or return None if the engine does not know all of its parts.

    Raises:
        ShapeError: If two layers do not fit, as after a standardizer has been fitted to other columns.
    """
    if chosen_kernel() != "fast" or not _is_known(model.loss, LOSSES):
        return None
    for layer in model.layers:
        if not _is_known(layer, LAYERS) or _holds_mask(layer):
            return None
        if type(layer) is Standardizer and not (
            hasattr(layer, "means") and _are_floats([layer.means, layer.deviations])
        ):
            return None
        if not all(_are_floats(getattr(layer, "_" + name)) for name in layer.parameters):
            return None
    check_chain(model.layers)
    return Plan(model.layers, model.loss)


def _is_known(instance: object, classes: "Iterable[type]") -> bool:
    """Return whether an object is of one of the classes themselves, with none of their methods replaced."""
    return type(instance) in classes and not {"forward", "backward", "calculate"} & set(instance.__dict__)


def _compiled(layers: "tuple[Any, ...]", loss: "Loss") -> "tuple[list[Any], Head]":
    steps: "list[Any]" = []
    for layer in layers:
        kind = type(layer)
        if kind is Dense:
            steps.append(Affine(layer))
        elif kind is ReLU and steps and type(steps[-1]) is Affine and not steps[-1].rectified:
            steps[-1] = Affine(steps[-1].layer, rectified=True)
        elif kind is ReLU:
            steps.append(Rectifier())
        elif kind is Softmax:
            steps.append(Softmaxes())
        elif kind is Sigmoid:
            steps.append(Sigmoids())
        elif kind is Tanh:
            steps.append(Tanhs())
        elif kind is LeakyReLU:
            steps.append(LeakyRectifier(layer))
        elif kind is Dropout:
            steps.append(Mask(layer))
        elif kind is Standardizer:
            steps.append(Scaler(layer))
        # A Linear layer passes everything on as it is.
    last = (type(layers[-1]), type(loss))
    if last == (Softmax, CategoricalCrossentropy):
        return steps[:-1], SoftmaxHead(loss)
    if last == (Sigmoid, BinaryCrossentropy):
        return steps[:-1], SigmoidHead(loss)
    return steps, Head(loss)
