"""Validate a single number: counts, rates and other settings.

    samples = whole_number(samples, "samples")
    rate = as_fraction(rate, "rate")

Each `as_...` function returns the number; a scalar of another library is converted by its `tolist()`.
"""

from .entries import INFINITY
from .shapes import is_number, short_repr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def whole_number(value: "Any", name: str, least: int = 1) -> int:
    """Validate an integer that is at least `least`; 1.0 and True are not accepted.

    Raises:
        TypeError: If `value` is not an integer.
        ValueError: If it is less than `least`.

    >>> whole_number(0, "samples")
    Traceback (most recent call last):
    ValueError: samples must be at least 1, got 0
    """
    if not is_index(value):
        raise TypeError(f"{name} must be an integer, got {short_repr(value)}")
    if value < least:
        raise ValueError(f"{name} must be at least {least}, got {value}")
    return int(value)


def is_index(value: object) -> bool:
    """Return whether `value` is an int or an integer type of another library (`__index__`); a bool is not.

    >>> is_index(1), is_index(1.0), is_index(True), is_index("1")
    (True, False, False, False)
    """
    return (isinstance(value, int) or hasattr(value, "__index__")) and not isinstance(value, bool)


def as_finite(value: "Any", name: str) -> float:
    """Validate a finite number.

    Raises:
        TypeError: If `value` is not a number.
        ValueError: If it is NaN or infinite.

    >>> as_finite("0.1", "learning_rate")
    Traceback (most recent call last):
    TypeError: learning_rate must be a number, got '0.1'
    """
    value = value.tolist() if hasattr(value, "tolist") else value
    if not is_number(value) or isinstance(value, bool):
        raise TypeError(f"{name} must be a number, got {short_repr(value)}")
    if not (value > -INFINITY and value < INFINITY):
        raise ValueError(f"{name} must be a finite number, got {value}")
    return value


def as_positive(value: "Any", name: str) -> float:
    """Validate a finite number above 0; raise as `as_finite` does, and ValueError for other numbers.

    >>> as_positive(0.0, "learning_rate")
    Traceback (most recent call last):
    ValueError: learning_rate must be above 0, got 0.0
    """
    value = as_finite(value, name)
    if not value > 0:
        raise ValueError(f"{name} must be above 0, got {value}")
    return value


def as_non_negative(value: "Any", name: str) -> float:
    """Validate a finite number that is at least 0; raise as `as_finite` does, and ValueError for other numbers.

    >>> as_non_negative(-0.5, "weights_l1")
    Traceback (most recent call last):
    ValueError: weights_l1 must be at least 0, got -0.5
    """
    value = as_finite(value, name)
    if not value >= 0:
        raise ValueError(f"{name} must be at least 0, got {value}")
    return value


def as_fraction(value: "Any", name: str) -> float:
    """Validate a number in [0, 1); raise as `as_finite` does, and ValueError for other numbers.

    >>> as_fraction(1.0, "rate")
    Traceback (most recent call last):
    ValueError: rate must be in [0, 1), got 1.0
    """
    value = as_finite(value, name)
    if not (value >= 0 and value < 1):
        raise ValueError(f"{name} must be in [0, 1), got {value}")
    return value
