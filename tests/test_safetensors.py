"""The file format, byte by byte: what is read of files written by others, and what is refused of broken ones."""

import json
import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purenn import load_tensors
from purenn.formats.safetensors import LARGEST_HEADER, encode
from strategies import FINITE, matrices


def raw(header, data=b"", length=None):
    """The bytes of a file, put together by hand."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + data


def tensor(dtype="F32", shape=(2,), begin=0, end=8, **more):
    return {"dtype": dtype, "shape": list(shape), "data_offsets": [begin, end], **more}


@pytest.fixture
def written(tmp_path):
    """A function that puts bytes into a file and returns its path."""
    path = tmp_path / "some.safetensors"

    def write(content):
        path.write_bytes(content)
        return path

    return write


# Each number by its bits, from the tables of the formats: sign, exponent, fraction.
NUMBERS = [
    ("F64", "000000000000f83f", 1.5),
    ("F64", "0100000000000000", 5e-324),
    ("F64", "0000000000000080", -0.0),
    ("F32", "0000c03f", 1.5),
    ("F32", "01000000", 2.0**-149),
    ("F16", "003e", 1.5),
    ("F16", "0100", 2.0**-24),
    ("F16", "00fc", -math.inf),
    ("BF16", "c03f", 1.5),
    ("BF16", "0100", 2.0**-133),
    ("BF16", "807f", math.inf),
    ("I8", "80", -128),
    ("U8", "80", 128),
    ("I16", "0080", -32768),
    ("U16", "0080", 32768),
    ("I32", "00000080", -(2**31)),
    ("U32", "00000080", 2**31),
    ("I64", "0000000000000080", -(2**63)),
    ("U64", "0000000000000080", 2**63),
    ("BOOL", "01", True),
]


@pytest.mark.parametrize("dtype, bits, value", NUMBERS)
def test_a_number_of_every_dtype(written, dtype, bits, value):
    data = bytes.fromhex(bits)
    found = load_tensors(written(raw({"x": tensor(dtype, (), 0, len(data))}, data)))["x"]
    assert (found, type(found), math.copysign(1, found)) == (value, type(value), math.copysign(1, value))


def test_nan_is_what_the_file_says_it_is(written):
    found = load_tensors(written(raw({"x": tensor("F32", (1,), 0, 4)}, struct.pack("<f", math.nan))))
    assert math.isnan(found["x"][0])


@pytest.mark.parametrize(
    "shape, expected",
    [
        ([6], [0, 1, 2, 3, 4, 5]),
        ([2, 3], [[0, 1, 2], [3, 4, 5]]),
        ([3, 1, 2], [[[0, 1]], [[2, 3]], [[4, 5]]]),
        ([0], []),
        ([2, 0], [[], []]),
        ([0, 10**18], []),
    ],
)
def test_the_last_index_changes_fastest(written, shape, expected):
    count = math.prod(shape)
    assert load_tensors(written(raw({"x": tensor("U8", shape, 0, count)}, bytes(range(count))))) == {"x": expected}


def test_tensors_come_in_the_order_of_the_header_whatever_that_of_their_bytes(written):
    header = {"b": tensor("U8", (1,), 1, 2), "a": tensor("U8", (1,), 0, 1), "__metadata__": {"format": "pt"}}
    assert list(load_tensors(written(raw(header, b"\1\2"))).items()) == [("b", [2]), ("a", [1])]


def test_a_header_may_end_in_spaces(written):
    assert load_tensors(written(raw(b"{}     "))) == {}


DEEP = b"[" * 100_000
BROKEN = [
    (b"", "the file must be at least 8 bytes long, got 0"),
    (b"\0" * 7, "the file must be at least 8 bytes long, got 7"),
    (raw(b"{}", length=3), "the header must fit into the 10 bytes of the file, got a length of 3"),
    (raw(b"{}", length=2**64 - 1), f"the header must be at most {LARGEST_HEADER} bytes long, got a length of "),
    (raw(b"{}", length=LARGEST_HEADER), "the header must fit into the 10 bytes of the file, got a length of 100000000"),
    (raw(b"{}", length=LARGEST_HEADER + 1), f"the header must be at most {LARGEST_HEADER} bytes long"),
    (raw(b""), "the header must begin with {, got ''"),
    (raw(b"[]"), "the header must begin with {, got '['"),
    (raw(b" {}"), "the header must begin with {, got ' '"),
    (raw(b'{"\xff": 0}'), "the header must be UTF-8 text, got the byte 0xff"),
    (raw(b'{"x"'), "the header must be JSON, but it is not from character 4 on"),
    (raw(b"{} {}"), "the header must be JSON, but it is not from character 3 on"),
    (raw(b'{"x":' + DEEP), "the header must not be nested as deeply as it is"),
    (raw(b'{"x": NaN}'), "the header must have finite numbers, got NaN"),
    (raw(b'{"x": 1' + b"0" * 5000 + b"}"), "the header must have integers of at most 64 bits, got '1000"),
    (raw(b'{"x": 0, "x": 0}'), "the header must name 'x' once, got it twice"),
    (raw(b'{"x": {"dtype": "F32", "dtype": "F32"}}'), "the header must name 'dtype' once, got it twice"),
    (raw({"__metadata__": []}), "__metadata__ must be an object, got []"),
    (raw({"__metadata__": {"a": 1}}), "__metadata__ 'a' must be a string, got 1"),
    (raw({"x": 0}), "tensor 'x' must have dtype, shape and data_offsets alone, got 0"),
    (raw({"x": {}}), "tensor 'x' must have dtype, shape and data_offsets alone, got {}"),
    (raw({"x": tensor(more=1)}, b"8" * 8), "tensor 'x' must have dtype, shape and data_offsets alone, got {"),
    (raw({"x": tensor("F8")}, b"8" * 8), "tensor 'x' must have one of the dtypes BOOL, I8, "),
    (raw({"x": tensor(["F32"])}, b"8" * 8), "tensor 'x' must have one of the dtypes BOOL, I8, "),
    (raw({"x": tensor(shape=(-2, -1))}, b"8" * 8), "tensor 'x' must have a shape of at most 8 counts, got [-2, -1]"),
    (raw({"x": tensor(shape=(True, 2))}, b"8" * 8), "tensor 'x' must have a shape of at most 8 counts, got [True, 2]"),
    (raw({"x": tensor(shape=(2.0,))}, b"8" * 8), "tensor 'x' must have a shape of at most 8 counts, got [2.0]"),
    (raw({"x": {**tensor(), "shape": 2}}, b"8" * 8), "tensor 'x' must have a shape of at most 8 counts, got 2"),
    (raw({"x": tensor(shape=[1] * 9)}, b"8" * 4), "tensor 'x' must have a shape of at most 8 counts, got [1, 1, "),
    (raw({"x": tensor(begin=8, end=0)}, b"8" * 8), "tensor 'x' must have data_offsets [begin, end], got [8, 0]"),
    (raw({"x": tensor(begin=-8, end=0)}, b"8" * 8), "tensor 'x' must have data_offsets [begin, end], got [-8, 0]"),
    (raw({"x": tensor(begin=False)}, b"8" * 8), "tensor 'x' must have data_offsets [begin, end], got [False, 8]"),
    (
        raw({"x": {**tensor(), "data_offsets": [8]}}, b"8" * 8),
        "tensor 'x' must have data_offsets [begin, end], got [8]",
    ),
    (raw({"x": tensor(shape=(3,))}, b"8" * 8), "tensor 'x' must have 12 bytes for [3] of F32, got 8"),
    (raw({"x": tensor(shape=(1,))}, b"8" * 8), "tensor 'x' must have 4 bytes for [1] of F32, got 8"),
    (raw({"x": tensor(shape=(10**18, 10**18))}, b"8" * 8), "tensor 'x' must have 4" + "0" * 36 + " bytes for "),
    (raw({"x": tensor()}, b"8" * 7), "the tensors must take up all 7 bytes after the header, got 8"),
    (raw({"x": tensor()}, b"8" * 9), "the tensors must take up all 9 bytes after the header, got 8"),
    (raw({}, b"8"), "the tensors must take up all 1 bytes after the header, got 0"),
    (
        raw({"x": tensor("U8", (10**18,), 0, 10**18)}, b"8"),
        "the tensors must take up all 1 bytes after the header, got 1",
    ),
    (
        raw({"x": tensor(begin=1, end=9)}, b"8" * 9),
        "tensor 'x' must begin at 0, got 1, which leaves bytes before it un",
    ),
    (
        raw({"x": tensor(), "y": tensor(begin=4, end=12)}, b"8" * 12),
        "tensor 'y' must begin at 8, got 4, which overlaps the tensor before it",
    ),
    (raw({"x": tensor(), "y": tensor()}, b"8" * 8), "tensor 'y' must begin at 8, got 0, which overlaps the tensor "),
    (raw({"x": tensor(shape=(10**18, 0), end=0)}), "tensors without entries must be at most 1000000 lists, got 1000"),
    (raw({"\n\x1b[2J": 0}), r"tensor '\n\x1b[2J' must have dtype, "),
]


@pytest.mark.parametrize("content, message", BROKEN, ids=[message[:50] for _, message in BROKEN])
def test_a_broken_file_is_one_line_that_names_it(written, content, message):
    path = written(content)
    with pytest.raises(ValueError) as caught:
        load_tensors(path)
    assert str(caught.value).startswith(f"{path}: {message}")
    assert "\n" not in str(caught.value) and len(str(caught.value)) < len(str(path)) + 160


def test_what_is_no_file_is_told_by_the_system(tmp_path):
    with pytest.raises(FileNotFoundError):
        load_tensors(tmp_path / "missing.safetensors")
    with pytest.raises(IsADirectoryError):
        load_tensors(tmp_path)


def unpacked(content):
    """Read what `encode` wrote by the description of the format alone."""
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + length])
    data = content[8 + length :]
    return header, data


@given(matrices(FINITE), matrices(FINITE))
def test_what_is_written_has_the_bytes_of_the_format(a, b):
    content = encode([("b", "F64", b), ("a", "F64", a)], {"note": "é"})
    header, data = unpacked(content)
    sizes = [8 * len(m) * len(m[0]) for m in (b, a)]
    assert header == {
        "__metadata__": {"note": "é"},
        "b": tensor("F64", (len(b), len(b[0])), 0, sizes[0]),
        "a": tensor("F64", (len(a), len(a[0])), sizes[0], sum(sizes)),
    }
    assert data == b"".join(struct.pack("<d", value) for m in (b, a) for row in m for value in row)
    assert (len(content) - len(data)) % 8 == 0


@pytest.mark.parametrize(
    "value, kind, message",
    [
        (math.nan, ValueError, r"w\[0\]\[1\] must be a finite number, got nan"),
        (-math.inf, ValueError, r"w\[0\]\[1\] must be a finite number, got -inf"),
        ("1", TypeError, r"w\[0\]\[1\] must be a number, got '1'"),
        (2**53 + 1, ValueError, r"w\[0\]\[1\] must be a number that F64 can hold, got 9007199254740993"),
        (10**400, ValueError, r"w\[0\]\[1\] must be a number that F64 can hold, got 10+\.\.\."),
    ],
)
def test_what_cannot_be_written(value, kind, message):
    with pytest.raises(kind, match=f"^{message}$"):
        encode([("w", "F64", [[0.0, value]])], {})


def test_single_precision_rounds_but_does_not_overflow():
    largest = (2 - 2.0**-23) * 2.0**127
    _, data = unpacked(encode([("w", "F32", [[0.1, -0.0, largest]])], {}))
    assert data == bytes.fromhex("cdcccc3d00000080ffff7f7f")
    with pytest.raises(ValueError, match=r"^w\[0\]\[0\] must be a number that F32 can hold, got 1e\+39$"):
        encode([("w", "F32", [[1e39]])], {})


def test_a_number_read_is_the_number_written(tmp_path):
    path = tmp_path / "numbers.safetensors"

    @given(matrices(FINITE))
    def holds(matrix):
        path.write_bytes(encode([("m", "F64", matrix)], {}))
        found = load_tensors(path)["m"]
        assert [[x.hex() for x in row] for row in found] == [[x.hex() for x in row] for row in matrix]

    holds()


@given(st.binary(max_size=200))
def test_any_bytes_are_an_error_or_tensors(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.safetensors"
    path.write_bytes(struct.pack("<Q", len(content)) + b"{" + content)
    try:
        load_tensors(path)
    except ValueError as error:
        assert str(error).startswith(f"{path}: ") and "\n" not in str(error)
