"""Checks at their exact boundaries: each half of a two-part check, empty and single inputs, defaults, non-numbers."""

import io
import os
from fractions import Fraction

import pytest

from purenn import (
    SGD,
    AdaGrad,
    Adam,
    CategoricalCrossentropy,
    Dense,
    Dropout,
    Dual,
    Float32,
    MeanSquaredError,
    Model,
    ReLU,
    RMSprop,
    ShapeError,
    Softmax,
    Standardizer,
    accuracy,
    binary_accuracy,
    load_tensors,
    one_hot,
)
from purenn.chain import check_chain
from purenn.cli.class_report import class_figures, class_report
from purenn.cli.figures import evaluate_model
from purenn.formats import safetensors
from purenn.layers.penalties import penalty, penalty_of
from purenn.numbers.float32 import pairwise_total
from purenn.numbers.traced import Traced
from purenn.validation.shapes import is_sequence, shape

INFINITY = float("inf")


class OnlyForward:
    def forward(self, inputs):
        return inputs


class OnlyBackward:
    def backward(self, dvalues):
        return dvalues


@pytest.mark.parametrize("layer", [OnlyForward(), OnlyBackward(), ReLU, None])
def test_a_layer_has_forward_and_backward_and_is_no_class(layer):
    with pytest.raises(TypeError, match=r"^layers\[1\] must be a layer, with forward and backward, got "):
        check_chain([ReLU(), layer])


@pytest.mark.parametrize("data", [5, "ab", {0: 1, 1: 2}, ([[1.0]],), ([[1.0]], [1.0], [1.0])])
def test_validation_data_is_a_pair(data):
    model = Model([Dense(1, 1, 0)], MeanSquaredError(), SGD())
    with pytest.raises(TypeError, match=r"^validation_data must be \(X, y\), got "):
        model.fit([[1.0]], [1.0], epochs=1, validation_data=data)


def test_dropout_divides_what_it_keeps_by_the_probability_to_be_kept():
    layer = Dropout(0.75, random_state=0)
    outputs = layer.forward([[1.0] * 4000])
    assert set(outputs[0]) == {0.0, 4.0}
    # The count of those kept has the mean 1000 and the deviation sqrt(4000 * 0.25 * 0.75) = 27.
    assert 860 < outputs[0].count(4.0) < 1140
    assert layer.backward([[2.0] * 4000]) == [[2 * a for a in outputs[0]]]
    assert Dropout(0.0, random_state=0).forward([[3.0] * 9]) == [[3.0] * 9]


def test_a_model_sets_training_only_on_layers_that_have_it():
    model = Model([Dense(1, 2, 0), ReLU(), Dropout(0.5, 0), Softmax()], CategoricalCrossentropy())
    for training in (True, False):
        model.forward([[1.0]], training=training)
        assert [getattr(layer, "training", None) for layer in model.layers] == [None, None, training, None]


@pytest.mark.parametrize("value", [INFINITY, -INFINITY, float("nan")])
def test_what_a_standardizer_transforms_is_finite(value):
    scale = Standardizer([0.0], [1.0])
    for function in (scale.transform, scale.forward):
        with pytest.raises(ValueError, match=r"\[0\]\[0\] must be a finite number, got "):
            function([[value]])


def test_a_standardizer_has_at_least_one_column():
    with pytest.raises(TypeError, match=r"^means must be a list of numbers, got \[\]$"):
        Standardizer([], [])


@pytest.mark.parametrize("count", [0, -1, 1.5, True])
def test_one_hot_has_a_count_of_classes(count):
    with pytest.raises((ValueError, TypeError), match="must be (at least 1|an integer), got "):
        one_hot([0], count)


def test_single_samples():
    assert binary_accuracy([[0.75]], [1]) == binary_accuracy([[0.25]], [0]) == 1.0
    assert binary_accuracy([[0.75]], [0]) == accuracy([[0.25, 0.75]], [0]) == 0.0
    assert binary_accuracy([[0.5]], [0]) == 1.0  # exactly one half is not above it


def test_empty_sequences():
    assert is_sequence(()) and is_sequence([]) and not is_sequence({1}) and not is_sequence({})
    with pytest.raises(ShapeError, match="^X must have at least one row, got none$"):
        shape((), "X")
    with pytest.raises(ShapeError, match="^layers must have at least one layer, got none$"):
        check_chain(())


@pytest.mark.parametrize("kind, rate", [(SGD, 1.0), (AdaGrad, 1.0), (RMSprop, 0.001), (Adam, 0.001)])
def test_the_defaults_of_the_optimizers_are_those_of_the_book(kind, rate):
    assert (kind().learning_rate, kind().decay) == (rate, 0.0)
    assert SGD().momentum == 0.0


@pytest.mark.parametrize("count", [1, 7, 8, 9, 127, 128, 129, 136, 256, 257])
def test_pairwise_sums_are_split_where_numpy_splits_them(count):
    def expected(values):
        """Up to 128 numbers in eight columns; of more, each half apart, the first a multiple of eight."""
        if len(values) > 128:
            half = len(values) // 2 - len(values) // 2 % 8
            return expected(values[:half]) + expected(values[half:])
        whole = len(values) - len(values) % 8
        columns = [values[k:whole:8] for k in range(8)] if whole else []
        sums = []
        for column in columns:
            sums.append(column[0])
            for value in column[1:]:
                sums[-1] = sums[-1] + value
        rest = values[whole:]
        total = Float32(0.0)
        if sums:
            total = ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]))
        for value in rest:
            total = total + value
        return total

    values = [Float32(1 / (n + 1)) for n in range(count)]
    assert pairwise_total(values).value == expected(values).value


def test_a_number_is_true_unless_it_is_0():
    assert bool(Dual(0.5)) and bool(Float32(-1)) and bool(Dual(float("nan"))) and not Dual(0.0) and not Float32(0)


@pytest.mark.parametrize("number", [Dual(1.0), Float32(1.0), Traced(1.0)])
@pytest.mark.parametrize("other", ["1", None, [1.0]])
def test_a_number_is_not_compared_with_what_is_none(number, other):
    for compare in (number.__ge__, number.__gt__, number.__le__, number.__lt__):
        assert compare(other) is NotImplemented
    assert number != other
    with pytest.raises(TypeError):
        number >= other  # noqa: B015


def test_r_squared_of_targets_that_are_all_equal_is_none():
    model = Model([Dense.of([[1.0]], [[0.0]])], MeanSquaredError())
    assert evaluate_model(model, [[1.0], [2.0]], [3.0, 3.0])["r_squared"] is None
    assert evaluate_model(model, [[1.0], [2.0]], [1.0, 2.0])["r_squared"] == 1.0


def test_an_infinite_weight_without_a_penalty_costs_nothing():
    # 0 * infinity is not a number.
    layer = Dense.of([[1.0]], [[0.0]])
    layer.weights = [[INFINITY]]
    assert penalty([layer]) == penalty_of([[INFINITY]], 0.0, 0.0) == 0.0
    assert penalty_of([[Fraction(1, 2), -2]], 1, 2) == Fraction(5, 2) + 2 * Fraction(17, 4)


def test_a_file_that_shrinks_while_it_is_read_is_an_error(tmp_path, monkeypatch):
    path = tmp_path / "model"
    Model([Dense(1, 1, 0)], MeanSquaredError()).save(path)
    content = path.read_bytes()

    class Shrinking(io.BytesIO):
        def seek(self, offset, whence=0):
            return super().seek(offset, whence) + (whence == 2)  # the size, of which a byte is gone when it is read

    monkeypatch.setattr(safetensors, "open_file", lambda path: Shrinking(content[:-1]))
    with pytest.raises(ValueError, match="the file must keep its size while it is read, got fewer bytes$"):
        load_tensors(path)


def test_a_setting_that_json_cannot_hold_is_not_saved(tmp_path):
    layer = Dense(1, 1, 0)
    layer.weights_l1 = float("nan")
    with pytest.raises(TypeError, match="^layers must have settings that JSON can represent: "):
        Model([layer], MeanSquaredError()).save(tmp_path / "model")
    assert os.listdir(tmp_path) == []


def test_the_columns_of_a_report_wrap_exactly_where_they_no_longer_fit():
    figures = class_figures([0, 1], [0, 1], ["a", "b"])
    whole = class_report(figures)
    longest = max(len(line) for line in whole[1:])
    assert longest == 5 + 2 * (2 + 1) + (2 + 9) + (2 + 6) + (2 + 5)
    for width, gaps in ((longest, 0), (longest - 1, 1)):
        assert class_report(figures, width=width).count("") == gaps
