"""The base class of the losses: the loss of a batch is the mean of the losses of its samples."""

from ..inspection import Inspectable
from ..matrix import mean

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..types import Matrix, MatrixLike, Row, TargetsLike

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

    def calculate(self, y_pred: "MatrixLike", y_true: "TargetsLike") -> float:
        """Compute the mean of the sample losses.

        L = (L_0 + L_1 + ...) / samples

        >>> from purenn import CategoricalCrossentropy
        >>> round(CategoricalCrossentropy().calculate([[0.25, 0.75], [0.5, 0.5]], [1, 1]), 6)
        0.490415
        """
        return mean(self.forward(y_pred, y_true))

    def forward(self, y_pred: "MatrixLike", y_true: "TargetsLike") -> "Row":
        """Compute the loss of each sample."""
        raise NotImplementedError(f"{type(self).__name__} must define forward")

    def backward(self, y_pred: "MatrixLike", y_true: "TargetsLike") -> "Matrix":
        """Compute the derivatives of the mean loss with respect to each prediction."""
        raise NotImplementedError(f"{type(self).__name__} must define backward")
