"""AdaGrad, the first optimizer with a learning rate for each weight."""

from ..elementary import sqrt
from ..hints import hinted
from ..validation.scalars import as_positive
from .base import Optimizer, described, zeros_like

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..types import Row


class AdaGrad(Optimizer):
    """AdaGrad: each weight has its own learning rate, which falls as its squared gradients add up.

    c_ij = c_ij + g_ij**2, from c_ij = 0; then w_ij = w_ij - rate * g_ij / (sqrt(c_ij) + epsilon)

    Args:
        learning_rate: The rate of the first update, above 0.
        decay: How much the rate decays with each update, at least 0.
        epsilon: A number above 0 that is added to the divisor, to keep it from 0.

    Source: Duchi, Hazan and Singer, "Adaptive subgradient methods" (JMLR 12, 2011).

    >>> from purenn import Dense
    >>> layer = Dense(1, 1)
    >>> layer.weights, layer.dweights, layer.dbiases = [[1.0]], [[4.0]], [[0.0]]
    >>> AdaGrad(learning_rate=0.5, epsilon=4.0).update(layer); layer.weights
    [[0.75]]
    """

    @hinted
    def __init__(self, learning_rate: float = 1.0, decay: float = 0.0, epsilon: float = 1e-7) -> None:
        super().__init__(learning_rate, decay)
        self.epsilon: float = as_positive(epsilon, "epsilon")

    def step(self, values: "Row", gradients: "Row", state: "Any", rate: float, n: int) -> "tuple[Row, Any]":
        """Compute w; the state is c."""
        caches = [c + g * g for c, g in zip(state or zeros_like(values), gradients)]
        return [w - rate * g / (sqrt(c) + self.epsilon) for w, g, c in zip(values, gradients, caches)], caches

    def __repr__(self) -> str:
        return described(self, 1.0, epsilon=(self.epsilon, 1e-7))
