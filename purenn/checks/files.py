"""A model that is saved and loaded, and one that is written as a Python file, predict what they did before."""

import os
import sys

from ..layers.dense import Dense
from ..layers.relu import ReLU
from ..losses.from_logits import SoftmaxCrossentropy
from ..model import Model

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .report import Report


def check_files(report: "Report") -> None:
    """Write a model into the current folder, read it again, and remove what was written."""
    stream = report.stream
    stream.seed(0)
    model = Model([Dense(2, 3, stream), ReLU(), Dense(3, 2, stream)], SoftmaxCrossentropy())
    model.labels = ["no", "yes"]
    X = [[0.5, -1.0], [2.0, 0.25]]
    expected = model.predict(X)
    name = "purenn_" + getattr(os, "urandom", bytes)(4).hex()  # not that of another self-check, where there may be one
    try:
        model.save(name + ".safetensors")
        loaded = Model.load(name + ".safetensors")
        same = loaded.predict(X) == expected and loaded.labels == model.labels
        report.check("a loaded model predicts the same", same, same)
        model.to_python(name + ".py")
        same = _imported(name).predict(X) == expected
        report.check("a Python file predicts the same", same, same)
    finally:
        for file in os.listdir("."):
            if file.startswith(name):
                os.remove(file)


def _imported(name):
    """Import a module of the current folder, and leave no trace of it."""
    writes_bytecode = getattr(sys, "dont_write_bytecode", None)
    if writes_bytecode is not None:  # CPython and PyPy
        sys.dont_write_bytecode = True
    sys.path.insert(0, os.getcwd())
    try:
        return __import__(name)
    finally:
        sys.path.pop(0)
        sys.modules.pop(name)
        if writes_bytecode is not None:
            sys.dont_write_bytecode = writes_bytecode


CHECKS = (check_files,)
