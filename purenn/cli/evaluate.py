"""The command `evaluate`: how good a saved model is on a table that has the answers.

The figures are those that `train` prints of the rows it has held back.
"""

import json

from .predict import model_and_table
from .figures import class_report, figure_line, judge


def add_arguments(parser) -> None:
    """Say which options the command takes."""
    parser.add_argument("model", metavar="MODEL", help="a model that train has saved")
    parser.add_argument("file", metavar="TABLE", help="a CSV file with the columns it was trained on, and the answers")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON, for scripts")


def run(options, colour: bool = False) -> None:
    """Print the figures of the model on the table."""
    model, table = model_and_table(options)
    X = table.numbers(model.columns)
    if model.labels is None:
        y = [row[0] for row in table.numbers([model.target])]
    else:
        y = [model.labels.index(text) for text in table.texts(model.target, known=model.labels)]
    figures = judge(model, X, y)
    if options.json:
        print(json.dumps(figures, allow_nan=False))
        return
    print(figure_line(f"{len(X)} rows", figures))
    if model.labels is not None:
        print()
        print("\n".join(class_report(figures["confusion"], model.labels)))
