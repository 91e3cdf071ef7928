"""The panels of the SVG figures: a frame with its data and its legend, as `(width, height, elements)` for `svg.page`.

Points and classes must have been validated; `svg_figures` does so.
"""

from ..datasets import evenly_spaced
from ..elementary import exp, log
from ..losses.base import LEAST
from ..validation.shapes import short_repr
from .svg import GAP, LIGHT, Frame, label, marker, number, shortened, text_width
from .ticks import axis_range

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..model import Model
    from ..types import Matrix
    from .svg import Panel

SIDE = 400  # pixels: the width and height of a square frame
WIDE = 480  # pixels: the width of a frame of curves
LEFT, TOP, BOTTOM = 60, 30, 46  # pixels: the margins of a frame, for its labels
GRID = 100  # the cells of a decision region in each direction


def scatter_panel(X: "Matrix", y: list[int], labels: "Sequence[str] | None", columns: "Sequence[str]") -> "Panel":
    """Return a panel with points, each in the colour and the shape of its class."""
    frame = _square_frame(X)
    elements = frame.axes(*map(shortened, columns)) + _markers(frame, X, y)
    return _with_legend(elements, _legend_entries(y, labels))


def _square_frame(X):
    """Return a square frame around the points, with a margin of 5 % on each side."""
    ranges = []
    for n in range(2):
        low, high = axis_range([x[n] for x in X])
        margin = (high - low) * 0.05
        ranges.append((low - margin, high + margin))
    return Frame(LEFT, TOP, SIDE, SIDE, *ranges)


def _markers(frame, X, y):
    elements = []
    for k in sorted(set(y)):
        elements += frame.points([x for x, j in zip(X, y) if j == k], k)
    return elements


def _legend_entries(y, labels):
    """Return `(k, name)` of each class in the legend; without labels, a single class needs none."""
    if labels is not None:
        return list(enumerate(labels))
    classes = sorted(set(y))
    return [(k, f"class {k}") for k in classes] if len(classes) > 1 else []


def _with_legend(elements, entries, heading=""):
    """Return a panel of one square frame with a legend to its right."""
    left = LEFT + SIDE + GAP
    texts = [shortened(text) for _, text in entries]
    heading = shortened(heading)
    legend = [label(left, TOP + 4, heading, "start")] if heading else []
    first = TOP + (26 if heading else 12)
    for row, ((k, _), text) in enumerate(zip(entries, texts)):
        y = first + 22 * row
        legend += [f'<g class="points fill{k % len(LIGHT)}">', marker(left + 5, y, k), "</g>"]
        legend.append(label(left + 18, y + 4.5, text, "start"))
    if not entries:
        return LEFT + SIDE, TOP + SIDE + BOTTOM, elements
    width = left + max(text_width(heading), *[18 + text_width(text) for text in texts])
    return width, max(TOP + SIDE + BOTTOM, first + 22 * len(entries)), elements + legend


def regions_panel(model: "Model", X: "Matrix", y: list[int]) -> "Panel":
    """Return a panel with the predicted class of each cell of a grid, and the data over it."""
    frame = _square_frame(X)
    columns = model.columns or ("x0", "x1")
    elements = []
    rows = []
    for row in range(GRID):
        x1 = frame.y_high - (row + 0.5) / GRID * (frame.y_high - frame.y_low)
        x0s = [frame.x_low + (n + 0.5) / GRID * (frame.x_high - frame.x_low) for n in range(GRID)]
        rows.append(model.predict_classes([[x0, x1] for x0 in x0s]))
    for k in sorted({k for row in rows for k in row}):
        path = "".join(_region_path(row, k, n) for n, row in enumerate(rows))
        elements.append(f'<path class="region fill{k % len(LIGHT)}" d="{path}"/>')
    elements += frame.axes(*map(shortened, columns)) + _markers(frame, X, y)
    return _with_legend(elements, _legend_entries(y, model.labels), model.target or "")


def _region_path(classes, k, row):
    """Return a path of rectangles over the runs of class k in one row of the grid."""
    cell = SIDE / GRID
    path = ""
    start = None
    for n, j in enumerate(classes + [None]):
        if j == k and start is None:
            start = n
        elif j != k and start is not None:
            left, top, width = LEFT + start * cell, TOP + row * cell, (n - start) * cell
            path += f"M{number(left)} {number(top)}h{number(width)}v{number(cell)}h{number(-width)}z"
            start = None
    return path


def curves_panel(history: "Mapping[str, Sequence[float]]") -> "Panel":
    """Return a panel with a frame for the loss and, for a classifier, one below it for the accuracy."""
    names = [name for name in ("loss", "accuracy") if name in history]
    if not names or not history[names[0]]:
        expected = "the loss or the accuracy of at least one epoch"
        raise ValueError(f"history must have {expected}, as Model.fit returns it, got {short_repr(history)}")
    height = (TOP + SIDE + BOTTOM) / len(names) - TOP - BOTTOM
    elements = []
    for n, name in enumerate(names):
        series = [history[name]] + ([history["validation_" + name]] if "validation_" + name in history else [])
        epochs = range(len(series[0]))
        high = 1.0 if name == "accuracy" else axis_range([0.0] + [value for values in series for value in values])[1]
        frame = Frame(LEFT, TOP + n * (height + TOP + BOTTOM), WIDE, height, (0, max(epochs[-1], 1)), (0.0, high))
        elements += frame.axes("epoch", name)
        for values, kind in zip(series, ("line0", "line1 dashed")):
            elements.append(frame.line(epochs, values, kind))
        if n == 0 and len(series) > 1:
            elements += _line_legend(frame, ("training data", "validation data"))
    return LEFT + WIDE, TOP + SIDE + BOTTOM, elements


def _line_legend(frame, texts):
    """Return a legend of two lines, above the upper right corner of a frame."""
    elements = []
    right = frame.left + frame.width
    for text, kind in zip(texts[::-1], ("line1 dashed", "line0")):
        left = right - text_width(text)
        elements.append(f'<path class="line {kind}" d="M{number(left - 36)} {number(frame.top - 14.5)}h28"/>')
        elements.append(label(left, frame.top - 10, text, "start"))
        right = left - 56
    return elements


def minus_log_panel() -> "Panel":
    """Return a panel with -log(p) for p from exp(-5) to 1."""
    frame = Frame(LEFT, TOP, SIDE, SIDE, (0.0, 1.0), (0.0, 5.0))
    losses = evenly_spaced(5, 0, 101)
    elements = frame.axes("p, the probability of the true class", "-log(p)")
    elements.append(frame.line([exp(-loss) for loss in losses], losses, "line0"))
    return LEFT + SIDE + GAP, TOP + SIDE + BOTTOM, elements


def clipped_minus_log_panel() -> "Panel":
    """Return a panel with -log(p) near 0; a straight line on a logarithmic axis, constant where p is clipped."""
    frame = Frame(LEFT, TOP, SIDE, SIDE, (-9, 0), (0.0, 22.0), decades=True)
    most = -log(LEAST)
    start = 1e-9
    elements = frame.axes("p, on a logarithmic axis", "-log(clip(p))")
    elements += [
        frame.line([start, LEAST], [-log(start), most], "note"),
        frame.line([start, LEAST, 1.0], [most, most, 0.0], "line0"),
        label(frame.x(3e-8), frame.y(-log(3e-8)) - 8, "without clipping", "start"),
        label(frame.x(LEAST) + 10, frame.y(most) + 4, f"clipped: at most {most:.3f}", "start"),
    ]
    return LEFT + SIDE + GAP, TOP + SIDE + BOTTOM, elements
