"""Where a classifier is right and wrong: class by class, and for each probability that it predicts.

y_pred = model.predict_classes(X)
counts = confusion_matrix(y_pred, y, classes=3)
report = classification_report(y_pred, y, classes=3)
report[2]["recall"]  # of class 2
calibration(model.predict(X), y)  # is a prediction of 0.8 right 8 times in 10?
"""

from .matrix import argmax, mean, one_hot, total
from .validation.entries import as_probabilities
from .validation.scalars import whole_number
from .validation.shapes import ShapeError, is_sequence, short_repr
from .validation.targets import as_classes, as_targets, as_truths, is_sparse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .types import Matrix, MatrixLike, TargetsLike


def confusion_matrix(y_pred: "TargetsLike", y_true: "TargetsLike", classes: int) -> "list[list[int]]":
    """Count the samples of each class by the class that was predicted for them.

    c_kj = count of samples s with y_true_s = k and y_pred_s = j

    Args:
        y_pred: The predicted class of each sample, (samples), as `Model.predict_classes` returns them; or rows of
            probabilities, (samples, classes), of which the first largest counts.
        y_true: The class of each sample, (samples), or one-hot rows, (samples, classes).
        classes: The number of classes.

    Returns:
        c, (classes, classes): the true classes are the rows, the predicted ones the columns.

    Raises:
        ShapeError: If there are no samples, or not as many targets as predictions.
        ValueError: If a class is out of range.
        TypeError: If a class is not an integer.

    >>> confusion_matrix([0, 1, 1, 1], [0, 0, 1, 1], classes=2)
    [[1, 1], [0, 2]]
    """
    classes = whole_number(classes, "classes")
    predicted = _as_indices(y_pred, None, classes, "y_pred")
    counts = [[0] * classes for k in range(classes)]
    for j, k in zip(predicted, _as_indices(y_true, len(predicted), classes, "y_true")):
        counts[k][j] += 1
    return counts


def classification_report(
    y_pred: "TargetsLike", y_true: "TargetsLike", classes: int
) -> "list[dict[str, float | None]]":
    """Compute how precise and how complete the predictions of each class are.

    precision_k = c_kk / sum_i c_ik, the fraction of the samples predicted as class k that belong to it;
    recall_k = c_kk / sum_j c_kj, the fraction of the samples of class k that are predicted as such;
    f1_k = 2 * c_kk / (sum_i c_ik + sum_j c_kj), the harmonic mean of the two, and support_k = sum_j c_kj;
    with c as `confusion_matrix` counts it. What would divide by 0 is None.

    Args:
        y_pred: As for `confusion_matrix`.
        y_true: As for `confusion_matrix`.
        classes: The number of classes.

    Returns:
        For each class the figures "precision", "recall", "f1" and "support".

    Raises:
        ShapeError, ValueError, TypeError: As `confusion_matrix`.

    Source: van Rijsbergen, "Information retrieval" (1979), chapter 7.

    >>> report = classification_report([0, 1, 1, 1], [0, 0, 1, 1], classes=2)
    >>> report[0]["precision"], report[0]["recall"], report[1]["f1"], report[1]["support"]
    (1.0, 0.5, 0.8, 2)
    """
    counts = confusion_matrix(y_pred, y_true, classes)
    report = []
    for k, row in enumerate(counts):
        right, support, predicted = row[k], total(row), total(other[k] for other in counts)
        figures: "dict[str, float | None]" = {"support": support}
        figures["precision"] = right / predicted if predicted else None
        figures["recall"] = right / support if support else None
        figures["f1"] = 2 * right / (predicted + support) if predicted + support else None
        report.append(figures)
    return report


def calibration(y_pred: "MatrixLike", y_true: "TargetsLike", bins: int = 10) -> "list[dict[str, float | None]]":
    """Compare predicted probabilities with how often what they predict is true.

    A bin b holds the predictions p_sj in [b / bins, (b + 1) / bins), the last one 1 too. Of those:
    predicted_b = mean of p_sj, and observed_b = mean of y_sj, the fraction that is true. The two are equal if the
    probabilities are what they claim to be; where there are no predictions, both are None.

    Args:
        y_pred: p, probabilities, (samples, classes), or of yes-or-no questions (samples, outputs).
        y_true: The class of each sample, (samples), or y, a row for each, (samples, classes or outputs).
        bins: The number of bins.

    Returns:
        For each bin "lower" and "upper", its bounds, "count", "predicted" and "observed".

    Raises:
        ShapeError: If the shapes do not fit.
        ValueError: If a prediction is NaN or outside [0, 1], or a target does not fit.
        TypeError: If an entry is not a number.

    Source: DeGroot and Fienberg, "The comparison and evaluation of forecasters" (The Statistician 32, 1983).

    >>> low, high = calibration([[0.25], [0.25], [0.75], [0.75]], [0, 1, 1, 1], bins=2)
    >>> low["predicted"], low["observed"], high["predicted"], high["observed"], high["count"]
    (0.25, 0.5, 0.75, 1.0, 2)
    """
    bins = whole_number(bins, "bins")
    p = as_probabilities(y_pred, "y_pred", "use what Model.predict returns")
    y = _as_truth_rows(y_true, len(p), len(p[0]))
    found: "list[list[tuple[float, float]]]" = [[] for b in range(bins)]
    for p_row, y_row in zip(p, y):
        for p_j, y_j in zip(p_row, y_row):
            found[min(int(p_j * bins), bins - 1)].append((p_j, y_j))
    result = []
    for b, pairs in enumerate(found):
        figures: "dict[str, float | None]" = {"lower": b / bins, "upper": (b + 1) / bins, "count": len(pairs)}
        figures["predicted"] = mean([p_j for p_j, _ in pairs]) if pairs else None
        figures["observed"] = mean([y_j for _, y_j in pairs]) if pairs else None
        result.append(figures)
    return result


def _as_indices(targets: "Any", samples: "int | None", classes: int, name: str) -> "list[int]":
    """Accept class indices, or rows of which the largest entry counts. `samples` is how many; None for any number."""
    if samples is None:
        if not is_sequence(targets):
            raise TypeError(f"{name} must be a list of class indices, got {short_repr(targets)}")
        if len(targets) == 0:
            raise ShapeError(f"{name} must have at least one prediction, got none")
        samples = len(targets)
    accepted = as_targets(targets, samples, classes, name)
    return accepted if is_sparse(accepted) else [argmax(row) for row in accepted]


def _as_truth_rows(y_true: "Any", samples: int, outputs: int) -> "Matrix":
    """Accept targets of classes or of yes-or-no questions, as rows."""
    if outputs > 1 and is_sequence(y_true) and len(y_true) and is_sparse(y_true):
        y_true = one_hot(as_classes(y_true, outputs, "y_true"), outputs)
    return as_truths(y_true, samples, outputs)
