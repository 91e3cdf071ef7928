"""Exact numbers against an independent judge: fractions for what is rational, other series for exp and log."""

import math
import random
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

import judge
from purenn import (
    Dense,
    Exact,
    Float32,
    ReLU,
    Sigmoid,
    SigmoidCrossentropy,
    Softmax,
    SoftmaxCrossentropy,
    Tanh,
    Undecided,
)
from purenn.elementary import log1p
from purenn.numbers import binary, intervals, transcendental
from strategies import FINITE

FORMATS = sorted(judge.FORMATS)
RULES = {
    "add": intervals.add,
    "subtract": intervals.subtract,
    "multiply": intervals.multiply,
    "divide": intervals.divide,
    "sqrt": intervals.sqrt,
    "exp": transcendental.exp,
    "log": transcendental.log,
    "log1p": transcendental.log1p,
    "twice_artanh": transcendental.twice_artanh,
}
OF_TWO = ("add", "subtract", "multiply", "divide")


# The rules: whatever lies inside the operands, the true result lies inside the result.


def any_interval(rng, rule, bits):
    """An interval as hostile as one can think of: of any length, width and exponent; and narrow ones next to 1."""
    if rule == "log" and rng.random() < 0.4:
        k = rng.choice((10, 53, bits - 3))
        return max(1, (1 << k) + rng.choice((-1, 1, 2, -3, 0))), -k, rng.choice((0, 0, 1, 2))
    size = rng.choice((1, 5, 53, bits // 2, bits, bits, 2 * bits))
    m = rng.getrandbits(size) * rng.choice((1, -1)) or rng.choice((0, 1))
    if rule in ("log", "sqrt"):
        m = abs(m) or 1
    tops = {
        "exp": (0, 1, 3, 9, -5, -30, -bits - 3, -bits - 2, -bits - 1, -bits, -bits + 1, 10, 12),
        "twice_artanh": (-8, -9, -30, -bits - 1, -bits),
        "log1p": (-1, -2, -5, -9, -10, -11, -30, -bits, -2 * bits),
    }.get(rule, (0, 0, 1, 3, 9, -5, -30, -bits, -2 * bits, 20, 39, 60, 200))
    edges = (abs(m), abs(m) + 1, max(0, abs(m) - 1))
    r = rng.choice((0, 0, 0, 1, 2, 3, 100, rng.getrandbits(20), rng.getrandbits(max(1, size))) + edges)
    return m, rng.choice(tops) - binary.length(abs(m) + r), r


def inside(interval, rng):
    """Numbers inside an interval: in the middle, next to both ends, and anywhere."""
    m, e, r = interval
    if not r:
        return [m * Fraction(2) ** e]
    near = 1 - Fraction(1, 1 << 40)
    return [(m + r * f) * Fraction(2) ** e for f in (near, -near, 0, Fraction(rng.uniform(-1, 1)))]


def truth(rule, x, y, bits):
    """The true result as two fractions, between which it lies."""
    if rule in OF_TWO:
        exact = {"add": lambda: x + y, "subtract": lambda: x - y, "multiply": lambda: x * y, "divide": lambda: x / y}
        return exact[rule](), exact[rule]()
    precision = 3 * bits + 300
    value = {
        "exp": lambda: judge.exp(x, precision),
        "sqrt": lambda: judge.sqrt(x, precision),
        "log": lambda: judge.log(x, precision),
        "twice_artanh": lambda: judge.log((1 + x) / (1 - x), precision + 3 * max(0, -judge.size_of(x))),
        "log1p": lambda: judge.log(1 + x, precision + (max(0, -judge.size_of(x)) if x else 0)),
    }[rule]()
    gap = abs(value) / 2 ** (precision - 100)
    return value - gap, value + gap


def holds(rule, x, y, result, bits):
    """Whether the true result of two numbers is inside the result of a rule."""
    m, e, r = result
    low, high = truth(rule, x, y, bits)
    if not r:
        return low <= m * Fraction(2) ** e <= high
    return (m - r) * Fraction(2) ** e < low and high < (m + r) * Fraction(2) ** e


def outside(rule, rng, bits):
    """The first numbers of random intervals whose true result is outside that of the rule, if any."""
    a, b = any_interval(rng, rule, bits), any_interval(rng, rule, bits)
    try:
        result = RULES[rule](a, b, bits) if rule in OF_TWO else RULES[rule](a, bits)
    except (ZeroDivisionError, ValueError):
        return None
    if result is None or not -20000 < result[1] < 20000:
        return None
    for x in inside(a, rng):
        for y in inside(b, rng) if rule in OF_TWO else [None]:
            defined = {"divide": y != 0, "sqrt": x >= 0, "log": x > 0, "log1p": x > -1}.get(rule, True)
            if defined and x and not holds(rule, x, y, result, bits):
                return a, b, bits, x, y, result
    return None


@pytest.mark.parametrize("rule", sorted(RULES))
@settings(max_examples=30)
@given(st.integers(0, 2**64), st.sampled_from((20, 53, 128, 128, 256)))
def test_the_true_result_is_inside_that_of_a_rule(rule, seed, bits):
    rng = random.Random(seed)
    for _ in range(20 if rule in OF_TWO else 3):
        assert outside(rule, rng, bits) is None


@pytest.mark.parametrize("rule", ("exp", "log", "log1p", "twice_artanh"))
def test_the_errors_of_a_series_are_bounded(rule):
    # With so few bits nothing is cut off, and the bound of the errors of a series stands alone.
    rng = random.Random(0)
    for bits in (8, 20, 30, 36):
        for n in range(60):
            a = (rng.getrandbits(bits) | 1 << bits, -bits - (9 if rule == "twice_artanh" else n % 3), 0)
            assert holds(rule, a[0] * Fraction(2) ** a[1], None, RULES[rule](a, bits), bits), a


def test_a_rule_has_about_as_many_bits_as_it_should():
    # Bounds that are true but wide would be of no use.
    for rule, apply in RULES.items():
        a, b = (3 << 200 | 1, -212 if rule == "twice_artanh" else -202, 1), (5 << 200 | 1, -203, 1)
        m, e, r = apply(a, b, 128) if rule in OF_TWO else apply(a, 128)
        assert r and binary.length(m) - binary.length(r) > 100, rule


def test_the_logarithm_of_2():
    for bits in (1, 60, 128, 200, 4000):
        assert abs(transcendental.log2(bits) - judge.log(Fraction(2), bits + 20) * 2**bits) < 2


def test_the_judge_agrees_with_decimal():
    with localcontext() as context:
        context.prec = 200
        for x in (Fraction(1, 3), Fraction(2), Fraction(-40), Fraction(1, 1 << 60), Fraction(600), Fraction(12345, 7)):
            d = Decimal(x.numerator) / Decimal(x.denominator)
            e = judge.exp(x, 700)
            assert abs(Decimal(e.numerator) / Decimal(e.denominator) / d.exp() - 1) < Decimal("1e-190")
            if x > 0:
                y = judge.log(x, 700)
                assert abs(Decimal(y.numerator) / Decimal(y.denominator) / d.ln() - 1) < Decimal("1e-180")


@given(st.integers(-(2**3000), 2**3000), st.integers(0, 64))
@example(2**960, 0)
@example(2**960 - 1, 0)
def test_the_integers_that_micropython_lacks(n, k):
    n >>= 40 * k
    assert binary._length(n) == binary.length(n) == abs(n).bit_length()
    assert binary.shifted(n, -k) == n >> k and binary.shifted(n, k) == n << k
    if n > 0:
        x = intervals.root(n)
        assert x * x <= n < (x + 1) * (x + 1)


# Rounding


@pytest.mark.parametrize("format", FORMATS)
@given(st.integers(-(2**80), 2**80), st.integers(-1200, 1100))
def test_rounding_to_the_nearest(format, m, e):
    assert binary.nearest(m, e, 0, format) == judge.nearest(m * Fraction(2) ** e, format)


@pytest.mark.parametrize("format", FORMATS)
def test_ties_subnormals_and_the_largest_number(format):
    digits, least, limit = judge.FORMATS[format]
    smallest, largest = 2.0**least, math.ldexp(2.0**digits - 1, limit - digits)
    half = Exact(smallest) / 2
    tail = Exact(-1e300).exp()  # above 0, and smaller than any float
    assert [x.rounded(format) for x in (half, half + tail, half - tail, half * 3, half * 3 - tail)] == [
        0.0,
        smallest,
        0.0,
        2 * smallest,
        smallest,
    ]
    assert [x.rounded(format) for x in (-half, -half - tail, tail - half, tail - half * 3)] == [
        0.0,
        -smallest,
        0.0,
        -smallest,
    ]
    middle = Exact(largest) + Exact(math.ldexp(1.0, limit - digits)) / 2  # between it and what would be the next
    assert [x.rounded(format) for x in (middle, middle - tail, -middle, Exact(largest))] == [
        math.inf,
        largest,
        -math.inf,
        largest,
    ]
    tie = Exact(2**digits + 1)
    assert [x.rounded(format) for x in (tie, tie + tail, tie - tail, tie + 2)] == [
        2.0**digits,
        2.0**digits + 2,
        2.0**digits,
        2.0**digits + 4,
    ]


# Numbers


@st.composite
def formulas(draw, depth=4):
    """The same random formula of floats in Exact and in Fraction."""
    if not depth or draw(st.booleans()):
        x = draw(st.one_of(FINITE, st.sampled_from((0.0, 1.0, 0.1, 1e308, 5e-324, 2.0**53 + 2, 1e-300)), st.integers()))
        return Exact(x), Fraction(x)
    (a, x), (b, y) = draw(formulas(depth - 1)), draw(formulas(depth - 1))
    operation = draw(st.sampled_from("+-*/+-"))
    if operation == "/" and not y:
        operation = "*"
    if operation == "+":
        return a + b, x + y
    if operation == "-":
        return a - b, x - y
    return (a * b, x * y) if operation == "*" else (a / b, x / y)


@given(formulas(), formulas(), st.sampled_from(FORMATS))
def test_what_is_rational_is_correctly_rounded_and_truly_compared(one, other, format):
    (a, x), (b, y) = one, other
    assert a.rounded(format) == judge.nearest(x, format) and a.sign() == (x > 0) - (x < 0)
    assert (a < b, a <= b, a == b, a != b, a >= b, a > b) == (x < y, x <= y, x == y, x != y, x >= y, x > y)
    assert abs(a).value == judge.nearest(abs(x)) and (-a).value == judge.nearest(-x) and bool(a) == bool(x)


@given(st.one_of(FINITE, st.floats(-800, 800), st.floats(-1e-10, 1e-10)), st.sampled_from(FORMATS))
@example(1.0, "F64")
@example(709.782712893384, "F64")  # the largest whose exp is finite
@example(-745.1332191019412, "F64")  # the least whose exp is not 0
@example(5e-324, "F64")
@settings(max_examples=60)
def test_functions_are_correctly_rounded(x, format):
    if abs(x) < 2000:
        expected = judge.exp(Fraction(x), 2500 if abs(x) < 1e-100 else 400)
        assert Exact(x).exp().rounded(format) == judge.nearest(expected, format)
    if x > 0:
        assert Exact(x).log().rounded(format) == judge.nearest(judge.log(Fraction(x), 300), format)
        assert Exact(x).sqrt().rounded(format) == judge.nearest(judge.sqrt(Fraction(x), 1500), format)
    if -0.9 < x < 1e10 and abs(x) > 1e-50:
        expected = judge.nearest(judge.log(1 + Fraction(x), 700), format)
        assert (1 + Exact(x).exp().log()).log().rounded(format) == log1p(Exact(x)).rounded(format) == expected


@given(st.floats(-1000, -1))
def test_nothing_cancels_however_saturated(z):
    e = Exact(z).exp()
    p = 1 / (1 + e)
    assert p < 1 and (1 - p).value == (e * p).value == judge.nearest(1 / (1 + judge.exp(Fraction(-z), 400)))
    assert (p - 1).value == -(1 - p).value and (e / (1 + e) - 1 + p).value == 0


def test_far_apart_exponents():
    huge, tiny = Exact(1e308), Exact(5e-324)
    for _ in range(20):
        huge, tiny = huge * huge, tiny * tiny
    assert (huge + tiny - huge).sign() == 1 and (huge + tiny - huge - tiny).sign() == 0
    assert huge.value == math.inf and tiny.value == 0.0 and tiny > 0 and (huge * tiny).sign() == 1
    assert (huge + 1).rounded() == math.inf and (1e308 * Exact(10) - Exact(1e308) * 9).value == 1e308
    assert Exact(-1e300).exp() > 0 and Exact(-1e300).exp().value == 0.0 and (1 + Exact(-1e300).exp()) > 1
    with pytest.raises(OverflowError, match=r"^x must be at most 2\*\*4095 for exp\(x\)$"):
        (huge * huge).exp()
    assert Exact(1e9).exp().value == math.inf


def test_algebra_proves_what_no_precision_does():
    x, y, z = Exact(1).exp(), Exact(0.3).exp(), Exact(2.0).sqrt()
    s = x + y + z
    p = [x / s, y / s, z / s]
    assert p[0] + p[1] + p[2] == 1 and p[2] + p[1] + p[0] == 1 and (p[0] + p[1] + p[2]).value == 1.0
    assert Exact(1).exp() * 3 == Exact(1).exp() + 2 * x and x * y == y * x and x / 3 * 6 - x == x
    assert Exact(1) / 3 + Exact(2) / 3 == 1 and (Exact(2**53 + 1) / 3 * 3).value == 2.0**53
    assert Exact(0).exp() == 1 and Exact(1).log() == 0 and Exact(4.0).sqrt() == 2 and log1p(Exact(0)) == 0
    assert (x - Exact(1).exp()).exp() == 1 and (x + 1 - x).log() == 0 and (z * z * z).sign() == 1
    third = Exact(1) / 3
    # A tie of 53 bits and one bit more, of which intervals see only that it is one within 4096 bits.
    assert (third + third + third + 2**53).value == 2.0**53 and (third * 3 + 2**53 + 2).value == 2.0**53 + 4
    p = 1 / (1 + Exact(-5000).exp())  # next to 1
    assert (p + 2**53).value == 2.0**53 and (2 - p + 2**53).value == 2.0**53 + 2
    with pytest.raises(ZeroDivisionError):
        assert (1 / (x * y - y * x)).value
    zero = x * y - y * x
    with pytest.raises(ZeroDivisionError):
        assert (x * zero / zero).value


def test_what_nobody_knows_is_refused():
    one = Exact(1).exp() * Exact(-1).exp()  # equal to 1, and an atom of its own
    assert (one / 3).value == 1 / 3 and one > 0.5
    message = "^neither 4096 bits nor algebra settle how a number is rounded or compared$"
    for ask in (lambda: one == 1, lambda: (one + 2**53).value, lambda: (one - 1).sign(), lambda: bool(one - 1)):
        with pytest.raises(Undecided, match=message):
            ask()
    assert issubclass(Undecided, ArithmeticError)


def test_numbers_that_are_refused():
    for value in (math.inf, -math.inf, math.nan):
        with pytest.raises(ValueError, match=f"^value must be a finite number, got {value}$"):
            Exact(value)
        with pytest.raises(ValueError, match="^value must be a finite number"):
            Exact(1) + value
    with pytest.raises(TypeError, match="^value must be a float or an int, got Fraction"):
        Exact(Fraction(1, 3))
    with pytest.raises(TypeError, match="unsupported operand"):
        Exact(1) + Fraction(1, 3)
    with pytest.raises(TypeError, match="^operands must be numbers of one kind, got Exact and Float32$"):
        Exact(1) + Float32(1)
    with pytest.raises(ZeroDivisionError):
        Exact(1) / 0
    with pytest.raises(ValueError, match=r"^x must be above 0 for log\(x\)"):
        Exact(0).log()
    with pytest.raises(ValueError, match=r"^x must be at least 0 for sqrt\(x\)"):
        Exact(-1).sqrt()
    with pytest.raises(ValueError, match="^format must be one of BF16, F16, F32, F64, got 'F8'$"):
        Exact(1).rounded("F8")
    assert not hasattr(Exact(1), "__float__")


def test_comparisons_with_infinities_and_nan():
    x = Exact(-1e308) * 10
    assert -math.inf < x < math.inf and x > -math.inf and not x > math.inf and x != math.inf and x < math.inf
    assert not (x < math.nan or x > math.nan or x == math.nan) and x != math.nan


def test_exact_is_a_number_like_the_others():
    x = Exact(0.5)
    assert repr(x) == "Exact(0.5)" and x == 0.5 and 0.5 == x and x != "0.5" and 1 - x == x and 2 * x == 1 and 1 / x == 2
    assert Exact.constant(x) is x and (x**3).value == 0.125 and (x**0).value == 1.0 and 0.25 < x
    assert x.operation is None and (x * 3 + 1).operation is None  # no formula is kept
    with pytest.raises(TypeError, match="unhashable"):
        hash(x)


def test_long_formulas_need_no_recursion():
    x = Exact(1).exp()
    total = Exact(0)
    for _ in range(5000):
        total = total + x
    assert total == 5000 * x and (total / x - 5000).sign() == 0


# Layers and losses


def exact_matrix(matrix):
    return [[Exact(x) for x in row] for row in matrix]


def values(matrix):
    return [[x.value if isinstance(x, Exact) else float(x) for x in row] for row in matrix]


LOGITS = st.one_of(st.floats(-40, 40), st.sampled_from((0.0, 300.0, -300.0, 1e-300, 1.0)))


@settings(max_examples=40)
@given(st.lists(LOGITS, min_size=1, max_size=4), st.data())
def test_a_softmax_and_its_cross_entropy_are_correctly_rounded(logits, data):
    k = data.draw(st.integers(0, len(logits) - 1))
    top = max(logits)
    powers = [judge.exp(Fraction(z) - Fraction(top), 1400) for z in logits]
    p = [power / sum(powers) for power in powers]
    assert values(Softmax().forward(exact_matrix([logits]))) == [[judge.nearest(x) for x in p]]
    loss = SoftmaxCrossentropy()
    others = sum(power for j, power in enumerate(powers) if j != k) / powers[k]
    expected = judge.log(1 + others, 1400) if others else Fraction(0)
    assert loss.forward(exact_matrix([logits]), [k])[0].value == judge.nearest(expected)
    found = values(loss.backward(exact_matrix([logits]), [k]))[0]
    rest = -sum(x for j, x in enumerate(p) if j != k)
    assert found == [judge.nearest(rest if j == k else x) for j, x in enumerate(p)]


@settings(max_examples=40)
@given(LOGITS, st.sampled_from((0, 1, 0.5, 0.1)))
def test_a_sigmoid_and_its_cross_entropy_are_correctly_rounded(z, y):
    e = judge.exp(Fraction(z), 1400)
    assert values(Sigmoid().forward([[Exact(z)]])) == [[judge.nearest(e / (1 + e))]]
    expected = judge.log(1 + 1 / e, 1400) + (1 - Fraction(y)) * Fraction(z)
    assume(y not in (0, 1) or abs(z) < 100)  # where the judge cancels
    assert SigmoidCrossentropy().forward([[Exact(z)]], [y])[0].value == judge.nearest(expected)


@settings(max_examples=40)
@given(LOGITS)
def test_a_tanh_is_correctly_rounded(z):
    layer = Tanh()
    e = judge.exp(2 * Fraction(z), 1400)
    assert values(layer.forward([[Exact(z)]])) == [[judge.nearest((e - 1) / (e + 1))]]
    assert values(layer.backward([[Exact(1.0)]])) == [[judge.nearest(4 * e / (e + 1) ** 2)]]


def test_ties_and_zeros_of_a_relu():
    layer = Dense.of(exact_matrix([[0.1, 1e16], [0.2, 1.0], [-0.3, -1e16]]), exact_matrix([[0.0, -1.0]]))
    hidden = layer.forward([[1.0, 1.0, 1.0]])
    assert hidden[0][0].value == float(Fraction(0.1) + Fraction(0.2) - Fraction(0.3)) and hidden[0][1] == 0
    relu = ReLU()
    assert values(relu.forward(hidden)) == [[hidden[0][0].value, 0.0]]
    assert values(relu.backward([[Exact(1), Exact(1)]])) == [[1.0, 0.0]]
    assert values(Softmax().forward(exact_matrix([[0.1, 0.1, 0.1]]))) == [[1 / 3] * 3]
