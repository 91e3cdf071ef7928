"""Damage files and load them: every one must load or raise one line that names it. A script, run by hand.

    python tests/fuzz_files.py --count 100000 --seed 1

Models, tensors, tables, test vectors and JSON are changed by bytes, by pieces of other files and by what is known to
be dangerous, and read by the functions that users call. It stops at the first file that raises anything but a one-line
ValueError, takes more than 5 seconds or more memory than 200 times its size and 20 MB, and keeps that file.
"""

import argparse
import json
import random
import resource
import struct
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from purenn import Adam, CategoricalCrossentropy, Dense, Dropout, Model, ReLU, Softmax, Standardizer, load_tensors
from purenn.formats.csv_headers import table_like, training_table
from purenn.formats.file_kinds import describe
from purenn.vectors import read
from purenn.vectors.results import read_results

PIECES = [
    *(b"\0", b"\xff", b"\x1b[2J", b"\n", b"\r", b'"', b"\\", b"\\ud800", b"\xe2\x80\xae", b"\t", b";", b"|", b"=cmd()"),
    *(b"{", b"}", b"[", b"]", b",", b":", b"-", b".", b"[" * 990, b"[" * 40, b"{}," * 40, b"[]," * 40, b"1" * 30),
    *(
        b"1e999",
        b"NaN",
        b"nan",
        b"inf",
        b"null",
        b"true",
        b"-1",
        b"0",
        b"18446744073709551615",
        b"1000000,1,1,1,1,1,1,0",
    ),
    *(b'"F64"', b'"U8"', b'"BOOL"', b'"F8_E4M3"', b'"kind":"Dense"', b'"labels"', b'"a","a"', b"class_weights"),
]


def originals(folder):
    """Return `(ending, content, functions)` of each kind of file."""
    layers = [Standardizer([0.0, 1.0], [1.0, 2.0]), Dense(2, 3, 0, weights_l2=0.1), ReLU(), Dropout(0.5, 1)]
    model = Model([*layers, Dense(3, 2, 1), Softmax()], CategoricalCrossentropy(0.1, [1.0, 2.0]), Adam())
    model.columns, model.target, model.labels = ["x", "y"], "k", ["a", "b"]
    model.fit([[0.0, 1.0], [1.0, 0.0]], [0, 1], epochs=2, validation_data=([[0.0, 1.0]], [0]))
    for optimizer in (False, True):
        model.save(folder / "model", optimizer=optimizer)
        content = (folder / "model").read_bytes()
        yield ".safetensors", content, [Model.load, load_tensors, describe, read, read_results]
    table = b"x,y,k\n" + b"".join(b"%d,%d.5,%s\n" % (n, n % 3, b"ab"[n % 2 : n % 2 + 1]) for n in range(12))
    yield ".csv", table, [lambda path: training_table(path, "k"), lambda path: table_like(path, ["x", "y"], "k")]
    yield ".csv", table.replace(b",", b";"), [lambda path: training_table(path, "3"), describe, read_results]
    entry = {"format": "F64", "shape": [1, 2], "flags": ["tie"], "decimals": [1.0, 2.0]}
    entry["bits"] = ["3ff0000000000000", "4000000000000000"]
    vectors = {"purenn_vectors": 1, "about": "a", "tensors": {"p": entry}, "order": ["p"]}
    yield ".json", json.dumps(vectors).encode(), [read, read_results]
    yield ".json", json.dumps({"p": [[1.0, 2.0]], "q": "0x3ff0"}).encode(), [read_results]


def damaged(content, others, choose):
    """Change a file in one to four places; half the time the length of a safetensors header is made to fit."""
    for _ in range(choose.randint(1, 4)):
        start = choose.randint(0, len(content))
        end = min(len(content), start + choose.choice((0, 0, 1, 1, 2, 8, 60)))
        piece = choose.choice(PIECES)
        kind = choose.randrange(4)
        if kind == 0:
            piece = bytes([choose.randrange(256)])
        elif kind == 1:
            other = choose.choice(others)
            begin = choose.randrange(len(other))
            piece = other[begin : begin + choose.randint(1, 40)]
        content = content[:start] + piece + content[end:]
    if len(content) > 8 and choose.random() < 0.5:
        end = content.find(b"}  ") + 1 or content.rfind(b"}") + 1
        content = struct.pack("<Q", max(end - 8, 0)) + content[8:]
    return content


def check(function, path, content):
    """Return what is wrong with a call, or None."""
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    try:
        function(path)
    except ValueError as error:
        if not str(error).startswith(str(path)) or not str(error).isprintable() or len(str(error)) > 2000:
            return f"message {error!r}"
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    seconds = time.process_time() - start
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    if seconds > 5 or kilobytes * 1024 > 200 * len(content) + 20_000_000:
        return f"{seconds:.1f} s and {kilobytes} kB"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=10_000, help="how many calls (default 10000)")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    choose = random.Random(options.seed)
    folder = Path(tempfile.mkdtemp(prefix="purenn-fuzz-"))
    kinds = list(originals(folder))
    contents = [content for _, content, _ in kinds]
    calls = 0
    while calls < options.count:
        ending, content, functions = choose.choice(kinds)
        content = damaged(content, contents, choose)
        path = folder / f"file{ending}"
        path.write_bytes(content)
        for function in functions:
            fault = check(function, path, content)
            calls += 1
            if fault is not None:
                sys.exit(f"{path}: {getattr(function, '__name__', function)}: {fault}")
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    print(f"{calls} calls, each loaded a file or raised one line")


if __name__ == "__main__":
    main()
