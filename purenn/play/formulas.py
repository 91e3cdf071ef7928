"""A formula as what stands side by side on the page: signs, and numbers that have a name and a value.

    tokens(step.formula, digits=6, sample=1)
    # [{"name": "x[1][0]", "value": 0.5, "text": "0.5", "exact": "0.5"}, "*", {"name": "w1[0][0]", ...}]

The page shows each number as a button that leads to the formula of that number.
"""

from ..numbers.dual import Dual
from ..numbers.float32 import Float32
from ..numbers.formula import format_value, write_formula
from ..numbers.traced import Traced

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

BEFORE, AFTER = "\x01", "\x02"  # around the index of a number in the text of a formula


def written(value: "Any", digits: int) -> "dict[str, Any]":
    """Return a number for the page: its value, its text, all its digits, and its derivative if it is a dual number."""
    if isinstance(value, Traced):
        value = value.value
    if isinstance(value, Dual):
        return {
            "value": value.value,
            "text": format_value(value.value, digits),
            "exact": repr(value),
            "derivative": value.derivative,
            "derivative_text": format_value(value.derivative, digits),
        }
    if isinstance(value, Float32):
        return {"value": value.value, "text": str(value), "exact": repr(value)}
    return {"value": value, "text": format_value(value, digits), "exact": repr(value)}


def tokens(formula: Traced, digits: int, sample: "int | None") -> "list[Any]":
    """Return a formula as a list of signs and numbers; the name of a constant is None."""
    leaves: "list[Traced]" = []

    def mark(leaf: Traced) -> str:
        leaves.append(leaf)
        return f"{BEFORE}{len(leaves) - 1}{AFTER}"

    parts: "list[Any]" = []
    sign, *rest = write_formula(formula, mark, sample).split(BEFORE)
    for piece in rest:
        if sign:
            parts.append(sign)
        index, sign = piece.split(AFTER)
        leaf = leaves[int(index)]
        parts.append({"name": leaf.name, **written(leaf, digits)})
    if sign:
        parts.append(sign)
    return parts
