"""Settings for the whole suite: hypothesis writes nothing to disk; `--long` gives slow tests their full length.

And a file as PyTorch would write it.
"""

import os
import signal
import struct

import pytest
from hypothesis import settings

from purenn import use_kernel
from purenn.matrix import chosen_kernel

collect_ignore = ["sdist.py"]  # it imports setuptools, which a new environment does not have

settings.register_profile("purenn", database=None, deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("purenn")


for name in ("SIGINT", "SIGHUP"):  # in the background of a script, and under nohup, they are ignored in children too
    number = getattr(signal, name, None)
    if number is not None and signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, signal.default_int_handler)


def pytest_addoption(parser):
    parser.addoption("--long", action="store_true", help="run the slow tests at full length, which takes an hour")


@pytest.fixture
def long_run(request):
    """Whether slow tests run at full length."""
    return request.config.getoption("--long")


@pytest.fixture(scope="module")
def loops():
    """The literal loops instead of the fast products, for all tests of a module."""
    kernel = chosen_kernel()
    use_kernel("loops")
    yield
    use_kernel(kernel)


@pytest.fixture
def torch_file(tmp_path):
    """The weights of Sequential(Linear(2, 3), ReLU(), Linear(3, 2)), byte by byte; those of a Linear are (out, in)."""
    tensors = [
        ("0.weight", "[3,2]", (1.0, 0.0, 0.0, 1.0, 1.0, -1.0)),
        ("0.bias", "[3]", (0.0, 0.5, 0.0)),
        ("2.weight", "[2,3]", (1.0, 2.0, 3.0, -1.0, 0.0, 1.0)),
        ("2.bias", "[2]", (0.25, -0.25)),
    ]
    header = '{"__metadata__":{"format":"pt"}'
    data = b""
    for name, shape, values in tensors:
        begin = len(data)
        data += struct.pack(f"<{len(values)}f", *values)
        header += f',"{name}":{{"dtype":"F32","shape":{shape},"data_offsets":[{begin},{len(data)}]}}'
    header = (header + "}").encode()
    path = tmp_path / "torch.safetensors"
    path.write_bytes(struct.pack("<Q", len(header)) + header + data)
    return path
