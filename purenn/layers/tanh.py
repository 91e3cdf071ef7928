"""The hyperbolic tangent, an activation of hidden layers whose outputs lie around 0."""

from ..elementary import exp, tanh
from ..validation.entries import as_dvalues, as_finite_matrix
from .base import Layer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..types import Matrix, MatrixLike


class Tanh(Layer):
    """The hyperbolic tangent, which turns each number into one between -1 and 1.

    a_sj = tanh(z_sj) = (exp(z_sj) - exp(-z_sj)) / (exp(z_sj) + exp(-z_sj))

    Source: LeCun, Bottou, Orr and Müller, "Efficient backprop" (1998).

    >>> layer = Tanh()
    >>> layer.forward([[0.0, 1000.0, -1000.0]]), layer.backward([[1.0, 1.0, 1.0]])
    ([[0.0, 1.0, -1.0]], [[1.0, 0.0, 0.0]])
    """

    def forward(self, inputs: "MatrixLike") -> "Matrix":
        """Compute a.

        Args:
            inputs: z, (samples, neurons).

        Returns:
            `self.output`: a, (samples, neurons).

        Raises:
            ShapeError: If the inputs are not a matrix.
            TypeError: If an entry is not a number.
            ValueError: If an entry is NaN or infinite.
        """
        self.inputs: "Matrix" = as_finite_matrix(inputs, "inputs")
        self.output: "Matrix" = [[tanh(z) for z in row] for row in self.inputs]
        return self.output

    def backward(self, dvalues: "MatrixLike") -> "Matrix":
        """Compute the derivatives of the loss with respect to z.

        dz_sj = da_sj * (1 - a_sj**2), by the quotient rule; 1 - a_sj**2 is computed as 4 * e / (1 + e)**2 with
        e = exp(-2 * |z_sj|), because far out a_sj rounds to 1.

        Args:
            dvalues: da, the derivatives of the loss with respect to a, (samples, neurons).

        Returns:
            `self.dinputs`: dz, (samples, neurons).

        Raises:
            RuntimeError: If no forward pass has run.
            ShapeError: If dvalues have another shape than the output.
        """
        dvalues = as_dvalues(dvalues, self)
        self.dinputs: "Matrix" = [
            [da * tanh_derivative(z) for z, da in zip(*rows)] for rows in zip(self.inputs, dvalues)
        ]
        return self.dinputs


def tanh_derivative(z: float) -> float:
    """Compute 1 - tanh(z)**2.

    >>> tanh_derivative(0.0), tanh_derivative(-1000.0)
    (1.0, 0.0)
    """
    e = exp(-2 * abs(z))
    return 4 * e / ((1 + e) * (1 + e))
