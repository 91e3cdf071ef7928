"""The fast products against the literal loops: the same digits if terms are added in the same order, else close."""

import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import purenn
from purenn import matrix
from purenn.matrix import fast, loops
from strategies import FRACTIONS, MODERATE, dense_layers
from test_matrix import dot_bound

ROOT = Path(__file__).parent.parent
# Twelve products whose sum is 1 in truth, and in one rounding; the loops lose it beside 1e16.
HARD = ([[1e16, 1.0, -1e16] + [0.0] * 9], [[1.0]] * 12)


@pytest.fixture
def loops_chosen():
    purenn.use_kernel("loops")
    yield
    purenn.use_kernel("fast")


@pytest.fixture(params=["the standard library's dot", "no dot in the standard library"])
def dot(request, monkeypatch):
    """Both kinds of interpreter: those whose standard library can add up products, and those whose cannot."""
    if request.param.startswith("no"):
        monkeypatch.setattr(fast, "dot", lambda row, column: loops.total(x * w for x, w in zip(row, column)))


@given(dense_layers(MODERATE, terms=st.integers(1, 3)))
def test_a_few_terms_have_the_digits_of_the_loops(layer):
    inputs, weights, biases = layer
    # Equal as numbers: a sum of negative zeros alone is -0.0 written out, and 0.0 where a loop starts from 0.
    assert fast.affine(inputs, weights, biases) == loops.affine(inputs, weights, biases)
    assert fast.matmul(inputs, weights) == loops.matmul(inputs, weights)


@pytest.mark.parametrize("terms", list(range(1, 21)) + [300, 784])
def test_any_number_of_terms_is_within_rounding_of_the_loops(terms, dot):
    random_state = purenn.RandomState(terms)
    inputs, weights, biases = (
        [[random_state.randn() for j in range(columns)] for i in range(rows)]
        for rows, columns in ((3, terms), (terms, 4), (1, 4))
    )
    z, z_loops = fast.affine(inputs, weights, biases), loops.affine(inputs, weights, biases)
    c, c_loops = fast.matmul(inputs, weights), loops.matmul(inputs, weights)
    for s, x in enumerate(inputs):
        for j, w in enumerate(zip(*weights)):
            # Each lies within dot_bound of the exact sum, the bias being one more product, with 1.
            assert abs(Fraction(c[s][j]) - Fraction(c_loops[s][j])) <= 2 * dot_bound(x, w)
            bound = 2 * dot_bound(list(x) + [1.0], list(w) + [biases[0][j]])
            assert abs(Fraction(z[s][j]) - Fraction(z_loops[s][j])) <= bound
    for t, column in zip(fast.column_totals(weights), zip(*weights)):
        assert abs(Fraction(t) - Fraction(loops.total(column))) <= 2 * dot_bound(column, [1.0] * terms)


@pytest.mark.parametrize("compiled", [False, True])
@given(dense_layers(MODERATE))
def test_columns_are_those_of_the_loops_however_they_are_made(compiled, layer):
    inputs, weights, _ = layer
    expected = fast.matmul(inputs, weights)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fast, "COMPILED", compiled)
        assert [list(column) for column in fast.columns(inputs)] == loops.transpose(inputs)
        assert fast.matmul(inputs, weights) == expected


@given(dense_layers(FRACTIONS, terms=st.integers(1, 20)))
def test_numbers_that_are_not_floats_take_the_loops(layer):
    # An explanation or an exact computation must not depend on which kernel floats take.
    inputs, weights, biases = layer
    with pytest.MonkeyPatch.context() as patch:
        for name in ("matmul", "affine", "column_totals"):
            patch.delattr(fast, name)
        assert matrix.matmul(inputs, weights) == loops.matmul(inputs, weights)
        assert matrix.affine(inputs, weights, biases) == loops.affine(inputs, weights, biases)
        assert matrix.column_totals(weights) == loops.column_totals(weights)


def test_the_loops_can_be_chosen(loops_chosen):
    # Only an exact cancellation distinguishes them: this fails if use_kernel does nothing where sumprod exists.
    assert matrix.matmul(*HARD) == [[0.0]] and matrix.chosen_kernel() == "loops"
    layer = purenn.Dense(12, 1)
    layer.weights = HARD[1]
    assert layer.forward(HARD[0]) == [[0.0]]
    assert matrix.affine(*HARD, [[0.5]]) == [[0.5]]


@pytest.mark.skipif(not hasattr(__import__("math"), "sumprod"), reason="math.sumprod came with Python 3.12")
def test_sumprod_is_nearer_to_the_truth():
    assert matrix.matmul(*HARD) == [[1.0]]


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
    program = "from purenn import matrix; print(matrix.chosen_kernel())"
    assert run(kernel, "-c", program).stdout.strip() == (kernel or "fast")


def test_an_unknown_kernel_in_the_environment_is_one_line():
    finished = run("slow", "-m", "purenn")
    assert finished.returncode == 1 and finished.stdout == ""
    assert finished.stderr == "purenn: the kernel (PURENN_KERNEL) must be 'fast' or 'loops', got 'slow'\n"
