"""The heap of a small board: what training, importing and predicting do to it. Measured on MicroPython."""

import json

import pytest

from interpreters import run_on_micropython

TRAIN = """
import gc
gc.threshold(12288)
from purenn import Adam, CategoricalCrossentropy, Dense, Model, RandomState, ReLU, Softmax
imported = gc.threshold()
stream = RandomState(0)
X = [[stream.random(), stream.random()] for s in range(samples)]
y = [s % 3 for s in range(samples)]
layers = [Dense(2, neurons, stream), ReLU(), Dense(neurons, 3, stream), Softmax()]
model = Model(layers, CategoricalCrossentropy(), Adam())
gc.threshold(-1)
seen = []
model.fit(X, y, epochs=1, batch_size=batch_size, callback=lambda epoch, figures: seen.append(gc.threshold()))
after = gc.threshold()
try:
    model.fit(X, y, epochs=1, batch_size=batch_size, callback=lambda epoch, figures: 1 // 0)
except ZeroDivisionError:
    pass
print([imported, seen, after, gc.threshold()])
"""


def test_garbage_is_collected_often_while_training_and_not_after_it(tmp_path):
    # Whatever the user has set comes back, after an import, a training and an error in its callback.
    (tmp_path / "main.py").write_text("samples, neurons, batch_size = 6, 4, None\n" + TRAIN)
    finished = run_on_micropython(tmp_path)
    imported, seen, after, at_last = json.loads(finished.stdout)
    assert (imported, after, at_last) == (12288, -1, -1)
    assert 0 < seen[0] < 2**21 / 8


def test_a_training_needs_little_more_than_what_lives(tmp_path):
    # It takes 645 kB here; without frequent collection it fails in 1 MB.
    (tmp_path / "main.py").write_text("samples, neurons, batch_size = 300, 64, 32\n" + TRAIN)
    finished = run_on_micropython(tmp_path, "720K")
    assert finished.stderr == "" and finished.stdout


LEAVES_NOTHING = """
import gc
{start}
free = [0] * 5
predict(x)
for n in range(5):
    for _ in range(2000):
        predict(x)
    gc.collect()
    free[n] = gc.mem_free()
print(free)
"""
LAYERS = """
from purenn import CategoricalCrossentropy, Dense, Model, ReLU, Softmax, use_kernel
use_kernel({kernel!r})
predict = Model([Dense(2, 4, 0), ReLU(), Dense(4, 3, 1), Softmax()], CategoricalCrossentropy()).predict
x = [[0.5, 2.0]]
"""


@pytest.mark.parametrize("kernel", ["loops", "fast"])
def test_10000_predictions_leave_nothing_in_the_heap(kernel, tmp_path):
    (tmp_path / "main.py").write_text(LEAVES_NOTHING.format(start=LAYERS.format(kernel=kernel)))
    finished = run_on_micropython(tmp_path, "256K")
    assert finished.stderr == "" and len(set(json.loads(finished.stdout))) == 1, finished.stdout


GARBAGE = """
import gc
from purenn import CategoricalCrossentropy, Dense, Model, ReLU, Softmax, use_kernel
model = Model([Dense(64, 32, 0), ReLU(), Dense(32, 10, 1), Softmax()], CategoricalCrossentropy())
X = [[i / 64 for i in range(64)]]
garbage = []
for kernel in ("loops", "fast"):
    use_kernel(kernel)
    model.predict(X)
    gc.collect()
    gc.disable()
    before = gc.mem_alloc()
    model.predict(X)
    garbage.append(gc.mem_alloc() - before)
    gc.enable()
print(garbage)
"""


def test_a_prediction_makes_little_but_its_products_and_sums(tmp_path):
    # A float is a block of 32 bytes here, and each of the 64 * 32 + 32 * 10 products is one, and each partial sum.
    (tmp_path / "main.py").write_text(GARBAGE)
    finished = run_on_micropython(tmp_path)
    inherent = 2 * 32 * (64 * 32 + 32 * 10)
    assert all(inherent <= found < 1.15 * inherent for found in json.loads(finished.stdout)), finished
