"""Integers times powers of 2: their lengths, what a float is exactly, and rounding to a format of floats.

    of_plain(0.75)  # (3, -2, 0): 3 * 2**-2, exactly
    nearest(2**53 + 1, 0)  # 9007199254740992.0

`intervals` computes with such numbers, and `exact` rounds their results.
"""

import math

# Of each format: the bits of a number, the exponent of its least number, and that of the first power of 2 beyond it.
FORMATS = {"F64": (53, -1074, 1024), "F32": (24, -149, 128), "F16": (11, -24, 16), "BF16": (8, -133, 128)}
if 1.0 + 2.0**-52 == 1.0:  # a board with single precision, or less
    del FORMATS["F64"]
    if 1.0 + 2.0**-23 == 1.0:
        del FORMATS["F32"]


def _length(n):
    n, bits = abs(n), 0
    while n >> 960:
        n, bits = n >> 960, bits + 960
    while n >> 64:
        n, bits = n >> 64, bits + 64
    while n:
        n, bits = n >> 1, bits + 1
    return bits


def length(n: int) -> int:
    """Count the bits of an integer without its sign.

    >>> length(0), length(-1), length(2**53 - 1), length(2**2000)
    (0, 1, 53, 2001)
    """
    return _length(n)


if hasattr(1, "bit_length"):  # not on MicroPython
    length = int.bit_length  # type: ignore[assignment]


def shifted(n: int, s: int) -> int:
    """Compute floor(n * 2**s) for n shorter than 2**24 bits, for a shift of any size to the right.

    >>> shifted(3, 2), shifted(-3, -1), shifted(-3, -(10**30))
    (12, -2, -1)
    """
    if s >= 0:
        return n << s
    return n >> -s if -s < 1 << 24 else (-1 if n < 0 else 0)


def of_plain(x: float) -> "tuple[int, int, int]":
    """Return a finite float, or an int, as (m, e, 0): it is m * 2**e exactly, and m is odd, or 0.

    >>> of_plain(0.75), of_plain(12), of_plain(0.0)
    ((3, -2, 0), (3, 2, 0), (0, 0, 0))
    """
    if isinstance(x, float):
        fraction, e = math.frexp(x)
        m, e = int(fraction * 9007199254740992.0), e - 53
    else:
        m, e = int(x), 0
    if not m:
        return 0, 0, 0
    zeros = length(m & -m) - 1
    return m >> zeros, e + zeros, 0


def nearest(m: int, e: int, beyond: int = 0, format: str = "F64") -> float:
    """Return the number of a format that is nearest to m * 2**e, ties to even; an infinity beyond the largest.

    Args:
        m: The integer.
        e: The exponent.
        beyond: 1 for the number nearest to all that is just above m * 2**e, -1 for just below it.
        format: "F64", "F32", "F16" or "BF16".

    >>> nearest(2**53 + 1, 0), nearest(2**53 + 1, 0, 1), nearest(1, -1075), nearest(1, -1075, 1)
    (9007199254740992.0, 9007199254740994.0, 0.0, 5e-324)
    >>> nearest(1, 128, 0, "F32")
    inf
    """
    if m < 0:
        return -nearest(-m, e, -beyond, format) + 0.0
    digits, least, limit = FORMATS[format]
    bits = length(m)
    s = max(bits - digits, least - e)  # that many bits are too many
    if s > bits:
        return 0.0
    if s > 0:
        rest, half = m & ((1 << s) - 1), 1 << (s - 1)
        m, e = m >> s, e + s
        if rest > half or (rest == half and (beyond > 0 or (beyond == 0 and m & 1))):
            m += 1
    if not m:
        return 0.0
    return math.inf if e + length(m) > limit else math.ldexp(float(m), e)
