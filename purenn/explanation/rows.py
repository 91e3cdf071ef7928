"""Rows of Traced numbers: how they get their names, and how they become steps.

    x = named_row("x", 7, [0.5, 0.25], record)  # x[7][0], x[7][1]
    add_steps(steps, "Layer 1: ReLU", ["a1[7][0]", "a1[7][1]"], outputs, record)

A part that several formulas of a row have in common becomes a step before them.
"""

from ..numbers.formula import format_value
from ..numbers.traced import Traced
from ..validation.entries import INFINITY
from .steps import Step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ..numbers.traced import Record
    from ..types import Matrix, Row
    from .steps import Explanation

OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def add_steps(
    steps: "Explanation",
    section: str,
    names: "Sequence[str]",
    values: "Sequence[Traced | float]",
    record: "Record",
    compared: "Sequence[Sequence[Traced]]" = (),
    layer: "int | None" = None,
    row: int = 0,
) -> None:
    """Add a step for each of some values, and before them one for each common part of their formulas.

    Args:
        steps: The explanation to which the steps are added.
        section: The section of the steps.
        names: The name of each value.
        values: The values.
        record: The comparisons that were made while the values were computed.
        compared: For each value the numbers that may have been compared to choose it; () if there are none.
        layer: The number of the layer, None for the loss.
        row: The row of the values, which is the first index of the names of common parts.
    """
    formulas = [as_traced(value) for value in values]
    common = _common_parts(formulas)
    for n, part in enumerate(common):
        letter = "e" if part.operation == "exp" else "t"
        part.name = f"{letter}{'' if layer is None else layer}[{row}][{n}]"
        while part.name in steps:  # named by the forward pass
            part.name = "d" + part.name
        steps.append(Step(section, part.name, part, steps.sample, layer))
    candidates = {id(number) for numbers in compared for number in numbers}
    record = [comparison for comparison in record if id(comparison[0]) in candidates]
    for j, (name, formula) in enumerate(zip(names, formulas)):
        chosen_by = _comparison(formula, compared[j], record) if j < len(compared) else None
        steps.append(Step(section, name, formula, steps.sample, layer, None if layer is None else j, chosen_by))


def as_traced(value: "Traced | float") -> Traced:
    """Return a number as a Traced, a plain one as a constant."""
    return value if isinstance(value, Traced) else Traced(value)


def values_of(matrix: "Matrix") -> "Matrix":
    """Return a matrix as plain numbers.

    >>> values_of([[Traced(0.5, "x[0][0]"), 0]])
    [[0.5, 0.0]]
    """
    rows = [[value.value if isinstance(value, Traced) else value for value in row] for row in matrix]
    # A layer may write the int 0 for a number of any kind. Among floats it counts as 0.0.
    if any(isinstance(value, float) for row in rows for value in row):
        rows = [[float(value) if isinstance(value, int) else value for value in row] for row in rows]
    return rows


def named_row(prefix: str, s: int, row: "Row", record: "Record") -> "list[Any]":
    """Return a row of plain numbers as Traced numbers that have names instead of formulas.

    >>> named_row("x", 3, [0.5, 0.25], [])
    [x[3][0] = 0.5, x[3][1] = 0.25]
    """
    return [Traced(value, f"{prefix}[{s}][{j}]", record=record) for j, value in enumerate(row)]


def with_names(prefix: str, matrix: "Matrix", record: "Record") -> "list[list[Any]]":
    """Return the values of a matrix as Traced numbers that have names instead of formulas.

    >>> with_names("x", [[0.5, 0.25]], [])
    [[x[0][0] = 0.5, x[0][1] = 0.25]]
    """
    return [named_row(prefix, s, row, record) for s, row in enumerate(values_of(matrix))]


def _common_parts(formulas):
    """Return the parts without a name that occur more than once in some formulas, each after its own parts."""
    occurrences, finished = {}, []
    waiting = [(formula, False) for formula in reversed(formulas)]
    while waiting:
        node, done = waiting.pop()
        if done:
            finished.append(node)
        elif id(node) in occurrences:
            occurrences[id(node)] += 1
        elif node.operation is not None and node.name is None:
            occurrences[id(node)] = 1
            waiting.append((node, True))
            waiting += [(operand, False) for operand in reversed(node.operands)]
    return [node for node in finished if occurrences[id(node)] > 1]


def _comparison(value, compared, record):
    """Return the last comparison of one of the numbers with a constant, if it chose a value that has no formula."""
    if value.operation is not None and value.in_names() != value.in_values():
        return None
    for left, symbol, right, outcome in reversed(record):
        # A constant is chosen where a comparison is true; a number with a name passes where it is false.
        wanted = outcome or value.name is not None
        if not wanted or symbol == "==" or not right.is_constant():
            continue
        if not (right.value > -INFINITY and right.value < INFINITY):
            continue
        if left.name is not None and any(left is number for number in compared):
            symbol = symbol if outcome else OPPOSITE[symbol]
            return left.name, f"= {format_value(left.value)} {symbol} {format_value(right.value)}"
    return None
