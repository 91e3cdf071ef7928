"""Round numbers for the axes of a figure: multiples of 1, 2 or 5 times a power of ten.

low, high = axis_range(values)
labels = [tick_text(value) for value in round_ticks(low, high)]
"""

import math

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def round_ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Return the multiples of a round step from `low` to `high`, both included.

    The step is the smallest of 1, 2 and 5 times a power of ten that has at most `most` multiples in the range.

    Args:
        low: The lower end of the axis.
        high: The upper end, above `low`.
        most: The maximum number of ticks.

    >>> round_ticks(0, 10), round_ticks(-0.13, 0.42)
    ([0.0, 2.0, 4.0, 6.0, 8.0, 10.0], [-0.1, 0.0, 0.1, 0.2, 0.3, 0.4])
    """
    power = math.floor(math.log10((high - low) / most))
    while True:
        for digit in (1, 2, 5):
            first = math.ceil(_in_steps(low, digit, power) - 1e-9)
            last = math.floor(_in_steps(high, digit, power) + 1e-9)
            if last - first < most:
                multiples = [n * digit for n in range(first, last + 1)]
                # Dividing by a whole power of ten rounds once: 3 / 10 is 0.3, but 3 * 0.1 is not.
                return [n * 10.0**power if power >= 0 else n / 10.0**-power for n in multiples]
        power += 1


def _in_steps(value, digit, power):
    """Return `value` divided by the step digit * 10**power."""
    return value / digit / 10.0**power if power >= 0 else value / digit * 10.0**-power


def axis_range(values: "Iterable[float]") -> tuple[float, float]:
    """Return the minimum and the maximum of some values, moved apart if they are too close for an axis.

    Raises:
        ValueError: If a value is NaN, or beyond 1e300, where the axis would overflow.

    >>> axis_range([3.0, 1.0]), axis_range([2.0, 2.0]), axis_range([0.0])
    ((1.0, 3.0), (1.0, 3.0), (-1.0, 1.0))
    """
    values = list(values)
    for value in values:
        if not -1e300 <= value <= 1e300:
            raise ValueError(f"a figure must have numbers from -1e300 to 1e300, got {value}")
    low, high = min(values), max(values)
    largest = max(abs(low), abs(high))
    if high - low <= max(1e-9 * largest, 1e-290):
        margin = largest / 2 if largest > 1e-290 else 1.0
        return low - margin, high + margin
    return low, high


def tick_text(value: float) -> str:
    """Format the label of a tick.

    >>> tick_text(0.1), tick_text(-0.0), tick_text(2000.0), tick_text(1e-7), tick_text(12e6)
    ('0.1', '0', '2000', '1e-07', '1.2e+07')
    """
    text = f"{value + 0.0:.10g}"
    return text if len(text) < 8 or "." in text else f"{value:.6g}"
