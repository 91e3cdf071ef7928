"""How fast purenn is: the engine beside the layers, the literal loops and layers of `sum(map(mul))`, in one run.

A plain script for any Python, run by hand from the checkout: `python3 tests/bench_purenn.py`. Each figure is the
median over rounds that measure all forms in turn, so that a busy machine slows them alike; ratios are the medians of
the ratios within a round.
"""

import os
import platform
import random
import subprocess
import sys
import time
from operator import mul
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from purenn import (  # noqa: E402
    Adam,
    CategoricalCrossentropy,
    Dense,
    Exact,
    Model,
    RandomState,
    ReLU,
    Softmax,
    reference,
    spiral_data,
    use_kernel,
)

ROUNDS = 9
EPOCHS = 10  # of one training, so that what it takes once does not count


class Layers(Model):
    """A model that is walked through layer by layer, because its passes are its own."""

    def forward(self, X, training=False):
        return super().forward(X, training)


class SumMapDense(Dense):
    """The dense layer as plain Python is usually written, with `sum(map(mul, ...))` for every product."""

    def forward(self, inputs):
        self.inputs = inputs
        columns = list(zip(*self.weights))
        self.output = [[sum(map(mul, x, w)) + b for w, b in zip(columns, self.biases[0])] for x in inputs]
        return self.output

    def backward(self, dvalues):
        columns = list(zip(*dvalues))
        self.dweights = [[sum(map(mul, x, dz)) for dz in columns] for x in zip(*self.inputs)]
        self.dbiases = [[sum(dz) for dz in columns]]
        self.dinputs = [[sum(map(mul, dz, w)) for w in self.weights] for dz in dvalues]
        return self.dinputs


class MaxReLU(ReLU):
    """The ReLU that goes with it, by the built-in max."""

    def forward(self, inputs):
        self.inputs = inputs
        self.output = [[max(0.0, z) for z in row] for row in inputs]
        return self.output


# By name: the kind of model, its layers, and the kernel.
FORMS = (
    ("engine", Model, (Dense, ReLU), "fast"),
    ("layers", Layers, (Dense, ReLU), "fast"),
    ("loops", Layers, (Dense, ReLU), "loops"),
    ("sum(map(mul))", Model, (SumMapDense, MaxReLU), "fast"),
)


def network(kind, layer_kinds, *widths):
    """A model with hidden layers of these widths, from one seed; its rate is so small that it stays as it is."""
    dense, relu = layer_kinds
    random_state = RandomState(0)
    layers = []
    for n_inputs, n_neurons in zip(widths, widths[1:]):
        layers += [dense(n_inputs, n_neurons, random_state), relu()]
    return kind(layers[:-1] + [Softmax()], CategoricalCrossentropy(), Adam(1e-9))


def seconds(task, repeats):
    """How long one run of the task takes, as the mean over `repeats` runs."""
    started = time.perf_counter()
    for _ in range(repeats):
        task()
    return (time.perf_counter() - started) / repeats


def compare(name, use, widths, repeats, units=1):
    """Measure a use of each form of a model in turn, and print a line of medians and ratios to the first."""
    tasks = []
    for _, kind, layer_kinds, kernel in FORMS:
        model = network(kind, layer_kinds, *widths)
        tasks.append((lambda model=model: use(model), kernel))
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
            times.append(seconds(task, repeats) / units)
        rounds.append(times)
    use_kernel("fast")
    figures = [f"{median(column) * 1000:10.3f}" for column in zip(*rounds)]
    ratios = [median(times[n] / times[0] for times in rounds) for n in range(1, len(tasks))]
    print(f"{name:38}" + "".join(figures) + "   " + "".join(f"{ratio:7.1f}x" for ratio in ratios), flush=True)


def samples(count, width, classes, nonzero=1.0):
    """So many random samples, of which a part of the inputs is not 0, with a class for each."""
    draws = random.Random(1)
    X = [[draws.gauss(0, 1) if draws.random() < nonzero else 0.0 for i in range(width)] for s in range(count)]
    return X, [s % classes for s in range(count)]


def compare_forms():
    """The figures of the network 2-64-3 and its neighbours, in every form."""
    print(f"{'milliseconds':38}" + "".join(f"{name[:9]:>10}" for name, *_ in FORMS))
    X, y = spiral_data(100, 3, RandomState(0))
    small = (2, 64, 3)
    compare("2-64-3, 300 samples: evaluate", lambda model: model.evaluate(X, y), small, 3)
    compare("2-64-3, 300: epoch of Adam", lambda model: model.fit(X, y, EPOCHS), small, 1, EPOCHS)
    compare("2-64-3, 1: predict", lambda model: model.predict(X[1:2]), small, 200)
    compare("2-3-3, 3: evaluate", lambda model: model.evaluate(X[1:4], y[1:4]), (2, 3, 3), 200)
    wide = (784, 64, 10)
    for name, nonzero in (("dense", 1.0), ("16 % not 0", 0.16)):
        X, y = samples(32, 784, 10, nonzero)
        compare(f"784-64-10, 32, {name}: evaluate", lambda model, X=X, y=y: model.evaluate(X, y), wide, 1)
        compare(f"784-64-10, 32, {name}: step of Adam", lambda model, X=X, y=y: model.fit(X, y, 3), wide, 1, 3)
    X, y = samples(256, 784, 10)
    compare("784-64-10, 256, dense: epoch of Adam", lambda model: model.fit(X, y, 2), wide, 1, 2)


def growth():
    """How the time of a forward pass grows with each size, over a hundredfold; 1.0 throughout is linear."""
    print("\ngrowth of a prediction: microseconds per unit, relative to the first")
    for name, shape in (
        ("samples", lambda n: (10 * n, 16, 16)),
        ("inputs", lambda n: (30, 12 * n, 16)),
        ("neurons", lambda n: (30, 16, 12 * n)),
    ):
        line = []
        for n in (1, 3, 10, 30, 100):
            count, n_inputs, n_neurons = shape(n)
            X, _ = samples(count, n_inputs, 2)
            model = Model([Dense(n_inputs, n_neurons, 0), Softmax()], CategoricalCrossentropy())
            times = [seconds(lambda: model.predict(X), max(1, 100 // n)) / n for _ in range(ROUNDS)]  # noqa: B023
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
            started = time.perf_counter()
            subprocess.run(command, stdout=subprocess.DEVNULL, cwd=ROOT)
            times.append(time.perf_counter() - started)
        rounds.append(times)
    idle, version = (median(column) * 1000 for column in zip(*rounds))
    ratio = median(version / idle for idle, version in rounds)
    print(f"\nstart-up: python3 -c pass {idle:.1f} ms, python3 -m purenn --version {version:.1f} ms: {ratio:.2f}x")


def exact_numbers():
    """What correctly rounded results take: in processor time."""
    row = [0.25, -3.7, 1.9]
    softmax = Softmax()
    model = Model([Dense(2, 64, 0), ReLU(), Dense(64, 3, 1), Softmax()], CategoricalCrossentropy())
    X, y = spiral_data(100, 3, RandomState(0))
    layers = [
        Dense.of(*[[[Exact(value) for value in row] for row in matrix] for matrix in (layer.weights, layer.biases)])
        if isinstance(layer, Dense)
        else type(layer)()
        for layer in model.layers
    ]
    exact = Model(layers, CategoricalCrossentropy())
    print("\nexact: processor milliseconds")
    for name, task, repeats in (
        ("softmax of 3", lambda: [p.value for p in softmax.forward([[Exact(z) for z in row]])[0]], 300),
        ("2-64-3, 300: forward", lambda: exact.forward([[Exact(x) for x in row] for row in X]), 1),
        ("2-64-3, 300: reference", lambda: reference(model, X, y), 1),
    ):
        times = []
        for _ in range(5):
            started = time.process_time()
            for _ in range(repeats):
                task()
            times.append((time.process_time() - started) / repeats)
        print(f"{name:38}{median(times) * 1000:10.3f}", flush=True)


if __name__ == "__main__":
    os.environ.pop("PURENN_KERNEL", None)
    print(f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}\n")
    compare_forms()
    growth()
    exact_numbers()
    start_up()
