"""Data to learn on, drawn from a random stream and nothing else.

Each function returns `(X, y)`: the samples as rows, and a flat list with the target of each.
"""

import math

from .random_state import RandomState, as_random_state
from .validation.scalars import whole_number


def spiral_data(samples: int, classes: int, random_state=None) -> tuple:
    """Points in the plane along one spiral arm for each class, which no straight line can part.

    Formula: for class k, with r evenly over [0, 1] and t evenly over [4k, 4(k+1)] plus 0.2 * a normal draw:
        x = (r * sin(2.5 t), r * cos(2.5 t))
    Shapes: X (samples * classes, 2); y (samples * classes), 0, 0, ..., 1, 1, ...: `samples` counts one arm's.
    Raises: TypeError or ValueError for counts that are no integers of at least 1.
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


def spiral_arm(samples: int, k: int, random_state: RandomState) -> list[list[float]]:
    """The points of class k alone, by the formula of `spiral_data`.

    >>> spiral_arm(1, 0, RandomState(0))
    [[0.0, 0.0]]
    """
    arm = []
    for r, t in zip(evenly_spaced(0, 1, samples), evenly_spaced(4 * k, 4 * (k + 1), samples)):
        angle = 2.5 * (t + 0.2 * random_state.randn())
        arm.append([r * math.sin(angle), r * math.cos(angle)])
    return arm


def evenly_spaced(start, stop, count: int) -> list[float]:
    """Numbers from `start` to `stop`, both included, at equal steps; one alone is `start`.

    Formula: v_n = start + n * (stop - start) / (count - 1), and the last exactly `stop`

    >>> evenly_spaced(0, 1, 5)
    [0.0, 0.25, 0.5, 0.75, 1.0]
    """
    if count == 1:
        return [float(start)]
    step = (stop - start) / (count - 1)
    return [n * step + start for n in range(count - 1)] + [float(stop)]


def vertical_data(samples: int, classes: int, random_state=None) -> tuple:
    """Points in the plane in one upright cloud for each class, side by side.

    Formula: for class k, first `samples` draws for x_s0 = k / 3 + 0.1 * a normal draw, then as many for
        x_s1 = 1/2 + 0.1 * a normal draw
    Shapes: X (samples * classes, 2); y (samples * classes): `samples` counts one class's.
    Raises: TypeError or ValueError for counts that are no integers of at least 1.
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
        across = [random_state.randn() * 0.1 + k / 3 for s in range(samples)]
        upward = [random_state.randn() * 0.1 + 0.5 for s in range(samples)]
        X = X + [[x0, x1] for x0, x1 in zip(across, upward)]
        y = y + [k] * samples
    return X, y


def sine_data(samples: int = 1000) -> tuple:
    """One period of the sine, a quantity to predict; nothing in it is random.

    Formula: x_s0 = s / samples, y_s = sin(2 pi x_s0)
    Shapes: X (samples, 1); y (samples).
    Raises: TypeError or ValueError for a count that is no integer of at least 1.
    Source: the data sets of Neural Networks from Scratch in Python, chapter 17.

    >>> X, y = sine_data(4)
    >>> X, [round(value, 6) for value in y]
    ([[0.0], [0.25], [0.5], [0.75]], [0.0, 1.0, 0.0, -1.0])
    """
    samples = whole_number(samples, "samples")
    X = [[s / samples] for s in range(samples)]
    return X, [math.sin(2 * math.pi * x[0]) for x in X]
