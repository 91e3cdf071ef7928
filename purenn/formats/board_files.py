"""Read and write a file on a board: what is written is there completely or not at all, also after a power cut.

    write_file("model.safetensors", data)
    with open_file("model.safetensors") as file:
        ...

MicroPython has too little of the module `os` for `atomic_write`. The data goes to a temporary file, which is then
renamed. On littlefs that replaces the old file at once; on FAT the old file is removed first, and after a power cut in
between there is only the temporary file, which is complete and is read instead.
"""

import errno
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO


def write_file(path: str, data: bytes) -> None:
    """Write a file completely, or leave the one that is there unchanged.

    Raises:
        OSError: If the file cannot be written.
    """
    temporary = path + ".tmp"
    try:
        with open(temporary, "wb") as file:
            file.write(data)
    except BaseException:
        if _exists(temporary):
            os.remove(temporary)
        raise
    try:
        os.rename(temporary, path)
    except OSError as error:
        if error.errno != errno.EEXIST:
            raise
        os.remove(path)  # CircuitPython does not do so itself
        os.rename(temporary, path)


def open_file(path: str) -> "BinaryIO":
    """Open a file that `write_file` has written.

    Raises:
        OSError: If there is no such file.
    """
    return open(path + ".tmp" if not _exists(path) and _exists(path + ".tmp") else path, "rb")


def _exists(path: str) -> bool:
    try:
        os.stat(path)
    except OSError:
        return False
    return True
