"""The command `evaluate`: print the figures of a saved model on a table with known targets.

    python3 -m purenn evaluate iris.safetensors test.csv --json

They are the figures that `train` prints for its test rows.
"""

from argparse import ArgumentParser, Namespace

from .confusion import class_report
from .figures import as_json, as_line, evaluate_model
from .saved_model import add_model_and_table, load_model_and_table
from .screen import text_width


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options of the command."""
    add_model_and_table(parser, "CSV file with the columns that the model was trained on, and its target column")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")


def run(options: Namespace, colour: bool = False) -> None:
    """Print the figures of the model on the table."""
    model, table = load_model_and_table(options)
    X = table.numbers(model.columns)
    if model.labels is None:
        y = [row[0] for row in table.numbers([model.target])]
    else:
        y = [model.labels.index(text) for text in table.texts(model.target, known=model.labels)]
    figures = evaluate_model(model, X, y)
    if options.json:
        print(as_json(figures))
        return
    print(as_line(f"{len(X)} rows", figures))
    if model.labels is not None:
        print("\n" + "\n".join(class_report(figures["confusion"], model.labels, width=text_width())))
