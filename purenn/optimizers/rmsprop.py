"""RMSprop, AdaGrad with a running mean of the squared gradients instead of their sum."""

from ..elementary import like, sqrt
from ..hints import hinted
from ..validation.scalars import as_fraction, as_positive
from .base import Optimizer, described, zeros_like

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..types import Row


class RMSprop(Optimizer):
    """RMSprop: AdaGrad with a running mean of the squared gradients instead of their sum.

    c_ij = rho * c_ij + (1 - rho) * g_ij**2, from c_ij = 0; then w_ij = w_ij - rate * g_ij / (sqrt(c_ij) + epsilon)

    Args:
        learning_rate: The rate of the first update, above 0.
        decay: How much the rate decays with each update, at least 0.
        epsilon: A number above 0 that is added to the divisor, to keep it from 0.
        rho: The weight of the old mean in the new one, in [0, 1).

    Source: Tieleman and Hinton, "Neural Networks for Machine Learning", lecture 6.5 (2012).

    >>> from purenn import Dense
    >>> layer = Dense(1, 1)
    >>> layer.weights, layer.dweights, layer.dbiases = [[1.0]], [[4.0]], [[0.0]]
    >>> RMSprop(learning_rate=0.5, epsilon=6.0, rho=0.75).update(layer); layer.weights
    [[0.75]]
    """

    @hinted
    def __init__(
        self, learning_rate: float = 0.001, decay: float = 0.0, epsilon: float = 1e-7, rho: float = 0.9
    ) -> None:
        super().__init__(learning_rate, decay)
        self.epsilon: float = as_positive(epsilon, "epsilon")
        self.rho: float = as_fraction(rho, "rho")

    def step(self, values: "Row", gradients: "Row", state: "Any", rate: float, n: int) -> "tuple[Row, Any]":
        """Compute w; the state is c."""
        rho = like(values[0], self.rho)
        caches = [rho * c + (1 - rho) * g * g for c, g in zip(state or zeros_like(values), gradients)]
        return [w - rate * g / (sqrt(c) + self.epsilon) for w, g, c in zip(values, gradients, caches)], caches

    def __repr__(self) -> str:
        return described(self, 0.001, epsilon=(self.epsilon, 1e-7), rho=(self.rho, 0.9))
