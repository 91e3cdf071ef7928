"""The command `size`: compute the memory that the parameters of a network need, on a PC and on a board.

    python3 -m purenn size 2-64-3

The sizes are those of the objects in 64-bit CPython, and in MicroPython on a 32-bit board.
"""

from argparse import ArgumentParser, Namespace

from .options import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

BOARDS = (  # approximate free heap in bytes, with MicroPython and nothing imported
    ("ESP8266", 36_000),
    ("ESP32", 110_000),
    ("Raspberry Pi Pico", 190_000),
    ("Raspberry Pi Pico 2", 420_000),
)
INFERENCE_MODULES = 36_000  # bytes on a 32-bit board: half to hold the modules, half to compile them


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("shape", metavar="SHAPE", help="inputs and neurons of each layer, for example 2-64-3")


def run(options: Namespace, colour: bool = False) -> None:
    """Print the number of parameters, their size in each representation, and the boards that they fit."""
    widths = parse_shape(options.shape)
    boxed, compact = board_bytes(widths, boxed=True), board_bytes(widths, boxed=False)
    print(f"{options.shape}: {parameter_count(widths)} parameters")
    for representation, size in (
        ("lists of doubles, 64-bit CPython", desktop_bytes(widths)),
        ("lists of single floats, 32-bit board", boxed),
        ("rows in array('f'), 32-bit board", compact),
    ):
        print(f"{representation:38}{size:>12} bytes")
    print("\nFits a board, together with the modules for inference:")
    for board, free in BOARDS:
        left = free - INFERENCE_MODULES
        fits = "as lists" if boxed <= left else "only as array('f')" if compact <= left else "no"
        print(f"{board:20} ({free // 1000:>3} kB free)  {fits}")


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
    return _sum_over_matrices(widths, lambda rows, columns: rows * columns)


def desktop_bytes(widths: list[int]) -> int:
    """Return the bytes of all parameters as lists of doubles in 64-bit CPython.

    A list takes 56 bytes plus 8 per entry, a double 24. The weights are a list of rows, the biases a list of one row.

    >>> desktop_bytes([1, 1])
    304
    """
    return _sum_over_matrices(widths, lambda rows, columns: 56 + rows * (8 + 56 + columns * (8 + 24)))


def board_bytes(widths: list[int], boxed: bool, word: int = 4) -> int:
    """Return the bytes of all parameters in MicroPython, which allocates memory in blocks of 4 words.

    A list takes one block, plus a word per entry in whole blocks; a float in a list takes a block. A row in
    `array('f')` takes one block, plus 4 bytes per entry in whole blocks.

    Args:
        widths: The widths of the network, inputs first.
        boxed: Whether rows are lists of floats; otherwise they are `array('f')`.
        word: The bytes of a machine word.

    >>> board_bytes([1, 1], boxed=True), board_bytes([1, 1], boxed=False)
    (160, 128)
    """
    block = 4 * word

    def blocks(size):
        return -(-size // block) * block

    def matrix(rows, columns):
        row = block + blocks(columns * (word if boxed else 4)) + (columns * block if boxed else 0)
        return block + blocks(rows * word) + rows * row

    return _sum_over_matrices(widths, matrix)


def _sum_over_matrices(widths: list[int], size: "Callable[[int, int], int]") -> int:
    """Sum `size(rows, columns)` over the weights and the biases of every layer."""
    result = 0
    for n_inputs, n_neurons in zip(widths, widths[1:]):
        result += size(n_inputs, n_neurons) + size(1, n_neurons)
    return result
