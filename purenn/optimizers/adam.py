"""Adam, RMSprop with momentum: the usual first choice."""

from ..elementary import like, sqrt
from ..hints import hinted
from ..validation.scalars import as_fraction, as_positive
from .base import Optimizer, described, zeros_like

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..types import Row


class Adam(Optimizer):
    """Adam: RMSprop with momentum, both corrected for having started from 0.

    m_ij = beta1 * m_ij + (1 - beta1) * g_ij and c_ij = beta2 * c_ij + (1 - beta2) * g_ij**2, both from 0; then, at
    update n = 1, 2, ...: w_ij = w_ij - rate * M_ij / (sqrt(C_ij) + epsilon),
    with M_ij = m_ij / (1 - beta1**n) and C_ij = c_ij / (1 - beta2**n)

    Args:
        learning_rate: The rate of the first update, above 0.
        decay: How much the rate decays with each update, at least 0.
        epsilon: A number above 0 that is added to the divisor, to keep it from 0.
        beta1: The weight of the old mean of gradients in the new one, in [0, 1).
        beta2: The weight of the old mean of squares in the new one, in [0, 1).

    Source: Kingma and Ba, "Adam: a method for stochastic optimization" (ICLR 2015).

    >>> from purenn import Dense
    >>> layer = Dense(1, 1)
    >>> layer.weights, layer.dweights, layer.dbiases = [[1.0]], [[4.0]], [[0.0]]
    >>> Adam(learning_rate=0.5, epsilon=4.0, beta1=0.5, beta2=0.75).update(layer); layer.weights
    [[0.75]]
    """

    @hinted
    def __init__(
        self,
        learning_rate: float = 0.001,
        decay: float = 0.0,
        epsilon: float = 1e-7,
        beta1: float = 0.9,
        beta2: float = 0.999,
    ) -> None:
        super().__init__(learning_rate, decay)
        self.epsilon: float = as_positive(epsilon, "epsilon")
        self.beta1: float = as_fraction(beta1, "beta1")
        self.beta2: float = as_fraction(beta2, "beta2")

    def step(self, values: "Row", gradients: "Row", state: "Any", rate: float, n: int) -> "tuple[Row, Any]":
        """Compute w; the state is (m, c)."""
        beta1, beta2, epsilon = like(values[0], self.beta1), like(values[0], self.beta2), self.epsilon
        means, caches = state or (zeros_like(values), zeros_like(values))
        means = [beta1 * m + (1 - beta1) * g for m, g in zip(means, gradients)]
        caches = [beta2 * c + (1 - beta2) * g * g for c, g in zip(caches, gradients)]
        mean_correction, cache_correction = 1 - beta1**n, 1 - beta2**n
        M = [m / mean_correction for m in means]
        C = [c / cache_correction for c in caches]
        return [w - rate * M_ij / (sqrt(C_ij) + epsilon) for w, M_ij, C_ij in zip(values, M, C)], (means, caches)

    def __repr__(self) -> str:
        settings = {"epsilon": (self.epsilon, 1e-7), "beta1": (self.beta1, 0.9), "beta2": (self.beta2, 0.999)}
        return described(self, 0.001, **settings)
