"""Stochastic gradient descent, optionally with momentum."""

from ..hints import hinted
from ..validation.scalars import as_fraction
from .base import Optimizer, described, zeros_like

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..types import Row


class SGD(Optimizer):
    """Stochastic gradient descent, optionally with momentum.

    v_ij = momentum * v_ij - rate * g_ij, from v_ij = 0; then w_ij = w_ij + v_ij

    Args:
        learning_rate: The rate of the first update, above 0.
        decay: How much the rate decays with each update, at least 0.
        momentum: The fraction of the last step that is taken again, in [0, 1).

    Source: Robbins and Monro, "A stochastic approximation method" (1951); Polyak, "Some methods of speeding up the
    convergence of iteration methods" (1964), for the momentum.

    >>> from purenn import Dense
    >>> layer, optimizer = Dense(1, 1), SGD(learning_rate=0.5, momentum=0.5)
    >>> layer.weights, layer.dweights, layer.dbiases = [[1.0]], [[0.5]], [[0.0]]
    >>> optimizer.update(layer); layer.weights
    [[0.75]]
    >>> optimizer.update(layer); layer.weights
    [[0.375]]
    """

    @hinted
    def __init__(self, learning_rate: float = 1.0, decay: float = 0.0, momentum: float = 0.0) -> None:
        super().__init__(learning_rate, decay)
        self.momentum: float = as_fraction(momentum, "momentum")

    def step(self, values: "Row", gradients: "Row", state: "Any", rate: float, n: int) -> "tuple[Row, Any]":
        """Compute w; the state is v."""
        velocities = [self.momentum * v - rate * g for v, g in zip(state or zeros_like(values), gradients)]
        return [w + v for w, v in zip(values, velocities)], velocities

    def __repr__(self) -> str:
        return described(self, 1.0, momentum=(self.momentum, 0.0))
