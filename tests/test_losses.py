"""Categorical cross-entropy: the invariants of a loss, for every batch."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purenn import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    MeanAbsoluteError,
    MeanSquaredError,
    Sigmoid,
    SigmoidCrossentropy,
    Softmax,
    SoftmaxCrossentropy,
    one_hot,
)
from purenn.losses.combined import combined_backward
from strategies import FINITE, MODERATE, PROBABILITIES, batches, distributions, matrices

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


@pytest.mark.parametrize(
    "loss, y, activation",
    [(CategoricalCrossentropy(), [0], "Softmax"), (BinaryCrossentropy(), [[0, 1]], "Sigmoid")],
)
@given(FINITE.filter(lambda value: not 0 <= value <= 1))
def test_the_error_for_logits_names_the_activation_of_the_loss(loss, y, activation, value):
    # A single output put through Softmax is always 1, so that a binary loss must not send it there.
    message = rf"got .*; put logits through {activation} first, or use {activation}Crossentropy$"
    for function in (loss.forward, loss.backward, lambda p, y: combined_backward(loss, p, y)):
        with pytest.raises(ValueError, match=r"^y_pred\[0\]\[1\] must be a probability in \[0, 1\], " + message):
            function([[0.5, value]], y)


def test_a_loss_of_1000_from_logits_is_1000_and_not_16():
    assert SoftmaxCrossentropy().forward([[1000.0, 0.0]], [1]) == [1000.0]
    assert SigmoidCrossentropy().forward([[1000.0], [-1000.0]], [0, 1]) == [1000.0, 1000.0]


def test_a_tiny_loss_from_logits_keeps_its_digits():
    # log(1 + exp(-40)) = exp(-40) - exp(-80) / 2 + ...; 1 + exp(-40) alone rounds to 1, whose logarithm is 0.
    assert SoftmaxCrossentropy().forward([[40.0, 0.0]], [0]) == pytest.approx([math.exp(-40)], rel=1e-15, abs=0)
    assert SigmoidCrossentropy().forward([[40.0]], [1]) == pytest.approx([math.exp(-40)], rel=1e-15, abs=0)


@given(matrices(MODERATE.map(lambda z: z / 10), columns=3), st.data())
def test_losses_from_logits_are_the_losses_of_the_probabilities(logits, data):
    y_true = [data.draw(st.integers(0, 2)) for _ in logits]
    through = CategoricalCrossentropy().forward(Softmax().forward(logits), y_true)
    # Where the clip has no part; beside it both round probabilities near 1 by 2**-53, absolutely.
    for a, b, z, k in zip(SoftmaxCrossentropy().forward(logits, y_true), through, logits, y_true):
        if 1e-6 < b < 16:
            assert a == pytest.approx(b, rel=1e-9, abs=1e-14)


@given(matrices(MODERATE.map(lambda z: z / 10), columns=1), st.data())
def test_binary_losses_from_logits_are_those_of_the_probabilities(logits, data):
    y_true = data.draw(matrices(PROBABILITIES, len(logits), 1))
    through = BinaryCrossentropy().forward(Sigmoid().forward(logits), y_true)
    for a, b in zip(SigmoidCrossentropy().forward(logits, y_true), through):
        assert a == pytest.approx(b, rel=1e-9, abs=1e-14)


def test_smoothing_and_weighting_by_hand():
    # Smoothing 0.3 over three classes leaves 0.8 on the truth and puts 0.1 on each other; the weights multiply.
    y_pred, costs = [[0.5, 0.25, 0.25]], [math.log(2), math.log(4), math.log(4)]
    smoothed = CategoricalCrossentropy(label_smoothing=0.3).forward(y_pred, [0])[0]
    assert smoothed == pytest.approx(0.8 * costs[0] + 0.1 * costs[1] + 0.1 * costs[2], rel=1e-15)
    weighted = CategoricalCrossentropy(class_weights=[2.0, 1.0, 0.5]).forward(y_pred * 2, [0, 2])
    assert weighted == pytest.approx([2 * costs[0], 0.5 * costs[2]], rel=1e-15)


def test_the_mean_of_weighted_losses_divides_by_the_samples_and_not_by_the_weights_as_pytorch_does():
    # By hand: the losses are 1 * log 2 and 9 * log(4 / 3). PyTorch divides their sum by 1 + 9, here it is by 2.
    loss = CategoricalCrossentropy(class_weights=[1.0, 9.0])
    found = loss.calculate([[0.5, 0.5], [0.25, 0.75]], [0, 1])
    by_hand = math.log(2) + 9 * math.log(4 / 3)
    assert found == pytest.approx(by_hand / 2, rel=1e-15)
    pytorch = by_hand / (1 + 9)
    assert found == pytest.approx(5 * pytorch, rel=1e-15)


def test_binary_targets_between_0_and_1_weigh_both_answers():
    loss = BinaryCrossentropy().forward([[0.5, 0.25]], [[1, 0.25]])[0]
    assert loss == pytest.approx((math.log(2) - 0.25 * math.log(0.25) - 0.75 * math.log(0.75)) / 2, rel=1e-15)


@pytest.mark.parametrize(
    "make, message",
    [
        (lambda: CategoricalCrossentropy(label_smoothing=1.0), r"label_smoothing must be in \[0, 1\), got 1.0"),
        (
            lambda: CategoricalCrossentropy(class_weights=[1.0, -1.0]),
            r"class_weights\[1\] must be at least 0, got -1.0",
        ),
        (lambda: CategoricalCrossentropy(class_weights=2.0), "class_weights must be a list of numbers, .*, got 2.0"),
        (
            lambda: CategoricalCrossentropy(class_weights=[1.0]).forward([[0.5, 0.5]], [0]),
            "class_weights must have 2 weights, got 1",
        ),
        (
            lambda: BinaryCrossentropy().forward([[0.5]], [2]),
            r"y_true\[0\]\[0\] must be in \[0, 1\], got 2; for more than two classes use CategoricalCrossentropy",
        ),
        (lambda: BinaryCrossentropy().forward([[0.5]], [-1]), r"y_true\[0\]\[0\] must be in \[0, 1\], got -1"),
        (
            lambda: MeanSquaredError().forward([[0.25, 0.75]] * 4, [0, 1, 0, 1]),
            (
                r"y_true must be \(4, 2\), got a flat list; write classes as rows, one_hot\(y_true, 2\), or use "
                "CategoricalCrossentropy"
            ),
        ),
        (
            lambda: SigmoidCrossentropy().forward([[0.25, 0.75]], [1]),
            (
                r"y_true must be \(1, 2\), got a flat list; write classes as rows, one_hot\(y_true, 2\), or use "
                "CategoricalCrossentropy"
            ),
        ),
        (lambda: MeanSquaredError().forward([[0.25, 0.75]], [1.5]), r"y_true must be \(1, 2\), got a flat list"),
        (
            lambda: CategoricalCrossentropy().forward([[0.25, 0.75]], [1.5]),
            r"y_true\[0\] must be a class index \(an integer\), got 1.5; for quantities use MeanSquaredError",
        ),
        (lambda: BinaryCrossentropy().forward([[1.5]], [1]), r"y_pred\[0\]\[0\] must be a probability in .*"),
        (lambda: MeanSquaredError().forward([[1.0]], [[1.0, 2.0]]), r"y_true must be \(1, 1\), got \(1, 2\)"),
        (lambda: MeanSquaredError().forward([[1.0]], [1.0, 2.0]), "y_true must have 1 targets, .*, got 2"),
        (lambda: MeanSquaredError().forward([[1.0]], "1"), "y_true must be a list of numbers or of rows, got '1'"),
        (lambda: MeanSquaredError().forward([[1.0]], ["1"]), r"y_true\[0\]\[0\] must be a number, got '1'"),
        (lambda: MeanSquaredError().forward([[math.nan]], [1.0]), r"y_pred\[0\]\[0\] must be a number, got nan"),
        (
            lambda: MeanAbsoluteError().forward([[1.0]], [math.inf]),
            r"y_true\[0\]\[0\] must be a finite number, got inf",
        ),
    ],
)
def test_what_the_other_losses_refuse(make, message):
    with pytest.raises((ValueError, TypeError), match=f"^{message}$"):
        make()
