"""The command `vectors`: write test vectors, against which `compare` measures another implementation.

    python3 -m purenn vectors tests/vectors --format F32
    python3 -m purenn vectors tests/vectors --model iris.safetensors --data iris.csv

Every result is the number of the format that is nearest to the real one; the bytes are the same on every machine.
"""

import errno
import os
from argparse import ArgumentParser, Namespace

from ..formats.atomic_write import check_writable, write_file
from ..numbers.exact import Undecided
from ..vectors import Vectors, read
from ..vectors.cases import Source, evaluated
from ..vectors.layer_cases import layer_cases
from ..vectors.loss_cases import loss_cases
from ..vectors.network_cases import in_format, network_vectors, networks
from ..vectors.step_cases import step_cases
from ..vectors.ulps import nearest
from ..vectors.vector_file import encode_json, encode_safetensors
from .options import UsageError, seed
from .outputs import add_force_option
from .saved_model import examples_of, load_model_and_table
from .table_options import add_format_options

ENCODERS = ((".json", encode_json), (".safetensors", encode_safetensors))


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("folder", metavar="DIR", help="folder to write the files to; it is made if it does not exist")
    parser.add_argument("--format", choices=("F64", "F32"), default="F64", help="format of the numbers (default: F64)")
    parser.add_argument("--seed", type=seed, metavar="N", help="seed of the ordinary cases (default: 0)")
    parser.add_argument(
        "--model", metavar="MODEL", help="write vectors of this network only: a model file written by train --save"
    )
    parser.add_argument(
        "--data",
        dest="file",
        metavar="TABLE",
        help="CSV file with the columns of the --model and its target column; its rows are one batch",
    )
    add_format_options(parser)
    add_force_option(parser)


def run(options: Namespace, colour: bool = False) -> None:
    """Compute all vectors, then write the files."""
    if (options.model is None) != (options.file is None):
        raise UsageError("--model and --data go together")
    if options.model is not None and options.seed is not None:
        raise UsageError("--seed is for the vectors that need no --model")
    if options.model is None and options.header is not None:
        raise UsageError("--header and --no-header are for --data")
    _check_folder(options.folder)
    if options.model is None:
        found, undecided = _all(options.format, options.seed or 0)
    else:
        found, undecided = {"network": _of_model(options)}, []
    files = [
        (os.path.join(options.folder, name + ending), encode(vectors))
        for name, vectors in found.items()
        for ending, encode in ENCODERS
    ]
    if os.path.exists(options.folder):
        for path, _ in files:
            _check_replaceable(path, options.force)
    else:
        os.mkdir(options.folder)
    for path, content in files:
        write_file(path, content)
    for name, vectors in found.items():
        sizes = ", ".join(f"{len(content)}" for path, content in files if os.path.basename(path).startswith(name + "."))
        print(f"{name}: {len(vectors.order)} results ({sizes} bytes)")
    print(f"{len(files)} files, {sum(len(content) for _, content in files)} bytes")
    print(f"{len(undecided)} cases left out as undecided" + "".join(f"; {name}" for name in undecided))


def _all(format: str, seed: int) -> tuple[dict[str, Vectors], list[str]]:
    """Return the library's own vectors by the name of their file, and the names of undecided cases."""
    found, undecided = {}, []
    for make in (layer_cases, loss_cases, step_cases):
        for name, cases in make(Source(format, seed)).items():
            found[name], left_out = evaluated(cases, format, f"{name} in {format}, seed {seed}")
            undecided += [f"{name}/{case}" for case in left_out]
    for name, (model, X, y, optimizer) in networks(Source(format, seed)).items():
        try:
            found[name] = network_vectors(model, X, y, format, f"{name} in {format}, seed {seed}", optimizer)
        except Undecided:
            undecided.append(name)
    return found, undecided


def _of_model(options):
    """Return the vectors of a saved model; parameters and inputs are rounded to the format first.

    Raises:
        Undecided: If a result cannot be decided.
    """
    model, table = load_model_and_table(options)
    rows, y = examples_of(model, table)
    X = [[nearest(x, options.format) for x in row] for row in rows]
    return network_vectors(in_format(model, options.format), X, y, options.format, f"network in {options.format}")


def _check_folder(folder):
    """Raise OSError if the folder cannot be made or written to."""
    if os.path.exists(folder):
        if not os.path.isdir(folder):
            raise OSError(errno.ENOTDIR, "Exists and is not a folder", folder)
        check_writable(os.path.join(folder, "softmax.json"))
    else:
        check_writable(folder)


def _check_replaceable(path, force):
    """Raise OSError if a file cannot be written, or is anything but a file of test vectors."""
    check_writable(path)
    if not force and os.path.isfile(path):
        try:
            read(path)
        except ValueError:
            message = "Exists and is not a file of test vectors; --force replaces it"
            raise OSError(errno.EEXIST, message, path) from None
