"""What every layer, activation, loss and metric owes its caller, whatever its formula."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purenn import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Dense,
    Dropout,
    Linear,
    MeanAbsoluteError,
    MeanSquaredError,
    ReLU,
    Sigmoid,
    SigmoidCrossentropy,
    Softmax,
    SoftmaxCrossentropy,
    Standardizer,
    accuracy,
    one_hot,
)
from strategies import PROBABILITIES, batches, matrices


def predicting():
    layer = Dropout(0.5)
    layer.training = False
    return layer


LAYERS = {
    "Dense": lambda width: Dense(width, 2),
    "Dropout": lambda width: predicting(),
    "ReLU": lambda width: ReLU(),
    "Softmax": lambda width: Softmax(),
    "Sigmoid": lambda width: Sigmoid(),
    "Linear": lambda width: Linear(),
    "Standardizer": lambda width: Standardizer([0.5] * width, [2.0] * width),
}
LOSSES = {
    "CategoricalCrossentropy": CategoricalCrossentropy,
    "smoothed": lambda: CategoricalCrossentropy(label_smoothing=0.5),
    "SoftmaxCrossentropy": SoftmaxCrossentropy,
}
VALUE_LOSSES = {
    "BinaryCrossentropy": BinaryCrossentropy,
    "SigmoidCrossentropy": SigmoidCrossentropy,
    "MeanSquaredError": MeanSquaredError,
    "MeanAbsoluteError": MeanAbsoluteError,
}


@pytest.mark.parametrize("name", LAYERS)
@given(matrices())
def test_a_layer_keeps_its_output_and_leaves_its_inputs(name, inputs):
    layer = LAYERS[name](len(inputs[0]))
    before = copy.deepcopy(inputs)
    outputs = layer.forward(inputs)
    assert outputs is layer.output
    assert len(outputs) == len(inputs) and all(type(row) is list for row in outputs)
    assert inputs == before
    dvalues = copy.deepcopy(outputs)
    dinputs = layer.backward(dvalues)
    assert dinputs is layer.dinputs and dvalues == outputs and inputs == before
    assert [len(row) for row in dinputs] == [len(row) for row in inputs]
    outputs[0][0] = 1000.0  # what is returned is the caller's to change: no row of the inputs may hang on it
    assert inputs == before


@pytest.mark.parametrize("name", LAYERS)
@given(matrices())
def test_a_formula_is_forward_without_anything_kept(name, inputs):
    layer = LAYERS[name](len(inputs[0]))
    before, kept = copy.deepcopy(inputs), dict(vars(layer))
    outputs = layer.formula(inputs)
    assert vars(layer) == kept and inputs == before
    assert repr(outputs) == repr(layer.forward(inputs))
    outputs[0][0] = 1000.0
    assert inputs == before


@pytest.mark.parametrize("name", LAYERS)
@given(matrices())
def test_a_layer_gives_tuples_what_it_gives_lists(name, inputs):
    layer = LAYERS[name](len(inputs[0]))
    assert layer.forward(tuple(map(tuple, inputs))) == layer.forward(inputs)


@pytest.mark.parametrize("name", LAYERS)
@given(matrices(rows=st.integers(2, 6)))
def test_a_sample_does_not_see_the_others(name, inputs):
    layer = LAYERS[name](len(inputs[0]))
    whole = layer.forward(inputs)
    assert whole == [layer.forward([row])[0] for row in inputs]


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("form", ["sparse", "one-hot"])
@given(batches())
def test_a_loss_keeps_its_output_and_leaves_its_arguments(name, form, batch):
    y_pred, y_true = batch
    if form == "one-hot":
        y_true = one_hot(y_true, len(y_pred[0]))
    before = copy.deepcopy((y_pred, y_true))
    loss = LOSSES[name]()
    losses = loss.forward(y_pred, y_true)
    assert losses is loss.output
    assert len(losses) == len(y_pred) and all(value >= 0 for value in losses)
    assert isinstance(loss.calculate(y_pred, y_true), float)
    assert loss.backward(y_pred, y_true) is loss.dinputs
    assert loss.share_correct(y_pred, y_true) == accuracy(y_pred, y_true)
    assert (y_pred, y_true) == before


@pytest.mark.parametrize("name", VALUE_LOSSES)
@given(st.data(), matrices(PROBABILITIES))
def test_a_loss_of_quantities_keeps_its_output_and_leaves_its_arguments(name, data, y_pred):
    y_true = data.draw(matrices(PROBABILITIES, len(y_pred), len(y_pred[0])))
    before = copy.deepcopy((y_pred, y_true))
    loss = VALUE_LOSSES[name]()
    losses = loss.forward(y_pred, y_true)
    assert losses is loss.output and len(losses) == len(y_pred) and all(value >= 0 for value in losses)
    assert loss.backward(y_pred, y_true) is loss.dinputs
    assert (y_pred, y_true) == before
    if len(y_pred[0]) == 1:  # a flat list says the same as a column
        assert loss.forward(y_pred, [row[0] for row in y_true]) == losses
