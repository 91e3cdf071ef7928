"""A training takes the step that was worked out by hand, and learns."""

from ..layers.dense import Dense
from ..layers.relu import ReLU
from ..layers.softmax import Softmax
from ..losses.categorical import CategoricalCrossentropy
from ..losses.regression import MeanSquaredError
from ..model import Model
from ..optimizers.adam import Adam
from ..optimizers.sgd import SGD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .report import Report


def check_training(report: "Report") -> None:
    """Train for one step that was computed by hand, then for 60 epochs."""
    layer = Dense(1, 1, report.stream)
    layer.weights, layer.biases = [[1.0]], [[0.0]]
    history = Model([layer], MeanSquaredError(), SGD(0.125)).fit([[2.0]], [0.0], 1, random_state=report.stream)
    # y = 2, L = 4, dL/dw = 2 * 2 * 2 = 8 and dL/db = 4: w becomes 1 - 8/8, b becomes 0 - 4/8.
    found = (history["loss"], layer.weights, layer.biases)
    report.check("one step", found == ([4.0], [[0.0]], [[-0.5]]), found)

    stream = report.stream
    stream.seed(0)
    layers = [Dense(2, 8, stream, weights_scale=1.0), ReLU(), Dense(8, 2, stream, weights_scale=1.0), Softmax()]
    model = Model(layers, CategoricalCrossentropy(), Adam(0.05))
    X, y = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [0, 1, 1, 0]  # exclusive or: not linearly separable
    losses = model.fit(X, y, epochs=60, random_state=stream)["loss"]
    for epoch in (0, 1, 10, 59):
        print("       training loss", epoch, "=", repr(losses[epoch]))
    report.check("training lowers the loss to a tenth", losses[59] < losses[0] / 10, losses[59] / losses[0])
    accuracy = model.evaluate(X, y)["accuracy"]
    report.check("training accuracy", accuracy == 1.0, accuracy)


CHECKS = (check_training,)
