"""The command `size`: what the weights of a network take in memory, before anyone has trained it or bought a board.

The figures are of objects as the interpreters lay them out: 64-bit CPython, and MicroPython on a 32-bit board.
"""

from .options import UsageError

BOARDS = (  # and the bytes that MicroPython leaves free on each, about, before anything is imported
    ("ESP8266", 36_000),
    ("ESP32", 110_000),
    ("Raspberry Pi Pico", 190_000),
    ("Raspberry Pi Pico 2", 420_000),
)
CORE = 36_000  # bytes for the rooms of inference on a 32-bit board: half of it to hold them, half to compile them


def add_arguments(parser) -> None:
    """Say which options the command takes."""
    parser.add_argument("shape", metavar="SHAPE", help="inputs, neurons of each layer, outputs: for example 2-64-3")


def run(options, colour: bool = False) -> None:
    """Print the parameters and the bytes of a network."""
    widths = widths_of(options.shape)
    single, compact = board_bytes(widths, boxed=True), board_bytes(widths, boxed=False)
    print(f"{options.shape}: {parameter_count(widths)} parameters")
    for held, size in (
        ("lists of doubles, 64-bit CPython", desktop_bytes(widths)),
        ("lists of single floats, 32-bit board", single),
        ("rows in array('f'), 32-bit board", compact),
    ):
        print(f"{held:38}{size:>12} bytes")
    print("\nBeside the rooms that inference needs, it fits")
    for board, free in BOARDS:
        left = free - CORE
        fits = "as lists" if single <= left else "in array('f') alone" if compact <= left else "not at all"
        print(f"{board:20} ({free // 1000:>3} kB free)  {fits}")


def widths_of(shape: str) -> list[int]:
    """The widths that a shape names, the inputs first.

    >>> widths_of("2-64-3")
    [2, 64, 3]
    """
    widths = shape.split("-")
    if len(widths) < 2 or not all(width.isdigit() and width.isascii() and 0 < int(width[:9]) for width in widths):
        raise UsageError(f"SHAPE must be two or more counts such as 2-64-3, got {shape!r}")
    if any(len(width) > 9 for width in widths):
        raise UsageError(f"SHAPE must have counts below 1000000000, got {shape!r}")
    return [int(width) for width in widths]


def parameter_count(widths) -> int:
    """How many weights and biases the dense layers of a network have.

    Formula: (inputs + 1) * neurons, summed over the layers

    >>> parameter_count([2, 64, 3])
    387
    """
    return _over_matrices(widths, lambda rows, columns: rows * columns)


def desktop_bytes(widths) -> int:
    """The bytes of all parameters as lists of doubles in 64-bit CPython.

    Formula: a list takes 56 bytes and 8 an entry, a double 24; the weights are a list of rows, the biases one row

    >>> desktop_bytes([1, 1])
    304
    """
    return _over_matrices(widths, lambda rows, columns: 56 + rows * (8 + 56 + columns * (8 + 24)))


def board_bytes(widths, boxed: bool, word: int = 4) -> int:
    """The bytes of all parameters in MicroPython, which takes memory in blocks of 4 words.

    Formula: a list takes a block and, for its entries, a word each in whole blocks; a float that is `boxed` takes
        a block of its own; a row in array('f') takes a block and 4 bytes an entry in whole blocks

    >>> board_bytes([1, 1], boxed=True), board_bytes([1, 1], boxed=False)
    (160, 128)
    """
    block = 4 * word

    def blocks(size):
        return -(-size // block) * block

    def matrix(rows, columns):
        row = block + blocks(columns * (word if boxed else 4)) + (columns * block if boxed else 0)
        return block + blocks(rows * word) + rows * row

    return _over_matrices(widths, matrix)


def _over_matrices(widths, size):
    """The sum of a figure over the weights and the biases of every layer."""
    result = 0
    for n_inputs, n_neurons in zip(widths, widths[1:]):
        result += size(n_inputs, n_neurons) + size(1, n_neurons)
    return result
