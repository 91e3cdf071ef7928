"""Single precision: numbers that round every result to a 32-bit IEEE float, as a board or NumPy's float32 does.

    Float32(0.1) + Float32(0.2)  # Float32(0.3)

Each operation computes in double precision and rounds once more; see `Float32` for why that is correctly rounded.
"""

import math
from array import array

from ..elementary import log, sqrt
from ..matrix import total
from .number import Number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

BLOCK = 128  # the most numbers that NumPy adds without splitting them in halves
LANES = 8  # the number of partial sums of a block


def rounded(value: float) -> float:
    """Round to the nearest 32-bit float, ties to even; an infinity if it is too large.

    >>> rounded(0.1), rounded(1e39), rounded(1e-46)
    (0.10000000149011612, inf, 0.0)
    """
    return array("f", [value])[0]


class Float32(Number):
    """A number of single precision.

    a op b = rounded(a op b in double precision)

    That is correctly rounded for + - * / and sqrt, because 53 bits are at least 2 * 24 + 2; exp and log are those of
    double precision, rounded once.

    Raises:
        TypeError: For an operation with a number that is neither Float32, int nor float.

    Source: Figueroa, "When is double rounding innocuous?" (SIGNUM Newsletter 30, 1995).

    >>> Float32(0.1) + Float32(0.2), Float32(1) / 3, Float32(16777216) + 1
    (Float32(0.3), Float32(0.33333334), Float32(16777216.0))
    """

    def __init__(self, value: float) -> None:
        self.value: float = rounded(value)

    @staticmethod
    def constant(value: float) -> "Float32":
        """Return a plain number, rounded."""
        return Float32(value)

    def __str__(self) -> str:
        """Return the shortest decimal that rounds to this number: 1 to 9 significant digits."""
        for digits in range(1, 9):
            value = float(f"{self.value:.{digits}g}")
            if rounded(value) == self.value:
                return str(value)
        return str(float(f"{self.value:.9g}"))  # enough for every number; NaN, which equals nothing, also ends here

    def __repr__(self) -> str:
        return f"Float32({self})"

    def _sum(self, other):
        return Float32(self.value + other.value)

    def _difference(self, other):
        return Float32(self.value - other.value)

    def _product(self, other):
        return Float32(self.value * other.value)

    def _quotient(self, other):
        return Float32(self.value / other.value)

    def __neg__(self) -> "Float32":
        return Float32(-self.value)

    def exp(self) -> "Float32":
        """Return e to the power of this number, infinity if that is too large for single precision."""
        return Float32(math.inf if self.value > 89 else math.exp(self.value))

    def log(self) -> "Float32":
        """Return the natural logarithm."""
        return Float32(log(self.value))

    def tanh(self) -> "Float32":
        """Return the hyperbolic tangent."""
        return Float32(math.tanh(self.value))

    def sqrt(self) -> "Float32":
        """Return the square root."""
        return Float32(sqrt(self.value))


def pairwise_total(values: "list[Any]") -> "Any":
    """Add numbers in the order of NumPy's `sum`, whose rounding error grows with the logarithm of their count.

    More than 128 numbers: the total of the first half (a multiple of 8) + the total of the rest
    Up to 128: ((l_0 + l_1) + (l_2 + l_3)) + ((l_4 + l_5) + (l_6 + l_7)) with l_k = v_k + v_{k+8} + ..., then the
    numbers beyond a multiple of 8, one by one
    Fewer than 8: `matrix.total`

    In single precision the mean of the chapter's 300 losses is 1.0986104 in this order, which is what the book
    prints, and 1.0986103 from left to right; the mean in double precision, rounded, is 1.0986105.

    Source: Higham, "The accuracy of floating point summation" (SIAM J. Sci. Comput. 14, 1993); NumPy's `pairwise_sum`.

    >>> pairwise_total([Float32(0.5)] * 300)
    Float32(150.0)
    """
    n = len(values)
    if n < LANES:
        return total(values)
    if n > BLOCK:
        half = n // 2 - n // 2 % LANES
        return pairwise_total(values[:half]) + pairwise_total(values[half:])
    whole = n - n % LANES
    lanes = [total(values[k:whole:LANES]) for k in range(LANES)]
    pairs = [lanes[k] + lanes[k + 1] for k in range(0, LANES, 2)]
    result = (pairs[0] + pairs[1]) + (pairs[2] + pairs[3])
    for value in values[whole:]:
        result = result + value
    return result
