"""The identity, the last activation of a network that predicts quantities."""

from ..hints import hinted
from ..validation.entries import as_dvalues, as_numbers
from .base import Layer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..types import Matrix, MatrixLike


class Linear(Layer):
    """The identity, which is the last activation of a network that predicts quantities.

    a_sj = z_sj

    Source: Neural Networks from Scratch in Python, chapter 17.

    >>> layer = Linear()
    >>> layer.forward([[1.5, -2.0]]), layer.backward([[0.5, 0.25]])
    ([[1.5, -2.0]], [[0.5, 0.25]])
    """

    @hinted
    def __init__(self) -> None:
        """Take no arguments: PyTorch's layer of this name has weights, and is `Dense` here."""

    def forward(self, inputs: "MatrixLike") -> "Matrix":
        """Copy the inputs.

        Args:
            inputs: z, (samples, neurons).

        Returns:
            `self.output`: a, (samples, neurons).

        Raises:
            ShapeError: If the inputs are not a matrix.
            TypeError: If an entry is not a number.
        """
        self.inputs: "Matrix" = as_numbers(inputs, "inputs")
        self.output: "Matrix" = [list(row) for row in self.inputs]
        return self.output

    def backward(self, dvalues: "MatrixLike") -> "Matrix":
        """Copy the derivatives.

        dz_sj = da_sj, because a_sj changes as z_sj does

        Args:
            dvalues: da, the derivatives of the loss with respect to a, (samples, neurons).

        Returns:
            `self.dinputs`: dz, (samples, neurons).

        Raises:
            RuntimeError: If no forward pass has run.
            ShapeError: If dvalues have another shape than the output.
        """
        self.dinputs: "Matrix" = [list(row) for row in as_dvalues(dvalues, self)]
        return self.dinputs
