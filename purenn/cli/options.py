"""Types of option values, for `type=` of `add_argument`.

They apply the same checks as the library, but while the command line is parsed: a wrong value is a usage error (exit
code 2), reported before any work is done.

    parser.add_argument("--epochs", type=positive_int)
"""

import argparse

from ..random_state import LARGEST_SEED
from ..validation.scalars import as_fraction, as_non_negative, as_positive, whole_number
from ..validation.shapes import short_repr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class UsageError(Exception):
    """Options that are valid one by one, but not together; exit code 2."""


def widths(text: str) -> "list[int]":
    """Parse the widths of hidden layers, separated by commas.

    >>> widths("32,16")
    [32, 16]
    """
    return [positive_int(part) for part in text.split(",")]


def positive_int(text: str) -> int:
    """Parse an integer that is at least 1."""
    return _parse_int(text, least=1)


def non_negative_int(text: str) -> int:
    """Parse an integer that is at least 0."""
    return _parse_int(text, least=0)


def seed(text: str) -> int:
    """Parse the seed of a random stream."""
    value = _parse_int(text, least=0)
    if value > LARGEST_SEED:
        raise argparse.ArgumentTypeError(f"it must be at most {LARGEST_SEED}, got {value}")
    return value


def positive_float(text: str) -> float:
    """Parse a finite number above 0."""
    return _parse_float(text, as_positive)


def non_negative_float(text: str) -> float:
    """Parse a finite number that is at least 0."""
    return _parse_float(text, as_non_negative)


def fraction(text: str) -> float:
    """Parse a number in [0, 1)."""
    return _parse_float(text, as_fraction)


def _parse_int(text: str, least: int) -> int:
    try:
        value = int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"it must be an integer, got {short_repr(text)}") from None
    try:
        return whole_number(value, "it", least)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _parse_float(text: str, check: "Callable[[float, str], float]") -> float:
    try:
        value = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"it must be a number, got {short_repr(text)}") from None
    try:
        return check(value, "it")
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
