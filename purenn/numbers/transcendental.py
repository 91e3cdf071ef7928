"""The exponential and the logarithm of intervals of integers.

    exp((1, 0, 0), 128)  # an interval of about 128 bits, in which e lies

The intervals and their rules are those of `intervals`. P is the number of bits behind the point with which a rule
computes; an error of 1 is an error of 2**-P.
"""

import math

from .binary import length, of_plain, shifted
from .intervals import ONE, ZERO, add, divide, fit, multiply, negative, sign, smaller, subtract, top

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .intervals import Interval, Known

HUGE = 1 << 12  # exp is refused for numbers of more bits before the point
_logarithms: "dict[int, int]" = {}


def log2(P: int) -> int:
    """Return the natural logarithm of 2, times 2**P, to within 2.

    log 2 = 18 * artanh(1/26) - 2 * artanh(1/4801) + 8 * artanh(1/8749), artanh z = z + z**3/3 + z**5/5 + ...

    It is computed with 16 + length(P) bits more. There each of fewer than P terms is short by less than 2, the last
    by what it leaves out too, and all are counted at most 28 times: 56 * P < 2**(16 + length(P)).

    Source: of Machin's kind; Gourdon and Sebah, "The logarithmic constant: log 2" (2004).
    """
    if P not in _logarithms:
        result = 0
        for factor, q in ((18, 26), (-2, 4801), (8, 8749)):
            t = (1 << (P + 16 + length(P))) // q
            n, s = 1, t
            while t:
                t //= q * q
                n += 2
                s += t // n
            result += factor * s
        _logarithms[P] = result >> (16 + length(P))
    return _logarithms[P]


def exp(a: "Interval", bits: int) -> "Known":
    """Raise e to the power a: e**a = 2**k * (e**(y / 2**h))**(2**h), with y = a - k * log 2 in [0, log 2).

    - y is off by less than r, in these units, for the width of a, 1 for rounding it down, and 2 * k for log 2: `wide`.
      While that is below 1/4, e**y changes by less than 2 * wide * e**y.
    - x = floor(y / 2**h) is below y / 2**h by less than 1, and its exponential by less than 1.05, since x < 0.05.
    - Each of the n terms of the series is short by less than x/n of the shortness of the term before it, and 1: by less
      than 1.03, which includes all that comes after the last term, which is 0.
    - So s is short by less than 1.03 * n + 1.1. A squaring multiplies that by twice the number squared, and loses less
      than 1; the product of all numbers squared is below 2. After h squarings s is short by less than
      2**(h + 1) * (1.03 * n + 2.2) < (n + 4) * 2**(h + 3).

    Where |a| < 2**-bits, |e**a - 1| < 2 * |a|, and its sign is that of a. Where a is below -2**4095 the result is
    between 0 and 2**-(2**4095).

    Raises:
        OverflowError: If a is above 2**4095.
    """
    m, e, r = a
    if not (m or r):
        return ONE
    reach = top(a)
    if reach < -bits:
        return add(ONE, smaller(sign(a), reach + 1), bits)
    if reach > HUGE:
        if m < 0 and e + length(max(0, -m - r)) > HUGE:
            return 1, -(1 << (HUGE - 1)), 1
        if m > 0 and e + length(max(0, m - r)) > HUGE:
            raise OverflowError(f"x must be at most 2**{HUGE - 1} for exp(x)")
        return None
    h = 4
    while h * h < bits:
        h += 2
    P = bits + max(0, reach) + h + 24
    k, y = divmod(shifted(m, e + P), log2(P))
    wide = shifted(r, e + P) + 2 + 2 * abs(k)
    if wide >> (P - 2):
        return None
    x = y >> h
    n, t, s = 1, x, (1 << P) + x
    while t:
        n += 1
        t = (t * x >> P) // n
        s += t
    for _ in range(h):
        s = s * s >> P
    return fit(s, k - P, (s * wide >> (P - 1)) + ((n + 4) << (h + 3)), bits)


def twice_artanh(z: "Interval", bits: int) -> "Known":
    """Compute log((1 + z) / (1 - z)) to `bits` bits of the result; None unless |z| < 2**-8.

    It is 2 * (z + z**3/3 + z**5/5 + ...).

    - x = floor(|z|) is off by less than r, in these units, and 1, and artanh, whose slope there is below 1 + 2**-15, by
      that little more: `wide`.
    - Each term is short by less than 2: 1 for rounding it down and 1 for its power, whose own shortness is multiplied
      by less than 2**-16 from one to the next. There are (n - 1) / 2 terms; 2 * n is more than enough for them and all
      that comes after the last, which is 0.

    Where |z| < 2**-bits, what comes after z is below z**3 and has its sign.
    """
    m, e, r = z
    if not (m or r):
        return ZERO
    reach = top(z)
    if reach > -8:
        return None
    if reach < -bits:
        return add((m, e + 1, r), smaller(sign(z), 3 * reach), 3 * bits)
    P = bits - reach + 8
    x = shifted(abs(m), e + P)
    square = x * x >> P
    n, t, s = 1, x, x
    while t:
        t = t * square >> P
        n += 2
        s += t // n
    wide = shifted(r, e + P) + 2
    return fit(-2 * s if m < 0 else 2 * s, -P, 2 * (wide + (wide >> 14) + 2 * n), bits)


def log1p(a: "Interval", bits: int) -> "Known":
    """Compute log(1 + a), for small a to `bits` bits of the result.

    That is 2 * artanh(a / (2 + a)) for small a, else the logarithm of the sum. Every step is a rule, so the result has
    the logarithm of 1 + each number of a inside.
    """
    if top(a) <= -10:
        z = divide(a, add(a, (2, 0, 0), bits + 16), bits + 16)
        return z and twice_artanh(z, bits)
    return log(add(a, ONE, bits + 16), bits)


def log(a: "Interval", bits: int) -> "Known":
    """Compute the natural logarithm of a.

    log a = q * log 2 + g + 2 * artanh((c - 1) / (c + 1)), with a = f * 2**q, f near 1, and c = f * e**-g

    That is true of any number g, so it may come from floats; it is log f but for their error, so that c is near 1.
    Where f is near 1 g is 0, and no bits cancel. Every step is a rule; log2 is off by less than 2.

    Raises:
        ValueError: If a is not above 0.
    """
    m, e, r = a
    if m <= 0 and -m >= r:
        raise ValueError("x must be above 0 for log(x), got a number that is not")
    if m <= r:
        return None
    size = length(m)
    lead = (m >> (size - 53) if size > 53 else m << (53 - size)) / 9007199254740992.0  # in [1/2, 1)
    q = e + size - (lead < 0.7071)
    c: "Known" = (m, e - q, r)
    guess = math.log(lead * 2 if lead < 0.7071 else lead)
    g = ZERO if abs(guess) < 0.001 else of_plain(guess)
    if g[0]:
        inverse = exp(negative(g), bits + 16)
        c = inverse and multiply((m, e - q, r), inverse, bits + 16)
    z = c and divide(subtract(c, ONE, bits + 16), add(c, ONE, bits + 16), bits + 16)
    result = z and twice_artanh(z, bits)
    if result is None:
        return None
    P = bits + length(q) + 16
    return add(add(result, g, bits), (q * log2(P), -P, 2 * abs(q)), bits) if q else add(result, g, bits)
