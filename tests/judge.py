"""An independent judge of exact results: bounds that are fractions, and exp and log by other series than purenn's.

exp is a continued fraction after halving the argument, log is Newton's iteration on that exp; both are slow, and given
at least twice the precision of what they judge.
"""

import math
from fractions import Fraction

FORMATS = {"F64": (53, -1074, 1024), "F32": (24, -149, 128), "F16": (11, -24, 16), "BF16": (8, -133, 128)}
PRECISION = 900


def nearest(x, format="F64"):
    """The number of a format nearest to a fraction, ties to even: a multiple of the unit there, by round()."""
    if x == 0:
        return 0.0
    digits, least, limit = FORMATS[format]
    size = x.numerator.bit_length() - x.denominator.bit_length()  # 2**(size - 1) < |x| < 2**(size + 1)
    size += abs(x) >= Fraction(2) ** size
    unit = Fraction(2) ** max(size - digits, least)
    rounded = round(x / unit) * unit
    if abs(rounded) >= Fraction(2) ** limit:
        return math.inf if x > 0 else -math.inf
    return float(rounded)


def _cut(x, bits):
    """A fraction next to x with so many bits."""
    size = x.numerator.bit_length() - x.denominator.bit_length()
    unit = Fraction(2) ** (size - bits)
    return (x // unit) * unit


def exp(x, bits=PRECISION):
    """e**x to a relative error below 2**-bits: e**x = 1 + 2x/(2 - x + x**2/(6 + x**2/(10 + ...))), squared."""
    if x < 0:
        return 1 / exp(-x, bits + 2)
    halvings = 8
    while Fraction(x) / 2**halvings > Fraction(1, 64):
        halvings += 1
    bits += halvings + 40
    z = Fraction(x) / 2**halvings
    if x and x.numerator.bit_length() > 2 * bits:
        z = _cut(z, 2 * bits)
    terms = 4 + bits // 12
    square, tail = z * z, Fraction(4 * terms + 2)
    for n in range(terms - 1, 0, -1):
        tail = 4 * n + 2 + square / tail
        tail = _cut(tail, bits + 20)
    result = 1 + 2 * z / (2 - z + square / tail)
    for _ in range(halvings):
        result = _cut(result * result, bits + 20)
    return result


def log(x, bits=PRECISION):
    """The logarithm of x to an error below 2**-bits, of 1 or of itself.

    y + 2 * (x - e**y) / (x + e**y), which triples the bits
    """
    size = x.numerator.bit_length() - x.denominator.bit_length()
    y = Fraction(math.log(x / Fraction(2) ** size)) + size * Fraction(math.log(2))
    if 0 < abs(x - 1) < Fraction(1, 1 << 20):
        bits -= size_of(x - 1)
        y = x - 1
    good = 15
    while good < bits + 10:
        good *= 3  # and 2 steps more than it takes
        e = exp(y, min(good, bits) + 60)
        y = _cut(y + 2 * (x - e) / (x + e), bits + 60)
    return y


def size_of(x):
    """About the exponent of x."""
    return x.numerator.bit_length() - x.denominator.bit_length()


def sqrt(x, bits=PRECISION):
    """The root of x, rounded down to so many bits."""
    s = max(0, 2 * bits - size_of(x))
    s += s % 2
    return Fraction(math.isqrt(int(x * 2**s)), 2 ** (s // 2))


class Bounds:
    """A number of which two fractions are known, between which it lies. It flows through layers and losses."""

    def __init__(self, low, high=None):
        self.low = Fraction(low)
        self.high = self.low if high is None else Fraction(high)

    @staticmethod
    def constant(value):
        return value if isinstance(value, Bounds) else Bounds(value)

    @staticmethod
    def around(x):
        """A number to which x is near: 2**-800 of it, or of 1."""
        gap = max(abs(x), Fraction(1, 2**100)) / 2**800
        return Bounds(x - gap, x + gap)

    def _kept(self):
        if self.low == self.high:
            return self
        gap = max(abs(self.low), abs(self.high), Fraction(1, 2**1200))
        unit = Fraction(2) ** (size_of(gap) - 1000)
        return Bounds((self.low // unit) * unit, -((-self.high // unit) * unit))

    def __add__(self, other):
        other = Bounds.constant(other)
        return Bounds(self.low + other.low, self.high + other.high)._kept()

    def __neg__(self):
        return Bounds(-self.high, -self.low)

    def __sub__(self, other):
        return self + -Bounds.constant(other)

    def __mul__(self, other):
        other = Bounds.constant(other)
        ends = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Bounds(min(ends), max(ends))._kept()

    def __truediv__(self, other):
        other = Bounds.constant(other)
        if other.low <= 0 <= other.high:
            raise ZeroDivisionError
        return self * Bounds(1 / other.high, 1 / other.low)

    def __radd__(self, other):
        return Bounds(other) + self

    def __rsub__(self, other):
        return Bounds(other) - self

    def __rmul__(self, other):
        return Bounds(other) * self

    def __rtruediv__(self, other):
        return Bounds(other) / self

    def __pow__(self, n):
        result = Bounds(1)
        for _ in range(n):
            result = result * self
        return result

    def __abs__(self):
        return -self if self < 0 else self

    def __bool__(self):
        return not self == 0

    def sign(self):
        if self.low == self.high == 0:
            return 0
        if self.low <= 0 <= self.high:
            raise Open
        return 1 if self.low > 0 else -1

    def _difference_sign(self, other):
        if other is self:
            return 0
        if isinstance(other, float) and math.isinf(other):
            return -1 if other > 0 else 1
        return (self - other).sign()

    def __eq__(self, other):
        return self._difference_sign(other) == 0

    def __lt__(self, other):
        return self._difference_sign(other) < 0

    def __le__(self, other):
        return self._difference_sign(other) <= 0

    def __gt__(self, other):
        return self._difference_sign(other) > 0

    def __ge__(self, other):
        return self._difference_sign(other) >= 0

    def exp(self):
        if self.low == self.high == 0:
            return Bounds(1)
        return Bounds(Bounds.around(exp(self.low)).low, Bounds.around(exp(self.high)).high)

    def log(self):
        if self.low == self.high == 1:
            return Bounds(0)
        return Bounds(Bounds.around(log(self.low)).low, Bounds.around(log(self.high)).high)

    def sqrt(self):
        if self.low < 0 < self.high:
            raise Open
        if self.low == self.high == 0:
            return Bounds(0)
        return Bounds(sqrt(self.low), Bounds.around(sqrt(self.high)).high)

    def rounded(self, format="F64"):
        """The float nearest to all numbers between the bounds."""
        low, high = nearest(self.low, format), nearest(self.high, format)
        if low != high:
            raise Open
        return low


class Open(ArithmeticError):
    """The bounds leave it open."""
