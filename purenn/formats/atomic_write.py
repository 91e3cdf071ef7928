"""Write a file atomically: the new content replaces the old one completely, or the old one stays unchanged.

`write_file` writes to a temporary file in the same directory, flushes it to disk and renames it over the target.
`check_writable` finds an unusable path before a long computation whose result would be written there.
"""

import errno
import os


def write_file(path: "str | os.PathLike[str]", data: bytes) -> None:
    """Write `data` to a file atomically.

    After any exception, KeyboardInterrupt included, the previous file is unchanged and the temporary one is deleted.
    If `path` is a symbolic link, its target is replaced and the link is kept.

    Raises:
        OSError: If the file cannot be written; its `filename` is the path, never that of the temporary file.
    """
    check_writable(path)
    target = os.path.realpath(path)
    temporary = f"{target}.{os.urandom(4).hex()}.tmp"
    try:
        with open(temporary, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except BaseException as error:
        if os.path.exists(temporary):
            os.unlink(temporary)
        if isinstance(error, OSError):
            raise OSError(error.errno, error.strerror, target) from error
        raise


def check_writable(path: "str | os.PathLike[str]") -> None:
    """Check that `write_file` can create or replace the file at `path`, without writing anything.

    Raises:
        OSError: If the directory does not exist or is not writable, or if `path` exists and is not a regular file.
    """
    path = os.fspath(path)
    folder = os.path.dirname(os.path.realpath(path))
    if not os.path.isdir(folder):
        raise OSError(errno.ENOENT, "No such folder", folder)
    if os.path.exists(path) and not os.path.isfile(path):
        raise OSError(errno.EEXIST, "Exists and is not a regular file", path)
    if not os.access(folder, os.W_OK):
        raise OSError(errno.EACCES, "Permission denied", folder)
