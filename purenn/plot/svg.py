"""The elements of an SVG figure: a page, a frame with axes, markers, lines and text.

    frame = Frame(60, 30, 400, 400, (0.0, 1.0), (0.0, 5.0))
    text = page("A line", [(480, 476, frame.axes("x", "y") + [frame.line([0, 1], [0, 5], "line0")])])

A figure adapts to a light or a dark background. Classes differ in colour and in shape. The colours are those of Okabe
and Ito, "Color Universal Design" (2008), which colour-blind readers can distinguish.
"""

import math

from ..matrix import total
from .ticks import round_ticks, tick_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Panel = tuple[float, float, list[str]]  # width, height, elements

LIGHT = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#F0E442", "#000000")
DARK = ("#56B4E9", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#0072B2", "#F0E442", "#FFFFFF")
SHAPES = (  # paths relative to the point that is marked
    "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
    "m-3.6-3.6h7.2v7.2h-7.2z",
    "m0-4.8l4.4 7.6h-8.8z",
    "m0-5.2l5.2 5.2-5.2 5.2-5.2-5.2z",
    "m0 4.8l4.4-7.6h-8.8z",
    "m-1.6-4.8h3.2v3.2h3.2v3.2h-3.2v3.2h-3.2v-3.2h-3.2v-3.2h3.2z",
    "m0-2.2l2.4-2.4 2.2 2.2-2.4 2.4 2.4 2.4-2.2 2.2-2.4-2.4-2.4 2.4-2.2-2.2 2.4-2.4-2.4-2.4 2.2-2.2z",
)
LETTER = 7.4  # the average width of a letter in pixels, at the font size of the page
GAP = 20  # pixels between panels and around the page


def page(title: str, panels: "Sequence[Panel]") -> str:
    """Return an SVG document with panels side by side.

    Args:
        title: The title for screen readers and tooltips.
        panels: `(width, height, elements)` of each panel, in pixels; its elements have their origin at its upper left.
    """
    width = GAP + total(panel[0] + GAP for panel in panels)
    height = 2 * GAP + max(panel[1] for panel in panels)
    lines = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {number(width)} {number(height)}" '
            f'width="{number(width)}" height="{number(height)}" role="img">'
        ),
        f"<title>{escape(title)}</title>",
        f"<style>{style()}</style>",
        '<rect class="paper" width="100%" height="100%"/>',
    ]
    left: float = GAP
    for panel_width, _, elements in panels:
        lines += [f'<g transform="translate({number(left)} {GAP})">'] + elements + ["</g>"]
        left += panel_width + GAP
    return "\n".join(lines + ["</svg>", ""])


def style() -> str:
    """Return the style sheet of a page, with colours for a light and for a dark background."""

    def colour_rules(colours, ink, paper, faint):
        rules = [f"text{{fill:{ink}}}.paper{{fill:{paper}}}.rule{{stroke:{faint}}}.axis,.note{{stroke:{ink}}}"]
        rules.append(f".points{{stroke:{ink}}}")
        rules += [f".fill{n}{{fill:{colour}}}.line{n}{{stroke:{colour}}}" for n, colour in enumerate(colours)]
        return "".join(rules)

    return (
        "text{font:13px system-ui,sans-serif}.rule,.axis,.note,.line{fill:none}.line{stroke-width:2;"
        "stroke-linejoin:round}.note{stroke-dasharray:2 4}.dashed{stroke-dasharray:7 4}.points{stroke-width:.7}"
        ".region{fill-opacity:.3;shape-rendering:crispEdges}.end{text-anchor:end}.middle{text-anchor:middle}"
        + colour_rules(LIGHT, "#222", "#fff", "#ddd")
        + "@media(prefers-color-scheme:dark){"
        + colour_rules(DARK, "#ddd", "#16191d", "#3a3f45")
        + ".region{fill-opacity:.22}}"
    )


class Frame:
    """A rectangle of the page with a coordinate system.

    Attributes:
        left: The left edge, in pixels.
        top: The upper edge, in pixels.
        width: The width, in pixels.
        height: The height, in pixels.
        x_low: The x coordinate at the left edge; if `decades`, its logarithm to base 10.
        x_high: The x coordinate at the right edge; if `decades`, its logarithm to base 10.
        y_low: The y coordinate at the lower edge.
        y_high: The y coordinate at the upper edge.
        decades: Whether the x axis is logarithmic.
    """

    def __init__(
        self,
        left: float,
        top: float,
        width: float,
        height: float,
        x_range: tuple[float, float],
        y_range: tuple[float, float],
        decades: bool = False,
    ) -> None:
        """Make a frame; for the arguments see the attributes, of which `x_range` is `(x_low, x_high)`."""
        self.left: float = left
        self.top: float = top
        self.width: float = width
        self.height: float = height
        self.x_low: float = x_range[0]
        self.x_high: float = x_range[1]
        self.y_low: float = y_range[0]
        self.y_high: float = y_range[1]
        self.decades: bool = decades

    def x(self, value: float) -> float:
        """Convert an x coordinate to pixels from the left edge of the page."""
        value = math.log10(value) if self.decades else value
        return self.left + (value - self.x_low) / (self.x_high - self.x_low) * self.width

    def y(self, value: float) -> float:
        """Convert a y coordinate to pixels from the upper edge of the page."""
        return self.top + (self.y_high - value) / (self.y_high - self.y_low) * self.height

    def axes(self, x_label: str, y_label: str) -> list[str]:
        """Return the axes, with grid lines and labels at round numbers."""
        bottom, right = self.top + self.height, self.left + self.width
        lines = []
        for value, text in self._x_ticks():
            x = number(self.x(value))
            lines.append(f'<path class="rule" d="M{x} {number(self.top)}V{number(bottom)}"/>')
            lines.append(label(self.x(value), bottom + 18, text, "middle"))
        for value in round_ticks(self.y_low, self.y_high):
            y = number(self.y(value))
            lines.append(f'<path class="rule" d="M{number(self.left)} {y}H{number(right)}"/>')
            lines.append(label(self.left - 8, self.y(value) + 4.5, tick_text(value), "end"))
        lines.append(
            f'<path class="axis" d="M{number(self.left)} {number(self.top)}V{number(bottom)}H{number(right)}"/>'
        )
        lines.append(label(self.left + self.width / 2, bottom + 40, x_label, "middle"))
        lines.append(label(self.left, self.top - 10, y_label, "start"))
        return lines

    def _x_ticks(self):
        """Return `(value, text)` of each tick of the x axis; only few if their labels are wide."""
        if self.decades:
            exponents = range(math.ceil(self.x_low), math.floor(self.x_high) + 1)
            return [(10.0**n, f"10{superscript(n)}") for n in exponents]
        ticks = round_ticks(self.x_low, self.x_high)
        if total(text_width(tick_text(value)) + LETTER for value in ticks) > self.width:
            ticks = round_ticks(self.x_low, self.x_high, most=3)
        return [(value, tick_text(value)) for value in ticks]

    def line(self, xs: "Iterable[float]", ys: "Iterable[float]", kind: str) -> str:
        """Return a line through the points (x, y), with the CSS classes `kind` such as "line0 dashed"."""
        points = " ".join(f"{number(self.x(x))},{number(self.y(y))}" for x, y in zip(xs, ys))
        return f'<polyline class="line {kind}" points="{points}"/>'

    def points(self, X: "Iterable[Sequence[float]]", k: int) -> list[str]:
        """Return the markers of the points `X`, all of class k."""
        markers = [marker(self.x(x[0]), self.y(x[1]), k) for x in X]
        return [f'<g class="points fill{k % len(LIGHT)}">'] + markers + ["</g>"]


def marker(x: float, y: float, k: int) -> str:
    """Return the marker of class k at (x, y), in pixels."""
    return f'<path d="M{number(x)} {number(y)}{SHAPES[k % len(SHAPES)]}"/>'


def label(x: float, y: float, text: str, anchor: str) -> str:
    """Return text with its `anchor`, which is "start", "middle" or "end", at (x, y) in pixels."""
    return f'<text class="{anchor}" x="{number(x)}" y="{number(y)}">{escape(text)}</text>'


def text_width(text: str) -> float:
    """Estimate the width of a text in pixels; East Asian characters count twice."""
    return total(LETTER if ord(character) < 0x2E80 else 2 * LETTER for character in text)


def shortened(text: str, most: int = 24) -> str:
    """Join a text to one line of at most `most` characters.

    >>> shortened("a" * 30)
    'aaaaaaaaaaaaaaaaaaaaaaa…'
    """
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"


def escape(text: str) -> str:
    """Escape a text for XML; characters that XML does not allow become U+FFFD.

    >>> escape("a < b & c\\x00")
    'a &lt; b &amp; c\\ufffd'
    """
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "".join(
        c if c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff" else "\ufffd" for c in text
    )


def number(value: float) -> str:
    """Format a coordinate, rounded to a tenth of a pixel.

    >>> number(12.0), number(12.34), number(-0.01)
    ('12', '12.3', '0')
    """
    return f"{round(value, 1) + 0.0:g}" if abs(value) < 100000 else f"{value:.0f}"


def superscript(n: int) -> str:
    """Format an integer as an exponent.

    >>> superscript(-7)
    '⁻⁷'
    """
    return "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(c)] if c.isdigit() else "⁻" for c in str(n))
