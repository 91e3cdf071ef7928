"""Write and read files of test vectors, as safetensors or as JSON. Equal vectors give equal bytes on every machine.

    write("softmax.json", vectors)
    vectors = read("softmax.json")

JSON, whose numbers are bits in hexadecimal, each list of them followed by the same numbers as decimals for people:

    {"purenn_vectors": 1,
    "about": "softmax",
    "tensors": {
    "logits": {"format": "F64", "shape": [1, 2], "flags": [],
    "bits": ["3ff0000000000000","4000000000000000"],
    "decimals": [1.0,2.0]},
    ...},
    "order": ["probabilities"]}

Bits, because parsers of decimals differ in the last digit. In a safetensors file the same tensors are raw
bytes of the dtypes F64, F32 and BOOL, the widest first; `__metadata__` has the strings `purenn_vectors` ("1"), `about`,
`order` and `flags`, the last two as JSON: `["probabilities"]` and `{"probabilities": ["tie"]}`.
"""

import json
import math
import os
from typing import Any

from ..display import printable
from ..formats import safetensors
from ..formats.atomic_write import write_file
from ..formats.strict_json import parse
from ..validation.shapes import short_repr
from .tensors import MAX_DIMENSIONS, Tensor, Vectors
from .ulps import STRUCT_CODES, digits, from_hex, nearest, pack, to_decimal, to_hex

VERSION = 1
MARK = "purenn_vectors"
ENTRY_KEYS = ("format", "shape", "flags", "bits", "decimals")


def write(path: "str | os.PathLike[str]", vectors: Vectors) -> None:
    """Write a file of test vectors.

    Args:
        path: The file; its name ends in .safetensors or .json, which decides the format.
        vectors: The vectors.

    Raises:
        ValueError: If the name of the file has another ending.
        OSError: If the file cannot be written; a previous file is then unchanged.
    """
    encode = {".safetensors": encode_safetensors, ".json": encode_json}[ending(path, (".safetensors", ".json"))]
    write_file(path, encode(vectors))


def read(path: "str | os.PathLike[str]") -> Vectors:
    """Read a file of test vectors.

    Args:
        path: The file; its name ends in .safetensors or .json.

    Raises:
        ValueError: If the file does not contain test vectors; the message is one line that starts with its path.
        OSError: If the file cannot be read.
    """
    if ending(path, (".safetensors", ".json")) == ".json":
        content = read_json(path)
        try:
            return decode_json(content)
        except ValueError as error:
            raise ValueError(f"{printable(path)}: {error}") from None
    tensors, metadata = safetensors.read(path)
    try:
        return _from_safetensors(tensors, metadata)
    except ValueError as error:
        raise ValueError(f"{printable(path)}: {error}") from None


def ending(path: "str | os.PathLike[str]", endings: "tuple[str, ...]") -> str:
    """Return the ending of a file name in lower case.

    Raises:
        ValueError: If it is not one of `endings`.
    """
    found = os.path.splitext(os.fspath(path))[1].lower()
    if found not in endings:
        raise ValueError(
            f"{printable(path)}: the name of the file must end in {' or '.join(endings)}, got {short_repr(found)}"
        )
    return found


def read_json(path: "str | os.PathLike[str]") -> "Any":
    """Read a JSON document.

    Raises:
        ValueError: If the file is not JSON in UTF-8; the message starts with its path.
        OSError: If the file cannot be read.
    """
    try:
        with open(path, encoding="utf-8-sig") as file:
            return parse(file.read(), "the file")
    except UnicodeDecodeError as error:
        raise ValueError(
            f"{printable(path)}: the file must be UTF-8 text, got {error.object[error.start]:#04x}"
        ) from None
    except ValueError as error:
        raise ValueError(f"{printable(path)}: {error}") from None


def encode_json(vectors: Vectors) -> bytes:
    """Return the content of a JSON file of test vectors."""
    tensors = []
    for name, (format, shape, values, flags) in vectors.tensors.items():
        bits = ",".join(f'"{to_hex(value, format)}"' for value in values)
        decimals = ",".join(to_decimal(value, format) for value in values)
        tensors.append(
            f'{json.dumps(name)}: {{"format": "{format}", "shape": {list(shape)}, "flags": {json.dumps(flags)},\n'
            f'"bits": [{bits}],\n"decimals": [{decimals}]}}'
        )
    text = (
        f'{{"{MARK}": {VERSION},\n"about": {json.dumps(vectors.about)},\n"tensors": {{\n'
        + ",\n".join(tensors)
        + f'}},\n"order": {json.dumps(vectors.order)}}}\n'
    )
    return text.encode("ascii")


def encode_safetensors(vectors: Vectors) -> bytes:
    """Return the content of a safetensors file of test vectors."""
    metadata = {
        MARK: str(VERSION),
        "about": vectors.about,
        "order": json.dumps(vectors.order),
        "flags": json.dumps({name: found.flags for name, found in vectors.tensors.items() if found.flags}),
    }
    widest_first = sorted(vectors.tensors.items(), key=lambda item: -digits(item[1].format))  # aligns every number
    return safetensors.join(
        [(name, found.format, found.shape, pack(found.values, found.format)) for name, found in widest_first], metadata
    )


def decode_json(content: "Any") -> Vectors:
    """Return the test vectors in a parsed JSON document; raise ValueError if it has none."""
    if not isinstance(content, dict) or set(content) != {MARK, "about", "tensors", "order"}:
        raise ValueError(f"the file must have exactly {MARK}, about, tensors and order, got {short_repr(content)}")
    if type(content[MARK]) is not int or content[MARK] != VERSION:
        raise ValueError(f"{MARK} must be {VERSION}, got {short_repr(content[MARK])}")
    if not isinstance(content["tensors"], dict):
        raise ValueError(f"tensors must be an object, got {short_repr(content['tensors'])}")
    tensors = {name: _decode_entry(name, entry) for name, entry in content["tensors"].items()}
    return Vectors(tensors, _texts(content["order"], "order"), _text(content["about"], "about"))


def _decode_entry(name: str, entry: "Any") -> Tensor:
    """Return a tensor of a JSON file."""
    name = short_repr(name)
    if not isinstance(entry, dict) or set(entry) != set(ENTRY_KEYS):
        raise ValueError(f"tensor {name} must have exactly {', '.join(ENTRY_KEYS)}, got {short_repr(entry)}")
    format, shape, flags, bits, decimals = [entry[key] for key in ENTRY_KEYS]
    if type(format) is not str or format not in STRUCT_CODES:
        raise ValueError(f"tensor {name} must have the format F64, F32 or BOOL, got {short_repr(format)}")
    if not isinstance(shape, list) or len(shape) > MAX_DIMENSIONS or not all(type(n) is int and n > 0 for n in shape):
        expected = f"at most {MAX_DIMENSIONS} counts of at least 1"
        raise ValueError(f"tensor {name} must have a shape of {expected}, got {short_repr(shape)}")
    for key, numbers in (("bits", bits), ("decimals", decimals)):
        if not isinstance(numbers, list) or len(numbers) != math.prod(shape):
            found = len(numbers) if isinstance(numbers, list) else short_repr(numbers)
            raise ValueError(f"tensor {name} must have {math.prod(shape)} {key}, got {found}")
    values = []
    for n, (text, decimal) in enumerate(zip(bits, decimals)):
        value = from_hex(text, format) if isinstance(text, str) else None
        if value is None:
            expected = f"{digits(format)} hexadecimal digits of {format}"
            raise ValueError(f"tensor {name} bits[{n}] must be {expected}, got {short_repr(text)}")
        if type(decimal) not in (int, float) or nearest(float(decimal), format) != value:
            expected = f"{value!r}, which the bits are"
            raise ValueError(f"tensor {name} decimals[{n}] must be {expected}, got {short_repr(decimal)}")
        values.append(value)
    return Tensor(format, tuple(shape), tuple(values), tuple(_texts(flags, f"flags of tensor {name}")))


def _from_safetensors(tensors: "dict[str, safetensors.Tensor]", metadata: "dict[str, str]") -> Vectors:
    """Return the test vectors of a safetensors file; raise ValueError if it has none."""
    if set(metadata) != {MARK, "about", "order", "flags"}:
        found = ", ".join(sorted(metadata)) or "none"
        raise ValueError(f"__metadata__ must have exactly {MARK}, about, order and flags, got {short_repr(found)}")
    if metadata[MARK] != str(VERSION):
        raise ValueError(f"{MARK} must be {VERSION}, got {short_repr(metadata[MARK])}")
    order = _texts(parse(metadata["order"], "order"), "order")
    flags = parse(metadata["flags"], "flags")
    if not isinstance(flags, dict) or not set(flags) <= set(tensors):
        raise ValueError(f"flags must be an object of names of tensors, got {short_repr(flags)}")
    result = {}
    for name, (dtype, shape, data) in tensors.items():
        if dtype not in STRUCT_CODES:
            raise ValueError(f"tensor {short_repr(name)} must have the dtype F64, F32 or BOOL, got {dtype}")
        texts = _texts(flags.get(name, []), f"flags of tensor {short_repr(name)}")
        result[name] = Tensor(dtype, tuple(shape), tuple(map(float, safetensors.unpack(dtype, data))), tuple(texts))
    return Vectors(result, order, _text(metadata["about"], "about"))


def _texts(values: "Any", name: str) -> "list[str]":
    """Validate a list of printable texts."""
    if not isinstance(values, list):
        raise ValueError(f"{name} must be a list of text, got {short_repr(values)}")
    return [_text(value, name) for value in values]


def _text(value: "Any", name: str) -> str:
    """Validate printable text."""
    if not isinstance(value, str) or not value.isprintable():
        raise ValueError(f"{name} must be printable text, got {short_repr(value)}")
    return value
