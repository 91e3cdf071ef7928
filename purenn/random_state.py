"""The random numbers of NumPy's legacy generator, bit for bit, in integer arithmetic.

    state = RandomState(0)
    state.random()  # 0.5488135039273248, as numpy.random.RandomState(0).random_sample()

A seed gives the same data and the same initial weights here as with NumPy. `as_random_state` validates the argument
`random_state` of other functions; None stands for one default stream, which `seed` restarts.
"""

from array import array

from .elementary import log, sqrt
from .validation.scalars import is_index
from .validation.shapes import short_repr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    State = tuple[str, Sequence[int], int, int, float]

WORDS = 624  # the state of the Mersenne Twister MT19937: 624 words of 32 bits
SHIFT = 397
LARGEST_SEED = 0xFFFFFFFF


class RandomState:
    """A stream of random numbers, the Mersenne Twister MT19937.

    Args:
        seed: An integer in 0..4294967295, which determines the whole stream.

    Raises:
        TypeError: If `seed` is not an integer.
        ValueError: If it is out of range.

    Source: Matsumoto and Nishimura, "Mersenne Twister" (ACM TOMACS 8, 1998), seeded as in their code of 2002.

    >>> state = RandomState(0)
    >>> state.random(), state.random()
    (0.5488135039273248, 0.7151893663724195)
    """

    def __init__(self, seed: int = 0) -> None:
        self.seed(seed)

    def seed(self, seed: int) -> None:
        """Restart the stream from another seed.

        w_0 = seed; w_n = 1812433253 * (w_{n-1} xor w_{n-1} >> 30) + n, modulo 2**32

        Args:
            seed: An integer in 0..4294967295.
        """
        if not is_index(seed):
            raise TypeError(f"seed must be an integer, got {short_repr(seed)}")
        if not 0 <= seed <= LARGEST_SEED:
            raise ValueError(f"seed must be in 0..{LARGEST_SEED}, got {seed}")
        word = int(seed)
        self._words = array("I", bytes(4 * WORDS))  # allocated at once: growing it would fragment a small heap
        self._words[0] = word
        for n in range(1, WORDS):
            word = (1812433253 * (word ^ word >> 30) + n) & 0xFFFFFFFF
            self._words[n] = word
        self._position = WORDS
        self._spare: "float | None" = None  # the second normal draw of a pair

    def get_state(self) -> "State":
        """Return what NumPy's method does: "MT19937", words, position, whether a normal draw is spare, that draw."""
        spare = self._spare
        return "MT19937", list(self._words), self._position, int(spare is not None), 0.0 if spare is None else spare

    def set_state(self, state: "State") -> None:
        """Go on from a state that `get_state` has returned, here or in NumPy; raise ValueError if it is not one."""
        if not _is_state(state):
            raise ValueError(f"state must be what RandomState.get_state returns, got {short_repr(state)}")
        _, words, position, has_spare, spare = state
        self._words = array("I", [int(word) for word in words])
        self._position = int(position)
        self._spare = float(spare) if has_spare else None

    def _refill(self):
        """Replace every word: x_{n+624} = x_{n+397} xor (the upper bit of x_n and the lower ones of x_{n+1}) * A."""
        words = self._words
        for n in range(WORDS):
            joined = words[n] & 0x80000000 | words[(n + 1) % WORDS] & 0x7FFFFFFF
            words[n] = words[(n + SHIFT) % WORDS] ^ joined >> 1 ^ (0x9908B0DF if joined & 1 else 0)
        self._position = 0

    def _next_word(self):
        """Return the next 32 bits: the next word of the state, tempered."""
        if self._position == WORDS:
            self._refill()
        word = self._words[self._position]
        self._position += 1
        word ^= word >> 11
        word ^= word << 7 & 0x9D2C5680
        word ^= word << 15 & 0xEFC60000
        return word ^ word >> 18

    def random(self) -> float:
        """Draw a number from the uniform distribution over [0, 1).

        (a * 2**26 + b) / 2**53, with a the upper 27 bits of one word and b the upper 26 of the next

        >>> RandomState(42).random()
        0.3745401188473625
        """
        upper = self._next_word() >> 5
        lower = self._next_word() >> 6
        return (upper * 67108864 + lower) / 9007199254740992

    def randn(self) -> float:
        """Draw a number from the standard normal distribution: mean 0, variance 1.

        Draw (u, v) uniformly in the unit disc; with r = u*u + v*v and f = sqrt(-2 log(r) / r), this draw is v*f and
        the next one u*f.

        Source: Marsaglia and Bray, "A convenient method for generating normal variables" (SIAM Review 6, 1964).

        >>> state = RandomState(0)
        >>> [round(state.randn(), 12) for draw in range(3)]
        [1.764052345968, 0.400157208367, 0.978737984106]
        """
        if self._spare is not None:
            draw, self._spare = self._spare, None
            return draw
        while True:
            u = 2.0 * self.random() - 1.0
            v = 2.0 * self.random() - 1.0
            r = u * u + v * v
            if 0.0 < r < 1.0:
                break
        f = sqrt(-2.0 * log(r) / r)
        self._spare = u * f
        return v * f

    def shuffle(self, values: "list[Any]") -> None:
        """Shuffle a list in place; every order is equally likely.

        For each position from the last down to the second, swap its value with that of a position up to it, drawn
        uniformly.

        Source: Fisher and Yates; Durstenfeld, "Algorithm 235" (CACM 7, 1964).

        >>> values = list(range(10))
        >>> RandomState(0).shuffle(values); values
        [2, 8, 4, 9, 1, 6, 7, 3, 0, 5]
        """
        for last in range(len(values) - 1, 0, -1):
            other = self._integer(last)
            values[last], values[other] = values[other], values[last]

    def _integer(self, largest):
        """Draw an integer uniformly from 0..largest: draw as many bits as it has, until they are in the range."""
        mask = 1
        while mask < largest:
            mask = mask * 2 + 1
        while True:
            value = self._next_word() & mask
            if value <= largest:
                return value


def _is_state(state: "Any") -> bool:
    """Return whether a state is one of `get_state`: words of 32 bits that are not all 0, and a finite draw."""
    try:
        name, words, position, has_spare, spare = state
        words = [word for word in words if is_index(word) and 0 <= word <= LARGEST_SEED]
        is_known = name == "MT19937" and len(words) == WORDS and any(words[1:])  # zeros alone never make a normal draw
        return is_known and is_index(position) and 0 <= position <= WORDS and has_spare in (0, 1) and -99 < spare < 99
    except (TypeError, ValueError):
        return False


_default = None  # the default stream, made at the first draw: seeding takes longer than importing the package


def seed(n: int = 0) -> None:
    """Restart the default stream from seed n; without this call it starts from seed 0.

    Args:
        n: An integer in 0..4294967295.

    Raises:
        TypeError: If `n` is not an integer.
        ValueError: If it is out of range.

    >>> seed(0)
    >>> as_random_state(None).random()
    0.5488135039273248
    """
    as_random_state(None).seed(n)


def as_random_state(random_state: "RandomState | int | None") -> RandomState:
    """Validate an argument `random_state` and return it as a stream.

    Args:
        random_state: A stream, the seed of a new one, or None for the default stream.

    Raises:
        TypeError: For anything else.
        ValueError: For a seed out of range.

    >>> as_random_state(42).random()
    0.3745401188473625
    """
    global _default
    if isinstance(random_state, RandomState):
        return random_state
    if random_state is None:
        if _default is None:
            _default = RandomState(0)
        return _default
    if not is_index(random_state):
        raise TypeError(f"random_state must be an integer or a RandomState, got {short_repr(random_state)}")
    return RandomState(random_state)
