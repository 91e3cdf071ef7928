"""A training that stops by itself, gives back its best parameters, and goes on as if it had never been interrupted."""

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from purenn import (
    SGD,
    Adam,
    CategoricalCrossentropy,
    Dense,
    Dropout,
    Model,
    RandomState,
    ReLU,
    Softmax,
    use_kernel,
    vertical_data,
)
from strategies import SEEDS, chains

X, Y = vertical_data(8, 3, random_state=0)
X_VALIDATION, Y_VALIDATION = vertical_data(4, 3, random_state=1)
VALIDATION = X_VALIDATION, Y_VALIDATION
KERNELS = ("fast", "loops")  # the engine, and layer by layer


@pytest.fixture(params=KERNELS)
def kernel(request):
    use_kernel(request.param)
    yield request.param
    use_kernel("fast")


def model(optimizer=None, seed=0):
    """A model that drops inputs out, from a stream that also shuffles if it is given to fit."""
    stream = RandomState(seed)
    layers = [Dense(2, 6, stream, weights_scale=0.5), ReLU(), Dropout(0.25, stream), Dense(6, 3, stream), Softmax()]
    return Model(layers, CategoricalCrossentropy(), optimizer or Adam(0.05))


def parameters(chain):
    return [getattr(layer, name) for layer in chain.layers for name in getattr(layer, "parameters", ())]


def best_of(losses):
    """The index of the first of the least losses."""
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
    return best


def stop_of(losses, patience):
    """How many epochs are made: until so many in a row have not brought a new least loss."""
    waited, least = 0, None
    for epoch, loss in enumerate(losses):
        waited, least = (0, loss) if least is None or loss < least else (waited + 1, least)
        if waited == patience:
            return epoch + 1
    return len(losses)


def test_validation_figures_are_those_of_the_parameters_at_the_end_of_the_epoch(kernel):
    chain = model()
    seen = []

    def look(epoch, figures):
        found = chain.evaluate(*VALIDATION)
        seen.append({"validation_" + name: value for name, value in found.items()})
        assert {name: figures[name] for name in seen[-1]} == seen[-1]

    history = chain.fit(X, Y, 3, batch_size=5, validation_data=VALIDATION, callback=look, random_state=3)
    for name in seen[0]:
        assert history[name] == [figures[name] for figures in seen]
    assert len(set(history["validation_loss"])) == 3


def test_validation_leaves_the_layers_their_last_pass(kernel):
    chain, other = model(), model()
    chain.fit(X, Y, 2, validation_data=VALIDATION)
    other.fit(X, Y, 2)
    for layer, twin in zip(chain.layers + (chain.loss,), other.layers + (other.loss,)):
        assert layer.output == twin.output and layer.dinputs == twin.dinputs and len(layer.output) == len(X)


@given(st.sampled_from(KERNELS), SEEDS, st.integers(1, 4), st.sampled_from([1, 5, None]), st.booleans())
@settings(max_examples=40)
def test_a_training_stops_after_its_patience_with_the_best_parameters(kernel, seed, patience, batch_size, restore):
    use_kernel(kernel)
    try:
        whole, stopped = (model(Adam(0.2), seed) for _ in range(2))
        after = []

        def look(epoch, figures):
            after.append(parameters(whole))

        settings = {"batch_size": batch_size, "validation_data": VALIDATION, "random_state": seed}
        losses = whole.fit(X, Y, 12, callback=look, **settings)["validation_loss"]
        made = stop_of(losses, patience)
        history = stopped.fit(X, Y, 12, patience=patience, restore_best=restore, **settings)
        assert {name: values[:made] for name, values in whole.history.items()} == history
        expected = after[best_of(losses[:made]) if restore else made - 1]
        assert parameters(stopped) == expected
        if restore:
            assert stopped.evaluate(*VALIDATION)["loss"] == min(losses[:made])
    finally:
        use_kernel("fast")


@given(chains(), st.integers(1, 4), st.integers(1, 4), SEEDS)
@settings(max_examples=60)
def test_the_best_parameters_of_any_model_are_restored_bit_for_bit(chain, epochs, batch_size, seed):
    trained, X, y = chain
    other, again = copy.deepcopy(trained), copy.deepcopy(trained)
    settings = {"batch_size": batch_size, "validation_data": (X, y), "random_state": seed}
    try:
        losses = other.fit(X, y, epochs, **settings)["validation_loss"]
    except ArithmeticError:  # it diverges, and there is no end at which to restore
        return
    trained.fit(X, y, epochs, restore_best=True, **settings)
    again.fit(X, y, best_of(losses) + 1, **settings)
    assert repr(parameters(trained)) == repr(parameters(again))


@given(st.sampled_from(KERNELS), SEEDS, st.integers(0, 8), st.sampled_from([1, 5, None]), st.integers(1, 3))
@settings(max_examples=40)
def test_a_training_that_goes_on_is_the_uninterrupted_one(kernel, seed, first, batch_size, patience):
    use_kernel(kernel)
    try:
        whole, parts = (model(Adam(0.2, decay=0.1), seed) for _ in range(2))
        settings = {"batch_size": batch_size, "validation_data": VALIDATION, "restore_best": True, "patience": patience}
        whole.fit(X, Y, 8, random_state=whole.layers[2].random_state, **settings)
        stream = parts.layers[2].random_state
        if first:
            parts.fit(X, Y, first, random_state=stream, **settings)
        parts.fit(X, Y, 8, resume=bool(first), random_state=None if first else stream, **settings)
        assert parts.history == whole.history
        assert repr(parameters(parts)) == repr(parameters(whole))
    finally:
        use_kernel("fast")


def test_going_on_for_no_epoch_restores_the_best_parameters_after_an_interrupt():
    chain, expected = model(), model()

    def stop(epoch, figures):
        if epoch == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        chain.fit(X, Y, 9, validation_data=VALIDATION, callback=stop)
    best = best_of(chain.history["validation_loss"])
    history = chain.fit(X, Y, 5, validation_data=VALIDATION, restore_best=True, resume=True)
    expected.fit(X, Y, best + 1, validation_data=VALIDATION)
    assert len(history["loss"]) == 5 and parameters(chain) == parameters(expected)


def test_a_loss_that_stays_the_same_is_no_better():
    # Samples without weight teach nothing, so that every epoch has the validation loss of the first.
    chain = model(SGD(0.5))
    history = chain.fit(X, Y, 9, validation_data=VALIDATION, patience=2, sample_weights=[0] * len(X))
    assert len(history["loss"]) == 3 and len(set(history["validation_loss"])) == 1


def test_a_callback_cannot_change_the_best_parameters_in_place(kernel):
    chain, expected = model(SGD(0.5)), model(SGD(0.5))
    expected.fit(X, Y, 1)

    def spoil(epoch, figures):
        chain.layers[0].weights[0][0] = 50.0 + epoch

    history = chain.fit(X, Y, 4, validation_data=VALIDATION, callback=spoil, restore_best=True)
    assert best_of(history["validation_loss"]) == 0 and parameters(chain) == parameters(expected)


def test_one_training_after_the_other_with_the_same_stream_is_one_training():
    # An epoch shuffles the samples from their own order, so that it depends on the stream alone.
    whole, parts = model(), model()
    for chain, epochs in ((whole, (4,)), (parts, (1, 3))):
        stream = RandomState(5)
        for count in epochs:
            chain.fit(X, Y, count, batch_size=4, random_state=stream)
    assert parameters(whole) == parameters(parts)


def test_a_best_epoch_belongs_to_the_layers_that_had_it():
    # A callback that replaces the layers starts the comparison again: the old parameters are none of the new layers.
    chain, other = model(SGD(0.5)), Model([Dense(2, 3, 1), Softmax()], CategoricalCrossentropy())
    seen = []

    def replace(epoch, figures):
        if epoch == 2:
            chain.layers = other.layers
        if epoch > 2:
            seen.append((figures["validation_loss"], parameters(chain)))

    chain.fit(X, Y, 6, validation_data=VALIDATION, callback=replace, patience=5, restore_best=True)
    assert len(seen) == 3 and parameters(chain) == min(seen)[1]


@pytest.mark.parametrize(
    "settings, kind, message",
    [
        (
            {"patience": 3},
            ValueError,
            "validation_data must be (X, y) for patience, which compares their losses, got None",
        ),
        (
            {"restore_best": True},
            ValueError,
            "validation_data must be (X, y) for restore_best, which compares their losses, got None",
        ),
        ({"patience": 0, "validation_data": VALIDATION}, ValueError, "patience must be at least 1, got 0"),
        ({"patience": 1.5, "validation_data": VALIDATION}, TypeError, "patience must be an integer, got 1.5"),
        (
            {"resume": True},
            RuntimeError,
            "resume must come after a training, or after loading one saved with optimizer=True",
        ),
    ],
)
def test_what_fit_refuses(settings, kind, message):
    chain = model()
    before = parameters(chain)
    with pytest.raises(kind) as caught:
        chain.fit(X, Y, 2, **settings)
    assert str(caught.value) == message and parameters(chain) == before and chain.history == {}


@pytest.mark.parametrize(
    "settings, kind, message",
    [
        ({"epochs": 2}, ValueError, "epochs must be at least 3, as many as have been made, got 2"),
        (
            {"random_state": 0},
            ValueError,
            "random_state must be None with resume, because the stream of the training goes on",
        ),
        (
            {"validation_data": None},
            ValueError,
            "validation_data must be (X, y) with resume, as in the epochs made",
        ),
    ],
)
def test_what_a_training_that_goes_on_refuses(settings, kind, message):
    chain = model()
    chain.fit(X, Y, 3, validation_data=VALIDATION)
    before, history = parameters(chain), copy.deepcopy(chain.history)
    with pytest.raises(kind) as caught:
        chain.fit(X, Y, **{"epochs": 5, "validation_data": VALIDATION, "resume": True, **settings})
    assert str(caught.value) == message and parameters(chain) == before and chain.history == history
    chain.layers = list(chain.layers)
    with pytest.raises(
        RuntimeError, match="^resume must go on with the layers that have been trained, got other layers$"
    ):
        chain.fit(X, Y, 5, validation_data=VALIDATION, resume=True)
