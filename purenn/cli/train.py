"""The command `train`: a network of one hidden layer learns a person's own table, or the spiral where none is given.

A share of the rows is held back, and what the network makes of them is reported class by class.
"""

import json
import sys

from ..layers.activations import ReLU, Softmax
from ..plot.charts import curves
from ..layers.dense import Dense
from ..losses.categorical import CategoricalCrossentropy
from ..model import Model
from .options import UsageError, share
from ..preprocessing import Standardizer, train_test_split
from ..random_state import RandomState
from ..losses.regression import MeanSquaredError
from .figures import class_report, figure_line, judge
from .screen import chart_width, has_braille
from ..formats.csv_tables import training_table
from .train_spiral import add_arguments as add_training_arguments
from .train_spiral import check_outputs, described, fit, in_32_bits, make_optimizer, run_spiral, write_outputs

EPOCHS = 200
HIDDEN = 16
BATCH_SIZE = 32
TEST_SHARE = 0.2
SLOWER = 10  # times than on the spiral: the optimizer's steps on features of any kind


def add_arguments(parser) -> None:
    """Say which options the command takes."""
    parser.add_argument("file", nargs="?", metavar="TABLE", help="the CSV file to learn from (default: the spiral)")
    wanted = parser.add_mutually_exclusive_group()
    wanted.add_argument("--label", metavar="COLUMN", help="its column of classes to predict, by name or number")
    wanted.add_argument("--target", metavar="COLUMN", help="its column of numbers to predict, by name or number")
    parser.add_argument("--ignore", metavar="COLUMN", action="append", help="a column to leave out; may be repeated")
    parser.add_argument("--test-share", type=share, help="the share of rows to hold back (default 0.2; 0 for none)")
    parser.add_argument("--unscaled", action="store_true", help="take the features as they are, not standardised")
    add_training_arguments(parser)


def run(options, colour: bool = False) -> None:
    """Train as the options say and print the outcome."""
    of_table = [options.label, options.target, options.ignore, options.test_share, options.unscaled or None]
    if options.file is None:
        if of_table != [None] * len(of_table):
            raise UsageError("--label, --target, --ignore, --test-share and --unscaled need a TABLE")
        run_spiral(options, colour)
        return
    if options.samples or options.classes:
        raise UsageError("--samples and --classes are for the spiral, not for a TABLE")
    if options.label is None and options.target is None:
        raise UsageError("a TABLE needs --label COLUMN, or --target COLUMN for numbers")
    check_outputs(options)
    run_table(options)


def run_table(options) -> None:
    """Train on a table and print the outcome."""
    random_state = RandomState(options.seed)
    X, y, columns, target, labels = examples(options)
    heading = f"{len(labels)} labels" if labels else "a number"
    heading = f'{options.file}: {len(X)} rows, {len(columns)} features, {heading} in "{target}"'
    test_share = TEST_SHARE if options.test_share is None else options.test_share
    X_test, y_test = [], []
    if test_share:
        X, y, X_test, y_test = train_test_split(X, y, test_share, random_state, stratify=labels is not None)
    model = make_model(X, labels, options, random_state)
    model.columns, model.target, model.labels = columns, target, labels
    if not options.json:
        print(heading)
        print(described(model, options))
        sys.stdout.flush()
    history = learn(model, X, y, X_test, y_test, options, random_state)

    figures = {"training": judge(model, X, y), "test": judge(model, X_test, y_test) if X_test else None}
    if options.float32:
        figures["training_float32"] = in_32_bits(judge, model, X, y)
        figures["test_float32"] = in_32_bits(judge, model, X_test, y_test) if X_test else None
    write_outputs(options, model, X, y, history)
    if options.json:
        print(json.dumps(figures, allow_nan=False))
        return
    print(figure_line(f"{len(X)} rows to learn from", figures["training"]))
    if X_test:
        print(figure_line(f"{len(X_test)} rows held back", figures["test"]))
    if options.float32:
        print(figure_line("those, in 32-bit floats", figures["training_float32"]))
        if X_test:
            print(figure_line("held back, in 32-bit floats", figures["test_float32"]))
    print("\n" + "\n".join(curves(history, chart_width(), braille=has_braille(sys.stdout))))
    if labels:
        judged = figures["test"] or figures["training"]
        print(f"\nOf the rows {'held back' if X_test else 'to learn from'}, ", end="")
        print("\n".join(class_report(judged["confusion"], labels)))


def examples(options) -> tuple:
    """What the table has to learn from: `(X, y, columns, target, labels)`, the labels being None for a quantity."""
    wanted = options.label if options.target is None else options.target
    ignored = options.ignore or []
    table = training_table(options.file, [wanted] + ignored)
    target = table.name(wanted)
    left_out = [target] + [table.name(called) for called in ignored]
    columns = [name for name in table.columns if name not in left_out]
    if not columns:
        raise ValueError(f"{options.file}: the file must have a column of numbers besides {target!r}")
    if len(table.rows) < 2:
        raise ValueError(f"{options.file}: the file must have at least 2 rows of data, got 1")
    X = table.numbers(columns)
    if options.target is not None:
        return X, [row[0] for row in table.numbers([target])], columns, target, None
    texts = table.texts(target)
    labels = sorted(set(texts))
    if len(labels) < 2:
        raise ValueError(f'{options.file}, column "{target}": must have at least 2 labels, got {labels[0]!r} alone')
    return X, [labels.index(text) for text in texts], columns, target, labels


def make_model(X, labels, options, random_state) -> Model:
    """A network for the features X, with an output for each label or, without labels, one for a quantity."""
    inputs, outputs, hidden = len(X[0]), len(labels) if labels else 1, options.hidden or HIDDEN
    # Sums of so many products keep the size of what they add up: He et al., "Delving deep into rectifiers" (2015).
    layers = [
        Dense(inputs, hidden, random_state, weights_scale=(2 / inputs) ** 0.5),
        ReLU(),
        Dense(hidden, outputs, random_state, weights_scale=(1 / hidden) ** 0.5),
    ]
    if not options.unscaled:
        layers.insert(0, Standardizer().fit(X))
    if labels:
        layers.append(Softmax())
    loss = CategoricalCrossentropy() if labels else MeanSquaredError()
    return Model(layers, loss, make_optimizer(options, SLOWER))


def learn(model, X, y, X_test, y_test, options, random_state) -> dict:
    """Train, and return the history, with the rows held back as its validation where it will be drawn.

    A quantity is learnt at mean 0 and deviation 1, where the optimizer's steps have the right size; then the last
    layer, being linear, is brought back to the quantity's own scale: m + d * (sum_i x_i * w_i + b).
    """
    scale = None
    if model.labels is None:
        scale = Standardizer().fit([[value] for value in y])
        y = scale.transform([[value] for value in y])
        y_test = scale.transform([[value] for value in y_test]) if y_test else []
    validation_data = (X_test, y_test) if X_test and options.plot is not None else None
    epochs = options.epochs or EPOCHS
    more = {"batch_size": BATCH_SIZE, "validation_data": validation_data, "random_state": random_state}
    history = fit(model, X, y, epochs, options, **more)
    if scale is not None:
        m, d = scale.means[0], scale.deviations[0]
        last = model.layers[-1]
        last.weights = [[w * d for w in row] for row in last.weights]
        last.biases = [[b * d + m for b in row] for row in last.biases]
        for name in ("loss", "validation_loss"):
            if name in history:
                history[name] = [loss * d * d for loss in history[name]]
    return history
