"""Intervals of integers: what is known of a real number, and what follows for its sum, product, quotient or root.

    add((1, 0, 0), (1, -200, 1), 128)  # 1 + something between 0 and 2**-199

An interval (m, e, r) stands for the number m * 2**e if r is 0, else for one strictly between (m - r) * 2**e and
(m + r) * 2**e. Every rule takes intervals in which the operands lie, and the bits that its result should have, and
returns an interval in which the true result lies, or None if nothing is known of it. The docstring of each rule proves
that for its operation; d and f stand for the distances of the operands from m * 2**e and n * 2**f, in units of those.
"""

import math

from .binary import length, shifted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Optional

    Interval = tuple[int, int, int]
    Known = Optional[Interval]

ZERO = (0, 0, 0)
ONE = (1, 0, 0)
WHOLE = 1 << 14  # the bits up to which a number that is known exactly is kept exactly
SLACK = 32  # the bits that are not worth the time to cut them off


def between(low: int, high: int, e: int) -> "Interval":
    """Return what lies strictly between low * 2**e and high * 2**e, or, if they are equal, is both.

    >>> between(2, 3, 0), between(3, 3, 0)
    ((5, -1, 1), (6, -1, 0))
    """
    return low + high, e - 1, high - low


def fit(m: int, e: int, r: int, bits: int) -> "Interval":
    """Shorten an interval to about `bits` bits; one that is exact stays exact, up to WHOLE bits.

    The lower end is rounded down and the upper end up. Two different ends stay different, and two equal ones stay equal
    only if no bit is lost.

    >>> fit((5 << 40) + 1, 0, 1, 3), fit(5 << 40, 0, 0, 3)
    ((11, 39, 1), (5497558138880, 0, 0))
    """
    if not r:
        s = length(m) - WHOLE
    elif r >> bits:
        s = max(length(m) - bits, length(r) - SLACK)
    else:
        s = length(m) - bits
        if s <= SLACK:
            return m, e, r
    if s <= 0:
        return m, e, r
    low, high = (m - r) >> s, -((-m - r) >> s)
    return low + high, e + s - 1, high - low


def top(a: "Interval") -> int:
    """Return an exponent t such that the number lies strictly between -2**t and 2**t.

    >>> top((3, -2, 0)), top((3, -2, 1))
    (0, 1)
    """
    m, e, r = a
    return e + length(abs(m) + r)


def sign(a: "Interval") -> "int | None":
    """Return 1 above 0, -1 below it, 0 for 0, and None if the interval has 0 inside.

    >>> sign((3, 0, 3)), sign((-3, 0, 2)), sign((0, 0, 0)), sign((2, 0, 3))
    (1, -1, 0, None)
    """
    m, e, r = a
    if r and abs(m) < r:
        return None
    return (m > 0) - (m < 0)


def smaller(s: "int | None", e: int) -> "Interval":
    """Return all numbers of the sign s smaller than 2**e; those of either sign, and 0, if s is None.

    >>> smaller(1, 3), smaller(None, 3)
    ((1, 2, 1), (0, 3, 1))
    """
    return (0, e, 1) if s is None else (s, e - 1, 1)


def negative(a: "Interval", bits: int = 0) -> "Interval":
    """Negate: an interval is as wide on either side."""
    m, e, r = a
    return -m, e, r


def add(a: "Interval", b: "Interval", bits: int) -> "Interval":
    """Add: a + b, with a the operand of the larger exponent.

    In units of 2**f the sum is (m << gap) + n, and |d * 2**gap + f| < (r << gap) + t.

    Where a is exact and |b| < 2**(e - bits), the sum differs from a by less than 2**(e - bits), and it is above a or
    below it as b is above 0 or below it: the result is open, so a itself, which may be a tie, is not inside.

    Where a is not exact, the ends of b are rounded outwards to units of 2**(e - 8).
    """
    (m, e, r), (n, f, t) = (a, b) if a[1] >= b[1] else (b, a)
    gap = e - f
    if not (n or t):
        return m, e, r
    if not r:
        if not m:
            return n, f, t
        if gap > bits and (t or gap + length(m) > WHOLE) and top((n, f, t)) <= e - bits:
            return _nudged(m, e, sign((n, f, t)), bits)
    elif gap > 8:
        low = ((m - r) << 8) + shifted(n - t, 8 - gap)
        return fit(*between(low, ((m + r) << 8) - shifted(-n - t, 8 - gap), e - 8), bits)
    return fit((m << gap) + n, f, (r << gap) + t, bits)


def _nudged(m, e, s, bits):
    """Return m * 2**e plus something of the sign s, which is not 0, smaller than 2**(e - bits)."""
    return (m << bits, e - bits, 1) if s is None else ((m << (bits + 1)) + s, e - bits - 1, 1)


def subtract(a: "Interval", b: "Interval", bits: int) -> "Interval":
    """Subtract: a - b = a + -b."""
    return add(a, negative(b), bits)


def multiply(a: "Interval", b: "Interval", bits: int) -> "Interval":
    """Multiply: a * b.

    |(m + d) * (n + f) - m*n| = |m*f + n*d + d*f| < |m|*t + |n|*r + r*t, or 0 where that is 0: an operand is then 0, or
    both are exact.
    """
    (m, e, r), (n, f, t) = a, b
    if t:
        return fit(m * n, e + f, abs(m) * t + abs(n) * r + r * t if r else abs(m) * t, bits)
    return fit(m * n, e + f, abs(n) * r if r else 0, bits)


def divide(a: "Interval", b: "Interval", bits: int) -> "Known":
    """Divide: a / b; None if 0 is inside b or at an end of it.

    (m + d)/(n + f) - m/n = (d - m/n * f) / (n + f), which is less than (r + |m/n| * t) / (|n| - t).
    With q = floor(m/n * 2**s), |m/n * 2**s| <= |q| + 1, and q is below it by less than 1. The quotient of integers
    that stands for the bound is rounded down, by less than 1. So 2 are added.

    Raises:
        ZeroDivisionError: If b is 0.
    """
    (m, e, r), (n, f, t) = a, b
    if not (n or t):
        raise ZeroDivisionError("division by zero")
    if abs(n) <= t and t:
        return None if m or r else ZERO
    s = max(0, bits + length(n) - length(m) + 2)
    q, rest = divmod(m << s, n)
    if r or (t and m):
        return fit(q, e - f - s, ((r << s) + (abs(q) + 1) * t) // (abs(n) - t) + 2, bits)
    return fit(q, e - f - s, 2, bits) if rest else (q, e - f - s, 0)


def root(n: int) -> int:
    """Compute floor(sqrt(n)) of an integer above 0.

    Newton's iteration from above decreases until it is there.

    >>> root(15), root(16), root(10**40)
    (3, 4, 100000000000000000000)
    """
    x = 1 << (length(n) + 1) // 2
    while True:
        y = (x + n // x) // 2
        if y >= x:
            return x
        x = y


if hasattr(math, "isqrt"):  # not on MicroPython
    root = math.isqrt  # type: ignore[assignment]


def sqrt(a: "Interval", bits: int) -> "Interval":
    """Take the square root of a.

    |sqrt(n + d) - sqrt(n)| = |d| / (sqrt(n + d) + sqrt(n)) < r / sqrt(n) <= r / x, with x = floor(sqrt(n)), which is
    below sqrt(n) by less than 1; the quotient of integers is rounded down, by less than 1. So 2 are added.

    Where a may be near 0, the root is at least 0, and less than 2**ceil(l/2) if a is less than 2**l.

    Raises:
        ValueError: If a is below 0.
    """
    m, e, r = a
    if m < 0 and -m >= r:
        raise ValueError("x must be at least 0 for sqrt(x), got a negative number")
    odd = e % 2
    if r and m <= r:
        return between(-1, 1 << (length((m + r) << odd) + 1) // 2, (e - odd) // 2)
    if not m:
        return ZERO
    s = max(0, 2 * bits - length(m))
    s += (e - s) % 2
    n = m << s
    x = root(n)
    return fit(x, (e - s) // 2, 0 if x * x == n and not r else (r << s) // x + 2, bits)
