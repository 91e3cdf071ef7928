"""Categorical cross-entropy: the loss of predicted probabilities of classes, of which one is true."""

from ..elementary import like, log
from ..hints import hinted
from ..inspection import constructor_call
from ..matrix import clip, one_hot, total
from ..validation.entries import as_probabilities
from ..validation.scalars import as_fraction, as_non_negative
from ..validation.shapes import ShapeError, is_sequence
from ..validation.targets import as_targets, is_sparse
from .base import LEAST, MOST, Loss

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from typing_extensions import TypeGuard

    from ..types import Matrix, MatrixLike, Row, Targets, TargetsLike


REMEDY = "put logits through Softmax first, or use SoftmaxCrossentropy"


class CategoricalCrossentropy(Loss):
    """Cross-entropy between predicted probabilities and the true class, or a true distribution over the classes.

    L_s = -sum_j t_sj * log(clip(p_sj)), which for a single true class k is -log(clip(p_sk))

    clip moves p into [1e-7, 1 - 1e-7]. t_sj is y_sj, a sparse target being written as a one-hot row first, unless
    labels are smoothed or classes weighted:
    t_sj = class_weights_j * ((1 - label_smoothing) * y_sj + label_smoothing / classes)

    A single true class k makes its weight that of the sample: `Model.fit` with the sample weights class_weights_k does
    the same. The mean of a batch divides by the count of its samples, weighted or not. PyTorch's
    `CrossEntropyLoss(weight=...)` divides by the sum of the weights of its true classes instead: with the weights 1
    and 9, and one sample of each class, that is a fifth of the mean here.

    Args:
        label_smoothing: The fraction of each target that is spread evenly over all classes, in [0, 1).
        class_weights: A factor for each class; None for 1 each.

    Source: Neural Networks from Scratch in Python, chapters 5 and 9, which computes -log(sum_j y_sj * p_sj) for rows.
    Smoothing: Szegedy et al., "Rethinking the Inception architecture" (CVPR 2016).

    >>> loss = CategoricalCrossentropy()
    >>> loss.forward([[0.5, 0.5], [0.25, 0.75]], [0, 1]) == [-log(0.5), -log(0.75)]
    True
    >>> loss.backward([[0.5, 0.5], [0.25, 0.75]], [0, 0])
    [[-1.0, 0.0], [-2.0, 0.0]]
    """

    @hinted
    def __init__(self, label_smoothing: float = 0.0, class_weights: "Sequence[float] | None" = None) -> None:
        self.label_smoothing: float = as_fraction(label_smoothing, "label_smoothing")
        self.class_weights: "list[float] | None" = None
        if class_weights is not None:
            if not is_sequence(class_weights):
                raise TypeError(f"class_weights must be a list of numbers, one for each class, got {class_weights!r}")
            self.class_weights = [as_non_negative(w, f"class_weights[{j}]") for j, w in enumerate(class_weights)]

    def forward(self, y_pred: "MatrixLike", y_true: "TargetsLike") -> "Row":
        """Compute L.

        Args:
            y_pred: p, (samples, classes). The rows need not sum to 1.
            y_true: The class index k of each sample, (samples), or y, one distribution a row, (samples, classes).

        Returns:
            `self.output`: L, (samples).

        Raises:
            ShapeError: If the shapes do not fit.
            ValueError: If a prediction is NaN or outside [0, 1], a class out of range or a row not a distribution.
            TypeError: If an entry is not a number, or a class not an integer.
        """
        y_pred = as_probabilities(y_pred, "y_pred", REMEDY)
        y_true = self._accept(y_true, len(y_pred), len(y_pred[0]))
        if self._is_plain(y_true):
            self.output: "Row" = [-log(clip(p[k], LEAST, MOST)) for p, k in zip(y_pred, y_true)]
        else:
            self.output = [
                -total(t_j * log(clip(p_j, LEAST, MOST)) for p_j, t_j in zip(p, t))
                for p, t in zip(y_pred, self._target_rows(y_true, y_pred[0]))
            ]
        return self.output

    def backward(self, y_pred: "MatrixLike", y_true: "TargetsLike") -> "Matrix":
        """Compute the derivatives of the mean loss with respect to each prediction.

        dp_sj = -t_sj / clip(p_sj) / samples, because log(p) changes by 1 / p for each unit of p; outside its bounds p
        counts as the bound, so that a clipped prediction still has a gradient.

        Args:
            y_pred: As for `forward`.
            y_true: As for `forward`.

        Returns:
            `self.dinputs`: dp, (samples, classes).

        Raises:
            ShapeError, ValueError, TypeError: As `forward`.
        """
        y_pred = as_probabilities(y_pred, "y_pred", REMEDY)
        samples, classes = len(y_pred), len(y_pred[0])
        rows = self._target_rows(self._accept(y_true, samples, classes), y_pred[0])
        self.dinputs: "Matrix" = [
            [-t_j / clip(p_j, LEAST, MOST) / samples for p_j, t_j in zip(p, t)] for p, t in zip(y_pred, rows)
        ]
        return self.dinputs

    def _accept(self, y_true: "TargetsLike", samples: int, classes: int, name: str = "y_true") -> "Targets":
        """Accept targets for the given number of samples; the class weights must fit the classes too."""
        if self.class_weights is not None and len(self.class_weights) != classes:
            raise ShapeError(f"class_weights must have {classes} weights, got {len(self.class_weights)}")
        return as_targets(y_true, samples, classes, name)

    def _is_plain(self, y_true: "Targets") -> "TypeGuard[list[int]]":
        """Return whether a single true class makes each row of t, so that the formulas have their short form."""
        return is_sparse(y_true) and not self.label_smoothing and self.class_weights is None

    def _target_rows(self, y_true: "Targets", row: "Row") -> "Sequence[Sequence[float]]":
        """Write accepted targets as the rows t of the formula: smoothed, then weighted, as numbers such as row[0]."""
        classes = len(row)
        rows = one_hot(y_true, classes) if is_sparse(y_true) else y_true
        if self.label_smoothing:
            smoothing = like(row[0], self.label_smoothing)
            rows = [[(1 - smoothing) * y_j + smoothing / classes for y_j in y] for y in rows]
        if self.class_weights is not None:
            weights = [like(row[0], w) for w in self.class_weights]
            rows = [[w * y_j for w, y_j in zip(weights, y)] for y in rows]
        return rows

    def __repr__(self) -> str:
        return constructor_call(
            self, label_smoothing=(self.label_smoothing, 0.0), class_weights=(self.class_weights, None)
        )
