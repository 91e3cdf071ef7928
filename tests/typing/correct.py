"""A caller's script with what the README shows, which type checkers must accept in strict mode.

`test_typing.py` runs mypy and pyright on this file, and executes it.
"""

import tempfile
from array import array
from fractions import Fraction
from pathlib import Path
from typing import Any, Union, cast

import purenn
from purenn import book, plot

# One pass through a network
purenn.seed(0)
X, y = purenn.spiral_data(samples=10, classes=3)
dense1, dense2 = purenn.Dense(2, 3), purenn.Dense(3, 3)
hidden = purenn.ReLU().forward(dense1.forward(X))
probabilities = purenn.Softmax().forward(dense2.forward(hidden))
loss = purenn.CategoricalCrossentropy(label_smoothing=0.1, class_weights=[1.0, 2, 1.0])
cost: float = loss.calculate(probabilities, y)
cost += loss.calculate(probabilities, y, sample_weights=[1.0] * len(y))
fraction: float = purenn.accuracy(probabilities, y)
derivatives: list[list[float]] = loss.backward(probabilities, y)
row: list[float] = dense1.backward(purenn.ReLU().forward(derivatives))[0]
assert dense1.weights[0][0] != dense1.dweights[0][0] and dense1.output[0] and dense1.biases[0]

# Training
layers = [
    purenn.Standardizer().fit(X),
    purenn.Dense(2, 16, random_state=1, weights_l2=1e-4),
    purenn.ReLU(),
    purenn.Dropout(0.1, purenn.RandomState(2)),
    purenn.Dense(16, 3),
    purenn.Softmax(),
]
model = purenn.Model(layers, purenn.CategoricalCrossentropy(), purenn.Adam(learning_rate=0.05))


def show(epoch: int, figures: dict[str, float]) -> bool:
    """Return whether to stop."""
    return epoch > 1 and figures["loss"] < 0.1


X_train, y_train, X_test, y_test = purenn.train_test_split(X, y, random_state=0, stratify=True)
history = model.fit(X_train, y_train, epochs=3, batch_size=8, validation_data=(X_test, y_test), callback=show)
validation = (X_test, y_test)
model.fit(X_train, y_train, 5, validation_data=validation, patience=2, restore_best=True, resume=True, batch_size=8)
model.fit(X_train, y_train, 1, sample_weights=[1] * len(y_train))
first: float = round(history["accuracy"][0], 2)
last: float = model.history["loss"][-1]
print(model, repr(model), f"{model.layers[1]!r} {model.loss} {model.optimizer}")
assert model.layers[1].weights[0][0] and model.layers[1].dweights[0][0] and model.layers[2].output[0]
figures: dict[str, float] = model.evaluate(X_test, y_test)
classes: list[int] = model.predict_classes([[0.0, 0.5], [0.3, 0.5]])
counts: list[list[int]] = purenn.confusion_matrix(model.predict_classes(X), y, classes=3)
recall = purenn.classification_report(model.predict_classes(X), y, classes=3)[0]["recall"]
assert recall is None or recall <= 1 and purenn.calibration(model.predict(X), y, bins=5)[0]["count"] is not None
best: int = purenn.argmax(model.predict([[0.0, 0.5]])[0])

for optimizer in (purenn.SGD(1, momentum=0.9), purenn.AdaGrad(), purenn.RMSprop(rho=0.5), None):
    purenn.Model([purenn.Dense(2, 1), purenn.Linear()], purenn.MeanSquaredError(), optimizer)

leaky = [
    purenn.Dense(2, 4, weights_scale="he"),
    purenn.LeakyReLU(negative_slope=0.1),
    purenn.Dense(4, 1),
    purenn.Tanh(),
]
purenn.Model(leaky, purenn.MeanSquaredError())

# Files and pictures
with tempfile.TemporaryDirectory() as folder:
    model.labels = ["left", "middle", "right"]
    model.save(f"{folder}/clouds.safetensors", dtype="F32")
    model.save(Path(folder) / "clouds.safetensors", optimizer=True)
    loaded = purenn.Model.load(Path(folder) / "clouds.safetensors")
    names = [model.labels[k] for k in loaded.predict_classes([[0.0, 0.5], [0.7, 0.5]])]
    model.to_python(f"{folder}/network.py")
    tensors = purenn.load_tensors(f"{folder}/clouds.safetensors")
    Path(folder, "clouds.svg").write_text(plot.regions(model, X, y), encoding="utf-8")
    Path(folder, "curves.svg").write_text(purenn.plot.curves(history), encoding="utf-8")
layer = purenn.Dense(2, 16)
layer.weights = list(zip(*zip(*tensors["layers.1.weights"])))
layer.biases = tensors["layers.1.biases"]

# Gradients and explanations
single = purenn.MeanSquaredError()
difference = purenn.numerical_gradient(lambda p: single.calculate(p, [1.0]), [[0.25]], step=1e-4)
steps = purenn.explain(purenn.Model([purenn.Dense(2, 1)], single), [[3.0, 4.0]], [1.0], sample=0)
lines: list[str] = steps.text() + [f"{step.name} {step.value}" for step in steps if step.name == "dw1[1][0]"]

# Every kind of row, and every kind of number
small = purenn.Dense.of([[1, 2, 3], [4, 5, 6]], [[0.5, 0.25, 0]])
small.forward([[1, 2], [3, 4]])
small.forward(((1, 2.5), (3, 4)))
small.forward([(1.0, 2), (3, 4.0)])
small.forward([array("d", [1.0, 2.0]), array("f", [3.0, 4.0])])
small.forward([bytearray(b"ab"), bytearray(b"cd")])
small.forward([range(2), range(2)])
small.forward([b"ab", memoryview(b"cd")])
small.forward((array("d", [1.0, 2.0]),))
small.forward([[Fraction(1, 3), 2]])
small.forward([[purenn.Dual(1.0, 1.0), 2.0]])
small.forward([[purenn.Float32(1.0), purenn.Float32(2)]])
small.weights = [array("f", [1, 2, 3]), array("f", [4, 5, 6])]
small.weights, small.biases = [[Fraction(1, 3)] * 3, [Fraction(1, 6)] * 3], [[0, Fraction(1), 0.5]]
small.weights = [[purenn.Dual(3.0, 1.0), 2, 0.5], (4.0, 5.0, 6.0)]
small.biases = ((0, 0, 0),)
derivative: float = cast(purenn.Dual, small.forward([[1, 1]])[0][0]).derivative
total: purenn.Float32 = purenn.Float32(0.1) + purenn.Float32(0.2) * 2 - 1 / purenn.Float32(3)


class Table:
    """An array of another library: purenn needs only its `tolist()`."""

    def __init__(self, rows: list[list[float]]) -> None:
        self.rows = rows

    def tolist(self) -> list[list[float]]:
        """Return the rows as lists."""
        return self.rows


small.forward(Table([[1.0, 2.0]]))

# Every kind of target
predictions = [[0.5, 0.25, 0.25]]
for targets in ([0], (0,), array("b", [0]), [[1, 0, 0]], ((0.5, 0.5, 0.0),), Table([[0.0, 1.0, 0.0]])):
    loss.forward(predictions, targets)
purenn.BinaryCrossentropy().calculate([[0.75], [0.25]], [1, 0])
purenn.SigmoidCrossentropy().calculate([[0.75], [0.25]], [[1], [0]])
purenn.SoftmaxCrossentropy().calculate([[2.0, 1.0]], purenn.one_hot([1], 2))
purenn.MeanAbsoluteError().calculate([[0.75], [0.25]], [1.5, Fraction(1, 2)])
purenn.binary_accuracy([[0.75], [0.5]], [1, 0], threshold=0.6)

# The names of the book
book.init()
activation: Union[book.Activation_ReLU, book.Activation_Softmax] = book.Activation_Softmax()
activation.forward(book.Layer_Dense(2, 3).forward([[1.0, 2.0]]))


# User-defined parts
class Double:
    """A user-defined layer that derives from no class."""

    def forward(self, inputs: list[list[float]]) -> list[list[float]]:
        """Return the inputs times 2."""
        return [[2 * x for x in row] for row in inputs]

    def backward(self, dvalues: list[list[float]]) -> list[list[float]]:
        """Return the derivatives by the inputs."""
        return [[2 * d for d in row] for row in dvalues]


class Scale:
    """A user-defined layer with a parameter."""

    def __init__(self) -> None:
        self.parameters = ("factors",)
        self.factors = self.dfactors = [[1.0, 1.0]]
        self.inputs: list[Any] = []

    def forward(self, inputs: Any) -> Any:
        """Multiply each column by its factor."""
        self.inputs = inputs
        return [[x * f for x, f in zip(row, self.factors[0])] for row in inputs]

    def backward(self, dvalues: Any) -> Any:
        """Compute the derivatives by the factors and by the inputs."""
        products = [[x * d for x, d in zip(*rows)] for rows in zip(self.inputs, dvalues)]
        self.dfactors = [[sum(column) for column in zip(*products)]]
        return [[d * f for d, f in zip(row, self.factors[0])] for row in dvalues]


class Negative(purenn.Layer):
    """A user-defined layer that derives from `Layer`."""

    def forward(self, inputs: Any) -> list[list[float]]:
        """Return the negated inputs."""
        self.inputs, self.output = inputs, [[-x for x in row] for row in inputs]
        return self.output

    def backward(self, dvalues: Any) -> list[list[float]]:
        """Return the derivatives by the inputs."""
        self.dinputs = [[-d for d in row] for row in dvalues]
        return self.dinputs


class SumOfErrors(purenn.Loss):
    """A user-defined loss."""

    def forward(self, y_pred: Any, y_true: Any) -> list[float]:
        """Add up the absolute errors of each sample."""
        self.output = [sum(abs(p - t) for p, t in zip(*rows)) for rows in zip(y_pred, y_true)]
        return self.output

    def backward(self, y_pred: Any, y_true: Any) -> list[list[float]]:
        """Return the derivatives by each prediction."""
        samples = len(y_pred)
        return [[(1 if p > t else -1) / samples for p, t in zip(*rows)] for rows in zip(y_pred, y_true)]


class SignDescent(purenn.Optimizer):
    """A user-defined optimizer."""

    def step(
        self, values: list[float], gradients: list[float], state: Any, rate: float, n: int
    ) -> tuple[list[float], Any]:
        """Move each value by the rate, against the sign of its gradient."""
        return [v - rate * ((g > 0) - (g < 0)) for v, g in zip(values, gradients)], state


scale = Scale()
mine = purenn.Model([Double(), scale, purenn.Dense(2, 1), Negative()], SumOfErrors(), SignDescent(0.125, decay=0.01))
mine.fit([[1.0, 2.0], [3.0, 4.0]], [[3.0], [5.0]], epochs=2)
mine.forward([[1.0, 2.0]])
mine.backward(mine.predict([[1.0, 2.0]]), [[3.0]])
purenn.Adam().update(scale)
purenn.SGD(0.5).update(mine.layers[2])
sample_losses: list[float] = mine.loss.output
received: list[list[float]] = dense1.inputs + dense1.dinputs + loss.dinputs + Negative().forward([[1.0]])
assert scale.factors != [[1.0, 1.0]] and sample_losses and received


def shape_is_wrong() -> bool:
    """Return whether a wrong shape raises ShapeError, which is a ValueError."""
    error: ValueError
    try:
        small.forward([[1.0]])
    except purenn.ShapeError as caught:
        error = caught
        return bool(str(error))
    return False


assert shape_is_wrong() and purenn.__version__ and len(names) == 2
