"""The class names of the book "Neural Networks from Scratch in Python", for running its chapter script unchanged.

    from purenn.book import Activation_ReLU, Layer_Dense, init, spiral_data  # instead of nnfs
    init()

The names are aliases of the classes and functions of purenn.
"""

from .datasets import spiral_data
from .layers.dense import Dense as Layer_Dense
from .layers.relu import ReLU as Activation_ReLU
from .layers.softmax import Softmax as Activation_Softmax
from .losses.base import Loss
from .losses.categorical import CategoricalCrossentropy as Loss_CategoricalCrossentropy
from .random_state import seed


def init(random_seed: int = 0) -> None:
    """Restart the default random stream, as the book's `nnfs.init()` does.

    Args:
        random_seed: An integer in 0..4294967295.

    >>> init()
    """
    seed(random_seed)


__all__ = [
    "Activation_ReLU",
    "Activation_Softmax",
    "Layer_Dense",
    "Loss",
    "Loss_CategoricalCrossentropy",
    "init",
    "spiral_data",
]
