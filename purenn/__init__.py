"""purenn: neural networks in plain Python. Lists of lists, math.exp, math.log, and nothing to install.

A matrix is a list of equal-length rows; samples are rows. The formulas count with
    s  a sample      i  an input      j  a neuron or a class      k  the target class.

Read the rooms in this order, each of which imports only those before it: checks, settings, targets, matrix,
elementary, random_state, layers, activations, metrics, losses, regression_losses, logit_losses, datasets,
preprocessing, optimizers, model, gradcheck; for files strict_json, safetensors, files and saving, which model
imports when it needs them; then book, terminal and chapter; for pictures ticks, svg, plot and charts; and for the
commands tables, reports, options, screen, training, table_training, predicting, evaluating, plotting and cli.
"""

from .activations import Linear, ReLU, Sigmoid, Softmax
from .checks import ShapeError
from .datasets import sine_data, spiral_data, vertical_data
from .gradcheck import numerical_gradient
from .layers import Dense, Dropout
from .logit_losses import SigmoidCrossentropy, SoftmaxCrossentropy
from .losses import BinaryCrossentropy, CategoricalCrossentropy, Loss
from .matrix import argmax, one_hot
from .metrics import accuracy, binary_accuracy
from .model import Model
from .optimizers import SGD, AdaGrad, Adam, RMSprop
from .preprocessing import Standardizer, train_test_split
from .random_state import RandomState, seed
from .regression_losses import MeanAbsoluteError, MeanSquaredError

__version__ = "0.1.0"


def load_tensors(path) -> dict:
    """Read the tensors of a safetensors file, whoever wrote it, as nested lists: a dict from names to lists.

    Shapes: a tensor of shape (rows, columns) is a list of rows; one of shape () is a number.
    Raises: ValueError, one line that names the file, for whatever the format forbids; OSError where the file
        cannot be read.
    """
    from .safetensors import load_tensors  # which imports what not every Python has

    return load_tensors(path)


__all__ = [
    "AdaGrad",
    "Adam",
    "BinaryCrossentropy",
    "CategoricalCrossentropy",
    "Dense",
    "Dropout",
    "Linear",
    "Loss",
    "MeanAbsoluteError",
    "MeanSquaredError",
    "Model",
    "RMSprop",
    "RandomState",
    "ReLU",
    "SGD",
    "ShapeError",
    "Sigmoid",
    "SigmoidCrossentropy",
    "Softmax",
    "SoftmaxCrossentropy",
    "Standardizer",
    "accuracy",
    "argmax",
    "binary_accuracy",
    "load_tensors",
    "numerical_gradient",
    "one_hot",
    "seed",
    "sine_data",
    "spiral_data",
    "train_test_split",
    "vertical_data",
]
