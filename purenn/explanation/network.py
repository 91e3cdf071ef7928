"""A drawing of a network with the numbers of one sample: neurons with their outputs, and weights as lines.

    svg = network(model, X[7], explain(model, X, y, 7), digits=6)

The labels have a background and are drawn after all lines, so that no line crosses a number. Each is placed along its
line where it covers no other label.
"""

from ..matrix import total
from ..numbers.formula import format_value
from ..plot.svg import label, number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..model import Model
    from ..types import Row
    from .steps import Explanation

    Box = tuple[float, float, float, float]  # left, top, right, bottom

COLUMN = 300  # pixels from one layer of the drawing to the next
ROW, LEAST_ROW = 72, 22  # pixels from one neuron to the next; with less than ROW, neurons have only tooltips
MOST_LABELS = 30  # with more weights than this, the lines have only tooltips
LETTER, LINE = 6.8, 15  # pixels of a character of a label
FRACTIONS = [n / 50 for n in range(9, 41)]  # of the length of a line, at which its label may be


def network(model: "Model", x: "Row", steps: "Explanation", digits: int) -> str:
    """Draw the layers with weights as columns of neurons with their outputs, and the weights as lines.

    Args:
        model: The model.
        x: The inputs of the sample.
        steps: All steps of the sample.
        digits: The number of significant digits.
    """
    columns, matrices = _columns(model, x, steps)
    tallest = max(len(values) for _, values in columns)
    span = max(ROW * min(tallest, 8), LEAST_ROW * tallest)
    rows = [min(ROW, span / len(values)) for _, values in columns]
    width, height = COLUMN * (len(columns) - 1) + 120, span + 40
    edges, texts, nodes = [], [], []
    boxes: "list[Box]" = []  # of the labels
    are_labelled = total(len(matrix) * len(matrix[0]) for matrix in matrices) <= MOST_LABELS
    largest = max([abs(w) for matrix in matrices for row in matrix for w in row] + [1e-300])

    def position(column, n):
        return 60 + COLUMN * column, 20 + span / 2 + rows[column] * (n + 0.5 - len(columns[column][1]) / 2)

    for c, (name, values) in enumerate(columns):
        for n, value in enumerate(values):
            cx, cy = position(c, n)
            if rows[c] == ROW:
                for dy, text in ((-14, f"{name}[{n}]"), (24, format_value(value, min(digits, 4)))):
                    boxes.append(_box(cx, cy + dy, text))
                    texts.append(_on_background(cx, cy + dy, text))
            nodes.append(
                f'<circle class="node" cx="{number(cx)}" cy="{number(cy)}" r="{9 if rows[c] == ROW else 5}">'
                f"<title>{name}[{n}] = {format_value(value, digits)}</title></circle>"
            )
    for c, matrix in enumerate(matrices):
        for i, row in enumerate(matrix):
            for j, w in enumerate(row):
                (x0, y0), (x1, y1) = position(c, i), position(c + 1, j)
                edges.append(
                    f'<path class="edge {"negative" if w < 0 else "positive"}" stroke-width="'
                    f'{number(0.5 + 4 * abs(w) / largest)}" d="M{number(x0)} {number(y0)}L{number(x1)} {number(y1)}">'
                    f"<title>w{c + 1}[{i}][{j}] = {format_value(w, digits)}</title></path>"
                )
                if are_labelled:
                    text = format_value(w, min(digits, 3))
                    # Lines cross less often where labels of the same neuron are at the same fraction.
                    preferred = 0.22 + 0.52 * j / max(1, len(row) - 1)
                    places = [
                        (x0 + (x1 - x0) * fraction, y0 + (y1 - y0) * fraction + 4)
                        for fraction in sorted(FRACTIONS, key=lambda fraction: abs(fraction - preferred))
                    ]
                    text_x, text_y = min(places, key=lambda place: _covered(_box(place[0], place[1], text), boxes))
                    boxes.append(_box(text_x, text_y, text))
                    texts.append(_on_background(text_x, text_y, text))
    return (
        f'<figure><svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}"><title>The network and its weights</title>'
        + "".join(edges + texts + nodes)
        + "</svg></figure>"
    )


def _box(x: float, y: float, text: str) -> "Box":
    """Return the box of a label whose middle is at x and whose baseline is at y."""
    half = LETTER * len(text) / 2 + 2
    return x - half, y - LINE + 4, x + half, y + 4


def _covered(box: "Box", boxes: "list[Box]") -> float:
    """Return the area of a box that others cover."""
    left, top, right, bottom = box
    return total(
        max(0.0, min(right, other[2]) - max(left, other[0])) * max(0.0, min(bottom, other[3]) - max(top, other[1]))
        for other in boxes
    )


def _on_background(x: float, y: float, text: str) -> str:
    """Return text on a rectangle of the background colour."""
    left, top, right, bottom = _box(x, y, text)
    back = f'<rect class="back" x="{number(left)}" y="{number(top)}" width="{number(right - left)}" height="{LINE}"/>'
    return back + label(x, y, text, "middle value")


def _columns(model, x, steps):
    """Return `(name, values)` of the inputs and of the outputs of each layer with weights, and the weights.

    The outputs are those after the activation, if that has as many as the layer.
    """
    columns, matrices = [("x", x)], []
    for n, layer in enumerate(model.layers, 1):
        outputs = [
            step for step in steps if step.layer == n and step.neuron is not None and step.section.startswith("Layer")
        ]
        column = (outputs[0].name.split("[")[0], [step.value for step in outputs])
        if hasattr(layer, "weights"):
            columns.append(column)
            matrices.append(layer.weights)
        elif len(column[1]) == len(columns[-1][1]):
            columns[-1] = column
    return columns, matrices
