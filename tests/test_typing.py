"""The types that editors and type checkers see: the stub of the package, and the checks of scripts that use it."""

import ast
import importlib.util
import json
import os
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import purenn

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = Path("tests", "typing")
STUB = ast.parse((ROOT / "purenn" / "__init__.pyi").read_text(encoding="utf-8"))


def test_the_stub_exports_what_the_package_exports():
    imports = [node for node in STUB.body if isinstance(node, ast.ImportFrom)]
    stubbed = [(node.module or "", alias.name) for node in imports for alias in node.names]
    exported = [(module, name) for module, names in purenn._EXPORTS for name in names]
    assert sorted(stubbed) == sorted(exported + [("", "book"), ("", "plot")])
    # A stub exports a name only if it is imported as itself.
    assert all(node.level == 1 and alias.asname == alias.name for node in imports for alias in node.names)


def test_the_stub_has_the_other_public_names():
    (names,) = [node.value for node in STUB.body if isinstance(node, ast.Assign)]
    assert ast.literal_eval(names) == purenn.__all__
    assert [node.target.id for node in STUB.body if isinstance(node, ast.AnnAssign)] == ["__version__"]


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="^module 'purenn' has no attribute 'Dens'$"):
        purenn.Dens(2, 3)


def test_the_correct_script_runs():
    runpy.run_path(str(ROOT / SCRIPTS / "correct.py"))


def run(tool, *arguments):
    """Run a type checker in the checkout and return its output, or skip the test."""
    if importlib.util.find_spec(tool) is None:
        pytest.skip(f"{tool} is not installed")
    if tool == "pyright" and not shutil.which("node"):
        pytest.skip("pyright needs node, which is not installed")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"}
    finished = subprocess.run(
        [sys.executable, "-m", tool, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300
    )
    assert finished.returncode in (0, 1) and not finished.stderr, finished
    return finished.stdout


def mypy_errors(name, cache):
    """The errors that mypy reports in a script in strict mode, as {line: error code}."""
    script = str(SCRIPTS / name)
    options = ["--strict", "--follow-imports=silent", "--config-file=", "--no-pretty", f"--cache-dir={cache}"]
    output = run("mypy", *options, script)
    errors = re.findall(r"^(.+):(\d+): error: .*\[([\w-]+)\]$", output, re.M)
    assert {path for path, _, _ in errors} <= {script} and (errors or "Success" in output), output
    return {int(line): code for _, line, code in errors}


def pyright_errors(name, folder):
    """The errors that pyright reports in a script in strict mode, as {line: message}."""
    copy = folder / name
    text = (ROOT / SCRIPTS / name).read_text(encoding="utf-8")
    copy.write_text("# pyright: strict\n" + text, encoding="utf-8")
    report = json.loads(run("pyright", "--outputjson", "--pythonpath", sys.executable, str(copy)))
    errors = [found for found in report["generalDiagnostics"] if found["severity"] == "error"]
    # pyright counts lines from 0, and the copy has one more line at the top.
    return {found["range"]["start"]["line"]: found["message"] for found in errors}


def expected_errors():
    """The errors that mistakes.py asks for, as {line: error code}."""
    lines = (ROOT / SCRIPTS / "mistakes.py").read_text(encoding="utf-8").splitlines()
    marks = {number: re.search(r"  # error: ([\w-]+)$", line) for number, line in enumerate(lines, 1)}
    return {number: mark.group(1) for number, mark in marks.items() if mark}


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    """The directory in which mypy keeps what it has read of the package."""
    return tmp_path_factory.mktemp("mypy")


def test_mypy_accepts_the_correct_script(cache):
    assert mypy_errors("correct.py", cache) == {}


def test_mypy_rejects_each_mistake_and_nothing_else(cache):
    assert len(expected_errors()) > 30
    assert mypy_errors("mistakes.py", cache) == expected_errors()


def test_pyright_accepts_the_correct_script(tmp_path):
    assert pyright_errors("correct.py", tmp_path) == {}


def test_pyright_rejects_each_mistake_and_nothing_else(tmp_path):
    found = pyright_errors("mistakes.py", tmp_path)
    assert set(found) == set(expected_errors()), found
