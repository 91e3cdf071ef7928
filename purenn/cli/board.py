"""The command `board`: write a saved model as a Python file for a board, and say what it takes and what it changes.

    python3 -m purenn board iris.safetensors network.py --dtype I8 --data iris.csv

It prints the flash and the heap that the file takes on a board with 32-bit words. With `--data` it also prints how far
the outputs are from those of the model, and the rows that change their class.
"""

from argparse import ArgumentParser, Namespace
from typing import Any

from ..display import printable
from ..formats.atomic_write import write_file
from ..formats.file_kinds import PYTHON
from ..formats.precision import DTYPES
from ..formats.python_source import python_source, written_layers
from ..layers.dense import Dense
from ..matrix import argmax
from ..model import Model
from ..preprocessing import Standardizer
from .board_memory import file_memory
from .options import UsageError
from .outputs import add_force_option, check_outputs
from .saved_model import inputs_of, load_model_and_table
from .table_options import TABLE_HELP, add_format_options

ROWS_NAMED = 10  # of those that change their class


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("model", metavar="MODEL", help="model file written by train --save")
    parser.add_argument("output", metavar="FILE", help="the Python file to write, for example network.py")
    parser.add_argument(
        "--dtype",
        choices=DTYPES,
        default="F32",
        help="weights as floats of 64 or 32 bits, or weights and inputs as integers of 8 bits (default F32)",
    )
    parser.add_argument(
        "--data",
        dest="file",
        metavar="TABLE",
        help=f"{TABLE_HELP}; the file is compared with the model on it; I8 takes its ranges",
    )
    add_format_options(parser)
    add_force_option(parser)


def run(options: Namespace, colour: bool = False) -> None:
    """Write the file, and print what it takes and what it changes."""
    if options.file is None and options.dtype == "I8":
        raise UsageError("--dtype I8 needs --data, a table of inputs whose ranges it takes")
    check_outputs({"FILE": (options.output, PYTHON)}, {"MODEL": options.model, "--data": options.file}, options.force)
    if options.file is None:
        model, X = Model.load(options.model), None
    else:
        model, table = load_model_and_table(options)
        X = inputs_of(model, table)
    layers = written_layers(model, options.dtype, X if options.dtype == "I8" else None)
    source = python_source(model, layers, options.dtype).encode("utf-8")
    lines = _sizes(model, options.dtype, len(source)) + ([] if X is None else _changes(model, layers, X))
    write_file(options.output, source)
    print("\n".join(lines))


def _sizes(model: Any, dtype: str, characters: int) -> list[str]:
    """Return lines about what the file takes."""
    flash = f"flash  {characters / 1000:.1f} kB"
    dense = [layer for layer in model.layers if type(layer) is Dense]
    if not dense:
        return [flash]
    scaled = any(type(layer) is Standardizer for layer in model.layers)
    widths = [layer.n_inputs for layer in dense] + [dense[-1].n_neurons]
    _, held, needed = file_memory(widths, dtype, scaled)
    return [
        f"{'-'.join(map(str, widths))} as {dtype}",
        flash,
        f"heap   {held / 1000:.1f} kB held, {needed / 1000:.0f} kB needed to import it and to predict (32-bit board)",
    ]


def _changes(model: Any, layers: list[Any], X: Any) -> list[str]:
    """Return lines about how the predictions of the file differ from those of the model."""
    expected, found = model.predict(X), X
    for layer in layers:
        found = layer.forward(found)
    error = max(abs(q - p) for rows in zip(found, expected) for q, p in zip(*rows))
    lines = [f"error  {error:.1e}, the largest in an output over {len(X)} rows"]
    if model.labels is not None:
        before, after = model.predict_classes(X), _classes(found)
        changed = [s for s in range(len(X)) if before[s] != after[s]]
        lines.append(f"class  of {len(changed)} of {len(X)} rows changes" + (":" if changed else ""))
        lines += [
            f"       row {s + 1}: {printable(model.labels[before[s]])} becomes {printable(model.labels[after[s]])}"
            for s in changed[:ROWS_NAMED]
        ]
        if len(changed) > ROWS_NAMED:
            lines.append(f"       and {len(changed) - ROWS_NAMED} more")
    return lines


def _classes(probabilities: Any) -> list[int]:
    """Return the most probable class of each row; a single probability is that of class 1."""
    return [argmax(p) if len(p) > 1 else int(p[0] > 0.5) for p in probabilities]
