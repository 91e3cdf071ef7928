"""What a board writes survives a power cut at any moment, on both of MicroPython's file systems."""

import errno
import json
import os

import pytest

from interpreters import run_on_micropython
from purenn.formats.board_files import open_file, write_file

CUT_AT_EVERY_WRITE = """
import json
import os
from purenn.formats.board_files import open_file, write_file

class PowerCut(Exception):
    pass

class Flash:
    # A memory of blocks, whose power is cut before the write number `last`.
    def __init__(self, blocks, size=512):
        self.size = size
        self.data = bytearray(blocks * size)
        self.last = -1
    def readblocks(self, block, buffer, offset=0):
        start = block * self.size + offset
        buffer[:] = self.data[start : start + len(buffer)]
    def writeblocks(self, block, buffer, offset=0):
        if self.last == 0:
            raise PowerCut
        self.last -= 1
        start = block * self.size + offset
        self.data[start : start + len(buffer)] = buffer
    def ioctl(self, operation, argument):
        return {4: len(self.data) // self.size, 5: self.size}.get(operation, 0)

def content(kind, flash):
    os.mount(kind(flash), "/flash")
    try:
        with open_file("/flash/model") as file:
            return str(file.read(), "utf-8")
    except OSError:
        return "no file"
    finally:
        os.umount("/flash")

def cut(kind, last):
    flash = Flash(128)
    kind.mkfs(flash)
    os.mount(kind(flash), "/flash")
    write_file("/flash/model", old)
    flash.last = last
    try:
        write_file("/flash/model", new)
        whole = True
    except (PowerCut, OSError):
        whole = False
    flash.last = -1
    os.umount("/flash")
    return content(kind, flash), whole

old, new = b"old " * 700, b"new!" * 900
names = {str(old, "utf-8"): "old", str(new, "utf-8"): "new"}
report = {}
for kind in (os.VfsLfs2, os.VfsFat):
    found = []
    whole = False
    while not whole:
        text, whole = cut(kind, len(found))
        found.append(names.get(text, "broken"))
    report[kind.__name__] = found
print(json.dumps(report))
"""


@pytest.mark.parametrize("system", ["VfsLfs2", "VfsFat"])
def test_a_power_cut_leaves_the_old_file_or_the_new_one(system, tmp_path):
    (tmp_path / "main.py").write_text(CUT_AT_EVERY_WRITE)
    finished = run_on_micropython(tmp_path, "8M")
    found = json.loads(finished.stdout)[system]
    assert set(found) == {"old", "new"} and found == sorted(found, reverse=True) and len(found) > 10


def test_an_error_leaves_the_old_file_and_no_other(tmp_path):
    path = str(tmp_path / "model")
    write_file(path, b"old")
    with pytest.raises(TypeError):
        write_file(path, "a text, which is not written to a file of bytes")
    with open_file(path) as file:
        assert file.read() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["model"]


def test_where_a_file_must_be_removed_before_it_is_replaced(tmp_path, monkeypatch):
    # As on CircuitPython. The power may be cut after the removal; then the temporary file is read.
    rename = os.rename

    def strict_rename(source, target):
        if os.path.exists(target):
            raise OSError(errno.EEXIST, "Exists")
        rename(source, target)

    monkeypatch.setattr(os, "rename", strict_rename)
    path = str(tmp_path / "model")
    write_file(path, b"old")
    write_file(path, b"new")
    with open_file(path) as file:
        assert file.read() == b"new"

    def cut(source, target):
        raise OSError(errno.EEXIST if os.path.exists(target) else errno.EIO, "Power cut")

    monkeypatch.setattr(os, "rename", cut)
    with pytest.raises(OSError, match="Power cut"):
        write_file(path, b"newer")
    with open_file(path) as file:
        assert file.read() == b"newer"


def test_there_is_an_error_where_there_is_no_file(tmp_path):
    with pytest.raises(FileNotFoundError):
        open_file(str(tmp_path / "model"))
