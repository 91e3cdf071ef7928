"""The command `evaluate`: print the figures of a saved model on a table with known targets.

    python3 -m purenn evaluate iris.safetensors test.csv --json

They are the figures that `train` prints for its test rows.
"""

from argparse import ArgumentParser, Namespace

from .class_report import calibration_report, class_report
from .figures import as_json, as_line, baseline, baseline_line, evaluate_model
from .progress import progress_of
from .saved_model import add_model_and_table, examples_of, load_model_and_table
from .screen import text_width


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options of the command."""
    add_model_and_table(parser, "the columns that the model was trained on, and its target column")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--quiet", action="store_true", help="do not show progress on standard error")


def run(options: Namespace, colour: bool = False) -> None:
    """Print the figures of the model on the table."""
    with progress_of("read", options.quiet) as show:
        model, table = load_model_and_table(options, show)
        X, y = examples_of(model, table)
    with progress_of("evaluated", options.quiet) as show:
        figures = evaluate_model(model, X, y, show)
    figures["baseline"] = baseline(y, y, model.labels)
    if options.json:
        print(as_json(figures))
        return
    title = f"{len(X)} rows"
    print(as_line(title, figures))
    print(baseline_line(figures["baseline"], title))
    if model.labels is not None:
        print("\n" + "\n".join(class_report(figures, width=text_width())))
        print("\n" + "\n".join(calibration_report(figures["calibration"], title, text_width())))
