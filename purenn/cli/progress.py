"""Progress of a long computation on standard error, with the time left.

progress = EpochProgress(epochs=200, stream=sys.stderr)
model.fit(X, y, epochs=200, callback=progress)
progress.close()
"""

import sys
import time
from contextlib import contextmanager

from ..training import Training
from .screen import is_terminal, terminal_width
from .streams import discard

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TextIO

SECONDS = 10.0  # at most, between two lines that are not rewritten in place
FIRST_SECONDS = 1.0  # before the first line


class Progress:
    """A line of text that says how far a computation has got.

    Work of less than a second shows no line. Then, on a terminal it rewrites one line in place, no longer than
    the terminal is wide; otherwise it prints a line every tenth of the work, and every 10 seconds. When a line cannot
    be written, it prints no more.

    Args:
        stream: Where to print; None for a standard stream that was closed before the program started, or for nothing.
    """

    delay: float = FIRST_SECONDS

    def __init__(self, stream: "TextIO | None") -> None:
        self.stream: "TextIO | None" = stream
        self.in_place: bool = is_terminal(stream)
        self.started: float = time.perf_counter()
        self.printed: float = self.started
        self.first: "float | None" = None  # the fraction that was done when it was first shown
        self.tenths: int = 0
        self.length: int = 0  # of the line that is rewritten in place

    def show(self, done: float, parts: list[str]) -> None:
        """Print the parts and the time left if an update is due.

        Args:
            done: The fraction of the work that is done, in [0, 1].
            parts: What to print before the time left.
        """
        if self.stream is None:
            return
        now = time.perf_counter()
        self.first = done if self.first is None else self.first
        tenths = int(done * 10 + 1e-9)
        waited = now - self.printed
        if self.in_place:
            due = waited > 0.1 or done == 1
        else:
            due = tenths > self.tenths or waited > (FIRST_SECONDS if self.printed == self.started else SECONDS)
        if not due or now - self.started < self.delay:
            return
        self.printed, self.tenths = now, tenths
        begun = done - self.first
        parts = [*parts, f"{(now - self.started) / begun * (1 - done):.0f} s left"] if begun else parts
        if self.in_place:
            line = shortened(parts, terminal_width(self.stream) - 1)  # a full line would wrap on some terminals
            self._write("\r" + line.ljust(self.length))
            self.length = len(line)
        else:
            self._write("  ".join(parts) + "\n")

    def close(self) -> None:
        """End the line that is rewritten in place."""
        if self.in_place and self.length:
            self._write("\n")

    def _write(self, text):
        if self.stream is not None:
            try:
                self.stream.write(text)
                self.stream.flush()
            except (OSError, ValueError):  # a full disk, a closed terminal or pipe
                discard(self.stream)
                self.stream = None


@contextmanager
def progress_of(what: str, quiet: bool = False) -> "Iterator[Callable[[float], None]]":
    """Return a function that shows the fraction of a computation that is done on standard error, within a `with` block.

    Args:
        what: What is done, as in "40 % read".
        quiet: Whether to show nothing.
    """
    progress = Progress(None if quiet else sys.stderr)
    try:
        yield lambda done: progress.show(done, [f"{done:.0%} {what}"])
    finally:
        progress.close()


class EpochProgress(Progress):
    """A callback for `Model.fit` that prints epoch, loss, accuracy and the time left, however short the training is.

    Args:
        epochs: How many epochs the training has at most.
        stream: As for `Progress`.
        done: How many it has made already.
    """

    delay: float = 0.0

    def __init__(self, epochs: int, stream: "TextIO | None", done: int = 0) -> None:
        super().__init__(stream)
        self.epochs: int = epochs
        self.first: "float | None" = done / epochs

    def within(self, epoch: int, fraction: float) -> None:
        """Print how far an epoch has got if an update is due, but not at its end, of which the figures are printed."""
        if fraction < 1:
            self.show((epoch + fraction) / self.epochs, [f"epoch {epoch + 1}/{self.epochs}", f"{fraction:.0%} of it"])

    def __call__(self, epoch: int, figures: dict[str, float]) -> None:
        """Print the figures of an epoch if an update is due."""
        done = epoch + 1
        parts = [f"epoch {done}/{self.epochs}", f"loss {figures['loss']:.3f}"]
        if "validation_loss" in figures:
            parts.append(f"validation loss {figures['validation_loss']:.3f}")
        if "accuracy" in figures:
            parts.append(f"accuracy {figures['accuracy']:.3f}")
        self.show(done / self.epochs, parts)


def watched(training: "type[Training]", progress: EpochProgress) -> "type[Training]":
    """Return a kind of training like another one that shows its progress within epochs too."""

    class Watched(training):  # type: ignore[misc, valid-type]
        def batch_done(self, epoch: int, samples: int) -> None:
            progress.within(epoch, samples / len(self.X))

    return Watched


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
