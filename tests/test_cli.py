"""The command line as a user runs it: output, streams, exit codes."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import purenn
from purenn import Adam, CategoricalCrossentropy, Dense, Model, RandomState, ReLU, Softmax, spiral_data
from purenn.cli.chapter import BOOK_OUTPUTS, report
from purenn.cli.main import COMMANDS, colour_wanted, main
from purenn.cli.progress import EpochProgress
from purenn.correct_rounding.training import fit_exactly
from purenn.training import Training

ROOT = Path(__file__).parent.parent


def run(*arguments, **environment):
    """Run `python -m purenn` from the checkout, without a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "purenn", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def call(capsys, *arguments):
    """Run it in this process: exit code, standard output, standard error."""
    return (main(list(arguments)), *capsys.readouterr())


def test_without_a_command_each_result_is_next_to_the_one_in_the_book():
    result = run()
    assert (result.returncode, result.stderr) == (0, "")
    figures = re.findall(r"(purenn|book) +([\d. ]+)\n", result.stdout)
    assert [source for source, _ in figures] == ["purenn", "book"] * 7
    for (_, ours), (_, book) in zip(figures[::2], figures[1::2]):
        for a, b in zip(ours.split(), book.split()):
            assert float(a) == pytest.approx(float(b), abs=1.2e-7)
    assert [tuple(book.split()) for _, book in figures[1:10:2]] == list(BOOK_OUTPUTS)
    assert figures[-2:] == [("purenn", "0.34"), ("book", "0.34")]


def test_the_picture_has_three_arms_in_plain_text():
    lines = run().stdout.split("\n")
    picture = [line for line in lines if line.startswith("|")]
    assert len(picture) == 29 and {len(line) for line in picture} == {61}
    marks = "".join(picture)
    assert all(60 < marks.count(mark) <= 100 for mark in "o.#")  # some points share a character
    assert max(map(len, lines)) < 80 and "\n".join(lines).isascii()


class Terminal:
    """A stream whose `isatty` returns a given answer."""

    def __init__(self, answer):
        self.isatty = lambda: answer


@pytest.mark.parametrize(
    "terminal, environment, wanted",
    [
        (True, {"TERM": "xterm"}, True),
        (False, {"TERM": "xterm"}, False),
        (True, {"TERM": "xterm", "NO_COLOR": "1"}, False),
        (True, {"TERM": "dumb"}, False),
    ],
)
def test_colour_is_for_terminals_unless_switched_off(monkeypatch, terminal, environment, wanted):
    monkeypatch.setattr(sys, "stdout", Terminal(terminal))
    monkeypatch.setattr(os, "environ", environment)
    assert colour_wanted() is wanted


def test_colour_changes_no_character():
    coloured = "\n".join(report(colour=True))
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[\d+m", "", coloured) == "\n".join(report())


def test_without_a_command_within_this_process(capsys):
    assert call(capsys) == (0, "\n".join(report()) + "\n", "")


def test_version(capsys):
    assert call(capsys, "--version") == (0, f"purenn {purenn.__version__}\n", "")


@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help(capsys, flag):
    code, out, err = call(capsys, flag)
    assert (code, err) == (0, "")
    assert "usage: python3 -m purenn" in out and "example: python3 -m purenn" in out


WRONG = [
    ("--bogus",),
    ("bogus",),
    ("--version", "x"),
    ("--version", "train"),
    ("train", "--epochs", "0"),
    ("train", "--epochs", "many"),
    ("train", "--hidden", "0"),
    ("train", "--optimizer", "newton"),
    ("train", "--learning-rate", "nan"),
    ("train", "--learning-rate", "-1"),
    ("train", "--seed", "-1"),
    ("train", "--samples", "0"),
    ("train", "--classes", "0"),
    ("train", "iris.csv"),
]


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_a_wrong_argument_is_one_line_and_exit_code_2(capsys, arguments):
    code, out, err = call(capsys, *arguments)
    assert (code, out) == (2, "")
    assert re.fullmatch(r"purenn: [^\n]+; see python3 -m purenn( train)? --help\n", err)


def test_train_reports_and_draws(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "61")  # the size of the picture, whatever terminal the tests run in
    monkeypatch.setenv("LINES", "31")
    code, out, err = call(capsys, "train", "--epochs", "20", "--samples", "10", "--hidden", "8", "--classes", "2")
    assert code == 0
    assert out.startswith("Training 2-8-2 with adam, learning rate 0.1, seed 0\n")
    assert re.search(r"^training data +accuracy \d\.\d{3}  loss \d\.\d{3}$", out, re.M)
    assert re.search(r"^fresh data +accuracy \d\.\d{3}  loss \d\.\d{3}$", out, re.M)
    picture = [line for line in out.split("\n") if line.startswith("|")]
    assert len(picture) == 29 and set("".join(picture)) == set("|o.")
    assert len(err.split("\n")) == 11  # one for every tenth of the epochs
    assert err.split("\n")[9].startswith("epoch 20/20  loss ")


def check_single_precision(figures, part):
    """Check that the float32 figures are close to those in double precision, but not equal."""
    double, single = figures[part], figures[part + "_float32"]
    assert single.keys() == double.keys()
    # The relative rounding error of float32 is about 1e-7; a difference of 1e-3 would be an error in the computation.
    assert 0 < abs(single["loss"] - double["loss"]) < 1e-3 * double["loss"]


def test_train_evaluates_in_single_precision_too(capsys, tmp_path):
    options = ["--epochs", "20", "--hidden", "8", "--samples", "20", "--float32", "--quiet"]
    figures = json.loads(call(capsys, "train", *options, "--json")[1])
    check_single_precision(figures, "training")
    check_single_precision(figures, "fresh")
    lines = call(capsys, "train", *options)[1].splitlines()
    assert lines[3].startswith("training data, float32  ") and f"{figures['training_float32']['loss']:.3f}" in lines[3]
    assert lines[4].startswith("fresh data, float32  ")

    table = tmp_path / "t.csv"
    table.write_text("a,b,k\n" + "".join(f"{n / 7},{n * n / 90},{'xy'[n % 9 > 4]}\n" for n in range(40)))
    for wanted in (["--label", "k"], ["--target", "b", "--ignore", "k"]):
        figures = json.loads(
            call(capsys, "train", str(table), *wanted, "--epochs", "9", "--float32", "--quiet", "--json")[1]
        )
        check_single_precision(figures, "training")
        check_single_precision(figures, "test")


def test_the_chapter_in_single_precision_prints_the_books_digits(capsys):
    code, out, err = call(capsys, "--float32")
    assert (code, err) == (0, "")
    figures = re.findall(r"(?:purenn|book) +([\d. ]+)\n", out)
    assert len(figures) == 14 and figures[::2] == figures[1::2]
    assert call(capsys, "--float32", "train")[0] == 2


def test_train_prints_json_and_writes_a_model_and_a_picture(capsys, tmp_path):
    model, picture = tmp_path / "spiral.safetensors", tmp_path / "spiral.svg"
    options = ("--epochs", "2", "--samples", "10", "--hidden", "8", "--save", str(model), "--plot", str(picture))
    code, out, err = call(capsys, "train", *options, "--json", "--quiet")
    figures = json.loads(out)
    assert (code, err) == (0, "") and list(figures) == ["training", "fresh"]
    X, y = purenn.spiral_data(10, 3, random_state=0)
    assert purenn.Model.load(model).evaluate(X, y) == figures["training"]
    text = picture.read_text(encoding="utf-8")
    assert "region" in text and text.count("<polyline") == 2
    table = tmp_path / "points.csv"
    table.write_text("x0,x1\n0.5,0.5\n")
    code, out, err = call(capsys, "predict", str(model), str(table), "--quiet")
    assert (code, err) == (0, "") and re.match(r"class,0,1,2\n[012],0\.", out)


@pytest.mark.parametrize("command", [name for name, _, _ in COMMANDS])
def test_every_command_has_help_with_an_example(capsys, command):
    code, out, err = call(capsys, command, "--help")
    assert (code, err) == (0, "") and f"\nexample: python3 -m purenn {command} " in out


@pytest.mark.parametrize("name", ["adam", "rmsprop", "adagrad", "sgd"])
def test_train_is_repeatable_with_every_optimizer(capsys, name):
    runs = [call(capsys, "train", "--epochs", "2", "--samples", "5", "--optimizer", name)[1] for _ in range(2)]
    assert runs[0] == runs[1] and f"with {name}, learning rate " in runs[0]


def test_a_training_that_diverges_is_one_line_and_exit_code_1(capsys):
    options = ("--learning-rate", "1e200", "--optimizer", "sgd", "--samples", "5")
    code, _, err = call(capsys, "train", *options)
    assert code == 1
    assert re.fullmatch(r"purenn: loss must stay finite, but left its range in epoch \d+: [^\n]+\n", err)


def test_an_interrupt_is_one_line_and_exit_code_1(capsys, monkeypatch):
    def interrupt(*arguments, **keywords):
        raise KeyboardInterrupt

    monkeypatch.setattr(Training, "run", interrupt)
    code, _, err = call(capsys, "train")
    assert (code, err) == (1, "purenn: interrupted\n")


class TerminalOf(list):
    """A terminal that records what is written to it."""

    write = list.append

    def isatty(self):
        return True

    def flush(self):
        pass


def test_progress_is_rewritten_in_place_on_a_terminal():
    terminal = TerminalOf()
    progress = EpochProgress(3, terminal)
    for epoch in range(3):
        progress(epoch, {"loss": 1.0, "accuracy": 0.5})
    progress.close()
    assert terminal[-2] == "\repoch 3/3  loss 1.000  accuracy 0.500  0 s left"
    assert terminal[-1] == "\n" and all(line.startswith("\r") for line in terminal[:-1])


def test_a_shorter_line_covers_all_of_the_longer_one_before_it():
    terminal = TerminalOf()
    progress = EpochProgress(2, terminal)
    progress.printed = -1e9
    progress(0, {"loss": 123.0})
    progress(1, {"loss": 1.0})
    assert len(terminal[1]) == len(terminal[0]) and terminal[1].rstrip().endswith("loss 1.000  0 s left")


@pytest.mark.parametrize("arguments", [(), ("train", "--epochs", "1", "--samples", "5")])
def test_a_closed_pipe_prints_no_error(arguments):
    command = [sys.executable, "-m", "purenn", *arguments]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, **pipes) as process:
        process.stdout.close()
        err = process.stderr.read().decode()
        assert process.wait(timeout=60) == 1
    assert "Traceback" not in err and "BrokenPipe" not in err


def test_the_exit_code_reaches_the_shell():
    result = run("--bogus")
    assert (result.returncode, result.stdout, result.stderr.count("\n")) == (2, "", 1)


def test_the_console_script_takes_its_arguments_from_the_process(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["purenn", "--version"])
    assert main() == 0
    assert capsys.readouterr().out == f"purenn {purenn.__version__}\n"


def test_starting_up_imports_nothing_heavy():
    heavy = "('argparse', 'json', 'random', 'typing')"
    script = f"import sys, purenn, purenn.cli.main; print([name for name in {heavy} if name in sys.modules])"
    result = subprocess.run([sys.executable, "-S", "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert result.stdout == "[]\n"


def test_an_exact_training_is_that_of_the_library(tmp_path, capsys):
    # The same bits on every machine: what is saved must be what `fit_exactly` computes, not what floats do.
    path = tmp_path / "m.safetensors"
    command = ["train", "--exact", "--quiet", "--epochs", "2", "--samples", "3", "--hidden", "3", "--save", str(path)]
    assert main(command) == 0 and "training data" in capsys.readouterr().out
    stream = RandomState(0)
    X, y = spiral_data(3, 3, stream)
    layers = [Dense(2, 3, stream, weights_scale=3.0), ReLU(), Dense(3, 3, stream, weights_scale=0.5), Softmax()]
    model = Model(layers, CategoricalCrossentropy(), Adam(0.1, 1e-3))
    fit_exactly(model, X, y, 2)
    saved = Model.load(path)
    for n in (0, 2):
        assert saved.layers[n].weights == layers[n].weights and saved.layers[n].biases == layers[n].biases
