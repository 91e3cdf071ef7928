"""One source tree on every interpreter: the selfcheck passes there, and its figures are those of this interpreter."""

import ast
import re
import subprocess
import sys

import pytest

from interpreters import NATIVE, ROOT, WASM, command, run
from purenn.checks import PARTS
from purenn.checks import run as run_parts
from purenn.numbers.digest import EXPECTED
from test_architecture import CORE, tree

# The last two of seventeen digits, as a ratio; it grows over the 60 epochs of the selfcheck's training.
TWO_DIGITS = 1e-14


def figures(output):
    """The numbers in a report, by what stands before them."""
    return {name.strip(): float(value) for name, value in re.findall(r"^(?:ok)? +(.*) = (-?\d[\d.e-]*)$", output, re.M)}


@pytest.fixture(scope="module")
def here():
    """The report of the interpreter that runs the tests."""
    finished = subprocess.run(
        [sys.executable, "-m", "purenn.selfcheck"], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert finished.returncode == 0 and re.search(r"^[1-9]\d+ passed, 0 failed$", finished.stdout, re.M)
    return finished.stdout


@pytest.mark.parametrize("name", NATIVE + WASM)
def test_the_selfcheck_passes_everywhere_with_the_same_figures(name, here):
    finished = run(name, "purenn.selfcheck")
    assert finished.returncode == 0 and finished.stdout.splitlines()[-1] == here.splitlines()[-1], finished
    assert "64 bit floats" in finished.stdout
    there, expected = figures(finished.stdout), figures(here)
    assert there.keys() == expected.keys() and len(expected) == 29
    for figure, value in expected.items():
        if name in NATIVE:
            assert there[figure] == value, figure
        else:
            assert there[figure] == pytest.approx(value, rel=TWO_DIGITS * (60 if "training" in figure else 1)), figure


@pytest.mark.parametrize("name", NATIVE + WASM)
def test_exact_numbers_have_the_same_bits_everywhere(name):
    finished = run(name, "purenn.selfcheck")
    assert f"ok     digest of 300 exact results = {EXPECTED}\n" in finished.stdout


def test_exact_numbers_fit_a_heap_of_2_MB():
    start = command("MicroPython")
    if not start:
        pytest.skip("MicroPython is not on this machine")
    finished = subprocess.run(
        [start[0], "-X", "heapsize=2M", "-m", "purenn.selfcheck"], cwd=ROOT, env={"MICROPYPATH": str(ROOT)}, **TEXT
    )
    assert finished.returncode == 0 and f"digest of 300 exact results = {EXPECTED}\n" in finished.stdout


KINDS_ON_A_BOARD = """
from purenn import CategoricalCrossentropy, Dense, Dual, Exact, Float32, MeanAbsoluteError, Model, ReLU, SGD, Softmax
for kind in (Dual, Exact, Float32):
    X = [[kind(0.5), kind(2.0)]]
    model = Model([Dense.of([[kind(1.0), kind(0.0)], [kind(0.5), kind(1.0)]], [[kind(0.0), kind(0.0)]]), Softmax()],
                  CategoricalCrossentropy(0.25, [1.0, 2.0]), SGD(0.5, decay=0.5))
    model.fit(X, [1], epochs=2)
    loss = MeanAbsoluteError()
    loss.backward(model.forward(X), [[kind(0.25), kind(0.75)]])
    CategoricalCrossentropy().forward(model.predict(X), [[kind(0.5), kind(0.5)]])
    Softmax().forward(ReLU().forward([[kind(-1.0), kind(2.0)]]))  # compares the 0 of the one with the other
    print(type(model.layers[0].weights[0][0]).__name__, type(loss.dinputs[0][0]).__name__)
"""


def test_every_kind_of_number_on_a_board(tmp_path):
    start = command("MicroPython")
    if not start:
        pytest.skip("MicroPython is not on this machine")
    (tmp_path / "main.py").write_text(KINDS_ON_A_BOARD)
    finished = subprocess.run(
        [start[0], "-X", "heapsize=2M", str(tmp_path / "main.py")], env={"MICROPYPATH": str(ROOT)}, **TEXT
    )
    assert finished.stderr == "" and finished.stdout.split() == ["Dual", "Dual", "Exact", "Exact", "Float32", "Float32"]


def test_the_readme_says_how_many_checks_there_are(here):
    assert f"`{here.splitlines()[-1]}`" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NATIVE + WASM)
def test_the_chapter_runs_everywhere(name):
    finished = run(name, "purenn", PURENN_KERNEL="loops")
    assert finished.returncode == 0 and finished.stderr == ""
    assert (
        re.search(r"loss +purenn +1\.09861046154651", finished.stdout) and "accuracy    purenn  0.34" in finished.stdout
    )


@pytest.mark.parametrize("name", WASM + ["MicroPython", "PyPy"])
def test_a_wrong_command_has_an_exit_code_everywhere(name):
    finished = run(name, "purenn", "--bogus")
    assert finished.returncode in (1, 2) and finished.stderr.startswith("purenn: ") and finished.stdout == ""


def test_the_selfcheck_fails_on_a_wrong_library(tmp_path):
    broken = tmp_path / "broken.py"
    broken.write_text("import purenn.layers.softmax as m\nm.total = lambda values: 1.0\nimport purenn.selfcheck\n")
    finished = subprocess.run([sys.executable, str(broken)], cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, **TEXT)
    assert finished.returncode == 1 and "FAILED chapter output 1 0" in finished.stdout
    assert re.search(r"^\d+ passed, [1-9]\d* failed$", finished.stdout, re.M)
    assert finished.stderr.splitlines()[-1].startswith("RuntimeError: selfcheck must pass, but ")


TEXT = {"capture_output": True, "text": True, "timeout": 60}


# Words here have twice the size of those of a 32-bit board, and nearly all that a heap holds are words: 132 kB here are
# about 66 kB there. Those above it import `Model`.
HEAPS = {"training": 168, "files": 192, "explanations": 208, "exact_numbers": 72}


@pytest.mark.parametrize("part", PARTS)
def test_a_part_of_the_selfcheck_fits_a_small_heap(part):
    start = command("MicroPython")
    if not start:
        pytest.skip("MicroPython is not on this machine")
    finished = subprocess.run(
        [start[0], "-X", f"heapsize={HEAPS.get(part, 132)}K", "-c", f"from purenn.checks import run; run({part!r})"],
        env={"MICROPYPATH": str(ROOT)},
        **TEXT,
    )
    assert finished.returncode == 0 and finished.stdout.endswith(" passed, 0 failed\n"), finished


def test_the_whole_selfcheck_fits_a_heap_of_280_kB():
    start = command("MicroPython")
    if not start:
        pytest.skip("MicroPython is not on this machine")
    finished = subprocess.run(
        [start[0], "-X", "heapsize=280K", "-m", "purenn.selfcheck"], cwd=ROOT, env={"MICROPYPATH": str(ROOT)}, **TEXT
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr


def test_there_is_no_other_part_of_the_selfcheck():
    with pytest.raises(ValueError, match="^part must be one of random_stream, chapter, .*, got 'spelling'$"):
        run_parts("spelling")


SAME_NAME = {"ljust", "rjust", "center", "casefold", "removeprefix", "removesuffix"}


def beyond_the_subset(node):
    """What in a statement or an expression MicroPython does not have, if anything."""
    if type(node).__name__ in ("Match", "TryStar", "TypeAlias"):
        return type(node).__name__
    if isinstance(node, (ast.FunctionDef, ast.Lambda)) and node.args.posonlyargs:
        return "positional-only arguments"
    if isinstance(node, ast.List) and any(isinstance(item, ast.Starred) for item in node.elts):
        return "a star in a list"
    if isinstance(node, ast.Dict) and None in node.keys:
        return "two stars in a dict"
    if isinstance(node, ast.ClassDef) and len(node.bases) > 1:
        return "two bases"
    if isinstance(node, ast.Attribute) and node.attr in SAME_NAME:
        return f"str.{node.attr}"
    if isinstance(node, ast.Call):
        keywords = {keyword.arg for keyword in node.keywords}
        called = getattr(node.func, "id", None)
        for name, keyword in (("zip", "strict"), ("print", "flush"), ("open", "newline")):
            if called == name and keyword in keywords:
                return f"{name}({keyword}=)"
    return None


@pytest.mark.parametrize("module", CORE)
def test_the_core_keeps_to_what_every_interpreter_has(module):
    parsed = tree(module)
    called = [node.func for node in ast.walk(parsed) if isinstance(node, ast.Call)]
    for node in ast.walk(parsed):
        assert beyond_the_subset(node) is None, f"{module} line {node.lineno}"
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Call) and node not in called:
            assert getattr(node.value.func, "id", None) != "super", (
                f"{module} line {node.lineno}: super() for a property"
            )
    for node in parsed.body:  # at the level of the module annotations run, and MicroPython's list takes no [float]
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            for part in ast.walk(node.value):
                subscripted = isinstance(part, ast.Subscript) and getattr(part.value, "id", None) in (
                    "list",
                    "dict",
                    "tuple",
                )
                assert not subscripted, f"{module} line {node.lineno}"


@pytest.mark.parametrize(
    "source",
    [
        "[*a, *b]",
        "{**a}",
        "def f(a, /): pass",
        "zip(a, b, strict=True)",
        "print(1, flush=True)",
        "'a'.ljust(3)",
        "class A(B, C): pass",
    ],
)
def test_the_subset_test_sees_what_it_should(source):
    assert any(beyond_the_subset(node) for node in ast.walk(ast.parse(source)))
