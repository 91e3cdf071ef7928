"""Weights of samples: a weight of 2 is the sample twice, in the loss, in every gradient and in a training."""

import copy
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from purenn import (
    SGD,
    Adam,
    CategoricalCrossentropy,
    Dense,
    Loss,
    MeanAbsoluteError,
    MeanSquaredError,
    Model,
    ReLU,
    ShapeError,
    Softmax,
    SoftmaxCrossentropy,
    numerical_gradient,
    use_kernel,
)
from purenn.correct_rounding.training import fit_exactly
from strategies import FRACTIONS, SEEDS, chains

WEIGHTS = st.sampled_from([0.0, 0.25, 0.5, 1.0, 2.0, 3.5])
X = [[0.0, 0.5], [1.0, -0.5], [-1.0, 0.25], [0.5, 0.5], [0.25, -1.0]]
Y = [0, 1, 1, 0, 1]


def model(loss=None, optimizer=None):
    layers = [Dense(2, 4, 0, weights_scale="he"), ReLU(), Dense(4, 2, 1, weights_scale="glorot"), Softmax()]
    return Model(layers, loss or CategoricalCrossentropy(), optimizer or SGD(0.5))


def parameters(chain):
    return [getattr(layer, name) for layer in chain.layers for name in getattr(layer, "parameters", ())]


@given(st.lists(st.tuples(FRACTIONS, FRACTIONS, st.integers(0, 5)), min_size=1, max_size=6))
def test_the_weighted_loss_is_the_sum_of_its_formula_exactly(rows):
    predictions, targets = [[p] for p, _, _ in rows], [y for _, y, _ in rows]
    expected = sum(Fraction(w) * (p - y) ** 2 for p, y, w in rows) / len(rows)
    assert MeanSquaredError().calculate(predictions, targets, [w for _, _, w in rows]) == expected


@given(chains(smooth=True), st.data())
@settings(max_examples=60)
def test_gradients_are_those_of_the_weighted_loss(chain, data):
    trained, inputs, y = chain
    weights = data.draw(st.lists(WEIGHTS, min_size=len(inputs), max_size=len(inputs)))
    for layer in trained.layers:
        if hasattr(layer, "hold_mask"):
            layer.rate = 0.0  # so that each pass has the same mask
    trained.backward(trained.forward(inputs, training=True), y, weights)

    def weighted(matrix):
        return trained.loss.calculate(trained.forward(matrix), y, weights)

    found = trained.layers[0].dinputs
    near = numerical_gradient(weighted, inputs)
    assume(all(abs(d) < 1e6 for row in near for d in row))
    for row, expected in zip(found, near):
        assert row == pytest.approx(expected, rel=1e-4, abs=1e-6)


@pytest.mark.parametrize(
    "loss, last, y",
    [
        (CategoricalCrossentropy(), [Softmax()], Y),  # differentiated together
        (MeanSquaredError(), [Softmax()], [[0.5, 0.25]] * 5),
        (SoftmaxCrossentropy(), [], Y),
    ],
)
def test_every_kept_gradient_is_weighted(loss, last, y):
    # Each row of derivatives belongs to one sample, so the weight multiplies the row, in the loss and in every layer.
    weights = [0.0, 2.0, 1.0, 0.5, 4.0]
    chain = Model([Dense(2, 2, 0, weights_scale=1.0), *last], loss)
    holders = [loss, *chain.layers]
    y_pred = chain.forward(X)
    chain.backward(y_pred, y)
    plain = [holder.dinputs for holder in holders]
    chain.backward(y_pred, y, weights)
    for holder, rows in zip(holders, plain):
        for w, row, found in zip(weights, rows, holder.dinputs):
            assert found == pytest.approx([w * d for d in row], rel=1e-12, abs=1e-15)


@given(chains(), st.data(), st.integers(1, 7), SEEDS)
@settings(max_examples=60)
def test_the_engine_weighs_as_the_layers_do(chain, data, batch_size, seed):
    trained, inputs, y = chain
    weights = data.draw(st.lists(WEIGHTS, min_size=len(inputs), max_size=len(inputs)))
    walked = copy.deepcopy(trained)
    arguments = {"batch_size": batch_size, "random_state": seed, "sample_weights": weights}
    found = trained.fit(inputs, y, 1, **arguments)
    use_kernel("loops")
    try:
        expected = walked.fit(inputs, y, 1, **arguments)
    finally:
        use_kernel("fast")
    assert found["loss"][0] == pytest.approx(expected["loss"][0], rel=1e-5, abs=1e-8)
    for layer, twin in zip((*trained.layers, trained.loss), (*walked.layers, walked.loss)):
        for row, other in zip(layer.dinputs, twin.dinputs):
            assert row == pytest.approx(other, rel=1e-4, abs=1e-5)


def test_weights_of_1_change_no_digit_and_a_weight_of_2_is_the_sample_twice():
    plain, ones, twice, doubled = (model() for _ in range(4))
    assert plain.fit(X, Y, 3) == ones.fit(X, Y, 3, sample_weights=[1] * 5) and parameters(plain) == parameters(ones)
    # Six samples divide by 6, five by 5: the weights make up for it.
    twice.fit([*X, X[0]], [*Y, Y[0]], 1)
    doubled.fit(X, Y, 1, sample_weights=[5 / 3] + [5 / 6] * 4)
    for found, expected in zip(parameters(doubled), parameters(twice)):
        assert [w for row in found for w in row] == pytest.approx([w for row in expected for w in row], rel=1e-12)


def test_a_sample_without_weight_is_not_learnt_from():
    some, fewer = model(), model()
    some.fit(X, Y, 1, sample_weights=[1, 0, 1, 1, 0])
    fewer.fit([X[s] for s in (0, 2, 3)], [Y[s] for s in (0, 2, 3)], 1, sample_weights=[3 / 5] * 3)
    for found, expected in zip(parameters(some), parameters(fewer)):
        assert [w for row in found for w in row] == pytest.approx([w for row in expected for w in row], rel=1e-12)


@pytest.mark.parametrize("kernel", ["fast", "loops"])
def test_class_weights_are_the_weights_of_their_samples(kernel):
    use_kernel(kernel)
    try:
        by_class, by_sample = model(CategoricalCrossentropy(class_weights=[0.5, 2.0])), model()
        by_class.fit(X, Y, 4, batch_size=2, random_state=0)
        by_sample.fit(X, Y, 4, batch_size=2, random_state=0, sample_weights=[[0.5, 2.0][k] for k in Y])
        assert by_class.history["loss"] == pytest.approx(by_sample.history["loss"], rel=1e-12)
        for found, expected in zip(parameters(by_class), parameters(by_sample)):
            assert [w for row in found for w in row] == pytest.approx([w for row in expected for w in row], rel=1e-10)
    finally:
        use_kernel("fast")


class Cubed(Loss):
    """A loss of one's own, which knows nothing of weights."""

    def forward(self, y_pred, y_true):
        return [(p - y) ** 3 for (p,), (y,) in zip(y_pred, y_true)]

    def backward(self, y_pred, y_true):
        return [[3 * (p - y) ** 2 / len(y_pred)] for (p,), (y,) in zip(y_pred, y_true)]


def test_a_loss_of_ones_own_is_weighted_without_a_word_of_it():
    chain = Model([Dense.of([[1.0]], [[0.0]])], Cubed(), SGD(0.25))
    # L = (2 * (3 - 1)**3 + 0) / 2 = 8; dL/dw = 2 * 3 * 2**2 / 2 * x = 12 * 3, dL/db = 12.
    assert chain.fit([[3.0], [1.0]], [1.0, 1.0], 1, sample_weights=[2.0, 1.0])["loss"] == [8.0]
    assert chain.layers[0].weights == [[1.0 - 0.25 * 36]] and chain.layers[0].biases == [[-3.0]]


@pytest.mark.parametrize(
    "weights, kind, message",
    [
        ([1.0], ShapeError, "sample_weights must have 5 weights, one for each sample, got 1"),
        ([1, 1, -1, 1, 1], ValueError, "sample_weights[2] must be at least 0, got -1"),
        ([1, 1, 1, float("nan"), 1], ValueError, "sample_weights[3] must be a finite number, got nan"),
        ([1, "2", 1, 1, 1], TypeError, "sample_weights[1] must be a number, got '2'"),
        (3, TypeError, "sample_weights must be a list of numbers, got 3"),
    ],
)
def test_weights_that_do_not_fit_are_refused_everywhere(weights, kind, message):
    chain = model(optimizer=Adam())
    before = parameters(chain)
    y_pred = chain.forward(X)
    for use in (
        lambda: chain.fit(X, Y, 1, sample_weights=weights),
        lambda: chain.backward(y_pred, Y, weights),
        lambda: chain.loss.calculate(y_pred, Y, weights),
    ):
        with pytest.raises(kind) as caught:
            use()
        assert str(caught.value) == message
    assert parameters(chain) == before


def test_an_exact_training_refuses_weights():
    chain = Model([Dense(2, 1, 0)], MeanAbsoluteError(), SGD(0.5))
    with pytest.raises(ValueError, match="^sample_weights must be None in an exact training, which weighs all samples"):
        fit_exactly(chain, X, [1.0] * 5, 1, sample_weights=[1.0] * 5)
