"""The command `explain` on a saved model and the rows of a table."""

import re
from pathlib import Path

import pytest

from purenn import Model
from purenn.cli.main import main

TABLE = "x,colour,y,k\n" + "".join(
    f"{n % 7},{'red blue'.split()[n % 2]},{n % 5},{'ab'[n % 3 > 0]}\n" for n in range(30)
)


@pytest.fixture
def folder(tmp_path, monkeypatch, capsys):
    """A folder with a table and a classifier m and a regression r of it."""
    monkeypatch.chdir(tmp_path)
    Path("t.csv").write_text(TABLE)
    train = ["train", "t.csv", "--hidden", "3", "--epochs", "2", "--quiet", "--json"]
    assert main([*train, "--label", "k", "--save", "m"]) == 0
    assert main([*train, "--target", "y", "--ignore", "k", "--save", "r"]) == 0
    capsys.readouterr()
    return tmp_path


def call(capsys, *arguments):
    """Run a command in this process: exit code, standard output, standard error."""
    return (main(list(arguments)), *capsys.readouterr())


def test_the_numbers_are_those_of_the_model(folder, capsys):
    code, out, err = call(capsys, "explain", "m", "t.csv", "--sample", "4", "--digits", "17")
    assert (code, err) == (0, "")
    # Row 4: x = 4, red, y = 4, of class b; the colours are in alphabetical order.
    assert out.startswith("Sample 4, which is of class 1 (b): x = [4.0, 0.0, 1.0, 4.0]\n")
    model = Model.load("m")
    printed = [float(number) for number in re.findall(r"^p\[4\]\[\d\] = .*\n.*\n    = (\S+)$", out, re.M)]
    assert printed == pytest.approx(model.predict([[4.0, 0.0, 1.0, 4.0]])[0], rel=1e-12)
    code, out, err = call(capsys, "explain", "r", "t.csv", "--sample", "4", "--backward")
    assert code == 0 and out.startswith("Sample 4, which is 4.0: x = [4.0, 0.0, 1.0]\n") and "dw1[0][0] = " in out
    assert "w1'[0][0] = " in call(capsys, "explain", "m", "t.csv", "--update", "adam")[1]


def test_it_is_written_as_a_page_too(folder, capsys):
    assert call(capsys, "explain", "m", "t.csv", "--html", "page.html") == (0, "", "")
    assert "<html" in Path("page.html").read_text(encoding="utf-8")
    code, _, err = call(capsys, "explain", "m", "t.csv", "--html", "t.csv", "--force")
    assert code == 2 and "--html must be another file than TABLE" in err and Path("t.csv").read_text() == TABLE


@pytest.mark.parametrize(
    "arguments, code, message",
    [
        (["m"], 2, "MODEL needs a TABLE, got m alone"),
        (["t.csv", "m"], 2, "MODEL comes before TABLE, but m is a model and t.csv is not"),
        (["m", "t.csv", "--seed", "1"], 2, "--seed is for the chapter's network, not for a MODEL"),
        (["m", "t.csv", "--sample", "30"], 2, "--sample must be in 0..29, got 30"),
        (["m", "t.csv", "--layer", "6"], 2, "--layer must be in 1..5, got 6"),
        (["m", "t.csv", "--layer", "2", "--neuron", "3"], 2, "--neuron must be in 0..2, got 3"),
        (["--header"], 2, "the options for a TABLE need MODEL TABLE"),
        (["m", "none.csv"], 1, "none.csv: No such file or directory"),
    ],
)
def test_mistakes_are_one_line(folder, capsys, arguments, code, message):
    result = call(capsys, "explain", *arguments)
    assert result[:2] == (code, "") and result[2].startswith(f"purenn: {message}") and result[2].count("\n") == 1
