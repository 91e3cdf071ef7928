"""Calls in the words of the book, PyTorch and Keras: the error says what the word is here."""

import copy
import inspect

import pytest

import purenn
from interpreters import NATIVE, run
from purenn import (
    SGD,
    AdaGrad,
    Adam,
    Dense,
    Dropout,
    Linear,
    MeanSquaredError,
    Model,
    RMSprop,
    SoftmaxCrossentropy,
    book,
)
from purenn.foreign_words import NAMES, PARAMETERS

pickle = pytest.importorskip("pickle")

X, y = [[1.0, 2.0]], [1.0]


def model():
    return Model([Dense(2, 1, 0)], MeanSquaredError(), SGD(0.5))


class Own(Adam):
    """A class that takes the constructor of its base."""


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: model().fit(X, y), "fit() must have epochs, the number of passes over the data, as in fit(X, y, "),
        (lambda: model().fit(X=X, y=y, batch_size=1), "fit() must have epochs, "),
        (
            lambda: model().fit(X, y, epochs=1, verbose=0),
            "fit() got an unexpected keyword argument 'verbose'; nothing is printed here, except by callback=",
        ),
        (
            lambda: model().fit(X, y, epochs=1, print_every=100),
            "fit() got an unexpected keyword argument 'print_every'; nothing is printed here, except by callback=",
        ),
        (
            lambda: SGD(lr=0.1),
            "SGD() got an unexpected keyword argument 'lr'; it is called learning_rate here",
        ),
        (lambda: AdaGrad(lr=0.1), "AdaGrad() got an unexpected keyword argument 'lr'; it is called learning_rate"),
        (lambda: RMSprop(lr=0.1), "RMSprop() got an unexpected keyword argument 'lr'; it is called learning_rate"),
        (lambda: Adam(lr=0.1), "Adam() got an unexpected keyword argument 'lr'; it is called learning_rate here"),
        (lambda: Own(eps=0.1), "Own() got an unexpected keyword argument 'eps'; it is called epsilon here"),
        (
            lambda: Dense(2, 3, activation="relu"),
            (
                "Dense() got an unexpected keyword argument 'activation'; an activation is a layer here, as in "
                "[Dense(2, 3), ReLU()]"
            ),
        ),
        (
            lambda: Dense(2, 3, weight_regularizer_l2=5e-4),
            "Dense() got an unexpected keyword argument 'weight_regularizer_l2'; it is called weights_l2 here",
        ),
        (lambda: Dropout(p=0.5), "Dropout() got an unexpected keyword argument 'p'; it is called rate here"),
        (
            lambda: Linear(2, 3),
            "Linear() must have no arguments, because it is the identity here; the layer with weights is Dense",
        ),
        (
            lambda: SoftmaxCrossentropy(weight=[1.0, 2.0]),
            "SoftmaxCrossentropy() got an unexpected keyword argument 'weight'; it is called class_weights here",
        ),
        # The words that nobody knows keep Python's own message.
        (lambda: model().fit(X, y, epoch=1), "fit() must have epochs, "),
        (lambda: Adam(rate=0.1), "Adam.__init__() got an unexpected keyword argument 'rate'"),
        (lambda: model().fit(X), "Model.fit() missing 2 required positional arguments: 'y' and 'epochs'"),
    ],
)
def test_a_word_of_another_library_gets_a_hint(call, message):
    with pytest.raises(TypeError) as caught:
        call()
    found = str(caught.value)
    # Python 3.9 leaves the class out of the name of a method.
    assert found.startswith((message, message.split(".", 1)[-1]))
    assert "\n" not in found


def test_an_error_inside_of_a_call_is_not_replaced():
    with pytest.raises(TypeError, match="^epochs must be an integer, got 1.5$"):
        model().fit(X, y, 1.5)

    def broken(epoch, figures):
        raise TypeError("of the callback")

    with pytest.raises(TypeError, match="^of the callback$"):
        model().fit(X, y, epochs=1, callback=broken)


def parameters_of(function):
    return list(inspect.signature(function).parameters)


def test_no_function_has_a_parameter_of_these_names():
    functions = [getattr(purenn, name) for name in purenn.__all__ if name not in ("ShapeError", "Undecided")]
    functions += [method for name, method in inspect.getmembers(Model, callable) if not name.startswith("_")]
    for function in functions:
        assert not set(parameters_of(function)) & set(PARAMETERS), function


def test_the_signatures_are_those_of_the_source():
    assert parameters_of(Adam) == ["learning_rate", "decay", "epsilon", "beta1", "beta2"]
    assert parameters_of(Model.fit)[:4] == ["self", "X", "y", "epochs"]
    assert Model.fit.__doc__.startswith("Train the layers") and Model.fit.__qualname__ == "Model.fit"
    assert repr(pickle.loads(pickle.dumps(copy.deepcopy(Dense(2, 3))))) == "Dense(2, 3)"


def test_the_names_of_the_book_and_of_other_libraries_get_a_hint():
    for name in book.__all__:
        if name not in purenn.__all__ and "_" in name:
            hint = f"it is in purenn.book: from purenn.book import {name}"
            with pytest.raises(AttributeError, match=f"^module 'purenn' has no attribute '{name}'; {hint}$"):
                getattr(purenn, name)
    for name, ours in NAMES.items():
        assert name not in purenn.__all__ + book.__all__ and ours in purenn.__all__
        with pytest.raises(
            AttributeError, match=f"^module 'purenn' has no attribute '{name}'; it is called {ours} here"
        ):
            getattr(purenn, name)
    assert not hasattr(purenn, "Layer_") and not hasattr(purenn, "Layer_Conv2D")


SCRIPT = """
import purenn
from purenn import SGD, Adam, Dense, Linear, MeanSquaredError, Model

def show(call):
    try:
        call()
    except (TypeError, AttributeError) as error:
        print(error)

model = Model([Dense(2, 1)], MeanSquaredError(), SGD())
show(lambda: Adam(lr=0.1))
show(lambda: model.fit([[1.0, 2.0]], [1.0]))
show(lambda: Linear(2, 3))
show(lambda: purenn.Layer_Dense)
"""


@pytest.mark.parametrize("name", NATIVE)
def test_the_hints_are_the_same_on_every_interpreter(name, tmp_path):
    (tmp_path / "hinted_calls.py").write_text(SCRIPT)
    path = {"PYTHONPATH": f".:{tmp_path}", "MICROPYPATH": f".:{tmp_path}"}
    finished = run(name, "hinted_calls", **path)
    assert finished.stderr == "" and [line.split(";")[-1].strip() for line in finished.stdout.splitlines()] == [
        "it is called learning_rate here",
        "fit() must have epochs, the number of passes over the data, as in fit(X, y, epochs=100)",
        "the layer with weights is Dense",
        "it is in purenn.book: from purenn.book import Layer_Dense",
    ]
