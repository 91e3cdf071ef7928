"""Traced numbers: a value together with the formula that made it, for whoever wants to see the working.

The value is what floats compute, operation by operation, so an explanation made of it cannot differ from the result.
"""

from ..elementary import exp, log, sqrt
from .number import Number

STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2, "neg": 3}  # how tightly an operation holds its operands together
MOST_TERMS = 8  # of a longer sum the middle is left out
FIRST_TERMS, LAST_TERMS = 4, 2


class Traced(Number):
    """A number that knows its name, if it has one, and else the operation and the operands it is the result of.

    While `Traced.comparisons` is a list, every comparison is written down there: `(left, symbol, right, outcome)`.
    Raises: TypeError for a kind of number that is neither Traced, int nor float.

    >>> x, w = Traced(0.5, "x"), Traced(4.0, "w")
    >>> z = x * w + 1
    >>> z.value, z.in_names(), z.in_values()
    (3.0, 'x*w + 1', '0.5*4 + 1')
    """

    __slots__ = ("name", "operands", "operation", "value")
    comparisons = None

    def __init__(self, value, name=None, operation=None, operands=()) -> None:
        self.value = value
        self.name = name
        self.operation = operation
        self.operands = operands

    @staticmethod
    def constant(value) -> "Traced":
        """A plain number, which is its own name."""
        return Traced(value)

    def __repr__(self):
        return str(self.value) if self.is_constant() else f"{self.in_names()} = {self.value}"

    def _sum(self, other):
        for start, term in ((self, other), (other, self)):
            # Sums begin with a plain 0, which shows nothing; all that it can change is -0.0, into 0.0.
            if start.is_constant() and type(start.value) is int and start.value == 0:
                return Traced(0 + term.value, term.name, term.operation, term.operands) if term.value == 0 else term
        return Traced(self.value + other.value, None, "+", (self, other))

    def is_constant(self) -> bool:
        """Whether this is a plain number, with neither name nor formula."""
        return self.name is None and self.operation is None

    def _difference(self, other):
        return Traced(self.value - other.value, None, "-", (self, other))

    def _product(self, other):
        return Traced(self.value * other.value, None, "*", (self, other))

    def _quotient(self, other):
        return Traced(self.value / other.value, None, "/", (self, other))

    def __neg__(self):
        return Traced(-self.value, None, "neg", (self,))

    def exp(self) -> "Traced":
        """e to the power of this number."""
        return Traced(exp(self.value), None, "exp", (self,))

    def log(self) -> "Traced":
        """The natural logarithm."""
        return Traced(log(self.value), None, "log", (self,))

    def sqrt(self) -> "Traced":
        """The square root."""
        return Traced(sqrt(self.value), None, "sqrt", (self,))

    def _compared(self, symbol, other):
        outcome = super()._compared(symbol, other)
        if Traced.comparisons is not None:
            Traced.comparisons.append((self, symbol, other, outcome))
        return outcome

    def in_names(self, digits: int = 6) -> str:
        """The formula of this number in the names of what it is made of."""
        return self._written(lambda leaf: leaf.name or shown(leaf.value, digits))

    def in_values(self, digits: int = 6) -> str:
        """The formula of this number in the values of what it is made of."""
        return self._written(lambda leaf: shown(leaf.value, digits))

    def _written(self, write_leaf):
        """The formula of this number, whether or not it has a name, in text that `write_leaf` gives for each leaf."""
        if self.operation is None:
            return write_leaf(self)
        if self.operation == "+":
            return _sum_written(self, write_leaf)
        parts = [_operand_written(self, n, write_leaf) for n in range(len(self.operands))]
        if self.operation == "neg":
            return "-" + parts[0]
        if self.operation in STRENGTH:
            return f" {self.operation} ".join(parts) if self.operation in "-/" else "*".join(parts)
        return f"{self.operation}({parts[0]})"


def _sum_written(node, write_leaf):
    """A sum from left to right; of a long one its first and last terms, and how many lie between."""
    terms = [node]
    while terms[-1].operation == "+" and (len(terms) == 1 or terms[-1].name is None):
        last = terms.pop()
        terms += [last.operands[1], last.operands[0]]
    terms.reverse()
    texts = [
        _wrapped(term, STRENGTH["+"] + (n > 0 and term.operation == "+"), write_leaf) for n, term in enumerate(terms)
    ]
    if len(texts) > MOST_TERMS:
        between = len(texts) - FIRST_TERMS - LAST_TERMS
        texts = texts[:FIRST_TERMS] + [f"... ({between} more terms) ..."] + texts[-LAST_TERMS:]
    return " + ".join(texts)


def _operand_written(node, n, write_leaf):
    """One operand, in parentheses where the operation would otherwise tear it apart."""
    strength = STRENGTH.get(node.operation, 0)
    operand = node.operands[n]
    # a - (b - c), a / (b * c) and a * (b / c) are not what they are without parentheses.
    after = n > 0 and (node.operation in "-/" or operand.operation == "/")
    return _wrapped(operand, strength + after, write_leaf)


def _wrapped(node, strength, write_leaf):
    if node.name is not None or node.operation is None:
        text = write_leaf(node)
        return f"({text})" if text.startswith("-") and strength > 2 else text
    text = node._written(write_leaf)
    return f"({text})" if STRENGTH.get(node.operation, 9) < strength else text


def shown(value, digits: int = 6) -> str:
    """A value with so many significant digits.

    >>> shown(0.0), shown(1 / 3), shown(-0.00010475214), shown(1)
    ('0', '0.333333', '-0.000104752', '1')
    """
    return f"{value + 0:.{digits}g}"
