"""purenn: neural networks in plain Python. Lists of lists, math.exp, math.log, and nothing to install.

A matrix is a list of equal-length rows; samples are rows. The formulas count with
    s  a sample      i  an input      j  a neuron or a class      k  the target class.

Read the rooms in this order, each of which imports only those before it: checks, entries, settings, targets,
elementary, matrix, random_state, kernels, fused_kernels, layers, dropout, activations, metrics, losses,
regression_losses, binary_losses, logit_losses, datasets, preprocessing, optimizers, chain, fitting, model, gradcheck,
selfcheck; for files strict_json, safetensors, files, saving and python_file, which model imports when it needs them;
then numbers, steps, explain, book, terminal and chapter; for pictures ticks, svg, plot, charts and explain_page; and
for the commands tables, reports, options, screen, training, table_training, predicting, evaluating, plotting,
explaining, sizing and cli.
"""

__version__ = "0.1.0"

# What each room offers here. A room is loaded when something in it is first asked for: so a command starts at once,
# and a board holds only the rooms that it uses.
_OFFERS = (
    ("layers.activations", ("Linear", "ReLU", "Sigmoid", "Softmax")),
    ("losses.binary", ("BinaryCrossentropy",)),
    ("validation.shapes", ("ShapeError",)),
    ("datasets", ("sine_data", "spiral_data", "vertical_data")),
    ("layers.dropout", ("Dropout",)),
    ("explanation.trace", ("explain",)),
    ("gradcheck", ("numerical_gradient",)),
    ("matrix.fast", ("use_kernel",)),
    ("layers.dense", ("Dense",)),
    ("losses.from_logits", ("SigmoidCrossentropy", "SoftmaxCrossentropy")),
    ("losses.categorical", ("CategoricalCrossentropy", "Loss")),
    ("matrix.loops", ("argmax", "one_hot")),
    ("metrics", ("accuracy", "binary_accuracy")),
    ("model", ("Model",)),
    ("numbers", ("Dual", "Float32", "Traced")),
    ("optimizers", ("SGD", "AdaGrad", "Adam", "RMSprop")),
    ("preprocessing", ("Standardizer", "train_test_split")),
    ("random_state", ("RandomState", "seed")),
    ("losses.regression", ("MeanAbsoluteError", "MeanSquaredError")),
    ("formats.safetensors", ("load_tensors",)),
)

__all__ = sorted(name for _, names in _OFFERS for name in names)


def __getattr__(name):
    for room, names in _OFFERS:
        if name in names:
            value = globals()[name] = getattr(_room(room), name)
            return value
    try:
        return _room(name)  # MicroPython asks here for a room too, before it looks for the file
    except ImportError:
        raise AttributeError(f"purenn has no {name!r}")


def _room(name):
    return __import__("purenn." + name, None, None, (name,))


def __dir__():
    return sorted(set(globals()) | set(__all__))
