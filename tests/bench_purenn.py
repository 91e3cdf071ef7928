"""How fast purenn is: its kernels beside its literal loops and beside `sum(map(mul))`, in one run.

A plain script for any Python, run by hand from the checkout: `python3 tests/bench_purenn.py`. Each figure is the
median over rounds that measure all forms in turn, so that a busy machine slows them alike; ratios are the medians of
the ratios within a round.
"""

import os
import platform
import subprocess
import sys
import time
from operator import mul
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from purenn import Adam, CategoricalCrossentropy, Dense, Model, RandomState, ReLU, Softmax, spiral_data, use_kernel  # noqa: E402

ROUNDS = 9


class SumMapDense(Dense):
    """The dense layer as plain Python is usually written, with `sum(map(mul, ...))` for every product."""

    def forward(self, inputs):
        self.inputs = inputs
        columns = list(zip(*self.weights))
        self.output = [[sum(map(mul, x, w)) + b for w, b in zip(columns, self.biases[0])] for x in inputs]
        return self.output

    def backward(self, dvalues):
        self.gradients(dvalues)
        self.dinputs = [[sum(map(mul, dz, w)) for w in self.weights] for dz in dvalues]
        return self.dinputs

    def gradients(self, dvalues):
        columns = list(zip(*dvalues))
        self.dweights = [[sum(map(mul, x, dz)) for dz in columns] for x in zip(*self.inputs)]
        self.dbiases = [[sum(dz) for dz in columns]]


class MaxReLU(ReLU):
    """The ReLU that goes with it, by the built-in max."""

    def forward(self, inputs):
        self.output = [[max(0.0, z) for z in row] for row in inputs]
        return self.output


# By name: the layers, and the kernel for those that use one.
FORMS = (
    ("purenn", (Dense, ReLU), "fast"),
    ("loops", (Dense, ReLU), "loops"),
    ("sum(map(mul))", (SumMapDense, MaxReLU), "fast"),
)


def network(kinds, *widths):
    """A model with hidden layers of these widths, from one seed."""
    dense, relu = kinds
    random_state = RandomState(0)
    layers = []
    for n_inputs, n_neurons in zip(widths, widths[1:]):
        layers += [dense(n_inputs, n_neurons, random_state), relu()]
    return Model(layers[:-1] + [Softmax()], CategoricalCrossentropy(), Adam(0.02, 1e-5))


def seconds(task, repeats):
    """How long one run of the task takes, as the mean over `repeats` runs."""
    started = time.perf_counter()
    for _ in range(repeats):
        task()
    return (time.perf_counter() - started) / repeats


def compare(name, tasks, repeats):
    """Measure the tasks in turn, round after round, and print a line of medians and ratios to the first."""
    for task, kernel in tasks:
        use_kernel(kernel)
        warm = time.perf_counter() + 0.5  # where Python compiles what it runs often, let it
        while time.perf_counter() < warm:
            task()
    rounds = []
    for _ in range(ROUNDS):
        times = []
        for task, kernel in tasks:
            use_kernel(kernel)
            times.append(seconds(task, repeats))
        rounds.append(times)
    use_kernel("fast")
    figures = [f"{median(column) * 1000:11.3f}" for column in zip(*rounds)]
    ratios = [median(times[n] / times[0] for times in rounds) for n in range(1, len(tasks))]
    print(f"{name:30}" + "".join(figures) + "".join(f"{ratio:9.1f}x" for ratio in ratios))


def samples(count, width, classes):
    """So many random samples, with a class for each."""
    random_state = RandomState(1)
    return [[random_state.randn() for i in range(width)] for s in range(count)], [s % classes for s in range(count)]


def compare_forms():
    """The figures of the network 2-64-3 and its neighbours, in every form."""
    print(f"{'milliseconds':30}" + "".join(f"{name:>{11 if n < 2 else 14}}" for n, (name, _, _) in enumerate(FORMS)))
    X, y = spiral_data(100, 3, RandomState(0))
    small = [(network(kinds, 2, 64, 3), kernel) for _, kinds, kernel in FORMS]
    compare("2-64-3, 300: loss, accuracy", [(lambda m=m: m.evaluate(X, y), kernel) for m, kernel in small], 3)
    alone = [([layer for layer in model.layers if isinstance(layer, Dense)], kernel) for model, kernel in small]
    small[0][0].forward(X)
    hidden = small[0][0].layers[1].output  # what the second dense layer gets

    def products(first, second):
        first.forward(X)
        second.forward(hidden)

    compare("2-64-3, 300: products alone", [(lambda p=p: products(*p), kernel) for p, kernel in alone], 5)
    compare("2-64-3, 300: epoch of Adam", [(lambda m=m: m.fit(X, y, 1), kernel) for m, kernel in small], 2)
    compare("2-64-3, 1: predict", [(lambda m=m: m.predict(X[1:2]), kernel) for m, kernel in small], 200)
    tiny = [(network(kinds, 2, 3, 3), kernel) for _, kinds, kernel in FORMS]
    compare("2-3-3, 3: loss, accuracy", [(lambda m=m: m.evaluate(X[1:4], y[1:4]), kernel) for m, kernel in tiny], 200)
    X, y = samples(32, 784, 10)
    wide = [(network(kinds, 784, 64, 10), kernel) for _, kinds, kernel in FORMS]
    compare("784-64-10, 32: loss, accuracy", [(lambda m=m: m.evaluate(X, y), kernel) for m, kernel in wide], 1)


def growth():
    """How the time of a forward pass grows with each size, over a hundredfold; 1.0 throughout is linear."""
    print("\ngrowth of a forward pass: microseconds per unit, relative to the first")
    for name, shape in (
        ("samples", lambda n: (10 * n, 16, 16)),
        ("inputs", lambda n: (30, 12 * n, 16)),
        ("neurons", lambda n: (30, 16, 12 * n)),
    ):
        line = []
        for n in (1, 3, 10, 30, 100):
            count, n_inputs, n_neurons = shape(n)
            X, _ = samples(count, n_inputs, 2)
            layer = Dense(n_inputs, n_neurons, 0)
            times = [seconds(lambda: layer.forward(X), max(1, 100 // n)) / n for _ in range(ROUNDS)]
            line.append((n, median(times) * 1e6))
        first = line[0][1]
        print(f"{name:10}" + "".join(f"   x{n}: {micro:.1f} ({micro / first:.2f})" for n, micro in line))


def start_up():
    """What `python3 -m purenn --version` takes, beside an interpreter that does nothing."""
    rounds = []
    for _ in range(3 * ROUNDS):
        times = []
        for arguments in (["-c", "pass"], ["-m", "purenn", "--version"]):
            command = [sys.executable] + arguments
            times.append(seconds(lambda: subprocess.run(command, stdout=subprocess.DEVNULL, cwd=ROOT), 1))
        rounds.append(times)
    idle, version = (median(column) * 1000 for column in zip(*rounds))
    ratio = median(version / idle for idle, version in rounds)
    print(f"\nstart-up: python3 -c pass {idle:.1f} ms, python3 -m purenn --version {version:.1f} ms: {ratio:.2f}x")


if __name__ == "__main__":
    os.environ.pop("PURENN_KERNEL", None)
    print(f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}\n")
    compare_forms()
    growth()
    start_up()
