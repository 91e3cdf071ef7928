"""What every layer, activation, loss and metric owes its caller, whatever its formula."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purenn import (
    SGD,
    AdaGrad,
    Adam,
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Dense,
    Dropout,
    LeakyReLU,
    Linear,
    MeanAbsoluteError,
    MeanSquaredError,
    Model,
    ReLU,
    RMSprop,
    Sigmoid,
    SigmoidCrossentropy,
    Softmax,
    SoftmaxCrossentropy,
    Standardizer,
    Tanh,
    accuracy,
    one_hot,
)
from purenn.losses.outputs import accuracy_of
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
    "Tanh": lambda width: Tanh(),
    "LeakyReLU": lambda width: LeakyReLU(0.25),
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
    assert outputs is layer.output and layer.inputs == inputs
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
    assert accuracy_of(y_pred, y_true, loss) == accuracy(y_pred, y_true)
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


def public(instance):
    """The public names of an object, without those that a class or a pass adds as data."""
    return {name for name in dir(instance) if not name.startswith("_") and callable(getattr(instance, name))}


def test_layers_and_losses_have_no_other_public_methods():
    # What else a layer could do would stand between a reader and its two formulas.
    for make in LAYERS.values():
        assert public(make(2)) - {"of", "fit", "transform"} == {"forward", "backward"}
    for make in {**LOSSES, **VALUE_LOSSES}.values():
        assert public(make()) == {"forward", "backward", "calculate"}


@pytest.mark.parametrize(
    "instance, call",
    [
        (Dense(2, 64), "Dense(2, 64)"),
        (Dense(2, 3, weights_l2=0.5, biases_l1=0.25), "Dense(2, 3, weights_l2=0.5, biases_l1=0.25)"),
        (Dropout(0.5), "Dropout(0.5)"),
        (ReLU(), "ReLU()"),
        (Tanh(), "Tanh()"),
        (LeakyReLU(), "LeakyReLU()"),
        (LeakyReLU(0.25), "LeakyReLU(negative_slope=0.25)"),
        (Standardizer(), "Standardizer()"),
        (Standardizer([1.0], [2.0]), "Standardizer(means=[1.0], deviations=[2.0])"),
        (CategoricalCrossentropy(), "CategoricalCrossentropy()"),
        (SoftmaxCrossentropy(class_weights=[1, 2]), "SoftmaxCrossentropy(class_weights=[1, 2])"),
        (SGD(), "SGD()"),
        (SGD(0.5, momentum=0.9), "SGD(learning_rate=0.5, momentum=0.9)"),
        (AdaGrad(decay=0.1), "AdaGrad(decay=0.1)"),
        (RMSprop(rho=0.5), "RMSprop(rho=0.5)"),
        (Adam(learning_rate=0.05), "Adam(learning_rate=0.05)"),
        (Model([Dense(2, 1)], MeanSquaredError()), "Model([Dense(2, 1)], MeanSquaredError())"),
        (Model([ReLU()], MeanSquaredError(), SGD()), "Model([ReLU()], MeanSquaredError(), SGD())"),
    ],
)
def test_a_representation_is_the_call_that_makes_the_object(instance, call):
    assert repr(instance) == call
