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
types heap foreign_words hints display elementary inspection
validation.__init__ validation.shapes validation.entries validation.scalars validation.targets
matrix.loops matrix.fast matrix.__init__
random_state
layers.__init__ layers.base layers.penalties layers.dense layers.dropout layers.relu layers.softmax layers.sigmoid
layers.linear layers.tanh layers.leaky_relu
metrics reports
losses.__init__ losses.base losses.categorical losses.binary losses.regression losses.combined losses.from_logits
losses.outputs
datasets preprocessing splitting table_columns table_encoder
formats.__init__ formats.atomic_write formats.board_files formats.files
formats.strict_json formats.safetensors_header formats.safetensors formats.file_kinds
formats.csv_text formats.csv_rows formats.csv_format formats.csv_tables formats.csv_headers formats.csv_columns
formats.csv_labels formats.csv_targets formats.csv_examples formats.csv_line formats.idx formats.idx_examples
optimizers.__init__ optimizers.base optimizers.sgd optimizers.adagrad optimizers.rmsprop optimizers.adam
chain compatibility training_state
formats.model_checks formats.components formats.encoder_file formats.training_file formats.model_file
formats.precision formats.standalone formats.python_encoder formats.python_source
walk
engine.__init__ engine.by_neuron engine.by_input engine.compiled engine.affine engine.elementwise
engine.heads engine.updates engine.plan engine.last_pass engine.learner engine.trainer
training fitting summary model
numbers.__init__ numbers.number numbers.dual numbers.float32 numbers.formula numbers.traced
numbers.binary numbers.intervals numbers.transcendental numbers.algebra numbers.evaluation numbers.exact numbers.digest
gradcheck book
plot.text_scatter plot.ticks plot.svg plot.svg_panels plot.svg_figures plot.text_curves plot.__init__
explanation.__init__ explanation.names explanation.twins explanation.steps explanation.rows
explanation.explained_layers explanation.independent_layers explanation.trace explanation.update
explanation.network explanation.page
checks.report checks.__init__ checks.random_stream checks.chapter checks.layers checks.gradients checks.training
checks.errors checks.kinds checks.numbers_in_layers checks.numbers_in_other_layers checks.numbers_in_losses
checks.explanations checks.files checks.exact_numbers
selfcheck
correct_rounding.__init__ correct_rounding.copies correct_rounding.corners correct_rounding.results
correct_rounding.training
vectors.ulps vectors.tensors vectors.vector_file vectors.results vectors.comparison vectors.__init__
vectors.plain_loops vectors.cases vectors.layer_cases vectors.loss_cases vectors.step_cases vectors.network_cases
play.__init__ play.settings play.problems play.names play.copies play.passes play.snapshot play.formulas play.answers
play.what_if play.session play.views play.tour play.sessions play.requests play.admission play.pages play.server
play.export
__init__
cli.__init__ cli.chapter cli.options cli.streams cli.screen cli.progress cli.interruption cli.outputs
cli.class_report cli.figures cli.train_common cli.train_spiral cli.table_options cli.table_training cli.decisions
cli.cross_validation cli.checkpoint cli.train_table cli.train cli.saved_model cli.predict cli.evaluate
cli.data_sets cli.iris cli.data cli.plot_model cli.plot cli.explain
cli.play_data cli.play cli.board_memory cli.size cli.board cli.vectors cli.compare cli.main
__main__
""".split()
# Packages that a board leaves out, with what each may import of the standard library.
ON_A_PC = {
    "formats": {
        *(
            "array",
            "codecs",
            "csv",
            "errno",
            "gzip",
            "io",
            "itertools",
            "json",
            "math",
            "operator",
            "os",
            "re",
            "shlex",
            "stat",
        ),
        *("struct", "sys", "unicodedata", "zlib"),
    },
    "play": {
        "email.message",
        "hmac",
        "http.server",
        "json",
        "os",
        "re",
        "secrets",
        "socketserver",
        "threading",
        "time",
        "urllib.parse",
    },
    "plot": {"math"},
    "vectors": {"json", "math", "os", "struct", "typing"},
    "cli": {
        *("argparse", "collections.abc", "contextlib", "csv", "errno", "functools", "io", "itertools", "json", "os"),
        *("shutil", "signal", "sys", "textwrap", "time", "types", "typing", "webbrowser"),
    },
    "types": {"collections.abc", "typing"},
    "__init__": {"sys"},
    "__main__": {"sys"},
}
DRAWN = ("explanation.network", "explanation.page")
# The files that a board reads and writes; `files` imports one of these two, where the other cannot be imported.
FILES = """
formats.__init__ formats.board_files formats.files formats.strict_json formats.safetensors_header formats.safetensors
formats.model_checks formats.components formats.training_file formats.model_file formats.precision formats.standalone
formats.python_source
""".split()
CORE = [name for name in MODULES if (name in FILES or name.split(".")[0] not in ON_A_PC) and name not in DRAWN]
MOST_LINES = 220
LONGER = {
    "model": "one class, whose public methods carry their documentation",
}
# Where sum() is a check, or the fast form of a product.
MAY_SUM = ("matrix.fast", "engine.by_neuron", "engine.by_input", "engine.heads", "validation.entries")


def source(module):
    return (ROOT / "purenn" / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8")


def tree(module):
    return ast.parse(source(module))


def imports(module):
    """The modules that a module imports at run time: `.name` for one of the project, `name` for any other."""
    package = module.split(".")[:-1]
    parsed = tree(module)
    for_type_checkers = {
        part
        for node in parsed.body
        if isinstance(node, ast.If) and getattr(node.test, "id", None) == "TYPE_CHECKING"
        for part in ast.walk(node)
    }
    for node in ast.walk(parsed):
        if node in for_type_checkers:
            continue
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
        "matrix.__init__": {"os", "sys"},  # os with a fallback
        "matrix.fast": {"math", "operator", "sys"},  # all but sys with a fallback
        "engine.by_neuron": {"itertools"},  # with a fallback
        "heap": {"gc"},
        "checks.__init__": {"gc"},
        "checks.exact_numbers": {"gc"},
        "checks.files": {"os", "sys"},
        "model": {"copy"},  # with a fallback
    }.get(module, ON_A_PC.get(module.split(".")[0], {"array", "math"}))
    assert {name for name in imports(module) if not name.startswith(".")} <= allowed


@pytest.mark.parametrize("module", MODULES)
def test_a_module_says_what_it_is_for(module):
    assert ast.get_docstring(tree(module))


@pytest.mark.parametrize("module", MODULES)
def test_no_module_is_so_long_that_it_has_two_purposes(module):
    assert module in LONGER or source(module).count("\n") <= MOST_LINES


@pytest.mark.parametrize("module", [name for name in CORE if name not in MAY_SUM])
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
