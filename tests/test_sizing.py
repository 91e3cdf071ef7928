"""The command `size` and its model of a board's memory, against what interpreters measure."""

import json
import re
import subprocess
import sys
from array import array

import pytest

from interpreters import ROOT, command
from purenn import CategoricalCrossentropy, Dense, Model, RandomState, ReLU, Softmax, Standardizer
from purenn.cli import main as cli
from purenn.cli.board_memory import file_memory, list_memory, model_memory
from purenn.cli.size import desktop_bytes, parameter_count

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


SHAPES = ([2, 16, 3], [64, 32, 10], [16, 64, 64, 10])
LISTS = """
def matrix(rows, columns):
    return [[1.5 + i + j for j in range(columns)][:] for i in range(rows)][:]
kept = [matrix(2, 64), matrix(1, 64), matrix(64, 3), matrix(1, 3)]
"""


def a_model(widths, scaled=False):
    stream = RandomState(0)
    X = [[stream.random() for i in range(widths[0])] for s in range(3)]
    layers = [Standardizer().fit(X)] if scaled else []
    for inputs, neurons in zip(widths, widths[1:]):
        layers += [Dense(inputs, neurons, stream, weights_scale=0.3), ReLU()]
    return Model(layers[:-1] + [Softmax()], CategoricalCrossentropy()), X


def test_the_memory_of_a_board_agrees_with_an_interpreter_of_32_bits(tmp_path):
    if not command("MicroPython wasm"):
        pytest.skip("MicroPython in WebAssembly is not on this machine")
    expected = {"lists": list_memory(WIDTHS)}
    (tmp_path / "lists.py").write_text(LISTS)
    for widths in SHAPES:
        for dtype in ("F64", "F32", "I8"):
            for scaled in (False, True):
                name = f"network_{'_'.join(map(str, widths))}_{dtype}_{scaled}"
                model, X = a_model(widths, scaled)
                model.to_python(tmp_path / f"{name}.py", dtype, X if dtype == "I8" else None)
                flash, expected[name], needed = file_memory(widths, dtype, scaled)
                assert flash == pytest.approx((tmp_path / f"{name}.py").stat().st_size, rel=0.06, abs=600)
                assert expected[name] < needed
    arguments = ["node", str(ROOT / "tests" / "heap_wasm.mjs"), str(tmp_path)]
    measured = json.loads(subprocess.run(arguments, capture_output=True, text=True, timeout=60).stdout)
    assert measured.keys() == expected.keys()
    for name, held in measured.items():  # an import there keeps some hundred bytes more than on a board
        assert -500 <= held - expected[name] <= 800, name


# The least free heap, in bytes, in which MicroPython 1.25 for Unix with 32-bit words imported the file and predicted a
# sample, found by bisection.
LEAST_FREE_HEAP = {
    ("2-16-3", "F64"): 8016,
    ("2-16-3", "F32"): 7056,
    ("2-16-3", "I8"): 8016,
    ("2-64-3", "F32"): 10000,
    ("2-64-3", "I8"): 11024,
    ("4-64-64-3", "F32"): 31056,
    ("4-64-64-3", "I8"): 19024,
    ("64-32-10", "F64"): 27024,
    ("64-32-10", "F32"): 18064,
    ("64-32-10", "I8"): 12048,
    ("784-64-10", "F32"): 256144,
    ("784-64-10", "I8"): 79056,
}


@pytest.mark.parametrize(("shape", "dtype"), LEAST_FREE_HEAP)
def test_the_free_heap_that_is_needed_is_what_was_measured(shape, dtype):
    # At most a fifth more, or 3.5 kB, so that a network that is said to fit does.
    _, _, needed = file_memory([int(width) for width in shape.split("-")], dtype)
    least = LEAST_FREE_HEAP[shape, dtype]
    assert least * 0.99 <= needed <= max(least * 1.2, least + 3500)


# The same for `Model.load` and a prediction.
LEAST_FREE_HEAP_OF_A_MODEL = {"2-16-3": 103936, "2-64-3": 108928, "64-32-10": 169984, "16-64-64-10": 247040}


@pytest.mark.parametrize("shape", LEAST_FREE_HEAP_OF_A_MODEL)
def test_the_free_heap_that_a_loaded_model_needs_is_what_was_measured(shape):
    source, held, needed = model_memory([int(width) for width in shape.split("-")])
    least = LEAST_FREE_HEAP_OF_A_MODEL[shape]
    assert least <= needed <= least * 1.12 and held < needed
    modules = json.loads((ROOT / "purenn" / "training.json").read_text(encoding="utf-8"))["urls"]
    assert source == pytest.approx(sum((ROOT / "purenn" / path).stat().st_size for _, path in modules), rel=0.2)


def test_the_command_prints_the_size_in_each_form_and_the_boards_that_it_fits(capsys):
    assert cli.main(["size", "64-32-10"]) == 0
    output = capsys.readouterr().out
    assert output.startswith("64-32-10: 2410 parameters\n")
    assert re.search(rf"^lists of floats in 64-bit CPython +{desktop_bytes([64, 32, 10])} bytes$", output, re.M)
    for dtype in ("F64", "F32", "I8"):
        numbers = " +".join(map(str, file_memory([64, 32, 10], dtype)))
        assert re.search(rf"^file for a board, {dtype} +{numbers}$", output, re.M)
    # As lists this network did not fit an ESP32 with 110 kB; as I8 it fits an ESP8266.
    assert re.search(r"^ESP8266 +36 kB +yes +yes +yes +no$", output, re.M)
    assert re.search(r"^ESP32 +110 kB +yes +yes +yes +no$", output, re.M)


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
