"""Which last layers and losses fit together; `Model` checks it before anything is trained.

    check_compatible([Dense(2, 3), Softmax()], SoftmaxCrossentropy())
    # ValueError: loss must be CategoricalCrossentropy after Softmax, got SoftmaxCrossentropy, ...

Such a mistake would raise no error later: the loss would fall a little and then stay where it is. Only the library's
own classes are checked. A class derived from one of them, or a `forward` replaced on an object, may compute something
else.
"""

from .layers.dense import Dense
from .layers.relu import ReLU
from .layers.sigmoid import Sigmoid
from .layers.softmax import Softmax
from .losses.binary import BinaryCrossentropy
from .losses.categorical import CategoricalCrossentropy
from .losses.from_logits import SigmoidCrossentropy, SoftmaxCrossentropy
from .validation.shapes import ShapeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from .losses.base import Loss

    Place = tuple[int, Any, str]  # the index of a layer, the layer and its name

IDENTITIES = ("Linear", "Dropout")  # in predictions
ELEMENTWISE = ("Linear", "Dropout", "ReLU", "LeakyReLU", "Sigmoid", "Tanh", "Softmax")  # as many outputs as inputs
# For each loss of classes: the activation before it or in it, and the loss to use where the other is wanted.
FROM_PROBABILITIES: "dict[type[Loss], tuple[str, str]]" = {
    CategoricalCrossentropy: ("Softmax", "SoftmaxCrossentropy"),
    BinaryCrossentropy: ("Sigmoid", "SigmoidCrossentropy"),
}
FROM_LOGITS: "dict[type[Loss], str]" = {SoftmaxCrossentropy: "Softmax", SigmoidCrossentropy: "Sigmoid"}
AFTER_ACTIVATION = {"Softmax": "CategoricalCrossentropy", "Sigmoid": "BinaryCrossentropy"}


def check_compatible(layers: "Sequence[Any]", loss: "Loss") -> None:
    """Refuse a last layer and a loss that do not fit together, in an error that names what does.

    Raises:
        ShapeError: If there is a single output where several are compared.
        ValueError: If the loss contains the last activation, takes other outputs than it gives, or can never be small.

    >>> check_compatible([Dense(2, 3), Softmax()], CategoricalCrossentropy())
    >>> check_compatible([Dense(2, 1), ReLU()], BinaryCrossentropy())
    Traceback (most recent call last):
    ValueError: layers must end in Sigmoid for BinaryCrossentropy, got ReLU(); or end in Dense for SigmoidCrossentropy
    """
    kind = None if _has_own_methods(loss) else type(loss)
    places = [(n, layer, _name(layer)) for n, layer in enumerate(layers)]
    essential = [place for place in places if place[2] not in IDENTITIES] or places[-1:]
    last = essential[-1]
    _check_width(_width(places), last, kind)
    if kind in FROM_PROBABILITIES:
        _check_probabilities(last, kind)
        _check_dropout(places[last[0] + 1 :])
        for place in essential[-2:-1]:
            _check_logits(place, last[2])
    elif kind in FROM_LOGITS:
        _check_activation(last, kind)
        _check_logits(last, FROM_LOGITS[kind])


def check_change(layers: "Sequence[Any]", loss: "Loss") -> None:
    """Check layers and a loss one of which is being replaced in a model, as `check_compatible` does."""
    try:
        check_compatible(layers, loss)
    except ValueError as error:
        raise type(error)(f"{error}; to replace both, make a new Model") from None


def _has_own_methods(instance: object) -> bool:
    return bool({"forward", "backward", "calculate"} & set(instance.__dict__))


def _name(layer: "Any") -> str:
    """Return the name of the class of a layer, "" if that is not exactly one of the library's.

    The rarer classes are imported only where a layer has their name, so that a board need not hold them.
    """
    name = type(layer).__name__
    own = {"Dense": Dense, "ReLU": ReLU, "Sigmoid": Sigmoid, "Softmax": Softmax}.get(name)
    if name == "Dropout":
        from .layers.dropout import Dropout

        own = Dropout
    elif name == "Linear":
        from .layers.linear import Linear

        own = Linear
    elif name == "Tanh":
        from .layers.tanh import Tanh

        own = Tanh
    elif name == "LeakyReLU":
        from .layers.leaky_relu import LeakyReLU

        own = LeakyReLU
    elif name == "Standardizer":
        from .preprocessing import Standardizer

        own = Standardizer
    return name if type(layer) is own and not _has_own_methods(layer) else ""


def _width(places: "list[Place]") -> "int | None":
    """Return the number of outputs, None if it is not known."""
    for _, layer, name in reversed(places):
        if name not in ELEMENTWISE:
            return getattr(layer, "n_neurons", None)
    return None


def _check_width(width, last, kind):
    """Refuse a single output where several are compared with each other."""
    n, _, name = last
    if width != 1:
        return
    needs_classes = kind is CategoricalCrossentropy or kind is SoftmaxCrossentropy
    if name == "Softmax":
        remedy = "Sigmoid and BinaryCrossentropy" if needs_classes else "Sigmoid"
        raise ShapeError(
            f"layers[{n}] must have several inputs, because a softmax of one is always 1, got 1; use {remedy}"
        )
    if needs_classes:
        remedy = "Sigmoid and BinaryCrossentropy" if kind is CategoricalCrossentropy else "SigmoidCrossentropy"
        raise ShapeError(
            f"layers must end in an output for each class for {kind.__name__}, got 1; for yes or no use {remedy}"
        )


def _check_probabilities(last, kind):
    """Refuse a last layer that gives no probabilities to a loss that takes them."""
    _, layer, name = last
    activation, other = FROM_PROBABILITIES[kind]
    if name == "" or name in ("Softmax", activation):
        return
    # A Sigmoid gives probabilities, but CategoricalCrossentropy would lower none of those of the wrong classes.
    remedy = ", or use BinaryCrossentropy" if name == "Sigmoid" else ""
    raise ValueError(
        f"layers must end in {activation} for {kind.__name__}, got {layer!r}; or end in Dense for {other}{remedy}"
    )


def _check_dropout(behind):
    """Refuse a dropout that in training would scale probabilities beyond 1."""
    for n, layer, name in behind:
        if name == "Dropout" and layer.rate:
            raise ValueError(f"layers[{n}] must stand before the last Dense, got {layer!r} after the probabilities")


def _check_activation(last, kind):
    """Refuse an activation before a loss that takes logits."""
    name = last[2]
    if name in AFTER_ACTIVATION:
        contained = FROM_LOGITS[kind].lower()
        raise ValueError(
            f"loss must be {AFTER_ACTIVATION[name]} after {name}, got {kind.__name__}, which computes a {contained} "
            f"itself; or leave {name} out"
        )


def _check_logits(place, activation):
    """Refuse a layer whose outputs are bounded so that, as logits, they allow no confident prediction."""
    n, layer, name = place
    if activation == "Sigmoid" and name in ("ReLU", "Sigmoid", "Softmax"):
        reason = "whose outputs are never below 0, so that no probability is below one half"
    elif activation and name == "Tanh":
        reason = "whose outputs are in [-1, 1], so that no probability comes near 1"
    elif activation == "Softmax" and name in ("Sigmoid", "Softmax"):
        reason = "whose outputs are in [0, 1], so that no probability comes near 1"
    else:
        return
    raise ValueError(f"layers[{n}] must be left out before the {activation.lower()}, got {layer!r}, {reason}")
