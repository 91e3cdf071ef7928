"""How often a classifier is right.

A metric judges predictions and trains nothing, so unlike a loss it need not be smooth.
"""

from .matrix import argmax
from .validation.entries import as_rankable
from .validation.scalars import as_finite
from .validation.targets import as_targets, as_truths, is_sparse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .types import Matrix, MatrixLike, Targets, TargetsLike


def accuracy(y_pred: "MatrixLike", y_true: "TargetsLike") -> float:
    """Compute the fraction of samples whose largest prediction, the first of equal ones, is the target class.

    (count of s with argmax_j p_sj = k_s) / samples; for one-hot rows k_s is their own argmax

    Args:
        y_pred: p, probabilities or logits, (samples, classes).
        y_true: The class index k of each sample, (samples), or one-hot rows, (samples, classes).

    Raises:
        ShapeError: If the shapes do not fit.
        ValueError: If a prediction is NaN, or a class out of range.
        TypeError: If an entry is not a number, or a class not an integer.

    Source: Neural Networks from Scratch in Python, chapter 5.

    >>> accuracy([[0.75, 0.25], [0.5, 0.5], [0.0, 1.0], [1.0, 0.0]], [0, 1, 1, 0])
    0.75
    """
    y_pred = as_rankable(y_pred, "y_pred")
    return fraction_of_right_classes(y_pred, as_targets(y_true, len(y_pred), len(y_pred[0])))


def binary_accuracy(y_pred: "MatrixLike", y_true: "TargetsLike", threshold: float = 0.5) -> float:
    """Compute the fraction of yes-or-no predictions that lie on the right side of the threshold.

    (count of (s, j) with (p_sj > threshold) = (y_sj > 1/2)) / (samples * outputs)

    Args:
        y_pred: p, probabilities or logits, (samples, outputs).
        y_true: y, (samples, outputs), or flat if there is one output.
        threshold: The prediction above which the answer is yes.

    Raises:
        ShapeError: If the shapes do not fit.
        ValueError: If a prediction is NaN, or a target outside [0, 1].
        TypeError: If an entry is not a number.

    Source: Neural Networks from Scratch in Python, chapter 16.

    >>> binary_accuracy([[0.75], [0.5], [0.25], [1.0]], [1, 1, 0, 1])
    0.75
    """
    threshold = as_finite(threshold, "threshold")
    y_pred = as_rankable(y_pred, "y_pred")
    return fraction_of_right_answers(y_pred, as_truths(y_true, len(y_pred), len(y_pred[0])), threshold)


def fraction_of_right_classes(y_pred: "Matrix", y_true: "Targets") -> float:
    """Compute the formula of `accuracy` for predictions and targets that have been checked.

    >>> fraction_of_right_classes([[0.75, 0.25], [0.5, 0.5]], [[0, 1], [1, 0]])
    0.5
    """
    classes = y_true if is_sparse(y_true) else [argmax(y) for y in y_true]
    correct = 0
    for p, k in zip(y_pred, classes):
        if argmax(p) == k:
            correct = correct + 1
    return correct / len(y_pred)


def fraction_of_right_answers(y_pred: "Matrix", y_true: "Matrix", threshold: float) -> float:
    """Compute the formula of `binary_accuracy` for predictions and targets that have been checked.

    >>> fraction_of_right_answers([[0.75], [0.5]], [[1], [1]], 0.5)
    0.5
    """
    correct = 0
    for p, y in zip(y_pred, y_true):
        for p_j, y_j in zip(p, y):
            if (p_j > threshold) == (y_j > 0.5):
                correct = correct + 1
    return correct / (len(y_pred) * len(y_pred[0]))
