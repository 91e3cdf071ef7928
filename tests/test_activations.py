"""ReLU, tanh and softmax: what must hold for every row of numbers."""

import math
import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purenn import Dual, Float32, LeakyReLU, ReLU, Sigmoid, Softmax, Tanh
from strategies import FINITE, FRACTIONS, MODERATE, matrices


@given(matrices(FINITE))
def test_relu_is_the_larger_of_0_and_z(inputs):
    assert ReLU().forward(inputs) == [[max(0.0, z) for z in row] for row in inputs]


@given(matrices(FRACTIONS))
def test_relu_is_exact_on_fractions(inputs):
    outputs = ReLU().forward(inputs)
    assert outputs == [[max(Fraction(0), z) for z in row] for row in inputs]
    assert not any(isinstance(a, float) for row in outputs for a in row)


def test_relu_does_not_hide_a_nan():
    assert math.isnan(ReLU().forward([[math.nan]])[0][0])


def test_relu_turns_neither_zero_negative():
    assert str(ReLU().forward([[-0.0, 0.0, -1.0]])) == "[[0.0, 0.0, 0.0]]"


@given(matrices(FRACTIONS))
def test_a_leaky_relu_is_exact_on_fractions_and_keeps_what_relu_loses(inputs):
    slope = Fraction(1, 4)
    outputs = LeakyReLU(slope).forward(inputs)
    assert outputs == [[max(z, slope * z) for z in row] for row in inputs]  # the larger, because the slope is below 1
    assert LeakyReLU(0).forward(inputs) == ReLU().forward(inputs)
    assert math.isnan(LeakyReLU().forward([[math.nan]])[0][0])


@given(matrices(MODERATE))
def test_tanh_is_the_logistic_function_stretched(inputs):
    # tanh(z) = 2 * sigmoid(2 z) - 1, which rounds at 1; and the other way round it is odd.
    doubled = Sigmoid().forward([[2 * z for z in row] for row in inputs])
    for row, expected in zip(Tanh().forward(inputs), doubled):
        assert row == pytest.approx([2 * p - 1 for p in expected], abs=4e-16)
    negative = Tanh().forward([[-z for z in row] for row in inputs])
    assert negative == [[-a for a in row] for row in Tanh().forward(inputs)]


@given(st.floats(-1e-3, 1e-3))
def test_tanh_keeps_the_digits_of_small_numbers_of_every_kind(z):
    # z - z**3 / 3 + 2 z**5 / 15 - ...; a formula in exp(2 z) - 1 would lose them.
    expected = z - z**3 / 3 + 2 * z**5 / 15
    assert Tanh().forward([[z]])[0][0] == pytest.approx(expected, rel=1e-15, abs=0)
    (dual,) = Tanh().forward([[Dual(z, 1.0)]])[0]
    assert (dual.value, dual.derivative) == pytest.approx((expected, 1 - z * z + 2 * z**4 / 3), rel=1e-15, abs=0)
    single = Tanh().forward([[Float32(z)]])[0][0]
    assert single.value == pytest.approx(expected, rel=1e-7, abs=1e-45)


@pytest.mark.parametrize("z", [math.inf, math.nan])
def test_tanh_hides_no_overflow(z):
    with pytest.raises(ValueError, match=rf"^inputs\[0\]\[0\] must be a finite number, got {z}$"):
        Tanh().forward([[z]])


@pytest.mark.parametrize("slope, kind", [(1.0, ValueError), (-0.1, ValueError), (None, TypeError)])
def test_a_slope_that_does_not_leak_is_refused(slope, kind):
    expected = "in [0, 1)" if kind is ValueError else "a number"
    with pytest.raises(kind, match=f"^negative_slope must be {re.escape(expected)}, got {slope}$"):
        LeakyReLU(slope)


@given(matrices(FINITE))
def test_softmax_rows_are_probabilities(inputs):
    for row in Softmax().forward(inputs):
        assert all(0 <= p <= 1 for p in row)
        # n quotients, each rounded once, of a sum with n - 1 roundings, summed exactly here: n units of 2**-53.
        n = len(row)
        assert abs(sum(map(Fraction, row)) - 1) <= Fraction(n, 2**53) * (1 + Fraction(1, 2**40))


@given(matrices(st.integers(-(2**20), 2**20).map(float)), st.integers(-(2**20), 2**20).map(float))
def test_softmax_ignores_a_shift(inputs, shift):
    # Whole numbers below 2**22 are exact, so that subtracting the largest leaves the very same numbers.
    assert Softmax().forward([[z + shift for z in row] for row in inputs]) == Softmax().forward(inputs)


@given(matrices(FINITE))
def test_softmax_keeps_the_order_of_the_logits(inputs):
    for row, probabilities in zip(inputs, Softmax().forward(inputs)):
        for z, p in zip(row, probabilities):
            for other, q in zip(row, probabilities):
                assert p >= q if z >= other else p <= q


@given(matrices(MODERATE, columns=2))
def test_softmax_of_two_classes_is_the_logistic_function(inputs):
    for (z0, z1), (p0, _) in zip(inputs, Softmax().forward(inputs)):
        # exp turns an error of 2**-53 in its argument, 200 at the most, into one of 200 * 2**-53 in its result.
        assert p0 == pytest.approx(1 / (1 + math.exp(z1 - z0)), rel=210 * 2**-53)


@pytest.mark.parametrize(
    "logits, probabilities",
    [
        ([1e308, -1e308], [1.0, 0.0]),
        ([1e308, 1e308], [0.5, 0.5]),
        ([-1e308, -1e308], [0.5, 0.5]),
        ([1e-308, -1e-308], [0.5, 0.5]),
        ([1e308], [1.0]),
        ([-1e308], [1.0]),
    ],
)
def test_extreme_logits_overflow_nowhere(logits, probabilities):
    assert Softmax().forward([logits]) == [probabilities]


class Halves:
    """A number that brings its own exp and is no float: powers of two with e taken to be 2."""

    def __init__(self, value):
        self.value = value

    def __sub__(self, other):
        return Halves(self.value - getattr(other, "value", other))

    def __add__(self, other):
        return Halves(self.value + getattr(other, "value", other))

    __radd__ = __add__

    def __truediv__(self, other):
        return Halves(self.value / other.value)

    def __lt__(self, other):
        return self.value < getattr(other, "value", other)

    def __gt__(self, other):
        return self.value > getattr(other, "value", other)

    def exp(self):
        return Halves(Fraction(2) ** self.value)


def test_softmax_works_on_any_number_that_brings_exp():
    (row,) = Softmax().forward([[Halves(1), Halves(0), Halves(0)]])
    assert [p.value for p in row] == [Fraction(1, 2), Fraction(1, 4), Fraction(1, 4)]
