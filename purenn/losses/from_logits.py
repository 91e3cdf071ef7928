"""Cross-entropy of logits, before any softmax or sigmoid: a loss of 1000 is 1000 here, with nothing clipped.

The activation is inside the formula, which is then short of overflow, of log(0) and of cancellation.
"""

from ..layers.activations import Sigmoid, Softmax, sigmoid, softmax
from .binary import BinaryCrossentropy
from ..elementary import exp, log1p
from ..validation.entries import check_finite
from .categorical import CategoricalCrossentropy
from ..matrix.loops import argmax, mean, total


class SoftmaxCrossentropy(CategoricalCrossentropy):
    """`CategoricalCrossentropy` of the softmax of the logits.

    Formula: L_s = sum_j t_sj * (n_s - z_sj), with n_s = log(sum_i exp(z_si)), the logarithm of what the softmax
        divides by; for a single true class k it is n_s - z_sk. t is as in `CategoricalCrossentropy`
    Shapes: y_pred, the logits, (samples, classes); y_true (samples) indices or (samples, classes) rows -> (samples).
    Raises: as `CategoricalCrossentropy`, but any finite logit will do.

    >>> loss = SoftmaxCrossentropy()
    >>> loss.forward([[1000.0, 0.0], [0.0, 1000.0]], [1, 1]), loss.backward([[0.0, 0.0]], [1])
    ([1000.0, 0.0], [[0.5, -0.5]])
    """

    activation = Softmax
    fused = None
    check_predictions = staticmethod(check_finite)

    def sample_losses(self, y_pred, y_true) -> list[float]:
        """Return L of accepted predictions and targets."""
        rows = self.target_rows(y_true, len(y_pred[0]))
        return [total(t_j * gap_j for t_j, gap_j in zip(t, _gaps(z))) for z, t in zip(y_pred, rows)]

    def derivatives(self, y_pred, y_true) -> list[list[float]]:
        """Return the derivatives of the mean loss by each logit.

        Formula: dz_sj = (softmax(z_s)_j * sum_i t_si - t_sj) / samples, as in `fused_derivatives`
        """
        return self.fused_derivatives([softmax(z) for z in y_pred], y_true)


class SigmoidCrossentropy(BinaryCrossentropy):
    """`BinaryCrossentropy` of the sigmoid of the logits.

    Formula: L_s = sum_j (max(0, z_sj) - z_sj * y_sj + log(1 + exp(-|z_sj|))) / outputs
    Shapes: y_pred, the logits, (samples, outputs); y_true the same, or flat for one output -> (samples).
    Raises: as `BinaryCrossentropy`, but any finite logit will do.

    >>> loss = SigmoidCrossentropy()
    >>> loss.forward([[1000.0], [1000.0]], [0, 1]), loss.backward([[0.0], [0.0]], [0, 1])
    ([1000.0, 0.0], [[0.25], [-0.25]])
    """

    activation = Sigmoid
    fused = None
    threshold = 0  # where the sigmoid is 1/2
    check_predictions = staticmethod(check_finite)

    def sample_losses(self, y_pred, y_true) -> list[float]:
        """Return L of accepted predictions and targets."""
        return [
            mean([(z_j if z_j > 0 else 0) - z_j * y_j + log1p(exp(-abs(z_j))) for z_j, y_j in zip(z, y)])
            for z, y in zip(y_pred, y_true)
        ]

    def derivatives(self, y_pred, y_true) -> list[list[float]]:
        """Return the derivatives of the mean loss by each logit.

        Formula: dz_sj = (sigmoid(z_sj) - y_sj) / outputs / samples, as in `fused_derivatives`
        """
        return self.fused_derivatives([[sigmoid(z_j) for z_j in z] for z in y_pred], y_true)


def _gaps(logits):
    """log(sum_i exp(z_i)) - z_j for every j: from the largest logit m, it is log1p(sum of the others) + (m - z_j)."""
    largest = argmax(logits)
    m = logits[largest]
    excess = log1p(total(exp(z - m) for i, z in enumerate(logits) if i != largest))
    return [excess + (m - z) for z in logits]
