"""Read the results of another implementation, to be compared with test vectors.

    found = read_results("theirs.csv")
    values = fit(found["probabilities"], vectors.tensors["probabilities"], "probabilities")

A file of results is one of these; the ending of its name says which:

- safetensors, with tensors of the reference's dtype;
- JSON: an object of nested lists by name, whose entries are numbers or bits in hexadecimal (`"3ff0000000000000"`), or
  a file of test vectors;
- CSV: a row `name,number` for each entry, in row-major order; the number is a decimal or `0x` and its bits.
"""

import math
from typing import Any, NamedTuple, Optional

from ..display import printable
from ..formats import safetensors
from ..formats.csv_format import parse_number
from ..formats.csv_rows import Rows
from ..validation.shapes import short_repr
from .tensors import Tensor, flatten, place_text, unflatten
from .ulps import digits, from_hex, nearest
from .vector_file import MARK, decode_json, ending, read_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os


class Found(NamedTuple):
    """A tensor as it is in a file of results.

    Attributes:
        format: Its format or dtype; None for numbers without one, which are decimals or bits.
        shape: Its shape; None if the file does not have it.
        entries: Numbers in row-major order, and text with bits.
    """

    format: Optional[str]
    shape: Optional[tuple[int, ...]]
    entries: "list[Any]"


def read_results(path: "str | os.PathLike[str]") -> "dict[str, Found]":
    """Read a file of results.

    Args:
        path: The file; its name ends in .safetensors, .json or .csv.

    Raises:
        ValueError: If the file is not one of results; the message is one line that starts with its path.
        OSError: If the file cannot be read.
    """
    kind = ending(path, (".safetensors", ".json", ".csv"))
    if kind == ".csv":
        return _from_csv(path)
    if kind == ".safetensors":
        tensors, _ = safetensors.read(path)
        return {
            name: Found(dtype, tuple(shape), list(safetensors.unpack(dtype, data)))
            for name, (dtype, shape, data) in tensors.items()
        }
    content = read_json(path)
    try:
        if isinstance(content, dict) and MARK in content:
            vectors = decode_json(content)
            return {name: Found(t.format, t.shape, list(t.values)) for name, t in vectors.tensors.items()}
        if not isinstance(content, dict):
            raise ValueError(f"the file must be an object of tensors by name, got {short_repr(content)}")
        return {name: Found(None, *flatten(nested, short_repr(name))) for name, nested in content.items()}
    except ValueError as error:
        raise ValueError(f"{printable(path)}: {error}") from None


def _from_csv(path):
    """Read results from a CSV file."""
    results = {}
    shown = printable(path)
    for line, cells in Rows(path):
        if len(cells) != 2:
            raise ValueError(f"{shown} line {line}: must have 2 cells, name and number, got {len(cells)}")
        name, cell = (cell.strip() for cell in cells)
        entry = cell if cell.lower().startswith("0x") else parse_number(cell)
        if entry is None:
            raise ValueError(f"{shown} line {line}: must have a number, or 0x and its bits, got {short_repr(cell)}")
        results.setdefault(name, Found(None, None, [])).entries.append(entry)
    return results


def fit(found: Found, expected: Tensor, name: str) -> tuple[float, ...]:
    """Convert a tensor of a file of results to numbers of the reference's format. Decimals are rounded to it.

    Args:
        found: The tensor.
        expected: The reference.
        name: What error messages call the tensor.

    Raises:
        ValueError: If the format or the shape is another one, or an entry is not a finite number.

    >>> fit(Found(None, (2,), [0.1, "0x3f800000"]), Tensor("F32", (2,), (0.0, 1.0)), "x")
    (0.10000000149011612, 1.0)
    """
    if found.format not in (None, expected.format):
        raise ValueError(f"{name} must be {expected.format}, got {found.format}")
    if found.shape is None and len(found.entries) != len(expected.values):
        raise ValueError(f"{name} must have {len(expected.values)} entries, got {len(found.entries)}")
    if found.shape not in (None, expected.shape):
        raise ValueError(f"{name} must have the shape {list(expected.shape)}, got {list(found.shape or ())}")
    values = []
    for n, entry in enumerate(found.entries):
        value = entry
        if isinstance(entry, str):
            value = from_hex(entry[2:] if entry[:2] in ("0x", "0X") else entry, expected.format)
        if not isinstance(value, (int, float)) or isinstance(value, bool):
            wanted = f"a number or {digits(expected.format)} hexadecimal digits of {expected.format}"
            raise ValueError(
                f"{name}{place_text(unflatten(n, expected.shape))} must be {wanted}, got {short_repr(entry)}"
            )
        values.append(nearest(float(value), expected.format))
    wrong = [n for n, value in enumerate(values) if not math.isfinite(value)]
    if wrong:
        more = f", and {len(wrong) - 1} more such entries" if len(wrong) > 1 else ""
        place = place_text(unflatten(wrong[0], expected.shape))
        raise ValueError(f"{name}{place} must be a finite number, got {values[wrong[0]]}{more}")
    return tuple(values)
