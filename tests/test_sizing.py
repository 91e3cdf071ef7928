"""The command `size` against the memory that interpreters measure; and the export of a model as Python source."""

import subprocess
import sys
from array import array

import pytest

from interpreters import ROOT, command
from purenn import Dense, Dropout, MeanSquaredError, Model, Sigmoid, SigmoidCrossentropy, Standardizer
from purenn.cli import main as cli
from purenn.cli.size import board_bytes, desktop_bytes, parameter_count

WIDTHS = [2, 64, 3]


def measured_bytes(matrix):
    """The bytes that a matrix takes in this interpreter, without spare capacity in its lists."""
    rows = [row[:] for row in matrix]  # a slice has no spare capacity
    parts = [rows[:]] + rows + [value for row in rows for value in row]
    return sum(sys.getsizeof(part) for part in parts)


@pytest.mark.skipif(sys.implementation.name != "cpython" or sys.maxsize < 2**32, reason="measures 64-bit CPython")
def test_desktop_bytes_agree_with_getsizeof():
    layers = [Dense(2, 64, 0), Dense(64, 3, 0)]
    for layer in layers:
        layer.biases = [[0.5 + j for j in range(layer.n_neurons)]]
    assert desktop_bytes(WIDTHS) == sum(measured_bytes(m) for layer in layers for m in (layer.weights, layer.biases))
    assert parameter_count(WIDTHS) == 2 * 64 + 64 + 64 * 3 + 3


BOARD = """
import gc
from array import array
def matrix(rows, columns):
    return [[1.5 + i + j for j in range(columns)][:] for i in range(rows)][:]
shapes = ((2, 64), (1, 64), (64, 3), (1, 3))
held = [None] * len(shapes)
for boxed in (True, False):
    gc.collect()
    before = gc.mem_alloc()
    for n, (rows, columns) in enumerate(shapes):
        held[n] = matrix(rows, columns)
        if not boxed:
            held[n] = [array("f", row) for row in held[n]][:]
    gc.collect()
    print(gc.mem_alloc() - before)
    for n in range(len(shapes)):
        held[n] = None
"""


def test_board_bytes_agree_with_micropython(tmp_path):
    start = command("MicroPython")
    if not start:
        pytest.skip("MicroPython is not installed")
    (tmp_path / "board.py").write_text(BOARD)
    finished = subprocess.run([start[0], str(tmp_path / "board.py")], capture_output=True, text=True, timeout=60)
    boxed, compact = map(int, finished.stdout.split())
    # The word of this build has 8 bytes. Some names and loop variables are on the heap too.
    assert 0 <= boxed - board_bytes(WIDTHS, boxed=True, word=8) < 300
    assert 0 <= compact - board_bytes(WIDTHS, boxed=False, word=8) < 300


def test_the_command_prints_the_size_in_each_representation(capsys):
    assert cli.main(["size", "2-64-3"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "2-64-3: 387 parameters"
    assert [int(line.split()[-2]) for line in lines[1:4]] == [
        desktop_bytes(WIDTHS),
        board_bytes(WIDTHS, boxed=True),
        board_bytes(WIDTHS, boxed=False),
    ]
    assert cli.main(["size", "784-64-10"]) == 0
    fits = capsys.readouterr().out.splitlines()[-4:]
    assert fits[0].endswith("  no") and fits[3].endswith("only as array('f')")


@pytest.mark.parametrize("shape", ["2", "2-", "a-b", "2-0-3", "2--3", "-2-3", "", "1-" + "9" * 4000])
def test_an_invalid_shape_is_a_usage_error(shape, capsys):
    assert cli.main(["size", "--", shape]) == 2
    assert capsys.readouterr().err.startswith("purenn: SHAPE must ")


def test_parameters_may_be_rows_of_array():
    layer = Dense(2, 3, 0)
    layer.weights = [array("f", [0.5, 1.5, -2.0]), array("f", [4.0, 0.25, 1.0])]
    layer.biases = [array("f", [1.0, 2.0, 3.0])]
    assert layer.forward([[1.0, 2.0], [0.0, -4.0]]) == [[9.5, 4.0, 3.0], [-15.0, 1.0, -1.0]]
    assert layer.backward([[1.0, 0.0, 2.0], [0.0, 1.0, 0.0]]) == [[-3.5, 6.0], [1.5, 0.25]]
    assert all(type(row) is array for row in layer.weights + layer.biases)


class NumPyString(str):
    """A string with the repr of NumPy's, which is not Python source without NumPy."""

    def __repr__(self):
        return f"np.str_({str(self)!r})"


def test_the_exported_module_predicts_what_the_model_predicts(tmp_path):
    model = Model([Dense(2, 3, 0), Sigmoid(), Dropout(0.5, 0), Dense(3, 1, 1)], SigmoidCrossentropy())
    labels = ["no", 'y"es']
    model.labels = [NumPyString(label) for label in labels]
    model.to_python(tmp_path / "network.py")
    program = "import network; print(network.predict([[0.5, -1.5]]), network.labels)"
    environment = {"PYTHONPATH": f"{ROOT}:{tmp_path}"}
    finished = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=60
    )
    assert finished.stdout.strip() == f"{model.predict([[0.5, -1.5]])} {labels}"


def test_a_model_that_cannot_be_exported_raises_and_writes_nothing(tmp_path):
    class UserLayer:
        def forward(self, inputs):
            return inputs

        def backward(self, dvalues):
            return dvalues

    with pytest.raises(TypeError, match=r"^layers\[1\] must be one of Dense, .* to be written as Python, got <"):
        Model([Dense(1, 1, 0), UserLayer()], MeanSquaredError()).to_python(tmp_path / "network.py")
    layer = Dense(1, 1, 0)
    layer.weights = [[float("inf")]]
    with pytest.raises(ValueError, match=r"^layers\[0\].weights\[0\]\[0\] must be a finite number, got inf$"):
        Model([layer], MeanSquaredError()).to_python(tmp_path / "network.py")
    with pytest.raises(
        RuntimeError, match=r"^layers\[0\] must be fitted before it is written as Python, got Standardizer\(\)$"
    ):
        Model([Standardizer()], MeanSquaredError()).to_python(tmp_path / "network.py")
    assert list(tmp_path.iterdir()) == []
