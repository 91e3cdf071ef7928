"""Parse JSON from untrusted files.

`parse` raises a one-line ValueError where `json.loads` accepts ambiguous input (duplicate keys, NaN) or fails with
another exception (deep nesting). It reads the header of a safetensors file and the settings stored in a model file:

    settings = parse('{"rate": 0.25}', "layers")
"""

import json

from ..validation.shapes import short_repr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MAX_INTEGER_DIGITS = 20  # the digits of 2**64; int() takes quadratic time, so it must not get an unlimited number


def parse(text: str, name: str) -> "Any":
    """Parse a JSON document.

    Args:
        text: The document.
        name: What error messages call the document.

    Returns:
        The value, made of the same types as with `json.loads`.

    Raises:
        ValueError: If `text` is not valid JSON, has a duplicate key, NaN, Infinity or an integer of more than
            20 digits, or is nested too deeply for the parser.

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

    try:
        return json.loads(text, object_pairs_hook=unique_keys, parse_int=bounded_integer, parse_constant=no_constant)
    except json.JSONDecodeError as error:
        raise ValueError(f"{name} must be valid JSON, got a syntax error at character {error.pos}") from None
    except RecursionError:
        raise ValueError(f"{name} must be nested less deeply, got more levels than the parser supports") from None
