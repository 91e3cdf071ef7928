"""Checkpoints of a training on a table: files from which `train --resume` goes on as if it had not been interrupted.

    checkpoint = Checkpoint(path, model, interruption)
    model.fit(X, y, epochs=200, callback=checkpoint)
    checkpoint.save()

A checkpoint is a model file that also holds the optimizer and the options of the training.
"""

import time
from argparse import ArgumentParser, ArgumentTypeError, Namespace

from ..model import Model
from .interruption import Interruption
from .options import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn

SECONDS = 10.0  # between two checkpoints
# The options that make a training what it is; those of its output are given again.
OPTIONS = (
    *("label", "target", "ignore", "category", "missing_indicators"),
    *("header", "delimiter", "decimal", "encoding", "missing"),
    *("test_share", "validation_share", "folds", "unscaled"),
    *("epochs", "patience", "hidden", "activation", "l2", "dropout", "batch_size", "class_weights"),
    *("optimizer", "learning_rate", "seed", "exact"),
)


class Checkpoint:
    """A callback of `Model.fit` that saves the training every 10 seconds, and when it is interrupted.

    Args:
        path: The file.
        model: The model that is trained.
        interruption: What a signal has been noted in, after which the callback stops the training.
    """

    def __init__(self, path: str, model: Model, interruption: Interruption) -> None:
        self.path: str = path
        self.model: Model = model
        self.interruption: Interruption = interruption
        self._saved = time.perf_counter()

    def __call__(self, epoch: int, figures: "dict[str, float]") -> bool:
        """Save the training if it is time to, and return whether to stop."""
        stops = bool(self.interruption.cause)
        if stops or time.perf_counter() - self._saved > SECONDS:
            self.save()
        return stops

    def save(self) -> None:
        """Save the training as of the end of the last epoch."""
        self.model.save(self.path, optimizer=True)
        self._saved = time.perf_counter()


def training_options(options: Namespace) -> "dict[str, Any]":
    """Return the options that make a training what it is, as data for JSON, without those that are not given."""
    given = {name: getattr(options, name) for name in OPTIONS}
    return {
        name: value
        for name, value in given.items()
        if value is not None and value is not False or name == "header" and value is False
    }


def resumed(options: Namespace, add_arguments: "Callable[[ArgumentParser], None]") -> "tuple[Namespace, Model]":
    """Return the options and the model of the training that `--resume` goes on with.

    Args:
        options: The options given now; of those in `OPTIONS` only `--epochs` may be.
        add_arguments: Declares the options.

    Raises:
        UsageError: If other options of the training are given.
        ValueError: If the file is not a checkpoint.
        OSError: If it cannot be read.
    """
    parser = _Parser(add_help=False)
    add_arguments(parser)
    defaults = parser.parse_args([])
    changed = [name for name in OPTIONS if name != "epochs" and getattr(options, name) != getattr(defaults, name)]
    if changed:
        raise UsageError(
            f"--resume takes the options of its training, besides --epochs, got --{changed[0].replace('_', '-')}"
        )
    model = Model.load(options.resume)
    stored = (model.notes or {}).get("options")
    if type(stored) is not dict or not set(stored) <= set(OPTIONS) or model.optimizer is None:
        raise ValueError(f"{options.resume}: the file must be a checkpoint, as train --checkpoint writes it")
    try:
        trained_with = parser.parse_args(list(_arguments(stored)))
    except ArgumentTypeError as error:
        raise ValueError(f"{options.resume}: the options of the checkpoint must be valid, but {error}") from None
    for name in OPTIONS:
        if name != "epochs" or options.epochs is None:
            setattr(options, name, getattr(trained_with, name))
    return options, model


class _Parser(ArgumentParser):
    """A parser whose errors are exceptions, not exits."""

    def error(self, message: str) -> "NoReturn":
        raise ArgumentTypeError(message)


def _arguments(stored: "dict[str, Any]"):
    """Yield the options of a checkpoint as they are given on the command line."""
    for name, value in stored.items():
        option = "--no-header" if name == "header" and value is False else "--" + name.replace("_", "-")
        if value is True or option == "--no-header":
            yield option
        elif name == "hidden" and type(value) is list:
            yield f"{option}={','.join(map(str, value))}"
        else:
            for item in value if type(value) is list else [value]:
                yield f"{option}={item}"
