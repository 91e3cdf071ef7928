"""The numbers printed in chapter 5 of Neural Networks from Scratch in Python, in the order of its sections."""

import math

import pytest

from purenn import CategoricalCrossentropy, Dense, ReLU, Softmax, accuracy, argmax, seed, spiral_data
from purenn.elementary import log
from purenn.matrix.loops import clip, mean

BATCH = [[0.7, 0.1, 0.2], [0.1, 0.5, 0.4], [0.02, 0.9, 0.08]]
SPARSE = [0, 1, 1]
ONE_HOT = [[1, 0, 0], [0, 1, 0], [0, 1, 0]]


def ulps(a, b):
    """Return the distance of a and b in units in the last place of b."""
    return abs(a - b) / (math.nextafter(abs(b), math.inf) - abs(b))


@pytest.mark.parametrize("target", [[[1, 0, 0]], [0]], ids=["one-hot", "sparse"])
def test_loss_of_a_single_sample(target):
    assert CategoricalCrossentropy().forward([[0.7, 0.1, 0.2]], target) == [0.35667494393873245]


def test_logarithms():
    printed = {
        1.0: 0.0,
        0.95: -0.05129329438755058,
        0.9: -0.10536051565782628,
        0.8: -0.2231435513142097,
        0.2: -1.6094379124341003,
        0.1: -2.3025850929940455,
        0.05: -2.995732273553991,
        0.01: -4.605170185988091,
        5.2: 1.6486586255873816,
    }
    assert {x: log(x) for x in printed} == printed
    assert math.e ** log(5.2) == 5.199999999999999


def test_the_clip_bounds_the_loss():
    assert -log(1e-7) == 16.11809565095832
    assert -log(1 + 1e-7) == -9.999999505838704e-08  # negative: why predictions are clipped instead of adding 1e-7
    assert -log(1 - 1e-7) == 1.0000000494736474e-07
    clipped = [clip(value, 1e-7, 1 - 1e-7) for value in (0.1, 0.2, 0.3, math.inf, -math.inf)]
    assert clipped == [0.1, 0.2, 0.3, 0.9999999, 1e-07]
    assert CategoricalCrossentropy().forward([[0.0, 1.0], [0.0, 1.0]], [0, 1]) == [
        16.11809565095832,
        1.0000000494736474e-07,
    ]


@pytest.mark.parametrize("target", [SPARSE, ONE_HOT], ids=["sparse", "one-hot"])
def test_loss_of_a_batch(target):
    loss = CategoricalCrossentropy()
    assert [row[k] for row, k in zip(BATCH, SPARSE)] == [0.7, 0.5, 0.9]
    assert [round(value, 8) for value in loss.forward(BATCH, target)] == [0.35667494, 0.69314718, 0.10536052]
    assert loss.calculate(BATCH, target) == 0.38506088005216804


def test_loss_of_soft_targets():
    # The book's code gives -log(0.2*0.7 + 0.5*0.1 + 0.3*0.2) = 1.386..., which is not the cross-entropy.
    expected = -(0.2 * math.log(0.7) + 0.5 * math.log(0.1) + 0.3 * math.log(0.2))
    assert ulps(CategoricalCrossentropy().forward([[0.7, 0.1, 0.2]], [[0.2, 0.5, 0.3]])[0], expected) <= 4


@pytest.mark.parametrize("target", [SPARSE, ONE_HOT], ids=["sparse", "one-hot"])
def test_accuracy_of_a_batch(target):
    y_pred = [[0.7, 0.2, 0.1], [0.5, 0.1, 0.4], [0.02, 0.9, 0.08]]
    assert [argmax(row) for row in y_pred] == [0, 0, 1]
    assert accuracy(y_pred, target) == 0.6666666666666666


def run_the_chapter():
    """Run the chapter's script, with data and weights from the default random stream."""
    seed(0)
    X, y = spiral_data(samples=100, classes=3)
    dense1, dense2 = Dense(2, 3), Dense(3, 3)
    outputs = Softmax().forward(dense2.forward(ReLU().forward(dense1.forward(X))))
    return X, y, dense1, outputs


def test_the_seeded_data_and_weights():
    X, y, dense1, _ = run_the_chapter()
    first = [[0, 0], [0.0029955566779434318, 0.00964660796601254], [0.012880969253666478, 0.015562848432370317]]
    for point, expected in zip(X, first):
        for x, e in zip(point, expected):
            assert ulps(x, e) <= 4  # sin and cos depend on the platform
    assert y == [0] * 100 + [1] * 100 + [2] * 100
    assert dense1.weights == [
        [-0.013065268517353165, 0.01658130679618188, -0.0011816404512856977],
        [-0.0068017820399685035, 0.006663830820319143, -0.004607197873885533],
    ]


def test_the_seeded_run_in_double_precision():
    _, y, _, outputs = run_the_chapter()
    printed = [
        [0.3333333333333333, 0.3333333333333333, 0.3333333333333333],
        [0.3333331733944575, 0.3333331832217659, 0.33333364338377647],
        [0.33333288800067, 0.33333291536372434, 0.3333341966356056],
        [0.3333325941388199, 0.33333263955788783, 0.33333476630329234],
        [0.3333323311821998, 0.333332392758306, 0.3333352760594943],
    ]
    for row, expected in zip(outputs, printed):
        for p, e in zip(row, expected):
            assert ulps(p, e) <= 4
    assert ulps(CategoricalCrossentropy().calculate(outputs, y), 1.0986104615465142) <= 4
    assert accuracy(outputs, y) == 0.34


def test_the_seeded_run_agrees_with_the_book_in_single_precision():
    _, y, _, outputs = run_the_chapter()
    printed = [
        [0.33333334, 0.33333334, 0.33333334],
        [0.3333332, 0.3333332, 0.33333364],
        [0.3333329, 0.33333293, 0.3333342],
        [0.3333326, 0.33333263, 0.33333477],
        [0.33333233, 0.3333324, 0.33333528],
    ]
    for row, expected in zip(outputs, printed):
        assert row == pytest.approx(expected, rel=0, abs=1.2e-7)
    assert CategoricalCrossentropy().calculate(outputs, y) == pytest.approx(1.0986104, rel=0, abs=1.2e-7)


def test_the_first_class_of_a_tie_is_predicted():
    # Eight rows of the run are exact ties; with the last class of a tie the accuracy would be 0.3333.
    _, y, _, outputs = run_the_chapter()
    ties = [p for p in outputs if p[0] == p[1] == p[2]]
    assert len(ties) == 8
    last = [max(j for j in range(3) if p[j] == max(p)) for p in outputs]
    assert mean([1 if j == k else 0 for j, k in zip(last, y)]) == pytest.approx(1 / 3)


def test_the_script_of_the_book_runs_with_other_imports(capsys):
    script = """
from purenn.book import Activation_ReLU, Activation_Softmax, Layer_Dense, Loss_CategoricalCrossentropy
from purenn.book import init, spiral_data
init()
X, y = spiral_data(samples=100, classes=3)
dense1 = Layer_Dense(2, 3)
activation1 = Activation_ReLU()
dense2 = Layer_Dense(3, 3)
activation2 = Activation_Softmax()
loss_function = Loss_CategoricalCrossentropy()
dense1.forward(X)
activation1.forward(dense1.output)
dense2.forward(activation1.output)
activation2.forward(dense2.output)
print(activation2.output[:5])
loss = loss_function.calculate(activation2.output, y)
print('loss:', loss)
"""
    exec(script, {})
    *_, loss = capsys.readouterr().out.split()
    assert ulps(float(loss), 1.0986104615465142) <= 4
