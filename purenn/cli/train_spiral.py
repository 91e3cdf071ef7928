"""The spiral's training: a network of one hidden layer learns it, and is asked about fresh data of the same kind.

What every training shares is here too: its options, its progress and what it leaves in files.
"""

import json
import sys
import time

from ..layers.activations import ReLU, Softmax
from ..datasets import spiral_data
from ..formats.files import check_writable, write_file
from ..layers.dense import Dense
from ..losses.categorical import CategoricalCrossentropy
from ..model import Model
from ..numbers.float32 import Float32
from ..explanation.twins import in_single_precision
from ..optimizers import SGD, AdaGrad, Adam, RMSprop
from .options import count, rate, seed
from ..plot.figures import training_picture
from ..random_state import RandomState
from .figures import figure_line
from .screen import has_braille, picture_size
from ..plot.terminal import COLOURS, halves, mark, regions

# Each with the learning rate and the decay that suit this network on this data.
OPTIMIZERS = (
    ("adam", Adam, 0.1, 1e-3),
    ("rmsprop", RMSprop, 0.05, 1e-3),
    ("adagrad", AdaGrad, 0.5, 0.0),
    ("sgd", SGD, 1.0, 1e-4),
)


def add_arguments(parser) -> None:
    """Say which options every training takes, and which are for the spiral alone."""
    parser.add_argument("--epochs", type=count, help="how often to go through the data (default 2000; for a table 200)")
    parser.add_argument("--hidden", type=count, help="neurons in the hidden layer (default 64; for a table 16)")
    names = [row[0] for row in OPTIMIZERS]
    parser.add_argument("--optimizer", choices=names, default=names[0], help="what updates the weights (default adam)")
    rates = ", ".join(f"{row[0]} {row[2]}" for row in OPTIMIZERS)
    parser.add_argument("--learning-rate", type=rate, help=f"the step size (default: {rates}; for a table a tenth)")
    parser.add_argument("--seed", type=seed, default=0, help="what every draw is made from (default 0)")
    parser.add_argument("--samples", type=count, help="points on each arm of the spiral (default 100)")
    parser.add_argument("--classes", type=count, help="arms of the spiral (default 3)")
    parser.add_argument("--save", metavar="MODEL", help="write the trained model to this file, as safetensors")
    parser.add_argument("--plot", metavar="SVG", help="draw the training, and what has been learnt, into this file")
    parser.add_argument("--float32", action="store_true", help="measure it in single precision too, as on a board")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON, for scripts")
    parser.add_argument("--quiet", action="store_true", help="show no progress on standard error")


def run_spiral(options, colour: bool = False) -> None:
    """Train on the spiral as the options say and print the outcome."""
    samples, classes = options.samples or 100, options.classes or 3
    random_state = RandomState(options.seed)
    X, y = spiral_data(samples, classes, random_state)
    hidden = options.hidden or 64
    # Weights this large put a bend of some neuron everywhere in the data from the start; the chapter's 0.01 puts them
    # all close together, from where the same accuracy takes five times as many epochs.
    layers = [
        Dense(2, hidden, random_state, weights_scale=3.0),
        ReLU(),
        Dense(hidden, classes, random_state, weights_scale=0.5),
        Softmax(),
    ]
    model = Model(layers, CategoricalCrossentropy(), make_optimizer(options))
    model.columns, model.target = ["x0", "x1"], "class"
    model.labels = [str(k) for k in range(classes)] if classes > 1 else None
    check_outputs(options)
    if not options.json:
        print(described(model, options))
        sys.stdout.flush()
    history = fit(model, X, y, options.epochs or 2000, options)

    X_fresh, y_fresh = spiral_data(samples, classes, random_state)
    figures = {"training": model.evaluate(X, y), "fresh": model.evaluate(X_fresh, y_fresh)}
    if options.float32:
        figures["training_float32"] = in_32_bits(Model.evaluate, model, X, y)
        figures["fresh_float32"] = in_32_bits(Model.evaluate, model, X_fresh, y_fresh)
    write_outputs(options, model, X, y, history)
    if options.json:
        print(json.dumps(figures, allow_nan=False))
        return
    print(figure_line("the data it was trained on", figures["training"]))
    print(figure_line("fresh data of the same kind", figures["fresh"]))
    if options.float32:
        print(figure_line("that, in 32-bit floats", figures["training_float32"]))
        print(figure_line("fresh data, in 32-bit floats", figures["fresh_float32"]))
    blocks = colour and has_braille(sys.stdout) and classes <= len(COLOURS)
    arms = ", ".join(f"{halves(k, k) if blocks else mark(k, colour)} class {k}" for k in range(classes))
    print(f"\nWhich class each place of the plane was given ({arms})")
    print("\n".join(regions(model.predict_classes, [-1, -1], [1, 1], *picture_size(), colour, blocks)))


def in_32_bits(measure, model, X, y) -> dict:
    """The figures that `measure(model, X, y)` gives where every number has 32 bits, as on most boards."""
    figures = measure(in_single_precision(model), [[Float32(x) for x in row] for row in X], y)
    return {name: figure.value if isinstance(figure, Float32) else figure for name, figure in figures.items()}


def make_optimizer(options, slower: int = 1):
    """The optimizer that the options name, with the learning rate that they give, or its default so much slower."""
    kind, default, decay = next(row[1:] for row in OPTIMIZERS if row[0] == options.optimizer)
    return kind(default / slower if options.learning_rate is None else options.learning_rate, decay)


def described(model, options) -> str:
    """One line that says what is about to be trained."""
    dense = [layer for layer in model.layers if isinstance(layer, Dense)]
    shape = "-".join(str(n) for n in [dense[0].n_inputs] + [layer.n_neurons for layer in dense])
    learning_rate = model.optimizer.learning_rate
    return f"Training {shape} with {options.optimizer}, learning rate {learning_rate}, seed {options.seed}"


def fit(model, X, y, epochs: int, options, **settings) -> dict:
    """Train, with the progress on standard error unless it is to be quiet, and return the history."""
    progress = Progress(epochs, sys.stderr)
    try:
        return model.fit(X, y, epochs, callback=None if options.quiet else progress, **settings)
    finally:
        if not options.quiet:
            progress.close()


def check_outputs(options) -> None:
    """Refuse a place where nothing can be written, before the work begins."""
    for path in (options.save, options.plot):
        if path is not None:
            check_writable(path)


def write_outputs(options, model, X, y, history) -> None:
    """Save the model and draw the picture, where that is wanted."""
    if options.save is not None:
        model.save(options.save)
    if options.plot is not None:
        write_file(options.plot, training_picture(model, X, y, history).encode())


class Progress:
    """The progress of a training: one line that changes in place on a terminal, else a line every tenth of the way."""

    def __init__(self, epochs, stream) -> None:
        self.epochs = epochs
        self.stream = stream
        self.in_place = stream.isatty()
        self.started = self.shown = time.perf_counter()

    def __call__(self, epoch, figures) -> None:
        """Show the figures of an epoch, if it is time to."""
        done = epoch + 1
        now = time.perf_counter()
        if self.in_place:
            due = now - self.shown > 0.1 or done == self.epochs
        else:
            due = done * 10 // self.epochs > epoch * 10 // self.epochs
        if due:
            self.shown = now
            left = (now - self.started) / done * (self.epochs - done)
            accuracy = f"  accuracy {figures['accuracy']:.3f}" if "accuracy" in figures else ""
            line = f"epoch {done}/{self.epochs}  loss {figures['loss']:.3f}{accuracy}  {left:.0f} s left"
            self.stream.write(f"\r{line:<70}" if self.in_place else line + "\n")
            self.stream.flush()

    def close(self) -> None:
        """End the line that changes in place."""
        if self.in_place:
            self.stream.write("\n")
