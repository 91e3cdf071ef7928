"""The dense layer: its formula in exact numbers, and where its first parameters come from."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purenn import Dense, Linear, RandomState, ReLU, seed
from purenn.layers.penalties import penalty as penalty_of_layers
from strategies import FRACTIONS, SEEDS, SIZES, matrices


@given(SIZES, SIZES, st.data())
def test_dense_is_exact_on_fractions(n_inputs, n_neurons, data):
    layer = Dense(n_inputs, n_neurons, random_state=0)
    layer.weights = data.draw(matrices(FRACTIONS, n_inputs, n_neurons))
    layer.biases = data.draw(matrices(FRACTIONS, 1, n_neurons))
    inputs = data.draw(matrices(FRACTIONS, columns=n_inputs))
    neurons = list(zip(zip(*layer.weights), layer.biases[0]))
    expected = [[sum(x * w for x, w in zip(row, column)) + b for column, b in neurons] for row in inputs]
    assert layer.forward(inputs) == expected


@given(SEEDS)
def test_the_first_weights_are_hundredths_of_normal_draws_row_by_row(number):
    draws = RandomState(number)
    assert Dense(2, 3, random_state=number).weights == [[0.01 * draws.randn() for _ in range(3)] for _ in range(2)]


@given(SEEDS, SIZES, SIZES)
def test_the_scale_of_the_first_weights_follows_from_the_size_of_the_layer(number, n_inputs, n_neurons):
    # sqrt(2 / n) of He et al. and sqrt(2 / (n + m)) of Glorot and Bengio, here by decimals; the draws are the same.
    plain = Dense(n_inputs, n_neurons, number, weights_scale=1.0).weights
    for name, count in (("he", n_inputs), ("glorot", n_inputs + n_neurons)):
        scale = float((Decimal(2) / count).sqrt())
        for row, draws in zip(Dense(n_inputs, n_neurons, number, weights_scale=name).weights, plain):
            assert row == pytest.approx([scale * draw for draw in draws], rel=1e-15)


@pytest.mark.parametrize("name, shape, variance", [("he", (40, 100), 2 / 40), ("glorot", (100, 60), 2 / 160)])
def test_the_first_weights_have_the_variance_of_the_formula(name, shape, variance):
    # The variance of n normal draws is off by sqrt(2 / n) of itself: 2 % for 4000; five times that is never reached.
    weights = [w for row in Dense(*shape, 0, weights_scale=name).weights for w in row]
    mean = sum(weights) / len(weights)
    found = sum((w - mean) ** 2 for w in weights) / len(weights)
    assert found == pytest.approx(variance, rel=5 * (2 / len(weights)) ** 0.5)
    assert abs(mean) < 5 * (variance / len(weights)) ** 0.5


@pytest.mark.parametrize("name, activation, least", [("he", ReLU, 0.4), ("glorot", Linear, 0.4), (0.01, ReLU, 0.0)])
def test_with_these_scales_the_numbers_neither_fade_nor_grow_through_many_layers(name, activation, least):
    # What the formulas are for: the mean square of the outputs stays that of the inputs, 1, and with 0.01 it vanishes.
    stream = RandomState(0)
    values = [[stream.randn() for _ in range(60)] for _ in range(8)]
    for _ in range(6):
        values = activation().forward(Dense(60, 60, stream, weights_scale=name).forward(values))
    found = sum(x * x for row in values for x in row) / (8 * 60)
    assert least <= found < 2.5 if least else found < 1e-10


@pytest.mark.parametrize(
    "scale, kind, message",
    [
        ("xavier", ValueError, "weights_scale must be a number, 'he' or 'glorot', got 'xavier'"),
        (0, ValueError, "weights_scale must be above 0, got 0"),
        (None, TypeError, "weights_scale must be a number, got None"),
    ],
)
def test_a_scale_that_is_none_is_refused(scale, kind, message):
    with pytest.raises(kind) as caught:
        Dense(2, 3, weights_scale=scale)
    assert str(caught.value) == message


def test_the_first_biases_are_zero_in_one_row():
    assert Dense(2, 3).biases == [[0.0, 0.0, 0.0]]


def test_without_a_stream_of_its_own_a_layer_draws_from_the_default_one():
    seed(7)
    assert Dense(2, 3).weights == Dense(2, 3, random_state=7).weights
    seed(0)


@pytest.mark.parametrize(
    "setting, penalty", [("weights_l1", 1.5), ("weights_l2", 2.5), ("biases_l1", 0.5), ("biases_l2", 0.5)]
)
def test_each_penalty_counts_alone(setting, penalty):
    # |-1| + |2| is 3, their squares make 5; |1| is 1, as is its square; each at a rate of 1/2.
    assert penalty_of_layers([Dense.of([[-1.0, 2.0]], [[0.0, 1.0]], **{setting: 0.5})]) == penalty
