"""The files that a command writes: checked before the work starts, so that no file is lost and no work is in vain.

    check_outputs({"--save": (options.save, MODEL)}, {"TABLE": options.file}, options.force)

An output must not be an input or another output. A file that exists is replaced only by one of its kind.
"""

import errno
import os
import sys

from ..formats.atomic_write import check_writable
from ..formats.file_kinds import EMPTY, describe
from .options import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import _ActionsContainer
    from collections.abc import Mapping
    from typing import Optional

    Path = Optional[str]


def add_force_option(parser: "_ActionsContainer") -> None:
    """Declare `--force`."""
    parser.add_argument("--force", action="store_true", help="replace existing files of another kind too")


def check_outputs(outputs: "Mapping[str, tuple[Path, str]]", inputs: "Mapping[str, Path]", force: bool) -> None:
    """Check that output files can be written without losing another file.

    Args:
        outputs: The path of each output, or None, and its kind (see `formats.file_kinds`), by the name of the option.
        inputs: The path of each input, or None, by the name of the argument.
        force: Whether to replace files of another kind.

    Raises:
        UsageError: If an output is an input, another output, or what standard output or error is redirected to.
        OSError: If a file cannot be written, or exists and is of another kind.
    """
    others: "dict[str, str | int]" = {name: path for name, path in inputs.items() if path is not None}
    others.update(_redirected())
    for name, (path, _) in outputs.items():
        if path is not None:
            for other, other_path in others.items():
                if _is_same_file(path, other_path):
                    raise UsageError(f"{name} must be another file than {other}, got {path}")
            others[name] = path
    for path, kind in outputs.values():
        if path is not None:
            check_writable(path)
            if not force and os.path.isfile(path) and describe(path) not in (kind, EMPTY):
                raise OSError(errno.EEXIST, f"Exists and is not {kind}; --force replaces it", path)


def _redirected() -> "dict[str, str | int]":
    """Return the file descriptors of the standard streams that are open, by their names."""
    descriptors: "dict[str, str | int]" = {}
    for name, stream in (("standard output", sys.stdout), ("standard error", sys.stderr)):
        try:
            descriptors[name] = stream.fileno()
        except (OSError, ValueError, AttributeError):  # closed, or no file of the operating system
            pass
    return descriptors


def _is_same_file(path, other):
    """Whether two paths, or a path and a file descriptor, are the same regular file, which need not exist yet."""
    try:
        return os.path.samefile(path, other) and os.path.isfile(path)
    except OSError:
        return not isinstance(other, int) and _resolved(path) == _resolved(other)


def _resolved(path):
    return os.path.normcase(os.path.realpath(path))
