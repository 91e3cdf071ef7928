"""Dual numbers: a value and its derivative, computed together.

    from purenn import Dense, Dual
    Dense.of([[Dual(3.0, 1.0)], [4.0]], [[0.0]]).forward([[0.5, 0.25]])  # [[Dual(2.5, 0.5)]]

The output of a network then has its derivative with respect to one number, without a backward pass and without the
error of a difference quotient.
"""

from ..elementary import exp, log, log1p, sqrt, tanh
from .number import Number


class Dual(Number):
    """A value and its derivative with respect to some variable.

    (a, a') + (b, b') = (a + b, a' + b')
    (a, a') * (b, b') = (a*b, a'*b + a*b')
    (a, a') / (b, b') = (q, (a' - q*b') / b) with q = a / b
    exp (a, a') = (exp a, a' * exp a)
    log (a, a') = (log a, a' / a)
    log1p (a, a') = (log1p a, a' / (1 + a))
    sqrt (a, a') = (r, a' / (2*r)) with r = sqrt a; a constant 0 has a constant root

    Args:
        value: The value.
        derivative: 1 for the variable itself, 0 for a number that does not depend on it.

    Raises:
        TypeError: For an operation with a number that is neither Dual, int nor float.

    Source: Clifford (1873); Griewank and Walther, "Evaluating derivatives" (2008), forward mode.

    >>> from purenn import Dense
    >>> layer = Dense(2, 1)
    >>> layer.weights = [[Dual(3.0, 1.0)], [4.0]]  # with respect to the first weight
    >>> layer.forward([[0.5, 0.25]])
    [[Dual(2.5, 0.5)]]
    """

    def __init__(self, value: float, derivative: float = 0.0) -> None:
        self.value: float = value
        self.derivative: float = derivative

    @staticmethod
    def constant(value: float) -> "Dual":
        """Return a plain number as a Dual with the derivative 0."""
        return Dual(value)

    def __repr__(self) -> str:
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

    def __neg__(self) -> "Dual":
        return Dual(-self.value, -self.derivative)

    def exp(self) -> "Dual":
        """Return e to the power of this number."""
        e = exp(self.value)
        return Dual(e, self.derivative * e)

    def log(self) -> "Dual":
        """Return the natural logarithm."""
        return Dual(log(self.value), self.derivative / self.value)

    def tanh(self) -> "Dual":
        """Return the hyperbolic tangent; its derivative is 1 - tanh**2 = 4 * e / (1 + e)**2 with e = exp(-2 * |x|)."""
        e = exp(-2 * abs(self.value))
        return Dual(tanh(self.value), self.derivative * (4 * e / ((1 + e) * (1 + e))))

    def log1p(self) -> "Dual":
        """Return the natural logarithm of 1 + this number."""
        return Dual(log1p(self.value), self.derivative / (1 + self.value))

    def sqrt(self) -> "Dual":
        """Return the square root."""
        root = sqrt(self.value)
        return Dual(root, self.derivative / (2 * root) if self.derivative else 0.0)
