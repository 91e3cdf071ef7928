"""Only the sample is traced, and nobody can tell: the steps are those of a traced batch, whatever the numbers are."""

import math
import re
import struct

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from purenn import (
    CategoricalCrossentropy,
    Dense,
    Dual,
    Float32,
    MeanAbsoluteError,
    MeanSquaredError,
    Model,
    RandomState,
    ReLU,
    Sigmoid,
    Softmax,
    Standardizer,
    explain,
    spiral_data,
    use_kernel,
)
from purenn.explanation.names import layer_names
from purenn.explanation.steps import Explanation
from purenn.explanation.twins import in_numbers
from purenn.numbers.traced import Traced
from strategies import SEEDS, chains


def bits(value):
    return struct.pack("<d", value)


@pytest.fixture
def loops():
    use_kernel("loops")
    yield
    use_kernel("fast")


class TracedBatch(Model):
    """A model with passes of its own, through which the whole batch is traced."""

    def forward(self, X, training=False):
        return super().forward(X, training)


@st.composite
def sampled(draw):
    """A model of random layers, its data, and a sample to explain."""
    model, X, y = draw(chains())
    return model, X, y, draw(st.integers(0, len(X) - 1))


SAMPLED = sampled()


def attributes(steps):
    return [(step.section, step.name, step.layer, step.neuron, step.reason, step.sample) for step in steps]


@settings(max_examples=25)
@given(SAMPLED, st.sampled_from((3, 17)))
def test_the_text_is_that_of_the_traced_batch(chain, digits):
    model, X, y, sample = chain
    steps = explain(model, X, y, sample)
    traced = explain(TracedBatch(model.layers, model.loss), X, y, sample)
    assert steps.text(digits) == traced.text(digits)
    assert attributes(steps) == attributes(traced)
    assert [bits(step.value) for step in steps] == [bits(step.value) for step in traced]
    forward = explain(model, X, y, sample, backward=False)
    assert forward.text(digits) == traced.text(digits)[: len(forward.text(digits))]


def value_of(text, values):
    """The value of a formula, by Python's own parser: names such as z1'[0][2] are looked up."""
    known = {}

    def look_up(match):
        key = f"v{len(known)}"
        known[key] = values[match.group()]
        return key

    functions = {"exp": math.exp, "log": math.log, "sqrt": math.sqrt, "tanh": math.tanh}
    python = re.sub(r"[A-Za-z]+\d*'*(\[\d+\])+", look_up, text)
    return eval(compile(python, text, "eval"), {"__builtins__": {}}, {**functions, **known})


def numbers_of(model, X):
    """The inputs and the parameters of a model by their names in an explanation."""
    values = {f"x[{s}][{i}]": float(x) for s, row in enumerate(X) for i, x in enumerate(row)}
    for layer, names in zip(model.layers, layer_names(model.layers)):
        for parameter, name in names.parameters.items():
            for i, row in enumerate(getattr(layer, parameter)):
                values.update({f"{name}[{i}][{j}]": w for j, w in enumerate(row)})
    return values


@settings(max_examples=25)
@given(SAMPLED)
def test_a_formula_in_names_is_worth_its_value(chain):
    # A gradient needs the derivatives of every sample, and the mean loss their losses: they come from the explanations
    # of the others.
    model, X, y, sample = chain
    values = numbers_of(model, X)
    explanations = [explain(model, X, y, s) for s in range(len(X))]
    for steps in explanations:
        values.update({step.name: step.value for step in steps})
    for step in explanations[sample]:
        text = step.formula.in_names(17, sample)
        if "more terms" not in text:
            # log1p is written as the logarithm of a sum, and this parser rounds that sum.
            assert value_of(text, values) == pytest.approx(step.value, rel=1e-9, abs=1e-12), step.lines(17)


@settings(max_examples=12)
@given(SAMPLED)
def test_one_gradient_alone_is_that_of_the_model(chain):
    model, X, y, sample = chain
    whole = {step.name: step.lines(17) for step in explain(model, X, y, sample)}
    alone = explain(model, X, y, sample)
    use_kernel("loops")
    try:
        p = model.forward(X)
        model.backward(p, y)
    finally:
        use_kernel("fast")
    for layer, names in zip(model.layers, layer_names(model.layers)):
        for parameter, name in names.parameters.items():
            for i, row in enumerate(getattr(layer, "d" + parameter)):
                for j, gradient in enumerate(row):
                    step = alone[f"d{name}[{i}][{j}]"]
                    assert step.value == gradient and step.lines(17) == whole[step.name]


@settings(max_examples=12)
@given(SAMPLED)
def test_uses_are_the_formulas_and_reasons_in_which_a_name_stands(chain):
    model, X, y, sample = chain
    steps = explain(model, X, y, sample)
    leaves = {step.name: step.formula.leaves() | {step.reason.split(" = ")[0]} for step in steps}
    ours = [step.name for step in steps if f"[{sample}]" in step.name]
    parameters = [name for name in numbers_of(model, X) if name[0] in "wb"]
    for name in ours + parameters + [f"x[{sample}][0]"]:
        # The sign of a weight is a number without a formula, so that an L1 penalty alone does not show its weight.
        used = set(steps.uses(name))
        assert used - {"d" + name} == {other for other in leaves if name in leaves[other]} - {"d" + name}, name


def test_what_a_number_is_used_for():
    model = Model(
        [Dense.of([[2.0, -1.0]], [[0.0, 0.5]]), ReLU(), Dense.of([[1.0], [3.0]], [[0.0]])], MeanSquaredError()
    )
    steps = explain(model, [[1.0], [2.0]], [1.0, 2.0], 1)
    assert steps.uses("z1[1][0]") == ["a1[1][0]", "dz1[1][0]"]
    assert steps.uses("z1[1][1]") == ["a1[1][1]", "dz1[1][1]"]  # -1.5: chosen because of it, but not computed from it
    assert steps.uses("a1[1][1]") == ["p[1][0]", "dw2[1][0]"]
    assert steps.uses("dp[1][0]") == ["dw2[0][0]", "dw2[1][0]", "db2[0][0]", "da1[1][0]", "da1[1][1]"]
    assert steps.uses("x[1][0]") == ["z1[1][0]", "z1[1][1]", "dw1[0][0]", "dw1[0][1]"]
    assert steps.uses("y[1]") == []


def test_a_step_is_found_by_place_and_by_name():
    model = Model([Dense.of([[2.0]], [[1.0]])], MeanSquaredError())
    steps = explain(model, [[3.0], [0.5]], [5.0, 2.0])
    assert isinstance(steps, Explanation) and len(steps) == len(list(steps)) == 6
    assert steps[0] is steps["p[0][0]"] and steps[-1] is steps["db1[0][0]"] and "L" in steps
    # dw = sum_s x_s * 2 * (p_s - y_s) / 2 = 3 * 2 + 0.5 * 0
    assert steps["dw1[0][0]"].value == 6.0
    assert "x[0][0]" not in steps
    with pytest.raises(KeyError, match=re.escape("the name must be that of a step, such as p[0][0], got p[1][0]")):
        steps["p[1][0]"]


class Centre:
    """A layer of a user that subtracts the mean of the batch, so that a sample depends on the others."""

    def forward(self, inputs):
        self.output = self._centred(inputs)
        return self.output

    def backward(self, dvalues):
        self.dinputs = self._centred(dvalues)
        return self.dinputs

    @staticmethod
    def _centred(matrix):
        means = [sum(column) / len(column) for column in zip(*matrix)]
        return [[value - mean for value, mean in zip(row, means)] for row in matrix]


def test_a_layer_that_mixes_samples_is_explained_with_all_of_them():
    # The second sample is the mean, so alone it would come out as the same number, by a formula of one sample.
    model = Model([Dense.of([[1.0]], [[0.0]]), Centre(), Dense.of([[1.0]], [[0.0]])], MeanSquaredError())
    steps = explain(model, [[1.0], [2.0], [3.0]], [0.0, 0.0, 1.0], 1)
    assert steps["a1[1][0]"].lines()[0] == "a1[1][0] = z1[1][0] - (z1[0][0] + z1[1][0] + z1[2][0]) / 3"
    # p = -1, 0, 1 and y = 0, 0, 1, so that da = -2/3, 0, 0; minus their mean, dz = -4/9, 2/9, 2/9.
    assert steps["dz1[1][0]"].value == pytest.approx(2 / 9, rel=1e-15)
    assert steps["dw1[0][0]"].value == pytest.approx(-4 / 9 + 2 * 2 / 9 + 3 * 2 / 9, rel=1e-15)


def test_a_pass_that_is_replaced_on_the_object_traces_the_batch():
    layer = ReLU()
    layer.forward = Centre().forward
    model = Model([Dense.of([[1.0]], [[0.0]]), layer], MeanSquaredError())
    steps = explain(model, [[1.0], [3.0]], [0.0, 0.0], backward=False)
    assert steps["p[0][0]"].formula.in_names() == "z1[0][0] - (z1[0][0] + z1[1][0]) / 2"


def test_a_sample_that_is_another_alone_is_refused(monkeypatch):
    def forward(self, inputs):
        self.inputs, self.output = inputs, Centre._centred(inputs)
        return self.output

    monkeypatch.setattr(ReLU, "forward", forward)
    model = Model([Dense.of([[1.0]], [[0.0]]), ReLU(), Dense.of([[1.0]], [[0.0]])], MeanSquaredError())
    with pytest.raises(ArithmeticError, match=r"^a1\[0\]\[0\] must be what it is in the batch, -1.0, got 0.0$"):
        explain(model, [[1.0], [3.0]], [0.0, 0.0], 0)


def test_an_explanation_does_not_change_after_the_model_has():
    stream = RandomState(0)
    X, y = spiral_data(5, 3, stream)
    layers = [Dense(2, 4, stream), ReLU(), Dense(4, 3, stream, weights_l2=0.5), Softmax()]
    model = Model(layers, CategoricalCrossentropy())
    steps, same = explain(model, X, y, 3), explain(model, X, y, 3)
    expected = same.text(17)
    layers[0].weights[0][0], layers[2].weights[0][0], layers[2].weights_l2 = 5.0, 7.0, 0.25
    X[0][0] = 9.0
    assert steps.text(17) == expected


@settings(max_examples=12)
@given(SAMPLED, SEEDS)
def test_dual_numbers_inside_give_the_derivative_of_the_backward_pass(chain, pick):
    model, X, y, sample = chain
    plain = explain(model, X, y, sample)
    gradients = [step for step in plain if re.match(r"d[wb]\d", step.name)]
    chosen = gradients[pick % len(gradients)]
    by_one, by_one_X = in_numbers(model, X, lambda value, name: Dual(value, 1.0 if name == chosen.name[1:] else 0.0))
    steps = explain(by_one, by_one_X, y, sample, backward=False)
    assert [plain_value(step.value) for step in steps] == [step.value for step in plain][: len(steps)]
    if any(not 1e-7 < p < 1 - 1e-7 for row in model.forward(X) for p in row) and type(model.layers[-1]) in (
        Sigmoid,
        Softmax,
    ):
        return  # a clipped probability is a constant, but the backward pass is not stopped by it
    found = getattr(steps["L"].value, "derivative", 0.0)
    if "penalty" in steps:
        found += steps["penalty"].value.derivative
    # Both are sums of products of a few hundred factors and terms of about 1, rounded in another order.
    assert found == pytest.approx(chosen.value, rel=1e-9, abs=1e-12)


def plain_value(number):
    return getattr(number, "value", number)


ABSOLUTE = Model([Dense.of([[1.0]], [[0.5]])], MeanAbsoluteError())


@settings(max_examples=12)
@given(SAMPLED)
@example((ABSOLUTE, [[1.0], [2.0], [3.0]], [0.0, 0.0, 0.0], 1))  # the sign of a difference is a number of its kind too
def test_single_precision_inside_gives_what_single_precision_gives(chain):
    model, X, y, sample = chain
    single, single_X = in_numbers(model, X, lambda value, name: Float32(value))
    steps = explain(single, single_X, y, sample)
    p = single.forward(single_X)
    losses = single.loss.forward(p, y)
    single.backward(p, y)
    assert [steps[f"p[{sample}][{j}]"].value for j in range(len(p[0]))] == p[sample]
    assert steps[f"L[{sample}]"].value == losses[sample] and steps["L"].value == single.loss.calculate(p, y)
    for layer, names in zip(single.layers, layer_names(single.layers)):
        for parameter, name in names.parameters.items():
            for i, row in enumerate(getattr(layer, "d" + parameter)):
                for j, gradient in enumerate(row):
                    assert steps[f"d{name}[{i}][{j}]"].value == gradient
    assert steps.text(9)  # it can be written


def test_numbers_are_converted_by_their_names():
    layers = [Standardizer([0.0], [1.0]), Dense.of([[2.0]], [[1.0]]), ReLU(), Dense.of([[3.0]], [[5.0]])]
    seen = []
    copy, X = in_numbers(Model(layers, MeanSquaredError()), [[7.0], [9.0]], lambda v, name: seen.append((name, v)) or v)
    assert sorted(seen) == [
        ("b1[0][0]", 1.0),
        ("b2[0][0]", 5.0),
        ("w1[0][0]", 2.0),
        ("w2[0][0]", 3.0),
        ("x[0][0]", 7.0),
        ("x[1][0]", 9.0),
    ]
    assert X == [[7.0], [9.0]] and copy.layers[1] is not layers[1] and copy.layers[3].weights == [[3.0]]


def test_the_value_of_a_traced_number_computes_with_numbers_of_its_kind():
    inside = Traced(Dual(2.0, 1.0), "x")
    for result in (inside * Dual(3.0), Dual(3.0) * inside, 3 * inside, inside * 3.0):
        assert type(result) is Traced and repr(result.value) == "Dual(6.0, 3.0)" and "x" in result.in_names()
    assert repr(inside.constant(0.5).value) == "Dual(0.5, 0.0)" and repr(inside.constant(2).value) == "Dual(2, 0.0)"
    with pytest.raises(TypeError, match="^operands must be numbers of one kind, got Traced and Float32$"):
        inside * Float32(3.0)
    with pytest.raises(TypeError, match="^operands must be numbers of one kind, got Float32 and Traced$"):
        Float32(3.0) * inside
