"""Saving over a file: what replacing it must keep, where it must be written in place, and what a kill leaves behind."""

import os
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from purenn.formats.atomic_write import check_writable, write_file

ROOT = Path(__file__).parent.parent

posix = pytest.mark.skipif(os.name == "nt", reason="permissions, links and devices of another kind")
root_only = pytest.mark.skipif(getattr(os, "geteuid", lambda: 1)() != 0, reason="only root can act for two users")


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "model"
    path.write_bytes(b"old")
    return path


def mode(path):
    return stat.S_IMODE(os.stat(path).st_mode)


@posix
@pytest.mark.parametrize("bits", [0o600, 0o640, 0o755, 0o200])
def test_a_file_that_is_replaced_keeps_its_mode(path, bits):
    # A private model must not become readable by everyone.
    path.chmod(bits)
    inode = path.stat().st_ino
    write_file(path, b"new")
    assert mode(path) == bits and path.stat().st_ino != inode
    path.chmod(0o600)
    assert path.read_bytes() == b"new" and os.listdir(path.parent) == ["model"]


@posix
def test_a_new_file_has_the_mode_that_open_gives(tmp_path):
    before = os.umask(0o027)
    try:
        write_file(tmp_path / "new", b"")
        assert mode(tmp_path / "new") == 0o640
    finally:
        os.umask(before)


@posix
@root_only
def test_a_file_that_is_replaced_keeps_its_owner(path):
    os.chown(path, 1234, 5678)
    inode = path.stat().st_ino
    write_file(path, b"new")
    assert (path.stat().st_uid, path.stat().st_gid) == (1234, 5678) and path.stat().st_ino != inode


def test_a_read_only_file_is_refused(path):
    path.chmod(0o444)
    for function in (check_writable, lambda path: write_file(path, b"new")):
        with pytest.raises(PermissionError) as caught:
            function(path)
        assert (caught.value.strerror, caught.value.filename) == ("Is read-only", str(path))
    assert path.read_bytes() == b"old" and os.listdir(path.parent) == ["model"]


def test_a_path_that_ends_in_a_separator_is_a_folder(tmp_path):
    # `board MODEL out/` must not write a file named "out" where its user expects a folder.
    path = str(tmp_path / "out") + os.sep
    for function in (check_writable, lambda path: write_file(path, b"new")):
        with pytest.raises(FileNotFoundError) as caught:
            function(path)
        assert (caught.value.strerror, caught.value.filename) == ("No such folder", path)
    assert os.listdir(tmp_path) == []


@posix
def test_every_name_of_a_file_with_hard_links_gets_the_content(path):
    os.link(path, path.with_name("other"))
    write_file(path, b"new")
    assert path.with_name("other").read_bytes() == b"new" and path.samefile(path.with_name("other"))


@posix
def test_a_symbolic_link_is_followed_wherever_it_leads(path, tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "dangling").symlink_to("folder/later")
    write_file(tmp_path / "dangling", b"new")
    assert (tmp_path / "dangling").is_symlink() and (tmp_path / "folder" / "later").read_bytes() == b"new"
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(OSError):
        check_writable(tmp_path / "loop")


@pytest.mark.parametrize("length", [100, 240, 255])
def test_any_name_that_the_file_system_allows(tmp_path, length):
    path = tmp_path / ("n" * length)
    for content in (b"1", b"22"):
        write_file(path, content)
        assert path.read_bytes() == content
    for function in (check_writable, lambda path: write_file(path, b"new")):
        with pytest.raises(OSError) as caught:  # before a training, not after it
            function(tmp_path / ("n" * 256))
        assert caught.value.filename == str(tmp_path / ("n" * 256))


def test_a_path_may_be_bytes(path):
    write_file(os.fsencode(path), b"new")
    assert path.read_bytes() == b"new"


@posix
def test_devices_and_pipes_are_written_to(tmp_path):
    write_file("/dev/null", b"new")
    code = "from purenn.formats.atomic_write import write_file; write_file('/dev/stdout', b'new')"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    result = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, timeout=60)
    assert (result.stdout, result.stderr) == (b"new", b"")
    with open(tmp_path / "out", "wb") as file:  # what has been printed there before is not unlinked
        subprocess.run([sys.executable, "-c", code], env=environment, stdout=file, timeout=60, check=True)
        assert os.fstat(file.fileno()).st_nlink == 1 and (tmp_path / "out").read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["out"]


AS_NOBODY = """
import os, sys
from purenn.formats.atomic_write import check_writable, write_file
os.setgroups([]), os.setgid(65534), os.setuid(65534)
"""


def as_nobody(code, path):
    """Run Python code as a user without rights; its standard error."""
    command = [sys.executable, "-c", AS_NOBODY + code, str(path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60).stderr


@posix
@root_only
@pytest.mark.parametrize("folder_mode", [0o555, 0o1777])
def test_a_writable_file_in_a_folder_that_allows_no_other_is_written_in_place(folder_mode):
    with tempfile.TemporaryDirectory() as name:  # other users cannot reach pytest's folders
        path = Path(name) / "model"
        path.write_bytes(b"old")
        path.chmod(0o666)
        Path(name).chmod(folder_mode)
        assert as_nobody("check_writable(sys.argv[1]); write_file(sys.argv[1], b'new')", path) == ""
        assert path.read_bytes() == b"new" and os.listdir(name) == ["model"] and path.stat().st_uid == 0
        path.chmod(0o644)
        assert "PermissionError: [Errno 13] Is read-only" in as_nobody("check_writable(sys.argv[1])", path)
        missing = as_nobody("check_writable(sys.argv[1] + '2')", path)
        assert ("[Errno 13] Permission denied" in missing) == (folder_mode == 0o555)


KILLED = """
import os, signal, sys
from purenn.formats.atomic_write import write_file
setattr(os, sys.argv[2], lambda *arguments: os.kill(os.getpid(), signal.SIGKILL))
write_file(sys.argv[1], b"new")
"""


@posix
@pytest.mark.parametrize("step", ["fsync", "chmod", "replace"])
def test_what_a_killed_process_leaves_is_deleted_by_the_next_save(path, step):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", KILLED, str(path), step], env=environment, timeout=60)
    left = set(os.listdir(path.parent)) - {"model"}
    assert len(left) == 1 and path.read_bytes() == b"old"
    (path.parent / left.pop().replace("-", "-other", 1)).write_bytes(b"")  # of another machine: it may be in use
    (path.parent / f".purenn-{os.uname().nodename}-{os.getpid()}-1.tmp").write_bytes(b"")  # of a running process
    (path.parent / f".purenn-{os.uname().nodename}-{10**30}-1.tmp").write_bytes(b"")  # of no process
    for name in ("notes", "\u00b2"):  # no numbers, though "\u00b2".isdigit()
        (path.parent / f".purenn-{os.uname().nodename}-{name}.tmp").write_bytes(b"")
    write_file(path, b"new")
    assert path.read_bytes() == b"new" and len(os.listdir(path.parent)) == 6


@posix
def test_a_fault_of_a_full_disk_never_leads_to_writing_in_place(path, monkeypatch):
    def full(*arguments):
        raise OSError(28, "No space left on device")

    for name in ("fsync", "replace", "chmod"):
        with monkeypatch.context() as patch:
            patch.setattr(os, name, full)
            with pytest.raises(OSError):
                write_file(path, b"new")
        assert path.read_bytes() == b"old" and os.listdir(path.parent) == ["model"]


@posix
def test_a_file_whose_permissions_cannot_be_copied_is_written_in_place(path, monkeypatch):
    def refuse(*arguments):
        raise PermissionError(1, "Operation not permitted")

    inode = path.stat().st_ino
    monkeypatch.setattr(os, "chmod", refuse)
    write_file(path, b"new")
    assert path.read_bytes() == b"new" and path.stat().st_ino == inode and os.listdir(path.parent) == ["model"]
