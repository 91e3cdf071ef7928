"""The kernels against the literal loops: the same digits where terms are added in the same order, else close."""

import os
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import purenn
from purenn.engine import fused_kernels
from purenn.matrix import fast as kernels
from purenn.matrix import loops as matrix
from strategies import FRACTIONS, INTEGERS, MODERATE, dense_layers, matrices
from test_matrix import dot_bound

NAN = float("nan")
INFINITY = float("inf")
ROOT = Path(__file__).parent.parent
# Twelve products whose sum is 1 in truth, and in one rounding; the loops lose it beside 1e16.
HARD = ([[1e16, 1.0, -1e16] + [0.0] * 9], [[1.0]] * 12)
HARD_COLUMN = [[1.0] * 12]


@pytest.fixture
def loops():
    kernels.use_kernel("loops")
    yield
    kernels.use_kernel("fast")


@pytest.fixture(params=["the standard library's dot", "no dot in the standard library"])
def dot(request, monkeypatch):
    """Both kinds of interpreter: those whose standard library can add up products, and those whose cannot."""
    if request.param.startswith("no"):
        monkeypatch.setattr(kernels, "dot", lambda row, column: matrix.total(x * w for x, w in zip(row, column)))


@given(dense_layers(MODERATE, terms=st.integers(1, 3)))
def test_a_few_terms_have_the_digits_of_the_loops(layer):
    inputs, weights, biases = layer
    # Equal as numbers: a sum of negative zeros alone is -0.0 written out, and 0.0 where a loop starts from 0.
    assert kernels.affine(inputs, weights, biases) == matrix.affine(inputs, weights, biases)
    assert kernels.matmul_transposed(inputs, matrix.transpose(weights)) == matrix.matmul(inputs, weights)


@pytest.mark.parametrize("terms", list(range(1, 21)) + [300, 784])
def test_any_number_of_terms_is_within_rounding_of_the_loops(terms, dot):
    random_state = purenn.RandomState(terms)
    inputs, weights, biases = (
        [[random_state.randn() for j in range(columns)] for i in range(rows)]
        for rows, columns in ((3, terms), (terms, 4), (1, 4))
    )
    z, z_loops = kernels.affine(inputs, weights, biases), matrix.affine(inputs, weights, biases)
    c, c_loops = kernels.matmul_transposed(inputs, matrix.transpose(weights)), matrix.matmul(inputs, weights)
    for s, x in enumerate(inputs):
        for j, w in enumerate(zip(*weights)):
            # Each lies within dot_bound of the exact sum, the bias being one more product, with 1.
            assert abs(Fraction(c[s][j]) - Fraction(c_loops[s][j])) <= 2 * dot_bound(x, w)
            bound = 2 * dot_bound(list(x) + [1.0], list(w) + [biases[0][j]])
            assert abs(Fraction(z[s][j]) - Fraction(z_loops[s][j])) <= bound
    totals, ones = kernels.row_totals(matrix.transpose(weights)), [1.0] * terms
    for t, column in zip(totals, zip(*weights)):
        assert abs(Fraction(t) - Fraction(matrix.total(column))) <= 2 * dot_bound(column, ones)


@given(dense_layers(FRACTIONS, terms=st.integers(1, 20)))
def test_fractions_stay_exact(layer):
    inputs, weights, biases = layer
    assert kernels.affine(inputs, weights, biases) == matrix.affine(inputs, weights, biases)
    assert kernels.matmul_transposed(inputs, matrix.transpose(weights)) == matrix.matmul(inputs, weights)
    assert kernels.row_totals(weights) == [matrix.total(row) for row in weights]
    assert all(type(z) is Fraction for row in kernels.affine(inputs, weights, biases) for z in row)
    a = fused_kernels.affine_relu(inputs, weights, biases)
    dz = fused_kernels.matmul_transposed_relu(inputs, matrix.transpose(weights), a)
    assert all(isinstance(value, (Fraction, int)) for row in a + dz for value in row)


@given(dense_layers(MODERATE), st.data())
def test_samples_in_which_a_neuron_is_inactive_change_no_digit_of_its_gradients(layer, data):
    inputs, weights, biases = layer
    a = fused_kernels.affine_relu(inputs, weights, biases)
    after = data.draw(matrices(MODERATE, rows=len(a[0])))
    dvalues = data.draw(matrices(MODERATE, rows=len(a), columns=len(after[0])))
    gradients = fused_kernels.relu_gradients(inputs, kernels.transpose(a), dvalues, after)
    neurons = kernels.transpose(fused_kernels.matmul_transposed_relu(dvalues, after, a))
    dweights = kernels.matmul_transposed(kernels.transpose(inputs), neurons)
    if fused_kernels.can_skip(inputs, dvalues, after):
        assert repr(gradients) == repr((dweights, [kernels.row_totals(neurons)]))
    for i in range(len(weights)):
        for j in range(len(weights[0])):
            x, dz = [row[i] for row in inputs], neurons[j]
            exact = sum(Fraction(x_s) * Fraction(dz_s) for x_s, dz_s in zip(x, dz))
            assert abs(Fraction(gradients[0][i][j]) - exact) <= dot_bound(x, dz)


@pytest.mark.skipif(fused_kernels.compress is None, reason="this Python has no itertools.compress")
def test_gradients_of_a_neuron_that_is_never_active_are_zeros_of_floats():
    gradients = fused_kernels.relu_gradients([[1.0]] * 4, [[0.0] * 4, [1.0] * 4], [[-1.0]] * 4, [[2.0], [0.5]])
    assert repr(gradients) == "([[0.0, -2.0]], [[0.0, -2.0]])"


@given(matrices(st.floats() | INTEGERS))
def test_plain_is_what_needs_no_second_look(rows):
    values = [value for row in rows for value in row]
    plain = kernels.is_plain(rows)
    assert not (plain and any(not -INFINITY < value < INFINITY for value in values))
    if all(isinstance(value, float) and abs(value) < 1e300 for value in values):
        assert plain  # or every softmax would ask of each number what it is


def test_numbers_of_another_kind_are_not_plain():
    for number in (purenn.Dual(1.0), purenn.Float32(1.0), purenn.Traced(1.0), Decimal(1), Fraction(1), 1):
        assert not kernels.is_plain([[number]])
        assert not fused_kernels.can_skip([[number]] * 4, [[number]] * 4, [[number]])
    for number in (purenn.Dual(1.0), purenn.Float32(1.0), purenn.Traced(1.0), 10**400, None, "1", [1.0]):
        assert not kernels.is_plain([[0.5, number], [0.25, 0.125]])


@pytest.mark.parametrize("kernel", ["fast", "loops"])
@given(dense_layers(MODERATE, terms=st.integers(1, 6)))
def test_a_relu_in_the_same_step_changes_no_digit(kernel, layer):
    inputs, weights, biases = layer
    kernels.use_kernel(kernel)
    try:
        relu = purenn.ReLU()
        a = relu.forward(kernels.affine(inputs, weights, biases))
        assert repr(fused_kernels.affine_relu(inputs, weights, biases)) == repr(a)
        rows = matrix.transpose(weights)  # so that what comes back has the shape of a
        dz = relu.backward(kernels.matmul_transposed(inputs, rows))
        assert repr(fused_kernels.matmul_transposed_relu(inputs, rows, a)) == repr(dz)
    finally:
        kernels.use_kernel("fast")


@pytest.mark.parametrize("kernel", ["fast", "loops"])
@pytest.mark.parametrize("terms", [1, 2, 3, 4])
def test_a_relu_in_the_same_step_does_not_hide_nan_and_gives_one_zero(kernel, terms):
    kernels.use_kernel(kernel)
    try:
        ((nan, zero),) = fused_kernels.affine_relu([[1.0] * terms], [[NAN, -1.0]] * terms, [[0.0, 0.0]])
        assert nan != nan and repr(zero) == "0.0"
        minus = [[-0.0]] * terms  # a sum that is -0.0 where it is written out: it must come out as the ReLU's own 0.0
        assert repr(fused_kernels.affine_relu([[1.0] * terms], minus, [[-0.0]])) == "[[0.0]]"
        assert fused_kernels.matmul_transposed_relu([[1.0] * terms], [[2.0] * terms] * 2, [[NAN, 0.0]]) == [
            [2.0 * terms, 0.0]
        ]
    finally:
        kernels.use_kernel("fast")


@pytest.mark.parametrize("compiled", [False, True])
@given(dense_layers(MODERATE))
def test_columns_are_those_of_the_loops_however_they_are_made(compiled, layer):
    inputs, weights, biases = layer
    expected = kernels.affine(inputs, weights, biases)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernels, "COMPILED", compiled)
        assert [list(column) for column in kernels.transpose(inputs)] == matrix.transpose(inputs)
        assert kernels.affine(inputs, weights, biases) == expected


def test_the_loops_can_be_asked_for(loops):
    # Only an exact cancellation tells them apart: so this would fail if use_kernel did nothing where sumprod exists.
    assert kernels.matmul_transposed(HARD[0], HARD_COLUMN) == matrix.matmul(*HARD) == [[0.0]]
    layer = purenn.Dense(12, 1)
    layer.weights = HARD[1]
    assert layer.forward(HARD[0]) == [[0.0]]
    assert kernels.affine(*HARD, [[0.5]]) == [[0.5]] and kernels.row_totals(HARD[0]) == [0.0]


@pytest.mark.skipif(not hasattr(__import__("math"), "sumprod"), reason="math.sumprod came with Python 3.12")
def test_sumprod_is_nearer_to_the_truth():
    assert kernels.matmul_transposed(HARD[0], HARD_COLUMN) == [[1.0]]


def test_another_kernel_is_refused():
    with pytest.raises(ValueError, match=r"^the kernel \(PURENN_KERNEL\) must be 'fast' or 'loops', got 'slow'$"):
        purenn.use_kernel("slow")


def run(kernel, *arguments):
    environment = {**os.environ, "PURENN_KERNEL": kernel}
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )


@pytest.mark.parametrize("kernel", ["fast", "loops", ""])
def test_the_environment_chooses_the_kernel(kernel):
    program = "from purenn.matrix import fast as kernels; print(kernels._kernel)"
    assert run(kernel, "-c", program).stdout.strip() == (kernel or "fast")


def test_an_unknown_kernel_in_the_environment_is_one_line():
    finished = run("slow", "-m", "purenn")
    assert finished.returncode == 1 and finished.stdout == ""
    assert finished.stderr == "purenn: the kernel (PURENN_KERNEL) must be 'fast' or 'loops', got 'slow'\n"
