"""The gradients of a network are those that central differences estimate."""

from ..gradcheck import numerical_gradient
from ..layers.dense import Dense
from ..layers.relu import ReLU
from ..layers.softmax import Softmax
from ..losses.categorical import CategoricalCrossentropy
from ..model import Model

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .report import Report


def check_gradients(report: "Report") -> None:
    """Compare the gradients of a network's weights with central differences."""
    stream = report.stream
    stream.seed(1)
    first, last = Dense(2, 3, stream, weights_scale=1.0), Dense(3, 2, stream, weights_scale=1.0)
    model = Model([first, ReLU(), last, Softmax()], CategoricalCrossentropy())
    X, y = [[1.0, -0.5], [0.25, 0.75]], [0, 1]
    model.backward(model.forward(X), y)
    step = report.epsilon ** (1 / 3)  # balances the error of the formula and that of rounding
    for name, layer in (("first", first), ("last", last)):
        weights = layer.weights

        def loss_with(changed, layer=layer):
            layer.weights = changed
            return model.loss.calculate(model.forward(X), y)

        estimate = numerical_gradient(loss_with, weights, step)
        layer.weights = weights
        gap = max(abs(g - e) for rows in zip(layer.dweights, estimate) for g, e in zip(*rows))
        report.check(f"gradients of the {name} layer", gap < 10 * step * step, f"within {10 * step * step:.0e}")


CHECKS = (check_gradients,)
