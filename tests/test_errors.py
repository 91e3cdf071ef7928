"""Every bad input raises an error whose message names the argument, the position and what was expected."""

import math
from array import array
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purenn import CategoricalCrossentropy, Dense, ReLU, ShapeError, Softmax, accuracy, one_hot

THREE = [[0.7, 0.1, 0.2], [0.1, 0.5, 0.4], [0.02, 0.9, 0.08]]
CALLS_WITH_TARGETS = {"loss": CategoricalCrossentropy().forward, "accuracy": accuracy}
NAN = math.nan


def generator():
    yield [1.0, 2.0]


class DataFrame:
    """A table indexed by column names, which has no entry 0."""

    def __len__(self):
        return 2

    def __getitem__(self, name):
        raise KeyError(name)

    def __repr__(self):
        return "DataFrame()"


BAD_MATRICES = [
    (DataFrame(), TypeError, "must be a matrix (a list of rows), got DataFrame()"),
    ("abc", TypeError, "must be a matrix (a list of rows), got 'abc'"),
    (None, TypeError, "must be a matrix (a list of rows), got None"),
    (3.5, TypeError, "must be a matrix (a list of rows), got 3.5"),
    ({0: [1.0]}, TypeError, "must be a matrix (a list of rows), got {0: [1.0]}"),
    ({0: [1.0]}.values(), TypeError, "must be a matrix (a list of rows), got dict_values([[1.0]])"),
    (frozenset([0.5]), TypeError, "must be a matrix (a list of rows), got frozenset({0.5})"),
    ([[0.5], {0.5}], TypeError, "[1] must be a row of numbers, got {0.5}"),
    ([], ShapeError, "must have at least one row, got none"),
    ([[]], ShapeError, "[0] must have at least one entry, got none"),
    ([[0.5, 0.5], []], ShapeError, "[1] must have 2 entries, as {name}[0] has, got 0"),
    ([[0.5, 0.5], [0.5]], ShapeError, "[1] must have 2 entries, as {name}[0] has, got 1"),
    ([0.5, 0.5], ShapeError, "must be a matrix (a list of rows), got a flat list"),
    (["ab", "cd"], TypeError, "[0] must be a row of numbers, got 'ab'"),
    ([[0.5, 0.5], None], TypeError, "[1] must be a row of numbers, got None"),
    ([[0.5, 0.5], 0.5], TypeError, "[1] must be a row of numbers, got 0.5"),
    ([[0.5, 0.5], [0.5, "0.5"]], TypeError, "[1][1] must be a number, got '0.5'"),
    ([[0.5, None]], TypeError, "[0][1] must be a number, got None"),
    ([[[0.5], [0.5]]], TypeError, "[0][0] must be a number, got [0.5]"),
]
CALLS_WITH_A_MATRIX = {
    "Dense": ("inputs", lambda matrix: Dense(2, 3).forward(matrix)),
    "ReLU": ("inputs", lambda matrix: ReLU().forward(matrix)),
    "Softmax": ("inputs", lambda matrix: Softmax().forward(matrix)),
    "loss": ("y_pred", lambda matrix: CategoricalCrossentropy().forward(matrix, [0, 0])),
    "accuracy": ("y_pred", lambda matrix: accuracy(matrix, [0, 0])),
}


@pytest.mark.parametrize("call", CALLS_WITH_A_MATRIX)
@pytest.mark.parametrize("matrix, kind, message", BAD_MATRICES, ids=[str(bad[0])[:24] for bad in BAD_MATRICES])
def test_bad_matrices(call, matrix, kind, message):
    name, function = CALLS_WITH_A_MATRIX[call]
    with pytest.raises(kind) as caught:
        function(matrix)
    message = message.replace("{name}", name)
    assert str(caught.value) == (name + message if message.startswith("[") else f"{name} {message}")


@pytest.mark.parametrize("call", CALLS_WITH_A_MATRIX)
def test_a_generator_is_not_a_matrix(call):
    name, function = CALLS_WITH_A_MATRIX[call]
    with pytest.raises(TypeError, match=rf"^{name} must be a matrix \(a list of rows\), got <generator object"):
        function(generator())


def test_inputs_of_another_width():
    with pytest.raises(ShapeError, match=r"^inputs must be \(samples, 2\), got \(5, 3\)$"):
        Dense(2, 3).forward([[1.0, 2.0, 3.0]] * 5)


@pytest.mark.parametrize("call", CALLS_WITH_TARGETS)
def test_nan_in_predictions(call):
    with pytest.raises(ValueError, match=r"^y_pred\[1\]\[0\] must be a .*, got nan$"):
        CALLS_WITH_TARGETS[call]([[0.5, 0.5], [NAN, 0.5]], [0, 1])


@pytest.mark.parametrize("value", [NAN, math.inf, -math.inf])
def test_logits_that_are_not_finite(value):
    with pytest.raises(ValueError, match=rf"^inputs\[1\]\[0\] must be a finite number, got {value}$"):
        Softmax().forward([[0.5, 0.5], [value, 0.5]])


def test_accuracy_accepts_infinite_logits():
    assert accuracy([[-math.inf, math.inf]], [1]) == 1.0


@pytest.mark.parametrize("value", [1.5, -0.5, math.inf])
def test_predictions_outside_0_to_1(value):
    with pytest.raises(ValueError) as caught:
        CategoricalCrossentropy().forward([[0.5, 0.5], [0.5, value]], [0, 1])
    assert str(caught.value) == (
        f"y_pred[1][1] must be a probability in [0, 1], got {value}; put logits through Softmax first, "
        "or use SoftmaxCrossentropy"
    )


DISTRIBUTION = "must be one-hot or a distribution that sums to 1"
BAD_TARGETS = [
    ([0, 1, -1], ValueError, "y_true[2] must be a class index in 0..2, got -1"),
    ([0, 3, 1], ValueError, "y_true[1] must be a class index in 0..2, got 3"),
    ([0, 1.0, 1], TypeError, "y_true[1] must be a class index (an integer), got 1.0"),
    ([True, 1, 1], TypeError, "y_true[0] must be a class index (an integer), got True"),
    ([0, 1, "1"], TypeError, "y_true[2] must be a class index (an integer), got '1'"),
    (["0", "1", "1"], TypeError, "y_true[0] must be a class index (an integer), got '0'"),
    ([0, [0, 1, 0], 1], TypeError, "y_true[1] must be a class index (an integer), got [0, 1, 0]"),
    ([0, 1], ShapeError, "y_true must have 3 targets, one for each sample, got 2"),
    ([0, 1, 1, 0], ShapeError, "y_true must have 3 targets, one for each sample, got 4"),
    ([], ShapeError, "y_true must have 3 targets, one for each sample, got 0"),
    ([[1, 0, 0]] * 2, ShapeError, "y_true must have 3 targets, one for each sample, got 2"),
    ([[1, 0]] * 3, ShapeError, "y_true must be (3, 3), got (3, 2)"),
    ([[0], [1], [1]], ShapeError, "y_true must be (3, 3), got (3, 1); flatten it to 3 class indices"),
    ([[1, 0, 0], [0, 0, 0], [1, 0, 0]], ValueError, f"y_true[1] {DISTRIBUTION}, got the sum 0"),
    ([[1, 0, 1], [0, 1, 0], [1, 0, 0]], ValueError, f"y_true[0] {DISTRIBUTION}, got the sum 2"),
    ([[1, 0, 0], [0, 1, 0], [1.5, -0.5, 0]], ValueError, "y_true[2][1] must be a probability in [0, 1], got -0.5"),
    ([[1, 0, 0], [0.5, 0.25, 0.125], [1, 0, 0]], ValueError, f"y_true[1] {DISTRIBUTION}, got the sum 0.875"),
    ([[1, 0, 0], [0, 1, 0], [NAN, 0, 1]], ValueError, "y_true[2][0] must be a probability in [0, 1], got nan"),
    ([[1, 0, 0], [0, 1, 0], [0, "1", 0]], TypeError, "y_true[2][1] must be a number, got '1'"),
    ([[1, 0, 0], [0, 1, 0], [0, 1]], ShapeError, "y_true[2] must have 3 entries, as y_true[0] has, got 2"),
    ([[1, 0, 0], [0, 1, 0], 0], TypeError, "y_true[2] must be a row of numbers, got 0"),
    ("011", TypeError, "y_true must be a list of class indices or of one-hot rows, got '011'"),
    (None, TypeError, "y_true must be a list of class indices or of one-hot rows, got None"),
]


@pytest.mark.parametrize("call", CALLS_WITH_TARGETS)
@pytest.mark.parametrize("targets, kind, message", BAD_TARGETS, ids=[str(bad[0])[:40] for bad in BAD_TARGETS])
def test_bad_targets(call, targets, kind, message):
    with pytest.raises(kind) as caught:
        CALLS_WITH_TARGETS[call](THREE, targets)
    assert str(caught.value) == message


def test_a_row_of_targets_may_differ_from_1_by_a_rounding_error():
    CategoricalCrossentropy().forward([[0.5, 0.5]], [[0.3333334, 0.6666667]])
    with pytest.raises(ValueError, match="sums to 1"):
        CategoricalCrossentropy().forward([[0.5, 0.5]], [[0.33334, 0.66667]])


class Array:
    """A stand-in for a NumPy array: a length, an index and `tolist()`."""

    def __init__(self, rows):
        self.rows = rows

    def tolist(self):
        return self.rows

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, s):
        return UnmixableNumber()  # a type that only the library of the array computes with


@pytest.mark.parametrize(
    "predictions, targets",
    [
        ([(0.25, 0.75), (0.5, 0.5)], (1, 0)),
        (((0.25, 0.75), (0.5, 0.5)), ((0, 1), (1, 0))),
        ([array("d", [0.25, 0.75]), array("d", [0.5, 0.5])], array("b", [1, 0])),
        (Array([[0.25, 0.75], [0.5, 0.5]]), Array([1, 0])),
        ([Array([0.25, 0.75]), Array([0.5, 0.5])], [1, 0]),
        ([Array([0.25, 0.75]), [0.5, 0.5]], [1, 0]),
        ([[0.25, 0.75], Array([0.5, 0.5])], [1, 0]),
        ([[0, 1], [1, 0]], [1, 0]),
    ],
    ids=["tuples", "tuples one-hot", "arrays", "tolist", "rows with tolist", "mixed rows", "rows mixed", "integers"],
)
def test_any_sequence_of_any_number_is_accepted(predictions, targets):
    assert accuracy(predictions, targets) == 1.0
    assert len(CategoricalCrossentropy().forward(predictions, targets)) == 2
    assert Dense(2, 1).forward(predictions) and ReLU().forward(predictions) and Softmax().forward(predictions)


class Index:
    """An integer that is not an int, such as NumPy's."""

    def __init__(self, value):
        self.value = value

    def __index__(self):
        return self.value

    __int__ = __index__

    def __le__(self, other):
        return self.value <= other

    def __lt__(self, other):
        return self.value < other

    def __ge__(self, other):
        return self.value >= other


def test_an_integer_of_another_type_is_a_class_index():
    assert accuracy([[0.25, 0.75]], [Index(1)]) == 1.0


@pytest.mark.parametrize("name, sizes", [("n_inputs", (0, 3)), ("n_neurons", (2, -1))])
def test_a_layer_needs_inputs_and_neurons(name, sizes):
    with pytest.raises(ValueError, match=f"^{name} must be at least 1, got "):
        Dense(*sizes)
    with pytest.raises(TypeError, match=f"^{name} must be an integer, got '4'$"):
        Dense(*("4" if size < 1 else size for size in sizes))


def test_one_hot_checks_the_classes_as_the_losses_do():
    with pytest.raises(ValueError, match=r"^classes\[1\] must be a class index in 0\.\.1, got 2$"):
        one_hot([0, 2], 2)


@pytest.mark.parametrize("function", [Softmax().forward, lambda rows: CategoricalCrossentropy().forward(rows, [0])])
def test_a_number_without_exp_or_log(function):
    message = r"^x must be a float, an int or a number with a method (exp|log)\(\), got Fraction\("
    with pytest.raises(TypeError, match=message):
        function([[Fraction(1, 2), Fraction(1, 2)]])


class UnmixableNumber:
    """A number that can be compared only with its own type."""

    def __sub__(self, other):
        return self

    def __lt__(self, other):
        return isinstance(other, UnmixableNumber) or NotImplemented


@pytest.mark.parametrize("call", ["Dense", "ReLU", "Softmax", "loss"])
def test_the_error_of_numbers_that_do_not_mix_is_not_replaced(call):
    # All entries are numbers, so the check of the entries finds nothing and the original TypeError must be raised.
    with pytest.raises(TypeError, match="not supported|unsupported"):
        CALLS_WITH_A_MATRIX[call][1]([[UnmixableNumber(), UnmixableNumber()]])


@given(st.text(max_size=200))
def test_every_message_is_one_short_line(text):
    with pytest.raises(TypeError) as caught:
        Dense(2, 3).forward([[0.0, text]])
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 100


def test_text_in_parameters_or_derivatives():
    with pytest.raises(TypeError, match=r"^weights\[1\]\[0\] must be a number, got 'a'$"):
        Dense.of([[1.0], ["a"]], [[0.0]]).forward([[1.0, 2.0]])
    with pytest.raises(TypeError, match=r"^biases\[0\]\[0\] must be a number, got None$"):
        Dense.of([[1.0], [2.0]], [[None]]).forward([[1.0, 2.0]])
    layer = Dense.of([[1.0], [2.0]], [[0.0]])
    layer.forward([[1.0, 2.0]])
    with pytest.raises(TypeError, match=r"^dvalues\[0\]\[0\] must be a number, got 'x'$"):
        layer.backward([["x"]])
    assert not hasattr(layer, "dweights")


def test_an_error_does_not_change_the_layer():
    layer = Dense(2, 1)
    kept = layer.forward([[1.0, -1.0]])
    with pytest.raises(TypeError):
        layer.forward([[1.0, 2.0], [3.0, "x"]])
    assert layer.output is kept and layer.inputs == [[1.0, -1.0]]
