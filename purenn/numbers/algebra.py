"""Algebra of exact numbers: it proves that numbers are equal, which no interval can.

    Algebra(number, known).settle(number, sign, 512)

A number is written as a form, a sum of atoms with rational factors. An atom is what is not a sum: an exponential, a
logarithm, a root, or a product or quotient of such. Equal atoms are one, so that equal terms cancel: the probabilities
of a softmax sum to 1, two equal neurons differ by 0, and a tie shows as a rational number. Forms that differ may still
be equal, so they prove nothing: what is left is again asked of intervals.
"""

from .binary import length
from .intervals import add, top

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .intervals import Interval, Known

    Fraction = tuple[int, int]
    Form = dict[int, Fraction]  # atom -> numerator, denominator; the atom 0 is the number 1
    Answer = Callable[[Interval], Any]

FARTHEST = 20000  # a float with a larger exponent is a separate atom
PRECISION = 2200  # bits of a fraction: more than lie between the ends of any two doubles


class Algebra:
    """The forms of one number and of all those in its formula.

    Args:
        number: Any exact number, for its kind.
        known: `evaluation.known`, which returns an interval of a number.
    """

    def __init__(self, number: "Any", known: "Callable[[Any, int], Known]") -> None:
        self._known = known
        self._forms: "dict[int, tuple[Any, Form]]" = {}  # by id; with the number, so that its id is not used again
        self._atoms: "dict[Any, int]" = {}  # (operation, the forms of its operands) -> atom
        self._numbers: "list[Any]" = [number.constant(1)]  # atom -> a number equal to it
        self._leads: "dict[Any, int]" = {}  # a form -> its largest atom

    def settle(self, number: "Any", answer: "Answer", bits: int) -> "Any":
        """Return what is answered of a number in which equal terms have cancelled, or None.

        number = the rational term + the sum of all others. If the rational term is a tie, the sign of the rest, for
        which an open interval is enough, breaks it.

        Args:
            number: The number.
            answer: Returns the answer of an interval, or None if the interval leaves it open.
            bits: The bits of the interval for what is not rational.
        """
        form = dict(self._form(number))
        rational = of_fraction(*form.pop(0, (0, 1)))
        rest = self._known(self._sum(form), bits)
        return None if rest is None else answer(add(rational, rest, bits))

    def _form(self, number):
        """Return the form of a number; its formula is gone through from the leaves, without recursion."""
        waiting = [number]
        while waiting:
            node = waiting[-1]
            operands = [operand for operand in node.operands if id(operand) not in self._forms]
            if id(node) in self._forms or not operands:
                waiting.pop()
                if id(node) not in self._forms:
                    forms = [self._forms[id(operand)][1] for operand in node.operands]
                    self._forms[id(node)] = (node, self._combined(node, forms))
            else:
                waiting += operands
        return self._forms[id(number)][1]

    def _combined(self, node, forms):
        """Return the form of a number from the forms of its operands."""
        operation = node.operation
        if operation is None:
            m, e, _ = node.interval
            if not -FARTHEST < e < FARTHEST:
                return self._atom(node, "plain", [{e: (m, 1)}])
            return scaled({0: (1, 1)}, (m << e, 1) if e >= 0 else (m, 1 << -e))
        if operation in ("+", "-"):
            return added(forms[0], forms[1] if operation == "+" else scaled(forms[1], (-1, 1)))
        if operation == "neg":
            return scaled(forms[0], (-1, 1))
        if operation == "*":
            for one, other in (forms, (forms[1], forms[0])):
                factor = rational(other)
                if factor:
                    return scaled(one, factor)
        if operation == "/":
            if not forms[1]:
                raise ZeroDivisionError("division by zero")
            factor = rational(forms[1])
            if factor is None:
                return self._divided(forms[0], forms[1], node.operands[1])
            n, d = factor
            return scaled(forms[0], (d, n) if n > 0 else (-d, -n))
        if operation == "exp" and not forms[0]:
            return {0: (1, 1)}
        if (operation == "log" and forms[0] == {0: (1, 1)}) or (operation in ("log1p", "sqrt") and not forms[0]):
            return {}
        return self._atom(node, operation, forms)

    def _divided(self, form, divisor, number):
        """Return form / divisor, where `number` is the divisor.

        With l the largest atom of the divisor, form = c * divisor + the rest, in which there is no l. So the quotient
        is c, which is rational, and one atom for each term of the rest: what is the divisor itself gives 1, and a
        probability next to 1 gives 1 and something little, whose sign can break a tie.
        """
        key = _key(divisor)
        if key not in self._leads:
            self._leads[key] = self._largest(key)
        lead = self._leads[key]
        (n, d), (m, c) = form.get(lead, (0, 1)), divisor[lead]
        factor = reduced(n * c, d * m) if m > 0 else reduced(-n * c, -d * m)
        result = scaled({0: (1, 1)}, factor)
        for atom, share in added(form, scaled(divisor, (-factor[0], factor[1]))).items():
            quotient = self._atom(self._numbers[atom] / number, "/", [{atom: (1, 1)}, divisor])
            result = added(result, scaled(quotient, share))
        return result

    def _largest(self, key):
        """Return the atom of the largest term of a form, as far as is known; any other would be as right."""
        best, largest = key[0][0], None
        for atom, (n, d) in key:
            interval = self._numbers[atom].interval
            if interval:
                size = top(interval) + length(n) - length(d)
                if largest is None or size > largest:
                    best, largest = atom, size
        return best

    def _sum(self, form):
        """Return a number of this form."""
        result = self._numbers[0].constant(0)
        for atom in sorted(form, reverse=True):
            n, d = form[atom]
            result = result + self._numbers[atom] * n / d
        return result

    def _atom(self, node, operation, forms):
        """Return the form of the atom that an operation makes of forms; a product is the same in either order."""
        keys = [_key(form) for form in forms]
        key = (operation, tuple(sorted(keys) if operation == "*" else keys))
        if key not in self._atoms:
            self._atoms[key] = len(self._numbers)
            self._numbers.append(node)
        return {self._atoms[key]: (1, 1)}


def of_fraction(n: int, d: int) -> "Interval":
    """Return an interval in which n / d lies, and no other end or middle of doubles: exact, or one unit wide and open.

    >>> of_fraction(3, 4) == (3 << 2199, -2201, 0)
    True
    """
    s = max(0, PRECISION + length(d) - length(n))
    q, rest = divmod(n << s, d)
    return (2 * q + 1, -s - 1, 1) if rest else (q, -s, 0)


def rational(form: "Form") -> "Fraction | None":
    """Return the fraction that a form is, or None if it has another atom than 1."""
    if not form:
        return 0, 1
    return form[0] if len(form) == 1 and 0 in form else None


def scaled(form: "Form", factor: "Fraction") -> "Form":
    """Return a form times a fraction."""
    return {atom: reduced(n * factor[0], d * factor[1]) for atom, (n, d) in form.items()} if factor[0] else {}


def added(a: "Form", b: "Form") -> "Form":
    """Return the sum of two forms, without what cancels.

    >>> added({0: (1, 2), 3: (1, 1)}, {0: (1, 2), 3: (-1, 1)})
    {0: (1, 1)}
    """
    result = dict(a)
    for atom, (n, d) in b.items():
        m, c = result.get(atom, (0, 1))
        n, d = reduced(n * c + m * d, d * c)
        if n:
            result[atom] = (n, d)
        else:
            del result[atom]
    return result


def reduced(n: int, d: int) -> "Fraction":
    """Return the fraction n / d, d above 0, in lowest terms.

    >>> reduced(-6, 4)
    (-3, 2)
    """
    g, h = d, abs(n)
    while h:
        g, h = h, g % h
    return n // g, d // g


def _key(form):
    return tuple(sorted(form.items()))
