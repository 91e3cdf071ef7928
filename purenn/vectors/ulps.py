"""The bits of IEEE floats, and errors in ulps (units in the last place).

    distance(0.3, 0.1 + 0.2, "F64")  # 1: the next double

A format is "F64" (double precision) or "F32" (single precision); a number of it is a Python float with such a value.
BOOL, the format of masks, has the numbers 0.0 and 1.0; it has bits, but no ulps.
"""

import math
import struct

from ..numbers.float32 import Float32, rounded
from ..validation.shapes import short_repr

STRUCT_CODES = {"F64": ("d", "Q"), "F32": ("f", "I"), "BOOL": ("?", "B")}  # of the number, and of its bits
FRACTION_BITS = {"F64": 52, "F32": 23}
LEAST_EXPONENT = {"F64": -1074, "F32": -149}  # the smallest positive number is 2 to this power


def pack(values: "list[float] | tuple[float, ...]", format: str) -> bytes:
    """Return numbers as little-endian bytes."""
    return struct.pack(f"<{len(values)}{STRUCT_CODES[format][0]}", *values)


def to_bits(value: float, format: str) -> int:
    """Return the bits of a number as an unsigned integer.

    >>> hex(to_bits(1.0, "F64")), hex(to_bits(-0.0, "F32"))
    ('0x3ff0000000000000', '0x80000000')
    """
    return struct.unpack("<" + STRUCT_CODES[format][1], pack([value], format))[0]


def from_bits(bits: int, format: str) -> float:
    """Return the number with the given bits.

    >>> from_bits(0x3FF0000000000001, "F64"), from_bits(1, "F32")
    (1.0000000000000002, 1.401298464324817e-45)
    """
    number, unsigned = STRUCT_CODES[format]
    return float(struct.unpack("<" + number, struct.pack("<" + unsigned, bits))[0])


def digits(format: str) -> int:
    """Return how many hexadecimal digits the bits of a number have."""
    return 2 * struct.calcsize("<" + STRUCT_CODES[format][0])


def to_hex(value: float, format: str) -> str:
    """Return the bits of a number as hexadecimal digits, the most significant first.

    >>> to_hex(1.0, "F64"), to_hex(0.1, "F32"), to_hex(1.0, "BOOL")
    ('3ff0000000000000', '3dcccccd', '01')
    """
    return f"{to_bits(value, format):0{digits(format)}x}"


def from_hex(text: str, format: str) -> "float | None":
    """Return the number whose bits are given in hexadecimal, or None if the text is not exactly that.

    >>> from_hex("3ff0000000000000", "F64"), from_hex("3dcccccd", "F64"), from_hex("02", "BOOL")
    (1.0, None, None)
    """
    if len(text) != digits(format) or not set(text) <= set("0123456789abcdefABCDEF"):
        return None
    bits = int(text, 16)
    return None if format == "BOOL" and bits > 1 else from_bits(bits, format)


def nearest(value: float, format: str) -> float:
    """Round a double to the nearest number of a format, ties to even; an infinity if it is too large.

    >>> nearest(0.1, "F64"), nearest(0.1, "F32")
    (0.1, 0.10000000149011612)
    """
    return rounded(value) if format == "F32" else value


def to_decimal(value: float, format: str) -> str:
    """Return the shortest decimal that rounds to a number of the format.

    >>> to_decimal(0.10000000149011612, "F32"), to_decimal(5e-324, "F64")
    ('0.1', '5e-324')
    """
    return str(Float32(value)) if format == "F32" else repr(value)


def position(value: float, format: str) -> int:
    """Return the index of a number among all numbers of its format in ascending order, that of 0.0 and -0.0 being 0.

    Raises:
        ValueError: If the number is infinite or NaN, or not in the format.

    >>> position(5e-324, "F64"), position(-0.0, "F64"), position(-(2.0**-148), "F32")
    (1, 0, -2)
    """
    if not math.isfinite(value) or nearest(value, format) != value:
        raise ValueError(f"the number must be a finite {format}, got {short_repr(value)}")
    magnitude = to_bits(abs(value), format)
    return -magnitude if value < 0 else magnitude


def distance(a: float, b: float, format: str) -> int:
    """Return how many steps from one number of the format to the next lead from a to b.

    Within a power of 2 a step is an ulp. 0.0 and -0.0 are the same number, so their distance is 0.

    Raises:
        ValueError: If a number is infinite or NaN, or not in the format.

    Source: Dawson, "Comparing floating point numbers" (2012), for the order of the bits.

    >>> distance(1.0, 1.0000000000000002, "F64"), distance(-5e-324, 5e-324, "F64")
    (1, 2)
    """
    return abs(position(a, format) - position(b, format))


def ulp(value: float, format: str) -> float:
    """Return the distance from the magnitude of a finite number to the next larger number, overflow aside.

    >>> ulp(1.0, "F64") == 2.0**-52, ulp(-1.5, "F32") == 2.0**-23, ulp(0.0, "F32") == 2.0**-149
    (True, True, True)
    """
    _, exponent = math.frexp(value)
    exponent = LEAST_EXPONENT[format] if value == 0 else exponent - 1 - FRACTION_BITS[format]
    return math.ldexp(1.0, max(exponent, LEAST_EXPONENT[format]))


def error_in_units(value: float, exact: float, unit: float) -> float:
    """Return abs(value - exact) / unit, computed exactly and rounded once.

    An error of at least 2**53 units is returned as an integer, because it may be too large for a float.

    >>> error_in_units(1.0, -5e-324, 2.0**-52) == 2.0**52, error_in_units(1e308, 0.0, 5e-324) > 10**600
    (True, True)
    """
    difference = abs(_integer(value) - _integer(exact))
    whole = difference // _integer(unit)
    return difference / _integer(unit) if whole < 2**53 else whole


def _integer(value: float) -> int:
    """Return value * 2**1074, which is an integer for every finite double."""
    numerator, denominator = value.as_integer_ratio()
    return numerator << (1075 - denominator.bit_length())
