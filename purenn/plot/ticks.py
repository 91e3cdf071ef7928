"""Round numbers for the axes of a picture: steps of 1, 2 or 5 times a power of ten.

A reader who can count the marks of an axis can read every point beside it.
"""

import math


def round_ticks(low: float, high: float, most: int = 6) -> list[float]:
    """The multiples of a round step from `low` to `high`, both included; at most `most` of them, and at least two.

    Formula: step = the least of 1, 2 and 5 times a power of ten of which at most `most` multiples fit

    >>> round_ticks(0, 10), round_ticks(-0.13, 0.42)
    ([0.0, 2.0, 4.0, 6.0, 8.0, 10.0], [-0.1, 0.0, 0.1, 0.2, 0.3, 0.4])
    """
    power = math.floor(math.log10((high - low) / most))
    while True:
        for digit in (1, 2, 5):
            first = math.ceil(_in_steps(low, digit, power) - 1e-9)
            last = math.floor(_in_steps(high, digit, power) + 1e-9)
            if last - first < most:
                # By a whole power of ten, because digit * 10**-1 is not what 0.1 says.
                return [
                    n * digit * 10.0**power if power >= 0 else n * digit / 10.0**-power for n in range(first, last + 1)
                ]
        power += 1


def _in_steps(value, digit, power):
    return value / digit / 10.0**power if power >= 0 else value / digit * 10.0**-power


def spread(values) -> tuple:
    """The least and the greatest of some values, pushed apart where no axis could tell them apart.

    Raises: ValueError for a value beyond 1e300, whose axis would end outside the numbers that there are.

    >>> spread([3.0, 1.0]), spread([2.0, 2.0]), spread([0.0])
    ((1.0, 3.0), (1.0, 3.0), (-1.0, 1.0))
    """
    low, high = min(values), max(values)
    largest = max(abs(low), abs(high))
    if not largest <= 1e300:
        raise ValueError(f"a picture must have numbers up to 1e300, got {largest}")
    if high - low <= max(1e-9 * largest, 1e-290):
        apart = largest / 2 if largest > 1e-290 else 1.0
        return low - apart, high + apart
    return low, high


def tick_text(value: float) -> str:
    """A tick as a label says it.

    >>> tick_text(0.1), tick_text(-0.0), tick_text(2000.0), tick_text(1e-7), tick_text(12e6)
    ('0.1', '0', '2000', '1e-07', '1.2e+07')
    """
    text = f"{value + 0.0:.10g}"
    return text if len(text) < 8 or "." in text else f"{value:.6g}"
