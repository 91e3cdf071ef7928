"""The command `size`: compute the memory that a network needs, on a PC and on a board.

    python3 -m purenn size 2-64-3

The sizes are those of lists in 64-bit CPython and, on a board with 32-bit words, of the file that `board` writes and of
purenn and a model that it loads, which take more but can train.
"""

from argparse import ArgumentParser, Namespace

from ..formats.precision import DTYPES
from .board_memory import file_memory, model_memory, sum_over_layers
from .options import UsageError

BOARDS = (  # approximate free heap in bytes, with MicroPython and nothing imported
    ("ESP8266", 36_000),
    ("ESP32", 110_000),
    ("Raspberry Pi Pico", 190_000),
    ("Raspberry Pi Pico 2", 420_000),
)


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("shape", metavar="SHAPE", help="inputs and neurons of each layer, for example 2-64-3")


def run(options: Namespace, colour: bool = False) -> None:
    """Print the number of parameters, their size in each form, and the boards that they fit."""
    widths = parse_shape(options.shape)
    print(f"{options.shape}: {parameter_count(widths)} parameters")
    print(f"{'lists of floats in 64-bit CPython':36}{desktop_bytes(widths):>12} bytes\n")
    print(f"{'on a board with 32-bit words':36}{'flash':>12}{'heap held':>12}{'needed':>12}  bytes, about")
    needs = []
    for form, (flash, held, needed) in [
        *((f"file for a board, {dtype}", file_memory(widths, dtype)) for dtype in DTYPES),
        ("purenn and Model.load", model_memory(widths)),
    ]:
        print(f"{form:36}{flash:>12}{held:>12}{needed:>12}")
        needs.append(needed)
    print(f"\n{'fits a board':24}{'free heap':>12}" + "".join(f"{form:>8}" for form in (*DTYPES, "purenn")))
    for board, free in BOARDS:
        fits = "".join(f"{'yes' if needed <= free else 'no':>8}" for needed in needs)
        print(f"{board:24}{free // 1000:>9} kB{fits}")


def parse_shape(shape: str) -> list[int]:
    """Parse the widths of a network, inputs first.

    >>> parse_shape("2-64-3")
    [2, 64, 3]
    """
    widths = shape.split("-")
    if len(widths) < 2 or not all(width.isdigit() and width.isascii() and 0 < int(width[:9]) for width in widths):
        raise UsageError(f"SHAPE must be at least two positive integers such as 2-64-3, got {shape!r}")
    if any(len(width) > 9 for width in widths):
        raise UsageError(f"SHAPE must have integers below 1000000000, got {shape!r}")
    return [int(width) for width in widths]


def parameter_count(widths: list[int]) -> int:
    """Count the weights and biases of the dense layers of a network.

    (inputs + 1) * neurons, summed over the layers

    >>> parameter_count([2, 64, 3])
    387
    """
    return sum_over_layers(widths, lambda inputs, neurons: (inputs + 1) * neurons)


def desktop_bytes(widths: list[int]) -> int:
    """Return the bytes of all parameters as lists of doubles in 64-bit CPython.

    A list takes 56 bytes plus 8 per entry, a double 24. The weights are a list of rows, the biases a list of one row.

    >>> desktop_bytes([1, 1])
    304
    """

    def matrix(rows, columns):
        return 56 + rows * (8 + 56 + columns * (8 + 24))

    return sum_over_layers(widths, lambda inputs, neurons: matrix(inputs, neurons) + matrix(1, neurons))
