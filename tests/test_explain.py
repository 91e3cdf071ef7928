"""Explanations: every number in them is the network's own, and the page and the command tell it well."""

import html
import re
import struct
import subprocess
import sys
from fractions import Fraction
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interpreters import ROOT
from purenn import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Dense,
    Dropout,
    Linear,
    MeanSquaredError,
    Model,
    RandomState,
    ReLU,
    Sigmoid,
    Softmax,
    SoftmaxCrossentropy,
    Traced,
    explain,
    spiral_data,
    use_kernel,
)
from purenn.cli import main as cli
from purenn.matrix import fast as kernels
from strategies import SEEDS


def bits(value):
    return struct.pack("<d", value)


@pytest.fixture
def loops():
    use_kernel("loops")
    yield
    use_kernel("fast")


def chapter():
    """The chapter's network and data."""
    stream = RandomState(0)
    X, y = spiral_data(100, 3, stream)
    layers = [Dense(2, 3, stream), ReLU(), Dense(3, 3, stream), Softmax()]
    return Model(layers, CategoricalCrossentropy()), X, y


NETWORKS = {
    "softmax": lambda s: (
        [Dense(2, 4, s, weights_scale=1.0), ReLU(), Dense(4, 3, s), Softmax()],
        CategoricalCrossentropy(),
    ),
    "logits": lambda s: ([Dense(2, 3, s, weights_scale=1.0)], SoftmaxCrossentropy()),
    "smoothed": lambda s: ([Dense(2, 3, s), Softmax()], CategoricalCrossentropy(label_smoothing=0.25)),
    "sigmoid": lambda s: ([Dense(2, 3, s, weights_l2=0.5), Sigmoid(), Dense(3, 1, s), Sigmoid()], BinaryCrossentropy()),
    "quantity": lambda s: (
        [Dense(2, 2, s), Dropout(0.5, s), Dense(2, 1, s, biases_l1=0.1), Linear()],
        MeanSquaredError(),
    ),
}


@pytest.mark.parametrize("name", NETWORKS)
@settings(max_examples=10)
@given(seed=SEEDS, sample=st.integers(0, 4))
def test_every_number_is_the_networks_own(name, seed, sample):
    stream = RandomState(seed)
    layers, loss = NETWORKS[name](stream)
    model = Model(layers, loss)
    X = [[stream.randn(), stream.randn()] for s in range(5)]
    outputs = [layer.n_neurons for layer in layers if isinstance(layer, Dense)][-1]
    y = [s % max(outputs, 2) for s in range(5)]
    told = {step.name: step.value for step in explain(model, X, y, sample)}

    use_kernel("loops")
    try:
        p = model.forward(X)
        assert [bits(told[f"p[{sample}][{j}]"]) for j in range(outputs)] == [bits(v) for v in p[sample]]
        assert bits(told[f"L[{sample}]"]) == bits(loss.forward(p, y)[sample])
        assert bits(told["L"]) == bits(loss.calculate(p, y))
        assert bits(told.get("penalty", 0.0)) == bits(model.penalty())
        model.backward(p, y)
    finally:
        use_kernel("fast")
    learners = [layer for layer in layers if isinstance(layer, Dense)]
    for n, layer in enumerate(learners, 1):
        for short, gradients in (("w", layer.dweights), ("b", layer.dbiases)):
            for i, row in enumerate(gradients):
                for j, gradient in enumerate(row):
                    assert told[f"d{short}{n}[{i}][{j}]"] == gradient  # 0 has no sign in an explanation


def test_the_first_steps_are_those_of_the_chapter():
    model, X, y = chapter()
    steps = explain(model, X, y, sample=1)
    # The three lines worked out by hand from the first point and the first weights of the chapter.
    assert steps[0].lines() == [
        "z1[1][0] = x[1][0]*w1[0][0] + x[1][1]*w1[1][0] + b1[0][0]",
        "= 0.00299556*-0.0130653 + 0.00964661*-0.00680178 + 0",
        "= -0.000104752",
    ]
    text = repr(steps)
    assert "a1[1][0] = 0, because z1[1][0] = -0.000104752 <= 0\n" in text
    assert "a1[1][1] = z1[1][1], because z1[1][1] = 0.000113954 > 0\n" in text
    assert "dz1[1][0] = 0, because a1[1][0] = 0 <= 0\n" in text
    assert "e4[1][0] = exp(z2[1][0] - z2[1][2])" in text and "p[1][0] = e4[1][0] / t4[1][3]" in text
    assert "L[1] = -log(p[1][0])\n    = -log(0.333333)\n    = 1.09861\n" in text
    assert "dz2[1][0] = (p[1][0] - 1) / 300" in text and "... (294 more terms) ..." in text


def test_every_gradient_of_every_weight_is_told():
    model, X, y = chapter()
    names = [step.name for step in explain(model, X, y)]
    expected = [
        f"d{w}{n}[{i}][{j}]"
        for n, i_s in ((1, 2), (2, 3))
        for w in "wb"
        for i in range(i_s if w == "w" else 1)
        for j in range(3)
    ]
    assert set(expected) <= set(names) and len(names) == len(set(names))
    assert not any(name.startswith("d") for name in [step.name for step in explain(model, X, y, backward=False)])


def test_a_clipped_prediction_says_so():
    layer = Dense.of([[100.0, 0.0]], [[0.0, 0.0]])
    steps = explain(Model([layer, Softmax()], CategoricalCrossentropy()), [[1.0]], [1])
    (step,) = [step for step in steps if step.name == "L[0]"]
    assert step.lines()[0] == "L[0] = -log(1e-07), because p[0][1] = 3.72008e-44 < 1e-07"


class Squares:
    """A layer that somebody else wrote in the same style, with a parameter of its own."""

    parameters = ("gains",)

    def __init__(self):
        self.gains = [[2.0, 0.5]]

    def forward(self, inputs):
        self.inputs = inputs
        self.output = [[g * x * x for g, x in zip(self.gains[0], row)] for row in inputs]
        return self.output

    def backward(self, dvalues):
        self.dgains = [[sum(dv[j] * x[j] * x[j] for dv, x in zip(dvalues, self.inputs)) for j in range(2)]]
        self.dinputs = [
            [dv * 2 * g * x for dv, g, x in zip(d, self.gains[0], row)] for d, row in zip(dvalues, self.inputs)
        ]
        return self.dinputs


def test_a_layer_of_somebody_else_is_explained_unregistered():
    model = Model([Squares()], MeanSquaredError())
    steps = explain(model, [[3.0, 4.0], [1.0, 2.0]], [[0.0, 0.0], [0.0, 0.0]])
    assert steps[0].lines() == ["p[0][0] = g1[0][0]*x[0][0]*x[0][0]", "= 2*3*3", "= 18"]
    names = {step.name: step.formula.in_names() for step in steps}
    assert names["dg1[0][1]"] == "dp[0][1]*x[0][1]*x[0][1] + dp[1][1]*x[1][1]*x[1][1]"
    assert model.layers[0].gains == [[2.0, 0.5]] and type(model.layers[0]) is Squares


def test_explaining_changes_nothing(loops):
    model, X, y = chapter()
    model.forward(X)
    before = [dict(vars(layer)) for layer in model.layers]
    data = [list(row) for row in X]
    explain(model, X, y, 7)
    assert [dict(vars(layer)) for layer in model.layers] == before and X == data
    assert kernels.chosen_kernel() == "loops" and Traced.comparisons is None
    use_kernel("fast")
    with pytest.raises(ValueError, match=r"^y\[2\] must be a class index in 0..2, got 9$"):
        explain(model, X, y[:2] + [9] + y[3:], 7)
    assert kernels.chosen_kernel() == "fast" and Traced.comparisons is None
    assert [dict(vars(layer)) for layer in model.layers] == before


@pytest.mark.parametrize(
    "sample, message", [(300, "sample must be in 0..299, got 300"), (-1, "sample must be at least 0, got -1")]
)
def test_a_sample_that_there_is_not(sample, message):
    model, X, y = chapter()
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        explain(model, X, y, sample)


def test_what_is_no_model_is_refused():
    with pytest.raises(TypeError, match="^model must be a Model, got None$"):
        explain(None, [[1.0]], [0])


def call(capsys, *arguments):
    return (cli.main(["explain", *arguments]), *capsys.readouterr())


def test_the_command_prints_the_steps_of_one_sample(capsys):
    code, out, err = call(capsys)
    model, X, y = chapter()
    assert (code, err) == (0, "") and out.splitlines()[2:] == explain(model, X, y, 1, backward=False).text()
    code, out, err = call(capsys, "--backward", "--digits", "17", "--sample", "5")
    assert code == 0 and out.splitlines()[2:] == explain(model, X, y, 5).text(17)


def test_the_command_narrows_to_a_layer_or_a_neuron(capsys):
    _, out, _ = call(capsys, "--layer", "3", "--neuron", "2", "--backward")
    names = re.findall(r"^(\w+\[.*?) = ", out, re.M)
    assert names == ["z2[1][2]", "dz2[1][2]", "dw2[0][2]", "dw2[1][2]", "dw2[2][2]", "db2[0][2]"]


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["--sample", "300"], "--sample must be in 0..299, got 300"),
        (["--sample", "6", "--samples", "2"], "--sample must be in 0..5, got 6"),
        (["--layer", "5"], "--layer must be in 1..4, got 5"),
        (["--neuron", "3"], "--neuron must be in 0..2, got 3"),
        (["--digits", "18"], "--digits must be in 1..17, got 18"),
        (["--digits", "0"], "it must be at least 1, got 0"),
        (["--sample", "-1"], "it must be at least 0, got -1"),
    ],
)
def test_a_wrong_option_is_one_line(capsys, arguments, message):
    code, out, err = call(capsys, *arguments)
    assert (code, out) == (2, "") and message in err and err.count("\n") == 1


def test_the_smallest_data_has_a_sample_to_follow(capsys):
    code, out, _ = call(capsys, "--samples", "1", "--classes", "1", "--hidden", "1", "--backward")
    assert code == 0 and out.startswith("Sample 0, which is of class 0: x = [0.0, 0.0]\n")


def test_a_big_network_takes_seconds(capsys):
    code, out, _ = call(capsys, "--hidden", "64", "--backward", "--layer", "1", "--neuron", "63")
    assert code == 0 and "dw1[1][63] = x[0][1]*dz1[0][63] + " in out


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "sample.html"
    finished = subprocess.run(
        [sys.executable, "-m", "purenn", "explain", "--sample", "7", "--html", str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (finished.returncode, finished.stdout, finished.stderr) == (0, "", "")
    return path.read_text(encoding="utf-8")


def test_the_page_is_well_formed_and_fetches_nothing(page):
    root = ElementTree.fromstring(page.split("\n", 1)[1])
    assert root.find("head/meta[@name='viewport']") is not None
    for element in root.iter():
        assert element.tag.split("}")[-1] not in ("script", "link", "img", "iframe", "object")
        assert not {"src", "href"} & set(element.attrib)
    style = root.find("head/style").text
    assert "url(" not in style and "@import" not in style and style.count("prefers-color-scheme:dark") >= 1


def test_the_page_tells_every_step_and_every_weight(page):
    model, X, y = chapter()
    steps = explain(model, X, y, 7)
    text = html.unescape(re.sub(r"<[^>]*>", "", page))
    for step in steps:
        assert all(line in text for line in step.lines()), step.name
    assert page.count("<details") == len({step.section for step in steps}) == 8
    root = ElementTree.fromstring(page.split("\n", 1)[1])
    titles = [element.text for element in root.iter("{http://www.w3.org/2000/svg}title")]
    for n, layer in ((1, model.layers[0]), (2, model.layers[2])):
        for i, row in enumerate(layer.weights):
            for j, w in enumerate(row):
                assert f"w{n}[{i}][{j}] = {w:.6g}" in titles
    assert "clipped below 1e-07" in text and "clipped above 1 - 1e-7" in text
    loss = next(step.value for step in steps if step.name == "L[7]")
    assert f"loss {loss:.6g}" in text


def test_a_page_that_cannot_be_written_is_one_line(capsys, tmp_path):
    code, out, err = call(capsys, "--html", str(tmp_path / "missing" / "page.html"))
    assert (code, out) == (1, "") and err == f"purenn: {tmp_path / 'missing'}: No such folder\n"


def test_a_long_sum_tells_what_the_sample_adds_to_it():
    model, X, y = chapter()
    names = {step.name: step.lines()[0] for step in explain(model, X, y, 150)}
    told = "x[150][1]*dz1[150][2]"
    assert f" + ... (146 more terms) ... + {told} + ... (147 more terms) ... + " in names["dw1[1][2]"]
    assert " + ... (146 more terms) ... + L[150] + ... (147 more terms) ... + " in names["L"]
    wide = Model([Dense(20, 1, 0)], MeanSquaredError())
    steps = explain(wide, [[1.0] * 20] * 2, [0.0, 1.0], 1)
    # Every term of this sum is the sample's, so its ends stand for all.
    assert "x[1][3]*w1[3][0] + ... (15 more terms) ... + x[1][19]*w1[19][0] + b1[0][0]" in steps[0].lines()[0]


def test_explanations_of_fractions_are_exact():
    layer = Dense.of([[Fraction(1, 3)], [Fraction(1, 6)]], [[Fraction(1, 2)]])
    steps = explain(Model([layer], MeanSquaredError()), [[1, 2]], [2])
    assert steps[0].value == Fraction(7, 6) and steps[0].lines()[1] == "= 1*0.333333 + 2*0.166667 + 0.5"
    assert {step.name: step.value for step in steps}["dw1[1][0]"] == 2 * 2 * (Fraction(7, 6) - 2)
