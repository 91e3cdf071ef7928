"""The formulas of the optimizers for rows of floats, with the values common to all entries computed once.

`row_step(optimizer, rate, n)` returns a function of `(values, gradients, state)` that returns the new values and state,
as `Optimizer.step` does. Adam's digits differ from those of the formula by a few roundings of the step, because its
corrections are folded into rate and epsilon:
rate * (m / M) / (sqrt(c / C) + epsilon) = (rate * sqrt(C) / M) * m / (sqrt(c) + epsilon * sqrt(C)).
"""

from math import sqrt

from ..matrix.fast import COMPILED
from ..optimizers.adagrad import AdaGrad
from ..optimizers.adam import Adam
from ..optimizers.rmsprop import RMSprop
from ..optimizers.sgd import SGD
from . import compiled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..optimizers.base import Optimizer
    from ..types import Row

OPTIMIZERS = (SGD, AdaGrad, RMSprop, Adam)


def is_known(optimizer: "Optimizer") -> bool:
    """Return whether an optimizer is one of the library's own, with none of its methods replaced."""
    return type(optimizer) in OPTIMIZERS and not {"step", "update", "current_rate"} & set(optimizer.__dict__)


def row_step(optimizer: "Optimizer", rate: float, n: int) -> "Callable[..., tuple[Row, Any]]":
    """Return the formula of update number n, for one row after the other."""
    return _FORMULAS[type(optimizer)](optimizer, rate, n)


def _sgd(optimizer, rate, n):
    momentum = optimizer.momentum

    def step(values, gradients, v):
        v = [momentum * v_i - rate * g for v_i, g in zip(v or [0.0] * len(values), gradients)]
        return [w + v_i for w, v_i in zip(values, v)], v

    return step


def _adagrad(optimizer, rate, n):
    epsilon = optimizer.epsilon

    def step(values, gradients, c):
        c = [c_i + g * g for c_i, g in zip(c or [0.0] * len(values), gradients)]
        return [w - rate * g / (sqrt(c_i) + epsilon) for w, g, c_i in zip(values, gradients, c)], c

    return step


def _rmsprop(optimizer, rate, n):
    epsilon, rho, new = optimizer.epsilon, optimizer.rho, 1 - optimizer.rho

    def step(values, gradients, c):
        c = [rho * c_i + new * g * g for c_i, g in zip(c or [0.0] * len(values), gradients)]
        return [w - rate * g / (sqrt(c_i) + epsilon) for w, g, c_i in zip(values, gradients, c)], c

    return step


def _adam(optimizer, rate, n):
    beta1, beta2 = optimizer.beta1, optimizer.beta2
    new1, new2 = 1 - beta1, 1 - beta2
    root = sqrt(1 - beta2**n)
    rate, epsilon = rate * root / (1 - beta1**n), optimizer.epsilon * root
    if COMPILED:
        return lambda values, gradients, state: compiled.adam(
            values, gradients, state or ([0.0] * len(values), [0.0] * len(values)), (beta1, beta2), rate, epsilon
        )

    def step(values, gradients, state):
        m, c = state or ([0.0] * len(values), [0.0] * len(values))
        m = [beta1 * m_i + new1 * g for m_i, g in zip(m, gradients)]
        c = [beta2 * c_i + new2 * g * g for c_i, g in zip(c, gradients)]
        return [w - rate * m_i / (sqrt(c_i) + epsilon) for w, m_i, c_i in zip(values, m, c)], (m, c)

    return step


_FORMULAS = {SGD: _sgd, AdaGrad: _adagrad, RMSprop: _rmsprop, Adam: _adam}
