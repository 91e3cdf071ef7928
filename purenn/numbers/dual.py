"""Dual numbers: a value and its derivative, carried through a formula together.

What comes out of a network is then its output and the exact derivative of it, with no backward pass and no
difference quotient.
"""

from ..elementary import exp, log, sqrt
from .number import Number


class Dual(Number):
    """A value and its derivative by some variable: 1 for the variable itself, 0 for whatever does not depend on it.

    Formula: (a, a') + (b, b') = (a + b, a' + b'); (a, a') * (b, b') = (a*b, a'*b + a*b');
        (a, a') / (b, b') = (q, (a' - q*b') / b) with q = a / b; exp (a, a') = (exp a, a' * exp a);
        log (a, a') = (log a, a' / a); sqrt (a, a') = (r, a' / (2*r)) with r = sqrt a
    Raises: TypeError for a kind of number that is neither Dual, int nor float.
    Source: Clifford (1873); Griewank and Walther, "Evaluating derivatives" (2008), forward mode.

    >>> from purenn import Dense
    >>> layer = Dense(2, 1)
    >>> layer.weights = [[Dual(3.0, 1.0)], [4.0]]  # by the first weight
    >>> layer.forward([[0.5, 0.25]])
    [[Dual(2.5, 0.5)]]
    """

    def __init__(self, value, derivative=0.0) -> None:
        self.value = value
        self.derivative = derivative

    @staticmethod
    def constant(value) -> "Dual":
        """A plain number, which does not vary."""
        return Dual(value)

    def __repr__(self):
        return f"Dual({self.value}, {self.derivative})"

    def _sum(self, other):
        return Dual(self.value + other.value, self.derivative + other.derivative)

    def _difference(self, other):
        return Dual(self.value - other.value, self.derivative - other.derivative)

    def _product(self, other):
        return Dual(self.value * other.value, self.derivative * other.value + self.value * other.derivative)

    def _quotient(self, other):
        quotient = self.value / other.value
        return Dual(quotient, (self.derivative - quotient * other.derivative) / other.value)

    def __neg__(self):
        return Dual(-self.value, -self.derivative)

    def exp(self) -> "Dual":
        """e to the power of this number."""
        e = exp(self.value)
        return Dual(e, self.derivative * e)

    def log(self) -> "Dual":
        """The natural logarithm."""
        return Dual(log(self.value), self.derivative / self.value)

    def sqrt(self) -> "Dual":
        """The square root."""
        root = sqrt(self.value)
        return Dual(root, self.derivative / (2 * root))
