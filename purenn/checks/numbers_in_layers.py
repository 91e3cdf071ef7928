"""A dense layer and the activations compute with every kind of number what they compute with floats."""

from ..layers.dense import Dense
from ..layers.linear import Linear
from ..layers.relu import ReLU
from ..layers.sigmoid import Sigmoid
from ..layers.softmax import Softmax
from .kinds import check_layer, in_kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .kinds import Kind
    from .report import Report


def _dense(kind: "Kind") -> "Any":
    weights, biases = in_kind(kind, [[0.5, -1.0], [2.0, 0.25]]), in_kind(kind, [[0.5, -0.25]])
    return Dense.of(weights, biases, weights_l1=0.5, weights_l2=0.25, biases_l2=0.5)


def check_layers(report: "Report") -> None:
    """Compare the passes through each layer with those of floats, and a dual number's derivative with `backward`."""
    check_layer(report, _dense)
    check_layer(report, lambda kind: Linear())
    check_layer(report, lambda kind: ReLU())
    check_layer(report, lambda kind: Sigmoid())
    check_layer(report, lambda kind: Softmax())


CHECKS = (check_layers,)
