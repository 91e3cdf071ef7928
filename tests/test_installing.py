"""What a board installs: the three lists of modules, each of which is exactly what its purpose needs.

`purenn/inference.json` lists the layers, to predict with weights that come from elsewhere; `training.json` what trains
a model and keeps it; `package.json` all that a board can run.
"""

import ast
import functools
import http.server
import json
import os
import shutil
import subprocess
import sys
import threading

import pytest

import purenn
from interpreters import ROOT, run_on_micropython
from test_architecture import MODULES, imports, tree

INFERENCE = """
from purenn import Dense, LeakyReLU, Linear, ReLU, ShapeError, Sigmoid, Softmax, Standardizer, Tanh, argmax, use_kernel
x = Standardizer([1.0], [2.0]).forward([[3.0]])
for layer in (Dense.of([[0.5, 1.0]], [[0.0, 0.25]]), ReLU(), LeakyReLU(), Tanh(), Linear(), Sigmoid(), Softmax()):
    x = layer.forward(x)
print(argmax(x[0]))
"""
TRAINING = """
import purenn
from purenn import Dense, Dropout, Linear, LeakyReLU, ReLU, Sigmoid, Softmax, Standardizer, Tanh
from purenn import AdaGrad, Adam, BinaryCrossentropy, CategoricalCrossentropy, MeanAbsoluteError, MeanSquaredError
from purenn import Model, RMSprop, SGD, SigmoidCrossentropy, SoftmaxCrossentropy, accuracy, load_tensors
for kernel in ("loops", "fast"):
    purenn.use_kernel(kernel)
    X, y = purenn.vertical_data(4, 2, 0)
    layers = [Standardizer().fit(X), Dense(2, 2, 0), Dropout(0.5, 0), Softmax()]
    model = Model(layers, CategoricalCrossentropy(), Adam())
    model.fit(X, y, epochs=2, batch_size=3, random_state=0)
    model.evaluate(X, y)
    model.encoder = purenn.TableEncoder().fit(X, ["x0", "x1"])  # as of a model that `train TABLE` has saved
    model.save("model.safetensors")
    Model.load("model.safetensors").to_python("network.py", "I8", X)
    print(len(load_tensors("model.safetensors")), len(str(model).split()) > 0)
"""
PURPOSES = {"inference": INFERENCE, "training": TRAINING}
# What draws pages and pictures, reads tables, or is for the command line or type checkers.
NOT_ON_A_BOARD = "cli play plot vectors types __main__ explanation.network explanation.page formats.atomic_write "
NOT_ON_A_BOARD += "formats.file_kinds formats.csv_ formats.idx"


def listed(name):
    """The modules in a list, by their dotted names; and a check that each goes where it comes from."""
    content = json.loads((ROOT / "purenn" / f"{name}.json").read_text(encoding="utf-8"))
    assert content["version"] == purenn.__version__ and content["deps"] == []
    paths = [path for _, path in content["urls"]]
    assert content["urls"] == [[f"purenn/{path}", path] for path in paths]
    modules = [path[: -len(".py")].replace("/", ".") for path in paths]
    assert modules == [module for module in MODULES if module in modules]  # in the order of the imports
    return modules


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_list_is_what_its_purpose_imports(purpose, tmp_path):
    print_loaded = "\nimport sys\nprint(*[name[7:] for name in sys.modules if name.startswith('purenn.')])"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PURENN_KERNEL": "loops"}
    finished = subprocess.run(
        [sys.executable, "-c", PURPOSES[purpose] + print_loaded],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert finished.returncode == 0, finished.stderr
    names = set(finished.stdout.splitlines()[-1].split())
    needed = {name if name in MODULES else f"{name}.__init__" for name in names}
    if "formats.atomic_write" in needed:  # in whose place a board has another module
        needed = needed - {"formats.atomic_write"} | {"formats.board_files"}
    # The fast products are there to be chosen, and the words of other libraries for the errors that name them.
    assert set(listed(purpose)) == needed | {"__init__", "matrix.fast", "foreign_words"}


def test_the_package_is_all_that_a_board_can_run():
    modules = listed("package")
    assert modules == [name for name in MODULES if not name.startswith(tuple(NOT_ON_A_BOARD.split()))]
    for module in modules:
        # In the place of atomic_write a board has another module.
        needed = [name[1:] for name in imports(module) if name[0] == "." and name != ".formats.atomic_write"]
        assert {name if name in MODULES else f"{name}.__init__" for name in needed} <= set(modules), module


def test_the_modules_for_inference_need_no_long_integers():
    # Some builds of MicroPython have only integers that fit a pointer of 32 bits, less a bit or two for its kind. They
    # fail to import a module with a larger one, such as the random stream.
    for module in listed("inference"):
        for node in ast.walk(tree(module)):
            assert not isinstance(node, ast.Constant) or type(node.value) is not int or node.value < 2**30, module


@pytest.fixture
def address():
    """A local server of the package's folder, as GitHub serves it to mip."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *arguments):
            pass

    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Handler, directory=str(ROOT / "purenn"))
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def install(name, address, folder):
    """Install a list by MicroPython's own mip."""
    (folder / "install.py").write_text(f"import mip\nmip.install('{address}/{name}.json', target='lib', mpy=False)\n")
    finished = run_on_micropython(folder, module="install", library="")
    assert "Done" in finished.stdout and finished.stderr == "", finished


@pytest.mark.parametrize("purpose", PURPOSES)
def test_what_mip_installs_serves_its_purpose(purpose, address, tmp_path):
    install(purpose, address, tmp_path)
    (tmp_path / "main.py").write_text(PURPOSES[purpose])
    finished = run_on_micropython(tmp_path, library=tmp_path / "lib")
    assert finished.stderr == "" and finished.stdout, finished


def test_the_package_that_mip_installs_passes_the_selfcheck_and_offers_every_name(address, tmp_path):
    install("package", address, tmp_path)
    (tmp_path / "main.py").write_text("import purenn.selfcheck\n")
    finished = run_on_micropython(tmp_path, library=tmp_path / "lib")
    assert finished.stdout.splitlines()[-1].endswith(" 0 failed"), finished
    (tmp_path / "main.py").write_text(
        "import purenn\nfrom purenn import *\nprint([getattr(purenn, name) for name in purenn.__all__], explain)\n"
    )
    finished = run_on_micropython(tmp_path, library=tmp_path / "lib")
    assert finished.stderr == "" and "Dense" in finished.stdout


def test_every_module_compiles_ahead(tmp_path):
    if not shutil.which("mpy-cross"):
        pytest.skip("mpy-cross is not on this machine")
    for module in listed("package"):
        source = ROOT / "purenn" / f"{module.replace('.', '/')}.py"
        finished = subprocess.run(
            ["mpy-cross", "-o", str(tmp_path / "module.mpy"), str(source)], capture_output=True, text=True
        )
        assert finished.returncode == 0, f"{module}: {finished.stderr}"
