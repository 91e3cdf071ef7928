"""Cross-entropy of logits, with the softmax or sigmoid inside the formula: nothing is clipped, nothing overflows.

A model with one of these losses ends in its last dense layer, and must not have the activation.
"""

from ..elementary import exp, like, log1p, zero_like
from ..layers.sigmoid import sigmoid
from ..layers.softmax import softmax
from ..matrix import argmax, mean, total
from ..validation.entries import as_finite_matrix
from ..validation.targets import as_truths
from .binary import BinaryCrossentropy
from .categorical import CategoricalCrossentropy
from .combined import softmax_crossentropy_gradient

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..types import Matrix, MatrixLike, Row, TargetsLike


class SoftmaxCrossentropy(CategoricalCrossentropy):
    """The `CategoricalCrossentropy` of the softmax of the logits.

    L_s = sum_j t_sj * (n_s - z_sj), with n_s = log(sum_i exp(z_si)), the logarithm of the divisor of the softmax;
    for a single true class k it is n_s - z_sk. t is as in `CategoricalCrossentropy`. A class with t_sj = 0 costs
    nothing, however far its logit is from the others.

    Args:
        label_smoothing: As for `CategoricalCrossentropy`.
        class_weights: As for `CategoricalCrossentropy`.

    >>> loss = SoftmaxCrossentropy()
    >>> loss.forward([[1000.0, 0.0], [0.0, 1000.0]], [1, 1]), loss.backward([[0.0, 0.0]], [1])
    ([1000.0, 0.0], [[0.5, -0.5]])
    """

    def forward(self, y_pred: "MatrixLike", y_true: "TargetsLike") -> "Row":
        """Compute L.

        Args:
            y_pred: z, the logits, (samples, classes).
            y_true: The class index k of each sample, (samples), or y, one distribution a row, (samples, classes).

        Returns:
            `self.output`: L, (samples).

        Raises:
            ShapeError: If the shapes do not fit.
            ValueError: If a logit is NaN or infinite, a class out of range or a row not a distribution.
            TypeError: If an entry is not a number, or a class not an integer.
        """
        y_pred = as_finite_matrix(y_pred, "y_pred")
        rows = self._target_rows(self._accept(y_true, len(y_pred), len(y_pred[0])), y_pred[0])
        self.output: "Row" = [softmax_crossentropy(z, t) for z, t in zip(y_pred, rows)]
        return self.output

    def backward(self, y_pred: "MatrixLike", y_true: "TargetsLike") -> "Matrix":
        """Compute the derivatives of the mean loss with respect to each logit.

        dz_sj = (softmax(z_s)_j * sum_i t_si - t_sj) / samples, as `combined` derives

        Args:
            y_pred: As for `forward`.
            y_true: As for `forward`.

        Returns:
            `self.dinputs`: dz, (samples, classes).

        Raises:
            ShapeError, ValueError, TypeError: As `forward`.
        """
        y_pred = as_finite_matrix(y_pred, "y_pred")
        y_true = self._accept(y_true, len(y_pred), len(y_pred[0]))
        self.dinputs: "Matrix" = softmax_crossentropy_gradient(self, [softmax(z) for z in y_pred], y_true)
        return self.dinputs


class SigmoidCrossentropy(BinaryCrossentropy):
    """The `BinaryCrossentropy` of the sigmoid of the logits.

    L_s = sum_j (log(1 + exp(z_sj)) - y_sj * z_sj) / outputs

    For z_sj >= 0 a term is (1 - y_sj) * z_sj + log(1 + exp(-z_sj)), so that exp never overflows and nothing cancels.

    >>> loss = SigmoidCrossentropy()
    >>> loss.forward([[1000.0], [1000.0]], [0, 1]), loss.backward([[0.0], [0.0]], [0, 1])
    ([1000.0, 0.0], [[0.25], [-0.25]])
    """

    def forward(self, y_pred: "MatrixLike", y_true: "TargetsLike") -> "Row":
        """Compute L.

        Args:
            y_pred: z, the logits, (samples, outputs).
            y_true: y, 1 for yes and 0 for no, or between, (samples, outputs), or flat if there is one output.

        Returns:
            `self.output`: L, (samples).

        Raises:
            ShapeError: If the shapes do not fit.
            ValueError: If a logit is NaN or infinite, or a target outside [0, 1].
            TypeError: If an entry is not a number.
        """
        y_pred = as_finite_matrix(y_pred, "y_pred")
        y_true = as_truths(y_true, len(y_pred), len(y_pred[0]))
        self.output: "Row" = [
            mean([sigmoid_crossentropy(z_j, y_j) for z_j, y_j in zip(z, y)]) for z, y in zip(y_pred, y_true)
        ]
        return self.output

    def backward(self, y_pred: "MatrixLike", y_true: "TargetsLike") -> "Matrix":
        """Compute the derivatives of the mean loss with respect to each logit.

        dz_sj = (sigmoid(z_sj) - y_sj) / outputs / samples, as `combined` derives; for z_sj >= 0 it is computed as
        (1 - y_sj - sigmoid(-z_sj)) / outputs / samples, because sigmoid(z_sj) rounds to 1 far out.

        Args:
            y_pred: As for `forward`.
            y_true: As for `forward`.

        Returns:
            `self.dinputs`: dz, (samples, outputs).

        Raises:
            ShapeError, ValueError, TypeError: As `forward`.
        """
        y_pred = as_finite_matrix(y_pred, "y_pred")
        samples, outputs = len(y_pred), len(y_pred[0])
        y_true = as_truths(y_true, samples, outputs)
        self.dinputs: "Matrix" = [
            [
                (like(z_j, 1) - y_j - sigmoid(-z_j) if z_j >= 0 else sigmoid(z_j) - y_j) / outputs / samples
                for z_j, y_j in zip(z, y)
            ]
            for z, y in zip(y_pred, y_true)
        ]
        return self.dinputs


def softmax_crossentropy(logits: "Row", targets: "Sequence[float]") -> float:
    """Compute one entry of L of `SoftmaxCrossentropy`.

    With m the largest logit, n - z_j = log1p(sum of exp(z_i - m) over the other logits) + (m - z_j), which may be
    infinite. Terms with t_j = 0 are left out, because 0 times infinity is NaN.

    >>> softmax_crossentropy([1e308, -1e308], [1, 0])
    0.0
    """
    largest = argmax(logits)
    m = logits[largest]
    excess = log1p(total(exp(z - m) for i, z in enumerate(logits) if i != largest))
    return total(t * (excess + (m - z)) if t else zero_like(z) for z, t in zip(logits, targets))


def sigmoid_crossentropy(logit: float, y: float) -> float:
    """Compute one term of the formula of `SigmoidCrossentropy`.

    >>> sigmoid_crossentropy(1e308, 1), sigmoid_crossentropy(-1e308, 1)
    (0.0, 1e+308)
    """
    if logit >= 0:
        return (like(logit, 1) - y) * logit + log1p(exp(-logit))
    return log1p(exp(logit)) - y * logit
