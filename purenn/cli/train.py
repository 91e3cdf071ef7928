"""The command `train`: train a network on a CSV table or on the spiral data.

    python3 -m purenn train iris.csv --label species --save iris.safetensors
    python3 -m purenn train --epochs 500

The options are here; the trainings are in `train_table` and `train_spiral`.
"""

from argparse import ArgumentParser, Namespace

from . import table_training, train_spiral, train_table
from .checkpoint import resumed
from .options import UsageError, fraction, non_negative_float, positive_float, positive_int, seed, widths
from .outputs import add_force_option
from .table_options import TABLE_HELP, add_format_options
from .train_common import ACTIVATIONS, OPTIMIZERS, check_files

# The options that only a training on a TABLE has, by their attributes.
FOR_TABLE = (
    *(
        "label",
        "target",
        "idx_labels",
        "ignore",
        "category",
        "missing_indicators",
        "header",
        "delimiter",
        "decimal",
        "encoding",
    ),
    *("missing", "test_share", "validation_share", "folds", "unscaled", "patience", "class_weights"),
    *("checkpoint", "resume"),
)


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("file", nargs="?", metavar="TABLE", help=f"{TABLE_HELP} (default: the spiral data)")
    _add_table_options(parser)
    spiral = parser.add_argument_group("options for the spiral data")
    samples, classes = train_spiral.SAMPLES, train_spiral.CLASSES
    spiral.add_argument("--samples", type=positive_int, help=f"points per class (default {samples})")
    spiral.add_argument("--classes", type=positive_int, help=f"classes, one per arm of the spiral (default {classes})")
    _add_training_options(parser)
    output = parser.add_argument_group("output")
    output.add_argument("--save", metavar="MODEL", help="save the trained model to this file (safetensors format)")
    output.add_argument(
        "--plot", metavar="SVG", help="draw the training curves and, for two features, the decision regions"
    )
    output.add_argument(
        "--checkpoint", metavar="FILE", help="save the training to this file every 10 seconds and when interrupted"
    )
    output.add_argument("--resume", metavar="FILE", help="go on with the training of a checkpoint on the same TABLE")
    add_force_option(output)
    output.add_argument("--float32", action="store_true", help="also evaluate in single precision, as on a board")
    output.add_argument("--json", action="store_true", help="print the figures as JSON")
    output.add_argument("--quiet", action="store_true", help="do not show progress on standard error")


def _add_table_options(parser):
    table = parser.add_argument_group("options for a TABLE")
    predicted = table.add_mutually_exclusive_group()
    predicted.add_argument("--label", metavar="COLUMN", help="column of labels to predict, by name or number")
    predicted.add_argument("--target", metavar="COLUMN", help="column of numbers to predict, by name or number")
    table.add_argument("--ignore", metavar="COLUMN", action="append", help="column to leave out; may be repeated")
    table.add_argument(
        "--category", metavar="COLUMN", action="append", help="column whose numbers are categories; may be repeated"
    )
    table.add_argument(
        "--missing-indicators", action="store_true", help="a feature for each column of numbers says what is missing"
    )
    add_format_options(table)
    table.add_argument(
        "--test-share",
        type=fraction,
        metavar="FRACTION",
        help=f"fraction of the rows to hold out for testing (default {train_table.TEST_FRACTION}; 0 for none)",
    )
    table.add_argument(
        "--validation-share",
        type=fraction,
        metavar="FRACTION",
        help="fraction of the other rows that decides when the training stops "
        f"(default {table_training.VALIDATION_FRACTION}; 0 to make all epochs)",
    )
    table.add_argument(
        "--folds", type=positive_int, help="cross-validate with this many folds; the model is then trained on all rows"
    )
    table.add_argument(
        "--class-weights", choices=("balanced",), help="weigh rare classes as much as frequent ones in the loss"
    )
    table.add_argument("--unscaled", action="store_true", help="do not standardize the features")


def _add_training_options(parser):
    training = parser.add_argument_group("training")
    epochs = f"default {train_spiral.EPOCHS}; at most {table_training.EPOCHS} for a TABLE"
    training.add_argument("--epochs", type=positive_int, help=f"passes over the data ({epochs})")
    training.add_argument(
        "--patience",
        type=positive_int,
        help="epochs without a lower validation loss after which the training stops "
        f"(default {table_training.PATIENCE}, or those of {table_training.PATIENCE_STEPS} steps; only for a TABLE)",
    )
    hidden = f"default {train_spiral.HIDDEN[0]}; {table_training.HIDDEN[0]} for a TABLE"
    training.add_argument(
        "--hidden", type=widths, metavar="N[,N...]", help=f"neurons in each hidden layer, such as 32,16 ({hidden})"
    )
    names = list(ACTIVATIONS)
    training.add_argument("--activation", choices=names, default=names[0], help=f"activation (default {names[0]})")
    training.add_argument(
        "--l2",
        type=non_negative_float,
        metavar="FACTOR",
        help=f"factor of the L2 penalty of the weights (default 0; {table_training.L2} for a TABLE)",
    )
    training.add_argument(
        "--dropout", type=fraction, metavar="RATE", default=0.0, help="fraction to leave out after each hidden layer"
    )
    training.add_argument(
        "--batch-size",
        type=positive_int,
        metavar="SAMPLES",
        help=f"samples in a batch (default: all; {table_training.BATCH_SIZE} for a TABLE)",
    )
    names = list(OPTIMIZERS)
    training.add_argument("--optimizer", choices=names, default=names[0], help=f"optimizer (default {names[0]})")
    rates = ", ".join(f"{name} {OPTIMIZERS[name][1][0]}" for name in names)
    rates += "; for a TABLE: " + ", ".join(f"{name} {OPTIMIZERS[name][2][0]}" for name in names)
    training.add_argument("--learning-rate", type=positive_float, help=f"step size (default: {rates})")
    training.add_argument("--seed", type=seed, default=0, help="seed of all random numbers (default 0)")
    training.add_argument(
        "--exact",
        action="store_true",
        help="round the result of each step once, for the same bits on every machine; slow",
    )


def run(options: Namespace, colour: bool = False) -> None:
    """Check the combination of options, then train on the table or on the spiral data."""
    if options.file is None:
        given = [name for name in FOR_TABLE if getattr(options, name) not in (None, False, ".")]
        if given or options.header is False:
            name = given[0].replace("_", "-") if given else "no-header"
            raise UsageError(f"--{name} needs a TABLE")
        check_files(options)
        train_spiral.run(options, colour)
        return
    if options.samples or options.classes:
        raise UsageError("--samples and --classes are for the spiral, not for a TABLE")
    model = None
    if options.resume is not None:
        options, model = resumed(options, add_arguments)
    given = [name for name in (options.label, options.target, options.idx_labels) if name is not None]
    if len(given) != 1:
        raise UsageError("a TABLE needs one of --label COLUMN, --target COLUMN for numbers, or --idx-labels FILE")
    if options.class_weights and options.target is not None:
        raise UsageError("--class-weights needs --label")
    if options.folds == 1:
        raise UsageError("--folds must be at least 2, got 1")
    if options.folds and options.test_share:
        raise UsageError("--folds takes the place of --test-share; give one of them")
    if options.patience and options.validation_share == 0:
        raise UsageError("--patience needs rows for validation, got --validation-share 0")
    check_files(options)
    train_table.run(options, model)
