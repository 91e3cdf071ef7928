"""The base class of the optimizers: the decaying learning rate, and the state of each layer."""

from ..elementary import like
from ..inspection import constructor_call
from ..validation.scalars import as_non_negative, as_positive
from ..validation.shapes import ShapeError, shape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..types import HasParameters, Matrix, Row


class Optimizer:
    """The base class of the optimizers: a learning rate that decays, and the state of each layer.

    learning rate of a layer's update number n = learning_rate / (1 + decay * n), n = 0, 1, ...

    Each optimizer defines its formula as `step`.

    Source: Neural Networks from Scratch in Python, chapter 10.
    """

    def __init__(self, learning_rate: float, decay: float = 0.0) -> None:
        self.learning_rate: float = as_positive(learning_rate, "learning_rate")
        self.decay: float = as_non_negative(decay, "decay")
        self._states: "list[_LayerState]" = []

    def step(self, values: "Row", gradients: "Row", state: "Any", rate: float, n: int) -> "tuple[Row, Any]":
        """Compute the next values of one parameter.

        Args:
            values: The entries of the parameter, row after row.
            gradients: The derivative of the loss with respect to each of them.
            state: What the step before returned; None before the first.
            rate: The learning rate.
            n: The number of this update, from 1.

        Returns:
            The new values, and the state for the next step.
        """
        raise NotImplementedError(f"{type(self).__name__} must define step")

    def current_rate(self, layer: "HasParameters") -> float:
        """Return the learning rate of the layer's next update."""
        return self._rate(self._state(layer).updates, 0.0)

    def update(self, layer: "HasParameters") -> None:
        """Take one step with every parameter of a layer, each of which gets a new matrix.

        Raises:
            RuntimeError: If the layer's backward pass has not run.
            ShapeError: If a gradient has another shape than its parameter.
        """
        state = self._state(layer)
        n = state.updates + 1
        stepped, states = {}, {}
        for name in layer.parameters:
            if not hasattr(layer, "d" + name):
                raise RuntimeError(f"update must come after {type(layer).__name__}.backward, which has not run yet")
            values, gradients = getattr(layer, name), getattr(layer, "d" + name)
            if shape(gradients, "d" + name) != shape(values, name):
                raise ShapeError(f"d{name} must be {shape(values)}, as {name} is, got {shape(gradients)}")
            x = values[0][0]
            rate = self._rate(state.updates, x) if hasattr(x, "constant") else self.current_rate(layer)
            flat, states[name] = self.step(_flat(values), _flat(gradients), state.parameters.get(name), rate, n)
            columns = len(values[0])
            stepped[name] = [flat[first : first + columns] for first in range(0, len(flat), columns)]
        for name in layer.parameters:
            setattr(layer, name, stepped[name])
        self._keep(layer, n, states)

    def forget(self, layer: "HasParameters") -> None:
        """Discard the state of a layer, as if it had never been updated."""
        self._states = [state for state in self._states if state.layer is not layer]

    def _rate(self, updates: int, x: float) -> float:
        """Compute the learning rate after `updates` updates, in numbers such as x."""
        return like(x, self.learning_rate) / (1 + like(x, self.decay) * updates)

    def _state(self, layer: "HasParameters") -> "_LayerState":
        """Return the state of a layer; it holds the layer, so that copying both together keeps them together."""
        for state in self._states:
            if state.layer is layer:
                return state
        return _LayerState(layer, 0, {})

    def _keep(self, layer: "HasParameters", updates: int, parameters: "dict[str, Any]") -> None:
        self.forget(layer)
        self._states.append(_LayerState(layer, updates, parameters))


class _LayerState:
    """How often a layer has been updated, and what `step` returned for each of its parameters."""

    def __init__(self, layer: "HasParameters", updates: int, parameters: "dict[str, Any]") -> None:
        self.layer = layer
        self.updates = updates
        self.parameters = parameters


def _flat(matrix: "Matrix") -> "Row":
    return [value for row in matrix for value in row]


def zeros_like(values: "Row") -> "Row":
    """Return a zero for each value."""
    return [0.0] * len(values)


def described(optimizer: Optimizer, learning_rate: float, **settings: "tuple[object, object]") -> str:
    """Write the call that makes the optimizer; `learning_rate` is the default one."""
    return constructor_call(
        optimizer,
        learning_rate=(optimizer.learning_rate, learning_rate),
        decay=(optimizer.decay, 0.0),
        **settings,
    )
