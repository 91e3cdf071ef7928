"""The softmax, the last activation of a network that chooses between classes."""

from ..elementary import exp
from ..matrix import total
from ..validation.entries import as_dvalues, as_finite_matrix
from .base import Layer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..types import Matrix, MatrixLike, Row


class Softmax(Layer):
    """The softmax, which turns each row of logits into probabilities that sum to 1.

    p_sj = exp(z_sj - m_s) / sum_i exp(z_si - m_s), with m_s = max_j z_sj

    Subtracting m_s changes nothing in the quotient, and keeps exp from overflowing.

    Source: Neural Networks from Scratch in Python, chapters 4, 5 and 9.

    >>> layer = Softmax()
    >>> layer.forward([[2.0, 2.0], [0.0, -1000.0]]), layer.backward([[1.0, 0.0], [1.0, 0.0]])
    ([[0.5, 0.5], [1.0, 0.0]], [[0.25, -0.25], [0.0, 0.0]])
    """

    def forward(self, inputs: "MatrixLike") -> "Matrix":
        """Compute p.

        Args:
            inputs: z, the logits, (samples, classes).

        Returns:
            `self.output`: p, (samples, classes).

        Raises:
            ShapeError: If the inputs are not a matrix.
            TypeError: If an entry is not a number.
            ValueError: If an entry is NaN or infinite.
        """
        self.inputs: "Matrix" = as_finite_matrix(inputs, "inputs")
        self.output: "Matrix" = [softmax(z) for z in self.inputs]
        return self.output

    def backward(self, dvalues: "MatrixLike") -> "Matrix":
        """Compute the derivatives of the loss with respect to z.

        dz_sj = sum_i dp_si * p_si * ((1 if i = j else 0) - p_sj), because every p_si depends on every z_sj: by the
        quotient rule p_si changes by p_si * (1 - p_si) for its own logit, by -p_si * p_sj for another. `less_one`
        computes the difference from 1.

        Args:
            dvalues: dp, the derivatives of the loss with respect to p, (samples, classes).

        Returns:
            `self.dinputs`: dz, (samples, classes).

        Raises:
            RuntimeError: If no forward pass has run.
            ShapeError: If dvalues have another shape than the output.
        """
        dvalues = as_dvalues(dvalues, self)
        self.dinputs: "Matrix" = [
            [
                total(dp_i * p_i * -(less_one(p, j) if i == j else p_j) for i, (p_i, dp_i) in enumerate(zip(p, dp)))
                for j, p_j in enumerate(p)
            ]
            for p, dp in zip(self.output, dvalues)
        ]
        return self.dinputs


def softmax(logits: "Row") -> "Row":
    """Compute one row of the formula of `Softmax`.

    >>> softmax([1.0, 1.0, 1.0, 1.0])
    [0.25, 0.25, 0.25, 0.25]
    """
    largest = max(logits)
    exponentials = [exp(z - largest) for z in logits]
    normalizer = total(exponentials)
    return [e / normalizer for e in exponentials]


def less_one(p: "Row", j: int) -> float:
    """Compute p_j - 1 for one of a row of probabilities that sum to 1: above one half that is -(sum of the others).

    The others may be so small that p_j rounds to 1, and p_j - 1 to 0.

    >>> less_one([0.25, 0.75], 0), less_one([1.0, 1e-20], 0)
    (-0.75, -1e-20)
    """
    if p[j] <= 0.5:
        return p[j] - 1
    return 0 + -total(p_i for i, p_i in enumerate(p) if i != j)  # 0 + turns -0.0 into 0.0
