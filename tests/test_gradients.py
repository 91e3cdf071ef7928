"""Every backward pass against central differences and against dual numbers, which share no formula with it."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from purenn import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Dense,
    Dropout,
    Dual,
    LeakyReLU,
    Linear,
    MeanAbsoluteError,
    MeanSquaredError,
    Model,
    ReLU,
    ShapeError,
    Sigmoid,
    SigmoidCrossentropy,
    Softmax,
    SoftmaxCrossentropy,
    Standardizer,
    Tanh,
    numerical_gradient,
)
from purenn.layers.penalties import penalty
from purenn.losses.combined import combined_backward
from purenn.matrix.loops import matmul, total
from strategies import CURVED, INSIDE, matrices

LAYERS = {
    "Dense": lambda width: Dense(width, 3, random_state=1),
    "Dropout, predicting": lambda width: predicting(Dropout(0.5)),
    "ReLU": lambda width: ReLU(),
    "Sigmoid": lambda width: Sigmoid(),
    "Tanh": lambda width: Tanh(),
    "LeakyReLU": lambda width: LeakyReLU(0.25),
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
    """The derivative with respect to one entry, by dual numbers: that entry has the derivative 1, the others 0."""
    duals = [[Dual(x, float((i, j) == (s, n))) for n, x in enumerate(row)] for s, row in enumerate(matrix)]
    result = function(duals)
    return result.derivative if isinstance(result, Dual) else 0.0


def gradient(function, matrix):
    """The derivatives with respect to every entry."""
    return [[derivative(function, matrix, i, j) for j in range(len(matrix[0]))] for i in range(len(matrix))]


def check(found, function, matrix):
    """Compare with dual numbers, up to rounding, and with differences, up to errors of step**2 and rounding / step."""
    for row, exact, near in zip(found, gradient(function, matrix), numerical_gradient(function, matrix)):
        assert row == pytest.approx(exact, rel=1e-9, abs=1e-12)
        assert row == pytest.approx(near, rel=1e-5, abs=1e-7)


@pytest.mark.parametrize("name", LAYERS)
@given(matrices(CURVED, st.integers(1, 3), st.integers(1, 4)), st.data())
@settings(max_examples=25)
def test_layers(name, inputs, data):
    layer = LAYERS[name](len(inputs[0]))
    outputs = layer.forward(inputs)
    # The function is a weighted sum of the outputs; its derivatives with respect to them are the weights.
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
            result = total(w * z for w_row, z_row in zip(weights, rows) for w, z in zip(w_row, z_row)) + penalty(
                [layer]
            )
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
    # |p - y| has no derivative at p = y.
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
def test_the_fused_gradient_equals_the_composed_one(loss, activation, y_true, logits):
    layer = activation()
    y_pred = layer.forward(logits)
    composed = layer.backward(loss.backward(y_pred, y_true))
    for row, expected in zip(combined_backward(loss, y_pred, y_true), composed):
        assert row == pytest.approx(expected, rel=1e-12, abs=1e-14)


def test_the_check_fails_for_a_softmax_with_only_the_diagonal_of_the_jacobian():
    logits, weights = [[0.5, -1.0, 2.0]], [[1.0, 2.0, -1.0]]
    softmax = Softmax()
    diagonal = [[w * p * (1 - p) for w, p in zip(weights[0], softmax.forward(logits)[0])]]
    with pytest.raises(AssertionError):
        check(diagonal, lambda z: matmul(softmax.forward(z), [[w] for w in weights[0]])[0][0], logits)


@pytest.mark.parametrize("entry", [1e-6, 1.0, 1e6, 1e12, -1e100, 1e150])
def test_differences_see_entries_of_every_size(entry):
    # The derivative of m * m is 2 * m. With the same step for all, 1e12 plus or minus it is nearly 1e12.
    (row,) = numerical_gradient(lambda m: m[0][0] * m[0][0], [[entry, 0.5]])
    assert row == pytest.approx([2 * entry, 0.0], rel=1e-9)


@pytest.mark.parametrize("entry, step", [(1.0, 1e-17), (1e-6, 1e-23), (1.7976931348623157e308, 1e-5), (1, 1e-20)])
def test_a_step_that_is_lost_is_refused(entry, step):
    with pytest.raises(ValueError) as caught:
        numerical_gradient(lambda m: m[0][1], [[0.0, entry]], step)
    assert str(caught.value) == f"step must move matrix[0][1] = {entry} to a larger and a smaller number, got {step}"


@given(matrices(CURVED, 2, 3), st.integers(0, 1000))
@settings(max_examples=25)
def test_dropout_can_be_checked_with_a_mask_that_is_held(inputs, seed):
    layer = Dropout(0.5, seed)
    weights = [[1.0, -2.0, 0.5], [3.0, 0.25, -1.0]]
    layer.forward(inputs)
    mask = layer.mask
    layer.hold_mask = True

    def weighted_sum(matrix):
        return total(w * a for rows in zip(weights, layer.forward(matrix)) for w, a in zip(*rows))

    layer.forward(inputs)
    check(layer.backward(weights), weighted_sum, inputs)
    assert layer.mask is mask


def test_a_model_with_dropout_can_be_checked():
    dropout = Dropout(0.5, 0)
    model = Model([Dense(3, 4, 0, weights_scale=1.0), dropout, Dense(4, 1, 1, weights_scale=1.0)], MeanSquaredError())
    X, y = [[1.0, -2.0, 0.5], [0.25, 0.5, 2.0]], [1.0, -1.0]
    model.backward(model.forward(X, training=True), y)
    dinputs = model.layers[0].dinputs
    loss = lambda m: model.loss.calculate(model.forward(m, training=True), y)  # noqa: E731
    assert dinputs[0] != pytest.approx(numerical_gradient(loss, X)[0], rel=1)  # another mask in each pass
    dropout.mask, dropout.hold_mask = [[2.0, 0, 2.0, 2.0], [0, 2.0, 2.0, 0]], True
    model.predict(X)  # has no mask, and leaves the one that is held
    model.backward(model.forward(X, training=True), y)
    for row, expected in zip(numerical_gradient(loss, X), model.layers[0].dinputs):
        assert row == pytest.approx(expected, rel=1e-6)


def test_a_mask_must_be_there_to_be_held_and_fit():
    layer = Dropout(0.5, 0)
    layer.hold_mask = True
    with pytest.raises(RuntimeError, match="^hold_mask must come after a forward pass in training, which draws the"):
        layer.forward([[1.0, 2.0]])
    layer.mask = [[2.0, 0]]
    with pytest.raises(ShapeError, match=r"^inputs must be \(1, 2\), as the mask that is held is, got \(2, 2\)$"):
        layer.forward([[1.0, 2.0]] * 2)
    assert not hasattr(layer, "output")


def test_differences_do_not_change_the_matrix():
    matrix = [[1.0, 2.0]]
    assert numerical_gradient(lambda m: m[0][0] * m[0][1], matrix, step=0.25) == [[2.0, 1.0]]
    assert matrix == [[1.0, 2.0]]
    with pytest.raises(ValueError, match="^step must be above 0, got 0$"):
        numerical_gradient(lambda m: 0.0, matrix, step=0)


@pytest.mark.parametrize("name", LAYERS)
def test_backward_needs_a_forward_pass_and_the_shape_of_its_output(name):
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
def test_gradients_of_batches_average_to_that_of_all_samples(data):
    inputs = data.draw(matrices(CURVED, 5, 3))
    y_true = [data.draw(st.integers(0, 2)) for _ in inputs]
    size = data.draw(st.integers(1, 5))
    loss = SoftmaxCrossentropy()
    averaged = []
    for start in range(0, 5, size):
        part = slice(start, start + size)
        fraction = len(inputs[part]) / 5
        averaged += [[fraction * d for d in row] for row in loss.backward(inputs[part], y_true[part])]
    for row, expected in zip(averaged, loss.backward(inputs, y_true)):
        assert row == pytest.approx(expected, rel=1e-14, abs=1e-16)
