"""The logistic function, the last activation of a network that answers yes-or-no questions."""

from ..elementary import exp
from ..validation.entries import as_dvalues, as_finite_matrix
from .base import Layer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..types import Matrix, MatrixLike


class Sigmoid(Layer):
    """The logistic function, which turns each number into a separate probability.

    p_sj = 1 / (1 + exp(-z_sj)), which for z_sj < 0 is exp(z_sj) / (1 + exp(z_sj)), so that exp never overflows

    Source: Neural Networks from Scratch in Python, chapter 16.

    >>> layer = Sigmoid()
    >>> layer.forward([[0.0, 1000.0, -1000.0]]), layer.backward([[1.0, 1.0, 1.0]])
    ([[0.5, 1.0, 0.0]], [[0.25, 0.0, 0.0]])
    """

    def forward(self, inputs: "MatrixLike") -> "Matrix":
        """Compute p.

        Args:
            inputs: z, the logits, (samples, neurons).

        Returns:
            `self.output`: p, (samples, neurons).

        Raises:
            ShapeError: If the inputs are not a matrix.
            TypeError: If an entry is not a number.
            ValueError: If an entry is NaN or infinite.
        """
        self.inputs: "Matrix" = as_finite_matrix(inputs, "inputs")
        self.output: "Matrix" = [[sigmoid(z) for z in row] for row in self.inputs]
        return self.output

    def backward(self, dvalues: "MatrixLike") -> "Matrix":
        """Compute the derivatives of the loss with respect to z.

        dz_sj = dp_sj * p_sj * (1 - p_sj), because exp is its own derivative; for z_sj >= 0, 1 - p_sj is computed as
        exp(-z_sj) * p_sj, because far out p_sj rounds to 1.

        Args:
            dvalues: dp, the derivatives of the loss with respect to p, (samples, neurons).

        Returns:
            `self.dinputs`: dz, (samples, neurons).

        Raises:
            RuntimeError: If no forward pass has run.
            ShapeError: If dvalues have another shape than the output.
        """
        dvalues = as_dvalues(dvalues, self)
        self.dinputs: "Matrix" = [
            [dp * p * (exp(-z) * p if z >= 0 else 1 - p) for z, p, dp in zip(*rows)]
            for rows in zip(self.inputs, self.output, dvalues)
        ]
        return self.dinputs


def sigmoid(logit: float) -> float:
    """Compute one entry of the formula of `Sigmoid`.

    >>> sigmoid(0.0)
    0.5
    """
    if logit >= 0:
        return 1 / (1 + exp(-logit))
    e = exp(logit)
    return e / (1 + e)
