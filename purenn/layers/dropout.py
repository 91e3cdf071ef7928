"""The layer that leaves something out: dropout.

It is for training alone; a network that only predicts can do without this room.
"""

from ..validation.shapes import as_dvalues, as_matrix
from ..validation.entries import check_numbers
from ..matrix.loops import multiply
from ..random_state import as_random_state
from ..validation.scalars import as_share


class Dropout:
    """Leave out a random share of the inputs while training, so that no neuron relies on another.

    Formula: a_sj = x_sj * m_sj, with m_sj = 0 at a chance of `rate`, else 1 / (1 - rate), which keeps the mean;
        while `training` is False, a_sj = x_sj. A `Model` switches `training` itself.
    Shapes: (samples, neurons) -> (samples, neurons).
    Raises: ValueError for a rate outside [0, 1), TypeError for one that is no number.
    Source: Srivastava et al., "Dropout" (JMLR 15, 2014), in its inverted form.

    >>> layer = Dropout(0.5, random_state=0)
    >>> layer.forward([[1.0, 2.0, 3.0, 4.0]]), layer.backward([[1.0, 1.0, 1.0, 1.0]])
    ([[2.0, 4.0, 6.0, 8.0]], [[2.0, 2.0, 2.0, 2.0]])
    >>> layer.forward([[1.0, 2.0, 3.0, 4.0]]), layer.backward([[1.0, 1.0, 1.0, 1.0]])
    ([[0.0, 4.0, 0.0, 8.0]], [[0.0, 2.0, 0.0, 2.0]])
    """

    def __init__(self, rate: float, random_state=None) -> None:
        self.rate = as_share(rate, "rate")
        self.random_state = as_random_state(random_state)
        self.training = True

    def forward(self, inputs) -> list[list[float]]:
        """Set `self.output` to a and return it."""
        inputs = as_matrix(inputs, "inputs")
        check_numbers(inputs, "inputs")
        kept = 1 / (1 - self.rate) if self.training else 1
        self.mask = [[kept if self._keeps() else 0 for x in row] for row in inputs]
        self.output = multiply(inputs, self.mask)
        return self.output

    def formula(self, inputs) -> list[list[float]]:
        """Return what a prediction goes on with, the inputs as they are in rows of its own, and keep nothing."""
        check_numbers(inputs, "inputs")
        return [list(row) for row in inputs]

    def _keeps(self):
        return not self.training or self.random_state.random() >= self.rate

    def backward(self, dvalues) -> list[list[float]]:
        """Set `dinputs` and return it.

        Formula: dx_sj = da_sj * m_sj, because a_sj changes by m_sj for each unit of x_sj
        Raises: RuntimeError before a forward pass, ShapeError for other shapes.
        """
        self.dinputs = multiply(as_dvalues(dvalues, self), self.mask)
        return self.dinputs
