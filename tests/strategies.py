"""Every hypothesis strategy of the suite: numbers, matrices, predictions and targets."""

from fractions import Fraction

from hypothesis import strategies as st

SIZES = st.integers(1, 6)
FINITE = st.floats(allow_nan=False, allow_infinity=False)
SINGLES = st.floats(width=32)
MODERATE = st.floats(-100, 100)
INTEGERS = st.integers(-1000, 1000)
PROBABILITIES = st.floats(0, 1)
FRACTIONS = st.builds(Fraction, st.integers(-50, 50), st.integers(1, 12))
CURVED = st.floats(0.01, 3) | st.floats(-3, -0.01)  # away from 0, where ReLU and |x| have no derivative
INSIDE = st.floats(0.05, 0.95)  # probabilities far enough from the clip for a central difference
SEEDS = st.integers(0, 2**32 - 1)


@st.composite
def matrices(draw, entries=MODERATE, rows=SIZES, columns=SIZES):
    """A list of equal-length rows; `rows` and `columns` may be numbers or strategies."""
    height = rows if isinstance(rows, int) else draw(rows)
    width = columns if isinstance(columns, int) else draw(columns)
    return draw(st.lists(st.lists(entries, min_size=width, max_size=width), min_size=height, max_size=height))


@st.composite
def products(draw, entries=MODERATE, factors=2):
    """Matrices a, b, ... that can be multiplied in this order."""
    sizes = [draw(SIZES) for _ in range(factors + 1)]
    return [draw(matrices(entries, rows, columns)) for rows, columns in zip(sizes, sizes[1:])]


@st.composite
def dense_layers(draw, entries, terms=SIZES):
    """Inputs, weights and biases that fit each other."""
    inputs = draw(matrices(entries, columns=terms))
    weights = draw(matrices(entries, rows=len(inputs[0])))
    return inputs, weights, draw(matrices(entries, rows=1, columns=len(weights[0])))


@st.composite
def batches(draw, entries=PROBABILITIES):
    """Predictions and sparse targets for them: `(y_pred, y_true)`."""
    y_pred = draw(matrices(entries))
    last = len(y_pred[0]) - 1
    return y_pred, [draw(st.integers(0, last)) for _ in y_pred]


@st.composite
def distributions(draw, rows, columns):
    """Target rows that sum to 1: eighths of whole numbers, exact in binary."""
    result = []
    for _ in range(rows):
        cuts = sorted(draw(st.lists(st.integers(0, 8), min_size=columns - 1, max_size=columns - 1)))
        result.append([(b - a) / 8 for a, b in zip([0] + cuts, cuts + [8])])
    return result
