"""Read and write a file: on a PC by `atomic_write`, on a board by `board_files`."""

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

if hasattr(os, "replace"):
    from .atomic_write import write_file

    def open_file(path: "str | bytes | os.PathLike[str]") -> "BinaryIO":
        """Open a file to read its bytes."""
        return open(path, "rb")

else:
    from .board_files import open_file, write_file  # type: ignore[assignment]

__all__ = ["open_file", "write_file"]
