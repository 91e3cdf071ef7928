"""What a number answers on the page `play`, the loss if it were another, and the tour of chapter 5."""

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import purenn
from purenn import BinaryCrossentropy, CategoricalCrossentropy, Dense, Float32, Model, ReLU, Sigmoid, Softmax
from purenn.explanation.twins import in_single_precision
from purenn.play.answers import MOST_USES, answer_of
from purenn.play.names import names_of
from purenn.play.session import Session
from purenn.play.snapshot import Snapshot
from purenn.play.tour import STOPS, stop
from purenn.play.views import state_of
from purenn.play.what_if import agreement, curve, nudge
from strategies import PLAY_SETTINGS, chains

CELLS = ("0", "1", "0.5", "0.2", "2", "-1", "x")

pytestmark = pytest.mark.usefixtures("loops")


def written(tokens, use):
    """A list of tokens as text, with `use` of each number in it."""
    return "".join(token if isinstance(token, str) else use(token) for token in tokens)


# -- one number ------------------------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(chains(), st.data())
def test_a_number_answers_with_the_lines_of_its_explanation(chain, data):
    """Of any model, at any sample, to the last digit; and its tokens are the same formula."""
    model, X, y = chain
    sample = data.draw(st.integers(0, len(X) - 1))
    explanation = purenn.explain(model, X, y, sample)
    step = explanation[data.draw(st.integers(0, len(explanation) - 1))]
    answer = answer_of(Snapshot(model, X, y), step.name, sample, 17)
    assert answer["lines"] == explanation[step.name].lines(17)
    assert (answer["value"], answer["section"], answer["reason"]) == (step.value, step.section, step.reason)
    assert float(answer["exact"]) == step.value
    formula = step.formula
    assert written(answer["tokens"], lambda token: token["name"] or token["text"]) == formula.in_names(17, sample)
    names = {token["name"] for token in answer["tokens"] if not isinstance(token, str)} - {None}
    assert names <= formula.leaves()


@settings(max_examples=10)
@given(PLAY_SETTINGS)
def test_every_number_of_every_formula_answers(wanted):
    """So each button of a formula leads on, to the inputs, the weights and the classes."""
    session = Session(wanted)
    session.act("epoch")
    snapshot = session.position.snapshot
    seen, waiting = set(), names_of(snapshot, 1)
    assert len(set(waiting)) == len(waiting)
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        answer = answer_of(snapshot, name, 1)
        assert answer["name"] == name and math.isfinite(answer["value"])
        waiting += [token["name"] for token in answer.get("tokens", ()) if not isinstance(token, str) and token["name"]]
        waiting += answer["uses"]
    assert {"L", "x[0][0]", "w1[0][0]", "db1[0][0]", "dz1[0][0]"} <= seen


def test_what_can_be_changed_says_so():
    snapshot = Session({"samples": 3}).position.snapshot
    for name, gradient in (("w1[0][2]", "dw1[0][2]"), ("b2[0][1]", "db2[0][1]"), ("x[1][0]", None)):
        answer = answer_of(snapshot, name, 0)
        assert (answer["editable"], answer["what_if"], answer["gradient"]) == (True, True, gradient)
    answer = answer_of(snapshot, "y[1]", 0)
    assert (answer["editable"], answer["what_if"], answer["value"]) == (True, False, 0)
    answer = answer_of(snapshot, "z1[1][0]", 0)
    assert (answer["editable"], answer["what_if"], answer["sample"]) == (False, False, 1)


@settings(max_examples=20)
@given(PLAY_SETTINGS, st.integers(0, 2), st.sampled_from(("w1[0][0]", "b1[0][0]", "w2[0][0]")))
def test_the_next_update_of_a_weight_is_the_one_that_the_next_epoch_makes(wanted, epochs, name):
    session = Session(wanted)
    for _ in range(epochs):
        session.act("epoch")
    *_, answer = answer_of(session.position.snapshot, name, 1, 17)["update"]
    session.act("epoch")
    assert answer["name"].startswith(name.split("[")[0] + "'")
    assert answer["value"] == answer_of(session.position.snapshot, name, 1)["value"]


def test_uses_are_the_numbers_whose_formula_has_it():
    snapshot = Session({"samples": 3, "hidden": [16]}).position.snapshot
    answer = answer_of(snapshot, "x[1][0]", 0)
    every = [f"z1[1][{j}]" for j in range(16)] + [f"dw1[0][{j}]" for j in range(16)]
    assert answer["uses"] == every[:MOST_USES] and answer["more_uses"] == len(every) - MOST_USES
    assert answer_of(snapshot, "L[1]", 0)["uses"] == ["L"]


def test_a_relu_answers_with_the_comparison_that_chose_its_value():
    """In the chapter's network z1[1][0] is below 0."""
    answer = answer_of(Session({}).position.snapshot, "a1[1][0]", 1)
    assert (answer["value"], answer["reason"]) == (0.0, "z1[1][0] = -0.000104752 <= 0")


def test_in_single_precision_a_number_is_that_of_a_network_in_single_precision():
    session = Session({})
    snapshot = session.position.snapshot
    probabilities = in_single_precision(snapshot.model).predict([[Float32(x) for x in snapshot.X[1]]])[0]
    for k, p in enumerate(probabilities):
        answer = answer_of(snapshot, f"p[1][{k}]", 1, 17, "float32")
        assert (answer["value"], answer["exact"]) == (p.value, repr(p))
    assert answer_of(snapshot, "w1[0][0]", 1, 6, "float32")["exact"] == repr(
        Float32(snapshot.model.layers[0].weights[0][0])
    )


@pytest.mark.parametrize("by", ["w1[0][2]", "b1[0][0]", "w2[1][1]", "x[1][0]"])
def test_in_dual_numbers_the_loss_has_the_derivative_of_the_backward_pass(by):
    """Both are exact formulas; the sums over 12 samples round differently, by a few units in the last place."""
    session = Session({"samples": 4, "scale": 1.0})
    snapshot = session.position.snapshot
    backward = nudge(snapshot, by, 1e-6)["backward"]
    assert backward != 0
    answer = answer_of(snapshot, "L", 4, 17, "dual", by)
    assert answer["value"] == snapshot.passes.loss
    assert answer["derivative"] == pytest.approx(backward, rel=1e-13, abs=1e-17)
    assert answer_of(snapshot, by, 4, 6, "dual", by)["derivative"] == 1.0


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("q", {}, "name must be that of a number of this network, got 'q'"),
        ("dx[0][0]", {}, "name must be that of a number of this network, got 'dx[0][0]'"),
        ("z1[0][9]", {}, "name must be that of a number of this network, got 'z1[0][9]'"),
        ("z1[99][0]", {}, "sample must be in 0..8, got 99"),
        ("L", {"sample": 9}, "sample must be in 0..8, got 9"),
        ("z1[0][0]]", {}, "name must be that of a number of this network, got 'z1[0][0]]'"),
        ("", {}, "name must be that of a number of this network, got ''"),
        ("L", {"arithmetic": "float16"}, "arithmetic must be float64, float32, dual, got 'float16'"),
        ("L", {"arithmetic": "dual"}, "name must be that of a number of this network, got None"),
        ("L", {"arithmetic": "dual", "by": "L"}, "name must be that of a number of this network, got 'L'"),
    ],
)
def test_a_number_that_is_not_there_is_one_line(name, options, message):
    snapshot = Session({"samples": 3}).position.snapshot
    with pytest.raises(ValueError) as error:
        answer_of(snapshot, name, **{"sample": 0, **options})
    assert str(error.value) == message


# -- what if ---------------------------------------------------------------------------------------------------------


def logistic(x, y, w, b):
    """The mean binary cross-entropy of one neuron, as its formula says."""
    p = [1 / (1 + math.exp(-(value * w + b))) for value in x]
    return -sum(math.log(q if k else 1 - q) for q, k in zip(p, y)) / len(x)


def test_a_nudge_of_one_neuron_is_that_of_the_formula():
    x, y, w, b, h = [0.5, -1.0, 2.0], [1, 0, 0], 0.75, 0.25, 1e-3
    model = Model([Dense.of([[w]], [[b]]), Sigmoid()], BinaryCrossentropy())
    answer = nudge(Snapshot(model, [[value] for value in x], y), "w1[0][0]", h)
    for name, value in (("minus", w - h), ("at", w), ("plus", w + h)):
        assert answer[name] == pytest.approx(logistic(x, y, value, b), rel=1e-14)
    derivative = sum((1 / (1 + math.exp(-(v * w + b))) - k) * v for v, k in zip(x, y)) / 3
    assert answer["backward"] == pytest.approx(derivative, rel=1e-14)
    assert answer["dual"] == pytest.approx(derivative, rel=1e-14)
    assert answer["quotient"] == pytest.approx(derivative, abs=h * h)  # the error is h**2 / 6 times L''' < 1
    assert answer["crossed"] == 0


def test_samples_that_cross_the_corner_of_a_relu_are_counted():
    """W * x + b from w = -0.5 to 0.5, with b = 0.25: for x = 1 from -0.25 to 0.75, for x = 0.25 above 0 throughout."""
    layers = [Dense.of([[0.0]], [[0.25]]), ReLU(), Dense.of([[1.0, -1.0]], [[0.0, 0.0]]), Softmax()]
    snapshot = Snapshot(Model(layers, CategoricalCrossentropy()), [[1.0], [0.25], [-1.0]], [0, 1, 0])
    assert nudge(snapshot, "w1[0][0]", 0.5)["crossed"] == 2
    assert nudge(snapshot, "w1[0][0]", 0.1)["crossed"] == 0
    assert nudge(snapshot, "w2[0][0]", 0.5)["crossed"] == 0


def test_a_penalty_belongs_to_what_is_differentiated():
    """L + 0.25 * w**2 with respect to w: the quotient of a parabola is its derivative, and the data's is 0 here."""
    model = Model([Dense.of([[3.0]], [[0.0]], weights_l2=0.25), Sigmoid()], BinaryCrossentropy())
    answer = nudge(Snapshot(model, [[0.0]], [1]), "w1[0][0]", 0.5)
    assert answer["quotient"] == answer["backward"] == answer["dual"] == 1.5
    assert answer["agree"] == "The quotient and the backward pass agree in every digit"


@settings(max_examples=25)
@given(PLAY_SETTINGS, st.sampled_from(("w1[0][0]", "b1[0][0]", "w2[0][0]", "x[1][0]")), st.sampled_from((1e-6, 0.125)))
def test_questions_change_nothing_and_what_if_is_what_an_edit_gives(wanted, name, h):
    session = Session(wanted)
    session.act("epoch")
    snapshot = session.position.snapshot
    before = json.dumps(state_of(session, 1))
    answer = nudge(snapshot, name, h)
    along = curve(snapshot, name, h, 3)
    answer_of(snapshot, name, 1, 6, "dual", name)
    answer_of(snapshot, "dw1[0][0]", 1, 6, "float32")
    assert json.dumps(state_of(session, 1)) == before
    assert along["x"] == [answer["value"] - h, answer["value"], answer["value"] + h]
    assert along["loss"] == [answer["minus"], answer["at"], answer["plus"]]
    assert answer["at"] == snapshot.passes.loss
    session.edit(name, answer["value"] + h)
    assert session.position.snapshot.passes.loss == answer["plus"]


def test_a_class_cannot_be_nudged():
    with pytest.raises(ValueError, match=r"^name must be that of a weight, a bias or an input, got y\[0\], which is"):
        nudge(Session({"samples": 2}).position.snapshot, "y[0]", 0.5)


@pytest.mark.parametrize(
    ("quotient", "derivative", "text"),
    [
        (0.5, 0.5, "agree in every digit"),
        (0.500002, 0.5, "agree in 5 digits"),
        (0.51, 0.5, "agree in 1 digit"),
        (0.53, 0.5, "is not near the derivative"),
        (1.0, 0.5, "is not near the derivative"),
        (0.0, 0.5, "is not near the derivative"),
        (1e-9, 0.0, "is not near the derivative"),
        (0.0, 0.0, "agree in every digit"),
    ],
)
def test_agreement_counts_digits(quotient, derivative, text):
    assert text in agreement(quotient, derivative)


# -- the tour --------------------------------------------------------------------------------------------------------


def values(name, text=""):
    return {step["name"]: step["exact"] for step in stop(name, text, 17)["steps"]}


def test_the_tour_has_the_numbers_of_the_chapter():
    """Chapter 5: the loss of [0.7, 0.1, 0.2], of a batch of three, of a confidence of 0, and the accuracy."""
    assert values("loss") == {"L": "0.35667494393873245", "L, by the index 0": "0.35667494393873245"}
    batch = values("batch")
    assert [f"{float(batch[f'L[{s}]']):.8f}" for s in range(3)] == ["0.35667494", "0.69314718", "0.10536052"]
    assert batch["L"] == "0.38506088005216804"
    assert values("clip") == {"L": "16.11809565095832"}
    assert values("clip", "0,1,0;1") == {"L": "1.0000000494736474e-07"}
    accuracy = stop("accuracy", "", 17)
    assert (accuracy["predicted"], accuracy["targets"]) == ([0, 0, 1], [0, 1, 1])
    assert accuracy["accuracy"]["exact"] == "0.6666666666666666"


def test_the_softmax_of_the_tour_is_that_of_the_formula():
    exponentials = [math.exp(z) for z in (2.0, 1.0, 0.1)]
    for j, e in enumerate(exponentials):
        assert float(values("softmax")[f"p[{j}]"]) == pytest.approx(e / sum(exponentials), rel=1e-15)


def test_a_clipped_prediction_says_why():
    (step,) = stop("clip", "", 8)["steps"]
    assert step["reason"] == "p[0] = 0 < 1e-07"


def test_the_formulas_of_the_tour_are_in_names():
    (step, short) = stop("loss", "", 8)["steps"]
    assert written(step["tokens"], lambda token: token["name"]) == "-(y[0]*log(p[0]) + y[1]*log(p[1]) + y[2]*log(p[2]))"
    assert written(short["tokens"], lambda token: token["name"]) == "-log(p[0])"


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("dance", "", "stop must be softmax, loss, batch, clip, accuracy, got 'dance'"),
        ("softmax", "1,nan", "values must be numbers within 1000 of 0, got 'nan'"),
        ("softmax", "1,1001", "values must be numbers within 1000 of 0, got '1001'"),
        ("softmax", "1;2", "values must be 1 row, got 2"),
        ("softmax", "1,2,3,4,5,6,7", "values must be at most 6 rows of 6, got '1,2,3,4,5,6,7'"),
        ("loss", "0.7,0.3;2,2", "y_true[0] must be one-hot or a distribution that sums to 1, got the sum"),
        ("batch", "0.5,0.5;0.5", "values must have class indices in the last row, got 0.5"),
        ("clip", "2,1;0", "y_pred[0][0] must be a probability in [0, 1], got"),
    ],
)
def test_values_that_do_not_fit_are_one_line(name, text, message):
    with pytest.raises(ValueError) as error:
        stop(name, text, 6)
    assert str(error.value).startswith(message) and "\n" not in str(error.value)


@given(
    st.sampled_from(sorted(STOPS)),
    st.lists(st.lists(st.sampled_from("0 1 0.5 0.2 2 -1 x".split()), max_size=3), max_size=4),
)
def test_any_values_give_finite_numbers_or_an_error_of_one_line(name, rows):
    try:
        answer = stop(name, ";".join(",".join(row) for row in rows), 6)
    except (ValueError, TypeError) as error:
        assert "\n" not in str(error) and " must " in str(error)
    else:
        json.dumps(answer, allow_nan=False)
