"""Curves made of characters, with labelled axes: the curves of a training, and -log(p).

    print("\\n".join(curves(history)))

A figure is a list of lines. With `braille`, a character is a grid of 2 by 4 dots instead of a single one.
"""

from ..datasets import evenly_spaced
from ..elementary import exp, log
from ..losses.base import LEAST
from .ticks import axis_range, round_ticks, tick_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MARKS = "*."  # of the first and the second curve, without braille
DOTS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))  # DOTS[column][row from the top]: bits of U+2800 to U+28FF


def curves(
    history: "Mapping[str, Sequence[float]]", width: int = 61, height: int = 9, braille: bool = False
) -> list[str]:
    """Draw loss and accuracy over the epochs of a training, one below the other.

    Args:
        history: What `Model.fit` returns. Its validation figures, if there are any, become a second curve.
        width: The width in characters.
        height: The height of each chart in lines, without its x axis.
        braille: Whether to draw with braille characters.

    Returns:
        The lines of the figure.
    """
    lines = []
    for name in ("loss", "accuracy"):
        if name in history:
            series = [history[name]] + ([history["validation_" + name]] if "validation_" + name in history else [])
            high = (
                1.0 if name == "accuracy" else axis_range([0.0] + [value for values in series for value in values])[1]
            )
            epochs = [float(epoch) for epoch in range(len(series[0]))]
            x_range, y_range = (0.0, max(epochs[-1], 1.0)), (0.0, high)
            lines += [name] + chart(epochs, series, x_range, y_range, width, height, braille)
    return lines + [f"{'epoch':>{width}}"]


def minus_log(width: int = 61, height: int = 17, braille: bool = False) -> list[str]:
    """Draw the cross-entropy -log(p) of the true class's probability p, up to the upper bound that clipping sets.

    Args:
        width: The width in characters.
        height: The height in lines, without the x axis.
        braille: Whether to draw with braille characters.

    Returns:
        The lines of the figure.
    """
    most = -log(LEAST)
    losses = evenly_spaced(most, 0, 400)
    lines = chart([exp(-loss) for loss in losses], [losses], (0.0, 1.0), (0.0, 17.0), width, height, braille)
    note = f"p is clipped at {LEAST}, so that no loss is above {most:.3f}"
    return ["-log(p)"] + lines + [f"{'p':>{width}}", note]


def chart(
    xs: "Sequence[float]",
    series: "Sequence[Sequence[float]]",
    x_range: tuple[float, float],
    y_range: tuple[float, float],
    width: int,
    height: int,
    braille: bool = False,
) -> list[str]:
    """Draw one or two curves in a frame with labelled axes.

    Args:
        xs: The x coordinates of the points, in ascending order.
        series: The y coordinates of each curve.
        x_range: The lower and the upper end of the x axis.
        y_range: The lower and the upper end of the y axis.
        width: The width in characters, including the labels of the y axis.
        height: The height in lines, without the x axis.
        braille: Whether to draw with braille characters.

    Returns:
        The lines of the figure.

    >>> for line in chart([0.0, 1.0], [[0.0, 2.0]], (0.0, 1.0), (0.0, 2.0), 12, 5): print(line)
    2 |       **
      |     **
      |    *
      |  **
    0 |**
      +---------
       0       1
    """
    ticks = round_ticks(*y_range, most=max(height // 2, 2))
    margin = max(len(tick_text(value)) for value in ticks)
    columns = width - margin - 2
    dots_across, dots_down = (2, 4) if braille else (1, 1)
    curve_spans = [_column_spans(xs, ys, x_range, y_range, columns * dots_across, height * dots_down) for ys in series]
    tick_rows = [_row_of(value, y_range, height) for value in ticks]
    lines = []
    for row in range(height):
        text = tick_text(ticks[tick_rows.index(row)]) if row in tick_rows else ""
        cells = [_cell(curve_spans, column, row, braille) for column in range(columns)]
        lines.append(f"{text:>{margin}} |{''.join(cells)}".rstrip())
    lines.append(" " * (margin + 1) + "+" + "-" * columns)
    return lines + [" " * (margin + 2) + _x_labels(x_range, columns)]


def _column_spans(xs, ys, x_range, y_range, columns, rows):
    """Return the first and the last row of dots that a curve covers in each column of dots, or None."""
    spans = [None] * columns
    previous = None
    for x, y in zip(xs, ys):
        point = (x - x_range[0]) / (x_range[1] - x_range[0]) * (columns - 1), _row_of(y, y_range, rows)
        previous = previous or point
        steps = int(max(abs(point[0] - previous[0]), abs(point[1] - previous[1]))) + 1
        for step in range(steps + 1):
            column, row = [int(a + (b - a) * step / steps + 0.5) for a, b in zip(previous, point)]
            first, last = spans[column] or (row, row)
            spans[column] = min(first, row), max(last, row)
        previous = point
    return spans


def _row_of(value, y_range, rows):
    low, high = y_range
    return rows - 1 - int((value - low) / (high - low) * (rows - 1) + 0.5)


def _cell(curve_spans, column, row, braille):
    """Return one character: with braille the dots of all curves in it, else the mark of the first curve in it."""
    if not braille:
        for spans, mark in zip(curve_spans, MARKS):
            if spans[column] and spans[column][0] <= row <= spans[column][1]:
                return mark
        return " "
    bits = 0
    for curve, spans in enumerate(curve_spans):
        for dot in range(2):
            span = spans[2 * column + dot]
            if span and (curve == 0 or column % 2):  # every other column, so that the second curve is dashed
                for n in range(4):
                    if span[0] <= 4 * row + n <= span[1]:
                        bits |= DOTS[dot][n]
    return chr(0x2800 + bits) if bits else " "


def _x_labels(x_range, columns):
    """Return the labels of the x axis, each ending below its tick; labels that would overlap are left out."""
    low, high = x_range
    line = ""
    for value in round_ticks(low, high, most=max(columns // 10, 2)):
        text = tick_text(value)
        end = int((value - low) / (high - low) * (columns - 1) + 0.5) + 1
        if end >= len(line) + len(text) or not line:
            line = f"{line}{text:>{end - len(line)}}"
    return line
