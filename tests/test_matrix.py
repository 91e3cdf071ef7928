"""The literal loops against exact arithmetic, and against the laws of matrices."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purenn import matrix
from purenn.matrix.loops import affine, argmax, clip, matmul, mean, multiply, one_hot, total, transpose, zeros
from purenn.validation.shapes import ShapeError
from strategies import FINITE, FRACTIONS, INTEGERS, MODERATE, SIZES, matrices, products

EPSILON = Fraction(1, 2**53)  # the relative rounding error of one operation in double precision
TINY = Fraction(1, 2**1074)  # and its absolute error where a product underflows


def dot_bound(row, column):
    """How far a left-to-right sum of n rounded products may lie from the exact one: n roundings of every |term|."""
    n = len(row)
    return sum(abs(Fraction(a) * Fraction(b)) for a, b in zip(row, column)) * n * EPSILON / (1 - n * EPSILON) + n * TINY


@given(products(MODERATE))
def test_matmul_is_within_rounding_of_the_exact_product(factors):
    a, b = factors
    product = matmul(a, b)
    for s, row in enumerate(a):
        for j, column in enumerate(zip(*b)):
            exact = sum(Fraction(x) * Fraction(w) for x, w in zip(row, column))
            assert abs(Fraction(product[s][j]) - exact) <= dot_bound(row, column)


@given(products(FRACTIONS))
def test_matmul_of_fractions_is_exact(factors):
    a, b = factors
    assert matmul(a, b) == [[sum(x * w for x, w in zip(row, column)) for column in zip(*b)] for row in a]


@given(products(FRACTIONS, factors=3))
def test_matmul_is_associative_where_arithmetic_is_exact(factors):
    a, b, c = factors
    assert matmul(matmul(a, b), c) == matmul(a, matmul(b, c))


@given(SIZES, SIZES, SIZES, st.data())
def test_matmul_distributes_over_addition(rows, inner, columns, data):
    # Integers below 1000 with at most 6 terms a sum stay below 2**53, so that not even a float rounds.
    a = data.draw(matrices(INTEGERS.map(float), rows, inner))
    b, c = (data.draw(matrices(INTEGERS.map(float), inner, columns)) for _ in range(2))
    together = matmul(a, [[x + y for x, y in zip(u, v)] for u, v in zip(b, c)])
    apart = [[x + y for x, y in zip(u, v)] for u, v in zip(matmul(a, b), matmul(a, c))]
    assert together == apart


@given(matrices(FINITE))
def test_the_identity_changes_nothing(a):
    n = len(a[0])
    assert matmul(a, one_hot(list(range(n)), n)) == a


@given(matrices(FINITE))
def test_transposing_twice_gives_the_matrix_back(a):
    assert transpose(transpose(a)) == a
    assert transpose(a) == [list(column) for column in zip(*a)]


@given(products(FRACTIONS))
def test_the_transpose_of_a_product_is_the_product_of_transposes_turned_round(factors):
    a, b = factors
    assert transpose(matmul(a, b)) == matmul(transpose(b), transpose(a))


@given(products(FRACTIONS), st.data())
def test_affine_adds_the_bias_last(factors, data):
    a, b = factors
    biases = data.draw(matrices(FRACTIONS, 1, len(b[0])))
    assert affine(a, b, biases) == [[z + c for z, c in zip(row, biases[0])] for row in matmul(a, b)]


def test_terms_are_added_left_to_right_with_a_rounding_each():
    # A compensated sum, as the built-in one is since Python 3.12, gives 1.0.
    assert total([1e16, 1.0, -1e16]) == 0.0
    assert matmul([[1e16, 1.0, -1e16]], [[1.0], [1.0], [1.0]]) == [[0.0]]


def test_the_rows_of_zeros_are_not_one_list():
    matrix = zeros(2, 2)
    matrix[0][0] = 1.0
    assert matrix == [[1.0, 0.0], [0.0, 0.0]]


@given(st.lists(FINITE, min_size=1))
def test_argmax_is_the_first_place_of_the_largest(values):
    assert argmax(values) == values.index(max(values))


@given(FINITE, FINITE, FINITE)
def test_clip_is_the_middle_of_value_and_bounds(value, a, b):
    low, high = min(a, b), max(a, b)
    assert clip(value, low, high) == sorted([value, low, high])[1]


def test_clip_does_not_hide_a_nan():
    assert clip(float("nan"), 0.0, 1.0) != clip(float("nan"), 0.0, 1.0)


@given(st.data(), SIZES)
def test_one_hot_is_undone_by_argmax(data, n_classes):
    classes = data.draw(st.lists(st.integers(0, n_classes - 1)))
    rows = one_hot(classes, n_classes)
    assert [argmax(row) for row in rows] == classes
    assert all(sum(row) == 1 and len(row) == n_classes for row in rows)


@pytest.mark.parametrize("function", [mean, argmax])
def test_an_empty_list_has_neither_mean_nor_largest(function):
    with pytest.raises(ShapeError, match="^values must have at least one entry, got none$"):
        function([])


def test_factors_that_do_not_fit_are_named():
    with pytest.raises(ShapeError, match=r"^b must be \(2, columns\), got \(1, 3\)$"):
        matrix.matmul([[1, 2]], [[1, 2, 3]])
    with pytest.raises(ShapeError, match=r"^biases must be \(1, 3\), got \(1, 2\)$"):
        matrix.affine([[1]], [[1, 2, 3]], [[1, 2]])
    with pytest.raises(ShapeError, match=r"^b must be \(1, 2\), got \(2, 1\)$"):
        multiply([[1, 2]], [[1], [2]])


@given(matrices(FRACTIONS))
def test_multiply_goes_entry_by_entry(a):
    assert multiply(a, a) == [[x * x for x in row] for row in a]
