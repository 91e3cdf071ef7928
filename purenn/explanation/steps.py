"""The steps of an explanation, and their text: each is a number with its formula and its value.

    steps = purenn.explain(model, X, y)
    print("\\n".join(steps.text(digits=17)))
    print(steps["L"].value, steps["dw1[0][2]"])

A number that was chosen by a comparison, such as the output of a ReLU, has that comparison as its reason.
"""

from ..numbers.formula import format_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ..numbers.traced import Traced


class Step:
    """One number of a computation.

    Args:
        section: The part of the computation, such as "Layer 1: Dense".
        name: The name of the number, such as "z1[0][2]".
        formula: The number with its formula, or a function that computes it, which is called when it is needed.
        sample: The sample that is explained; its term is kept if a long sum is shortened.
        layer: The number of the layer that computes the number, counted from 1; None for the loss.
        neuron: The column of the number; None for the loss and for a common part of several formulas.
        compared: The number that was compared to choose this one, and the comparison; None if it was computed.
        operands: The names in the formula, if it is a function: those of the sample and of parameters.
    """

    def __init__(
        self,
        section: str,
        name: str,
        formula: "Traced | Callable[[], Traced]",
        sample: int,
        layer: "int | None" = None,
        neuron: "int | None" = None,
        compared: "tuple[str, str] | None" = None,
        operands: "Sequence[str]" = (),
    ) -> None:
        self.section: str = section
        self.name: str = name
        self.sample: int = sample
        self.layer: "int | None" = layer
        self.neuron: "int | None" = neuron
        self.reason: str = " ".join(compared) if compared else ""
        self._formula = formula
        self._operands = operands
        self._compared = compared

    @property
    def formula(self) -> "Traced":
        """The number with its formula."""
        return self._formula() if callable(self._formula) else self._formula

    @property
    def value(self) -> float:
        """The number, a plain one."""
        return self.formula.value

    def operands(self) -> "set[str]":
        """Return the names of the numbers from which this one was computed, or which were compared to choose it."""
        names = set(self._operands if callable(self._formula) else self._formula.leaves())
        if self._compared:
            names.add(self._compared[0])
        return names

    def lines(self, digits: int = 6) -> list[str]:
        """Write the step as lines: the formula in names, the formula in values, the result; none of them twice."""
        formula = self.formula
        names = formula.in_names(digits, self.sample)
        values = formula.in_values(digits, self.sample)
        result = format_value(formula.value, digits)
        lines = [f"{self.name} = {names}" + (f", because {self.reason}" if self.reason else "")]
        if values not in (names, result):
            lines.append(f"= {values}")
        if result != names:
            lines.append(f"= {result}")
        return lines

    def __repr__(self) -> str:
        return "\n    ".join(self.lines())


class Explanation:
    """The steps of a computation, in its order; printed, it is their text.

    A step is also found by the name of its number: `explanation["z1[0][2]"]`.

    Attributes:
        sample: The sample that is explained.
    """

    def __init__(self, sample: int, steps: "Iterable[Step]" = ()) -> None:
        self.sample: int = sample
        self._steps: "list[Step]" = []
        self._by_name: "dict[str, Step]" = {}
        self.extend(steps)

    def append(self, step: Step) -> None:
        """Add a step at the end."""
        self._steps.append(step)
        self._by_name[step.name] = step

    def extend(self, steps: "Iterable[Step]") -> None:
        """Add steps at the end."""
        for step in steps:
            self.append(step)

    def __len__(self) -> int:
        return len(self._steps)

    def __iter__(self) -> "Iterator[Step]":
        return iter(self._steps)

    def __contains__(self, name: object) -> bool:
        """Return whether a number of this name has a step."""
        return name in self._by_name

    def __getitem__(self, key: "int | str") -> Step:
        """Return a step by its place or by the name of its number.

        Raises:
            KeyError: If no step has this name.
            IndexError: If there is no such place.
        """
        if not isinstance(key, str):
            return self._steps[key]
        if key not in self._by_name:
            raise KeyError(f"the name must be that of a step, such as {self._steps[0].name}, got {key}")
        return self._by_name[key]

    def uses(self, name: str) -> "list[str]":
        """Return the names of the numbers that were computed from a number, or chosen by comparing it.

        Args:
            name: The name of a number of the sample, or of a parameter.

        >>> from purenn import Dense, MeanSquaredError, Model, explain
        >>> explain(Model([Dense.of([[2.0]], [[1.0]])], MeanSquaredError()), [[3.0]], [5.0]).uses("p[0][0]")
        ['L[0]', 'dp[0][0]']
        """
        return [step.name for step in self if name in step.operands()]

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
