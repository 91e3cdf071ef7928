"""Write JSON, and parse it from untrusted files.

`parse` raises a one-line ValueError where `json.loads` accepts ambiguous input (duplicate keys, NaN), fails with
another exception (deep nesting) or takes many times the memory of the document (empty lists). It reads the header of a
safetensors file and the settings stored in a model file:

    settings = parse('{"rate": 0.25}', "layers")

The json of MicroPython takes no options: there the last of duplicate keys counts, and text is written with spaces.
"""

import json
import sys

from ..validation.shapes import short_repr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MAX_INTEGER_DIGITS = 20  # the digits of 2**64; int() takes quadratic time, so it must not get an unlimited number
MAX_LEVELS = 32  # of lists and objects in each other; Python's own limit depends on its version and on the caller
CHARACTERS_PER_LIST = 4  # at least, on average; `[],[],[],` would take 50 times its size in memory


MICROPYTHON = sys.implementation.name in ("micropython", "circuitpython")
WRITING: "dict[str, Any]" = {} if MICROPYTHON else {"ensure_ascii": False, "separators": (",", ":"), "allow_nan": False}


def write(value: "Any") -> str:
    """Write a value as a JSON document.

    Raises:
        TypeError, ValueError: If JSON cannot represent it.

    >>> write({"rate": 0.25})
    '{"rate":0.25}'
    """
    return json.dumps(value, **WRITING)


def parse(text: str, name: str) -> "Any":
    """Parse a JSON document.

    Args:
        text: The document.
        name: What error messages call the document.

    Returns:
        The value, made of the same types as with `json.loads`.

    Raises:
        ValueError: If `text` is not valid JSON, has a duplicate key, NaN, Infinity or an integer of more than
            20 digits, is nested in more than 32 levels, or has more than 100 lists and objects and one for every 4
            characters.

    >>> parse('{"a": 1, "a": 2}', "the header")
    Traceback (most recent call last):
    ValueError: the header must have unique keys, got 'a' twice
    """

    def unique_keys(pairs):
        result = {}
        for key, value in pairs:
            if key in result:
                raise ValueError(f"{name} must have unique keys, got {short_repr(key)} twice")
            result[key] = value
        return result

    def bounded_integer(digits):
        if len(digits) > MAX_INTEGER_DIGITS:
            raise ValueError(f"{name} must have integers of at most 64 bits, got {short_repr(digits)}")
        return int(digits)

    def no_constant(constant):
        raise ValueError(f"{name} must have finite numbers, got {constant}")

    _check_structure(text, name)
    if MICROPYTHON:
        try:
            return json.loads(text)
        except ValueError:
            raise ValueError(f"{name} must be valid JSON, got a syntax error") from None
    try:
        return json.loads(text, object_pairs_hook=unique_keys, parse_int=bounded_integer, parse_constant=no_constant)
    except json.JSONDecodeError as error:
        raise ValueError(f"{name} must be valid JSON, got a syntax error at character {error.pos}") from None


def _check_structure(text: str, name: str) -> None:
    """Bound the lists and objects of a document, how many they are and how deep, before anything is made of it."""
    level = deepest = count = 0
    for part in text.replace("\\\\", "").replace('\\"', "").split('"')[::2]:  # what is outside of strings
        for character in part:
            if character in "[{":
                level += 1
                count += 1
                deepest = max(deepest, level)
            elif character in "]}":
                level -= 1
    if deepest > MAX_LEVELS:
        raise ValueError(f"{name} must be nested in at most {MAX_LEVELS} levels, got {deepest}")
    most = 100 + len(text) // CHARACTERS_PER_LIST
    if count > most:
        raise ValueError(f"{name} must have at most {most} lists and objects for its length, got {count}")
