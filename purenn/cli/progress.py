"""Progress of a training on standard error.

    history = fit_with_progress(model, X, y, epochs=200, quiet=False, batch_size=32)

`Progress` is the callback that prints it.
"""

import sys
import time

from ..model import Model
from .screen import is_terminal, terminal_width
from .streams import discard

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TextIO

    from ..types import MatrixLike, TargetsLike


class Progress:
    """A callback for `Model.fit` that prints epoch, loss, accuracy and the time left.

    On a terminal it rewrites one line in place, no longer than the terminal is wide; otherwise it prints a line after
    every tenth of the epochs. When a line cannot be written, it prints no more, and the training goes on.

    Args:
        epochs: How many epochs the training has.
        stream: Where to print; None for a standard stream that was closed before the program started.
    """

    def __init__(self, epochs: int, stream: "TextIO | None") -> None:
        self.epochs: int = epochs
        self.stream: "TextIO | None" = stream
        self.in_place: bool = is_terminal(stream)
        self.started: float = time.perf_counter()
        self.printed: float = self.started
        self.length: int = 0  # of the line that is rewritten in place

    def __call__(self, epoch: int, figures: dict[str, float]) -> None:
        """Print the figures of an epoch if an update is due."""
        done = epoch + 1
        now = time.perf_counter()
        if self.in_place:
            due = now - self.printed > 0.1 or done == self.epochs
        else:
            due = done * 10 // self.epochs > epoch * 10 // self.epochs
        if not due or self.stream is None:
            return
        self.printed = now
        parts = [f"epoch {done}/{self.epochs}", f"loss {figures['loss']:.3f}"]
        if "accuracy" in figures:
            parts.append(f"accuracy {figures['accuracy']:.3f}")
        parts.append(f"{(now - self.started) / done * (self.epochs - done):.0f} s left")
        if self.in_place:
            line = shortened(parts, terminal_width(self.stream) - 1)  # a full line would wrap on some terminals
            self._write("\r" + line.ljust(self.length))
            self.length = len(line)
        else:
            self._write("  ".join(parts) + "\n")

    def close(self) -> None:
        """End the line that is rewritten in place."""
        if self.in_place:
            self._write("\n")

    def _write(self, text):
        if self.stream is not None:
            try:
                self.stream.write(text)
                self.stream.flush()
            except (OSError, ValueError):  # a full disk, a closed terminal or pipe
                discard(self.stream)
                self.stream = None


def shortened(parts: list[str], width: int) -> str:
    """Join parts by two spaces into a line of at most `width` characters, without the parts that do not fit.

    The third part is the first to go, and then the last one; the first part is cut if it does not fit alone.

    >>> shortened(["epoch 3/9", "loss 1.000", "accuracy 0.500", "2 s left"], 32)
    'epoch 3/9  loss 1.000  2 s left'
    """
    parts = list(parts)
    while len(parts) > 1 and len("  ".join(parts)) > width:
        parts.pop(min(len(parts) - 1, 2))
    return "  ".join(parts)[: max(width, 0)]


def fit_with_progress(
    model: Model, X: "MatrixLike", y: "TargetsLike", epochs: int, quiet: bool, exact: bool = False, **settings: "Any"
) -> dict[str, list[float]]:
    """Train a model and print the progress, unless `quiet`.

    Args:
        exact: Whether every step is exact and rounded once; see `correct_rounding.training`.
        settings: Further arguments of `Model.fit`.

    Returns:
        The history of the training.
    """
    if exact:
        from ..correct_rounding.training import fit_exactly

        def fit(*arguments: "Any", **settings: "Any") -> dict[str, list[float]]:
            return fit_exactly(model, *arguments, **settings)
    else:
        fit = model.fit
    if quiet:
        return fit(X, y, epochs, **settings)
    progress = Progress(epochs, sys.stderr)
    try:
        return fit(X, y, epochs, callback=progress, **settings)
    finally:
        progress.close()
