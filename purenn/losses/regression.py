"""The losses of networks that predict quantities: the mean squared and the mean absolute error."""

from ..elementary import sign_like
from ..matrix import mean
from ..validation.entries import as_rankable
from ..validation.targets import as_values
from .base import Loss

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..types import Matrix, MatrixLike, Row, TargetsLike


class MeanSquaredError(Loss):
    """The squared distance of each prediction from its target; large errors count most.

    L_s = sum_j (p_sj - y_sj)**2 / outputs

    Source: Neural Networks from Scratch in Python, chapter 17.

    >>> loss = MeanSquaredError()
    >>> loss.forward([[1.0], [2.5]], [1, 2]), loss.backward([[1.0], [2.5]], [1, 2])
    ([0.0, 0.25], [[0.0], [0.5]])
    """

    def forward(self, y_pred: "MatrixLike", y_true: "TargetsLike") -> "Row":
        """Compute L.

        Args:
            y_pred: p, (samples, outputs).
            y_true: y, (samples, outputs), or flat if there is one output.

        Returns:
            `self.output`: L, (samples).

        Raises:
            ShapeError: If the shapes do not fit.
            ValueError: If a prediction is NaN, or a target not finite.
            TypeError: If an entry is not a number.
        """
        y_pred, y_true = _accept(y_pred, y_true)
        self.output: "Row" = [
            mean([(p_j - y_j) * (p_j - y_j) for p_j, y_j in zip(p, y)]) for p, y in zip(y_pred, y_true)
        ]
        return self.output

    def backward(self, y_pred: "MatrixLike", y_true: "TargetsLike") -> "Matrix":
        """Compute the derivatives of the mean loss with respect to each prediction.

        dp_sj = 2 * (p_sj - y_sj) / outputs / samples, because a square changes by twice its root

        Args:
            y_pred: As for `forward`.
            y_true: As for `forward`.

        Returns:
            `self.dinputs`: dp, (samples, outputs).

        Raises:
            ShapeError, ValueError, TypeError: As `forward`.
        """
        y_pred, y_true = _accept(y_pred, y_true)
        samples, outputs = len(y_pred), len(y_pred[0])
        self.dinputs: "Matrix" = [
            [2 * (p_j - y_j) / outputs / samples for p_j, y_j in zip(p, y)] for p, y in zip(y_pred, y_true)
        ]
        return self.dinputs


class MeanAbsoluteError(Loss):
    """The distance of each prediction from its target; an outlier counts no more than its distance.

    L_s = sum_j |p_sj - y_sj| / outputs

    Source: Neural Networks from Scratch in Python, chapter 17.

    >>> loss = MeanAbsoluteError()
    >>> loss.forward([[1.0], [2.5]], [1, 2]), loss.backward([[1.0], [2.5]], [1, 2])
    ([0.0, 0.5], [[0.0], [0.5]])
    """

    def forward(self, y_pred: "MatrixLike", y_true: "TargetsLike") -> "Row":
        """Compute L.

        Args:
            y_pred: p, (samples, outputs).
            y_true: y, (samples, outputs), or flat if there is one output.

        Returns:
            `self.output`: L, (samples).

        Raises:
            ShapeError: If the shapes do not fit.
            ValueError: If a prediction is NaN, or a target not finite.
            TypeError: If an entry is not a number.
        """
        y_pred, y_true = _accept(y_pred, y_true)
        self.output: "Row" = [mean([abs(p_j - y_j) for p_j, y_j in zip(p, y)]) for p, y in zip(y_pred, y_true)]
        return self.output

    def backward(self, y_pred: "MatrixLike", y_true: "TargetsLike") -> "Matrix":
        """Compute the derivatives of the mean loss with respect to each prediction.

        dp_sj = sign(p_sj - y_sj) / outputs / samples; at the corner, where p = y, it is taken to be 0

        Args:
            y_pred: As for `forward`.
            y_true: As for `forward`.

        Returns:
            `self.dinputs`: dp, (samples, outputs).

        Raises:
            ShapeError, ValueError, TypeError: As `forward`.
        """
        y_pred, y_true = _accept(y_pred, y_true)
        samples, outputs = len(y_pred), len(y_pred[0])
        self.dinputs: "Matrix" = [
            [sign_like(p_j - y_j) / outputs / samples for p_j, y_j in zip(p, y)] for p, y in zip(y_pred, y_true)
        ]
        return self.dinputs


def _accept(y_pred: "MatrixLike", y_true: "TargetsLike") -> "tuple[Matrix, Matrix]":
    """Accept predictions, and the quantities they should have been."""
    y_pred = as_rankable(y_pred, "y_pred")
    return y_pred, as_values(y_true, len(y_pred), len(y_pred[0]))
