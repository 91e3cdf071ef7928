"""Which last layers and losses a model accepts together: every combination, and what each refusal says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purenn import (
    SGD,
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Dense,
    Dropout,
    LeakyReLU,
    Linear,
    MeanSquaredError,
    Model,
    ReLU,
    ShapeError,
    Sigmoid,
    SigmoidCrossentropy,
    Softmax,
    SoftmaxCrossentropy,
    Standardizer,
    Tanh,
    explain,
)
from purenn.formats.model_file import LAYERS, LOSSES

LAST = {
    "Dense": lambda width: Dense(width, width, 0),
    "ReLU": lambda width: ReLU(),
    "LeakyReLU": lambda width: LeakyReLU(),
    "Tanh": lambda width: Tanh(),
    "Linear": lambda width: Linear(),
    "Dropout": lambda width: Dropout(0.5, 0),
    "Softmax": lambda width: Softmax(),
    "Sigmoid": lambda width: Sigmoid(),
    "Standardizer": lambda width: Standardizer([0.5] * width, [2.0] * width),
}
LOSS = {kind.__name__: kind for kind in LOSSES}
ANY = set(LAST)
LOGITS = {"Dense", "ReLU", "LeakyReLU", "Linear", "Dropout", "Standardizer"}
# What may stand behind a dense layer of several outputs. Linear and Dropout pass on what the dense layer gives.
RIGHT = {
    "CategoricalCrossentropy": {"Softmax"},
    "SoftmaxCrossentropy": LOGITS,
    "BinaryCrossentropy": {"Sigmoid", "Softmax"},
    "SigmoidCrossentropy": LOGITS - {"ReLU"},  # after which no probability is below one half
    "MeanSquaredError": ANY,
    "MeanAbsoluteError": ANY,
}
# Nor may a single output be compared with others.
RIGHT_ALONE = {
    "CategoricalCrossentropy": set(),
    "SoftmaxCrossentropy": set(),
    "BinaryCrossentropy": {"Sigmoid"},
    "SigmoidCrossentropy": LOGITS - {"ReLU"},
    "MeanSquaredError": ANY - {"Softmax"},
    "MeanAbsoluteError": ANY - {"Softmax"},
}


def test_every_layer_and_loss_is_in_the_tables():
    assert {kind.__name__ for kind in LAYERS} == ANY and set(LOSS) == set(RIGHT) == set(RIGHT_ALONE)


@pytest.mark.parametrize("width", [1, 3])
@pytest.mark.parametrize("loss", LOSS)
@pytest.mark.parametrize("last", LAST)
def test_every_last_layer_with_every_loss(last, loss, width):
    layers = [Dense(2, width, 0), LAST[last](width)]
    if last in (RIGHT_ALONE if width == 1 else RIGHT)[loss]:
        classes = loss in ("CategoricalCrossentropy", "SoftmaxCrossentropy")
        model = Model(layers, LOSS[loss](), SGD(0.1))
        y = [0, 1] if classes else [[0.0] * width, [1.0] * width]
        model.fit([[1.0, 2.0], [0.5, -1.0]], y, epochs=2)
    else:
        with pytest.raises(ValueError) as caught:
            Model(layers, LOSS[loss]())
        message = str(caught.value)
        assert "\n" not in message and " must " in message and ", got " in message and len(message) < 180


class Identity:
    """A user-defined layer, which may compute anything."""

    def forward(self, inputs):
        return [list(row) for row in inputs]

    def backward(self, dvalues):
        return dvalues


class Loud(Sigmoid):
    """A layer derived from the library's, which may compute anything."""


class Focal(SoftmaxCrossentropy):
    """A loss derived from the library's, which may compute anything."""


class Brier(CategoricalCrossentropy):
    """A loss derived from the library's, which may compute anything."""


@given(st.sampled_from(sorted(LAST)), st.sampled_from(sorted(LOSS)), st.integers(1, 3), st.data())
def test_what_passes_the_outputs_on_changes_nothing(last, loss, width, data):
    # A Linear, or a dropout that leaves nothing out, hides no activation from the loss behind it.
    passing = [data.draw(st.sampled_from([Linear, lambda: Dropout(0.0, 0)]))() for _ in range(data.draw(SMALL))]
    right = (RIGHT_ALONE if width == 1 else RIGHT)[loss]
    layers = [Dense(2, width, 0), LAST[last](width)] + passing
    if last in right:
        Model(layers, LOSS[loss]())
    else:
        with pytest.raises(ValueError):
            Model(layers, LOSS[loss]())


SMALL = st.integers(0, 3)


@given(st.sampled_from(sorted(LAST)), st.sampled_from(sorted(LOSS)))
def test_what_is_user_defined_is_not_judged(last, loss):
    Model([Dense(2, 3, 0), LAST[last](3), Identity()], LOSS[loss]())
    Model([Dense(2, 3, 0), LAST[last](3), Loud()], LOSS[loss]())
    Model([Dense(2, 3, 0), LAST[last](3)], Focal())
    Model([Dense(2, 3, 0), LAST[last](3)], Brier())
    replaced = LAST[last](3)
    replaced.forward = replaced.forward
    Model([Dense(2, 3, 0), replaced], LOSS[loss]())

    class Own(Model):
        def forward(self, X, training=False):
            return super().forward(X, training)

    Own([Dense(2, 3, 0), LAST[last](3)], LOSS[loss]())


def wide(*layers):
    return [Dense(2, 3), *layers]


def single(*layers):
    return [Dense(2, 1), *layers]


@pytest.mark.parametrize(
    "layers, loss, message",
    [
        (
            wide(Softmax()),
            SoftmaxCrossentropy(),
            (
                "loss must be CategoricalCrossentropy after Softmax, got SoftmaxCrossentropy, which computes a softmax "
                "itself; or leave Softmax out"
            ),
        ),
        (
            single(Sigmoid()),
            SigmoidCrossentropy(),
            (
                "loss must be BinaryCrossentropy after Sigmoid, got SigmoidCrossentropy, which computes a sigmoid "
                "itself; or leave Sigmoid out"
            ),
        ),
        (
            wide(Sigmoid()),
            SoftmaxCrossentropy(),
            (
                "loss must be BinaryCrossentropy after Sigmoid, got SoftmaxCrossentropy, which computes a softmax "
                "itself; or leave Sigmoid out"
            ),
        ),
        (
            wide(Tanh()),
            SoftmaxCrossentropy(),
            (
                "layers[1] must be left out before the softmax, got Tanh(), whose outputs are in [-1, 1], so that no "
                "probability comes near 1"
            ),
        ),
        (
            wide(ReLU()),
            SigmoidCrossentropy(),
            (
                "layers[1] must be left out before the sigmoid, got ReLU(), whose outputs are never below 0, so that "
                "no probability is below one half"
            ),
        ),
        (
            wide(Softmax(), Softmax()),
            CategoricalCrossentropy(),
            (
                "layers[1] must be left out before the softmax, got Softmax(), whose outputs are in [0, 1], so that no "
                "probability comes near 1"
            ),
        ),
        (
            single(ReLU(), Dropout(0.5), Sigmoid()),
            BinaryCrossentropy(),
            (
                "layers[1] must be left out before the sigmoid, got ReLU(), whose outputs are never below 0, so that "
                "no probability is below one half"
            ),
        ),
        (
            wide(),
            CategoricalCrossentropy(),
            (
                "layers must end in Softmax for CategoricalCrossentropy, got Dense(2, 3); or end in Dense for "
                "SoftmaxCrossentropy"
            ),
        ),
        (
            wide(Sigmoid()),
            CategoricalCrossentropy(),
            (
                "layers must end in Softmax for CategoricalCrossentropy, got Sigmoid(); or end in Dense for "
                "SoftmaxCrossentropy, or use BinaryCrossentropy"
            ),
        ),
        (
            single(ReLU()),
            BinaryCrossentropy(),
            "layers must end in Sigmoid for BinaryCrossentropy, got ReLU(); or end in Dense for SigmoidCrossentropy",
        ),
        (
            [Linear()],
            BinaryCrossentropy(),
            "layers must end in Sigmoid for BinaryCrossentropy, got Linear(); or end in Dense for SigmoidCrossentropy",
        ),
        (
            wide(Softmax(), Dropout(0.5)),
            CategoricalCrossentropy(),
            "layers[2] must stand before the last Dense, got Dropout(0.5) after the probabilities",
        ),
        (
            single(Softmax()),
            CategoricalCrossentropy(),
            (
                "layers[1] must have several inputs, because a softmax of one is always 1, got 1; use Sigmoid and "
                "BinaryCrossentropy"
            ),
        ),
        (
            single(Softmax()),
            MeanSquaredError(),
            "layers[1] must have several inputs, because a softmax of one is always 1, got 1; use Sigmoid",
        ),
        (
            single(),
            SoftmaxCrossentropy(),
            (
                "layers must end in an output for each class for SoftmaxCrossentropy, got 1; for yes or no use "
                "SigmoidCrossentropy"
            ),
        ),
        (
            single(Sigmoid()),
            CategoricalCrossentropy(),
            (
                "layers must end in an output for each class for CategoricalCrossentropy, got 1; for yes or no use "
                "Sigmoid and BinaryCrossentropy"
            ),
        ),
    ],
)
def test_a_refusal_names_what_is_right(layers, loss, message):
    with pytest.raises(ValueError) as caught:
        Model(layers, loss)
    assert str(caught.value) == message
    assert (type(caught.value) is ShapeError) == ("got 1;" in message)


def test_a_loss_or_layers_assigned_later_are_checked_too_and_a_refusal_changes_nothing():
    model = Model(wide(Softmax()), CategoricalCrossentropy())
    layers, loss = model.layers, model.loss
    both = "; to replace both, make a new Model$"
    with pytest.raises(ValueError, match="^loss must be CategoricalCrossentropy after Softmax, .*" + both):
        model.loss = SoftmaxCrossentropy()
    with pytest.raises(ValueError, match="^layers must end in Softmax for CategoricalCrossentropy, .*" + both):
        model.layers = layers[:-1]
    assert model.layers is layers and model.loss is loss
    model.loss = MeanSquaredError()
    model.layers = layers[:-1]
    model.loss = SoftmaxCrossentropy()
    assert model.predict([[0.0, 0.0]]) == [[1 / 3] * 3]


def test_an_explanation_of_what_is_user_defined_needs_no_judgement_either():
    steps = explain(Model(wide(Identity()), Brier()), [[0.0, 0.0]], [0], backward=False)
    assert steps[0].value == 0.0
