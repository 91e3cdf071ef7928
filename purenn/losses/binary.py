"""The loss of yes-or-no predictions, of which a sample may have several: none of them rules out another.

An output alone tells two classes apart, as two outputs and a softmax would.
"""

from ..layers.activations import Sigmoid
from ..validation.shapes import ShapeError, shape
from ..elementary import log
from ..validation.entries import check_probabilities
from .categorical import LEAST, MOST, Loss
from ..matrix.loops import clip, mean
from ..metrics import binary_share_correct
from ..validation.targets import as_truths


class BinaryCrossentropy(Loss):
    """Cross-entropy of yes-or-no predictions, each output of a sample being a question of its own.

    Formula: L_s = sum_j -(y_sj * log(p_sj) + (1 - y_sj) * log(1 - p_sj)) / outputs, with p in [1e-7, 1 - 1e-7]
    Shapes: y_pred (samples, outputs); y_true the same, or flat for one output -> (samples).
    Raises: ShapeError for shapes that do not fit; ValueError for NaN, or a prediction or target outside [0, 1];
        TypeError for what is no number.
    Source: Neural Networks from Scratch in Python, chapter 16.

    >>> loss = BinaryCrossentropy()
    >>> loss.forward([[0.5], [0.25]], [1, 0]) == [-log(0.5), -log(0.75)]
    True
    >>> loss.backward([[0.5], [0.5]], [1, 0]), loss.fused_backward([[0.5], [0.5]], [1, 0])
    ([[-1.0], [1.0]], [[-0.25], [0.25]])
    """

    fused = Sigmoid
    threshold = 0.5  # what a prediction above it says is yes
    check_predictions = staticmethod(check_probabilities)

    def sample_losses(self, y_pred, y_true) -> list[float]:
        """Return L of accepted predictions and targets."""
        return [
            mean([_yes_or_no(clip(p_j, LEAST, MOST), y_j) for p_j, y_j in zip(p, y)]) for p, y in zip(y_pred, y_true)
        ]

    def derivatives(self, y_pred, y_true) -> list[list[float]]:
        """Return the derivatives of the mean loss by each prediction.

        Formula: dp_sj = ((1 - y_sj) / (1 - p_sj) - y_sj / p_sj) / outputs / samples, because log(p) changes by 1 / p
            for each unit of p, and log(1 - p) by -1 / (1 - p); p is clipped as in L
        """
        samples, outputs = len(y_pred), len(y_pred[0])
        bounded = [[clip(p_j, LEAST, MOST) for p_j in p] for p in y_pred]
        return [
            [((1 - y_j) / (1 - p_j) - y_j / p_j) / outputs / samples for p_j, y_j in zip(p, y)]
            for p, y in zip(bounded, y_true)
        ]

    def fused_derivatives(self, y_pred, y_true) -> list[list[float]]:
        """Return the derivatives of the mean loss by the logits from which a sigmoid made y_pred.

        Formula: dz_sj = (p_sj - y_sj) / outputs / samples, which is `derivatives` times p_sj * (1 - p_sj); but a p_sj
            that is clipped there learns here as if it were not
        """
        samples, outputs = len(y_pred), len(y_pred[0])
        return [[(p_j - y_j) / outputs / samples for p_j, y_j in zip(p, y)] for p, y in zip(y_pred, y_true)]

    def share_correct(self, y_pred, y_true) -> float:
        """Return the share of predictions on the right side of the threshold."""
        return binary_share_correct(y_pred, y_true, self.threshold)

    def classes(self, y_pred) -> list[int]:
        """Return 1 for each sample whose prediction says yes, else 0.

        Raises: ShapeError for more than one output, which no single class can tell.
        """
        if len(y_pred[0]) != 1:
            raise ShapeError(f"predictions must be ({len(y_pred)}, 1) to tell a class each, got {shape(y_pred)}")
        return [int(p > self.threshold) for (p,) in y_pred]

    def as_targets(self, y_true, samples: int, outputs: int, name: str = "y_true") -> list:
        """Accept numbers in [0, 1] for so many samples and outputs, as rows."""
        return as_truths(y_true, samples, outputs, name)


def _yes_or_no(p, y):
    """The cost of the prediction p of a truth y."""
    return -(y * log(p) + (1 - y) * log(1 - p))
