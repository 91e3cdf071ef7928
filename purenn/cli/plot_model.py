"""What `plot` draws of a model and a table: the classes of the plane, true against predicted numbers, or calibration.

    picture = model_picture(model, X, y)

A classifier of two features has the plane of its decisions. Of any other classifier the picture is its calibration: how
often what it predicts with some probability is true, a diagonal if its probabilities are right. Of a regression it is
the predictions against the true numbers, a diagonal too.
"""

import sys

from ..plot.svg_figures import regions, scatter
from ..plot.text_scatter import COLOURS, halves, mark
from ..plot.text_scatter import regions as region_lines
from ..plot.text_scatter import scatter as scatter_lines
from ..reports import calibration
from .figures import two_probabilities
from .screen import has_braille, picture_size

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def model_picture(model: "Any", X: "list[Any]", y: "list[Any]") -> str:
    """Return the picture as the text of an SVG file.

    Args:
        model: The model, with labels if it is a classifier.
        X: The inputs, (samples, inputs).
        y: The class indices or numbers, (samples).
    """
    if model.labels is not None and len(X[0]) == 2:
        return regions(model, X, y)
    points, axes = _points(model, X, y)
    return scatter(points, [0] * len(points), columns=axes)


def model_lines(model: "Any", X: "list[Any]", y: "list[Any]", colour: bool) -> "list[str]":
    """Return the picture as lines of text."""
    if model.labels is None or len(X[0]) != 2:
        points, axes = _points(model, X, y)
        return [f"{axes[1]} (upwards) by {axes[0]}", *scatter_lines(points, [0] * len(points), *picture_size())]
    lows, highs = [min(row[n] for row in X) for n in range(2)], [max(row[n] for row in X) for n in range(2)]
    blocks = colour and has_braille(sys.stdout) and len(model.labels) <= len(COLOURS)
    legend = ", ".join(f"{halves(k, k) if blocks else mark(k, colour)} {label}" for k, label in enumerate(model.labels))
    return [
        f"Predicted {model.target} ({legend})",
        *region_lines(model.predict_classes, lows, highs, *picture_size(), colour, blocks),
    ]


def _points(model, X, y):
    """Return points in the plane that are on a diagonal if the model is right, and the names of the axes."""
    predictions = model.predict(X)
    if model.labels is None:
        return [[target, p[0]] for p, target in zip(predictions, y)], (f"true {model.target}", "predicted")
    bins = calibration([two_probabilities(p) for p in predictions], y)
    points = [[b["predicted"], b["observed"]] for b in bins if b["count"]]
    return points, ("predicted probability", "how often it is true")
