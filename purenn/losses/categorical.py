"""Losses: how wrong the predictions are, one number a sample, and their mean for the batch.

What losses share lives once, in the base class: the mean and the checks. A loss itself is its formulas.
"""

from ..layers.activations import Softmax
from ..validation.shapes import ShapeError, as_matrix, is_sequence
from ..elementary import log
from ..validation.entries import check_not_nan, check_probabilities
from ..matrix.loops import argmax, clip, mean, one_hot, total
from ..metrics import share_correct
from ..validation.scalars import as_share, as_weighting
from ..validation.targets import as_targets, as_values, is_sparse

# No confidence counts as less than LEAST or more than MOST: a certainty costs 16.118... when it is wrong, instead
# of infinity, and 1e-7 when it is right. Adding 1e-7 instead would make log(1 + 1e-7) > 0, a loss below 0.
LEAST = 1e-7
MOST = 1 - 1e-7


class Loss:
    """What every loss shares: the loss of a batch is the mean of the losses of its samples.

    Formula: L = (L_0 + L_1 + ...) / samples
    Each loss brings its formulas: `sample_losses` and `derivatives`; a classifier's `classes` and `share_correct`;
    and, if it names an activation as `fused`, `fused_derivatives`. They take what `accepted` has let in. `forward`,
    `backward` and `fused_backward` are the doors to them, which check.
    Source: Neural Networks from Scratch in Python, chapter 5.
    """

    activation = None  # what turns outputs into predictions, for a loss that takes them before their activation
    fused = None  # the activation that `fused_backward` goes through together with the loss, if there is one
    check_predictions = staticmethod(check_not_nan)

    def calculate(self, y_pred, y_true) -> float:
        """Return the mean of the sample losses that `forward` gives.

        >>> CategoricalCrossentropy().calculate([[0.25, 0.75], [0.25, 0.75]], [1, 1]) == -log(0.75)
        True
        """
        return mean(self.forward(y_pred, y_true))

    def forward(self, y_pred, y_true) -> list[float]:
        """Set `self.output` to the sample losses and return it."""
        self.output = self.sample_losses(*self.accepted(y_pred, y_true))
        return self.output

    def backward(self, y_pred, y_true) -> list[list[float]]:
        """Set `dinputs` to the derivatives of the mean loss by each prediction, and return it.

        Raises: as `forward` does.
        """
        self.dinputs = self.derivatives(*self.accepted(y_pred, y_true))
        return self.dinputs

    def fused_backward(self, y_pred, y_true) -> list[list[float]]:
        """Return the derivatives of the mean loss by what the activation `fused` made y_pred from.

        Raises: as `forward` does.
        """
        return self.fused_derivatives(*self.accepted(y_pred, y_true))

    def share_correct(self, y_pred, y_true):
        """Return the share of right predictions, or None where the prediction is a quantity."""
        return None

    def classes(self, y_pred) -> list[int]:
        """Return the class that each prediction stands for.

        Raises: TypeError where the prediction is a quantity.
        """
        raise TypeError(f"loss must be one of classes to tell them, got {type(self).__name__}")

    def as_targets(self, y_true, samples: int, outputs: int, name: str = "y_true") -> list:
        """Accept targets for so many samples and outputs, or raise what says where they do not fit."""
        return as_values(y_true, samples, outputs, name)

    def accepted(self, y_pred, y_true) -> tuple:
        """Accept predictions and a target for each, or raise what says where they do not fit."""
        y_pred = self.as_predictions(y_pred)
        return y_pred, self.as_targets(y_true, len(y_pred), len(y_pred[0]))

    def as_predictions(self, y_pred) -> list:
        """Accept predictions, or raise what says which of them is none."""
        y_pred = as_matrix(y_pred, "y_pred")
        self.check_predictions(y_pred, "y_pred")
        return y_pred


class CategoricalCrossentropy(Loss):
    """Cross-entropy between predicted probabilities and the true class, or a true distribution.

    Formula: L_s = -sum_j t_sj * log(clip(p_sj)), with t_sj = y_sj unless targets are smoothed or weighted; for a
        single true class k it is -log(clip(p_sk)). clip moves p into [1e-7, 1 - 1e-7]. In full,
        t_sj = class_weights_j * ((1 - label_smoothing) * y_sj + label_smoothing / classes)
    Shapes: y_pred (samples, classes); y_true (samples) class indices or (samples, classes) rows -> (samples).
        Rows of y_pred need not sum to 1: that is the affair of whoever predicts.
    Raises: ShapeError for shapes that do not fit; ValueError for NaN, a prediction outside [0, 1], a class
        out of range or a target row that is no distribution; TypeError for what is no number or no index.
    Source: Neural Networks from Scratch in Python, chapters 5 and 9; it computes -log(sum_j y_sj * p_sj) for rows.
        Smoothing: Szegedy et al., "Rethinking the Inception architecture" (CVPR 2016).

    >>> loss = CategoricalCrossentropy()
    >>> loss.forward([[0.5, 0.5], [0.25, 0.75]], [0, 1]) == [-log(0.5), -log(0.75)]
    True
    >>> loss.backward([[0.5, 0.5], [0.25, 0.75]], [0, 0])
    [[-1.0, 0.0], [-2.0, 0.0]]
    """

    fused = Softmax
    check_predictions = staticmethod(check_probabilities)

    def __init__(self, label_smoothing: float = 0.0, class_weights=None) -> None:
        self.label_smoothing = as_share(label_smoothing, "label_smoothing")
        self.class_weights = None
        if class_weights is not None:
            if not is_sequence(class_weights):
                raise TypeError(f"class_weights must be a list of numbers, one for each class, got {class_weights!r}")
            self.class_weights = [as_weighting(w, f"class_weights[{j}]") for j, w in enumerate(class_weights)]

    def sample_losses(self, y_pred, y_true) -> list[float]:
        """Return L of accepted predictions and targets."""
        if self.is_short(y_true):
            return [-log(clip(p[k], LEAST, MOST)) for p, k in zip(y_pred, y_true)]
        rows = self.target_rows(y_true, len(y_pred[0]))
        return [-total(t_j * log(clip(p_j, LEAST, MOST)) for p_j, t_j in zip(p, t)) for p, t in zip(y_pred, rows)]

    def derivatives(self, y_pred, y_true) -> list[list[float]]:
        """Return the derivatives of the mean loss by each prediction.

        Formula: dp_sj = -t_sj / clip(p_sj) / samples, because log(p) changes by 1 / p for each unit of p; beyond
            its bounds p counts as the bound, so that a hopeless prediction goes on learning
        """
        samples = len(y_pred)
        rows = self.target_rows(y_true, len(y_pred[0]))
        return [[-t_j / clip(p_j, LEAST, MOST) / samples for p_j, t_j in zip(p, t)] for p, t in zip(y_pred, rows)]

    def fused_derivatives(self, y_pred, y_true) -> list[list[float]]:
        """Return the derivatives of the mean loss by the logits from which a softmax made y_pred.

        Formula: dz_sj = (p_sj * sum_i t_si - t_sj) / samples, where sum_i t_si = 1 unless classes are weighted: for a
            single true class k it is (p_sj - (1 if j = k else 0)) / samples. It is `derivatives`, put through the
            Jacobian of the softmax:
            sum_i -t_si / p_si * p_si * ((1 if i = j else 0) - p_sj) = p_sj * sum_i t_si - t_sj;
            but a p_si that is clipped there learns here as if it were not

        >>> CategoricalCrossentropy().fused_backward([[0.5, 0.5], [0.25, 0.75]], [0, 1])
        [[-0.25, 0.25], [0.125, -0.125]]
        """
        samples = len(y_pred)
        if self.is_short(y_true):
            return [[(p_j - 1 if j == k else p_j) / samples for j, p_j in enumerate(p)] for p, k in zip(y_pred, y_true)]
        rows = self.target_rows(y_true, len(y_pred[0]))
        return [
            [(p_j * weight - t_j) / samples for p_j, t_j in zip(p, t)]
            for p, t, weight in zip(y_pred, rows, map(total, rows))
        ]

    def share_correct(self, y_pred, y_true) -> float:
        """Return the share of samples whose largest prediction is the target class."""
        return share_correct(y_pred, y_true)

    def classes(self, y_pred) -> list[int]:
        """Return the largest prediction of each sample, the first of equals."""
        return [argmax(p) for p in y_pred]

    def as_targets(self, y_true, samples: int, outputs: int, name: str = "y_true") -> list:
        """Accept class indices or distributions for so many samples and classes; the class weights must fit them."""
        if self.class_weights is not None and len(self.class_weights) != outputs:
            raise ShapeError(f"class_weights must have {outputs} weights, got {len(self.class_weights)}")
        return as_targets(y_true, samples, outputs, name)

    def is_short(self, y_true) -> bool:
        """Whether a single true class makes the rows t, so that the formulas have a short form."""
        return is_sparse(y_true) and not self.label_smoothing and self.class_weights is None

    def target_rows(self, y_true, classes: int) -> list[list[float]]:
        """Write accepted targets as the rows t of the formula: smoothed, then weighted."""
        rows = one_hot(y_true, classes) if is_sparse(y_true) else y_true
        if self.label_smoothing:
            spread = self.label_smoothing
            rows = [[(1 - spread) * y_j + spread / classes for y_j in y] for y in rows]
        if self.class_weights is not None:
            rows = [[w * y_j for w, y_j in zip(self.class_weights, y)] for y in rows]
        return rows
