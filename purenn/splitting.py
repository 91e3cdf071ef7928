"""Splitting samples into those to train on and those to test with.

X_train, y_train, X_test, y_test = train_test_split(X, y, 0.25, random_state=0)
"""

from .random_state import as_random_state
from .validation.scalars import as_fraction, whole_number
from .validation.shapes import ShapeError, as_matrix, is_sequence, short_repr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from .random_state import RandomState
    from .types import MatrixLike, TargetsLike


def train_test_split(
    X: "MatrixLike",
    y: "TargetsLike",
    test_share: float = 0.25,
    random_state: "RandomState | int | None" = None,
    stratify: bool = False,
) -> "tuple[list[Any], list[Any], list[Any], list[Any]]":
    """Shuffle the samples and hold some of them back for a test.

    floor(test_share * samples + 1/2) samples are held back, at least 1 and at most samples - 1. To stratify, that
    fraction of each class is held back, and at least one sample of it is not: the only sample of a class never is.

    Args:
        X: The inputs, (samples, inputs).
        y: The targets, (samples) or (samples, outputs); (samples) to stratify.
        test_share: The fraction of the samples to hold back, in [0, 1).
        random_state: The seed or the stream that shuffles; None for the default stream.
        stratify: Whether to hold back the same fraction of each class.

    Returns:
        (X_train, y_train, X_test, y_test), with the rows as they are in X and y.

    Raises:
        ShapeError: If there are fewer than two samples, or another number of targets.
        ValueError: If the fraction is outside [0, 1), or no class to stratify by has two samples.
        TypeError: If y is not a list, or has rows to stratify by.

    >>> X_train, y_train, X_test, y_test = train_test_split([[0], [1], [2], [3]], [0, 1, 2, 3], random_state=0)
    >>> X_train, y_train, X_test, y_test
    ([[3], [1], [0]], [3, 1, 0], [[2]], [2])
    """
    X = as_matrix(X, "X")
    y = y.tolist() if hasattr(y, "tolist") else y
    if not is_sequence(y):
        raise TypeError(f"y must be a list of targets, got {short_repr(y)}")
    if len(y) != len(X):
        raise ShapeError(f"y must have {len(X)} targets, one for each sample, got {len(y)}")
    if len(X) < 2:
        raise ShapeError(f"X must have at least two samples to split, got {len(X)}")
    if stratify and is_sequence(y[0]):
        raise TypeError(f"y must be a flat list of classes to stratify by, got {short_repr(y)}")
    test_share = as_fraction(test_share, "test_share")
    order = list(range(len(X)))
    as_random_state(random_state).shuffle(order)
    # The samples of each class, or all as one; in order of first occurrence.
    classes: "dict[Any, list[int]]" = {}
    for s in order:
        classes.setdefault(y[s] if stratify else None, []).append(s)
    test = []
    for members in classes.values():
        test += members[: min(int(test_share * len(members) + 0.5), len(members) - 1)]
    if not test:
        test = [s for s in order if len(classes[y[s] if stratify else None]) > 1][:1]
    if not test:
        raise ValueError(f"y must have two samples of some class to stratify by, got one of each of {len(y)} classes")
    held_back = set(test)
    test, train = [s for s in order if s in held_back], [s for s in order if s not in held_back]
    return [X[s] for s in train], [y[s] for s in train], [X[s] for s in test], [y[s] for s in test]


def k_folds(
    y: "Sequence[Any]", folds: int, random_state: "RandomState | int | None" = None, stratify: bool = False
) -> "list[list[int]]":
    """Shuffle the samples and deal them out to folds of about equal size, for a cross-validation.

    Args:
        y: The targets, (samples).
        folds: The number of folds.
        random_state: The seed or the stream that shuffles; None for the default stream.
        stratify: Whether each class is dealt out evenly.

    Returns:
        The indices of the samples in each fold.

    Raises:
        ValueError: If there are fewer than 2 folds, or fewer samples than folds.

    >>> k_folds([0, 0, 1, 1], 2, random_state=0, stratify=True)
    [[2, 1], [3, 0]]
    """
    folds = whole_number(folds, "folds", 2)
    if len(y) < folds:
        raise ValueError(f"folds must be at most {len(y)}, the number of samples, got {folds}")
    order = list(range(len(y)))
    as_random_state(random_state).shuffle(order)
    if stratify:
        classes: "dict[Any, list[int]]" = {}
        for s in order:
            classes.setdefault(y[s], []).append(s)
        order = [s for members in classes.values() for s in members]
    return [order[n::folds] for n in range(folds)]
