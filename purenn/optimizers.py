"""Optimizers: how a layer's parameters follow their gradients, one step at a time.

All that an optimizer remembers, it remembers itself, for each layer apart; so it may serve several models in turn.
"""

from .validation.shapes import ShapeError, shape
from .elementary import sqrt
from .validation.scalars import as_positive, as_share, as_weighting


class Optimizer:
    """What every optimizer shares: a learning rate that decays, and a memory of each layer it has updated.

    Formula: learning rate of a layer's update number n = learning_rate / (1 + decay * n), n = 0, 1, ...
    Each optimizer brings its formula as `step`, of the entries of one parameter and their gradients as flat lists.
    Raises: ValueError for a learning rate that is not above 0 and finite, or a decay below 0.
    Source: Neural Networks from Scratch in Python, chapter 10.
    """

    def __init__(self, learning_rate: float, decay: float = 0.0) -> None:
        self.learning_rate = as_positive(learning_rate, "learning_rate")
        self.decay = as_weighting(decay, "decay")
        self._memories = {}  # id(layer) -> (layer, updates so far, {parameter: what `step` remembers of it})

    def current_rate(self, layer) -> float:
        """The learning rate of the layer's next update."""
        return self.learning_rate / (1 + self.decay * self._memory(layer)[1])

    def update(self, layer) -> None:
        """Take one step with every parameter of a layer, each of which gets a new matrix.

        Raises: RuntimeError where the layer's backward pass has not run, ShapeError for a gradient of another shape
            than its parameter.
        """
        _, updates, memory = self._memory(layer)
        rate = self.current_rate(layer)
        stepped = []
        remembered = {}
        for name in layer.parameters:
            if not hasattr(layer, "d" + name):
                raise RuntimeError(f"update must come after {type(layer).__name__}.backward, which has not run yet")
            values, gradients = getattr(layer, name), getattr(layer, "d" + name)
            if shape(gradients, "d" + name) != shape(values, name):
                raise ShapeError(f"d{name} must be {shape(values)}, as {name} is, got {shape(gradients)}")
            columns = len(values[0])
            values, remembered[name] = self.step(flat(values), flat(gradients), memory.get(name), rate, updates + 1)
            stepped.append((name, [values[first : first + columns] for first in range(0, len(values), columns)]))
        for name, values in stepped:
            setattr(layer, name, values)
        self._memories[id(layer)] = (layer, updates + 1, remembered)

    def forget(self, layer) -> None:
        """Treat the layer as one never updated."""
        self._memories.pop(id(layer), None)

    def _memory(self, layer):
        # The layer is kept with its memory: as long as it is, no other layer can have its id.
        return self._memories.get(id(layer)) or (layer, 0, {})


class SGD(Optimizer):
    """Stochastic gradient descent: against the gradient, with momentum if wanted.

    Formula: v_ij = momentum * v_ij - rate * g_ij, from v_ij = 0; then w_ij = w_ij + v_ij
    Raises: as `Optimizer`, and ValueError for a momentum outside [0, 1).
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

    def __init__(self, learning_rate: float = 1.0, decay: float = 0.0, momentum: float = 0.0) -> None:
        super().__init__(learning_rate, decay)
        self.momentum = as_share(momentum, "momentum")

    def step(self, values, gradients, velocities, rate, n):
        """The parameter after its update number n, from 1; and the velocities to remember."""
        velocities = [self.momentum * v - rate * g for v, g in zip(velocities or zeros_like(values), gradients)]
        return [w + v for w, v in zip(values, velocities)], velocities


class AdaGrad(Optimizer):
    """A rate of its own for every weight, the smaller the more its gradients have added up to.

    Formula: c_ij = c_ij + g_ij**2, from c_ij = 0; then w_ij = w_ij - rate * g_ij / (sqrt(c_ij) + epsilon)
    Raises: as `Optimizer`, and ValueError for an epsilon that is not above 0.
    Source: Duchi, Hazan and Singer, "Adaptive subgradient methods" (JMLR 12, 2011).

    >>> from purenn import Dense
    >>> layer = Dense(1, 1)
    >>> layer.weights, layer.dweights, layer.dbiases = [[1.0]], [[4.0]], [[0.0]]
    >>> AdaGrad(learning_rate=0.5, epsilon=4.0).update(layer); layer.weights
    [[0.75]]
    """

    def __init__(self, learning_rate: float = 1.0, decay: float = 0.0, epsilon: float = 1e-7) -> None:
        super().__init__(learning_rate, decay)
        self.epsilon = as_positive(epsilon, "epsilon")

    def step(self, values, gradients, caches, rate, n):
        """The parameter after its update number n, from 1; and the sums of squares to remember."""
        caches = [c + g * g for c, g in zip(caches or zeros_like(values), gradients)]
        return [w - rate * g / (sqrt(c) + self.epsilon) for w, g, c in zip(values, gradients, caches)], caches


class RMSprop(Optimizer):
    """AdaGrad with a short memory: a running mean of the squares takes the place of their sum.

    Formula: c_ij = rho * c_ij + (1 - rho) * g_ij**2, from c_ij = 0;
        then w_ij = w_ij - rate * g_ij / (sqrt(c_ij) + epsilon)
    Raises: as `Optimizer`, and ValueError for an epsilon that is not above 0 or a rho outside [0, 1).
    Source: Tieleman and Hinton, "Neural Networks for Machine Learning", lecture 6.5 (2012).

    >>> from purenn import Dense
    >>> layer = Dense(1, 1)
    >>> layer.weights, layer.dweights, layer.dbiases = [[1.0]], [[4.0]], [[0.0]]
    >>> RMSprop(learning_rate=0.5, epsilon=6.0, rho=0.75).update(layer); layer.weights
    [[0.75]]
    """

    def __init__(
        self, learning_rate: float = 0.001, decay: float = 0.0, epsilon: float = 1e-7, rho: float = 0.9
    ) -> None:
        super().__init__(learning_rate, decay)
        self.epsilon = as_positive(epsilon, "epsilon")
        self.rho = as_share(rho, "rho")

    def step(self, values, gradients, caches, rate, n):
        """The parameter after its update number n, from 1; and the means of squares to remember."""
        rho = self.rho
        caches = [rho * c + (1 - rho) * g * g for c, g in zip(caches or zeros_like(values), gradients)]
        return [w - rate * g / (sqrt(c) + self.epsilon) for w, g, c in zip(values, gradients, caches)], caches


class Adam(Optimizer):
    """RMSprop with momentum, both corrected for having started from nothing.

    Formula: m_ij = beta1 * m_ij + (1 - beta1) * g_ij and c_ij = beta2 * c_ij + (1 - beta2) * g_ij**2, both from 0;
        then, at update n = 1, 2, ...: w_ij = w_ij - rate * M_ij / (sqrt(C_ij) + epsilon),
        with M_ij = m_ij / (1 - beta1**n) and C_ij = c_ij / (1 - beta2**n)
    Raises: as `Optimizer`, and ValueError for an epsilon that is not above 0 or a beta outside [0, 1).
    Source: Kingma and Ba, "Adam: a method for stochastic optimization" (ICLR 2015).

    >>> from purenn import Dense
    >>> layer = Dense(1, 1)
    >>> layer.weights, layer.dweights, layer.dbiases = [[1.0]], [[4.0]], [[0.0]]
    >>> Adam(learning_rate=0.5, epsilon=4.0, beta1=0.5, beta2=0.75).update(layer); layer.weights
    [[0.75]]
    """

    def __init__(
        self,
        learning_rate: float = 0.001,
        decay: float = 0.0,
        epsilon: float = 1e-7,
        beta1: float = 0.9,
        beta2: float = 0.999,
    ) -> None:
        super().__init__(learning_rate, decay)
        self.epsilon = as_positive(epsilon, "epsilon")
        self.beta1 = as_share(beta1, "beta1")
        self.beta2 = as_share(beta2, "beta2")

    def step(self, values, gradients, memory, rate, n):
        """The parameter after its update number n, from 1; and the means of gradients and squares to remember."""
        beta1, beta2, epsilon = self.beta1, self.beta2, self.epsilon
        means, caches = memory or (zeros_like(values), zeros_like(values))
        means = [beta1 * m + (1 - beta1) * g for m, g in zip(means, gradients)]
        caches = [beta2 * c + (1 - beta2) * g * g for c, g in zip(caches, gradients)]
        mean_share, cache_share = 1 - beta1**n, 1 - beta2**n
        return [
            w - rate * (m / mean_share) / (sqrt(c / cache_share) + epsilon) for w, m, c in zip(values, means, caches)
        ], (means, caches)


def flat(matrix) -> list[float]:
    """The entries of a matrix, row after row.

    >>> flat([[1.0, 2.0], [3.0, 4.0]])
    [1.0, 2.0, 3.0, 4.0]
    """
    return [value for row in matrix for value in row]


def zeros_like(values) -> list[float]:
    """A zero for each of some values.

    >>> zeros_like([1.0, 2.0])
    [0.0, 0.0]
    """
    return [0.0] * len(values)
