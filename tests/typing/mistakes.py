"""Calls that type checkers must reject: each line that ends in `# error: <code>`, and no other line.

The code is mypy's. `test_typing.py` runs mypy and pyright on this file; nothing executes it.
"""

import purenn
from purenn import plot

X, y = purenn.vertical_data(samples=50, classes=3)
model = purenn.Model([purenn.Dense(2, 3), purenn.Softmax()], purenn.CategoricalCrossentropy(), purenn.Adam())
history = model.fit(X, y, epochs=10)
layer = purenn.Dense(2, 3)
loss = purenn.CategoricalCrossentropy()

# Names
purenn.Dens(2, 3)  # error: attr-defined
layer.forwards(X)  # error: attr-defined
plot.curve(history)  # error: attr-defined
purenn.Adam(rate=0.1)  # error: call-arg
purenn.Adam(lr=0.1)  # error: call-arg
purenn.Layer_Dense(2, 3)  # error: attr-defined
purenn.Linear(2, 3)  # error: call-arg
purenn.Dense(2, 3, activation="relu")  # error: call-arg
model.fit(X, y, epochs=10, verbose=1)  # error: call-arg

# Settings
purenn.Dense("2", 3)  # error: arg-type
purenn.Dense(2)  # error: call-arg
purenn.Dense(2, 3, random_state="0")  # error: arg-type
purenn.Dense(2, 3, None, 0.01)  # error: call-arg
purenn.Dropout(None)  # error: arg-type
purenn.SGD(momentum="0.9")  # error: arg-type
purenn.spiral_data(samples=100.0, classes=3)  # error: arg-type
purenn.seed("0")  # error: arg-type

# Matrices
layer.forward("12")  # error: arg-type
layer.forward(None)  # error: arg-type
layer.forward(3.0)  # error: arg-type
layer.forward([1.0, 2.0])  # error: list-item
layer.forward(["12"])  # error: list-item
layer.forward([["1", "2"]])  # error: list-item
layer.forward([[1.0, None]])  # error: list-item
layer.forward([[1j, 2j]])  # error: list-item
layer.forward({0: [1.0, 2.0]})  # error: arg-type
layer.forward(row for row in X)  # error: arg-type
layer.weights = "12"  # error: assignment
layer.weights = [1.0, 2.0]  # error: list-item
purenn.Dense.of([[1.0]], 0.5)  # error: arg-type

# Targets
loss.calculate([[0.5, 0.5]], "1")  # error: arg-type
loss.calculate([[0.5, 0.5]], None)  # error: arg-type
loss.calculate([[0.5, 0.5]])  # error: call-arg
purenn.accuracy([0.5, 0.5], [0])  # error: list-item

# Models
purenn.Model([layer], purenn.CategoricalCrossentropy)  # error: arg-type
purenn.Model([layer], loss, "adam")  # error: arg-type
purenn.Model(layer, loss)  # error: arg-type
model.fit(X, y)  # error: call-arg
model.fit(X, y, epochs="10")  # error: arg-type
model.fit(X, y, epochs=10, validation_data=X)  # error: arg-type
model.fit(X, y, epochs=10, callback="stop")  # error: arg-type
model.predict("12")  # error: arg-type
model.save(None)  # error: arg-type

# User-defined parts
purenn.Model(["dense"], loss)  # error: list-item
purenn.Model([purenn.ReLU], loss)  # error: list-item
purenn.Model([None, layer], loss)  # error: list-item
purenn.Model([layer], purenn.Loss)  # error: arg-type
purenn.Model([layer], loss, purenn.Adam)  # error: arg-type
purenn.Adam().update("dense")  # error: arg-type
purenn.Adam().update(model)  # error: arg-type
purenn.SGD().current_rate([layer])  # error: arg-type
purenn.Optimizer()  # error: call-arg
purenn.Optimizer("0.1")  # error: arg-type
purenn.Layer(2, 3)  # error: call-arg
purenn.Layer().weights  # error: attr-defined
layer.output = "12"  # error: assignment
loss.output.shape  # error: attr-defined
model.labels = "left"  # error: assignment


class Halves(purenn.Layer):
    """A layer whose forward pass returns no matrix."""

    def forward(self, inputs: purenn.RandomState) -> str:  # error: override
        """Return text."""
        return str(inputs)


class Fixed(purenn.Optimizer):
    """An optimizer whose step takes other arguments."""

    def step(self, values: list[float], gradients: list[float]) -> list[float]:  # error: override
        """Return the values."""
        return values


class Backwards:
    """A class without forward."""

    def backward(self, dvalues: list[list[float]]) -> list[list[float]]:
        """Return the derivatives."""
        return dvalues


purenn.Model([Backwards()], loss)  # error: list-item

# Results
label: str = model.predict_classes(X)[0]  # error: assignment
figure: int = model.evaluate(X, y)["loss"]  # error: assignment
row: list[str] = layer.forward(X)[0]  # error: assignment
model.evaluate(X, y).accuracy  # error: attr-defined
