"""The command `predict`: apply a saved model to each row of a table, and print the predictions as CSV.

    python3 -m purenn predict iris.safetensors new.csv > predictions.csv

A classifier prints the predicted label and the probability of each label; a regression model prints a number.
"""

import csv
import sys
from argparse import ArgumentParser, Namespace

from ..matrix import argmax
from .figures import two_probabilities
from .progress import progress_of
from .saved_model import add_model_and_table, load_model_and_table, portions


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options of the command."""
    add_model_and_table(parser, "the columns that the model was trained on")
    parser.add_argument("--quiet", action="store_true", help="do not show progress on standard error")


def run(options: Namespace, colour: bool = False) -> None:
    """Print a header and one row of predictions for each row of the table, while it is read."""
    with progress_of("predicted", options.quiet) as show:
        _predict(*load_model_and_table(options, show))


def _predict(model, table):
    writer = None
    for X, _, _ in portions(model, table, with_target=False):
        if writer is None:
            if hasattr(sys.stdout, "reconfigure"):
                sys.stdout.reconfigure(encoding="utf-8")  # the encoding of tables, whatever the terminal uses
            writer = csv.writer(sys.stdout, lineterminator="\n")
            writer.writerow([model.target] + (model.labels or []))
        for p in model.predict(X):
            if model.labels is None:
                writer.writerow(p)
            else:
                probabilities = two_probabilities(p)
                writer.writerow([model.labels[argmax(probabilities)]] + probabilities)
