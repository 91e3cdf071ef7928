"""Chains of layers: check that each layer fits the one before it, and run the passes through all of them."""

from .losses.base import weighted_gradient
from .losses.combined import are_combined, combined_backward
from .validation.entries import as_dvalues
from .validation.shapes import ShapeError, is_sequence, short_repr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from .losses.base import Loss
    from .types import Matrix, MatrixLike, TargetsLike


def check_chain(layers: "Sequence[Any]") -> None:
    """Refuse anything but a list of layers, a layer that occurs twice, and one that does not fit the layer before it.

    >>> from purenn import Dense
    >>> check_chain([Dense(2, 3), Dense(4, 1)])
    Traceback (most recent call last):
    purenn.validation.shapes.ShapeError: layers[1] must have n_inputs 3, the n_neurons of layers[0], got 4
    """
    if not is_sequence(layers):
        raise TypeError(f"layers must be a list of layers, got {short_repr(layers)}")
    if len(layers) == 0:
        raise ShapeError("layers must have at least one layer, got none")
    places: "dict[int, int]" = {}
    before = None
    for n, layer in enumerate(layers):
        if not (hasattr(layer, "forward") and hasattr(layer, "backward")) or isinstance(layer, type):
            raise TypeError(f"layers[{n}] must be a layer, with forward and backward, got {layer!r}")
        if id(layer) in places:  # its gradients would be those of one place alone
            first = f"layers[{places[id(layer)]}]"
            raise ValueError(f"layers[{n}] must be another object than {first}, got the same {layer!r}")
        places[id(layer)] = n
        if not _has_widths(layer):
            continue
        if before is not None and layer.n_inputs != layers[before].n_neurons:
            expected = f"n_inputs {layers[before].n_neurons}, the n_neurons of layers[{before}]"
            raise ShapeError(f"layers[{n}] must have {expected}, got {layer.n_inputs}")
        before = n


def input_width(layers: "Sequence[Any]") -> "int | None":
    """Return how many inputs a sample must have, or None if the first layer takes any number.

    >>> from purenn import Dense, ReLU
    >>> input_width([Dense(2, 3), ReLU()]), input_width([ReLU(), Dense(2, 3)])
    (2, None)
    """
    return layers[0].n_inputs if _has_widths(layers[0]) else None


def forward(layers: "Sequence[Any]", inputs: "Matrix", training: bool) -> "Matrix":
    """Send inputs through all layers, each of which keeps its inputs and its output; return the last output."""
    for layer in layers:
        if hasattr(layer, "training"):
            layer.training = training
    values = inputs
    for layer in layers:
        values = layer.forward(values)
    return values


def backward(
    layers: "Sequence[Any]",
    loss: "Loss",
    y_pred: "MatrixLike",
    y_true: "TargetsLike",
    sample_weights: "Sequence[float] | None" = None,
) -> None:
    """Compute the derivatives of the mean loss in the loss and in all layers, from the last layer to the first."""
    *before, last = layers
    dvalues = loss.dinputs = weighted_gradient(loss.backward(y_pred, y_true), sample_weights)
    if are_combined(last, loss):
        dvalues = as_dvalues(combined_backward(loss, y_pred, y_true), last)
        dvalues = last.dinputs = weighted_gradient(dvalues, sample_weights)
    else:
        dvalues = last.backward(dvalues)
    for layer in reversed(before):
        dvalues = layer.backward(dvalues)


def _has_widths(layer: "Any") -> bool:
    return hasattr(layer, "n_inputs") and hasattr(layer, "n_neurons")
