"""The structure of the house: which rooms import which, what the core may use, what packaging promises."""

import ast
import configparser
import re
from pathlib import Path

import pytest

import purenn

ROOT = Path(__file__).parent.parent
ROOMS = [
    ["checks"],
    ["entries"],
    ["settings"],
    ["targets"],
    ["elementary"],
    ["matrix"],
    ["random_state"],
    ["kernels"],
    ["fused_kernels"],
    ["layers"],
    ["dropout"],
    ["activations"],
    ["metrics"],
    ["losses"],
    ["regression_losses"],
    ["binary_losses"],
    ["logit_losses"],
    ["datasets"],
    ["preprocessing"],
    ["strict_json"],
    ["safetensors"],
    ["files"],
    ["saving"],
    ["python_file"],
    ["optimizers"],
    ["chain"],
    ["fitting"],
    ["model"],
    ["gradcheck"],
    ["numbers.number"],
    ["numbers.dual"],
    ["numbers.float32"],
    ["numbers.traced"],
    ["numbers.twin"],
    ["numbers.__init__"],
    ["steps"],
    ["explain"],
    ["book"],
    ["selfcheck"],
    ["terminal"],
    ["chapter"],
    ["ticks"],
    ["svg"],
    ["plot"],
    ["charts"],
    ["explain_page"],
    ["tables"],
    ["reports"],
    ["options"],
    ["screen"],
    ["training"],
    ["table_training"],
    ["predicting"],
    ["evaluating"],
    ["plotting"],
    ["explaining"],
    ["sizing"],
    ["__init__"],
    ["cli"],
    ["__main__"],
]
ORDER = [room for line in ROOMS for room in line]
# What no board need be able to import, with what each kind of it may.
FILES = ["strict_json", "safetensors", "files", "saving", "python_file", "tables"]
COMMANDS = [
    "options",
    "screen",
    "training",
    "table_training",
    "predicting",
    "evaluating",
    "plotting",
    "explaining",
    "sizing",
]
COMMANDS += ["__init__", "cli", "__main__"]
CORE = [room for room in ORDER if room not in FILES + COMMANDS]


def tree(room):
    path = room.replace(".", "/")
    return ast.parse((ROOT / "purenn" / f"{path}.py").read_text(encoding="utf-8"))


def imports(room):
    """The modules that a room imports: `.name` for a room of the house, `name` for any other."""
    package = room.split(".")[:-1]
    for node in ast.walk(tree(room)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level:
            inside = package[: len(package) + 1 - node.level]
            yield "." + ".".join(inside + [node.module or "__init__"])
        elif isinstance(node, ast.ImportFrom):
            yield node.module


def position(name):
    """The place of a room in the order, or of the package that a name stands for."""
    return ORDER.index(name if name in ORDER else name + ".__init__")


def test_every_room_has_its_place():
    files = (path.relative_to(ROOT / "purenn") for path in (ROOT / "purenn").rglob("*.py"))
    assert sorted(".".join(path.with_suffix("").parts) for path in files) == sorted(ORDER)


@pytest.mark.parametrize("room", ORDER)
def test_imports_only_go_down(room):
    for name in imports(room):
        if name.startswith("."):
            assert position(name[1:]) < position(room), f"{room} imports {name}"


@pytest.mark.parametrize("room", ORDER)
def test_the_core_imports_what_every_interpreter_has(room):
    allowed = {"array", "math"}
    if room == "kernels":
        allowed = {"math", "operator", "os", "sys"}  # all but sys with a fallback
    if room == "fused_kernels":
        allowed = {"itertools"}  # with a fallback
    if room == "selfcheck":
        allowed = {"gc"}
    if room in FILES:
        allowed = {"csv", "errno", "io", "json", "os", "struct"}
    if room in COMMANDS:
        allowed = {"argparse", "csv", "json", "os", "shutil", "sys", "time"}
    assert {name for name in imports(room) if not name.startswith(".")} <= allowed


@pytest.mark.parametrize("room", ORDER)
def test_a_room_says_what_it_is_in_two_sentences(room):
    docstring = ast.get_docstring(tree(room))
    assert docstring and len(docstring.split("\n\n")) <= 3


@pytest.mark.parametrize("room", [room for room in CORE if room not in ("kernels", "fused_kernels")])
def test_sums_go_left_to_right(room):
    for node in ast.walk(tree(room)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in ("sum", "eval", "exec"), f"line {node.lineno}"


def test_what_is_exported_exists_and_is_documented():
    for name in purenn.__all__:
        assert getattr(purenn, name).__doc__, name


def test_setup_cfg_promises_what_the_house_keeps():
    settings = configparser.ConfigParser()
    settings.read(ROOT / "setup.cfg", encoding="utf-8")
    assert settings["metadata"]["version"] == "attr: purenn.__version__"
    assert re.fullmatch(r"\d+\.\d+\.\d+", purenn.__version__)
    assert settings["options"]["install_requires"] == ""
    assert settings["options.extras_require"]["test"].split() == ["pytest", "hypothesis"]
    classified = re.findall(r"Python :: (3\.\d+)", settings["metadata"]["classifiers"])
    assert classified[0] == settings["options"]["python_requires"].strip(">=") == "3.9"
    assert (ROOT / "purenn" / "py.typed").exists()
