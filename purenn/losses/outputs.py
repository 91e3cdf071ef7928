"""What the outputs of a model mean, which depends on its loss: probabilities, classes, and their accuracy.

A categorical loss chooses the class with the largest output. A binary one answers yes above one half, which for
logits is above 0. For any other loss the outputs are quantities, which have no classes and no accuracy.
"""

from ..layers.sigmoid import Sigmoid
from ..layers.softmax import Softmax
from ..matrix import argmax
from ..metrics import fraction_of_right_answers, fraction_of_right_classes
from ..validation.shapes import ShapeError, shape
from ..validation.targets import as_truths, as_values
from .base import Loss
from .binary import BinaryCrossentropy
from .categorical import CategoricalCrossentropy
from .from_logits import SigmoidCrossentropy, SoftmaxCrossentropy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..layers.base import Layer
    from ..types import Matrix, Targets, TargetsLike


def as_predictions(outputs: "Matrix", loss: Loss) -> "Matrix":
    """Return what a model predicts: the probabilities that belong to logits, else the outputs as they are.

    >>> as_predictions([[0.0, 0.0]], SoftmaxCrossentropy())
    [[0.5, 0.5]]
    """
    activation = activation_within(loss)
    return outputs if activation is None else activation.forward(outputs)


def activation_within(loss: Loss) -> "Layer | None":
    """Return the activation that is part of the loss, whose outputs are logits; None if there is none.

    >>> activation_within(SoftmaxCrossentropy()), activation_within(CategoricalCrossentropy())
    (Softmax(), None)
    """
    if isinstance(loss, SoftmaxCrossentropy):
        return Softmax()
    return Sigmoid() if isinstance(loss, SigmoidCrossentropy) else None


def as_classes(outputs: "Matrix", loss: Loss) -> "list[int]":
    """Return the class that the outputs of each sample stand for.

    Raises:
        TypeError: If the loss is one of quantities.
        ShapeError: If a sample has several yes-or-no outputs.

    >>> as_classes([[0.25, 0.75], [0.5, 0.5]], CategoricalCrossentropy())
    [1, 0]
    """
    if isinstance(loss, CategoricalCrossentropy):
        return [argmax(row) for row in outputs]
    if isinstance(loss, BinaryCrossentropy):
        if len(outputs[0]) != 1:
            expected = f"({len(outputs)}, 1) for one class per sample"
            remedy = "for one class of several use CategoricalCrossentropy"
            raise ShapeError(f"predictions must be {expected}, got {shape(outputs)}; {remedy}")
        return [int(value > _threshold(loss)) for (value,) in outputs]
    raise TypeError(
        f"loss must be a CategoricalCrossentropy or a BinaryCrossentropy to predict classes, got {type(loss).__name__}"
    )


def accuracy_of(outputs: "Matrix", y_true: "Any", loss: Loss) -> "float | None":
    """Return the fraction of right outputs, or None if they are quantities.

    >>> accuracy_of([[0.25, 0.75], [0.5, 0.5]], [1, 1], CategoricalCrossentropy())
    0.5
    """
    if isinstance(loss, CategoricalCrossentropy):
        return fraction_of_right_classes(outputs, y_true)
    if isinstance(loss, BinaryCrossentropy):
        return fraction_of_right_answers(outputs, y_true, _threshold(loss))
    return None


def accept_targets(y_true: "TargetsLike", samples: int, outputs: int, loss: Loss, name: str = "y_true") -> "Targets":
    """Accept targets of the kind that the loss compares with, for the given number of samples and outputs.

    Raises:
        ShapeError, ValueError, TypeError: If a target does not fit; the message has its name and its place.

    >>> accept_targets([0, 3], 2, 3, CategoricalCrossentropy(), "y")
    Traceback (most recent call last):
    ValueError: y[1] must be a class index in 0..2, got 3
    """
    if isinstance(loss, CategoricalCrossentropy):
        return loss._accept(y_true, samples, outputs, name)
    if isinstance(loss, BinaryCrossentropy):
        return as_truths(y_true, samples, outputs, name)
    return as_values(y_true, samples, outputs, name)


def _threshold(loss: BinaryCrossentropy) -> float:
    """Return the output above which the answer is yes: where the sigmoid of a logit is one half, or one half itself."""
    return 0 if isinstance(loss, SigmoidCrossentropy) else 0.5
