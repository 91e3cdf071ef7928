"""Training steps of a plan: forward, back, and the optimizer's formula on the weights of each neuron.

While steps are taken, the parameters are the engine's own. `hand_back` gives them to the layers, together with the last
pass, as if they had computed it, and gives the optimizer its state.
"""

from ..layers.dense import Dense
from ..matrix.fast import columns
from ..validation.entries import are_real, check_finite
from ..walk import named_figures, take_step
from .affine import Affine
from .elementwise import Mask
from .last_pass import LastPass
from .learner import Learner
from .plan import as_lists, plan_for
from .updates import is_known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..model import Model
    from ..optimizers.base import Optimizer
    from ..training_state import Parameters
    from ..types import Matrix, Row, Targets
    from .last_pass import Batch
    from .plan import Plan


def trainer_for(model: "Model") -> "Trainer | None":
    """Return a trainer for a model, or None if the engine does not know all of its parts."""
    optimizer = model.optimizer
    if optimizer is None or not is_known(optimizer):
        return None
    plan = plan_for(model)
    return None if plan is None else Trainer(model, plan, optimizer)


class Trainer:
    """The training of one model by the engine."""

    def __init__(self, model: "Model", plan: "Plan", optimizer: "Optimizer") -> None:
        self.model = model
        self.plan = plan
        self.learners: "list[Learner]" = [Learner(step, optimizer) for step in plan.steps if type(step) is Affine]
        self._last_batch: "Batch | None" = None
        self._changed = False  # whether the parameters are others than those of the layers
        self.keep()

    def current_rate(self) -> "float | None":
        """Return the learning rate of the next update of the first layer that learns."""
        return self.learners[0].rate() if self.learners else None

    def figures(self, X: "Matrix", y: "Targets") -> "dict[str, float]":
        """Return the figures of a batch, without a step."""
        return named_figures(*self.plan.head.figures(self.plan.values(X), y), self.plan.penalty())

    def parameters(self) -> "Parameters":
        """Copy the parameters of each layer, by name."""
        copies: "Parameters" = [{} for layer in self.model.layers]
        for layer, own in zip(self.model.layers, copies):
            for learner in self.learners:
                if learner.affine.layer is layer:
                    own["weights"], own["biases"] = learner.affine.weights(), [list(learner.affine.biases)]
        return copies

    def step(self, X: "Matrix", y: "Targets", sample_weights: "Row | None" = None) -> "dict[str, float]":
        """Take one step, and return the figures of the batch before it.

        Raises:
            ArithmeticError: If the loss is not finite.
        """
        values = as_lists(X)
        for step in self.plan.steps:
            values = step.forward_training(values)
        loss, accuracy, dvalues = self.plan.head.figures_and_dvalues(values, y, sample_weights)
        figures = named_figures(loss, accuracy, self.plan.penalty())

        def update() -> None:
            self._last_batch = None
            self._changed = True
            self._backward(dvalues)
            for learner in self.learners:
                learner.update()

        take_step(self, figures, update)
        self._last_batch = X, y, sample_weights
        return figures

    def _backward(self, dvalues: "Matrix") -> None:
        """Set the gradients of all learners, from the last step to the first that has parameters."""
        steps = self.plan.steps
        first = next((n for n, step in enumerate(steps) if type(step) is Affine), len(steps))
        masked = False  # whether dvalues are 0 already where the ReLU of the step was inactive
        for n in range(len(steps) - 1, first - 1, -1):
            step = steps[n]
            if type(step) is not Affine:
                dvalues, masked = step.dinputs(dvalues), False
                continue
            if step.rectified and not masked:
                dvalues = [[da if a else 0.0 for a, da in zip(*rows)] for rows in zip(step.output, dvalues)]
            before: "Any" = steps[n - 1] if n > first else None
            masked = type(before) is Affine and before.rectified
            if masked and n - 1 == first:
                before.backward_through(step, dvalues)
                return
            step.backward(dvalues)
            if before is not None:
                dvalues = step.dinputs(dvalues, before.output if masked else None)

    def keep(self) -> None:
        """Remember the parameters and the optimizer's state; an update makes new lists and leaves these alone."""
        self._kept = [learner.contents() for learner in self.learners]

    def restore(self) -> None:
        """Set the parameters and the optimizer's state back to those before the last update."""
        for learner, contents in zip(self.learners, self._kept):
            learner.restore(*contents)

    def check_parameters(self) -> None:
        """Refuse parameters that are NaN or infinite."""
        places = [n for n, layer in enumerate(self.plan.layers) if type(layer) is Dense]
        for n, learner in zip(places, self.learners):
            affine = learner.affine
            check_finite(affine.rows if are_real(affine.rows) else affine.weights(), f"layers[{n}].weights")
            check_finite([affine.biases], f"layers[{n}].biases")

    def hand_back(self) -> None:
        """Give the layers their parameters and their last pass, and the optimizer its state."""
        if not self._changed:
            return
        for learner in self.learners:
            learner.hand_back()
        self.plan.keep_parameters()
        if self._last_batch is not None:
            parameters: "list[Any]" = [(rows if turned else columns(rows), [b]) for (rows, b, turned), _ in self._kept]
            masks = [step.mask for step in self.plan.steps if type(step) is Mask]
            LastPass(self.model.layers, self.model.loss, self._last_batch, parameters, masks)
            self._last_batch = None
        self._changed = False

    def is_stale(self) -> bool:
        """Return whether the model has been changed since `hand_back`."""
        return not self.plan.is_current(self.model) or any(
            learner.optimizer is not self.model.optimizer for learner in self.learners
        )
