"""Curves made of characters, with round numbers at their axes: the loss as it falls, and -log(p).

A character of braille has eight dots; where there is no braille, a character is one dot.
"""

from ..datasets import evenly_spaced
from ..elementary import exp, log
from ..losses.categorical import LEAST
from .ticks import round_ticks, spread, tick_text

MARKS = "*."  # of the first and the second curve, without braille
DOTS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))  # of a character of braille: column, then row from the top


def curves(history, width: int = 61, height: int = 9, braille: bool = False) -> list[str]:
    """Draw loss and accuracy epoch by epoch, of a history that `Model.fit` has returned, one above the other.

    A second, broken curve is that of the validation data.
    """
    lines = []
    for name in ("loss", "accuracy"):
        if name in history:
            series = [history[name]] + ([history["validation_" + name]] if "validation_" + name in history else [])
            high = 1.0 if name == "accuracy" else spread([0.0] + [value for values in series for value in values])[1]
            epochs = [float(epoch) for epoch in range(len(series[0]))]
            x_range, y_range = (0.0, max(epochs[-1], 1.0)), (0.0, high)
            lines += [name] + chart(epochs, series, x_range, y_range, width, height, braille)
    return lines + [f"{'epoch':>{width}}"]


def minus_log(width: int = 61, height: int = 17, braille: bool = False) -> list[str]:
    """Draw -log(p), what the probability p of the true class costs, up to where the clip ends it."""
    most = -log(LEAST)
    losses = evenly_spaced(most, 0, 400)
    curve = chart([exp(-loss) for loss in losses], [losses], (0.0, 1.0), (0.0, 17.0), width, height, braille)
    note = f"p is clipped at {LEAST}, so that no loss is above {most:.3f}"
    return ["-log(p)"] + curve + [f"{'p':>{width}}", note]


def chart(xs, series, x_range, y_range, width: int, height: int, braille: bool = False) -> list[str]:
    """Draw curves through the points of one or two series over ascending `xs`, in so many characters.

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
    across, down = (2, 4) if braille else (1, 1)
    grids = [_dots(xs, ys, x_range, y_range, columns * across, height * down) for ys in series]
    rows = [_row_of(value, y_range, height) for value in ticks]
    lines = []
    for row in range(height):
        text = tick_text(ticks[rows.index(row)]) if row in rows else ""
        cells = [_cell(grids, column, row, braille) for column in range(columns)]
        lines.append(f"{text:>{margin}} |{''.join(cells)}".rstrip())
    lines.append(" " * (margin + 1) + "+" + "-" * columns)
    return lines + [" " * (margin + 2) + _x_axis(x_range, columns)]


def _dots(xs, ys, x_range, y_range, columns, rows):
    """For each column of dots the first and last row that the curve passes there; None where it does not."""
    spans = [None] * columns
    before = None
    for x, y in zip(xs, ys):
        place = (x - x_range[0]) / (x_range[1] - x_range[0]) * (columns - 1), _row_of(y, y_range, rows)
        before = before or place
        steps = int(max(abs(place[0] - before[0]), abs(place[1] - before[1]))) + 1
        for step in range(steps + 1):
            column, row = [int(a + (b - a) * step / steps + 0.5) for a, b in zip(before, place)]
            first, last = spans[column] or (row, row)
            spans[column] = min(first, row), max(last, row)
        before = place
    return spans


def _row_of(value, y_range, rows):
    low, high = y_range
    return rows - 1 - int((value - low) / (high - low) * (rows - 1) + 0.5)


def _cell(grids, column, row, braille):
    """The character at a place: with braille all dots of all curves, else the mark of the first curve there."""
    if not braille:
        for spans, mark in zip(grids, MARKS):
            if spans[column] and spans[column][0] <= row <= spans[column][1]:
                return mark
        return " "
    bits = 0
    for curve, spans in enumerate(grids):
        for dot in range(2):
            span = spans[2 * column + dot]
            if span and (curve == 0 or column % 2):  # the second curve is broken
                for n in range(4):
                    if span[0] <= 4 * row + n <= span[1]:
                        bits |= DOTS[dot][n]
    return chr(0x2800 + bits) if bits else " "


def _x_axis(x_range, columns):
    """The labels of the x axis, each with its last character under its place, as far as there is room."""
    low, high = x_range
    line = ""
    for value in round_ticks(low, high, most=max(columns // 10, 2)):
        text = tick_text(value)
        end = int((value - low) / (high - low) * (columns - 1) + 0.5) + 1
        if end >= len(line) + len(text) or not line:
            line = f"{line}{text:>{end - len(line)}}"
    return line
