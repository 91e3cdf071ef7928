"""The settings of a network that is made on the page: their defaults, and the check of those that come from outside.

    settings = check_settings({"hidden": [16, 16], "seed": 1})

Settings and a number of epochs determine every weight, so that they can stand in an address.
"""

from ..random_state import LARGEST_SEED
from ..validation.shapes import short_repr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Settings = dict[str, Any]

DATA_SETS = ("spiral", "vertical")
ACTIVATIONS = ("relu", "sigmoid")
LEARNING_RATES = {"adam": 0.05, "rmsprop": 0.02, "adagrad": 0.5, "sgd": 1.0}  # the default of each optimizer
MOST_NEURONS = 64  # in a hidden layer
MOST_LAYERS = 2  # hidden ones
BOUNDS: "dict[str, tuple[int, int]]" = {"samples": (2, 300), "classes": (2, 6), "seed": (0, LARGEST_SEED)}
LARGEST = {"learning_rate": 100, "scale": 100}
OF_TRAINING: "Settings" = {"optimizer": "adam", "learning_rate": 0.05}
OF_NETWORK: "Settings" = {"hidden": [3], "activation": "relu", "scale": 0.01, "seed": 0}
OF_DATA: "Settings" = {"samples": 100, "classes": 3}
DEFAULTS: "dict[str, Settings]" = {  # by what the data is; a saved model has its layers, and a table its samples
    "spiral": {**OF_DATA, **OF_NETWORK, **OF_TRAINING},
    "vertical": {**OF_DATA, **OF_NETWORK, **OF_TRAINING},
    "table": {**OF_NETWORK, **OF_TRAINING},
    "model": OF_TRAINING,
}


def check_settings(wanted: object, given: "str | None" = None) -> "Settings":
    """Check settings, and add those that are missing.

    Args:
        wanted: The settings.
        given: What the command was given: "table", "model" or None.

    Returns:
        All settings of the data that they name: "data", and its keys in `DEFAULTS`.

    Raises:
        ValueError: If one is not known, or out of bounds.

    >>> check_settings({"hidden": [16], "optimizer": "sgd"})["learning_rate"]
    1.0
    >>> check_settings({"hidden": [65]})
    Traceback (most recent call last):
    ValueError: hidden must be 1 or 2 integers in 1..64, got [65]
    """
    if not isinstance(wanted, dict):
        raise ValueError(f"settings must be an object, got {short_repr(wanted)}")
    choices = DATA_SETS + (() if given is None else (given,))
    data = _check_choice("data", wanted.get("data", choices[-1] if given else "spiral"), choices)
    settings = {"data": data}
    defaults = DEFAULTS[data]
    for name in wanted:
        if name != "data" and name not in defaults:
            expected = ", ".join(["data", *defaults])
            raise ValueError(f"settings must be among {expected} for the data {data}, got {short_repr(name)}")
    for name, default in defaults.items():
        settings[name] = check_setting(name, wanted[name]) if name in wanted else default
    if "learning_rate" not in wanted:
        settings["learning_rate"] = LEARNING_RATES[settings["optimizer"]]
    return settings


def check_setting(name: str, value: "Any") -> "Any":
    """Check the value of one setting.

    Raises:
        ValueError: If it is out of bounds.
    """
    if name == "hidden":
        if not isinstance(value, list) or not 1 <= len(value) <= MOST_LAYERS or not all(map(_is_width, value)):
            expected = f"1 or {MOST_LAYERS} integers in 1..{MOST_NEURONS}"
            raise ValueError(f"hidden must be {expected}, got {short_repr(value)}")
        return list(value)
    if name in BOUNDS:
        low, high = BOUNDS[name]
        if type(value) is not int or not low <= value <= high:
            raise ValueError(f"{name} must be an integer in {low}..{high}, got {short_repr(value)}")
        return value
    if name in LARGEST:
        if type(value) not in (int, float) or not 0 < value <= LARGEST[name]:
            raise ValueError(f"{name} must be above 0 and at most {LARGEST[name]}, got {short_repr(value)}")
        return float(value)
    return _check_choice(name, value, ACTIVATIONS if name == "activation" else tuple(LEARNING_RATES))


def _is_width(value):
    return type(value) is int and 1 <= value <= MOST_NEURONS


def _check_choice(name, value, choices):
    if type(value) is not str or value not in choices:
        raise ValueError(f"{name} must be {' or '.join(choices)}, got {short_repr(value)}")
    return value
