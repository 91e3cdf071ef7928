"""Optimizers: their first steps by hand, their closed forms, and whose memory is whose."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purenn import SGD, AdaGrad, Adam, Dense, RMSprop, ShapeError

KINDS = [SGD, AdaGrad, RMSprop, Adam]


def layer_with(weight, gradient):
    layer = Dense(1, 1)
    layer.weights, layer.dweights, layer.dbiases = [[weight]], [[gradient]], [[0.0]]
    return layer


def descend(optimizer, steps, weight=1.0):
    """Minimise w**2 / 2, whose gradient is w, and give the weight after each step."""
    layer = layer_with(weight, 0.0)
    path = []
    for _ in range(steps):
        layer.dweights = layer.weights
        optimizer.update(layer)
        path.append(layer.weights[0][0])
    return path


@given(st.floats(0.01, 1.5), st.floats(0.001, 10))
def test_sgd_on_a_quadratic_shrinks_the_weight_by_the_same_factor_each_time(rate, weight):
    for n, w in enumerate(descend(SGD(rate), 10, weight), start=1):
        # A step is a product and a sum, each rounded; relative to the terms, which are at most 2.5 times the weight.
        assert w == pytest.approx(weight * (1 - rate) ** n, rel=1e-12, abs=1e-14 * weight)


def test_momentum_adds_up_what_came_before():
    # v1 = -0.25, w1 = 0.75; v2 = -0.125 - 0.1875, w2 = 0.4375; v3 = -0.15625 - 0.109375, w3 = 0.171875
    assert descend(SGD(0.25, momentum=0.5), 3) == [0.75, 0.4375, 0.171875]


def test_decay_divides_the_rate_by_the_updates_so_far():
    # rates 0.5, 0.25, 0.5 / 3
    first, second, third = descend(SGD(0.5, decay=1.0), 3)
    assert (first, second) == (0.5, 0.375)
    assert third == pytest.approx(0.375 * (1 - 0.5 / 3), rel=1e-15)


def test_adagrads_first_steps_by_hand():
    w1 = 1.0 - 0.5 * 1.0 / (1.0 + 1e-7)
    w2 = w1 - 0.5 * w1 / (math.sqrt(1.0 + w1 * w1) + 1e-7)
    assert descend(AdaGrad(0.5), 2) == pytest.approx([w1, w2], rel=1e-15)


def test_rmsprops_first_steps_by_hand():
    w1 = 1.0 - 0.5 / (math.sqrt(0.25) + 1e-7)
    w2 = w1 - 0.5 * w1 / (math.sqrt(0.75 * 0.25 + 0.25 * w1 * w1) + 1e-7)
    assert descend(RMSprop(0.5, rho=0.75), 2) == pytest.approx([w1, w2], rel=1e-15)


def test_adams_first_steps_by_hand():
    # The first corrected means are the gradient and its square themselves, so that the first step is the rate.
    w1 = 1.0 - 0.5 * 1.0 / (1.0 + 1e-7)
    m = (0.9 * 0.1 * 1.0 + 0.1 * w1) / (1 - 0.9**2)
    c = (0.999 * 0.001 * 1.0 + 0.001 * w1 * w1) / (1 - 0.999**2)
    assert descend(Adam(0.5), 2) == pytest.approx([w1, w1 - 0.5 * m / (math.sqrt(c) + 1e-7)], rel=1e-12)


@pytest.mark.parametrize("kind", KINDS)
def test_an_optimizer_serves_two_layers_as_two_optimizers_would(kind):
    shared = kind(0.1, decay=0.5)
    apart = [kind(0.1, decay=0.5), kind(0.1, decay=0.5)]
    together, alone = ([layer_with(1.0, 0.5), layer_with(-2.0, 3.0)] for _ in range(2))
    for turn in (0, 0, 1, 0, 1):
        shared.update(together[turn])
        apart[turn].update(alone[turn])
    assert [layer.weights for layer in together] == [layer.weights for layer in alone]
    assert shared.current_rate(together[0]) == 0.1 / (1 + 0.5 * 3)


@pytest.mark.parametrize("kind", KINDS)
def test_a_forgotten_layer_starts_afresh(kind):
    optimizer, layer = kind(0.5), layer_with(1.0, 0.5)
    optimizer.update(layer)
    optimizer.forget(layer)
    layer.weights = [[1.0]]
    fresh = layer_with(1.0, 0.5)
    optimizer.update(layer)
    kind(0.5).update(fresh)
    assert layer.weights == fresh.weights


@pytest.mark.parametrize("kind", KINDS)
def test_the_matrices_of_the_caller_are_left_alone(kind):
    weights, gradient = [[1.0]], [[0.5]]
    layer = Dense(1, 1)
    layer.weights, layer.dweights, layer.dbiases = weights, gradient, [[0.0]]
    before = layer.weights
    kind(0.5).update(layer)
    assert layer.weights != before == weights == [[1.0]] and gradient == [[0.5]]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rate", [0.0, -0.1, math.nan, math.inf])
def test_a_learning_rate_is_positive_and_finite(kind, rate):
    with pytest.raises(ValueError, match="^learning_rate must be (above 0|a finite number), got "):
        kind(rate)


@pytest.mark.parametrize(
    "make, message",
    [
        (lambda: SGD("1"), "learning_rate must be a number, got '1'"),
        (lambda: SGD(True), "learning_rate must be a number, got True"),
        (lambda: SGD(decay=-1.0), "decay must be at least 0, got -1.0"),
        (lambda: SGD(momentum=1.0), r"momentum must be in \[0, 1\), got 1.0"),
        (lambda: AdaGrad(epsilon=0.0), "epsilon must be above 0, got 0.0"),
        (lambda: RMSprop(rho=1.5), r"rho must be in \[0, 1\), got 1.5"),
        (lambda: Adam(beta1=1.0), r"beta1 must be in \[0, 1\), got 1.0"),
        (lambda: Adam(beta2=-0.5), r"beta2 must be in \[0, 1\), got -0.5"),
    ],
)
def test_other_settings_are_checked(make, message):
    with pytest.raises((ValueError, TypeError), match=f"^{message}$"):
        make()


def test_a_gradient_has_the_shape_of_its_parameter():
    # Rows that are too short would be stepped as far as they go, and the rest of the weights cut off.
    layer = Dense(2, 2, 0)
    before = layer.weights
    layer.dweights, layer.dbiases = [[1.0, 1.0]], [[1.0, 1.0]]
    with pytest.raises(ShapeError, match=r"^dweights must be \(2, 2\), as weights is, got \(1, 2\)$"):
        SGD(0.5).update(layer)
    assert layer.weights is before


def test_an_update_needs_gradients():
    with pytest.raises(RuntimeError, match=r"^update must come after Dense\.backward, which has not run yet$"):
        SGD().update(Dense(1, 1))
