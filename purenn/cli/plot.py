"""The command `plot`: draw a data set or the loss function, to an SVG file or to the terminal.

    python3 -m purenn plot spiral spiral.svg
    python3 -m purenn plot loss

A table is drawn by `train --plot`; the points of a data set are written as numbers by `data`.
"""

import sys
from argparse import ArgumentParser, Namespace

from ..formats.atomic_write import write_file
from ..formats.file_kinds import SVG
from ..plot.svg_figures import minus_log, scatter
from ..plot.text_curves import minus_log as minus_log_lines
from ..plot.text_scatter import scatter as scatter_lines
from .data_sets import DATA_SETS, add_data_options, make_data
from .outputs import add_force_option, check_outputs
from .screen import chart_width, has_braille, picture_size


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("picture", choices=(*DATA_SETS, "loss"), help="a data set, or the loss -log(p)")
    parser.add_argument("file", nargs="?", metavar="SVG", help="file to draw to (default: the terminal)")
    add_data_options(parser)
    add_force_option(parser)


def run(options: Namespace, colour: bool = False) -> None:
    """Draw the picture that the options name."""
    check_outputs({"SVG": (options.file, SVG)}, {}, options.force)
    if options.picture == "loss":
        if options.file is not None:
            write_file(options.file, minus_log().encode())
        else:
            print("\n".join(minus_log_lines(chart_width(), braille=has_braille(sys.stdout))))
        return
    X, y, axes = make_data(options.picture, options)
    if options.file is not None:
        write_file(options.file, scatter(X, y, columns=axes).encode())
    else:
        print("\n".join(scatter_lines(X, y, *picture_size(), colour=colour)))
