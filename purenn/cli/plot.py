"""The command `plot`: draw a data set, the loss function, or a model on a table, to an SVG file or to the terminal.

    python3 -m purenn plot spiral spiral.svg
    python3 -m purenn plot loss
    python3 -m purenn plot iris.safetensors iris.csv iris.svg

A training is drawn by `train --plot`; the points of a data set are written as numbers by `data`.
"""

import sys
from argparse import ArgumentParser, Namespace

from ..formats.atomic_write import write_file
from ..formats.file_kinds import SVG
from ..plot.svg_figures import minus_log, scatter
from ..plot.text_curves import minus_log as minus_log_lines
from ..plot.text_scatter import scatter as scatter_lines
from .data_sets import DATA_SETS, add_data_options, make_data
from .options import UsageError
from .outputs import add_force_option, check_outputs
from .plot_model import model_lines, model_picture
from .saved_model import examples_of, load_model_and_table
from .screen import chart_width, has_braille, picture_size
from .table_options import add_format_options


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options of the command."""
    names = ", ".join(DATA_SETS)
    parser.add_argument("picture", metavar="PICTURE", help=f"a data set ({names}), loss for -log(p), or MODEL TABLE")
    parser.add_argument(
        "files", nargs="*", default=[], metavar="FILE", help="SVG file to draw to (default: the terminal)"
    )
    add_data_options(parser)
    add_format_options(parser.add_argument_group("options for a TABLE"))
    add_force_option(parser)


def run(options: Namespace, colour: bool = False) -> None:
    """Draw the picture that the options name."""
    files = list(options.files)
    is_named = options.picture in (*DATA_SETS, "loss")
    table = None if is_named or not files else files.pop(0)
    if len(files) > 1:
        raise UsageError(f"{options.picture} takes one SVG file, got {' '.join(files)}")
    svg = files[0] if files else None
    if options.picture not in DATA_SETS and (options.samples or options.classes or options.seed):
        raise UsageError(f"--samples, --classes and --seed are for a data set, not for {options.picture}")
    if not is_named and table is None:
        raise UsageError(
            f"PICTURE must be one of {', '.join((*DATA_SETS, 'loss'))}, or a MODEL with a TABLE, got {options.picture}"
        )
    check_outputs({"SVG": (svg, SVG)}, {} if is_named else {"MODEL": options.picture, "TABLE": table}, options.force)
    if not is_named:
        options.model, options.file = options.picture, table
        model, rows = load_model_and_table(options)
        X, y = examples_of(model, rows)
        _draw(svg, lambda: model_picture(model, X, y), lambda: model_lines(model, X, y, colour))
    elif options.picture == "loss":
        _draw(svg, minus_log, lambda: minus_log_lines(chart_width(), braille=has_braille(sys.stdout)))
    else:
        points, classes, axes = make_data(options.picture, options)
        _draw(
            svg,
            lambda: scatter(points, classes, columns=axes),
            lambda: scatter_lines(points, classes, *picture_size(), colour=colour),
        )


def _draw(svg, picture, lines):
    """Write a picture to a file, or print its lines."""
    if svg is not None:
        write_file(svg, picture().encode())
    else:
        print("\n".join(lines()))
