"""Single precision: every result is rounded to an IEEE float of 32 bits as it is made, as on a board or in the book.

A double holds the sum, difference, product, quotient and root of two singles so closely that rounding it once more
gives the single nearest to the exact result.
"""

import math
from array import array

from ..elementary import log, sqrt
from ..matrix.loops import total
from .number import Number

BLOCK = 128  # how many numbers NumPy adds before it splits them, into 8 sums at a time
LANES = 8


def rounded(value) -> float:
    """The single nearest to a number, ties to even; beyond the largest it is an infinity.

    >>> rounded(0.1), rounded(1e39), rounded(1e-46)
    (0.10000000149011612, inf, 0.0)
    """
    return array("f", [value])[0]


class Float32(Number):
    """A number of single precision.

    Formula: a op b is rounded(a op b in double precision), which is correctly rounded for + - * / and sqrt, because
        53 bits are at least 2 * 24 + 2; exp and log are those of double precision, rounded once
    Raises: TypeError for a kind of number that is neither Float32, int nor float.
    Source: Figueroa, "When is double rounding innocuous?" (SIGNUM Newsletter 30, 1995).

    >>> Float32(0.1) + Float32(0.2), Float32(1) / 3, Float32(16777216) + 1
    (Float32(0.3), Float32(0.33333334), Float32(16777216.0))
    """

    def __init__(self, value) -> None:
        self.value = rounded(value)

    @staticmethod
    def constant(value) -> "Float32":
        """A plain number, rounded."""
        return Float32(value)

    def __str__(self):
        """The fewest digits that no other single has: one digit tells 0.1 from its neighbours, nine tell any."""
        for digits in range(1, 10):
            text = f"{self.value:.{digits}g}"
            if self.value != self.value or rounded(float(text)) == self.value:
                break
        return str(float(text))

    def __repr__(self):
        return f"Float32({self})"

    def _sum(self, other):
        return Float32(self.value + other.value)

    def _difference(self, other):
        return Float32(self.value - other.value)

    def _product(self, other):
        return Float32(self.value * other.value)

    def _quotient(self, other):
        return Float32(self.value / other.value)

    def __neg__(self):
        return Float32(-self.value)

    def exp(self) -> "Float32":
        """e to the power of this number; beyond the largest single it is an infinity."""
        return Float32(math.exp(self.value) if self.value < 100 else math.inf)

    def log(self) -> "Float32":
        """The natural logarithm."""
        return Float32(log(self.value))

    def sqrt(self) -> "Float32":
        """The square root."""
        return Float32(sqrt(self.value))


def pairwise_total(values):
    """Add numbers as NumPy adds single precision: halves of halves, so that the error grows with the logarithm.

    Formula: of more than 128 numbers, the total of the first half (a multiple of 8) plus that of the rest; of up to
        128, ((l_0 + l_1) + (l_2 + l_3)) + ((l_4 + l_5) + (l_6 + l_7)) with l_k = v_k + v_{k+8} + ..., and what is
        left over added to that, one by one; of fewer than 8, `matrix.total`
    Of the chapter's 300 losses it makes the mean 1.0986104, the book's; `matrix.total`, from left to right, makes it
    1.0986103, and a double mean rounded once is 1.0986105.
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
