"""The command `explain`: print the computation of one sample, by the chapter's network or by a saved model.

    python3 -m purenn explain --sample 7 --backward
    python3 -m purenn explain --update adam --layer 1 --neuron 2
    python3 -m purenn explain iris.safetensors iris.csv --sample 7

Each step is a formula in variable names, the same formula with values, and the result.
"""

from argparse import ArgumentParser, Namespace

from ..datasets import spiral_data
from ..display import printable
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
from .saved_model import examples_of, load_model_and_table
from .table_options import TABLE_HELP, add_format_options
from .train_common import OPTIMIZERS

MOST_DIGITS = 17  # enough to identify any double


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("model", nargs="?", metavar="MODEL", help="model file (default: the chapter's network)")
    parser.add_argument("file", nargs="?", metavar="TABLE", help=f"{TABLE_HELP}; with the columns of the MODEL")
    parser.add_argument("--sample", type=non_negative_int, help="index of the sample, counted from 0 (default 1)")
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
    chapter = parser.add_argument_group("options for the chapter's network")
    chapter.add_argument("--samples", type=positive_int, help="points per class (default 100)")
    chapter.add_argument("--classes", type=positive_int, help="classes of the spiral data (default 3)")
    chapter.add_argument("--hidden", type=positive_int, help="neurons in the hidden layer (default 3)")
    chapter.add_argument("--seed", type=seed, help="seed of all random numbers (default 0)")
    add_format_options(parser.add_argument_group("options for a TABLE"))
    parser.add_argument("--html", metavar="FILE", help="write an HTML page with diagrams to this file instead")
    add_force_option(parser)


def run(options: Namespace, colour: bool = False) -> None:
    """Print the steps that the options select, or write them as a page."""
    model, X, y = _chapters_network(options) if options.model is None else _saved_model(options)
    sample = min(1, len(X) - 1) if options.sample is None else options.sample
    _check_ranges(options, model, sample, len(X))
    if options.html is not None:
        from ..explanation.page import page
        from ..formats.atomic_write import write_file
        from ..formats.file_kinds import HTML

        inputs = {"MODEL": options.model, "TABLE": options.file}
        check_outputs({"--html": (options.html, HTML)}, inputs, options.force)
        steps = _steps(model, X, y, sample, options)
        text = page(model, X, y, sample, steps, _selected(steps, options), options.digits)
        write_file(options.html, text.encode())
        return
    steps = _selected(_steps(model, X, y, sample, options), options)
    if model.labels is not None:
        answer = f"of class {y[sample]} ({printable(model.labels[y[sample]])})"
    else:
        answer = f"of class {y[sample]}" if options.model is None else f"{y[sample]}"
    print(f"Sample {sample}, which is {answer}: x = {list(X[sample])}\n")
    print("\n".join(steps.text(options.digits)))


def _steps(model, X, y, sample, options):
    """Return all steps of the passes that the options ask for, and those of the first update."""
    steps = explain(model, X, y, sample, bool(options.backward or options.update or options.html))
    if options.update is not None:
        optimizer, for_spiral, for_tables = OPTIMIZERS[options.update]
        model.optimizer = optimizer(*(for_spiral if options.model is None else for_tables))
        steps.extend(explain_update(model, steps))
    return steps


def _chapters_network(options):
    """Return the chapter's network, and its data."""
    if options.header is not None or options.delimiter or options.missing or options.encoding or options.idx_labels:
        raise UsageError("the options for a TABLE need MODEL TABLE")
    samples, classes, hidden = options.samples or 100, options.classes or 3, options.hidden or 3
    random_state = RandomState(options.seed or 0)
    X, y = spiral_data(samples, classes, random_state)
    dense1 = Dense(2, hidden, random_state)
    dense2 = Dense(hidden, classes, random_state)
    return Model([dense1, ReLU(), dense2, Softmax()], CategoricalCrossentropy()), X, y


def _saved_model(options):
    """Return a saved model, and the rows of its table as its inputs and targets."""
    if options.file is None:
        raise UsageError(f"MODEL needs a TABLE, got {options.model} alone")
    for name in ("samples", "classes", "hidden", "seed"):
        if getattr(options, name) is not None:
            raise UsageError(f"--{name} is for the chapter's network, not for a MODEL")
    model, table = load_model_and_table(options)
    return (model, *examples_of(model, table))


def _widths(model):
    """Return the number of outputs of each layer."""
    widths = []
    for layer in model.layers:
        widths.append(layer.n_neurons if hasattr(layer, "n_neurons") else widths[-1] if widths else 0)
    return widths


def _check_ranges(options, model, sample, samples):
    """Raise UsageError for an option beyond the data or the network."""
    widths = _widths(model)
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
