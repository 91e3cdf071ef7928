"""Pictures as SVG text: a page that suits light and dark, a frame with axes, markers and lines.

Classes differ by colour and by shape; the colours are Okabe and Ito's, which colour-blind readers can tell apart.
"""

import math

from ..matrix.loops import total
from .ticks import round_ticks, tick_text

LIGHT = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#F0E442", "#000000")
DARK = ("#56B4E9", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#0072B2", "#F0E442", "#FFFFFF")
SHAPES = (  # each drawn from the point that it marks
    "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
    "m-3.6-3.6h7.2v7.2h-7.2z",
    "m0-4.8l4.4 7.6h-8.8z",
    "m0-5.2l5.2 5.2-5.2 5.2-5.2-5.2z",
    "m0 4.8l4.4-7.6h-8.8z",
    "m-1.6-4.8h3.2v3.2h3.2v3.2h-3.2v3.2h-3.2v-3.2h-3.2v-3.2h3.2z",
    "m0-2.2l2.4-2.4 2.2 2.2-2.4 2.4 2.4 2.4-2.2 2.2-2.4-2.4-2.4 2.4-2.2-2.2 2.4-2.4-2.4-2.4 2.2-2.2z",
)
LETTER = 7.4  # pixels that a letter takes on average, at the size of the page's text
GAP = 20


def page(title: str, panels) -> str:
    """A document with some panels `(width, height, elements)` side by side."""
    width = GAP + total(panel[0] + GAP for panel in panels)
    height = 2 * GAP + max(panel[1] for panel in panels)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {number(width)} {number(height)}" '
        f'width="{number(width)}" height="{number(height)}" role="img">',
        f"<title>{escape(title)}</title>",
        f"<style>{style()}</style>",
        '<rect class="paper" width="100%" height="100%"/>',
    ]
    left = GAP
    for panel_width, _, elements in panels:
        lines += [f'<g transform="translate({number(left)} {GAP})">'] + elements + ["</g>"]
        left += panel_width + GAP
    return "\n".join(lines + ["</svg>", ""])


def style() -> str:
    """The page's colours, for a light and for a dark surrounding."""

    def coloured(colours, ink, paper, faint):
        rules = [f"text{{fill:{ink}}}.paper{{fill:{paper}}}.rule{{stroke:{faint}}}.axis,.note{{stroke:{ink}}}"]
        rules.append(f".points{{stroke:{ink}}}")
        rules += [f".fill{n}{{fill:{colour}}}.line{n}{{stroke:{colour}}}" for n, colour in enumerate(colours)]
        return "".join(rules)

    return (
        "text{font:13px system-ui,sans-serif}.rule,.axis,.note,.line{fill:none}.line{stroke-width:2;"
        "stroke-linejoin:round}.note{stroke-dasharray:2 4}.dashed{stroke-dasharray:7 4}.points{stroke-width:.7}"
        ".region{fill-opacity:.3;shape-rendering:crispEdges}.end{text-anchor:end}.middle{text-anchor:middle}"
        + coloured(LIGHT, "#222", "#fff", "#ddd")
        + "@media(prefers-color-scheme:dark){"
        + coloured(DARK, "#ddd", "#16191d", "#3a3f45")
        + ".region{fill-opacity:.22}}"
    )


class Frame:
    """A rectangle of the page that stands for ranges of two quantities, the second growing upward."""

    def __init__(self, left, top, width, height, x_range, y_range, decades: bool = False) -> None:
        self.left, self.top, self.width, self.height = left, top, width, height
        self.x_low, self.x_high = x_range
        self.y_low, self.y_high = y_range
        self.decades = decades  # whether the x axis is logarithmic; its range is then of exponents of ten

    def x(self, value) -> float:
        """Where a value lies across the page."""
        value = math.log10(value) if self.decades else value
        return self.left + (value - self.x_low) / (self.x_high - self.x_low) * self.width

    def y(self, value) -> float:
        """Where a value lies down the page."""
        return self.top + (self.y_high - value) / (self.y_high - self.y_low) * self.height

    def axes(self, x_label: str, y_label: str) -> list[str]:
        """Rules at round numbers, their labels, and the names of the axes."""
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
        if self.decades:
            return [(10.0**n, f"10{superscript(n)}") for n in range(self.x_low, self.x_high + 1)]
        ticks = round_ticks(self.x_low, self.x_high)
        if total(text_width(tick_text(value)) + LETTER for value in ticks) > self.width:
            ticks = round_ticks(self.x_low, self.x_high, most=3)
        return [(value, tick_text(value)) for value in ticks]

    def line(self, xs, ys, kind: str) -> str:
        """A line from point to point."""
        points = " ".join(f"{number(self.x(x))},{number(self.y(y))}" for x, y in zip(xs, ys))
        return f'<polyline class="line {kind}" points="{points}"/>'

    def points(self, X, k: int) -> list[str]:
        """Points, each marked as one of class k."""
        marks = [marker(self.x(x[0]), self.y(x[1]), k) for x in X]
        return [f'<g class="points fill{k % len(LIGHT)}">'] + marks + ["</g>"]


def marker(x, y, k: int) -> str:
    """The mark of class k at a place of the page."""
    return f'<path d="M{number(x)} {number(y)}{SHAPES[k % len(SHAPES)]}"/>'


def label(x, y, text: str, anchor: str) -> str:
    """Text at a place of the page, which it starts at, ends at or has in its middle."""
    return f'<text class="{anchor}" x="{number(x)}" y="{number(y)}">{escape(text)}</text>'


def text_width(text: str) -> float:
    """About how wide a text is on the page; the letters of some scripts are twice as wide."""
    return total(LETTER if ord(character) < 0x2E80 else 2 * LETTER for character in text)


def shortened(text: str, most: int = 24) -> str:
    """A text of bearable length.

    >>> shortened("a" * 30)
    'aaaaaaaaaaaaaaaaaaaaaaa…'
    """
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"


def escape(text: str) -> str:
    """Text as XML holds it; what XML cannot hold at all is replaced.

    >>> escape("a < b & c\\x00")
    'a &lt; b &amp; c\\ufffd'
    """
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "".join(
        c if c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff" else "\ufffd" for c in text
    )


def number(value) -> str:
    """A coordinate, to a tenth of a pixel.

    >>> number(12.0), number(12.34), number(-0.01)
    ('12', '12.3', '0')
    """
    return f"{round(value, 1) + 0.0:g}" if abs(value) < 100000 else f"{value:.0f}"


def superscript(n: int) -> str:
    """An integer as an exponent.

    >>> superscript(-7)
    '⁻⁷'
    """
    return "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(c)] if c.isdigit() else "⁻" for c in str(n))
