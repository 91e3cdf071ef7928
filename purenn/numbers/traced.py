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

    def in_names(self, digits: int = 6, sample=None) -> str:
        """The formula of this number in the names of what it is made of; a long sum keeps the terms of a sample."""
        return self._written(lambda leaf: leaf.name or shown(leaf.value, digits), sample)

    def in_values(self, digits: int = 6, sample=None) -> str:
        """The formula of this number in the values of what it is made of."""
        return self._written(lambda leaf: shown(leaf.value, digits), sample)

    def _written(self, write_leaf, sample):
        """The formula of this number, whether or not it has a name, in text that `write_leaf` gives for each leaf."""
        if self.operation is None:
            return write_leaf(self)
        if self.operation == "+":
            return _sum_written(self, write_leaf, sample)
        parts = [_operand_written(self, n, write_leaf, sample) for n in range(len(self.operands))]
        if self.operation == "neg":
            return "-" + parts[0]
        if self.operation in STRENGTH:
            return f" {self.operation} ".join(parts) if self.operation in "-/" else "*".join(parts)
        return f"{self.operation}({parts[0]})"


def _sum_written(node, write_leaf, sample):
    """A sum from left to right; of a long one some terms, and how many there are between them."""
    terms = [node]
    while terms[-1].operation == "+" and (len(terms) == 1 or terms[-1].name is None):
        last = terms.pop()
        terms += [last.operands[1], last.operands[0]]
    terms.reverse()
    pieces = []
    before = -1
    for n in sorted(_told(terms, sample)):
        if n > before + 1:
            pieces.append(f"... ({n - before - 1} more terms) ...")
        pieces.append(_wrapped(terms[n], STRENGTH["+"] + (n > 0 and terms[n].operation == "+"), write_leaf, sample))
        before = n
    return " + ".join(pieces)


def _told(terms, sample):
    """Which terms of a sum are told: all of a short one; of a long one its ends, and the one that is of the sample."""
    if len(terms) <= MOST_TERMS:
        return range(len(terms))
    own = [n for n, term in enumerate(terms) if sample is not None and _is_of(term, sample)]
    ends = list(range(FIRST_TERMS)) + list(range(len(terms) - LAST_TERMS, len(terms)))
    return set(ends + (own if len(own) == 1 else []))


def _is_of(term, sample):
    """Whether a name in a term has the sample as its first index."""
    if term.name is not None:
        return term.name[term.name.find("[") :].startswith(f"[{sample}]")
    return any(_is_of(operand, sample) for operand in term.operands)


def _operand_written(node, n, write_leaf, sample):
    """One operand, in parentheses where the operation would otherwise tear it apart."""
    strength = STRENGTH.get(node.operation, 0)
    operand = node.operands[n]
    # a - (b - c), a / (b * c) and a * (b / c) are not what they are without parentheses.
    after = n > 0 and (node.operation in "-/" or operand.operation == "/")
    return _wrapped(operand, strength + after, write_leaf, sample)


def _wrapped(node, strength, write_leaf, sample):
    if node.name is not None or node.operation is None:
        text = write_leaf(node)
        return f"({text})" if text.startswith("-") and strength > 2 else text
    text = node._written(write_leaf, sample)
    return f"({text})" if STRENGTH.get(node.operation, 9) < strength else text


def shown(value, digits: int = 6) -> str:
    """A value with so many significant digits.

    >>> shown(0.0), shown(1 / 3), shown(-0.00010475214), shown(1)
    ('0', '0.333333', '-0.000104752', '1')
    """
    return f"{float(value) + 0.0:.{digits}g}"
