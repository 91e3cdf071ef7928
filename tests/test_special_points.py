"""Derivatives where formulas are in danger: at their corners, and so far out that numbers round away or overflow.

Three ways that share no formula must agree: the backward pass, dual numbers, and central differences.
"""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purenn import (
    AdaGrad,
    Adam,
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Dense,
    Dual,
    Float32,
    Linear,
    MeanAbsoluteError,
    MeanSquaredError,
    ReLU,
    RMSprop,
    Sigmoid,
    SigmoidCrossentropy,
    Softmax,
    SoftmaxCrossentropy,
    Tanh,
    numerical_gradient,
    one_hot,
)
from purenn.elementary import log1p
from purenn.layers.penalties import penalty_gradient, penalty_of
from purenn.layers.softmax import softmax
from purenn.losses.combined import combined_backward
from purenn.matrix.loops import total
from strategies import MODERATE, PROBABILITIES

TINY = math.exp(-40.0)  # 4.248354255291589e-18, which is lost beside 1
POINTS = [0.0, -0.0, 40.0, -40.0, 1e308, -1e308]
ANYWHERE = st.sampled_from(POINTS) | MODERATE | st.floats(allow_nan=False, allow_infinity=False)


def by_duals(function, matrix):
    """The derivatives with respect to every entry: that entry has the derivative 1, the others 0."""

    def derivative(i, j):
        duals = [[Dual(x, float((i, j) == (s, n))) for n, x in enumerate(row)] for s, row in enumerate(matrix)]
        return getattr(function(duals), "derivative", 0.0)  # a result that depends on no entry may be a plain 0

    return [[derivative(i, j) for j in range(len(matrix[0]))] for i in range(len(matrix))]


def agree(found, exact, near=None):
    """Relative to each other, however small they are, except for differences, whose step has an error of its own."""
    for row, other in zip(found, exact):
        assert row == pytest.approx(other, rel=1e-12, abs=1e-300)
    for row, other in zip(found, near or found):
        assert row == pytest.approx(other, rel=1e-6, abs=1e-10)


@pytest.mark.parametrize("y", [0, 1, 0.25])
@pytest.mark.parametrize("z", POINTS)
def test_sigmoid_crossentropy_three_ways(z, y):
    loss = SigmoidCrossentropy()
    found = loss.backward([[z]], [y])
    agree(
        found,
        by_duals(lambda m: loss.calculate(m, [y]), [[z]]),
        numerical_gradient(lambda m: loss.calculate(m, [y]), [[z]]),
    )


@pytest.mark.parametrize(
    "z, y, loss, derivative",
    [
        (0.0, 0, math.log(2), 0.5),
        (0.0, 1, math.log(2), -0.5),
        (40.0, 1, TINY, -TINY),
        (40.0, 0, 40.0, 1.0),
        (-40.0, 1, 40.0, -1.0),
        (-40.0, 0, TINY, TINY),
        (1e308, 1, 0.0, 0.0),
        (1e308, 0, 1e308, 1.0),
        (-1e308, 1, 1e308, -1.0),
        (-1e308, 0, 0.0, 0.0),
    ],
)
def test_sigmoid_crossentropy_has_its_exact_values(z, y, loss, derivative):
    # log(1 + exp(z)) - y * z has no corner, and its derivative, sigmoid(z) - y, is not 0 unless it underflows.
    formula = SigmoidCrossentropy()
    assert formula.forward([[z]], [y]) == pytest.approx([loss], rel=1e-15, abs=0)
    assert formula.backward([[z]], [y])[0] == pytest.approx([derivative], rel=1e-15, abs=0)
    (dual,) = formula.forward([[Dual(z, 1.0)]], [y])
    assert (dual.value, dual.derivative) == pytest.approx((loss, derivative), rel=1e-15, abs=0)


@given(ANYWHERE, PROBABILITIES)
def test_sigmoid_crossentropy_agrees_with_dual_numbers_everywhere(z, y):
    loss = SigmoidCrossentropy()
    (row,), (exact,) = loss.backward([[z]], [y]), by_duals(lambda m: loss.calculate(m, [y]), [[z]])
    # Between 0 and 1 a target cancels with the sigmoid, which no formula avoids: to 1e-15 of the larger.
    assert row == pytest.approx(exact, rel=1e-12, abs=0 if y in (0, 1) else 1e-15)


LOSSES = {
    "plain": SoftmaxCrossentropy(),
    "smoothed": SoftmaxCrossentropy(label_smoothing=0.25),
    "weighted": SoftmaxCrossentropy(class_weights=[0.5, 2.0, 0.0]),
}


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("k", range(3))
@pytest.mark.parametrize(
    "z", [[0.0, 0.0, 0.0], [0.0, 40.0, 40.0], [40.0, 0.0, -40.0], [-40.0, 0.0, 0.0], [40.0, -40.0, 0.0]]
)
def test_softmax_crossentropy_three_ways(name, k, z):
    loss = LOSSES[name]
    found = loss.backward([z], [k])
    agree(
        found,
        by_duals(lambda m: loss.calculate(m, [k]), [z]),
        numerical_gradient(lambda m: loss.calculate(m, [k]), [z]),
    )


@pytest.mark.parametrize(
    "z, k, row",
    [
        ([40.0, 0.0], 0, [-TINY, TINY]),
        ([40.0, 0.0, 0.0], 0, [-2 * TINY, TINY, TINY]),
        ([1e308, -1e308], 0, [0.0, 0.0]),
        ([1e308, -1e308], 1, [1.0, -1.0]),
        ([1e308, 1e308], 0, [-0.5, 0.5]),
    ],
)
def test_the_softmax_gradient_has_its_exact_values_and_no_negative_zero(z, k, row):
    loss = SoftmaxCrossentropy()
    for y in ([k], one_hot([k], len(z))):
        assert loss.backward([z], y)[0] == pytest.approx(row, rel=1e-14, abs=0)
        assert "-0.0" not in str(loss.backward([z], y))
    (p,) = Softmax().forward([z])
    assert combined_backward(CategoricalCrossentropy(), [p], [k])[0] == pytest.approx(row, rel=1e-14, abs=0)


@given(st.lists(ANYWHERE, min_size=2, max_size=5), st.data())
def test_each_row_of_the_softmax_gradient_sums_to_0(z, data):
    # A step must not move all logits of a sample together: the loss does not change when they do.
    k = data.draw(st.integers(0, len(z) - 1))
    for loss in (SoftmaxCrossentropy(), SoftmaxCrossentropy(0.25, [float(j + 1) for j in range(len(z))])):
        (row,) = loss.backward([z], [k])
        # Some roundings of the largest entry, as small as it may be: the entry of the target class is rounded no more.
        assert abs(math.fsum(row)) <= 1e-15 * max(map(abs, row)) * len(z)


@pytest.mark.parametrize(
    "number, far", [(float, 1e308), (Float32, 3e38), (lambda z: Dual(z, 1.0), 1e308)], ids=["float", "Float32", "Dual"]
)
def test_a_class_that_is_not_the_target_costs_nothing_however_far_its_logit_is(number, far):
    # Its loss is infinite, and 0 times infinity would be NaN.
    z = [[number(far), number(-far)]]
    for loss in (SoftmaxCrossentropy(), SoftmaxCrossentropy(class_weights=[1.0, 0.0])):
        for y in ([0], [[1, 0]]):
            assert getattr(loss.forward(z, y)[0], "value", loss.forward(z, y)[0]) == 0.0
    assert SoftmaxCrossentropy(class_weights=[1.0, 0.0]).forward(z, [1]) == [0.0]
    assert SoftmaxCrossentropy().forward([[far, -far]], [1]) == [math.inf if number is not Float32 else 6e38]
    loss = SigmoidCrossentropy().forward([[number(far)], [number(-far)]], [1, 0])
    assert [getattr(value, "value", value) for value in loss] == [0.0, 0.0]


@pytest.mark.parametrize("layer", [Sigmoid(), Softmax(), Tanh()])
@pytest.mark.parametrize("z", [[0.0, 0.0], [40.0, 0.0], [0.0, -40.0], [1e308, -1e308], [40.0, 40.0]])
@pytest.mark.parametrize("weights", [[1.0, 0.0], [0.0, 1.0], [0.5, -2.0]])
def test_the_activations_of_classifiers_three_ways(layer, z, weights):
    def weighted(matrix):
        return total(w * a for w, a in zip(weights, layer.forward(matrix)[0]))

    near = numerical_gradient(weighted, [z])
    exact = by_duals(weighted, [z])
    layer.forward([z])
    agree(layer.backward([weights]), exact, near)


def test_a_saturated_activation_passes_a_gradient_back():
    for z, p in ((40.0, 1.0), (-40.0, TINY)):
        layer = Sigmoid()
        assert layer.forward([[z]]) == [[p]]
        assert layer.backward([[1.0]])[0] == pytest.approx([TINY], rel=1e-15, abs=0)
    layer = Tanh()  # 1 - tanh(20)**2 = 4 * exp(-40) / (1 + exp(-40))**2
    assert layer.forward([[20.0, -20.0]]) == [[1.0, -1.0]]
    assert layer.backward([[1.0, 1.0]])[0] == pytest.approx([4 * TINY] * 2, rel=1e-15, abs=0)
    layer = Softmax()
    layer.forward([[40.0, 0.0]])
    assert layer.backward([[1.0, 0.0]])[0] == pytest.approx([TINY, -TINY], rel=1e-15, abs=0)


@pytest.mark.parametrize(
    "loss, y",
    [(MeanAbsoluteError(), [1.0]), (MeanSquaredError(), [1.0])],
)
def test_losses_of_quantities_three_ways_at_their_minimum(loss, y):
    # The corner of |p - y| has the derivative 0 in every way, and so has the bottom of the square.
    agree(
        loss.backward([[1.0]], y),
        by_duals(lambda m: loss.calculate(m, y), [[1.0]]),
        numerical_gradient(lambda m: loss.calculate(m, y), [[1.0]]),
    )
    assert loss.dinputs == [[0.0]]


@pytest.mark.parametrize("p", [1e-6, 0.5, 1 - 1e-6])
@pytest.mark.parametrize("y", [0, 1, 0.25])
def test_binary_crossentropy_three_ways(p, y):
    loss = BinaryCrossentropy()
    agree(
        loss.backward([[p]], [y]),
        by_duals(lambda m: loss.calculate(m, [y]), [[p]]),
        numerical_gradient(lambda m: loss.calculate(m, [y]), [[p]], step=1e-4 * p * (1 - p)),
    )


@given(st.floats(1e-7, 0.5))
def test_a_binary_loss_of_a_small_probability_keeps_its_digits(p):
    # log(1 - p) is wrong in the ninth digit where p is 1e-7, by four million units in the last place.
    assert BinaryCrossentropy().forward([[p]], [0]) == pytest.approx([-math.log1p(-p)], rel=1e-15, abs=0)


@given(st.floats(-0.5, 1e300))
def test_log1p_agrees_with_the_platforms(x):
    assert log1p(x) == pytest.approx(math.log1p(x), rel=1e-15, abs=1e-320)
    assert log1p(Dual(x, 1.0)).derivative == pytest.approx(1 / (1 + x), rel=1e-15, abs=0)


@pytest.mark.parametrize("w, l1, l2, derivative", [(0.0, 0.5, 0.25, 0.0), (-2.0, 0.5, 0.25, -1.5)])
def test_penalties_three_ways_at_the_corner(w, l1, l2, derivative):
    def penalty(matrix):
        return penalty_of(matrix, l1, l2)

    agree(penalty_gradient([[w]], l1, l2), by_duals(penalty, [[w]]), numerical_gradient(penalty, [[w]]))
    assert penalty_gradient([[w]], l1, l2) == [[derivative]]


def test_relu_and_linear_at_0():
    # The corner's derivative is taken to be 0, in dual numbers too; a central difference sees the mean of both sides.
    for layer, derivative in ((ReLU(), 0.0), (Linear(), 1.0)):
        assert by_duals(lambda m, layer=layer: layer.forward(m)[0][0], [[0.0]]) == [[derivative]]
        layer.forward([[0.0]])
        assert layer.backward([[1.0]]) == [[derivative]]


@pytest.mark.parametrize("optimizer", [Adam(0.5), RMSprop(0.5), AdaGrad(0.5)])
def test_a_gradient_of_0_has_a_step_in_dual_numbers_too(optimizer):
    # The root of a constant 0 is a constant 0; its derivative, 0 / 0, must not be computed.
    layer = Dense(1, 1)
    layer.weights, layer.dweights, layer.dbiases = [[Dual(1.0, 1.0)]], [[Dual(0.0)]], [[Dual(0.0)]]
    optimizer.update(layer)
    assert repr(layer.weights) == "[[Dual(1.0, 1.0)]]"


@given(st.lists(ANYWHERE, min_size=1, max_size=5))
def test_softmax_in_dual_numbers_has_no_corner_where_the_largest_changes(z):
    # All logits move together, so that no probability changes, whichever of them is subtracted from the others.
    for p in softmax([Dual(value, 1.0) for value in z]):
        assert abs(p.derivative) <= 1e-15
