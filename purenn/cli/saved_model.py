"""A saved model and a table that matches it: the arguments of the commands `predict` and `evaluate`."""

import os
from argparse import ArgumentParser, Namespace
from typing import Any

from ..formats.csv_headers import table_like
from ..formats.csv_tables import Table
from ..formats.file_kinds import MODEL, SAFETENSORS, describe
from ..losses.regression import MeanAbsoluteError, MeanSquaredError
from ..model import Model
from .options import UsageError, add_header_options


def add_model_and_table(parser: ArgumentParser, table_help: str) -> None:
    """Declare the arguments MODEL and TABLE."""
    parser.add_argument("model", metavar="MODEL", help="model file written by train --save")
    parser.add_argument("file", metavar="TABLE", help=table_help)
    add_header_options(parser)


def load_model_and_table(options: Namespace) -> tuple[Any, Table]:
    """Load the model and the table that the options name.

    Raises:
        UsageError: If the two are in the wrong order.
        ValueError: If the model has no column names or no target name, if it has labels but is no classifier or the
            other way round, or if the table does not have the model's columns.
    """
    _check_order(options.model, options.file)
    model = Model.load(options.model)
    if model.columns is None or model.target is None:
        raise ValueError(f"{options.model}: the model must have names for its columns and target, as train saves them")
    if (model.labels is None) != isinstance(model.loss, (MeanSquaredError, MeanAbsoluteError)):
        raise ValueError(f"{options.model}: the model must have labels if it is a classifier, and none otherwise")
    return model, table_like(options.file, model.columns, model.target, options.header)


def _check_order(model, table):
    """Raise UsageError if the model is no model, but the table is one."""
    if os.path.isfile(model) and os.path.isfile(table):
        kind = describe(table)
        if kind in (MODEL, SAFETENSORS) and describe(model) not in (MODEL, SAFETENSORS):
            raise UsageError(f"MODEL comes before TABLE, but {table} is {kind} and {model} is none")
