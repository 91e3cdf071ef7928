"""Reports of a classifier: counted another way, and equal to what their names promise."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purenn import ShapeError, accuracy, calibration, classification_report, confusion_matrix, one_hot
from strategies import PROBABILITIES, batches, matrices


@st.composite
def answers(draw):
    """Predicted classes, true classes, and how many classes there are: `(y_pred, y_true, classes)`."""
    classes = draw(st.integers(1, 5))
    pairs = draw(st.lists(st.tuples(*[st.integers(0, classes - 1)] * 2), min_size=1, max_size=20))
    return [j for j, _ in pairs], [k for _, k in pairs], classes


@given(answers())
def test_every_sample_is_counted_once_in_its_row_and_its_column(answer):
    y_pred, y_true, classes = answer
    pairs = list(zip(y_true, y_pred))
    assert confusion_matrix(*answer) == [[pairs.count((k, j)) for j in range(classes)] for k in range(classes)]


@given(batches())
def test_the_diagonal_is_the_accuracy_of_probabilities_too(batch):
    y_pred, y_true = batch
    classes = len(y_pred[0])
    predicted = [row.index(max(row)) for row in y_pred]
    counts = confusion_matrix(predicted, one_hot(y_true, classes), classes)
    assert sum(counts[k][k] for k in range(classes)) / len(y_true) == accuracy(y_pred, y_true)
    if all(sum(row) == 1 for row in y_pred):
        assert confusion_matrix(y_pred, y_true, classes) == counts


def test_a_row_of_probabilities_stands_for_its_first_largest():
    assert confusion_matrix([[0.5, 0.5], [0.25, 0.75]], [[0, 1], [0, 1]], 2) == [[0, 0], [1, 1]]


@given(answers())
def test_a_report_is_that_of_its_definitions(answer):
    y_pred, y_true, classes = answer
    for k, figures in enumerate(classification_report(*answer)):
        chosen = [true == k for predicted, true in zip(y_pred, y_true) if predicted == k]
        present = [predicted == k for predicted, true in zip(y_pred, y_true) if true == k]
        assert figures["precision"] == (sum(chosen) / len(chosen) if chosen else None)
        assert figures["recall"] == (sum(present) / len(present) if present else None)
        assert figures["support"] == len(present)
        if chosen and present and any(chosen):  # the harmonic mean, in fractions
            precision, recall = Fraction(sum(chosen), len(chosen)), Fraction(sum(present), len(present))
            assert figures["f1"] == float(2 / (1 / precision + 1 / recall))
        else:  # nothing right, or nothing there
            assert figures["f1"] == (0 if chosen or present else None)


@given(matrices(PROBABILITIES), st.integers(1, 12), st.data())
def test_every_prediction_is_in_the_bin_of_its_size(y_pred, bins, data):
    y_true = data.draw(matrices(st.sampled_from([0, 1]), len(y_pred), len(y_pred[0])))
    pairs = [(p, y) for rows in zip(y_pred, y_true) for p, y in zip(*rows)]
    found = calibration(y_pred, y_true, bins)
    assert [(figures["lower"], figures["upper"]) for figures in found] == [
        (b / bins, (b + 1) / bins) for b in range(bins)
    ]
    assert sum(figures["count"] for figures in found) == len(pairs)
    for figures in found:
        if not figures["count"]:
            assert figures["predicted"] is figures["observed"] is None
            continue
        rounding = 1e-15  # a probability beside a bound may be multiplied into the next bin
        assert figures["lower"] - rounding <= figures["predicted"] <= figures["upper"] + rounding
    # All together they are the means of all predictions and of all truths.
    for name, n in (("predicted", 0), ("observed", 1)):
        weighted = sum(figures["count"] * figures[name] for figures in found if figures["count"])
        assert weighted / len(pairs) == pytest.approx(sum(pair[n] for pair in pairs) / len(pairs), rel=1e-12, abs=1e-15)


def test_classes_are_as_good_as_their_one_hot_rows():
    y_pred, y_true = [[0.875, 0.125], [0.25, 0.75], [0.25, 0.75]], [0, 1, 0]
    found = calibration(y_pred, y_true, 4)
    assert found == calibration(y_pred, one_hot(y_true, 2), 4)
    # Three bins of two predictions would be six; 1/8 lies in the first, twice 1/4 in the second, and so on.
    assert [figures["count"] for figures in found] == [1, 2, 0, 3]
    assert [figures["observed"] for figures in found] == [0.0, 0.5, None, 2 / 3]
    assert calibration([[1.0], [0.0]], [1, 0], 2)[1] == {
        "lower": 0.5,
        "upper": 1.0,
        "count": 1,
        "predicted": 1.0,
        "observed": 1.0,
    }


@pytest.mark.parametrize(
    "call, kind, message",
    [
        (lambda: confusion_matrix([], [], 2), ShapeError, "y_pred must have at least one prediction, got none"),
        (lambda: confusion_matrix(3, [1], 2), TypeError, "y_pred must be a list of class indices, got 3"),
        (lambda: confusion_matrix([0, 2], [0, 1], 2), ValueError, "y_pred[1] must be a class index in 0..1, got 2"),
        (lambda: confusion_matrix([0, 1], [0, -1], 2), ValueError, "y_true[1] must be a class index in 0..1, got -1"),
        (
            lambda: classification_report([0, 1], [0], 2),
            ShapeError,
            "y_true must have 2 targets, one for each sample, got 1",
        ),
        (lambda: classification_report([0], [0], 0), ValueError, "classes must be at least 1, got 0"),
        (lambda: calibration([[0.5]], [1], bins=0), ValueError, "bins must be at least 1, got 0"),
        (
            lambda: calibration([[2.5, 0.0]], [1]),
            ValueError,
            "y_pred[0][0] must be a probability in [0, 1], got 2.5; use what Model.predict returns",
        ),
        (lambda: calibration([[0.5, 0.5]], [2]), ValueError, "y_true[0] must be a class index in 0..1, got 2"),
    ],
)
def test_what_does_not_fit_is_refused(call, kind, message):
    with pytest.raises(kind) as caught:
        call()
    assert str(caught.value) == message
