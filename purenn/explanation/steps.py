"""The steps of an explanation, and their text: each is a number with its formula and its value.

    steps = purenn.explain(model, X, y)
    print("\\n".join(steps.text(digits=17)))

A part that several formulas have in common is a step before them. A number that was chosen by a comparison, such as
the output of a ReLU, has that comparison as its reason.
"""

from ..numbers.traced import Traced, format_value
from ..validation.entries import INFINITY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from ..numbers.traced import Record
    from ..types import Matrix

    ListOfSteps = list["Step"]
else:
    ListOfSteps = list  # MicroPython's list takes no type in brackets

OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


class Step:
    """One number of a computation.

    Attributes:
        section: The part of the computation, such as "Layer 1: Dense".
        name: The name of the number, such as "z1[0][2]".
        formula: The number with its formula.
        value: The number, a plain one.
        sample: The sample that is explained; its term is kept if a long sum is shortened.
        layer: The number of the layer that computes the number, counted from 1; None for the loss.
        neuron: The column of the number; None for the loss and for a common part of several formulas.
        reason: The comparison that chose the number; "" if it was computed.
    """

    def __init__(
        self,
        section: str,
        name: str,
        formula: Traced,
        sample: int,
        layer: "int | None" = None,
        neuron: "int | None" = None,
        reason: str = "",
    ) -> None:
        self.section: str = section
        self.name: str = name
        self.formula: Traced = formula
        self.value: float = formula.value
        self.sample: int = sample
        self.layer: "int | None" = layer
        self.neuron: "int | None" = neuron
        self.reason: str = reason

    def lines(self, digits: int = 6) -> list[str]:
        """Write the step as lines: the formula in names, the formula in values, the result; none of them twice."""
        names = self.formula.in_names(digits, self.sample)
        values = self.formula.in_values(digits, self.sample)
        result = format_value(self.value, digits)
        lines = [f"{self.name} = {names}" + (f", because {self.reason}" if self.reason else "")]
        if values not in (names, result):
            lines.append(f"= {values}")
        if result != names:
            lines.append(f"= {result}")
        return lines

    def __repr__(self) -> str:
        return "\n    ".join(self.lines())


class Explanation(ListOfSteps):
    """The steps of a computation, in its order; printed, it is their text.

    Attributes:
        sample: The sample that is explained.
    """

    def __init__(self, sample: int, steps: "Iterable[Step]" = ()) -> None:
        super().__init__(steps)
        self.sample: int = sample

    def text(self, digits: int = 6) -> list[str]:
        """Write all steps as lines, with a heading before each section."""
        lines: list[str] = []
        section = None
        for step in self:
            if step.section != section:
                lines += ([""] if lines else []) + [step.section, ""]
                section = step.section
            first, *rest = step.lines(digits)
            lines += [first] + ["    " + line for line in rest]
        return lines

    def __repr__(self) -> str:
        return "\n".join(self.text())

    def __str__(self) -> str:  # MicroPython's list has a __str__ that does not call __repr__
        return repr(self)


def add_steps(
    steps: Explanation,
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
    taken = {step.name for step in steps} if common else ()
    for n, part in enumerate(common):
        letter = "e" if part.operation == "exp" else "t"
        part.name = f"{letter}{'' if layer is None else layer}[{row}][{n}]"
        while part.name in taken:  # by the forward pass
            part.name = "d" + part.name
        steps.append(Step(section, part.name, part, steps.sample, layer))
    candidates = {id(number) for numbers in compared for number in numbers}
    record = [comparison for comparison in record if id(comparison[0]) in candidates]
    for j, (name, formula) in enumerate(zip(names, formulas)):
        reason = _reason(formula, compared[j], record) if j < len(compared) else ""
        steps.append(Step(section, name, formula, steps.sample, layer, None if layer is None else j, reason))


def as_traced(value: "Traced | float") -> Traced:
    """Return a number as a Traced, a plain one as a constant."""
    return value if isinstance(value, Traced) else Traced(value)


def with_names(prefix: str, matrix: "Matrix", record: "Record") -> "list[list[Any]]":
    """Return the values of a matrix as Traced numbers that have names instead of formulas.

    >>> with_names("x", [[0.5, 0.25]], [])
    [[x[0][0] = 0.5, x[0][1] = 0.25]]
    """
    rows = [[value.value if isinstance(value, Traced) else value for value in row] for row in matrix]
    # A layer may write the int 0 for a number of any kind. Among floats it counts as 0.0.
    if any(isinstance(value, float) for row in rows for value in row):
        rows = [[float(value) for value in row] for row in rows]
    return [
        [Traced(value, f"{prefix}[{s}][{j}]", record=record) for j, value in enumerate(row)]
        for s, row in enumerate(rows)
    ]


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


def _reason(value, compared, record):
    """Return the last comparison of one of the numbers with a constant, if it chose a value that has no formula."""
    if value.operation is not None and value.in_names() != value.in_values():
        return ""
    for left, symbol, right, outcome in reversed(record):
        # A constant is chosen where a comparison is true; a number with a name passes where it is false.
        wanted = outcome or value.name is not None
        if not wanted or symbol == "==" or not right.is_constant() or not -INFINITY < right.value < INFINITY:
            continue
        if left.name is not None and any(left is number for number in compared):
            symbol = symbol if outcome else OPPOSITE[symbol]
            return f"{left.name} = {format_value(left.value)} {symbol} {format_value(right.value)}"
    return ""
