"""Validate targets: class indices (sparse), one distribution per row (one-hot or soft), or quantities to predict.

    y_true = as_targets(y_true, samples=3, n_classes=2)

A flat list holds class indices, a list of rows holds distributions; the first entry decides.
"""

from .entries import check_finite, check_numbers
from .scalars import as_non_negative, is_index
from .shapes import ShapeError, is_sequence, shape, short_repr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from typing_extensions import TypeIs

    from ..types import Matrix, Row, Targets

TOLERANCE = 1e-6  # allowed difference of a row's sum from 1: about the error of a softmax in single precision


def as_classes(argument: "Any", n_classes: int, name: str) -> list[int]:
    """Validate a flat list of class indices, each in 0..n_classes-1.

    Raises:
        TypeError: If an entry is not an integer.
        ValueError: If it is out of range.

    >>> as_classes([0, -1], 3, "y_true")
    Traceback (most recent call last):
    ValueError: y_true[1] must be a class index in 0..2, got -1
    """
    classes = []
    for s, k in enumerate(argument):
        if type(k) is not int:
            if not is_index(k):
                hint = "; for quantities use MeanSquaredError" if isinstance(k, float) and 0 < k % 1 < 1 else ""
                raise TypeError(f"{name}[{s}] must be a class index (an integer), got {short_repr(k)}{hint}")
            k = int(k)
        if not 0 <= k < n_classes:
            raise ValueError(f"{name}[{s}] must be a class index in 0..{n_classes - 1}, got {k}")
        classes.append(k)
    return classes


def check_distributions(matrix: "Matrix", name: str) -> None:
    """Raise an error if a row is not a distribution over the classes.

    Raises:
        TypeError: If an entry is not a number.
        ValueError: If an entry is negative or NaN, or a row does not sum to 1.

    >>> check_distributions([[1, 1, 0]], "y_true")
    Traceback (most recent call last):
    ValueError: y_true[0] must be one-hot or a distribution that sums to 1, got the sum 2
    """
    check_numbers(matrix, name)
    for s, row in enumerate(matrix):
        row_sum: float = 0
        for j, value in enumerate(row):
            if not value >= 0:
                raise ValueError(f"{name}[{s}][{j}] must be a probability in [0, 1], got {value}")
            row_sum = row_sum + value
        if not (row_sum - 1 >= -TOLERANCE and row_sum - 1 <= TOLERANCE):
            raise ValueError(f"{name}[{s}] must be one-hot or a distribution that sums to 1, got the sum {row_sum}")


def is_sparse(targets: "Any") -> "TypeIs[list[int]]":
    """Return whether targets are a flat list rather than a list of rows.

    >>> is_sparse([0, 1, 1]), is_sparse([[1, 0], [0, 1]])
    (True, False)
    """
    return type(targets[0]) is int or not is_sequence(targets[0])


def as_targets(argument: "Any", samples: int, n_classes: int, name: str = "y_true") -> "Targets":
    """Validate the targets of a classification: flat class indices, or one distribution per row.

    Args:
        argument: The targets, (samples) class indices or (samples, n_classes) rows.
        samples: The number of samples.
        n_classes: The number of classes.
        name: What error messages call the argument.

    Raises:
        ShapeError: For another number of targets or classes; for (samples, 1) the message says to flatten it.
        TypeError: As `as_classes` and `check_distributions` do.
        ValueError: As `as_classes` and `check_distributions` do.

    >>> as_targets([0, 1], 3, 2)
    Traceback (most recent call last):
    purenn.validation.shapes.ShapeError: y_true must have 3 targets, one for each sample, got 2
    """
    targets = _one_per_sample(argument, samples, name, "class indices or of one-hot rows")
    if is_sparse(targets):
        return as_classes(targets, n_classes, name)
    columns = shape(targets, name)[1]
    if columns != n_classes:
        hint = f"; flatten it to {samples} class indices" if columns == 1 else ""
        raise ShapeError(f"{name} must be ({samples}, {n_classes}), got ({samples}, {columns}){hint}")
    check_distributions(targets, name)
    return targets


def as_values(argument: "Any", samples: int, outputs: int, name: str = "y_true") -> "Matrix":
    """Validate the targets of a regression and return them as rows.

    Args:
        argument: The targets, (samples, outputs), or a flat list if there is one output.
        samples: The number of samples.
        outputs: The number of quantities to predict for each sample.
        name: What error messages call the argument.

    Raises:
        ShapeError: For another shape.
        TypeError: If an entry is not a number.
        ValueError: If it is NaN or infinite.

    >>> as_values([0.5, 2], 2, 1), as_values([[0.5], [2]], 2, 1)
    ([[0.5], [2]], [[0.5], [2]])
    """
    values = _one_per_sample(argument, samples, name, "numbers or of rows")
    rows = values
    if is_sparse(values):
        if outputs != 1:
            remedy = f"; write classes as rows, one_hot({name}, {outputs}), or use CategoricalCrossentropy"
            hint = remedy if all(is_index(value) for value in values) else ""
            raise ShapeError(f"{name} must be ({samples}, {outputs}), got a flat list{hint}")
        rows = [[value] for value in values]
    columns = shape(rows, name)[1]
    if columns != outputs:
        raise ShapeError(f"{name} must be ({samples}, {outputs}), got ({samples}, {columns})")
    check_finite(rows, name)
    return rows


def as_truths(argument: "Any", samples: int, outputs: int, name: str = "y_true") -> "Matrix":
    """Validate the targets of a binary classification: as `as_values`, with every entry in [0, 1].

    >>> as_truths([0, 2], 2, 1)
    Traceback (most recent call last):
    ValueError: y_true[1][0] must be in [0, 1], got 2; for more than two classes use CategoricalCrossentropy
    """
    rows = as_values(argument, samples, outputs, name)
    for s, row in enumerate(rows):
        for j, value in enumerate(row):
            if not (value >= 0 and value <= 1):
                hint = (
                    "; for more than two classes use CategoricalCrossentropy" if is_index(value) and value > 1 else ""
                )
                raise ValueError(f"{name}[{s}][{j}] must be in [0, 1], got {value}{hint}")
    return rows


def as_sample_weights(argument: "Any", samples: int, name: str = "sample_weights") -> "Row":
    """Validate one weight for each sample, a finite number that is at least 0.

    Raises:
        ShapeError: For another number of weights.
        TypeError: If a weight is not a number.
        ValueError: If it is below 0, NaN or infinite.

    >>> as_sample_weights([1, -0.5], 2)
    Traceback (most recent call last):
    ValueError: sample_weights[1] must be at least 0, got -0.5
    """
    weights = argument.tolist() if hasattr(argument, "tolist") else argument
    if not is_sequence(weights):
        raise TypeError(f"{name} must be a list of numbers, got {short_repr(weights)}")
    if len(weights) != samples:
        raise ShapeError(f"{name} must have {samples} weights, one for each sample, got {len(weights)}")
    return [as_non_negative(w, f"{name}[{s}]") for s, w in enumerate(weights)]


def _one_per_sample(argument, samples, name, expected):
    """Return targets of any kind as a sequence with one entry for each sample."""
    targets = argument.tolist() if hasattr(argument, "tolist") else argument
    if not is_sequence(targets):
        raise TypeError(f"{name} must be a list of {expected}, got {short_repr(targets)}")
    if len(targets) != samples:
        raise ShapeError(f"{name} must have {samples} targets, one for each sample, got {len(targets)}")
    return targets
