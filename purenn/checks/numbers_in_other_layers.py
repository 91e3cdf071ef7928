"""Dropout, a standardizer and the rarer activations compute with every kind of number what they compute with floats."""

from ..layers.dropout import Dropout
from ..layers.leaky_relu import LeakyReLU
from ..layers.tanh import Tanh
from ..preprocessing import Standardizer
from .kinds import check_layer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .kinds import Kind
    from .report import Report


def check_layers(report: "Report") -> None:
    """Compare the passes through each layer with those of floats, and a dual number's derivative with `backward`."""

    def dropout(kind: "Kind") -> Dropout:
        layer = Dropout(0.5, report.stream)
        layer.mask, layer.hold_mask = [[2, 0], [2, 2]], True  # the same for every kind
        return layer

    check_layer(report, dropout)
    check_layer(report, lambda kind: Standardizer([0.5, 0.25], [2.0, 4.0]))
    check_layer(report, lambda kind: Tanh())
    check_layer(report, lambda kind: LeakyReLU(0.25))


CHECKS = (check_layers,)
