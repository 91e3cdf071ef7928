"""A dense layer computes what was worked out by hand, in numbers that are exact in every precision."""

from ..layers.dense import Dense

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .report import Report


def check_layers(report: "Report") -> None:
    """Run a forward and a backward pass with numbers that are exact in every precision."""
    layer = Dense(2, 3, report.stream)
    layer.weights, layer.biases = [[1, 2, 3], [4, 5, 6]], [[0.5, 0.25, 0]]
    found = layer.forward([[1, 0], [2, -1]])
    report.check("dense forward", found == [[1.5, 2.25, 3], [-1.5, -0.75, 0]], found)
    found = layer.backward([[1, 0, 0], [0, 1, 0]])
    report.check("dense backward", found == [[1, 4], [2, 5]], found)
    gradients = (layer.dweights, layer.dbiases)
    report.check("dense gradients", gradients == ([[1, 2, 0], [0, -1, 0]], [[1, 1, 0]]), gradients)


CHECKS = (check_layers,)
