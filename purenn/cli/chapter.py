"""The example of the chapter: the spiral data through an untrained network, each result next to the one in the book.

    print("\\n".join(report()))

The book computes in single precision, so its results have fewer digits than those in double precision.

Source: Neural Networks from Scratch in Python, chapter 5.
"""

from ..datasets import spiral_data
from ..layers.dense import Dense
from ..layers.relu import ReLU
from ..layers.softmax import Softmax
from ..losses.categorical import CategoricalCrossentropy
from ..metrics import accuracy
from ..plot.text_scatter import mark, scatter
from ..random_state import RandomState

BOOK_OUTPUTS = (  # the first rows of the output, as the book's script prints them with current versions of NumPy
    ("0.33333334", "0.33333334", "0.33333334"),
    ("0.3333332", "0.3333332", "0.33333364"),
    ("0.3333329", "0.33333293", "0.3333342"),
    ("0.3333326", "0.33333263", "0.33333477"),
    ("0.33333233", "0.3333324", "0.33333528"),
)
BOOK_LISTING = (  # the same rows as printed in the book, by a NumPy with another float32 exp
    BOOK_OUTPUTS[0],
    ("0.33333316", "0.3333332", "0.33333364"),
    ("0.33333287", "0.3333329", "0.33333418"),
    BOOK_OUTPUTS[3],
    BOOK_OUTPUTS[4],
)
BOOK_LOSS = "1.0986104"
BOOK_ACCURACY = "0.34"


def report(colour: bool = False) -> list[str]:
    """Run the example in double precision and return its report as lines of text.

    Args:
        colour: Whether to colour the marks of the classes with ANSI escape sequences.

    >>> print(report()[-2])
    accuracy    purenn  0.34
    """
    X, y, dense1, dense2 = _data_and_layers()
    outputs = _forward(X, dense1, dense2)
    loss = CategoricalCrossentropy().calculate(outputs, y)
    return _heading(X, y, colour) + _comparison(outputs, loss, accuracy(outputs, y), BOOK_OUTPUTS)


def report_in_single_precision(colour: bool = False) -> list[str]:
    """Run the example in single precision, as the book does, and return its report as lines of text.

    Data and weights are drawn in double precision and then rounded.

    >>> print(report_in_single_precision()[-8])
    loss        purenn  1.0986104
    """
    from ..numbers.float32 import Float32, pairwise_total

    X, y, dense1, dense2 = _data_and_layers()
    lines = _heading(X, y, colour)
    for dense in (dense1, dense2):
        dense.weights = [[Float32(w) for w in row] for row in dense.weights]
    outputs = _forward([[Float32(x) for x in row] for row in X], dense1, dense2)
    losses = CategoricalCrossentropy().forward(outputs, y)
    loss = pairwise_total(losses) / len(losses)
    lines += _comparison(outputs, loss, accuracy(outputs, y), BOOK_LISTING)
    return lines + [
        "",
        "Every operation is rounded to 32 bits, and the mean is a pairwise sum, as in NumPy. These are the digits in",
        "the book. The float32 exp of current NumPy versions is off by an ulp or two, so that the same script now",
        "prints 0.3333332 instead of 0.33333316.",
    ]


def _data_and_layers():
    """Draw the data and the weights from one random stream, in the order of the book's script."""
    random_state = RandomState(0)
    X, y = spiral_data(samples=100, classes=3, random_state=random_state)
    return X, y, Dense(2, 3, random_state), Dense(3, 3, random_state)


def _forward(X, dense1, dense2):
    return Softmax().forward(dense2.forward(ReLU().forward(dense1.forward(X))))


def _heading(X, y, colour):
    """The scatter plot of the data, and the network."""
    legend = ", ".join(f"{mark(k, colour)} class {k}" for k in range(3))
    lines = [f"Spiral data, 100 samples of each of 3 classes ({legend})"] + scatter(X, y, colour=colour)
    return lines + ["", "Results of the untrained network Dense(2, 3), ReLU, Dense(3, 3), Softmax", ""]


def _comparison(outputs, loss, accuracy_value, book_outputs):
    """Each result of this run, and below it that of the book, so that their digits are aligned."""
    lines = []
    for s, book in enumerate(book_outputs):
        lines += _pair(f"outputs[{s}]", [str(p) for p in outputs[s]], book)
    return lines + _pair("loss", [str(loss)], [BOOK_LOSS]) + _pair("accuracy", [str(accuracy_value)], [BOOK_ACCURACY])


def _pair(name, results, book):
    return [_line(name, "purenn", results), _line("", "book", book)]


def _line(name, source, results):
    return (f"{name:12}{source:8}" + "".join(f"{result:20}" for result in results)).rstrip()
