"""Writing a file whole or not at all: until the new one is complete, the old one stays as it was.

The new bytes go to a file beside it, which then takes its name in one step.
"""

import errno
import os


def write_file(path, data: bytes) -> None:
    """Write the bytes of a file; whatever stops this, an interrupt or a full disk, changes nothing.

    Raises: OSError, naming `path`, where no file can be written.
    """
    check_writable(path)
    path = os.path.realpath(path)  # where it is a link, the file it stands for is written, and the link stays
    temporary = f"{path}.{os.urandom(4).hex()}.tmp"
    try:
        with open(temporary, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException as error:
        if os.path.exists(temporary):
            os.unlink(temporary)
        if isinstance(error, OSError):
            raise OSError(error.errno, error.strerror, path) from error
        raise


def check_writable(path) -> None:
    """Refuse a path under which no file can be written, before anyone has worked for an hour on what it should hold.

    Raises: OSError, naming `path`, for a folder that is missing or locked, or for what is there and is no file.
    """
    path = os.fspath(path)
    folder = os.path.dirname(os.path.realpath(path))
    if not os.path.isdir(folder):
        raise OSError(errno.ENOENT, "No such folder", folder)
    if os.path.exists(path) and not os.path.isfile(path):
        raise OSError(errno.EEXIST, "Exists, and is no file", path)
    if not os.access(folder, os.W_OK):
        raise OSError(errno.EACCES, "Permission denied", folder)
