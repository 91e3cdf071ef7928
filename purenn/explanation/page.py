"""An explanation as one HTML page: a drawing of the network, the loss on its curve, and all steps.

    steps = explain(model, X, y, sample=7)
    text = page(model, X, y, 7, steps, steps)

The page loads nothing else, and adapts to a light or dark background and to the width of the screen. Its steps are
folded by section.
"""

from ..elementary import log
from ..losses.base import LEAST, MOST
from ..numbers.formula import format_value
from ..plot.svg import DARK, LIGHT, Frame, escape, label, marker, number, style
from .network import network

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..model import Model
    from ..types import Matrix, Targets
    from .steps import Explanation, Step

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
.edge{fill:none}.value{font-size:11px}.back{fill:var(--paper)}
@media(prefers-color-scheme:dark){.positive{stroke:DARK0}.negative{stroke:DARK3}}
"""


def page(
    model: "Model",
    X: "Matrix",
    y: "Targets",
    sample: int,
    steps: "Explanation",
    listed_steps: "Sequence[Step]",
    digits: int = 6,
) -> str:
    """Return the page of one sample.

    Args:
        model: The model, a classifier.
        X: The inputs, (samples, inputs).
        y: The targets.
        sample: The index of the sample.
        steps: All steps of the sample, as `explain` returns them.
        listed_steps: The steps to list.
        digits: The number of significant digits.
    """
    loss, mean_loss = steps[f"L[{sample}]"].value, steps["L"].value
    title = f"Sample {sample} through the network"
    colours = STYLE
    for name, palette in (("LIGHT", LIGHT), ("DARK", DARK)):
        for n in (0, 3):
            colours = colours.replace(f"{name}{n}", palette[n])
    summary = (
        f"Its true class is {escape(str(y[sample]))}, and its loss is {format_value(loss, digits)}. The mean loss of "
        f"all {len(X)} samples is {format_value(mean_loss, digits)}. The model itself computes every number below."
    )
    lines = [
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"/>',
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>',
        f"<title>{escape(title)}</title><style>{colours}{style()}</style></head><body>",
        f"<h1>{escape(title)}</h1>",
        f"<p>{summary}</p>",
        "<h2>The network</h2>",
        network(model, X[sample], steps, digits),
        "<p>Solid lines are weights above 0, dashed lines weights below 0; the wider, the larger.</p>",
    ]
    true_class = y[sample]
    if isinstance(true_class, int):
        p = steps[f"p[{sample}][{true_class}]"].value
        lines += ["<h2>The loss</h2>", loss_curve(p, loss, digits)]
    lines.append("<h2>Step by step</h2>")
    lines += _folded(listed_steps, digits)
    return "\n".join(lines + ["</body></html>", ""])


def _folded(steps, digits):
    """Return the steps as elements that open and close, one for each section."""
    lines = []
    section = None
    for step in steps:
        if step.section != section:
            is_open = "" if "Back" in step.section else ' open=""'
            lines += ["</pre></details>"] if lines else []
            lines.append(f"<details{is_open}><summary>{escape(step.section)}</summary><pre>")
            section = step.section
        first, *rest = [escape(line) for line in step.lines(digits)]
        lines.append("<span>" + "\n    ".join([first] + rest) + "</span>\n")
    return lines + (["</pre></details>"] if lines else [])


def loss_curve(p: float, loss: float, digits: int) -> str:
    """Draw -log(p) with the loss of the sample and the bounds of the clip, on a logarithmic axis.

    Args:
        p: The predicted probability of the true class.
        loss: The loss of the sample.
        digits: The number of significant digits.
    """
    frame = Frame(48, 36, 420, 260, (-9, 0), (0.0, 20.0), decades=True)
    most = -log(LEAST)
    x, y = frame.x(max(p, 1e-9)), frame.y(loss)
    # The line falls to the right: there is space below it to the left of a point, and above it to the right.
    right = x > frame.left + frame.width / 2
    text_y, anchor = (min(y + 5, frame.top + frame.height - 6), "end") if right else (y - 10, "start")
    elements = frame.axes("p, the predicted probability of the true class (logarithmic)", "-log(clip(p))")
    elements += [
        frame.line([1e-9, LEAST, 1.0], [most, most, 0.0], "line0"),
        f'<path class="note" d="M{number(frame.x(LEAST))} {number(frame.top)}V{number(frame.top + frame.height)}"/>',
        f'<path class="note" d="M{number(frame.x(MOST))} {number(frame.top)}V{number(frame.top + frame.height)}"/>',
        label(frame.x(LEAST) + 8, frame.y(18.5), f"clipped below {LEAST:g}", "start"),
        label(frame.x(MOST) - 8, frame.y(18.5), "clipped above 1 - 1e-7", "end"),
        '<g class="points fill3">' + marker(x, y, 0) + "</g>",
        label(
            x + (-14 if right else 14),
            text_y,
            f"p = {format_value(p, digits)}, loss {format_value(loss, digits)}",
            anchor,
        ),
    ]
    return (
        '<figure><svg class="fits" xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 490 352" width="490">'
        "<title>The loss of this sample on the curve of -log(p)</title>" + "".join(elements) + "</svg></figure>"
    )
