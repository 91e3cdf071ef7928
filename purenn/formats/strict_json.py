"""JSON from a stranger: read only where each key has one value and each number can be one.

What `json` alone would let pass, or answer with an error of its own kind, is a ValueError of one line here.
"""

import json

from ..validation.shapes import shown

LONGEST_INTEGER = 20  # digits, as many as 2**64 has: few enough to be turned into an int at once


def parse(text: str, what: str):
    """Read JSON from a stranger: no key twice, no NaN, no number too long to be one, no nesting without end.

    >>> parse('{"a": 1, "a": 2}', "the header")
    Traceback (most recent call last):
    ValueError: the header must name 'a' once, got it twice
    """

    def once(pairs):
        named = {}
        for key, value in pairs:
            if key in named:
                raise ValueError(f"{what} must name {shown(key)} once, got it twice")
            named[key] = value
        return named

    def whole(digits):
        if len(digits) > LONGEST_INTEGER:
            raise ValueError(f"{what} must have integers of at most 64 bits, got {shown(digits)}")
        return int(digits)

    def constant(name):
        raise ValueError(f"{what} must have finite numbers, got {name}")

    try:
        return json.loads(text, object_pairs_hook=once, parse_int=whole, parse_constant=constant)
    except json.JSONDecodeError as error:
        raise ValueError(f"{what} must be JSON, but it is not from character {error.pos} on") from None
    except RecursionError:
        raise ValueError(f"{what} must not be nested as deeply as it is") from None
