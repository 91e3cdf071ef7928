"""Data to learn on, drawn from a random stream and nothing else.

Each function returns `(X, y)`: the samples as rows, and a flat list with the target of each.
"""

import math

from .checks import whole_number
from .random_state import as_random_state


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
        for r, t in zip(evenly_spaced(0, 1, samples), evenly_spaced(4 * k, 4 * (k + 1), samples)):
            angle = 2.5 * (t + 0.2 * random_state.randn())
            X.append([r * math.sin(angle), r * math.cos(angle)])
            y.append(k)
    return X, y


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
