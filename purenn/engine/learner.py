"""The parameters of one dense layer while the engine trains it, and the optimizer's state for them.

The optimizer keeps the state of a parameter in one flat list, input by input. Here it is split into rows, as the
engine keeps the weights: one row a neuron or one row an input.
"""

from math import copysign

from ..matrix.fast import columns
from .affine import Affine
from .updates import row_step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ..optimizers.base import Optimizer
    from ..types import Matrix, Row


class Learner:
    """The parameters of one dense layer, and the optimizer's state for them, row by row."""

    def __init__(self, affine: Affine, optimizer: "Optimizer") -> None:
        self.affine = affine
        self.optimizer = optimizer
        state = optimizer._state(affine.layer)
        self.updates: int = state.updates
        self.bias_state: "Any" = state.parameters.get("biases")
        self.states: "list[Any]" = _split(state.parameters.get("weights"), affine.rows, affine.by_input)
        self.states_by_input: bool = affine.by_input  # whether the states are of rows that are one an input

    def rate(self) -> float:
        """Return the learning rate of the next update."""
        return self.optimizer.learning_rate / (1 + self.optimizer.decay * self.updates)

    def update(self) -> None:
        """Take the optimizer's step."""
        affine = self.affine
        if self.states_by_input != affine.by_input:  # the weights have been turned
            joined = _joined(self.states, columns(affine.rows), self.states_by_input)
            self.states, self.states_by_input = _split(joined, affine.rows, affine.by_input), affine.by_input
        step = row_step(self.optimizer, self.rate(), self.updates + 1)
        rows, states = [], []
        for row, gradient, state in zip(affine.rows, affine.drows, self.states):
            if state is not None or any(gradient):  # the weights of an input that was always 0 stay as they are
                row, state = step(row, gradient, state)
            rows.append(row)
            states.append(state)
        biases, bias_state = step(affine.biases, affine.dbiases, self.bias_state)
        affine.set_parameters(rows, biases, affine.by_input)
        self.states, self.bias_state, self.updates = states, bias_state, self.updates + 1

    def contents(self) -> "tuple[tuple[Any, ...], tuple[Any, ...]]":
        """Return all that an update changes."""
        affine = self.affine
        parameters = affine.rows, affine.biases, affine.by_input
        return parameters, (self.states, self.states_by_input, self.bias_state, self.updates)

    def restore(self, parameters: "tuple[Any, ...]", state: "tuple[Any, ...]") -> None:
        """Set all that an update changes."""
        self.affine.set_parameters(*parameters)
        self.states, self.states_by_input, self.bias_state, self.updates = state

    def hand_back(self) -> None:
        """Give the layer its parameters, and the optimizer its state."""
        layer = self.affine.layer
        layer.weights, layer.biases = self.affine.weights(), [self.affine.biases]
        if self.updates:
            states = {
                "weights": _joined(self.states, self.affine.rows, self.states_by_input),
                "biases": self.bias_state,
            }
            self.optimizer._keep(layer, self.updates, states)


def _split(state: "Any", rows: "Matrix", by_input: bool) -> "list[Any]":
    """Split the optimizer's state for the weights of a layer, input by input, into one for each row.

    A row whose state is all zeros gets None; but not one with a -0.0, which comes of updates.
    """
    if state is None:
        return [None] * len(rows)
    parts = [_split_part(part, rows, by_input) for part in (state if type(state) is tuple else (state,))]
    return [None if all(map(_are_zeros, row)) else row if type(state) is tuple else row[0] for row in zip(*parts)]


def _are_zeros(row: "Row") -> bool:
    return not any(row) and all(copysign(1.0, value) > 0 for value in row)


def _split_part(part: "Row", rows: "Sequence[Sequence[float]]", by_input: bool) -> "list[Row]":
    if by_input:
        width = len(rows[0])
        return [part[first : first + width] for first in range(0, len(part), width)]
    return [part[j :: len(rows)] for j in range(len(rows))]


def _joined(states: "list[Any]", rows: "Sequence[Sequence[float]]", by_input: bool) -> "Any":
    """Join the states of the rows, as the inverse of `_split`; None stands for zeros."""
    known = next((state for state in states if state is not None), None)
    if known is None:
        return None
    zeros = [0.0] * len(rows[0])
    if type(known) is tuple:
        parts = zip(*[(zeros,) * len(known) if state is None else state for state in states])
        return tuple([_joined(list(part), rows, by_input) for part in parts])
    states = [zeros if state is None else state for state in states]
    return [value for row in (states if by_input else zip(*states)) for value in row]
