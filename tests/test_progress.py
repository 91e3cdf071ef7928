"""Progress: from the first second, at least every 10 seconds, within epochs too, and never for a moment's work."""

import io
from pathlib import Path

import pytest

from purenn import Dense, MeanSquaredError, Model
from purenn.cli import progress as module
from purenn.cli.main import main
from purenn.cli.progress import EpochProgress, Progress, watched
from purenn.fitting import fit
from purenn.optimizers.sgd import SGD
from purenn.training import Training


class Clock:
    """A clock that a test sets."""

    now = 0.0

    def perf_counter(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    return clock


def shown(clock, progress, seconds, fraction):
    """The lines of a work of constant speed that is seen once a second."""
    lines = []
    for second in range(1, seconds + 1):
        clock.now = float(second)
        before = progress.stream.getvalue()
        progress.show(second * fraction / seconds, ["reading"])
        lines.append(progress.stream.getvalue()[len(before) :])
    return lines


def test_a_long_work_says_something_every_ten_seconds_and_how_long_it_still_takes(clock):
    lines = shown(clock, Progress(io.StringIO()), seconds=200, fraction=0.02)
    printed = [second for second, line in enumerate(lines, 1) if line]
    assert printed[0] <= 2 and max(b - a for a, b in zip(printed, printed[1:])) <= 11
    # 2 % in 200 seconds are 10000 seconds for all, of which 9800 are left at the end.
    left = float(lines[printed[-1] - 1].split()[1])
    assert left == pytest.approx(10000 - printed[-1], rel=0.01)


def test_a_work_of_less_than_a_second_says_nothing(clock):
    progress = Progress(io.StringIO())
    for tenth in range(1, 10):
        clock.now = tenth / 10
        progress.show(tenth / 10, ["reading"])
    progress.close()
    assert progress.stream.getvalue() == ""


def test_a_training_that_goes_on_does_not_count_what_was_done_before(clock):
    progress = EpochProgress(100, io.StringIO(), done=90)
    clock.now = 20.0
    progress(91, {"loss": 1.0})  # two of the ten epochs that are left, in 20 seconds
    assert progress.stream.getvalue() == "epoch 92/100  loss 1.000  80 s left\n"


def test_an_epoch_says_how_far_it_has_got(clock):
    progress = EpochProgress(2, io.StringIO())
    model = Model([Dense(1, 1, 0)], MeanSquaredError(), SGD(0.001))

    class Slow(Training):
        def batch_done(self, epoch, samples):
            clock.now += 6.0

    X, y = [[float(n)] for n in range(10)], [float(n) for n in range(10)]
    kind = watched(Slow, progress)
    kind.batch_done = lambda self, epoch, samples: (
        Slow.batch_done(self, epoch, samples),
        progress.within(epoch, samples / len(self.X)),
    )
    fit(model, X, y, 2, batch_size=2, callback=progress, training=kind)
    lines = progress.stream.getvalue().splitlines()
    assert lines[0].startswith("epoch 1/2  20% of it") and lines[0].endswith("54 s left")
    assert [line.split("  ")[1] for line in lines if "of it" not in line][-1].startswith("loss ")
    assert len([line for line in lines if "of it" in line]) >= 6


def test_reading_and_evaluating_show_their_progress(tmp_path, monkeypatch, capsys, clock):
    monkeypatch.chdir(tmp_path)
    Path("t.csv").write_text("x,k\n" + "".join(f"{n % 7},{'ab'[n % 2]}\n" for n in range(3000)))
    perf_counter = clock.perf_counter

    def later():  # each look at the clock is two seconds later
        clock.now += 2.0
        return perf_counter()

    clock.perf_counter = later
    options = ["--label", "k", "--epochs", "1"]
    assert main(["train", "t.csv", *options, "--save", "m"]) == 0
    err = capsys.readouterr().err
    assert "% read" in err and "epoch 1/1  " in err and "100% evaluated" in err
    assert main(["evaluate", "m", "t.csv"]) == 0
    err = capsys.readouterr().err
    assert "% read" in err and "100% evaluated" in err
    assert main(["predict", "m", "t.csv"]) == 0
    assert "% predicted" in capsys.readouterr().err
    for command in (["train", "t.csv", *options], ["evaluate", "m", "t.csv"], ["predict", "m", "t.csv"]):
        assert main([*command, "--quiet"]) == 0
        assert capsys.readouterr().err == ""
