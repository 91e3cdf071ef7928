"""What the two trainings of the command `train` have in common: the optimizer, its description, the output files."""

import sys
from argparse import Namespace

from ..formats.atomic_write import write_file
from ..formats.file_kinds import MODEL, SVG
from ..layers.dense import Dense
from ..model import Model
from ..optimizers.adagrad import AdaGrad
from ..optimizers.adam import Adam
from ..optimizers.base import Optimizer
from ..optimizers.rmsprop import RMSprop
from ..optimizers.sgd import SGD
from ..plot.svg_figures import training_picture
from .interruption import Interruption
from .outputs import check_outputs
from .streams import discard

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..types import Matrix

OPTIMIZERS: "dict[str, tuple[type[Any], float, float]]" = {  # (class, learning rate, decay); the values suit the spiral
    "adam": (Adam, 0.1, 1e-3),
    "rmsprop": (RMSprop, 0.05, 1e-3),
    "adagrad": (AdaGrad, 0.5, 0.0),
    "sgd": (SGD, 1.0, 1e-4),
}


def make_optimizer(options: Namespace, divisor: int = 1) -> Optimizer:
    """Make the optimizer that the options name.

    Args:
        divisor: Divides the default learning rate, but not one given by `--learning-rate`.
    """
    optimizer, learning_rate, decay = OPTIMIZERS[options.optimizer]
    return optimizer(learning_rate / divisor if options.learning_rate is None else options.learning_rate, decay)


def describe(model: "Any", options: Namespace) -> str:
    """Return one line about the training that is about to start: widths, optimizer, learning rate, seed."""
    dense = [layer for layer in model.layers if isinstance(layer, Dense)]
    widths = "-".join(str(n) for n in [dense[0].n_inputs] + [layer.n_neurons for layer in dense])
    learning_rate = model.optimizer.learning_rate
    return f"Training {widths} with {options.optimizer}, learning rate {learning_rate}, seed {options.seed}"


def check_files(options: Namespace) -> None:
    """Raise an error if an output file is an input, cannot be written or must not be replaced; see `outputs`."""
    check_outputs(
        {"--save": (options.save, MODEL), "--plot": (options.plot, SVG)}, {"TABLE": options.file}, options.force
    )


def announce(options: Namespace, lines: list[str]) -> "OSError | None":
    """Print lines before the training.

    Returns:
        The error if they cannot be printed, but the training has files to write; it is raised after that.
    """
    try:
        print("\n".join(lines), flush=True)
    except OSError as error:
        if options.save is None and options.plot is None:
            raise
        discard(sys.stdout)
        return error
    return None


def interruption_of(options: Namespace) -> Interruption:
    """Return the block for a training and the writing of its files; inactive if no file is to be written."""
    return Interruption(options.save is not None or options.plot is not None)


def write_outputs(
    options: Namespace,
    model: Model,
    X: "Matrix",
    y: "list[Any]",
    history: dict[str, list[float]],
    epochs: int,
    interruption: Interruption,
    failure: "OSError | None",
) -> None:
    """Write the model and the picture of its training to the files that the options name.

    Args:
        epochs: How many epochs the training should have.
        failure: What `announce` returned.

    Raises:
        OSError: If a file cannot be written, or `failure`, after they have been written.
        KeyboardInterrupt: If a signal has stopped the training; the message is what has been saved.
    """
    done = len(history.get("loss", ()))
    written = []
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
