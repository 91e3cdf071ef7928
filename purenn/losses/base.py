"""The base class of the losses: the loss of a batch is the mean of the losses of its samples."""

from ..inspection import Inspectable
from ..matrix import mean
from ..validation.targets import as_sample_weights

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..types import Matrix, MatrixLike, Row, RowLike, TargetsLike

# Probabilities are clipped to [LEAST, MOST]: a prediction that is certain costs 16.118... when it is wrong, instead
# of infinity, and 1e-7 when it is right. Adding 1e-7 instead would make log(1 + 1e-7) > 0, a loss below 0.
LEAST = 1e-7
MOST = 1 - 1e-7


class Loss(Inspectable):
    """A loss: the cost of each sample, its derivatives, and the mean over the batch.

    A loss of your own defines `forward` and `backward`. Derive it from `CategoricalCrossentropy` if it compares
    probabilities with classes, from `BinaryCrossentropy` if it compares them with yes and no, and from this class if
    it compares quantities: that decides what targets a `Model` accepts and whether it reports an accuracy.

    Attributes:
        output: The sample losses of the last `forward`, (samples).
        dinputs: The derivatives of the last `backward`, of the shape of the predictions.

    Source: Neural Networks from Scratch in Python, chapter 5.
    """

    output: "Row"
    dinputs: "Matrix"

    def calculate(self, y_pred: "MatrixLike", y_true: "TargetsLike", sample_weights: "RowLike | None" = None) -> float:
        """Compute the mean of the sample losses, each times the weight of its sample if there are weights.

        L = (w_0 * L_0 + w_1 * L_1 + ...) / samples

        The divisor is the count, for the class weights of a `CategoricalCrossentropy` too, so that a weight means the
        same in every batch. With weights whose mean is 1, L is the weighted mean.

        Args:
            y_pred: As for `forward`.
            y_true: As for `forward`.
            sample_weights: w, (samples), each at least 0; None for 1 each.

        Raises:
            ShapeError, ValueError, TypeError: As `forward`, and if the weights do not fit.

        >>> from purenn import MeanSquaredError
        >>> loss = MeanSquaredError()
        >>> loss.calculate([[1.0], [2.5]], [0, 2]), loss.calculate([[1.0], [2.5]], [0, 2], [0.5, 1.5])
        (0.625, 0.4375)
        """
        losses = self.forward(y_pred, y_true)
        if sample_weights is None:
            return mean(losses)
        return mean([w * L_s for w, L_s in zip(as_sample_weights(sample_weights, len(losses)), losses)])

    def forward(self, y_pred: "MatrixLike", y_true: "TargetsLike") -> "Row":
        """Compute the loss of each sample."""
        raise NotImplementedError(f"{type(self).__name__} must define forward")

    def backward(self, y_pred: "MatrixLike", y_true: "TargetsLike") -> "Matrix":
        """Compute the derivatives of the mean loss with respect to each prediction."""
        raise NotImplementedError(f"{type(self).__name__} must define backward")


def weighted_gradient(dvalues: "Matrix", sample_weights: "Sequence[float] | None") -> "Matrix":
    """Return the derivatives of the weighted loss from those of the loss; without weights they are the same.

    w_s * dp_sj, because only the loss of sample s, which w_s multiplies, depends on p_sj

    >>> weighted_gradient([[0.5, -0.5], [0.25, -0.25]], [2.0, 0.0])
    [[1.0, -1.0], [0.0, -0.0]]
    """
    if sample_weights is None:
        return dvalues
    return [[w * d for d in row] for w, row in zip(sample_weights, dvalues)]
