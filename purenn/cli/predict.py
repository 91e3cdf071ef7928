"""The command `predict`: apply a saved model to each row of a table, and print the predictions as CSV.

    python3 -m purenn predict iris.safetensors new.csv > predictions.csv

A classifier prints the predicted label and the probability of each label; a regression model prints a number. The
names are those of the table that the model was trained on, unchanged unless --spreadsheet-safe is given.
"""

import sys
from argparse import ArgumentParser, Namespace

from ..formats.csv_line import csv_line
from ..matrix import argmax
from .figures import two_probabilities
from .progress import progress_of
from .saved_model import add_model_and_table, load_model_and_table, portions


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options of the command."""
    add_model_and_table(parser, "the columns that the model was trained on")
    parser.add_argument(
        "--spreadsheet-safe",
        action="store_true",
        help="put an apostrophe before labels and names that a spreadsheet would take for formulas: they begin with "
        "one of = + - @",
    )
    parser.add_argument("--quiet", action="store_true", help="do not show progress on standard error")


def run(options: Namespace, colour: bool = False) -> None:
    """Print a header and one row of predictions for each row of the table, while it is read."""
    with progress_of("predicted", options.quiet) as show:
        _predict(*load_model_and_table(options, show), options.spreadsheet_safe)


def _predict(model, table, spreadsheet_safe):
    """Print a header and one row of predictions for each row of the table; nothing if the first rows are wrong."""
    header = csv_line([model.target] + (model.labels or []), spreadsheet_safe)
    for X, _, _ in portions(model, table, with_target=False):
        if header and hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(encoding="utf-8")  # the encoding of tables, whatever the terminal uses
        sys.stdout.write(header)
        header = ""
        for p in model.predict(X):
            if model.labels is not None:
                probabilities = two_probabilities(p)
                p = [model.labels[argmax(probabilities)]] + probabilities
            sys.stdout.write(csv_line(p, spreadsheet_safe))
