"""The command `explain`: the arithmetic of one sample through the chapter's network, line by line.

Each number is told three times: in names, in values, and as the result, which is the network's own.
"""

from ..layers.activations import ReLU, Softmax
from ..datasets import spiral_data
from ..explanation.trace import explain
from ..layers.dense import Dense
from ..losses.categorical import CategoricalCrossentropy
from ..model import Model
from .options import UsageError, count, index, seed
from ..random_state import RandomState
from ..explanation.steps import Explanation

ALL_DIGITS = 17  # which no two doubles share


def add_arguments(parser) -> None:
    """Say which options the command takes."""
    parser.add_argument("--sample", type=index, help="the sample to follow, from 0 (default 1)")
    parser.add_argument("--layer", type=count, help="show this layer alone, from 1")
    parser.add_argument("--neuron", type=index, help="show this neuron of each layer alone, from 0")
    parser.add_argument(
        "--digits", type=count, default=6, help="significant digits of the values (default 6; 17 tell all)"
    )
    parser.add_argument(
        "--backward", action="store_true", help="go on from the loss back to every gradient, as a page always does"
    )
    parser.add_argument("--samples", type=count, default=100, help="points on each arm of the spiral (default 100)")
    parser.add_argument("--classes", type=count, default=3, help="arms of the spiral (default 3)")
    parser.add_argument("--hidden", type=count, default=3, help="neurons in the hidden layer (default 3)")
    parser.add_argument("--seed", type=seed, default=0, help="what every draw is made from (default 0)")
    parser.add_argument(
        "--html", metavar="FILE", help="write a page to this file instead, with pictures, for a browser"
    )


def run(options, colour: bool = False) -> None:
    """Print the steps that the options ask for, or write the page."""
    random_state = RandomState(options.seed)
    X, y = spiral_data(options.samples, options.classes, random_state)
    layers = [
        Dense(2, options.hidden, random_state),
        ReLU(),
        Dense(options.hidden, options.classes, random_state),
        Softmax(),
    ]
    model = Model(layers, CategoricalCrossentropy())
    widths = [options.hidden, options.hidden, options.classes, options.classes]
    if options.sample is None:
        options.sample = min(1, len(X) - 1)
    if options.digits > ALL_DIGITS:
        raise UsageError(f"--digits must be in 1..{ALL_DIGITS}, got {options.digits}")
    if options.sample >= len(X):
        raise UsageError(f"--sample must be in 0..{len(X) - 1}, got {options.sample}")
    if options.layer is not None and options.layer > len(layers):
        raise UsageError(f"--layer must be in 1..{len(layers)}, got {options.layer}")
    shown = widths if options.layer is None else [widths[options.layer - 1]]
    if options.neuron is not None and options.neuron >= max(shown):
        raise UsageError(f"--neuron must be in 0..{max(shown) - 1}, got {options.neuron}")
    if options.html is not None:
        from ..explanation.page import page
        from ..formats.files import check_writable, write_file

        check_writable(options.html)
        steps = explain(model, X, y, options.sample)
        text = page(model, X, y, options.sample, steps, narrowed(steps, options), options.digits)
        write_file(options.html, text.encode("utf-8"))
        return
    steps = narrowed(explain(model, X, y, options.sample, options.backward), options)
    print(f"Sample {options.sample}, which is of class {y[options.sample]}: x = {X[options.sample]}\n")
    print("\n".join(steps.text(options.digits)))


def narrowed(steps, options):
    """The steps of one layer or one neuron, where that is wanted."""
    kept = [
        step
        for step in steps
        if options.layer in (None, step.layer) and (options.neuron is None or step.neuron in (None, options.neuron))
    ]
    return Explanation(steps.sample, kept)
