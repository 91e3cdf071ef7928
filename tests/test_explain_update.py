"""The update of a parameter, explained: every value is what the optimizer's update makes of it, and nothing changes."""

import copy
import re
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from purenn import SGD, AdaGrad, Adam, Dense, MeanSquaredError, Model, Optimizer, ReLU, RMSprop, explain, use_kernel
from purenn.cli import main as cli
from purenn.elementary import sqrt
from purenn.explanation.names import layer_names
from purenn.explanation.update import explain_update
from purenn.matrix import total
from strategies import chains


def bits(value):
    return struct.pack("<d", value)


class Clipped(Optimizer):
    """An optimizer of a user: the gradients of a parameter are scaled by their length, so that each depends on all."""

    def step(self, values, gradients, state, rate, n):
        length = sqrt(total(g * g for g in gradients)) + 1
        return [w - rate * g / length for w, g in zip(values, gradients)], (state or 0) + 1


class Averaged(Optimizer):
    """An optimizer of a user that keeps two lists: the mean of the gradients, and the last of them."""

    def step(self, values, gradients, state, rate, n):
        means, last = state or ([0.0] * len(values), [0.0] * len(values))
        means = [m + (g - m) / n for m, g in zip(means, gradients)]
        return [w - rate * (m + old) for w, m, old in zip(values, means, last)], (means, list(gradients))


class Many(Optimizer):
    """An optimizer of a user that keeps more than lists of numbers: a count, a short list, and rows."""

    def step(self, values, gradients, state, rate, n):
        count, scales, rows, last = state or (
            0,
            [1.0, 0.5, 0.25, 0.125, 0.0, 1.0, 2.0],
            [[0.0] * len(values)] * 2,
            gradients,
        )
        new = [w - rate * scales[count] * (g + r + old) for w, g, r, old in zip(values, gradients, rows[1], last)]
        return new, (count + 1, scales, [rows[1], list(gradients)], [2 * g for g in gradients])


OPTIMIZERS = {
    "sgd": lambda: SGD(0.5, decay=0.25),
    "momentum": lambda: SGD(0.5, decay=0.25, momentum=0.5),
    "adagrad": lambda: AdaGrad(0.5),
    "rmsprop": lambda: RMSprop(0.05, decay=0.5),
    "adam": lambda: Adam(0.05, decay=5e-7),
    "clipped": lambda: Clipped(0.5, decay=0.25),
    "averaged": lambda: Averaged(0.5),
    "many": lambda: Many(0.5),
}


@pytest.fixture
def loops():
    use_kernel("loops")
    yield
    use_kernel("fast")


def state_of(model):
    """The parameters of the layers and what the optimizer keeps, copied."""
    return [
        ([copy.deepcopy(getattr(layer, name)) for name in getattr(layer, "parameters", ())], copy.deepcopy(kept))
        for layer in model.layers
        for kept in [vars(model.optimizer._state(layer)).get("parameters")]
    ]


@pytest.mark.parametrize("name", OPTIMIZERS)
@settings(max_examples=6)
@given(chains(), st.integers(0, 2))
def test_the_new_values_are_those_of_the_update(name, chain, updates):
    model, X, y = chain
    model.optimizer = OPTIMIZERS[name]()
    use_kernel("loops")
    try:
        for _ in range(updates):
            model.fit(X, y, epochs=1)
        before = state_of(model)
        update = explain_update(model, explain(model, X, y))
        assert state_of(model) == before
        model.backward(model.forward(X), y)
        for layer, names in zip(model.layers, layer_names(model.layers)):
            if names.parameters:
                rate = model.optimizer.current_rate(layer)
                assert bits(update["rate" + names.parameters["weights"][1:]].value) == bits(rate)
                model.optimizer.update(layer)
            for parameter, short in names.parameters.items():
                for i, row in enumerate(getattr(layer, parameter)):
                    for j, value in enumerate(row):
                        assert bits(update[f"{short}'[{i}][{j}]"].value) == bits(value)
    finally:
        use_kernel("fast")


def one_weight(optimizer):
    """A model with y = w * x and w = 1: the gradient of the first update is 2 * (1 * 2 - 0) * 2 = 8."""
    model = Model([Dense.of([[1.0]], [[0.0]])], MeanSquaredError(), optimizer)
    return model, [[2.0]], [0.0]


def lines_of(model, X, y, name="w1[0][0]"):
    return [step.lines() for step in explain_update(model, explain(model, X, y), [name])]


def test_the_first_update_of_adam():
    lines = lines_of(*one_weight(Adam(0.5, epsilon=4.0, beta1=0.5, beta2=0.75)))
    # m = 4 and c = 16, both corrected to the gradient and its square: 1 - 0.5 * 8 / (8 + 4).
    assert lines == [
        ["rate1 = 0.5 / (1 + 0*0)", "= 0.5"],
        ["mw1'[0][0] = 0.5*0 + (1 - 0.5)*dw1[0][0]", "= 0.5*0 + (1 - 0.5)*8", "= 4"],
        ["cw1'[0][0] = 0.75*0 + (1 - 0.75)*dw1[0][0]*dw1[0][0]", "= 0.75*0 + (1 - 0.75)*8*8", "= 16"],
        [
            "w1'[0][0] = w1[0][0] - rate1*(mw1'[0][0] / (1 - 0.5**1)) / (sqrt(cw1'[0][0] / (1 - 0.75**1)) + 4)",
            "= 1 - 0.5*(4 / (1 - 0.5**1)) / (sqrt(16 / (1 - 0.75**1)) + 4)",
            "= 0.666667",
        ],
    ]


def test_the_second_update_uses_what_the_first_has_kept(loops):
    model, X, y = one_weight(SGD(0.0625, decay=1.0, momentum=0.5))
    model.fit(X, y, epochs=1)
    # v = -8 / 16, so that w is 0.5 and b is -0.25: p = 0.75, and the gradient is 2 * 0.75 * 2 = 3.
    assert lines_of(model, X, y) == [
        ["rate1 = 0.0625 / (1 + 1*1)", "= 0.03125"],
        ["vw1'[0][0] = 0.5*vw1[0][0] - rate1*dw1[0][0]", "= 0.5*-0.5 - 0.03125*3", "= -0.34375"],
        ["w1'[0][0] = w1[0][0] + vw1'[0][0]", "= 0.5 + -0.34375", "= 0.15625"],
    ]


def test_what_a_user_defined_optimizer_keeps_has_names_too(loops):
    model, X, y = one_weight(Averaged(0.125))
    model.fit(X, y, epochs=1)
    # The first update: mean 8, last 0: w = 1 - 8/8 = 0, b = 0 - 4/8, p = -0.5, and the gradient is 2 * -0.5 * 2 = -2.
    assert [lines[0] for lines in lines_of(model, X, y)[1:]] == [
        "s0w1'[0][0] = s0w1[0][0] + (dw1[0][0] - s0w1[0][0]) / 2",
        "s1w1'[0][0] = dw1[0][0]",
        "w1'[0][0] = w1[0][0] - rate1*(s0w1'[0][0] + s1w1[0][0])",
    ]
    assert lines_of(model, X, y)[-1][1:] == ["= 0 - 0.125*(3 + 8)", "= -1.375"]


def test_an_optimizer_of_all_gradients_shows_all_of_them():
    model = Model([Dense.of([[1.0, 0.0]], [[0.0, 0.0]])], MeanSquaredError(), Clipped(1.0))
    # p = 3, 0 and y = 0, 4: dw = 2 * 3 / 2 * 3, 2 * -4 / 2 * 3 = 9, -12, whose length is 15.
    lines = lines_of(model, [[3.0]], [[0.0, 4.0]])
    assert lines[1] == [
        "w1'[0][0] = w1[0][0] - rate1*dw1[0][0] / (sqrt(dw1[0][0]*dw1[0][0] + dw1[0][1]*dw1[0][1]) + 1)",
        "= 1 - 1*9 / (sqrt(9*9 + -12*-12) + 1)",
        "= 0.4375",
    ]


def test_only_the_names_that_are_asked_for_are_listed():
    layers = [Dense(2, 3, 0), ReLU(), Dense(3, 1, 1)]
    model = Model(layers, MeanSquaredError(), Adam())
    steps = explain(model, [[1.0, 2.0]], [1.0])
    names = [step.name for step in explain_update(model, steps, ["w2[1][0]", "b1[0][2]"])]
    expected = "rate1 mb1'[0][2] cb1'[0][2] b1'[0][2] rate2 mw2'[1][0] cw2'[1][0] w2'[1][0]"
    assert names == expected.split()
    whole = explain_update(model, steps)
    assert len(whole) == 2 + 3 * (2 * 3 + 3 + 3 * 1 + 1)
    assert {(step.section, step.layer) for step in whole} == {
        ("Update of layer 1: Dense, by Adam", 1),
        ("Update of layer 3: Dense, by Adam", 3),
    }
    assert [step.lines() for step in explain_update(model, steps, ["w2[1][0]"])][1:] == [
        whole[name].lines() for name in ("mw2'[1][0]", "cw2'[1][0]", "w2'[1][0]")
    ]


class Warming(SGD):
    """An optimizer of a user with a learning rate of its own."""

    def current_rate(self, layer):
        return super().current_rate(layer) / 2


def test_a_learning_rate_of_its_own_is_the_one_that_is_used():
    assert lines_of(*one_weight(Warming(0.5)))[0] == ["rate1 = 0.25"]


class Doubled(SGD):
    def update(self, layer):
        super().update(layer)
        super().update(layer)


def test_what_has_no_update_to_explain():
    model, X, y = one_weight(None)
    steps = explain(model, X, y)
    with pytest.raises(RuntimeError, match="^model must have an optimizer to be updated, got None$"):
        explain_update(model, steps)
    model.optimizer = Doubled()
    message = re.escape("optimizer must not have an update of its own, got Doubled()")
    with pytest.raises(TypeError, match=f"^{message}$"):
        explain_update(model, steps)
    model.optimizer = SGD()
    message = re.escape("names must be those of parameters' entries, such as w1[0][0], got 'w9[0][0]'")
    with pytest.raises(ValueError, match=f"^{message}$"):
        explain_update(model, steps, ["w1[0][0]", "w9[0][0]"])
    with pytest.raises(ValueError, match="^steps must have the backward pass of the model, got none of dw1$"):
        explain_update(model, explain(model, X, y, backward=False))


def call(capsys, *arguments):
    return (cli.main(["explain", *arguments]), *capsys.readouterr())


def test_the_command_explains_the_first_update(capsys):
    code, out, err = call(capsys, "--update", "--layer", "1", "--neuron", "2")
    assert (code, err) == (0, "") and "\nUpdate of layer 1: Dense, by Adam\n" in out
    names = re.findall(r"^(\S+) = ", out[out.index("Update of") :], re.M)
    entries = [letter + entry for entry in ("w1'[0][2]", "w1'[1][2]", "b1'[0][2]") for letter in ("m", "c", "")]
    assert names == ["rate1"] + entries
    code, both, err = call(capsys, "--update", "sgd")
    code, backward, err = call(capsys, "--backward")
    assert both.startswith(backward.rstrip("\n")) and "by SGD" in both and "vb2'[0][2] = 0 - rate2*db2[0][2]\n" in both
    code, out, err = call(capsys, "--update", "newton")
    assert (code, out) == (2, "") and "invalid choice: 'newton'" in err and err.count("\n") == 1


def test_the_page_has_the_update(capsys, tmp_path):
    path = tmp_path / "page.html"
    assert call(capsys, "--update", "rmsprop", "--html", str(path)) == (0, "", "")
    text = path.read_text(encoding="utf-8")
    assert text.count("<summary>Update of layer ") == 2 and "cw1&#x27;[0][2] = " in text or "cw1'[0][2] = " in text
