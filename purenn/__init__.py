"""Neural networks in plain Python, without dependencies.

A matrix is a list of rows of equal length, and the rows are samples. The formulas use the indices
    s  sample      i  input      j  neuron or class      k  target class.

    import purenn

    model = purenn.Model([purenn.Dense(2, 3), purenn.Softmax()], purenn.CategoricalCrossentropy(), purenn.Adam())

Every public name is an attribute of `purenn`. Its module is imported when the name is first used, so that a command
starts quickly and a board holds only the modules that it needs. Type checkers and editors read `__init__.pyi` instead.

To read the source, start with `matrix/loops.py`, which defines the matrix products, and `layers/dense.py`. Continue
with `layers/softmax.py`, `losses/categorical.py` and `model.py`.
"""

import sys

from .heap import FrequentCollection

__version__ = "0.1.0"

# The public names, by the module that defines them. `__init__.pyi` lists the same names.
_EXPORTS = (
    ("correct_rounding.results", ("reference",)),
    ("datasets", ("circles_data", "sine_data", "spiral_data", "vertical_data", "xor_data")),
    ("explanation.trace", ("explain",)),
    ("formats.csv_examples", ("read_table",)),
    ("formats.csv_format", ("TableFormat",)),
    ("formats.safetensors", ("load_tensors",)),
    ("gradcheck", ("numerical_gradient",)),
    ("layers.base", ("Layer",)),
    ("layers.dense", ("Dense",)),
    ("layers.dropout", ("Dropout",)),
    ("layers.leaky_relu", ("LeakyReLU",)),
    ("layers.linear", ("Linear",)),
    ("layers.relu", ("ReLU",)),
    ("layers.sigmoid", ("Sigmoid",)),
    ("layers.softmax", ("Softmax",)),
    ("layers.tanh", ("Tanh",)),
    ("losses.base", ("Loss",)),
    ("losses.binary", ("BinaryCrossentropy",)),
    ("losses.categorical", ("CategoricalCrossentropy",)),
    ("losses.from_logits", ("SigmoidCrossentropy", "SoftmaxCrossentropy")),
    ("losses.regression", ("MeanAbsoluteError", "MeanSquaredError")),
    ("matrix", ("argmax", "one_hot", "use_kernel")),
    ("metrics", ("accuracy", "binary_accuracy")),
    ("model", ("Model",)),
    ("numbers.dual", ("Dual",)),
    ("numbers.exact", ("Exact", "Undecided")),
    ("numbers.float32", ("Float32",)),
    ("numbers.traced", ("Traced",)),
    ("optimizers.adagrad", ("AdaGrad",)),
    ("optimizers.adam", ("Adam",)),
    ("optimizers.base", ("Optimizer",)),
    ("optimizers.rmsprop", ("RMSprop",)),
    ("optimizers.sgd", ("SGD",)),
    ("preprocessing", ("Standardizer",)),
    ("random_state", ("RandomState", "seed")),
    ("reports", ("calibration", "classification_report", "confusion_matrix")),
    ("splitting", ("train_test_split",)),
    ("table_encoder", ("TableEncoder",)),
    ("validation.shapes", ("ShapeError",)),
)

# MicroPython has no module csv, so that boards do not get what reads tables.
_HAS_TABLES = sys.implementation.name != "micropython"
__all__ = sorted(
    name for module, names in _EXPORTS for name in names if _HAS_TABLES or not module.startswith("formats.csv_")
)


def __getattr__(name):
    """Import the module that defines a public name, or the module of this name."""
    for module, names in _EXPORTS:
        if name in names:
            value = globals()[name] = getattr(_import(module), name)
            return value
    try:
        # For `purenn.plot`. On MicroPython also for `from purenn import plot`, which calls this function before it
        # looks for a file, and does not look for one after an AttributeError.
        return _import(name)
    except ImportError:
        raise AttributeError(
            f"module 'purenn' has no attribute {name!r}{_import('foreign_words').advice(name)}"
        ) from None


def _import(module):
    with FrequentCollection():
        return __import__("purenn." + module, None, None, (module,))


def __dir__():
    return sorted(set(globals()) | set(__all__))
