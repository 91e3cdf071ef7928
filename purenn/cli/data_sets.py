"""The library's data sets by name, and their options: for the commands `plot` and `data`."""

from argparse import ArgumentParser, Namespace

from ..datasets import sine_data, spiral_data, vertical_data
from ..random_state import RandomState
from .options import UsageError, positive_int, seed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..types import Matrix

DATA_SETS = ("spiral", "vertical", "sine")


def add_data_options(parser: ArgumentParser) -> None:
    """Declare the options of a data set."""
    parser.add_argument("--samples", type=positive_int, help="points per class (default 100)")
    parser.add_argument("--classes", type=positive_int, help="classes of the spiral or vertical data (default 3)")
    parser.add_argument("--seed", type=seed, default=0, help="seed of the data (default 0)")


def make_data(name: str, options: Namespace) -> "tuple[Matrix, list[int], tuple[str, str]]":
    """Make a data set.

    Returns:
        Its points, the class of each, and the names of their coordinates. The sine is one class.
    """
    samples, classes = options.samples or 100, options.classes or 3
    if name == "sine":
        if options.classes is not None:
            raise UsageError("--classes is for the spiral and the vertical data, not for the sine")
        X, y = sine_data(samples)
        return [[x[0], value] for x, value in zip(X, y)], [0] * samples, ("x", "sin(2 pi x)")
    make = spiral_data if name == "spiral" else vertical_data
    return (*make(samples, classes, RandomState(options.seed)), ("x0", "x1"))
