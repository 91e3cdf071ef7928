"""Test vectors of whole networks: outputs, loss, gradients and an optimizer's step, through `purenn.reference`.

    vectors = network_vectors(model, X, y, "F64", "a network", purenn.SGD(0.125))

A result `gradients.0.weights` belongs to the parameter `layers.0.weights`; `parameters.0.weights` is what it is after
the step. The results are in the order of computation: backwards through the layers, from `loss` on.
"""

import math

from ..correct_rounding.copies import mapped
from ..correct_rounding.results import reference
from ..explanation.twins import copy_of_layer, copy_of_model
from ..inspection import copy_of
from ..layers.dense import Dense
from ..layers.penalties import penalty
from ..layers.relu import ReLU
from ..losses.from_logits import SoftmaxCrossentropy
from ..losses.regression import MeanAbsoluteError
from ..model import Model
from ..optimizers.adam import Adam
from ..optimizers.sgd import SGD
from .cases import Source, entries
from .plain_loops import KINDS
from .tensors import CORNERS, LOOPS, Vectors, tensor
from .ulps import nearest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..correct_rounding.results import Reference
    from ..optimizers.base import Optimizer
    from ..types import Matrix


def networks(source: Source) -> "dict[str, tuple[Model, Matrix, Any, Optimizer]]":
    """Return two small networks with their data, by the name of their file.

    In the second, some sums that go into a ReLU are exactly 0: its corners. All settings are numbers of either format.
    """

    def dense(inputs, neurons, **settings):
        return Dense.of(source.matrix(inputs, neurons, -1.0, 1.0), source.matrix(1, neurons, -0.25, 0.25), **settings)

    classifier = Model([dense(2, 5), ReLU(), dense(5, 3)], SoftmaxCrossentropy())
    adam = Adam(0.0625, decay=0.125, epsilon=2.0**-20, beta1=0.875, beta2=0.984375)
    first = Dense.of([[1.0, -0.5, 0.75], [-1.0, 0.25, 0.5]], [[0.0, 0.25, -0.5]], weights_l2=0.03125)
    regression = Model([first, ReLU(), dense(3, 1, weights_l1=0.0625)], MeanAbsoluteError())
    X = [[0.5, 0.5], [source.rounded(0.1)] * 2, *source.matrix(3, 2)]
    return {
        "network_classifier": (classifier, source.matrix(6, 2), [0, 1, 2, 2, 1, 0], adam),
        "network_regression": (regression, X, [0.0, 0.25, 1.0, -0.5, 2.0], SGD(0.125, momentum=0.5)),
    }


def in_format(model: Model, format: str) -> Model:
    """Copy a model and round its parameters to a format."""
    return copy_of_model(
        model, [copy_of_layer(layer, lambda name, i, j, value: nearest(value, format)) for layer in model.layers]
    )


def network_vectors(
    model: Model, X: "Matrix", y: "Any", format: str, about: str, optimizer: "Optimizer | None" = None
) -> Vectors:
    """Compute test vectors of a network.

    Args:
        model: The network; its parameters must be numbers of the format.
        X: The inputs, (samples, inputs), numbers of the format.
        y: The targets, as the loss takes them.
        format: "F64" or "F32".
        about: What the network is; its layers, loss and optimizer are added.
        optimizer: What takes the step; None for none.

    Raises:
        ValueError: If a number is not of the format, or a result too large for it.
        Undecided: If a result cannot be decided.
    """
    expected = reference(model, X, y, optimizer, format)
    tensors = {"inputs": tensor(X, format, (), "inputs"), "targets": tensor(y, "F64", (), "targets")}
    for n, layer in enumerate(model.layers):
        for name in getattr(layer, "parameters", ()):
            tensors[f"layers.{n}.{name}"] = tensor(getattr(layer, name), format, (), f"layers.{n}.{name}")
        for name in ("means", "deviations"):  # of a Standardizer
            if hasattr(layer, name):
                tensors[f"layers.{n}.{name}"] = tensor(getattr(layer, name), "F64", (), f"layers.{n}.{name}")
    results = _by_name(expected)
    loops = _loops(model, X, y, optimizer, format)
    corners = _corners(expected, model, results)
    for name, value in results.items():
        tensors[name] = tensor(value, format, (), name)
        if name in loops:
            tensors[LOOPS + name] = tensor(loops[name], format)
        if name in corners:
            tensors[CORNERS + name] = tensor(corners[name], "BOOL")
    settings = ", ".join([repr(model.layers), repr(model.loss)] + ([] if optimizer is None else [repr(optimizer)]))
    return Vectors(tensors, results, f"{about}: {settings}")


def _by_name(expected: "Reference") -> "dict[str, Any]":
    """Return the results in the order of computation."""
    results: "dict[str, Any]" = {"outputs": expected.outputs, "loss": expected.loss}
    if expected.penalty:
        results["penalty"] = expected.penalty
    for prefix, layers in (("gradients", expected.gradients), ("parameters", expected.parameters or [])):
        for n in reversed(range(len(layers))):
            for name, matrix in layers[n].items():
                results[f"{prefix}.{n}.{name}"] = matrix
    return results


def _loops(model, X, y, optimizer, format):
    """Return the results that plain loops compute, without those that are not finite."""
    kind = KINDS[format]
    copy = copy_of_model(model, [copy_of_layer(layer, lambda name, i, j, value: kind(value)) for layer in model.layers])
    try:
        outputs = copy.forward(mapped(kind, X))
        results = {"outputs": outputs, "loss": copy.loss.calculate(outputs, y), "penalty": penalty(copy.layers)}
        copy.backward(outputs, y)
        with_parameters = [(n, layer) for n, layer in enumerate(copy.layers) if getattr(layer, "parameters", ())]
        for n, layer in with_parameters:
            for name in layer.parameters:
                results[f"gradients.{n}.{name}"] = getattr(layer, "d" + name)
        if optimizer is not None:
            stepping = copy_of(optimizer)
            stepping._states = []
            for n, layer in with_parameters:
                stepping.update(layer)
                results.update({f"parameters.{n}.{name}": getattr(layer, name) for name in layer.parameters})
    except (ValueError, ArithmeticError):  # an infinity on the way
        return {}
    results = {name: mapped(lambda x: kind.constant(x).value, value) for name, value in results.items()}
    return {name: value for name, value in results.items() if all(map(math.isfinite, entries(value)))}


def _corners(expected, model, results):
    """Return masks of the gradients, and of the parameters after the step, that a corner changes.

    At a corner of a ReLU these are, of the parameters before it, those of its own neuron in the layer next to it, and
    all in the layers before that; at a corner of the loss all.
    """
    masks = {}
    for corner in expected.corners:
        last = len(model.layers) if corner.layer is None else corner.layer
        before = [n for n in range(last) if expected.gradients[n]]
        for n in before:
            own_column = corner.layer is not None and n == before[-1]
            for name, matrix in expected.gradients[n].items():
                for prefix in ("gradients", "parameters"):
                    full = f"{prefix}.{n}.{name}"
                    if full in results:
                        mask = masks.setdefault(full, [[False] * len(row) for row in matrix])
                        for row in mask:
                            for j in range(len(row)):
                                row[j] = row[j] or not own_column or j == corner.column
    return masks
