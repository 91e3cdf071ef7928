"""A training that is defined to the last bit: every step is exact, and what comes of it is rounded once.

    history = fit_exactly(model, X, y, epochs=10)

The parameters and the optimizer's state are floats between the steps, so the same data, weights and settings give the
same bits on every interpreter. It takes some thousand times as long as `Model.fit`.
"""

from ..fitting import fit
from ..losses.outputs import accuracy_of
from ..numbers.evaluation import Undecided
from ..training import Training, optimizer_of
from ..walk import Walk, named_figures, take_step
from .results import reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..model import Model
    from ..types import Matrix, MatrixLike, Row, Targets, TargetsLike


def fit_exactly(
    model: "Model", X: "MatrixLike", y: "TargetsLike", epochs: int, **settings: "Any"
) -> "dict[str, list[float]]":
    """Train a model by steps of `reference`, and return the history.

    Args:
        model: The model, with an optimizer.
        X: The inputs, (samples, inputs).
        y: The targets, as the loss takes them.
        epochs: The number of passes over the data.
        settings: The other arguments of `Model.fit`.

    Raises:
        Undecided: If no precision settles a result.
        ShapeError, ValueError, TypeError, RuntimeError, ArithmeticError: As `Model.fit`.

    >>> from purenn import SGD, Dense, MeanSquaredError, Model
    >>> model = Model([Dense.of([[0.5]], [[0.0]])], MeanSquaredError(), SGD(0.25))
    >>> fit_exactly(model, [[1.0]], [1.0], epochs=2)["loss"], model.layers[0].weights
    ([0.25, 0.0], [[0.75]])
    """
    return fit(model, X, y, epochs, training=ExactTraining, **settings)


class ExactWorker(Walk):
    """What takes the steps of an exact training."""

    def step(self, X: "Matrix", y: "Targets", sample_weights: "Row | None" = None) -> "dict[str, float]":
        """Take one step of `reference`, and return the figures of the batch before it."""
        if sample_weights is not None:
            raise ValueError("sample_weights must be None in an exact training, which weighs all samples equally")
        result = reference(self.model, X, y, self.optimizer)
        accuracy = accuracy_of(result.outputs, y, self.model.loss)
        figures = named_figures(result.loss, accuracy, result.penalty)
        take_step(self, figures, lambda: result.update(self.model, self.optimizer))
        return figures


class ExactTraining(Training):
    """A training by `ExactWorker`."""

    def _new_worker(self) -> "Any":
        return ExactWorker(self.model, optimizer_of(self.model))

    def _is_divergence(self, error: Exception) -> bool:
        return not isinstance(error, Undecided)
