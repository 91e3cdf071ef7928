"""IDX files, which MNIST is published in: read as they are, compressed or not, and trained on."""

import gzip
import json
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purenn import Model
from purenn.cli.main import main
from purenn.formats.idx import IdxFile, is_idx
from purenn.formats.idx_examples import read_idx

CODES = {0x08: "B", 0x09: "b", 0x0B: "h", 0x0C: "i", 0x0D: "f", 0x0E: "d"}


def idx(kind, shape, numbers):
    """The bytes of an IDX file, as its description says: big-endian."""
    return struct.pack(f">HBB{len(shape)}I{len(numbers)}{CODES[kind]}", 0, kind, len(shape), *shape, *numbers)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with images of two by three pixels, and a label for each: whether the last pixel is bright."""
    monkeypatch.chdir(tmp_path)
    images = [[n * k % 256 for k in (1, 3, 5, 7, 11)] + [200 if n % 2 else 20] for n in range(60)]
    Path("images").write_bytes(idx(0x08, (60, 2, 3), [pixel for image in images for pixel in image]))
    Path("labels").write_bytes(gzip.compress(idx(0x08, (60,), [n % 2 * 7 for n in range(60)])))
    return tmp_path


def call(capsys, *arguments):
    """Run a command in this process: exit code, standard output, standard error."""
    return (main(list(arguments)), *capsys.readouterr())


@pytest.mark.parametrize("kind", CODES)
@pytest.mark.parametrize("compress", [False, True])
def test_numbers_of_every_type_are_read(tmp_path, kind, compress):
    numbers = [0, 1, 100, 2, 3, 127] if kind in (0x08, 0x09) else [0, -1, 300, 2, -32768, 32767]
    content = idx(kind, (2, 3), numbers)
    (tmp_path / "f").write_bytes(gzip.compress(content) if compress else content)
    assert is_idx(tmp_path / "f")
    assert [list(row) for row in IdxFile(tmp_path / "f")] == [numbers[:3], numbers[3:]]


def test_unsigned_bytes_stay_bytes_so_that_a_number_takes_one(folder):
    examples = read_idx("images", "labels")
    assert type(examples.rows[1]) is bytes and list(examples.rows[1]) == [1, 3, 5, 7, 11, 200]
    assert examples.columns == ["1", "2", "3", "4", "5", "6"]
    assert examples.labels == ["0", "7"] and examples.y[:4] == [0, 1, 0, 1]


@pytest.mark.parametrize(
    "content, message",
    [
        (b"\0\0\x08\x01\0\0", "the file must be a whole IDX file, but it ends in its header"),
        (idx(0x08, (2, 3), [1] * 6)[:-1], "the file must be a whole IDX file, but it ends in row 2 of 2"),
        (gzip.compress(idx(0x08, (2, 3), [1] * 6), mtime=0)[:-9], "the file must be a whole IDX file, but "),
        (idx(0x08, (0, 3), []), "the file must have at least one row, and 1 to 1000000 numbers in each, got the shape"),
        (struct.pack(">HBB3I", 0, 8, 3, 1, 2**31, 2**31), "the file must have at least one row, and 1 to 1000000 "),
        (b"x,y\n", "the file must be an IDX file, got one that begins otherwise"),
        (b"\0\0\x07\x01", "the file must be an IDX file, got one that begins otherwise"),
    ],
)
def test_a_damaged_file_is_one_line(tmp_path, content, message):
    (tmp_path / "f").write_bytes(content)
    with pytest.raises(ValueError) as caught:
        list(IdxFile(tmp_path / "f"))
    assert str(caught.value).startswith(f"{tmp_path / 'f'}: {message}")


@given(st.binary(max_size=40).map(lambda tail: b"\0\0" + tail) | st.binary(max_size=40))
def test_any_bytes_are_rows_or_one_line(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.idx"
    path.write_bytes(content)
    try:
        list(IdxFile(path))
    except ValueError as error:
        assert str(error).startswith(str(path)) and "\n" not in str(error)


def test_a_model_is_trained_on_idx_files_and_predicts_them(folder, capsys):
    options = ["--epochs", "60", "--learning-rate", "0.03", "--save", "m", "--json", "--quiet"]
    code, out, err = call(capsys, "train", "images", "--idx-labels", "labels", *options)
    assert (code, err) == (0, "") and json.loads(out)["test"]["accuracy"] > 0.9
    model = Model.load("m")
    assert (model.target, model.labels, len(model.columns)) == ("label", ["0", "7"], 6)
    code, out, err = call(capsys, "predict", "m", "images", "--quiet")
    assert (code, err) == (0, "") and out.count("\n") == 61
    code, out, err = call(capsys, "evaluate", "m", "images", "--idx-labels", "labels", "--json", "--quiet")
    assert (code, err) == (0, "") and json.loads(out)["rows"] == 60
    Path("rows.csv").write_text(",".join("123456") + "\n" + "\n".join(",".join(["9"] * 6) for _ in range(3)))
    assert call(capsys, "predict", "m", "rows.csv", "--header")[1].count("\n") == 4  # a table of the same columns


@pytest.mark.parametrize(
    "arguments, code, message",
    [
        (["train", "images", "--idx-labels", "images"], 1, "images: the file must have 60 labels, one for each row"),
        (["train", "images", "--idx-labels", "none"], 1, "none: No such file or directory"),
        (["train", "images", "--label", "x"], 1, "images line "),
        (["train", "images", "--label", "x", "--idx-labels", "labels"], 2, "a TABLE needs one of --label COLUMN, "),
        (["train", "images", "--idx-labels", "labels", "--save", "labels"], 2, "--save must be another file than "),
        (["evaluate", "m", "images"], 1, "images: the labels must be given too, by --idx-labels FILE"),
        (["predict", "m", "labels"], 1, "labels: the file must have 6 numbers in a row, got 1"),
    ],
)
def test_mistakes_are_one_line(folder, capsys, arguments, code, message):
    assert main(["train", "images", "--idx-labels", "labels", "--epochs", "1", "--save", "m", "--quiet"]) == 0
    capsys.readouterr()
    result = call(capsys, *arguments)
    assert result[:2] == (code, "") and result[2].startswith(f"purenn: {message}") and result[2].count("\n") == 1
