"""Interrupts and threads: a training is all or nothing at every line of it, and a prediction does not disturb it."""

import sys
import threading
from pathlib import Path

import pytest

import purenn
from purenn import (
    SGD,
    Adam,
    CategoricalCrossentropy,
    Dense,
    Dropout,
    MeanSquaredError,
    Model,
    ReLU,
    Softmax,
    explain,
    use_kernel,
)

PACKAGE = Path(purenn.__file__).parent
X = [[0.5, -1.0], [1.5, 0.25], [-0.5, 2.0], [1.0, 1.0]]
Y = [0, 1, 1, 0]
KERNELS = ["fast", "loops"]  # the engine, and the walk through the layers


@pytest.fixture(autouse=True, params=KERNELS)
def kernel(request):
    use_kernel(request.param)
    yield request.param
    use_kernel("fast")


def classifier(optimizer, dropout=0.5):
    layers = [Dense(2, 3, 0, weights_scale=1.0), ReLU(), Dropout(dropout, 1), Dense(3, 2, 2), Softmax()]
    return Model(layers, CategoricalCrossentropy(), optimizer)


def parameters(model):
    return [getattr(layer, name) for layer in model.layers for name in getattr(layer, "parameters", ())]


WATCHED = (
    "training.py",
    "walk.py",
    "training_state.py",
    "engine/trainer.py",
    "engine/learner.py",
    "optimizers/base.py",
)


class InterruptAt:
    """Raises KeyboardInterrupt before the n-th line of the modules of a training; counts the lines."""

    def __init__(self, n):
        self.n = n
        self.count = 0
        self.files = {str(PACKAGE / name) for name in WATCHED}

    def __enter__(self):
        sys.settrace(self._call)
        return self

    def __exit__(self, *exception):
        sys.settrace(None)

    def _call(self, frame, event, argument):
        return self._line if frame.f_code.co_filename in self.files else None

    def _line(self, frame, event, argument):
        if event == "line":
            self.count += 1
            if self.count == self.n:
                sys.settrace(None)
                raise KeyboardInterrupt
        return self._line


@pytest.mark.skipif(sys.implementation.name != "cpython", reason="traces lines")
def test_an_interrupt_at_any_line_leaves_whole_steps_and_whole_epochs(kernel):
    settings = {"epochs": 2, "callback": lambda epoch, figures: None}

    opposite = X, [1 - k for k in Y]  # the better the training, the worse: so the first epoch is the best

    def make():
        return Model([Dense(2, 2, 0), Softmax()], CategoricalCrossentropy(), Adam(0.1))

    def train(n=0):
        model = make()
        with InterruptAt(n) as tracer:
            try:
                model.fit(X, Y, **settings, validation_data=opposite, restore_best=True)
            except KeyboardInterrupt:
                pass
        return model, tracer.count

    steps = []
    for count in range(3):  # the parameters after each step, taken by a training that ends there
        model = make()
        for _ in range(count):
            model.fit(X, Y, epochs=1)
        steps.append(repr(parameters(model)))
    model, lines = train()
    whole = model.history
    assert repr(parameters(model)) == steps[1] and lines > 200
    for n in range(1, lines + 1):
        model, _ = train(n)
        epochs = len(model.history.get("loss", ()))
        assert model.history == {name: values[:epochs] for name, values in whole.items() if epochs}, n
        assert repr(parameters(model)) in steps, n
        best = model._training and model._training.best_epoch
        assert best is None or best < epochs, n


@pytest.mark.parametrize("name", ["weights", "biases"])
def test_an_infinite_parameter_that_a_callback_hides_is_an_error(kernel, name):
    # Behind a ReLU minus infinity is 0, so the loss stays finite, and the model would look trained.
    for ends in (False, True):
        model = classifier(SGD(0.1), dropout=0.0)

        def hide(epoch, figures, model=model, ends=ends):
            matrix = getattr(model.layers[0], name)
            setattr(model.layers[0], name, [[float("-inf")] * 3 for row in matrix])
            return ends

        place = rf"layers\[0\]\.{name}\[0\]\[0\]"
        with pytest.raises(ValueError, match=f"^{place} must be a finite number, got -inf$"):
            model.fit(X, Y, epochs=3, callback=hide)
        assert len(model.history["loss"]) == 1


class Meddler:
    """A layer of one's own that lets others use its model in the middle of a training step, as threads do."""

    def __init__(self):
        self.meddle = None
        self.training = True

    def forward(self, inputs):
        self.inputs = inputs
        if self.meddle and self.training:
            meddle, self.meddle = self.meddle, None
            meddle()
            self.meddle = meddle
        return inputs

    def backward(self, dvalues):
        assert len(dvalues) == len(self.inputs)
        if self.meddle:
            self.meddle()
        return dvalues


def trained(meddle):
    model = classifier(Adam(0.1))
    meddler = Meddler()
    model.layers = [*model.layers[:3], meddler, *model.layers[3:]]
    if meddle:
        meddler.meddle = lambda: meddle(model)
    model.fit(X, Y, epochs=5, batch_size=2, random_state=3)
    return repr(parameters(model)), [layer.training for layer in model.layers if hasattr(layer, "training")]


def use(model):
    model.predict([[1.0, 2.0]])
    model.predict_classes(X[:3])
    model.evaluate(X, Y)
    explain(Model([Dense(2, 2, 0), Softmax()], CategoricalCrossentropy()), X, Y, sample=0)


def test_a_prediction_in_the_middle_of_a_step_changes_nothing(kernel):
    assert trained(None) == trained(use)


def test_a_prediction_touches_no_layer(kernel):
    model = classifier(Adam(0.1))
    model.layers = [*model.layers[:4], Meddler(), model.layers[4]]
    model.forward(X, training=True)
    before = [dict(layer.__dict__) for layer in model.layers]
    use(model)
    for layer, attributes in zip(model.layers, before):
        assert all(layer.__dict__[name] is value for name, value in attributes.items())
        assert set(layer.__dict__) == set(attributes)


def test_threads_may_predict_and_explain_while_one_trains(kernel):
    expected = classifier(Adam(0.1))
    expected.fit(X, Y, epochs=60, batch_size=2, random_state=3)
    model = classifier(Adam(0.1))
    stop, errors, uses = threading.Event(), [], []

    def repeat(function):
        try:
            while not stop.is_set():
                function()
                uses.append(function)
        except BaseException as error:
            errors.append(error)

    functions = [lambda: model.predict(X), lambda: model.predict_classes(X), lambda: explain(model, X, Y, sample=0)]
    threads = [threading.Thread(target=repeat, args=(function,)) for function in functions]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for thread in threads:
            thread.start()
        model.fit(X, Y, epochs=60, batch_size=2, random_state=3, callback=lambda epoch, figures: None)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        sys.setswitchinterval(interval)
    assert not errors and uses
    assert repr(parameters(model)) == repr(parameters(expected)) and model.history == expected.history


def test_two_trainings_of_models_of_their_own_do_not_disturb_each_other(kernel):
    def train(n, results):
        model = Model([Dense(2, 3, n), ReLU(), Dense(3, 1, n)], MeanSquaredError(), Adam(0.1))
        model.fit(X, [0.0, 1.0, 2.0, 3.0], epochs=20, batch_size=2, random_state=n)
        results[n] = repr(parameters(model))

    alone, together = {}, {}
    for n in range(2):
        train(n, alone)
    threads = [threading.Thread(target=train, args=(n, together)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert alone == together
