"""What the value of an option must be: the checks that the library makes anyway, made while a command is read.

A wrong option is thus a usage error before any work, and an error after that is no fault of the arguments.
"""

import argparse

from ..validation.shapes import shown
from ..random_state import LARGEST_SEED
from ..validation.scalars import as_positive, as_share, whole_number


class UsageError(Exception):
    """Arguments that make no command together, though each is right by itself."""


def count(text: str) -> int:
    """An integer that is at least 1."""
    return _read(text, int, "an integer", lambda value: whole_number(value, "it"))


def index(text: str) -> int:
    """An integer that is at least 0."""
    return _read(text, int, "an integer", lambda value: whole_number(value, "it", least=0))


def seed(text: str) -> int:
    """An integer from which a random stream can start."""
    value = _read(text, int, "an integer", lambda value: whole_number(value, "it", least=0))
    if value > LARGEST_SEED:
        raise argparse.ArgumentTypeError(f"it must be at most {LARGEST_SEED}, got {value}")
    return value


def rate(text: str) -> float:
    """A finite number above 0."""
    return _read(text, float, "a number", lambda value: as_positive(value, "it"))


def share(text: str) -> float:
    """A number in [0, 1)."""
    return _read(text, float, "a number", lambda value: as_share(value, "it"))


def _read(text, kind, expected, accept):
    try:
        value = kind(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"it must be {expected}, got {shown(text)}") from None
    try:
        return accept(value)
    except ValueError as error:
        raise argparse.ArgumentTypeError(error) from None
