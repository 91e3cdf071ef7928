"""Copies of models in training: the parameters of the copy can change, and the original stays as it is.

    changed = copy_with_entry(model, place, 0.5)

An optimizer keeps a state for each layer object, so the optimizer of a copy gets the states for the copied layers.
"""

from ..inspection import copy_of
from ..model import Model
from ..optimizers.base import _LayerState
from ..training import optimizer_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..layers.base import Layer
    from .names import Place


def copy_with_layers(model: Model, layers: "list[Any]") -> Model:
    """Copy a model with other layers in place of its layers, and an optimizer that keeps the state of each place."""
    copy = copy_of(model)
    copy.layers = layers
    optimizer = copy_of(optimizer_of(model))
    places = {id(layer): n for n, layer in enumerate(model.layers)}
    optimizer._states = [
        _LayerState(layers[places[id(state.layer)]], state.updates, state.parameters) for state in optimizer._states
    ]
    copy.optimizer = optimizer
    return copy


def copy_with_rate(model: Model, learning_rate: float) -> Model:
    """Copy a model with another learning rate."""
    copy = copy_of(model)
    copy.optimizer = copy_of(optimizer_of(model))
    copy.optimizer.learning_rate = learning_rate
    return copy


def copy_with_entry(model: Model, place: "Place", value: "Any") -> Model:
    """Copy a model with another value of one weight or bias."""
    layers = [
        layer_with_entry(layer, place, value) if n == place.layer else copy_of(layer)
        for n, layer in enumerate(model.layers)
    ]
    return copy_with_layers(model, layers)


def layer_with_entry(layer: "Layer", place: "Place", value: "Any") -> "Layer":
    """Copy a layer with another value of one weight or bias."""
    copy = copy_of(layer)
    setattr(copy, place.parameter, rows_with(getattr(layer, place.parameter), place, value))
    return copy


def rows_with(matrix: "Any", place: "Place", value: "Any") -> "Any":
    """Return a matrix with another value at one place; its other rows are the same objects."""
    row = list(matrix[place.row])
    row[place.column] = value
    return [row if n == place.row else other for n, other in enumerate(matrix)]
