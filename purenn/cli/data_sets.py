"""The library's data sets by name, and their options: for the commands `plot` and `data`."""

from argparse import ArgumentParser, Namespace

from ..datasets import circles_data, sine_data, spiral_data, vertical_data, xor_data
from ..random_state import RandomState
from .options import UsageError, positive_int, seed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..types import Matrix

WITH_CLASSES: "dict[str, Callable[..., Any]]" = {
    "spiral": spiral_data,
    "vertical": vertical_data,
    "circles": circles_data,
}
DATA_SETS = (*WITH_CLASSES, "xor", "sine")


def add_data_options(parser: ArgumentParser) -> None:
    """Declare the options of a data set."""
    parser.add_argument("--samples", type=positive_int, help="points per class (default 100)")
    names = ", ".join(WITH_CLASSES)
    parser.add_argument("--classes", type=positive_int, help=f"classes, of {names} (default 3)")
    parser.add_argument("--seed", type=seed, default=0, help="seed of the data (default 0)")


def make_data(name: str, options: Namespace) -> "tuple[Matrix, list[int], tuple[str, str]]":
    """Make a data set.

    Returns:
        Its points, the class of each, and the names of their coordinates. The sine is one class.
    """
    samples = options.samples or 100
    if name not in WITH_CLASSES and options.classes is not None:
        raise UsageError(f"--classes is for {', '.join(WITH_CLASSES)}, not for {name}")
    if name == "sine":
        X, y = sine_data(samples)
        return [[x[0], value] for x, value in zip(X, y)], [0] * samples, ("x", "sin(2 pi x)")
    if name == "xor":
        return (*xor_data(samples, RandomState(options.seed)), ("x0", "x1"))
    return (*WITH_CLASSES[name](samples, options.classes or 3, RandomState(options.seed)), ("x0", "x1"))
