"""The dense layer: its formula in exact numbers, and where its first parameters come from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purenn import Dense, RandomState, seed
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
