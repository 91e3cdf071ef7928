"""Train a network on a CSV table, and evaluate it on the rows that were held out for testing.

With `--label` the network is a classifier, with `--target` it predicts a number (regression).
"""

import sys
from argparse import Namespace

from ..display import printable
from ..formats.csv_headers import training_table
from ..formats.csv_labels import check_labels
from ..formats.csv_tables import join_names
from ..layers.dense import Dense
from ..layers.relu import ReLU
from ..layers.softmax import Softmax
from ..losses.categorical import CategoricalCrossentropy
from ..losses.regression import MeanSquaredError
from ..model import Model
from ..plot.text_curves import curves
from ..preprocessing import Standardizer, train_test_split
from ..random_state import RandomState
from ..validation.shapes import short_repr
from .confusion import class_report
from .figures import as_json, as_lines, evaluate_data_sets, evaluate_model
from .progress import fit_with_progress
from .screen import chart_width, has_braille, text_width
from .streams import report
from .train_common import announce, describe, interruption_of, make_optimizer, write_outputs

EPOCHS = 200
HIDDEN = 16
BATCH_SIZE = 32
TEST_FRACTION = 0.2
LONGEST_NAME = 40  # characters of a name in the heading
LEAST_INDEX = 20  # in a table of fewer rows, a feature may count them by chance
LEARNING_RATE_DIVISOR = 10  # tables of any kind need smaller steps than the spiral


def run(options: Namespace) -> None:
    """Train, write the output files, and print the figures, the curves and the class report."""
    random_state = RandomState(options.seed)
    X, y, columns, target, labels = _read_examples(options)
    shown = printable(target, LONGEST_NAME)
    target_text = f'label "{shown}" ({len(labels)} classes)' if labels else f'target "{shown}"'
    heading = [
        f"{printable(options.file)}: {len(X)} rows, {len(columns)} features, {target_text}",
        f"Features: {join_names(columns)}",
    ]
    test_fraction = TEST_FRACTION if options.test_share is None else options.test_share
    X_test: list[list[float]] = []
    y_test: list[float] = []
    if test_fraction:
        X, y, X_test, y_test = train_test_split(X, y, test_fraction, random_state, stratify=labels is not None)
    model = _make_model(X, labels, options, random_state)
    model.columns, model.target, model.labels = columns, target, labels
    failure = None if options.json else announce(options, [*heading, describe(model, options)])
    with interruption_of(options) as interruption:
        history = _fit(model, X, y, X_test, y_test, options, random_state, interruption)
        write_outputs(options, model, X, y, history, options.epochs or EPOCHS, interruption, failure)

    data_sets = {"training": (X, y), "test": (X_test, y_test) if X_test else None}
    figures = evaluate_data_sets(evaluate_model, model, data_sets, options.float32)
    if options.json:
        print(as_json(figures))
        return
    titles = {"training": f"{len(X)} training rows", "test": f"{len(X_test)} test rows"}
    print("\n".join(as_lines(figures, titles)))
    print("\n" + "\n".join(curves(history, chart_width(), braille=has_braille(sys.stdout))))
    if labels:
        reported = "test" if X_test else "training"
        print("\n" + "\n".join(class_report(figures[reported]["confusion"], labels, titles[reported], text_width())))


def _read_examples(options):
    """Read `(X, y, columns, target, labels)` from the table; labels are None for a numeric target."""
    called = options.label if options.target is None else options.target
    ignored = options.ignore or []
    table = training_table(options.file, called, ignored, options.header, numeric_target=options.target is not None)
    target = table.name(called)
    left_out = [target] + [table.name(column) for column in ignored]
    columns = [name for name in table.columns if name not in left_out]
    if not columns:
        raise ValueError(f"{options.file}: the file must have a column of numbers besides {target!r}")
    if len(table.rows) < 2:
        raise ValueError(f"{options.file}: the file must have at least 2 rows of data, got 1")
    X = table.numbers(columns)
    for name in columns if len(columns) > 1 else ():
        if _counts_rows([row[columns.index(name)] for row in X]):
            report(f'warning: column {short_repr(name)} counts the rows; --ignore "{name}" leaves it out')
    if options.target is not None:
        return X, [row[0] for row in table.numbers([target])], columns, target, None
    texts = table.texts(target)
    labels = sorted(set(texts))
    if len(labels) < 2:
        raise ValueError(f'{options.file}, column "{target}": must have at least 2 labels, got only {labels[0]!r}')
    try:
        warnings = check_labels(texts, target)
    except ValueError as error:
        raise ValueError(f"{options.file}: {error}") from None
    for warning in warnings:
        report(f"warning: {warning}")
    return X, [labels.index(text) for text in texts], columns, target, labels


def _counts_rows(values):
    """Whether a column is the numbers of the rows, counted from any start; never in a table of few rows."""
    return len(values) >= LEAST_INDEX and all(value == values[0] + n for n, value in enumerate(values))


def _make_model(X, labels, options, random_state):
    """A network for the features X, with one output per label, or a single one for a numeric target."""
    inputs, outputs, hidden = len(X[0]), len(labels) if labels else 1, options.hidden or HIDDEN
    # These scales keep the variance of the outputs near that of the inputs, whatever the number of inputs:
    # He et al., "Delving deep into rectifiers" (2015).
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
    return Model(layers, loss, make_optimizer(options, LEARNING_RATE_DIVISOR))


def _fit(model, X, y, X_test, y_test, options, random_state, interruption):
    """Train the model and return the history; the test rows are its validation data if the curves are plotted.

    The optimizers' step sizes assume targets of order 1, so a numeric target is standardized for the training. The
    last layer, which is linear, is then rescaled to the original unit:

    m + d * (sum_i x_i * w_i + b) = sum_i x_i * (d * w_i) + (d * b + m)
    """
    scale = None
    if model.labels is None:
        scale = Standardizer().fit([[value] for value in y])
        y = scale.transform([[value] for value in y])
        y_test = scale.transform([[value] for value in y_test]) if y_test else []
    settings = {
        "batch_size": BATCH_SIZE,
        "validation_data": (X_test, y_test) if X_test and options.plot is not None else None,
        "random_state": random_state,
    }
    history = interruption.train(
        lambda: fit_with_progress(model, X, y, options.epochs or EPOCHS, options.quiet, options.exact, **settings),
        model,
    )
    if scale is not None:
        m, d = scale.means[0], scale.deviations[0]
        last = model.layers[-1]
        last.weights = [[w * d for w in row] for row in last.weights]
        last.biases = [[b * d + m for b in row] for row in last.biases]
        for name in ("loss", "validation_loss"):
            if name in history:
                history[name] = [loss * d * d for loss in history[name]]
    return history
