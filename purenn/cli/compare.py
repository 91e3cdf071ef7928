"""The command `compare`: measure the errors of another implementation against a file of test vectors.

    python3 -m purenn compare softmax.json theirs.csv --at-most 4

`purenn/vectors/results.py` describes the files of results, `purenn/vectors/vector_file.py` those of test vectors.
"""

import json
from argparse import ArgumentParser, Namespace

from ..vectors import Comparison, TensorErrors, compare, read, read_results
from ..vectors.tensors import place_text
from ..vectors.ulps import to_hex
from .options import non_negative_int

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

TITLES = (
    "tensor",
    "correct",
    "ulps",
    "at",
    "theirs",
    "exact",
    "ulps of largest",
    "loops' ulps",
    "excused corners",
    "flags",
)


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("reference", metavar="REFERENCE", help="test vectors: a .safetensors or .json file")
    parser.add_argument(
        "theirs",
        metavar="THEIRS",
        help="the results to measure, by the same names: a .safetensors, .json or .csv file",
    )
    parser.add_argument(
        "--at-most", type=non_negative_int, metavar="ULPS", help="fail, with exit code 1, above this error in any entry"
    )
    parser.add_argument("--json", action="store_true", help="print the errors as JSON")


def run(options: Namespace, colour: bool = False) -> None:
    """Print the errors of each tensor.

    Raises:
        ValueError: If a tensor cannot be compared, or an error is above `--at-most`.
    """
    comparison = compare(read(options.reference), read_results(options.theirs))
    suspect = comparison.first_suspect(options.at_most)
    problems = comparison.problems()
    if options.json:
        print(json.dumps(as_dict(comparison, options.at_most), indent=2))
    else:
        print("\n".join(as_table(comparison)))
        if len(problems) > 1:
            print("\n" + "\n".join(problems))
        elif not problems and suspect is not None and options.at_most is None:
            print(f"\nLook first at {suspect.name}: {suspect.ulps} ulps, where plain loops lose {suspect.loops_ulps}")
    failure = _failure(comparison, suspect, problems, options.at_most)
    if failure is not None:
        raise ValueError(f"{options.theirs}: {failure}")


def _failure(comparison, suspect, problems, at_most):
    """Return why the results fail, in one line, or None if they do not."""
    first = "" if suspect is None else f"; look first at {suspect.name}"
    if len(problems) == 1:
        return problems[0] + (first if suspect is not None and suspect.problem is None else "")
    if problems:
        return f"every tensor must be comparable, got {len(problems)} that are not{first}"
    if at_most is None or suspect is None:
        return None
    above = sum(not errors.is_within(at_most) for errors in comparison.tensors)
    more = f", and more in {above - 1} later tensor{'s' if above > 2 else ''}" if above > 1 else ""
    place = suspect.name + place_text(suspect.at)
    return f"the error must be at most {at_most} ulps, got {suspect.ulps} in {place}{more}; look there first"


def as_table(comparison: Comparison) -> list[str]:
    """Return the errors as the lines of a table."""
    rows = [TITLES] + [_row(errors) for errors in comparison.tensors]
    used = [n for n in range(len(TITLES)) if n < 7 or any(row[n] != "-" for row in rows[1:])]
    widths = [max(len(row[n]) for row in rows) for n in used]
    return ["  ".join(row[n].ljust(width) for n, width in zip(used, widths)).rstrip() for row in rows]


def _row(errors: TensorErrors) -> tuple[str, ...]:
    """Return the cells of a tensor."""
    format = errors.tensor.format
    flags = " ".join(errors.tensor.flags) or "-"
    if errors.problem is not None:
        return (errors.name, "not compared", "-", "-", "-", "-", "-", "-", "-", flags)
    compared = len(errors.tensor.values) - errors.excused
    fraction = f"{errors.correct} of {compared}"
    entry = ("-", "-", "-")
    if errors.at is not None:
        entry = (place_text(errors.at) or "-", to_hex(errors.theirs, format), to_hex(errors.exact, format))
    loops = "-" if errors.loops_ulps is None else str(errors.loops_ulps)
    excused = f"{errors.excused} of {errors.corners}" if errors.corners else "-"
    return (errors.name, fraction, str(errors.ulps), *entry, f"{errors.ulps_of_largest:.3g}", loops, excused, flags)


def as_dict(comparison: Comparison, at_most: "int | None") -> "dict[str, Any]":
    """Return the errors as a dict, which is the JSON output."""
    suspect = comparison.first_suspect(at_most)
    problems = comparison.problems()
    return {
        "passed": not problems and (at_most is None or suspect is None),
        "look_first_at": None if suspect is None else suspect.name,
        "problems": problems,
        "tensors": [_tensor_dict(errors) for errors in comparison.tensors],
    }


def _tensor_dict(errors: TensorErrors) -> "dict[str, Any]":
    """Return the errors of a tensor as a dict."""
    tensor = errors.tensor
    result = {"name": errors.name, "format": tensor.format, "shape": list(tensor.shape), "flags": list(tensor.flags)}
    if errors.problem is not None:
        return {**result, "problem": errors.problem}
    return {
        **result,
        "entries": len(tensor.values),
        "correct": errors.correct,
        "corners": errors.corners,
        "excused": errors.excused,
        "ulps": errors.ulps,
        "at": None if errors.at is None else list(errors.at),
        "theirs": None if errors.at is None else _number_dict(errors.theirs, tensor.format),
        "exact": None if errors.at is None else _number_dict(errors.exact, tensor.format),
        "ulps_of_largest": errors.ulps_of_largest,
        "loops_ulps": errors.loops_ulps,
    }


def _number_dict(value: float, format: str) -> "dict[str, Any]":
    """Return the bits of a number, and its decimal for people."""
    return {"bits": to_hex(value, format), "decimal": value}
