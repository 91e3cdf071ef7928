"""A training that is saved, loaded and continued: bit for bit the one that was never interrupted."""

import json
import struct

import pytest
from hypothesis import assume, given, settings
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
    Optimizer,
    RandomState,
    ReLU,
    RMSprop,
    Softmax,
    SoftmaxCrossentropy,
    seed,
    use_kernel,
    vertical_data,
)
from purenn.correct_rounding.training import fit_exactly
from purenn.formats.safetensors import read
from strategies import SEEDS, chains

X, Y = vertical_data(6, 3, random_state=0)
VALIDATION = vertical_data(3, 3, random_state=1)
OPTIMIZERS = {
    "SGD": lambda: SGD(0.5, decay=0.1),
    "momentum": lambda: SGD(0.25, momentum=0.5),
    "AdaGrad": lambda: AdaGrad(0.125),
    "RMSprop": lambda: RMSprop(0.02, rho=0.5),
    "Adam": lambda: Adam(0.1, decay=0.01, beta2=0.75),
}


def model(optimizer, number):
    """Two layers of dropout, one of which draws from the stream that also shuffles."""
    shared = RandomState(number)
    layers = [Dense(2, 5, number, weights_scale="he", weights_l2=0.01), ReLU(), Dropout(0.25, shared)]
    layers += [Dense(5, 4, number, weights_scale="he"), ReLU(), Dropout(0.5, number), Dense(4, 3, number), Softmax()]
    return Model(layers, CategoricalCrossentropy(), OPTIMIZERS[optimizer]()), shared


def digits(chain):
    """All parameters, the optimizer's state and the history, as text that distinguishes -0.0 from 0.0."""
    found = [chain.history]
    for layer in chain.layers:
        state = chain.optimizer._state(layer)
        found.append(state.updates)
        for name in getattr(layer, "parameters", ()):
            parts = state.parameters.get(name)
            for part in parts if type(parts) is tuple else (parts,):
                found.append("zeros" if part is None or set(map(repr, part)) == {"0.0"} else part)
            found.append(getattr(layer, name))
    return repr(found)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("models")


@pytest.mark.parametrize("kernel", ["fast", "loops"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@given(
    number=SEEDS,
    stops=st.lists(st.integers(1, 7), min_size=1, max_size=3),
    batch_size=st.sampled_from([1, 4, None]),
    patience=st.integers(1, 4),
    restore_best=st.booleans(),
)
@settings(max_examples=6)
def test_a_training_that_is_saved_and_loaded_goes_on_bit_for_bit(
    folder, kernel, optimizer, number, stops, batch_size, patience, restore_best
):
    arguments = {"batch_size": batch_size, "validation_data": VALIDATION, "patience": patience}
    arguments["restore_best"] = restore_best
    use_kernel(kernel)
    try:
        whole, stream = model(optimizer, number)
        whole.fit(X, Y, 7, random_state=stream, **arguments)
        parts, stream = model(optimizer, number)
        begun = False
        for stop in sorted(stops) + [7]:
            parts.fit(X, Y, stop, resume=begun, random_state=None if begun else stream, **arguments)
            parts.save(folder / "m.safetensors", optimizer=True)
            parts, begun = Model.load(folder / "m.safetensors"), True
    finally:
        use_kernel("fast")
    assert digits(parts) == digits(whole)


@given(number=SEEDS, stop=st.integers(0, 5), end=st.integers(6, 8))
@settings(max_examples=12)
def test_what_the_callback_saves_goes_on_bit_for_bit(folder, number, stop, end):
    # As a checkpoint is made: from within the training, which then is killed.
    arguments = {"batch_size": 4, "validation_data": VALIDATION, "patience": 3, "restore_best": True}

    def save(epoch, figures):
        if epoch == stop:
            whole.save(folder / "m.safetensors", optimizer=True)

    whole, stream = model("Adam", number)
    whole.fit(X, Y, end, random_state=stream, callback=save, **arguments)
    assume(len(whole.history["loss"]) > stop)
    loaded = Model.load(folder / "m.safetensors")
    assert len(loaded.history["loss"]) == stop + 1
    loaded.fit(X, Y, end, resume=True, **arguments)
    assert digits(loaded) == digits(whole)


@given(chains(), st.integers(1, 3), st.integers(1, 4))
@settings(max_examples=40)
def test_any_model_goes_on_bit_for_bit(folder, chain, stop, batch_size):
    parts, inputs, y = chain
    try:
        parts.fit(inputs, y, stop, batch_size=batch_size, random_state=0)
        parts.save(folder / "m.safetensors", optimizer=True)
        loaded = Model.load(folder / "m.safetensors")
        assert digits(loaded) == digits(parts)
        parts.fit(inputs, y, 4, batch_size=batch_size, resume=True)
    except ArithmeticError:  # it diverges
        return
    loaded.fit(inputs, y, 4, batch_size=batch_size, resume=True)
    assert digits(loaded) == digits(parts)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_weights_that_the_engine_has_turned_go_on_bit_for_bit(folder, optimizer):
    # Batches of inputs that are mostly 0 and batches of others: the engine turns the weights, and with them the state.
    stream = RandomState(0)
    inputs = [[0.0 if i < 35 * (s % 2) else stream.randn() for i in range(40)] for s in range(8)]

    def made():
        layers = [Dense(40, 9, 0, weights_l2=0.01), ReLU(), Dense(9, 3, 1, weights_scale="he"), Softmax()]
        return Model(layers, CategoricalCrossentropy(), OPTIMIZERS[optimizer]())

    arguments = {"batch_size": 1, "validation_data": (inputs, [0, 1, 2, 0] * 2)}
    whole, parts = made(), made()
    whole.fit(inputs, [0, 1, 2, 0] * 2, 4, random_state=0, **arguments)
    parts.fit(inputs, [0, 1, 2, 0] * 2, 2, random_state=0, **arguments)
    parts.save(folder / "m.safetensors", optimizer=True)
    loaded = Model.load(folder / "m.safetensors")
    loaded.fit(inputs, [0, 1, 2, 0] * 2, 4, resume=True, **arguments)
    assert digits(loaded) == digits(whole)


def test_the_default_stream_goes_on_as_a_stream_of_the_model(folder):
    # Dropout and shuffling draw from one default stream. What is loaded has a copy of it, and leaves the default alone.
    def made():
        seed(5)
        layers = [Dense(2, 4), ReLU(), Dropout(0.5), Dense(4, 3), Softmax()]
        return Model(layers, CategoricalCrossentropy(), Adam(0.1))

    whole = made()
    whole.fit(X, Y, 5, batch_size=4)
    parts = made()
    parts.fit(X, Y, 2, batch_size=4)
    parts.save(folder / "m.safetensors", optimizer=True)
    seed(0)
    loaded = Model.load(folder / "m.safetensors")
    loaded.fit(X, Y, 5, batch_size=4, resume=True)
    assert digits(loaded) == digits(whole)
    assert RandomState(0).random() == Dropout(0.5).random_state.random()


def test_an_exact_training_goes_on_bit_for_bit(folder):
    def made():
        return Model([Dense(1, 2, 0, weights_scale=1.0), Dense(2, 1, 1, weights_scale=1.0)], MeanSquaredError(), Adam())

    whole, parts = made(), made()
    fit_exactly(whole, [[1.0], [0.5]], [1.0, 0.0], 3)
    fit_exactly(parts, [[1.0], [0.5]], [1.0, 0.0], 1)
    parts.save(folder / "m.safetensors", optimizer=True)
    loaded = Model.load(folder / "m.safetensors")
    fit_exactly(loaded, [[1.0], [0.5]], [1.0, 0.0], 3, resume=True)
    assert digits(loaded) == digits(whole)


def test_a_model_that_was_never_trained_has_its_optimizer_and_no_training(folder):
    chain = Model([Dense(2, 3, 0)], SoftmaxCrossentropy(), RMSprop(0.5, rho=0.25))
    chain.save(folder / "m.safetensors", optimizer=True)
    loaded = Model.load(folder / "m.safetensors")
    assert repr(loaded.optimizer) == "RMSprop(learning_rate=0.5, rho=0.25)" and loaded.history == {}
    with pytest.raises(RuntimeError, match="^resume must come after a training, or after loading one saved with "):
        loaded.fit(X, Y, 2, resume=True)


def test_the_optimizer_is_saved_only_when_asked_for(folder):
    chain, stream = model("Adam", 0)
    chain.fit(X, Y, 2, random_state=stream)
    chain.save(folder / "plain.safetensors")
    assert Model.load(folder / "plain.safetensors").optimizer is None
    chain.save(folder / "m.safetensors", optimizer=True)
    plain, whole = (read(folder / name) for name in ("plain.safetensors", "m.safetensors"))
    assert set(plain[0]) == {name for name in whole[0] if name.startswith("layers.")}
    assert set(whole[1]) - set(plain[1]) == {"optimizer", "streams", "training"}
    chain.save(folder / "again.safetensors", optimizer=True)
    assert (folder / "again.safetensors").read_bytes() == (folder / "m.safetensors").read_bytes()


class Own(SGD):
    """An optimizer of one's own."""


@pytest.mark.parametrize(
    "optimizer, dtype, kind, message",
    [
        (None, "F64", TypeError, "optimizer must be one of SGD, AdaGrad, RMSprop, Adam to be saved, got None"),
        (Own(), "F64", TypeError, "optimizer must be one of SGD, AdaGrad, RMSprop, Adam to be saved, got Own()"),
        (
            SGD(),
            "F32",
            ValueError,
            "dtype must be 'F64' with the optimizer, whose state must not be rounded, got 'F32'",
        ),
    ],
)
def test_what_cannot_go_on_bit_for_bit_is_not_saved(folder, optimizer, dtype, kind, message):
    with pytest.raises(kind) as caught:
        Model([Dense(2, 1)], MeanSquaredError(), optimizer).save(folder / "none", dtype, optimizer=True)
    assert str(caught.value) == message and not (folder / "none").exists()
    assert issubclass(Own, Optimizer)


def rewritten(path, change):
    """Change the header of a file; what it says of the tensors may then be anything."""
    content = path.read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + length])
    data = bytearray(content[8 + length :])
    change(header, data)
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + bytes(data))


def metadata(name, **values):
    """A change of JSON in the metadata."""

    def change(header, data):
        value = json.loads(header["__metadata__"][name])
        value.update(values)
        header["__metadata__"][name] = json.dumps(value)

    return change


def missing(name):
    return lambda header, data: header["__metadata__"].pop(name)


def renamed(name):
    return lambda header, data: header.__setitem__("other", header.pop(name))


def reshaped(name, rows, columns):
    return lambda header, data: header[name].__setitem__("shape", [rows, columns])


def number(name, value):
    """The first number of a tensor is another."""

    def change(header, data):
        begin = header[name]["data_offsets"][0]
        data[begin : begin + 8] = struct.pack("<d", value)

    return change


HOSTILE = [
    (missing("streams"), "__metadata__ must have 'streams', which is missing"),
    (missing("training"), "__metadata__ must have 'training' for the history, which is missing"),
    (
        metadata("optimizer", kind="object"),
        "optimizer must be one of SGD, AdaGrad, RMSprop, Adam, got {'kind': 'object'",
    ),
    (
        metadata("optimizer", rho=0.5),
        "optimizer must have the settings learning_rate, decay, epsilon, beta1, beta2, got ",
    ),
    (metadata("optimizer", learning_rate="x"), "learning_rate must be a number, got 'x'"),
    (metadata("optimizer", beta1=1), "beta1 must be in [0, 1), got 1"),
    (metadata("optimizer", updates=[1]), "updates must be 3 numbers, one for each layer, got [1]"),
    (metadata("optimizer", updates=[-1, 0, 0]), "updates[0] must be in 0..9007199254740992, got -1"),
    (
        metadata("optimizer", updates=[2**60, 0, 0]),
        "updates[0] must be in 0..9007199254740992, got 1152921504606846976",
    ),
    (metadata("optimizer", updates=[2, 1, 0]), "updates[1] must be 0, because the layer has no parameters, got 1"),
    (metadata("optimizer", updates=[0, 0, 0]), "tensor 'optimizer.0.biases.cache' must be a parameter of a layer, but"),
    (metadata("streams", states=[["MT19937", [0] * 624, 624, 0, 0.0]]), "state must be what RandomState.get_state"),
    (metadata("streams", states={}), "states must be a list of at most 2 streams, got {}"),
    (metadata("streams", states=[1] * 3), "states must be a list of at most 2 streams, got [1, 1, 1]"),
    (metadata("streams", dropouts=[]), "dropouts must be 1 streams, as the model has, got []"),
    (metadata("streams", dropouts=[1]), "dropouts must be the places of streams in 0..0, got 1"),
    (metadata("streams", dropouts=["0"]), "dropouts must be the places of streams in 0..0, got '0'"),
    (metadata("streams", other=1), "streams must be states and dropouts, got {"),
    (metadata("training", shuffling=-1), "shuffling must be the places of streams in 0..0, got -1"),
    (metadata("training", best_epoch=2), "best_epoch must be an epoch in 0..1, got 2"),
    (metadata("training", best_epoch=0.5), "best_epoch must be an epoch in 0..1, got 0.5"),
    (metadata("training", kept="worst"), "kept must be 'best' or 'last', got 'worst'"),
    (metadata("training", kept="last"), "tensor 'last.0.weights' must be in the file, but is missing"),
    (metadata("training", epoch=3), "training must be best_epoch, kept and shuffling, got {"),
    (renamed("optimizer.0.weights.cache"), "tensor 'optimizer.0.weights.cache' must be in the file, but is missing"),
    (
        reshaped("optimizer.0.weights.mean", 3, 2),
        "tensor 'optimizer.0.weights.mean' must be (2, 3), as the parameter is",
    ),
    (reshaped("best.0.weights", 6, 1), "tensor 'best.0.weights' must be (2, 3), as the parameter is, got (6, 1)"),
    (
        number("optimizer.0.biases.cache", -1.0),
        "tensor 'optimizer.0.biases.cache' must have no negative number, got -1.0",
    ),
    (
        number("optimizer.0.weights.mean", float("nan")),
        "tensor 'optimizer.0.weights.mean'[0][0] must be a finite number",
    ),
    (number("history.loss", float("inf")), "tensor 'history.loss'[0][0] must be a finite number, got inf"),
    (renamed("history.loss"), "tensor 'history.loss' must be in the file, but is missing"),
    (reshaped("history.penalty", 2, 1), "tensor 'history.penalty' must be (1, 2), got (2, 1)"),
    (renamed("history.accuracy"), "tensor 'other' must be a parameter of a layer, but no layer has it"),
]


@pytest.mark.parametrize("change, message", HOSTILE, ids=[message[:50] for _, message in HOSTILE])
def test_a_hostile_training_is_refused_in_one_line(tmp_path, change, message):
    chain = Model([Dense(2, 3, 0), Dropout(0.5, 0), Softmax()], CategoricalCrossentropy(), Adam(0.1))
    chain.fit(X, Y, 2, validation_data=VALIDATION)
    path = tmp_path / "m.safetensors"
    chain.save(path, optimizer=True)
    Model.load(path)
    rewritten(path, change)
    with pytest.raises(ValueError) as caught:
        Model.load(path)
    text = str(caught.value)
    assert text.startswith(f"{path}: {message}") and "\n" not in text
