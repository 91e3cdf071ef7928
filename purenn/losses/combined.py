"""A cross-entropy and the softmax or sigmoid before it, differentiated as one.

The derivative of the loss with respect to the logits is (p - y) / samples. One could first take the derivative with
respect to p, -y / p, and multiply it by that of the activation, which has p as a factor. But where p is clipped, or so
small that -y / p overflows, the two factors no longer cancel, while their product is never more than 1.
`Model.backward` therefore uses these functions where a Softmax is followed by CategoricalCrossentropy or a Sigmoid by
BinaryCrossentropy. The losses from logits have the same derivatives.
"""

from ..layers.sigmoid import Sigmoid
from ..layers.softmax import Softmax, less_one
from ..matrix import total
from ..validation.entries import as_probabilities
from ..validation.targets import as_truths
from . import binary, categorical
from .base import Loss
from .binary import BinaryCrossentropy
from .categorical import CategoricalCrossentropy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..types import Matrix, MatrixLike, Targets, TargetsLike


def are_combined(activation: object, loss: Loss) -> bool:
    """Return whether an activation and the loss after it can be differentiated as one.

    A class derived from one of them may compute something else, so it does not count.
    """
    return (type(activation), type(loss)) in ((Softmax, CategoricalCrossentropy), (Sigmoid, BinaryCrossentropy))


def combined_backward(loss: Loss, y_pred: "MatrixLike", y_true: "TargetsLike") -> "Matrix":
    """Compute the derivatives of the mean loss with respect to the logits from which the activation made y_pred.

    Args:
        loss: A `CategoricalCrossentropy`, of which a softmax made y_pred, or a `BinaryCrossentropy`, with a sigmoid.
        y_pred: p, (samples, outputs).
        y_true: Targets, as the loss accepts them.

    Returns:
        dz, (samples, outputs).

    >>> combined_backward(CategoricalCrossentropy(), [[0.5, 0.5], [0.25, 0.75]], [0, 1])
    [[-0.25, 0.25], [0.125, -0.125]]
    >>> combined_backward(BinaryCrossentropy(), [[0.5], [0.5]], [1, 0])
    [[-0.25], [0.25]]
    """
    if isinstance(loss, CategoricalCrossentropy):
        p = as_probabilities(y_pred, "y_pred", categorical.REMEDY)
        return softmax_crossentropy_gradient(loss, p, loss._accept(y_true, len(p), len(p[0])))
    p = as_probabilities(y_pred, "y_pred", binary.REMEDY)
    return sigmoid_crossentropy_gradient(p, as_truths(y_true, len(p), len(p[0])))


def softmax_crossentropy_gradient(loss: CategoricalCrossentropy, p: "Matrix", y_true: "Targets") -> "Matrix":
    """Differentiate the categorical cross-entropy of a softmax with respect to the logits.

    dz_sj = (p_sj * sum_i t_si - t_sj) / samples, which for a single true class k is
    (p_sj - (1 if j = k else 0)) / samples. It is the derivative with respect to p, put through that of the softmax:
    sum_i -t_si / p_si * p_si * ((1 if i = j else 0) - p_sj) = p_sj * sum_i t_si - t_sj.

    It is computed as (p_sj * (sum_i t_si - t_sj) + t_sj * (p_sj - 1)) / samples, in which `less_one` gives p_sj - 1:
    so nothing cancels where p_sj is nearly 1, and each row sums to 0 there too.
    """
    samples = len(p)
    if loss._is_plain(y_true):
        return [
            [(less_one(row, j) if j == k else p_j) / samples for j, p_j in enumerate(row)] for row, k in zip(p, y_true)
        ]
    rows = loss._target_rows(y_true, p[0])
    return [
        [(p_j * (weight - t_j) + t_j * less_one(row, j)) / samples for j, (p_j, t_j) in enumerate(zip(row, t))]
        for row, t, weight in zip(p, rows, map(total, rows))
    ]


def sigmoid_crossentropy_gradient(p: "Matrix", y_true: "Matrix") -> "Matrix":
    """Differentiate the binary cross-entropy of a sigmoid with respect to the logits.

    dz_sj = (p_sj - y_sj) / outputs / samples, which is the derivative with respect to p times p_sj * (1 - p_sj)
    """
    samples, outputs = len(p), len(p[0])
    return [[(p_j - y_j) / outputs / samples for p_j, y_j in zip(row, y)] for row, y in zip(p, y_true)]
