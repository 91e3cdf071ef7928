from . import book as book
from . import plot as plot
from .correct_rounding.results import reference as reference
from .datasets import circles_data as circles_data
from .datasets import sine_data as sine_data
from .datasets import spiral_data as spiral_data
from .datasets import vertical_data as vertical_data
from .datasets import xor_data as xor_data
from .explanation.trace import explain as explain
from .formats.csv_examples import read_table as read_table
from .formats.csv_format import TableFormat as TableFormat
from .formats.safetensors import load_tensors as load_tensors
from .gradcheck import numerical_gradient as numerical_gradient
from .layers.base import Layer as Layer
from .layers.dense import Dense as Dense
from .layers.dropout import Dropout as Dropout
from .layers.leaky_relu import LeakyReLU as LeakyReLU
from .layers.linear import Linear as Linear
from .layers.relu import ReLU as ReLU
from .layers.sigmoid import Sigmoid as Sigmoid
from .layers.softmax import Softmax as Softmax
from .layers.tanh import Tanh as Tanh
from .losses.base import Loss as Loss
from .losses.binary import BinaryCrossentropy as BinaryCrossentropy
from .losses.categorical import CategoricalCrossentropy as CategoricalCrossentropy
from .losses.from_logits import SigmoidCrossentropy as SigmoidCrossentropy
from .losses.from_logits import SoftmaxCrossentropy as SoftmaxCrossentropy
from .losses.regression import MeanAbsoluteError as MeanAbsoluteError
from .losses.regression import MeanSquaredError as MeanSquaredError
from .matrix import argmax as argmax
from .matrix import one_hot as one_hot
from .matrix import use_kernel as use_kernel
from .metrics import accuracy as accuracy
from .metrics import binary_accuracy as binary_accuracy
from .model import Model as Model
from .numbers.dual import Dual as Dual
from .numbers.exact import Exact as Exact
from .numbers.exact import Undecided as Undecided
from .numbers.float32 import Float32 as Float32
from .numbers.traced import Traced as Traced
from .optimizers.adagrad import AdaGrad as AdaGrad
from .optimizers.adam import Adam as Adam
from .optimizers.base import Optimizer as Optimizer
from .optimizers.rmsprop import RMSprop as RMSprop
from .optimizers.sgd import SGD as SGD
from .preprocessing import Standardizer as Standardizer
from .random_state import RandomState as RandomState
from .random_state import seed as seed
from .reports import calibration as calibration
from .reports import classification_report as classification_report
from .reports import confusion_matrix as confusion_matrix
from .splitting import train_test_split as train_test_split
from .table_encoder import TableEncoder as TableEncoder
from .validation.shapes import ShapeError as ShapeError

__version__: str
__all__ = [
    "AdaGrad",
    "Adam",
    "BinaryCrossentropy",
    "CategoricalCrossentropy",
    "Dense",
    "Dropout",
    "Dual",
    "Exact",
    "Float32",
    "Layer",
    "LeakyReLU",
    "Linear",
    "Loss",
    "MeanAbsoluteError",
    "MeanSquaredError",
    "Model",
    "Optimizer",
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
    "TableEncoder",
    "TableFormat",
    "Tanh",
    "Traced",
    "Undecided",
    "accuracy",
    "argmax",
    "binary_accuracy",
    "calibration",
    "circles_data",
    "classification_report",
    "confusion_matrix",
    "explain",
    "load_tensors",
    "numerical_gradient",
    "one_hot",
    "read_table",
    "reference",
    "seed",
    "sine_data",
    "spiral_data",
    "train_test_split",
    "use_kernel",
    "vertical_data",
    "xor_data",
]
