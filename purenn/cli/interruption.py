"""Signals that stop a training: what the model has learnt until then is saved.

    with Interruption(is_active=True) as interruption:
        history = interruption.train(lambda: model.fit(X, y, epochs=200), model)
        model.save(path)

Ctrl-C, SIGTERM and SIGHUP (a closed terminal) end `train` early, and not the program. The first signal counts; further
ones are ignored until the block ends, and one that comes after the training does not disturb the rest of the block.
"""

import signal

from ..model import Model

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")  # SIGHUP does not exist on Windows


class Interruption:
    """A `with` block that goes on after a signal has stopped a training in it.

    Attributes:
        cause: "interrupted" (by Ctrl-C) or "stopped by SIGTERM"; "" if no signal has come.
        has_learnt: Whether the training has changed a parameter.
        is_within_epoch: Whether the signal has stopped the training between the steps of an epoch.

    Args:
        is_active: Whether signals are handled; otherwise they do what they do without the block.
    """

    def __init__(self, is_active: bool) -> None:
        self.cause: str = ""
        self.has_learnt: bool = False
        self.is_within_epoch: bool = False
        self._waits = False  # whether a first signal waits for the end of an epoch
        self._is_active = is_active
        self._is_training = False
        self._handlers: "dict[int, Any]" = {}  # what the signals did before

    def __enter__(self) -> "Interruption":
        for name in SIGNALS if self._is_active else ():
            number = getattr(signal, name, None)
            # A signal that is ignored, as SIGHUP is under nohup, stays ignored; a handler of another program stays.
            if number is not None and signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
                try:
                    self._handlers[number] = signal.signal(number, self._handle)
                except ValueError:  # not in the main thread, which is the only one that receives signals
                    break
        return self

    def __exit__(self, *exception: object) -> None:
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    def _handle(self, number, frame):
        if self.cause and self._waits and self._is_training:
            self._waits = False
            raise KeyboardInterrupt
        if not self.cause:
            name = signal.Signals(number).name
            self.cause = "interrupted" if name == "SIGINT" else f"stopped by {name}"
            if self._is_training and not self._waits:
                raise KeyboardInterrupt

    def train(self, fit: "Callable[[], object]", model: Model, at_epoch_end: bool = False) -> dict[str, list[float]]:
        """Train until the end or until a signal.

        Args:
            fit: Calls `model.fit`, which leaves the model as of a complete step.
            model: The model.
            at_epoch_end: Whether a callback of `model.fit` looks at `cause` and stops the training at the end of an
                epoch; only a second signal then stops it at once.

        Returns:
            The history, with an entry of each figure for each whole epoch.
        """
        before = _parameters(model)
        try:
            self._waits = at_epoch_end
            self._is_training = not self.cause
            if self._is_training:
                fit()
        except KeyboardInterrupt:
            if not self._is_active:
                raise
            self.cause = self.cause or "interrupted"
            self.is_within_epoch = True
        finally:
            self._is_training = False
        self.has_learnt = _parameters(model) != before
        return dict(model.history)


def _parameters(model):
    """Return all parameters of a model, in new lists."""
    return [
        [list(row) for row in getattr(layer, name)]
        for layer in model.layers
        for name in getattr(layer, "parameters", ())
    ]
