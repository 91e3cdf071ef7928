"""The base class of the layers."""

from ..inspection import Inspectable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..types import Matrix, MatrixLike


class Layer(Inspectable):
    """A layer: two formulas, and the matrices of the last pass through them.

    A layer of your own needs no more than `forward` and `backward`; deriving it from this class is optional. If it has
    parameters to train, it names them in `parameters`, and its `backward` sets the gradient of each, whose name has a
    "d" before it: `dweights` for `weights`.

    Attributes:
        parameters: The names of the matrices that an optimizer trains.
        inputs: The inputs of the last forward pass, (samples, n_inputs).
        output: The outputs of the last forward pass, (samples, n_outputs).
        dinputs: The derivatives of the loss with respect to `inputs`, of the last backward pass.
    """

    parameters: "tuple[str, ...]" = ()
    inputs: "Matrix"
    output: "Matrix"
    dinputs: "Matrix"

    def forward(self, inputs: "MatrixLike") -> "Matrix":
        """Compute the outputs of the inputs, and keep both."""
        raise NotImplementedError(f"{type(self).__name__} must define forward")

    def backward(self, dvalues: "MatrixLike") -> "Matrix":
        """Compute `dinputs` from the derivatives of the loss with respect to the outputs of the last forward pass."""
        raise NotImplementedError(f"{type(self).__name__} must define backward")
