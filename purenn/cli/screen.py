"""What a stream can show: how large a picture, and in which characters.

Where it does not say, it is taken for a plain one of the usual size.
"""

import shutil


def picture_size() -> tuple:
    """`(width, height)` of a square picture that the terminal shows whole; two characters are about as high as wide."""
    columns, lines = shutil.get_terminal_size(fallback=(61, 31))
    width = max(min(columns, 2 * lines - 1), 11)
    return width, (width + 1) // 2


def chart_width() -> int:
    """The width of a chart: that of the terminal, as far as curves gain by it."""
    return max(min(shutil.get_terminal_size(fallback=(61, 31)).columns, 100), 30)


def has_braille(stream) -> bool:
    """Whether the stream's encoding can carry braille and half blocks."""
    try:
        "\u28ff\u2580".encode(getattr(stream, "encoding", None) or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
