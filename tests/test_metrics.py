"""Accuracy counts: whatever does not change who is right must not change it."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purenn import accuracy, binary_accuracy, one_hot
from strategies import FINITE, FRACTIONS, batches


@given(batches(FINITE))
def test_accuracy_is_the_share_of_samples_that_are_right(batch):
    y_pred, y_true = batch
    right = sum(p.index(max(p)) == k for p, k in zip(y_pred, y_true))
    assert accuracy(y_pred, y_true) == right / len(y_true)


@given(batches(FINITE))
def test_one_hot_targets_change_nothing(batch):
    y_pred, y_true = batch
    assert accuracy(y_pred, one_hot(y_true, len(y_pred[0]))) == accuracy(y_pred, y_true)


@given(batches(), st.randoms(use_true_random=False))
def test_the_order_of_the_samples_changes_nothing(batch, shuffler):
    pairs = list(zip(*batch))
    shuffler.shuffle(pairs)
    assert accuracy(*map(list, zip(*pairs))) == accuracy(*batch)


def test_ties_go_to_the_first_class():
    assert accuracy([[0.5, 0.5]], [0]) == 1.0
    assert accuracy([[0.5, 0.5]], [1]) == 0.0


@given(batches(FRACTIONS))
def test_accuracy_works_on_fractions(batch):
    y_pred, y_true = batch
    assert Fraction(accuracy(y_pred, y_true)).limit_denominator(6) * len(y_true) in range(len(y_true) + 1)


def test_a_class_in_soft_targets_is_their_largest():
    assert accuracy([[0.1, 0.9]], [[0.25, 0.75]]) == 1.0


@pytest.mark.parametrize(
    "threshold, kind, message",
    [
        (math.nan, ValueError, "threshold must be a finite number, got nan"),
        (math.inf, ValueError, "threshold must be a finite number, got inf"),
        (None, TypeError, "threshold must be a number, got None"),
        ("a", TypeError, "threshold must be a number, got 'a'"),
        ([0.5], TypeError, r"threshold must be a number, got \[0.5\]"),
        (True, TypeError, "threshold must be a number, got True"),
    ],
)
def test_a_threshold_is_a_number(threshold, kind, message):
    # Nothing is above NaN: every answer would count as no.
    with pytest.raises(kind, match=f"^{message}$"):
        binary_accuracy([[0.75], [0.25]], [1, 0], threshold)
    assert binary_accuracy([[0.75], [0.25]], [1, 0], 0.8) == 0.5
