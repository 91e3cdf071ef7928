"""A trained model as a file of Python: lists of numbers and the layers they make, for inference where no parser is.

It imports only the rooms of its layers, so that a board needs no more of the library than those.
"""

from ..layers.activations import Linear, ReLU, Sigmoid, Softmax
from ..validation.shapes import shown
from ..layers.dropout import Dropout
from ..validation.entries import check_finite
from .files import write_file
from ..layers.dense import Dense
from ..preprocessing import Standardizer
from .model_file import check_names

KINDS = (Dense, Standardizer, ReLU, Softmax, Sigmoid, Linear)


def write_python(model, path) -> None:
    """Write the layers of a model as a module with a function `predict(X)`; `Model.to_python` says how."""
    check_names(model)
    layers = [layer for layer in model.layers if type(layer) is not Dropout]  # which does nothing but in training
    if model.loss.activation is not None:
        layers.append(model.loss.activation())
    made, lists, kinds = [], [], set()
    for n, layer in enumerate(layers):
        if type(layer) not in KINDS:
            raise TypeError(f"layers[{n}] must be a layer of purenn to be written as Python, got {shown(layer)}")
        kinds.add(type(layer).__name__)
        names = []
        for name, values in _numbers(layer, n):
            names.append(f"{name}{n}")
            lists.append(f"{name}{n} = {values}")
        kind = type(layer).__name__ + (".of" if type(layer) is Dense else "")
        made.append(f"    {kind}({', '.join(names)}),")
    lines = ['"""A network written by purenn: `predict(X)` takes rows of inputs and returns rows of outputs."""', ""]
    lines += [f"from purenn import {', '.join(sorted(kinds))}", ""]
    lines += lists + ["layers = ["] + made + ["]"]
    if model.labels is not None:
        lines.append(f"labels = {[str(label) for label in model.labels]}")  # plain, where NumPy's strings are not
    lines += ["", "", "def predict(X):", "    for layer in layers:", "        X = layer.forward(X)", "    return X", ""]
    write_file(path, "\n".join(lines).encode("utf-8"))


def _numbers(layer, n):
    """The names and the text of the lists that a layer is made of, one row a line."""
    if type(layer) is Dense:
        for name in layer.parameters:
            rows = getattr(layer, name)
            check_finite(rows, f"layers[{n}].{name}")
            yield name, "[\n" + "".join(f"    {[float(value) for value in row]},\n" for row in rows) + "]"
    if type(layer) is Standardizer:
        layer.check_fitted("to_python")
        for name in ("means", "deviations"):
            yield name, repr([float(value) for value in getattr(layer, name)])
