"""Copies of a model, by copy.deepcopy and by pickle: at any epoch they go on exactly as the original does.

An optimizer keeps its state by the layer itself. By the layer's address a copy would start afresh, without a word, and
a new layer at the address of a deleted one would begin with another's momentum.
"""

import copy
import gc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from purenn import (
    SGD,
    AdaGrad,
    Adam,
    CategoricalCrossentropy,
    Dense,
    Dropout,
    MeanSquaredError,
    Model,
    ReLU,
    RMSprop,
    Softmax,
    use_kernel,
    vertical_data,
)

pickle = pytest.importorskip("pickle")

X, Y = vertical_data(4, 3, random_state=0)
COPY = {"deepcopy": copy.deepcopy, "pickle": lambda model: pickle.loads(pickle.dumps(model))}
OPTIMIZERS = st.sampled_from([SGD, AdaGrad, RMSprop, Adam])


KERNELS = ["fast", "loops"]  # the engine, and the walk through the layers


@pytest.fixture(autouse=True)
def fast_again():
    yield
    use_kernel("fast")


def make(kind, decay, dropout=True):
    optimizer = kind(0.1, decay=decay, momentum=0.9) if kind is SGD else kind(0.1, decay=decay)
    layers = [Dense(2, 4, 0, weights_scale=1.0), ReLU()] + [Dropout(0.5, 1)] * dropout
    return Model(layers + [Dense(4, 3, 2), Softmax()], CategoricalCrossentropy(), optimizer)


def parameters(model):
    return [getattr(layer, name) for layer in model.layers for name in layer.parameters]


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("how", COPY)
@given(OPTIMIZERS, st.sampled_from([0.0, 0.5]), st.integers(0, 4), st.integers(1, 3), st.integers(1, 12))
@settings(max_examples=25)
def test_a_copy_goes_on_as_the_original(kernel, how, kind, decay, before, after, batch_size):
    use_kernel(kernel)
    model = make(kind, decay)
    for epoch in range(before):
        model.fit(X, Y, 1, batch_size, random_state=epoch)
    twin = COPY[how](model)
    assert twin.optimizer is not model.optimizer and parameters(twin) == parameters(model)
    # Figures, rates and masks: dropout's stream is copied with its place in it.
    histories = [each.fit(X, Y, after, batch_size, random_state=9) for each in (model, twin)]
    assert histories[0] == histories[1] and parameters(model) == parameters(twin)
    assert twin.layers[0].dweights == model.layers[0].dweights  # the last pass too
    if decay:
        updates = before * -(-len(X) // batch_size)
        assert histories[1]["learning_rate"][0] == 0.1 / (1 + decay * updates)


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("how", COPY)
@given(OPTIMIZERS, st.integers(0, 4))
@settings(max_examples=15)
def test_a_copy_made_by_a_callback_goes_on_as_the_original(kernel, how, kind, epoch):
    use_kernel(kernel)
    model, twins = make(kind, 0.5, dropout=False), []

    def keep(n, figures):
        if n == epoch:
            twins.append(COPY[how](model))

    history = model.fit(X, Y, 5, callback=keep)
    (twin,) = twins
    if epoch < 4:
        for name, values in twin.fit(X, Y, 4 - epoch).items():
            assert values == history[name][epoch + 1 :]
    assert parameters(twin) == parameters(model)


@pytest.mark.parametrize("how", COPY)
def test_a_copy_of_a_layer_and_its_optimizer_takes_the_next_step_of_the_original(how):
    # By hand: the first step has the rate 1/2 and takes 1 * 1/2; the second has the rate 1/4 and the momentum 0.5.
    layer, optimizer = Dense.of([[2.0]], [[0.0]]), SGD(0.5, decay=1.0, momentum=0.5)
    layer.dweights, layer.dbiases = [[1.0]], [[0.0]]
    optimizer.update(layer)
    assert layer.weights == [[1.5]]
    twin, twins = COPY[how]((layer, optimizer))
    assert twins.current_rate(twin) == 0.25
    for each, its in ((layer, optimizer), (twin, twins)):
        its.update(each)
        assert each.weights == [[1.5 - 0.5 * 0.5 - 0.25 * 1.0]]


def test_a_copy_and_its_original_do_not_change_each_other():
    model = make(Adam, 0.5)
    model.fit(X, Y, 2)
    twin = copy.deepcopy(model)
    before = parameters(model), model.optimizer.current_rate(model.layers[0])
    twin.fit(X, Y, 3)
    assert (parameters(model), model.optimizer.current_rate(model.layers[0])) == before


@given(st.lists(st.booleans(), min_size=1, max_size=30))
def test_a_new_layer_never_has_the_state_of_another(deleted):
    # Layers are made and deleted, so that new ones get the addresses of old ones wherever those are free.
    optimizer, layers = SGD(1.0, momentum=0.5), []
    for delete in deleted:
        layer = Dense.of([[0.0]], [[0.0]])
        assert optimizer._state(layer).updates == 0
        layer.dweights, layer.dbiases = [[1.0]], [[1.0]]
        optimizer.update(layer)
        assert layer.weights == layer.biases == [[-1.0]]  # a step without momentum
        if delete:
            optimizer.forget(layer)
            del layer
            gc.collect()
        else:
            layers.append(layer)


def test_a_copy_of_a_layer_alone_is_a_new_layer():
    model = Model([Dense(1, 1, 0)], MeanSquaredError(), SGD(0.5, momentum=0.5))
    model.fit([[1.0]], [1.0], 3)
    for how in (copy.copy, copy.deepcopy):
        assert model.optimizer._state(how(model.layers[0])).updates == 0
