"""Explanations: every value is the one that the model computes; the text, the page and the command."""

import ast
import html
import os
import re
import struct
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import purenn
from interpreters import NATIVE, ROOT, run
from purenn import (
    Adam,
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Dense,
    Dropout,
    LeakyReLU,
    Linear,
    MeanSquaredError,
    Model,
    RandomState,
    ReLU,
    Sigmoid,
    Softmax,
    SoftmaxCrossentropy,
    Standardizer,
    Tanh,
    explain,
    spiral_data,
    use_kernel,
)
from purenn.cli import main as cli
from purenn.explanation.network import network
from purenn.explanation.trace import explain as imported_explain
from purenn.explanation.twins import copy_of, copy_of_layer, copy_of_model
from purenn.layers.penalties import penalty
from purenn.matrix import chosen_kernel
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


class DerivedSoftmax(Softmax):
    """Not combined with the loss, because a derived class may compute something else."""


NETWORKS = {
    "softmax": lambda s: (
        [Dense(2, 4, s, weights_scale=1.0), ReLU(), Dense(4, 3, s), Softmax()],
        CategoricalCrossentropy(),
    ),
    "derived": lambda s: ([Dense(2, 3, s), DerivedSoftmax()], CategoricalCrossentropy()),
    "logits": lambda s: ([Dense(2, 3, s, weights_scale=1.0)], SoftmaxCrossentropy()),
    "smoothed": lambda s: ([Dense(2, 3, s), Softmax()], CategoricalCrossentropy(label_smoothing=0.25)),
    "sigmoid": lambda s: ([Dense(2, 3, s, weights_l2=0.5), Sigmoid(), Dense(3, 1, s), Sigmoid()], BinaryCrossentropy()),
    "tanh": lambda s: (
        [Dense(2, 3, s, weights_scale=1.0), Tanh(), Dense(3, 2, s, weights_scale=1.0), LeakyReLU(), Dense(2, 1, s)],
        MeanSquaredError(),
    ),
    "quantity": lambda s: (
        [Dense(2, 2, s), Dropout(0.5, s), Dense(2, 1, s, biases_l1=0.1), Linear()],
        MeanSquaredError(),
    ),
}


@pytest.mark.parametrize("name", NETWORKS)
@settings(max_examples=10)
@given(seed=SEEDS, sample=st.integers(0, 4))
def test_every_value_is_the_one_that_the_model_computes(name, seed, sample):
    stream = RandomState(seed)
    layers, loss = NETWORKS[name](stream)
    model = Model(layers, loss)
    X = [[stream.randn(), stream.randn()] for s in range(5)]
    outputs = [layer.n_neurons for layer in layers if isinstance(layer, Dense)][-1]
    y = [s % max(outputs, 2) for s in range(5)]
    values = {step.name: step.value for step in explain(model, X, y, sample)}

    use_kernel("loops")
    try:
        p = model.forward(X)
        assert [bits(values[f"p[{sample}][{j}]"]) for j in range(outputs)] == [bits(v) for v in p[sample]]
        assert bits(values[f"L[{sample}]"]) == bits(loss.forward(p, y)[sample])
        assert bits(values["L"]) == bits(loss.calculate(p, y))
        assert bits(values.get("penalty", 0.0)) == bits(penalty(layers))
        model.backward(p, y)
    finally:
        use_kernel("fast")
    learners = [layer for layer in layers if isinstance(layer, Dense)]
    for n, layer in enumerate(learners, 1):
        for short, gradients in (("w", layer.dweights), ("b", layer.dbiases)):
            for i, row in enumerate(gradients):
                for j, gradient in enumerate(row):
                    assert values[f"d{short}{n}[{i}][{j}]"] == gradient  # explanations have no -0.0


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
    assert "dz1[1][0] = 0, because z1[1][0] = -0.000104752 <= 0\n" in text
    assert "e4[1][0] = exp(z2[1][0] - z2[1][2])" in text and "p[1][0] = e4[1][0] / t4[1][3]" in text
    assert "L[1] = -log(p[1][0])\n    = -log(0.333333)\n    = 1.09861\n" in text
    assert "dz2[1][0] = (p[1][0] - 1) / 300" in text and "... (294 more terms) ..." in text


def test_every_gradient_of_every_weight_is_a_step():
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


def test_a_clipped_prediction_has_the_clip_as_its_reason():
    layer = Dense.of([[100.0, 0.0]], [[0.0, 0.0]])
    steps = explain(Model([layer, Softmax()], CategoricalCrossentropy()), [[1.0]], [1])
    (step,) = [step for step in steps if step.name == "L[0]"]
    assert step.lines()[0] == "L[0] = -log(1e-07), because p[0][1] = 3.72008e-44 < 1e-07"


class Squares:
    """A user-defined layer with a parameter."""

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


def test_a_user_defined_layer_is_explained():
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
    assert chosen_kernel() == "loops"
    use_kernel("fast")
    with pytest.raises(ValueError, match=r"^y\[2\] must be a class index in 0..2, got 9$"):
        explain(model, X, y[:2] + [9] + y[3:], 7)
    assert chosen_kernel() == "fast"
    assert [dict(vars(layer)) for layer in model.layers] == before


def test_the_function_does_not_share_its_name_with_a_module():
    model = Model([Dense(1, 1)], MeanSquaredError())
    assert purenn.explain is imported_explain is explain
    assert purenn.explain(model, [[1.0]], [1.0]).text() == imported_explain(model, [[1.0]], [1.0]).text()


def test_layers_before_the_first_with_parameters_have_no_backward_steps():
    X = [[1.0, -2.0], [0.5, 3.0], [-1.0, 1.0]]
    layers = [Standardizer().fit(X), ReLU(), Dense(2, 2), ReLU(), Dense(2, 1)]
    sections = []
    for step in explain(Model(layers, MeanSquaredError()), X, [0.0, 1.0, 2.0]):
        if step.section not in sections:
            sections.append(step.section)
    kinds = list(enumerate(["Standardizer", "ReLU", "Dense", "ReLU", "Dense"], 1))
    forward = [f"Layer {n}: {kind}" for n, kind in kinds]
    backward = ["Back through the loss: MeanSquaredError"]
    backward += [f"Back through layer {n}: {kind}" for n, kind in kinds[:1:-1]]
    assert sections == forward + ["Loss: MeanSquaredError"] + backward
    assert "Back through" not in repr(explain(Model([ReLU()], MeanSquaredError()), X, X))


def test_a_derivative_stands_under_the_layer_whose_backward_pass_computes_it():
    model, X, y = chapter()
    steps = explain(model, X, y, sample=1)
    sections = {}
    for step in steps:
        sections.setdefault(step.section, []).append(step)
    headings = [section for section in sections if section.startswith("Back")]
    assert headings == [
        "Back through layer 4: Softmax, with the loss: CategoricalCrossentropy",
        "Back through layer 3: Dense",
        "Back through layer 2: ReLU",
        "Back through layer 1: Dense",
    ]
    names = [sorted({step.name.split("[")[0] for step in sections[heading]}) for heading in headings]
    assert names == [["dz2"], ["da1", "db2", "dw2"], ["dz1"], ["db1", "dw1"]]
    for step in sections["Back through layer 2: ReLU"]:
        assert ", because z1[1][" in step.lines()[0]  # the gate
    for step in steps:
        if step.name.startswith("d") and "w2[" in step.formula.in_names():
            assert step.section == "Back through layer 3: Dense"
    assert [step.layer for step in steps if step.name.startswith(("dz", "da"))] == [4] * 3 + [3] * 3 + [2] * 3

    # A sigmoid with a loss of its own: each is differentiated alone.
    layers = [Dense(1, 2, 0), Sigmoid(), Dense(2, 1, 0), Sigmoid()]
    steps = explain(Model(layers, MeanSquaredError()), [[1.0]], [0.5])
    where = {step.name.split("[")[0]: (step.section, step.layer) for step in steps}
    assert where["dp"] == ("Back through the loss: MeanSquaredError", None)
    assert where["dz2"] == ("Back through layer 4: Sigmoid", 4)
    assert where["da1"] == where["dw2"] == ("Back through layer 3: Dense", 3)
    assert where["dz1"] == ("Back through layer 2: Sigmoid", 2) and where["dw1"][1] == 1


def test_the_passes_of_a_derived_model_are_its_own():
    class Halved(Model):
        def forward(self, X, training=False):
            return super().forward([[x / 2 for x in row] for row in X], training)

    steps = explain(Halved([Dense.of([[4.0]], [[1.0]])], MeanSquaredError()), [[3.0]], [2.0])
    assert steps[0].lines() == ["p[0][0] = x[0][0] / 2*w1[0][0] + b1[0][0]", "= 3 / 2*4 + 1", "= 7"]


def test_a_copy_does_not_change_the_original():
    layer, loss = Dense.of([[2.0, 3.0]], [[1.0, 0.5]]), CategoricalCrossentropy(0.25)
    model = Model([layer, Softmax()], loss, Adam())
    model.columns, model.history = ["height"], {"loss": [0.5]}
    doubled = copy_of_layer(layer, lambda name, i, j, value: 2 * value)
    assert type(doubled) is Dense and (doubled.weights, doubled.biases) == ([[4.0, 6.0]], [[2.0, 1.0]])
    copy = copy_of_model(model, [doubled, copy_of(model.layers[1])])
    assert type(copy.layers[1]) is Softmax and copy.loss is not loss and copy.loss.label_smoothing == 0.25
    assert (copy.columns, copy.history, copy.optimizer) == (["height"], {}, None)
    copy.backward(copy.forward([[1.0]]), [0])
    assert not hasattr(layer, "output") and not hasattr(loss, "dinputs") and layer.weights == [[2.0, 3.0]]
    assert model.layers[0] is layer and model.history == {"loss": [0.5]}


@pytest.fixture
def short_turns():
    """Let threads take turns as often as the interpreter can, so that they meet in every state."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def trained():
    """A history and the weights of a network whose digits depend on the kernel."""
    stream = RandomState(3)
    X, y = spiral_data(10, 3, stream)
    layers = [Dense(2, 8, stream, weights_scale=1.0), ReLU(), Dense(8, 3, stream, weights_scale=1.0), Softmax()]
    history = Model(layers, CategoricalCrossentropy(), Adam(0.05)).fit(X, y, epochs=20)
    return history, layers[0].weights, layers[2].weights


def explained(seed):
    """The text of an explanation in which many values have comparisons as reasons."""
    stream = RandomState(seed)
    X, y = spiral_data(5, 3, stream)
    layers = [Dense(2, 6, stream, weights_scale=1.0), ReLU(), Dense(6, 3, stream, weights_scale=1.0), Softmax()]
    return explain(Model(layers, CategoricalCrossentropy()), X, y, 7).text(17)


def test_explaining_and_training_in_two_threads_do_not_disturb_each_other(short_turns):
    alone = trained()
    use_kernel("loops")
    try:
        assert trained() != alone
    finally:
        use_kernel("fast")
    expected = explained(1)
    with ThreadPoolExecutor(2) as pool:
        explaining = pool.submit(lambda: [explained(1) for _ in range(10)])
        histories = [trained()]
        while not explaining.done():
            histories.append(trained())
        assert explaining.result() == [expected] * 10
    assert all(history == alone for history in histories)


def test_two_explanations_in_two_threads_do_not_disturb_each_other(short_turns):
    expected = [explained(seed) for seed in (1, 2)]
    assert all(sum("because" in line for line in text) > 5 for text in expected)
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(explained, [1, 2] * 5)) == expected * 5


@pytest.mark.parametrize(
    "sample, message", [(300, "sample must be in 0..299, got 300"), (-1, "sample must be at least 0, got -1")]
)
def test_a_sample_that_does_not_exist(sample, message):
    model, X, y = chapter()
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        explain(model, X, y, sample)


def test_the_model_must_be_a_model():
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


def test_the_command_selects_a_layer_or_a_neuron(capsys):
    _, out, _ = call(capsys, "--layer", "3", "--neuron", "2", "--backward")
    names = re.findall(r"^(\w+\[.*?) = ", out, re.M)
    assert names == ["z2[1][2]", "dz2[1][2]", "dw2[0][2]", "dw2[1][2]", "dw2[2][2]", "db2[0][2]", "da1[1][2]"]
    _, out, _ = call(capsys, "--layer", "2", "--backward")
    headings = re.findall(r"^(?:Layer|Back).*", out, re.M)
    assert headings == ["Layer 2: ReLU", "Back through layer 3: Dense", "Back through layer 2: ReLU"]


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


def test_the_smallest_data_has_a_sample_to_explain(capsys):
    code, out, _ = call(capsys, "--samples", "1", "--classes", "2", "--hidden", "1", "--backward")
    assert code == 0 and out.startswith("Sample 1, which is of class 1: x = [-0.0, -0.0]\n")


def test_one_neuron_of_a_big_network(capsys):
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


def test_the_page_has_every_step_and_every_weight(page):
    model, X, y = chapter()
    steps = explain(model, X, y, 7)
    text = html.unescape(re.sub(r"<[^>]*>", "", page))
    for step in steps:
        assert all(line in text for line in step.lines()), step.name
    assert page.count("<details") == len({step.section for step in steps}) == 9
    root = ElementTree.fromstring(page.split("\n", 1)[1])
    titles = [element.text for element in root.iter("{http://www.w3.org/2000/svg}title")]
    for n, layer in ((1, model.layers[0]), (2, model.layers[2])):
        for i, row in enumerate(layer.weights):
            for j, w in enumerate(row):
                assert f"w{n}[{i}][{j}] = {w:.6g}" in titles
    assert "clipped below 1e-07" in text and "clipped above 1 - 1e-7" in text
    loss = next(step.value for step in steps if step.name == "L[7]")
    assert f"loss {loss:.6g}" in text


@pytest.mark.parametrize("widths", [(2, 3, 3), (2, 5, 3), (1, 1, 2), (4, 2, 3)])
def test_no_line_and_no_label_covers_a_label(widths):
    stream = RandomState(1)
    layers = [Dense(widths[0], widths[1], stream), ReLU(), Dense(widths[1], widths[2], stream), Softmax()]
    model, X = Model(layers, CategoricalCrossentropy()), [[0.25] * widths[0]]
    svg = network(model, X[0], explain(model, X, [0], backward=False), 6)
    drawn = list(ElementTree.fromstring(svg).iter())
    tags = [element.tag.split("}")[-1] for element in drawn]
    last_line = max(n for n, tag in enumerate(tags) if tag == "path")
    boxes = []
    for n, tag in enumerate(tags):
        if tag == "text":
            left, top, width, height = (float(drawn[n - 1].get(name)) for name in ("x", "y", "width", "height"))
            x, y = float(drawn[n].get("x")), float(drawn[n].get("y"))
            assert tags[n - 1] == "rect" and n > last_line and left < x < left + width and top < y < top + height
            assert 6 * len(drawn[n].text) < width
            boxes.append((left, top, left + width, top + height))
    assert len(boxes) == 2 * sum(widths) + widths[0] * widths[1] + widths[1] * widths[2]
    for n, box in enumerate(boxes):
        for other in boxes[:n]:
            assert box[2] <= other[0] or other[2] <= box[0] or box[3] <= other[1] or other[3] <= box[1]


def test_a_page_that_cannot_be_written_is_one_line(capsys, tmp_path):
    code, out, err = call(capsys, "--html", str(tmp_path / "missing" / "page.html"))
    assert (code, out) == (1, "") and err == f"purenn: {tmp_path / 'missing'}: No such folder\n"


def test_a_long_sum_keeps_the_term_of_the_sample():
    model, X, y = chapter()
    names = {step.name: step.lines()[0] for step in explain(model, X, y, 150)}
    term = "x[150][1]*dz1[150][2]"
    assert f" + ... (146 more terms) ... + {term} + ... (147 more terms) ... + " in names["dw1[1][2]"]
    assert " + ... (146 more terms) ... + L[150] + ... (147 more terms) ... + " in names["L"]
    wide = Model([Dense(20, 1, 0)], MeanSquaredError())
    steps = explain(wide, [[1.0] * 20] * 2, [0.0, 1.0], 1)
    # Every term of this sum is of the sample, so none is kept for it.
    assert "x[1][3]*w1[3][0] + ... (15 more terms) ... + x[1][19]*w1[19][0] + b1[0][0]" in steps[0].lines()[0]


def test_explanations_of_fractions_are_exact():
    layer = Dense.of([[Fraction(1, 3)], [Fraction(1, 6)]], [[Fraction(1, 2)]])
    steps = explain(Model([layer], MeanSquaredError()), [[1, 2]], [2])
    assert steps[0].value == Fraction(7, 6) and steps[0].lines()[1] == "= 1*0.333333 + 2*0.166667 + 0.5"
    assert {step.name: step.value for step in steps}["dw1[1][0]"] == 2 * 2 * (Fraction(7, 6) - 2)


EXPLAINED = """
import purenn
from purenn import BinaryCrossentropy, CategoricalCrossentropy, Dense, Dropout, Linear, MeanSquaredError, Model
from purenn import RandomState, ReLU, Sigmoid, Softmax, SoftmaxCrossentropy, Standardizer
from purenn import SGD, AdaGrad, Adam, RMSprop
from purenn.explanation.update import explain_update

class Squares:
    parameters = ("gains",)

    def __init__(self):
        self.gains = [[2.0, 0.5]]

    def forward(self, inputs):
        self.inputs = inputs
        self.output = [[g * x * x for g, x in zip(self.gains[0], row)] for row in inputs]
        return self.output

    def backward(self, dvalues):
        self.dgains = [[sum([d[j] * x[j] * x[j] for d, x in zip(dvalues, self.inputs)]) for j in range(2)]]
        self.dinputs = [[d[j] * 2 * self.gains[0][j] * x[j] for j in range(2)] for d, x in zip(dvalues, self.inputs)]
        return self.dinputs

X = [[0.5, -1.25], [1.0, 2.0], [-0.75, 0.25]]

def explain(layers, loss, y):
    for sample in (0, 2):
        steps = purenn.explain(Model(layers, loss), X, y, sample)
        print(steps)
        print([step.value for step in steps])

s = RandomState(0)
dense = lambda i, j, **penalties: Dense(i, j, s, weights_scale=1.0, **penalties)
explain([dense(2, 3), ReLU(), dense(3, 3), Softmax()], CategoricalCrossentropy(), [0, 1, 2])
explain([dense(2, 3, weights_l1=0.5)], SoftmaxCrossentropy(label_smoothing=0.25), [0, 1, 2])
explain([dense(2, 2), Sigmoid(), dense(2, 1, biases_l2=0.5), Sigmoid()], BinaryCrossentropy(), [0, 1, 1])
layers = [Standardizer().fit(X), Squares(), ReLU(), Dropout(0.5, s), dense(2, 1), Linear()]
explain(layers, MeanSquaredError(), [0, 1, 2])

purenn.use_kernel("loops")
for optimizer in (SGD(0.5, momentum=0.25), AdaGrad(0.5), RMSprop(0.5), Adam(0.5, decay=0.25)):
    model = Model([dense(2, 2), ReLU(), dense(2, 1)], MeanSquaredError(), optimizer)
    for epoch in range(2):
        update = explain_update(model, purenn.explain(model, X, [0, 1, 2]))
        print(update)
        print([step.value for step in update])
        model.fit(X, [0, 1, 2], 1)
"""


@pytest.fixture(scope="module")
def explanations(tmp_path_factory):
    """The folder of the script above, and what it prints on this interpreter."""
    folder = tmp_path_factory.mktemp("explanations")
    (folder / "explained.py").write_text(EXPLAINED)
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{folder}"}
    here = subprocess.run([sys.executable, "-m", "explained"], env=environment, capture_output=True, text=True)
    assert here.returncode == 0 and "because" in here.stdout, here
    return folder, here.stdout


@pytest.mark.parametrize("name", NATIVE)
def test_explanations_are_the_same_on_every_interpreter(name, explanations):
    folder, here = explanations
    finished = run(name, "explained", PYTHONPATH=str(folder), MICROPYPATH=f"{ROOT}:{folder}")
    assert (finished.returncode, finished.stderr) == (0, "")
    lines, expected = finished.stdout.splitlines(), here.splitlines()
    assert len(lines) == len(expected)
    for line, other in zip(lines, expected):  # MicroPython may write a digit more of a value than it needs
        assert line == other or line[0] == "[" and ast.literal_eval(line) == ast.literal_eval(other)
