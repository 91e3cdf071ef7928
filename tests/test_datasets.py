"""The data sets: their shapes, their formulas and the checks of their arguments."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from purenn import RandomState, circles_data, seed, sine_data, spiral_data, vertical_data, xor_data
from purenn.cli.iris import iris_table
from strategies import SEEDS


@given(st.integers(1, 30), st.integers(1, 5), SEEDS)
@settings(max_examples=30)
def test_counts_labels_and_radii(samples, classes, number):
    X, y = spiral_data(samples, classes, random_state=number)
    assert len(X) == samples * classes and all(len(x) == 2 for x in X)
    assert y == [k for k in range(classes) for _ in range(samples)]
    for n, x in enumerate(X):
        r = n % samples / (samples - 1) if samples > 1 else 0.0
        # The relative rounding errors of r, sin, cos, two products and hypot are little more than 2**-53 each.
        assert math.hypot(*x) == pytest.approx(r, rel=8 * 2**-53, abs=0)


def test_the_arms_follow_the_formula():
    # A point's angle minus 2.5 t is the noise alone: 2.5 * 0.2 * a normal draw, a standard deviation of 0.5 radians.
    X, y = spiral_data(2000, 3, random_state=0)
    for k in range(3):
        noise = []
        for n in range(2000):
            t = 4 * k + 4 * n / 1999
            x0, x1 = X[2000 * k + n]
            if n:
                noise.append(math.remainder(math.atan2(x0, x1) - 2.5 * t, 2 * math.pi))
        mean = sum(noise) / len(noise)
        deviation = math.sqrt(sum((angle - mean) ** 2 for angle in noise) / len(noise))
        assert abs(mean) < 4 * 0.5 / math.sqrt(2000)  # four standard errors
        assert deviation == pytest.approx(0.5, abs=4 * 0.5 / math.sqrt(2 * 2000))


def test_the_first_sample_of_a_class_is_the_origin():
    assert spiral_data(1, 2, random_state=0) == ([[0.0, 0.0], [0.0, 0.0]], [0, 1])


def test_a_seed_determines_the_data():
    assert spiral_data(5, 2, random_state=3) == spiral_data(5, 2, random_state=3) != spiral_data(5, 2, random_state=4)
    seed(3)
    assert spiral_data(5, 2) == spiral_data(5, 2, random_state=3)
    seed(0)


@pytest.mark.parametrize("name, counts", [("samples", (0, 2)), ("classes", (2, 0))])
def test_counts_below_one_raise(name, counts):
    with pytest.raises(ValueError, match=f"^{name} must be at least 1, got 0$"):
        spiral_data(*counts)


@pytest.mark.parametrize("name, counts", [("samples", (1.0, 2)), ("classes", (2, True))])
def test_counts_of_another_type_raise(name, counts):
    with pytest.raises(TypeError, match=f"^{name} must be an integer, got "):
        spiral_data(*counts)


def test_vertical_data_follow_the_formula():
    draws = RandomState(3)
    X, y = vertical_data(2, 3, random_state=3)
    assert y == [0, 0, 1, 1, 2, 2]
    for k in range(3):
        x0s = [draws.randn() * 0.1 + k / 3 for _ in range(2)]
        x1s = [draws.randn() * 0.1 + 0.5 for _ in range(2)]
        assert X[2 * k : 2 * k + 2] == [list(pair) for pair in zip(x0s, x1s)]


def test_sine_data_are_one_period():
    X, y = sine_data(8)
    assert X == [[s / 8] for s in range(8)]
    half = math.sqrt(0.5)
    # The rounding error of 2 pi changes the sine by at most as much.
    assert y == pytest.approx([0, half, 1, half, 0, -half, -1, -half], abs=2**-50)


@pytest.mark.parametrize("function", [lambda n: vertical_data(n, 1), lambda n: vertical_data(1, n), sine_data])
def test_other_counts_below_one_raise(function):
    with pytest.raises(ValueError, match="must be at least 1, got 0$"):
        function(0)


def test_circles_are_rings_of_equal_distance():
    X, y = circles_data(400, 3, random_state=1)
    for k in range(3):
        radii = [math.hypot(*x) for x, j in zip(X, y) if j == k]
        # The mean of 400 draws deviates by 0.05 / 20 = 0.0025: five times that is never seen.
        assert len(radii) == 400 and abs(math.fsum(radii) / 400 - (k + 1) / 3) < 0.0125
    assert circles_data(4, 1, 0)[1] == [0] * 4
    # Four points are a quarter of a turn apart: to the right, up, to the left, down.
    X, _ = circles_data(4, 1, random_state=0)
    assert [(round(x / math.hypot(x, y)), round(y / math.hypot(x, y))) for x, y in X] == [
        (1, 0),
        (0, 1),
        (-1, 0),
        (0, -1),
    ]


def test_xor_has_equal_classes_at_opposite_corners():
    X, y = xor_data(400, random_state=1)
    assert y == [0] * 400 + [1] * 400
    right = [(x[0] > 0.5) != (x[1] > 0.5) for x in X] == [bool(k) for k in y]
    wrong = [x for x, k in zip(X, y) if ((x[0] > 0.5) != (x[1] > 0.5)) != bool(k)]
    assert right or len(wrong) < 20  # 0.5 is two and a half deviations away


def test_the_iris_table_has_the_means_that_fisher_published():
    rows = [line.split(",") for line in iris_table().splitlines()[1:]]
    means = {
        species: [round(math.fsum(float(row[n]) for row in rows if row[4] == species) / 50, 3) for n in range(4)]
        for species in ("setosa", "versicolor", "virginica")
    }
    assert means == {  # table I of the paper
        "setosa": [5.006, 3.428, 1.462, 0.246],
        "versicolor": [5.936, 2.770, 4.260, 1.326],
        "virginica": [6.588, 2.974, 5.552, 2.026],
    }
    assert len(rows) == 150
