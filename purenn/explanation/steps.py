"""Steps: the numbers of a computation as an explanation tells them, each with its formula and its value.

What several numbers share becomes a step of its own, and a number that a comparison chose says which.
"""

from ..validation.entries import INFINITY
from ..numbers.traced import Traced, shown

OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


class Step:
    """One number of the computation: its `name`, its `formula`, a `Traced`, its `value` and, if need be, a `reason`.

    `section` says which part of the pass it is from, `layer` the number of the layer, from 1, and `neuron` the column
    that it stands in; both are None for the loss. Of a long sum, what `sample` adds to it is told.
    """

    def __init__(self, section, name, formula, sample, layer=None, neuron=None, reason="") -> None:
        self.section = section
        self.name = name
        self.formula = formula
        self.value = formula.value
        self.sample = sample
        self.layer = layer
        self.neuron = neuron
        self.reason = reason

    def lines(self, digits: int = 6) -> list[str]:
        """The step as text: the formula in names, in values, and the result, each on a line where they differ."""
        names = self.formula.in_names(digits, self.sample)
        values = self.formula.in_values(digits, self.sample)
        result = shown(self.value, digits)
        lines = [f"{self.name} = {names}" + (f", because {self.reason}" if self.reason else "")]
        if values not in (names, result):
            lines.append(f"= {values}")
        if result != names:
            lines.append(f"= {result}")
        return lines

    def __repr__(self):
        return "\n    ".join(self.lines())


class Explanation(list):
    """The steps of one `sample`, in the order of the computation; printed, they are a text to read."""

    def __init__(self, sample: int, steps=()) -> None:
        super().__init__(steps)
        self.sample = sample

    def text(self, digits: int = 6) -> list[str]:
        """All steps as lines of text, under a heading for each section."""
        lines = []
        section = None
        for step in self:
            if step.section != section:
                lines += ([""] if lines else []) + [step.section, ""]
                section = step.section
            first, *rest = step.lines(digits)
            lines += [first] + ["    " + line for line in rest]
        return lines

    def __repr__(self):
        return "\n".join(self.text())


def tell(steps, section, names, values, reasons=(), layer=None, row=0):
    """Add a step for each value, after those for what several of them share."""
    values = [traced(value) for value in values]
    shared = _shared(values)
    taken = {step.name for step in steps} if shared else ()
    for n, node in enumerate(shared):
        letter = "e" if node.operation == "exp" else "t"
        node.name = f"{letter}{'' if layer is None else layer}[{row}][{n}]"
        while node.name in taken:  # on the way forward
            node.name = "d" + node.name
        steps.append(Step(section, node.name, node, steps.sample, layer))
    for j, (name, value) in enumerate(zip(names, values)):
        reason = _reason(value, reasons[j]) if j < len(reasons) else ""
        steps.append(Step(section, name, value, steps.sample, layer, None if layer is None else j, reason))


def _shared(values):
    """What is used more than once in the formulas of some values, each after whatever it is made of itself."""
    seen, shared, finished = {}, [], []
    waiting = [(value, False) for value in reversed(values)]
    while waiting:
        node, done = waiting.pop()
        if done:
            finished.append(node)
        elif id(node) in seen:
            seen[id(node)] = seen[id(node)] + 1
        elif node.operation is not None and node.name is None:
            seen[id(node)] = 1
            waiting.append((node, True))
            waiting += [(operand, False) for operand in reversed(node.operands)]
    for node in finished:
        if seen[id(node)] > 1:
            shared.append(node)
    return shared


def _reason(value, leaves):
    """Why a value has no formula of its own: the comparison that chose it, where one of `leaves` was compared."""
    if value.operation is not None and value.in_names() != value.in_values():
        return ""
    for left, symbol, right, outcome in reversed(Traced.comparisons):
        wanted = outcome or value.name is not None
        if wanted and symbol != "==" and right.is_constant() and any(left is leaf for leaf in leaves):
            if -INFINITY < right.value < INFINITY:
                symbol = symbol if outcome else OPPOSITE[symbol]
                return f"{left.name} = {shown(left.value)} {symbol} {shown(right.value)}"
    return ""


def named(prefix, matrix):
    """The values of a matrix as numbers with names, and without the formulas behind them."""
    rows = [[value.value if isinstance(value, Traced) else value for value in row] for row in matrix]
    # A layer writes 0 for a number of any kind; among floats it is 0.0, as it is where floats alone go through.
    kind = float if any(isinstance(value, float) for row in rows for value in row) else lambda value: value
    return [[Traced(kind(value), f"{prefix}[{s}][{j}]") for j, value in enumerate(row)] for s, row in enumerate(rows)]


def traced(value):
    return value if isinstance(value, Traced) else Traced(value)
