"""Splitting and scaling: nothing is lost, and nothing is learnt from the test data."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purenn import SGD, Dense, Float32, MeanSquaredError, Model, ShapeError, Standardizer, train_test_split
from strategies import FINITE, INTEGERS, SEEDS, matrices


@given(st.integers(2, 40), st.floats(0, 0.99), SEEDS)
def test_a_split_keeps_every_sample_with_its_target(samples, share, seed):
    X, y = [[s, -s] for s in range(samples)], list(range(samples))
    X_train, y_train, X_test, y_test = train_test_split(X, y, share, random_state=seed)
    assert sorted(y_train + y_test) == y
    assert X_train + X_test == [[s, -s] for s in y_train + y_test]
    assert len(y_test) == min(max(math.floor(share * samples + 0.5), 1), samples - 1)


def test_a_split_is_seeded():
    X, y = [[s] for s in range(20)], list(range(20))
    assert train_test_split(X, y, random_state=1) == train_test_split(X, y, random_state=1)
    assert train_test_split(X, y, random_state=1) != train_test_split(X, y, random_state=2)


@pytest.mark.parametrize(
    "arguments, kind, message",
    [
        (([[1]], [1]), ShapeError, "X must have at least two samples to split, got 1"),
        (([[1], [2]], [1]), ShapeError, "y must have 2 targets, one for each sample, got 1"),
        (([[1], [2]], [1, 2], 1.0), ValueError, r"test_share must be in \[0, 1\), got 1.0"),
        (([[1], [2]], None), TypeError, "y must be a list of targets, got None"),
        (
            ([[1], [2]], [[1, 0], [0, 1]], 0.5, None, True),
            TypeError,
            r"y must be a flat list of classes to stratify by, got \[\[1, 0\], \[0, 1\]\]",
        ),
    ],
)
def test_what_cannot_be_split(arguments, kind, message):
    with pytest.raises(kind, match=f"^{message}$"):
        train_test_split(*arguments)


@given(matrices(INTEGERS, rows=st.integers(2, 8)))
def test_standardised_columns_have_mean_0_and_deviation_1(X):
    # Whole numbers up to 1000 of which at least two differ deviate by more than 1/8, so that the roundings of the
    # mean, 1000 * 2**-53 each, stay below 1e-11 after the division.
    for column in zip(*Standardizer().fit(X).transform(X)):
        assert abs(math.fsum(column)) / len(column) <= 1e-11
        if len(set(column)) > 1:
            assert math.fsum(z * z for z in column) / len(column) == pytest.approx(1, abs=1e-11)


def test_the_scale_is_learnt_from_the_training_data_alone():
    scale = Standardizer().fit([[0.0], [4.0]])
    assert scale.transform([[100.0]]) == [[49.0]]


@given(FINITE, st.integers(2, 12))
def test_a_column_that_does_not_vary_moves_to_0(x, samples):
    # Three times 0.1 has a mean that is not 0.1: what is then left to divide by is rounding, and no deviation.
    scale = Standardizer().fit([[x]] * samples)
    assert scale.transform([[x]]) == [[0.0]] and scale.deviations == [1.0]
    assert Standardizer().fit([[0.1]] * 3).transform([[0.1], [1.1]]) == [[0.0], [1.0]]


def test_a_scale_is_a_layer_of_a_model_that_takes_data_as_measured():
    scale = Standardizer().fit([[1.0, 10.0], [3.0, 30.0]])
    dense = Dense(2, 1, random_state=0)
    model = Model([scale, dense], MeanSquaredError(), SGD(0.5))
    assert model.predict([[3.0, 10.0]]) == dense.forward([[1.0, -1.0]])
    means, deviations = scale.means, scale.deviations
    model.fit([[1.0, 10.0], [3.0, 30.0]], [0.0, 1.0], epochs=5)
    assert (scale.means, scale.deviations) == (means, deviations)  # it has nothing to learn from a loss
    with pytest.raises(ShapeError, match=r"^layers\[1\] must have n_inputs 2, the n_neurons of layers\[0\], got 3$"):
        Model([scale, Dense(3, 1)], MeanSquaredError())


@pytest.mark.parametrize(
    "use, kind, message",
    [
        (lambda: Standardizer().transform([[1.0]]), RuntimeError, "Standardizer.transform must come after fit"),
        (lambda: Standardizer().fit([[1.0]]).transform([[1.0, 2.0]]), ShapeError, r"X must be \(samples, 1\)"),
        (lambda: Standardizer().forward([[1.0]]), RuntimeError, "Standardizer.forward must come after fit"),
        (lambda: Standardizer([1.0], [1.0]).backward([[1.0]]), RuntimeError, "Standardizer.backward must come after"),
        (lambda: Standardizer([1.0], [0.0]), ValueError, r"deviations\[0\] must be above 0, got 0.0"),
        (lambda: Standardizer([1.0, 2.0], [1.0]), ShapeError, "deviations must be 2 numbers, as the means are, got 1"),
        (lambda: Standardizer([1.0]), TypeError, "deviations must be a list of numbers, got None"),
        (lambda: Standardizer().fit([[math.nan]]), ValueError, r"X\[0\]\[0\] must be a finite number, got nan"),
        (
            lambda: Standardizer().fit([[0.0, 1e308], [1.0, -1e308]]),
            ValueError,
            "the deviation of column 1 of X must be a finite number, got inf$",
        ),
        (
            lambda: Standardizer().fit([[1e308], [1.5e308]]),
            ValueError,
            "the mean of column 0 of X must be a finite number, got inf$",
        ),
        (
            lambda: Standardizer().fit([[1e-200], [2e-200]]),
            ValueError,
            "the deviation of column 0 of X must be above 0, got 0.0$",
        ),
    ],
)
def test_what_cannot_be_scaled(use, kind, message):
    with pytest.raises(kind, match=f"^{message}"):
        use()


@given(st.floats(1e-300, 1e300) | st.floats(-1e300, -1e-300), st.lists(st.integers(-3, 3), min_size=1, max_size=12))
def test_a_column_that_varies_only_by_rounding_moves_to_0(x, units):
    # Numbers that are computed in several ways differ in their last digits: that is no deviation to divide by.
    def moved(steps):
        near = x
        for _ in range(abs(steps)):
            near = math.nextafter(near, math.copysign(math.inf, steps))
        return near

    scale = Standardizer().fit([[x]] + [[moved(n)] for n in units])
    assert scale.deviations == [1.0] and abs(scale.transform([[x]])[0][0]) <= 8 * math.ulp(x)


def test_integers_have_a_scale_of_floats():
    # The engine runs on floats; bytes, such as the pixels of an image, are integers.
    scale = Standardizer().fit([bytes([7, 1]), bytes([7, 3])])
    assert scale.means == [7.0, 2.0] and [type(m) for m in scale.means] == [float, float]


def test_a_sum_and_the_number_that_it_should_be_are_one_number():
    scale = Standardizer().fit([[0.1 + 0.2], [0.3], [0.3]])
    assert scale.transform([[0.31]])[0] == pytest.approx([0.01], rel=1e-13)  # and not 2.2e14
    single = Standardizer().fit([[Float32(0.1) + Float32(0.2)], [Float32(0.3)], [Float32(0.30000004)]])
    assert single.deviations == [1.0]


@given(st.sampled_from([1e-100, 1e-5, 1.0, 1e100]), st.lists(st.integers(-9, 9), min_size=2, max_size=9, unique=True))
def test_columns_of_any_size_are_told_apart(unit, values):
    column = [value * unit for value in values]
    found = [row[0] for row in Standardizer().fit([[x] for x in column]).transform([[x] for x in column])]
    mean = sum(values) / len(values)
    deviation = math.sqrt(sum((value - mean) ** 2 for value in values) / len(values))
    assert found == pytest.approx([(value - mean) / deviation for value in values], abs=1e-12)


@pytest.mark.parametrize("test_share", [0.0, 0.1, 0.2, 0.24])
def test_a_stratified_split_never_takes_the_only_sample_of_a_class(test_share):
    # Every class rounds down to none here, but one sample is held back all the same: not that of b.
    X, y = [[s] for s in range(5)], ["a", "a", "b", "c", "c"]
    for seed in range(200):
        X_train, y_train, X_test, y_test = train_test_split(X, y, test_share, seed, stratify=True)
        assert len(X_test) == 1 and set(y_train) == {"a", "b", "c"}
    with pytest.raises(
        ValueError, match="^y must have two samples of some class to stratify by, got one of each of 5 "
    ):
        train_test_split(X, [0, 1, 2, 3, 4], test_share, stratify=True)


@given(
    st.lists(st.integers(0, 3), min_size=2, max_size=60).filter(lambda y: len(set(y)) < len(y)),
    SEEDS,
    st.floats(0, 0.99),
)
def test_a_stratified_split_holds_back_that_share_of_every_class(y, seed, share):
    X = [[float(s)] for s in range(len(y))]
    X_train, y_train, X_test, y_test = train_test_split(X, y, share, seed, stratify=True)
    assert sorted(X_train + X_test) == X and X_train and X_test
    assert all(y[int(x[0])] == k for x, k in zip(X_train + X_test, y_train + y_test))
    held_back = {k: min(int(share * y.count(k) + 0.5), y.count(k) - 1) for k in set(y)}
    if any(held_back.values()):
        assert {k: y_test.count(k) for k in set(y)} == held_back
    else:
        assert len(y_test) == 1
    assert set(y_train) == set(y)
