"""The command `predict`: what a saved model says of each row of a table, as CSV on standard output.

A classifier writes the label it decides on and then the probability of each; any other model writes its number.
"""

import csv
import sys

from ..matrix.loops import argmax
from ..model import Model
from ..losses.regression import MeanAbsoluteError, MeanSquaredError
from ..formats.csv_tables import table_like


def add_arguments(parser) -> None:
    """Say which options the command takes."""
    parser.add_argument("model", metavar="MODEL", help="a model that train has saved")
    parser.add_argument("file", metavar="TABLE", help="a CSV file with the columns it was trained on")


def run(options, colour: bool = False) -> None:
    """Write a line for each row of the table, under a line of headings."""
    model, table = model_and_table(options)
    predictions = model.predict(table.numbers(model.columns))
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")  # as the table is, whatever the terminal's own encoding
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow([model.target] + (model.labels or []))
    for p in predictions:
        if model.labels is None:
            writer.writerow(p)
        else:
            probabilities = p if len(p) > 1 else [1 - p[0], p[0]]
            writer.writerow([model.labels[argmax(probabilities)]] + probabilities)


def model_and_table(options) -> tuple:
    """The model that the options name, and the table, its columns under the names that the model knows."""
    model = Model.load(options.model)
    if model.columns is None or model.target is None:
        raise ValueError(
            f"{options.model}: the model must have its columns and its target by name, as train saves them"
        )
    if (model.labels is None) != isinstance(model.loss, (MeanSquaredError, MeanAbsoluteError)):
        raise ValueError(f"{options.model}: the model must have labels if it is a classifier, and none if it is not")
    return model, table_like(options.file, model.columns, model.target)
