"""The numbers of purenn.numbers: singles against struct, duals against the rules of calculus, traces against floats."""

import ast
import math
import struct
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from purenn import (
    CategoricalCrossentropy,
    Dense,
    Dual,
    Float32,
    RandomState,
    ReLU,
    Sigmoid,
    Softmax,
    Traced,
    accuracy,
    spiral_data,
    use_kernel,
)
from purenn.elementary import exp, log, sqrt
from purenn.matrix.loops import mean, total
from purenn.numbers.float32 import pairwise_total, rounded
from purenn.numbers.traced import shown
from strategies import CURVED, FRACTIONS, MODERATE, SINGLES, dense_layers, matrices

KINDS = {"Dual": Dual, "Float32": Float32, "Traced": Traced}


def single(value):
    """The nearest single by the struct module, which refuses what overflows instead of making it an infinity."""
    try:
        return struct.unpack("<f", struct.pack("<f", value))[0]
    except OverflowError:
        return math.copysign(math.inf, value)


def same(a, b):
    """Equal as bits, any NaN being as good as another."""
    return a != a and b != b or struct.pack("<d", a) == struct.pack("<d", b)


@given(st.floats())
@example(3.4028235677973366e38)  # half-way between the largest single and the next that there would be
@example(1.401298464324817e-45)  # the least subnormal
@example(7.006492321624085e-46)  # half of it, a tie that goes to 0
@example(-0.0)
def test_rounding_is_that_of_struct(value):
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
def test_rounding_twice_is_rounding_once(a, b):
    # The claim of the docstring, against exact arithmetic: the nearest single to the exact result, which struct finds
    # from a double only if that double is not half-way between two singles by an accident of rounding.
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


def test_single_precision_overflows_and_underflows_as_ieee_says():
    assert (Float32(3e38) * 10).value == math.inf and (Float32(-3e38) * 10).value == -math.inf
    assert Float32(1e-46).value == 0.0 and Float32(1e-45).value == 2.0**-149
    assert math.isnan((Float32(math.inf) - Float32(math.inf)).value)
    assert exp(Float32(1000)).value == math.inf and exp(Float32(-1000)).value == 0.0
    assert exp(Float32(88.0)).value == single(math.exp(88.0))


@given(SINGLES)
def test_a_single_prints_the_fewest_digits_that_find_it_again(a):
    text = str(Float32(a))
    assert same(single(float(text)), a) and repr(Float32(a)) == f"Float32({text})"
    digits = len(text.lstrip("-0.").split("e")[0].replace(".", "").rstrip("0"))
    if 1 < digits < 10 and math.isfinite(a):
        assert single(float(f"{a:.{digits - 1}g}")) != a


def test_pairwise_summation_of_the_chapters_losses():
    big = Float32(2.0**24)
    assert total([big] + [Float32(1)] * 8).value == 2.0**24  # each 1 alone is lost beside 2**24
    # The first number goes to lane 0, of which it takes one more 1; those of the other lanes add up among themselves.
    assert pairwise_total([big] + [Float32(1)] * 15).value == 2.0**24 + 14
    # The last two pairs of lanes meet before the first two join them, and the second half begins at a multiple of 8:
    # two ones that go to 2**24 together are not lost.
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
            message = f"^the numbers of one formula must be of one kind, got {name} and {other}$"
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
    with pytest.raises(TypeError, match="unsupported operand"):
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
        assert found.derivative == pytest.approx(derivative, rel=1e-9, abs=1e-12)  # a few roundings on either side


def test_a_student_differentiates_a_layer_by_one_weight():
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
        for kind in (Sigmoid, Softmax):
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
        (lambda x, w: x - (w - x), "x - (w - x)", "0.5 - (-4 - 0.5)"),
        (lambda x, w: x / (w * x), "x / (w*x)", "0.5 / (-4*0.5)"),
        (lambda x, w: x * (w / x), "x*(w / x)", "0.5*(-4 / 0.5)"),
        (lambda x, w: (x + w) * x, "(x + w)*x", "(0.5 + -4)*0.5"),
        (lambda x, w: -(x * w), "-(x*w)", "-(0.5*-4)"),
        (lambda x, w: -log(x), "-log(x)", "-log(0.5)"),
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
        operation = data.draw(st.sampled_from("+-*/n"))
        if operation == "/" and right.value == 0:
            operation = "+"
        return {
            "+": lambda: left + right,
            "-": lambda: left - right,
            "*": lambda: left * right,
            "/": lambda: left / right,
            "n": lambda: -left,
        }[operation]()

    result = draw(4)
    text = result.in_names()
    if "more terms" not in text:
        assert meaning(text, names) == result.value


def meaning(text, names):
    """The value of a formula of names, + - * / and parentheses, by the rules of school."""

    def value(node):
        if isinstance(node, ast.Name):
            return names[node.id]
        if isinstance(node, ast.UnaryOp):
            return -value(node.operand)
        left, right = value(node.left), value(node.right)
        if isinstance(node.op, ast.Add):
            return left + right
        if isinstance(node.op, ast.Sub):
            return left - right
        return left * right if isinstance(node.op, ast.Mult) else left / right

    return value(ast.parse(text, mode="eval").body)


def test_the_zero_that_a_sum_starts_from_is_not_shown_but_counts():
    result = 0 + Traced(-0.0, "x")
    assert result.in_names() == "x" and same(result.value, 0 + -0.0) and same((0 + -Traced(0.0, "x")).value, 0.0)


def test_numbers_print_well():
    assert [repr(kind(0.5)) for kind in (Dual, Float32, Traced)] == ["Dual(0.5, 0.0)", "Float32(0.5)", "0.5"]
    assert repr(Traced(0.5, "x") * 2) == "x*2 = 1.0" and shown(-0.0) == "0"


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


def test_the_chapters_means_of_single_precision():
    stream = RandomState(0)
    X, y = spiral_data(100, 3, stream)
    layers = [Dense(2, 3, stream), Dense(3, 3, stream)]
    for layer in layers:
        layer.weights = [[Float32(w) for w in row] for row in layer.weights]
    hidden = ReLU().forward(layers[0].forward([[Float32(x) for x in row] for row in X]))
    p = Softmax().forward(layers[1].forward(hidden))
    # The rows of the book's own listing, which computed in correctly rounded single precision.
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
