"""The safetensors format: a JSON header that names tensors, then their bytes; nothing in it can run.

A file may come from a stranger, so every number in it is held against the size of the file before it is used.
"""

import json
import os
import struct

from ..validation.shapes import shown
from ..validation.scalars import as_finite
from .strict_json import parse

LARGEST_HEADER = 100_000_000  # bytes, as the format demands
MOST_DIMENSIONS = 8  # more than any network has; each one multiplies the lists that a byte can ask for
MOST_EMPTY_LISTS = 1_000_000  # a shape such as (1000000000, 0) takes no bytes in the file, but lists in memory
KINDS = {  # each dtype as `struct` calls it; BF16, the upper half of an F32, is read as its bits
    "BOOL": "?",
    "I8": "b",
    "U8": "B",
    "I16": "h",
    "U16": "H",
    "F16": "e",
    "BF16": "H",
    "I32": "i",
    "U32": "I",
    "F32": "f",
    "I64": "q",
    "U64": "Q",
    "F64": "d",
}


def load_tensors(path) -> dict:
    """Read the tensors of a file as nested lists: `purenn.load_tensors`.

    Source: the format's own description, https://github.com/huggingface/safetensors
    """
    tensors, _ = read(path)
    return {name: nested(values, shape) for name, (_, shape, values) in tensors.items()}


def read(path) -> tuple:
    """Read a file: `(tensors, metadata)`, a tensor being `(dtype, shape, values)` with its values in a flat tuple."""
    try:
        with open(path, "rb") as file:
            size = os.fstat(file.fileno()).st_size
            header = _header(file, size)
            metadata = _metadata(header)
            tensors = {}
            for begin, end, name, dtype, shape in _layout(header, size - file.tell()):
                data = file.read(end - begin)
                if len(data) != end - begin:
                    raise ValueError("the file must not shrink while it is read")
                tensors[name] = (dtype, shape, unpack(dtype, data))
            return {name: tensors[name] for name in header}, metadata
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None
    except MemoryError:
        raise ValueError(f"{path}: the file must fit into memory, got {size} bytes") from None


def _header(file, size):
    """The header as a dict; the file is then at the first byte of its tensors."""
    if size < 8:
        raise ValueError(f"the file must be at least 8 bytes long, got {size}")
    (length,) = struct.unpack("<Q", file.read(8))
    if length > LARGEST_HEADER:
        raise ValueError(f"the header must be at most {LARGEST_HEADER} bytes long, got a length of {length}")
    if length > size - 8:
        raise ValueError(f"the header must fit into the {size} bytes of the file, got a length of {length}")
    try:
        text = file.read(length).decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"the header must be UTF-8 text, got the byte {error.object[error.start]:#04x}") from None
    if not text.startswith("{"):
        raise ValueError(f"the header must begin with {{, got {shown(text[:1])}")
    return parse(text, "the header")


def _metadata(header):
    """The header's own notes, taken out of it: text by text."""
    metadata = header.pop("__metadata__", {})
    if type(metadata) is not dict:
        raise ValueError(f"__metadata__ must be an object, got {shown(metadata)}")
    for key, value in metadata.items():
        if type(value) is not str:
            raise ValueError(f"__metadata__ {shown(key)} must be a string, got {shown(value)}")
    return metadata


def _layout(header, size):
    """`(begin, end, name, dtype, shape)` of every tensor, in the order of the `size` bytes, all of which they take."""
    layout = sorted(_place(name, entry) for name, entry in header.items())
    reached = empty_lists = 0
    for begin, end, name, dtype, shape in layout:
        if begin != reached:
            fault = "overlaps the tensor before it" if begin < reached else "leaves bytes before it unused"
            raise ValueError(f"tensor {shown(name)} must begin at {reached}, got {begin}, which {fault}")
        reached = end
        if 0 in shape:
            empty_lists += _product(shape[: shape.index(0)])
    if reached != size:
        raise ValueError(f"the tensors must take up all {size} bytes after the header, got {reached}")
    if empty_lists > MOST_EMPTY_LISTS:
        raise ValueError(f"tensors without entries must be at most {MOST_EMPTY_LISTS} lists, got {empty_lists}")
    return layout


def _place(name, entry):
    """What the header says of one tensor, once it agrees with itself."""
    called = f"tensor {shown(name)}"
    if type(entry) is not dict or set(entry) != {"dtype", "shape", "data_offsets"}:
        raise ValueError(f"{called} must have dtype, shape and data_offsets alone, got {shown(entry)}")
    dtype, shape, offsets = entry["dtype"], entry["shape"], entry["data_offsets"]
    if type(dtype) is not str or dtype not in KINDS:
        raise ValueError(f"{called} must have one of the dtypes {', '.join(KINDS)}, got {shown(dtype)}")
    if not _are_counts(shape) or len(shape) > MOST_DIMENSIONS:
        raise ValueError(f"{called} must have a shape of at most {MOST_DIMENSIONS} counts, got {shown(shape)}")
    if not _are_counts(offsets) or len(offsets) != 2 or offsets[0] > offsets[1]:
        raise ValueError(f"{called} must have data_offsets [begin, end], got {shown(offsets)}")
    begin, end = offsets
    needed = _product(shape) * struct.calcsize("<" + KINDS[dtype])
    if needed != end - begin:
        raise ValueError(f"{called} must have {needed} bytes for {shown(shape)} of {dtype}, got {end - begin}")
    return begin, end, name, dtype, shape


def _are_counts(values):
    return type(values) is list and all(type(value) is int and value >= 0 for value in values)


def _product(counts):
    product = 1
    for count in counts:
        product *= count
    return product


def unpack(dtype: str, data: bytes) -> tuple:
    """The numbers in the bytes of a tensor.

    >>> unpack("F16", b"\\x00\\x3e"), unpack("BF16", b"\\xc0\\x3f"), unpack("I16", b"\\xff\\xff")
    ((1.5,), (1.5,), (-1,))
    """
    count = len(data) // struct.calcsize("<" + KINDS[dtype])
    values = struct.unpack(f"<{count}{KINDS[dtype]}", data)
    if dtype == "BF16":
        return struct.unpack(f"<{count}f", struct.pack(f"<{count}I", *[bits << 16 for bits in values]))
    return values


def nested(values, shape):
    """Flat values as lists within lists, the last index changing fastest.

    >>> nested((1, 2, 3, 4, 5, 6), [2, 3]), nested((7,), []), nested((), [2, 0])
    ([[1, 2, 3], [4, 5, 6]], 7, [[], []])
    """
    if not shape:
        return values[0]
    if len(shape) == 1:
        return list(values)
    step = len(values) // shape[0] if shape[0] else 0
    return [nested(values[n * step : (n + 1) * step], shape[1:]) for n in range(shape[0])]


def encode(tensors, metadata: dict) -> bytes:
    """Write matrices and notes as the bytes of a file: the same bytes for the same values, always.

    `tensors` has a row `(name, dtype, matrix)` for each, dtype being "F64" or "F32".
    Raises: TypeError or ValueError for an entry that is no finite number, or none that the dtype can hold.
    """
    header = {"__metadata__": metadata}
    blocks = []
    end = 0
    for name, dtype, matrix in tensors:
        blocks.append(_packed(name, dtype, matrix))
        begin, end = end, end + len(blocks[-1])
        header[name] = {"dtype": dtype, "shape": [len(matrix), len(matrix[0])], "data_offsets": [begin, end]}
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    text += b" " * (-len(text) % 8)  # so that the numbers begin where memory likes them to
    return struct.pack("<Q", len(text)) + text + b"".join(blocks)


def _packed(name, dtype, matrix):
    data = bytearray()
    for i, row in enumerate(matrix):
        for j, value in enumerate(row):
            as_finite(value, f"{name}[{i}][{j}]")
            try:
                number = float(value)
                data += struct.pack("<" + KINDS[dtype], number)
            except OverflowError:
                number = None
            if number != value:
                raise ValueError(f"{name}[{i}][{j}] must be a number that {dtype} can hold, got {shown(value)}")
    return bytes(data)
