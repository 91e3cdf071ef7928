"""The test vectors that the command `vectors` writes: their bytes, and their results by an independent judge."""

import csv
import json
import math
import os
from fractions import Fraction

import pytest

import judge
from interpreters import CPYTHON, run
from purenn import Dense, Model, ReLU, Softmax, SoftmaxCrossentropy, reference
from purenn.cli.main import main
from purenn.numbers.exact import Exact, Undecided
from purenn.numbers.float32 import Float32
from purenn.vectors import Vectors, compare, read, tensor, write
from purenn.vectors.cases import Case, Source, computed, entries, evaluated
from purenn.vectors.layer_cases import layer_cases
from purenn.vectors.loss_cases import loss_cases
from purenn.vectors.network_cases import network_vectors, networks
from purenn.vectors.plain_loops import Loops32, Loops64
from purenn.vectors.results import Found
from purenn.vectors.step_cases import step_cases
from purenn.vectors.ulps import nearest

FORMATS = ("F64", "F32")
NAMES = """
softmax softmax_gradient log_softmax sigmoid sigmoid_gradient tanh tanh_gradient relu relu_gradient leaky_relu
leaky_relu_gradient dense categorical_crossentropy
softmax_crossentropy binary_crossentropy sigmoid_crossentropy mean_squared_error mean_absolute_error optimizers
network_classifier network_regression
""".split()


def all_cases(format, seed=0):
    """The cases that are formulas, by the name of their file."""
    return {
        name: cases
        for make in (layer_cases, loss_cases, step_cases)
        for name, cases in make(Source(format, seed)).items()
    }


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A folder of vectors for each format."""
    folder = tmp_path_factory.mktemp("vectors")
    for format in FORMATS:
        assert main(["vectors", str(folder / format), "--format", format]) == 0
    return folder


def test_the_command_writes_every_file_twice_and_prints_their_bytes(tmp_path, capsys):
    assert main(["vectors", str(tmp_path / "new")]) == 0
    found = files(tmp_path / "new")
    assert sorted(found) == sorted(name + ending for name in NAMES for ending in (".json", ".safetensors"))
    size = sum(map(len, found.values()))
    assert size < 500_000
    lines = capsys.readouterr().out.splitlines()
    assert lines[-2:] == [f"42 files, {size} bytes", "0 cases left out as undecided"]
    assert lines[0] == f"softmax: 6 results ({len(found['softmax.json'])}, {len(found['softmax.safetensors'])} bytes)"


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(written, tmp_path):
    assert main(["vectors", str(tmp_path)]) == 0
    assert files(tmp_path) == files(written / "F64")
    assert main(["vectors", str(tmp_path), "--seed", "1"]) == 0
    assert files(tmp_path) != files(written / "F64")
    assert main(["vectors", str(tmp_path), "--seed", "0"]) == 0
    assert files(tmp_path) == files(written / "F64")


@pytest.mark.parametrize("interpreter", [*CPYTHON, "PyPy"])
@pytest.mark.parametrize("format", FORMATS)
def test_every_interpreter_writes_the_same_bytes(written, tmp_path, interpreter, format):
    finished = run(interpreter, "purenn", "vectors", str(tmp_path), "--format", format)
    assert (finished.returncode, finished.stderr) == (0, "")
    assert files(tmp_path) == files(written / format)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("name", NAMES)
def test_the_vectors_compared_with_themselves_are_perfect(written, capsys, format, name):
    path = written / format / name
    assert main(["compare", f"{path}.json", f"{path}.safetensors", "--at-most", "0", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["passed"] and all(found["correct"] == found["entries"] for found in report["tensors"])


FLAGS = {"ordinary", "saturated", "tie", "subnormal", "cancelling", "extreme"}


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith("network")])
def test_every_file_has_the_hostile_cases(written, name):
    vectors = read(written / "F64" / f"{name}.json")
    flags = {flag for result in vectors.order for flag in vectors.tensors[result].flags}
    if name in ("categorical_crossentropy", "binary_crossentropy"):  # probabilities have no extremes but 0 and 1
        assert flags == FLAGS - {"extreme"} | {"clipped"}
    elif name == "dense" or name == "optimizers" or name.startswith("mean"):  # nothing saturates
        assert flags == FLAGS - {"saturated"}
    else:
        assert flags == FLAGS


TINY = Fraction(1, 2**4000)


@pytest.fixture
def far_reaching(monkeypatch):
    """Let the judge bound exp to 800 bits of itself, also far below 0, and log1p beside 0."""

    def exp(self):
        if self.high < -3000:
            return judge.Bounds(0, TINY)
        gap = Fraction(1, 2**800)
        return judge.Bounds(judge.exp(self.low) * (1 - gap), judge.exp(self.high) * (1 + gap))

    def log1p(self):
        if 0 <= self.low and self.high < Fraction(1, 2**100):  # x - x**2 / 2 <= log(1 + x) <= x
            return judge.Bounds(self.low - self.low**2 / 2, self.high)
        return (1 + self).log()

    monkeypatch.setattr(judge.Bounds, "exp", exp)
    monkeypatch.setattr(judge.Bounds, "log1p", log1p, raising=False)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("name", NAMES[:-2])
def test_every_result_is_what_the_judge_finds(far_reaching, format, name):
    cases = all_cases(format)[name]
    vectors, undecided = evaluated(cases, format, name)
    assert undecided == []
    judged = decided = 0
    for case in cases:
        try:
            results = computed(case, judge.Bounds, judge.Bounds.constant)
        except (judge.Open, ZeroDivisionError):  # a comparison is open
            assert case.flags[0] != "ordinary"
            continue
        judged += 1
        for result, values in results.items():
            full = f"{case.name}/{result}"
            for bounds, value in zip(entries(values), vectors.tensors[full].values):
                low, high = judge.nearest(bounds.low, format), judge.nearest(bounds.high, format)
                assert low <= value <= high and high - low < 1e-30, full
                decided += low == high
    assert judged >= 0.6 * len(cases) and decided >= 10 * judged / 2


def test_extreme_logits_give_the_limits(written):
    for format in FORMATS:
        found = {
            name: read(written / format / f"{name}.json").tensors for name in ("softmax", "sigmoid", "tanh", "relu")
        }
        half = Source(format, 0).largest / 2
        assert found["softmax"]["extreme/outputs"].values == (1, 0, 0, 0.5, 0.5, 0, 0, 1, 0)
        assert found["sigmoid"]["extreme/outputs"].values == (1, 0, 0.5, 1, 1, 0.5, 0, 0, 0)
        assert found["tanh"]["extreme/outputs"].values == (1, -1, 0, 1, 1, 0, -1, -1, -1)
        assert found["relu"]["extreme/outputs"].values == (half, 0, 0, half, half, 0, 0, 0, 0)


def test_the_loops_of_an_overflow_are_left_out_but_not_the_result(written):
    vectors = read(written / "F64" / "dense.json")
    assert vectors.tensors["extreme/outputs"].values == (3.5 * 2.0**1022, 0.0, 3.5 * 2.0**1022, 0.0)
    assert "loops/extreme/outputs" not in vectors.tensors and "loops/extreme/dweights" in vectors.tensors


def results_of(cases, kind, result):
    """The results of cases by another kind of number, as `read_results` returns them."""
    found = {}
    for case in cases:
        for name, values in computed(case, kind, result).items():
            t = tensor(values, "F64")
            found[f"{case.name}/{name}"] = Found(None, t.shape, list(t.values))
    return found


@pytest.mark.parametrize("format, kind, result", [("F64", float, float), ("F32", Float32, lambda x: x.value)])
def test_plain_arithmetic_loses_most_where_logits_saturate(format, kind, result):
    cases = all_cases(format)["softmax"]
    vectors, _ = evaluated(cases, format, "softmax")
    comparison = compare(vectors, results_of(cases, kind, result))
    worst = max(comparison.tensors, key=lambda errors: errors.ulps)
    assert comparison.problems() == [] and comparison.first_suspect() is None
    assert worst.tensor.flags[0] in ("saturated", "cancelling") and worst.ulps > 1
    by_name = {errors.name: errors for errors in comparison.tensors}
    assert by_name["extreme/outputs"].ulps == 0 and by_name["saturated/outputs"].at == (0, 1)
    if format == "F64":
        assert by_name["saturated/outputs"].ulps == 122


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("name", ["network_classifier", "network_regression"])
def test_networks_are_those_of_the_reference(written, format, name):
    model, X, y, optimizer = networks(Source(format, 0))[name]
    expected = reference(model, X, y, optimizer, format)
    found = read(written / format / f"{name}.safetensors")
    assert found.order[:2] == ["outputs", "loss"] and found.order[-1] == "parameters.0.biases"
    assert found.tensors["outputs"] == tensor(expected.outputs, format)
    assert found.tensors["loss"] == tensor(expected.loss, format)
    for n in (0, 2):
        for parameter in ("weights", "biases"):
            assert found.tensors[f"gradients.{n}.{parameter}"] == tensor(expected.gradients[n][parameter], format)
            assert found.tensors[f"parameters.{n}.{parameter}"] == tensor(expected.parameters[n][parameter], format)
    assert all("loops/" + result in found.tensors for result in found.order)


def test_a_relu_of_0_is_a_corner_for_the_parameters_of_its_neuron(written):
    found = read(written / "F64" / "network_regression.json").tensors
    model, X, y, _ = networks(Source("F64", 0))["network_regression"]
    (corner,) = {(c.layer, c.column) for c in reference(model, X, y).corners}
    assert corner == (1, 0)
    for result in ("gradients.0", "parameters.0"):
        assert found[f"corners/{result}.weights"].values == (1, 0, 0, 1, 0, 0)
        assert found[f"corners/{result}.biases"].values == (1, 0, 0)
    assert not any(name.startswith("corners/") and ".2." in name for name in found)


def test_a_corner_of_the_loss_or_of_a_later_layer_excuses_all_before_it():
    first, second = Dense.of([[1.0, 2.0]], [[0.0, 0.0]]), Dense.of([[1.0], [-0.5]], [[0.0]])
    model = Model([first, ReLU(), second, ReLU()], networks(Source("F64", 0))["network_regression"][0].loss)
    found = network_vectors(model, [[0.5]], [1.0], "F64", "a corner").tensors
    assert found["corners/gradients.2.weights"].values == (1, 1) and found["corners/gradients.2.biases"].values == (1,)
    assert found["corners/gradients.0.weights"].values == (1, 1)
    assert "corners/outputs" not in found and "corners/loss" not in found


def test_undecided_cases_are_left_out_and_named():
    def compute(x):
        raise Undecided("a tie")

    good = Case("good", ("tie",), {"x": [1.0]}, lambda x: {"y": x})
    vectors, undecided = evaluated([Case("bad", (), {"x": [1.0]}, compute), good], "F64", "two")
    assert undecided == ["bad"] and list(vectors.tensors) == ["good/x", "good/y", "loops/good/y"]


def test_an_undecided_network_is_left_out_but_of_a_saved_one_an_error(own, capsys, monkeypatch):
    def undecided(*arguments):
        raise Undecided("a result is a tie, as far as can be seen")

    monkeypatch.setattr("purenn.vectors.network_cases.reference", undecided)
    error = line(capsys, 1, own / "out", "--model", own / "m.safetensors", "--data", own / "t.csv")
    assert error.endswith("a result is a tie, as far as can be seen\n") and not (own / "out").exists()
    assert main(["vectors", str(own / "out")]) == 0
    expected = "2 cases left out as undecided; network_classifier; network_regression"
    assert capsys.readouterr().out.splitlines()[-1] == expected


@pytest.mark.parametrize("kind, format", [(Loops64, "F64"), (Loops32, "F32")])
def test_plain_loops_round_every_operation(kind, format):
    a, b = kind(0.7), kind(-3.3)
    for found, exact in (
        (a + b, Fraction(a.value) + Fraction(b.value)),
        (a - b, Fraction(a.value) - Fraction(b.value)),
        (a * b, Fraction(a.value) * Fraction(b.value)),
        (a / b, Fraction(a.value) / Fraction(b.value)),
        (b.exp(), judge.exp(Fraction(b.value))),
        (a.log(), judge.log(Fraction(a.value))),
        (a.log1p(), judge.log(1 + Fraction(a.value))),
        (a.sqrt(), judge.sqrt(Fraction(a.value))),
        (b.tanh(), (judge.exp(2 * Fraction(b.value)) - 1) / (judge.exp(2 * Fraction(b.value)) + 1)),
    ):
        assert type(found) is kind and found.value == judge.nearest(exact, format)
    assert kind(1e5).exp().value == float("inf") and kind(-1e5).exp().value == 0.0
    assert kind.constant(a) is a and kind(0.1).value == nearest(0.1, format)


@pytest.fixture
def own(tmp_path):
    """A folder with a saved classifier and a table for it."""
    model = Model([Dense(2, 4, 1, weights_scale=0.5), ReLU(), Dense(4, 2, 2, weights_scale=0.5)], SoftmaxCrossentropy())
    model.columns, model.target, model.labels = ["a", "b"], "kind", ["no", "yes"]
    model.save(tmp_path / "m.safetensors")
    with open(tmp_path / "t.csv", "w", newline="") as file:
        csv.writer(file).writerows([("a", "b", "kind"), (0.1, -0.2, "yes"), (0.5, 1.5, "no"), (-3, 0.7, "yes")])
    return tmp_path


@pytest.mark.parametrize("format", FORMATS)
def test_vectors_of_a_saved_network_and_a_table(own, capsys, format):
    arguments = ["--model", str(own / "m.safetensors"), "--data", str(own / "t.csv"), "--format", format]
    assert main(["vectors", str(own / "out"), *arguments]) == 0
    assert sorted(os.listdir(own / "out")) == ["network.json", "network.safetensors"]
    found = read(own / "out" / "network.json")
    assert found.tensors["targets"].values == (1, 0, 1)
    X = [[nearest(x, format) for x in row] for row in ([0.1, -0.2], [0.5, 1.5], [-3.0, 0.7])]
    model = Model.load(own / "m.safetensors")
    for layer in (model.layers[0], model.layers[2]):
        layer.weights = [[nearest(w, format) for w in row] for row in layer.weights]
    expected = reference(model, X, [1, 0, 1], format=format)
    assert found.tensors["inputs"] == tensor(X, format)
    assert found.tensors["layers.0.weights"] == tensor(model.layers[0].weights, format)
    assert found.tensors["outputs"] == tensor(expected.outputs, format)
    assert found.tensors["gradients.0.weights"] == tensor(expected.gradients[0]["weights"], format)
    assert [name for name in found.order if name.startswith("parameters")] == []


def line(capsys, code, *arguments):
    """The line of an error, after the command has failed with an exit code."""
    capsys.readouterr()
    assert main(["vectors", *map(str, arguments)]) == code
    output, errors = capsys.readouterr()
    assert output == "" and errors.count("\n") == 1
    return errors


def test_errors_are_one_line_and_nothing_is_written(own, capsys):
    out, model, table = own / "out", own / "m.safetensors", own / "t.csv"
    assert "--model and --data go together" in line(capsys, 2, out, "--model", model)
    assert "--seed is for the vectors" in line(capsys, 2, out, "--model", model, "--data", table, "--seed", 1)
    assert "--header and --no-header are for --data" in line(capsys, 2, out, "--header")
    assert "MODEL comes before TABLE" in line(capsys, 2, out, "--model", table, "--data", model)
    assert "F16" in line(capsys, 2, out, "--format", "F16")
    assert "Exists and is not a folder" in line(capsys, 1, table)
    assert "No such folder" in line(capsys, 1, own / "no" / "out")
    (own / "bad.csv").write_text("a,b,kind\n1,2,maybe\n")
    assert "'maybe'" in line(capsys, 1, out, "--model", model, "--data", own / "bad.csv")
    (own / "far.csv").write_text("a,b,kind\n1e300,2,no\n")
    line(capsys, 1, out, "--model", model, "--data", own / "far.csv", "--format", "F32")
    assert not out.exists()


def test_another_file_is_replaced_only_by_force(tmp_path, capsys):
    (tmp_path / "softmax.json").write_text("{}")
    assert "--force replaces it" in line(capsys, 1, tmp_path)
    assert os.listdir(tmp_path) == ["softmax.json"]
    assert main(["vectors", str(tmp_path), "--force"]) == 0
    assert read(tmp_path / "softmax.json").order


def test_a_wrong_step_is_found_in_the_order_of_computation(written, tmp_path, capsys):
    vectors = read(written / "F64" / "network_classifier.json")
    theirs = {}
    for name, t in vectors.tensors.items():
        wrong = name in ("gradients.0.weights", "parameters.0.weights")
        theirs[name] = t._replace(values=tuple(2 * x for x in t.values)) if wrong else t
    write(tmp_path / "theirs.json", Vectors(theirs, vectors.order))
    path = written / "F64" / "network_classifier.json"
    assert main(["compare", str(path), str(tmp_path / "theirs.json"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["look_first_at"] == "gradients.0.weights"


def test_exact_and_loops_are_of_the_same_formulas():
    case = Case("one", ("tie",), {"inputs": [[0.5, 0.5]]}, lambda inputs: {"outputs": Softmax().forward(inputs)})
    for kind in (Exact, Loops64, Loops32):
        assert computed(case, kind, lambda x: x.value) == {"outputs": [[0.5, 0.5]]}


def rows(found, columns):
    return [found.values[s : s + columns] for s in range(0, len(found.values), columns)]


def test_the_functions_of_the_cases_are_what_their_names_say(written):
    log_softmax = read(written / "F64" / "log_softmax.json").tensors
    for z, found in zip(rows(log_softmax["ordinary/inputs"], 3), rows(log_softmax["ordinary/outputs"], 3)):
        assert found == pytest.approx([z_k - math.log(sum(map(math.exp, z))) for z_k in z], rel=1e-13)
    for name in ("softmax_crossentropy", "mean_absolute_error"):
        loss = read(written / "F64" / f"{name}.json").tensors
        losses = loss["ordinary/losses"].values
        assert loss["ordinary/loss"].values == pytest.approx([sum(losses) / len(losses)], rel=1e-15)
    dense = read(written / "F64" / "dense.json").tensors
    X, dz = rows(dense["ordinary/inputs"], 3), rows(dense["ordinary/doutputs"], 2)
    expected = [sum(x[i] * d[j] for x, d in zip(X, dz)) for i in range(3) for j in range(2)]
    assert dense["ordinary/dweights"].values == pytest.approx(expected, rel=1e-12)
    sgd = read(written / "F64" / "optimizers.json").tensors
    w, first, second = [sgd[f"sgd/ordinary/{name}"].values for name in ("weights", "dweights_1", "dweights_2")]
    assert sgd["sgd/ordinary/weights_2"].values == pytest.approx(
        [a - 0.05 * b - 0.05 * c for a, b, c in zip(w, first, second)], rel=1e-12
    )
