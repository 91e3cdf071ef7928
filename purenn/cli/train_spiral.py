"""Train a network on the spiral data, and evaluate it on fresh data drawn from the same distribution."""

import sys
from argparse import Namespace

from ..datasets import spiral_data
from ..fitting import fit
from ..layers.dense import Dense
from ..layers.softmax import Softmax
from ..losses.categorical import CategoricalCrossentropy
from ..model import Model
from ..plot.text_scatter import COLOURS, halves, mark, regions
from ..random_state import RandomState
from .figures import as_json, as_lines, evaluate_data_sets
from .progress import EpochProgress, watched
from .screen import has_braille, picture_size
from .train_common import (
    announce,
    describe,
    hidden_layers,
    interruption_of,
    make_optimizer,
    training_kind,
    write_outputs,
)

EPOCHS = 2000
HIDDEN = [64]
SAMPLES = 100
CLASSES = 3


def run(options: Namespace, colour: bool = False) -> None:
    """Train, write the output files, and print the figures and the decision regions."""
    samples, classes = options.samples or SAMPLES, options.classes or CLASSES
    random_state = RandomState(options.seed)
    X, y = spiral_data(samples, classes, random_state)
    model = _make_model(classes, options, random_state)
    failure = None if options.json else announce(options, [describe(model, options)])
    epochs = options.epochs or EPOCHS
    with interruption_of(options) as interruption:
        progress = EpochProgress(epochs, None if options.quiet else sys.stderr)
        kind = watched(training_kind(options), progress)
        try:
            history = interruption.train(
                lambda: fit(model, X, y, epochs, options.batch_size, callback=progress, training=kind), model
            )
        finally:
            progress.close()
        write_outputs(options, model, X, y, history, epochs, interruption, failure)

    data_sets = {"training": (X, y), "fresh": spiral_data(samples, classes, random_state)}
    figures = evaluate_data_sets(Model.evaluate, model, data_sets, options.float32)
    if options.json:
        print(as_json(figures))
        return
    print("\n".join(as_lines(figures, {"training": "training data", "fresh": "fresh data"})))
    blocks = colour and has_braille(sys.stdout) and classes <= len(COLOURS)
    legend = ", ".join(f"{halves(k, k) if blocks else mark(k, colour)} class {k}" for k in range(classes))
    print(f"\nPredicted class of each point in [-1, 1] x [-1, 1] ({legend})")
    print("\n".join(regions(model.predict_classes, [-1, -1], [1, 1], *picture_size(), colour, blocks)))


def _make_model(classes, options, random_state):
    widths = options.hidden or HIDDEN
    # With weights this large the kinks of the ReLUs are spread over all of the data from the start. With the
    # chapter's 0.01 they all start close together, and the same accuracy takes five times as many epochs.
    layers = [
        *hidden_layers(2, widths, options.l2 or 0.0, options, random_state, first_scale=3.0),
        Dense(widths[-1], classes, random_state, weights_scale=0.5, weights_l2=options.l2 or 0.0),
        Softmax(),
    ]
    model = Model(layers, CategoricalCrossentropy(), make_optimizer(options))
    model.columns, model.target = ["x0", "x1"], "class"
    model.labels = [str(k) for k in range(classes)] if classes > 1 else None
    return model
