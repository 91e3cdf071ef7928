"""How fast a table is read, beside csv.reader with float(), and how much memory the commands take with it.

A plain script, run by hand from the checkout: `python3 tests/bench_tables.py [ROWS]`. The table is like MNIST as CSV: a
label and 784 columns of pixels, of which 16 % are not 0. The times are medians of process times, measured in turn; the
memory is the largest of a process that runs the command.
"""

import csv
import os
import random
import subprocess
import sys
import tempfile
import time
from array import array
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from purenn import read_table

ROOT = Path(__file__).resolve().parent.parent
COLUMNS = 784
ROUNDS = 3


def write_table(path, rows):
    generator = random.Random(0)
    with open(path, "w", encoding="ascii") as file:
        file.write(",".join(["label", *(f"pixel{i}" for i in range(COLUMNS))]) + "\n")
        for _ in range(rows):
            pixels = (str(generator.randrange(256)) if generator.random() < 0.16 else "0" for _ in range(COLUMNS))
            file.write(f"{generator.randrange(10)}," + ",".join(pixels) + "\n")


def read_plainly(path):
    with open(path, newline="", encoding="ascii") as file:
        reader = csv.reader(file)
        next(reader)
        return [(row[0], array("d", [float(cell) for cell in row[1:]])) for row in reader]


def seconds(*functions):
    """The median process time of each function, measured in turn."""
    times = [[] for _ in functions]
    for _ in range(ROUNDS):
        for function, measured in zip(functions, times):
            start = time.process_time()
            function()
            measured.append(time.process_time() - start)
    return [median(measured) for measured in times]


def megabytes(*arguments):
    """The largest memory of a process that runs a command."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen([sys.executable, "-m", "purenn", *arguments], env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, arguments
    return usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def main():
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    with tempfile.TemporaryDirectory() as folder:
        table, model = os.path.join(folder, "table.csv"), os.path.join(folder, "model.safetensors")
        write_table(table, rows)
        plain, ours = seconds(lambda: read_plainly(table), lambda: read_table(table, "label"))
        print(f"{rows} rows of {COLUMNS} columns, {os.path.getsize(table) / 1e6:.0f} MB")
        print(f"csv.reader with float() {plain:.2f} s, read_table {ours:.2f} s: {ours / plain:.2f} times")
        trained = megabytes("train", table, "--label", "label", "--epochs", "1", "--save", model, "--quiet", "--json")
        predicted = megabytes("predict", model, table, "--quiet")
        print(f"train for one epoch {trained:.0f} MB, predict {predicted:.0f} MB")


if __name__ == "__main__":
    main()
