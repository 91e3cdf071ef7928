"""A check of exact numbers for any interpreter with doubles.

    digest() == EXPECTED

`digest` rounds 300 results of formulas and layers, and makes one number of all their bits, the same everywhere.
"""

from ..layers.sigmoid import Sigmoid
from ..losses.from_logits import SoftmaxCrossentropy
from .binary import of_plain
from .exact import INFINITY, Exact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

EXPECTED = 16834408311983422
RESULTS = 300
MODULUS = (1 << 61) - 1


def numbers() -> "Iterator[float]":
    """Yield floats of many sizes, from an integer sequence that needs no library.

    Source: L'Ecuyer, "Tables of linear congruential generators" (Mathematics of Computation 68, 1999).
    """
    state = 1
    while True:
        state = state * 437799614237992725 % MODULUS
        yield (state % (1 << 53) - (1 << 52)) * 2.0 ** (state % 61 - 80)


def results() -> "Iterator[float]":
    """Yield rounded results without end: of arithmetic, functions, a sigmoid, a softmax, its loss and its gradient."""
    source = numbers()
    loss = SoftmaxCrossentropy()
    while True:
        x, y, z = Exact(next(source)), Exact(next(source)), Exact(next(source))
        logits: "Any" = [[x, y, z / 100000]]
        p: "Any" = Sigmoid().forward([[y / 100]])[0][0]
        mean_loss: "Any" = loss.calculate([[x, y, z]], [0])
        gradient: "Any" = loss.backward(logits, [1])[0]
        yield (x * y + z).value
        yield (x / y - z).rounded("F32")
        yield (abs(x).log() - abs(z).sqrt()).value
        yield (x / 1000000).exp().value
        yield p.value
        yield mean_loss.value
        for g in gradient:
            yield g.value
        yield (x + y + z - y - x).rounded("F16")


def digest() -> int:
    """Compute the number made of all results."""
    source = results()
    result = 0
    for _ in range(RESULTS):
        value = next(source)
        m, e, _zero = (2, 1, 0) if value == INFINITY else (2, 2, 0) if value == -INFINITY else of_plain(value)
        result = ((result * 1000003 + m) * 1000003 + e) % MODULUS
    return result
