"""purenn.numbers: Float32 against the struct module, Dual against the rules of calculus, Traced against floats."""

import ast
import math
import struct
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from purenn import (
    SGD,
    Adam,
    CategoricalCrossentropy,
    Dense,
    Dropout,
    Dual,
    Exact,
    Float32,
    LeakyReLU,
    MeanAbsoluteError,
    RandomState,
    ReLU,
    RMSprop,
    Sigmoid,
    Softmax,
    Tanh,
    Traced,
    accuracy,
    spiral_data,
    use_kernel,
)
from purenn.elementary import exp, log, sqrt, tanh
from purenn.matrix.loops import mean, total
from purenn.numbers.float32 import pairwise_total, rounded
from purenn.numbers.formula import format_value
from strategies import CURVED, FRACTIONS, MODERATE, SINGLES, dense_layers, matrices

KINDS = {"Dual": Dual, "Float32": Float32, "Traced": Traced}


def single(value):
    """The nearest 32-bit float, by the struct module, which raises OverflowError instead of returning infinity."""
    try:
        return struct.unpack("<f", struct.pack("<f", value))[0]
    except OverflowError:
        return math.copysign(math.inf, value)


def same(a, b):
    """Whether two floats have the same bits, or are both NaN."""
    return a != a and b != b or struct.pack("<d", a) == struct.pack("<d", b)


@given(st.floats())
@example(3.4028235677973366e38)  # half-way between the largest 32-bit float and what would be the next
@example(1.401298464324817e-45)  # the smallest subnormal
@example(7.006492321624085e-46)  # half of it, a tie that rounds to 0
@example(-0.0)
def test_rounded_agrees_with_struct(value):
    assert same(rounded(value), single(value))


@given(SINGLES, SINGLES)
def test_every_operation_is_rounded_once(a, b):
    x, y = Float32(a), Float32(b)
    for result, exact in (
        (x + y, lambda: a + b),
        (x - y, lambda: a - b),
        (x * y, lambda: a * b),
        (x / y if b else None, lambda: a / b),
        (a + y, lambda: a + b),
        (x - b, lambda: a - b),
        (a * y, lambda: a * b),
        (a / y if b else None, lambda: a / b),
        (-x, lambda: -a),
        (abs(x), lambda: abs(a)),
        (sqrt(x) if a >= 0 else None, lambda: math.sqrt(a)),
    ):
        if result is not None:
            assert type(result) is Float32 and same(result.value, single(exact()))
    assert [x < y, x <= y, x > y, x >= y, x == y, x != y] == [a < b, a <= b, a > b, a >= b, a == b, a != b]


@given(SINGLES.filter(lambda a: abs(a) < 1e30), SINGLES.filter(lambda b: 1e-30 < abs(b) < 1e30))
def test_results_are_correctly_rounded(a, b):
    # Compare with exact arithmetic: neither neighbour of the result is nearer to the exact result. Rounding twice would
    # fail here if rounding to a double gave a number half-way between two 32-bit floats.
    for result, exact in (
        (Float32(a) + Float32(b), Fraction(a) + Fraction(b)),
        (Float32(a) * Float32(b), Fraction(a) * Fraction(b)),
        (Float32(a) / Float32(b), Fraction(a) / Fraction(b)),
    ):
        bits = struct.unpack("<i", struct.pack("<f", result.value))[0] & 0x7FFFFFFF
        if not 0 < bits < 0x7F7FFFFF:
            continue
        sign = -1 if result.value < 0 else 1
        near = [sign * struct.unpack("<f", struct.pack("<i", bits + step))[0] for step in (-1, 1)]
        assert all(abs(Fraction(result.value) - exact) <= abs(Fraction(n) - exact) for n in near)


def test_overflow_and_underflow_are_those_of_ieee_754():
    assert (Float32(3e38) * 10).value == math.inf and (Float32(-3e38) * 10).value == -math.inf
    assert Float32(1e-46).value == 0.0 and Float32(1e-45).value == 2.0**-149
    assert math.isnan((Float32(math.inf) - Float32(math.inf)).value)
    assert exp(Float32(1000)).value == math.inf and exp(Float32(-1000)).value == 0.0
    assert exp(Float32(88.0)).value == single(math.exp(88.0))
    assert exp(Float32(89.0)).value == exp(Float32(math.inf)).value == math.inf
    assert math.isnan(exp(Float32(math.nan)).value)


@given(SINGLES)
def test_the_text_of_a_float32_is_the_shortest_that_reads_back(a):
    text = str(Float32(a))
    assert same(single(float(text)), a) and repr(Float32(a)) == f"Float32({text})"
    digits = len(text.lstrip("-0.").split("e")[0].replace(".", "").rstrip("0"))
    if 1 < digits < 10 and math.isfinite(a):
        assert single(float(f"{a:.{digits - 1}g}")) != a


def test_the_order_of_pairwise_summation():
    big = Float32(2.0**24)
    assert total([big] + [Float32(1)] * 8).value == 2.0**24  # each 1 is rounded away
    # Lane 0 adds 2**24 and a 1, which is rounded away; the other seven lanes add up two 1s each.
    assert pairwise_total([big] + [Float32(1)] * 15).value == 2.0**24 + 14
    # Two 1s that are added to each other first are not rounded away: the last two pairs of lanes are added before the
    # first two, and the second half begins at a multiple of 8.
    assert pairwise_total([big] + [Float32(v) for v in (0, 0, 0, 1, 0, 1, 0)]).value == 2.0**24 + 2
    assert pairwise_total([big] + [Float32(v) for v in [0] * 63 + [1, 1] + [0] * 66]).value == 2.0**24 + 2
    assert pairwise_total([Float32(1)] * 7).value == 7.0
    assert pairwise_total([Float32(k) for k in range(300)]).value == 300 * 299 / 2


@given(st.lists(FRACTIONS, min_size=1, max_size=400))
def test_pairwise_summation_adds_everything_once(values):
    assert pairwise_total(values) == sum(values)


@pytest.mark.parametrize("name", KINDS)
def test_kinds_do_not_mix(name):
    for other in KINDS:
        if other != name:
            message = f"^operands must be numbers of one kind, got {name} and {other}$"
            for operation in (
                lambda a, b: a + b,
                lambda a, b: a - b,
                lambda a, b: a * b,
                lambda a, b: a / b,
                lambda a, b: a < b,
                lambda a, b: a == b,
            ):
                with pytest.raises(TypeError, match=message):
                    operation(KINDS[name](2.0), KINDS[other](3.0))
    with pytest.raises(TypeError, match="unsupported operand|operands do not support"):
        KINDS[name](2.0) + "1"


@pytest.mark.parametrize("name", KINDS)
@given(MODERATE, MODERATE.filter(lambda b: abs(b) > 1e-3))
def test_every_kind_computes_with_int_and_float_on_either_side(name, a, b):
    kind = KINDS[name]
    a, b = (rounded(a), rounded(b)) if kind is Float32 else (a, b)
    near = rounded if kind is Float32 else float
    for result, expected in (
        (kind(a) + b, a + b),
        (a + kind(b), a + b),
        (kind(a) - b, a - b),
        (a - kind(b), a - b),
        (kind(a) * b, a * b),
        (a * kind(b), a * b),
        (kind(a) / b, a / b),
        (a / kind(b), a / b),
        (3 + kind(a), 3 + a),
        (3 - kind(a), 3 - a),
        (exp(kind(b / 100)), math.exp(near(b / 100))),
        (log(kind(abs(b))), math.log(abs(b))),
        (sqrt(kind(abs(b))), math.sqrt(abs(b))),
        (abs(kind(a)), abs(a)),
    ):
        assert type(result) is kind and result.value == near(expected)
    assert (kind(a) < b, a < kind(b), kind(a) >= b, kind(a) == a) == (a < b, a < b, a >= b, True)


@given(CURVED, CURVED)
def test_a_dual_follows_the_rules_of_calculus(a, b):
    x = Dual(a, 1.0)
    for found, derivative in (
        (x * x * b, 2 * a * b),
        (b / x, -b / (a * a)),
        ((x + b) / (x * x + 1), (a * a + 1 - (a + b) * 2 * a) / (a * a + 1) ** 2),
        (exp(x * b), b * math.exp(a * b)),
        (log(x * x), 2 / a),
        (sqrt(x * x + 1), a / math.sqrt(a * a + 1)),
        (abs(x), math.copysign(1.0, a)),
        (b - x, -1.0),
    ):
        assert found.derivative == pytest.approx(derivative, rel=1e-9, abs=1e-12)  # a few rounding errors


def test_the_derivative_of_a_layer_with_respect_to_one_weight():
    layer = Dense(2, 1)
    layer.weights = [[Dual(3.0, 1.0)], [4.0]]
    assert repr(layer.forward([[0.5, 0.25]])) == "[[Dual(2.5, 0.5)]]"


@given(dense_layers(MODERATE))
def test_traced_numbers_compute_what_floats_compute(layer):
    inputs, weights, biases = layer
    plain = Dense.of(weights, biases)
    traced = Dense.of([[Traced(w, "w") for w in row] for row in weights], biases)
    use_kernel("loops")
    try:
        for kind in (Sigmoid, Softmax, Tanh, LeakyReLU):
            expected = kind().forward(ReLU().forward(plain.forward(inputs)))
            found = kind().forward(ReLU().forward(traced.forward(inputs)))
            values = [[p.value if isinstance(p, Traced) else p for p in row] for row in found]
            assert all(same(a, b) for rows in zip(values, expected) for a, b in zip(*rows))
    finally:
        use_kernel("fast")


@pytest.mark.parametrize(
    "made, names, values",
    [
        (lambda x, w: x * w + 1, "x*w + 1", "0.5*-4 + 1"),
        (lambda x, w: x + (w + x), "x + (w + x)", "0.5 + (-4 + 0.5)"),  # rounded in another order than x + w + x
        (lambda x, w: x + w + x, "x + w + x", "0.5 + -4 + 0.5"),
        (lambda x, w: x - (w - x), "x - (w - x)", "0.5 - (-4 - 0.5)"),
        (lambda x, w: x / (w * x), "x / (w*x)", "0.5 / (-4*0.5)"),
        (lambda x, w: x * (w / x), "x*(w / x)", "0.5*(-4 / 0.5)"),
        (lambda x, w: (x + w) * x, "(x + w)*x", "(0.5 + -4)*0.5"),
        (lambda x, w: -(x * w), "-(x*w)", "-(0.5*-4)"),
        (lambda x, w: -log(x), "-log(x)", "-log(0.5)"),
        (lambda x, w: tanh(x) + w, "tanh(x) + w", "tanh(0.5) + -4"),
        (lambda x, w: 1 - w**3, "1 - w**3", "1 - (-4)**3"),
        (lambda x, w: -((x * w) ** 2), "-(x*w)**2", "-(0.5*-4)**2"),
        (lambda x, w: (x**2) ** 3 * x**1, "(x**2)**3*x**1", "(0.5**2)**3*0.5**1"),
        (lambda x, w: (x - 1) / 300, "(x - 1) / 300", "(0.5 - 1) / 300"),
        (lambda x, w: 0 + x, "x", "0.5"),
        (lambda x, w: total([x] * 20), "x + x + x + x + ... (14 more terms) ... + x + x", None),
    ],
)
def test_a_trace_reads_as_its_formula(made, names, values):
    result = made(Traced(0.5, "x"), Traced(-4.0, "w"))
    assert result.in_names() == names and values in (None, result.in_values())


@given(st.data())
def test_the_text_of_a_trace_means_what_was_computed(data):
    names = {"a": Fraction(3, 2), "b": Fraction(-5, 3), "c": Fraction(7)}

    def draw(depth):
        if depth == 0 or data.draw(st.booleans()):
            name = data.draw(st.sampled_from(sorted(names)))
            return Traced(names[name], name)
        left, right = draw(depth - 1), draw(depth - 1)
        operation = data.draw(st.sampled_from("+-*/n^"))
        if operation == "/" and right.value == 0:
            operation = "+"
        return {
            "+": lambda: left + right,
            "-": lambda: left - right,
            "*": lambda: left * right,
            "/": lambda: left / right,
            "n": lambda: -left,
            "^": lambda: left**2,
        }[operation]()

    result = draw(4)
    text = result.in_names()
    if "more terms" not in text:
        assert meaning(text, names) == result.value


def meaning(text, names):
    """The value of a formula of names, numbers, + - * / ** and parentheses, by the rules of school."""

    def value(node):
        if isinstance(node, ast.Name):
            return names[node.id]
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.UnaryOp):
            return -value(node.operand)
        left, right = value(node.left), value(node.right)
        if isinstance(node.op, ast.Add):
            return left + right
        if isinstance(node.op, ast.Sub):
            return left - right
        if isinstance(node.op, ast.Pow):
            return left**right
        return left * right if isinstance(node.op, ast.Mult) else left / right

    return value(ast.parse(text, mode="eval").body)


def test_the_names_in_a_formula():
    x, w = Traced(0.5, "x"), Traced(-4.0, "w")
    shared = x * 2
    assert (shared + shared * w).leaves() == {"x", "w"} and x.leaves() == {"x"} and Traced(2.0).leaves() == set()
    shared.name = "t"
    assert (shared * w).leaves() == {"t", "w"} and shared.leaves() == {"x"}


@given(MODERATE, st.integers(0, 50))
def test_a_traced_power_is_that_of_the_floats(a, n):
    # As `Adam` computes it of floats, which is not what a product of n factors rounds to.
    assert same((Traced(a, "a") ** n).value, a**n)


@pytest.mark.parametrize("kind", (Dual, Exact, Float32, Traced))
def test_a_zero_is_a_number_of_its_kind(kind):
    # On MicroPython an int on the left cannot be compared with it.
    found = ReLU().forward([[kind(-1.0), kind(2.0)]])[0]
    assert [type(a) for a in found] == [kind, kind] and [a.value for a in found] == [0, 2.0]


def test_the_zero_that_a_sum_starts_from_is_not_shown_but_counts():
    result = 0 + Traced(-0.0, "x")
    assert result.in_names() == "x" and same(result.value, 0 + -0.0) and same((0 + -Traced(0.0, "x")).value, 0.0)


def test_numbers_print_well():
    assert [repr(kind(0.5)) for kind in (Dual, Float32, Traced)] == ["Dual(0.5, 0.0)", "Float32(0.5)", "0.5"]
    assert repr(Traced(0.5, "x") * 2) == "x*2 = 1.0" and format_value(-0.0) == "0"


def test_comparisons_are_recorded_where_the_numbers_belong():
    record, another = [], []
    x, w = Traced(0.5, "x", record=record), Traced(2.0, "w", record=another)
    results = [x + 1, 1 - x, 2 * x, x / 3, -x, exp(x), log(x), sqrt(x), abs(x), 0 + x, x * Traced(1.0, "b"), x - w]
    results += [Traced(1.0, "b") * x]
    assert all(result.record is record for result in results)
    z = x * 3
    outcomes = (z > 1, 1 > z, Traced(2.0) < z, z == Traced(1.5, "b"), Traced(1.0) < Traced(2.0))
    assert outcomes == (True, False, False, True, True) and another == []
    assert [(a.value, symbol, b.value, outcome) for a, symbol, b, outcome in record] == [
        (1.5, ">", 1, True),
        (1.5, "<", 1, False),
        (2.0, "<", 1.5, False),
        (1.5, "==", 1.5, True),
    ]
    assert record[0][0] is z


@given(matrices(FRACTIONS, columns=3))
def test_fractions_and_decimals_go_through_dense_and_relu_exactly(inputs):
    weights = [[Fraction(1, 3), Fraction(-2)], [Fraction(5, 7), Fraction(1, 2)], [Fraction(-1, 9), Fraction(4)]]
    biases = [[Fraction(1, 11), Fraction(-1, 13)]]
    found = ReLU().forward(Dense.of(weights, biases).forward(inputs))
    for x, row in zip(inputs, found):
        for j, a in enumerate(row):
            assert a == max(Fraction(0), sum(x[i] * weights[i][j] for i in range(3)) + biases[0][j])
    layer = Dense.of([[Decimal("0.1")], [Decimal("0.2")]], [[Decimal("0.3")]])
    assert ReLU().forward(layer.forward([[Decimal(1), Decimal(2)], [Decimal(-9), Decimal(1)]])) == [
        [Decimal("0.8")],
        [0],
    ]


def test_the_chapter_in_single_precision():
    stream = RandomState(0)
    X, y = spiral_data(100, 3, stream)
    layers = [Dense(2, 3, stream), Dense(3, 3, stream)]
    for layer in layers:
        layer.weights = [[Float32(w) for w in row] for row in layer.weights]
    hidden = ReLU().forward(layers[0].forward([[Float32(x) for x in row] for row in X]))
    p = Softmax().forward(layers[1].forward(hidden))
    # The rows that the book prints, computed in single precision.
    assert [" ".join(map(str, row)) for row in p[:5]] == [
        "0.33333334 0.33333334 0.33333334",
        "0.33333316 0.3333332 0.33333364",
        "0.33333287 0.3333329 0.33333418",
        "0.3333326 0.33333263 0.33333477",
        "0.33333233 0.3333324 0.33333528",
    ]
    losses = CategoricalCrossentropy().forward(p, y)
    assert str(pairwise_total(losses) / 300) == "1.0986104"
    assert str(mean(losses)) == "1.0986103"
    assert str(Float32(math.fsum(loss.value for loss in losses) / 300)) == "1.0986105"
    assert accuracy(p, y) == 0.34


def test_the_mean_absolute_error_keeps_the_kind():
    loss = MeanAbsoluteError()
    third = Fraction(1, 3)
    assert loss.backward([[third, Fraction(0), third * 2]], [[third * 2, Fraction(0), third]]) == [[-third, 0, third]]
    assert loss.backward([[1.0, 2]], [[2.0, 1]]) == [[-0.5, 0.5]]
    for kind in (Dual, Exact, Float32, Traced):
        found = loss.backward([[kind(3.0), kind(0.0), kind(-1.0)]], [[1.0, 0.0, 2.0]])
        assert [type(dp) for dp in found[0]] == [kind] * 3
        assert [dp.value for dp in found[0]] == [near(kind, 1 / 3), 0, near(kind, -1 / 3)]


def near(kind, value):
    return rounded(value) if kind is Float32 else value


def test_settings_are_numbers_of_the_kind():
    # Among floats 1 - 0.1 is rounded to a double, which is neither the number of single precision nor the exact one.
    rows = {
        kind: CategoricalCrossentropy(0.1, [0.3, 0.7])._target_rows([1], [kind(0.5)] * 2)[0]
        for kind in (Exact, Float32)
    }
    a, b = Float32(0.3), Float32(0.7)
    tenth = Float32(0.1)
    assert rows[Float32] == [a * (tenth / 2), b * ((1 - tenth) + tenth / 2)]
    tenth = Fraction(0.1)
    for t, exact in zip(rows[Exact], (Fraction(0.3) * tenth / 2, Fraction(0.7) * (1 - tenth / 2))):
        assert type(t) is Exact and t.value == float(exact)
    layer = Dropout(0.3, 0)
    layer.forward([[Exact(1.0)] * 20])
    assert {m.value for m in layer.mask[0] if m} == {float(1 / (1 - Fraction(0.3)))}
    layer = Dense.of([[Exact(0.0)]], [[Exact(0.0)]])
    layer.dweights, layer.dbiases = [[Exact(1.0)]], [[Exact(1.0)]]
    optimizer = SGD(0.1, decay=0.3)
    optimizer.update(layer)
    optimizer.update(layer)
    rate = Fraction(0.1)
    assert layer.weights[0][0].value == float(-rate - rate / (1 + Fraction(0.3)))
    means, caches = Adam(beta1=0.9, beta2=0.999).step([Exact(1.0)], [Exact(1.0)], None, 0.1, 1)[1]
    assert means[0].value == float(1 - Fraction(0.9)) and caches[0].value == float(1 - Fraction(0.999))
    assert RMSprop(rho=0.9).step([Exact(1.0)], [Exact(1.0)], None, 0.1, 1)[1][0].value == float(1 - Fraction(0.9))


@pytest.mark.parametrize("kind", (Dual, Exact, Float32, Traced))
def test_powers(kind):
    assert [(kind(0.5) ** n).value for n in (0, 1, 2, 5, 10)] == [1, 0.5, 0.25, 2**-5, 2**-10]
    assert kind is not Dual or (Dual(3.0, 1.0) ** 3).derivative == 27.0
    with pytest.raises(TypeError, match="unsupported operand|operands do not support"):
        kind(0.5) ** 0.5
