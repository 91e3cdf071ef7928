"""What the command `play` is given besides the library's data sets: a table, or a saved model and a table."""

import os
from argparse import Namespace

from ..formats.file_kinds import MODEL, SAFETENSORS, describe
from ..play.problems import Data, check_data
from ..play.settings import DATA_SETS
from ..validation.shapes import short_repr
from .options import UsageError
from .saved_model import load_model_and_table
from .train_table import _read_examples


def given_data(options: Namespace) -> "Data | None":
    """Read the table or the model that the options name; None for a data set of the library.

    Raises:
        UsageError: If the options do not belong together.
        ValueError: If the data cannot be read or drawn.
    """
    if options.source in DATA_SETS:
        _refuse(options, ("label", "ignore", "data", "header"), f"is for a file, got the data set {options.source}")
        return None
    if not os.path.exists(options.source):
        raise UsageError(f"SOURCE must be spiral, vertical or a file, got {short_repr(options.source)}")
    data = _of_model(options) if describe(options.source) in (MODEL, SAFETENSORS) else _of_table(options)
    check_data(data)
    return data


def _of_table(options):
    _refuse(options, ("data",), "is for a MODEL, and a TABLE has its data")
    if options.label is None:
        raise UsageError("a TABLE needs --label COLUMN")
    options.file, options.target = options.source, None
    X, y, columns, _, labels = _read_examples(options)
    return Data(X, y, columns, labels)


def _of_model(options):
    _refuse(options, ("label", "ignore"), "is for a TABLE to train on, and a MODEL has its columns")
    if options.data is None:
        raise UsageError("a MODEL needs --data TABLE")
    options.model, options.file = options.source, options.data
    model, table = load_model_and_table(options)
    X = table.numbers(model.columns)
    if model.labels is None:  # it predicts numbers
        return Data(X, [], model.columns, [], model)
    y = [model.labels.index(text) for text in table.texts(model.target, known=model.labels)]
    return Data(X, y, model.columns, model.labels, model)


def _refuse(options, names, reason):
    """Raise UsageError if one of some options is given."""
    for name in names:
        if getattr(options, name) is not None:
            raise UsageError(f"--{name} {reason}")
