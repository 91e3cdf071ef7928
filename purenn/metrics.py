"""How often a classifier is right.

A metric judges predictions and trains nothing, so it may count where a loss must be smooth.
"""

from .validation.shapes import as_matrix
from .validation.entries import check_not_nan
from .matrix.loops import argmax
from .validation.targets import as_targets, as_truths, is_sparse


def accuracy(y_pred, y_true) -> float:
    """The share of the samples whose largest prediction, the first of equals, is the target class.

    Formula: (count of s with argmax_j p_sj = k_s) / samples; one-hot rows give k_s by their own argmax
    Shapes: y_pred (samples, classes), probabilities or logits; y_true (samples) or (samples, classes).
    Raises: ShapeError, TypeError and ValueError as the losses do, but for the range of the predictions.
    Source: Neural Networks from Scratch in Python, chapter 5.

    >>> accuracy([[0.75, 0.25], [0.5, 0.5], [0.0, 1.0], [1.0, 0.0]], [0, 1, 1, 0])
    0.75
    """
    y_pred = as_matrix(y_pred, "y_pred")
    check_not_nan(y_pred, "y_pred")
    return share_correct(y_pred, as_targets(y_true, len(y_pred), len(y_pred[0])))


def share_correct(y_pred, y_true) -> float:
    """The formula of `accuracy`, of predictions and targets that a loss has accepted.

    >>> share_correct([[0.75, 0.25], [0.5, 0.5]], [[0, 1], [1, 0]])
    0.5
    """
    classes = y_true if is_sparse(y_true) else [argmax(y) for y in y_true]
    correct = 0
    for p, k in zip(y_pred, classes):
        if argmax(p) == k:
            correct = correct + 1
    return correct / len(y_pred)


def binary_accuracy(y_pred, y_true, threshold: float = 0.5) -> float:
    """The share of yes-or-no predictions that fall on the right side of the threshold.

    Formula: (count of (s, j) with (p_sj > threshold) = (y_sj > 1/2)) / (samples * outputs)
    Shapes: y_pred (samples, outputs); y_true the same, or flat for one output.
    Raises: ShapeError, TypeError and ValueError as `BinaryCrossentropy` does, but for the range of the predictions.
    Source: Neural Networks from Scratch in Python, chapter 16.

    >>> binary_accuracy([[0.75], [0.5], [0.25], [1.0]], [1, 1, 0, 1])
    0.75
    """
    y_pred = as_matrix(y_pred, "y_pred")
    check_not_nan(y_pred, "y_pred")
    return binary_share_correct(y_pred, as_truths(y_true, len(y_pred), len(y_pred[0])), threshold)


def binary_share_correct(y_pred, y_true, threshold: float = 0.5) -> float:
    """The formula of `binary_accuracy`, of predictions and targets that a loss has accepted.

    >>> binary_share_correct([[0.75], [0.5]], [[1], [1]])
    0.5
    """
    correct = 0
    for p, y in zip(y_pred, y_true):
        for p_j, y_j in zip(p, y):
            if (p_j > threshold) == (y_j > 0.5):
                correct = correct + 1
    return correct / (len(y_pred) * len(y_pred[0]))
