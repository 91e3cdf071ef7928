"""How fast an explanation is: with the sample traced, beside the whole batch traced, in one run.

A plain script for any Python, run by hand from the checkout: `python3 tests/bench_explain.py`. Each figure is the
median process time of some rounds that measure both forms in turn, so that a busy machine slows them alike.
"""

import sys
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from purenn import (
    Adam,
    CategoricalCrossentropy,
    Dense,
    Dual,
    Float32,
    Model,
    RandomState,
    ReLU,
    Softmax,
    explain,
    spiral_data,
)
from purenn.explanation.twins import in_numbers
from purenn.explanation.update import explain_update

ROUNDS = 5
SAMPLE = 7


class TracedBatch(Model):
    """A model with passes of its own, through which the whole batch is traced."""

    def forward(self, X, training=False):
        return super().forward(X, training)


def milliseconds(*functions):
    """The median process time of each function, measured in turn."""
    times = [[] for _ in functions]
    for _ in range(ROUNDS):
        for function, measured in zip(functions, times):
            start = time.process_time()
            function()
            measured.append(1000 * (time.process_time() - start))
    return [median(measured) for measured in times]


def line(name, figures):
    print(f"{name:40}" + "".join(f"{figure:12.1f}" for figure in figures), flush=True)


def measure(hidden):
    """Print a table for a width of the hidden layer."""
    stream = RandomState(0)
    X, y = spiral_data(100, 3, stream)
    layers = [Dense(2, hidden, stream), ReLU(), Dense(hidden, 3, stream), Softmax()]
    model, batch = (kind(layers, CategoricalCrossentropy(), Adam()) for kind in (Model, TracedBatch))
    steps = explain(model, X, y, SAMPLE)
    single = in_numbers(model, X, lambda value, name: Float32(value))
    dual = in_numbers(model, X, lambda value, name: Dual(value, float(name == "w1[0][0]")))
    print(f"2-{hidden}-3, 300 samples, milliseconds".ljust(40) + "  the sample   the batch")
    for name, form in (
        ("explain, forward and loss", lambda of: explain(of, X, y, SAMPLE, backward=False)),
        ("explain", lambda of: explain(of, X, y, SAMPLE)),
        ("explain, written out", lambda of: explain(of, X, y, SAMPLE).text()),
    ):
        line(name, milliseconds(lambda form=form: form(model), lambda form=form: form(batch)))
    line("one gradient, written out", milliseconds(lambda: steps["dw1[1][0]"].lines()))
    line("what a number is used for", milliseconds(lambda: steps.uses(f"z1[{SAMPLE}][0]")))
    line("the update of one weight", milliseconds(lambda: explain_update(model, steps, ["w1[1][0]"])))
    line("explain, forward and loss, of Float32", milliseconds(lambda: explain(*single, y, SAMPLE, backward=False)))
    line("explain, forward and loss, of Dual", milliseconds(lambda: explain(*dual, y, SAMPLE, backward=False)))


if __name__ == "__main__":
    for width in (3, 16, 64):
        measure(width)
