"""Parse and validate the header of a safetensors file, which may come from an untrusted source.

The header is a JSON object. It gives the dtype, the shape and the byte offsets of each tensor, and optionally has a
`__metadata__` of strings. Each function raises a one-line ValueError for a header that the format does not allow.

    header = read_header(file, size)
    metadata = pop_metadata(header)
    layout = tensor_layout(header, size - file.tell())

`begins_as_safetensors` distinguishes a file of another kind from a damaged safetensors file.
"""

import struct

from ..validation.shapes import short_repr
from .strict_json import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, BinaryIO

MAX_HEADER_BYTES = 100_000_000  # the limit that the format sets
MAX_DIMENSIONS = 8
# The nested lists of a file: so many for any file (a shape such as (1000000000, 0) takes no bytes in it), and one more
# for every 2 bytes of numbers (a shape such as (1000000, 1, 1) of U8 would have two for each byte).
FREE_LISTS = 10_000
BYTES_PER_LIST = 2
# Of each dtype. BOOL and BF16, the upper half of an F32, are unpacked as integers and converted.
STRUCT_CODES = {
    "BOOL": "B",
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
# Dtypes of the format that Python's struct cannot unpack: of less than a byte, of 8-bit floats, of complex numbers.
OTHER_DTYPES = ("F4", "F6_E2M3", "F6_E3M2", "F8_E5M2", "F8_E4M3", "F8_E8M0", "F8_E4M3FNUZ", "F8_E5M2FNUZ", "C64")
_DTYPES = ", ".join(STRUCT_CODES)


def begins_as_safetensors(head: bytes, size: int) -> bool:
    """Return whether a file begins with the length of a header that fits into the file, and with the header's `{`.

    Args:
        head: The first 9 bytes of the file, or more; fewer if it has fewer.
        size: The size of the file in bytes.

    >>> begins_as_safetensors(b"\\x02\\0\\0\\0\\0\\0\\0\\0{}", 10), begins_as_safetensors(b"5.1,3.5,1.4", 11)
    (True, False)
    """
    return len(head) > 8 and struct.unpack("<Q", head[:8])[0] <= size - 8 and head[8:9] == b"{"


def read_header(file: "BinaryIO", size: int) -> "dict[str, Any]":
    """Read and parse the header.

    Args:
        file: The file, positioned at its start. Its position is then the first byte after the header.
        size: The size of the whole file in bytes.

    Returns:
        The header: an entry for each tensor and, optionally, `__metadata__`. Only its syntax is validated.
    """
    start = file.read(9)
    if start[8:] != b"{":
        found = f"one that begins with {start!r}" if start else "an empty file"
        raise ValueError(f"the file must be a safetensors file, got {found}")
    (length,) = struct.unpack("<Q", start[:8])
    if length > MAX_HEADER_BYTES:
        expected = f"a safetensors file, whose header is at most {MAX_HEADER_BYTES} bytes long"
        raise ValueError(f"the file must be {expected}, got a length of {length}")
    if not begins_as_safetensors(start, size):
        raise ValueError(f"the header must fit into the {size} bytes of the file, got a length of {length}")
    file.seek(8)
    try:
        text = file.read(length).decode("utf-8")
    except UnicodeError:
        raise ValueError("the header must be UTF-8 text, got other bytes") from None
    return parse(text, "the header")


def pop_metadata(header: "dict[str, Any]") -> "dict[str, str]":
    """Remove `__metadata__` from a header and return it, or an empty dict where there is none or where it is null."""
    metadata = header.pop("__metadata__", None)
    if metadata is None:
        return {}
    if type(metadata) is not dict:
        raise ValueError(f"__metadata__ must be an object, got {short_repr(metadata)}")
    for key, value in metadata.items():
        if type(value) is not str:
            raise ValueError(f"__metadata__ {short_repr(key)} must be a string, got {short_repr(value)}")
    return metadata


def tensor_layout(header: "dict[str, Any]", size: int) -> "list[tuple[int, int, str, str, list[int]]]":
    """Validate the entries of the tensors, which must cover the bytes after the header without gap or overlap.

    Args:
        header: The header without `__metadata__`.
        size: The number of bytes after the header.

    Returns:
        `(begin, end, name, dtype, shape)` of each tensor, in the order of their offsets.
    """
    layout = sorted(_checked_entry(name, entry) for name, entry in header.items())
    covered = lists = 0
    for begin, end, name, _, shape in layout:
        if begin != covered:
            fault = "overlaps the tensor before it" if begin < covered else "leaves bytes before it unused"
            raise ValueError(f"tensor {short_repr(name)} must begin at {covered}, got {begin}, which {fault}")
        covered = end
        for level in range(len(shape)):
            lists += _product(shape[:level])
    if covered != size:
        raise ValueError(f"the tensors must take up all {size} bytes after the header, got {covered}")
    most = FREE_LISTS + size // BYTES_PER_LIST
    if lists > most:
        raise ValueError(f"the tensors must be at most {most} nested lists for their size, got {lists}")
    return layout


def _product(counts: "list[int]") -> int:
    """Multiply counts; math.prod is not in MicroPython."""
    result = 1
    for count in counts:
        result *= count
    return result


def _checked_entry(name: str, entry: "Any") -> "tuple[int, int, str, str, list[int]]":
    """Validate the entry of one tensor; its offsets must agree with its dtype and shape."""
    tensor = f"tensor {short_repr(name)}"
    if type(entry) is not dict or set(entry) != {"dtype", "shape", "data_offsets"}:
        raise ValueError(f"{tensor} must have exactly dtype, shape and data_offsets, got {short_repr(entry)}")
    dtype, shape, offsets = entry["dtype"], entry["shape"], entry["data_offsets"]
    if dtype in OTHER_DTYPES:
        raise ValueError(f"{tensor} is of the dtype {dtype}, which purenn does not read; it reads {_DTYPES}")
    if type(dtype) is not str or dtype not in STRUCT_CODES:
        raise ValueError(f"{tensor} must have one of the dtypes {_DTYPES}, got {short_repr(dtype)}")
    if not _are_counts(shape) or len(shape) > MAX_DIMENSIONS:
        raise ValueError(f"{tensor} must have a shape of at most {MAX_DIMENSIONS} counts, got {short_repr(shape)}")
    if not _are_counts(offsets) or len(offsets) != 2 or offsets[0] > offsets[1]:
        raise ValueError(f"{tensor} must have data_offsets [begin, end], got {short_repr(offsets)}")
    begin, end = offsets
    needed = _product(shape) * struct.calcsize("<" + STRUCT_CODES[dtype])
    if needed != end - begin:
        raise ValueError(f"{tensor} must have {needed} bytes for {short_repr(shape)} of {dtype}, got {end - begin}")
    return begin, end, name, dtype, shape


def _are_counts(values: "Any") -> bool:
    """Whether a JSON value is a list of integers of at least 0; in Python, True is an int too."""
    return type(values) is list and all(type(value) is int and value >= 0 for value in values)
