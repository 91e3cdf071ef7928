"""Traced numbers: a value together with the formula by which it was computed.

    x, w = Traced(0.5, "x"), Traced(4.0, "w")
    x * w + 1  # x*w + 1 = 3.0

`purenn.explain` sends them through a model. The value of a result is computed from the values of its operands by the
same operation, so it is the value that plain numbers give.
"""

from ..elementary import exp, like, log, log1p, sqrt, tanh
from .formula import format_value, write_formula
from .number import Number

TYPE_CHECKING = False
if TYPE_CHECKING:
    Record = list[tuple["Traced", str, "Traced", bool]]  # of each comparison: left, symbol, right, outcome


class Traced(Number):
    """A number that has a name, or the operation and the operands of which it is the result, or neither.

    Args:
        value: The value, a plain number.
        name: What formulas call this number; None for a constant or for a result without a name.
        operation: "+", "-", "*", "/", "**", "neg", "exp", "log", "sqrt" or "tanh"; None for a number not computed.
        operands: The operands of the operation.
        record: A list to which comparisons of this number are added, as `(left, symbol, right, outcome)`; None for no
            record. A result has the record of its operands.

    Raises:
        TypeError: For an operation with a number that is neither Traced, int nor float.

    >>> x, w = Traced(0.5, "x"), Traced(4.0, "w")
    >>> z = x * w + 1
    >>> z.value, z.in_names(), z.in_values()
    (3.0, 'x*w + 1', '0.5*4 + 1')
    """

    __slots__ = ("name", "operands", "operation", "record", "value")

    def __init__(
        self,
        value: float,
        name: "str | None" = None,
        operation: "str | None" = None,
        operands: "tuple[Traced, ...]" = (),
        record: "Record | None" = None,
    ) -> None:
        if record is None and operands:
            record = operands[0].record if operands[0].record is not None else operands[-1].record
        self.value: float = value
        self.name: "str | None" = name
        self.operation: "str | None" = operation
        self.operands: "tuple[Traced, ...]" = operands
        self.record: "Record | None" = record

    def constant(self, value: float) -> "Traced":
        """Return a plain number, in the kind of number of this value, without a name: formulas show its value."""
        return Traced(value if type(value) is type(self.value) else like(self.value, value))

    def __repr__(self) -> str:
        return str(self.value) if self.is_constant() else f"{self.in_names()} = {self.value}"

    def _coerce(self, other):
        """Return the other operand as a Traced: as a constant, if it is a number of the kind of the value or an int."""
        if type(other) is Traced:
            return other
        if type(other) is type(self.value) or isinstance(other, int):
            return Traced(other)
        return super()._coerce(other)

    def is_constant(self) -> bool:
        """Return whether this is a plain number, with neither a name nor a formula."""
        return self.name is None and self.operation is None

    def _sum(self, other):
        # Sums start from the int 0, which formulas leave out. All that it can change is -0.0, into 0.0.
        for start, term in ((self, other), (other, self)):
            if type(start.value) is int and start.value == 0 and start.is_constant():
                if term.value == 0:
                    return Traced(0 + term.value, term.name, term.operation, term.operands, term.record)
                return term
        return Traced(self.value + other.value, None, "+", (self, other))

    def _difference(self, other):
        return Traced(self.value - other.value, None, "-", (self, other))

    def _product(self, other):
        return Traced(self.value * other.value, None, "*", (self, other))

    def _quotient(self, other):
        return Traced(self.value / other.value, None, "/", (self, other))

    def __pow__(self, n: int) -> "Traced":
        if not isinstance(n, int) or n < 0:
            return NotImplemented
        return Traced(self.value**n, None, "**", (self, Traced(n)))

    def __neg__(self) -> "Traced":
        return Traced(-self.value, None, "neg", (self,))

    def exp(self) -> "Traced":
        """Return e to the power of this number."""
        return Traced(exp(self.value), None, "exp", (self,))

    def log(self) -> "Traced":
        """Return the natural logarithm."""
        return Traced(log(self.value), None, "log", (self,))

    def tanh(self) -> "Traced":
        """Return the hyperbolic tangent."""
        return Traced(tanh(self.value), None, "tanh", (self,))

    def log1p(self) -> "Traced":
        """Return the natural logarithm of 1 + this number; the sum is rounded in the formula, but not in the value."""
        is_negated = self.operation == "neg" and self.name is None
        argument = 1 - self.operands[0] if is_negated else 1 + self
        return Traced(log1p(self.value), None, "log", (argument,))

    def sqrt(self) -> "Traced":
        """Return the square root."""
        return Traced(sqrt(self.value), None, "sqrt", (self,))

    def _compared(self, symbol, other):
        outcome = super()._compared(symbol, other)
        record = other.record if self.record is None else self.record
        if record is not None:
            record.append((self, symbol, other, outcome))
        return outcome

    def leaves(self) -> "set[str]":
        """Return the names that occur in the formula."""
        names = set()
        waiting = list(self.operands)
        if self.operation is None and self.name is not None:
            names.add(self.name)
        while waiting:
            node = waiting.pop()
            if node.name is None:
                waiting += node.operands
            else:
                names.add(node.name)
        return names

    def in_names(self, digits: int = 6, sample: "int | None" = None) -> str:
        """Write the formula with the names of its operands, and constants as values.

        Args:
            digits: The number of significant digits.
            sample: The sample whose term is kept if a long sum is shortened; None for no sample.
        """
        return write_formula(self, lambda leaf: leaf.name or format_value(leaf.value, digits), sample)

    def in_values(self, digits: int = 6, sample: "int | None" = None) -> str:
        """Write the formula with the values of its operands; the arguments are those of `in_names`."""
        return write_formula(self, lambda leaf: format_value(leaf.value, digits), sample)
