"""Figures of a model on data with known targets: computed once, printed as a line of text or as JSON.

    figures = evaluate_model(model, X, y)
    print(as_line("20 test rows", figures))
    print(as_json(figures))

The figures are a dict; its keys are those of the JSON output of `train` and `evaluate`.
"""

import json

from ..explanation.twins import in_single_precision
from ..losses.categorical import CategoricalCrossentropy
from ..matrix import argmax, mean
from ..model import Model
from ..numbers.float32 import Float32
from ..reports import calibration
from ..validation.shapes import short_repr
from .class_report import class_figures, optional_ratio

PORTION = 5000  # samples that are evaluated at once

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, Optional

    from ..types import Matrix

    Figures = dict[str, Any]
    DataSet = Optional[tuple[Matrix, list[Any]]]  # (X, y), or None for an empty one


def evaluate_model(
    model: Model, X: "Matrix", y: "list[Any]", progress: "Callable[[float], object] | None" = None
) -> "Figures":
    """Compute the figures of a model that was trained on a table.

    A classifier (a model with labels) has loss, penalty, accuracy, log-loss, confusion matrix, precision, recall, F1
    and calibration; its log-loss is the cross-entropy without class weights. A regression model has loss, penalty, mean
    absolute error and R squared, which is None where all targets are equal:

    R squared = 1 - sum_s (p_s - y_s)**2 / sum_s (y_s - mean(y))**2

    Args:
        X: The features, (samples, inputs).
        y: Class indices of a classifier, else numbers; (samples).
        progress: Called repeatedly with the fraction of the samples that have been evaluated.

    >>> from purenn import Dense, MeanSquaredError, Model
    >>> identity = Model([Dense.of([[1.0]], [[0.0]])], MeanSquaredError())
    >>> figures = evaluate_model(identity, [[1.0], [2.5], [3.0]], [1.0, 2.0, 3.0])
    >>> figures["rows"], figures["mean_absolute_error"], figures["r_squared"]
    (3, 0.16666666666666666, 0.875)
    """
    figures: "Figures" = {"rows": len(X)}
    predictions: "list[Any]" = []
    for start in range(0, len(X), PORTION):
        part_X, part_y = X[start : start + PORTION], y[start : start + PORTION]
        for name, value in model.evaluate(part_X, part_y).items():
            figures[name] = figures.get(name, 0.0) + len(part_X) / len(X) * value
        predictions += model.predict(part_X)
        if progress is not None:
            progress(len(predictions) / len(X))
    if model.labels is None:
        figures.update(_regression_figures([p[0] for p in predictions], y))
        return figures
    p = [two_probabilities([_plain(value) for value in row]) for row in predictions]
    figures["log_loss"] = CategoricalCrossentropy().calculate(p, y)
    figures.update(class_figures([argmax(row) for row in p], y, model.labels))
    figures["calibration"] = calibration(p, y)
    return figures


def two_probabilities(row: "list[Any]") -> "list[Any]":
    """Return the probability of each class; a single output is that of the second of two.

    >>> two_probabilities([0.25]), two_probabilities([0.5, 0.25, 0.25])
    ([0.75, 0.25], [0.5, 0.25, 0.25])
    """
    return row if len(row) > 1 else [1 - row[0], row[0]]


def _regression_figures(predicted: "list[Any]", y: "list[Any]") -> "Figures":
    errors = [p - target for p, target in zip(predicted, y)]
    middle = mean(y)
    variance = mean([(target - middle) * (target - middle) for target in y])
    return {
        "mean_absolute_error": mean([abs(error) for error in errors]),
        "r_squared": 1 - mean([error * error for error in errors]) / variance if variance else None,
    }


def baseline(y_train: "list[Any]", y: "list[Any]", labels: "list[str] | None") -> "Figures":
    """Compute the figures of a prediction that ignores the features.

    It is the most frequent label, with the frequencies as probabilities, or the mean number.

    Args:
        y_train: The targets from which frequencies or mean are computed.
        y: The targets to predict.
        labels: The labels, or None for numbers.

    >>> baseline([0, 0, 0, 1], [0, 1], ["no", "yes"])["label"], baseline([1.0, 3.0], [1.0, 5.0], None)["prediction"]
    ('no', 2.0)
    """
    if labels is None:
        middle = mean(y_train)
        loss = mean([(middle - target) * (middle - target) for target in y])
        return {"rows": len(y), "prediction": middle, "loss": loss, **_regression_figures([middle] * len(y), y)}
    frequencies = [y_train.count(k) / len(y_train) for k in range(len(labels))]
    k = argmax(frequencies)
    log_loss = CategoricalCrossentropy().calculate([frequencies] * len(y), y)
    return {"rows": len(y), "label": labels[k], "accuracy": y.count(k) / len(y), "log_loss": log_loss}


def evaluate_data_sets(
    evaluate: "Callable[[Model, Any, Any], Figures]", model: Model, data_sets: "Mapping[str, DataSet]", float32: bool
) -> "dict[str, Any]":
    """Compute the figures of a model on several data sets.

    Args:
        evaluate: The function that computes them: `evaluate_model` or `Model.evaluate`.
        data_sets: `(X, y)` by name; None for an empty data set.
        float32: Whether to compute them in single precision too, under `<name>_float32`.

    Returns:
        The figures by name, None for an empty data set.
    """
    figures = {name: data and evaluate(model, *data) for name, data in data_sets.items()}
    if float32:
        single = in_single_precision(model)
        for name, data in data_sets.items():
            figures[name + "_float32"] = data and _in_single_precision(evaluate, single, *data)
    return figures


def _in_single_precision(evaluate, single, X, y):
    """The figures of a model whose parameters are `Float32`, as plain floats."""
    figures = evaluate(single, [[Float32(x) for x in row] for row in X], y)
    return {name: _plain(value) for name, value in figures.items()}


def _plain(value):
    """Return a `Float32` as a plain float, and anything else as it is."""
    return value.value if isinstance(value, Float32) else value


def as_line(title: str, figures: "Figures") -> str:
    """Format figures as one line of text.

    >>> as_line("20 test rows", {"log_loss": 0.25, "accuracy": 0.9375})
    '20 test rows                  accuracy 0.938  log-loss 0.250'
    """
    if "log_loss" in figures:
        return f"{title:28}  accuracy {figures['accuracy']:.3f}  log-loss {figures['log_loss']:.3f}"
    if "accuracy" in figures:
        return f"{title:28}  accuracy {figures['accuracy']:.3f}  loss {figures['loss']:.3f}"
    error, r_squared = figures["mean_absolute_error"], optional_ratio(figures["r_squared"])
    return f"{title:28}  mean absolute error {error:.4g}  R squared {r_squared}  loss {figures['loss']:.4g}"


def baseline_line(figures: "Figures", title: str) -> str:
    """Format the figures that `baseline` returns as one line of text.

    >>> baseline_line({"label": "no", "accuracy": 0.5, "log_loss": 0.75}, "20 test rows")
    "always 'no'                   accuracy 0.500  log-loss 0.750  (baseline, 20 test rows)"
    """
    guess = short_repr(figures["label"]) if "label" in figures else f"{figures['prediction']:.4g}"
    return f"{as_line(f'always {guess}', figures)}  (baseline, {title})"


def as_lines(figures: "dict[str, Any]", titles: dict[str, str]) -> list[str]:
    """Format the figures of several data sets, as `evaluate_data_sets` returns them, one line each.

    Args:
        titles: The title of each data set by its name.
    """
    lines = []
    for name, title in titles.items():
        lines += [as_line(title, figures[name])] if figures[name] else []
    for name, title in titles.items():
        single = figures.get(name + "_float32")
        lines += [as_line(f"{title}, float32", single)] if single else []
    return lines


def as_json(figures: "Figures") -> str:
    """Format figures as one line of JSON."""
    return json.dumps(figures, allow_nan=False)
