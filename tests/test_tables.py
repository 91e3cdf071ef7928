"""A person's own table: what is read from it, each mistake in it, and the commands that train on it and judge it."""

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

from purenn import CategoricalCrossentropy, Dense, MeanSquaredError, Model, ReLU, Sigmoid, Softmax
from purenn.losses.binary import BinaryCrossentropy
from purenn.cli.main import main
from purenn.formats.csv_tables import read_rows, table_like, training_table

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
    table = training_table("t.csv", ["kind"])
    assert table.columns == ["width", "height", "kind"]
    assert table.numbers(["height", "width"]) == [[2.5, 1.0], [4.0, -3.0]]
    assert table.texts("kind") == ["a", "b"]


def test_a_delimiter_within_quotes_parts_nothing(folder):
    write("t.csv", '"x, y, z";kind\n1;a\n2;b\n')
    assert training_table("t.csv", ["kind"]).columns == ["x, y, z", "kind"]


@given(st.lists(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0")), min_size=2, max_size=4))
@settings(max_examples=50)
def test_what_csv_has_quoted_is_read_as_it_was(tmp_path_factory, cells):
    path = tmp_path_factory.getbasetemp() / "quoted.csv"
    cells = [cell.strip() or "x" for cell in cells]
    buffer = io.StringIO(newline="")
    csv.writer(buffer, quoting=csv.QUOTE_ALL).writerows([cells, cells])
    path.write_bytes(buffer.getvalue().encode())
    assert [row for _, row in read_rows(path)] == [cells, cells]


@pytest.mark.parametrize(
    "text, named, columns, rows",
    [
        ("1,2,a\n3,4,b\n", ["3"], ["1", "2", "3"], 2),
        ("1,2,3\n4,5,6\n", ["3"], ["1", "2", "3"], 2),
        ("w,h,k\n3,4,b\n", ["3"], ["w", "h", "k"], 1),
        ("w,h,3\n3,4,b\n", ["3"], ["w", "h", "3"], 1),
        ("1990,1991,k\n3,4,b\n", ["k"], ["1990", "1991", "k"], 1),
        (",w,k\n0,4,b\n", ["k"], ["1", "w", "k"], 1),
        ("a,1\nb,2\n", ["1"], ["1", "2"], 2),
        ("9,2,a\n9,4,b\n", ["3", "1"], ["1", "2", "3"], 2),
    ],
)
def test_the_first_row_is_a_header_or_not(folder, text, named, columns, rows):
    write("t.csv", text)
    table = training_table("t.csv", named)
    assert (table.columns, len(table.rows)) == (columns, rows)


MISTAKES = [
    ("", "t.csv: the file must have rows of data, got none"),
    ("\n \n", "t.csv: the file must have rows of data, got none"),
    ("x,kind\n", "t.csv: the file must have rows of data, got only a header"),
    ("x,kind\n1,a\n", "t.csv: the file must have at least 2 rows of data, got 1"),
    ("x,kind\n1,a\n2,a\n", "t.csv, column \"kind\": must have at least 2 labels, got 'a' alone"),
    ("kind\na\nb\n", "t.csv: the file must have a column of numbers besides 'kind'"),
    ("x,y\n1,2\n", "t.csv: the file must have a column 'kind', got 'x', 'y'"),
    ("1,a\n2,b\n", "t.csv: the file must have a column 'kind', got '1', 'a'"),
    ("x,x,kind\n1,2,a\n", "t.csv line 1: column names must differ, got 'x' twice"),
    ("x,kind\n1,a\n2\n", "t.csv line 3: must have 2 cells, as line 1 has, got 1"),
    ("x,kind\n1,a\n\n2,b,\n", "t.csv line 4: must have 2 cells, as line 1 has, got 3"),
    ("x,kind\n1,a\nz,b\n", "t.csv line 3, column \"x\": must be a number, got 'z'"),
    ('x,kind\n1,"a\nb"\nz,b\n', "t.csv line 4, column \"x\": must be a number, got 'z'"),
    ("x,kind\n1,a\n,b\n", 't.csv line 3, column "x": must be a number, got an empty cell'),
    ("x,kind\n1,a\n  ,b\n", 't.csv line 3, column "x": must be a number, got an empty cell'),
    ("x,kind\n1,a\nNA,b\n", "t.csv line 3, column \"x\": must be a number, got 'NA'"),
    ("x;kind\n1;a\n1,5;b\n", "t.csv line 3, column \"x\": must be a number, got '1,5'"),
    ("x,kind\n1,a\n1_000,b\n", "t.csv line 3, column \"x\": must be a number, got '1_000'"),
    ("x,kind\n1,a\nnan,b\n", "t.csv line 3, column \"x\": must be a finite number, got 'nan'"),
    ("x,kind\n1,a\n-inf,b\n", "t.csv line 3, column \"x\": must be a finite number, got '-inf'"),
    ("x,kind\n1,a\n1e999,b\n", "t.csv line 3, column \"x\": must be a finite number, got '1e999'"),
    ("x,kind\n1,a\n2,\n", 't.csv line 3, column "kind": must be a label, got an empty cell'),
    ('x,kind\n1,a\n2,"b\n3,c\n', "t.csv line 3: must be a row of CSV, but unexpected end of data"),
    ('x,kind\n1,a\n2,"b"b\n3,c\n', "t.csv line 3: must be a row of CSV, but ',' expected after '\"'"),
]


@pytest.mark.parametrize("text, message", MISTAKES, ids=[message for _, message in MISTAKES])
def test_a_mistake_in_a_table_is_one_line_with_its_place(folder, capsys, text, message):
    write("t.csv", text)
    result = call(capsys, "train", "t.csv", "--label", "kind", "--save", "m.safetensors")
    assert result == (1, "", f"purenn: {message}\n")
    assert os.listdir() == ["t.csv"]


def test_more_mistakes(folder, capsys):
    assert call(capsys, "train", "no.csv", "--label", "k") == (1, "", "purenn: no.csv: No such file or directory\n")
    assert call(capsys, "train", ".", "--label", "k") == (1, "", "purenn: .: Is a directory\n")
    Path("t.csv").write_bytes(b"x,k\n1,a\n2,\xff\n")
    assert (
        call(capsys, "train", "t.csv", "--label", "k")[2]
        == "purenn: t.csv line 3: must be UTF-8 text, got the byte 0xff\n"
    )
    write("t.csv", "1,?,a\n2,3,b\n")
    message = "purenn: t.csv line 1, column 2: must be a number, as others on the line are, got '?'\n"
    assert call(capsys, "train", "t.csv", "--label", "3") == (1, "", message)
    write("t.csv", "x,k\n1,2\n3,z\n")
    message = "purenn: t.csv line 3, column \"k\": must be a number, got 'z'\n"
    assert call(capsys, "train", "t.csv", "--target", "k") == (1, "", message)


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["t.csv"], "a TABLE needs --label COLUMN, or --target COLUMN for numbers"),
        (["t.csv", "--label", "k", "--target", "x"], "argument --target: not allowed with argument --label"),
        (["t.csv", "--label", "k", "--samples", "9"], "--samples and --classes are for the spiral, not for a TABLE"),
        (["--label", "k"], "--label, --target, --ignore, --test-share and --unscaled need a TABLE"),
        (["--unscaled"], "--label, --target, --ignore, --test-share and --unscaled need a TABLE"),
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
def test_arguments_that_make_no_training(folder, capsys, arguments, message):
    write("t.csv", "x,k\n1,a\n2,b\n")
    code, out, err = call(capsys, "train", *arguments)
    assert (code, out) == (2, "")
    assert err.startswith(f"purenn: {message}") and err.endswith("; see python3 -m purenn train --help\n")


def parted(rows=60):
    """Rows that a line parts: "é, low" below x + y = 0 and "high" above, none near it; and a column of noise."""
    lines = ["x;noise;y;kind"]
    for n in range(rows):
        side = 1 if n % 3 else -1
        x = 100 * math.sin(7 * n)
        y = side * (30 + 10 * (n % 5)) - x
        kind = "high" if side > 0 else '"é, low"'
        lines.append(f"{x};{n % 7};{y};{kind}")
    return "\n".join(lines) + "\n"


def test_train_save_predict_evaluate(folder, capsys):
    write("t.csv", parted())
    options = ["--label", "kind", "--ignore", "noise", "--seed", "1", "--save", "m", "--plot", "t.svg"]
    code, out, err = call(capsys, "train", "t.csv", *options)
    assert code == 0
    assert out.startswith(
        't.csv: 60 rows, 2 features, 2 labels in "kind"\nTraining 2-16-2 with adam, learning rate 0.01,'
    )
    assert re.search(r"^48 rows to learn from +accuracy 1\.000  loss 0\.\d{3}$", out, re.M)
    assert re.search(r"^12 rows held back +accuracy 1\.000  loss 0\.\d{3}$", out, re.M)
    assert re.search(
        r"^ +high  é, low  precision  recall\nhigh +\d+ +0 +1\.000   1\.000\né, low +0 +\d+ +1\.000 ", out, re.M
    )
    assert err.count("epoch ") == 10
    assert "<svg" in Path("t.svg").read_text(encoding="utf-8")

    write("new.csv", "y,extra,x\n50,text,0\n-50,,0\n")
    code, out, err = call(capsys, "predict", "m", "new.csv")
    rows = list(csv.reader(io.StringIO(out)))
    assert (code, err, rows[0]) == (0, "", ["kind", "high", "é, low"])
    assert [row[0] for row in rows[1:]] == ["high", "é, low"]
    for row in rows[1:]:
        assert sum(map(float, row[1:])) == pytest.approx(1, abs=1e-12)
    model = Model.load("m")
    assert model.predict([[0.0, 50.0], [0.0, -50.0]]) == [list(map(float, row[1:])) for row in rows[1:]]

    code, out, err = call(capsys, "evaluate", "m", "t.csv", "--json")
    figures = json.loads(out)
    assert (code, err) == (0, "")
    assert (figures["rows"], figures["accuracy"], figures["confusion"]) == (60, 1.0, [[40, 0], [0, 20]])
    code, out, _ = call(capsys, "evaluate", "m", "t.csv")
    assert out.startswith("60 rows ") and "accuracy 1.000" in out


def test_a_quantity_is_learnt_and_predicted_on_its_own_scale(folder, capsys):
    rows = [(n % 10, n % 7, 1e6 + 2000 * (n % 10) - 500 * (n % 7)) for n in range(140)]
    write("t.csv", "".join(f"{a},{b},{y}\n" for a, b, y in rows))
    code, out, err = call(capsys, "train", "t.csv", "--target", "3", "--save", "m.safetensors", "--json", "--quiet")
    assert (code, err) == (0, "")
    figures = json.loads(out)
    assert (figures["training"]["rows"], figures["test"]["rows"]) == (112, 28)
    assert figures["test"]["r_squared"] > 0.999 and figures["test"]["mean_absolute_error"] < 500
    out = call(capsys, "train", "t.csv", "--target", "3", "--quiet", "--epochs", "20")[1]
    # The curve begins near the variance of the column: 2000**2 * 8.25 + 500**2 * 4 = 3.4e7.
    assert 1e7 < max(float(tick) for tick in re.findall(r"^ *(\S+) \|", out, re.M)) < 1e9
    code, out, err = call(capsys, "predict", "m.safetensors", "t.csv")
    lines = out.split("\n")
    assert lines[0] == "3" and len(lines) == 142
    errors = [abs(float(line) - y) for line, (_, _, y) in zip(lines[1:], rows)]
    assert max(errors) < 2000
    code, out, err = call(capsys, "evaluate", "m.safetensors", "t.csv")
    assert re.fullmatch(r"140 rows +mean absolute error [\d.]+  R squared 1\.000  loss [\d.e+]+\n", out)


def test_what_train_prints_of_json_is_one_object(folder, capsys):
    write("t.csv", parted())
    code, out, err = call(
        capsys, "train", "t.csv", "--label", "4", "--json", "--quiet", "--test-share", "0", "--epochs", "2"
    )
    figures = json.loads(out)
    assert (code, err, out.count("\n")) == (0, "", 1)
    assert figures["test"] is None and figures["training"]["rows"] == 60
    assert figures["training"]["labels"] == ["high", "é, low"]


def test_the_scale_is_part_of_the_model_unless_it_is_refused(folder, capsys):
    write("t.csv", parted())
    kinds = []
    for more in ([], ["--unscaled"]):
        call(capsys, "train", "t.csv", "--label", "kind", "--save", "m", "--epochs", "1", *more)
        kinds.append([type(layer).__name__ for layer in Model.load("m").layers])
    assert kinds == [["Standardizer", "Dense", "ReLU", "Dense", "Softmax"], ["Dense", "ReLU", "Dense", "Softmax"]]


def test_training_is_repeatable(folder, capsys):
    write("t.csv", parted())
    for name in ("a", "b"):
        call(capsys, "train", "t.csv", "--label", "kind", "--save", name, "--epochs", "2")
    assert Path("a").read_bytes() == Path("b").read_bytes()


def judge_of_signs():
    """A model by hand: of x it says "no" below 0 and "yes" above, with odds of exp(2x)."""
    layer = Dense(1, 2)
    layer.weights = [[-1.0, 1.0]]
    model = Model([layer, Softmax()], CategoricalCrossentropy())
    model.columns, model.target, model.labels = ["x"], "sign", ["no", "yes"]
    return model


def test_predictions_and_figures_worked_out_by_hand(folder, capsys):
    judge_of_signs().save("m")
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
    judge_of_signs().save("m")
    write("t.csv", "sign,x\nno,1\nno,2\n")
    figures = json.loads(call(capsys, "evaluate", "m", "t.csv", "--json")[1])
    assert figures["precision"] == {"no": None, "yes": 0.0} and figures["recall"] == {"no": 0.0, "yes": None}
    out = call(capsys, "evaluate", "m", "t.csv")[1]
    assert out.endswith("no      0    2          -   0.000\nyes     0    0      0.000       -\n")


def test_a_single_output_parts_two_classes(folder, capsys):
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
        return table_like("t.csv", columns, target).numbers(columns)

    assert found("k,h,w\na,2,1\n", ["w", "h"], "k") == [[1.0, 2.0]]
    assert found("h,w\n2,1\n", ["w", "h"], "k") == [[1.0, 2.0]]
    assert found("1,2\n", ["w", "h"], "k") == [[1.0, 2.0]]
    assert found("a,1,2\n", ["2", "3"], "1") == [[1.0, 2.0]]
    assert found("1,2\n", ["2", "3"], "1") == [[1.0, 2.0]]
    assert found("1,2\n", ["1", "2"], "3") == [[1.0, 2.0]]


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
    judge_of_signs().save("m")
    write("t.csv", text)
    assert call(capsys, command, "m", "t.csv") == (1, "", f"purenn: {message}\n")


def test_a_model_that_was_not_trained_on_a_table(folder, capsys):
    write("t.csv", "x\n1\n")
    model = judge_of_signs()
    model.columns = None
    model.save("m")
    message = "purenn: m: the model must have its columns and its target by name, as train saves them\n"
    assert call(capsys, "predict", "m", "t.csv") == (1, "", message)
    model = judge_of_signs()
    model.labels = None
    model.save("m")
    message = "purenn: m: the model must have labels if it is a classifier, and none if it is not\n"
    assert call(capsys, "predict", "m", "t.csv") == (1, "", message)
    Path("m").write_bytes(b"not a model")
    assert re.fullmatch("purenn: m: the header [^\n]+\n", call(capsys, "predict", "m", "t.csv")[2])
    assert call(capsys, "predict", "none", "t.csv") == (1, "", "purenn: none: No such file or directory\n")


def test_names_of_a_model_without_sizes_are_refused(folder):
    model = Model([ReLU()], MeanSquaredError())
    model.columns = ["x"]
    with pytest.raises(ValueError, match="^columns must be 0 names, as the model has, got 1$"):
        model.save("m")


def test_a_place_that_cannot_be_written_is_told_before_the_training(folder, capsys):
    write("t.csv", parted())
    for option in ("--save", "--plot"):
        code, out, err = call(capsys, "train", "t.csv", "--label", "kind", option, "missing/file")
        assert (code, out) == (1, "") and re.fullmatch(r"purenn: \S*missing: No such folder\n", err)
        code, out, err = call(capsys, "train", "t.csv", "--label", "kind", option, ".")
        assert (code, out, err) == (1, "", "purenn: .: Exists, and is no file\n")


def command(*arguments, **more):
    return subprocess.Popen(
        [sys.executable, "-m", "purenn", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **more,
    )


@pytest.mark.skipif(os.name == "nt", reason="another kind of interrupt")
def test_an_interrupted_training_saves_nothing(folder):
    write("t.csv", parted())
    Path("m").write_bytes(b"old")
    options = ["--label", "kind", "--save", "m", "--plot", "p.svg", "--epochs", "100000"]
    with command("train", "t.csv", *options) as process:
        while b"Training" not in process.stdout.readline():
            pass
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, err.decode().split("\n")[-2:]) == (1, ["purenn: interrupted", ""])
    assert Path("m").read_bytes() == b"old" and sorted(os.listdir()) == ["m", "t.csv"]


def test_predict_as_a_person_runs_it(folder):
    judge_of_signs().save("m")
    write("t.csv", "x\n" + "1\n" * 20000)
    with command("predict", "m", "t.csv") as process:
        out, err = process.communicate(timeout=60)
    assert (process.returncode, err, out.count(b"\n")) == (0, b"", 20001)
    with command("predict", "m", "t.csv") as process:  # | head -1
        assert process.stdout.readline() == b"sign,no,yes\n"
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 1


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")
def test_a_full_disk_under_the_output_is_one_line(folder):
    judge_of_signs().save("m")
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


def test_labels_that_the_terminal_lacks_are_no_failure(folder):
    write("t.csv", parted())
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    arguments = ["train", "t.csv", "--label", "kind", "--epochs", "2", "--quiet", "--save", "m"]
    pipes = {"cwd": folder, "env": environment, "capture_output": True, "timeout": 60}
    result = subprocess.run([sys.executable, "-m", "purenn", *arguments], **pipes)
    assert (result.returncode, result.stderr) == (0, b"") and rb"\xe9, low" in result.stdout
    result = subprocess.run([sys.executable, "-m", "purenn", "predict", "m", "t.csv"], **pipes)
    assert (result.returncode, result.stderr) == (0, b"") and "é, low".encode() in result.stdout  # a table is UTF-8
