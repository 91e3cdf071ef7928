"""Every hypothesis strategy of the suite: numbers, matrices, predictions, targets and models."""

import copy
from fractions import Fraction

from hypothesis import strategies as st

from purenn import (
    SGD,
    AdaGrad,
    Adam,
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Dense,
    Dropout,
    LeakyReLU,
    Linear,
    MeanAbsoluteError,
    MeanSquaredError,
    Model,
    ReLU,
    RMSprop,
    Sigmoid,
    SigmoidCrossentropy,
    Softmax,
    SoftmaxCrossentropy,
    Standardizer,
    Tanh,
)

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


def _layer(draw, width, seed, smooth):
    """A layer for so many inputs, and how many outputs it has."""
    kinds = "dense", "dense", "relu", "relu", "leaky", "dropout", "sigmoid", "tanh", "linear", "softmax", "scale"
    kind = draw(st.sampled_from(kinds))
    if kind in ("relu", "leaky") and smooth:
        kind = "linear"
    if kind == "dense":
        neurons = draw(st.integers(1, 6))
        factors = {"weights_l1": 0.0 if smooth else 0.125, "weights_l2": 0.25, "biases_l2": 0.5}
        return Dense(width, neurons, seed, weights_scale=0.5, **(factors if draw(st.booleans()) else {})), neurons
    if kind == "scale":
        return Standardizer([0.25] * width, [0.5] * width), width
    make = {"relu": ReLU, "leaky": LeakyReLU, "sigmoid": Sigmoid, "tanh": Tanh, "linear": Linear, "softmax": Softmax}
    return (Dropout(0.5, seed) if kind == "dropout" else make[kind]()), width


@st.composite
def chains(draw, smooth=False):
    """A model of random layers, loss and optimizer, and data for it: `(model, X, y)`.

    A `smooth` one has no corner, beyond which two trainings that differ in a rounding would go apart.
    """
    width = n_inputs = draw(st.integers(1, 5))
    seed = draw(st.integers(0, 1000))
    layers = [Standardizer([0.5] * width, [2.0] * width)] if draw(st.booleans()) else []
    for n in range(draw(st.integers(1, 5))):
        layer, width = _layer(draw, width, seed + n, smooth)
        layers.append(layer)
    kind = draw(
        st.sampled_from(("softmax", "soft targets", "logits", "sigmoid", "binary logits", "squared", "absolute"))
    )
    least = 2 if kind in ("softmax", "soft targets", "logits") else 1
    layers.append(Dense(width, draw(st.integers(least, 4)), seed, weights_scale=0.5))
    width = layers[-1].n_neurons
    samples = draw(st.integers(1, 7))
    X = draw(matrices(st.floats(-4, 4, width=16), samples, n_inputs))
    classes = draw(st.lists(st.integers(0, width - 1), min_size=samples, max_size=samples))
    truths = draw(matrices(st.sampled_from((0, 1, 0.5)), samples, width))
    quantities = draw(matrices(st.floats(-4, 4, width=16), samples, width))
    if kind in ("softmax", "soft targets"):
        layers.append(Softmax())
    if kind == "sigmoid":
        layers.append(Sigmoid())
    loss, y = {
        "softmax": (CategoricalCrossentropy(), classes),
        "soft targets": (CategoricalCrossentropy(label_smoothing=0.25), classes),
        "logits": (SoftmaxCrossentropy(class_weights=[0.5] * width), classes),
        "sigmoid": (BinaryCrossentropy(), truths),
        "binary logits": (SigmoidCrossentropy(), truths),
        "squared": (MeanSquaredError(), quantities),
        "absolute": (MeanSquaredError() if smooth else MeanAbsoluteError(), quantities),
    }[kind]
    optimizers = [SGD(2**-7), SGD(2**-7, decay=0.5, momentum=0.5), Adam(0.01, decay=0.5)]
    if not smooth:  # the first step of these divides a gradient by itself, however small a rounding it is
        optimizers += [AdaGrad(0.125), RMSprop(0.01)]
    optimizer = draw(st.sampled_from(optimizers))
    return Model(layers, loss, copy.deepcopy(optimizer)), X, y


# Of the interactive page: small networks, so that many fit into a test.
PLAY_SETTINGS = st.fixed_dictionaries(
    {
        "data": st.sampled_from(("spiral", "vertical")),
        "samples": st.integers(2, 4),
        "classes": st.integers(2, 3),
        "hidden": st.lists(st.integers(1, 3), min_size=1, max_size=2),
        "activation": st.sampled_from(("relu", "sigmoid")),
        "optimizer": st.sampled_from(("adam", "rmsprop", "adagrad", "sgd")),
        "scale": st.sampled_from((0.01, 0.5, 1.0)),
        "seed": st.integers(0, 1000),
    }
)
PLAY_EDITS = st.tuples(
    st.sampled_from(("w1[0][0]", "b1[0][0]", "w2[0][1]", "b2[0][1]", "x[1][0]", "y[1]", "w9[0][0]")),
    st.sampled_from((0, 1, 0.5, -2.0, 1e6, -1e6, 1e7, "1", None)),
)
PLAY_ACTIONS = (
    st.sampled_from(("forward", "loss", "backward", "update", "epoch", "epoch", "jump"))
    | PLAY_EDITS
    | st.sampled_from((0.001, 1.0, 100, 0, 1e9))
)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda values: st.lists(values, max_size=3) | st.dictionaries(st.text(max_size=5), values, max_size=3),
    max_leaves=6,
)
