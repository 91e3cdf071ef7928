"""Save a model to a safetensors file and load it again: the functions behind `Model.save` and `Model.load`.

The weights and biases are tensors named `layers.<n>.weights` and `layers.<n>.biases`. The `__metadata__` holds, as
JSON, the kind and the settings of each layer, of the loss and of each column of the `encoder`, and the model's
`columns`, `target`, `labels` and `notes`. Only kinds listed in `LAYERS`, `LOSSES` and `COLUMNS` are written or created,
so that loading a file cannot run other code.
The state of the optimizer is not saved.
"""

import json

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
from ..preprocessing import Standardizer
from ..table_columns import CategoryColumn, NumberColumn
from ..table_encoder import TableEncoder
from ..validation.shapes import is_sequence, short_repr
from .atomic_write import write_file
from .safetensors import encode, nested, read
from .strict_json import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from os import PathLike

    from ..model import Model

VERSION = "1"
# The settings of each kind: both attributes and constructor arguments. The sizes of a Dense follow from its weights.
LAYERS: "dict[type, tuple[str, ...]]" = {
    Standardizer: ("means", "deviations"),
    Dense: ("weights_l1", "weights_l2", "biases_l1", "biases_l2"),
    Dropout: ("rate",),
    ReLU: (),
    LeakyReLU: ("negative_slope",),
    Softmax: (),
    Sigmoid: (),
    Tanh: (),
    Linear: (),
}
LOSSES: "dict[type, tuple[str, ...]]" = {
    CategoricalCrossentropy: ("label_smoothing", "class_weights"),
    SoftmaxCrossentropy: ("label_smoothing", "class_weights"),
    BinaryCrossentropy: (),
    SigmoidCrossentropy: (),
    MeanSquaredError: (),
    MeanAbsoluteError: (),
}
COLUMNS: "dict[type, tuple[str, ...]]" = {
    NumberColumn: ("name", "median", "indicator"),
    CategoryColumn: ("name", "categories"),
}
NAMES = ("columns", "target", "labels", "notes")


def save(model: "Model", path: "str | PathLike[str]", dtype: str = "F64") -> None:
    """Write a model to a safetensors file atomically.

    Args:
        model: The model, made of layers and a loss of this library.
        path: The file to create or replace.
        dtype: "F64", or "F32" to round the parameters to half the size.

    Raises:
        TypeError: If a layer or the loss is user-defined, or a name is not a string.
        ValueError: If a parameter is not finite or exceeds the dtype, or if there are too many or too few names.
        RuntimeError: If a Standardizer has not been fitted.
        OSError: If the file cannot be written.
    """
    if dtype not in ("F64", "F32"):
        raise ValueError(f"dtype must be 'F64' or 'F32', got {short_repr(dtype)}")
    check_names(model)
    layers = [_describe(layer, f"layers[{n}]", LAYERS) for n, layer in enumerate(model.layers)]
    loss = _describe(model.loss, "loss", LOSSES)
    metadata = {"purenn": VERSION, "layers": _to_json(layers, "layers"), "loss": _to_json(loss, "loss")}
    for name in NAMES:
        if getattr(model, name) is not None:
            metadata[name] = _to_json(getattr(model, name), name)
    if model.encoder is not None:
        columns = [_describe(column, "a column of encoder", COLUMNS) for column in model.encoder.columns]
        metadata["encoder"] = _to_json({"columns": columns, "missing": model.encoder.missing}, "encoder")
    tensors = [
        (f"layers.{n}.{name}", dtype, getattr(layer, name))
        for n, layer in enumerate(model.layers)
        for name in getattr(layer, "parameters", ())
    ]
    write_file(path, encode(tensors, metadata))


def _to_json(value, name):
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError) as error:
        raise TypeError(f"{name} must have settings that JSON can represent: {error}") from None


def _describe(component, name, kinds):
    """Return the kind and the settings of a layer or a loss."""
    if type(component) not in kinds:
        expected = ", ".join(kind.__name__ for kind in kinds)
        raise TypeError(f"{name} must be one of {expected} to be saved, got {short_repr(component)}")
    if type(component) is Standardizer and not hasattr(component, "means"):
        raise RuntimeError(f"{name} must be fitted before it is saved, got {component!r}")
    settings = {setting: getattr(component, setting) for setting in kinds[type(component)]}
    return {"kind": type(component).__name__, **settings}


def load(path: "str | PathLike[str]", model_class: "type[Model]") -> "Model":
    """Read a model that `save` has written.

    Args:
        path: The file.
        model_class: The class to instantiate, with the layers and the loss as arguments.

    Raises:
        ValueError: If the file is not a valid model; the message starts with its path.
        OSError: If the file cannot be read.
    """
    tensors, metadata = read(path)
    try:
        if "purenn" not in metadata:
            raise ValueError(
                "the file must be written by Model.save, got other tensors; load_tensors reads them as lists"
            )
        if metadata["purenn"] != VERSION:
            raise ValueError(f"the version of the file must be {VERSION}, got {short_repr(metadata['purenn'])}")
        descriptions = _from_json(metadata, "layers")
        if type(descriptions) is not list:
            raise ValueError(f"layers must be a list, got {short_repr(descriptions)}")
        layers = [_load_layer(description, n, tensors) for n, description in enumerate(descriptions)]
        if tensors:
            raise ValueError(f"tensor {short_repr(min(tensors))} must be a parameter of a layer, but no layer has it")
        kind, settings = _kind_and_settings(_from_json(metadata, "loss"), "loss", LOSSES)
        model = model_class(layers, kind(**settings))
        for name in NAMES:
            if name in metadata:
                setattr(model, name, _from_json(metadata, name))
        if "encoder" in metadata:
            model.encoder = _load_encoder(_from_json(metadata, "encoder"))
        check_names(model)
        return model
    except (ValueError, TypeError) as error:
        raise ValueError(f"{path}: {error}") from None


def _from_json(metadata, name):
    if name not in metadata:
        raise ValueError(f"__metadata__ must have {short_repr(name)}, which is missing")
    return parse(metadata[name], name)


def _load_layer(description, n, tensors):
    """Create layer n from its description, and remove its tensors from `tensors`."""
    kind, settings = _kind_and_settings(description, f"layers[{n}]", LAYERS)
    if kind is not Dense:
        return kind(**settings)
    weights = _pop_matrix(tensors, f"layers.{n}.weights")
    biases = _pop_matrix(tensors, f"layers.{n}.biases")
    return Dense.of(weights, biases, **settings)


def _load_encoder(description):
    """Create an encoder from its description."""
    if type(description) is not dict or set(description) != {"columns", "missing"}:
        raise ValueError(f"encoder must have columns and missing, got {short_repr(description)}")
    columns = []
    for n, column in enumerate(description["columns"] if type(description["columns"]) is list else [None]):
        kind, settings = _kind_and_settings(column, f"encoder.columns[{n}]", COLUMNS)
        columns.append(kind(**settings))
    return TableEncoder(columns, description["missing"])


def _kind_and_settings(description, name, kinds):
    """Validate the description of a layer or a loss; return its class, from `kinds`, and all of its settings."""
    kind_name = description.get("kind") if type(description) is dict else None
    kind = next((kind for kind in kinds if kind.__name__ == kind_name), None)
    if kind is None:
        expected = ", ".join(kind.__name__ for kind in kinds)
        raise ValueError(f"{name} must be one of {expected}, got {short_repr(description)}")
    settings = {setting: value for setting, value in description.items() if setting != "kind"}
    if set(settings) != set(kinds[kind]):
        expected = ", ".join(kinds[kind]) or "none"
        raise ValueError(f"{name} must have the settings {expected}, got {short_repr(settings)}")
    return kind, settings


def _pop_matrix(tensors, name):
    """Remove a tensor from `tensors` and return it as a matrix of finite numbers."""
    if name not in tensors:
        raise ValueError(f"tensor {name!r} must be in the file, but is missing")
    dtype, shape, values = tensors.pop(name)
    if dtype not in ("F64", "F32") or len(shape) != 2 or 0 in shape:
        raise ValueError(f"tensor {name!r} must be a matrix of F64 or F32, got {short_repr(shape)} of {dtype}")
    for n, value in enumerate(values):
        if value - value != 0:
            entry = f"[{n // shape[1]}][{n % shape[1]}]"
            raise ValueError(f"tensor {name!r}{entry} must be a finite number, got {value}")
    return nested(values, shape)


def check_names(model: "Model") -> None:
    """Check that a model's `columns`, `target` and `labels` are None or fit its inputs and outputs.

    Raises:
        TypeError: If one of them has another type than strings or None.
        ValueError: If there are not as many columns as inputs, or labels as classes.
    """
    sized = [layer for layer in model.layers if hasattr(layer, "n_inputs") and hasattr(layer, "n_neurons")]
    inputs, outputs = (sized[0].n_inputs, sized[-1].n_neurons) if sized else (0, 0)
    for name, count in (("columns", inputs), ("labels", max(outputs, 2))):  # a single output separates two classes
        names = getattr(model, name)
        if names is None:
            continue
        if not is_sequence(names) or not all(isinstance(text, str) for text in names):
            raise TypeError(f"{name} must be a list of strings or None, got {short_repr(names)}")
        if len(names) != count:
            raise ValueError(f"{name} must be {count} names, as the model has, got {len(names)}")
    if model.notes is not None and not isinstance(model.notes, dict):
        raise TypeError(f"notes must be a dict or None, got {short_repr(model.notes)}")
    if model.encoder is not None and len(model.encoder.features) != inputs:
        raise ValueError(f"encoder must have {inputs} features, as the model has, got {len(model.encoder.features)}")
    if model.target is not None and not isinstance(model.target, str):
        raise TypeError(f"target must be a string or None, got {short_repr(model.target)}")
