"""The loss if one number were another: differences, and the derivative from three sources.

    nudge(snapshot, "w1[0][2]", step=1e-6)
    curve(snapshot, "w1[0][2]", reach=0.5, points=21)

Nothing changes: the loss is computed with a copy.
"""

from ..chain import forward
from ..inspection import copy_of
from ..layers.leaky_relu import LeakyReLU
from ..layers.penalties import penalty
from ..layers.relu import ReLU
from ..numbers.dual import Dual
from .copies import layer_with_entry, rows_with
from .names import Place, place_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .snapshot import Snapshot

MOST_DIGITS = 16  # that can agree


def nudge(snapshot: "Snapshot", name: str, step: float) -> "dict[str, Any]":
    """Compare the change of the loss, if one number is a little smaller or larger, with its derivative.

    quotient = (L(v + h) - L(v - h)) / (2 * h)

    Args:
        snapshot: The model and its data.
        name: The name of a weight, a bias or an input.
        step: h, above 0.

    Returns:
        The three losses `minus`, `at` and `plus`, the `quotient`, the derivative from the `backward` pass and from
        `dual` numbers, how far they `agree`, and how many samples `crossed` the corner of a ReLU between v - h and
        v + h, where the loss has a corner too.

    Raises:
        ValueError: If the number is a class, or there is none of this name.
    """
    place = quantity(snapshot, name)
    minus, corners_below = _loss_and_corners(snapshot, place, place.value - step)
    at, _ = _loss_and_corners(snapshot, place, place.value)
    plus, corners_above = _loss_and_corners(snapshot, place, place.value + step)
    dual, _ = _loss_and_corners(snapshot, place, Dual(place.value, 1.0))
    quotient = (plus - minus) / (2 * step)
    backward = gradient(snapshot, place)
    return {
        "name": name,
        "value": place.value,
        "h": step,
        "minus": minus,
        "at": at,
        "plus": plus,
        "quotient": quotient,
        "backward": backward,
        "dual": dual.derivative if isinstance(dual, Dual) else 0.0,
        "agree": agreement(quotient, backward),
        "crossed": sum(below != above for below, above in zip(corners_below, corners_above)),
    }


def curve(snapshot: "Snapshot", name: str, reach: float, points: int) -> "dict[str, Any]":
    """Compute the loss along one number, from its value - reach to its value + reach."""
    place = quantity(snapshot, name)
    x = [place.value + reach * (2 * n / (points - 1) - 1) for n in range(points)]
    return {"name": name, "x": x, "loss": [_loss_and_corners(snapshot, place, value)[0] for value in x]}


def quantity(snapshot: "Snapshot", name: str) -> Place:
    """Find a weight, a bias or an input by its name.

    Raises:
        ValueError: If it is a class, or there is none of this name.
    """
    place = place_of(snapshot, name)
    if place.head == "y":
        raise ValueError(f"name must be that of a weight, a bias or an input, got {name}, which is a class")
    return place


def gradient(snapshot: "Snapshot", place: Place) -> float:
    """Return the derivative of the loss with respect to a weight, a bias or an input, from the backward pass."""
    passes = snapshot.passes
    passes.run_backward()
    if place.layer is None:
        return passes.layers[0].dinputs[place.row][place.column]
    return getattr(passes.layers[place.layer], "d" + place.parameter)[place.row][place.column]


def _loss_and_corners(snapshot, place, value):
    """The loss with another value of one number, and for each sample which inputs of the ReLUs are above 0."""
    if place.layer is None:
        inputs, before, layers = rows_with(snapshot.X, place, value), [], list(snapshot.model.layers)
    else:  # the layers before the changed one give what they gave
        before, layers = snapshot.passes.layers[: place.layer], list(snapshot.model.layers[place.layer :])
        inputs = before[-1].output if before else snapshot.X
        layers[0] = layer_with_entry(layers[0], place, value)
    layers = [copy_of(layer) for layer in layers]
    outputs = forward(layers, inputs, training=False)
    relus = [layer for layer in layers if isinstance(layer, (ReLU, LeakyReLU))]
    corners = [[[z > 0 for z in layer.inputs[s]] for layer in relus] for s in range(len(inputs))]
    return copy_of(snapshot.model.loss).calculate(outputs, snapshot.y) + penalty(before + layers), corners


def agreement(quotient: float, derivative: float) -> str:
    """Say in how many digits a difference quotient and a derivative agree.

    >>> agreement(0.50000001, 0.5)
    'The quotient and the backward pass agree in 7 digits'
    """
    if quotient == derivative:
        return "The quotient and the backward pass agree in every digit"
    digits = 0
    while digits < MOST_DIGITS and abs(quotient - derivative) < 0.5 * 10.0 ** -(digits + 1) * abs(derivative):
        digits += 1
    if digits == 0:
        return "The quotient is not near the derivative: h is too large, or so small that rounding errors dominate"
    return f"The quotient and the backward pass agree in {digits} {'digit' if digits == 1 else 'digits'}"
