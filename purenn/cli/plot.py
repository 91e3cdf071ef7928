"""The command `plot`: a data set or the loss as a picture, in an SVG file or in the terminal.

The data sets are the library's own; a table is drawn when a network is trained on it, by `train --plot`.
"""

import sys

from ..plot.charts import minus_log as minus_log_lines
from ..datasets import sine_data, spiral_data, vertical_data
from ..formats.files import write_file
from .options import UsageError, count, seed
from ..plot.figures import minus_log, scatter
from ..random_state import RandomState
from .screen import chart_width, has_braille, picture_size
from ..plot.terminal import scatter as scatter_lines


def add_arguments(parser) -> None:
    """Say which options the command takes."""
    pictures = ("spiral", "vertical", "sine", "loss")
    parser.add_argument("picture", choices=pictures, help="a data set, or loss for -log(p)")
    parser.add_argument("file", nargs="?", metavar="SVG", help="the file to draw into (default: the terminal)")
    parser.add_argument("--samples", type=count, help="points of each class (default 100)")
    parser.add_argument("--classes", type=count, help="classes of the spiral and the vertical data (default 3)")
    parser.add_argument("--seed", type=seed, default=0, help="what the data is drawn from (default 0)")


def run(options, colour: bool = False) -> None:
    """Draw the picture that the options name."""
    if options.picture == "loss":
        if options.file is not None:
            write_file(options.file, minus_log().encode())
        else:
            print("\n".join(minus_log_lines(chart_width(), braille=has_braille(sys.stdout))))
        return
    X, y, columns = _data(options)
    if options.file is not None:
        write_file(options.file, scatter(X, y, columns=columns).encode())
    else:
        print("\n".join(scatter_lines(X, y, *picture_size(), colour=colour)))


def _data(options):
    """Points in the plane, their classes and the names of their axes."""
    samples, classes = options.samples or 100, options.classes or 3
    if options.picture == "sine":
        if options.classes is not None:
            raise UsageError("--classes is for the spiral and the vertical data, not for the sine")
        X, y = sine_data(samples)
        return [[x[0], value] for x, value in zip(X, y)], [0] * samples, ("x", "sin(2 pi x)")
    make = spiral_data if options.picture == "spiral" else vertical_data
    return (*make(samples, classes, RandomState(options.seed)), ("x0", "x1"))
