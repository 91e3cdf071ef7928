"""One training of a model: epochs of batches, and the history of their figures. `Model.fit` runs it.

Whatever ends a training, the parameters are those of a complete step; if the loss diverges, those of its last finite
value.
"""

from .chain import input_width
from .heap import FrequentCollection
from .losses.outputs import accept_targets
from .matrix import chosen_kernel
from .random_state import as_random_state
from .validation.entries import are_real, as_finite_matrix
from .validation.scalars import whole_number
from .validation.shapes import is_sequence, short_repr
from .walk import Walk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .model import Model
    from .optimizers.base import Optimizer
    from .random_state import RandomState
    from .types import Matrix, MatrixLike, Targets, TargetsLike


def fit(
    model: "Model",
    X: "MatrixLike",
    y: "TargetsLike",
    epochs: int,
    batch_size: "int | None",
    shuffle: bool,
    validation_data: "tuple[MatrixLike, TargetsLike] | None",
    callback: "Any",
    random_state: "RandomState | int | None",
    training: "type[Training] | None" = None,
) -> "dict[str, list[float]]":
    """Train a model and return its history; `Model.fit` documents the arguments.

    Args:
        training: The class that runs the training; None for `Training`.
    """
    optimizer_of(model)  # raises the error before any other check
    epochs = whole_number(epochs, "epochs")
    X, y = _accept(model, X, y, "X", "y")
    if validation_data is not None:
        if not is_sequence(validation_data) or len(validation_data) != 2:
            raise TypeError(f"validation_data must be (X, y), got {short_repr(validation_data)}")
        validation_data = _accept(model, *validation_data, "validation X", "validation y")
    batch_size = len(X) if batch_size is None else whole_number(batch_size, "batch_size")
    if callback is not None and not callable(callback):
        raise TypeError(f"callback must be a function of an epoch and its figures, or None, got {short_repr(callback)}")
    random_state = as_random_state(random_state) if shuffle and batch_size < len(X) else None
    model.history = {}
    with FrequentCollection():
        (training or Training)(model, X, y, batch_size, random_state, validation_data).run(epochs, callback)
    return model.history


def optimizer_of(model: "Model") -> "Optimizer":
    """Return the optimizer of a model that is to be trained.

    Raises:
        RuntimeError: If it has none.
    """
    if model.optimizer is None:
        raise RuntimeError("optimizer must be an Optimizer for fit, got None; set one, as in model.optimizer = Adam()")
    return model.optimizer


def _accept(model: "Model", X: "MatrixLike", y: "TargetsLike", X_name: str, y_name: str) -> "tuple[Matrix, Targets]":
    """Accept inputs and their targets, or raise an error that names the wrong one."""
    X = as_finite_matrix(X, X_name, columns=input_width(model.layers))
    outputs = len(model._walked(X[:1])[0])
    return X, accept_targets(y, len(X), outputs, model.loss, y_name)


class Training:
    """A training while it runs, on data that has been accepted."""

    def __init__(
        self,
        model: "Model",
        X: "Matrix",
        y: "Targets",
        batch_size: int,
        random_state: "RandomState | None",
        validation_data: "tuple[Matrix, Targets] | None",
    ) -> None:
        self.model = model
        self.X = X
        self.y = y
        self.batch_size = batch_size
        self.random_state = random_state  # what shuffles the samples in each epoch, if they are to be shuffled
        self.validation_data = validation_data
        self.updated: bool = False  # whether a step has been taken: only a step can make numbers overflow
        self.worker: "Any" = self._new_worker()

    def run(self, epochs: int, callback: "Any") -> None:
        """Train for so many epochs, or until the callback returns a true value."""
        try:
            order = list(range(len(self.X)))
            for epoch in range(epochs):
                figures = self._epoch(epoch, order)
                for name, value in figures.items():
                    self.model.history.setdefault(name, []).append(value)
                if callback is not None:
                    self.worker.hand_back()
                    if callback(epoch, figures):
                        break
                    if self.worker.is_stale():  # the callback has changed the model
                        self.worker = self._new_worker()
            self._guarded(epoch, self.worker.check_parameters)
        finally:
            self.worker.hand_back()

    def _new_worker(self) -> "Any":
        """Return what takes the steps: the engine, or `Walk` for a model that the engine does not support."""
        if chosen_kernel() == "fast" and self.model._has_standard_passes() and are_real(self.X):
            from .engine.trainer import trainer_for

            trainer = trainer_for(self.model)
            if trainer is not None:
                return trainer
        return Walk(self.model, optimizer_of(self.model))

    def _epoch(self, epoch: int, order: "list[int]") -> "dict[str, float]":
        """Go once through the data, and return the figures of the epoch."""
        X, y = self.X, self.y
        rate = self.worker.current_rate()
        figures = {} if rate is None else {"learning_rate": rate}
        if self.validation_data is not None:
            for name, value in self._guarded(epoch, self.worker.figures, *self.validation_data).items():
                figures["validation_" + name] = value
        if self.random_state is not None:
            self.random_state.shuffle(order)
        for start in range(0, len(X), self.batch_size):
            batch = order[start : start + self.batch_size]
            step = self._guarded(epoch, self.worker.step, [X[s] for s in batch], [y[s] for s in batch])
            self.updated = True
            for name, value in step.items():
                figures[name] = figures.get(name, 0.0) + len(batch) / len(X) * value
        return figures

    def _guarded(self, epoch: int, function: "Any", *arguments: "Any") -> "Any":
        """Call a part of the training; after the first update, a number out of range there means that it diverges."""
        try:
            return function(*arguments)
        except (ValueError, ArithmeticError) as error:
            if not self.updated or not self._is_divergence(error):
                raise
            self.worker.restore()
            reason = f"left its range in epoch {epoch}: {error}; lower learning_rate"
            raise ArithmeticError(f"loss must stay finite, but {reason}") from None

    def _is_divergence(self, error: Exception) -> bool:
        """Return whether an error after an update means that a number has left its range."""
        return True
