"""CSV tables: how they are read, errors in them, and the commands that train on them, predict and evaluate."""

import csv
import io
import json
import math
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from purenn import CategoricalCrossentropy, Dense, MeanSquaredError, Model, ReLU, Sigmoid, Softmax, read_table
from purenn.cli.main import main
from purenn.formats.csv_format import TableFormat
from purenn.formats.csv_headers import table_like, training_table
from purenn.formats.csv_rows import Rows
from purenn.losses.binary import BinaryCrossentropy
from purenn.training import Training

ROOT = Path(__file__).parent.parent


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder, in which the test runs, so that errors name files as a person does."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(capsys, *arguments):
    """Run a command in this process: exit code, standard output, standard error."""
    return (main(list(arguments)), *capsys.readouterr())


def write(name, text, encoding="utf-8"):
    with open(name, "w", encoding=encoding, newline="") as file:
        file.write(text)


def numbers(table, columns):
    """The rows of a table, as lists."""
    return [list(row) for _, row, _ in table.rows(columns)]


def read(path, **settings):
    """The cells of a file, without its columns' names."""
    return [[cell.strip() for cell in cells] for _, cells in Rows(path, **settings)]


HEADED = "width,height,kind\n1,2.5,a\n-3,4e0,b\n"


@pytest.mark.parametrize(
    "text, encoding",
    [
        (HEADED, "utf-8"),
        (HEADED, "utf-8-sig"),
        (HEADED.replace("\n", "\r\n"), "utf-8"),
        (HEADED.replace("\n", "\r"), "utf-8"),
        (HEADED.replace(",", ";"), "utf-8"),
        (HEADED.replace(",", "\t"), "utf-8-sig"),
        (HEADED.replace(",", "|"), "utf-8"),
        (HEADED.replace(",", " , "), "utf-8"),
        (HEADED.rstrip("\n"), "utf-8"),
        ("\n" + HEADED.replace("\n", "\n\n"), "utf-8"),
        ('"width","height","kind"\n"1","2.5","a"\n"-3","4e0","b"\n', "utf-8"),
    ],
    ids=["plain", "BOM", "CRLF", "CR", "semicolon", "tab and BOM", "bar", "spaces", "no end", "blank lines", "quotes"],
)
def test_every_dialect_says_the_same(folder, text, encoding):
    write("t.csv", text, encoding)
    table = training_table("t.csv", "kind")
    assert table.columns == ["width", "height", "kind"]
    rows = [(list(row), text) for _, row, text in table.rows(["height", "width"], "kind")]
    assert rows == [([2.5, 1.0], "a"), ([4.0, -3.0], "b")]


def test_a_delimiter_within_quotes_parts_nothing(folder):
    write("t.csv", '"x, y, z";kind\n1;a\n2;b\n')
    assert training_table("t.csv", "kind").columns == ["x, y, z", "kind"]


@given(st.lists(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0")), min_size=2, max_size=4))
@settings(max_examples=50)
def test_what_csv_has_quoted_is_read_as_it_was(tmp_path_factory, cells):
    path = tmp_path_factory.getbasetemp() / "quoted.csv"
    cells = [cell.strip() or "x" for cell in cells]
    buffer = io.StringIO(newline="")
    csv.writer(buffer, quoting=csv.QUOTE_ALL).writerows([cells, cells])
    path.write_bytes(buffer.getvalue().encode())
    assert read(path) == [cells, cells]


@pytest.mark.parametrize(
    "text, named, columns, rows",
    [
        ("1,2,a\n3,4,b\n", ["3"], ["1", "2", "3"], 2),
        ("4,6,5\n1,2,3\n", ["3"], ["1", "2", "3"], 2),
        ("1,14.23,1.71\n1,13.2,1.78\n2,12.1,2.1\n", ["1"], ["1", "2", "3"], 3),  # 14.23 is no name
        ("0,0,5,3\n0,1,4,0\n", ["3"], ["1", "2", "3", "4"], 2),  # names differ, so these are none
        ("w,h,k\n3,4,b\n", ["3"], ["w", "h", "k"], 1),
        ("w,h,3\n3,4,b\n", ["3"], ["w", "h", "3"], 1),
        ("w,3,k\n3,b,4\n", ["3"], ["w", "3", "k"], 1),
        ("1990,1991,k\n3,4,b\n", ["k"], ["1990", "1991", "k"], 1),
        (",w,k\n0,4,b\n", ["k", "1"], ["1", "w", "k"], 1),
        ("a,1\nb,2\n", ["1"], ["1", "2"], 2),  # a column "a" would have to be numbers
        ("0,1,2\n5,6,x\n7,8,y\n", ["2"], ["0", "1", "2"], 2),  # column 3 would have to be numbers
        ("9,2,a\n9,4,b\n", ["3", "1"], ["1", "2", "3"], 2),
    ],
)
def test_the_first_row_is_a_header_or_not(folder, text, named, columns, rows):
    write("t.csv", text)
    table = training_table("t.csv", named[0], named[1:])
    assert (table.columns, len(list(table.rows([])))) == (columns, rows)


PANDAS = "0,1,2,3,4\n" + "".join(f"{n % 4},{n % 7},{n % 5},{n % 11},{n % 3}\n" for n in range(30))
YEARS = "country,1990,1991\n" + "".join(f"{'ABC'[n % 3]},{n},{n * n}\n" for n in range(12))


@pytest.mark.parametrize(
    "text, arguments",
    [
        (PANDAS, ["--label", "4"]),  # by name the fifth column, by number the fourth
        (PANDAS, ["--label", "5"]),
        (PANDAS, ["--target", "5"]),
        (PANDAS, ["--label", "4", "--ignore", "1"]),
        (PANDAS.replace("0,1,2,3,4", "id,1,2,3,4"), ["--label", "5", "--ignore", "1"]),
        (PANDAS.replace("0,1,2,3,4", "5,2,9,3,4"), ["--label", "5"]),
        (YEARS, ["--label", "1"]),  # "country" is no other row's label
        ("1,2,3\n4,5,6\n7,8,9\n", ["--target", "3"]),
    ],
)
def test_a_first_row_that_could_be_either_is_refused(folder, capsys, text, arguments):
    write("t.csv", text)
    code, out, err = call(capsys, "train", "t.csv", *arguments)
    found = ", ".join(repr(cell) for cell in text.split("\n")[0].split(","))
    expected = "must be either a header or a row of data"
    remedy = "could be both; give --header or --no-header"
    assert (code, out, err) == (1, "", f"purenn: t.csv line 1: {expected}, but {found} {remedy}\n")
    for option in ("--header", "--no-header"):
        if (option, text) != ("--no-header", YEARS) and "id" not in text:
            assert call(capsys, "train", "t.csv", *arguments, option, "--epochs", "1", "--quiet")[0] == 0


def test_a_name_wins_over_a_number(folder, capsys):
    write("t.csv", PANDAS)
    options = ["--quiet", "--epochs", "1", "--save", "m"]
    code, out, _ = call(capsys, "train", "t.csv", "--label", "4", "--header", *options)
    assert code == 0 and out.startswith("t.csv: 30 rows, 4 features, label \"4\" (3 classes)\nFeatures: '0', '1', ")
    model = Model.load("m")
    assert (model.columns, model.target, model.labels) == (["0", "1", "2", "3"], "4", ["0", "1", "2"])
    code, out, _ = call(capsys, "train", "t.csv", "--label", "4", "--no-header", *options)
    assert code == 0 and out.startswith('t.csv: 31 rows, 4 features, label "4" (11 classes)\n')
    assert Model.load("m").columns == ["1", "2", "3", "5"]
    code, out, _ = call(capsys, "train", "t.csv", "--label", "0", *options)  # only a name
    assert code == 0 and out.startswith('t.csv: 30 rows, 4 features, label "0" (4 classes)\n')


DIGITS = st.integers(0, 12).map(str)


@given(st.lists(DIGITS, min_size=2, max_size=6, unique=True), st.data())
@settings(max_examples=200)
def test_names_against_numbers_in_a_header_of_digits(tmp_path_factory, header, data):
    path = tmp_path_factory.getbasetemp() / "digits.csv"
    rows = data.draw(st.lists(st.lists(DIGITS, min_size=len(header), max_size=len(header)), min_size=1, max_size=9))
    path.write_text("\n".join(",".join(row) for row in [header, *rows]))
    name = data.draw(st.sampled_from(header))
    numeric = data.draw(st.booleans())
    with_header = training_table(path, name, form=TableFormat(header=True))
    assert with_header.columns == header and with_header.name(name) == name
    assert numbers(with_header, header) == [[float(cell) for cell in row] for row in rows]
    if name in [str(n + 1) for n in range(len(header))]:
        # Both readings are possible, so that nothing may be guessed.
        with pytest.raises(ValueError, match="; give --header or --no-header$"):
            training_table(path, name, numeric_target=numeric)
        without = training_table(path, name, form=TableFormat(header=False))
        assert without.index(without.name(name)) == int(name) - 1
        assert len(list(without.rows([]))) == len(rows) + 1
    else:
        assert training_table(path, name, numeric_target=numeric).columns == header
        with pytest.raises(ValueError, match=f"must have a column '{name}', got '1', "):
            training_table(path, name, form=TableFormat(header=False))


MISTAKES = [
    ("", "t.csv: the file must have rows of data, got none"),
    ("\n \n", "t.csv: the file must have rows of data, got none"),
    ("x,kind\n", "t.csv: the file must have rows of data, got only a header"),
    ("x,kind\n1,a\n", "t.csv: the file must have at least 2 rows of data, got 1"),
    ("x,kind\n1,a\n2,a\n", "t.csv, column \"kind\": must have at least 2 labels, got only 'a'"),
    ("kind\na\nb\n", "t.csv: the file must have a column besides 'kind'"),
    ("x,y\n1,2\n", "t.csv: the file must have a column 'kind', got 'x', 'y'"),
    ("1,a\n2,b\n", "t.csv: the file must have a column 'kind', got '1', 'a'"),
    ("x,x,kind\n1,2,a\n", "t.csv line 1: column names must differ, got 'x' twice"),
    ("x,kind\n1,a\n2\n", "t.csv line 3: must have 2 cells, as line 1 has, got 1"),
    ("x,kind\n1,a\n\n2,b,\n", "t.csv line 4: must have 2 cells, as line 1 has, got 3"),
    ("x,kind\n1,a\n2,\n", 't.csv line 3, column "kind": must be a label, got an empty cell'),
    ('x,kind\n1,a\n2,"b\n3,c\n', "t.csv line 3: must be a row of CSV, but unexpected end of data"),
    ('x,kind\n1,a\n2,"b"b\n3,c\n', "t.csv line 3: must be a row of CSV, but ',' expected after '\"'"),
    ('x\tkind\n1\ta\n2\t"b"b\n', "t.csv line 3: must be a row of CSV, but '\\t' expected after '\"'"),
]


@pytest.mark.parametrize("text, message", MISTAKES, ids=[message for _, message in MISTAKES])
def test_a_mistake_in_a_table_is_one_line_with_its_place(folder, capsys, text, message):
    write("t.csv", text)
    result = call(capsys, "train", "t.csv", "--label", "kind", "--save", "m.safetensors")
    assert result == (1, "", f"purenn: {message}\n")
    assert os.listdir() == ["t.csv"]


UNNAMED = "must have a name to be a feature, got"


@pytest.mark.parametrize(
    "header, found, name",
    [
        (",x,k", "an empty cell", "1"),
        ('"",x,k', "an empty cell", "1"),
        ("Unnamed: 0,x,k", "'Unnamed: 0'", "Unnamed: 0"),
        (",1,k", "an empty cell", "column 1"),
    ],
)
def test_an_unnamed_column_is_no_feature(folder, capsys, header, found, name):
    write("t.csv", header + "\n" + "".join(f"{n},{n % 7},{'ab'[n % 2]}\n" for n in range(30)))
    options = ["--label", "k", "--epochs", "1", "--quiet"]
    message = f'purenn: t.csv line 1, column 1: {UNNAMED} {found}; --ignore "{name}" leaves it out\n'
    assert call(capsys, "train", "t.csv", *options) == (1, "", message)
    code, out, err = call(capsys, "train", "t.csv", *options, "--ignore", name, "--save", "m")
    assert (code, err) == (0, "") and f"30 rows, 1 feature, label \"k\" (2 classes)\nFeatures: '{header[-3]}'\n" in out
    assert call(capsys, "predict", "m", "t.csv")[0] == 0


def test_an_unnamed_column_may_be_the_target(folder, capsys):
    write("t.csv", "x,\n" + "".join(f"{n},{'ab'[n % 2]}\n" for n in range(10)))
    code, out, _ = call(capsys, "train", "t.csv", "--label", "2", "--epochs", "1", "--quiet")
    assert code == 0 and 'label "2" (2 classes)' in out


def test_the_features_are_named_and_cut_when_there_are_many(folder, capsys):
    names = [f"x{n}" for n in range(9)]
    write("t.csv", ",".join([*names, "k"]) + "\n" + "".join("1," * 9 + f"{n % 2}\n" for n in range(9)))
    out = call(capsys, "train", "t.csv", "--label", "k", "--epochs", "1", "--quiet")[1]
    assert out.split("\n")[1] == "Features: 'x0', 'x1', 'x2', 'x3', 'x4' and 4 more"


def test_a_column_that_counts_the_rows_is_named(folder, capsys):
    write("t.csv", "Id,x,k\n" + "".join(f"{n + 1},{n % 7},{'ab'[n % 2]}\n" for n in range(30)))
    options = ["--label", "k", "--epochs", "1", "--quiet"]
    warning = "purenn: warning: column 'Id' counts the rows; --ignore \"Id\" leaves it out\n"
    assert call(capsys, "train", "t.csv", *options)[::2] == (0, warning)
    assert call(capsys, "train", "t.csv", *options, "--ignore", "Id")[::2] == (0, "")


@pytest.mark.parametrize("text", ["NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", "None", "<NA>", "#N/A", "?"])
def test_a_missing_label_is_refused(folder, capsys, text):
    write("t.csv", f"x,k\n1,a\n2,{text}\n3,b\n4,b\n")
    message = f"must be a label, got '{text}', which stands for a missing value\n"
    options = ["--label", "k", "--epochs", "1", "--quiet"]
    assert call(capsys, "train", "t.csv", *options) == (1, "", f'purenn: t.csv line 3, column "k": {message}')
    write("t.csv", "x,k\n1,Na\n2,none\n3,Na\n4,none\n")  # sodium, and none of the symptoms
    assert call(capsys, "train", "t.csv", *options)[::2] == (0, "")


@pytest.mark.parametrize(
    "labels, groups",
    [
        (["1", "1.0", "2"], "'1', '1.0'"),
        (["yes", "Yes", "no"], "'Yes', 'yes'"),
        (["a b", "a  b", "A B"], "'A B', 'a  b', 'a b'"),
        (["\u00e9", "e\u0301"], r"'e\u0301', '\xe9'"),
        (["\u00e9", "\u00c9"], "'\u00c9', '\u00e9'"),
        (["1", "01", "x", "X"], "'01', '1'; 'X', 'x'"),
        (["True", "TRUE", "0", "-0"], "'-0', '0'; 'TRUE', 'True'"),
        (["1", "2", "10"], ""),
        (["a", "b", "ab"], ""),
    ],
)
def test_labels_that_may_mean_the_same_are_named(folder, capsys, labels, groups):
    write("t.csv", "x,k\n" + "".join(f"{n % 5},{label}\n" for n, label in enumerate(labels * 5)))
    code, _, err = call(capsys, "train", "t.csv", "--label", "k", "--epochs", "1", "--quiet")
    warning = f"purenn: warning: column 'k' has labels that may mean the same, but are different classes: {groups}\n"
    assert (code, err) == (0, warning if groups else "")


def test_numbers_that_are_no_classes_are_refused_or_named(folder, capsys):
    def trained(values):
        write("t.csv", "x,k\n" + "".join(f"{n % 5},{value}\n" for n, value in enumerate(values)))
        return call(capsys, "train", "t.csv", "--label", "k", "--epochs", "1", "--quiet")[::2]

    expected = "must be labels that occur more than once, got 40 different numbers in 40 rows; use --target for numbers"
    assert trained(range(40)) == (1, f"purenn: t.csv: column 'k' {expected}\n")
    assert trained([n / 7 for n in range(40)])[0] == 1
    assert trained([n % 21 for n in range(40)])[0] == 1
    assert trained([n % 20 for n in range(40)]) == (0, "")
    found = "has 40 different numbers, each a class; use --target to predict a number"
    assert trained([n % 40 for n in range(200)]) == (0, f"purenn: warning: column 'k' {found}\n")
    assert trained([n % 10 for n in range(30)]) == (0, "")
    found = "has 39 different labels in 40 rows, too few rows of each to learn from"
    assert trained([f"name{n % 39}" for n in range(40)]) == (0, f"purenn: warning: column 'k' {found}\n")
    expected = "must be labels that occur more than once, got 40 different labels in 40 rows"
    assert trained([f"name{n}" for n in range(40)]) == (1, f"purenn: t.csv: column 'k' {expected}\n")
    assert trained([1, 2, 3, 4])[0] == 1 and trained([1, 2, 2, 1]) == (0, "")


def test_more_mistakes(folder, capsys):
    assert call(capsys, "train", "no.csv", "--label", "k") == (1, "", "purenn: no.csv: No such file or directory\n")
    assert call(capsys, "train", ".", "--label", "k") == (1, "", "purenn: .: Is a directory\n")
    Path("t.csv").write_bytes(b"x,k\n1,a\n2,\xff\n")
    message = "t.csv line 3: must be UTF-8 text, got the byte 0xff; --encoding names another encoding, such as cp1252"
    assert call(capsys, "train", "t.csv", "--label", "k")[2] == f"purenn: {message}\n"
    write("t.csv", "1,length,a\n2,3,b\n")
    remedy = "give --header if the line has the names of the columns"
    message = f"purenn: t.csv line 1, column 2: must be a number, as others on the line are, got 'length'; {remedy}\n"
    assert call(capsys, "train", "t.csv", "--label", "3") == (1, "", message)
    write("t.csv", "x,k\n1,2\n3,z\n")
    message = "purenn: t.csv line 3, column \"k\": must be a number, got 'z'\n"
    assert call(capsys, "train", "t.csv", "--target", "k") == (1, "", message)


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["t.csv"], "a TABLE needs one of --label COLUMN, --target COLUMN for numbers, or --idx-labels FILE"),
        (["t.csv", "--label", "k", "--target", "x"], "argument --target: not allowed with argument --label"),
        (["t.csv", "--label", "k", "--samples", "9"], "--samples and --classes are for the spiral, not for a TABLE"),
        (["--label", "k"], "--label needs a TABLE"),
        (["t.csv", "--lable", "k"], "unrecognized arguments: --lable k"),
        (
            ["t.csv", "--label", "k", "--patience", "5", "--validation-share", "0"],
            "--patience needs rows for validation, got --validation-share 0",
        ),
        (["--unscaled"], "--unscaled needs a TABLE"),
        (["--no-header"], "--no-header needs a TABLE"),
        (
            ["t.csv", "--label", "k", "--header", "--no-header"],
            "argument --no-header: not allowed with argument --header",
        ),
        (["t.csv", "--label", "k", "--test-share", "1"], "argument --test-share: it must be in [0, 1), got 1.0"),
        (["t.csv", "--label", "k", "--epochs", "0"], "argument --epochs: it must be at least 1, got 0"),
        (["t.csv", "--label", "k", "--epochs", "1.5"], "argument --epochs: it must be an integer, got '1.5'"),
        (
            ["t.csv", "--label", "k", "--seed", "4294967296"],
            "argument --seed: it must be at most 4294967295, got 42949",
        ),
        (
            ["t.csv", "--label", "k", "--learning-rate", "inf"],
            "argument --learning-rate: it must be a finite number, got",
        ),
    ],
)
def test_options_that_contradict_each_other_are_usage_errors(folder, capsys, arguments, message):
    write("t.csv", "x,k\n1,a\n2,b\n")
    code, out, err = call(capsys, "train", *arguments)
    assert (code, out) == (2, "")
    assert err.startswith(f"purenn: {message}") and err.endswith("; see python3 -m purenn train --help\n")


def separable_table(rows=60):
    """Linearly separable rows: "é, low" for x + y < 0, "high" above, none near the line; and a column of noise."""
    lines = ["x;noise;y;kind"]
    for n in range(rows):
        side = 1 if n % 3 else -1
        x = 100 * math.sin(7 * n)
        y = side * (30 + 10 * (n % 5)) - x
        kind = "high" if side > 0 else '"é, low"'
        lines.append(f"{x};{n % 7};{y};{kind}")
    return "\n".join(lines) + "\n"


def test_train_save_predict_evaluate(folder, capsys):
    write("t.csv", separable_table())
    options = ["--label", "kind", "--ignore", "noise", "--seed", "1", "--save", "m", "--plot", "t.svg"]
    code, out, err = call(capsys, "train", "t.csv", *options)
    assert code == 0
    assert out.startswith(
        't.csv: 60 rows, 2 features, label "kind" (2 classes)\n'
        "Features: 'x', 'y'\nIgnored: 'noise'\nRows: 41 to train, 7 to validate, 12 to test\n"
        "Training 2-32-2 with adam, learning rate 0.003,"
    )
    assert re.search(r"^41 training rows +accuracy 1\.000  log-loss 0\.\d{3}$", out, re.M)
    assert re.search(r"^12 test rows +accuracy 1\.000  log-loss 0\.\d{3}$", out, re.M)
    assert re.search(
        r"^ +high  é, low  precision  recall     F1\nhigh +\d+ +0 +1\.000   1\.000  1\.000\né, low +0 ", out, re.M
    )
    assert 1 <= err.count("epoch ") <= 10  # a line for each tenth of the epochs, of which not all were needed
    assert "<svg" in Path("t.svg").read_text(encoding="utf-8")

    write("new.csv", "y,extra,x\n50,text,0\n-50,,0\n")
    code, out, err = call(capsys, "predict", "m", "new.csv", "--quiet")
    rows = list(csv.reader(io.StringIO(out)))
    assert (code, err, rows[0]) == (0, "", ["kind", "high", "é, low"])
    assert [row[0] for row in rows[1:]] == ["high", "é, low"]
    for row in rows[1:]:
        assert sum(map(float, row[1:])) == pytest.approx(1, abs=1e-12)
    model = Model.load("m")
    assert model.predict([[0.0, 50.0], [0.0, -50.0]]) == [list(map(float, row[1:])) for row in rows[1:]]

    code, out, err = call(capsys, "evaluate", "m", "t.csv", "--json", "--quiet")
    figures = json.loads(out)
    assert (code, err) == (0, "")
    assert (figures["rows"], figures["accuracy"], figures["confusion"]) == (60, 1.0, [[40, 0], [0, 20]])
    code, out, _ = call(capsys, "evaluate", "m", "t.csv")
    assert out.startswith("60 rows ") and "accuracy 1.000" in out


def test_a_numeric_target_is_predicted_in_its_own_unit(folder, capsys):
    rows = [(n % 10, n % 7, 1e6 + 2000 * (n % 10) - 500 * (n % 7)) for n in range(140)]
    write("t.csv", "".join(f"{a},{b},{y}\n" for a, b, y in rows))
    code, out, err = call(capsys, "train", "t.csv", "--target", "3", "--save", "m.safetensors", "--json", "--quiet")
    assert (code, err) == (0, "")
    figures = json.loads(out)
    assert [figures[name]["rows"] for name in ("training", "validation", "test")] == [95, 17, 28]
    assert figures["test"]["r_squared"] > 0.999 and figures["test"]["mean_absolute_error"] < 500
    out = call(capsys, "train", "t.csv", "--target", "3", "--quiet", "--epochs", "20")[1]
    # The loss curve starts near the variance of the target: 2000**2 * 8.25 + 500**2 * 4 = 3.4e7.
    assert 1e7 < max(float(tick) for tick in re.findall(r"^ *(\S+) \|", out, re.M)) < 1e9
    code, out, err = call(capsys, "predict", "m.safetensors", "t.csv")
    lines = out.split("\n")
    assert lines[0] == "3" and len(lines) == 142
    errors = [abs(float(line) - y) for line, (_, _, y) in zip(lines[1:], rows)]
    assert max(errors) < 2000
    code, out, err = call(capsys, "evaluate", "m.safetensors", "t.csv")
    assert re.match(r"140 rows +mean absolute error [\d.]+  R squared 1\.000  loss [\d.e+]+\nalways ", out)


def test_train_prints_json_as_one_object(folder, capsys):
    write("t.csv", separable_table())
    code, out, err = call(
        capsys, "train", "t.csv", "--label", "4", "--json", "--quiet", "--test-share", "0", "--epochs", "2"
    )
    figures = json.loads(out)
    assert (code, err, out.count("\n")) == (0, "", 1)
    assert figures["test"] is None and figures["training"]["rows"] + figures["validation"]["rows"] == 60
    assert figures["training"]["labels"] == ["high", "é, low"]


def test_the_standardizer_is_part_of_the_model_unless_unscaled(folder, capsys):
    write("t.csv", separable_table())
    kinds = []
    for more in ([], ["--unscaled"]):
        call(capsys, "train", "t.csv", "--label", "kind", "--save", "m", "--epochs", "1", *more)
        kinds.append([type(layer).__name__ for layer in Model.load("m").layers])
    assert kinds == [["Standardizer", "Dense", "ReLU", "Dense", "Softmax"], ["Dense", "ReLU", "Dense", "Softmax"]]


def test_training_is_repeatable(folder, capsys):
    write("t.csv", separable_table())
    for name in ("a", "b"):
        call(capsys, "train", "t.csv", "--label", "kind", "--save", name, "--epochs", "2")
    assert Path("a").read_bytes() == Path("b").read_bytes()


def sign_classifier():
    """A model with known weights: it predicts "no" for x < 0 and "yes" for x > 0, with odds of exp(2x)."""
    layer = Dense(1, 2)
    layer.weights = [[-1.0, 1.0]]
    model = Model([layer, Softmax()], CategoricalCrossentropy())
    model.columns, model.target, model.labels = ["x"], "sign", ["no", "yes"]
    return model


def test_predictions_and_figures_worked_out_by_hand(folder, capsys):
    sign_classifier().save("m")
    write("t.csv", f"x\n{math.log(3) / 2}\n0\n-1000\n")
    rows = list(csv.reader(io.StringIO(call(capsys, "predict", "m", "t.csv")[1])))
    assert [row[0] for row in rows] == ["sign", "yes", "no", "no"]
    assert [float(cell) for cell in rows[1][1:]] == pytest.approx([0.25, 0.75], abs=1e-15)
    assert rows[2][1:] == ["0.5", "0.5"] and rows[3][1:] == ["1.0", "0.0"]

    write("t.csv", "sign,x\nno,-2\nyes,-1\nyes,1\nno,3\nyes,5\n")
    code, out, err = call(capsys, "evaluate", "m", "t.csv", "--json")
    figures = json.loads(out)
    assert figures["confusion"] == [[1, 1], [1, 2]] and figures["accuracy"] == 0.6
    assert figures["precision"] == {"no": 1 / 2, "yes": 2 / 3} and figures["recall"] == {"no": 1 / 2, "yes": 2 / 3}
    losses = [math.log1p(math.exp(-2 * x)) for x in (2, -1, 1, -3, 5)]
    assert figures["loss"] == pytest.approx(math.fsum(losses) / 5, rel=1e-12)


def test_a_class_never_predicted_has_no_precision(folder, capsys):
    sign_classifier().save("m")
    write("t.csv", "sign,x\nno,1\nno,2\n")
    figures = json.loads(call(capsys, "evaluate", "m", "t.csv", "--json")[1])
    assert figures["precision"] == {"no": None, "yes": 0.0} and figures["recall"] == {"no": 0.0, "yes": None}
    out = call(capsys, "evaluate", "m", "t.csv")[1]
    assert "no      0    2          -   0.000  0.000\nyes     0    0      0.000       -  0.000\n" in out


def test_a_single_output_separates_two_classes(folder, capsys):
    layer = Dense(1, 1)
    layer.weights = [[1.0]]
    model = Model([layer, Sigmoid()], BinaryCrossentropy())
    model.columns, model.target, model.labels = ["x"], "sign", ["no", "yes"]
    model.save("m")
    write("t.csv", f"x,sign\n{math.log(3)},yes\n0,no\n")
    rows = list(csv.reader(io.StringIO(call(capsys, "predict", "m", "t.csv")[1])))
    assert [float(cell) for cell in rows[1][1:]] == pytest.approx([0.25, 0.75], abs=1e-15)
    assert [row[0] for row in rows[1:]] == ["yes", "no"]
    assert json.loads(call(capsys, "evaluate", "m", "t.csv", "--json")[1])["confusion"] == [[1, 0], [0, 1]]


def test_columns_are_found_by_name_by_number_or_by_order(folder):
    def found(text, columns, target):
        write("t.csv", text)
        return numbers(table_like("t.csv", columns, target), columns)

    assert found("k,h,w\na,2,1\n", ["w", "h"], "k") == [[1.0, 2.0]]
    assert found("h,w\n2,1\n", ["w", "h"], "k") == [[1.0, 2.0]]
    assert found("1,2\n", ["w", "h"], "k") == [[1.0, 2.0]]
    assert found("a,1,2\n", ["2", "3"], "1") == [[1.0, 2.0]]
    assert found("1,2\n", ["2", "3"], "1") == [[1.0, 2.0]]
    assert found("2,1\n", ["1", "3"], "2") == [[2.0, 1.0]]
    assert found("3,4\n", ["1", "2"], "3") == [[3.0, 4.0]]
    assert found("0,1,2,3\n5,6,7,8\n", ["0", "2"], "3") == [[5.0, 7.0]]
    assert found("1990,1991,k\n5,6,7\n", ["1990", "1991"], "1992") == [[5.0, 6.0]]


@pytest.mark.parametrize(
    "text, columns",
    [("1,2\n3,4\n", ["1", "2"]), ("0,1\n3,4\n", ["w", "h"]), ("0,1\n3,4\n", ["0", "1"]), ("2,1\n3,4\n", ["1", "2"])],
)
def test_a_first_row_that_could_be_either_is_refused_by_a_model_too(folder, capsys, text, columns):
    write("t.csv", text)
    message = (
        f"^t.csv line 1: must be either a header or a row of data, but '{text[0]}', '{text[2]}' could be both; give "
    )
    with pytest.raises(ValueError, match=message):
        table_like("t.csv", columns, "k")
    without = table_like("t.csv", columns, "k", TableFormat(header=False))
    assert numbers(without, columns)[1] == [3.0, 4.0]
    if columns != ["w", "h"]:
        by_name = numbers(table_like("t.csv", columns, "k", TableFormat(header=True)), columns)
        assert by_name == [[4.0, 3.0] if text[0] == "2" else [3.0, 4.0]]
    write("t.csv", "k," + text.replace("\n", "\nx,", 1))
    if columns == ["0", "1"]:
        assert numbers(table_like("t.csv", columns, "k"), columns) == [[3.0, 4.0]]


def test_whether_a_table_has_a_header_can_be_said(folder, capsys):
    model = sign_classifier()
    model.columns = ["1"]
    model.save("m")
    write("t.csv", "height\n1\n2\n")
    assert "must be a number, got 'height'" in call(capsys, "predict", "m", "t.csv")[2]
    assert call(capsys, "predict", "m", "t.csv", "--header")[1].count("\n") == 3
    write("t.csv", "1\n2\n")
    assert call(capsys, "predict", "m", "t.csv", "--no-header")[1].count("\n") == 3
    assert call(capsys, "predict", "m", "t.csv", "--header")[1].count("\n") == 2
    write("t.csv", "1,sign\n2,yes\n")
    assert call(capsys, "evaluate", "m", "t.csv", "--header")[0] == 0
    sign_classifier().save("m")
    write("t.csv", "1,2\n")
    message = "purenn: t.csv line 1: must have the column 'x', got '1', '2'\n"
    assert call(capsys, "predict", "m", "t.csv", "--header") == (1, "", message)


@pytest.mark.parametrize(
    "command, text, message",
    [
        ("predict", "y\n1\n", "t.csv line 1: must have the column 'x', got 'y'"),
        ("predict", "1,2\n", "t.csv: the file must have a header, or 1 columns, got 2"),
        ("predict", "x\n1\nb\n", "t.csv line 3, column \"x\": must be a number, got 'b'"),
        ("evaluate", "x\n1\n", "t.csv: the file must have a column 'sign', got 'x'"),
        ("evaluate", "1\n", "t.csv: the file must have a column 'sign', got 'x'"),
        ("evaluate", "x,sign\n1,maybe\n", "t.csv line 2, column \"sign\": must be one of 'no', 'yes', got 'maybe'"),
        ("evaluate", "x,sign\n1,\n", "t.csv line 2, column \"sign\": must be one of 'no', 'yes', got an empty cell"),
    ],
)
def test_a_table_that_does_not_fit_the_model(folder, capsys, command, text, message):
    sign_classifier().save("m")
    write("t.csv", text)
    assert call(capsys, command, "m", "t.csv") == (1, "", f"purenn: {message}\n")


def test_a_model_that_was_not_trained_on_a_table(folder, capsys):
    write("t.csv", "x\n1\n")
    model = sign_classifier()
    model.columns = None
    model.save("m")
    message = "purenn: m: the model must have names for its columns and target, as train saves them\n"
    assert call(capsys, "predict", "m", "t.csv") == (1, "", message)
    model = sign_classifier()
    model.labels = None
    model.save("m")
    message = "purenn: m: the model must have labels if it is a classifier, and none otherwise\n"
    assert call(capsys, "predict", "m", "t.csv") == (1, "", message)
    Path("m").write_bytes(b"not a model")
    message = "purenn: m: the file must be a safetensors file, got one that begins with b'not a mod'\n"
    assert call(capsys, "predict", "m", "t.csv") == (1, "", message)
    assert call(capsys, "predict", "none", "t.csv") == (1, "", "purenn: none: No such file or directory\n")


def test_names_of_a_model_without_sizes_are_refused(folder):
    model = Model([ReLU()], MeanSquaredError())
    model.columns = ["x"]
    with pytest.raises(ValueError, match="^columns must be 0 names, as the model has, got 1$"):
        model.save("m")


def test_an_output_file_that_cannot_be_written_is_an_error_before_the_training(folder, capsys):
    write("t.csv", separable_table())
    for option in ("--save", "--plot"):
        code, out, err = call(capsys, "train", "t.csv", "--label", "kind", option, "missing/file")
        assert (code, out) == (1, "") and re.fullmatch(r"purenn: \S*missing: No such folder\n", err)
        code, out, err = call(capsys, "train", "t.csv", "--label", "kind", option, ".")
        assert (code, out, err) == (1, "", "purenn: .: Is a folder\n")


def command(*arguments, **more):
    return subprocess.Popen(
        [sys.executable, "-m", "purenn", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **more,
    )


def begun(process):
    """Wait until a training has printed the progress of an epoch, and so made a step."""
    line = process.stderr.readline()
    while line and not line.startswith(b"epoch "):  # reading may take more than a second on a busy machine
        line = process.stderr.readline()
    assert line


CAUSES = {"SIGINT": "interrupted", "SIGTERM": "stopped by SIGTERM", "SIGHUP": "stopped by SIGHUP"}


@pytest.mark.skipif(os.name == "nt", reason="signals of another kind")
@pytest.mark.parametrize("name", CAUSES)
def test_a_signal_during_a_training_saves_the_steps_made_so_far(folder, name):
    write("t.csv", separable_table())
    options = ["--label", "kind", "--save", "m", "--plot", "p.svg", "--epochs", "3000", "--validation-share", "0"]
    with command("train", "t.csv", *options) as process:
        begun(process)
        process.send_signal(getattr(signal, name))
        process.send_signal(getattr(signal, name))  # an impatient second one does not stop the saving
        out, err = process.communicate(timeout=60)
    assert process.returncode == 1 and b"training rows" not in out
    found = re.fullmatch(
        rf"purenn: {CAUSES[name]} after (\d+) of 3000 epochs; all steps made are saved in m and p.svg",
        err.decode().splitlines()[-1],
    )
    assert found and 0 < int(found[1]) < 3000
    assert Model.load("m").evaluate(*examples())["loss"] < math.log(2)  # that of a half for each of the two classes
    assert Path("p.svg").read_text(encoding="utf-8").count("<polyline") >= 2
    assert sorted(os.listdir()) == ["m", "p.svg", "t.csv"]


def examples():
    examples = read_table("t.csv", "kind")
    return examples.rows, examples.y


@pytest.mark.skipif(os.name == "nt", reason="signals of another kind")
def test_an_interrupted_regression_predicts_in_the_unit_of_its_target(folder):
    write("t.csv", "x,y\n" + "".join(f"{n / 10},{1e6 + 1e3 * n}\n" for n in range(60)))
    options = ["--target", "y", "--save", "m", "--epochs", "3000", "--validation-share", "0"]
    with command("train", "t.csv", *options) as process:
        begun(process)
        process.send_signal(signal.SIGINT)
        err = process.communicate(timeout=60)[1].decode()
    assert process.returncode == 1
    assert re.search(r"^purenn: interrupted after \d+ of 3000 epochs; all steps made are saved in m$", err, re.M)
    assert Model.load("m").predict([[3.0]])[0][0] == pytest.approx(1.03e6, rel=0.01)


@pytest.mark.skipif(os.name == "nt", reason="signals of another kind")
@pytest.mark.skipif(sys.implementation.name == "pypy", reason="PyPy does not say that a signal is ignored")
def test_a_hangup_that_is_ignored_stays_ignored(folder):
    write("t.csv", separable_table())
    arguments = ["train", "t.csv", "--label", "kind", "--save", "m", "--epochs", "300"]
    ignore = (
        "import os, signal, sys\nsignal.signal(signal.SIGHUP, signal.SIG_IGN)\nos.execv(sys.executable, sys.argv[1:])"
    )
    process = subprocess.Popen(  # as nohup does
        [sys.executable, "-c", ignore, sys.executable, "-m", "purenn", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with process:
        begun(process)
        process.send_signal(signal.SIGHUP)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 0 and b"test rows" in out and b"stopped" not in err


def test_an_interrupt_before_the_first_step_saves_nothing(folder, capsys, monkeypatch):
    def interrupt(*arguments, **keywords):
        raise KeyboardInterrupt

    monkeypatch.setattr(Training, "run", interrupt)
    write("t.csv", separable_table())
    code, _, err = call(capsys, "train", "t.csv", "--label", "kind", "--save", "m", "--plot", "p.svg", "--quiet")
    message = "purenn: interrupted before the first step of the training; nothing is saved\n"
    assert (code, err, os.listdir()) == (1, message, ["t.csv"])


def test_the_model_is_saved_before_it_is_evaluated(folder, capsys, monkeypatch):
    def fail(*arguments, **keywords):
        raise ArithmeticError("no figures")

    write("t.csv", separable_table())
    monkeypatch.setattr(Model, "evaluate", fail)
    code, _, err = call(capsys, "train", "t.csv", "--label", "kind", "--save", "m", "--epochs", "1", "--quiet")
    assert (code, err) == (1, "purenn: no figures\n") and Model.load("m").target == "kind"


def test_predict_in_a_pipeline(folder):
    sign_classifier().save("m")
    write("t.csv", "x\n" + "1\n" * 20000)
    with command("predict", "m", "t.csv", "--quiet") as process:
        out, err = process.communicate(timeout=60)
    assert (process.returncode, err, out.count(b"\n")) == (0, b"", 20001)
    with command("predict", "m", "t.csv", "--quiet") as process:  # | head -1
        assert process.stdout.readline() == b"sign,no,yes\n"
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 1


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")
def test_a_full_disk_is_one_line(folder):
    sign_classifier().save("m")
    write("t.csv", "x\n1\n")
    with open("/dev/full", "w") as full:
        result = subprocess.run(
            [sys.executable, "-m", "purenn", "predict", "m", "t.csv"],
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": ""},  # so that it fails at the end
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=60,
        )
    assert (result.returncode, result.stderr) == (1, b"purenn: No space left on device\n")


def test_labels_that_the_terminal_cannot_encode_are_no_error(folder):
    write("t.csv", separable_table())
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    arguments = ["train", "t.csv", "--label", "kind", "--epochs", "2", "--quiet", "--save", "m"]
    pipes = {"cwd": folder, "env": environment, "capture_output": True, "timeout": 60}
    result = subprocess.run([sys.executable, "-m", "purenn", *arguments], **pipes)
    assert (result.returncode, result.stderr) == (0, b"") and rb"\xe9, low" in result.stdout
    result = subprocess.run([sys.executable, "-m", "purenn", "predict", "m", "t.csv"], **pipes)
    assert (result.returncode, result.stderr) == (0, b"") and "é, low".encode() in result.stdout  # a table is UTF-8
