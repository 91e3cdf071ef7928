"""The leaky rectified linear unit, an activation of hidden layers in which no neuron stops learning."""

from ..elementary import like
from ..hints import hinted
from ..inspection import constructor_call
from ..validation.entries import as_dvalues, as_numbers
from ..validation.scalars import as_fraction
from .base import Layer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..types import Matrix, MatrixLike


class LeakyReLU(Layer):
    """The leaky rectified linear unit, which keeps positive numbers and multiplies all others by a small slope.

    a_sj = z_sj if z_sj > 0, else negative_slope * z_sj

    Args:
        negative_slope: The factor of numbers that are not positive, in [0, 1).

    Source: Maas, Hannun and Ng, "Rectifier nonlinearities improve neural network acoustic models" (ICML 2013).

    >>> layer = LeakyReLU(0.25)
    >>> layer.forward([[1.5, -2.0], [0.0, 0.25]]), layer.backward([[1.0, 1.0], [1.0, 1.0]])
    ([[1.5, -0.5], [0.0, 0.25]], [[1.0, 0.25], [0.25, 1.0]])
    """

    @hinted
    def __init__(self, negative_slope: float = 0.01) -> None:
        self.negative_slope: float = as_fraction(negative_slope, "negative_slope")

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
        slope = like(self.inputs[0][0], self.negative_slope)
        self.output: "Matrix" = [[z if z > 0 else slope * z for z in row] for row in self.inputs]
        return self.output

    def backward(self, dvalues: "MatrixLike") -> "Matrix":
        """Compute the derivatives of the loss with respect to z.

        dz_sj = da_sj if z_sj > 0, else negative_slope * da_sj; at the corner z_sj = 0 it is that of the numbers below.

        Args:
            dvalues: da, the derivatives of the loss with respect to a, (samples, neurons).

        Returns:
            `self.dinputs`: dz, (samples, neurons).

        Raises:
            RuntimeError: If no forward pass has run.
            ShapeError: If dvalues have another shape than the output.
        """
        dvalues = as_dvalues(dvalues, self)
        slope = like(self.inputs[0][0], self.negative_slope)
        self.dinputs: "Matrix" = [
            [da if z > 0 else slope * da for z, da in zip(*rows)] for rows in zip(self.inputs, dvalues)
        ]
        return self.dinputs

    def __repr__(self) -> str:
        return constructor_call(self, negative_slope=(self.negative_slope, 0.01))
