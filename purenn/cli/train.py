"""The command `train`: train a network with one hidden layer, on a CSV table or on the spiral data.

    python3 -m purenn train iris.csv --label species --save iris.safetensors
    python3 -m purenn train --epochs 500

The options are here; the trainings are in `train_table` and `train_spiral`.
"""

from argparse import ArgumentParser, Namespace

from . import train_spiral, train_table
from .options import UsageError, add_header_options, fraction, positive_float, positive_int, seed
from .outputs import add_force_option
from .train_common import OPTIMIZERS, check_files


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("file", nargs="?", metavar="TABLE", help="CSV file to train on (default: the spiral data)")

    table = parser.add_argument_group("options for a TABLE")
    predicted = table.add_mutually_exclusive_group()
    predicted.add_argument("--label", metavar="COLUMN", help="column of labels to predict, by name or number")
    predicted.add_argument("--target", metavar="COLUMN", help="column of numbers to predict, by name or number")
    table.add_argument("--ignore", metavar="COLUMN", action="append", help="column to leave out; may be repeated")
    add_header_options(table)
    table.add_argument(
        "--test-share",
        type=fraction,
        help=f"fraction of the rows to hold out for testing (default {train_table.TEST_FRACTION}; 0 for none)",
    )
    table.add_argument("--unscaled", action="store_true", help="do not standardize the features")

    spiral = parser.add_argument_group("options for the spiral data")
    samples, classes = train_spiral.SAMPLES, train_spiral.CLASSES
    spiral.add_argument("--samples", type=positive_int, help=f"points per class (default {samples})")
    spiral.add_argument("--classes", type=positive_int, help=f"classes, one per arm of the spiral (default {classes})")

    training = parser.add_argument_group("training")
    epochs = f"default {train_spiral.EPOCHS}; {train_table.EPOCHS} for a TABLE"
    training.add_argument("--epochs", type=positive_int, help=f"passes over the data ({epochs})")
    hidden = f"default {train_spiral.HIDDEN}; {train_table.HIDDEN} for a TABLE"
    training.add_argument("--hidden", type=positive_int, help=f"neurons in the hidden layer ({hidden})")
    names = list(OPTIMIZERS)
    training.add_argument("--optimizer", choices=names, default=names[0], help=f"optimizer (default {names[0]})")
    rates = ", ".join(f"{name} {OPTIMIZERS[name][1]}" for name in names)
    rates += f"; divided by {train_table.LEARNING_RATE_DIVISOR} for a TABLE"
    training.add_argument("--learning-rate", type=positive_float, help=f"step size (default: {rates})")
    training.add_argument("--seed", type=seed, default=0, help="seed of all random numbers (default 0)")
    training.add_argument(
        "--exact",
        action="store_true",
        help="round the result of each step once, for the same bits on every machine; slow",
    )

    output = parser.add_argument_group("output")
    output.add_argument("--save", metavar="MODEL", help="save the trained model to this file (safetensors format)")
    output.add_argument(
        "--plot", metavar="SVG", help="draw the training curves and, for two features, the decision regions"
    )
    add_force_option(output)
    output.add_argument("--float32", action="store_true", help="also evaluate in single precision, as on a board")
    output.add_argument("--json", action="store_true", help="print the figures as JSON")
    output.add_argument("--quiet", action="store_true", help="do not show progress on standard error")


def run(options: Namespace, colour: bool = False) -> None:
    """Check the combination of options, then train on the table or on the spiral data."""
    if options.file is None:
        table_options = ("label", "target", "ignore", "header", "test_share")
        if options.unscaled or any(getattr(options, name) is not None for name in table_options):
            names = "--label, --target, --ignore, --header, --no-header, --test-share and --unscaled"
            raise UsageError(f"{names} need a TABLE")
        check_files(options)
        train_spiral.run(options, colour)
    else:
        if options.samples or options.classes:
            raise UsageError("--samples and --classes are for the spiral, not for a TABLE")
        if options.label is None and options.target is None:
            raise UsageError("a TABLE needs --label COLUMN, or --target COLUMN for numbers")
        check_files(options)
        train_table.run(options)
