"""The cases of softmax, log-softmax, sigmoid, tanh, ReLU, leaky ReLU and dense layers, and of their gradients.

cases = layer_cases(Source("F64", seed=0))  # {"softmax": [Case(...), ...], "softmax_gradient": ...}
"""

from ..layers.dense import Dense
from ..layers.leaky_relu import LeakyReLU
from ..layers.relu import ReLU
from ..layers.sigmoid import Sigmoid
from ..layers.softmax import Softmax
from ..layers.tanh import Tanh
from ..losses.from_logits import SoftmaxCrossentropy
from .cases import Case, Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


KINDS = (("softmax", Softmax), ("sigmoid", Sigmoid), ("tanh", Tanh), ("relu", ReLU), ("leaky_relu", LeakyReLU))


def layer_cases(source: Source) -> dict[str, list[Case]]:
    """Return the cases of each layer, by the name of their file."""
    result: "dict[str, list[Case]]" = {}
    for name, layer in KINDS:
        result[name] = [Case(flag, (flag,), {"inputs": z}, _forward(layer)) for flag, z in logits(source).items()]
        result[name + "_gradient"] = [
            Case(flag, (flag,), {"inputs": z, "doutputs": _gradients_like(z, source)}, _backward(layer))
            for flag, z in logits(source).items()
        ]
    result["log_softmax"] = [Case(flag, (flag,), {"inputs": z}, _log_softmax) for flag, z in logits(source).items()]
    result["dense"] = _dense_cases(source)
    return result


def logits(source: Source) -> dict[str, list[list[float]]]:
    """Return matrices of logits, (samples, 3), by what they test."""
    step, least, half, depth = source.step, source.least, source.largest / 2, source.depth
    return {
        "ordinary": source.matrix(4, 3, -4.0, 4.0),
        "saturated": [[-3.25, source.rounded(0.1), -depth - 20.0], [40.0, -40.0, 0.0], [1000.0, -1000.0, 999.5]],
        "tie": [[1.0, 1.0, 1.0], [0.0, 0.0, 0.0], [-0.5, 0.5, 0.5]],
        "subnormal": [[0.0, depth, depth - 7.0], [least, 0.0, -least], [3 * least, depth, least]],
        "cancelling": [[1.0 + step, 1.0, 1.0 - step / 2], [2.0**20, 2.0**20 + 0.125, 2.0**20 - 0.25]],
        "extreme": [[half, -half, 0.0], [half, half, 0.0], [-half, -half / 2, -half]],
    }


def _gradients_like(matrix, source):
    """Draw the derivatives of a loss by the outputs of a layer."""
    return source.matrix(len(matrix), len(matrix[0]))


def _forward(layer):
    def outputs(inputs):
        return {"outputs": layer().forward(inputs)}

    return outputs


def _backward(layer):
    def dinputs(inputs, doutputs):
        instance = layer()
        instance.forward(inputs)
        return {"dinputs": instance.backward(doutputs)}

    return dinputs


def _log_softmax(inputs):
    """Return log(p_sk) of the softmax p: the negative of the cross-entropy of sample s with the true class k."""
    loss = SoftmaxCrossentropy()
    classes = range(len(inputs[0]))
    return {"outputs": [[-x for x in loss.forward([row for k in classes], list(classes))] for row in inputs]}


def _dense(inputs, weights, biases, doutputs):
    layer = Dense.of(weights, biases)
    outputs = layer.forward(inputs)
    dinputs = layer.backward(doutputs)
    return {"outputs": outputs, "dweights": layer.dweights, "dbiases": layer.dbiases, "dinputs": dinputs}


def _dense_cases(source: Source) -> list[Case]:
    """Return cases of a dense layer; in those that cancel, or are extreme, partial sums round or overflow."""
    step, least, big = source.step, source.least, 4 / source.step
    quarter = 2.0**1022 if source.format == "F64" else 2.0**126
    ones = [[1.0, 1.0], [1.0, 1.0], [1.0, 1.0]]
    zero = [[0.0, 0.0]]
    data: "dict[str, tuple[Any, Any, Any, Any]]" = {
        "ordinary": (source.matrix(4, 3), source.matrix(3, 2), source.matrix(1, 2), source.matrix(4, 2)),
        "tie": ([[1.0, step / 2, 0.0], [1.0 + step, step / 2, 0.0]], ones, zero, [[1.0, 1.0], [step / 2, -1.0]]),
        "subnormal": ([[least, 0.5, 0.5]], [[0.5, 0.75], [least, least], [least, -least]], zero, [[0.5, 0.5]]),
        "cancelling": ([[big, 1.0, -big], [big, step, 4.0 - big]], ones, [[0.0, -1.0]], [[big, 1.0], [-big, -1.0]]),
        "extreme": (
            [[3 * quarter, 3 * quarter, -3 * quarter], [3 * quarter, 2 * quarter, -2 * quarter]],
            ones,
            [[quarter / 2, -3 * quarter]],
            [[1.0, 0.5], [-1.0, 0.25]],
        ),
    }
    names = ("inputs", "weights", "biases", "doutputs")
    return [Case(flag, (flag,), dict(zip(names, matrices)), _dense) for flag, matrices in data.items()]
