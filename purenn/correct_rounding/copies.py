"""Copies of a model and of an optimizer, of which every number is `Exact`.

    copy = exact_model(model)

Besides the parameters that are the settings: a rate, a smoothing or the weight of a class, which would otherwise be
computed among floats, and rounded.
"""

from ..explanation.twins import copy_of_layer, copy_of_model
from ..inspection import MATRICES, copy_of
from ..layers.dropout import Dropout
from ..numbers.exact import Exact
from ..validation.shapes import short_repr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..model import Model
    from ..optimizers.base import Optimizer
    from ..types import Matrix


def exact_model(model: "Model", format: str) -> "Model":
    """Copy a model with exact parameters and settings; the copy has no optimizer.

    Raises:
        ValueError: If a parameter is not a number of the format.
        TypeError: If a parameter is neither a float nor an int.
    """
    copies = []
    for n, layer in enumerate(model.layers):

        def convert(name, i, j, value, n=n):
            return exact_entry(value, format, f"layers[{n}].{name}[{i}][{j}]")

        copy = copy_of_layer(layer, convert)
        make_settings_exact(copy)
        if isinstance(layer, Dropout) and layer.hold_mask and hasattr(layer, "mask"):
            kept = 1 / (1 - copy.rate)
            copy.mask = [[kept if m else 0 for m in row] for row in layer.mask]
        copies.append(copy)
    result = copy_of_model(model, copies)
    make_settings_exact(result.loss)
    return result


def exact_optimizer(optimizer: "Optimizer", model: "Model", copy: "Model") -> "Optimizer":
    """Copy an optimizer with exact settings, and its states of a model's layers for those of the copy of the model."""
    result = copy_of(optimizer)
    make_settings_exact(result)
    result._states = []
    for layer, twin in zip(model.layers, copy.layers):
        state = optimizer._state(layer)
        result._keep(twin, state.updates, mapped(Exact, state.parameters))
    return result


def make_settings_exact(instance: "Any") -> None:
    """Turn the attributes that are floats, or lists of floats, into exact numbers, but for parameters and passes."""
    skipped = tuple(getattr(instance, "parameters", ())) + MATRICES
    for name, value in list(instance.__dict__.items()):
        if name.startswith("_") or name in skipped:
            continue
        if isinstance(value, float) or (isinstance(value, list) and any(isinstance(entry, float) for entry in value)):
            setattr(instance, name, mapped(Exact, value))


def exact_matrix(matrix: "Matrix", format: str, name: str) -> "list[list[Exact]]":
    """Turn the entries of a matrix into exact numbers."""
    return [[exact_entry(x, format, f"{name}[{s}][{j}]") for j, x in enumerate(row)] for s, row in enumerate(matrix)]


def exact_entry(value: "Any", format: str, name: str) -> Exact:
    """Turn a float or an int that is a number of the format into an exact number.

    >>> exact_entry(0.1, "F32", "X[0][0]")
    Traceback (most recent call last):
    ValueError: X[0][0] must be an F32 number, got 0.1
    """
    if not isinstance(value, (float, int)):
        raise TypeError(f"{name} must be a float or an int, got {short_repr(value)}")
    result = Exact(value)
    if format != "F64" and result.rounded(format) != value:
        raise ValueError(f"{name} must be an {format} number, got {value}")
    return result


def mapped(function: "Any", values: "Any") -> "Any":
    """Apply a function to every number in nested lists, tuples and dicts; None stays None.

    >>> mapped(abs, {"weights": ([-1.0], None)})
    {'weights': ([1.0], None)}
    """
    if isinstance(values, dict):
        return {key: mapped(function, value) for key, value in values.items()}
    if isinstance(values, (list, tuple)):
        return type(values)([mapped(function, value) for value in values])
    return None if values is None else function(values)
