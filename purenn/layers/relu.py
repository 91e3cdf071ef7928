"""The rectified linear unit, the activation of hidden layers."""

from ..elementary import zero_like
from ..validation.entries import as_dvalues, as_numbers
from .base import Layer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..types import Matrix, MatrixLike


class ReLU(Layer):
    """The rectified linear unit, which keeps positive numbers and turns all others into 0.

    a_sj = max(0, z_sj); a NaN stays NaN, so that it is not hidden

    Source: Neural Networks from Scratch in Python, chapters 4, 5 and 9.

    >>> layer = ReLU()
    >>> layer.forward([[1.5, -2.0], [0.0, 0.25]]), layer.backward([[1.0, 1.0], [1.0, 1.0]])
    ([[1.5, 0.0], [0.0, 0.25]], [[1.0, 0.0], [0.0, 1.0]])
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
        """
        self.inputs: "Matrix" = as_numbers(inputs, "inputs")
        self.output: "Matrix" = [[zero_like(z) if z <= 0 else z for z in row] for row in self.inputs]
        return self.output

    def backward(self, dvalues: "MatrixLike") -> "Matrix":
        """Compute the derivatives of the loss with respect to z.

        dz_sj = da_sj if z_sj > 0, else 0, because there a_sj stays 0 whatever z_sj is; at the corner z_sj = 0 the
        derivative is taken to be 0.

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
            [zero_like(da) if z <= 0 else da for z, da in zip(z_row, da_row)]
            for z_row, da_row in zip(self.inputs, dvalues)
        ]
        return self.dinputs
