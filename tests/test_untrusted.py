"""Files and names from strangers: no control character reaches a terminal, and no small file takes much memory."""

import csv
import io
import json
import struct
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purenn import CategoricalCrossentropy, Dense, MeanSquaredError, Model, ReLU, Softmax, load_tensors
from purenn.chain import check_chain
from purenn.cli.class_report import class_figures, class_report
from purenn.cli.main import main
from purenn.display import printable
from purenn.formats.csv_line import csv_line
from purenn.formats.strict_json import parse
from purenn.validation.shapes import short_repr

# Escape, bell, NUL, a C1 control (CSI in one byte), a right-to-left override, a line separator, a line feed, a lone
# surrogate, as a file name that is no UTF-8 has it.
EVIL = ["\x1b[2J", "\x07", "\0", "\x9b31m", "\u202e", "\u2028", "\n", "\r", "\udcff"]


def is_harmless(text):
    return all(character.isprintable() or character == "\n" for character in text)


@given(st.text() | st.sampled_from(EVIL), st.integers(5, 60))
def test_what_is_printable_is_one_line_without_control_characters(text, longest):
    shown = printable(text, longest)
    assert shown.isprintable() and len(shown) <= longest
    assert len(printable(text, 10**6)) >= len(text)
    if text.isprintable():
        assert printable(text, 10**6) == text
    if len(shown) < longest:
        assert shown == printable(text, 10**6)


@given(st.text() | st.sampled_from(EVIL))
def test_a_quoted_name_is_one_line_without_control_characters(text):
    assert short_repr(text).isprintable() and len(short_repr(text)) <= 43


def test_long_text_keeps_both_ends():
    assert printable("a" * 150 + "b" * 150) == "a" * 99 + "..." + "b" * 98
    assert printable("a" * 200) == "a" * 200


@pytest.mark.parametrize("length, expected", [(41, 43), (42, 43)])
def test_a_repr_of_43_characters_is_whole(length, expected):
    # The quotes are two of the characters.
    assert short_repr("a" * length) == ("'" + "a" * length + "'" if length == 41 else "'" + "a" * 39 + "...")
    assert len(short_repr("a" * length)) == expected


def test_a_long_repr_is_cut_before_it_is_split():
    assert short_repr(["a", " " * 2000]) == "['a', '..."
    assert short_repr("a" * 10**6) == "'" + "a" * 39 + "..."


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("evil", [text for text in EVIL if text not in ("\0", "\udcff", "\r")])
def test_no_command_prints_a_control_character(folder, capsys, evil):
    name = f"t{evil}.csv"
    rows = [[f"x{evil}1", "y", f"k{evil}1"], *([n, n % 3, f"{'ab'[n % 2]}{evil}c"] for n in range(40))]
    with open(name, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    model = f"m{evil}"
    train = ["train", name, "--label", f"k{evil}1", "--epochs", "1", "--save", model]
    missing = ["evaluate", model, name + "2"]
    for arguments in (train, ["evaluate", model, name], missing, ["train", name, "--label", f"{evil}z"], ["--" + evil]):
        main(arguments)
        out, err = capsys.readouterr()
        assert (out or err) and is_harmless(out) and is_harmless(err), arguments
        assert all(line.startswith(("purenn: ", "epoch ")) for line in err.splitlines()), err
    assert main(["predict", model, name]) == 0
    found = list(csv.reader(io.StringIO(capsys.readouterr().out, newline="")))
    labels = sorted({row[2] for row in rows[1:]})
    assert found[0] == [rows[0][2], *labels] and {row[0] for row in found[1:]} <= set(labels)


def test_a_class_report_shows_no_control_character():
    lines = class_report(class_figures([0, 1], [0, 1], ["\x1b[2J", "a\nb"]), width=60)
    assert all(line.isprintable() for line in lines) and lines[3].startswith(r"\x1b[2J")


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")) | st.floats(allow_nan=False)


@given(st.lists(CELLS, min_size=1))
def test_a_reader_of_csv_gets_every_cell_back(cells):
    line = csv_line(cells)
    assert line.endswith("\n") and not line.endswith("\r\n")
    assert list(csv.reader(io.StringIO(line, newline=""))) == [[str(cell) for cell in cells]]


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "-1+cmd|' /C calc'!A0", "@SUM(1)", "\t=1", "\r=1"])
def test_a_formula_is_text_for_a_spreadsheet(text):
    (cell,) = next(csv.reader(io.StringIO(csv_line([text], spreadsheet_safe=True), newline="")))
    assert cell == "'" + text
    assert next(csv.reader(io.StringIO(csv_line([text]), newline=""))) == [text]


@pytest.mark.parametrize("text", ["-1.5", "+2", "a=1", "'", "x-1"])
def test_numbers_and_other_labels_stay_as_they_are(text):
    assert csv_line([text, -0.5], spreadsheet_safe=True) == f"{text},-0.5\n"


def test_predict_writes_for_a_spreadsheet(folder, capsys):
    Path("t.csv").write_text("x,=k\n" + "".join(f"{n},{'=@'[n % 2]}a\n" for n in range(20)))
    main(["train", "t.csv", "--label", "=k", "--epochs", "1", "--quiet", "--save", "m"])
    capsys.readouterr()
    for option, mark in ((["--spreadsheet-safe"], "'"), ([], "")):
        assert main(["predict", "m", "t.csv", *option]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert lines[0] == f"{mark}=k,{mark}=a,{mark}@a"
        assert all(line.startswith((mark + "=a,", mark + "@a,")) for line in lines[1:])


def raw(header, data=b""):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def tensors(dtype, shape, size):
    return raw({"x": {"dtype": dtype, "shape": shape, "data_offsets": [0, size]}}, b"\x81" * size)


def peak(function, *arguments):
    """The most memory that a call takes, and its one-line error or None."""
    tracemalloc = pytest.importorskip("tracemalloc")  # PyPy has none
    tracemalloc.start()
    try:
        function(*arguments)
        error = None
    except ValueError as caught:
        error = str(caught)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most, error


N = 40_000
HEADERS = ("header of lists", "header of objects", "metadata")
MANY_LISTS = "nested lists for their size"
LARGE = {
    "lists without entries": (tensors("F32", [1_000_000, 1, 1, 1, 1, 1, 1, 0], 0), MANY_LISTS),
    "empty rows": (tensors("F32", [100_000, 0], 0), MANY_LISTS),
    "seven lists a byte": (tensors("U8", [N] + [1] * 7, N), MANY_LISTS),
    "one list a byte": (tensors("U8", [N, 1], N), MANY_LISTS),
    "header of lists": (raw(b'{"x":[' + b",".join([b"[]"] * N) + b"]}"), "lists and objects for its length"),
    "header of objects": (raw(b'{"x":[' + b",".join([b"{}"] * N) + b"]}"), "lists and objects for its length"),
    "metadata": (raw(b'{"__metadata__":{' + b",".join(b'"%x":""' % n for n in range(N)) + b"}}"), None),
    "bytes": (tensors("I8", [N], N), None),
    "pairs": (tensors("I8", [N // 2, 2], N), None),
    "half precision": (tensors("F16", [N // 4, 2], N), None),
    "1 x 1 kernels": (tensors("F32", [10, N // 40, 1, 1], N), None),
    "one neuron": (tensors("F64", [N // 8, 1], N), None),
}


@pytest.mark.parametrize("name", LARGE)
def test_memory_is_bounded_by_the_size_of_the_file(folder, name):
    content, message = LARGE[name]
    Path("file").write_bytes(content)
    most, error = peak(load_tensors, "file")
    assert (error is None) == (message is None) and (message or "") in (error or "")
    # A list of two integers takes 72 + 2 * 28 bytes, its place in another 8, for two bytes; any file may have 10,000.
    assert most < (30 * len(content) if name in HEADERS else 90 * len(content) + 1_000_000)


def test_small_files_may_have_lists_without_entries(folder):
    Path("file").write_bytes(tensors("F32", [9_999, 0], 0))
    assert load_tensors("file")["x"] == [[]] * 9_999
    Path("file").write_bytes(tensors("F32", [10_000, 0], 0))  # and the list of these lists
    with pytest.raises(ValueError, match="must be at most 10000 nested lists for their size, got 10001$"):
        load_tensors("file")


@pytest.mark.parametrize("item", ["[]", "{}", "[0]", '{"":0}', "[[0]]", '"ab"', "1.5", "[0,0]", '{"a":[]}'])
def test_the_memory_of_a_json_document_is_bounded_by_its_length(item):
    text = "[" + ",".join([item] * 20_000) + "]"
    most, error = peak(parse, text, "the file")
    assert most < 40 * len(text) and (error is None or "lists and objects for its length" in error)


@given(st.integers(1, 40), st.booleans())
def test_nesting_is_bounded_before_parsing(levels, objects):
    text = '{"":' * levels + "0" + "}" * levels if objects else "[" * levels + "]" * levels
    if levels <= 32:
        parse(text, "the file")
    else:
        with pytest.raises(ValueError, match=f"^the file must be nested in at most 32 levels, got {levels}$"):
            parse(text, "the file")


@given(st.lists(st.text(st.sampled_from('[]{}"\\\\a'))))
def test_brackets_in_strings_are_no_lists(texts):
    assert parse(json.dumps(texts), "the file") == texts


@pytest.mark.parametrize("levels", [33, 900, 1000, 1500, 10_000])
def test_no_depth_raises_another_error(folder, levels):
    Path("file").write_bytes(raw(b'{"x":' + b"[" * levels + b"]" * levels + b"}"))
    with pytest.raises(ValueError, match="levels, got"):
        load_tensors("file")


@pytest.mark.parametrize("digits", [20, 21])
def test_integers_have_at_most_20_digits(digits):
    text = "1" * digits
    if digits == 20:
        assert parse(text, "the file") == 11111111111111111111
    else:
        with pytest.raises(ValueError, match="must have integers of at most 64 bits"):
            parse(text, "the file")


def model_with(**names):
    model = Model([Dense(2, 2, 0), Softmax()], CategoricalCrossentropy())
    for name, value in names.items():
        setattr(model, name, value)
    return model


NAMES = [
    ({"labels": ["a", "\ud800"]}, r"labels[1] must be valid Unicode, got '\ud800'"),
    ({"columns": ["\udfff", "b"]}, r"columns[0] must be valid Unicode, got '\udfff'"),
    ({"target": "\ud83d"}, r"target must be valid Unicode, got '\ud83d'"),
    ({"labels": ["a", "a"]}, "labels must be different names, got 'a' twice"),
    ({"columns": ["b", "b"]}, "columns must be different names, got 'b' twice"),
    ({"labels": ["", "a"]}, "labels[0] must be a name, got an empty string"),
    ({"target": ""}, "target must be a name, got an empty string"),
]


@pytest.mark.parametrize("names, message", NAMES)
def test_a_name_that_cannot_be_used_is_neither_saved_nor_loaded(folder, names, message):
    with pytest.raises(ValueError) as caught:
        model_with(**names).save("model")
    assert str(caught.value) == message and not Path("model").exists()
    model_with().save("model")
    content = Path("model").read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + length])
    header["__metadata__"].update({name: json.dumps(value) for name, value in names.items()})
    Path("model").write_bytes(raw(header, content[8 + length :]))
    with pytest.raises(ValueError) as caught:
        Model.load("model")
    assert str(caught.value) == "model: " + message


@pytest.mark.parametrize("count", [1, 3])
def test_class_weights_fit_the_outputs_of_a_model_that_is_saved_or_loaded(folder, count):
    message = f"class_weights must have 2 weights, got {count}"
    model = Model([Dense(2, 2, 0), Softmax()], CategoricalCrossentropy(class_weights=[1.0] * count))
    with pytest.raises(ValueError, match=f"^{message}$"):
        model.save("model")
    model.loss = CategoricalCrossentropy(class_weights=[1.0, 1.0])
    model.save("model")
    content = Path("model").read_bytes()
    changed = content.replace(b"[1.0,1.0]", b"[1.0]    " if count == 1 else b"[1,1,1]  ".replace(b"1,1,1", b"1,1,1"))
    Path("model").write_bytes(changed)
    with pytest.raises(ValueError, match=f"^model: {message}$"):
        Model.load("model")


def seconds(function, *arguments):
    start = time.process_time()
    function(*arguments)
    return time.process_time() - start


def test_checking_a_chain_takes_linear_time():
    layers = [ReLU() for _ in range(32_000)]
    # Comparing every pair took 12 seconds; this takes a tenth of a second, and the machine may be busy.
    assert seconds(check_chain, layers) < 3
    Model(layers, MeanSquaredError())
