"""What the numbers of this package share: arithmetic with their own kind and with int and float, on either side.

Each kind says what a plain number becomes, and how two of it are added, multiplied and compared.
"""


class Number:
    """A number of a kind of its own, with a plain `value`.

    A kind defines `constant(number)`, which makes one of a plain number; `_sum`, `_difference`, `_product`,
    `_quotient` with another of its kind; and `exp()`, `log()`, `sqrt()`.
    Raises: TypeError for two kinds in one formula: neither can say what the other's result would be.
    """

    def _own(self, other):
        """Another operand as one of this kind, or None for what is no number at all."""
        if type(other) is type(self):
            return other
        if isinstance(other, Number):
            kinds = f"{type(self).__name__} and {type(other).__name__}"
            raise TypeError(f"the numbers of one formula must be of one kind, got {kinds}")
        return self.constant(other) if isinstance(other, (int, float)) else None

    def __add__(self, other):
        other = self._own(other)
        return NotImplemented if other is None else self._sum(other)

    def __radd__(self, other):
        other = self._own(other)
        return NotImplemented if other is None else other._sum(self)

    def __sub__(self, other):
        other = self._own(other)
        return NotImplemented if other is None else self._difference(other)

    def __rsub__(self, other):
        other = self._own(other)
        return NotImplemented if other is None else other._difference(self)

    def __mul__(self, other):
        other = self._own(other)
        return NotImplemented if other is None else self._product(other)

    def __rmul__(self, other):
        other = self._own(other)
        return NotImplemented if other is None else other._product(self)

    def __truediv__(self, other):
        other = self._own(other)
        return NotImplemented if other is None else self._quotient(other)

    def __rtruediv__(self, other):
        other = self._own(other)
        return NotImplemented if other is None else other._quotient(self)

    def __abs__(self):
        if self.value == 0:  # of either sign; |x| has no derivative there, and 0 stands for it as in the losses
            return self.constant(abs(self.value))
        return -self if self.value < 0 else self

    def __bool__(self):
        return bool(self.value != 0)

    # There is no __float__: with it MicroPython would turn the number into a float wherever a float stands to its left.

    def __eq__(self, other):
        other = self._own(other)
        return NotImplemented if other is None else self._compared("==", other)

    def __lt__(self, other):
        other = self._own(other)
        return NotImplemented if other is None else self._compared("<", other)

    def __le__(self, other):
        other = self._own(other)
        return NotImplemented if other is None else self._compared("<=", other)

    def __gt__(self, other):
        other = self._own(other)
        return NotImplemented if other is None else self._compared(">", other)

    def __ge__(self, other):
        other = self._own(other)
        return NotImplemented if other is None else self._compared(">=", other)

    def _compared(self, symbol, other):
        """Numbers are ranked by their values alone."""
        a, b = self.value, other.value
        if symbol == "==":
            return a == b
        if symbol[0] == ">":
            a, b = b, a
        return a <= b if symbol[-1] == "=" else a < b
