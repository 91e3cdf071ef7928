"""Copies of layers, losses and models, with parameters of another kind of number.

    single = in_single_precision(model)
    single.predict([[Float32(x) for x in row] for row in X])

The methods of a copy are those of the original, so the same code computes with the other numbers. The original does
not change.
"""

from ..inspection import copy_of
from ..model import Model
from ..numbers.float32 import Float32
from .names import layer_names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, TypeVar

    from ..layers.base import Layer
    from ..types import Matrix

    AnyLayer = TypeVar("AnyLayer", bound=Layer)


def copy_of_layer(layer: "AnyLayer", convert: "Callable[[str, int, int, float], Any]") -> "AnyLayer":
    """Copy a layer and convert its parameters.

    Args:
        layer: The layer.
        convert: Called with (name of the parameter, row, column, value) for each entry; returns the entry of the copy.

    >>> from purenn import Dense
    >>> copy_of_layer(Dense.of([[0.5]], [[0.25]]), lambda name, i, j, value: Float32(value)).weights
    [[Float32(0.5)]]
    """
    copy = copy_of(layer)
    for name in getattr(layer, "parameters", ()):
        matrix = getattr(layer, name)
        setattr(copy, name, [[convert(name, i, j, w) for j, w in enumerate(row)] for i, row in enumerate(matrix)])
    return copy


def copy_of_model(model: Model, layers: "Sequence[Layer]") -> Model:
    """Copy a model with other layers and a copy of its loss; the copy has no optimizer and no history."""
    copy = copy_of(model)
    copy.layers, copy.loss, copy.optimizer, copy.history = layers, copy_of(model.loss), None, {}
    return copy


def in_single_precision(model: Model) -> Model:
    """Copy a model and round its parameters to `Float32`, as a board with 32-bit floats stores them.

    >>> from purenn import Dense, MeanSquaredError
    >>> single = in_single_precision(Model([Dense.of([[0.1]], [[0.2]])], MeanSquaredError()))
    >>> single.predict([[Float32(3)]])
    [[Float32(0.5)]]
    """
    return copy_of_model(model, [copy_of_layer(layer, lambda name, i, j, w: Float32(w)) for layer in model.layers])


def in_numbers(model: Model, X: "Matrix", convert: "Callable[[float, str], Any]") -> "tuple[Model, list[list[Any]]]":
    """Copy a model and its inputs, and convert each parameter and each input.

    Args:
        model: The model.
        X: The inputs, (samples, inputs).
        convert: Called with (value, name) for each number; returns the number of the copies. The names are those of an
            explanation, such as "w1[0][2]" and "x[7][1]".

    Returns:
        The copy of the model, and the converted inputs.

    >>> from purenn import Dense, Dual, MeanSquaredError
    >>> model = Model([Dense.of([[2.0]], [[1.0]])], MeanSquaredError())
    >>> by_weight, X = in_numbers(model, [[3.0]], lambda value, name: Dual(value, 1.0 if name == "w1[0][0]" else 0.0))
    >>> by_weight.loss.calculate(by_weight.forward(X), [5.0])  # (3w + b - 5)**2 has the derivative 2 * (7 - 5) * 3
    Dual(4.0, 12.0)
    """
    layers = []
    for layer, names in zip(model.layers, layer_names(model.layers)):

        def entry(parameter, i, j, value, names=names):
            return convert(value, f"{names.parameters[parameter]}[{i}][{j}]")

        layers.append(copy_of_layer(layer, entry))
    rows = [[convert(x, f"x[{s}][{i}]") for i, x in enumerate(row)] for s, row in enumerate(X)]
    return copy_of_model(model, layers), rows
