"""Numbers that round every result to a format: what plain loops in that format compute, the same bits on every machine.

    Loops32(0.1) + Loops32(0.2)

Python's exp, log and tanh are those of the C library, which differ in the last digit between machines; here they are
correctly rounded. A result that is too large is infinite.
"""

import math

from ..elementary import tanh
from ..numbers.exact import Exact
from ..numbers.number import Number
from .ulps import nearest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

EXP_IS_EXTREME = 800  # exp of it overflows, and exp of its negative rounds to 0, in every format


class Loops64(Number):
    """A double.

    >>> (Loops64(0.1) + 0.2).value, Loops64(1.0).exp().value
    (0.30000000000000004, 2.718281828459045)
    """

    format = "F64"

    def __init__(self, value: float) -> None:
        self.value: float = nearest(float(value), self.format)

    @classmethod
    def constant(cls, value: "Any") -> "Any":
        """Return a plain number, rounded; a number of this kind is returned as it is."""
        return value if isinstance(value, Number) else cls(value)

    def _sum(self, other):
        return type(self)(self.value + other.value)

    def _difference(self, other):
        return type(self)(self.value - other.value)

    def _product(self, other):
        return type(self)(self.value * other.value)

    def _quotient(self, other):
        return type(self)(self.value / other.value)

    def __neg__(self) -> "Loops64":
        return type(self)(-self.value)

    def exp(self) -> "Loops64":
        """Return e to the power of this number, infinity if that is too large."""
        if abs(self.value) > EXP_IS_EXTREME:
            return type(self)(math.inf if self.value > 0 else 0.0)
        return type(self)(Exact(self.value).exp().rounded(self.format))

    def log(self) -> "Loops64":
        """Return the natural logarithm."""
        return type(self)(Exact(self.value).log().rounded(self.format))

    def log1p(self) -> "Loops64":
        """Return the natural logarithm of 1 + this number."""
        return type(self)(Exact(self.value).log1p().rounded(self.format))

    def tanh(self) -> "Loops64":
        """Return the hyperbolic tangent."""
        return type(self)(tanh(Exact(self.value)).rounded(self.format))  # type: ignore[attr-defined]

    def sqrt(self) -> "Loops64":
        """Return the square root."""
        return type(self)(math.sqrt(self.value))


class Loops32(Loops64):
    """A number of single precision. Each operation is one in doubles, rounded once more, as in `Float32`.

    >>> (Loops32(16777216) + 1).value
    16777216.0
    """

    format = "F32"


KINDS: "dict[str, type[Loops64]]" = {"F64": Loops64, "F32": Loops32}
