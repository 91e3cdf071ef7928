"""The components of a file of a model: a layer, a loss or an optimizer by its kind and settings, and matrices.

Only the kinds of a given table are written or created, so that loading a file cannot run other code.
"""

from ..validation.entries import check_finite
from ..validation.shapes import short_repr
from .safetensors import nested, unpack
from .strict_json import parse, write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..types import Matrix

    Kinds = dict[type, tuple[str, ...]]  # the settings of each kind: both attributes and arguments of the constructor


def describe(component: object, name: str, kinds: "Kinds") -> "dict[str, Any]":
    """Return the kind and the settings of a component; raise TypeError if its class is not one of the kinds."""
    if type(component) not in kinds:
        expected = ", ".join(kind.__name__ for kind in kinds)
        raise TypeError(f"{name} must be one of {expected} to be saved, got {short_repr(component)}")
    description = {"kind": type(component).__name__}
    for setting in kinds[type(component)]:
        description[setting] = getattr(component, setting)
    return description


def kind_and_settings(description: "Any", name: str, kinds: "Kinds") -> "tuple[Any, dict[str, Any]]":
    """Validate what `describe` returned; return the class, from `kinds`, and all of its settings."""
    kind_name = description.get("kind") if type(description) is dict else None
    kind = next((kind for kind in kinds if kind.__name__ == kind_name), None)
    if kind is None:
        expected = ", ".join(kind.__name__ for kind in kinds)
        raise ValueError(f"{name} must be one of {expected}, got {short_repr(description)}")
    settings = {setting: value for setting, value in description.items() if setting != "kind"}
    if set(settings) != set(kinds[kind]):
        expected = ", ".join(kinds[kind]) or "none"
        raise ValueError(f"{name} must have the settings {expected}, got {short_repr(settings)}")
    return kind, settings


def to_json(value: object, name: str) -> str:
    """Write a value as JSON; raise TypeError if it cannot be."""
    try:
        return write(value)
    except (TypeError, ValueError) as error:
        raise TypeError(f"{name} must have settings that JSON can represent: {error}") from None


def from_json(metadata: "dict[str, str]", name: str) -> "Any":
    """Read a value of the metadata of a file."""
    if name not in metadata:
        raise ValueError(f"__metadata__ must have {short_repr(name)}, which is missing")
    return parse(metadata[name], name)


def pop_matrix(tensors: "dict[str, Any]", name: str) -> "Matrix":
    """Remove a tensor from `tensors` and return it as a matrix of finite numbers."""
    if name not in tensors:
        raise ValueError(f"tensor {name!r} must be in the file, but is missing")
    dtype, shape, data = tensors.pop(name)
    if dtype not in ("F64", "F32") or len(shape) != 2 or 0 in shape:
        raise ValueError(f"tensor {name!r} must be a matrix of F64 or F32, got {short_repr(shape)} of {dtype}")
    matrix: "Matrix" = nested(unpack(dtype, data), shape)
    check_finite(matrix, f"tensor {name!r}")
    return matrix
