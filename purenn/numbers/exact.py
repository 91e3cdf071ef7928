"""Exact numbers: real numbers, rounded only when they are turned into a float, and then to the nearest.

    from purenn import Dense, Exact
    Dense.of([[Exact(0.1)], [Exact(0.2)]], [[0.0]]).forward([[1.0, 1.0]])  # [[Exact(0.30000000000000004)]]

A number that is an integer times a power of 2, as floats, their sums and products are, is kept as such. Any other has
the formula by which it was made, and an interval in which it lies. A rounding or comparison that the interval leaves
open is decided with twice the bits (Ziv's strategy), and once by algebra, which proves that numbers are equal.
"""

from .binary import FORMATS, nearest, of_plain
from .evaluation import BITS, Undecided, compute, settle, without
from .intervals import ONE, ZERO, add, multiply, sign, subtract
from .number import Number, compared

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .intervals import Known

__all__ = ["Exact", "Undecided"]

INFINITY = float("inf")


class Exact(Number):
    """A real number, of which nothing is ever rounded away.

    Every operation gives the real result of the operands. `value` and `rounded` give the float that is nearest to the
    number, ties to even, and comparisons are those of the real numbers, on every interpreter the same.

    Args:
        value: A finite float or an int, which is what it is: of 0.1 the double.

    Raises:
        ValueError: If the value is NaN or infinite, or for the logarithm or root of a number that has none.
        ZeroDivisionError: For a division by 0.
        OverflowError: For exp of a number above 2**4095.
        TypeError: For an operation with a number that is neither Exact, int nor float.
        Undecided: By `value`, `rounded`, `sign` and comparisons, if neither 4096 bits nor algebra settle them. That
            happens only where numbers are equal, or half-way between two floats, and no proof of it is known.

    Source: Ziv, "Fast evaluation of elementary mathematical functions with correctly rounded last bit" (ACM TOMS 17,
    1991); Boehm, Cartwright, Riggle and O'Donnell, "Exact real arithmetic" (1986).

    >>> (Exact(0.1) + Exact(0.2)).value, (Exact(1e308) * 1e308 / 1e308).value, (Exact(1.0).exp() - 1).value
    (0.30000000000000004, 1e+308, 1.7182818284590453)
    >>> Exact(1) / 3 * 3 == 1, Exact(2.0).sqrt().rounded("F32"), (Exact(1e-300).exp() - 1).sign()
    (True, 1.4142135381698608, 1)
    """

    __slots__ = ("bits", "interval", "operands", "operation")

    def __init__(self, value: float) -> None:
        if not isinstance(value, (float, int)):
            raise TypeError(f"value must be a float or an int, got {value!r}")
        if not (value > -INFINITY and value < INFINITY):
            raise ValueError(f"value must be a finite number, got {value}")
        self.interval: "Known" = of_plain(value)
        self.operation: "str | None" = None
        self.operands: "tuple[Exact, ...]" = ()
        self.bits: int = BITS

    @staticmethod
    def constant(value: float) -> "Exact":
        """Return a plain number as an Exact; an Exact is returned as it is."""
        return value if isinstance(value, Exact) else Exact(value)

    @property
    def value(self) -> float:
        """The nearest double."""
        return self.rounded()

    def rounded(self, format: str = "F64") -> float:
        """Return the nearest number of a format, ties to even; an infinity beyond the largest.

        Args:
            format: "F64", "F32", "F16" or "BF16".

        >>> Exact(0.1).rounded("F32"), Exact(0.1).rounded("F16"), Exact(0.1).rounded("BF16")
        (0.10000000149011612, 0.0999755859375, 0.10009765625)
        """
        if format not in FORMATS:
            raise ValueError(f"format must be one of {', '.join(sorted(FORMATS))}, got {format!r}")

        def answer(interval):
            m, e, r = interval
            if not r:
                return nearest(m, e, 0, format)
            low = nearest(m - r, e, 1, format)
            return low if low == nearest(m + r, e, -1, format) else None

        return settle(self, answer)

    def sign(self) -> int:
        """Return 1 above 0, -1 below it, else 0."""
        return settle(self, sign)

    def _coerce(self, other):
        if type(other) is int and 0 <= other <= 1:  # the most frequent, by far
            return _ZERO_AND_ONE[other]
        return Number._coerce(self, other)

    # As in Number, but without a step between where both are Exact.

    def __add__(self, other: "Exact | float") -> "Exact":
        return self._sum(other) if type(other) is Exact else self._operate("_sum", other)

    def __mul__(self, other: "Exact | float") -> "Exact":
        return self._product(other) if type(other) is Exact else self._operate("_product", other)

    def _compare(self, symbol, other):
        if isinstance(other, float) and not (other > -INFINITY and other < INFINITY):
            return symbol in (("<", "<=") if other > 0 else (">", ">=") if other < 0 else ())
        return Number._compare(self, symbol, other)

    def _compared(self, symbol, other):
        """Compare with another number, by the sign of the difference."""
        if other is self:
            return compared(0, symbol, 0)
        a, b = self.interval, other.interval
        s = None if a is None or b is None else sign(subtract(a, b, BITS))
        return compared((self - other).sign() if s is None else s, symbol, 0)

    def _sum(self, other):
        if self.interval == ZERO:
            return other
        return self if other.interval == ZERO else _of_two("+", add, self, other)

    def _difference(self, other):
        """Return the difference without cancellation where a term cancels.

        1 - a/b = (b - a)/b and a/b - 1 = -(b - a)/b, where b is a sum of which a is a term, as in a softmax or sigmoid;
        (a + b) - b = a.
        """
        if other is self:
            return _ZERO_AND_ONE[0]
        if other.interval == ZERO:
            return self
        for one, quotient in ((self, other), (other, self)):
            if quotient.operation == "/" and one.interval == ONE:
                a, b = quotient.operands
                rest = without(b, a)
                if rest is not None:
                    return (rest if one is self else -rest) / b
        rest = without(self, other)
        return _result("-", (self, other)) if rest is None else rest

    def _product(self, other):
        if self.interval == ZERO or other.interval == ONE:
            return self
        return other if other.interval == ZERO or self.interval == ONE else _of_two("*", multiply, self, other)

    def _quotient(self, other):
        """Return the quotient; (a * b) / b is a, where b is not 0."""
        if other.interval == ONE:
            return self
        if self.operation == "*" and other.interval and sign(other.interval):
            a, b = self.operands
            if b is other or a is other:
                return a if b is other else b
        return _result("/", (self, other))

    def __neg__(self) -> "Exact":
        return _result("neg", (self,))

    def __abs__(self) -> "Exact":
        return -self if self.sign() < 0 else self

    def __bool__(self) -> bool:
        return self.sign() != 0

    def exp(self) -> "Exact":
        """Return e to the power of this number."""
        return _result("exp", (self,))

    def log(self) -> "Exact":
        """Return the natural logarithm, of 1 + a to all the bits of a."""
        if self.operation == "+":
            a, b = self.operands
            if a.interval == ONE or b.interval == ONE:
                return (b if a.interval == ONE else a).log1p()
        return _result("log", (self,))

    def log1p(self) -> "Exact":
        """Return the natural logarithm of 1 + this number, to all its bits."""
        return _result("log1p", (self,))

    def sqrt(self) -> "Exact":
        """Return the square root."""
        return _result("sqrt", (self,))

    def __repr__(self) -> str:
        return f"Exact({self.value})"


def _result(operation, operands):
    """Return the number that an operation makes of others."""
    number = object.__new__(Exact)
    number.bits = BITS
    number.operation, number.operands = operation, operands
    compute(number)
    return number


def _of_two(operation, rule, a, b):
    """Return what `_result` returns of a sum or product, of which there are most."""
    number = object.__new__(Exact)
    number.bits = BITS
    x, y = a.interval, b.interval
    interval = None if x is None or y is None else rule(x, y, BITS)
    if interval is None or interval[2]:
        number.interval, number.operation, number.operands = interval, operation, (a, b)
    else:
        number.interval, number.operation, number.operands = interval if interval[0] else ZERO, None, ()
    return number


_ZERO_AND_ONE = (Exact(0), Exact(1))
