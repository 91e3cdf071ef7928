"""The command `predict`: apply a saved model to each row of a table, and print the predictions as CSV.

    python3 -m purenn predict iris.safetensors new.csv > predictions.csv

A classifier prints the predicted label and the probability of each label; a regression model prints a number. The
names are those of the table that the model was trained on, unchanged unless --spreadsheet-safe is given.
"""

import sys
from argparse import ArgumentParser, Namespace

from ..formats.csv_line import csv_line
from ..matrix import argmax
from .saved_model import add_model_and_table, load_model_and_table


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options of the command."""
    add_model_and_table(parser, "CSV file with the columns that the model was trained on")
    parser.add_argument(
        "--spreadsheet-safe",
        action="store_true",
        help="put an apostrophe before labels and names that a spreadsheet would take for formulas: they begin with "
        "one of = + - @",
    )


def run(options: Namespace, colour: bool = False) -> None:
    """Print a header and one row of predictions for each row of the table."""
    model, table = load_model_and_table(options)
    predictions = model.predict(table.numbers(model.columns))
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")  # the encoding of tables, whatever the terminal uses
    rows = [[model.target] + (model.labels or [])]
    for p in predictions:
        if model.labels is None:
            rows.append(p)
        else:
            probabilities = p if len(p) > 1 else [1 - p[0], p[0]]
            rows.append([model.labels[argmax(probabilities)]] + probabilities)
    for row in rows:
        sys.stdout.write(csv_line(row, options.spreadsheet_safe))
