"""The steps of a chain: what they leave behind is what the layers, gone through one by one, would."""

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import SEEDS, matrices

from purenn import (
    SGD,
    CategoricalCrossentropy,
    Dense,
    Dropout,
    Linear,
    MeanSquaredError,
    Model,
    ReLU,
    ShapeError,
    Sigmoid,
    Softmax,
    Standardizer,
    use_kernel,
)
from purenn.engine.chain import DenseReLU, FirstDense, ReLUDense, backward_steps, forward_steps


def kinds(steps):
    return [type(step).__name__ for step in steps]


def test_a_dense_layer_and_a_relu_side_by_side_are_one_step():
    layers = [ReLU(), Dense(2, 2), ReLU(), ReLU(), Dense(2, 2), Dropout(0.5), ReLU(), Dense(2, 2), Softmax()]
    assert kinds(forward_steps(layers)) == ["ReLU", "DenseReLU", "ReLU", "Dense", "Dropout", "ReLU", "Dense", "Softmax"]
    assert kinds(backward_steps(layers)) == ["ReLUDense", "ReLU", "ReLUDense", "Dropout", "ReLUDense", "Softmax"]
    assert kinds(backward_steps(layers[4:])) == ["Dense", "Dropout", "ReLUDense", "Softmax"]
    assert kinds(backward_steps([Dense(2, 2)] + layers[3:])) == ["FirstDense", "Dropout", "ReLUDense", "Softmax"]


class Mine(Dense):
    """A layer of somebody's own, which may compute something else."""


def test_a_layer_of_another_kind_goes_its_own_way():
    layers = [Mine(2, 2), ReLU(), Mine(2, 2)]
    assert forward_steps(layers) == layers == backward_steps(layers)


@pytest.mark.parametrize("kernel", ["fast", "loops"])
@given(SEEDS, st.lists(st.integers(1, 5), min_size=2, max_size=4), st.integers(1, 6))
@settings(max_examples=40)
def test_steps_give_the_very_numbers_of_the_layers(kernel, seed, widths, samples):
    layers = []
    for n_inputs, n_neurons in zip(widths, widths[1:]):
        layers += [Dense(n_inputs, n_neurons, seed, weights_scale=1.0, weights_l2=0.25), ReLU()]
    layers[-1] = Softmax()
    alone = copy.deepcopy(layers)
    X = [[(-1.0) ** (s + i) / (1 + s + i) for i in range(widths[0])] for s in range(samples)]
    y = [s % widths[-1] for s in range(samples)]
    use_kernel(kernel)
    try:
        model = Model(layers, CategoricalCrossentropy())
        outputs = model.forward(X)
        model.backward(outputs, y)
        predicted = model.predict(X)
        values = X
        for layer in alone:
            values = layer.forward(values)
        dvalues = CategoricalCrossentropy().fused_backward(values, y)
        for layer in alone[-2::-1]:
            dvalues = layer.backward(dvalues)
    finally:
        use_kernel("fast")
    assert repr(outputs) == repr(values) == repr(predicted)
    for layer, expected in zip(layers, alone):
        if isinstance(layer, Dense):
            assert repr((layer.dweights, layer.dbiases)) == repr((expected.dweights, expected.dbiases))
        else:
            assert repr(layer.output) == repr(expected.output)
        if isinstance(layer, ReLU) and layer.dinputs is not None:  # None where only active samples were gone through
            assert repr(layer.dinputs) == repr(expected.dinputs)


def test_what_never_was_is_not_what_was_before():
    # A matrix left over from an earlier pass would be taken for that of this one.
    dense, relu, last = Dense(2, 2), ReLU(), Dense(2, 1)
    last.forward(relu.forward(dense.forward([[1.0, 2.0]])))
    last.backward([[1.0]])
    DenseReLU(dense, relu).forward([[0.5, 0.25]])
    ReLUDense(relu, last).backward([[1.0]])
    assert dense.output is None and last.dinputs is None
    X = [[float(s), 1.0] for s in range(5)]
    last.forward(relu.forward(dense.forward(X)))
    relu.backward(last.backward([[1.0]] * 5))
    FirstDense(dense, relu, last).gradients([[1.0]] * 5)
    assert last.dinputs is None and relu.dinputs is None


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


@pytest.mark.parametrize("samples", [1, 5])
def test_the_way_back_to_the_first_layer_starts_from_its_forward_pass(samples):
    model = Model([Dense(2, 2), ReLU(), Dense(2, 1)], MeanSquaredError())
    with pytest.raises(RuntimeError, match="^Dense.backward must come after forward, which has not run yet$"):
        model.backward([[1.0]] * samples, [1.0] * samples)
    model.forward([[1.0, 2.0]] * (samples + 1))
    expected = rf"^dvalues must be \({samples + 1}, 1\), as the output is, got \({samples}, 1\)$"
    with pytest.raises(ShapeError, match=expected):
        model.backward([[1.0]] * samples, [1.0] * samples)


def everything(width):
    """A chain with a layer of each kind, in training as a model makes it."""
    return [
        Standardizer([0.5] * width, [2.0] * width),
        Dense(width, 4, 0, weights_scale=1.0),
        ReLU(),
        Dropout(0.5, 0),
        Dense(4, 3, 1, weights_scale=1.0),
        ReLU(),
        Dense(3, 3, 2, weights_scale=1.0),
        Sigmoid(),
        Linear(),
        ReLU(),
        Softmax(),
    ]


@pytest.mark.parametrize("kernel", ["fast", "loops"])
@given(matrices())
@settings(max_examples=25)
def test_a_prediction_has_the_digits_of_a_forward_pass(kernel, X):
    use_kernel(kernel)
    try:
        model = Model(everything(len(X[0])), CategoricalCrossentropy())
        assert repr(model.predict(X)) == repr(model.forward(X))
    finally:
        use_kernel("fast")


def test_a_prediction_leaves_the_layers_to_the_training():
    # As where somebody looks at test data between a forward pass and the backward pass that belongs to it.
    X, y = [[1.0, 2.0], [0.5, -1.0], [3.0, 0.25], [-1.0, 1.0]], [0, 1, 2, 0]
    gradients = []
    for look in (lambda model: None, lambda model: (model.predict([[9.0, 9.0]]), model.evaluate(X[:2], y[:2]))):
        model = Model([Dense(2, 5, 0), ReLU(), Dense(5, 3, 1), Softmax()], CategoricalCrossentropy())
        y_pred = model.forward(X)
        look(model)
        model.backward(y_pred, y)
        gradients.append((model.layers[0].dweights, model.layers[2].dweights))
    assert gradients[0] == gradients[1]


class Doubled(Dense):
    """A dense layer that computes something else, with all it inherits."""

    def forward(self, inputs):
        self.output = [[2 * z for z in row] for row in super().forward(inputs)]
        return self.output


def test_a_prediction_asks_a_layer_of_somebody_else_as_it_is():
    # It has inherited `formula`, which knows nothing of what it does.
    layers = [Doubled.of([[1.0]], [[0.0]]), Dense.of([[1.0]], [[0.5]])]
    assert Model(layers, MeanSquaredError()).predict([[3.0]]) == [[6.5]]
    # Behind it nothing is taken for granted: some kernels would leave out what they have no weight for.
    model = Model([Wide(), Dense(4, 1)], MeanSquaredError())
    for use in (model.forward, model.predict):
        with pytest.raises(ShapeError, match=r"^inputs must be \(samples, 4\), got \(1, 5\)$"):
            use([[1.0, 2.0, 3.0, 4.0]])


def test_a_prediction_that_overflows_says_where():
    model = Model([Dense.of([[1e200, 1.0]], [[0.0, 0.0]]), Softmax()], CategoricalCrossentropy())
    for use in (model.forward, model.predict, lambda X: model.evaluate(X, [0, 1])):
        with pytest.raises(ValueError, match=r"^inputs\[1\]\[0\] must be a finite number, got inf$"):
            use([[1.0], [1e200]])


class Certain(Softmax):
    """An activation of somebody's own, whose outputs a loss has to look at."""

    def forward(self, inputs):
        self.output = [[2.0 for z in row] for row in inputs]
        return self.output


def test_a_loss_looks_at_outputs_that_are_not_of_its_own_activation():
    model = Model([Dense(1, 2), Certain()], CategoricalCrossentropy(), SGD(0.1))
    for use in (model.evaluate, lambda X, y: model.fit(X, y, epochs=1)):
        with pytest.raises(ValueError, match=r"^y_pred\[0\]\[0\] must be a probability in \[0, 1\], got 2.0"):
            use([[1.0]], [0])


class Wrong(MeanSquaredError):
    """A loss of somebody's own, which gives what is no number."""

    def derivatives(self, y_pred, y_true):
        return [[None] for row in y_pred]


@pytest.mark.parametrize("samples", [1, 5])
def test_derivatives_that_are_no_numbers_are_told_with_their_place(samples):
    model = Model([Dense(1, 3), ReLU(), Dense(3, 1)], Wrong(), SGD(0.1))
    with pytest.raises(TypeError, match=r"^dvalues\[0\]\[0\] must be a number, got None$"):
        model.fit([[1.0]] * samples, [1.0] * samples, epochs=1)


@pytest.mark.parametrize("samples", [(5, 8), (6, 6), (8, 5)])
def test_layers_that_two_models_share_learn_from_what_each_has_kept(samples):
    # The last layer has kept the pass of its own model, the first two that of the other, which came later.
    shared = [Dense(2, 5, 0, weights_scale=1.0), ReLU()]
    last, other = Dense(5, 1, 1), Dense(5, 1, 2)
    model = Model(shared + [last], MeanSquaredError())
    X = [[(-1.0) ** s * s, 1.0] for s in range(8)]
    y_pred = model.forward(X[: samples[0]])
    model.backward(y_pred, [1.0] * samples[0])
    expected = last.dweights
    Model(shared + [other], MeanSquaredError()).forward(X[-samples[1] :])
    del last.dweights
    if samples[0] == samples[1]:
        model.backward(y_pred, [1.0] * samples[0])
    else:
        with pytest.raises(ShapeError, match="^dvalues must be "):
            model.backward(y_pred, [1.0] * samples[0])
    assert last.dweights == expected


class Rounded(Dense):
    """A dense layer whose weights are whole numbers, whatever it has been given."""

    @property
    def weights(self):
        return [[float(round(w)) for w in row] for row in self._weights]

    @weights.setter
    def weights(self, matrix):
        self._weights = matrix


class Scaled(Model):
    """A model that takes its inputs ten times as large."""

    def forward(self, X, training=False):
        return super().forward([[10 * x for x in row] for row in X], training)


def test_what_somebody_has_made_of_a_layer_or_a_model_counts_in_predictions():
    layer = Rounded(1, 1)
    layer.weights, layer.biases = [[0.75]], [[0.5]]
    assert layer.forward([[2.0]]) == Model([layer], MeanSquaredError()).predict([[2.0]]) == [[2.5]]
    model = Scaled([Dense.of([[1.0]], [[0.0]])], MeanSquaredError())
    assert model.forward([[0.5]]) == model.predict([[0.5]]) == [[5.0]]
    assert model.evaluate([[0.5]], [5.0])["loss"] == 0.0


class Picky(CategoricalCrossentropy):
    """A loss of somebody's own, which a softmax does not always please."""

    @staticmethod
    def check_predictions(y_pred, name):
        raise ValueError("these will not do")


def test_a_loss_of_somebody_else_looks_at_all_predictions():
    model = Model([Dense(1, 2), Softmax()], Picky(), SGD(0.1))
    for use in (model.evaluate, lambda X, y: model.fit(X, y, epochs=1)):
        with pytest.raises(ValueError, match="^these will not do$"):
            use([[1.0]], [0])


def test_a_scale_learnt_again_of_other_columns_is_told():
    scale = Standardizer().fit([[0.0] * 4, [1.0] * 4])
    model = Model([scale, Dense(4, 1)], MeanSquaredError())
    scale.fit([[0.0] * 5, [1.0] * 5])
    for use in (model.forward, model.predict):
        with pytest.raises(ShapeError, match=r"^inputs must be \(samples, 4\), got \(1, 5\)$"):
            use([[1.0] * 5])
