"""`purenn.reference` against the same formulas in bounds of fractions, which round nothing but outwards."""

import copy
import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import judge
from purenn import (
    SGD,
    AdaGrad,
    Adam,
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Dense,
    Dropout,
    Exact,
    Layer,
    MeanAbsoluteError,
    MeanSquaredError,
    Model,
    RandomState,
    ReLU,
    RMSprop,
    Sigmoid,
    SigmoidCrossentropy,
    Softmax,
    SoftmaxCrossentropy,
    Standardizer,
    reference,
    spiral_data,
)
from purenn.correct_rounding.training import fit_exactly
from purenn.layers.penalties import penalty
from strategies import chains

FORMATS = sorted(judge.FORMATS)


def bounded(values):
    """Nested floats as bounds; all else as it is."""
    if isinstance(values, float):
        return judge.Bounds(values)
    if isinstance(values, (list, tuple)):
        return type(values)(bounded(value) for value in values)
    return {key: bounded(value) for key, value in values.items()} if isinstance(values, dict) else values


def rounded(values, format="F64"):
    """Nested bounds, or ints, as the nearest floats."""
    if isinstance(values, (list, tuple)):
        return type(values)(rounded(value, format) for value in values)
    if isinstance(values, dict):
        return {key: rounded(value, format) for key, value in values.items()}
    if values is None:
        return None
    return judge.nearest(Fraction(values), format) if isinstance(values, int) else values.rounded(format)


def in_bounds(instance):
    """A copy whose settings and parameters are bounds."""
    result = copy.copy(instance)
    for name, value in instance.__dict__.items():
        if name in ("_weights", "_biases") or not name.startswith("_"):
            setattr(result, name, bounded(value))
    return result


def judged(model, X, y, optimizer=None, format="F64"):
    """What `reference` should return: outputs, loss, penalty, gradients, parameters and states."""
    twin = Model([in_bounds(layer) for layer in model.layers], in_bounds(model.loss))
    outputs = twin.forward(bounded(X))
    y = bounded(y)
    loss = twin.loss.calculate(outputs, y)
    twin.backward(outputs, y)
    penalties = penalty(twin.layers)
    gradients = [
        {name: getattr(layer, "d" + name) for name in getattr(layer, "parameters", ())} for layer in twin.layers
    ]
    result = [outputs, loss, penalties if isinstance(penalties, judge.Bounds) else 0, gradients]
    if optimizer is not None:
        follower = in_bounds(optimizer)
        follower._states = []
        for layer, of_model in zip(twin.layers, model.layers):
            state = optimizer._state(of_model)
            follower._keep(layer, state.updates, bounded(state.parameters))
            for name in getattr(layer, "parameters", ()):
                gradient = [[judge.Bounds.constant(g) for g in row] for row in getattr(layer, "d" + name)]
                setattr(layer, "d" + name, gradient)
            if getattr(layer, "parameters", ()):
                follower.update(layer)
        result.append([{name: getattr(x, name) for name in getattr(x, "parameters", ())} for x in twin.layers])
        result.append([follower._state(layer).parameters for layer in twin.layers])
    return [rounded(values, format) for values in result]


def found(model, X, y, optimizer=None, format="F64"):
    """What `reference` does return, in the same order."""
    result = reference(model, X, y, optimizer, format)
    values = [result.outputs, result.loss, result.penalty, result.gradients]
    if optimizer is not None:
        values += [result.parameters, [state for _, state in result.states]]
    return values


def training(format):
    """Numbers of a format."""
    return [judge.nearest(Fraction(k * k, 7) - 3, format) for k in range(9)]


@settings(max_examples=25)
@given(chains(), st.booleans())
def test_every_number_of_a_network_is_correctly_rounded(chain, updated):
    model, X, y = chain
    optimizer = model.optimizer
    if updated:  # by which the optimizer has a state
        model.forward(X, training=False)
        model.backward(model.layers[-1].output, y)
        for layer in model.layers:
            if getattr(layer, "parameters", ()):
                optimizer.update(layer)
    before = copy.deepcopy([layer.__dict__.get("_weights") for layer in model.layers])
    states = copy.deepcopy([optimizer._state(layer).parameters for layer in model.layers])
    try:
        expected = judged(model, X, y, optimizer)
    except judge.Open:
        return  # a tie, of which the judge knows nothing; they have tests of their own
    assert found(model, X, y, optimizer) == expected
    assert before == [layer.__dict__.get("_weights") for layer in model.layers]
    assert states == [optimizer._state(layer).parameters for layer in model.layers]


def network(loss, last=None, format="F64", columns=3):
    """A network with weights of a format, and inputs."""
    numbers = training(format)
    weights = [[numbers[(3 * i + j) % 9] for j in range(4)] for i in range(2)]
    layers = [Dense.of(weights, [[numbers[j] for j in range(4)]], weights_l1=0.01, weights_l2=0.1), ReLU()]
    weights = [[numbers[(5 * i + 2 * j) % 9] for j in range(columns)] for i in range(4)]
    layers += [Dense.of(weights, [[numbers[-j] for j in range(columns)]], biases_l2=0.3)] + ([last] if last else [])
    return Model(layers, loss), [[numbers[0], numbers[4]], [numbers[5], numbers[1]], [numbers[3], numbers[2]]]


LOSSES = {
    "cross-entropy": (CategoricalCrossentropy, Softmax, [0, 2, 1]),
    "smoothed": (lambda: CategoricalCrossentropy(0.1, [0.3, 1.7, 0.9]), Softmax, [0, 2, 1]),
    "logits": (SoftmaxCrossentropy, None, [0, 2, 1]),
    "weighted logits": (lambda: SoftmaxCrossentropy(0.2, [0.1, 0.2, 0.3]), None, [[0.1, 0.2, 0.7]] * 3),
    "binary": (BinaryCrossentropy, Sigmoid, [[0, 1, 0.1]] * 3),
    "binary logits": (SigmoidCrossentropy, None, [[0, 1, 0.1]] * 3),
    "squared": (MeanSquaredError, None, [[0.1, 0.2, 0.3]] * 3),
}
OPTIMIZERS = {
    "SGD": lambda: SGD(0.1, decay=0.01, momentum=0.9),
    "AdaGrad": lambda: AdaGrad(0.1),
    "RMSprop": lambda: RMSprop(0.01, rho=0.95),
    "Adam": lambda: Adam(0.05, decay=0.001),
}


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("name", LOSSES)
def test_every_loss_in_every_format(name, format):
    loss, last, y = LOSSES[name]
    model, X = network(loss(), last and last(), format)
    assert found(model, X, y, format=format) == judged(model, X, y, format=format)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer(name):
    model, X = network(SoftmaxCrossentropy())
    optimizer = OPTIMIZERS[name]()
    for n in range(3):  # a training: every step begins with the floats that the last one gave
        expected = judged(model, X, [0, 1, 2], optimizer)
        result = reference(model, X, [0, 1, 2], optimizer)
        assert [result.parameters, [state for _, state in result.states]] == expected[-2:]
        assert [updates for updates, _ in result.states] == [n + 1, 0, n + 1]
        result.update(model, optimizer)
    assert model.layers[0].weights == result.parameters[0]["weights"]
    with pytest.raises(RuntimeError, match="^update must come after a step, which needs an optimizer$"):
        reference(model, X, [0, 1, 2]).update(model, optimizer)


def test_the_same_in_closed_form():
    # w = 0.1, b = 0.2, x = 3, y = 1: p = 0.3 + 0.2, L = (p - y)**2, dw = 2 (p - y) x, db = 2 (p - y).
    w, b, rate = Fraction(0.1), Fraction(0.2), Fraction(0.1)
    result = reference(Model([Dense.of([[0.1]], [[0.2]])], MeanSquaredError()), [[3.0]], [1.0], SGD(0.1))
    gap = 3 * w + b - 1
    assert result.outputs == [[float(3 * w + b)]] and result.loss == float(gap * gap) and result.penalty == 0
    assert result.gradients == [{"weights": [[float(6 * gap)]], "biases": [[float(2 * gap)]]}]
    assert result.parameters == [{"weights": [[float(w - rate * 6 * gap)]], "biases": [[float(b - rate * 2 * gap)]]}]
    assert result.corners == []


def test_saturated_probabilities_and_partial_sums_that_overflow():
    layers = [Dense.of([[1e308, -1e308, 0.0], [1e308, -1e308, 0.0], [-1e308, 1e308, 0.0]], [[0.0, 0.0, 0.0]])]
    model = Model(layers, SoftmaxCrossentropy())
    result = reference(model, [[1.0, 1.0, 2.0], [0.0, 0.0, 0.0]], [0, 1])
    assert result.outputs == [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]] and result.loss == float(judge.log(Fraction(3)))
    result = reference(Model([Dense.of([[1.0, 0.0]], [[0.0, 0.0]])], SoftmaxCrossentropy()), [[700.0]], [0])
    e = judge.exp(Fraction(-700), 300)
    assert result.loss == float(judge.log(1 + e, 2300)) and result.gradients[0]["weights"][0][0] == float(
        -700 * e / (1 + e)
    )


def test_equal_neurons_and_ties_between_samples():
    dense = Dense.of([[0.1, 0.1, 0.1]], [[0.3, 0.3, 0.3]])
    result = reference(Model([dense, Softmax()], CategoricalCrossentropy()), [[1.0], [2.0]], [0, 1])
    assert result.outputs == [[1 / 3] * 3] * 2
    # The gradients of the three biases: (1/3 - 1 + 1/3)/2, the same, and (1/3 + 1/3)/2.
    assert result.gradients[0]["biases"] == [[float(Fraction(-1, 6)), float(Fraction(-1, 6)), 1 / 3]]
    result = reference(Model([Dense.of([[1.0]], [[0.0]]), Sigmoid()], BinaryCrossentropy()), [[3.0], [-3.0]], [1, 0])
    p = 1 / (1 + judge.exp(Fraction(-3)))
    assert result.gradients[0]["biases"] == [[0.0]] and result.gradients[0]["weights"] == [[float(3 * (p - 1))]]


def test_corners():
    layers = [Dense.of([[0.1, 1.0], [0.2, 1.0], [-0.3, -2.0]], [[0.0, 0.5]]), ReLU(), Dense.of([[1.0], [1.0]], [[0.0]])]
    model = Model(layers, MeanAbsoluteError())
    X = [[1.0, 1.0, 1.0], [1.0, 1.0, 0.5], [0.0, 0.0, 0.0]]
    target = 0.5 + 0.1 + 0.2 - 0.3
    found = reference_corners(model, X, [target, 0.0, 0.5])
    # 0.1 + 0.2 - 0.3 is 2.8e-17, which floats compute as 5.6e-17; a z of which all terms are 0 is no corner.
    assert [(c.layer, c.sample, c.column) for c in found] == [(1, 0, 0), (None, 0, 0), (None, 2, 0)]
    assert found[0].distance == float(Fraction(0.1) + Fraction(0.2) - Fraction(0.3)) and abs(found[1].distance) < 1e-15
    assert repr(found[2]) == "Corner(layer=None, sample=2, column=0, distance=0.0)"
    scaled = Model([Standardizer([0.1], [3.0]), ReLU(), Dense(1, 1, 0)], MeanSquaredError())
    assert [c.sample for c in reference_corners(scaled, [[0.1], [0.1 + 2**-55], [0.2]], [0.0, 0.0, 0.0])] == [0, 1]


def reference_corners(model, X, y):
    return reference(model, X, y).corners


def test_corners_of_the_clip():
    model = Model([Linear4()], CategoricalCrossentropy())
    X = [[1e-7, 0.5], [math.nextafter(1e-7, 1), 0.5], [0.5, 1e-7], [1 - 1e-7, 0.0], [2e-7, 0.1]]
    found = reference(model, X, [0, 0, 0, 0, 0]).corners
    assert [(c.layer, c.sample, c.column) for c in found] == [(None, 0, 0), (None, 1, 0), (None, 3, 0)]
    found = reference(Model([Linear4()], BinaryCrossentropy()), [[1e-7, 0.5]], [[0.5, 0.5]]).corners
    assert [(c.sample, c.column) for c in found] == [(0, 0)]


class Linear4(Layer):
    """A layer of a user's own, which keeps exact numbers exact."""

    def forward(self, inputs):
        self.output = [[x * 4 / 4 for x in row] for row in inputs]
        return self.output

    def backward(self, dvalues):
        return dvalues


class Rounding(Linear4):
    def forward(self, inputs):
        self.output = [[getattr(x, "value", x) for x in row] for row in inputs]
        return self.output


def test_dropout_is_off_unless_the_mask_is_held():
    dropout = Dropout(0.3, 0)
    model = Model([Dense.of([[0.1, 0.2]], [[0.0, 0.0]]), dropout], MeanSquaredError())
    assert reference(model, [[1.0]], [[0.0, 0.0]]).outputs == [[0.1, 0.2]]
    dropout.forward([[1.0, 1.0]])
    dropout.mask, dropout.hold_mask = [[0, 1 / 0.7]], True
    expected = float(Fraction(0.2) / (1 - Fraction(0.3)))
    assert reference(model, [[1.0]], [[0.0, 0.0]]).outputs == [[0.0, expected]] and 0.2 * (1 / (1 - 0.3)) != expected
    model = Model([*model.layers, Dropout(0.5, 0)], MeanSquaredError())
    with pytest.raises(
        ValueError, match="^layers must all hold their masks or none, got dropout layers of both kinds$"
    ):
        reference(model, [[1.0]], [[0.0, 0.0]])


def test_what_is_refused():
    model = Model([Dense.of([[0.5]], [[0.0]])], MeanSquaredError())
    for call, kind, message in (
        (lambda: reference(None, [[1.0]], [1.0]), TypeError, "model must be a Model, got None"),
        (lambda: reference(model, [[1.0]], [1.0], 3), TypeError, "optimizer must be an Optimizer or None, got 3"),
        (
            lambda: reference(model, [[1.0]], [1.0], format="F8"),
            ValueError,
            "format must be one of BF16, F16, F32, F64",
        ),
        (
            lambda: reference(model, [[0.1]], [1.0], format="F32"),
            ValueError,
            r"X\[0\]\[0\] must be an F32 number, got 0.1",
        ),
        (lambda: reference(model, [[math.nan]], [1.0]), ValueError, r"X\[0\]\[0\] must be a finite number, got nan"),
        (
            lambda: reference(model, [[Fraction(1)]], [1.0]),
            TypeError,
            r"X\[0\]\[0\] must be a float or an int, got Fra",
        ),
        (lambda: reference(model, [[1.0]], [math.inf]), ValueError, r"y\[0\]\[0\] must be a finite number, got inf"),
        (lambda: reference(model, [[1.0, 2.0]], [1.0]), ValueError, r"X must be \(samples, 1\), got \(1, 2\)"),
        (
            lambda: reference(Model([Rounding()], MeanSquaredError()), [[1.0]], [1.0]),
            TypeError,
            "outputs must be computed with exact numbers, got 1.0",
        ),
    ):
        with pytest.raises(kind, match=f"^{message}"):
            call()


def test_of_the_engineers_network():
    stream = RandomState(0)
    model = Model([Dense(2, 8, stream), ReLU(), Dense(8, 3, stream), Softmax()], CategoricalCrossentropy())
    X = [[stream.randn(), stream.randn()] for _ in range(5)]
    assert found(model, X, [0, 1, 2, 1, 0]) == judged(model, X, [0, 1, 2, 1, 0])
    exact = Model(
        [
            Dense.of(*[[[Exact(x) for x in row] for row in m] for m in (layer.weights, layer.biases)])
            if isinstance(layer, Dense)
            else layer
            for layer in model.layers
        ],
        CategoricalCrossentropy(),
    )
    outputs = exact.predict([[Exact(x) for x in row] for row in X])  # a model of exact numbers is a model
    assert [[p.value for p in row] for row in outputs] == found(model, X, [0, 1, 2, 1, 0])[0]


def small_training(seed):
    X, y = spiral_data(4, 2, RandomState(seed))
    layers = [Dense(2, 3, seed, weights_scale=1.0), ReLU(), Dense(3, 2, seed, weights_scale=1.0), Softmax()]
    return Model(layers, CategoricalCrossentropy(), Adam(0.1, decay=0.5)), X, y


def test_an_exact_training_is_one_exact_step_after_the_other():
    trained, X, y = small_training(1)
    stepped, _, _ = small_training(1)
    history = fit_exactly(trained, X, y, 3, batch_size=4, shuffle=False)
    losses = []
    for _ in range(3):
        results = []
        for start in (0, 4):
            result = reference(stepped, X[start : start + 4], y[start : start + 4], stepped.optimizer)
            result.update(stepped, stepped.optimizer)
            results.append(result.loss)
        losses.append((results[0] + results[1]) / 2)
    assert history["loss"] == losses and trained.history is history
    for layer, other in zip(trained.layers, stepped.layers):
        for name in layer.parameters:
            assert getattr(layer, name) == getattr(other, name)


def test_an_exact_training_is_close_to_that_of_floats():
    exact, X, y = small_training(2)
    floats, _, _ = small_training(2)
    for name, values in floats.fit(X, y, 4, validation_data=(X, y)).items():
        assert fit_exactly(small_training(2)[0], X, y, 4, validation_data=(X, y))[name] == pytest.approx(
            values, rel=1e-9
        )
    fit_exactly(exact, X, y, 4)
    assert exact.layers[0].weights[0] == pytest.approx(floats.layers[0].weights[0], rel=1e-9)


def test_an_interrupt_of_an_exact_training_leaves_whole_steps(monkeypatch):
    expected, X, y = small_training(3)
    fit_exactly(expected, X, y, 1)
    trained, _, _ = small_training(3)
    keep = type(trained.optimizer)._keep
    calls = []

    def stopping(self, layer, updates, states):
        calls.extend([layer] * any(layer is own for own in trained.layers))  # reference steps with copies
        if len(calls) == 4:  # the second layer of the second step
            raise KeyboardInterrupt
        keep(self, layer, updates, states)

    monkeypatch.setattr(type(trained.optimizer), "_keep", stopping)
    with pytest.raises(KeyboardInterrupt):
        fit_exactly(trained, X, y, 3)
    monkeypatch.undo()
    assert [layer.weights for layer in trained.layers[::2]] == [layer.weights for layer in expected.layers[::2]]
    assert fit_exactly(trained, X, y, 1) == fit_exactly(expected, X, y, 1)
