"""The spiral: what the formula says of every point, for any number of samples and arms."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from purenn import RandomState, seed, sine_data, spiral_data, vertical_data
from strategies import SEEDS


@given(st.integers(1, 30), st.integers(1, 5), SEEDS)
@settings(max_examples=30)
def test_counts_labels_and_radii(samples, classes, number):
    X, y = spiral_data(samples, classes, random_state=number)
    assert len(X) == samples * classes and all(len(x) == 2 for x in X)
    assert y == [k for k in range(classes) for _ in range(samples)]
    for n, x in enumerate(X):
        r = n % samples / (samples - 1) if samples > 1 else 0.0
        # r, sin, cos and two products are rounded, each by a relative 2**-53 or little more; hypot by as much again.
        assert math.hypot(*x) == pytest.approx(r, rel=8 * 2**-53, abs=0)


def test_the_arms_lie_apart():
    # Without noise, the arms of three classes are turned by 10 radians each, 10 - 2 pi from the last but two;
    # the noise, 0.5 radians of standard deviation, leaves their means at a radius where they belong.
    X, y = spiral_data(2000, 3, random_state=0)
    for k in range(3):
        turned = []
        for n in range(2000):
            t = 4 * k + 4 * n / 1999
            x0, x1 = X[2000 * k + n]
            if n:
                turned.append(math.remainder(math.atan2(x0, x1) - 2.5 * t, 2 * math.pi))
        mean = sum(turned) / len(turned)
        deviation = math.sqrt(sum((angle - mean) ** 2 for angle in turned) / len(turned))
        assert abs(mean) < 4 * 0.5 / math.sqrt(2000)  # four standard errors
        assert deviation == pytest.approx(0.5, abs=4 * 0.5 / math.sqrt(2 * 2000))


def test_one_sample_an_arm_lies_in_the_middle():
    assert spiral_data(1, 2, random_state=0) == ([[0.0, 0.0], [0.0, 0.0]], [0, 1])


def test_a_seed_repeats_the_data():
    assert spiral_data(5, 2, random_state=3) == spiral_data(5, 2, random_state=3) != spiral_data(5, 2, random_state=4)
    seed(3)
    assert spiral_data(5, 2) == spiral_data(5, 2, random_state=3)
    seed(0)


@pytest.mark.parametrize("name, counts", [("samples", (0, 2)), ("classes", (2, 0))])
def test_counts_below_one_are_refused(name, counts):
    with pytest.raises(ValueError, match=f"^{name} must be at least 1, got 0$"):
        spiral_data(*counts)


@pytest.mark.parametrize("name, counts", [("samples", (1.0, 2)), ("classes", (2, True))])
def test_counts_of_another_kind_are_refused(name, counts):
    with pytest.raises(TypeError, match=f"^{name} must be an integer, got "):
        spiral_data(*counts)


def test_vertical_clouds_stand_side_by_side():
    draws = RandomState(3)
    X, y = vertical_data(2, 3, random_state=3)
    assert y == [0, 0, 1, 1, 2, 2]
    for k in range(3):
        across = [draws.randn() * 0.1 + k / 3 for _ in range(2)]
        upward = [draws.randn() * 0.1 + 0.5 for _ in range(2)]
        assert X[2 * k : 2 * k + 2] == [list(pair) for pair in zip(across, upward)]


def test_the_sine_is_one_period_of_it():
    X, y = sine_data(8)
    assert X == [[s / 8] for s in range(8)]
    half = math.sqrt(0.5)
    # 2 pi is rounded, which moves the sine by as much as its argument at the most.
    assert y == pytest.approx([0, half, 1, half, 0, -half, -1, -half], abs=2**-50)


@pytest.mark.parametrize("function", [lambda n: vertical_data(n, 1), lambda n: vertical_data(1, n), sine_data])
def test_other_counts_below_one_are_refused(function):
    with pytest.raises(ValueError, match="must be at least 1, got 0$"):
        function(0)
