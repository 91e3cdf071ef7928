"""L1 and L2 penalties: what large weights and biases cost, added to the loss so that training keeps them small.

Any layer can have them, by the attributes `weights_l1`, `weights_l2`, `biases_l1` and `biases_l2`.
Source: Neural Networks from Scratch in Python, chapter 14.
"""

from ..elementary import sign
from ..matrix import total

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..types import Matrix


def penalty(layers: "Iterable[object]") -> float:
    """Add up the penalties of all layers, which a model reports separately from the loss of the data.

    sum over layers of weights_l1 * sum_ij |w_ij| + weights_l2 * sum_ij w_ij**2, and the same for the biases

    >>> from purenn import Dense
    >>> penalty([Dense.of([[-1.0, 2.0]], [[0.0, 0.0]], weights_l1=0.5, weights_l2=0.25)])
    2.75
    """
    result = 0.0
    for layer in layers:
        for name in getattr(layer, "parameters", ()):
            l1, l2 = getattr(layer, name + "_l1", 0), getattr(layer, name + "_l2", 0)
            if l1 or l2:
                result = result + penalty_of(getattr(layer, name), l1, l2)
    return result


def penalty_of(parameter: "Matrix", l1: float, l2: float) -> float:
    """Compute the penalty of one parameter.

    l1 * sum_ij |w_ij| + l2 * sum_ij w_ij**2

    >>> penalty_of([[-1.0, 2.0]], 0.5, 0.25)
    2.75
    """
    if not (l1 or l2):
        return 0.0
    return total(l1 * abs(w) + l2 * w * w for row in parameter for w in row)


def penalty_gradient(parameter: "Matrix", l1: float, l2: float) -> "Matrix":
    """Differentiate the penalty of one parameter with respect to each of its entries.

    l1 * sign(w_ij) + 2 * l2 * w_ij, with sign(0) = 0

    >>> penalty_gradient([[-1.0, 0.0, 2.0]], 0.5, 0.25)
    [[-1.0, 0.0, 1.5]]
    """
    return [[l1 * sign(w) + 2 * l2 * w for w in row] for row in parameter]
