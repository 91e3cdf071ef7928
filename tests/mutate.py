"""Mutate the code a little and see whether a test fails, to find lines that no test holds. A script, run by hand.

    python tests/mutate.py purenn/losses --sample 50
    python tests/mutate.py purenn/chain.py --seed 7 --tests tests/test_model.py tests/test_errors.py

Each mutant has one operator, comparison, condition, constant, return value, call or error changed or left out, in a
copy of the checkout. It is killed if the doctests of its module fail, or one of the test files that name most often
what the module defines, or what the modules that import it define; with `--all`, what survives these must survive all
tests. A survivor is printed as a difference: either nothing can tell it from the original, or a test is missing. The
last line counts.
"""

import argparse
import ast
import difflib
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MOST_FILES = 5  # of tests that are run for a module
SLOW = (
    "test_interpreters.py",
    "test_play_page.py",
    "test_readme.py",
    "test_sdist.py",
    "test_typing.py",
)  # they start other programs
PAIRS = """Add Sub,Mult Div,FloorDiv Mult,Mod FloorDiv,Pow Mult,BitOr BitAnd,LShift RShift,
Lt LtE,Gt GtE,Eq NotEq,Is IsNot,In NotIn,And Or,UAdd USub"""
OTHER = {}  # what an operator is changed to
for pair in PAIRS.split(","):
    first, second = (getattr(ast, name) for name in pair.split())
    OTHER[first] = second
    OTHER.setdefault(second, first)


def changes(node):
    """Yield the changes of a node, as functions that change a node like it in place."""
    if type(getattr(node, "op", None)) in OTHER:
        yield lambda n: setattr(n, "op", OTHER[type(n.op)]())
    if isinstance(node, ast.BoolOp):
        for part in range(len(node.values)):
            yield lambda n, part=part: n.values.pop(part)
    if isinstance(node, ast.Compare):
        for part in range(len(node.ops)):
            yield lambda n, part=part: n.ops.__setitem__(part, OTHER[type(n.ops[part])]())
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield lambda n: setattr(n, "value", not n.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        yield lambda n: setattr(n, "value", n.value + 1)
    if isinstance(node, (ast.If, ast.While, ast.IfExp)):
        yield lambda n: setattr(n, "test", ast.UnaryOp(ast.Not(), n.test))
    if isinstance(node, ast.If) and not node.orelse:
        yield lambda n: setattr(n, "test", ast.Constant(False))
    if isinstance(node, ast.Return) and getattr(node.value, "value", 0) is not None:
        yield lambda n: setattr(n, "value", ast.Constant(None))
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield lambda n: setattr(n, "value", ast.Constant(None))
    if isinstance(node, ast.Raise):
        yield lambda n: setattr(n, "exc", ast.Name("SystemError", ast.Load()))


def places(path):
    """Yield `(path, line, node, change)` of every mutant of a module: the indices of the node and of its change."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    for_type_checkers = set()
    for node in nodes:
        if isinstance(node, (ast.If, ast.Assign)) and "TYPE_CHECKING" in ast.unparse(node):
            for_type_checkers.update(range(node.lineno, node.end_lineno + 1))
    for n, node in enumerate(nodes):
        if getattr(node, "lineno", 0) not in for_type_checkers:
            for c, _ in enumerate(changes(node)):
                yield path, node.lineno, n, c


def mutated(path, n, c):
    """Return the source of a mutant, and how it differs."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    original = ast.unparse(tree).splitlines()
    node = list(ast.walk(tree))[n]
    list(changes(node))[c](node)
    source = ast.unparse(ast.fix_missing_locations(tree))
    lines = difflib.unified_diff(original, source.splitlines(), n=0, lineterm="")
    return source, "\n".join(text for text in lines if not text.startswith(("---", "+++", "@@")))


def related_tests(path):
    """Return the few test files that name most often what a module defines, or what its importers define.

    A name counts less if many files have it.
    """
    importers = [
        other
        for other in (ROOT / "purenn").rglob("*.py")
        if re.search(rf"\bfrom \.[\w.]*\b{path.stem} import", other.read_text(encoding="utf-8"))
    ]
    weights = dict.fromkeys((name for module in importers for name in defined_in(module)), 0.1)
    weights.update(dict.fromkeys(defined_in(path), 1.0))
    texts = {test: test.read_text(encoding="utf-8") for test in (ROOT / "tests").glob("test_*.py")}
    scores = dict.fromkeys([test for test in texts if test.name not in SLOW], 0.0)
    for name, weight in weights.items():
        counts = {test: len(re.findall(rf"\b{re.escape(name)}\b", texts[test])) for test in scores}
        for test, count in counts.items():
            scores[test] += weight * count / max(sum(map(bool, counts.values())), 1) ** 2
    best = sorted(scores, key=scores.get, reverse=True)[:MOST_FILES]
    return [str(test.relative_to(ROOT)) for test in best if scores[test]]


def defined_in(path):
    """Return the dotted name of a module, and the names of its functions and classes."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return [module, *(node.name for node in body if hasattr(node, "name"))]


def passes(folder, arguments, seconds):
    """Run pytest in a process of its own; return whether all passes within so many seconds."""
    process = os.fork()
    if process == 0:
        os.setsid()
        os.chdir(folder)
        sys.path[:] = [str(folder), *(entry for entry in sys.path if entry not in ("", str(ROOT), str(ROOT / "tests")))]
        os.environ.update(CI="1", PYTHONDONTWRITEBYTECODE="1")
        null = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(null, stream)
        code = pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *arguments])
        os._exit(code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED))
    end = time.monotonic() + seconds
    done = status = 0
    while not done and time.monotonic() < end:
        time.sleep(0.02)
        done, status = os.waitpid(process, os.WNOHANG)
    try:
        os.killpg(process, signal.SIGKILL)  # with what it has started
    except ProcessLookupError:
        pass
    if not done:
        os.waitpid(process, 0)
    return bool(done) and status == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("paths", nargs="+", type=Path, help="modules or packages of purenn")
    parser.add_argument("--sample", type=int, help="how many mutants, chosen at random (default: all)")
    parser.add_argument("--seed", type=int, default=0, help="seed of the choice")
    parser.add_argument("--tests", nargs="+", help="test files to run instead of those that name the module")
    parser.add_argument("--all", action="store_true", help="run all tests on a mutant that survives")
    options = parser.parse_args()
    modules = set().union(*(path.rglob("*.py") if path.is_dir() else [path] for path in options.paths))
    modules = sorted(path for path in modules if path.name != "__main__.py")  # to import it is to run a command
    chosen = [mutant for module in modules for mutant in places(module.resolve())]
    random.Random(options.seed).shuffle(chosen)
    chosen = sorted(chosen[: options.sample])
    survivors, limits = 0, {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "purenn"
        shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(".git", "__pycache__", ".*_cache", ".venv"))
        for count, (path, line, n, c) in enumerate(chosen, 1):
            source, difference = mutated(path, n, c)
            place = path.relative_to(ROOT)
            tests = [str(place), *(options.tests or related_tests(path))]
            if place not in limits:
                start = time.monotonic()
                if not passes(folder, tests, 3600):
                    sys.exit(f"the tests of {place} must pass without a mutation: {' '.join(tests)}")
                limits[place] = 20 + 4 * (time.monotonic() - start)
            (folder / place).write_text(source, encoding="utf-8")
            survived = passes(folder, tests, limits[place]) and not (options.all and not passes(folder, [], 3600))
            shutil.copy(path, folder / place)
            if survived:
                survivors += 1
                print(f"{place}:{line}\n{difference}\n", flush=True)
            print(f"\r{count} of {len(chosen)}, {survivors} survived ", end="", file=sys.stderr, flush=True)
    print(f"{len(chosen)} mutants, {len(chosen) - survivors} killed, {survivors} survived")


if __name__ == "__main__":
    main()
