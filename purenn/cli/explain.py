"""The command `explain`: print the computation of one sample by the chapter's network, step by step.

    python3 -m purenn explain --sample 7 --backward
    python3 -m purenn explain --update adam --layer 1 --neuron 2

Each step is a formula in variable names, the same formula with values, and the result.
"""

from argparse import ArgumentParser, Namespace

from ..datasets import spiral_data
from ..explanation.steps import Explanation
from ..explanation.trace import explain
from ..explanation.update import explain_update
from ..layers.dense import Dense
from ..layers.relu import ReLU
from ..layers.softmax import Softmax
from ..losses.categorical import CategoricalCrossentropy
from ..model import Model
from ..random_state import RandomState
from .options import UsageError, non_negative_int, positive_int, seed
from .outputs import add_force_option, check_outputs
from .train_common import OPTIMIZERS

MOST_DIGITS = 17  # enough to identify any double


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("--sample", type=non_negative_int, help="index of the sample (default 1)")
    parser.add_argument("--layer", type=positive_int, help="only this layer, counted from 1")
    parser.add_argument("--neuron", type=non_negative_int, help="only this neuron of each layer, counted from 0")
    parser.add_argument(
        "--digits", type=positive_int, default=6, help=f"significant digits (default 6; {MOST_DIGITS} for all)"
    )
    parser.add_argument("--backward", action="store_true", help="also the gradients (always included in an HTML page)")
    parser.add_argument(
        "--update",
        nargs="?",
        const="adam",
        choices=list(OPTIMIZERS),
        help="also the first update of the parameters, by this optimizer (default adam); includes --backward",
    )
    parser.add_argument("--samples", type=positive_int, default=100, help="points per class (default 100)")
    parser.add_argument("--classes", type=positive_int, default=3, help="classes of the spiral data (default 3)")
    parser.add_argument("--hidden", type=positive_int, default=3, help="neurons in the hidden layer (default 3)")
    parser.add_argument("--seed", type=seed, default=0, help="seed of all random numbers (default 0)")
    parser.add_argument("--html", metavar="FILE", help="write an HTML page with diagrams to this file instead")
    add_force_option(parser)


def run(options: Namespace, colour: bool = False) -> None:
    """Print the steps that the options select, or write them as a page."""
    random_state = RandomState(options.seed)
    X, y = spiral_data(options.samples, options.classes, random_state)
    dense1 = Dense(2, options.hidden, random_state)
    dense2 = Dense(options.hidden, options.classes, random_state)
    model = Model([dense1, ReLU(), dense2, Softmax()], CategoricalCrossentropy())
    sample = min(1, len(X) - 1) if options.sample is None else options.sample
    _check_ranges(options, sample, len(X))
    if options.html is not None:
        from ..explanation.page import page
        from ..formats.atomic_write import write_file
        from ..formats.file_kinds import HTML

        check_outputs({"--html": (options.html, HTML)}, {}, options.force)
        steps = _steps(model, X, y, sample, options)
        text = page(model, X, y, sample, steps, _selected(steps, options), options.digits)
        write_file(options.html, text.encode())
        return
    steps = _selected(_steps(model, X, y, sample, options), options)
    print(f"Sample {sample}, which is of class {y[sample]}: x = {X[sample]}\n")
    print("\n".join(steps.text(options.digits)))


def _steps(model, X, y, sample, options):
    """Return all steps of the passes that the options ask for, and those of the first update."""
    steps = explain(model, X, y, sample, bool(options.backward or options.update or options.html))
    if options.update is not None:
        optimizer, learning_rate, decay = OPTIMIZERS[options.update]
        model.optimizer = optimizer(learning_rate, decay)
        steps.extend(explain_update(model, steps))
    return steps


def _check_ranges(options, sample, samples):
    """Raise UsageError for an option beyond the data or the network."""
    widths = [options.hidden, options.hidden, options.classes, options.classes]
    if options.digits > MOST_DIGITS:
        raise UsageError(f"--digits must be in 1..{MOST_DIGITS}, got {options.digits}")
    if sample >= samples:
        raise UsageError(f"--sample must be in 0..{samples - 1}, got {sample}")
    if options.layer is not None and options.layer > len(widths):
        raise UsageError(f"--layer must be in 1..{len(widths)}, got {options.layer}")
    neurons = max(widths) if options.layer is None else widths[options.layer - 1]
    if options.neuron is not None and options.neuron >= neurons:
        raise UsageError(f"--neuron must be in 0..{neurons - 1}, got {options.neuron}")


def _selected(steps, options):
    """Return the steps of the layer and the neuron that the options name; all if they name none.

    Those of a layer are what it computes, and the derivatives by its outputs, which the layer after it computes.
    """
    derivatives = {"d" + step.name for step in steps if step.layer == options.layer}
    selected = [
        step
        for step in steps
        if (options.layer in (None, step.layer) or step.name in derivatives)
        and (options.neuron is None or step.neuron in (None, options.neuron))
    ]
    return Explanation(steps.sample, selected)
