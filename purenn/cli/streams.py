"""Standard output and standard error, which may be closed or on a full disk.

    report("progress cannot be written")

A line for standard error that cannot be written is dropped: no command fails because nobody can read its messages.
This module is imported at the start of the program, so it imports little, and nothing that MicroPython lacks.
"""

import os
import sys

from ..display import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

LONGEST = 2000  # characters of a line on standard error


def report(message: str) -> None:
    """Print one line on standard error, beginning with `purenn: `; control characters in it are escaped."""
    if sys.stderr is None:  # closed before the program started; print() would take standard output instead
        return
    try:
        print("purenn: " + printable(message, LONGEST), file=sys.stderr)
        sys.stderr.flush()  # on PyPy a full disk shows only here
    except (OSError, ValueError):
        discard(sys.stderr)


def finish_output() -> "OSError | None":
    """Flush standard output; return the error if that fails, after which nothing more is written."""
    try:
        sys.stdout.flush()
    except OSError as error:
        discard(sys.stdout)
        return error
    except (ValueError, AttributeError):  # it has been closed, or is none that can be flushed
        pass
    return None


def discard(stream: "TextIO") -> None:
    """Redirect a stream to the null device, so that flushing it at exit raises no second error.

    A stream that is no file of the operating system, as in a notebook, is left alone.
    """
    try:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())
        os.close(null)
    except (OSError, ValueError, AttributeError):
        pass
