"""Write a trained model as a Python file that needs no library: the functions behind `Model.to_python`.

    text = python_source(model, "F32")

The file has the numbers of each layer as bytes, which on a board take a fraction of the memory of lists, the functions
of `standalone` that the network uses, and a function `predict_row(x)` with a line for each layer.
"""

import struct

from ..layers.dense import Dense
from ..layers.dropout import Dropout
from ..layers.leaky_relu import LeakyReLU
from ..layers.linear import Linear
from ..layers.relu import ReLU
from ..layers.sigmoid import Sigmoid
from ..layers.softmax import Softmax
from ..layers.tanh import Tanh
from ..losses.outputs import activation_within
from ..preprocessing import Standardizer
from ..validation.shapes import short_repr
from . import standalone
from .files import write_file
from .model_checks import check_names
from .precision import QuantizedDense, in_precision
from .python_encoder import encoder_source, written_encoder
from .safetensors_header import STRUCT_CODES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from os import PathLike
    from typing import Any

    from ..model import Model
    from ..types import MatrixLike

KINDS = (Dense, Standardizer, ReLU, LeakyReLU, Tanh, Sigmoid, Softmax, Linear)
ACTIVATIONS: "dict[type, tuple[str, str]]" = {
    ReLU: ("relu", standalone.RELU),
    Tanh: ("hyperbolic_tangent", standalone.TANH),
    Sigmoid: ("sigmoid", standalone.SIGMOID),
    Softmax: ("softmax", standalone.SOFTMAX),
}
IMPORTS = (("array", "array"), ("math", "exp"), ("math", "tanh"), ("struct", "unpack"))
HEADING = '''\
"""A neural network, written by purenn. It needs nothing but this file.

`predict_row(x)` takes {} and returns a list{}; `predict(X)` does so for each row of many.
"""
'''
PREDICT = """
def predict_row(x):
{}
    return list(x)


def predict(X):
    return [predict_row(x) for x in X]
"""


def write_python(
    model: "Model", path: "str | PathLike[str]", dtype: str = "F64", data: "MatrixLike | None" = None
) -> None:
    """Write a model as a Python file with the functions `predict_row(x)` and `predict(X)`, atomically.

    Args:
        model: The model, made of layers of this library.
        path: The file to create or replace.
        dtype: "F64", "F32" or "I8"; see `in_precision`.
        data: For I8 inputs of the model, else None.

    Raises:
        TypeError: If a layer is user-defined, a name is not a string, or data is given without I8 or missing for it.
        ValueError: If a parameter is not finite, or too large for the dtype, or there are too many or too few names.
        ShapeError: If the data has another width than the model takes.
        RuntimeError: If a Standardizer has not been fitted.
        OSError: If the file cannot be written.
    """
    text = python_source(model, written_layers(model, dtype, data), dtype)
    write_file(path, text.encode("utf-8"))


def written_layers(model: "Model", dtype: str, data: "MatrixLike | None" = None) -> "list[Any]":
    """Return the layers that the file computes: those of the model in the dtype, without those that change nothing.

    The activation that a loss from logits contains is the last of them, so that they return what `Model.predict` does.

    Raises:
        As `write_python`.
    """
    check_names(model)
    for n, layer in enumerate(model.layers):
        if type(layer) is not Dropout and type(layer) not in KINDS:
            expected = ", ".join(kind.__name__ for kind in KINDS)
            raise TypeError(f"layers[{n}] must be one of {expected} to be written as Python, got {short_repr(layer)}")
        if type(layer) is Standardizer and not hasattr(layer, "means"):
            raise RuntimeError(f"layers[{n}] must be fitted before it is written as Python, got {layer!r}")
    layers = in_precision(model.layers, dtype, data)
    activation = activation_within(model.loss)
    if activation is not None:
        layers.append(activation)
    return [layer for layer in layers if type(layer) not in (Dropout, Linear)]


def python_source(model: "Model", layers: "Sequence[Any]", dtype: str) -> str:
    """Return the content of the file.

    Args:
        model: The model, whose names are written.
        layers: What `written_layers` returns for it.
        dtype: The dtype of these layers.
    """
    sized = [layer for layer in model.layers if hasattr(layer, "n_inputs") and hasattr(layer, "n_neurons")]
    width, outputs = (sized[0].n_inputs, f" of {sized[-1].n_neurons}") if sized else (None, "")
    constants, functions, lines = [], [], []
    inputs, expected = (f"a list of {width} numbers", f"{width} numbers") if sized else ("a list of numbers", "")
    encoder = written_encoder(model)
    if encoder is not None:
        width = len(encoder.columns)
        inputs, expected = f"a row of {width} cells, numbers or texts,", f"{width} cells"
        functions.append(encoder_source(encoder))
    if width is not None:
        lines.append(f"    if len(x) != {width}:")
        lines.append(f'        raise ValueError(f"x must be {expected}, got {{len(x)}}")')
    if functions:
        lines.append("    x = encode(x)")
    for n, layer in enumerate(layers):
        number = 1 + len([other for other in layers[:n] if type(other) is type(layer)])
        numbers, function, call = _parts(layer, number, dtype)
        constants += numbers
        if function not in functions:
            functions.append(function)
        lines.append(f"    x = {call}")
    code = "\n".join(functions + [PREDICT.format("\n".join(lines))])
    imports = [f"from {module} import {name}" for module, name in IMPORTS if f"{name}(" in code]
    return "\n".join(
        [HEADING.format(inputs, outputs)] + imports + [""] + _names(model, encoder) + constants + ["", code]
    )


def _names(model, encoder):
    """The names of a model, and of the columns that its file encodes, if it encodes any.

    Those that no program needs are comments, which take no memory.
    """
    lines = []
    columns = model.columns if encoder is None else encoder.names
    if columns is not None:
        lines.append(f"# inputs: {', '.join([repr(str(name)) for name in columns])}")
    if model.target is not None:
        lines.append(f"# output: {str(model.target)!r}")
    if model.labels is not None:
        lines.append(f"labels = {[str(label) for label in model.labels]}")  # str(): NumPy's have another repr
    return lines


def _parts(layer, number, dtype):
    """Return what the file has of a layer: its numbers, its function, and the call of it.

    Args:
        layer: The layer.
        number: Its number among those of its kind, from 1.
        dtype: The dtype of its numbers.
    """
    kind = type(layer)
    if kind is Standardizer:
        means, deviations = [struct.pack(f"<{len(row)}d", *row) for row in (layer.means, layer.deviations)]
        numbers = [f"means{number} = {means!r}", f"deviations{number} = {deviations!r}"]
        return numbers, standalone.STANDARDIZE, f"standardize(x, means{number}, deviations{number})"
    if kind is Dense:
        code = STRUCT_CODES[dtype]
        rows = [column + (b,) for column, b in zip(zip(*layer.weights), layer.biases[0])]
        neurons = [struct.pack(f"<{len(row)}{code}", *row) for row in rows]
        return _lines(number, neurons), standalone.DENSE % code, f"dense(x, dense{number})"
    if kind is QuantizedDense:
        neurons = [
            bytes([v_i + 128 for v_i in v]) + struct.pack("<2f", *scales)
            for v, scales in zip(layer.neurons, layer.scales)
        ]
        call = f"dense(x, {layer.least!r}, {layer.step!r}, dense{number})"
        return _lines(number, neurons), standalone.QUANTIZED_DENSE, call
    if kind is LeakyReLU:
        return [], standalone.LEAKY_RELU, f"leaky_relu(x, {layer.negative_slope!r})"
    name, function = ACTIVATIONS[kind]
    return [], function, f"{name}(x)"


def _lines(number, neurons):
    """The assignment of the neurons of a dense layer, a line each."""
    return [f"dense{number} = ("] + [f"    {neuron!r}," for neuron in neurons] + [")"]
