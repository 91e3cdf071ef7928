"""A saved model and a table that matches it: the arguments of the commands `predict` and `evaluate`.

model, table = load_model_and_table(options)
for rows, targets, lines in portions(model, table, with_target=False): ...
"""

import os
from argparse import ArgumentParser, Namespace
from itertools import islice

from ..formats.csv_headers import table_like
from ..formats.csv_tables import COMPLETE, NUMBER, TEXT
from ..formats.csv_targets import as_labels, as_numbers
from ..formats.file_kinds import MODEL, SAFETENSORS, describe
from ..formats.idx import is_idx
from ..formats.idx_examples import IdxTable
from ..losses.regression import MeanAbsoluteError, MeanSquaredError
from ..model import Model
from ..table_columns import CategoryColumn
from .options import UsageError
from .streams import report
from .table_options import TABLE_HELP, add_format_options, table_format

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

PORTION = 1000  # rows that are read and encoded at once


def add_model_and_table(parser: ArgumentParser, columns: str) -> None:
    """Declare the arguments MODEL and TABLE, and the options of a table.

    Args:
        columns: Which columns the table must have, for the help.
    """
    parser.add_argument("model", metavar="MODEL", help="model file written by train --save")
    parser.add_argument("file", metavar="TABLE", help=f"{TABLE_HELP}; with {columns}")
    add_format_options(parser)


def load_model_and_table(options: Namespace, progress: "Callable[[float], object] | None" = None) -> "tuple[Any, Any]":
    """Load the model and open the table that the options name: a `Table` or an `IdxTable`.

    Args:
        options: The options.
        progress: Called now and then with the fraction of the table that has been read.

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
    if (model.notes or {}).get("finished") is False:
        remedy = f"go on with train --resume {options.model} --save MODEL"
        raise ValueError(f"{options.model}: the model must be finished to predict; {remedy}")
    encoder = model.encoder
    if is_idx(options.file):
        return model, IdxTable(options.file, options.idx_labels, progress)
    if encoder is None:
        form = table_format(options)
        return model, table_like(options.file, model.columns, model.target, form, progress=progress)
    known = {column.name: column.categories for column in encoder.columns if isinstance(column, CategoryColumn)}
    form = table_format(options, encoder.missing)
    return model, table_like(options.file, encoder.names, model.target, form, known, progress)


def portions(model: "Any", table: "Any", with_target: bool) -> "Iterator[tuple[list[Any], list[str], list[int]]]":
    """Yield the encoded rows of a table with their targets and line numbers, some at once, so that few are in memory.

    What the encoder cannot take as it is, missing values and unknown categories, is counted and reported at the end.

    Args:
        model: The model.
        table: The table that matches it.
        with_target: Whether the target is read too; otherwise it is an empty text.
    """
    encoder = model.encoder
    names = model.columns if encoder is None else encoder.names
    kinds = dict.fromkeys(names, COMPLETE if encoder is None else NUMBER)
    for column in () if encoder is None else encoder.columns:
        if isinstance(column, CategoryColumn):
            kinds[column.name] = TEXT
    replaced: "dict[str, int]" = {}
    rows = table.rows(names, model.target if with_target else None, kinds)
    while True:
        portion = list(islice(rows, PORTION))
        if not portion:
            break
        X = [row for _, row, _ in portion]
        if encoder is not None:
            for name, count in encoder.replaced(X).items():
                replaced[name] = replaced.get(name, 0) + count
            X = encoder.transform(X)
        yield X, [text for _, _, text in portion], [line for line, _, _ in portion]
    for name, count in replaced.items():
        column = next(column for column in encoder.columns if column.name == name)
        if isinstance(column, CategoryColumn):
            what = f"{count} values that are none of its categories; all of its features are 0 there"
        else:
            what = f"{count} missing values, filled with the median {column.median:g}"
        report(f'column "{name}" has {what}')


def inputs_of(model: "Any", table: "Any") -> "list[Any]":
    """Return the encoded rows of a table, which needs no column of the target."""
    return [row for rows, _, _ in portions(model, table, with_target=False) for row in rows]


def examples_of(model: "Any", table: "Any") -> "tuple[list[Any], list[Any]]":
    """Return the encoded rows of a table and their targets: class indices, or numbers.

    Raises:
        ValueError: If the table has no column of the target, or a cell in it is no label of the model or no number.
    """
    X: "list[Any]" = []
    y: "list[Any]" = []
    for rows, texts, lines in portions(model, table, with_target=True):
        X += rows
        if model.labels is None:
            y += as_numbers(table, model.target, texts, lines)
        else:
            y += as_labels(table, model.target, texts, lines, known=model.labels)
    return X, y


def _check_order(model, table):
    """Raise UsageError if the model is no model, but the table is one."""
    if os.path.isfile(model) and os.path.isfile(table):
        kind = describe(table)
        if kind in (MODEL, SAFETENSORS) and describe(model) not in (MODEL, SAFETENSORS):
            raise UsageError(f"MODEL comes before TABLE, but {table} is {kind} and {model} is none")
