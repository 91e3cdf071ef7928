"""Losses of networks that predict quantities: how far the predictions lie from the truth.

Both treat the outputs of a sample alike and take their mean.
"""

from .categorical import Loss
from ..matrix.loops import mean


class MeanSquaredError(Loss):
    """The squared distance of each prediction from the truth: large errors count most.

    Formula: L_s = sum_j (p_sj - y_sj)**2 / outputs
    Shapes: y_pred (samples, outputs); y_true the same, or flat for one output -> (samples).
    Raises: ShapeError for shapes that do not fit, ValueError for NaN, TypeError for what is no number.
    Source: Neural Networks from Scratch in Python, chapter 17.

    >>> loss = MeanSquaredError()
    >>> loss.forward([[1.0], [2.5]], [1, 2]), loss.backward([[1.0], [2.5]], [1, 2])
    ([0.0, 0.25], [[0.0], [0.5]])
    """

    def sample_losses(self, y_pred, y_true) -> list[float]:
        """Return L of accepted predictions and targets."""
        return [mean([(p_j - y_j) * (p_j - y_j) for p_j, y_j in zip(p, y)]) for p, y in zip(y_pred, y_true)]

    def derivatives(self, y_pred, y_true) -> list[list[float]]:
        """Return the derivatives of the mean loss by each prediction.

        Formula: dp_sj = 2 * (p_sj - y_sj) / outputs / samples, because a square changes by twice its root
        """
        samples, outputs = len(y_pred), len(y_pred[0])
        return [[2 * (p_j - y_j) / outputs / samples for p_j, y_j in zip(p, y)] for p, y in zip(y_pred, y_true)]


class MeanAbsoluteError(Loss):
    """The distance of each prediction from the truth: a far outlier counts no more than its distance.

    Formula: L_s = sum_j |p_sj - y_sj| / outputs
    Shapes: y_pred (samples, outputs); y_true the same, or flat for one output -> (samples).
    Raises: ShapeError for shapes that do not fit, ValueError for NaN, TypeError for what is no number.
    Source: Neural Networks from Scratch in Python, chapter 17.

    >>> loss = MeanAbsoluteError()
    >>> loss.forward([[1.0], [2.5]], [1, 2]), loss.backward([[1.0], [2.5]], [1, 2])
    ([0.0, 0.5], [[0.0], [0.5]])
    """

    def sample_losses(self, y_pred, y_true) -> list[float]:
        """Return L of accepted predictions and targets."""
        return [mean([abs(p_j - y_j) for p_j, y_j in zip(p, y)]) for p, y in zip(y_pred, y_true)]

    def derivatives(self, y_pred, y_true) -> list[list[float]]:
        """Return the derivatives of the mean loss by each prediction.

        Formula: dp_sj = sign(p_sj - y_sj) / outputs / samples; at the corner, where p = y, it is taken to be 0
        """
        samples, outputs = len(y_pred), len(y_pred[0])
        return [
            [((p_j > y_j) - (p_j < y_j)) / outputs / samples for p_j, y_j in zip(p, y)] for p, y in zip(y_pred, y_true)
        ]
