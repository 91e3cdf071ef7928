"""The session of the page `play`: the training of Model.fit, the way back, changes by hand, what the page draws."""

import copy
import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import purenn
from purenn import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Dense,
    Dropout,
    MeanSquaredError,
    Model,
    ReLU,
    Sigmoid,
    SigmoidCrossentropy,
    Softmax,
    SoftmaxCrossentropy,
    Standardizer,
)
from purenn.play.problems import MOST_SAMPLES, Data, check_data, make_problem
from purenn.play.session import LEAST_UNDO, MOST_UNDO, STEPS, Session
from purenn.play.settings import DEFAULTS, check_settings
from purenn.play.snapshot import Snapshot
from purenn.play.views import data_of, gradients_of, regions_of, state_of
from strategies import JSON_VALUES, PLAY_ACTIONS, PLAY_SETTINGS, chains

X = [[0.0, 1.0, 5.0], [2.0, 3.0, 5.0], [4.0, -1.0, 7.0], [1.0, 1.0, 8.0]]  # three features

pytestmark = pytest.mark.usefixtures("loops")


def whole_state(session):
    """All that the page can see, and the state of the optimizer."""
    snapshot = session.position.snapshot
    optimizer = snapshot.model.optimizer
    states = [(s.updates, s.parameters) for layer in snapshot.model.layers for s in [optimizer._state(layer)]]
    return copy.deepcopy((state_of(session, 1), data_of(session), states, optimizer.learning_rate))


# -- the training ----------------------------------------------------------------------------------------------------


def test_the_first_position_is_the_seeded_run_of_the_chapter():
    session = Session({})
    state = state_of(session, 1)
    assert (state["loss"], state["accuracy"]) == (1.0986104615465142, 0.34)
    assert state["values"]["p"] == [0.3333331733944575, 0.3333331832217659, 0.33333364338377647]
    assert state["parameters"]["w1"][0] == [-0.013065268517353165, 0.01658130679618188, -0.0011816404512856977]
    assert session.data.X[1] == [0.0029955566779434318, 0.00964660796601254]


@settings(max_examples=40)
@given(PLAY_SETTINGS, st.integers(0, 4), st.booleans())
def test_settings_and_epochs_rebuild_the_network_bit_for_bit(wanted, epochs, by_hand):
    """By steps or by epochs, in another session, or by Model.fit: the address of a page is a recipe."""
    stepped, again = Session(wanted), Session(wanted)
    for _ in range(epochs):
        for step in STEPS if by_hand else ("epoch",):
            stepped.act(step)
        again.act("epoch")
    assert whole_state(stepped)[0]["parameters"] == whole_state(again)[0]["parameters"]
    model, data = make_problem(check_settings(wanted))
    if epochs:
        history = model.fit(data.X, data.y, epochs=epochs)
        assert [history["loss"], history["accuracy"]] == [stepped.history["loss"], stepped.history["accuracy"]]
    for layer, stepped_layer in zip(model.layers, stepped.position.snapshot.model.layers):
        for name in getattr(layer, "parameters", ()):
            assert getattr(layer, name) == getattr(stepped_layer, name)
    figures = model.evaluate(data.X, data.y)
    passes = stepped.position.snapshot.passes
    assert (figures["loss"], figures["accuracy"]) == (passes.loss, passes.accuracy)


def test_a_step_out_of_turn_names_the_next_one():
    session = Session({})
    with pytest.raises(ValueError, match="^what must be forward, which is the next step, got update$"):
        session.act("update")
    session.act("forward")
    with pytest.raises(ValueError, match="^what must be loss, which is the next step, got forward$"):
        session.act("forward")
    for wrong in ("jump", None, ["forward"], 1):
        with pytest.raises(
            ValueError, match="^what must be forward, loss, backward, update, epoch, back or restart, got"
        ):
            session.act(wrong)


def test_a_diverging_training_stops_at_the_last_finite_loss():
    """The penalty makes w into w - 100 * 2 * w = -199 * w in each step, until its square overflows: 199**(2 * 67)."""
    model = Model([Dense(3, 2, 0, weights_l2=1.0), Softmax()], CategoricalCrossentropy())
    data = Data(X, [0, 1, 0, 1], list("abc"), ["no", "yes"], model)
    session = Session({"optimizer": "sgd", "learning_rate": 100.0}, data)
    with pytest.raises(
        ValueError, match=r"^loss must stay finite, but left its range in epoch 6\d: .*; lower learning_rate$"
    ):
        for _ in range(100):
            before = whole_state(session)
            session.act("epoch")
    assert whole_state(session) == before


# -- the way back ----------------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(PLAY_SETTINGS, st.lists(PLAY_ACTIONS, max_size=12))
def test_back_undoes_any_sequence_of_actions_exactly(wanted, actions):
    """And an action that is refused has changed nothing."""
    session = Session(wanted)
    states = [whole_state(session)]
    for action in actions:
        try:
            if isinstance(action, str):
                session.act(action)
            elif isinstance(action, tuple):
                session.edit(*action)
            else:
                session.set_learning_rate(action)
        except ValueError as error:
            assert "\n" not in str(error)
            assert whole_state(session) == states[-1]
        else:
            states.append(whole_state(session))
    while len(states) > 1:
        states.pop()
        session.act("back")
        assert whole_state(session) == states[-1]
    with pytest.raises(ValueError, match="there is no earlier position"):
        session.act("back")


def test_restart_has_the_same_weights_and_data():
    session = Session({"samples": 3})
    first = whole_state(session)
    session.edit("x[1][0]", 5)
    session.set_learning_rate(1.0)
    session.act("epoch")
    session.act("restart")
    again = whole_state(session)
    assert again[0].pop("version") > first[0].pop("version")
    assert again == first and session.past == []


@pytest.mark.parametrize(("hidden", "kept"), [([1], MOST_UNDO), ([64, 64], 73)])
def test_the_memory_of_a_session_is_bounded(hidden, kept):
    """2-64-64-3 has 4547 parameters; 1,000,000 / (3 * 4547) = 73.3 positions."""
    session = Session({"samples": 2, "hidden": hidden})
    for _ in range(MOST_UNDO + 5):
        session.act("forward")
        session.position.phase = 0
    assert len(session.past) == kept >= LEAST_UNDO


def test_only_the_current_position_keeps_its_passes():
    session = Session({"samples": 2})
    for step in STEPS:
        session.act(step)
    assert all(position.snapshot._passes is None for position in session.past)
    assert session.position.snapshot._passes is not None
    for position in [*session.past, session.position]:
        for layer in position.snapshot.model.layers:
            assert not {"inputs", "output", "dinputs", "dweights"} & set(layer.__dict__)


# -- changes by hand -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("w1[0][0]", "1", "w1[0][0] must be a number within 1e6 of 0, got '1'"),
        ("w1[0][0]", True, "w1[0][0] must be a number within 1e6 of 0, got True"),
        ("w1[0][0]", math.nan, "w1[0][0] must be a number within 1e6 of 0, got nan"),
        ("w1[0][0]", 1e7, "w1[0][0] must be a number within 1e6 of 0, got 10000000.0"),
        ("y[0]", 3, "y[0] must be a class in 0..2, got 3"),
        ("y[0]", 1.0, "y[0] must be a class in 0..2, got 1.0"),
        ("w1[2][0]", 1, "name must be that of a number of this network, got 'w1[2][0]'"),
        ("w1[-1][0]", 1, "name must be that of a number of this network, got 'w1[-1][0]'"),
        ("w1[00][0]", 1, "name must be that of a number of this network, got 'w1[00][0]'"),
        ("b1[1][0]", 1, "name must be that of a number of this network, got 'b1[1][0]'"),
        ("z1[0][0]", 1, "name must be that of a number of this network, got 'z1[0][0]'"),
        ("L", 1, "name must be that of a number of this network, got 'L'"),
        ("", 1, "name must be that of a number of this network, got ''"),
        (None, 1, "name must be that of a number of this network, got None"),
        ("x" * 100, 1, "name must be that of a number of this network, got 'xxxxxxxx"),
    ],
)
def test_a_change_that_cannot_be_is_one_line(name, value, message):
    session = Session({"samples": 2})
    with pytest.raises(ValueError) as error:
        session.edit(name, value)
    assert str(error.value).startswith(message)


def test_a_change_is_what_the_network_then_computes_with():
    session = Session({"samples": 2})
    session.act("forward")
    session.edit("w1[0][1]", 2)
    state = state_of(session, 1)
    x, w, b = session.data.X[1], state["parameters"]["w1"], state["parameters"]["b1"]
    assert w[0][1] == 2.0 and state["phase"] == "ready" and state["edits"] == 1
    assert state["values"]["z1"][1] == x[0] * 2.0 + x[1] * w[1][1] + b[0][1]
    session.edit("y[1]", 2)
    assert state_of(session, 1)["target"] == 2 and session.data.y[1] == 0


def test_another_learning_rate_is_a_setting_until_the_first_update():
    """Then settings and epochs rebuild the network; later they do not, and it counts as an edit."""
    session = Session({"samples": 3})
    session.act("forward")
    session.set_learning_rate(0.5)
    assert (session.position.phase, session.position.edits) == (1, 0)
    session.act("epoch")
    alike = Session(session.position.settings)
    alike.act("epoch")
    assert alike.position.snapshot.passes.loss == session.position.snapshot.passes.loss
    session.set_learning_rate(0.25)
    assert session.position.edits == 1


# -- settings --------------------------------------------------------------------------------------------------------


@given(JSON_VALUES | st.dictionaries(st.sampled_from(["data", *DEFAULTS["spiral"]]), JSON_VALUES))
def test_any_settings_are_complete_or_an_error_of_one_line(wanted):
    try:
        settings = check_settings(wanted)
    except ValueError as error:
        assert "\n" not in str(error) and " must be " in str(error)
    else:
        assert set(settings) == {"data", *DEFAULTS["spiral"]}
        assert check_settings(settings) == settings


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ([], "settings must be an object, got []"),
        ({"data": "table"}, "data must be spiral or vertical, got 'table'"),
        ({"hidden": 3}, "hidden must be 1 or 2 integers in 1..64, got 3"),
        ({"hidden": [3, 3, 3]}, "hidden must be 1 or 2 integers in 1..64, got [3, 3, 3]"),
        ({"hidden": [True]}, "hidden must be 1 or 2 integers in 1..64, got [True]"),
        ({"samples": 301}, "samples must be an integer in 2..300, got 301"),
        ({"seed": -1}, "seed must be an integer in 0..4294967295, got -1"),
        ({"scale": 0}, "scale must be above 0 and at most 100, got 0"),
        ({"learning_rate": math.inf}, "learning_rate must be above 0 and at most 100, got inf"),
        ({"optimizer": "lbfgs"}, "optimizer must be adam or rmsprop or adagrad or sgd, got 'lbfgs'"),
        ({"colour": 1}, "settings must be among data, samples, classes, hidden,"),
    ],
)
def test_a_wrong_setting_is_named(wanted, message):
    with pytest.raises(ValueError) as error:
        check_settings(wanted)
    assert str(error.value).startswith(message)


# -- tables and saved models -----------------------------------------------------------------------------------------


def test_a_table_is_standardized_by_a_layer_and_trains():
    session = Session({"hidden": [4], "scale": 1.0}, Data(X, [0, 1, 0, 1], ["a", "b", "c"], ["no", "yes"]))
    state = state_of(session, 0)
    assert [layer["kind"] for layer in state["layers"]] == ["Standardizer", "Dense", "ReLU", "Dense", "Softmax"]
    assert [layer["name"] for layer in state["layers"]] == ["a0", "z1", "a1", "z2", "p"]
    assert state["settings"] == {"data": "table", **DEFAULTS["table"], "hidden": [4], "scale": 1.0}
    mean = (0.0 + 2.0 + 4.0 + 1.0) / 4
    deviation = math.sqrt(sum((row[0] - mean) ** 2 for row in X) / 4)
    assert state["values"]["a0"][0] == pytest.approx((0.0 - mean) / deviation, rel=1e-15)
    for _ in range(100):
        session.act("epoch")
    assert state_of(session, 0)["accuracy"] == 1.0
    assert Session({"data": "spiral"}, session.data).data.columns == ["x0", "x1"]  # the page can go to other data


@pytest.mark.parametrize(
    ("layers", "loss"),
    [
        ([Dense(4, 1, 0), Sigmoid()], BinaryCrossentropy()),
        ([Dense(4, 1, 0)], SigmoidCrossentropy()),
        ([Dense(4, 2, 0), Softmax()], CategoricalCrossentropy(label_smoothing=0.1)),
        ([Dense(4, 2, 0, weights_l2=0.5, biases_l1=0.25)], SoftmaxCrossentropy(class_weights=[1.0, 3.0])),
    ],
)
def test_a_saved_model_of_any_chain_trains_as_by_fit(layers, loss):
    """Without dropout: what it would draw stands in no formula."""
    first = [Standardizer().fit(X), Dense(3, 4, 1, weights_scale=0.5), Sigmoid(), Dropout(0.5, 0)]
    model = Model(first + layers, loss)
    before = copy.deepcopy(model)
    session = Session(
        {"optimizer": "sgd", "learning_rate": 0.5}, Data(X, [0, 1, 0, 1], list("abc"), ["no", "yes"], model)
    )
    session.act("epoch")
    session.act("epoch")
    state = state_of(session, 2)
    assert state["settings"] == {"data": "model", "optimizer": "sgd", "learning_rate": 0.5}
    alike = Model(copy.deepcopy(first[:3] + layers), loss, purenn.SGD(0.5))
    history = alike.fit(X, [0, 1, 0, 1], epochs=2)
    assert history["loss"] == session.history["loss"]
    assert alike.layers[1].weights == state["parameters"]["w1"]
    assert state["predicted"] == alike.predict_classes(X)[2]
    assert [layer.weights for layer in (model.layers[1], layers[0])] == [
        layer.weights for layer in (before.layers[1], before.layers[4])
    ]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (Data([[1.0]], [0], ["a"], ["no", "yes"]), "the data must have at least 2 features to be drawn, got 1"),
        (
            Data([[1.0, 2.0]] * (MOST_SAMPLES + 1), [0], ["a", "b"], ["no", "yes"]),
            "the data must have at most 5000 rows to be drawn, got 5001",
        ),
        (
            Data(X, [], list("abc"), [], Model([Dense(3, 1)], MeanSquaredError())),
            "the model must be a classifier to be drawn, got one with MeanSquaredError",
        ),
        (
            Data(X, [], list("abc"), [], Model([Dense(3, 7000)], SoftmaxCrossentropy())),
            "the model must have 1 to 20000 parameters to be drawn, got 28000",
        ),
        (
            Data(X, [], list("abc"), [], Model([Dense(3, 2), Sigmoid()], BinaryCrossentropy())),
            "predictions must be (1, 1) for one class per sample, got (1, 2); for one class of several use",
        ),
    ],
)
def test_what_cannot_be_drawn_is_refused(data, message):
    with pytest.raises(ValueError) as error:
        check_data(data)
    assert str(error.value).startswith(message)


# -- what the page draws ---------------------------------------------------------------------------------------------


def test_gradients_are_there_after_the_backward_pass_only():
    session = Session({"samples": 3})
    for step in ("forward", "loss", "backward"):
        assert state_of(session, 0)["gradients"] == {}
        session.act(step)
    gradients = state_of(session, 0)["gradients"]
    assert set(gradients) == {"dw1", "db1", "dz1", "da1", "dw2", "db2", "dz2"}
    session.act("update")
    assert state_of(session, 0)["gradients"] == {}


@settings(max_examples=30)
@given(chains())
def test_what_is_drawn_is_what_is_explained(chain):
    """Every gradient that the page draws is the one that its formula gives, and none is missing."""
    model, X, y = chain
    assume(isinstance(model.loss, CategoricalCrossentropy))
    snapshot, sample = Snapshot(model, X, y), len(X) - 1
    explanation = purenn.explain(model, X, y, sample)
    gradients = gradients_of(snapshot, sample)
    drawn = {
        f"{name}[{sample if name[1] not in 'wb' else i}][{j}]": value
        for name, matrix in gradients.items()
        for i, row in enumerate(matrix if name[1] in "wb" else [matrix])
        for j, value in enumerate(row)
    }
    assert drawn == {step.name: step.value for step in explanation if step.name in drawn}
    assert set(drawn) == {
        step.name for step in explanation if step.name[0] == "d" and step.name.strip("d")[0] not in "et"
    }


def test_regions_are_the_predictions_in_the_middle_of_each_cell():
    """Of three features, two are the axes and the third has the value of the chosen sample."""
    model = Model(
        [Dense(3, 5, 3, weights_scale=1.0), ReLU(), Dense(5, 3, 4, weights_scale=1.0), Softmax()],
        CategoricalCrossentropy(),
    )
    session = Session({}, Data(X, [0, 1, 2, 1], list("abc"), list("rst"), model))
    regions = regions_of(session.position.snapshot, 2, (2, 0), [[0.0, 8.0], [-2.0, 2.0]], 4)
    points = [[y, -1.0, x] for y in (1.5, 0.5, -0.5, -1.5) for x in (1.0, 3.0, 5.0, 7.0)]
    assert regions["classes"] == model.predict_classes(points)
    assert regions["confidence"] == "".join(str(min(9, int(10 * max(p)))) for p in model.predict(points))


def test_the_range_of_a_column_has_a_margin_even_if_the_column_is_constant():
    session = Session({}, Data([[0.0, 3.0], [10.0, 3.0]], [0, 1], ["a", "b"], ["no", "yes"]))
    assert data_of(session)["ranges"] == [[-0.6, 10.6], [2.0, 4.0]]
