"""Figures of data, models and trainings, each as the text of an SVG file. The public functions of `purenn.plot`.

from purenn import plot
with open("regions.svg", "w", encoding="utf-8") as file:
    file.write(plot.regions(model, X, y))
"""

from ..validation.entries import check_finite
from ..validation.scalars import whole_number
from ..validation.shapes import ShapeError, as_matrix, is_sequence, short_repr
from .svg import page
from .svg_panels import clipped_minus_log_panel, curves_panel, minus_log_panel, regions_panel, scatter_panel

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from ..model import Model
    from ..types import Matrix, MatrixLike, TargetsLike


def scatter(
    X: "MatrixLike",
    y: "TargetsLike",
    labels: "Sequence[str] | None" = None,
    columns: "Sequence[str]" = ("x0", "x1"),
) -> str:
    """Draw points in the plane, each in the colour and the shape of its class.

    Args:
        X: The points, (samples, 2).
        y: The class index of each point.
        labels: The names of the classes, for the legend; by default "class 0", "class 1" and so on.
        columns: The names of the axes.

    Returns:
        The text of an SVG file.

    Raises:
        ShapeError: If `X` is not (samples, 2), or `y` has another length.
        TypeError: If an entry of `X` is not a number, or one of `y` not an integer.
        ValueError: If an entry of `X` is not finite or beyond 1e300, or one of `y` is negative.
    """
    points, classes = _points_and_classes(X, y)
    return page("Points of each class", [scatter_panel(points, classes, labels, columns)])


def regions(model: "Model", X: "MatrixLike", y: "TargetsLike") -> str:
    """Draw the class that a model predicts at each point of the plane, and data over it.

    The axes and the legend use the model's `columns`, `target` and `labels`, where they are not None.

    Args:
        model: A classifier with 2 inputs.
        X: The data, (samples, 2).
        y: The class index of each sample.

    Returns:
        The text of an SVG file.

    Raises:
        ShapeError: If `X` is not (samples, 2), or `y` has another length.
        TypeError: If the model is not a classifier, an entry of `X` is not a number, or one of `y` not an integer.
        ValueError: If an entry of `X` is not finite or beyond 1e300, or one of `y` is negative.
    """
    return page("Decision regions of the model", [regions_panel(model, *_points_and_classes(X, y))])


def curves(history: "Mapping[str, Sequence[float]]") -> str:
    """Draw loss and accuracy over the epochs of a training.

    Args:
        history: What `Model.fit` returns. Its validation figures, if there are any, become a dashed line.

    Returns:
        The text of an SVG file.

    Raises:
        ValueError: If there is no epoch, or a loss is NaN or beyond 1e300.
    """
    return page("Loss and accuracy by epoch", [curves_panel(history)])


def minus_log() -> str:
    """Draw the cross-entropy -log(p) of the true class's probability p, and its upper bound from clipping near p = 0.

    Returns:
        The text of an SVG file.
    """
    return page("The loss of a prediction: -log(p)", [minus_log_panel(), clipped_minus_log_panel()])


def training_picture(
    model: "Model", X: "MatrixLike", y: "TargetsLike", history: "Mapping[str, Sequence[float]]"
) -> str:
    """Draw the curves of a training and, beside them, the decision regions of a classifier with 2 inputs.

    Args:
        model: The trained model.
        X: The training data, (samples, inputs).
        y: The targets, which must be class indices for a classifier with 2 inputs.
        history: What `Model.fit` returned.

    Returns:
        The text of an SVG file.

    Raises:
        ShapeError: If `X` is not a matrix, or the regions are drawn and `y` has another length.
        TypeError: If the regions are drawn and an entry of `y` is not an integer.
        ValueError: If `history` has no epoch, or a number is too large to draw; see `regions` and `curves`.
    """
    panels = [curves_panel(history)]
    if len(as_matrix(X, "X")[0]) == 2 and "accuracy" in history:
        panels.insert(0, regions_panel(model, *_points_and_classes(X, y)))
    return page("Training", panels)


def _points_and_classes(X: "Any", y: "Any") -> "tuple[Matrix, list[int]]":
    """Validate points in the plane and their class indices."""
    X = as_matrix(X, "X", columns=2)
    check_finite(X, "X")
    y = y.tolist() if hasattr(y, "tolist") else y
    if not is_sequence(y):
        raise TypeError(f"y must be a list of class indices, got {short_repr(y)}")
    if len(y) != len(X):
        raise ShapeError(f"y must have {len(X)} targets, one for each sample, got {len(y)}")
    return X, [whole_number(k, f"y[{s}]", least=0) for s, k in enumerate(y)]
