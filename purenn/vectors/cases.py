"""Cases of test vectors: inputs, and the library's own formulas, evaluated with exact numbers and by plain loops.

    case = Case("tie", ("tie",), {"inputs": [[1.0, 1.0]]}, lambda inputs: {"outputs": Softmax().forward(inputs)})
    vectors, undecided = evaluated([case], "F64", "softmax")

The inputs of a case are the arguments of its function, which returns the results by name. Floats among the inputs are
converted to the kind of number with which the function computes; ints, such as the indices of classes, stay ints.
"""

import math
from typing import Any, NamedTuple

from ..numbers.exact import Exact, Undecided
from ..random_state import RandomState
from .plain_loops import KINDS
from .tensors import LOOPS, Vectors, tensor
from .ulps import nearest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from .tensors import Tensor

    Function = Callable[..., "dict[str, Any]"]


class Case(NamedTuple):
    """One case.

    Attributes:
        name: Its name, which is different from that of every other case in the same file.
        flags: What it tests: "ordinary", "saturated", "tie", "subnormal", "cancelling", "extreme", "clipped".
        inputs: The inputs by name: floats, ints, or nested lists of them.
        compute: The function of the inputs, by the formulas of the library; it returns the results by name.
    """

    name: str
    flags: tuple[str, ...]
    inputs: "dict[str, Any]"
    compute: "Function"


class Source:
    """Numbers of a format from which cases are made.

    Attributes:
        format: "F64" or "F32".
        step: The difference between 1 and the next larger number.
        least: The smallest number above 0.
        largest: The largest number.
        depth: The exponent of e, below 0, for which the power is subnormal.
        big: A number of which the square is large, but finite.
    """

    def __init__(self, format: str, seed: int) -> None:
        self.format: str = format
        double = format == "F64"
        self.step: float = 2.0**-52 if double else 2.0**-23
        self.least: float = 2.0**-1074 if double else 2.0**-149
        self.largest: float = (2 - self.step) * (2.0**1023 if double else 2.0**127)
        self.depth: float = -720.0 if double else -96.0
        self.big: float = 2.0**500 if double else 2.0**60
        self._random = RandomState(seed)

    def matrix(self, rows: int, columns: int, low: float = -2.0, high: float = 2.0) -> list[list[float]]:
        """Draw a matrix of numbers between two bounds."""
        return [[self.rounded(low + (high - low) * self._random.random()) for j in range(columns)] for s in range(rows)]

    def rounded(self, value: float) -> float:
        """Return the number of the format that is nearest to a double."""
        return nearest(value, self.format)


def evaluated(cases: "Iterable[Case]", format: str, about: str) -> tuple[Vectors, list[str]]:
    """Compute the results of cases.

    Args:
        cases: The cases.
        format: The format of inputs and results.
        about: What the cases test.

    Returns:
        The test vectors, and the names of the cases that are left out, because a result could not be decided.

    Raises:
        ValueError: If an input is not a number of the format, or a result is too large for it.
    """
    tensors: "dict[str, Tensor]" = {}
    order: "list[str]" = []
    undecided = []
    for case in cases:
        try:
            results = computed(case, Exact, lambda x: Exact.constant(x).rounded(format))
        except Undecided:
            undecided.append(case.name)
            continue
        for name, value in case.inputs.items():
            tensors[f"{case.name}/{name}"] = tensor(value, format, (), f"{case.name}/{name}")
        loops = by_loops(case, format)
        for name, value in results.items():
            full = f"{case.name}/{name}"
            tensors[full] = tensor(value, format, case.flags, full)
            order.append(full)
            if name in loops:
                tensors[LOOPS + full] = tensor(loops[name], format)
    return Vectors(tensors, order, about), undecided


def by_loops(case: Case, format: str) -> "dict[str, Any]":
    """Return the results that plain loops compute; without those that are not finite, which no file has."""
    kind = KINDS[format]
    try:
        results = computed(case, kind, lambda x: kind.constant(x).value)
    except (ValueError, ArithmeticError):  # an infinity on the way to the results
        return {}
    return {name: value for name, value in results.items() if all(map(math.isfinite, entries(value)))}


def computed(case: Case, kind: "Callable[[float], Any]", result: "Callable[[Any], Any]") -> "dict[str, Any]":
    """Compute the results of a case with a kind of number, and apply a function to each entry of them."""

    def as_kind(value):
        return kind(value) if isinstance(value, float) else value

    results = case.compute(**{name: nested(as_kind, value) for name, value in case.inputs.items()})
    return {name: nested(result, value) for name, value in results.items()}


def nested(function: "Callable[[Any], Any]", values: "Any") -> "Any":
    """Apply a function to every entry of nested lists, or to a single entry.

    >>> nested(abs, [[-1, 2], [3]])
    [[1, 2], [3]]
    """
    return [nested(function, value) for value in values] if isinstance(values, list) else function(values)


def entries(values: "Any") -> "Sequence[Any]":
    """Return the entries of nested lists, or of a single entry.

    >>> entries([[1, 2], [3]]), entries(4)
    ([1, 2, 3], [4])
    """
    return [entry for value in values for entry in entries(value)] if isinstance(values, list) else [values]
