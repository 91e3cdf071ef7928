"""Read and write the safetensors format: a JSON header that describes the tensors, followed by their raw bytes.

    tensors = load_tensors("model.safetensors")  # {"dense/kernel": [[0.5, ...], ...], ...}

A file contains data only, no code, and may come from an untrusted source: `safetensors_header` checks every length
and offset against the size of the file before it is used.

Source: https://github.com/huggingface/safetensors
"""

import struct

from ..display import printable
from ..validation.scalars import as_finite
from ..validation.shapes import short_repr
from .files import open_file
from .safetensors_header import STRUCT_CODES, pop_metadata, read_header, tensor_layout
from .strict_json import write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from os import PathLike
    from typing import Any

    from ..types import Matrix

    Tensor = tuple[str, list[int], bytes]  # dtype, shape, little-endian values in row-major order


TOO_LARGE_FOR_F32 = 2.0**128 - 2.0**103  # and what is larger would be rounded to infinity


def load_tensors(path: "str | bytes | PathLike[str]") -> "dict[str, Any]":
    """Read all tensors of a safetensors file as nested lists.

    Args:
        path: The file, written by any library, with booleans, integers, or floats of 16, 32 or 64 bits (BF16 too).

    Returns:
        The tensors by name, in the order of the header. A scalar is a number, a vector a list, a matrix a list of
        rows, and so on.

    Raises:
        ValueError: If the file is not a valid safetensors file, or has tensors of another dtype (F4 to F8, C64); the
            message starts with its path.
        OSError: If the file cannot be read.

    Source: https://github.com/huggingface/safetensors
    """
    tensors, _ = read(path)
    return {name: nested(unpack(dtype, data), shape) for name, (dtype, shape, data) in tensors.items()}


def read(path: "str | bytes | PathLike[str]") -> "tuple[dict[str, Tensor], dict[str, str]]":
    """Read the tensors and the metadata of a safetensors file.

    Returns:
        `(tensors, metadata)`: the tensors by name, each as `(dtype, shape, data)`; and the strings under
        `__metadata__`. `nested(unpack(dtype, data), shape)` makes lists of a tensor.

    Raises:
        ValueError: If the file is not a valid safetensors file; the message starts with its path.
        OSError: If the file cannot be read.
    """
    with open_file(path) as file:
        size = file.seek(0, 2)
        file.seek(0)
        try:
            header = read_header(file, size)
            metadata = pop_metadata(header)
            tensors = {}
            for begin, end, name, dtype, shape in tensor_layout(header, size - file.tell()):
                data = file.read(end - begin)
                if len(data) != end - begin:
                    raise ValueError("the file must keep its size while it is read, got fewer bytes")
                tensors[name] = (dtype, shape, data)
            return {name: tensors[name] for name in header}, metadata
        except ValueError as error:
            raise ValueError(f"{printable(path)}: {error}") from None
        except MemoryError:
            raise ValueError(f"{printable(path)}: the file must fit into memory, got {size} bytes") from None


def unpack(dtype: str, data: bytes) -> "tuple[Any, ...]":
    """Convert the bytes of a tensor to numbers.

    Args:
        dtype: A key of `STRUCT_CODES`.
        data: A whole number of little-endian values.

    Returns:
        The values: bool for BOOL, int for the integer dtypes, float for the others.

    >>> unpack("F16", b"\\x00\\x3e"), unpack("BF16", b"\\xc0\\x3f"), unpack("I16", b"\\xff\\xff")
    ((1.5,), (1.5,), (-1,))
    """
    count = len(data) // struct.calcsize("<" + STRUCT_CODES[dtype])
    values = struct.unpack(f"<{count}{STRUCT_CODES[dtype]}", data)
    if dtype == "BOOL":
        return tuple([value != 0 for value in values])
    if dtype == "BF16":
        return struct.unpack(f"<{count}f", struct.pack(f"<{count}I", *[bits << 16 for bits in values]))
    return values


def nested(values: "Sequence[Any]", shape: "Sequence[int]") -> "Any":
    """Arrange flat values in row-major order as nested lists of the given shape.

    >>> nested((1, 2, 3, 4, 5, 6), [2, 3]), nested((7,), []), nested((), [2, 0])
    ([[1, 2, 3], [4, 5, 6]], 7, [[], []])
    """
    if not shape:
        return values[0]
    if len(shape) == 1:
        return list(values)
    step = len(values) // shape[0] if shape[0] else 0
    return [nested(values[n * step : (n + 1) * step], shape[1:]) for n in range(shape[0])]


def encode(tensors: "Iterable[tuple[str, str, Matrix]]", metadata: "Mapping[str, str]") -> bytes:
    """Encode matrices and metadata as the content of a safetensors file.

    The result depends on the arguments only: equal arguments give equal bytes.

    Args:
        tensors: `(name, dtype, matrix)` of each tensor, with dtype "F64" or "F32".
        metadata: The strings to store under `__metadata__`.

    Returns:
        The content of the file.

    Raises:
        TypeError: If an entry is not a number.
        ValueError: If an entry is not finite, or not representable in the dtype (F32 rounds, but does not overflow).
    """
    return join(
        [(name, dtype, [len(matrix), len(matrix[0])], pack(name, dtype, matrix)) for name, dtype, matrix in tensors],
        metadata,
    )


def join(tensors: "Iterable[tuple[str, str, Sequence[int], bytes]]", metadata: "Mapping[str, str]") -> bytes:
    """Join the bytes of tensors and metadata to the content of a safetensors file.

    Args:
        tensors: `(name, dtype, shape, data)` of each tensor.
        metadata: The strings to store under `__metadata__`.
    """
    header: dict[str, Any] = {"__metadata__": metadata}
    blocks = []
    end = 0
    for name, dtype, shape, data in tensors:
        blocks.append(data)
        begin, end = end, end + len(data)
        header[name] = {"dtype": dtype, "shape": list(shape), "data_offsets": [begin, end]}
    text = write(header).encode("utf-8")
    text += b" " * (-len(text) % 8)  # aligns the numbers to 8 bytes, as readers that map the file into memory expect
    return struct.pack("<Q", len(text)) + text + b"".join(blocks)


def pack(name: str, dtype: str, matrix: "Matrix") -> bytes:
    """Convert the entries of a matrix to bytes, row by row.

    Args:
        name: What error messages call the matrix.
        dtype: "F64" or "F32".
        matrix: The matrix.

    Raises:
        TypeError: If an entry is not a number.
        ValueError: If an entry is not finite, or not representable in the dtype (F32 rounds, but does not overflow).

    >>> pack("weights", "F32", [[1.0, -2.0]])
    b'\\x00\\x00\\x80?\\x00\\x00\\x00\\xc0'
    """
    data = bytearray()
    for i, row in enumerate(matrix):
        for j, value in enumerate(row):
            as_finite(value, f"{name}[{i}][{j}]")
            try:
                number = float(value)
            except OverflowError:
                number = None
            if number != value or dtype == "F32" and abs(value) >= TOO_LARGE_FOR_F32:
                raise ValueError(f"{name}[{i}][{j}] must be a number that {dtype} can hold, got {short_repr(value)}")
            data += struct.pack("<" + STRUCT_CODES[dtype], number)
    return bytes(data)
