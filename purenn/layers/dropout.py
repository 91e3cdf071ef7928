"""Dropout: while training, a random part of the inputs is left out. It has no part in predictions."""

from ..elementary import like
from ..hints import hinted
from ..inspection import constructor_call
from ..matrix import multiply
from ..random_state import as_random_state
from ..validation.entries import as_dvalues, as_numbers
from ..validation.scalars import as_fraction
from ..validation.shapes import ShapeError, shape
from .base import Layer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..random_state import RandomState
    from ..types import Matrix, MatrixLike


class Dropout(Layer):
    """A layer that sets a random fraction of its inputs to 0 while training, so that no neuron relies on another.

    a_sj = x_sj * m_sj, with m_sj = 0 with probability `rate`, else 1 / (1 - rate), which preserves the mean

    While `training` is False, every m_sj counts as 1. A `Model` sets `training` itself.

    Args:
        rate: The probability that an input is left out, in [0, 1).
        random_state: The seed or the stream that the masks are drawn from; None for the default stream.

    Attributes:
        mask: m of the last forward pass in training, (samples, neurons).
        training: Whether inputs are left out.
        hold_mask: Whether `forward` in training uses `mask` again instead of drawing another: a gradient check
            compares several passes, which must have the same mask; see `numerical_gradient`.

    Source: Srivastava et al., "Dropout" (JMLR 15, 2014), in its inverted form.

    >>> layer = Dropout(0.5, random_state=0)
    >>> layer.forward([[1.0, 2.0, 3.0, 4.0]]), layer.backward([[1.0, 1.0, 1.0, 1.0]])
    ([[2.0, 4.0, 6.0, 8.0]], [[2.0, 2.0, 2.0, 2.0]])
    >>> layer.forward([[1.0, 2.0, 3.0, 4.0]]), layer.backward([[1.0, 1.0, 1.0, 1.0]])
    ([[0.0, 4.0, 0.0, 8.0]], [[0.0, 2.0, 0.0, 2.0]])
    """

    mask: "Matrix"
    _is_masked: bool = True  # whether the last forward pass was in training

    @hinted
    def __init__(self, rate: float, random_state: "RandomState | int | None" = None) -> None:
        self.rate: float = as_fraction(rate, "rate")
        self.random_state: RandomState = as_random_state(random_state)
        self.training: bool = True
        self.hold_mask: bool = False

    def forward(self, inputs: "MatrixLike") -> "Matrix":
        """Compute a.

        Args:
            inputs: x, (samples, neurons).

        Returns:
            `self.output`: a, (samples, neurons).

        Raises:
            ShapeError: If the inputs are not a matrix, or a mask is held for inputs of another shape.
            TypeError: If an entry is not a number.
            RuntimeError: If a mask is to be held, but none has been drawn.
        """
        inputs = as_numbers(inputs, "inputs")
        outputs = [list(row) for row in inputs]
        if self.training:
            mask = self._held_mask(inputs) if self.hold_mask else draw_mask(inputs, self.rate, self.random_state)
            outputs, self.mask = multiply(inputs, mask), mask
        self.inputs: "Matrix" = inputs
        self.output: "Matrix" = outputs
        self._is_masked = self.training
        return self.output

    def _held_mask(self, inputs: "Matrix") -> "Matrix":
        if not hasattr(self, "mask"):
            raise RuntimeError("hold_mask must come after a forward pass in training, which draws the mask")
        if shape(self.mask) != shape(inputs):
            raise ShapeError(f"inputs must be {shape(self.mask)}, as the mask that is held is, got {shape(inputs)}")
        return self.mask

    def backward(self, dvalues: "MatrixLike") -> "Matrix":
        """Compute the derivatives of the loss with respect to x.

        dx_sj = da_sj * m_sj, because a_sj changes by m_sj for each unit of x_sj

        Args:
            dvalues: da, the derivatives of the loss with respect to a, (samples, neurons).

        Returns:
            `self.dinputs`: dx, (samples, neurons).

        Raises:
            RuntimeError: If no forward pass has run.
            ShapeError: If dvalues have another shape than the output.
        """
        dvalues = as_dvalues(dvalues, self)
        self.dinputs: "Matrix" = multiply(dvalues, self.mask) if self._is_masked else [list(row) for row in dvalues]
        return self.dinputs

    def __repr__(self) -> str:
        return constructor_call(self, self.rate)


def draw_mask(inputs: "Matrix", rate: float, random_state: "RandomState") -> "Matrix":
    """Return a new mask for the inputs: 0 with probability `rate`, else 1 / (1 - rate)."""
    kept = 1 / (1 - like(inputs[0][0], rate))
    draw = random_state.random
    return [[kept if draw() >= rate else 0 for x in row] for row in inputs]
