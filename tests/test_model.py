"""The model: what fit reports, repeats, refuses, and leaves behind when something goes wrong."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from purenn import (
    SGD,
    Adam,
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Dense,
    Dropout,
    Linear,
    Loss,
    MeanSquaredError,
    Model,
    RandomState,
    ReLU,
    ShapeError,
    Sigmoid,
    SigmoidCrossentropy,
    Softmax,
    SoftmaxCrossentropy,
    sine_data,
    spiral_data,
    vertical_data,
)
from purenn.layers.sigmoid import sigmoid
from purenn.layers.softmax import softmax
from strategies import SEEDS

X, Y = vertical_data(10, 3, random_state=0)


def model(optimizer=None, seed=0, width=8):
    return Model(
        [Dense(2, width, seed, weights_scale=0.5), ReLU(), Dense(width, 3, seed, weights_scale=0.5), Softmax()],
        CategoricalCrossentropy(),
        optimizer or SGD(0.5),
    )


def parameters(chain):
    return [getattr(layer, name) for layer in chain.layers for name in getattr(layer, "parameters", ())]


def test_the_history_holds_the_figures_before_each_update():
    trained, stepped = model(), model()
    history = trained.fit(X, Y, epochs=4)
    for epoch in range(4):
        before = stepped.evaluate(X, Y)
        assert (history["loss"][epoch], history["accuracy"][epoch]) == (before["loss"], before["accuracy"])
        stepped.fit(X, Y, epochs=1)
    assert {name: len(values) for name, values in history.items()} == dict.fromkeys(
        ["learning_rate", "loss", "penalty", "accuracy"], 4
    )
    assert history is trained.history


@given(SEEDS, st.integers(1, 31))
@settings(max_examples=10)
def test_training_is_repeatable_bit_for_bit(seed, batch_size):
    runs = []
    for _ in range(2):
        chain = model(Adam(0.05), seed)
        runs.append((chain.fit(X, Y, 2, batch_size=batch_size, random_state=seed), parameters(chain)))
    assert runs[0] == runs[1]


def test_short_last_batches_count_by_their_size():
    # With a rate this small the parameters hardly move, so that an epoch's mean is the loss of the whole data.
    chain = model(SGD(1e-12))
    whole = chain.evaluate(X, Y)
    history = chain.fit(X, Y, epochs=1, batch_size=7)
    assert history["loss"][0] == pytest.approx(whole["loss"], rel=1e-10)
    assert history["accuracy"][0] == pytest.approx(whole["accuracy"], rel=1e-12)


def test_shuffling_is_seeded_and_can_be_left_out():
    def trained(**settings):
        chain = model()
        chain.fit(X, Y, epochs=2, batch_size=4, **settings)
        return parameters(chain)

    assert trained(random_state=1) == trained(random_state=1) != trained(random_state=2)
    assert trained(shuffle=False, random_state=1) == trained(shuffle=False, random_state=2)


@given(SEEDS)
@settings(max_examples=15)
def test_a_small_enough_step_does_not_increase_the_loss(seed):
    chain = model(SGD(1e-3), seed)
    history = chain.fit(X, Y, epochs=2)
    assert history["loss"][1] <= history["loss"][0]


def test_a_callback_sees_every_epoch_and_can_stop():
    seen = []

    def stop_at_two(epoch, figures):
        seen.append((epoch, figures["loss"]))
        return epoch == 2

    history = model().fit(X, Y, epochs=10, callback=stop_at_two)
    assert seen == list(enumerate(history["loss"])) and len(seen) == 3


def test_an_error_of_the_callback_comes_through_and_leaves_whole_steps():
    expected, chain = model(), model()
    expected.fit(X, Y, epochs=3)

    def failing(epoch, figures):
        if epoch == 2:
            raise LookupError("no such plot")

    with pytest.raises(LookupError, match="^no such plot$"):
        chain.fit(X, Y, epochs=5, callback=failing)
    assert parameters(chain) == parameters(expected) and chain.history == expected.history


class Poison(SGD):
    """A step that ruins the weights from its fourth on."""

    def step(self, values, gradients, memory, rate, n):
        values, memory = super().step(values, gradients, memory, rate, n)
        return ([math.nan] * len(values) if n >= 4 else values), memory


@pytest.mark.parametrize("epochs", [10, 4])  # noticed by the next forward pass, or after the last epoch
@pytest.mark.parametrize("validation_data", [None, (X, Y)])
def test_a_loss_that_turns_nan_names_the_epoch_and_leaves_the_last_finite_parameters(epochs, validation_data):
    expected = model()
    expected.fit(X, Y, epochs=3)
    chain = model(Poison(0.5))
    with pytest.raises(ArithmeticError, match=r"^loss must stay finite, but left its range in epoch [34]: .*nan"):
        chain.fit(X, Y, epochs=epochs, validation_data=validation_data)
    assert parameters(chain) == parameters(expected)


def test_a_loss_that_overflows_names_the_epoch():
    chain = Model([Dense(1, 1, 0), Linear()], MeanSquaredError(), SGD(1e200))
    with pytest.raises(ArithmeticError, match=r"in epoch \d+: loss \+ penalty must be finite, got (inf|nan) "):
        chain.fit([[1.0], [2.0]], [1.0, 3.0], epochs=10)
    assert all(math.isfinite(w) for matrix in parameters(chain) for row in matrix for w in row)


class Derived(Dense):
    """A layer of one's own, which may compute anything."""


class Given(Linear):
    """A last layer of one's own, whose inputs may well be probabilities."""


def test_what_no_update_has_caused_is_not_blamed_on_the_learning_rate():
    # A layer of one's own that gives no probabilities. Its error must come through, in the first epoch and unchanged.
    chain = Model([Derived(2, 3, 0, weights_scale=9.0)], CategoricalCrossentropy(), SGD(0.5))
    with pytest.raises(
        ValueError, match=r"^y_pred\[0\]\[\d\] must be a probability .*; put logits through Softmax first, or use "
    ):
        chain.fit(X, Y, epochs=1)
    chain = Model([Dense.of([[1e200]], [[0.0]])], MeanSquaredError(), SGD(0.5))
    with pytest.raises(ArithmeticError, match=r"^loss \+ penalty must be finite, got inf \+ 0.0$"):
        chain.fit([[1.0]], [0.0], epochs=1)


class Stopped(SGD):
    """Something stops the third step in its middle: one parameter done, the others not."""

    def __init__(self, error):
        super().__init__(0.5)
        self.error = error

    def step(self, values, gradients, memory, rate, n):
        if n == 3 and len(values) == 3:  # the biases of the last layer
            raise self.error
        return super().step(values, gradients, memory, rate, n)


@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError, TypeError])
def test_a_stop_within_a_step_leaves_whole_steps_and_the_history_so_far(error):
    expected = model()
    expected.fit(X, Y, epochs=2)
    chain = model(Stopped(error))
    with pytest.raises(error):
        chain.fit(X, Y, epochs=10)
    assert parameters(chain) == parameters(expected)
    assert chain.history == expected.history
    chain.predict(X)


def test_a_layer_has_one_place_in_a_model():
    # In two places it would keep the inputs of the later alone, and learn from wrong gradients without a word.
    square = Dense(2, 2)
    with pytest.raises(ValueError, match=r"^layers\[2\] must be another object than layers\[0\], got the same Dense"):
        Model([square, ReLU(), square], MeanSquaredError())


def test_layers_that_do_not_fit_are_named_when_the_model_is_made():
    with pytest.raises(ShapeError, match=r"^layers\[2\] must have n_inputs 64, the n_neurons of layers\[0\], got 32$"):
        Model([Dense(2, 64), ReLU(), Dense(32, 3), Softmax()], CategoricalCrossentropy())


BAD_DATA = [
    (([[1.0, 2.0, 3.0]], [0]), ShapeError, r"X must be \(samples, 2\), got \(1, 3\)"),
    (([[1.0, math.nan]], [0]), ValueError, r"X\[0\]\[1\] must be a finite number, got nan"),
    (([[1.0, "2"]], [0]), TypeError, r"X\[0\]\[1\] must be a number, got '2'"),
    (([[1.0, 2.0]], [3]), ValueError, r"y\[0\] must be a class index in 0\.\.2, got 3"),
    (([[1.0, 2.0]], [0, 1]), ShapeError, r"y must have 1 targets, one for each sample, got 2"),
]


@pytest.mark.parametrize("use", ["forward", "predict", "predict_classes", "evaluate"])
@pytest.mark.parametrize("data, kind, message", BAD_DATA[:3])
def test_bad_data_is_called_by_its_name_and_not_as_the_inputs_of_a_layer(use, data, kind, message):
    with pytest.raises(kind, match=f"^{message}$"):
        getattr(model(), use)(*data[: 2 if use == "evaluate" else 1])


@pytest.mark.parametrize("data, kind, message", BAD_DATA)
def test_data_that_does_not_fit_is_refused_before_anything_changes(data, kind, message):
    chain = model()
    before = parameters(chain)
    with pytest.raises(kind, match=f"^{message}$"):
        chain.fit(*data, epochs=1)
    with pytest.raises(kind, match=f"^validation {message}$"):
        chain.fit(X, Y, epochs=1, validation_data=data)
    assert parameters(chain) == before


@pytest.mark.parametrize(
    "make, kind, message",
    [
        (lambda: Model([], CategoricalCrossentropy()), ShapeError, "layers must have at least one layer, got none"),
        (lambda: Model([Dense], CategoricalCrossentropy()), TypeError, r"layers\[0\] must be a layer"),
        (
            lambda: Model([ReLU()], "loss"),
            TypeError,
            "loss must be a Loss with forward and backward, got 'loss'",
        ),
        (lambda: Model([ReLU()], Loss()), TypeError, r"loss must be a Loss with forward and backward, got Loss\(\)"),
        (lambda: Model(ReLU(), MeanSquaredError()), TypeError, r"layers must be a list of layers, got ReLU\(\)"),
        (lambda: Model([ReLU()], MeanSquaredError(), "adam"), TypeError, "optimizer must be an Optimizer or None"),
        (
            lambda: Model([ReLU()], MeanSquaredError()).fit([[1.0]], [1.0], 1),
            RuntimeError,
            "optimizer must be an Optimizer for fit, got None",
        ),
        (lambda: model().fit(X, Y, epochs=0), ValueError, "epochs must be at least 1, got 0"),
        (lambda: model().fit(X, Y, 1, batch_size=0), ValueError, "batch_size must be at least 1, got 0"),
        (
            lambda: model().fit(X, Y, 1, callback=3),
            TypeError,
            "callback must be a function of an epoch and its figures",
        ),
        (lambda: model().evaluate([[0.0, 1.0]], [7]), ValueError, r"y\[0\] must be a class index in 0\.\."),
        (lambda: model().fit(X, Y, 1, validation_data=X), TypeError, r"validation_data must be \(X, y\), got "),
    ],
)
def test_a_model_that_cannot_be(make, kind, message):
    with pytest.raises(kind, match=f"^{message}"):
        make()


def test_predictions_are_probabilities_from_logits_too():
    logits = [[1.0, 3.0, -2.0]]
    categorical = Model([Linear()], SoftmaxCrossentropy())
    assert categorical.predict(logits) == [softmax(logits[0])]
    assert categorical.predict_classes(logits) == [1]
    assert categorical.evaluate(logits, [1])["accuracy"] == 1.0
    binary = Model([Linear()], SigmoidCrossentropy())
    assert binary.predict([[0.5], [-0.5]]) == [[sigmoid(0.5)], [sigmoid(-0.5)]]
    assert binary.predict_classes([[0.5], [-0.5]]) == [1, 0]
    assert binary.evaluate([[0.5], [-0.5]], [1, 1])["accuracy"] == 0.5


def test_the_class_of_a_prediction_is_what_its_loss_counts_as_right():
    # A logit this small has a sigmoid that rounds to 1/2: only the logit itself still tells yes from no.
    binary = Model([Linear()], SigmoidCrossentropy())
    assert binary.predict_classes([[1e-17], [-1e-17]]) == [1, 0]
    assert binary.evaluate([[1e-17], [-1e-17]], [1, 0])["accuracy"] == 1.0
    assert Model([Given()], BinaryCrossentropy()).predict_classes([[0.5], [0.75]]) == [0, 1]


@pytest.mark.parametrize(
    "loss, outputs, kind, message",
    [
        (
            MeanSquaredError(),
            [[0.5, 1.0]],
            TypeError,
            "loss must be a CategoricalCrossentropy or a BinaryCrossentropy to predict classes, got MeanSquaredError",
        ),
        (
            BinaryCrossentropy(),
            [[0.5, 1.0]],
            ShapeError,
            (
                r"predictions must be \(1, 1\) for one class per sample, got \(1, 2\); for one class of several use "
                "CategoricalCrossentropy"
            ),
        ),
        (CategoricalCrossentropy(), [[0.5, math.nan]], ValueError, r"predictions\[0\]\[1\] must be a number, got nan"),
    ],
)
def test_predictions_that_tell_no_class(loss, outputs, kind, message):
    with pytest.raises(kind, match=f"^{message}$"):
        Model([Given()], loss).predict_classes(outputs)


def test_training_from_logits_is_training_through_softmax():
    through = model()
    fused = Model(model().layers[:-1], SoftmaxCrossentropy(), SGD(0.5))
    a, b = (chain.fit(X, Y, epochs=5) for chain in (through, fused))
    assert a["loss"] == pytest.approx(b["loss"], rel=1e-12)


def test_quantities_are_learnt_and_have_no_accuracy():
    points, heights = sine_data(40)
    layers = [Dense(1, 12, 0, weights_scale=1.0), ReLU(), Dense(12, 1, 0, weights_scale=0.3), Linear()]
    history = Model(layers, MeanSquaredError(), Adam(0.02)).fit(points, heights, epochs=150)
    assert history["loss"][-1] < 0.1 * history["loss"][0]
    assert "accuracy" not in history


def test_the_penalty_is_reported_apart():
    layers = [Dense(1, 1, 0, weights_l2=0.5), Sigmoid()]
    layers[0].weights = [[2.0]]
    figures = Model(layers, BinaryCrossentropy()).evaluate([[0.0]], [1])
    assert figures["penalty"] == 2.0 and figures["loss"] == math.log(2)


def test_weight_decay_shrinks_a_weight_that_the_data_does_not_hold():
    layers = [Dense(1, 1, 0, weights_l2=0.25), Linear()]
    layers[0].weights = [[1.0]]
    Model(layers, MeanSquaredError(), SGD(0.5)).fit([[0.0]], [0.0], epochs=3)
    assert layers[0].weights == [[0.75**3]]  # each step takes rate * 2 * l2 = a quarter of it


def test_dropout_keeps_the_mean_and_is_off_in_prediction():
    layer = Dropout(0.25, random_state=0)
    (outputs,) = layer.forward([[1.0] * 10000])
    assert set(outputs) == {0, 1 / 0.75}
    kept = sum(1 for a in outputs if a) / 10000
    assert abs(kept - 0.75) < 4 * math.sqrt(0.75 * 0.25 / 10000)  # four standard errors
    chain = Model([layer, Linear()], MeanSquaredError(), SGD(0.1))
    assert chain.predict([[1.0, 2.0]]) == [[1.0, 2.0]]
    assert chain.forward([[1.0, 2.0]]) == [[1.0, 2.0]] and chain.layers[0].training is False
    chain.forward([[1.0, 2.0]], training=True)
    assert chain.layers[0].training is True


def test_dropout_draws_what_its_stream_gives():
    draws = RandomState(5)
    expected = [[0.0 if draws.random() < 0.5 else 2.0 for _ in range(4)] for _ in range(3)]
    assert Dropout(0.5, random_state=5).forward([[1.0] * 4] * 3) == expected


@pytest.mark.parametrize("rate", [1.0, -0.1, math.nan])
def test_dropouts_rate_is_a_share(rate):
    with pytest.raises(ValueError, match="^rate must be "):
        Dropout(rate)


def test_assigned_parameters_are_copied_and_checked():
    weights = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
    layer = Dense(2, 3)
    layer.weights = weights
    weights[0][0] = 9.0
    assert layer.weights == [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
    with pytest.raises(ShapeError, match=r"^weights must be \(2, 3\), got \(3, 2\)$"):
        layer.weights = [[1.0, 2.0]] * 3
    with pytest.raises(ShapeError, match=r"^biases must be \(1, 3\), got \(1, 2\)$"):
        layer.biases = [[1.0, 2.0]]


def test_the_spiral_is_learnt():
    random_state = RandomState(0)
    points, classes = spiral_data(20, 2, random_state)
    layers = [Dense(2, 16, random_state, weights_scale=3.0), ReLU(), Dense(16, 2, random_state, weights_scale=0.5)]
    chain = Model(layers, SoftmaxCrossentropy(), Adam(0.1))
    assert chain.fit(points, classes, epochs=300)["accuracy"][-1] >= 0.9


def test_after_a_pass_every_matrix_can_be_looked_at():
    # A student who looks inside must find what each layer got and gave, forward and back.
    layers = [Dropout(0.25, 0), Dense(2, 3, 0), ReLU(), Dense(3, 2, 1), Softmax()]
    chain = Model(layers, CategoricalCrossentropy(), SGD(0.5))
    inputs, classes = [[1.0, -0.5], [0.25, 2.0]], [0, 1]
    chain.backward(chain.forward(inputs, training=True), classes)
    for before, layer in zip(layers, layers[1:]):
        assert layer.inputs is before.output and len(layer.dinputs[0]) == len(layer.inputs[0])
    assert layers[0].inputs == inputs and len(layers[0].dinputs) == 2
    assert len(layers[1].dweights) == 2 and len(layers[3].dbiases[0]) == 2
    assert chain.loss.dinputs == CategoricalCrossentropy().backward(layers[-1].output, classes)


@pytest.mark.parametrize("batch_size", [None, 7])
def test_after_a_training_the_layers_hold_its_last_pass(batch_size):
    # Adam's engine makes few of these matrices: they are computed when they are looked at.
    layers = [Dense(2, 8, 0, weights_scale=0.5), Dropout(0.5, 3), ReLU(), Dense(8, 3, 1, weights_l2=0.1), Softmax()]
    chain = Model(layers, CategoricalCrossentropy(), SGD(0.5))
    chain.fit(X, Y, 2, batch_size, random_state=0)
    trained = parameters(chain)
    before = [[w + 0.5 * g for w, g in zip(*rows)] for rows in zip(layers[0].weights, layers[0].dweights)]
    assert parameters(chain) == trained
    z = Dense.of(before, [[b + 0.5 * g for b, g in zip(layers[0].biases[0], layers[0].dbiases[0])]])
    for row, expected in zip(layers[0].output, z.forward(layers[0].inputs)):
        assert row == pytest.approx(expected, abs=1e-12)
    for layer, following in zip(layers, layers[1:]):
        assert following.inputs == layer.output
        assert [len(row) for row in following.dinputs] == [len(row) for row in following.inputs]
    assert {m for row in layers[1].mask for m in row} == {0, 2.0}
    assert len(chain.loss.output) == len(layers[0].inputs) == (len(X) if batch_size is None else len(X) % 7)


def test_a_pass_after_a_training_is_not_overwritten_by_it():
    chain = model()
    chain.fit(X, Y, 1)
    outputs = chain.layers[0].forward(X[:2])
    assert len(chain.layers[0].dweights) == 2  # computes what the training left
    assert chain.layers[0].output is outputs and chain.layers[0].inputs == X[:2]


def test_a_backward_pass_needs_the_forward_pass_of_its_predictions():
    # The softmax is differentiated with the loss, so that its own backward pass cannot notice.
    chain = model()
    with pytest.raises(RuntimeError, match="^Softmax.backward must come after forward, which has not run yet$"):
        chain.backward([[0.25, 0.25, 0.5]], [0])
    chain.forward(X[:2])
    with pytest.raises(ShapeError, match=r"^dvalues must be \(2, 3\), as the output is, got \(1, 3\)$"):
        chain.backward([[0.25, 0.25, 0.5]], [0])
    assert not hasattr(chain.layers[-1], "dinputs")


def test_a_fit_that_is_refused_leaves_the_last_pass():
    chain = model()
    outputs = chain.forward(X)
    with pytest.raises(ValueError, match="class index"):
        chain.fit(X, [7] * len(X), 1)
    assert chain.layers[-1].output is outputs
