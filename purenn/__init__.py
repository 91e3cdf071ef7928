"""purenn: neural networks in plain Python. Lists of lists, math.exp, math.log, and nothing to install.

A matrix is a list of equal-length rows; samples are rows. The formulas count with
    s  a sample      i  an input      j  a neuron or a class      k  the target class.

Read the rooms in this order, each of which imports only those before it: checks, targets, matrix, elementary,
random_state, layers, activations, losses, metrics, datasets; then book, chapter, terminal and cli.
"""

from .activations import ReLU, Softmax
from .checks import ShapeError
from .datasets import spiral_data
from .layers import Dense
from .losses import CategoricalCrossentropy, Loss
from .matrix import argmax, one_hot
from .metrics import accuracy
from .random_state import RandomState, seed

__version__ = "0.1.0"

__all__ = [
    "CategoricalCrossentropy",
    "Dense",
    "Loss",
    "RandomState",
    "ReLU",
    "ShapeError",
    "Softmax",
    "accuracy",
    "argmax",
    "one_hot",
    "seed",
    "spiral_data",
]
