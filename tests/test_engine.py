"""The engine against the mathematics of the layers: the same training, the same predictions, the same errors."""

import copy
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from purenn import (
    SGD,
    AdaGrad,
    Adam,
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Dense,
    Dropout,
    Dual,
    Float32,
    LeakyReLU,
    Linear,
    MeanAbsoluteError,
    MeanSquaredError,
    Model,
    RandomState,
    ReLU,
    RMSprop,
    ShapeError,
    Sigmoid,
    SigmoidCrossentropy,
    Softmax,
    SoftmaxCrossentropy,
    Standardizer,
    Tanh,
    use_kernel,
)
from purenn.engine import by_input, learner
from purenn.engine.elementwise import LeakyRectifier, Sigmoids, Tanhs
from purenn.engine.heads import SoftmaxHead
from purenn.engine.plan import PORTION, Plan, plan_for
from purenn.engine.trainer import trainer_for
from purenn.engine.updates import row_step
from purenn.layers.penalties import penalty
from purenn.losses.combined import combined_backward
from purenn.matrix.fast import COMPILED
from purenn.walk import Walk
from strategies import SEEDS, chains, matrices


def parameters(model):
    return [getattr(layer, name) for layer in model.layers for name in getattr(layer, "parameters", ())]


def close(found, expected, scale=1.0):
    """Whether matrices agree to 1e-9: the roundings of a few steps, each of some 1e-16, amplified at most so far."""
    return all(
        abs(f - e) <= 1e-9 * (scale + abs(e))
        for found_rows, expected_rows in zip(found, expected)
        for rows in zip(found_rows, expected_rows)
        for f, e in zip(*rows)
    )


@given(chains())
@settings(max_examples=150)
def test_predictions_are_those_of_the_layers(chain):
    model, X, y = chain
    assert type(plan_for(model)) is Plan
    outputs = model.forward(X)
    walked = {"loss": model.loss.calculate(outputs, y), "penalty": penalty(model.layers)}
    figures = model.evaluate(X, y)
    assert figures["loss"] == pytest.approx(walked["loss"], rel=1e-12, abs=1e-15)
    assert figures["penalty"] == pytest.approx(walked["penalty"], rel=1e-12)
    plan = model._plan
    assert close([plan.head.outputs(plan.values(X))], [outputs])
    if all(getattr(layer, "n_inputs", 1) <= 3 for layer in model.layers):
        # Sums of up to three terms are added in the order of the loops: the very same digits.
        assert repr(plan.head.outputs(plan.values(X))) == repr(outputs)


@given(chains())
@settings(max_examples=150)
def test_a_training_step_is_that_of_the_layers(chain):
    model, X, y = chain
    walked = copy.deepcopy(model)
    trainer, walk = trainer_for(model), Walk(walked, walked.optimizer)
    assert trainer is not None
    found, expected = trainer.step(X, y), walk.step(X, y)
    assert found == pytest.approx(expected, rel=1e-11, abs=1e-13)
    trainer.hand_back()
    for layer, other in zip(model.layers, walked.layers):
        for name in ("output", "dinputs", "inputs"):
            assert close([getattr(layer, name)], [getattr(other, name)]), (layer, name)
        for name in getattr(layer, "parameters", ()):
            # The gradients of the pass that is computed when it is looked at, and the parameters after the step.
            assert close([getattr(layer, "d" + name)], [getattr(other, "d" + name)]), (layer, name)
            size = model.optimizer.learning_rate  # a step of AdaGrad's kind divides by a root that may be tiny
            assert close([getattr(layer, name)], [getattr(other, name)], scale=1e3 * size), (layer, name)


@given(matrices(st.sampled_from([0.0, 40.0, -40.0, 1e308, -1e308]) | st.floats(-50, 50), columns=3), st.data())
def test_far_out_the_gradients_of_the_engine_are_those_of_the_layers_digit_for_digit(logits, data):
    # Where probabilities round to 1, their gradients are so small that the tolerance of the tests above sees none.
    y = [data.draw(st.integers(0, 2)) for _ in logits]
    head = SoftmaxHead(CategoricalCrossentropy())
    p = head.outputs(logits)
    assert head._dvalues(p, y) == combined_backward(head.loss, p, y)
    for step, layer in (Sigmoids(), Sigmoid()), (Tanhs(), Tanh()), (LeakyRectifier(LeakyReLU(0.25)), LeakyReLU(0.25)):
        assert step.forward_training(logits) == layer.forward(logits)
        assert step.dinputs(p) == layer.backward(p)


@given(chains(smooth=True), st.integers(1, 7), SEEDS)
@settings(max_examples=60)
def test_a_training_is_that_of_the_layers(chain, batch_size, seed):
    model, X, y = chain
    walked = copy.deepcopy(model)
    walked.forward = walked.forward  # replaced on the object, so that the engine must leave it alone
    histories = []
    for m in (model, walked):
        try:
            histories.append(m.fit(X, y, 3, batch_size, validation_data=(X, y), random_state=seed))
        except ArithmeticError:  # it diverges, which is no place to compare digits
            histories.append(None)
    assert (histories[0] is None) == (histories[1] is None)
    assume(histories[0] is not None and max(histories[0]["loss"]) < 100)
    for name, values in histories[1].items():
        assert histories[0][name] == pytest.approx(values, rel=1e-6, abs=1e-8), name
    assert close(parameters(model), parameters(walked), scale=1e3)


@given(chains(), st.integers(0, 3))
@settings(max_examples=60)
def test_a_training_goes_on_where_the_last_one_ended(chain, first):
    # The optimizer's state is the engine's own while it runs, and must be back in the optimizer afterwards.
    model, X, y = chain
    whole = copy.deepcopy(model)
    whole.fit(X, y, 4)
    if first:
        model.fit(X, y, first)
    if first < 4:
        model.fit(X, y, 4 - first)
    assert parameters(model) == parameters(whole)


@pytest.mark.parametrize(
    "make",
    [ReLU, LeakyReLU, Sigmoid, Tanh, Softmax, Linear]
    + [lambda: Dropout(0.5, 3), lambda: Standardizer([0.25] * 5, [0.5] * 5)],
)
def test_every_layer_passes_derivatives_back_to_the_layers_before_it(make):
    layers = [Dense(2, 5, 0, weights_scale=1.0), make(), make(), Dense(5, 3, 1, weights_scale=1.0)]
    model = Model(layers, MeanSquaredError(), SGD(0.5))
    walked = copy.deepcopy(model)
    walked.forward = walked.forward
    y = [[1.0, 0.0, -1.0]] * 4
    for m in (model, walked):
        m.fit(DATA[0], y, 2)
    assert close(parameters(model), parameters(walked)) and walked.layers[0].weights != Dense(2, 5, 0).weights


@pytest.mark.parametrize("outputs", [1, 2, 3, 4])
@pytest.mark.parametrize("samples", [1, 3, 4, 7])
@pytest.mark.parametrize("inputs", [1, 2, 3, 4])
def test_the_gradients_have_the_digits_of_the_layers(inputs, samples, outputs):
    # All sums are added in the same order, those of active samples alone too: not a bit may differ.
    stream = RandomState(inputs + 10 * samples + 100 * outputs)
    X = [[stream.randn() for _ in range(inputs)] for _ in range(samples)]
    layers = [Dense(inputs, 5, stream, weights_scale=1.0), ReLU(), Dense(5, 4, stream, weights_scale=1.0), ReLU()]
    last, loss = (Softmax(), CategoricalCrossentropy()) if outputs > 1 else (Sigmoid(), BinaryCrossentropy())
    model = Model(layers + [Dense(4, outputs, stream, weights_scale=1.0), last], loss, SGD(0.5))
    y = [s % outputs for s in range(samples)] if outputs > 1 else [[s % 2] for s in range(samples)]
    walked = copy.deepcopy(model)
    walked.backward(walked.forward(X), y)
    trainer = trainer_for(model)
    trainer.step(X, y)
    for trained, layer in zip(trainer.learners, walked.layers[::2]):
        drows, dbiases = trained.affine.drows, trained.affine.dbiases
        found = drows if trained.affine.by_input else [list(row) for row in zip(*drows)]
        assert (found, [dbiases]) == (layer.dweights, layer.dbiases)
        if not COMPILED:  # where sums begin at 0, as in the loops, so that none is -0.0
            assert (repr(found), repr([dbiases])) == (repr(layer.dweights), repr(layer.dbiases))


@pytest.mark.parametrize(
    "optimizer",
    [SGD(0.5, 0.1, 0.5), AdaGrad(0.5, 0.1, 0.5), RMSprop(0.5, 0.1, 0.5, 0.5), Adam(0.5, 0.1, 0.5, 0.5, 0.25)],
)
def test_several_steps_of_an_optimizer_are_those_of_its_formula(optimizer):
    # Large epsilons, so that nothing divides by the root of a rounding.
    models = [standard(optimizer=copy.deepcopy(optimizer)) for _ in range(2)]
    models[1].forward = models[1].forward
    for model in models:
        model.fit(*DATA, 4)
        model.fit(*DATA, 2)
    assert close(parameters(models[0]), parameters(models[1]))


def standard(loss=None, optimizer=None, kind=Dense):
    layers = [kind(2, 5, 0, weights_scale=1.0), ReLU(), kind(5, 3, 1, weights_scale=1.0), Softmax()]
    return Model(layers, loss or CategoricalCrossentropy(), optimizer or SGD(0.5))


DATA = [[1.0, 2.0], [0.5, -1.0], [3.0, 0.25], [-1.0, 1.0]], [0, 1, 2, 0]


class Doubled(Dense):
    """A dense layer that computes something else."""

    def forward(self, inputs):
        self.output = [[2 * z for z in row] for row in super().forward(inputs)]
        return self.output


class Rounded(Dense):
    """A dense layer with whole weights, whatever it is given."""

    @property
    def weights(self):
        return [[float(round(w)) for w in row] for row in self._weights]

    @weights.setter
    def weights(self, matrix):
        self._weights = matrix


class Wide:
    """A layer of one's own that derives from nothing, and says nothing about how many numbers it returns."""

    def forward(self, inputs):
        return [list(row) + [0.0] for row in inputs]

    def backward(self, dvalues):
        return [row[:-1] for row in dvalues]


class Halved(MeanSquaredError):
    """A loss of one's own."""

    def forward(self, y_pred, y_true):
        self.output = [value / 2 for value in super().forward(y_pred, y_true)]
        return self.output


class Slow(SGD):
    """An optimizer of one's own, that takes half the step."""

    def step(self, values, gradients, state, rate, n):
        return super().step(values, gradients, state, rate / 2, n)


class Scaled(Model):
    """A model that takes its inputs ten times as large."""

    def forward(self, X, training=False):
        return super().forward([[10 * x for x in row] for row in X], training)


@pytest.mark.parametrize("kind", [Doubled, Rounded])
def test_a_layer_of_ones_own_counts_everywhere(kind):
    layer = kind(1, 1)
    layer.weights, layer.biases = [[0.75]], [[0.5]]
    model = Model([layer, Linear()], MeanSquaredError(), SGD(0.125))
    expected = layer.forward([[2.0]])
    assert plan_for(model) is None and model.predict([[2.0]]) == expected
    assert model.evaluate([[2.0]], expected)["loss"] == 0.0
    assert model.fit([[2.0]], [0.0], 1)["loss"] == [expected[0][0] ** 2]


def test_a_layer_that_derives_from_nothing_is_trained_with():
    model = Model([Wide(), Dense.of([[1.0], [2.0]], [[0.5]])], MeanSquaredError(), SGD(0.125))
    assert model.predict([[3.0]]) == [[3.5]]
    model.fit([[3.0]], [3.0], 1)  # d = 2 * 0.5 = 1, so that dw = (3, 0) and db = 1
    assert model.layers[1].weights == [[1.0 - 3.0 * 0.125], [2.0]] and model.layers[1].biases == [[0.375]]


def test_a_loss_an_optimizer_or_a_model_of_ones_own_counts():
    loss = Model([Dense.of([[1.0]], [[0.0]])], Halved(), SGD(0.125))
    assert loss.evaluate([[0.0]], [2.0])["loss"] == 2.0 and loss.fit([[2.0]], [0.0], 1)["loss"] == [2.0]
    optimizer = Model([Dense.of([[1.0]], [[0.0]])], MeanSquaredError(), Slow(0.125))
    optimizer.fit([[1.0]], [0.0], 1)
    assert optimizer.layers[0].weights == [[1.0 - 2 * 0.125 / 2]]
    model = Scaled([Dense.of([[1.0]], [[0.0]])], MeanSquaredError(), SGD(2.0**-10))
    assert model.predict([[0.5]]) == model.forward([[0.5]]) == [[5.0]]
    model.fit([[0.5]], [0.0], 1)
    assert model.layers[0].weights == [[1.0 - 2 * 5.0 * 5.0 * 2.0**-10]]


def test_a_method_replaced_on_an_object_counts():
    model = standard()
    assert model.predict(DATA[0])[0] != model.predict(DATA[0])[1]
    model.layers[1].forward = lambda inputs: [[1.0] * 5 for row in inputs]
    assert model.predict(DATA[0])[0] == model.predict(DATA[0])[1]


@pytest.mark.parametrize("make", [Float32, Dual])
def test_numbers_that_are_not_floats_take_the_walk(make):
    model = standard()
    expected = [[round(p, 6) for p in row] for row in model.predict(DATA[0])]
    for X in ([[make(x) for x in row] for row in DATA[0]], DATA[0]):
        predictions = model.predict(X)
        assert [[round(getattr(p, "value", p), 6) for p in row] for row in predictions] == expected
        assert type(predictions[0][0]) is (make if X is not DATA[0] else float)
    model.layers[2].weights = [[make(w) for w in row] for row in model.layers[2].weights]
    assert type(model.predict(DATA[0])[0][0]) is make


def test_a_parameter_changed_in_place_counts():
    model = standard()
    before = model.predict(DATA[0])
    model.layers[0].weights[0][0] += 1.0
    after = model.predict(DATA[0])
    assert after != before and after == standard_with(model).predict(DATA[0])
    model.layers[2].biases = [[5.0, 0.0, 0.0]]
    assert model.predict(DATA[0]) != after


@pytest.mark.parametrize("make", [Dual, Float32, Fraction])
def test_a_parameter_replaced_by_an_equal_number_of_another_kind_counts(make):
    # It equals the float that it replaces, but what it takes part in is of its own kind.
    model = Model([Dense.of([[0.5], [0.25]], [[1.0]])], MeanSquaredError())
    assert model.predict([[2.0, 4.0]]) == [[3.0]]
    model.layers[0].weights[0][0] = make(0.5)
    assert plan_for(model) is None and model.predict([[2.0, 4.0]]) == [[3.0]]
    assert type(model.predict([[2.0, 4.0]])[0][0]) is type(model.forward([[2.0, 4.0]])[0][0])


def test_more_samples_than_are_computed_at_once():
    X = [[float(s)] for s in range(2 * PORTION + 1)]
    assert Model([Dense.of([[2.0]], [[1.0]])], MeanSquaredError()).predict(X) == [[2 * x + 1] for (x,) in X]


def test_replaced_layers_and_a_replaced_loss_count():
    model = Model([Dense.of([[1.0, 2.0]], [[0.0, 0.0]])], MeanSquaredError())
    assert model.predict([[3.0]]) == [[3.0, 6.0]]
    model.layers = [Dense.of([[2.0, 4.0]], [[0.0, 0.0]])]
    assert model.predict([[3.0]]) == [[6.0, 12.0]]
    model.loss = SoftmaxCrossentropy()  # whose predictions are probabilities
    assert model.predict([[0.0]]) == [[0.5, 0.5]]


def test_biases_changed_in_place_count():
    model = standard()
    before = model.predict(DATA[0])
    model.layers[2].biases[0][1] += 2.0
    assert model.predict(DATA[0]) == standard_with(model).predict(DATA[0]) != before


def test_inputs_of_another_width_are_refused_whatever_the_first_layer():
    model = Model([ReLU(), Dense(2, 1)], MeanSquaredError(), SGD(0.1))
    for use in (model.forward, model.predict, lambda X: model.evaluate(X, [1.0]), lambda X: model.fit(X, [1.0], 1)):
        with pytest.raises(ShapeError, match=r"^inputs must be \(samples, 2\), got \(1, 3\)$"):
            use([[1.0, 2.0, 3.0]])


@pytest.mark.parametrize("steps", [1, 40])
def test_an_interrupt_between_two_layers_of_a_step_leaves_whole_steps(steps, monkeypatch):
    X, y = DATA
    expected = standard(optimizer=Adam(0.1))
    expected.fit(X, y, 2)
    calls = []

    def stopping(optimizer, rate, n):
        calls.append(n)
        if len(calls) == 6:  # the third step: the first layer has been updated, the second is not
            raise KeyboardInterrupt
        return row_step(optimizer, rate, n)

    monkeypatch.setattr(learner, "row_step", stopping)
    model = standard(optimizer=Adam(0.1))
    with pytest.raises(KeyboardInterrupt):
        model.fit(X, y, 5)
    monkeypatch.undo()
    assert parameters(model) == parameters(expected) and model.history == expected.history
    model.fit(X, y, steps)
    expected.fit(X, y, steps)
    assert parameters(model) == parameters(expected)


def test_a_list_that_a_caller_holds_counts_however_late_it_is_changed():
    model = Model([Dense.of([[0.5], [0.25]], [[1.0]])], MeanSquaredError(), SGD(0.5))
    held = model.layers[0].weights
    assert model.predict([[2.0, 4.0]]) == [[3.0]]
    held[1][0] = 0.5
    assert model.predict([[2.0, 4.0]]) == [[4.0]]
    model.fit([[0.0, 0.0]], [1.0], 1)  # a training makes new matrices
    held[1][0] = 9.0
    assert model.predict([[2.0, 4.0]]) == [[4.0]]


def standard_with(model):
    fresh = standard()
    for layer, other in zip(fresh.layers, model.layers):
        for name in layer.parameters:
            setattr(layer, name, getattr(other, name))
    return fresh


def test_a_scale_fitted_again_counts():
    scale = Standardizer().fit([[0.0, 0.0], [2.0, 2.0]])
    model = Model([scale, Dense.of([[1.0], [1.0]], [[0.0]])], MeanSquaredError())
    assert model.predict([[3.0, 3.0]]) == [[4.0]]
    scale.fit([[0.0, 0.0], [4.0, 4.0]])
    assert model.predict([[3.0, 3.0]]) == [[1.0]]
    scale.fit([[1.0, 1.0], [5.0, 5.0]])  # another mean alone
    assert model.predict([[3.0, 3.0]]) == [[0.0]]
    scale.fit([[0.0] * 5, [1.0] * 5])
    with pytest.raises(ShapeError, match=r"^layers\[1\] must have n_inputs 5, the n_neurons of layers\[0\], got 2$"):
        model.predict([[1.0] * 5])


def test_a_training_with_a_mask_that_is_held_uses_that_mask():
    # The engine draws a mask for each batch, so it must leave such a model to the layers.
    X, y = [[1.0, 2.0], [0.5, -1.0]], [1.0, 0.0]
    model = Model([Dropout(0.5, 0), Dense(2, 1, 0)], MeanSquaredError(), SGD(0.5))
    dropout = model.layers[0]
    model.forward(X, training=True)
    mask = dropout.mask

    def hold(epoch, figures):
        dropout.hold_mask = epoch >= 1
        masks.append(dropout.mask)

    dropout.hold_mask, masks = True, []
    model.fit(X, y, 2, callback=hold, shuffle=False)  # lets go of it before epoch 1, and holds that of epoch 1
    held = masks[1]
    model.predict(X)  # a prediction has no mask, and leaves the one that is held
    model.fit(X, y, 1)
    assert masks[0] == mask and dropout.mask == held and plan_for(model) is None


@pytest.mark.parametrize("kernel", ["fast", "loops"])
def test_a_prediction_leaves_the_layers_alone(kernel):
    # Somebody may look at test data between a forward pass and the backward pass that belongs to it.
    X, y = DATA
    gradients = []
    use_kernel(kernel)
    for look in (lambda model: None, lambda model: (model.predict([[9.0, 9.0]]), model.evaluate(X[:2], y[:2]))):
        model = standard()
        y_pred = model.forward(X)
        look(model)
        model.backward(y_pred, y)
        gradients.append((model.layers[0].dweights, model.layers[2].dweights))
    use_kernel("fast")
    assert gradients[0] == gradients[1]


def test_a_callback_sees_and_changes_the_model():
    X, y = DATA
    seen = []

    def clip_weights(epoch, figures):
        layer = model.layers[0]
        seen.append((epoch, len(layer.dweights), len(layer.output)))
        layer.weights = [[max(-0.5, min(0.5, w)) for w in row] for row in layer.weights]
        model.optimizer.learning_rate = 0.25

    model = standard(optimizer=Adam(0.5))
    walked = standard(optimizer=Adam(0.5))
    walked.backward = walked.backward
    model.fit(X, y, 3, callback=clip_weights)
    assert seen == [(0, 2, 4), (1, 2, 4), (2, 2, 4)]
    trained, model = model, walked
    walked.fit(X, y, 3, callback=clip_weights)
    assert close(parameters(trained), parameters(walked))


@pytest.mark.parametrize("walked", [False, True])
def test_a_callback_can_replace_layers_and_optimizer(walked):
    X, y = DATA
    model, other = standard(optimizer=Adam(0.5)), standard(optimizer=SGD(0.25))
    expected = standard(optimizer=SGD(0.25))
    if walked:
        model.backward, expected.backward = model.backward, expected.backward

    def replace(epoch, figures):
        if epoch == 0:
            model.layers, model.optimizer = other.layers, other.optimizer

    model.fit(X, y, 3, callback=replace)
    expected.fit(X, y, 2)
    assert parameters(model) == parameters(expected) == parameters(other)
    with pytest.raises(RuntimeError, match="^optimizer must be an Optimizer for fit, got None; "):
        model.fit(X, y, 3, callback=lambda epoch, figures: setattr(model, "optimizer", None))


@pytest.mark.parametrize("loss", [CategoricalCrossentropy, BinaryCrossentropy])
def test_outputs_that_are_no_probabilities_are_refused(loss):
    # Those of the library's own last layers are refused when the model is made.
    model = Model([Doubled.of([[1.0, 0.25]], [[0.0, 0.0]])], loss(), SGD(0.1))
    targets = [0] if loss is CategoricalCrossentropy else [[1, 0]]
    for use in (model.evaluate, lambda X, y: model.fit(X, y, epochs=1)):
        with pytest.raises(ValueError, match=r"^y_pred\[0\]\[0\] must be a probability in \[0, 1\], got 2.0"):
            use([[1.0]], targets)


@pytest.mark.parametrize("last", [Softmax, Sigmoid])
def test_a_prediction_that_overflows_names_the_place(last):
    loss = CategoricalCrossentropy() if last is Softmax else BinaryCrossentropy()
    model = Model([Dense.of([[1e200, 1.0]], [[0.0, 0.0]]), last()], loss)
    targets = [0, 1] if last is Softmax else [[0, 1], [1, 1]]
    for use in (model.forward, model.predict, lambda X: model.evaluate(X, targets)):
        with pytest.raises(ValueError, match=r"^inputs\[1\]\[0\] must be a finite number, got inf$"):
            use([[1.0], [1e200]])
    with pytest.raises(ValueError, match=r"^inputs\[0\]\[0\] must be a finite number, got inf$"):
        model.predict([[1e200]])


def test_every_kind_of_layer_loss_and_optimizer_is_compiled():
    layers = [Standardizer([0.5], [2.0]), Dense(1, 2), ReLU(), ReLU(), Dropout(0.5), Sigmoid(), Linear(), Dense(2, 2)]
    layers[4:4] = [LeakyReLU(), Tanh()]
    ends = [(Softmax(), CategoricalCrossentropy()), (Linear(), SoftmaxCrossentropy())]
    ends += [(Sigmoid(), BinaryCrossentropy()), (Linear(), SigmoidCrossentropy())]
    for last, loss in ends + [(Softmax(), MeanSquaredError()), (Sigmoid(), MeanAbsoluteError())]:
        for optimizer in (SGD(), AdaGrad(), RMSprop(), Adam()):
            assert trainer_for(Model(layers + [last], loss, optimizer)) is not None
    use_kernel("loops")
    try:
        assert plan_for(Model(layers, MeanSquaredError())) is None
    finally:
        use_kernel("fast")


def reduced(model):
    """Copy a model by its state alone, as a process pool does."""
    pickle = pytest.importorskip("pickle")
    return pickle.loads(pickle.dumps(model))


@pytest.mark.parametrize("copied", [copy.deepcopy, reduced])
def test_a_copy_of_a_trained_model_goes_on_as_the_original(copied):
    X, y = DATA
    model = standard(optimizer=Adam(0.5, decay=0.5))
    model.fit(X, y, 3)
    model.predict(X)
    twin = copied(model)
    assert twin.predict(X) == model.predict(X)
    assert model.fit(X, y, 3) == twin.fit(X, y, 3) and parameters(model) == parameters(twin)
    assert twin.layers[0].dweights == model.layers[0].dweights


@given(matrices(st.floats(-10, 10), rows=3, columns=2))
def test_integers_are_taken_as_floats(X):
    model = standard()
    whole = [[int(x) for x in row] for row in X]
    assert model.predict(whole) == model.predict([[float(x) for x in row] for row in whole])


def sparse_data(samples, zeros, seed=0):
    """Rows of 40 inputs, of which every sample's first `zeros[s % len(zeros)]` are 0, and their classes."""
    stream = RandomState(seed)
    X = [[0.0 if i < zeros[s % len(zeros)] else stream.randn() for i in range(40)] for s in range(samples)]
    return X, [s % 3 for s in range(samples)]


@pytest.mark.parametrize("zeros", [[0], [35], [40], [0, 0, 35, 40], [15, 30]])
@pytest.mark.parametrize("optimizer", [SGD(0.25, momentum=0.5), Adam(0.01)])
def test_inputs_that_are_mostly_0_are_left_out_and_change_nothing(zeros, optimizer):
    # Batches of two samples: of some most inputs are 0, of others none, so that the weights are turned on the way.
    X, y = sparse_data(12, zeros)
    models = []
    for _ in range(2):
        layers = [Dense(40, 50, 0, weights_l2=0.01), ReLU(), Dense(50, 36, 1, weights_scale=0.3), ReLU()]
        layers += [Dense(36, 3, 2, weights_scale=0.3), Softmax()]
        models.append(Model(layers, CategoricalCrossentropy(), copy.deepcopy(optimizer)))
    engine, walked = models
    walked.forward = walked.forward
    assert close([engine.predict(X)], [walked.predict(X)])
    for batch_size in (2, 5, None):
        histories = [m.fit(X, y, 2, batch_size, shuffle=False, validation_data=(X, y)) for m in models]
        for name, values in histories[1].items():
            assert histories[0][name] == pytest.approx(values, rel=1e-9), name
        assert close(parameters(engine), parameters(walked))
    states = [[m.optimizer._state(m.layers[n]).parameters["weights"] for n in (0, 2, 4)] for m in models]
    for found, expected in zip(*states):
        found, expected = [[part] if type(part) is not tuple else part for part in (found, expected)]
        for f, e in zip(found if found != [None] else [[0.0] * len(e) for e in expected], expected):
            assert f == pytest.approx(e, rel=1e-9, abs=1e-12)  # of inputs that are always 0 nothing is remembered


def test_an_infinite_weight_of_an_input_that_is_0_is_not_left_out():
    X, _ = sparse_data(2, [39])
    layer = Dense(40, 8, 0)
    layer.weights[0][0] = float("inf")
    model = Model([layer], MeanSquaredError())
    assert repr(model.predict(X)) == repr(model.forward(X)) and "nan" in repr(model.predict(X))


@pytest.mark.skipif(COMPILED, reason="on PyPy the weights stay as they are")
@pytest.mark.parametrize("error", [KeyboardInterrupt, None])
def test_a_stop_leaves_whole_steps_whatever_way_the_weights_are_turned(error, monkeypatch):
    X, y = sparse_data(8, [0, 0, 39, 39])
    models = [Model([Dense(40, 9, 0), Softmax()], CategoricalCrossentropy(), Adam(0.1)) for _ in range(2)]
    models[1].fit(X[:2], y[:2], 1)
    steps = []
    original = by_input.gradients

    def stopping(inputs, dvalues):
        steps.append(1)
        if error is not None:
            raise error
        return [[float("nan")] * 9 for _ in range(40)], original(inputs, dvalues)[1]

    monkeypatch.setattr(by_input, "gradients", stopping)
    with pytest.raises(error or ArithmeticError):
        models[0].fit(X, y, 1, batch_size=2, shuffle=False)
    assert steps == [1] and parameters(models[0]) == parameters(models[1])
    states = [m.optimizer._state(m.layers[0]) for m in models]
    assert states[0].updates == states[1].updates == 1 and states[0].parameters == states[1].parameters


def test_layers_that_two_models_have_in_common_are_trained_by_both():
    X, y = DATA
    common = [Dense(2, 5, 0, weights_scale=1.0), ReLU()]
    optimizer = Adam(0.1)
    first = Model(common + [Dense(5, 3, 1), Softmax()], CategoricalCrossentropy(), optimizer)
    second = Model(common + [Dense(5, 1, 2)], MeanSquaredError(), optimizer)
    first.fit(X, y, 1)
    weights = common[0].weights
    second.fit(X, [1.0] * 4, 1)
    assert common[0].weights != weights and optimizer._state(common[0]).updates == 2
    assert second.evaluate(X, [1.0] * 4) == Model(second.layers, MeanSquaredError()).evaluate(X, [1.0] * 4)
    assert RandomState(0).random() == 0.5488135039273248
