"""The source distribution has all that its tests need, and the wheel nothing of it."""

import importlib.metadata
import importlib.util
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TOP = ("LICENSE", "README.md", "pyproject.toml", "setup.cfg")
IGNORED = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")


def version_of_setuptools():
    """The version that is installed here, as pyproject.toml demands one; 0 if there is none."""
    try:
        return int(importlib.metadata.version("setuptools").split(".")[0])
    except importlib.metadata.PackageNotFoundError:
        return 0


pytestmark = pytest.mark.skipif(version_of_setuptools() < 61, reason="setuptools 61 or later is not installed")


def built(folder, *command):
    """Build a distribution in a copy of the project."""
    for name in TOP:
        shutil.copy(ROOT / name, folder)
    for name in ("purenn", "tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=IGNORED)
    script = "from setuptools import setup; setup()"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    finished = subprocess.run(
        [sys.executable, "-c", script, "--quiet", *command], cwd=folder, env=environment, capture_output=True, text=True
    )
    assert finished.returncode == 0, finished.stderr
    (archive,) = (folder / "dist").iterdir()
    return archive


def files(folder):
    """The files of the project, but not those that setuptools makes."""
    paths = [Path(name) for name in TOP]
    for name in ("purenn", "tests"):
        paths += [path.relative_to(folder) for path in (folder / name).rglob("*") if path.is_file()]
    return {path.as_posix() for path in paths if "__pycache__" not in path.parts}


def test_the_source_distribution_has_every_file(tmp_path):
    with tarfile.open(built(tmp_path, "sdist", "--formats", "tar")) as archive:
        names = {"/".join(name.split("/")[1:]) for name in archive.getnames() if archive.getmember(name).isfile()}
    expected = files(tmp_path)
    assert {"tests/conftest.py", "tests/run_wasm.mjs", "tests/typing/correct.py", "purenn/package.json"} <= expected
    assert expected <= names
    assert {name for name in names - expected if not name.startswith("purenn.egg-info/")} == {"PKG-INFO"}


@pytest.mark.skipif(importlib.util.find_spec("wheel") is None, reason="wheel is not installed")
def test_the_wheel_has_no_tests(tmp_path):
    with zipfile.ZipFile(built(tmp_path, "bdist_wheel")) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert names == {name for name in files(tmp_path) if name.startswith("purenn/") and not name.endswith(".json")}


@pytest.mark.skipif(importlib.util.find_spec("wheel") is None, reason="wheel is not installed")
def test_from_the_wheel_the_page_has_its_files(tmp_path):
    installed = tmp_path / "installed"
    with zipfile.ZipFile(built(tmp_path, "bdist_wheel")) as archive:
        archive.extractall(installed)
    script = (
        "from purenn.play.pages import CONTENT_TYPES, read_file; print(sum(len(read_file(p)) for p in CONTENT_TYPES))"
    )
    finished = subprocess.run([sys.executable, "-c", script], cwd=installed, capture_output=True, text=True)
    size = sum(path.stat().st_size for path in (ROOT / "purenn" / "play" / "page").iterdir())
    assert (finished.stdout, finished.stderr) == (f"{size}\n", "")
