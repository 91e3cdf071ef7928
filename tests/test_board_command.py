"""The command `board`: the file that it writes, and what it says about it."""

import importlib.util
import re

import pytest

from purenn import (
    Adam,
    CategoricalCrossentropy,
    Dense,
    MeanSquaredError,
    Model,
    ReLU,
    Softmax,
    Standardizer,
    use_kernel,
    vertical_data,
)
from purenn.cli.main import main


@pytest.fixture
def files(tmp_path, monkeypatch):
    """A model, a table of the data that it was trained on, and the folder with both."""
    monkeypatch.chdir(tmp_path)
    X, y = vertical_data(30, 3, 0)
    layers = [Standardizer().fit(X), Dense(2, 8, 1, weights_scale=1.0), ReLU(), Dense(8, 3, 2, weights_scale=1.0)]
    model = Model(layers + [Softmax()], CategoricalCrossentropy(), Adam(0.05))
    model.fit(X, y, epochs=30, random_state=0)
    model.columns, model.target, model.labels = ["x0", "x1"], "class", ["left", "middle", "right"]
    model.save("model.safetensors")
    rows = "".join(f"{x0!r},{x1!r},{model.labels[k]}\n" for (x0, x1), k in zip(X, y))
    (tmp_path / "table.csv").write_text("x0,x1,class\n" + rows)
    return model, X, tmp_path


def call(capsys, *arguments):
    return (main(["board", *arguments]), *capsys.readouterr())


def written(folder):
    spec = importlib.util.spec_from_file_location("network", folder / "network.py")
    network = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(network)
    return network


def test_it_writes_the_file_and_says_what_it_takes(files, capsys):
    model, X, folder = files
    code, out, err = call(capsys, "model.safetensors", "network.py")
    assert (code, err) == (0, "")
    size = (folder / "network.py").stat().st_size
    assert re.fullmatch(
        rf"2-8-3 as F32\nflash  {size / 1000:.1f} kB\nheap   \d\.\d kB held, \d kB needed .* \(32-bit board\)\n", out
    )
    model.to_python("expected.py", "F32")
    assert (folder / "network.py").read_bytes() == (folder / "expected.py").read_bytes()


def test_it_says_how_far_the_answers_are_from_the_models(files, capsys):
    model, X, folder = files
    assert call(capsys, "model.safetensors", "network.py", "--dtype", "I8", "--data", "table.csv")[0] == 0
    use_kernel("loops")
    try:
        expected, found = model.predict(X), written(folder).predict(X)
    finally:
        use_kernel("fast")
    error = max(abs(p - q) for rows in zip(expected, found) for p, q in zip(*rows))
    out = call(capsys, "model.safetensors", "network.py", "--dtype", "I8", "--data", "table.csv")[1]
    assert f"\nerror  {error:.1e}, the largest in an output over 90 rows\n" in out


def test_it_names_the_rows_that_change_their_class(files, capsys):
    # A network that is 0 but for rounding: its weights of the first input are too small for 8 bits beside the others.
    folder = files[2]
    model = Model([Dense.of([[0.001, 0.0], [0.0, 1.0]], [[0.0, 0.0]]), Softmax()], CategoricalCrossentropy())
    model.layers[0].weights = [[0.001, -0.001], [1.0, 1.0]]
    model.columns, model.target, model.labels = ["a", "b"], "class", ["no", "yes"]
    model.save("small.safetensors")
    (folder / "small.csv").write_text("a,b\n" + "".join(f"{a},{b}\n" for a, b in [(1, 100), (-1, 200)] * 12))
    code, out, _ = call(capsys, "small.safetensors", "network.py", "--dtype", "I8", "--data", "small.csv")
    assert (
        code == 0
        and "class  of 12 of 24 rows changes:\n       row 2: yes becomes no\n       row 4: yes becomes no\n" in out
    )
    assert out.endswith("       row 20: yes becomes no\n       and 2 more\n")


def test_a_model_of_quantities_has_no_classes(files, capsys):
    folder = files[2]
    model = Model([Dense.of([[2.0]], [[1.0]])], MeanSquaredError())
    model.columns, model.target = ["x"], "y"
    model.save("line.safetensors")
    (folder / "line.csv").write_text("x,y\n0,1\n1,3\n")
    code, out, _ = call(capsys, "line.safetensors", "network.py", "--dtype", "F64", "--data", "line.csv")
    assert code == 0 and out.endswith("error  0.0e+00, the largest in an output over 2 rows\n")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["model.safetensors", "network.py", "--dtype", "I8"], 2, "--dtype I8 needs --data, a table of inputs"),
        (["model.safetensors", "network.py", "--dtype", "F16"], 2, "argument --dtype: invalid choice: 'F16'"),
        (["model.safetensors", "model.safetensors"], 2, "FILE must be another file than MODEL"),
        (["model.safetensors", "table.csv", "--data", "table.csv"], 2, "FILE must be another file than --data"),
        (
            ["model.safetensors", "table.csv"],
            1,
            "table.csv: Exists and is not a network as Python; --force replaces it",
        ),
        (["missing.safetensors", "network.py"], 1, "missing.safetensors: No such file"),
        (["table.csv", "network.py"], 1, "table.csv: "),
        (["model.safetensors", "missing/network.py"], 1, "missing: No such folder"),
    ],
)
def test_a_mistake_is_one_line_and_changes_nothing(arguments, code, message, files, capsys):
    folder = files[2]
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    found, out, err = call(capsys, *arguments)
    assert (found, out) == (code, "") and message in err and err.startswith("purenn: ") and err.count("\n") == 1
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_model_without_dense_layers_has_no_widths(files, capsys):
    Model([ReLU()], MeanSquaredError()).save("relu.safetensors")
    code, out, err = call(capsys, "relu.safetensors", "network.py")
    assert (code, err) == (0, "") and re.fullmatch(r"flash  \d\.\d kB\n", out)
    assert written(files[2]).predict([[1.0, -1.0]]) == [[1.0, 0.0]]


def test_a_network_as_python_is_replaced_without_force(files, capsys):
    for dtype in ("F64", "F32"):
        assert call(capsys, "model.safetensors", "network.py", "--dtype", dtype)[0] == 0
