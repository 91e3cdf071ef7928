"""Corners: decisions of a network that are so close that rounding errors may turn them.

At a corner, the 0 of a ReLU, a LeakyReLU or |p - y|, or a bound of a clip, a derivative jumps. An implementation in
floats, whose z is off by a few units in the last place of its terms, may find itself on the other side and compute
another gradient altogether, without being wrong.
"""

from ..layers.dense import Dense
from ..layers.dropout import Dropout
from ..layers.leaky_relu import LeakyReLU
from ..layers.linear import Linear
from ..layers.relu import ReLU
from ..losses.base import LEAST, MOST
from ..losses.binary import BinaryCrossentropy
from ..losses.categorical import CategoricalCrossentropy
from ..losses.outputs import activation_within
from ..losses.regression import MeanAbsoluteError
from ..matrix import total
from ..numbers.binary import FORMATS, length
from ..numbers.exact import Exact
from ..numbers.intervals import top
from ..preprocessing import Standardizer
from ..validation.targets import is_sparse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ..model import Model

CLOSE = 8  # units in the last place


class Corner:
    """A decision that is close.

    Attributes:
        layer: The index of the ReLU or LeakyReLU, or None for the loss.
        sample: The index of the sample.
        column: The index of the neuron or output.
        distance: How far the number is from the corner: z, p - y, or p - the bound of the clip.
    """

    def __init__(self, layer: "int | None", sample: int, column: int, distance: float) -> None:
        self.layer: "int | None" = layer
        self.sample: int = sample
        self.column: int = column
        self.distance: float = distance

    def __repr__(self) -> str:
        return f"Corner(layer={self.layer}, sample={self.sample}, column={self.column}, distance={self.distance})"


def corners(model: "Model", y_true: "Any", format: str) -> "list[Corner]":
    """List the close decisions of an exact model's last forward pass, and of its loss.

    A number is close to a corner if it is nearer than 8 units in the last place of the sum of its own terms without
    their signs: sum_i |x_si * w_ij| + |b_j| for the output of a dense layer.

    Args:
        model: The model, of exact numbers.
        y_true: The targets, as `accept_targets` returns them.
        format: The format of which the units are.
    """
    found = []
    layers = model.layers
    for n, layer in enumerate(layers):
        if isinstance(layer, (ReLU, LeakyReLU)):
            for s, row in enumerate(layer.inputs):
                for j, z in enumerate(row):
                    if _is_close(z, _terms(layers[:n], s, j), format):
                        found.append(Corner(n, s, j, z.rounded(format) if isinstance(z, Exact) else z))
    for s, j, distance, terms in _of_loss(model, y_true):
        if _is_close(distance, terms, format):
            found.append(Corner(None, s, j, distance.rounded(format)))
    return found


def _of_loss(model: "Model", y_true: "Any") -> "Iterator[tuple[int, int, Any, list[Any]]]":
    """Yield (sample, column, distance from a corner, terms of the distance) for each decision of the loss."""
    loss, outputs = model.loss, model.layers[-1].output
    if isinstance(loss, MeanAbsoluteError):
        for s, row in enumerate(outputs):
            for j, p in enumerate(row):
                yield s, j, p - y_true[s][j], _terms(model.layers, s, j) + [(y_true[s][j], 1)]
    elif isinstance(loss, (CategoricalCrossentropy, BinaryCrossentropy)) and activation_within(loss) is None:
        for s, row in enumerate(outputs):
            for j, p in enumerate(row):
                if isinstance(loss, BinaryCrossentropy) or (y_true[s] == j if is_sparse(y_true) else y_true[s][j]):
                    yield s, j, p - LEAST, [(LEAST, 1)]
                    yield s, j, p - MOST, [(MOST, 1)]


def _terms(layers: "Any", s: int, j: int) -> "list[Any]":
    """Return the terms of which the output s, j of the last of these layers is the sum; none if it is not a sum.

    Each is a pair of factors, which need not be multiplied if a glance at them shows that nothing is close.
    """
    for layer in reversed(layers):
        if isinstance(layer, Dense):
            return [(x, row[j]) for x, row in zip(layer.inputs[s], layer.weights)] + [(layer.biases[0][j], 1)]
        if isinstance(layer, Standardizer):
            return [(layer.inputs[s][j] / layer.deviations[j], 1), (layer.means[j] / layer.deviations[j], 1)]
        if not isinstance(layer, (Dropout, Linear)):
            break
    return []


def _is_close(distance: "Any", terms: "list[Any]", format: str) -> bool:
    """Return whether |distance| < 8 ulp(sum of |terms|)."""
    factors: "list[tuple[Any, Any]]" = [(Exact.constant(a), Exact.constant(b)) for a, b in terms]
    if _is_far(Exact.constant(distance).interval, factors, format):
        return False
    size = total(abs(a * b) for a, b in factors)
    return bool(abs(distance) < CLOSE * unit(size, format)) if size else False


def _is_far(distance, factors, format):
    """Return whether the lengths of the numbers show that |distance| >= 8 ulp(sum of |terms|): they are enough mostly.

    |distance| >= 2**least, and each of n terms is below 2**most, so that their sum is below 2**(most + length(n)), and
    8 ulp of it are at most 2**(most + length(n) - digits + 3).
    """
    if distance is None or not factors or not all(a.interval and b.interval for a, b in factors):
        return False
    m, e, r = distance
    if abs(m) <= r:
        return False
    least = e + length(abs(m) - r) - 1
    most = max(top(a.interval) + top(b.interval) for a, b in factors)
    digits, smallest, _ = FORMATS[format]
    return least >= max(most + length(len(factors)) - digits, smallest) + 3


def unit(size: "Any", format: str) -> Exact:
    """Return the unit in the last place of a number of this size, above 0.

    >>> unit(Exact(1.5), "F64") == 2.0**-52, unit(Exact(5e-324), "F64").value
    (True, 5e-324)
    """
    digits, least, _ = FORMATS[format]
    m, e, _ = size.interval
    exponent = max(e + length(m) - digits, least)
    return Exact(1 << exponent) if exponent >= 0 else Exact(1) / (1 << -exponent)
