"""Figures of a model on data with known targets: computed once, printed as a line of text or as JSON.

    figures = evaluate_model(model, X, y)
    print(as_line("20 test rows", figures))
    print(as_json(figures))

The figures are a dict; its keys are those of the JSON output of `train` and `evaluate`.
"""

import json

from ..explanation.twins import in_single_precision
from ..matrix import mean
from ..model import Model
from ..numbers.float32 import Float32
from .confusion import class_figures, confusion_matrix, optional_ratio

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, Optional

    from ..types import Matrix

    Figures = dict[str, Any]
    DataSet = Optional[tuple[Matrix, list[Any]]]  # (X, y), or None for an empty one


def evaluate_model(model: Model, X: "Matrix", y: "list[Any]") -> "Figures":
    """Compute the figures of a model that was trained on a table.

    A classifier (a model with labels) has loss, penalty, accuracy, confusion matrix, precision and recall; a
    regression model has loss, penalty, mean absolute error and R squared, which is None where all targets are equal:

    R squared = 1 - sum_s (p_s - y_s)**2 / sum_s (y_s - mean(y))**2

    Args:
        X: The features, (samples, inputs).
        y: Class indices of a classifier, else numbers; (samples).

    >>> from purenn import Dense, MeanSquaredError, Model
    >>> identity = Model([Dense.of([[1.0]], [[0.0]])], MeanSquaredError())
    >>> figures = evaluate_model(identity, [[1.0], [2.5], [3.0]], [1.0, 2.0, 3.0])
    >>> figures["rows"], figures["mean_absolute_error"], figures["r_squared"]
    (3, 0.16666666666666666, 0.875)
    """
    figures: "Figures" = {"rows": len(X), **model.evaluate(X, y)}
    if model.labels is not None:
        figures.update(class_figures(confusion_matrix(model.predict_classes(X), y, len(model.labels)), model.labels))
        return figures
    errors = [p[0] - target for p, target in zip(model.predict(X), y)]
    middle = mean(y)
    variance = mean([(target - middle) * (target - middle) for target in y])
    figures["mean_absolute_error"] = mean([abs(error) for error in errors])
    figures["r_squared"] = 1 - mean([error * error for error in errors]) / variance if variance else None
    return figures


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
    return {name: value.value if isinstance(value, Float32) else value for name, value in figures.items()}


def as_line(title: str, figures: "Figures") -> str:
    """Format figures as one line of text.

    >>> as_line("20 test rows", {"loss": 0.25, "accuracy": 0.9375})
    '20 test rows                  accuracy 0.938  loss 0.250'
    """
    if "accuracy" in figures:
        return f"{title:28}  accuracy {figures['accuracy']:.3f}  loss {figures['loss']:.3f}"
    error, r_squared = figures["mean_absolute_error"], optional_ratio(figures["r_squared"])
    return f"{title:28}  mean absolute error {error:.4g}  R squared {r_squared}  loss {figures['loss']:.4g}"


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
