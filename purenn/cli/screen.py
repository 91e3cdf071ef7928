"""What the terminal can display: the size of a picture, and whether Unicode block characters can be printed.

Where the terminal does not report a size, 61 x 31 characters are assumed.
"""

import os
import shutil
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

USUAL_WIDTH = 80


def picture_size() -> tuple[int, int]:
    """Return `(width, height)` of a square picture that fits the terminal.

    A character is about twice as high as wide, so the width is twice the height.
    """
    columns, lines = shutil.get_terminal_size(fallback=(61, 31))
    width = max(min(columns, 2 * lines - 1), 11)
    return width, (width + 1) // 2


def chart_width() -> int:
    """Return the width of a chart: that of the terminal, within 30..100 characters."""
    return max(min(shutil.get_terminal_size(fallback=(61, 31)).columns, 100), 30)


def text_width() -> "int | None":
    """Return the width that lines on standard output should not exceed; None for a file or a pipe."""
    return terminal_width(sys.stdout) if "COLUMNS" in os.environ or is_terminal(sys.stdout) else None


def terminal_width(stream: "TextIO") -> int:
    """Return the width of the terminal that a stream writes to; `shutil` asks that of standard output only."""
    if "COLUMNS" not in os.environ:
        try:
            return os.get_terminal_size(stream.fileno()).columns or USUAL_WIDTH  # 0 if the terminal does not know
        except (OSError, ValueError, AttributeError):
            pass
    return shutil.get_terminal_size(fallback=(USUAL_WIDTH, 24)).columns


def is_terminal(stream: "TextIO | None") -> bool:
    """Return whether a stream writes to a terminal; a stream that is closed or None does not."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False


def has_braille(stream: object) -> bool:
    """Return whether the encoding of an output stream has braille and half-block characters."""
    try:
        "\u28ff\u2580".encode(getattr(stream, "encoding", None) or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
