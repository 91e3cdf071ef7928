"""How exact numbers are evaluated: the interval of a formula, and more bits until a question is settled.

    settle(number, sign)

A node is an `exact.Exact`: `operation` and `operands`, the formula by which it was made, or None and () if it is known
exactly; `interval`, in which it lies, or None if nothing is known; `bits`, with which that was computed.
"""

from .algebra import Algebra
from .intervals import ZERO, add, divide, multiply, negative, sqrt, subtract
from .transcendental import exp, log, log1p

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .algebra import Answer
    from .intervals import Known

BITS = 128  # of the first interval
ALGEBRA_BITS = 512  # when these are not enough, algebra is asked
MOST_BITS = 4096  # of the last interval
RULES: "dict[str, Any]" = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "neg": negative,
    "exp": exp,
    "log": log,
    "log1p": log1p,
    "sqrt": sqrt,
}


class Undecided(ArithmeticError):
    """No precision settles a comparison or a rounding of an exact number."""


def compute(node: "Any") -> None:
    """Compute the interval of a node from those of its operands; if the number is known exactly, drop the formula."""
    intervals = [operand.interval for operand in node.operands]
    interval = None if None in intervals else RULES[node.operation](*intervals, node.bits)
    if interval is not None and not interval[2]:
        node.operation, node.operands = None, ()
        if not interval[0]:
            interval = ZERO
    node.interval = interval


def known(node: "Any", bits: int) -> "Known":
    """Return an interval of about `bits` bits, or None if nothing is known of the number.

    The formula is computed from its leaves, without recursion.
    """
    waiting = [node]
    while waiting:
        last = waiting[-1]
        if last.operation is None or last.bits >= bits:
            waiting.pop()
            continue
        behind = [operand for operand in last.operands if operand.operation is not None and operand.bits < bits]
        if behind:
            waiting += behind
            continue
        waiting.pop()
        last.bits = bits
        compute(last)
    return node.interval


def settle(node: "Any", answer: "Answer") -> "Any":
    """Return what is answered of the widest interval for which there is an answer.

    The bits are doubled until then (Ziv's strategy), and once algebra cancels equal terms, which no precision does.

    Args:
        node: The number.
        answer: Returns the answer of an interval, or None if the interval leaves it open.

    Raises:
        Undecided: If there is none with 4096 bits.
    """
    bits = BITS
    while bits <= MOST_BITS:
        interval = known(node, bits)
        found = None if interval is None else answer(interval)
        if found is None and bits == ALGEBRA_BITS:
            found = Algebra(node, known).settle(node, answer, bits)
        if found is not None:
            return found
        bits *= 2
    raise Undecided(f"neither {MOST_BITS} bits nor algebra settle how a number is rounded or compared")


def without(total: "Any", term: "Any") -> "Any":
    """Return total - term, if total is a sum of which term is one term, else None.

    >>> from purenn import Exact
    >>> x = Exact(2).exp()
    >>> without(x + 1, x).value, without(x + 1, Exact(2))
    (1.0, None)
    """
    rest: "list[Any]" = []
    while total.operation == "+":
        left, right = total.operands
        for kept, gone in ((left, right), (right, left)):
            if gone is term or (term.operation is None and gone.operation is None and gone.interval == term.interval):
                for other in reversed(rest):
                    kept = kept + other
                return kept
        rest.append(right)
        total = left
    return None
