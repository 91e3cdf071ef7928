"""`Model.to_python`: the file that it writes answers as the model does, on every interpreter and without purenn."""

import ast
import importlib.util
import json
import struct
import subprocess
import sys
from array import array
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import strategies
from interpreters import NATIVE, WASM, run_on_micropython, run_program
from purenn import (
    Dense,
    Dropout,
    LeakyReLU,
    Linear,
    MeanSquaredError,
    Model,
    RandomState,
    ReLU,
    ShapeError,
    Sigmoid,
    SigmoidCrossentropy,
    Softmax,
    SoftmaxCrossentropy,
    Standardizer,
    TableEncoder,
    Tanh,
    use_kernel,
)
from purenn.formats.precision import QuantizedDense
from purenn.formats.python_source import KINDS, python_source, written_layers
from purenn.table_columns import CategoryColumn, NumberColumn


@pytest.fixture(autouse=True)
def loops():
    """The kernel whose order of sums is that of the file."""
    use_kernel("loops")
    yield
    use_kernel("fast")


def imported(path):
    """The file as a module of its own."""
    spec = importlib.util.spec_from_file_location("network", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def a_model(hidden=8):
    """A model with the layers that a classifier of a table has, and inputs for it."""
    stream = RandomState(1)
    X = [[4 * stream.random() - 2, 10 * stream.random()] for _ in range(20)]
    layers = [Standardizer().fit(X), Dense(2, hidden, stream, weights_scale=1.0), ReLU(), Dropout(0.25, stream)]
    layers += [Dense(hidden, 3, stream, weights_scale=1.0)]
    model = Model(layers, SoftmaxCrossentropy())
    model.labels = ["low", "middle", "high"]
    return model, X


def test_it_answers_as_the_model_does_bit_for_bit(tmp_path_factory):
    path = tmp_path_factory.mktemp("networks") / "network.py"

    @given(strategies.chains())
    @settings(max_examples=60)
    def check(chain):
        model, X, _ = chain
        model.to_python(path)
        network = imported(path)
        expected = model.predict(X)
        assert network.predict(X) == expected
        assert [network.predict_row(tuple(x)) for x in X] == expected
        assert all(type(p) is list for p in network.predict(X))

    check()


def test_in_f32_it_answers_as_the_model_with_its_weights_rounded(tmp_path):
    model, X = a_model()
    model.to_python(tmp_path / "network.py", dtype="F32")
    for layer in model.layers:
        if type(layer) is Dense:
            layer.weights = [array("f", row) for row in layer.weights]
            layer.biases = [array("f", row) for row in layer.biases]
    assert imported(tmp_path / "network.py").predict(X) == model.predict(X)


def test_in_i8_it_answers_as_the_quantized_layers_do(tmp_path):
    model, X = a_model()
    model.to_python(tmp_path / "network.py", "I8", X)
    values = X
    for layer in written_layers(model, "I8", X):
        values = layer.forward(values)
    assert imported(tmp_path / "network.py").predict(X) == values


@given(strategies.dense_layers(st.floats(-100, 100, width=32)))
def test_quantizing_costs_at_most_half_a_step_of_each_input_and_each_weight(layer):
    # x = x' + dx and w = w' + dw with |dx| <= step / 2 and |dw| <= unit / 2, so that
    # |sum x*w - sum x'*w'| <= sum (|dx| * |w| + |x'| * |dw|); the scale and the bias are rounded to 24 bits.
    inputs, weights, biases = layer
    quantized = QuantizedDense(Dense.of(weights, biases), inputs, "layers[0]")
    low, high = min(map(min, inputs)), max(map(max, inputs))
    step = (high - low) / 255
    for x, z in zip(inputs, quantized.forward(inputs)):
        for j, found in enumerate(z):
            w = [row[j] for row in weights]
            unit = max(map(abs, w)) / 127
            exact = sum(Fraction(x_i) * Fraction(w_i) for x_i, w_i in zip(x, w)) + Fraction(biases[0][j])
            bound = sum(step / 2 * abs(w_i) + (abs(x_i) + step / 2) * unit / 2 for x_i, w_i in zip(x, w))
            largest = sum((255 * step + 2 * abs(low)) * abs(w_i) + unit for w_i in w) + abs(biases[0][j])
            assert abs(found - exact) <= bound * (1 + 1e-9) + 2**-22 * largest + 1e-37


def test_numbers_of_eight_bits_stay_what_they_are():
    # The inputs range over 0..255 and the weights over -127..127, so that steps and units are 1.
    layer = Dense.of([[127.0, 3.0], [-5.0, 127.0]], [[0.5, -0.25]])
    quantized = QuantizedDense(layer, [[0.0, 255.0]], "layers[0]")
    inputs = [[7.0, 200.0], [255.0, 0.0]]
    assert (quantized.least, quantized.step, quantized.neurons) == (0.0, 1.0, [[127, -5], [3, 127]])
    assert quantized.forward(inputs) == layer.forward(inputs)
    assert quantized.forward([[-3.0, 300.0]]) == layer.forward([[0.0, 255.0]])  # moved into the range of the data


def test_the_ranges_of_i8_are_those_without_dropout():
    X = [[0.0, 1.0], [2.0, 4.0]]
    layers = [Dense.of([[1.0], [1.0]], [[0.0]]), Dropout(0.5, 0), Dense.of([[2.0]], [[0.0]])]
    _, last = written_layers(Model(layers, MeanSquaredError()), "I8", X)
    assert (last.least, last.step) == (1.0, 5.0 / 255)


def a_model_of_every_layer():
    """A model of every layer that can be written, and inputs for it."""
    model, X = a_model()
    stream = RandomState(2)
    layers = list(model.layers)
    for activation in (LeakyReLU(0.25), Tanh(), Sigmoid(), Linear()):
        layers += [activation, Dense(layers[-1].n_neurons, 3, stream, weights_scale=1.0)]
    assert {type(layer) for layer in layers} | {Softmax} == {*KINDS, Dropout}
    model.layers = layers
    return model, X


PROGRAM = """
import network64, network32, network8
X = {X!r}
print([network.predict(X) for network in (network64, network32, network8)] + [network8.labels])
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    """A folder with a program and one network in three dtypes; and what it prints with this interpreter."""
    use_kernel("loops")
    folder = tmp_path_factory.mktemp("program")
    model, X = a_model_of_every_layer()
    for bits, dtype in ((64, "F64"), (32, "F32"), (8, "I8")):
        model.to_python(folder / f"network{bits}.py", dtype, X if dtype == "I8" else None)
    (folder / "main.py").write_text(PROGRAM.format(X=X))
    arguments = [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(folder)!r}); import main"]
    finished = subprocess.run(arguments, capture_output=True, text=True, timeout=60)
    return folder, ast.literal_eval(finished.stdout)


@pytest.mark.parametrize("name", NATIVE + WASM)
def test_it_answers_alike_on_every_interpreter(name, program):
    folder, expected = program
    finished = run_program(name, folder)
    assert finished.returncode == 0, finished.stderr
    found = ast.literal_eval(finished.stdout)
    if name in NATIVE:  # whose exp is that of this machine
        assert found == expected
        return
    assert found[-1] == expected[-1]
    for there, here in zip(found[:-1], expected[:-1]):
        for p, q in zip(there, here):
            assert p == pytest.approx(q, rel=1e-14)  # the last two of 17 digits


def test_a_single_probability_and_numpys_strings(tmp_path):
    class NumPyString(str):
        """A string with the repr of NumPy's, which is not Python source without NumPy."""

        def __repr__(self):
            return f"np.str_({str(self)!r})"

    model = Model([Dense(2, 3, 0), Sigmoid(), Dense(3, 1, 1)], SigmoidCrossentropy())
    labels = ["no", 'y"es']
    model.labels = [NumPyString(label) for label in labels]
    model.to_python(tmp_path / "network.py")
    network = imported(tmp_path / "network.py")
    assert network.predict([[0.5, -1.5]]) == model.predict([[0.5, -1.5]]) and network.labels == labels


def test_names_in_a_model_cannot_become_code(tmp_path):
    hostile = ['a\nimport os\n"""', "b'\"\\\r\n#\x0c\x85\u2028", '"""']
    model, X = a_model()
    model.columns, model.target, model.labels = hostile[:2], hostile[0], hostile
    layers = written_layers(model, "F64")
    statements = ast.parse(python_source(model, layers, "F64")).body
    imports = [node.module for node in statements if isinstance(node, (ast.Import, ast.ImportFrom))]
    assert imports == ["array", "math", "struct"]
    kinds = {type(node) for node in statements} - {ast.ImportFrom, ast.FunctionDef}
    assert kinds == {ast.Expr, ast.Assign} and sum(isinstance(node, ast.Expr) for node in statements) == 1
    model.to_python(tmp_path / "network.py")
    assert imported(tmp_path / "network.py").labels == hostile


def a_model_of_a_table():
    """A model whose table has numbers, one with an indicator, and a text; and rows with all that can be missing."""
    columns = [NumberColumn("size", 4.0, indicator=True), CategoryColumn("colour", ["blue", 'r"ed', None])]
    encoder = TableEncoder(columns + [NumberColumn("new\nline", 0.5)], missing=["-"])
    model = Model([Dense(6, 4, 0, weights_scale=1.0), Tanh(), Dense(4, 2, 1, weights_scale=1.0)], SoftmaxCrossentropy())
    model.encoder, model.columns = encoder, encoder.features
    rows = [[2.0, 'r"ed', 1.0], [None, "blue", None], ["-", "-", 0.0], [1.5, "unknown", 2.0], [float("nan"), None, 1.0]]
    return model, rows


def test_a_row_of_a_table_is_encoded_as_by_the_encoder(tmp_path):
    model, rows = a_model_of_a_table()
    model.to_python(tmp_path / "network.py")
    network = imported(tmp_path / "network.py")
    assert [network.encode(row) for row in rows] == [list(x) for x in model.encoder.transform(rows)]
    assert network.encode(rows[1]) == [4.0, 1.0, 1.0, 0.0, 0.0, 0.5]  # as the columns say
    assert network.predict(rows) == model.predict(model.encoder.transform(rows))
    with pytest.raises(TypeError, match="^a category must be a text, got 3$"):
        network.predict_row([1.0, 3, 2.0])
    with pytest.raises(ValueError, match="^x must be 3 cells, got 6$"):
        network.predict_row([1.0] * 6)


def test_a_row_of_a_table_is_encoded_on_micropython(tmp_path):
    model, rows = a_model_of_a_table()
    model.to_python(tmp_path / "network.py")
    rows = rows[:-1]  # nan has no literal
    (tmp_path / "main.py").write_text(f"import network\nprint([network.encode(row) for row in {rows!r}])\n")
    finished = run_program("MicroPython", tmp_path)
    assert finished.returncode == 0, finished.stderr
    assert ast.literal_eval(finished.stdout) == [list(x) for x in model.encoder.transform(rows)]


def test_a_table_of_numbers_alone_needs_no_encoding(tmp_path):
    model = Model([Dense(1, 2, 0)], SoftmaxCrossentropy())
    model.encoder = TableEncoder([NumberColumn("size", 4.0)])
    model.to_python(tmp_path / "network.py")
    assert not hasattr(imported(tmp_path / "network.py"), "encode")


def test_a_sample_of_another_width_is_refused(tmp_path):
    model, _ = a_model()
    model.to_python(tmp_path / "network.py")
    network = imported(tmp_path / "network.py")
    for x in ([], [1.0], [1.0, 2.0, 3.0]):
        with pytest.raises(ValueError, match=rf"^x must be 2 numbers, got {len(x)}$"):
            network.predict([x])


def test_the_numbers_are_a_line_a_neuron_in_the_order_of_the_weights(tmp_path):
    # As the comments in the file promise to whoever reads the bytes with another program.
    Model([Dense.of([[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0]])], MeanSquaredError()).to_python(tmp_path / "network.py")
    neurons = imported(tmp_path / "network.py").dense1
    assert [struct.unpack("<3d", neuron) for neuron in neurons] == [(1.0, 3.0, 5.0), (2.0, 4.0, 6.0)]


@pytest.mark.parametrize(
    ("dtype", "data", "kind", "message"),
    [
        ("F16", None, ValueError, "dtype must be 'F64', 'F32' or 'I8', got 'F16'"),
        ("I8", None, TypeError, "data must be inputs for dtype 'I8', whose ranges it needs, got None"),
        ("F32", [[1.0]], TypeError, "data must be None for dtype 'F32', which needs none, got [[1.0]]"),
        ("I8", [[1.0, 2.0]], ShapeError, "data must be (samples, 1), got (1, 2)"),
        ("I8", [[float("nan")]], ValueError, "data[0][0] must be a finite number, got nan"),
        ("I8", [["1"]], TypeError, "data[0][0] must be a number, got '1'"),
    ],
)
def test_an_unusable_dtype_or_data_is_refused(dtype, data, kind, message, tmp_path):
    with pytest.raises(kind) as error:
        Model([Dense(1, 1, 0)], MeanSquaredError()).to_python(tmp_path / "network.py", dtype, data)
    assert str(error.value) == message and type(error.value) is kind
    assert list(tmp_path.iterdir()) == []


class UserLayer:
    def forward(self, inputs):
        return inputs

    def backward(self, dvalues):
        return dvalues


@pytest.mark.parametrize("dtype", ["F64", "F32", "I8"])
def test_a_model_that_cannot_be_written_raises_and_writes_nothing(dtype, tmp_path):
    data = [[1.0]] if dtype == "I8" else None
    with pytest.raises(TypeError, match=r"^layers\[1\] must be one of Dense, .* to be written as Python, got <"):
        Model([Dense(1, 1, 0), UserLayer()], MeanSquaredError()).to_python(tmp_path / "network.py", dtype, data)
    layer = Dense(1, 1, 0)
    layer.weights = [[float("inf")]]
    with pytest.raises(ValueError, match=r"^layers\[0\].weights\[0\]\[0\] must be a finite number, got inf$"):
        Model([layer], MeanSquaredError()).to_python(tmp_path / "network.py", dtype, data)
    layer.weights = [[1e300]]
    if dtype != "F64":
        with pytest.raises(ValueError, match=r"^(the scales of )?layers\[0\].* must be a number that F32 can hold"):
            Model([layer], MeanSquaredError()).to_python(tmp_path / "network.py", dtype, data)
    unfitted = r"^layers\[0\] must be fitted before it is written as Python, got Standardizer\(\)$"
    with pytest.raises(RuntimeError, match=unfitted):
        Model([Standardizer()], MeanSquaredError()).to_python(tmp_path / "network.py", dtype, data)
    assert list(tmp_path.iterdir()) == []


def test_the_model_and_its_last_pass_stay_as_they_were(tmp_path):
    model, X = a_model()
    model.forward(X[:2])
    before = [{name: repr(value) for name, value in vars(layer).items()} for layer in model.layers]
    for dtype in ("F32", "I8"):
        model.to_python(tmp_path / "network.py", dtype, X if dtype == "I8" else None)
    after = [{name: repr(value) for name, value in vars(layer).items()} for layer in model.layers]
    assert [{name: layer[name] for name in old} for old, layer in zip(before, after)] == before


# The heap that 64-32-10 succeeds in on MicroPython for this machine, whose words are twice as wide as a board's: there
# it takes 30, 20 and 13 kB.
@pytest.mark.parametrize(("dtype", "heap"), [("F64", "38K"), ("F32", "28K"), ("I8", "21K")])
def test_it_runs_in_a_small_heap(dtype, heap, tmp_path):
    stream = RandomState(0)
    layers = [Dense(64, 32, stream, weights_scale=0.3), ReLU(), Dense(32, 10, stream, weights_scale=0.3)]
    model = Model(layers, SoftmaxCrossentropy())
    X = [[i / 64 for i in range(64)]]
    model.to_python(tmp_path / "network.py", dtype, X if dtype == "I8" else None)
    (tmp_path / "main.py").write_text(
        "from network import predict_row\nprint(len(predict_row([i / 64 for i in range(64)])))\n"
    )
    finished = run_on_micropython(tmp_path, heap)
    assert (finished.stdout, finished.stderr) == ("10\n", "")


@pytest.mark.parametrize("dtype", ["F64", "I8"])
def test_predictions_leave_nothing_in_the_heap(dtype, tmp_path):
    model, X = a_model(4)
    model.to_python(tmp_path / "network.py", dtype, X if dtype == "I8" else None)
    (tmp_path / "main.py").write_text(LEAVES_NOTHING.format(start="from network import predict_row as predict"))
    finished = run_on_micropython(tmp_path, "64K")
    assert finished.stderr == "" and len(set(json.loads(finished.stdout))) == 1, finished.stdout


LEAVES_NOTHING = """
import gc
{start}
x = [0.5, 2.0]
free = [0] * 5
predict(x)
for n in range(5):
    for _ in range(2000):
        predict(x)
    gc.collect()
    free[n] = gc.mem_free()
print(free)
"""
