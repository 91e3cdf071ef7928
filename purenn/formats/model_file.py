"""Models that last: what a model is made of, as a safetensors file, and the model made of it again.

The optimizer is not saved: it is the state of a training, not of what has been learnt.
"""

import json

from ..layers.activations import Linear, ReLU, Sigmoid, Softmax
from ..losses.binary import BinaryCrossentropy
from ..validation.shapes import is_sequence, shown
from ..layers.dropout import Dropout
from .files import write_file
from ..layers.dense import Dense
from ..losses.from_logits import SigmoidCrossentropy, SoftmaxCrossentropy
from ..losses.categorical import CategoricalCrossentropy
from ..preprocessing import Standardizer
from ..losses.regression import MeanAbsoluteError, MeanSquaredError
from .safetensors import encode, nested, read
from .strict_json import parse

VERSION = "1"
LAYERS = {  # each with its settings, which are arguments of the same names; a Dense has its sizes from its weights
    Standardizer: ("means", "deviations"),
    Dense: ("weights_l1", "weights_l2", "biases_l1", "biases_l2"),
    Dropout: ("rate",),
    ReLU: (),
    Softmax: (),
    Sigmoid: (),
    Linear: (),
}
LOSSES = {
    CategoricalCrossentropy: ("label_smoothing", "class_weights"),
    SoftmaxCrossentropy: ("label_smoothing", "class_weights"),
    BinaryCrossentropy: (),
    SigmoidCrossentropy: (),
    MeanSquaredError: (),
    MeanAbsoluteError: (),
}
NAMES = ("columns", "target", "labels")


def save(model, path, dtype: str = "F64") -> None:
    """Write a model to a file; `Model.save` says how."""
    if dtype not in ("F64", "F32"):
        raise ValueError(f"dtype must be 'F64' or 'F32', got {shown(dtype)}")
    check_names(model)
    layers = [_described(layer, f"layers[{n}]", LAYERS) for n, layer in enumerate(model.layers)]
    loss = _described(model.loss, "loss", LOSSES)
    metadata = {"purenn": VERSION, "layers": _text(layers, "layers"), "loss": _text(loss, "loss")}
    for name in NAMES:
        if getattr(model, name) is not None:
            metadata[name] = _text(getattr(model, name), name)
    tensors = [
        (f"layers.{n}.{name}", dtype, getattr(layer, name))
        for n, layer in enumerate(model.layers)
        for name in getattr(layer, "parameters", ())
    ]
    write_file(path, encode(tensors, metadata))


def _text(value, called):
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError) as error:
        raise TypeError(f"{called} must have settings that JSON can hold: {error}") from None


def _described(thing, called, kinds):
    """The name of a layer or loss, and its settings."""
    if type(thing) not in kinds:
        names = ", ".join(kind.__name__ for kind in kinds)
        raise TypeError(f"{called} must be one of {names} to be saved, got {shown(thing)}")
    if type(thing) is Standardizer:
        thing.check_fitted("save")
    return {"kind": type(thing).__name__, **{name: getattr(thing, name) for name in kinds[type(thing)]}}


def load(path, make_model):
    """Read a model from a file, `make_model(layers, loss)` giving it its form; `Model.load` says how."""
    tensors, metadata = read(path)
    try:
        if "purenn" not in metadata:
            raise ValueError("the file must be one that Model.save wrote; load_tensors reads any other")
        if metadata["purenn"] != VERSION:
            raise ValueError(f"the version of the file must be {VERSION}, got {shown(metadata['purenn'])}")
        descriptions = _parsed(metadata, "layers")
        if type(descriptions) is not list:
            raise ValueError(f"layers must be a list, got {shown(descriptions)}")
        layers = [_layer(description, n, tensors) for n, description in enumerate(descriptions)]
        if tensors:
            raise ValueError(f"tensor {shown(min(tensors))} must belong to a layer, but none has it")
        model = make_model(layers, _made(_parsed(metadata, "loss"), "loss", LOSSES))
        for name in NAMES:
            if name in metadata:
                setattr(model, name, _parsed(metadata, name))
        check_names(model)
        return model
    except (ValueError, TypeError) as error:
        raise ValueError(f"{path}: {error}") from None


def _parsed(metadata, name):
    if name not in metadata:
        raise ValueError(f"__metadata__ must have {shown(name)}, which is missing")
    return parse(metadata[name], name)


def _layer(description, n, tensors):
    """One layer, and its tensors taken out of those that are left."""
    called = f"layers[{n}]"
    if type(description) is dict and description.get("kind") == "Dense":
        weights = _matrix(tensors, f"layers.{n}.weights")
        biases = _matrix(tensors, f"layers.{n}.biases")
        return Dense.of(weights, biases, **_settings(description, called, LAYERS)[1])
    return _made(description, called, LAYERS)


def _made(description, called, kinds):
    """The layer or loss of a description."""
    kind, settings = _settings(description, called, kinds)
    return kind(**settings)


def _settings(description, called, kinds):
    """The kind of a layer or loss and its settings, of which a description must have all and no others."""
    kind = {kind.__name__: kind for kind in kinds}.get(_kind_name(description))
    if kind is None:
        raise ValueError(f"{called} must be one of {', '.join(k.__name__ for k in kinds)}, got {shown(description)}")
    settings = {name: value for name, value in description.items() if name != "kind"}
    if set(settings) != set(kinds[kind]):
        raise ValueError(f"{called} must have the settings {', '.join(kinds[kind]) or 'none'}, got {shown(settings)}")
    return kind, settings


def _kind_name(description):
    name = description.get("kind") if type(description) is dict else None
    return name if type(name) is str else None


def _matrix(tensors, name):
    """A matrix of finite numbers, taken out of the tensors."""
    if name not in tensors:
        raise ValueError(f"tensor {name!r} must be in the file, but is missing")
    dtype, shape, values = tensors.pop(name)
    if dtype not in ("F64", "F32") or len(shape) != 2 or 0 in shape:
        raise ValueError(f"tensor {name!r} must be a matrix of F64 or F32, got {shown(shape)} of {dtype}")
    for n, value in enumerate(values):
        if value - value != 0:
            place = f"[{n // shape[1]}][{n % shape[1]}]"
            raise ValueError(f"tensor {name!r}{place} must be a finite number, got {value}")
    return nested(values, shape)


def check_names(model) -> None:
    """Refuse names of columns, target or labels that are no text, or more or fewer than the model has."""
    sized = [layer for layer in model.layers if hasattr(layer, "n_inputs") and hasattr(layer, "n_neurons")]
    inputs, outputs = (sized[0].n_inputs, sized[-1].n_neurons) if sized else (0, 0)
    for name, count in (("columns", inputs), ("labels", max(outputs, 2))):  # one output tells two classes apart
        names = getattr(model, name)
        if names is None:
            continue
        if not is_sequence(names) or not all(isinstance(text, str) for text in names):
            raise TypeError(f"{name} must be a list of strings or None, got {shown(names)}")
        if len(names) != count:
            raise ValueError(f"{name} must be {count} names, as the model has, got {len(names)}")
    if model.target is not None and not isinstance(model.target, str):
        raise TypeError(f"target must be a string or None, got {shown(model.target)}")
