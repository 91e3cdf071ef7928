"""What the two trainings of the command `train` have in common: network, optimizer, description, output files."""

import sys
from argparse import Namespace

from ..correct_rounding.training import ExactTraining
from ..formats.atomic_write import write_file
from ..formats.file_kinds import MODEL, SVG
from ..layers.dense import Dense
from ..layers.dropout import Dropout
from ..layers.leaky_relu import LeakyReLU
from ..layers.relu import ReLU
from ..layers.sigmoid import Sigmoid
from ..layers.tanh import Tanh
from ..model import Model
from ..optimizers.adagrad import AdaGrad
from ..optimizers.adam import Adam
from ..optimizers.base import Optimizer
from ..optimizers.rmsprop import RMSprop
from ..optimizers.sgd import SGD
from ..plot.svg_figures import training_picture
from ..training import Training
from .interruption import Interruption
from .outputs import check_outputs
from .streams import discard

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ..random_state import RandomState
    from ..types import Matrix

OPTIMIZERS: "dict[str, tuple[type[Any], tuple[float, float], tuple[float, float]]]" = {
    # (class, learning rate and decay for the spiral, the same for tables, which need smaller steps)
    "adam": (Adam, (0.1, 1e-3), (0.003, 0.0)),
    "rmsprop": (RMSprop, (0.05, 1e-3), (0.003, 0.0)),
    "adagrad": (AdaGrad, (0.5, 0.0), (0.03, 0.0)),
    "sgd": (SGD, (1.0, 1e-4), (0.03, 0.0)),
}
ACTIVATIONS: "dict[str, tuple[type[Any], str]]" = {  # (class, scale of the weights before it)
    "relu": (ReLU, "he"),
    "leaky-relu": (LeakyReLU, "he"),
    "tanh": (Tanh, "glorot"),
    "sigmoid": (Sigmoid, "glorot"),
}


def hidden_layers(
    inputs: int,
    widths: "Sequence[int]",
    l2: float,
    options: Namespace,
    random_state: "RandomState",
    first_scale: "float | None" = None,
) -> "list[Any]":
    """Make the hidden layers of a network, with the activation and the dropout that the options name.

    Args:
        inputs: How many inputs the first layer has.
        widths: The number of neurons of each.
        l2: The factor of the L2 penalty of the weights.
        options: The options of the command `train`.
        random_state: What the weights and the masks of dropout are drawn from.
        first_scale: The scale of the first layer's weights; None for the one that suits the activation.
    """
    activation, scale = ACTIVATIONS[options.activation]
    layers: "list[Any]" = []
    for n, neurons in enumerate(widths):
        weights_scale: "Any" = first_scale if n == 0 and first_scale else scale
        layers.append(Dense(inputs, neurons, random_state, weights_scale=weights_scale, weights_l2=l2))
        layers.append(activation())
        if options.dropout:
            layers.append(Dropout(options.dropout, random_state))
        inputs = neurons
    return layers


def make_optimizer(options: Namespace, for_table: bool = False) -> Optimizer:
    """Make the optimizer that the options name, with the learning rate of the options or the default one."""
    optimizer, for_spiral, for_tables = OPTIMIZERS[options.optimizer]
    learning_rate, decay = for_tables if for_table else for_spiral
    return optimizer(learning_rate if options.learning_rate is None else options.learning_rate, decay)


def training_kind(options: Namespace) -> "type[Training]":
    """Return what runs the training that the options describe."""
    return ExactTraining if options.exact else Training


def describe(model: "Any", options: Namespace) -> str:
    """Return one line about the training that is about to start: widths, optimizer, learning rate, seed."""
    dense = [layer for layer in model.layers if isinstance(layer, Dense)]
    widths = "-".join(str(n) for n in [dense[0].n_inputs] + [layer.n_neurons for layer in dense])
    learning_rate = model.optimizer.learning_rate
    return f"Training {widths} with {options.optimizer}, learning rate {learning_rate}, seed {options.seed}"


def check_files(options: Namespace) -> None:
    """Raise an error if an output file is an input, cannot be written or must not be replaced; see `outputs`."""
    check_outputs(
        {
            "--save": (options.save, MODEL),
            "--plot": (options.plot, SVG),
            "--checkpoint": (options.checkpoint, MODEL),
        },
        {"TABLE": options.file, "--idx-labels": options.idx_labels},
        options.force,
    )


def announce(options: Namespace, lines: list[str]) -> "OSError | None":
    """Print lines before the training.

    Returns:
        The error if they cannot be printed, but the training has files to write; it is raised after that.
    """
    try:
        print("\n".join(lines), flush=True)
    except OSError as error:
        if not _has_outputs(options):
            raise
        discard(sys.stdout)
        return error
    return None


def interruption_of(options: Namespace) -> Interruption:
    """Return the block for a training and the writing of its files; inactive if no file is to be written."""
    return Interruption(_has_outputs(options))


def _has_outputs(options):
    return any(path is not None for path in (options.save, options.plot, options.checkpoint))


def write_outputs(
    options: Namespace,
    model: Model,
    X: "Matrix",
    y: "list[Any]",
    history: dict[str, list[float]],
    epochs: int,
    interruption: Interruption,
    failure: "OSError | None",
    checkpoint: "str | None" = None,
) -> None:
    """Write the model and the picture of its training to the files that the options name.

    Args:
        epochs: How many epochs the training should have.
        failure: What `announce` returned.
        checkpoint: The checkpoint that has been written at the end of the training, or None.

    Raises:
        OSError: If a file cannot be written, or `failure`, after they have been written.
        KeyboardInterrupt: If a signal has stopped the training; the message is what has been saved.
    """
    done = len(history.get("loss", ()))
    written = [] if checkpoint is None else [checkpoint]
    if interruption.cause and not interruption.has_learnt:
        raise KeyboardInterrupt(f"{interruption.cause} before the first step of the training; nothing is saved")
    if options.save is not None:
        model.save(options.save)
        written.append(options.save)
    if options.plot is not None and done:
        write_file(options.plot, training_picture(model, X, y, history).encode())
        written.append(options.plot)
    if interruption.cause:
        saved = f"all steps made are saved in {' and '.join(written)}" if written else "nothing is saved"
        raise KeyboardInterrupt(f"{interruption.cause} after {done} of {epochs} epochs; {saved}")
    if failure is not None:
        raise failure
