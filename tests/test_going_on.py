"""Trainings on tables that go on from a checkpoint: bit for bit as if they had never been interrupted."""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from purenn import Model
from purenn.cli.main import main

ROOT = Path(__file__).parent.parent
TABLE = "x,colour,y,k\n" + "".join(
    f"{n % 7 if n % 9 else ''},{'red blue green'.split()[n % 3]},{n * n % 11},{'ab'[n * n % 5 > 2]}\n"
    for n in range(40)
)
EPOCHS = 6


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a table, in which the test runs."""
    monkeypatch.chdir(tmp_path)
    Path("t.csv").write_text(TABLE)
    return tmp_path


def call(capsys, *arguments):
    """Run a command in this process: exit code, standard output, standard error."""
    return (main(list(arguments)), *capsys.readouterr())


def run(*arguments):
    assert main(["train", "t.csv", "--quiet", "--json", *arguments]) == 0


CLASSIFIER = ["--label", "k", "--hidden", "4", "--batch-size", "8", "--dropout", "0.25", "--class-weights", "balanced"]
TRAININGS = {
    "adam and dropout": CLASSIFIER,
    "sgd, no validation": [*CLASSIFIER, "--optimizer", "sgd", "--validation-share", "0"],
    "rmsprop, folds": [*CLASSIFIER, "--optimizer", "rmsprop", "--patience", "2", "--seed", "3"],
    "regression": ["--target", "y", "--hidden", "4,3", "--activation", "tanh", "--missing-indicators", "--ignore", "k"],
    "unscaled": [
        "--label",
        "4",
        "--header",
        "--category",
        "y",
        "--unscaled",
        "--optimizer",
        "adagrad",
        "--hidden",
        "3",
    ],
}


@pytest.mark.parametrize("name", TRAININGS)
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, EPOCHS))
def test_a_training_goes_on_bit_for_bit_from_any_epoch(folder, capsys, name, stop):
    run(*TRAININGS[name], "--epochs", str(EPOCHS), "--save", "whole", "--plot", "whole.svg")
    run(*TRAININGS[name], "--epochs", str(stop), "--checkpoint", "check")
    run("--resume", "check", "--epochs", str(EPOCHS), "--save", "resumed", "--plot", "resumed.svg", "--force")
    assert Path("resumed").read_bytes() == Path("whole").read_bytes()
    assert Path("resumed.svg").read_bytes() == Path("whole.svg").read_bytes()  # with the whole history


def test_a_checkpoint_is_a_model_that_predicts(folder, capsys):
    run(*CLASSIFIER, "--epochs", "2", "--checkpoint", "check", "--save", "m")
    capsys.readouterr()
    assert call(capsys, "predict", "check", "t.csv") == call(capsys, "predict", "m", "t.csv")


@pytest.mark.skipif(os.name == "nt", reason="signals of another kind")
def test_an_interrupted_training_goes_on_bit_for_bit(folder, capsys):
    options = [*CLASSIFIER, "--validation-share", "0"]
    command = [
        sys.executable,
        "-m",
        "purenn",
        "train",
        "t.csv",
        *options,
        "--epochs",
        "100000",
        "--checkpoint",
        "check",
    ]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, **pipes) as process:
        while not process.stderr.readline().startswith(b"epoch "):  # reading may take long on a busy machine
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        err = process.communicate(timeout=60)[1].decode()
    found = re.search(
        r"^purenn: interrupted after (\d+) of 100000 epochs; all steps made are saved in check$", err, re.M
    )
    assert process.returncode == 1 and found, err
    epochs = str(int(found[1]) + 2)
    run("--resume", "check", "--epochs", epochs, "--save", "resumed")
    run(*options, "--epochs", epochs, "--save", "whole")
    assert Path("resumed").read_bytes() == Path("whole").read_bytes()


def test_a_regression_checkpoint_does_not_predict_in_another_unit(folder, capsys):
    run(*TRAININGS["regression"], "--epochs", "2", "--checkpoint", "check")
    capsys.readouterr()
    message = "purenn: check: the model must be finished to predict; go on with train --resume check --save MODEL\n"
    assert call(capsys, "predict", "check", "t.csv") == (1, "", message)


@pytest.mark.parametrize(
    "arguments, code, message",
    [
        (
            ["--resume", "check", "--label", "k"],
            2,
            "--resume takes the options of its training, besides --epochs, got --label",
        ),
        (
            ["--resume", "check", "--hidden", "4"],
            2,
            "--resume takes the options of its training, besides --epochs, got --hidden",
        ),
        (
            ["--resume", "check", "--no-header"],
            2,
            "--resume takes the options of its training, besides --epochs, got --header",
        ),
        (["--resume", "none"], 1, "none: No such file or directory"),
        (["--resume", "m"], 1, "m: the file must be a checkpoint, as train --checkpoint writes it"),
        (["--resume", "check", "--epochs", "1"], 1, "epochs must be at least 2, as many as have been made, got 1"),
    ],
)
def test_what_cannot_go_on(folder, capsys, arguments, code, message):
    run(*CLASSIFIER, "--epochs", "2", "--checkpoint", "check", "--save", "m")
    capsys.readouterr()
    result = call(capsys, "train", "t.csv", *arguments, "--quiet", "--json")
    assert result[:2] == (code, "") and result[2].startswith(f"purenn: {message}")


def test_another_table_is_refused(folder, capsys):
    run(*CLASSIFIER, "--epochs", "2", "--checkpoint", "check")
    capsys.readouterr()
    for changed in (TABLE.replace("red", "pink"), TABLE.replace("6,", "7,"), TABLE.replace(",a\n", ",c\n")):
        Path("t.csv").write_text(changed)
        message = "purenn: t.csv: the table must be the one of the training to go on with, got other rows or columns\n"
        assert call(capsys, "train", "t.csv", "--resume", "check") == (1, "", message)


@pytest.mark.parametrize(
    "options",
    [
        None,
        [],
        {"save": "other"},
        {"label": "k", "force": True},
        {"label": "k", "seed": "x"},
        {"label": "k", "hidden": [8, "x"]},
        {"label": 7},
        {"label": "k", "folds": {"a": 1}},
        {"label": "k", "decimal": ";"},
    ],
    ids=repr,
)
def test_options_in_a_checkpoint_are_not_trusted(folder, capsys, options):
    run(*CLASSIFIER, "--epochs", "2", "--checkpoint", "check")
    capsys.readouterr()
    model = Model.load("check")
    model.notes = {"options": options}
    model.save("check", optimizer=True)
    shutil.copy("t.csv", "other")
    code, out, err = call(capsys, "train", "t.csv", "--resume", "check", "--quiet")
    assert code == 1 and out == "" and err.count("\n") == 1, err
    assert Path("other").read_text() == TABLE


def test_a_checkpoint_needs_a_table(capsys):
    for option in ("--checkpoint", "--resume"):
        assert call(capsys, "train", option, "x")[2].startswith(f"purenn: {option} needs a TABLE")
