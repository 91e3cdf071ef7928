"""What the command `play` is given besides the library's data sets: a table, or a saved model and a table."""

import os
from argparse import Namespace

from ..formats.csv_examples import read_table
from ..formats.file_kinds import MODEL, SAFETENSORS, describe
from ..play.problems import Data, check_data
from ..play.settings import DATA_SETS
from ..table_encoder import TableEncoder
from ..validation.shapes import short_repr
from .options import UsageError
from .saved_model import examples_of, inputs_of, load_model_and_table
from .streams import report
from .table_options import table_format

FORMAT = ("header", "delimiter", "encoding", "missing", "idx_labels")  # how a file is written


def given_data(options: Namespace) -> "Data | None":
    """Read the table or the model that the options name; None for a data set of the library.

    Raises:
        UsageError: If the options do not belong together.
        ValueError: If the data cannot be read or drawn.
    """
    if options.source in DATA_SETS:
        _refuse(options, ("label", "ignore", "data", *FORMAT), f"is for a file, got the data set {options.source}")
        return None
    if not os.path.exists(options.source):
        raise UsageError(f"SOURCE must be spiral, vertical or a file, got {short_repr(options.source)}")
    data = _of_model(options) if describe(options.source) in (MODEL, SAFETENSORS) else _of_table(options)
    check_data(data)
    return data


def _of_table(options):
    _refuse(options, ("data", "idx_labels"), "is for a MODEL, and a TABLE has its data")
    if options.label is None:
        raise UsageError("a TABLE needs --label COLUMN")
    examples = read_table(options.source, options.label, ignore=options.ignore or [], form=table_format(options))
    for warning in examples.warnings:
        report(f"warning: {warning}")
    encoder = TableEncoder(missing=options.missing or []).fit(examples.rows, examples.columns)
    X = [list(row) for row in encoder.transform(examples.rows)]
    return Data(X, examples.y, encoder.features, examples.labels or [])


def _of_model(options):
    _refuse(options, ("label", "ignore"), "is for a TABLE to train on, and a MODEL has its columns")
    if options.data is None:
        raise UsageError("a MODEL needs --data TABLE")
    options.model, options.file = options.source, options.data
    model, table = load_model_and_table(options)
    if model.labels is None:  # it predicts numbers, and needs none
        return Data([list(row) for row in inputs_of(model, table)], [], model.columns, [], model)
    rows, y = examples_of(model, table)
    return Data([list(row) for row in rows], y, model.columns, model.labels, model)


def _refuse(options, names, reason):
    """Raise UsageError if one of some options is given."""
    for name in names:
        if getattr(options, name) is not None:
            raise UsageError(f"--{name} {reason}")
