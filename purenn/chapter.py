"""The chapter's run: the spiral through an untrained network, each figure beside the one the book prints.

The book computes in single precision, so its figures end where a double goes on.
"""

from .activations import ReLU, Softmax
from .datasets import spiral_data
from .layers import Dense
from .losses import CategoricalCrossentropy
from .metrics import accuracy
from .random_state import RandomState
from .terminal import mark, scatter

BOOK_OUTPUTS = (
    ("0.33333334", "0.33333334", "0.33333334"),
    ("0.3333332", "0.3333332", "0.33333364"),
    ("0.3333329", "0.33333293", "0.3333342"),
    ("0.3333326", "0.33333263", "0.33333477"),
    ("0.33333233", "0.3333324", "0.33333528"),
)
BOOK_LOSS = "1.0986104"
BOOK_ACCURACY = "0.34"


def report(colour: bool = False) -> list[str]:
    """Run the chapter from seed 0 and return what it prints, as lines of plain text.

    >>> print(report()[-2])
    accuracy    purenn  0.34
    """
    random_state = RandomState(0)
    X, y = spiral_data(samples=100, classes=3, random_state=random_state)
    dense1 = Dense(2, 3, random_state)
    dense2 = Dense(3, 3, random_state)
    hidden = ReLU().forward(dense1.forward(X))
    outputs = Softmax().forward(dense2.forward(hidden))
    loss = CategoricalCrossentropy().calculate(outputs, y)

    arms = ", ".join(f"{mark(k, colour)} class {k}" for k in range(3))
    lines = [f"The spiral: 100 points on each of 3 arms ({arms})"]
    lines += scatter(X, y, colour=colour)
    lines += ["", "Through Dense(2, 3), ReLU, Dense(3, 3) and Softmax, untrained, it gives", ""]
    for s, book in enumerate(BOOK_OUTPUTS):
        lines += _beside(f"outputs[{s}]", [str(p) for p in outputs[s]], book)
    lines += _beside("loss", [str(loss)], [BOOK_LOSS])
    lines += _beside("accuracy", [str(accuracy(outputs, y))], [BOOK_ACCURACY])
    return lines


def _beside(name, ours, book):
    """Two lines, one above the other so that digits can be compared: this run's figures, and the book's."""
    return [_figures(name, "purenn", ours), _figures("", "book", book)]


def _figures(name, source, figures):
    return (f"{name:12}{source:8}" + "".join(f"{figure:20}" for figure in figures)).rstrip()
