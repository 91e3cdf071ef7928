"""The names that the book gives to these classes, so that its chapter script runs with its imports changed.

They are the library's own objects under another name; there is nothing else here.
"""

from .layers.activations import ReLU as Activation_ReLU
from .layers.activations import Softmax as Activation_Softmax
from .datasets import spiral_data
from .layers.dense import Dense as Layer_Dense
from .losses.categorical import CategoricalCrossentropy as Loss_CategoricalCrossentropy
from .losses.categorical import Loss
from .random_state import seed


def init(random_seed: int = 0) -> None:
    """Start the default random stream, as the book's `nnfs.init()` does; nothing else is changed by it.

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
