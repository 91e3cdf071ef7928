"""How a file becomes rows: compression, encodings, delimiters, comments, and the cells that are no numbers."""

import gzip
import os
import re
import subprocess
import sys
from array import array
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purenn import read_table
from purenn.cli.main import main
from purenn.formats.csv_format import TableFormat
from purenn.formats.csv_rows import Rows

ROOT = Path(__file__).parent.parent
TEXT = "x,y,k\n1,2.5,a\n-3,4e0,b\n5,0,a\n7,0,b\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder, in which the test runs."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(capsys, *arguments):
    """Run a command in this process: exit code, standard output, standard error."""
    return (main(list(arguments)), *capsys.readouterr())


def rows_of(examples):
    return [list(row) for row in examples.rows]


def check(path, form=None):
    examples = read_table(path, "k", form=form)
    assert examples.columns == ["x", "y"]
    assert rows_of(examples) == [[1.0, 2.5], [-3.0, 4.0], [5.0, 0.0], [7.0, 0.0]]
    assert examples.labels == ["a", "b"] and examples.y == [0, 1, 0, 1]
    return examples


@pytest.mark.parametrize(
    "content, form",
    [
        (gzip.compress(TEXT.encode()), None),
        (TEXT.encode("utf-16"), None),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), None),
        (gzip.compress(TEXT.encode("utf-16")), None),
        (TEXT.encode("utf-16-le"), TableFormat(encoding="utf-16-le")),
        (("sep=;\r\n" + TEXT.replace(",", ";")).encode(), None),
        (("SEP=\t\n" + TEXT.replace(",", "\t")).encode("utf-8-sig"), None),
        (("# made, by hand; 2024\n#\n\n" + TEXT).encode(), None),
        (TEXT.replace(",", " ").encode(), None),
        (TEXT.replace(",", "   ").replace("\n", "  \n  ").encode(), None),
        (TEXT.replace(",", ":").encode(), TableFormat(delimiter=":")),
        (TEXT.replace(",", ";").replace(".", ",").encode(), TableFormat(decimal=",")),
    ],
    ids="gz UTF-16 UTF-16BE gz+UTF-16 UTF-16-LE sep= sep=tab comments space spaces colon decimal".split(),
)
def test_files_of_every_kind_have_the_same_rows(folder, content, form):
    Path("t").write_bytes(content)
    check("t", form)


def test_a_line_number_counts_comments_and_blank_lines(folder):
    Path("t.csv").write_text("# one\n\nsep=,\n" + TEXT + "9,inf,a\n")
    with pytest.raises(ValueError, match="'inf' in line 9"):
        read_table("t.csv", "k")
    Path("t.csv").write_text("# one\n# two\n" + TEXT)
    assert read_table("t.csv", "k").comments == 2


def test_a_number_sign_after_the_first_row_is_data(folder):
    Path("t.csv").write_text("c,k\n#f00,a\n#0f0,b\n#f00,a\n#0f0,b\n")
    assert [row[0] for row in read_table("t.csv", "k").rows] == ["#f00", "#0f0", "#f00", "#0f0"]


def test_text_with_spaces_is_not_separated_by_them(folder):
    Path("t.csv").write_text("name\nin two words\nthree more words\n")
    assert [cells for _, cells in Rows("t.csv")] == [["name"], ["in two words"], ["three more words"]]
    Path("t.csv").write_text('a b\n"x y"  2\n')
    assert [cells for _, cells in Rows("t.csv")] == [["a", "b"], ["x y", "2"]]


def test_a_table_from_standard_input(folder):
    Path("m.csv").write_text("x,k\n" + "".join(f"{n % 7},{'ab'[n % 2]}\n" for n in range(30)))
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    purenn = [sys.executable, "-m", "purenn"]
    pipes = {"env": environment, "capture_output": True, "timeout": 60}
    content = Path("m.csv").read_bytes()
    options = ["--label", "k", "--epochs", "1", "--quiet", "--save", "m"]
    result = subprocess.run([*purenn, "train", "-", *options], input=gzip.compress(content), **pipes)
    assert result.returncode == 0 and result.stdout.startswith(b'-: 30 rows, 1 feature, label "k" (2 classes)\n')
    from_file = subprocess.run([*purenn, "predict", "m", "m.csv"], **pipes)
    from_input = subprocess.run([*purenn, "predict", "m", "-"], input=content, **pipes)
    assert from_input.stdout == from_file.stdout and from_file.stdout.count(b"\n") == 31


@pytest.mark.parametrize(
    "content, message",
    [
        (gzip.compress(TEXT.encode())[:-6], "t: the file must be undamaged gzip data, but "),
        (b"\x1f\x8b" + b"\0" * 30, "t: the file must be undamaged gzip data, but "),
        (b"PAR1" + b"\0" * 30, "t: the file must be a CSV table, got a Parquet file"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 30, "t: the file must be a CSV table, got an old Excel workbook"),
        (b"SQLite format 3\0" + b"\0" * 30, "t: the file must be a CSV table, got an SQLite database"),
        (gzip.compress(b"PK\3\4" + b"\0" * 30), "t: the file must be a CSV table, got a zip archive, which Excel "),
        (b"x,k\n1,a\n2,\xe9\n", "t line 3: must be UTF-8 text, got the byte 0xe9; --encoding names another encoding, "),
        (b"\xff\xfex\0,", "t: must be utf-16-le text, but truncated data"),
        (b"x,k\n1,\0\n", "t line "),  # a null character: an error in some versions of Python, a label in others
    ],
    ids="cut no-gz parquet xls sqlite gz+zip latin-1 utf-16 null".split(),
)
def test_a_damaged_file_is_one_line(folder, content, message):
    Path("t").write_bytes(content)
    try:
        read_table("t", "k")
    except ValueError as error:
        assert str(error).startswith(message) and "\n" not in str(error) or b"\0\n" in content


def test_another_encoding_can_be_named(folder):
    Path("t.csv").write_bytes("x,k\n1,é\n2,ü\n3,é\n4,ü\n".encode("cp1252"))
    assert read_table("t.csv", "k", form=TableFormat(encoding="cp1252")).labels == ["é", "ü"]


@given(st.binary(max_size=200))
def test_any_bytes_are_rows_or_one_line(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(content)
    for delimiter in (None, " "):
        try:
            assert list(Rows(path, delimiter))
        except ValueError as error:
            assert str(error).startswith(str(path)) and "\n" not in str(error)


@given(st.lists(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=2, max_size=2), min_size=2))
def test_numbers_come_back_bit_for_bit(tmp_path_factory, rows):
    path = tmp_path_factory.getbasetemp() / "numbers.csv"
    path.write_text("a,b,t\n" + "".join(f"{a!r},{b!r},1\n" for a, b in rows))
    examples = read_table(path, target="t")
    assert rows_of(examples) == rows and all(type(row) is array for row in examples.rows)


@pytest.mark.parametrize(
    "cell, decimal, value",
    [
        ("1.5", ".", 1.5),
        ("1,5", ".", None),
        ("1,5", ",", 1.5),
        ("1.500,5", ",", None),
        ("1.5", ",", None),
        ("7", ",", 7.0),
        ("1_000", ".", None),
        ("inf", ".", None),
        ("1e999", ".", None),
        ("-2e-3", ".", -0.002),
    ],
)
def test_what_is_a_number(cell, decimal, value):
    assert TableFormat(decimal=decimal).number(cell) == value


@pytest.mark.parametrize("text", ["", "NA", "NaN", "nan", "?", "null", "NULL", "N/A", "#N/A", "None", "-999", "-999.0"])
def test_a_missing_value_is_none_in_text_and_nan_in_numbers(folder, text):
    Path("t.csv").write_text(f"x,c,k\n1,u,a\n{text},{text},b\n3,v,a\n4,u,b\n")
    rows = read_table("t.csv", "k", form=TableFormat(missing=["-999"])).rows
    assert [row[1] for row in rows if type(row) is list] == ["u", "v", "u"]
    assert rows[1][0] != rows[1][0] and rows[1][1] != rows[1][1]  # no text is left: an array with NaN


@pytest.mark.parametrize(
    "settings",
    [
        *({"decimal": ";"}, {"delimiter": ""}, {"delimiter": '"'}, {"missing": "NA"}),
        *({"header": "yes"}, {"encoding": "klingon"}, {"encoding": "base64"}),
    ],
)
def test_a_format_is_checked(settings):
    with pytest.raises((ValueError, TypeError), match=f"^{next(iter(settings))} must be "):
        TableFormat(**settings)


PROBLEMS = {
    "day": (["2024-01-02", "2024-02-03"], "dates or times, such as '2024-01-02' in line 2"),
    "at": (["12:30", "1:05"], "dates or times, such as '12:30' in line 2"),
    "price": (["$1.50", "$20"], "amounts of money, such as '$1.50' in line 2; write them without the currency"),
    "rate": (["5%", "7.5 %"], "percentages, such as '5%' in line 2; write them without %"),
    "count": (["1,200", "12,300"], "numbers with thousands separators, such as '1,200' in line 2; write them without "),
    "half": (["1,5", "2,25"], "numbers with a decimal comma, such as '1,5' in line 2; --decimal , reads them"),
    "age": (["31", "unknown"], "numbers, but 'unknown' in line 3; --category age takes all as text, --missing unknown"),
    "dose": (["1", "inf"], "a number that is not finite, 'inf' in line 3"),
    "gap": (["", "NA"], "only missing values"),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_each_kind_of_column_that_is_no_feature_is_named_with_what_helps(folder, name):
    cells, message = PROBLEMS[name]
    Path("t.csv").write_text(f"x,{name},k\n" + "".join(f'{n},"{cells[n % 2]}",{"ab"[n % 2]}\n' for n in range(8)))
    with pytest.raises(ValueError) as caught:
        read_table("t.csv", "k")
    expected = f't.csv: features must be numbers, or text of at most 30 different values, got "{name}" ({message}'
    assert str(caught.value).startswith(expected)
    assert read_table("t.csv", "k", ignore=[name]).columns == ["x"]
    if name not in ("gap",):
        assert read_table("t.csv", "k", categories=[name]).rows[0][1] == cells[0]


def test_all_columns_that_are_no_features_are_named_at_once(folder, capsys):
    header = ",".join(["x", "full name", *PROBLEMS, "k"])
    lines = [
        ",".join(["1", f"name {n}", *(f'"{cells[n % 2]}"' for cells, _ in PROBLEMS.values()), "ab"[n % 2]])
        for n in range(40)
    ]
    Path("t.csv").write_text("\n".join([header, *lines]))
    code, out, err = call(capsys, "train", "t.csv", "--label", "k")
    assert (code, out, err.count("\n")) == (1, "", 1)
    for name, (_, message) in PROBLEMS.items():
        assert f'"{name}" ({message}' in err
    assert "\"full name\" (40 different texts, such as 'name 0' in line 2)" in err
    assert err.endswith("; --ignore 'full name' --ignore day --ignore at --ignore dose --ignore gap leaves them out\n")


def test_thirty_texts_are_categories_and_thirty_one_are_not(folder):
    for count in (30, 31):
        Path("t.csv").write_text("c,k\n" + "".join(f"name{n % count},{'ab'[n % 2]}\n" for n in range(70)))
        if count == 30:
            assert len({row[0] for row in read_table("t.csv", "k").rows}) == 30
        else:
            with pytest.raises(ValueError, match="31 different texts"):
                read_table("t.csv", "k")


def test_a_file_without_a_header_may_have_text(folder):
    lines = "".join(f"{20 + n},{'red blue'.split()[n % 2]},{'ab'[n % 2]}\n" for n in range(8))
    Path("t.csv").write_text(lines)
    assert read_table("t.csv", "3").columns == ["1", "2"] and len(read_table("t.csv", "3").rows) == 8
    Path("t.csv").write_text("".join(f"{'red blue'.split()[n % 2]},{'x y'.split()[n % 2]},{n % 2}\n" for n in range(8)))
    assert len(read_table("t.csv", "3").rows) == 8  # the cells of the first line occur again
    Path("t.csv").write_text("age,colour,k\n" + lines)
    assert read_table("t.csv", "3").columns == ["age", "colour"]


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["--delimiter", "::"], "argument --delimiter: it must be one character, or tab, got '::'"),
        (["--encoding", "klingon"], "argument --encoding: it must be an encoding, such as cp1252, got 'klingon'"),
        (["--encoding", "base64"], "argument --encoding: it must be an encoding, such as cp1252, got 'base64'"),
        (["--decimal", ";"], "argument --decimal: invalid choice: ';'"),
    ],
)
def test_options_of_a_table_are_checked(folder, capsys, arguments, message):
    Path("t.csv").write_text(TEXT)
    code, out, err = call(capsys, "train", "t.csv", "--label", "k", *arguments)
    assert (code, out) == (2, "") and err.startswith(f"purenn: {message}")


def test_reading_needs_a_label_or_a_target(folder):
    Path("t.csv").write_text(TEXT)
    for settings in ({}, {"label": "k", "target": "x"}):
        with pytest.raises(TypeError, match="^either label or target must be a column, got "):
            read_table("t.csv", **settings)
    for settings, message in (
        ({"label": 2}, "label must be the name or the number of a column as text, got 2"),
        ({"label": "k", "ignore": "x"}, "ignore must be a list of columns as texts, got 'x'"),
        ({"label": "k", "categories": [1]}, "categories must be a list of columns as texts, got [1]"),
        ({"label": "k", "form": ";"}, "form must be a TableFormat or None, got ';'"),
    ):
        with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
            read_table("t.csv", **settings)
    with pytest.raises(ValueError, match="^t.csv: ignore must not name the column to predict, got 'k'$"):
        read_table("t.csv", "k", ignore=["k"])
    examples = read_table("t.csv", target="x", ignore=["k"])
    assert examples.labels is None and examples.y == [1.0, -3.0, 5.0, 7.0]
