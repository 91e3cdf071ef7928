"""The text of a formula: the operations of a `Traced` number, with each of its operands as a name or a value.

    write_formula(x * w + 1, lambda leaf: leaf.name or format_value(leaf.value))  # x*w + 1

A long sum is written without its middle.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from .traced import Traced

PRECEDENCE = {"+": 1, "-": 1, "*": 2, "/": 2, "neg": 3, "**": 4}
MOST_TERMS = 8  # a longer sum is written without its middle
FIRST_TERMS, LAST_TERMS = 4, 2


def format_value(value: float, digits: int = 6) -> str:
    """Write a value with `digits` significant digits, and -0.0 as 0; of another kind of number, its plain value.

    >>> format_value(0.0), format_value(1 / 3), format_value(-0.00010475214), format_value(1)
    ('0', '0.333333', '-0.000104752', '1')
    """
    return f"{float(getattr(value, 'value', value)) + 0.0:.{digits}g}"


def write_formula(node: "Traced", format_leaf: "Callable[[Traced], str]", sample: "int | None" = None) -> str:
    """Write the formula of a number, whether or not it has a name; its operands are leaves if they have one.

    Args:
        node: The number.
        format_leaf: Called with each leaf, a number that is a constant or has a name; returns its text.
        sample: The sample whose term is kept if a long sum is shortened; None for no sample.
    """
    if node.operation is None:
        return format_leaf(node)
    if node.operation == "+":
        return _sum_formula(node, format_leaf, sample)
    parts = [_operand_formula(node, n, format_leaf, sample) for n in range(len(node.operands))]
    if node.operation == "neg":
        return "-" + parts[0]
    if node.operation in PRECEDENCE:
        return f" {node.operation} ".join(parts) if node.operation in "-/" else node.operation.join(parts)
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
    of_sample = [n for n, term in enumerate(terms) if _is_of_sample(term, f"[{sample}]")]
    if len(of_sample) == 1:
        written.add(of_sample[0])
    return sorted(written)


def _is_of_sample(term, index):
    """Return whether a name in a term has this as its first index, such as "[7]"."""
    if term.name is not None:
        return term.name.startswith(index, term.name.find("["))
    for operand in term.operands:
        if _is_of_sample(operand, index):
            return True
    return False


def _operand_formula(node, n, format_leaf, sample):
    """Write operand n of an operation other than "+"."""
    operand = node.operands[n]
    # a - (b - c), a / (b * c), a * (b / c) and (a ** b) ** c need their parentheses; (a - b) - c does not.
    right = n == 0 if node.operation == "**" else n > 0 and (node.operation in "-/" or operand.operation == "/")
    return _in_parentheses(operand, PRECEDENCE.get(node.operation, 0) + right, format_leaf, sample)


def _in_parentheses(node, least, format_leaf, sample):
    """Write a number that is an operand, in parentheses if its operation has less than this precedence."""
    if node.name is not None or node.operation is None:
        text = format_leaf(node)
        return f"({text})" if text.startswith("-") and least > 2 else text
    text = write_formula(node, format_leaf, sample)
    return f"({text})" if PRECEDENCE.get(node.operation, 9) < least else text
