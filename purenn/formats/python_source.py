"""Write a trained model as a Python module for inference: the function behind `Model.to_python`.

The module contains the parameters as lists and a function `predict(X)`. It imports only the layers that it uses, so a
board needs no parser and only a part of the library:

    from network import predict
    outputs = predict([[0.5, -0.25]])
"""

from ..layers.dense import Dense
from ..layers.dropout import Dropout
from ..layers.linear import Linear
from ..layers.relu import ReLU
from ..layers.sigmoid import Sigmoid
from ..layers.softmax import Softmax
from ..losses.outputs import activation_within
from ..preprocessing import Standardizer
from ..validation.entries import check_finite
from ..validation.shapes import short_repr
from .atomic_write import write_file
from .model_checks import check_names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from os import PathLike

    from ..model import Model

KINDS = (Dense, Standardizer, ReLU, Softmax, Sigmoid, Linear)


def write_python(model: "Model", path: "str | PathLike[str]") -> None:
    """Write a model as a Python module with a function `predict(X)`, atomically.

    `predict` returns what `Model.predict` returns: Dropout is left out, and the activation that a loss from logits
    contains is added.

    Args:
        model: The model, made of layers of this library.
        path: The file to create or replace.

    Raises:
        TypeError: If a layer is user-defined, or a name is not a string.
        ValueError: If a parameter is not finite, or if there are too many or too few names.
        RuntimeError: If a Standardizer has not been fitted.
        OSError: If the file cannot be written.
    """
    check_names(model)
    layers = [layer for layer in model.layers if type(layer) is not Dropout]
    activation = activation_within(model.loss)
    if activation is not None:
        layers.append(activation)
    constructions, assignments, kinds = [], [], set()
    for n, layer in enumerate(layers):
        if type(layer) not in KINDS:
            expected = ", ".join(kind.__name__ for kind in KINDS)
            raise TypeError(f"layers[{n}] must be one of {expected} to be written as Python, got {short_repr(layer)}")
        kinds.add(type(layer).__name__)
        arguments = []
        for name, source in _parameter_sources(layer, n):
            arguments.append(f"{name}{n}")
            assignments.append(f"{name}{n} = {source}")
        constructor = type(layer).__name__ + (".of" if type(layer) is Dense else "")
        constructions.append(f"    {constructor}({', '.join(arguments)}),")
    lines = ['"""A network written by purenn: `predict(X)` takes rows of inputs and returns rows of outputs."""', ""]
    lines += [f"from purenn import {', '.join(sorted(kinds))}", ""]
    lines += assignments + ["layers = ["] + constructions + ["]"]
    if model.labels is not None:
        lines.append(f"labels = {[str(label) for label in model.labels]}")  # str(): NumPy's have another repr
    lines += ["", "", "def predict(X):", "    for layer in layers:", "        X = layer.forward(X)", "    return X", ""]
    write_file(path, "\n".join(lines).encode("utf-8"))


def _parameter_sources(layer, n) -> "Iterator[tuple[str, str]]":
    """Yield the name and the Python source of each list that the constructor of layer n needs; a matrix row a line."""
    if type(layer) is Dense:
        for name in layer.parameters:
            rows = getattr(layer, name)
            check_finite(rows, f"layers[{n}].{name}")
            yield name, "[\n" + "".join(f"    {[float(value) for value in row]},\n" for row in rows) + "]"
    if type(layer) is Standardizer:
        if not hasattr(layer, "means"):
            raise RuntimeError(f"layers[{n}] must be fitted before it is written as Python, got {layer!r}")
        for name in ("means", "deviations"):
            yield name, repr([float(value) for value in getattr(layer, name)])
