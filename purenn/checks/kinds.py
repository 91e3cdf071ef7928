"""What the parts about numbers have in common: the kinds of numbers, and comparisons of their results.

Everything must come out as with floats, except that `Float32` rounds it. A derivative must be that of a backward pass.
"""

from ..matrix import total

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from .report import Report

    Kind = Callable[[float], Any]


def kinds(report: "Report") -> "Iterator[tuple[Kind, float]]":
    """Return each kind of number, and how far its results may be from those of floats: its rounding, 0 for none."""
    from ..numbers.dual import Dual  # each imported when the one before has been checked, for the sake of the heap

    yield Dual, 0.0
    from ..numbers.float32 import Float32

    yield Float32, 16 * max(report.epsilon, 2.0**-23)
    from ..numbers.traced import Traced

    yield Traced, 0.0


def in_kind(kind: "Kind", matrix: "list[list[float]]") -> "list[list[Any]]":
    """Return a matrix in another kind of number."""
    return [[kind(value) for value in row] for row in matrix]


def check_values(
    report: "Report", name: str, found: "list[list[Any]]", expected: "list[list[float]]", tolerance: float
) -> None:
    """Check that each value differs from that of floats by at most the tolerance, relative to it or to 1."""
    passed = True
    for row, expected_row in zip(found, expected):
        for number, value in zip(row, expected_row):
            gap = getattr(number, "value", number) - value
            passed = passed and abs(gap) <= tolerance * max(1.0, abs(value))
    report.check(name, passed, "that of floats" if passed else found)


def check_derivative(
    report: "Report", name: str, outputs: "list[list[Any]]", dvalues: "list[list[float]]", expected: "Any"
) -> None:
    """Check the derivative of a sum of outputs, each multiplied by its dvalue, by the only input that has one."""
    found = total(
        getattr(output, "derivative", 0.0) * dvalue
        for row, dvalues_row in zip(outputs, dvalues)
        for output, dvalue in zip(row, dvalues_row)
    )
    gap = abs(found - getattr(expected, "value", expected))
    passed = gap <= 16 * report.epsilon * max(1.0, abs(found))
    report.check(name, passed, "that of the backward pass" if passed else found)


def check_layer(report: "Report", layer_of: "Callable[[Kind], Any]") -> None:
    """Check the passes through a layer with every kind of number.

    Args:
        report: The report.
        layer_of: Called with a kind of number; returns the layer for two inputs, with parameters of this kind.
    """
    X, dvalues = [[0.5, -1.25], [1.0, 2.0]], [[0.25, -0.5], [1.0, 0.125]]
    for kind, tolerance in kinds(report):
        layer, with_floats = layer_of(kind), layer_of(float)
        name = f"{kind.__name__} in {type(layer).__name__}"
        inputs = in_kind(kind, X)
        if hasattr(inputs[0][0], "derivative"):
            inputs[0][0].derivative = 1.0
        outputs, dinputs = layer.forward(inputs), layer.backward(in_kind(kind, dvalues))
        expected = with_floats.forward(X) + with_floats.backward(dvalues)
        check_values(report, name, outputs + dinputs, expected, tolerance)
        if hasattr(inputs[0][0], "derivative"):
            check_derivative(report, f"derivative of {type(layer).__name__}", outputs, dvalues, dinputs[0][0])
