"""Save a model to a safetensors file and load it again: the functions behind `Model.save` and `Model.load`.

The weights and biases are tensors named `layers.<n>.weights` and `layers.<n>.biases`. The `__metadata__` holds, as
JSON, the kind and the settings of each layer and of the loss, and the model's `columns`, `target`, `labels` and
`notes`. Only kinds listed in `LAYERS` and `LOSSES` are written or created, so that loading a file cannot run other
code. `encoder_file` adds how rows become inputs, and `training_file` what a training needs to go on.
"""

from ..display import printable
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
from ..validation.shapes import short_repr
from .components import describe, from_json, kind_and_settings, pop_matrix, to_json
from .files import write_file
from .model_checks import check_class_weights, check_names
from .safetensors import encode, read

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
NAMES = ("columns", "target", "labels", "notes")


def save(model: "Model", path: "str | bytes | PathLike[str]", dtype: str = "F64", optimizer: bool = False) -> None:
    """Write a model to a safetensors file atomically.

    Args:
        model: The model, made of layers and a loss of this library.
        path: The file to create or replace.
        dtype: "F64", or "F32" to round the parameters to half the size.
        optimizer: Whether to write what its training needs to go on.

    Raises:
        TypeError: If a layer or the loss is user-defined, or a name is not a string.
        ValueError: If a parameter is not finite or exceeds the dtype, or if the names or class weights do not fit.
        RuntimeError: If a Standardizer has not been fitted.
        OSError: If the file cannot be written.
    """
    if dtype not in ("F64", "F32"):
        raise ValueError(f"dtype must be 'F64' or 'F32', got {short_repr(dtype)}")
    if optimizer and dtype != "F64":
        raise ValueError(f"dtype must be 'F64' with the optimizer, whose state must not be rounded, got {dtype!r}")
    check_names(model)
    check_class_weights(model)
    layers = [_describe_layer(layer, f"layers[{n}]") for n, layer in enumerate(model.layers)]
    loss = describe(model.loss, "loss", LOSSES)
    metadata = {"purenn": VERSION, "layers": to_json(layers, "layers"), "loss": to_json(loss, "loss")}
    for name in NAMES:
        if getattr(model, name) is not None:
            metadata[name] = to_json(getattr(model, name), name)
    if model.encoder is not None:
        from .encoder_file import describe_encoder  # which a board need not load

        metadata["encoder"] = to_json(describe_encoder(model.encoder), "encoder")
    tensors = [
        (f"layers.{n}.{name}", dtype, getattr(layer, name))
        for n, layer in enumerate(model.layers)
        for name in getattr(layer, "parameters", ())
    ]
    if optimizer:
        from .training_file import describe_training  # which a model that only predicts does not need

        training = describe_training(model)
        tensors += training[0]
        metadata.update(training[1])
    write_file(path, encode(tensors, metadata))


def _describe_layer(layer, name):
    if type(layer) is Standardizer and not hasattr(layer, "means"):
        raise RuntimeError(f"{name} must be fitted before it is saved, got {layer!r}")
    return describe(layer, name, LAYERS)


def load(path: "str | bytes | PathLike[str]", model_class: "type[Model]") -> "Model":
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
        descriptions = from_json(metadata, "layers")
        if type(descriptions) is not list:
            raise ValueError(f"layers must be a list, got {short_repr(descriptions)}")
        layers = [_load_layer(description, n, tensors) for n, description in enumerate(descriptions)]
        kind, settings = kind_and_settings(from_json(metadata, "loss"), "loss", LOSSES)
        model = model_class(layers, kind(**settings))
        for name in NAMES:
            if name in metadata:
                setattr(model, name, from_json(metadata, name))
        if "encoder" in metadata:
            from .encoder_file import load_encoder

            model.encoder = load_encoder(from_json(metadata, "encoder"))
        check_names(model)
        check_class_weights(model)
        if "optimizer" in metadata:
            from .training_file import restore_training

            restore_training(model, tensors, metadata)
        if tensors:
            raise ValueError(f"tensor {short_repr(min(tensors))} must be a parameter of a layer, but no layer has it")
        return model
    except (ValueError, TypeError) as error:
        raise ValueError(f"{printable(path)}: {error}") from None


def _load_layer(description, n, tensors):
    """Create layer n from its description, and remove its tensors from `tensors`."""
    kind, settings = kind_and_settings(description, f"layers[{n}]", LAYERS)
    if kind is not Dense:
        return kind(**settings)
    weights = pop_matrix(tensors, f"layers.{n}.weights")
    biases = pop_matrix(tensors, f"layers.{n}.biases")
    return Dense.of(weights, biases, **settings)
