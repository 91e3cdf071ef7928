"""Binary cross-entropy: the loss of yes-or-no predictions, of which a sample may have several.

A single output distinguishes two classes, as two outputs and a softmax would.
"""

from ..elementary import like, log, log1p
from ..matrix import clip, mean
from ..validation.entries import as_probabilities
from ..validation.targets import as_truths
from .base import LEAST, MOST, Loss

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..types import Matrix, MatrixLike, Row, TargetsLike


REMEDY = "put logits through Sigmoid first, or use SigmoidCrossentropy"


class BinaryCrossentropy(Loss):
    """Cross-entropy of yes-or-no predictions; the outputs of a sample are independent questions.

    L_s = sum_j -(y_sj * log(p_sj) + (1 - y_sj) * log(1 - p_sj)) / outputs, with p clipped to [1e-7, 1 - 1e-7]

    log(1 - p) is computed as log1p(-p), because the rounding of 1 - p loses most digits of a small p.

    Source: Neural Networks from Scratch in Python, chapter 16.

    >>> loss = BinaryCrossentropy()
    >>> loss.forward([[0.5], [0.25]], [1, 0]) == [-log(0.5), -log(0.75)]
    True
    >>> loss.backward([[0.5], [0.5]], [1, 0])
    [[-1.0], [1.0]]
    """

    def forward(self, y_pred: "MatrixLike", y_true: "TargetsLike") -> "Row":
        """Compute L.

        Args:
            y_pred: p, the probabilities of yes, (samples, outputs).
            y_true: y, 1 for yes and 0 for no, or between, (samples, outputs), or flat if there is one output.

        Returns:
            `self.output`: L, (samples).

        Raises:
            ShapeError: If the shapes do not fit.
            ValueError: If a prediction is NaN, or a prediction or target outside [0, 1].
            TypeError: If an entry is not a number.
        """
        y_pred = as_probabilities(y_pred, "y_pred", REMEDY)
        y_true = as_truths(y_true, len(y_pred), len(y_pred[0]))
        self.output: "Row" = [
            mean([binary_crossentropy(clip(p_j, LEAST, MOST), y_j) for p_j, y_j in zip(p, y)])
            for p, y in zip(y_pred, y_true)
        ]
        return self.output

    def backward(self, y_pred: "MatrixLike", y_true: "TargetsLike") -> "Matrix":
        """Compute the derivatives of the mean loss with respect to each prediction.

        dp_sj = ((1 - y_sj) / (1 - p_sj) - y_sj / p_sj) / outputs / samples, because log(p) changes by 1 / p for each
        unit of p, and log(1 - p) by -1 / (1 - p); p is clipped as in L.

        Args:
            y_pred: As for `forward`.
            y_true: As for `forward`.

        Returns:
            `self.dinputs`: dp, (samples, outputs).

        Raises:
            ShapeError, ValueError, TypeError: As `forward`.
        """
        y_pred = as_probabilities(y_pred, "y_pred", REMEDY)
        samples, outputs = len(y_pred), len(y_pred[0])
        y_true = as_truths(y_true, samples, outputs)
        clipped = [[clip(p_j, LEAST, MOST) for p_j in p] for p in y_pred]
        self.dinputs: "Matrix" = [
            [((like(p_j, 1) - y_j) / (1 - p_j) - y_j / p_j) / outputs / samples for p_j, y_j in zip(p, y)]
            for p, y in zip(clipped, y_true)
        ]
        return self.dinputs


def binary_crossentropy(p: float, y: float) -> float:
    """Compute the cost of the probability p of yes, when y is true."""
    return -(y * log(p) + (like(p, 1) - y) * log1p(-p))
