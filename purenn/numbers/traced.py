"""Traced numbers: a value together with the formula by which it was computed.

    x, w = Traced(0.5, "x"), Traced(4.0, "w")
    x * w + 1  # x*w + 1 = 3.0

`purenn.explain` sends them through a model. The value of a result is computed from the values of its operands by the
same operation, so it is the value that plain numbers give.
"""

from ..elementary import exp, log, log1p, sqrt, tanh
from .number import Number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Record = list[tuple["Traced", str, "Traced", bool]]  # of each comparison: left, symbol, right, outcome

PRECEDENCE = {"+": 1, "-": 1, "*": 2, "/": 2, "neg": 3}
MOST_TERMS = 8  # a longer sum is written without its middle
FIRST_TERMS, LAST_TERMS = 4, 2


class Traced(Number):
    """A number that has a name, or the operation and the operands of which it is the result, or neither.

    Args:
        value: The value, a plain number.
        name: What formulas call this number; None for a constant or for a result without a name.
        operation: "+", "-", "*", "/", "neg", "exp", "log", "sqrt" or "tanh"; None for a number that was not computed.
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
        for operand in operands:
            if record is None:
                record = operand.record
        self.value: float = value
        self.name: "str | None" = name
        self.operation: "str | None" = operation
        self.operands: "tuple[Traced, ...]" = operands
        self.record: "Record | None" = record

    @staticmethod
    def constant(value: float) -> "Traced":
        """Return a plain number as a Traced without a name, which formulas show by its value."""
        return Traced(value)

    def __repr__(self) -> str:
        return str(self.value) if self.is_constant() else f"{self.in_names()} = {self.value}"

    def is_constant(self) -> bool:
        """Return whether this is a plain number, with neither a name nor a formula."""
        return self.name is None and self.operation is None

    def _sum(self, other):
        for start, term in ((self, other), (other, self)):
            # Sums start from the int 0, which formulas leave out. All that it can change is -0.0, into 0.0.
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

    def in_names(self, digits: int = 6, sample: "int | None" = None) -> str:
        """Write the formula with the names of its operands, and constants as values.

        Args:
            digits: The number of significant digits.
            sample: The sample whose term is kept if a long sum is shortened; None for no sample.
        """
        return _formula(self, lambda leaf: leaf.name or format_value(leaf.value, digits), sample)

    def in_values(self, digits: int = 6, sample: "int | None" = None) -> str:
        """Write the formula with the values of its operands; the arguments are those of `in_names`."""
        return _formula(self, lambda leaf: format_value(leaf.value, digits), sample)


def format_value(value: float, digits: int = 6) -> str:
    """Write a value with so many significant digits, and -0.0 as 0.

    >>> format_value(0.0), format_value(1 / 3), format_value(-0.00010475214), format_value(1)
    ('0', '0.333333', '-0.000104752', '1')
    """
    return f"{float(value) + 0.0:.{digits}g}"


def _formula(node: Traced, format_leaf: "Callable[[Traced], str]", sample: "int | None") -> str:
    """Write the formula of a number, whether or not it has a name; its operands are leaves if they have one."""
    if node.operation is None:
        return format_leaf(node)
    if node.operation == "+":
        return _sum_formula(node, format_leaf, sample)
    parts = [_operand_formula(node, n, format_leaf, sample) for n in range(len(node.operands))]
    if node.operation == "neg":
        return "-" + parts[0]
    if node.operation in PRECEDENCE:
        return f" {node.operation} ".join(parts) if node.operation in "-/" else "*".join(parts)
    return f"{node.operation}({parts[0]})"


def _sum_formula(node, format_leaf, sample):
    """Write a sum; of a long one only some terms, and how many are left out between them."""
    terms = [node]
    while terms[-1].operation == "+" and (len(terms) == 1 or terms[-1].name is None):
        last = terms.pop()
        terms += [last.operands[1], last.operands[0]]
    terms.reverse()
    pieces = []
    before = -1
    for n in _written_terms(terms, sample):
        if n > before + 1:
            pieces.append(f"... ({n - before - 1} more terms) ...")
        # The addition a + (b + c) keeps its parentheses; a + b + c is (a + b) + c.
        least = PRECEDENCE["+"] + (n > 0 and terms[n].operation == "+")
        pieces.append(_in_parentheses(terms[n], least, format_leaf, sample))
        before = n
    return " + ".join(pieces)


def _written_terms(terms: "Sequence[Traced]", sample: "int | None") -> "Iterable[int]":
    """Return the indices of the terms of a sum to write: of a long sum the ends, and the only term of the sample."""
    if len(terms) <= MOST_TERMS:
        return range(len(terms))
    written = set(list(range(FIRST_TERMS)) + list(range(len(terms) - LAST_TERMS, len(terms))))
    of_sample = [n for n, term in enumerate(terms) if sample is not None and _is_of_sample(term, sample)]
    if len(of_sample) == 1:
        written.add(of_sample[0])
    return sorted(written)


def _is_of_sample(term, sample):
    """Return whether a name in a term has the sample as its first index."""
    if term.name is not None:
        return term.name[term.name.find("[") :].startswith(f"[{sample}]")
    return any(_is_of_sample(operand, sample) for operand in term.operands)


def _operand_formula(node, n, format_leaf, sample):
    """Write operand n of an operation other than "+"."""
    operand = node.operands[n]
    # a - (b - c), a / (b * c) and a * (b / c) need their parentheses; (a - b) - c does not.
    right = n > 0 and (node.operation in "-/" or operand.operation == "/")
    return _in_parentheses(operand, PRECEDENCE.get(node.operation, 0) + right, format_leaf, sample)


def _in_parentheses(node, least, format_leaf, sample):
    """Write a number that is an operand, in parentheses if its operation has less than this precedence."""
    if node.name is not None or node.operation is None:
        text = format_leaf(node)
        return f"({text})" if text.startswith("-") and least > 2 else text
    text = _formula(node, format_leaf, sample)
    return f"({text})" if PRECEDENCE.get(node.operation, 9) < least else text
