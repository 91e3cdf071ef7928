"""The structure of the project: which module may import which, what the core may use, what packaging promises."""

import ast
import configparser
import re
from pathlib import Path

import pytest

import purenn

ROOT = Path(__file__).parent.parent
# Every module, in an order in which each imports only from those above it.
MODULES = """
elementary types
validation.__init__ validation.shapes validation.entries validation.scalars validation.targets
matrix.loops matrix.fast matrix.__init__
random_state
layers.__init__ layers.dense layers.dropout layers.activations
metrics
losses.__init__ losses.categorical losses.regression losses.binary losses.from_logits
datasets preprocessing
formats.__init__ formats.strict_json formats.safetensors formats.files formats.model_file formats.python_source
formats.csv_tables
optimizers
engine.__init__ engine.fused_kernels engine.chain
training model
numbers.number numbers.dual numbers.float32 numbers.traced numbers.__init__
gradcheck book selfcheck
plot.terminal plot.ticks plot.svg plot.figures plot.charts plot.__init__
explanation.__init__ explanation.twins explanation.steps explanation.trace explanation.page
__init__
cli.__init__ cli.chapter cli.figures cli.options cli.screen cli.train_spiral cli.train cli.predict cli.evaluate
cli.plot cli.explain cli.size cli.main
__main__
""".split()
# Packages that a board leaves out, with what each may import of the standard library.
ON_A_PC = {
    "formats": {"csv", "errno", "io", "json", "os", "struct"},
    "plot": {"math"},
    "cli": {"argparse", "csv", "json", "os", "shutil", "sys", "time"},
    "types": {"collections.abc", "typing"},
    "__init__": set(),
    "__main__": {"sys"},
}
CORE = [name for name in MODULES if name.split(".")[0] not in ON_A_PC and name != "explanation.page"]
MOST_LINES = 220
LONGER = {}  # with the reason


def source(module):
    return (ROOT / "purenn" / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8")


def tree(module):
    return ast.parse(source(module))


def imports(module):
    """The modules that a module imports: `.name` for one of the project, `name` for any other."""
    package = module.split(".")[:-1]
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level:
            inside = package[: len(package) + 1 - node.level] + ([node.module] if node.module else [])
            for alias in node.names:  # `from . import name` may name a module
                name = ".".join(inside + [alias.name])
                yield "." + (name if name in MODULES else ".".join(inside) or "__init__")
        elif isinstance(node, ast.ImportFrom):
            yield node.module


def position(name):
    """The place of a module in the order, or of the package that a name stands for."""
    return MODULES.index(name if name in MODULES else name + ".__init__")


def test_every_module_has_its_place():
    files = (path.relative_to(ROOT / "purenn") for path in (ROOT / "purenn").rglob("*.py"))
    assert sorted(".".join(path.with_suffix("").parts) for path in files) == sorted(MODULES)


@pytest.mark.parametrize("module", MODULES)
def test_imports_only_go_down(module):
    for name in imports(module):
        if name.startswith("."):
            assert position(name[1:]) < position(module), f"{module} imports {name}"


@pytest.mark.parametrize("module", CORE)
def test_the_mathematics_knows_nothing_of_the_engine(module):
    if position(module) < position("engine"):
        assert not any(name.startswith(".engine") for name in imports(module))


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_what_its_interpreters_have(module):
    allowed = {
        "matrix.fast": {"math", "operator", "os", "sys"},  # all but sys with a fallback
        "engine.fused_kernels": {"itertools"},  # with a fallback
        "selfcheck": {"gc"},
    }.get(module, ON_A_PC.get(module.split(".")[0], {"array", "math"}))
    assert {name for name in imports(module) if not name.startswith(".")} <= allowed


@pytest.mark.parametrize("module", MODULES)
def test_a_module_says_what_it_is_for(module):
    assert ast.get_docstring(tree(module))


@pytest.mark.parametrize("module", MODULES)
def test_no_module_is_so_long_that_it_has_two_purposes(module):
    assert module in LONGER or source(module).count("\n") <= MOST_LINES


@pytest.mark.parametrize("module", [name for name in CORE if name not in ("matrix.fast", "engine.fused_kernels")])
def test_sums_go_left_to_right(module):
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in ("sum", "eval", "exec"), f"line {node.lineno}"


def test_what_is_exported_exists_and_is_documented():
    for name in purenn.__all__:
        assert getattr(purenn, name).__doc__, name


def test_no_public_name_is_that_of_a_module():
    # Python would put the module in the place of the function as soon as the module is imported.
    assert not {module.split(".")[-1] for module in MODULES if "." not in module} & set(purenn.__all__)
    assert not {module.split(".")[0] for module in MODULES} & set(purenn.__all__)


def test_setup_cfg_promises_what_the_project_keeps():
    settings = configparser.ConfigParser()
    settings.read(ROOT / "setup.cfg", encoding="utf-8")
    assert settings["metadata"]["version"] == "attr: purenn.__version__"
    assert re.fullmatch(r"\d+\.\d+\.\d+", purenn.__version__)
    assert settings["options"]["install_requires"] == ""
    assert settings["options.extras_require"]["test"].split() == ["pytest", "hypothesis"]
    classified = re.findall(r"Python :: (3\.\d+)", settings["metadata"]["classifiers"])
    assert classified[0] == settings["options"]["python_requires"].strip(">=") == "3.9"
    assert (ROOT / "purenn" / "py.typed").exists()
