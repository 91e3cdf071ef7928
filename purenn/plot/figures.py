"""Pictures of data and of what is learnt from it, each as the text of an SVG file.

A picture of a training joins two of them: what the model makes of the plane, and how it came to that.
"""

from ..validation.shapes import as_matrix, shown
from ..datasets import evenly_spaced
from ..elementary import exp, log
from ..validation.entries import check_finite
from ..losses.categorical import LEAST
from .svg import GAP, LIGHT, Frame, label, marker, number, page, shortened, text_width
from .ticks import spread

SIDE = 400  # pixels of a square frame
WIDE = 480  # and across a frame of curves
LEFT, TOP, BOTTOM = 60, 30, 46  # the margins of a frame, for its labels
GRID = 100  # cells of a decision region, each way


def scatter(X, y, labels=None, columns=("x0", "x1")) -> str:
    """Draw points in the plane, each with the colour and the mark of its class.

    Shapes: X (samples, 2), y (samples) class indices; `labels` names the classes, `columns` the axes.
    """
    X = _plane(X)
    frame = _square(X)
    elements = frame.axes(*map(shortened, columns)) + _marked(frame, X, y)
    return page("Points of each class", [_with_legend(elements, _named(y, labels))])


def regions(model, X, y) -> str:
    """Draw which class a model gives each place of the plane, and the data on top of it.

    Shapes: X (samples, 2), y (samples) class indices; the model's own `labels` and `columns` name what is drawn.
    """
    return page("What the model makes of the plane", [_regions(model, X, y)])


def curves(history) -> str:
    """Draw loss and accuracy epoch by epoch, of a history that `Model.fit` has returned."""
    return page("Loss and accuracy by epoch", [_curves(history)])


def minus_log() -> str:
    """Draw -log(p), what the probability p of the true class costs, and how the clip bounds it near p = 0."""
    return page("The loss of a prediction: -log(p)", [_whole_minus_log(), _clipped_minus_log()])


def training_picture(model, X, y, history) -> str:
    """Draw the curves of a training and, of a classifier of points in the plane, its regions too."""
    panels = [_curves(history)]
    if len(X[0]) == 2 and "accuracy" in history:
        panels.insert(0, _regions(model, X, y))
    return page("A training", panels)


def _plane(X):
    X = as_matrix(X, "X", columns=2)
    check_finite(X, "X")
    return X


def _square(X):
    """A frame around the points, with a little air."""
    ranges = []
    for n in range(2):
        low, high = spread([x[n] for x in X])
        air = (high - low) * 0.05
        ranges.append((low - air, high + air))
    return Frame(LEFT, TOP, SIDE, SIDE, *ranges)


def _marked(frame, X, y):
    elements = []
    for k in sorted(set(y)):
        elements += frame.points([x for x, j in zip(X, y) if j == k], k)
    return elements


def _named(y, labels):
    """The classes that a legend must explain, each with its name."""
    if labels is not None:
        return list(enumerate(labels))
    classes = sorted(set(y))
    return [(k, f"class {k}") for k in classes] if len(classes) > 1 else []


def _with_legend(elements, named, heading=""):
    """A panel of one square frame and, to its right, under a heading, the mark of each class beside its name."""
    left = LEFT + SIDE + GAP
    texts = [shortened(text) for _, text in named]
    heading = shortened(heading)
    legend = [label(left, TOP + 4, heading, "start")] if heading else []
    first = TOP + (26 if heading else 12)
    for row, ((k, _), text) in enumerate(zip(named, texts)):
        y = first + 22 * row
        legend += [f'<g class="points fill{k % len(LIGHT)}">', marker(left + 5, y, k), "</g>"]
        legend.append(label(left + 18, y + 4.5, text, "start"))
    if not named:
        return LEFT + SIDE, TOP + SIDE + BOTTOM, elements
    width = left + max(text_width(heading), *[18 + text_width(text) for text in texts])
    return width, max(TOP + SIDE + BOTTOM, first + 22 * len(named)), elements + legend


def _regions(model, X, y):
    X = _plane(X)
    frame = _square(X)
    columns = model.columns or ("x0", "x1")
    elements = []
    rows = []
    for row in range(GRID):
        x1 = frame.y_high - (row + 0.5) / GRID * (frame.y_high - frame.y_low)
        across = [frame.x_low + (n + 0.5) / GRID * (frame.x_high - frame.x_low) for n in range(GRID)]
        rows.append(model.predict_classes([[x0, x1] for x0 in across]))
    for k in sorted({k for row in rows for k in row}):
        runs = "".join(_runs(row, k, n) for n, row in enumerate(rows))
        elements.append(f'<path class="region fill{k % len(LIGHT)}" d="{runs}"/>')
    elements += frame.axes(*map(shortened, columns)) + _marked(frame, X, y)
    return _with_legend(elements, _named(y, model.labels), model.target or "")


def _runs(classes, k, row):
    """The places of class k in one row of the grid, as rectangles of a path."""
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


def _curves(history):
    """A panel of one frame for the loss and, of a classifier, one under it for the accuracy."""
    names = [name for name in ("loss", "accuracy") if name in history]
    if not names:
        raise ValueError(f"history must have a loss or an accuracy, as Model.fit returns it, got {shown(history)}")
    height = (TOP + SIDE + BOTTOM) / len(names) - TOP - BOTTOM
    elements = []
    for n, name in enumerate(names):
        series = [history[name]] + ([history["validation_" + name]] if "validation_" + name in history else [])
        epochs = range(len(series[0]))
        high = 1.0 if name == "accuracy" else spread([0.0] + [value for values in series for value in values])[1]
        frame = Frame(LEFT, TOP + n * (height + TOP + BOTTOM), WIDE, height, (0, max(epochs[-1], 1)), (0.0, high))
        elements += frame.axes("epoch", name)
        for values, kind in zip(series, ("line0", "line1 dashed")):
            elements.append(frame.line(epochs, values, kind))
        if n == 0 and len(series) > 1:
            elements += _key(frame, ("data trained on", "data held back"))
    return LEFT + WIDE, TOP + SIDE + BOTTOM, elements


def _key(frame, texts):
    """What the lines of a frame are, in its upper right corner, beside the name of the axis."""
    elements = []
    right = frame.left + frame.width
    for text, kind in zip(texts[::-1], ("line1 dashed", "line0")):
        left = right - text_width(text)
        elements.append(f'<path class="line {kind}" d="M{number(left - 36)} {number(frame.top - 14.5)}h28"/>')
        elements.append(label(left, frame.top - 10, text, "start"))
        right = left - 56
    return elements


def _whole_minus_log():
    frame = Frame(LEFT, TOP, SIDE, SIDE, (0.0, 1.0), (0.0, 5.0))
    losses = evenly_spaced(5, 0, 101)
    return (
        LEFT + SIDE + GAP,
        TOP + SIDE + BOTTOM,
        frame.axes("p, the probability of the true class", "-log(p)")
        + [frame.line([exp(-loss) for loss in losses], losses, "line0")],
    )


def _clipped_minus_log():
    """The same near 0: on a logarithmic axis -log(p) is straight, and where p is clipped it is level."""
    frame = Frame(LEFT, TOP, SIDE, SIDE, (-9, 0), (0.0, 22.0), decades=True)
    most = -log(LEAST)
    start = 1e-9
    elements = frame.axes("p, on a logarithmic axis", "-log(clip(p))")
    elements += [
        frame.line([start, LEAST], [-log(start), most], "note"),
        frame.line([start, LEAST, 1.0], [most, most, 0.0], "line0"),
        label(frame.x(3e-8), frame.y(-log(3e-8)) - 8, "without the clip", "start"),
        label(frame.x(LEAST) + 10, frame.y(most) + 4, f"clipped: never more than {most:.3f}", "start"),
    ]
    return LEFT + SIDE + GAP, TOP + SIDE + BOTTOM, elements
