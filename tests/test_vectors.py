"""Test vectors: distances in ulps, files of vectors, and files of results that another program has written."""

import json
import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purenn.formats.safetensors import join
from purenn.vectors import Tensor, Vectors, read, read_results, tensor, write
from purenn.vectors.results import Found, fit
from purenn.vectors.tensors import unflatten
from purenn.vectors.ulps import distance, error_in_units, from_hex, nearest, position, to_decimal, to_hex, ulp
from purenn.vectors.vector_file import decode_json, encode_json, encode_safetensors
from strategies import FINITE

LARGEST = {"F64": 1.7976931348623157e308, "F32": (2 - 2.0**-23) * 2.0**127}
SINGLES = st.floats(width=32, allow_nan=False, allow_infinity=False)
NUMBERS = st.one_of(
    st.tuples(st.just("F64"), FINITE, FINITE, FINITE), st.tuples(st.just("F32"), SINGLES, SINGLES, SINGLES)
)


# (format, a, b, distance), from the definitions of the formats: 52 and 23 bits of fraction.
DISTANCES = [
    ("F64", 1.0, 1.0, 0),
    ("F64", 0.0, -0.0, 0),
    ("F64", 0.0, 5e-324, 1),
    ("F64", -0.0, 5e-324, 1),
    ("F64", -5e-324, 5e-324, 2),
    ("F64", 2.0**-1074 * 3, 2.0**-1074 * 7, 4),
    ("F64", 2.0**-1022, 2.0**-1022 - 2.0**-1074, 1),  # the smallest normal and the largest subnormal number
    ("F64", 1.0, 1 + 2.0**-52, 1),
    ("F64", 1.0, 1 - 2.0**-53, 1),  # below a power of 2 the steps are half as long
    ("F64", 1 - 2.0**-53, 1 + 2.0**-52, 2),
    ("F64", 1.0, 2.0, 2**52),
    ("F64", 0.1 + 0.2, 0.3, 1),
    ("F64", -1.0, 1.0, 2 * 0x3FF0000000000000),
    ("F64", -LARGEST["F64"], LARGEST["F64"], 2 * 0x7FEFFFFFFFFFFFFF),
    ("F32", 1.0, 1 + 2.0**-23, 1),
    ("F32", 4.0, 1.0, 2 * 2**23),
    ("F32", 0.0, 2.0**-149, 1),
    ("F32", -(2.0**-149), 2.0**-148, 3),
    ("F32", 2.0**-126, 2.0**-126 - 2.0**-149, 1),
    ("F32", LARGEST["F32"], 0.0, 0x7F7FFFFF),
]


@pytest.mark.parametrize("format, a, b, steps", DISTANCES)
def test_distances_derived_by_hand(format, a, b, steps):
    assert distance(a, b, format) == distance(b, a, format) == distance(-a, -b, format) == steps


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
@pytest.mark.parametrize("format", ["F64", "F32"])
def test_infinities_and_nan_have_no_distance(format, value):
    with pytest.raises(ValueError, match=rf"^the number must be a finite {format}, got {value}$"):
        distance(1.0, value, format)


def test_a_double_has_no_place_among_single_floats():
    with pytest.raises(ValueError, match=r"^the number must be a finite F32, got 0\.1$"):
        position(0.1, "F32")


@given(NUMBERS)
def test_distance_is_a_metric(numbers):
    format, a, b, c = numbers
    assert distance(a, b, format) == distance(b, a, format)
    assert (distance(a, b, format) == 0) == (a == b)
    assert distance(a, c, format) <= distance(a, b, format) + distance(b, c, format)
    if a <= b <= c:
        assert distance(a, c, format) == distance(a, b, format) + distance(b, c, format)


@given(FINITE, st.integers(0, 40), st.sampled_from((-math.inf, math.inf)))
def test_distance_counts_the_numbers_between_doubles(value, steps, towards):
    reached = value
    for _ in range(steps):
        if abs(math.nextafter(reached, towards)) == math.inf:
            return
        reached = math.nextafter(reached, towards)
    assert distance(value, reached, "F64") == steps


@given(SINGLES, st.floats(0, 1))
def test_no_single_float_lies_between_neighbours(value, fraction):
    bits = struct.unpack("<I", struct.pack("<f", abs(value)))[0]
    if bits == 0x7F7FFFFF:
        return
    above = struct.unpack("<f", struct.pack("<I", bits + 1))[0]
    assert distance(abs(value), above, "F32") == 1 and above - abs(value) == ulp(value, "F32")
    between = abs(value) + fraction * (above - abs(value))
    assert nearest(between, "F32") in (abs(value), above)


@given(FINITE)
def test_ulp_of_doubles_is_that_of_math(value):
    assert ulp(value, "F64") == math.ulp(value)


@given(NUMBERS)
def test_bits_and_decimals_lead_back_to_the_number(numbers):
    format, value, _, _ = numbers
    for found in (from_hex(to_hex(value, format), format), nearest(float(to_decimal(value, format)), format)):
        assert found == value and math.copysign(1, found) == math.copysign(1, value)


NOT_HEXADECIMAL = """
0
3ff000000000000
3ff00000000000000
0x3ff00000000000
+ff0000000000000
3ff_000000000000
3ff000000000000٣
3ff000000000000g
"""


@pytest.mark.parametrize("text", ["", "3ff000000000000 ", *NOT_HEXADECIMAL.split()])
def test_anything_but_all_hexadecimal_digits_is_no_number(text):
    assert from_hex(text, "F64") is None


@given(FINITE, FINITE, st.sampled_from((5e-324, 2.0**-52, 1.0, 2.0**970)))
def test_errors_in_units_are_exact(value, exact, unit):
    found = error_in_units(value, exact, unit)
    n, d = unit.as_integer_ratio()
    (a, b), (c, e) = value.as_integer_ratio(), exact.as_integer_ratio()
    numerator, denominator = abs(a * e - c * b) * d, b * e * n
    expected = numerator / denominator if numerator // denominator < 2**53 else numerator // denominator
    assert found == expected


def test_unflatten_counts_in_row_major_order():
    assert [unflatten(n, (2, 3)) for n in range(6)] == [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]


@st.composite
def some_vectors(draw):
    """Vectors with inputs, results, loops, corners and flags."""
    tensors = {}
    order = []
    for name in draw(st.lists(st.sampled_from(("a", "b/c", "é", '"', "loops", "d e")), unique=True, max_size=4)):
        format = draw(st.sampled_from(("F64", "F32")))
        shape = tuple(draw(st.lists(st.integers(1, 3), max_size=3)))

        def values(entries, shape=shape):
            count = math.prod(shape)
            return tuple(draw(st.lists(entries, min_size=count, max_size=count)))

        numbers = FINITE if format == "F64" else SINGLES
        flags = tuple(draw(st.lists(st.sampled_from(("tie", "saturated", "ü")), max_size=2)))
        tensors[name] = Tensor(format, shape, values(numbers), flags)
        if draw(st.booleans()):
            order.insert(draw(st.integers(0, len(order))), name)
            if draw(st.booleans()):
                tensors["loops/" + name] = Tensor(format, shape, values(numbers))
            if draw(st.booleans()):
                tensors["corners/" + name] = Tensor("BOOL", shape, values(st.sampled_from((0.0, 1.0))))
    return Vectors(tensors, order, draw(st.sampled_from(("", "softmax of é"))))


def as_bits(vectors):
    return (
        vectors.about,
        vectors.order,
        {n: (t.format, t.shape, [v.hex() for v in t.values], t.flags) for n, t in vectors.tensors.items()},
    )


@given(vectors=some_vectors())
def test_files_keep_every_bit(tmp_path_factory, vectors):
    for ending in ("json", "safetensors", "JSON"):
        path = tmp_path_factory.getbasetemp() / f"vectors.{ending}"
        write(path, vectors)
        assert as_bits(read(path)) == as_bits(vectors)
        assert {name: found.shape for name, found in read_results(path).items()} == {
            name: found.shape for name, found in vectors.tensors.items()
        }
    assert encode_json(read(path)) == path.read_bytes() == encode_json(vectors)


def small():
    return Vectors(
        {
            "p": tensor([[0.25, -0.0]], "F64", ["tie"]),
            "w": tensor([0.1, 2.0]),
            "s": tensor(0.5, "F32"),
            "corners/p": tensor([[False, True]], "BOOL"),
        },
        ["p"],
        "softmax",
    )


def test_the_bytes_of_the_json_file():
    assert (
        encode_json(small())
        == b"""\
{"purenn_vectors": 1,
"about": "softmax",
"tensors": {
"p": {"format": "F64", "shape": [1, 2], "flags": ["tie"],
"bits": ["3fd0000000000000","8000000000000000"],
"decimals": [0.25,-0.0]},
"w": {"format": "F64", "shape": [2], "flags": [],
"bits": ["3fb999999999999a","4000000000000000"],
"decimals": [0.1,2.0]},
"s": {"format": "F32", "shape": [], "flags": [],
"bits": ["3f000000"],
"decimals": [0.5]},
"corners/p": {"format": "BOOL", "shape": [1, 2], "flags": [],
"bits": ["00","01"],
"decimals": [0.0,1.0]}},
"order": ["p"]}
"""
    )


def test_the_bytes_of_the_safetensors_file():
    content = encode_safetensors(small())
    (length,) = struct.unpack("<Q", content[:8])
    assert length % 8 == 0
    header = json.loads(content[8 : 8 + length])
    assert header["__metadata__"] == {
        "purenn_vectors": "1",
        "about": "softmax",
        "order": '["p"]',
        "flags": '{"p": ["tie"]}',
    }
    assert header["corners/p"] == {"dtype": "BOOL", "shape": [1, 2], "data_offsets": [36, 38]}
    assert content[8 + length :] == struct.pack("<4df2?", 0.25, -0.0, 0.1, 2.0, 0.5, False, True)


@pytest.mark.parametrize(
    "nested, format, kind, message",
    [
        ([1.0, "2"], "F64", TypeError, r"tensor\[1\] must be a number, got '2'"),
        ([[1.0, math.nan]], "F64", ValueError, r"tensor\[0\]\[1\] must be a finite number, got nan"),
        ([[1.0], [math.inf]], "F32", ValueError, r"tensor\[1\]\[0\] must be a finite number, got inf"),
        (0.1, "F32", ValueError, r"tensor must be a number of F32, got 0\.1"),
        ([2**53 + 1], "F64", ValueError, r"tensor\[0\] must be a number of F64, got 9007199254740993"),
        ([[1.0, 2.0], [3.0]], "F64", ValueError, r"tensor\[1\] must be a list of 2, got \[3\.0\]"),
        ([[1.0], 2.0], "F64", ValueError, r"tensor\[1\] must be a list of 1, got 2\.0"),
        ([], "F64", ValueError, r"tensor must be a list of at least 1, got \[\]"),
        ([[[[[[[[[1.0]]]]]]]]], "F64", ValueError, "tensor must have at most 8 dimensions, got more"),
        ([0.0, 1.0], "BOOL", TypeError, r"tensor\[0\] must be True or False, got 0\.0"),
        ([0.0], "F16", ValueError, "tensor must have the format F64, F32 or BOOL, got 'F16'"),
    ],
)
def test_a_tensor_is_validated(nested, format, kind, message):
    with pytest.raises(kind, match=f"^{message}$"):
        tensor(nested, format)


ONE = tensor([1.0])


@pytest.mark.parametrize(
    "tensors, order, message",
    [
        ({"x": ONE}, ["y"], "order must have names of results, got 'y'"),
        ({"x": ONE}, ["x", "x"], "order must have different names, got 'x' twice"),
        ({"x": ONE, "loops/x": ONE}, ["x", "loops/x"], "order must have names of results, got 'loops/x'"),
        ({"x": ONE, "loops/x": ONE}, [], "loops/x must belong to a result in order, got 'x'"),
        ({"x": ONE, "loops/x": tensor(1.0)}, ["x"], "loops/x must be F64 [1], as its result is, got F64 []"),
        ({"x": ONE, "loops/x": tensor([1.0], "F32")}, ["x"], "loops/x must be F64 [1], as its result is, got F32 [1]"),
        ({"x": ONE, "corners/x": ONE}, ["x"], "corners/x must have the format BOOL, got F64"),
        ({"x": tensor([True], "BOOL")}, [], "x must have the format F64 or F32, got BOOL"),
        ({"\x1b[2J": ONE}, [], r"the name of a tensor must be printable text, got '\x1b[2J'"),
        ({"x": Tensor("F64", (2,), (1.0,))}, [], "x must have at least 1 entry, and as many as its shape [2]"),
        ({"x": Tensor("F64", (1,), (math.inf,))}, [], "x must have finite numbers, got an infinity or NaN"),
    ],
)
def test_vectors_are_validated(tensors, order, message):
    with pytest.raises(ValueError) as caught:
        Vectors(tensors, order)
    assert str(caught.value) == message


def changed(**changes):
    """A JSON file whose only tensor has other keys."""
    entry = {"format": "F64", "shape": [1], "flags": [], "bits": ["3ff0000000000000"], "decimals": [1.0], **changes}
    return {"purenn_vectors": 1, "about": "", "tensors": {"x": entry}, "order": ["x"]}


HOSTILE = [
    (b"", "the file must be valid JSON, got a syntax error at character 0"),
    (b"\xff", "the file must be UTF-8 text, got 0xff"),
    (b"[" * 100_000, "the file must be nested in at most 32 levels, got 100000"),
    (b'{"a": 1, "a": 1}', "the file must have unique keys, got 'a' twice"),
    (b'{"purenn_vectors": NaN}', "the file must have finite numbers, got NaN"),
    ([], "the file must have exactly purenn_vectors, about, tensors and order, got []"),
    ({"x": [1.0]}, "the file must have exactly purenn_vectors, about, tensors and order, got {'x'"),
    ({**changed(), "purenn_vectors": 2}, "purenn_vectors must be 1, got 2"),
    ({**changed(), "purenn_vectors": True}, "purenn_vectors must be 1, got True"),
    ({**changed(), "tensors": []}, "tensors must be an object, got []"),
    ({**changed(), "tensors": {"x": 1}}, "tensor 'x' must have exactly format, shape, flags, bits, decimals, got 1"),
    ({**changed(), "order": "x"}, "order must be a list of text, got 'x'"),
    ({**changed(), "order": [["x"]]}, "order must be printable text, got ['x']"),
    ({**changed(), "about": "\n"}, "about must be printable text, got '\\n'"),
    (changed(more=1), "tensor 'x' must have exactly format, shape, flags, bits, decimals, got {"),
    (changed(format="F16"), "tensor 'x' must have the format F64, F32 or BOOL, got 'F16'"),
    (changed(format=["F64"]), "tensor 'x' must have the format F64, F32 or BOOL, got ['F64']"),
    (changed(format="F32"), "tensor 'x' bits[0] must be 8 hexadecimal digits of F32, got '3ff0000000000000'"),
    (changed(shape=[2]), "tensor 'x' must have 2 bits, got 1"),
    (changed(shape=[10**18] * 8), "tensor 'x' must have 1000000"),
    (changed(shape=[1] * 9), "tensor 'x' must have a shape of at most 8 counts of at least 1, got [1, 1"),
    (changed(shape=[-1]), "tensor 'x' must have a shape of at most 8 counts of at least 1, got [-1]"),
    (changed(shape=[True]), "tensor 'x' must have a shape of at most 8 counts of at least 1, got [True]"),
    (changed(shape=[0], bits=[], decimals=[]), "tensor 'x' must have a shape of at most 8 counts of at least 1, got "),
    (changed(shape=1), "tensor 'x' must have a shape of at most 8 counts of at least 1, got 1"),
    (changed(bits="3"), "tensor 'x' must have 1 bits, got '3'"),
    (changed(bits=[1]), "tensor 'x' bits[0] must be 16 hexadecimal digits of F64, got 1"),
    (changed(bits=["7ff8000000000000"]), "tensor 'x' decimals[0] must be nan, which the bits are, got 1.0"),
    (changed(decimals=[1.5]), "tensor 'x' decimals[0] must be 1.0, which the bits are, got 1.5"),
    (changed(decimals=[True]), "tensor 'x' decimals[0] must be 1.0, which the bits are, got True"),
    (changed(decimals=[]), "tensor 'x' must have 1 decimals, got 0"),
    (changed(flags="tie"), "flags of tensor 'x' must be a list of text, got 'tie'"),
    (changed(flags=["\x1b[2J"]), "flags of tensor 'x' must be printable text, got '\\x1b[2J'"),
    (
        json.dumps(changed(bits=["7ff0000000000000"])).replace("[1.0]", "[1e999]").encode(),
        "x must have finite numbers, got an infinity or NaN",
    ),
]


@pytest.mark.parametrize("content, message", HOSTILE, ids=[message[:60] for _, message in HOSTILE])
def test_a_json_file_that_is_not_one_of_vectors_is_one_line(tmp_path, content, message):
    path = tmp_path / "vectors.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    with pytest.raises(ValueError) as caught:
        read(path)
    assert str(caught.value).startswith(f"{path}: {message}")
    assert "\n" not in str(caught.value) and len(str(caught.value)) < len(str(path)) + 200


METADATA = {"purenn_vectors": "1", "about": "", "order": "[]", "flags": "{}"}


@pytest.mark.parametrize(
    "metadata, dtype, message",
    [
        ({}, "F64", "__metadata__ must have exactly purenn_vectors, about, order and flags, got 'none'"),
        ({**METADATA, "purenn_vectors": "2"}, "F64", "purenn_vectors must be 1, got '2'"),
        ({**METADATA, "order": "["}, "F64", "order must be valid JSON, got a syntax error at character 1"),
        ({**METADATA, "order": '["y"]'}, "F64", "order must have names of results, got 'y'"),
        ({**METADATA, "flags": '{"y": []}'}, "F64", "flags must be an object of names of tensors, got {'y': []}"),
        ({**METADATA, "flags": '{"x": 1}'}, "F64", "flags of tensor 'x' must be a list of text, got 1"),
        ({**METADATA, "flags": "[]"}, "F64", "flags must be an object of names of tensors, got []"),
        (METADATA, "I64", "tensor 'x' must have the dtype F64, F32 or BOOL, got I64"),
        (METADATA, "F64", "x must have finite numbers, got an infinity or NaN"),
    ],
)
def test_a_safetensors_file_that_is_not_one_of_vectors_is_one_line(tmp_path, metadata, dtype, message):
    path = tmp_path / "vectors.safetensors"
    path.write_bytes(join([("x", dtype, [1], struct.pack("<d", math.nan))], metadata))
    with pytest.raises(ValueError) as caught:
        read(path)
    assert str(caught.value) == f"{path}: {message}"


@pytest.mark.parametrize("function", [read, lambda path: write(path, small())])
def test_the_ending_decides_the_format(tmp_path, function):
    with pytest.raises(ValueError, match=r"vectors\.txt: the name of the file must end in \.safetensors or \.json, "):
        function(tmp_path / "vectors.txt")
    assert list(tmp_path.iterdir()) == []


@given(
    st.recursive(st.none() | st.booleans() | FINITE | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x))
)
def test_any_json_is_vectors_or_a_valueerror(content):
    for document in (content, {**changed(), "tensors": {"x": content}}, changed(bits=content), changed(shape=content)):
        try:
            decode_json(document)
        except ValueError as error:
            assert "\n" not in str(error)


def results(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_results(path)


def test_results_in_json_are_decimals_or_bits(tmp_path):
    found = results(tmp_path, "r.json", '{"a": [[1, "3ff0000000000001"], [-0.5, "0xBFE0000000000000"]], "b": 2.5}')
    assert fit(found["a"], tensor([[0.0] * 2] * 2), "a") == (1.0, 1.0000000000000002, -0.5, -0.5)
    assert fit(found["b"], tensor(0.0), "b") == (2.5,)


def test_results_in_csv_are_rows_of_name_and_number(tmp_path):
    found = results(tmp_path, "r.csv", 'a,1\n"b,c",0x3dcccccd\na,0X3ff0000000000001\n')
    assert fit(found["a"], tensor([0.0] * 2), "a") == (1.0, 1.0000000000000002)
    assert fit(found["b,c"], tensor([0.0], "F32"), "b") == (nearest(0.1, "F32"),)


def test_decimals_are_rounded_to_single_precision(tmp_path):
    found = results(tmp_path, "r.json", '{"a": [0.1, 16777217]}')
    assert fit(found["a"], tensor([0.0] * 2, "F32"), "a") == (0.10000000149011612, 16777216.0)


@pytest.mark.parametrize(
    "name, content, message",
    [
        ("r.json", "[1]", "the file must be an object of tensors by name, got [1]"),
        ("r.json", '{"x": [NaN]}', "the file must have finite numbers, got NaN"),
        ("r.json", '{"x": [[1], [1, 2]]}', "'x'[1] must be a list of 1, got [1, 2]"),
        ("r.json", '{"x": []}', "'x' must be a list of at least 1, got []"),
        (
            "r.json",
            '{"purenn_vectors": 1}',
            "the file must have exactly purenn_vectors, about, tensors and order, got ",
        ),
        ("r.csv", "x,1,2\n", " line 1: must have 2 cells, name and number, got 3"),
        ("r.csv", "x,1\nx,one\n", " line 2: must have a number, or 0x and its bits, got 'one'"),
        ("r.csv", "", "the file must have rows of data, got none"),
        ("r.safetensors", "", "the file must be a safetensors file, got an empty"),
        ("r.txt", "", "the name of the file must end in .safetensors or .json or .csv, got '.txt'"),
    ],
)
def test_a_file_that_is_not_one_of_results_is_one_line(tmp_path, name, content, message):
    with pytest.raises(ValueError) as caught:
        results(tmp_path, name, content)
    line = str(caught.value)
    assert line.startswith(str(tmp_path / name)) and message in line and "\n" not in line


@pytest.mark.parametrize(
    "found, message",
    [
        (Found("F32", (2,), [1.0, 2.0]), "x must be F64, got F32"),
        (Found("F64", (1, 2), [1.0, 2.0]), "x must have the shape [2], got [1, 2]"),
        (Found(None, (), [1.0]), "x must have the shape [2], got []"),
        (Found(None, None, [1.0]), "x must have 2 entries, got 1"),
        (Found(None, (2,), [1.0, None]), "x[1] must be a number or 16 hexadecimal digits of F64, got None"),
        (Found(None, (2,), [True, 1.0]), "x[0] must be a number or 16 hexadecimal digits of F64, got True"),
        (Found(None, (2,), [{}, 1.0]), "x[0] must be a number or 16 hexadecimal digits of F64, got {}"),
        (Found(None, (2,), ["3ff", 1.0]), "x[0] must be a number or 16 hexadecimal digits of F64, got '3ff'"),
        (Found(None, (2,), ["7ff8000000000000", 1.0]), "x[0] must be a finite number, got nan"),
        (
            Found("F64", (2,), [-math.inf, math.nan]),
            "x[0] must be a finite number, got -inf, and 1 more such entries",
        ),
    ],
)
def test_a_tensor_that_does_not_fit_is_one_line(found, message):
    with pytest.raises(ValueError) as caught:
        fit(found, tensor([1.0, 2.0]), "x")
    assert str(caught.value) == message


def test_a_decimal_beyond_single_precision_is_no_finite_number():
    with pytest.raises(ValueError, match="^x must be a finite number, got inf$"):
        fit(Found(None, (), [1e39]), tensor(1.0, "F32"), "x")
