"""The cases of the losses and of their gradients, from probabilities, from logits and from quantities.

cases = loss_cases(Source("F64", seed=0))  # {"categorical_crossentropy": [Case(...), ...], ...}
"""

from ..losses.binary import BinaryCrossentropy
from ..losses.categorical import CategoricalCrossentropy
from ..losses.from_logits import SigmoidCrossentropy, SoftmaxCrossentropy
from ..losses.regression import MeanAbsoluteError, MeanSquaredError
from .cases import Case, Source
from .layer_cases import logits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..losses.base import Loss

SPARSE = (0, 2, 1, 1)
SOFT = ((0.25, 0.75, 0.0), (0.5, 0.25, 0.25), (0.125, 0.0, 0.875), (1.0, 0.0, 0.0))
CLASS_WEIGHTS = [1.0, 2.5, 0.25]
TRUTHS = ((1.0, 0.0, 1.0), (0.0, 1.0, 1.0), (1.0, 1.0, 0.0), (0.0, 0.0, 1.0))


def loss_cases(source: Source) -> dict[str, list[Case]]:
    """Return the cases of each loss, by the name of their file."""
    return {
        "categorical_crossentropy": _of_classes(CategoricalCrossentropy, probabilities(source), source),
        "softmax_crossentropy": _of_classes(SoftmaxCrossentropy, logits(source), source),
        "binary_crossentropy": _of_truths(BinaryCrossentropy, probabilities(source)),
        "sigmoid_crossentropy": _of_truths(SigmoidCrossentropy, logits(source)),
        "mean_squared_error": _of_quantities(MeanSquaredError, source),
        "mean_absolute_error": _of_quantities(MeanAbsoluteError, source),
    }


def probabilities(source: Source) -> dict[str, list[list[float]]]:
    """Return matrices of probabilities, (samples, 3), by what they test; the rows need not sum to 1."""
    step, least = source.step, source.least
    small = source.rounded(1e-6)
    return {
        "ordinary": source.matrix(4, 3, 0.03125, 0.96875),
        "saturated": [[small, 1.0 - 2.0**-20, 2.0**-20], [2.0**-12, 1.0 - 2.0**-12, small]],
        "tie": [[0.5, 0.5, 0.5], [0.25, 0.25, 0.25]],
        "cancelling": [[0.5 + step, 0.5, 0.5 - step], [0.5 - step / 2, 1.0 - 2.0**-22, 0.5 + step]],
        "clipped": [[0.0, 1.0, 0.5], [1.0 - step, 2.0**-40, 1.0], [2.0**-26, 0.0, 0.0]],
        "subnormal": [[least, 3 * least, 0.5], [0.5, 1.0, 7 * least]],
    }


def _measured(loss: "Loss", predictions: "Any", targets: "Any") -> "dict[str, Any]":
    """Return the sample losses, their mean, and the derivatives of the mean."""
    losses = loss.forward(predictions, targets)
    return {
        "losses": losses,
        "loss": loss.calculate(predictions, targets),
        "dpredictions": loss.backward(predictions, targets),
    }


def _of_classes(loss: "Any", predictions: "dict[str, list[list[float]]]", source: Source) -> list[Case]:
    """Return the cases of a loss of classes: sparse, one-hot and soft targets, smoothing and class weights."""

    def compute(predictions, targets, **settings):
        return _measured(loss(**settings), predictions, targets)

    result = []
    for flag, p in predictions.items():
        result.append(Case(flag, (flag,), {"predictions": p, "targets": list(SPARSE[: len(p)])}, compute))
        result.append(Case(flag + "_soft", (flag,), {"predictions": p, "targets": _rows(SOFT, len(p))}, compute))
    p = predictions["ordinary"]
    one_hot = [[1.0 if j == k else 0.0 for j in range(3)] for k in SPARSE]
    smoothing: "dict[str, Any]" = {"label_smoothing": source.rounded(0.1)}
    weights: "dict[str, Any]" = {"class_weights": CLASS_WEIGHTS}
    for name, targets, settings in (
        ("one_hot", one_hot, {}),
        ("smoothed", list(SPARSE), smoothing),
        ("weighted", list(SPARSE), weights),
        ("smoothed_weighted_soft", _rows(SOFT, len(p)), {**smoothing, **weights}),
    ):
        result.append(Case(name, ("ordinary",), {"predictions": p, "targets": targets, **settings}, compute))
    return result


def _of_truths(loss: "Any", predictions: "dict[str, list[list[float]]]") -> list[Case]:
    """Return the cases of a loss of yes and no, with targets that are 0 or 1, and with others between."""

    def compute(predictions, targets):
        return _measured(loss(), predictions, targets)

    result = []
    for flag, p in predictions.items():
        for name, rows in ((flag, TRUTHS), (flag + "_soft", SOFT)):
            result.append(Case(name, (flag,), {"predictions": p, "targets": _rows(rows, len(p))}, compute))
    return result


def _of_quantities(loss: "Any", source: Source) -> list[Case]:
    """Return the cases of a loss of quantities."""

    def compute(predictions, targets):
        return _measured(loss(), predictions, targets)

    step, least, big = source.step, source.least, source.big
    data = {
        "ordinary": (source.matrix(4, 2), source.matrix(4, 2)),
        "tie": ([[1.0, 2.0], [0.5, -3.0]], [[1.0, 2.0], [0.5, 3.0]]),
        "cancelling": ([[1.0 + step, 1.0], [2.0**20, -3.0]], [[1.0, 1.0 + step], [2.0**20 + 0.125, -3.0 - 2 * step]]),
        "subnormal": ([[least, 3 * least], [2.0**-70, 0.0]], [[0.0, -least], [0.0, 5 * least]]),
        "extreme": ([[big, -big], [1.0, step]], [[-big, -big / 2], [big, -step * step]]),
    }
    return [Case(flag, (flag,), {"predictions": p, "targets": y}, compute) for flag, (p, y) in data.items()]


def _rows(rows, count):
    """Return the first rows, as lists."""
    return [list(row) for row in rows[:count]]
