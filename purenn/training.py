"""One training of a model: epochs of batches, and the history of their figures. `Model.fit` runs it.

Whatever ends a training, the parameters are those of a complete step; if the loss diverges, those of its last finite
value.
"""

from .matrix import chosen_kernel
from .training_state import TrainingState
from .validation.entries import are_real
from .walk import Walk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .model import Model
    from .optimizers.base import Optimizer
    from .types import Matrix, Row, Targets


def optimizer_of(model: "Model") -> "Optimizer":
    """Return the optimizer of a model that is to be trained.

    Raises:
        RuntimeError: If it has none.
    """
    if model.optimizer is None:
        raise RuntimeError("optimizer must be an Optimizer for fit, got None; set one, as in model.optimizer = Adam()")
    return model.optimizer


class Training:
    """A training while it runs, on data that has been accepted."""

    def __init__(
        self,
        model: "Model",
        X: "Matrix",
        y: "Targets",
        sample_weights: "Row | None",
        batch_size: int,
        state: TrainingState,
        validation_data: "tuple[Matrix, Targets] | None",
    ) -> None:
        self.model = model
        self.X = X
        self.y = y
        self.sample_weights = sample_weights
        self.batch_size = batch_size
        self.state = state
        self.validation_data = validation_data
        self.updated: bool = bool(model.history)  # whether a step has been taken: only that makes numbers overflow
        self.worker: "Any" = self._new_worker()

    def run(self, epochs: int, callback: "Any", patience: "int | None", restore_best: bool) -> None:
        """Train until `epochs` epochs are done, patience runs out, or the callback returns a true value."""
        epoch = len(self.model.history.get("loss", ()))
        try:
            while epoch < epochs and not self._has_waited(epoch, patience):
                figures = self._epoch(epoch)
                self._record(epoch, figures)
                self._guarded(epoch, self.worker.check_parameters)
                epoch += 1
                if callback is not None:
                    self.worker.hand_back()
                    is_to_stop = callback(epoch - 1, figures)
                    if self.worker.is_stale():  # the callback has changed the model
                        self._start_again()
                    self.worker.check_parameters()  # not the training's fault, so no divergence
                    if is_to_stop:
                        break
        finally:
            self._hand_back()
        if restore_best:
            self.state.exchange()

    def _record(self, epoch: int, figures: "dict[str, float]") -> None:
        """Add the figures of an epoch to the history and keep its parameters if it is the best: all or nothing."""
        history, state = self.model.history, self.state
        lengths = {name: len(values) for name, values in history.items()}
        best = state.best_epoch, state.parameters
        try:
            for name, value in figures.items():
                history.setdefault(name, []).append(value)
            if self.validation_data is not None and self._is_best(figures["validation_loss"]):
                state.keep(epoch, self.worker.parameters())
        except BaseException:
            for name in list(history):
                del history[name][lengths.get(name, 0) :]
                if not history[name]:
                    del history[name]
            state.best_epoch, state.parameters = best
            raise

    def _hand_back(self) -> None:
        """Give the layers what the worker has, all of it even if an interrupt comes meanwhile."""
        try:
            self.worker.hand_back()
        except BaseException:
            self.worker.hand_back()
            raise

    def _has_waited(self, epoch: int, patience: "int | None") -> bool:
        """Return whether `patience` epochs have passed since the best one, so that the training stops."""
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
            weights = None if self.sample_weights is None else [self.sample_weights[s] for s in batch]
            step = self._guarded(epoch, self.worker.step, [X[s] for s in batch], [y[s] for s in batch], weights)
            self.updated = True
            self.batch_done(epoch, start + len(batch))
            for name, value in step.items():
                figures[name] = figures.get(name, 0.0) + len(batch) / len(X) * value
        if self.validation_data is not None:
            for name, value in self._guarded(epoch, self.worker.figures, *self.validation_data).items():
                figures["validation_" + name] = value
        return figures

    def batch_done(self, epoch: int, samples: int) -> None:
        """Do nothing after a batch; a derived class may say how many samples of the epoch have been seen."""

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
