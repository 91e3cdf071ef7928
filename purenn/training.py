"""The command `train`: a network of one hidden layer learns the spiral.

It reports on training data and on fresh data, and draws which class each place of the plane was given.
"""

import sys
import time

from .activations import ReLU, Softmax
from .datasets import spiral_data
from .layers import Dense
from .losses import CategoricalCrossentropy
from .model import Model
from .optimizers import SGD, AdaGrad, Adam, RMSprop
from .random_state import RandomState
from .settings import whole_number
from .terminal import mark, regions

# Each with the learning rate and the decay that suit this network on this data.
OPTIMIZERS = (
    ("adam", Adam, 0.1, 1e-3),
    ("rmsprop", RMSprop, 0.05, 1e-3),
    ("adagrad", AdaGrad, 0.5, 0.0),
    ("sgd", SGD, 1.0, 1e-4),
)


def add_arguments(parser) -> None:
    """Say which options the command takes."""
    parser.add_argument("--epochs", type=int, default=2000, help="how often to go through the data (default 2000)")
    parser.add_argument("--hidden", type=int, default=64, help="neurons in the hidden layer (default 64)")
    names = [name for name, _, _, _ in OPTIMIZERS]
    parser.add_argument("--optimizer", choices=names, default=names[0], help="what updates the weights (default adam)")
    rates = ", ".join(f"{name} {rate}" for name, _, rate, _ in OPTIMIZERS)
    parser.add_argument("--learning-rate", type=float, help=f"the step size (default: {rates})")
    parser.add_argument("--seed", type=int, default=0, help="what every draw is made from (default 0)")
    parser.add_argument("--samples", type=int, default=100, help="points on each arm of the spiral (default 100)")
    parser.add_argument("--classes", type=int, default=3, help="arms of the spiral (default 3)")


def run(options, colour: bool = False) -> None:
    """Train as the options say and print the outcome; progress goes to standard error."""
    random_state = RandomState(options.seed)
    X, y = spiral_data(options.samples, options.classes, random_state)
    # Weights this large put a bend of some neuron everywhere in the data from the start; the chapter's 0.01 puts them
    # all close together, from where the same accuracy takes five times as many epochs.
    layers = [
        Dense(2, options.hidden, random_state, weights_scale=3.0),
        ReLU(),
        Dense(options.hidden, options.classes, random_state, weights_scale=0.5),
        Softmax(),
    ]
    kind, rate, decay = next(row[1:] for row in OPTIMIZERS if row[0] == options.optimizer)
    optimizer = kind(rate if options.learning_rate is None else options.learning_rate, decay)
    model = Model(layers, CategoricalCrossentropy(), optimizer)

    whole_number(options.epochs, "epochs")
    shape = f"2-{options.hidden}-{options.classes}"
    print(f"Training {shape} with {options.optimizer}, learning rate {optimizer.learning_rate}, seed {options.seed}")
    sys.stdout.flush()
    progress = Progress(options.epochs, sys.stderr)
    try:
        model.fit(X, y, options.epochs, callback=progress)
    finally:
        progress.close()

    _report("the data it was trained on", model.evaluate(X, y))
    _report("fresh data of the same kind", model.evaluate(*spiral_data(options.samples, options.classes, random_state)))
    arms = ", ".join(f"{mark(k, colour)} class {k}" for k in range(options.classes))
    print(f"\nWhich class each place of the plane was given ({arms})")
    print("\n".join(regions(model.predict_classes, [-1, -1], [1, 1], colour=colour)))


def _report(name, figures):
    print(f"{name:28}  accuracy {figures['accuracy']:.3f}  loss {figures['loss']:.3f}")


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
            line = f"epoch {done}/{self.epochs}  loss {figures['loss']:.3f}  accuracy {figures['accuracy']:.3f}"
            line = f"{line}  {left:.0f} s left"
            self.stream.write(f"\r{line:<70}" if self.in_place else line + "\n")
            self.stream.flush()

    def close(self) -> None:
        """End the line that changes in place."""
        if self.in_place:
            self.stream.write("\n")
