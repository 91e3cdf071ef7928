"""Model.save and Model.load: round trips, atomic writes, and files that are damaged or not a model."""

import builtins
import json
import math
import os
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from purenn import (
    Adam,
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Dense,
    Dropout,
    LeakyReLU,
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
    Tanh,
    load_tensors,
)
from purenn.formats import atomic_write
from purenn.formats.model_file import LAYERS, LOSSES
from purenn.random_state import as_random_state
from strategies import FINITE, matrices


def every_layer():
    """A model with a layer of every kind, and names."""
    scale = Standardizer().fit([[1.0, 2.0], [3.0, 5.0]])
    penalised = Dense(2, 3, 0, weights_l1=0.1, weights_l2=0.2, biases_l1=0.3, biases_l2=0.4)
    layers = [scale, penalised, ReLU(), Dropout(0.25), Sigmoid(), Dense(3, 2, 1), Linear(), Softmax()]
    layers[6:6] = [Tanh(), LeakyReLU(0.25)]
    model = Model(layers, CategoricalCrossentropy(0.1, [1.0, 2.5]), Adam())
    model.columns, model.target, model.labels = ["width", "height"], "species", ["é", 'a "b"\n']
    return model


def saved_state(model):
    """All that a file must preserve, as text that distinguishes -0.0 from 0.0."""
    layers = [(type(layer).__name__, settings_of(layer)) for layer in model.layers]
    matrices = [
        [value.hex() for row in getattr(layer, name) for value in row]
        for layer in model.layers
        for name in getattr(layer, "parameters", ())
    ]
    loss = (type(model.loss).__name__, settings_of(model.loss))
    return repr((layers, matrices, loss, model.columns, model.target, model.labels))


PENALTIES = ["weights_l1", "weights_l2", "biases_l1", "biases_l2"]
SETTINGS = {
    "Standardizer": ["means", "deviations"],
    "Dense": ["n_inputs", "n_neurons"] + PENALTIES,
    "Dropout": ["rate"],
    "CategoricalCrossentropy": ["label_smoothing", "class_weights"],
    "SoftmaxCrossentropy": ["label_smoothing", "class_weights"],
}


def settings_of(component):
    return [(name, getattr(component, name)) for name in SETTINGS.get(type(component).__name__, [])]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "model.safetensors"


def test_every_layer_survives_a_round_trip(path):
    model = every_layer()
    model.save(path)
    loaded = Model.load(path)
    assert saved_state(loaded) == saved_state(model)
    X = [[0.5, -1.0], [2.0, 3.0]]
    assert loaded.predict(X) == model.predict(X)
    assert loaded.evaluate(X, [0, 1]) == model.evaluate(X, [0, 1])
    assert loaded.optimizer is None and loaded.history == {}


def test_every_layer_and_loss_can_be_saved():
    assert set(LAYERS) == {type(layer) for layer in every_layer().layers}
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
def test_every_loss_survives_a_round_trip(path, loss):
    last = {CategoricalCrossentropy: Softmax(), BinaryCrossentropy: Sigmoid()}.get(type(loss), Linear())
    model = Model([Dense(2, 2, 0), last], loss)
    model.save(path)
    assert saved_state(Model.load(path)) == saved_state(model)


def test_a_round_trip_is_bit_exact(path):
    @given(st.data(), matrices(FINITE))
    @settings(max_examples=50)
    def holds(data, weights):
        layer = Dense(len(weights), len(weights[0]), 0)
        layer.weights = weights
        layer.biases = data.draw(matrices(FINITE, 1, len(weights[0])))
        model = Model([layer], MeanSquaredError())
        model.save(path)
        assert saved_state(Model.load(path)) == saved_state(model)
        written = path.read_bytes()
        Model.load(path).save(path)
        assert path.read_bytes() == written  # equal models give equal files

    holds()


def test_f32_halves_the_size_and_rounds_once(path):
    layer = Dense(100, 2, 0)
    model = Model([layer], MeanSquaredError())
    model.save(path)
    double_size = path.stat().st_size
    model.save(path, dtype="F32")
    assert double_size - path.stat().st_size >= 4 * 202
    rounded = [list(struct.unpack("<2f", struct.pack("<2f", *row))) for row in layer.weights]
    assert Model.load(path).layers[0].weights == rounded
    with pytest.raises(ValueError, match=r"^dtype must be 'F64' or 'F32', got 'F16'$"):
        model.save(path, dtype="F16")


def test_loading_does_not_advance_the_global_random_state(path):
    every_layer().save(path)
    before = as_random_state(None)._position
    Model.load(path)
    assert as_random_state(None)._position == before


def test_a_loaded_model_can_be_trained_further(path):
    model = Model([Dense(1, 1, 0)], MeanSquaredError())
    model.save(path)
    loaded = Model.load(path)
    loaded.optimizer = Adam(0.1)
    assert len(loaded.fit([[1.0], [2.0]], [1.0, 2.0], epochs=3)["loss"]) == 3


def test_transposed_pytorch_weights_can_be_used(torch_file):
    tensors = load_tensors(torch_file)
    layers = [Dense(2, 3), ReLU(), Dense(3, 2)]
    for layer, name in ((layers[0], "0"), (layers[2], "2")):
        layer.weights = list(zip(*tensors[name + ".weight"]))
        layer.biases = [tensors[name + ".bias"]]
    model = Model(layers, SoftmaxCrossentropy())
    # By hand: relu(1, 2 + 0.5, 1 - 2) = (1, 2.5, 0); then 1 + 5 + 0 + 0.25 and -1 + 0 + 0 - 0.25.
    assert model.forward([[1.0, 2.0]]) == [[6.25, -1.25]]


class UserLayer:
    """A user-defined layer."""

    def forward(self, inputs):
        return inputs

    backward = forward


class UserDense(Dense):
    """A subclass, which may compute something else than its base class."""


class UserLoss(MeanSquaredError):
    """A user-defined loss."""


def dense_with_weight(value):
    layer = Dense(1, 1, 0)
    layer.weights = [[value]]
    return layer


@pytest.mark.parametrize(
    "layers, loss, kind, message",
    [
        (
            [UserLayer()],
            None,
            TypeError,
            r"layers\[0\] must be one of Standardizer, Dense, .* to be saved, got <test_sav",
        ),
        (
            [Dense(1, 1), UserDense(1, 1)],
            None,
            TypeError,
            r"layers\[1\] must be one of .* to be saved, got ",
        ),
        ([ReLU()], UserLoss(), TypeError, r"loss must be one of CategoricalCrossentropy, .* to be saved, got "),
        ([Standardizer()], None, RuntimeError, r"layers\[0\] must be fitted before it is saved, got Standardizer\(\)"),
        (
            [dense_with_weight(math.nan)],
            None,
            ValueError,
            r"layers\.0\.weights\[0\]\[0\] must be a finite number, got nan",
        ),
        (
            [dense_with_weight(math.inf)],
            None,
            ValueError,
            r"layers\.0\.weights\[0\]\[0\] must be a finite number, got inf",
        ),
    ],
)
def test_a_model_that_cannot_be_saved_leaves_the_old_file(path, layers, loss, kind, message):
    path.write_bytes(b"old")
    with pytest.raises(kind, match=f"^{message}"):
        Model(layers, loss or MeanSquaredError()).save(path)
    assert path.read_bytes() == b"old" and os.listdir(path.parent) == [path.name]


class Scalar:
    """Like a NumPy scalar in single precision: JSON cannot represent it, but `tolist()` gives a Python number."""

    def __init__(self, value):
        self.value = value

    def tolist(self):
        return self.value


def test_numpy_scalars_in_settings_are_saved_as_python_numbers(path):
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
def test_invalid_names_are_rejected(path, name, value, message):
    model = every_layer()
    setattr(model, name, value)
    for write in (model.save, model.to_python):
        with pytest.raises((TypeError, ValueError), match=f"^{message}$"):
            write(path)
        assert not path.exists()


class FailingFile:
    """A file that raises an error in one step of a write."""

    def __init__(self, file, step, error):
        self.file, self.step, self.error = file, step, error

    def __enter__(self):
        return self

    def __exit__(self, *details):
        self.file.close()

    def write(self, data):
        self.file.write(data[: len(data) // 2])  # as when the disk becomes full
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
def test_a_write_that_fails_at_any_step_leaves_the_old_file(path, monkeypatch, step, error):
    def fail(*arguments, **keywords):
        raise error

    every_layer().save(path)
    old = path.read_bytes()
    opening = fail if step == "open" else lambda *arguments: FailingFile(builtins.open(*arguments), step, error)
    monkeypatch.setattr(atomic_write, "open", opening, raising=False)
    if step in ("fsync", "replace"):
        monkeypatch.setattr(os, step, fail)
    with pytest.raises(type(error)) as caught:
        Model([Dense(1, 1)], MeanSquaredError()).save(path)
    assert path.read_bytes() == old
    assert os.listdir(path.parent) == [path.name]
    if isinstance(error, OSError):
        assert caught.value.filename == str(path)


def test_a_symbolic_link_is_kept_and_its_target_replaced(path):
    link = path.with_name("link")
    try:
        link.symlink_to(path)
    except OSError:
        pytest.skip("this system does not support symbolic links")
    every_layer().save(link)
    assert link.is_symlink() and path.exists()


def test_a_directory_or_a_missing_directory_raises_oserror(path):
    for wrong in (path.parent, path.parent / "missing" / "model"):
        with pytest.raises(OSError) as caught:
            every_layer().save(wrong)
        assert str(path.parent) in caught.value.filename
    assert os.listdir(path.parent) == []


def rewritten(path, change):
    """Save `every_layer()`, then apply a change to the header without updating the data."""
    every_layer().save(path)
    content = path.read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + length])
    change(header)
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + content[8 + length :])


def metadata(name, value):
    """A change to one entry of `__metadata__`."""
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


INVALID = [
    (lambda header: header.pop("__metadata__"), "the file must be written by Model.save, got other tensors; load_te"),
    (metadata("purenn", "2"), "the version of the file must be 1, got '2'"),
    (lambda header: header["__metadata__"].pop("layers"), "__metadata__ must have 'layers', which is missing"),
    (lambda header: header["__metadata__"].pop("loss"), "__metadata__ must have 'loss', which is missing"),
    (metadata("layers", "["), "layers must be valid JSON, got a syntax error at character 1"),
    (metadata("layers", "[" * 100_000), "layers must be nested in at most 32 levels, got 100000"),
    (metadata("layers", {}), "layers must be a list, got {}"),
    (metadata("layers", [1]), "layers[0] must be one of Standardizer, Dense, "),
    (metadata("layers", [{"kind": ["Dense"]}]), "layers[0] must be one of Standardizer, Dense, "),
    (metadata("layers", [{"kind": "os.system"}]), "layers[0] must be one of Standardizer, Dense, "),
    (metadata("layers", []), "layers must have at least one layer, got none"),
    (
        lambda header: header.update(extra={"dtype": "F64", "shape": [0], "data_offsets": [0, 0]}),
        "tensor 'extra' must be a parameter of a layer, but no layer has it",
    ),
    (layer(2, rate=1), "layers[2] must have the settings none, got {'rate': 1}"),
    (layer(3, rate=1), "rate must be in [0, 1), got 1"),
    (layer(3, rate="x"), "rate must be a number, got 'x'"),
    (layer(1, n_inputs=10**9), "layers[1] must have the settings weights_l1, "),
    (layer(1, weights_l1=-1), "weights_l1 must be at least 0, got -1"),
    (layer(0, means=[1.0]), "deviations must be 1 numbers, as the means are, got 2"),
    (layer(0, means=[1.0], deviations=[1.0]), "layers[1] must have n_inputs 1, the n_neurons of layers[0], got 2"),
    (layer(0, deviations=[1.0, 0.0]), "deviations[1] must be above 0, got 0.0"),
    (layer(0, means=7), "means must be a list of numbers, got 7"),
    (metadata("loss", {"kind": "Linear"}), "loss must be one of CategoricalCrossentropy, "),
    (
        metadata("loss", {"kind": "CategoricalCrossentropy"}),
        "loss must have the settings label_smoothing, class_weights, ",
    ),
    (metadata("labels", ["a"]), "labels must be 2 names, as the model has, got 1"),
    (metadata("labels", "5"), "labels must be a list of strings or None, got 5"),
    (metadata("target", "5"), "target must be a string or None, got 5"),
    (renamed, "tensor 'layers.5.biases' must be in the file, but is missing"),
    (reshaped, "biases must be (1, 3), got (1, 2)"),
]


@pytest.mark.parametrize("change, message", INVALID, ids=[message[:60] for _, message in INVALID])
def test_an_invalid_model_file_raises_one_line_that_names_it(path, change, message):
    rewritten(path, change)
    with pytest.raises(ValueError) as caught:
        Model.load(path)
    assert str(caught.value).startswith(f"{path}: {message}")
    assert "\n" not in str(caught.value)


def test_the_parameters_of_a_model_must_be_finite_floats(path):
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


def loads_or_raises_one_line(path, content):
    path.write_bytes(content)
    try:
        assert isinstance(Model.load(path), Model)
    except ValueError as error:
        assert str(error).startswith(f"{path}: ") and "\n" not in str(error)


def test_a_changed_byte_gives_a_model_or_a_one_line_error(path):
    Model([Dense(1, 2, 0), Softmax()], CategoricalCrossentropy()).save(path)
    content = path.read_bytes()

    @given(st.integers(1, 255))
    @settings(max_examples=8)
    def holds(flip):
        for n in range(len(content)):
            loads_or_raises_one_line(path, content[:n] + bytes([content[n] ^ flip]) + content[n + 1 :])

    holds()


def test_a_truncated_file_raises(path):
    every_layer().save(path)
    content = path.read_bytes()
    for n in range(len(content)):
        path.write_bytes(content[:n])
        with pytest.raises(ValueError, match="^" + str(path)):
            Model.load(path)


def test_removed_or_inserted_bytes_give_a_model_or_a_one_line_error(path):
    every_layer().save(path)
    content = path.read_bytes()

    @given(st.integers(0, len(content)), st.integers(0, len(content)), st.binary(max_size=8))
    def holds(a, b, more):
        start, stop = min(a, b), max(a, b)
        loads_or_raises_one_line(path, content[:start] + more + content[stop:])

    holds()
