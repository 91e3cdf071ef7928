"""What a single number must be: counts, shares and other settings that a caller chooses.

Each function returns the number it was given, plain where only a library knows its kind, or raises one line.
"""

from .shapes import is_number, shown
from .entries import INFINITY


def whole_number(value, name: str, least: int = 1) -> int:
    """Accept an integer that is at least `least`; neither 1.0 nor True is one.

    >>> whole_number(0, "samples")
    Traceback (most recent call last):
    ValueError: samples must be at least 1, got 0
    """
    if not is_index(value):
        raise TypeError(f"{name} must be an integer, got {shown(value)}")
    if value < least:
        raise ValueError(f"{name} must be at least {least}, got {value}")
    return int(value)


def is_index(value) -> bool:
    """Whether `value` is an integer of some kind; a bool is not.

    >>> is_index(1), is_index(1.0), is_index(True), is_index("1")
    (True, False, False, False)
    """
    return (isinstance(value, int) or hasattr(value, "__index__")) and not isinstance(value, bool)


def as_finite(value, name: str) -> float:
    """Accept one finite number.

    >>> as_finite("0.1", "learning_rate")
    Traceback (most recent call last):
    TypeError: learning_rate must be a number, got '0.1'
    """
    value = value.tolist() if hasattr(value, "tolist") else value
    if not is_number(value) or isinstance(value, bool):
        raise TypeError(f"{name} must be a number, got {shown(value)}")
    if not -INFINITY < value < INFINITY:
        raise ValueError(f"{name} must be a finite number, got {value}")
    return value


def as_positive(value, name: str) -> float:
    """Accept a finite number above 0.

    >>> as_positive(0.0, "learning_rate")
    Traceback (most recent call last):
    ValueError: learning_rate must be above 0, got 0.0
    """
    value = as_finite(value, name)
    if not value > 0:
        raise ValueError(f"{name} must be above 0, got {value}")
    return value


def as_weighting(value, name: str) -> float:
    """Accept a finite number that is at least 0.

    >>> as_weighting(-0.5, "weights_l1")
    Traceback (most recent call last):
    ValueError: weights_l1 must be at least 0, got -0.5
    """
    value = as_finite(value, name)
    if not value >= 0:
        raise ValueError(f"{name} must be at least 0, got {value}")
    return value


def as_share(value, name: str) -> float:
    """Accept a number in [0, 1).

    >>> as_share(1.0, "rate")
    Traceback (most recent call last):
    ValueError: rate must be in [0, 1), got 1.0
    """
    value = as_finite(value, name)
    if not 0 <= value < 1:
        raise ValueError(f"{name} must be in [0, 1), got {value}")
    return value
