"""The interpreters that may be on a machine, each with the command that starts it; a test skips those that are not."""

import functools
import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
RUNNER = Path(__file__).resolve().parent / "run_wasm.mjs"
PACKAGES = {"Pyodide": "pyodide", "MicroPython wasm": "@micropython/micropython-webassembly-pyscript"}


def starts(name):
    """Whether there is a Python of this name that starts: some version managers leave names for what is not there."""
    return shutil.which(name) is not None and subprocess.run([name, "-c", ""], capture_output=True).returncode == 0


# Those whose exp, log, sin and cos are those of this machine, and those that bring a library of their own.
CPYTHON = [f"CPython 3.{minor}" for minor in range(9, 20) if starts(f"python3.{minor}")]
NATIVE = CPYTHON + ["PyPy", "MicroPython"]
WASM = list(PACKAGES)


@functools.cache
def has_package(package):
    """Whether node finds a package."""
    probe = ["node", "-e", f"require.resolve('{package}')"]
    return shutil.which("node") is not None and subprocess.run(probe, capture_output=True, cwd=ROOT).returncode == 0


def command(name):
    """What runs a module with this interpreter, the module and its arguments to follow; None where it is absent."""
    if name in PACKAGES:
        kind = "pyodide" if name == "Pyodide" else "micropython"
        return ["node", str(RUNNER), kind] if has_package(PACKAGES[name]) else None
    if name == "MicroPython":
        found = shutil.which("micropython")
        return found and [found, "-X", "heapsize=16M", "-m"]
    found = shutil.which("pypy3" if name == "PyPy" else name.replace("CPython ", "python"))
    return found and [found, "-m"]


def run(name, *arguments, **environment):
    """Run a module of purenn with this interpreter from the checkout, or skip the test with the reason."""
    start = command(name)
    if not start:
        pytest.skip(f"{name} is not on this machine")
    environment = {**os.environ, "MICROPYPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", **environment}
    return subprocess.run(
        start + list(arguments), cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
    )


def run_program(name, folder, module="main"):
    """Run a module in a folder, which can import others there and purenn, with this interpreter, or skip the test."""
    path = f"{folder}{os.pathsep}{ROOT}"
    return run(name, module, PROGRAM=str(folder), MICROPYPATH=path, PYTHONPATH=path, PURENN_KERNEL="loops")


def run_on_micropython(folder, heap="2M", module="main", library=ROOT):
    """Run a module in a folder on MicroPython for this machine with a heap of this size, or skip the test."""
    if not command("MicroPython"):
        pytest.skip("MicroPython is not on this machine")
    arguments = ["micropython", "-X", f"heapsize={heap}", "-m", module]
    environment = {**os.environ, "MICROPYPATH": f".frozen:{folder}:{library}"}
    return subprocess.run(arguments, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)
