"""Categorical cross-entropy: the invariants of a loss, for every batch."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purenn import CategoricalCrossentropy, one_hot
from strategies import FINITE, PROBABILITIES, batches, distributions, matrices

LEAST_LOSS, MOST_LOSS = 1.0000000494736474e-07, 16.11809565095832


@given(batches())
def test_every_loss_lies_between_the_cost_of_certainty_and_of_certain_error(batch):
    assert all(LEAST_LOSS <= loss <= MOST_LOSS for loss in CategoricalCrossentropy().forward(*batch))


@given(batches())
def test_sparse_and_one_hot_targets_cost_exactly_the_same(batch):
    y_pred, y_true = batch
    sparse = CategoricalCrossentropy()
    rows = CategoricalCrossentropy()
    assert sparse.forward(y_pred, y_true) == rows.forward(y_pred, one_hot(y_true, len(y_pred[0])))


@given(batches())
def test_the_mean_lies_between_the_least_and_the_greatest_loss(batch):
    # A left-to-right sum of n positive terms rounds n - 1 times and the division once more, each time by at most a
    # factor of 1 +- 2**-53. So the mean may leave the interval by n such factors, and by no more.
    loss = CategoricalCrossentropy()
    mean = Fraction(loss.calculate(*batch))
    slack = Fraction(len(loss.output), 2**53) * (1 + Fraction(1, 2**40))
    assert Fraction(min(loss.output)) * (1 - slack) <= mean <= Fraction(max(loss.output)) * (1 + slack)


@given(matrices(PROBABILITIES), st.data())
def test_soft_targets_weigh_the_cost_of_each_class(y_pred, data):
    n = len(y_pred[0])
    y_true = data.draw(distributions(len(y_pred), n))
    costs = [[-math.log(min(max(p, 1e-7), 1 - 1e-7)) for p in row] for row in y_pred]
    for loss, row, weights in zip(CategoricalCrossentropy().forward(y_pred, y_true), costs, y_true):
        exact = sum(Fraction(cost) * Fraction(weight) for cost, weight in zip(row, weights))
        assert abs(Fraction(loss) - exact) <= exact * Fraction(n + 1, 2**53) * (1 + Fraction(1, 2**40))


@given(st.floats(1e-6, 0.4), st.floats(1e-6, 0.4))
def test_more_confidence_in_the_truth_never_costs_more(a, b):
    low, high = min(a, b), max(a, b)
    loss = CategoricalCrossentropy()
    less_sure, surer = loss.forward([[low, 1 - low], [high, 1 - high]], [0, 0])
    assert surer <= less_sure


def test_one_class_alone_is_always_right():
    assert CategoricalCrossentropy().forward([[1.0], [1.0]], [0, 0]) == [LEAST_LOSS] * 2
    assert CategoricalCrossentropy().forward([[1.0], [1.0]], [[1], [1]]) == [LEAST_LOSS] * 2


def test_rows_of_predictions_need_not_sum_to_1():
    assert CategoricalCrossentropy().forward([[0.5, 0.9]], [0]) == [math.log(2)]


def test_the_mean_is_written_once():
    class Costs(CategoricalCrossentropy):
        def forward(self, y_pred, y_true):
            return [1.0, 2.0, 6.0]

    assert Costs().calculate([[1.0]], [0]) == 3.0


class Power:
    """A number that is no float and brings its own log: a power of two, with log taken to base 2."""

    def __init__(self, exponent):
        self.exponent = exponent

    def __lt__(self, bound):
        return 2.0**self.exponent < bound

    def __gt__(self, bound):
        return 2.0**self.exponent > bound

    def __le__(self, bound):
        return 2.0**self.exponent <= bound

    def __ge__(self, bound):
        return 2.0**self.exponent >= bound

    def log(self):
        return self.exponent


def test_the_loss_works_on_any_number_that_brings_log():
    predictions = [[Power(-1), Power(-2), Power(-2)]]
    assert CategoricalCrossentropy().forward(predictions, [1]) == [2]
    assert CategoricalCrossentropy().forward(predictions, [[0.5, 0.25, 0.25]]) == [1.5]


@pytest.mark.parametrize("function", [CategoricalCrossentropy().forward])
@given(FINITE.filter(lambda value: not 0 <= value <= 1))
def test_logits_are_told_to_go_through_softmax(function, value):
    with pytest.raises(ValueError, match=r"^y_pred\[0\]\[1\] must be a probability in \[0, 1\], got .*Softmax first$"):
        function([[0.5, value]], [0])
