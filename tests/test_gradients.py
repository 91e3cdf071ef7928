"""Every backward pass, against central differences and, independently, against dual numbers."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from purenn import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Dense,
    Dropout,
    Dual,
    Linear,
    MeanAbsoluteError,
    MeanSquaredError,
    ReLU,
    Sigmoid,
    SigmoidCrossentropy,
    Softmax,
    SoftmaxCrossentropy,
    Standardizer,
    numerical_gradient,
)
from purenn.matrix.loops import matmul, total
from strategies import CURVED, INSIDE, matrices

LAYERS = {
    "Dense": lambda width: Dense(width, 3, random_state=1),
    "Dropout, predicting": lambda width: predicting(Dropout(0.5)),
    "ReLU": lambda width: ReLU(),
    "Sigmoid": lambda width: Sigmoid(),
    "Softmax": lambda width: Softmax(),
    "Linear": lambda width: Linear(),
    "Standardizer": lambda width: Standardizer([0.5] * width, [2.0, 0.5, 4.0, 0.25][:width]),
}
CLASSIFIERS = {
    "CategoricalCrossentropy": (CategoricalCrossentropy(), INSIDE),
    "CategoricalCrossentropy, smoothed": (CategoricalCrossentropy(label_smoothing=0.25), INSIDE),
    "CategoricalCrossentropy, weighted": (CategoricalCrossentropy(class_weights=[0.5, 2.0, 1.0]), INSIDE),
    "SoftmaxCrossentropy": (SoftmaxCrossentropy(), CURVED),
    "SoftmaxCrossentropy, both": (SoftmaxCrossentropy(0.125, class_weights=[0.5, 2.0, 1.0]), CURVED),
}
OTHERS = {
    "BinaryCrossentropy": (BinaryCrossentropy(), INSIDE),
    "SigmoidCrossentropy": (SigmoidCrossentropy(), CURVED),
    "MeanSquaredError": (MeanSquaredError(), CURVED),
    "MeanAbsoluteError": (MeanAbsoluteError(), CURVED),
}


def predicting(layer):
    layer.training = False
    return layer


def derivative(function, matrix, i, j):
    """The derivative of a function of a matrix by one entry: that entry varies, the others do not."""
    moved = [[Dual(x, float((i, j) == (s, n))) for n, x in enumerate(row)] for s, row in enumerate(matrix)]
    result = function(moved)
    return result.derivative if isinstance(result, Dual) else 0.0


def gradient(function, matrix):
    """The derivatives by every entry."""
    return [[derivative(function, matrix, i, j) for j in range(len(matrix[0]))] for i in range(len(matrix))]


def check(found, function, matrix):
    """The backward pass against both: duals to rounding, differences to an error of step**2 and of rounding / step."""
    for row, exact, near in zip(found, gradient(function, matrix), numerical_gradient(function, matrix)):
        assert row == pytest.approx(exact, rel=1e-9, abs=1e-12)
        assert row == pytest.approx(near, rel=1e-5, abs=1e-7)


@pytest.mark.parametrize("name", LAYERS)
@given(matrices(CURVED, st.integers(1, 3), st.integers(1, 4)), st.data())
@settings(max_examples=25)
def test_layers(name, inputs, data):
    layer = LAYERS[name](len(inputs[0]))
    outputs = layer.forward(inputs)
    # What is derived is a weighted sum of the outputs; the weights are what a loss would send back.
    weights = data.draw(matrices(CURVED, len(outputs), len(outputs[0])))

    def weighted_sum(matrix):
        rows = layer.forward(matrix)
        return total(w * a for w_row, a_row in zip(weights, rows) for w, a in zip(w_row, a_row))

    found = layer.backward(weights)
    assert found is layer.dinputs
    check(found, weighted_sum, inputs)


@given(matrices(CURVED, st.integers(1, 3), 2), st.data())
@settings(max_examples=25)
def test_parameters_of_dense(inputs, data):
    layer = Dense(2, 3, random_state=0, weights_l1=0.25, weights_l2=0.5, biases_l1=0.125, biases_l2=0.0625)
    layer.weights = data.draw(matrices(CURVED, 2, 3))
    layer.biases = data.draw(matrices(CURVED, 1, 3))
    weights = data.draw(matrices(CURVED, len(inputs), 3))
    layer.forward(inputs)
    layer.backward(weights)

    def loss_with(name):
        def loss(matrix):
            kept = getattr(layer, name)
            setattr(layer, name, matrix)
            rows = layer.forward(inputs)
            result = total(w * z for w_row, z_row in zip(weights, rows) for w, z in zip(w_row, z_row)) + layer.penalty()
            setattr(layer, name, kept)
            return result

        return loss

    for name, found in (("weights", layer.dweights), ("biases", layer.dbiases)):
        check(found, loss_with(name), getattr(layer, name))


@pytest.mark.parametrize("name", CLASSIFIERS)
@pytest.mark.parametrize("form", ["sparse", "soft"])
@given(st.data())
@settings(max_examples=20)
def test_classification_losses(name, form, data):
    loss, entries = CLASSIFIERS[name]
    y_pred = data.draw(matrices(entries, st.integers(1, 3), 3))
    y_true = [data.draw(st.integers(0, 2)) for _ in y_pred] if form == "sparse" else [[0.25, 0.25, 0.5]] * len(y_pred)
    found = loss.backward(y_pred, y_true)
    assert found is loss.dinputs
    check(found, lambda matrix: loss.calculate(matrix, y_true), y_pred)


@pytest.mark.parametrize("name", OTHERS)
@given(st.data())
@settings(max_examples=25)
def test_other_losses(name, data):
    loss, entries = OTHERS[name]
    y_pred = data.draw(matrices(entries, st.integers(1, 3), st.integers(1, 3)))
    y_true = data.draw(matrices(INSIDE, len(y_pred), len(y_pred[0])))
    # Where a prediction meets its target, |p - y| has a corner and no derivative.
    assume(all(abs(p - y) > 1e-3 for rows in zip(y_pred, y_true) for p, y in zip(*rows)))
    found = loss.backward(y_pred, y_true)
    assert found is loss.dinputs
    check(found, lambda matrix: loss.calculate(matrix, y_true), y_pred)


@pytest.mark.parametrize(
    "loss, activation, y_true",
    [
        (CategoricalCrossentropy(), Softmax, [2, 0]),
        (CategoricalCrossentropy(0.25, [0.5, 1.0, 2.0]), Softmax, [2, 0]),
        (BinaryCrossentropy(), Sigmoid, [[1, 0, 0.5], [0, 1, 1]]),
    ],
    ids=["softmax", "softmax, smoothed and weighted", "sigmoid"],
)
@given(matrices(CURVED, 2, 3))
@settings(max_examples=25)
def test_the_fused_gradient_is_the_composed_one(loss, activation, y_true, logits):
    layer = activation()
    y_pred = layer.forward(logits)
    composed = layer.backward(loss.backward(y_pred, y_true))
    for row, expected in zip(loss.fused_backward(y_pred, y_true), composed):
        assert row == pytest.approx(expected, rel=1e-12, abs=1e-14)


def test_the_checker_fails_a_softmax_that_keeps_only_the_diagonal():
    logits, weights = [[0.5, -1.0, 2.0]], [[1.0, 2.0, -1.0]]
    softmax = Softmax()
    diagonal = [[w * p * (1 - p) for w, p in zip(weights[0], softmax.forward(logits)[0])]]
    with pytest.raises(AssertionError):
        check(diagonal, lambda z: matmul(softmax.forward(z), [[w] for w in weights[0]])[0][0], logits)


def test_differences_leave_the_matrix_alone():
    matrix = [[1.0, 2.0]]
    assert numerical_gradient(lambda m: m[0][0] * m[0][1], matrix, step=0.25) == [[2.0, 1.0]]
    assert matrix == [[1.0, 2.0]]
    with pytest.raises(ValueError, match="^step must be above 0, got 0$"):
        numerical_gradient(lambda m: 0.0, matrix, step=0)


@pytest.mark.parametrize("name", LAYERS)
def test_backward_needs_a_forward_and_its_shape(name):
    layer = LAYERS[name](2)
    with pytest.raises(RuntimeError, match=r"^\w+\.backward must come after forward, which has not run yet$"):
        layer.backward([[1.0, 2.0]])
    outputs = layer.forward([[1.0, 2.0]])
    with pytest.raises(
        ValueError, match=rf"^dvalues must be \(1, {len(outputs[0])}\), as the output is, got \(2, 1\)$"
    ):
        layer.backward([[1.0], [2.0]])


@given(st.data())
@settings(max_examples=20)
def test_batches_of_any_size_average_to_the_whole_gradient(data):
    inputs = data.draw(matrices(CURVED, 5, 3))
    y_true = [data.draw(st.integers(0, 2)) for _ in inputs]
    size = data.draw(st.integers(1, 5))
    loss = SoftmaxCrossentropy()
    averaged = []
    for start in range(0, 5, size):
        part = slice(start, start + size)
        share = len(inputs[part]) / 5
        averaged += [[share * d for d in row] for row in loss.backward(inputs[part], y_true[part])]
    for row, expected in zip(averaged, loss.backward(inputs, y_true)):
        assert row == pytest.approx(expected, rel=1e-14, abs=1e-16)
