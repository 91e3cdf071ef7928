"""A dual number: a value with its derivative, carried through the very same forward code as a float.

It is written for the tests alone and shares nothing with the backward passes that it checks.
"""

import math


class Dual:
    """value + derivative * d, where d * d = 0."""

    def __init__(self, value, derivative=0.0):
        self.value = value
        self.derivative = derivative

    def __add__(self, other):
        other = dual(other)
        return Dual(self.value + other.value, self.derivative + other.derivative)

    def __neg__(self):
        return Dual(-self.value, -self.derivative)

    def __sub__(self, other):
        return self + -dual(other)

    def __rsub__(self, other):
        return dual(other) + -self

    def __mul__(self, other):
        other = dual(other)
        return Dual(self.value * other.value, self.value * other.derivative + self.derivative * other.value)

    def __truediv__(self, other):
        other = dual(other)
        quotient = self.value / other.value
        return Dual(quotient, (self.derivative - quotient * other.derivative) / other.value)

    def __rtruediv__(self, other):
        return dual(other) / self

    __radd__ = __add__
    __rmul__ = __mul__

    def __abs__(self):
        return self if self.value >= 0 else -self

    def __eq__(self, other):
        return self.value == dual(other).value

    def __lt__(self, other):
        return self.value < dual(other).value

    def __le__(self, other):
        return self.value <= dual(other).value

    def __gt__(self, other):
        return self.value > dual(other).value

    def __ge__(self, other):
        return self.value >= dual(other).value

    def exp(self):
        return Dual(math.exp(self.value), math.exp(self.value) * self.derivative)

    def log(self):
        return Dual(math.log(self.value), self.derivative / self.value)


def dual(number):
    """A plain number as a dual one that does not vary."""
    return number if isinstance(number, Dual) else Dual(number)


def derivative(function, matrix, i, j):
    """The derivative of a function of a matrix by one entry."""
    moved = [[Dual(x, float((i, j) == (s, n))) for n, x in enumerate(row)] for s, row in enumerate(matrix)]
    return dual(function(moved)).derivative


def gradient(function, matrix):
    """The derivatives by every entry."""
    return [[derivative(function, matrix, i, j) for j in range(len(matrix[0]))] for i in range(len(matrix))]
