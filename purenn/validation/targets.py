"""What a target may be: class indices (sparse), one distribution a row (one-hot, or soft), or quantities.

A flat list and a matrix are told apart by counting dimensions; whatever does not fit is refused with its place.
"""

from .shapes import ShapeError, is_sequence, shape, shown
from .entries import check_finite, check_numbers
from .scalars import is_index

TOLERANCE = 1e-6  # how far from 1 a row may sum: about what single precision leaves of a softmax row


def as_classes(argument, n_classes: int, name: str) -> list[int]:
    """Accept a flat list of class indices, each in 0..n_classes-1.

    Raises: TypeError for an entry that is no integer, ValueError for one out of range.

    >>> as_classes([0, -1], 3, "y_true")
    Traceback (most recent call last):
    ValueError: y_true[1] must be a class index in 0..2, got -1
    """
    classes = []
    for s, k in enumerate(argument):
        if type(k) is not int:
            if not is_index(k):
                raise TypeError(f"{name}[{s}] must be a class index (an integer), got {shown(k)}")
            k = int(k)
        if not 0 <= k < n_classes:
            raise ValueError(f"{name}[{s}] must be a class index in 0..{n_classes - 1}, got {k}")
        classes.append(k)
    return classes


def check_distributions(matrix, name: str) -> None:
    """Refuse a row that is no distribution over the classes: an entry below 0, or a sum that is not 1.

    >>> check_distributions([[1, 1, 0]], "y_true")
    Traceback (most recent call last):
    ValueError: y_true[0] must be one-hot or a distribution that sums to 1, got the sum 2
    """
    check_numbers(matrix, name)
    for s, row in enumerate(matrix):
        row_sum = 0
        for j, value in enumerate(row):
            if not value >= 0:
                raise ValueError(f"{name}[{s}][{j}] must be a probability in [0, 1], got {value}")
            row_sum = row_sum + value
        if not -TOLERANCE <= row_sum - 1 <= TOLERANCE:
            raise ValueError(f"{name}[{s}] must be one-hot or a distribution that sums to 1, got the sum {row_sum}")


def is_sparse(targets) -> bool:
    """Whether targets are a flat list of class indices rather than one row a sample.

    >>> is_sparse([0, 1, 1]), is_sparse([[1, 0], [0, 1]])
    (True, False)
    """
    return type(targets[0]) is int or not is_sequence(targets[0])


def as_targets(argument, samples: int, n_classes: int, name: str = "y_true") -> list:
    """Accept targets for so many samples: flat class indices, or one distribution a row.

    Shapes: (samples) indices or (samples, n_classes) rows, told apart by counting dimensions.
    Raises: ShapeError for another number of targets or classes, for targets (samples, 1) too, which want
        flattening; TypeError or ValueError as `as_classes` and `check_distributions` do.

    >>> as_targets([0, 1], 3, 2)
    Traceback (most recent call last):
    purenn.validation.shapes.ShapeError: y_true must have 3 targets, one for each sample, got 2
    """
    targets = argument.tolist() if hasattr(argument, "tolist") else argument
    if not is_sequence(targets):
        raise TypeError(f"{name} must be a list of class indices or of one-hot rows, got {shown(targets)}")
    if len(targets) != samples:
        raise ShapeError(f"{name} must have {samples} targets, one for each sample, got {len(targets)}")
    if is_sparse(targets):
        return as_classes(targets, n_classes, name)
    columns = shape(targets, name)[1]
    if columns != n_classes:
        hint = f"; flatten it to {samples} class indices" if columns == 1 else ""
        raise ShapeError(f"{name} must be ({samples}, {n_classes}), got ({samples}, {columns}){hint}")
    check_distributions(targets, name)
    return targets


def as_values(argument, samples: int, outputs: int, name: str = "y_true") -> list:
    """Accept quantities to predict, as rows: (samples, outputs), or a flat list where there is one output.

    Raises: ShapeError for another shape, TypeError for what is no number, ValueError for one that is not finite.

    >>> as_values([0.5, 2], 2, 1), as_values([[0.5], [2]], 2, 1)
    ([[0.5], [2]], [[0.5], [2]])
    """
    values = argument.tolist() if hasattr(argument, "tolist") else argument
    if not is_sequence(values):
        raise TypeError(f"{name} must be a list of numbers or of rows, got {shown(values)}")
    if len(values) != samples:
        raise ShapeError(f"{name} must have {samples} targets, one for each sample, got {len(values)}")
    rows = [[value] for value in values] if is_sparse(values) else values
    if shape(rows, name)[1] != outputs:
        raise ShapeError(f"{name} must be ({samples}, {outputs}), got ({samples}, {len(rows[0])})")
    check_finite(rows, name)
    return rows


def as_truths(argument, samples: int, outputs: int, name: str = "y_true") -> list:
    """Accept what a yes-or-no prediction is held against: `as_values` whose entries are 0, 1 or between them.

    >>> as_truths([0, 2], 2, 1)
    Traceback (most recent call last):
    ValueError: y_true[1][0] must be in [0, 1], got 2
    """
    rows = as_values(argument, samples, outputs, name)
    for s, row in enumerate(rows):
        for j, value in enumerate(row):
            if not 0 <= value <= 1:
                raise ValueError(f"{name}[{s}][{j}] must be in [0, 1], got {value}")
    return rows
