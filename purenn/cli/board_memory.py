"""The memory that a network takes on a board with MicroPython and 32-bit words, by measured figures.

    flash, held, needed = file_memory([64, 32, 10], "F32")  # of the file that Model.to_python writes

MicroPython allocates blocks of 4 words. A list takes one block, and a word an entry in whole blocks; bytes take one
block, and their number and 1 in whole blocks; a float in a list takes a block. What the code of a file holds, and how
much more importing it and predicting need for a moment, was measured: the least heap in which MicroPython for Unix with
32-bit words succeeds.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WORD = 4
BLOCK = 4 * WORD
# Of a dtype: the bytes of a weight, those of a neuron's bias and scale, those that the code holds, and how many more
# are needed for a moment, whatever the network and for each input of the widest layer.
FILES = {"F64": (8, 8, 1400, 5000, 58), "F32": (4, 4, 1400, 5000, 58), "I8": (1, 8, 1700, 7000, 22)}
SCALER = 350  # bytes that the code of a standardizer holds
CHARACTERS = 3  # of the source of a byte, on average
SOURCE = 1500  # the characters of the functions
# The modules of purenn that load a model: their source, what they hold, and what they and each byte of lists need.
MODULES_SOURCE, MODULES_HELD, MODULES_NEEDED, LISTS_NEEDED = 320_000, 91_000, 102_000, 1.4


def file_memory(widths: "Sequence[int]", dtype: str, scaled: bool = False) -> "tuple[int, int, int]":
    """Return what the file that `Model.to_python` writes takes on a board.

    Args:
        widths: The inputs and the neurons of each dense layer.
        dtype: The dtype of the file.
        scaled: Whether a standardizer comes before the first layer.

    Returns:
        (flash, held, needed): the characters of the source, about; the heap that is held after importing it; the free
        heap that is needed to import it and to predict a sample. All in bytes.
    """
    weight, more, code, moment, an_input = FILES[dtype]
    data = sum_over_layers(widths, lambda inputs, neurons: neurons * (inputs * weight + more))
    held = code + sum_over_layers(widths, lambda inputs, neurons: neurons * (WORD + _bytes(inputs * weight + more)))
    if scaled:
        data += 2 * 8 * widths[0]
        held += SCALER + 2 * _bytes(8 * widths[0])
    return SOURCE + CHARACTERS * data, held, held + moment + an_input * max(widths[:-1])


def model_memory(widths: "Sequence[int]") -> "tuple[int, int, int]":
    """Return what purenn and a model take that `Model.load` loads: flash, held and needed as above."""
    lists = list_memory(widths)
    return MODULES_SOURCE, MODULES_HELD + lists, MODULES_NEEDED + int(LISTS_NEEDED * lists)


def list_memory(widths: "Sequence[int]") -> int:
    """Return the bytes that all parameters take as lists of floats.

    >>> list_memory([1, 1])
    160
    """

    def matrix(rows, columns):
        return BLOCK + _blocks(rows * WORD) + rows * (BLOCK + _blocks(columns * WORD) + columns * BLOCK)

    return sum_over_layers(widths, lambda inputs, neurons: matrix(inputs, neurons) + matrix(1, neurons))


def sum_over_layers(widths: "Sequence[int]", count: "Callable[[int, int], int]") -> int:
    """Sum `count(inputs, neurons)` over the dense layers."""
    result = 0
    for inputs, neurons in zip(widths, widths[1:]):
        result += count(inputs, neurons)
    return result


def _bytes(count: int) -> int:
    """Return the memory of an object of bytes."""
    return BLOCK + _blocks(count + 1)


def _blocks(size: int) -> int:
    """Round a size up to whole blocks."""
    return -(-size // BLOCK) * BLOCK
