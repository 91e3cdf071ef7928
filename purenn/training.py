"""One training of a model: epochs of batches, and the history of their figures.

Whatever stops it, the parameters are those of a whole step; where the loss diverges, of its last finite value.
"""

from .validation.shapes import is_sequence, shown
from .validation.entries import INFINITY, check_finite
from .random_state import as_random_state
from .validation.scalars import whole_number


def fit(model, X, y, epochs, batch_size, shuffle, validation_data, callback, random_state) -> dict:
    """Train a model and return its history; `Model.fit` says what each argument is, and what is raised."""
    if model.optimizer is None:
        raise RuntimeError("fit must have an optimizer, but the model was made without one")
    epochs = whole_number(epochs, "epochs")
    X, y = model.accepted(X, y, "X", "y")
    if validation_data is not None:
        if not is_sequence(validation_data) or len(validation_data) != 2:
            raise TypeError(f"validation_data must be (X, y), got {shown(validation_data)}")
        validation_data = model.accepted(*validation_data, "validation X", "validation y")
    batch_size = len(X) if batch_size is None else whole_number(batch_size, "batch_size")
    if callback is not None and not callable(callback):
        raise TypeError(f"callback must be a function of an epoch and its figures, or None, got {shown(callback)}")
    random_state = as_random_state(random_state)
    fitting = Fitting(model)

    def shuffled(order):
        if shuffle and batch_size < len(order):
            random_state.shuffle(order)

    model.history = {}
    fitting.run(X, y, epochs, batch_size, shuffled, validation_data, callback)
    return model.history


class Fitting:
    """What a training needs to know while it runs."""

    def __init__(self, model) -> None:
        self.model = model
        self.learners = [layer for layer in model.layers if hasattr(layer, "parameters")]
        self.updated = False  # whether a step has been taken, which alone can drive numbers out of their range
        self._keep()

    def run(self, X, y, epochs, batch_size, shuffled, validation_data, callback) -> None:
        """Train on accepted data; `shuffled` puts the list of samples into the order of the next epoch."""
        model = self.model
        order = list(range(len(X)))
        for epoch in range(epochs):
            figures = {"learning_rate": model.optimizer.current_rate(self.learners[0])} if self.learners else {}
            if validation_data is not None:
                for name, value in self._guarded(epoch, model.evaluate, *validation_data).items():
                    figures["validation_" + name] = value
            shuffled(order)
            for start in range(0, len(X), batch_size):
                batch = order[start : start + batch_size]
                share = len(batch) / len(X)
                step = self._guarded(epoch, self._step, [X[s] for s in batch], [y[s] for s in batch])
                for name, value in step.items():
                    figures[name] = figures.get(name, 0.0) + share * value
            for name, value in figures.items():
                model.history.setdefault(name, []).append(value)
            if callback is not None and callback(epoch, figures):
                break
        self._guarded(epoch, self._check_parameters)

    def _guarded(self, epoch, function, *arguments):
        """Call a part of the training, in which after an update a number out of range means that it diverges."""
        try:
            return function(*arguments)
        except (ValueError, ArithmeticError) as error:
            if not self.updated:
                raise
            self._restore()
            reason = f"left its range in epoch {epoch}: {error}; lower learning_rate"
            raise ArithmeticError(f"loss must stay finite, but {reason}")

    def _step(self, X, y):
        """One batch forward, back and into the parameters; its figures before the update."""
        model = self.model
        y_pred = model.judged(model.forward(X, training=True))  # the targets have been accepted before the first step
        figures = model.figures(y_pred, y)
        if not -INFINITY < figures["loss"] + figures["penalty"] < INFINITY:
            raise ArithmeticError(f"loss + penalty must be finite, got {figures['loss']} + {figures['penalty']}")
        self._keep()
        try:
            model.gradients(y_pred, y)
            for layer in self.learners:
                model.optimizer.update(layer)
        except BaseException:  # an interrupt too: half a step is none
            self._restore()
            raise
        self.updated = True
        return figures

    def _check_parameters(self):
        """Refuse to end on parameters that the last update has made NaN or infinite."""
        for layer in self.learners:
            for name in layer.parameters:
                check_finite(getattr(layer, name), name)

    def _keep(self):
        """Remember the parameters as they are; an update makes new matrices and leaves these alone."""
        self._kept = [(layer, name, getattr(layer, name)) for layer in self.learners for name in layer.parameters]

    def _restore(self):
        """Set the parameters back to those kept last, and let the optimizer forget how it left them."""
        for layer, name, values in self._kept:
            setattr(layer, name, values)
            self.model.optimizer.forget(layer)
