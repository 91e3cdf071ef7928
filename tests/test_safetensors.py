"""The safetensors format byte by byte: reading the files of other libraries, rejecting invalid files, writing."""

import json
import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purenn import load_tensors
from purenn.formats.safetensors import encode, read
from purenn.formats.safetensors_header import MAX_HEADER_BYTES
from strategies import FINITE, matrices


def raw(header, data=b"", length=None):
    """The bytes of a file, with the length of the header or another one in front."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + data


def entry(dtype="F32", shape=(2,), begin=0, end=8, **more):
    return {"dtype": dtype, "shape": list(shape), "data_offsets": [begin, end], **more}


@pytest.fixture
def written(tmp_path):
    """A function that writes bytes to a file and returns its path."""
    path = tmp_path / "tensors.safetensors"

    def write(content):
        path.write_bytes(content)
        return path

    return write


# Little-endian bytes and their value, derived from the definitions of the formats: sign, exponent, fraction.
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
def test_every_dtype_is_decoded(written, dtype, bits, value):
    data = bytes.fromhex(bits)
    found = load_tensors(written(raw({"x": entry(dtype, (), 0, len(data))}, data)))["x"]
    assert (found, type(found), math.copysign(1, found)) == (value, type(value), math.copysign(1, value))


def test_nan_is_read(written):
    found = load_tensors(written(raw({"x": entry("F32", (1,), 0, 4)}, struct.pack("<f", math.nan))))
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
def test_tensors_are_in_row_major_order(written, shape, expected):
    count = math.prod(shape)
    assert load_tensors(written(raw({"x": entry("U8", shape, 0, count)}, bytes(range(count))))) == {"x": expected}


def test_tensors_are_returned_in_the_order_of_the_header(written):
    header = {"b": entry("U8", (1,), 1, 2), "a": entry("U8", (1,), 0, 1), "__metadata__": {"format": "pt"}}
    assert list(load_tensors(written(raw(header, b"\1\2"))).items()) == [("b", [2]), ("a", [1])]


def test_metadata_may_be_null_as_in_the_reference_implementation(written):
    content = raw({"__metadata__": None, "x": entry("U8", (1,), 0, 1)}, b"\1")
    assert load_tensors(written(content)) == {"x": [1]}
    assert read(written(content))[1] == {}


def test_the_header_may_be_padded_with_spaces(written):
    assert load_tensors(written(raw(b"{}     "))) == {}


DEEP = b"[" * 100_000
INVALID = [
    (b"", "the file must be a safetensors file, got an empty file"),
    (b"\0" * 7, r"the file must be a safetensors file, got one that begins with b'\x00\x00\x00\x00\x00\x00\x00'"),
    (b"5.1,3.5,1.4,0.2,setosa\n", "the file must be a safetensors file, got one that begins with b'5.1,3.5,1'"),
    (raw(b"{}", length=3), "the header must fit into the 10 bytes of the file, got a length of 3"),
    (raw(b"{}", length=2**64 - 1), "the file must be a safetensors file, whose header is at most 100000000 bytes"),
    (
        raw(b"{}", length=MAX_HEADER_BYTES),
        "the header must fit into the 10 bytes of the file, got a length of 100000000",
    ),
    (raw(b"{}", length=MAX_HEADER_BYTES + 1), "the file must be a safetensors file, whose header is at most 1000000"),
    (raw(b""), r"the file must be a safetensors file, got one that begins with b'\x00\x00\x00\x00\x00\x00\x00\x00'"),
    (raw(b"[]"), r"the file must be a safetensors file, got one that begins with b'\x02\x00\x00\x00\x00\x00\x00\x00['"),
    (
        raw(b" {}"),
        r"the file must be a safetensors file, got one that begins with b'\x03\x00\x00\x00\x00\x00\x00\x00 '",
    ),
    (raw(b'{"\xff": 0}'), "the header must be UTF-8 text, got other bytes"),
    (raw(b'{"x"'), "the header must be valid JSON, got a syntax error at character 4"),
    (raw(b"{} {}"), "the header must be valid JSON, got a syntax error at character 3"),
    (raw(b'{"x":' + DEEP), "the header must be nested in at most 32 levels, got 100001"),
    (raw(b'{"x": NaN}'), "the header must have finite numbers, got NaN"),
    (raw(b'{"x": 1' + b"0" * 5000 + b"}"), "the header must have integers of at most 64 bits, got '1000"),
    (raw(b'{"x": 0, "x": 0}'), "the header must have unique keys, got 'x' twice"),
    (raw(b'{"x": {"dtype": "F32", "dtype": "F32"}}'), "the header must have unique keys, got 'dtype' twice"),
    (raw({"__metadata__": []}), "__metadata__ must be an object, got []"),
    (raw({"__metadata__": {"a": 1}}), "__metadata__ 'a' must be a string, got 1"),
    (raw({"x": 0}), "tensor 'x' must have exactly dtype, shape and data_offsets, got 0"),
    (raw({"x": {}}), "tensor 'x' must have exactly dtype, shape and data_offsets, got {}"),
    (raw({"x": entry(more=1)}, b"8" * 8), "tensor 'x' must have exactly dtype, shape and data_offsets, got {"),
    (raw({"x": entry("F8")}, b"8" * 8), "tensor 'x' must have one of the dtypes BOOL, I8, "),
    (
        raw({"x": entry("F8_E4M3")}, b"8" * 8),
        "tensor 'x' is of the dtype F8_E4M3, which purenn does not read; it reads BOOL, I8, U8, I16, U16, F16, BF16, ",
    ),
    (raw({"x": entry("C64", (1,))}, b"8" * 8), "tensor 'x' is of the dtype C64, which purenn does not read; it reads "),
    (raw({"x": entry("F4", (16,))}, b"8" * 8), "tensor 'x' is of the dtype F4, which purenn does not read; it reads "),
    (raw({"x": entry(["F32"])}, b"8" * 8), "tensor 'x' must have one of the dtypes BOOL, I8, "),
    (raw({"x": entry(shape=(-2, -1))}, b"8" * 8), "tensor 'x' must have a shape of at most 8 counts, got [-2, -1]"),
    (raw({"x": entry(shape=(True, 2))}, b"8" * 8), "tensor 'x' must have a shape of at most 8 counts, got [True, 2]"),
    (raw({"x": entry(shape=(2.0,))}, b"8" * 8), "tensor 'x' must have a shape of at most 8 counts, got [2.0]"),
    (raw({"x": {**entry(), "shape": 2}}, b"8" * 8), "tensor 'x' must have a shape of at most 8 counts, got 2"),
    (raw({"x": entry(shape=[1] * 9)}, b"8" * 4), "tensor 'x' must have a shape of at most 8 counts, got [1, 1, "),
    (raw({"x": entry(begin=8, end=0)}, b"8" * 8), "tensor 'x' must have data_offsets [begin, end], got [8, 0]"),
    (raw({"x": entry(begin=-8, end=0)}, b"8" * 8), "tensor 'x' must have data_offsets [begin, end], got [-8, 0]"),
    (raw({"x": entry(begin=False)}, b"8" * 8), "tensor 'x' must have data_offsets [begin, end], got [False, 8]"),
    (
        raw({"x": {**entry(), "data_offsets": [8]}}, b"8" * 8),
        "tensor 'x' must have data_offsets [begin, end], got [8]",
    ),
    (raw({"x": entry(shape=(3,))}, b"8" * 8), "tensor 'x' must have 12 bytes for [3] of F32, got 8"),
    (raw({"x": entry(shape=(1,))}, b"8" * 8), "tensor 'x' must have 4 bytes for [1] of F32, got 8"),
    (raw({"x": entry(shape=(10**18, 10**18))}, b"8" * 8), "tensor 'x' must have 4" + "0" * 36 + " bytes for "),
    (raw({"x": entry()}, b"8" * 7), "the tensors must take up all 7 bytes after the header, got 8"),
    (raw({"x": entry()}, b"8" * 9), "the tensors must take up all 9 bytes after the header, got 8"),
    (raw({}, b"8"), "the tensors must take up all 1 bytes after the header, got 0"),
    (
        raw({"x": entry("U8", (10**18,), 0, 10**18)}, b"8"),
        "the tensors must take up all 1 bytes after the header, got 1",
    ),
    (
        raw({"x": entry(begin=1, end=9)}, b"8" * 9),
        "tensor 'x' must begin at 0, got 1, which leaves bytes before it un",
    ),
    (
        raw({"x": entry(), "y": entry(begin=4, end=12)}, b"8" * 12),
        "tensor 'y' must begin at 8, got 4, which overlaps the tensor before it",
    ),
    (raw({"x": entry(), "y": entry()}, b"8" * 8), "tensor 'y' must begin at 8, got 0, which overlaps the tensor "),
    (
        raw({"x": entry(shape=(10**18, 0), end=0)}),
        "the tensors must be at most 10000 nested lists for their size, got 1000",
    ),
    (raw({"\n\x1b[2J": 0}), r"tensor '\n\x1b[2J' must have exactly "),
]


@pytest.mark.parametrize("content, message", INVALID, ids=[message[:50] for _, message in INVALID])
def test_an_invalid_file_raises_one_line_that_names_it(written, content, message):
    path = written(content)
    with pytest.raises(ValueError) as caught:
        load_tensors(path)
    assert str(caught.value).startswith(f"{path}: {message}")
    assert "\n" not in str(caught.value) and len(str(caught.value)) < len(str(path)) + 160


def test_a_path_that_is_not_a_file_raises_oserror(tmp_path):
    with pytest.raises(FileNotFoundError):
        load_tensors(tmp_path / "missing.safetensors")
    with pytest.raises(IsADirectoryError):
        load_tensors(tmp_path)


def split(content):
    """Split the content of a file into its parsed header and its data, independently of the reader under test."""
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + length])
    data = content[8 + length :]
    return header, data


@given(matrices(FINITE), matrices(FINITE))
def test_encode_writes_the_format(a, b):
    content = encode([("b", "F64", b), ("a", "F64", a)], {"note": "é"})
    header, data = split(content)
    sizes = [8 * len(m) * len(m[0]) for m in (b, a)]
    assert header == {
        "__metadata__": {"note": "é"},
        "b": entry("F64", (len(b), len(b[0])), 0, sizes[0]),
        "a": entry("F64", (len(a), len(a[0])), sizes[0], sum(sizes)),
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
def test_encode_rejects_numbers_that_the_dtype_cannot_hold(value, kind, message):
    with pytest.raises(kind, match=f"^{message}$"):
        encode([("w", "F64", [[0.0, value]])], {})


def test_f32_rounds_but_does_not_overflow():
    largest = (2 - 2.0**-23) * 2.0**127
    _, data = split(encode([("w", "F32", [[0.1, -0.0, largest]])], {}))
    assert data == bytes.fromhex("cdcccc3d00000080ffff7f7f")
    with pytest.raises(ValueError, match=r"^w\[0\]\[0\] must be a number that F32 can hold, got 1e\+39$"):
        encode([("w", "F32", [[1e39]])], {})


def test_f64_round_trip_is_bit_exact(tmp_path):
    path = tmp_path / "numbers.safetensors"

    @given(matrices(FINITE))
    def holds(matrix):
        path.write_bytes(encode([("m", "F64", matrix)], {}))
        found = load_tensors(path)["m"]
        assert [[x.hex() for x in row] for row in found] == [[x.hex() for x in row] for row in matrix]

    holds()


@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_tensors_or_a_one_line_error(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.safetensors"
    path.write_bytes(struct.pack("<Q", len(content)) + b"{" + content)
    try:
        load_tensors(path)
    except ValueError as error:
        assert str(error).startswith(f"{path}: ") and "\n" not in str(error)
