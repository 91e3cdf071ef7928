"""An explanation as one page for a browser: the network and its weights, the loss on its curve, and every step.

The page fetches nothing, folds its steps by layer, and suits light and dark, a wide screen and a phone.
"""

from ..elementary import log
from ..losses.categorical import LEAST, MOST
from ..matrix.loops import total
from ..numbers.traced import shown
from ..plot.svg import DARK, LIGHT, Frame, escape, label, marker, number, style

COLUMN = 300  # pixels from one layer of the drawing to the next
ROW, LEAST_ROW = 72, 22  # and from one neuron to the next; of many neurons each tells its value when pointed at
MOST_LABELS = 30  # so many weights can stand beside their lines; of more, each line tells its own when pointed at

STYLE = """
:root{color-scheme:light dark;--ink:#222;--paper:#fff;--faint:#ddd;--box:#f6f7f9}
@media(prefers-color-scheme:dark){:root{--ink:#ddd;--paper:#16191d;--faint:#3a3f45;--box:#1e2329}}
body{margin:0 auto;padding:1rem;max-width:60rem;font:16px/1.5 system-ui,sans-serif;color:var(--ink);
background:var(--paper)}
h1{font-size:1.4rem;margin:.2rem 0}h2{font-size:1.1rem;margin:1.4rem 0 .4rem}
figure{margin:0;overflow-x:auto}.fits{max-width:100%;height:auto}
details{border:1px solid var(--faint);border-radius:6px;margin:.5rem 0}
summary{padding:.5rem .8rem;cursor:pointer;font-weight:600}
pre{margin:0;padding:.6rem .8rem;background:var(--box);font:13px/1.5 ui-monospace,monospace;white-space:pre-wrap;
overflow-wrap:anywhere;border-radius:0 0 6px 6px}
.node{fill:var(--box);stroke:var(--ink)}.positive{stroke:LIGHT0}.negative{stroke:LIGHT3;stroke-dasharray:6 3}
.edge{fill:none}.value{font-size:11px}.halo{paint-order:stroke;stroke:var(--paper);stroke-width:4px}
@media(prefers-color-scheme:dark){.positive{stroke:DARK0}.negative{stroke:DARK3}}
"""


def page(model, X, y, sample: int, steps, shown_steps, digits: int = 6) -> str:
    """The page of one sample: `steps` are all of `explain`, and `shown_steps` those that it tells."""
    values = {step.name: step.value for step in steps}
    loss = values[f"L[{sample}]"]
    title = f"Sample {sample} through the network"
    colours = STYLE
    for name, palette in (("LIGHT", LIGHT), ("DARK", DARK)):
        for n in (0, 3):
            colours = colours.replace(f"{name}{n}", palette[n])
    lines = [
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"/>',
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>',
        f"<title>{escape(title)}</title><style>{colours}{style()}</style></head><body>",
        f"<h1>{escape(title)}</h1>",
        f"<p>It is of class {escape(str(y[sample]))}, and costs {shown(loss, digits)}; the whole batch of {len(X)} "
        f"costs {shown(values['L'], digits)} on average. Every number below is the network's own.</p>",
        "<h2>The network</h2>",
        network(model, X[sample], steps, digits),
        "<p>A solid line is a weight above 0, a dashed one a weight below 0; the wider, the larger.</p>",
    ]
    if type(y[sample]) is int:
        p = values[f"p[{sample}][{y[sample]}]"]
        lines += ["<h2>The loss</h2>", loss_curve(p, loss, digits)]
    lines.append("<h2>Step by step</h2>")
    lines += _folded(shown_steps, digits)
    return "\n".join(lines + ["</body></html>", ""])


def _folded(steps, digits):
    """The steps under a heading for each section that opens and closes."""
    lines = []
    section = None
    for step in steps:
        if step.section != section:
            opened = "" if "Back" in step.section else ' open=""'
            lines += ["</pre></details>"] if lines else []
            lines.append(f"<details{opened}><summary>{escape(step.section)}</summary><pre>")
            section = step.section
        first, *rest = [escape(line) for line in step.lines(digits)]
        lines.append("<span>" + "\n    ".join([first] + rest) + "</span>\n")
    return lines + (["</pre></details>"] if lines else [])


def network(model, x, steps, digits: int) -> str:
    """The layers with weights as columns of neurons, each with what it gives on, and the weights as lines."""
    columns, matrices = _columns(model, x, steps)
    tallest = max(len(values) for _, values in columns)
    span = max(ROW * min(tallest, 8), LEAST_ROW * tallest)
    rows = [min(ROW, span / len(values)) for _, values in columns]
    width, height = COLUMN * (len(columns) - 1) + 120, span + 40
    edges, texts, nodes = [], [], []
    labelled = total(len(matrix) * len(matrix[0]) for matrix in matrices) <= MOST_LABELS
    largest = max([abs(w) for matrix in matrices for row in matrix for w in row] + [1e-300])

    def place(column, n):
        return 60 + COLUMN * column, 20 + span / 2 + rows[column] * (n + 0.5 - len(columns[column][1]) / 2)

    for c, matrix in enumerate(matrices):
        for i, row in enumerate(matrix):
            for j, w in enumerate(row):
                (x0, y0), (x1, y1) = place(c, i), place(c + 1, j)
                told = f"w{c + 1}[{i}][{j}] = {shown(w, digits)}"
                edges.append(
                    f'<path class="edge {"negative" if w < 0 else "positive"}" stroke-width="'
                    f'{number(0.5 + 4 * abs(w) / largest)}" d="M{number(x0)} {number(y0)}L{number(x1)} {number(y1)}">'
                    f"<title>{told}</title></path>"
                )
                if labelled:  # nearer to its start the lower the line ends, so that crossing lines keep apart
                    share = 0.22 + 0.52 * j / max(1, len(row) - 1)
                    texts.append(_haloed(x0 + (x1 - x0) * share, y0 + (y1 - y0) * share + 4, shown(w, min(digits, 3))))
    for c, (name, values) in enumerate(columns):
        for n, value in enumerate(values):
            cx, cy = place(c, n)
            nodes.append(
                f'<circle class="node" cx="{number(cx)}" cy="{number(cy)}" r="{9 if rows[c] == ROW else 5}">'
                f"<title>{name}[{n}] = {shown(value, digits)}</title></circle>"
            )
            if rows[c] == ROW:
                nodes.append(_haloed(cx, cy - 14, f"{name}[{n}]"))
                nodes.append(_haloed(cx, cy + 24, shown(value, min(digits, 4))))
    return (
        f'<figure><svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}"><title>The network and its weights</title>'
        + "".join(edges + texts + nodes)
        + "</svg></figure>"
    )


def _haloed(x, y, text):
    return label(x, y, text, "middle halo value")


def _columns(model, x, steps):
    """`(name, values)` of the inputs and of what each layer with weights gives on; and the matrices between them."""
    columns, matrices = [("x", x)], []
    for n, layer in enumerate(model.layers, 1):
        told = [
            step for step in steps if step.layer == n and step.neuron is not None and step.section.startswith("Layer")
        ]
        column = (told[0].name.split("[")[0], [step.value for step in told])
        if hasattr(layer, "weights"):
            columns.append(column)
            matrices.append(layer.weights)
        elif len(column[1]) == len(columns[-1][1]):
            columns[-1] = column
    return columns, matrices


def loss_curve(p, loss, digits: int) -> str:
    """-log(p), with this sample on it and, on a logarithmic axis that shows them, the bounds of the clip."""
    frame = Frame(48, 36, 420, 260, (-9, 0), (0.0, 20.0), decades=True)
    most = -log(LEAST)
    x, y = frame.x(max(p, 1e-9)), frame.y(loss)
    # The line falls to the right: beneath it there is room to the left of a point, above it to the right.
    right = x > frame.left + frame.width / 2
    beside, anchor = (min(y + 5, frame.top + frame.height - 6), "end") if right else (y - 10, "start")
    elements = frame.axes("p, what the network gives the true class (logarithmic)", "-log(clip(p))")
    elements += [
        frame.line([1e-9, LEAST, 1.0], [most, most, 0.0], "line0"),
        f'<path class="note" d="M{number(frame.x(LEAST))} {number(frame.top)}V{number(frame.top + frame.height)}"/>',
        f'<path class="note" d="M{number(frame.x(MOST))} {number(frame.top)}V{number(frame.top + frame.height)}"/>',
        label(frame.x(LEAST) + 8, frame.y(18.5), f"clipped below {LEAST:g}", "start"),
        label(frame.x(MOST) - 8, frame.y(18.5), "clipped above 1 - 1e-7", "end"),
        '<g class="points fill3">' + marker(x, y, 0) + "</g>",
        label(x + (-14 if right else 14), beside, f"p = {shown(p, digits)}, loss {shown(loss, digits)}", anchor),
    ]
    return (
        '<figure><svg class="fits" xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 490 352" width="490">'
        "<title>The loss of this sample on the curve of -log(p)</title>" + "".join(elements) + "</svg></figure>"
    )
