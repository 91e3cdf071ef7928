"""Data sets to learn from, computed from a formula and a random stream.

    X, y = spiral_data(samples=100, classes=3, random_state=0)

Each function returns `(X, y)`: the samples as rows, and a flat list with the target of each.
"""

import math

from .random_state import RandomState, as_random_state
from .validation.scalars import whole_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .types import Matrix, Row


def spiral_data(
    samples: int, classes: int, random_state: "RandomState | int | None" = None
) -> "tuple[Matrix, list[int]]":
    """Make one spiral arm of points in the plane for each class, which no straight line can separate.

    x_s = (r * sin(2.5 t), r * cos(2.5 t)), where for class k the r are evenly spaced in [0, 1], and the t evenly
    spaced in [4k, 4(k+1)] with 0.2 times a normal draw added to each

    Args:
        samples: The number of points in each class.
        classes: The number of classes.
        random_state: A stream or a seed; None for the default stream.

    Returns:
        X, (samples * classes, 2), and y, (samples * classes): all of class 0, then all of class 1, and so on.

    Raises:
        TypeError: If a count is not an integer.
        ValueError: If a count is less than 1.

    Source: Andrej Karpathy, the case study of Stanford's CS231n (MIT licence).

    >>> X, y = spiral_data(samples=100, classes=3, random_state=0)
    >>> len(X), y[99:101], X[0], [round(x, 12) for x in X[1]]
    (300, [0, 1], [0.0, 0.0], [0.002995556678, 0.009646607966])
    """
    samples = whole_number(samples, "samples")
    classes = whole_number(classes, "classes")
    random_state = as_random_state(random_state)
    X = []
    y = []
    for k in range(classes):
        X += spiral_arm(samples, k, random_state)
        y += [k] * samples
    return X, y


def spiral_arm(samples: int, k: int, random_state: RandomState) -> "Matrix":
    """Make the points of class k alone, by the formula of `spiral_data`.

    >>> spiral_arm(1, 0, RandomState(0))
    [[0.0, 0.0]]
    """
    arm = []
    for r, t in zip(evenly_spaced(0, 1, samples), evenly_spaced(4 * k, 4 * (k + 1), samples)):
        angle = 2.5 * (t + 0.2 * random_state.randn())
        arm.append([r * math.sin(angle), r * math.cos(angle)])
    return arm


def evenly_spaced(start: float, stop: float, count: int) -> "Row":
    """Return numbers from `start` to `stop` inclusive in equal steps; `start` alone if `count` is 1.

    v_n = start + n * (stop - start) / (count - 1); the last is exactly `stop`

    >>> evenly_spaced(0, 1, 5)
    [0.0, 0.25, 0.5, 0.75, 1.0]
    """
    if count == 1:
        return [float(start)]
    step = (stop - start) / (count - 1)
    return [n * step + start for n in range(count - 1)] + [float(stop)]


def vertical_data(
    samples: int, classes: int, random_state: "RandomState | int | None" = None
) -> "tuple[Matrix, list[int]]":
    """Make one cluster of points in the plane for each class, side by side along the first axis.

    x_s = (k / 3 + 0.1 * a normal draw, 1/2 + 0.1 * a normal draw) for class k; the draws of the first column come
    before those of the second

    Args:
        samples: The number of points in each class.
        classes: The number of classes.
        random_state: A stream or a seed; None for the default stream.

    Returns:
        X, (samples * classes, 2), and y, (samples * classes): all of class 0, then all of class 1, and so on.

    Raises:
        TypeError: If a count is not an integer.
        ValueError: If a count is less than 1.

    Source: the data sets of Neural Networks from Scratch in Python, chapter 6.

    >>> X, y = vertical_data(2, 2, random_state=0)
    >>> [[round(x, 6) for x in row] for row in X], y
    ([[0.176405, 0.597874], [0.040016, 0.724089], [0.520089, 0.595009], [0.235606, 0.484864]], [0, 0, 1, 1])
    """
    samples = whole_number(samples, "samples")
    classes = whole_number(classes, "classes")
    random_state = as_random_state(random_state)
    X = []
    y = []
    for k in range(classes):
        x0s = [random_state.randn() * 0.1 + k / 3 for s in range(samples)]
        x1s = [random_state.randn() * 0.1 + 0.5 for s in range(samples)]
        X += [[x0, x1] for x0, x1 in zip(x0s, x1s)]
        y += [k] * samples
    return X, y


def circles_data(
    samples: int, classes: int, random_state: "RandomState | int | None" = None
) -> "tuple[Matrix, list[int]]":
    """Make one circle of points in the plane around 0 for each class, which no straight line can separate.

    x_s = (r cos(t), r sin(t)), where for class k r is (k + 1) / classes with 0.05 times a normal draw added, and the t
    are evenly spaced in [0, 2 pi)

    Args:
        samples: The number of points in each class.
        classes: The number of classes.
        random_state: A stream or a seed; None for the default stream.

    Returns:
        X, (samples * classes, 2), and y, (samples * classes): all of class 0, then all of class 1, and so on.

    Raises:
        TypeError: If a count is not an integer.
        ValueError: If a count is less than 1.

    >>> X, y = circles_data(2, 2, random_state=0)
    >>> [round((x[0] ** 2 + x[1] ** 2) ** 0.5, 6) for x in X], y
    ([0.588203, 0.520008, 1.048937, 1.112045], [0, 0, 1, 1])
    """
    samples = whole_number(samples, "samples")
    classes = whole_number(classes, "classes")
    random_state = as_random_state(random_state)
    X = []
    y = []
    for k in range(classes):
        for s in range(samples):
            r = (k + 1) / classes + 0.05 * random_state.randn()
            t = 2 * math.pi * s / samples
            X.append([r * math.cos(t), r * math.sin(t)])
        y += [k] * samples
    return X, y


def xor_data(samples: int, random_state: "RandomState | int | None" = None) -> "tuple[Matrix, list[int]]":
    """Make points around the corners of a square, of which opposite corners are of one class: exclusive or.

    x_s = (a + 0.2 * a normal draw, b + 0.2 * a normal draw) for the corners (a, b) in turn: (0, 0) and (1, 1) are of
    class 0, (0, 1) and (1, 0) of class 1

    Args:
        samples: The number of points in each class.
        random_state: A stream or a seed; None for the default stream.

    Returns:
        X, (2 * samples, 2), and y, (2 * samples): all of class 0, then all of class 1.

    Raises:
        TypeError: If `samples` is not an integer.
        ValueError: If it is less than 1.

    Source: Minsky and Papert, "Perceptrons" (1969), for the problem.

    >>> X, y = xor_data(2, random_state=0)
    >>> [[round(x) for x in row] for row in X], y
    ([[0, 0], [1, 1], [0, 1], [1, 0]], [0, 0, 1, 1])
    """
    samples = whole_number(samples, "samples")
    random_state = as_random_state(random_state)
    X = []
    for corners in (((0, 0), (1, 1)), ((0, 1), (1, 0))):
        for s in range(samples):
            a, b = corners[s % 2]
            X.append([a + 0.2 * random_state.randn(), b + 0.2 * random_state.randn()])
    return X, [0] * samples + [1] * samples


def sine_data(samples: int = 1000) -> "tuple[Matrix, Row]":
    """Make one period of the sine function, for regression; it is not random.

    x_s0 = s / samples, y_s = sin(2 pi x_s0)

    Args:
        samples: The number of points.

    Returns:
        X, (samples, 1), and y, (samples).

    Raises:
        TypeError: If `samples` is not an integer.
        ValueError: If it is less than 1.

    Source: the data sets of Neural Networks from Scratch in Python, chapter 17.

    >>> X, y = sine_data(4)
    >>> X, [round(value, 6) for value in y]
    ([[0.0], [0.25], [0.5], [0.75]], [0.0, 1.0, 0.0, -1.0])
    """
    samples = whole_number(samples, "samples")
    X = [[s / samples] for s in range(samples)]
    return X, [math.sin(2 * math.pi * x[0]) for x in X]
