"""Models that last: what is saved is what is loaded, whatever breaks in between."""

import builtins
import json
import math
import os
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import purenn.formats.files
from purenn import (
    Adam,
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Dense,
    Dropout,
    Linear,
    Loss,
    MeanAbsoluteError,
    MeanSquaredError,
    Model,
    ReLU,
    Sigmoid,
    SigmoidCrossentropy,
    Softmax,
    SoftmaxCrossentropy,
    Standardizer,
    load_tensors,
)
from purenn.random_state import as_random_state
from purenn.formats.model_file import LAYERS, LOSSES
from strategies import FINITE, matrices


def small():
    """A model with a layer of each kind, and names."""
    scale = Standardizer().fit([[1.0, 2.0], [3.0, 5.0]])
    penalised = Dense(2, 3, 0, weights_l1=0.1, weights_l2=0.2, biases_l1=0.3, biases_l2=0.4)
    layers = [scale, penalised, ReLU(), Dropout(0.25), Linear(), Dense(3, 2, 1), Sigmoid(), Softmax()]
    model = Model(layers, CategoricalCrossentropy(0.1, [1.0, 2.5]), Adam())
    model.columns, model.target, model.labels = ["width", "height"], "species", ["é", 'a "b"\n']
    return model


def described(model):
    """Everything that must last, as text in which -0.0 is not 0.0."""
    kept = [(type(layer).__name__, settings_of(layer)) for layer in model.layers]
    matrices = [
        [value.hex() for row in getattr(layer, name) for value in row]
        for layer in model.layers
        for name in getattr(layer, "parameters", ())
    ]
    loss = (type(model.loss).__name__, settings_of(model.loss))
    return repr((kept, matrices, loss, model.columns, model.target, model.labels))


PENALTIES = ["weights_l1", "weights_l2", "biases_l1", "biases_l2"]
SETTINGS = {
    "Standardizer": ["means", "deviations"],
    "Dense": ["n_inputs", "n_neurons"] + PENALTIES,
    "Dropout": ["rate"],
    "CategoricalCrossentropy": ["label_smoothing", "class_weights"],
    "SoftmaxCrossentropy": ["label_smoothing", "class_weights"],
}


def settings_of(thing):
    return [(name, getattr(thing, name)) for name in SETTINGS.get(type(thing).__name__, [])]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "model.safetensors"


def test_a_model_with_every_layer_comes_back(path):
    model = small()
    model.save(path)
    loaded = Model.load(path)
    assert described(loaded) == described(model)
    X = [[0.5, -1.0], [2.0, 3.0]]
    assert loaded.predict(X) == model.predict(X)
    assert loaded.evaluate(X, [0, 1]) == model.evaluate(X, [0, 1])
    assert loaded.optimizer is None and loaded.history == {}


def test_the_kinds_that_can_be_saved_are_all_that_there_are():
    assert set(LAYERS) == {type(layer) for layer in small().layers}
    losses = Loss.__subclasses__() + CategoricalCrossentropy.__subclasses__() + BinaryCrossentropy.__subclasses__()
    assert set(LOSSES) == {loss for loss in losses if loss.__module__.startswith("purenn.")}


@pytest.mark.parametrize(
    "loss",
    [
        CategoricalCrossentropy(),
        CategoricalCrossentropy(label_smoothing=0.5, class_weights=[1, 0.0]),
        SoftmaxCrossentropy(0.25, [0.5, 2.0]),
        BinaryCrossentropy(),
        SigmoidCrossentropy(),
        MeanSquaredError(),
        MeanAbsoluteError(),
    ],
)
def test_every_loss_comes_back_with_its_settings(path, loss):
    model = Model([Dense(2, 2, 0)], loss)
    model.save(path)
    assert described(Model.load(path)) == described(model)


def test_a_round_trip_is_bit_exact(path):
    @given(st.data(), matrices(FINITE))
    @settings(max_examples=50)
    def holds(data, weights):
        layer = Dense(len(weights), len(weights[0]), 0)
        layer.weights = weights
        layer.biases = data.draw(matrices(FINITE, 1, len(weights[0])))
        model = Model([layer], MeanSquaredError())
        model.save(path)
        assert described(Model.load(path)) == described(model)
        written = path.read_bytes()
        Model.load(path).save(path)
        assert path.read_bytes() == written  # the same bytes for the same model, whoever made it

    holds()


def test_single_precision_takes_half_the_bytes_and_rounds_once(path):
    layer = Dense(100, 2, 0)
    model = Model([layer], MeanSquaredError())
    model.save(path)
    whole = path.stat().st_size
    model.save(path, dtype="F32")
    assert whole - path.stat().st_size >= 4 * 202
    rounded = [list(struct.unpack("<2f", struct.pack("<2f", *row))) for row in layer.weights]
    assert Model.load(path).layers[0].weights == rounded
    with pytest.raises(ValueError, match=r"^dtype must be 'F64' or 'F32', got 'F16'$"):
        model.save(path, dtype="F16")


def test_loading_draws_no_random_number(path):
    small().save(path)
    before = as_random_state(None)._position
    Model.load(path)
    assert as_random_state(None)._position == before


def test_a_loaded_model_can_be_trained_further(path):
    model = Model([Dense(1, 1, 0)], MeanSquaredError())
    model.save(path)
    loaded = Model.load(path)
    loaded.optimizer = Adam(0.1)
    assert len(loaded.fit([[1.0], [2.0]], [1.0, 2.0], epochs=3)["loss"]) == 3


def test_weights_from_pytorch_run_here_once_they_are_transposed(torch_file):
    tensors = load_tensors(torch_file)
    layers = [Dense(2, 3), ReLU(), Dense(3, 2)]
    for layer, name in ((layers[0], "0"), (layers[2], "2")):
        layer.weights = list(zip(*tensors[name + ".weight"]))
        layer.biases = [tensors[name + ".bias"]]
    model = Model(layers, SoftmaxCrossentropy())
    # By hand: relu(1, 2 + 0.5, 1 - 2) = (1, 2.5, 0); then 1 + 5 + 0 + 0.25 and -1 + 0 + 0 - 0.25.
    assert model.forward([[1.0, 2.0]]) == [[6.25, -1.25]]


class Mine:
    """A layer that purenn does not know."""

    def forward(self, inputs):
        return inputs

    backward = forward


class MyDense(Dense):
    pass


class MyLoss(MeanSquaredError):
    pass


def spoilt(value):
    layer = Dense(1, 1, 0)
    layer.weights = [[value]]
    return layer


@pytest.mark.parametrize(
    "layers, loss, kind, message",
    [
        ([Mine()], None, TypeError, r"layers\[0\] must be one of Standardizer, Dense, .* to be saved, got <test_sav"),
        ([Dense(1, 1), MyDense(1, 1)], None, TypeError, r"layers\[1\] must be one of .* to be saved, got <test_saving"),
        ([ReLU()], MyLoss(), TypeError, r"loss must be one of CategoricalCrossentropy, .* to be saved, got "),
        ([Standardizer()], None, RuntimeError, "Standardizer.save must come after fit, which has not run yet"),
        ([spoilt(math.nan)], None, ValueError, r"layers\.0\.weights\[0\]\[0\] must be a finite number, got nan"),
        ([spoilt(math.inf)], None, ValueError, r"layers\.0\.weights\[0\]\[0\] must be a finite number, got inf"),
    ],
)
def test_what_cannot_be_saved_leaves_the_old_file(path, layers, loss, kind, message):
    path.write_bytes(b"old")
    with pytest.raises(kind, match=f"^{message}"):
        Model(layers, loss or MeanSquaredError()).save(path)
    assert path.read_bytes() == b"old" and os.listdir(path.parent) == [path.name]


class Scalar:
    """A number as NumPy's are in single precision: none that JSON knows, but one that gives a plain one."""

    def __init__(self, value):
        self.value = value

    def tolist(self):
        return self.value


def test_settings_of_a_librarys_own_numbers_are_kept_as_plain_ones(path):
    layers = [Dense(2, 2, weights_l2=Scalar(0.5)), Dropout(Scalar(0.25)), Softmax()]
    Model(layers, CategoricalCrossentropy(class_weights=[Scalar(1.0), Scalar(3)])).save(path)
    loaded = Model.load(path)
    assert loaded.layers[0].weights_l2 == 0.5 and loaded.layers[1].rate == 0.25
    assert loaded.loss.class_weights == [1.0, 3]


@pytest.mark.parametrize(
    "name, value, message",
    [
        ("labels", ["a"], "labels must be 2 names, as the model has, got 1"),
        ("columns", ["a", "b", "c"], "columns must be 2 names, as the model has, got 3"),
        ("labels", "ab", "labels must be a list of strings or None, got 'ab'"),
        ("labels", [1, 2], r"labels must be a list of strings or None, got \[1, 2\]"),
        ("target", 3, "target must be a string or None, got 3"),
    ],
)
def test_names_that_do_not_fit(path, name, value, message):
    model = small()
    setattr(model, name, value)
    for write in (model.save, model.to_python):
        with pytest.raises((TypeError, ValueError), match=f"^{message}$"):
            write(path)
        assert not path.exists()


class Failing:
    """A file whose step of one name fails."""

    def __init__(self, file, step, error):
        self.file, self.step, self.error = file, step, error

    def __enter__(self):
        return self

    def __exit__(self, *details):
        self.file.close()

    def write(self, data):
        self.file.write(data[: len(data) // 2])  # a disk fills up in the middle
        self._fail("write")
        return self.file.write(data[len(data) // 2 :])

    def flush(self):
        self._fail("flush")
        self.file.flush()

    def fileno(self):
        return self.file.fileno()

    def _fail(self, step):
        if step == self.step:
            raise self.error


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt(), MemoryError()])
@pytest.mark.parametrize("step", ["open", "write", "flush", "fsync", "replace"])
def test_a_write_stopped_at_any_step_leaves_the_old_file(path, monkeypatch, step, error):
    def fail(*arguments, **keywords):
        raise error

    small().save(path)
    old = path.read_bytes()
    opening = fail if step == "open" else lambda *arguments: Failing(builtins.open(*arguments), step, error)
    monkeypatch.setattr(purenn.formats.files, "open", opening, raising=False)
    if step in ("fsync", "replace"):
        monkeypatch.setattr(os, step, fail)
    with pytest.raises(type(error)) as caught:
        Model([Dense(1, 1)], MeanSquaredError()).save(path)
    assert path.read_bytes() == old
    assert os.listdir(path.parent) == [path.name]
    if isinstance(error, OSError):
        assert caught.value.filename == str(path)


def test_a_link_stays_a_link(path):
    link = path.with_name("link")
    try:
        link.symlink_to(path)
    except OSError:
        pytest.skip("links are not to be had here")
    small().save(link)
    assert link.is_symlink() and path.exists()


def test_what_is_no_place_for_a_file(path):
    for wrong in (path.parent, path.parent / "missing" / "model"):
        with pytest.raises(OSError) as caught:
            small().save(wrong)
        assert str(path.parent) in caught.value.filename
    assert os.listdir(path.parent) == []


def rewritten(path, change):
    """The file of `small()` after a change to its header, its offsets as they were."""
    small().save(path)
    content = path.read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + length])
    change(header)
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + content[8 + length :])


def note(name, value):
    return lambda header: header["__metadata__"].update({name: value if isinstance(value, str) else json.dumps(value)})


def layer(n, **changes):
    """A change to the settings of one layer."""

    def change(header):
        layers = json.loads(header["__metadata__"]["layers"])
        layers[n].update(changes)
        header["__metadata__"]["layers"] = json.dumps(layers)

    return change


def renamed(header):
    header["other"] = header.pop("layers.5.biases")


def reshaped(header):
    header["layers.5.weights"]["shape"] = [2, 3]


WRONG = [
    (lambda header: header.pop("__metadata__"), "the file must be one that Model.save wrote; load_tensors reads any"),
    (note("purenn", "2"), "the version of the file must be 1, got '2'"),
    (lambda header: header["__metadata__"].pop("layers"), "__metadata__ must have 'layers', which is missing"),
    (lambda header: header["__metadata__"].pop("loss"), "__metadata__ must have 'loss', which is missing"),
    (note("layers", "["), "layers must be JSON, but it is not from character 1 on"),
    (note("layers", "[" * 100_000), "layers must not be nested as deeply as it is"),
    (note("layers", {}), "layers must be a list, got {}"),
    (note("layers", [1]), "layers[0] must be one of Standardizer, Dense, "),
    (note("layers", [{"kind": ["Dense"]}]), "layers[0] must be one of Standardizer, Dense, "),
    (note("layers", [{"kind": "os.system"}]), "layers[0] must be one of Standardizer, Dense, "),
    (note("layers", []), "tensor 'layers.1.biases' must belong to a layer, but none has it"),
    (layer(2, rate=1), "layers[2] must have the settings none, got {'rate': 1}"),
    (layer(3, rate=1), "rate must be in [0, 1), got 1"),
    (layer(3, rate="x"), "rate must be a number, got 'x'"),
    (layer(1, n_inputs=10**9), "layers[1] must have the settings weights_l1, "),
    (layer(1, weights_l1=-1), "weights_l1 must be at least 0, got -1"),
    (layer(0, means=[1.0]), "deviations must be 1 numbers, as the means are, got 2"),
    (layer(0, means=[1.0], deviations=[1.0]), "layers[1] must take the 1 that layers[0] gives, got 2"),
    (layer(0, deviations=[1.0, 0.0]), "deviations[1] must be above 0, got 0.0"),
    (layer(0, means=7), "means must be a list of numbers, got 7"),
    (note("loss", {"kind": "Linear"}), "loss must be one of CategoricalCrossentropy, "),
    (note("loss", {"kind": "CategoricalCrossentropy"}), "loss must have the settings label_smoothing, class_weights, "),
    (note("labels", ["a"]), "labels must be 2 names, as the model has, got 1"),
    (note("labels", "5"), "labels must be a list of strings or None, got 5"),
    (note("target", "5"), "target must be a string or None, got 5"),
    (renamed, "tensor 'layers.5.biases' must be in the file, but is missing"),
    (reshaped, "biases must be (1, 3), got (1, 2)"),
]


@pytest.mark.parametrize("change, message", WRONG, ids=[message[:60] for _, message in WRONG])
def test_a_file_that_makes_no_model(path, change, message):
    rewritten(path, change)
    with pytest.raises(ValueError) as caught:
        Model.load(path)
    assert str(caught.value).startswith(f"{path}: {message}")
    assert "\n" not in str(caught.value)


def test_weights_of_a_model_are_finite_and_of_a_float(path):
    Model([Dense(1, 2, 0)], MeanSquaredError()).save(path)
    content = path.read_bytes()
    path.write_bytes(content[:-16] + struct.pack("<d", math.nan) + content[-8:])
    message = r"tensor 'layers\.0\.biases'\[0\]\[0\] must be a finite number, got nan$"
    with pytest.raises(ValueError, match=message):
        Model.load(path)
    assert math.isnan(load_tensors(path)["layers.0.biases"][0][0])
    path.write_bytes(content.replace(b'"F64"', b'"I64"'))
    with pytest.raises(
        ValueError, match=r"tensor 'layers\.0\.weights' must be a matrix of F64 or F32, got \[1, 2\] of "
    ):
        Model.load(path)


def loads_or_says_why(path, content):
    path.write_bytes(content)
    try:
        assert isinstance(Model.load(path), Model)
    except ValueError as error:
        assert str(error).startswith(f"{path}: ") and "\n" not in str(error)


def test_a_flipped_byte_is_an_error_or_a_model(path):
    Model([Dense(1, 2, 0), Softmax()], CategoricalCrossentropy()).save(path)
    content = path.read_bytes()

    @given(st.integers(1, 255))
    @settings(max_examples=8)
    def holds(flip):
        for n in range(len(content)):
            loads_or_says_why(path, content[:n] + bytes([content[n] ^ flip]) + content[n + 1 :])

    holds()


def test_a_file_cut_anywhere_is_an_error(path):
    small().save(path)
    content = path.read_bytes()
    for n in range(len(content)):
        path.write_bytes(content[:n])
        with pytest.raises(ValueError, match="^" + str(path)):
            Model.load(path)


def test_bytes_cut_out_of_a_file_or_put_into_it_are_an_error_or_a_model(path):
    small().save(path)
    content = path.read_bytes()

    @given(st.integers(0, len(content)), st.integers(0, len(content)), st.binary(max_size=8))
    def holds(a, b, more):
        start, stop = min(a, b), max(a, b)
        loads_or_says_why(path, content[:start] + more + content[stop:])

    holds()
