"""The chapter's run: the spiral through an untrained network, each figure beside the one the book prints.

The book computes in single precision, so its figures end where a double goes on.
"""

from ..layers.activations import ReLU, Softmax
from ..datasets import spiral_data
from ..layers.dense import Dense
from ..losses.categorical import CategoricalCrossentropy
from ..metrics import accuracy
from ..random_state import RandomState
from ..plot.terminal import mark, scatter

BOOK_OUTPUTS = (
    ("0.33333334", "0.33333334", "0.33333334"),
    ("0.3333332", "0.3333332", "0.33333364"),
    ("0.3333329", "0.33333293", "0.3333342"),
    ("0.3333326", "0.33333263", "0.33333477"),
    ("0.33333233", "0.3333324", "0.33333528"),
)
BOOK_LISTING = (  # the same rows as the book's own page has them, before NumPy got another exp for single precision
    BOOK_OUTPUTS[0],
    ("0.33333316", "0.3333332", "0.33333364"),
    ("0.33333287", "0.3333329", "0.33333418"),
    BOOK_OUTPUTS[3],
    BOOK_OUTPUTS[4],
)
BOOK_LOSS = "1.0986104"
BOOK_ACCURACY = "0.34"


def report(colour: bool = False) -> list[str]:
    """Run the chapter from seed 0 and return what it prints, as lines of plain text.

    >>> print(report()[-2])
    accuracy    purenn  0.34
    """
    X, y, dense1, dense2 = _drawn()
    outputs = _forward(X, dense1, dense2)
    loss = CategoricalCrossentropy().calculate(outputs, y)
    return _heading(X, y, colour) + _figures_beside(outputs, loss, accuracy(outputs, y), BOOK_OUTPUTS)


def report_in_single_precision(colour: bool = False) -> list[str]:
    """The same run in single precision, as the book computes: data and weights are drawn in doubles and rounded.

    >>> print(report_in_single_precision()[-8])
    loss        purenn  1.0986104
    """
    from ..numbers.float32 import Float32, pairwise_total

    X, y, dense1, dense2 = _drawn()
    lines = _heading(X, y, colour)
    for dense in (dense1, dense2):
        dense.weights = [[Float32(w) for w in row] for row in dense.weights]
    outputs = _forward([[Float32(x) for x in row] for row in X], dense1, dense2)
    losses = CategoricalCrossentropy().forward(outputs, y)
    loss = pairwise_total(losses) / len(losses)
    lines += _figures_beside(outputs, loss, accuracy(outputs, y), BOOK_LISTING)
    return lines + [
        "",
        "Each result is rounded to 32 bits as it is made, and the mean adds in pairs, as NumPy does. The book's page",
        "shows these digits; today's NumPy has an exp for single precision that is off by an ulp or two, and so prints",
        "0.3333332 where the book has 0.33333316.",
    ]


def _drawn():
    """The data and the two layers with something to learn, from one stream in this order."""
    random_state = RandomState(0)
    X, y = spiral_data(samples=100, classes=3, random_state=random_state)
    return X, y, Dense(2, 3, random_state), Dense(3, 3, random_state)


def _forward(X, dense1, dense2):
    """The chapter's forward pass."""
    return Softmax().forward(dense2.forward(ReLU().forward(dense1.forward(X))))


def _heading(X, y, colour):
    arms = ", ".join(f"{mark(k, colour)} class {k}" for k in range(3))
    lines = [f"The spiral: 100 points on each of 3 arms ({arms})"] + scatter(X, y, colour=colour)
    return lines + ["", "Through Dense(2, 3), ReLU, Dense(3, 3) and Softmax, untrained, it gives", ""]


def _figures_beside(outputs, loss, share, book_outputs):
    """This run's figures, each above the book's."""
    lines = []
    for s, book in enumerate(book_outputs):
        lines += _beside(f"outputs[{s}]", [str(p) for p in outputs[s]], book)
    return lines + _beside("loss", [str(loss)], [BOOK_LOSS]) + _beside("accuracy", [str(share)], [BOOK_ACCURACY])


def _beside(name, ours, book):
    """Two lines, one above the other so that digits can be compared: this run's figures, and the book's."""
    return [_figures(name, "purenn", ours), _figures("", "book", book)]


def _figures(name, source, figures):
    return (f"{name:12}{source:8}" + "".join(f"{figure:20}" for figure in figures)).rstrip()
