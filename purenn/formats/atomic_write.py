"""Write a file completely or not at all, wherever `open(path, "wb")` could write it.

`write_file` writes to a temporary file in the same directory, flushes it to disk and renames it over the target.
`check_writable` finds an unusable path before a long computation whose result would be written there.

Some files cannot be replaced without a loss: one with several hard links, a device or a pipe such as `/dev/stdout`, one
in a directory where nothing may be created or renamed, one whose owner, group or mode a new file cannot be given. They
are written in place, so an error in the middle of that leaves them incomplete.
"""

import errno
import os
import stat

# What replacing a file can fail with where writing to it may be allowed; EBUSY: it is a mount point, as in a container.
NOT_ALLOWED = (errno.EACCES, errno.EPERM, errno.EBUSY, errno.EROFS)


def write_file(path: "str | bytes | os.PathLike[str]", data: bytes) -> None:
    """Write `data` to a file, atomically but for the files that this module's text lists.

    A file that is replaced keeps its mode and its owner. If `path` is a symbolic link, its target is replaced and the
    link is kept. After any exception, KeyboardInterrupt included, the previous file is unchanged and the temporary one
    is deleted; one that a killed process has left is deleted by the next `write_file` in its directory.

    Raises:
        OSError: If the file cannot be written; its `filename` is the path, never that of the temporary file.
    """
    check_writable(path)
    path = os.fsdecode(path)
    try:
        if not (_is_replaceable(path) and _replace(os.path.realpath(path), data)):
            with open(path, "wb") as file:
                file.write(data)
    except OSError as error:
        raise OSError(error.errno, error.strerror, path) from error


def check_writable(path: "str | bytes | os.PathLike[str]") -> None:
    """Check that `write_file` can create or replace the file at `path`, without writing anything.

    Raises:
        OSError: If the directory does not exist or is not writable, or if `path` is a directory or read-only.
    """
    path = os.fsdecode(path)
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        folder = os.path.dirname(os.path.realpath(path))
        if not os.path.isdir(folder):
            raise OSError(errno.ENOENT, "No such folder", folder) from None
        if not os.access(folder, os.W_OK):
            raise OSError(errno.EACCES, "Permission denied", folder) from None
        return
    if stat.S_ISDIR(mode):
        raise OSError(errno.EISDIR, "Is a folder", path)
    # The superuser could write to a file without write permission, but whoever made it read-only meant it.
    if not os.access(path, os.W_OK) or not mode & 0o222:
        raise OSError(errno.EACCES, "Is read-only", path)


def _is_replaceable(path: str) -> bool:
    """Return whether another file may take the place of the one at `path`, or there is none yet."""
    folder = os.path.realpath(os.path.dirname(os.path.abspath(path)))
    if folder == "/dev" or folder.startswith("/proc/"):  # an open file of a process, such as its standard output
        return False
    try:
        status = os.stat(path)
    except FileNotFoundError:
        return True
    return stat.S_ISREG(status.st_mode) and status.st_nlink == 1


def _replace(target: str, data: bytes) -> bool:
    """Write a temporary file and rename it; return False, with nothing changed, if that is not allowed."""
    folder = os.path.dirname(target)
    _delete_leftovers(folder)
    temporary = os.path.join(folder, f"{_prefix()}{os.getpid()}-{os.urandom(4).hex()}.tmp")
    try:
        with open(temporary, "xb") as file:
            if os.path.exists(target):
                _copy_permissions(target, temporary)  # before there is anything to be read
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
        return True
    except BaseException as error:
        if os.path.exists(temporary):
            os.unlink(temporary)
        if isinstance(error, OSError) and error.errno in NOT_ALLOWED and os.path.exists(target):
            return False
        raise


def _copy_permissions(source: str, target: str) -> None:
    """Give a file the owner, the group and the mode of another."""
    wanted, found = os.stat(source), os.stat(target)
    if (wanted.st_uid, wanted.st_gid) != (found.st_uid, found.st_gid):
        os.chown(target, wanted.st_uid, wanted.st_gid)
    os.chmod(target, stat.S_IMODE(wanted.st_mode))


def _prefix() -> str:
    """Return how the names of the temporary files of this machine begin; the number of the process follows."""
    return f".purenn-{os.uname().nodename if hasattr(os, 'uname') else ''}-"


def _delete_leftovers(folder: str) -> None:
    """Delete the temporary files of this machine's processes that have been killed."""
    try:
        names = os.listdir(folder)
    except OSError:
        return
    for name in names:
        number = name[len(_prefix()) :].split("-")[0]
        if name.startswith(_prefix()) and name.endswith(".tmp") and number.isdecimal() and not _is_running(int(number)):
            try:
                os.unlink(os.path.join(folder, name))
            except OSError:
                pass


def _is_running(process: int) -> bool:
    """Return whether a process of this machine is running, or cannot be asked."""
    if os.name == "nt":  # where os.kill ends the process
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        pass
    return True
