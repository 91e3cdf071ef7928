"""Losses: how wrong the predictions are, one number a sample, and their mean for the batch.

The mean lives once, in the base class; each loss brings its own `forward`.
"""

from .checks import as_matrix, check_probabilities
from .elementary import log
from .matrix import clip, mean, total
from .targets import as_targets, is_sparse

# No confidence counts as less than LEAST or more than MOST: a certainty costs 16.118... when it is wrong, instead
# of infinity, and 1e-7 when it is right. Adding 1e-7 instead would make log(1 + 1e-7) > 0, a loss below 0.
LEAST = 1e-7
MOST = 1 - 1e-7


class Loss:
    """What every loss shares: the loss of a batch is the mean of the losses of its samples.

    Formula: L = (L_0 + L_1 + ...) / samples
    Source: Neural Networks from Scratch in Python, chapter 5.
    """

    def calculate(self, y_pred, y_true) -> float:
        """Return the mean of the sample losses that `forward` gives.

        >>> CategoricalCrossentropy().calculate([[0.25, 0.75], [0.25, 0.75]], [1, 1]) == -log(0.75)
        True
        """
        return mean(self.forward(y_pred, y_true))


class CategoricalCrossentropy(Loss):
    """Cross-entropy between predicted probabilities and the true class, or a true distribution.

    Formula: L_s = -sum_j y_sj * log(clip(p_sj)); for a single true class k it is -log(clip(p_sk));
        clip moves p into [1e-7, 1 - 1e-7]
    Shapes: y_pred (samples, classes); y_true (samples) class indices or (samples, classes) rows -> (samples).
        Rows of y_pred need not sum to 1: that is the affair of whoever predicts.
    Raises: ShapeError for shapes that do not fit; ValueError for NaN, a prediction outside [0, 1], a class
        out of range or a target row that is no distribution; TypeError for what is no number or no index.
    Source: Neural Networks from Scratch in Python, chapter 5; it computes -log(sum_j y_sj * p_sj) for rows.

    >>> CategoricalCrossentropy().forward([[0.5, 0.5], [0.25, 0.75]], [0, 1]) == [-log(0.5), -log(0.75)]
    True
    """

    def forward(self, y_pred, y_true) -> list[float]:
        """Set `self.output` to the sample losses and return it."""
        y_pred = as_matrix(y_pred, "y_pred")
        check_probabilities(y_pred, "y_pred")
        y_true = as_targets(y_true, len(y_pred), len(y_pred[0]))
        if is_sparse(y_true):
            self.output = [-log(clip(p[k], LEAST, MOST)) for p, k in zip(y_pred, y_true)]
        else:
            self.output = [
                -total(y_j * log(clip(p_j, LEAST, MOST)) for p_j, y_j in zip(p, y)) for p, y in zip(y_pred, y_true)
            ]
        return self.output
