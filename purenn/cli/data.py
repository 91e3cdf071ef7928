"""The command `data`: write one of the library's data sets as a CSV table, for example to train on it.

    python3 -m purenn data iris iris.csv
    python3 -m purenn data sine --samples 1000 > sine.csv

The columns are x0, x1 and class; those of the sine are x and y. `plot` draws the same points. The iris table is
measured, not computed; `iris` names its source.
"""

import csv
import errno
import io
import os
from argparse import ArgumentParser, Namespace

from ..formats.atomic_write import check_writable, write_file
from .data_sets import DATA_SETS, add_data_options, make_data
from .iris import iris_table
from .options import UsageError
from .outputs import add_force_option


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options of the command."""
    names = ("iris", *DATA_SETS)
    parser.add_argument("data_set", choices=names, metavar="DATA_SET", help=f"one of {', '.join(names)}")
    parser.add_argument("file", nargs="?", metavar="CSV", help="file to write (default: standard output)")
    add_data_options(parser)
    add_force_option(parser)


def run(options: Namespace, colour: bool = False) -> None:
    """Write the data set that the options name."""
    text = _table(options)
    if options.file is None:
        print(text, end="")
        return
    content = text.encode()
    check_writable(options.file)
    if not options.force and os.path.isfile(options.file) and not _has_content(options.file, content):
        raise OSError(errno.EEXIST, "Exists with other content; --force replaces it", options.file)
    write_file(options.file, content)


def _table(options):
    """Return the data set as CSV."""
    if options.data_set == "iris":
        if options.samples or options.classes or options.seed:
            raise UsageError("--samples, --classes and --seed are for computed data, not for iris")
        return iris_table()
    X, y, columns = make_data(options.data_set, options)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    if options.data_set == "sine":
        writer.writerows([("x", "y"), *X])
    else:
        writer.writerows([(*columns, "class"), *((*x, k) for x, k in zip(X, y))])
    return text.getvalue()


def _has_content(path, content):
    """Whether a file is empty or has this content already; any other table may be the only copy of someone's data."""
    if os.path.getsize(path) not in (0, len(content)):
        return False
    with open(path, "rb") as file:
        return file.read() in (b"", content)
