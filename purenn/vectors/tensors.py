"""Test vectors in memory: named tensors of exact bits, with flags, and the order in which they are computed.

    vectors = Vectors(
        {"logits": tensor([[1.0, 2.0]], "F64"), "probabilities": tensor([[0.25, 0.75]], "F64", ["saturated"])},
        order=["probabilities"],
    )

The tensors in `order` are the results that an implementation is to reproduce. `loops/<result>` is what plain loops in
the same format compute, `corners/<result>` a mask of the entries in which an implementation may take another branch
(the derivative of ReLU beside 0). Every other tensor is an input.
"""

import math
from typing import Any, NamedTuple

from ..validation.scalars import as_finite
from ..validation.shapes import short_repr
from .ulps import STRUCT_CODES, nearest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

LOOPS = "loops/"
CORNERS = "corners/"
MAX_DIMENSIONS = 8


class Tensor(NamedTuple):
    """Numbers of one format in row-major order.

    Attributes:
        format: "F64", "F32", or "BOOL" for a mask.
        shape: The length of each dimension; empty for a scalar.
        values: The numbers, as floats.
        flags: What the numbers test, for example `("saturated", "tie")`.
    """

    format: str
    shape: tuple[int, ...]
    values: tuple[float, ...]
    flags: tuple[str, ...] = ()


def tensor(nested: "Any", format: str = "F64", flags: "Iterable[str]" = (), name: str = "tensor") -> Tensor:
    """Make a tensor of nested lists or of a scalar.

    Args:
        nested: Finite numbers of the format; True and False in a mask.
        format: "F64", "F32" or "BOOL".
        flags: What the numbers test.
        name: What error messages call the tensor.

    Raises:
        TypeError: If an entry is not a number.
        ValueError: If lists of one level differ in length, or an entry is not a finite number of the format.

    >>> tensor([[1.0, 2.0, 0.5]], "F32", ["tie"])
    Tensor(format='F32', shape=(1, 3), values=(1.0, 2.0, 0.5), flags=('tie',))
    """
    if format not in STRUCT_CODES:
        raise ValueError(f"{name} must have the format F64, F32 or BOOL, got {short_repr(format)}")
    shape, entries = flatten(nested, name)
    values = []
    for n, entry in enumerate(entries):
        if type(entry) is not (bool if format == "BOOL" else float) or not nearest(entry, format) - entry == 0:
            entry = _checked_entry(entry, format, name + place_text(unflatten(n, shape)))
        values.append(float(entry))
    return Tensor(format, shape, tuple(values), tuple(flags))


def _checked_entry(entry, format, place):
    """Validate an entry that is not a float of the format, or raise."""
    if format == "BOOL":
        raise TypeError(f"{place} must be True or False, got {short_repr(entry)}")
    value = float(as_finite(entry, place))
    if nearest(value, format) != entry:
        raise ValueError(f"{place} must be a number of {format}, got {short_repr(entry)}")
    return value


def flatten(nested: "Any", name: str) -> "tuple[tuple[int, ...], list[Any]]":
    """Return the shape and the entries of nested lists.

    Raises:
        ValueError: If a list is empty, lists of one level differ in length, or there are more than 8 levels.

    >>> flatten([[1, 2, 3], [4, 5, 6]], "x"), flatten(7, "x")
    (((2, 3), [1, 2, 3, 4, 5, 6]), ((), [7]))
    """
    shape: "list[int]" = []
    entries = [nested]
    while isinstance(entries[0], (list, tuple)):
        if len(shape) == MAX_DIMENSIONS:
            raise ValueError(f"{name} must have at most {MAX_DIMENSIONS} dimensions, got more")
        length = len(entries[0])
        for n, entry in enumerate(entries):
            if not isinstance(entry, (list, tuple)) or len(entry) != length or length == 0:
                expected = f"a list of {length or 'at least 1'}"
                raise ValueError(f"{name}{place_text(unflatten(n, shape))} must be {expected}, got {short_repr(entry)}")
        shape.append(length)
        entries = [part for entry in entries for part in entry]
    return tuple(shape), entries


def unflatten(n: int, shape: "Sequence[int]") -> tuple[int, ...]:
    """Return the indices of the entry that is at position n in row-major order.

    >>> unflatten(5, (2, 3)), unflatten(0, ())
    ((1, 2), ())
    """
    indices: "list[int]" = []
    for length in reversed(shape):
        n, index = divmod(n, length)
        indices.insert(0, index)
    return tuple(indices)


def place_text(indices: "Sequence[int]") -> str:
    """Return indices as they are written after a name.

    >>> place_text((1, 2)), place_text(())
    ('[1][2]', '')
    """
    return "".join(f"[{index}]" for index in indices)


class Vectors:
    """Test vectors.

    Attributes:
        tensors: The tensors by name.
        order: The names of the results, in the order of computation.
        about: What the vectors are, in one line of text.
    """

    def __init__(self, tensors: "Mapping[str, Tensor]", order: "Iterable[str]", about: str = "") -> None:
        """Make test vectors.

        Raises:
            ValueError: If `order` names a tensor twice or one that does not exist, or if a tensor of loops or corners
                does not fit its result.
        """
        self.tensors: dict[str, Tensor] = dict(tensors)
        self.order: list[str] = list(order)
        self.about: str = about
        seen: "set[str]" = set()
        for name in self.order:
            if name not in self.tensors or is_extra(name):
                raise ValueError(f"order must have names of results, got {short_repr(name)}")
            if name in seen:
                raise ValueError(f"order must have different names, got {short_repr(name)} twice")
            seen.add(name)
        for name, found in self.tensors.items():
            self._check(name, found, seen)

    def _check(self, name: str, found: Tensor, results: "set[str]") -> None:
        """Validate one tensor."""
        if not name.isprintable() or not name:
            raise ValueError(f"the name of a tensor must be printable text, got {short_repr(name)}")
        if not found.values or len(found.values) != math.prod(found.shape):
            raise ValueError(f"{name} must have at least 1 entry, and as many as its shape {list(found.shape)}")
        if not all(map(math.isfinite, found.values)):
            raise ValueError(f"{name} must have finite numbers, got an infinity or NaN")
        if (found.format == "BOOL") != name.startswith(CORNERS):
            expected = "the format BOOL" if name.startswith(CORNERS) else "the format F64 or F32"
            raise ValueError(f"{name} must have {expected}, got {found.format}")
        if is_extra(name):
            result_name = name.split("/", 1)[1]
            if result_name not in results:
                raise ValueError(f"{name} must belong to a result in order, got {short_repr(result_name)}")
            result = self.tensors[result_name]
            if found.shape != result.shape or name.startswith(LOOPS) and found.format != result.format:
                raise ValueError(
                    f"{name} must be {result.format if name.startswith(LOOPS) else 'BOOL'} {list(result.shape)}, "
                    f"as its result is, got {found.format} {list(found.shape)}"
                )


def is_extra(name: str) -> bool:
    """Whether a tensor is one of loops or corners, which belongs to a result."""
    return name.startswith((LOOPS, CORNERS))
