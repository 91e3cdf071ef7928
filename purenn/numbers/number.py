"""The base class of the kinds of numbers in this package: operators between two of a kind and with int and float.

    Dual(2.0, 1.0) * 3  # Number.__mul__ converts 3 by Dual.constant and calls Dual._product

Each kind defines how to add, subtract, multiply and divide two of its numbers, and how to convert an int or a float.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeVar

    Kind = TypeVar("Kind", bound="Number")


class Number:
    """A number with an attribute `value`, a plain number, by which it is compared.

    A subclass defines `constant(value)`, which makes one of a plain number; `_sum`, `_difference`, `_product` and
    `_quotient`, which take another of its kind; `__neg__`; and `exp()`, `log()` and `sqrt()`.

    Raises:
        TypeError: For an operation on two different kinds; neither can represent the result.
    """

    if TYPE_CHECKING:

        @property
        def value(self) -> float:
            """The plain number; a subclass may have an attribute instead."""

        def constant(self, value: float) -> Any:
            """Return a plain number as one of this kind."""

        def __neg__(self) -> Any: ...

    def _coerce(self, other):
        """Return the other operand as one of this kind, or None if it is not a number."""
        if type(other) is type(self):
            return other
        if isinstance(other, Number):
            if type(other.value) is type(self):  # the other kind is around this one, and computes with it
                return None
            kinds = f"{type(self).__name__} and {type(other).__name__}"
            raise TypeError(f"operands must be numbers of one kind, got {kinds}")
        return self.constant(other) if isinstance(other, (int, float)) else None

    def _operate(self, method, other) -> "Any":
        """Call a method of this number with the other operand; if that is not a number, let Python raise."""
        other = self._coerce(other)
        return NotImplemented if other is None else getattr(self, method)(other)

    def _operate_reflected(self, method, other) -> "Any":
        """Call a method of the other operand, which is to the left, with this number."""
        other = self._coerce(other)
        return NotImplemented if other is None else getattr(other, method)(self)

    def _compare(self, symbol, other) -> "Any":
        other = self._coerce(other)
        return NotImplemented if other is None else self._compared(symbol, other)

    def __add__(self: "Kind", other: "Kind | float") -> "Kind":
        return self._operate("_sum", other)

    def __radd__(self: "Kind", other: "Kind | float") -> "Kind":
        return self._operate_reflected("_sum", other)

    def __sub__(self: "Kind", other: "Kind | float") -> "Kind":
        return self._operate("_difference", other)

    def __rsub__(self: "Kind", other: "Kind | float") -> "Kind":
        return self._operate_reflected("_difference", other)

    def __mul__(self: "Kind", other: "Kind | float") -> "Kind":
        return self._operate("_product", other)

    def __rmul__(self: "Kind", other: "Kind | float") -> "Kind":
        return self._operate_reflected("_product", other)

    def __truediv__(self: "Kind", other: "Kind | float") -> "Kind":
        return self._operate("_quotient", other)

    def __rtruediv__(self: "Kind", other: "Kind | float") -> "Kind":
        return self._operate_reflected("_quotient", other)

    def __pow__(self: "Kind", n: int) -> "Kind":
        """Multiply n factors, n >= 0: a power is squared for each bit of n, and multiplied in where the bit is 1."""
        if not isinstance(n, int) or n < 0:
            return NotImplemented
        result, power = self.constant(1), self
        while n:
            if n & 1:
                result = result * power
            n >>= 1
            if n:
                power = power * power
        return result

    def __abs__(self: "Kind") -> "Kind":
        if self.value == 0:  # |x| has no derivative there; a constant has the derivative 0, as in the losses
            return self.constant(abs(self.value))
        return -self if self.value < 0 else self

    def __bool__(self) -> bool:
        return bool(self.value != 0)

    # There is no __float__: with one, MicroPython converts the number to a float wherever a float is to its left.

    def __eq__(self, other: object) -> bool:
        return self._compare("==", other)

    def __lt__(self: "Kind", other: "Kind | float") -> bool:
        return self._compare("<", other)

    def __le__(self: "Kind", other: "Kind | float") -> bool:
        return self._compare("<=", other)

    def __gt__(self: "Kind", other: "Kind | float") -> bool:
        return self._compare(">", other)

    def __ge__(self: "Kind", other: "Kind | float") -> bool:
        return self._compare(">=", other)

    def _compared(self, symbol, other):
        """Compare with another number of this kind, by the values alone."""
        return compared(self.value, symbol, other.value)


def compared(a: float, symbol: str, b: float) -> bool:
    """Compare two plain numbers by "==", "<", "<=", ">" or ">=".

    >>> compared(1, "<", 2), compared(1, ">=", 2)
    (True, False)
    """
    if symbol == "==":
        return a == b
    if symbol == "<":
        return a < b
    if symbol == "<=":
        return a <= b
    return a > b if symbol == ">" else a >= b
