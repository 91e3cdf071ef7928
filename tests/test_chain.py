"""The steps of a chain: what they leave behind is what the layers, gone through one by one, would."""

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import SEEDS

from purenn import (
    CategoricalCrossentropy,
    Dense,
    Dropout,
    MeanSquaredError,
    Model,
    ReLU,
    ShapeError,
    Softmax,
    use_kernel,
)
from purenn.chain import DenseReLU, ReLUDense, backward_steps, forward_steps


def kinds(steps):
    return [type(step).__name__ for step in steps]


def test_a_dense_layer_and_a_relu_side_by_side_are_one_step():
    layers = [ReLU(), Dense(2, 2), ReLU(), ReLU(), Dense(2, 2), Dropout(0.5), ReLU(), Dense(2, 2), Softmax()]
    assert kinds(forward_steps(layers)) == ["ReLU", "DenseReLU", "ReLU", "Dense", "Dropout", "ReLU", "Dense", "Softmax"]
    assert kinds(backward_steps(layers)) == ["ReLUDense", "ReLU", "ReLUDense", "Dropout", "ReLUDense", "Softmax"]


class Mine(Dense):
    """A layer of somebody's own, which may compute something else."""


def test_a_layer_of_another_kind_goes_its_own_way():
    layers = [Mine(2, 2), ReLU(), Mine(2, 2)]
    assert forward_steps(layers) == layers == backward_steps(layers)


@pytest.mark.parametrize("kernel", ["fast", "loops"])
@given(SEEDS, st.lists(st.integers(1, 5), min_size=2, max_size=4))
@settings(max_examples=25)
def test_steps_give_the_very_numbers_of_the_layers(kernel, seed, widths):
    layers = []
    for n_inputs, n_neurons in zip(widths, widths[1:]):
        layers += [Dense(n_inputs, n_neurons, seed, weights_scale=1.0, weights_l2=0.25), ReLU()]
    layers[-1] = Softmax()
    alone = copy.deepcopy(layers)
    X = [[(-1.0) ** (s + i) / (1 + s + i) for i in range(widths[0])] for s in range(4)]
    y = [s % widths[-1] for s in range(4)]
    use_kernel(kernel)
    try:
        model = Model(layers, CategoricalCrossentropy())
        outputs = model.forward(X)
        model.backward(outputs, y)
        values = X
        for layer in alone:
            values = layer.forward(values)
        dvalues = CategoricalCrossentropy().fused_backward(values, y)
        for layer in alone[-2::-1]:
            dvalues = layer.backward(dvalues)
    finally:
        use_kernel("fast")
    assert repr(outputs) == repr(values)
    for layer, expected in zip(layers, alone):
        if isinstance(layer, Dense):
            assert repr((layer.dweights, layer.dbiases)) == repr((expected.dweights, expected.dbiases))
        else:
            assert repr(layer.output) == repr(expected.output)
        if isinstance(layer, ReLU):
            assert repr(layer.dinputs) == repr(expected.dinputs)


def test_what_never_was_is_not_what_was_before():
    # A matrix left over from an earlier pass would be taken for that of this one.
    dense, relu, last = Dense(2, 2), ReLU(), Dense(2, 1)
    last.forward(relu.forward(dense.forward([[1.0, 2.0]])))
    last.backward([[1.0]])
    DenseReLU(dense, relu).forward([[0.5, 0.25]])
    ReLUDense(relu, last).backward([[1.0]])
    assert dense.output is None and last.dinputs is None


class Wide:
    """A layer of somebody's own, which says nothing of how many numbers it gives."""

    def forward(self, inputs):
        return [row + [0.0] for row in inputs]

    def backward(self, dvalues):
        return [row[:-1] for row in dvalues]


@pytest.mark.parametrize("n_inputs", [2, 5])
def test_a_step_takes_what_its_dense_layer_takes(n_inputs):
    model = Model([Wide(), Dense(n_inputs, 1), ReLU()], MeanSquaredError())
    with pytest.raises(ShapeError, match=rf"^inputs must be \(samples, {n_inputs}\), got \(1, {n_inputs + 1}\)$"):
        model.forward([[1.0] * n_inputs])


def test_a_step_says_what_is_no_number():
    model = Model([Dense.of([["a"]], [[0.0]]), ReLU()], MeanSquaredError())
    with pytest.raises(TypeError, match=r"^weights\[0\]\[0\] must be a number, got 'a'$"):
        model.forward([[1.0]])


def test_a_chain_of_nothing_that_learns_has_nothing_to_derive():
    Model([Softmax()], CategoricalCrossentropy()).backward([[0.5, 0.5]], [0])
