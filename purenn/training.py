"""One training of a model: epochs of batches, and the history of their figures. `Model.fit` runs it.

Whatever ends a training, the parameters are those of a complete step; if the loss diverges, those of its last finite
value.
"""

from .chain import input_width
from .losses.outputs import accept_targets
from .matrix import chosen_kernel
from .random_state import as_random_state
from .training_state import TrainingState
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
    batch_size: "int | None" = None,
    shuffle: bool = True,
    validation_data: "tuple[MatrixLike, TargetsLike] | None" = None,
    callback: "Any" = None,
    random_state: "RandomState | int | None" = None,
    *,
    patience: "int | None" = None,
    restore_best: bool = False,
    resume: bool = False,
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
    patience = None if patience is None else whole_number(patience, "patience")
    if validation_data is None and (patience is not None or restore_best):
        name = "restore_best" if patience is None else "patience"
        raise ValueError(f"validation_data must be (X, y) for {name}, which compares their losses, got None")
    is_validated = validation_data is not None
    state = _state_to_resume(model, epochs, is_validated, random_state) if resume else TrainingState(model.layers)
    stream = state.random_state if resume else random_state
    state.random_state = as_random_state(stream) if shuffle and batch_size < len(X) else None
    if not resume:
        model.history, model._training = {}, state
    elif state.is_restored:
        state.exchange()
    (training or Training)(model, X, y, batch_size, state, validation_data).run(
        epochs, callback, patience, restore_best
    )
    return model.history


def _state_to_resume(model: "Model", epochs: int, is_validated: bool, random_state: "Any") -> TrainingState:
    """Return the state of the last training of a model, or raise an error if it cannot go on so."""
    state = model._training
    if state is None:
        raise RuntimeError("resume must come after a training, or after loading one saved with optimizer=True")
    if state.layers is not model.layers:
        raise RuntimeError("resume must go on with the layers that have been trained, got other layers")
    if random_state is not None:
        raise ValueError("random_state must be None with resume, because the stream of the training goes on")
    done = len(model.history.get("loss", ()))
    if epochs < done:
        raise ValueError(f"epochs must be at least {done}, as many as have been made, got {epochs}")
    if done and is_validated != ("validation_loss" in model.history):
        expected = "None" if is_validated else "(X, y)"
        raise ValueError(f"validation_data must be {expected} with resume, as in the epochs made")
    return state


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
        state: TrainingState,
        validation_data: "tuple[Matrix, Targets] | None",
    ) -> None:
        self.model = model
        self.X = X
        self.y = y
        self.batch_size = batch_size
        self.state = state
        self.validation_data = validation_data
        self.updated: bool = bool(model.history)  # whether a step has been taken: only that makes numbers overflow
        self.worker: "Any" = self._new_worker()

    def run(self, epochs: int, callback: "Any", patience: "int | None", restore_best: bool) -> None:
        """Train until so many epochs have been made, the patience is at an end or the callback returns a true value."""
        history, state = self.model.history, self.state
        epoch = len(history.get("loss", ()))
        try:
            while epoch < epochs and not self._has_waited(epoch, patience):
                figures = self._epoch(epoch)
                for name, value in figures.items():
                    history.setdefault(name, []).append(value)
                if self.validation_data is not None and self._is_best(figures["validation_loss"]):
                    state.keep(epoch, self.worker.parameters())
                epoch += 1
                if callback is not None:
                    self.worker.hand_back()
                    if callback(epoch - 1, figures):
                        break
                    if self.worker.is_stale():  # the callback has changed the model
                        self._start_again()
            self._guarded(epoch - 1, self.worker.check_parameters)
        finally:
            self.worker.hand_back()
        if restore_best:
            state.exchange()

    def _has_waited(self, epoch: int, patience: "int | None") -> bool:
        """Return whether so many epochs have passed since the best that it is time to stop before this one."""
        best = self.state.best_epoch
        return patience is not None and best is not None and epoch - best > patience

    def _is_best(self, loss: float) -> bool:
        """Return whether a validation loss is below that of the best epoch."""
        best = self.state.best_epoch
        return best is None or loss < self.model.history["validation_loss"][best]

    def _start_again(self) -> None:
        """Go on with a model that the callback has changed."""
        if self.model.layers is not self.state.layers:
            self.state.layers = self.model.layers
            self.state.forget_best()
        self.worker = self._new_worker()

    def _new_worker(self) -> "Any":
        """Return what takes the steps: the engine, or `Walk` for a model that the engine does not support."""
        if chosen_kernel() == "fast" and self.model._has_standard_passes() and are_real(self.X):
            from .engine.trainer import trainer_for

            trainer = trainer_for(self.model)
            if trainer is not None:
                return trainer
        return Walk(self.model, optimizer_of(self.model))

    def _epoch(self, epoch: int) -> "dict[str, float]":
        """Go once through the data, and return the figures of the epoch."""
        X, y = self.X, self.y
        rate = self.worker.current_rate()
        figures = {} if rate is None else {"learning_rate": rate}
        order = list(range(len(X)))
        if self.state.random_state is not None:
            self.state.random_state.shuffle(order)
        for start in range(0, len(X), self.batch_size):
            batch = order[start : start + self.batch_size]
            step = self._guarded(epoch, self.worker.step, [X[s] for s in batch], [y[s] for s in batch])
            self.updated = True
            for name, value in step.items():
                figures[name] = figures.get(name, 0.0) + len(batch) / len(X) * value
        if self.validation_data is not None:
            for name, value in self._guarded(epoch, self.worker.figures, *self.validation_data).items():
                figures["validation_" + name] = value
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
