"""Nothing is overwritten or lost: output files, closed streams, narrow terminals, interrupts at the start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purenn import Dense, MeanSquaredError, Model
from purenn.cli.class_report import LONGEST_LABEL, class_figures, class_report
from purenn.cli.main import COMMANDS, main
from purenn.cli.progress import EpochProgress
from purenn.formats.csv_rows import Rows
from purenn.formats.file_kinds import EMPTY, HTML, MODEL, OTHER, PYTHON, SAFETENSORS, SVG, describe
from purenn.formats.safetensors import encode

ROOT = Path(__file__).parent.parent
TABLE = "x,y,k\n" + "".join(f"{n % 7},{n % 5},{'ab'[n % 2]}\n" for n in range(30))
TRAIN = ["train", "t.csv", "--label", "k", "--epochs", "1", "--quiet"]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a table, in which the test runs."""
    monkeypatch.chdir(tmp_path)
    Path("t.csv").write_text(TABLE)
    return tmp_path


def call(capsys, *arguments):
    """Run a command in this process: exit code, standard output, standard error."""
    return (main(list(arguments)), *capsys.readouterr())


def shell(line):
    """Run a line of a shell in which `purenn` is the command; the whole result."""
    purenn = f'purenn() {{ "{sys.executable}" -m purenn "$@"; }}; '
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONUNBUFFERED", None)
    return subprocess.run(["sh", "-c", purenn + line], env=environment, capture_output=True, text=True, timeout=60)


posix = pytest.mark.skipif(os.name == "nt", reason="a shell and devices of another kind")


@pytest.mark.parametrize(
    "options, message",
    [
        (["--save", "t.csv"], "--save must be another file than TABLE, got t.csv"),
        (["--save", "./t.csv"], "--save must be another file than TABLE, got ./t.csv"),
        (["--plot", "t.csv"], "--plot must be another file than TABLE, got t.csv"),
        (["--plot", "link.csv"], "--plot must be another file than TABLE, got link.csv"),
        (["--save", "hard.csv"], "--save must be another file than TABLE, got hard.csv"),
        (["--save", "new", "--plot", "new"], "--plot must be another file than --save, got new"),
        (["--save", "new", "--plot", "./x/../new"], "--plot must be another file than --save, got ./x/../new"),
        (["--save", "to-new", "--plot", "new"], "--plot must be another file than --save, got new"),
    ],
)
def test_an_output_is_no_input_and_no_other_output(folder, capsys, options, message):
    os.symlink("t.csv", "link.csv")
    os.link("t.csv", "hard.csv")
    os.symlink("new", "to-new")
    os.mkdir("x")
    for force in ([], ["--force"]):
        result = call(capsys, *TRAIN, *options, *force)
        assert result == (2, "", f"purenn: {message}; see python3 -m purenn train --help\n")
    assert Path("t.csv").read_text() == TABLE and not os.path.exists("new")


@posix
def test_an_output_is_not_the_file_that_a_stream_is_redirected_to(folder):
    result = shell("purenn train --epochs 1 --samples 5 --save new > new")
    assert result.returncode == 2 and "--save must be another file than standard output, got new;" in result.stderr
    result = shell("purenn train --epochs 1 --samples 5 --plot new 2> new")
    assert result.returncode == 2 and "--plot must be another file than standard error" in Path("new").read_text()
    assert shell("purenn train --epochs 1 --samples 5 --save other > new").returncode == 0


def model_bytes():
    model = Model([Dense(1, 1, 0)], MeanSquaredError())
    model.save("model")
    return Path("model").read_bytes()


KINDS = [
    (b"", EMPTY),
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", SVG),
    (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- <html> -->\n<!DOCTYPE svg>\n<SVG/>", SVG),
    (b"<!doctype HTML>\n<html><svg/></html>", HTML),
    (b"<!-- a page --><html>", HTML),
    (b"<!-- <svg>", OTHER),
    (b"<?xml version='1.0'?><data><svg/></data>", OTHER),
    (TABLE.encode(), OTHER),
    (b"\0" * 100, OTHER),
    (b"\xff\xfe<\0s\0v\0g\0", OTHER),
    (encode([("x", "F32", [[1.0]])], {}), SAFETENSORS),
    (encode([("x", "F32", [[1.0]])], {"format": "pt"}), SAFETENSORS),
    (b"\2\0\0\0\0\0\0\0{]", SAFETENSORS),
    (b'"""A neural network, written by purenn. It needs nothing but this file.', PYTHON),
    (b'"""A neural network."""', OTHER),
]


@pytest.mark.parametrize("content, kind", KINDS, ids=[repr(content[:20]) for content, _ in KINDS])
def test_a_file_is_known_by_its_content(folder, content, kind):
    Path("file").write_bytes(content)
    assert describe("file") == kind


@given(st.binary(max_size=60))
def test_any_content_is_of_some_kind(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "content"
    path.write_bytes(content)
    assert describe(path) in (EMPTY, SVG, HTML, SAFETENSORS, PYTHON, OTHER)


def test_a_model_is_known_by_its_metadata(folder):
    model_bytes()
    assert describe("model") == MODEL


WRITERS = [
    (MODEL, [*TRAIN, "--save"]),
    (SVG, [*TRAIN, "--plot"]),
    (SVG, ["plot", "spiral"]),
    (SVG, ["plot", "loss"]),
    (HTML, ["explain", "--samples", "2", "--html"]),
]


@pytest.mark.parametrize("kind, arguments", WRITERS, ids=[" ".join(arguments) for _, arguments in WRITERS])
def test_a_file_of_another_kind_is_replaced_only_by_force(folder, capsys, kind, arguments):
    contents = {EMPTY: b"", SVG: b"<svg/>", HTML: b"<html>", OTHER: b"precious", SAFETENSORS: KINDS[-2][0]}
    contents[MODEL] = model_bytes()
    for other, content in contents.items():
        Path("file").write_bytes(content)
        result = call(capsys, *arguments, "file")
        if other in (kind, EMPTY):
            assert result[0] == 0 and describe("file") == kind
        else:
            assert result == (1, "", f"purenn: file: Exists and is not {kind}; --force replaces it\n")
            assert Path("file").read_bytes() == content
            assert call(capsys, *arguments, "file", "--force")[0] == 0 and describe("file") == kind


@posix
def test_a_pipe_is_written_to_and_not_read(folder):
    os.mkfifo("pipe")
    result = shell("cat pipe > m & purenn train t.csv --label k --epochs 1 --quiet --save pipe; wait")
    assert result.returncode == 0 and describe("m") == MODEL
    result = shell("purenn train t.csv --label k --epochs 1 --quiet --save /dev/stdout | cat > both")
    assert result.stderr == "" and Path("m").read_bytes() in Path("both").read_bytes()


def test_a_table_is_not_replaced_by_a_data_set(folder, capsys):
    result = call(capsys, "data", "vertical", "t.csv")
    assert result == (1, "", "purenn: t.csv: Exists with other content; --force replaces it\n")
    assert Path("t.csv").read_text() == TABLE
    for arguments in (["new.csv"], ["new.csv"], ["t.csv", "--force"]):
        assert call(capsys, "data", "vertical", *arguments) == (0, "", "")
    assert Path("t.csv").read_bytes() == Path("new.csv").read_bytes()


@posix
@pytest.mark.parametrize("stderr", ["2>&-", "2>/dev/full", "2>&1 >/dev/null | true"])
def test_progress_that_cannot_be_written_does_not_stop_a_training(folder, stderr):
    if "full" in stderr and not os.path.exists("/dev/full"):
        pytest.skip("no device that is always full")
    result = shell(f"purenn train --epochs 20 --samples 5 --save m {stderr}; echo $?")
    assert describe("m") == MODEL and result.stderr == "" and result.stdout.endswith("0\n")
    result = shell(f"purenn train --epochs 20 --samples 5 --bogus {stderr}; echo $?")
    assert (result.stdout, result.stderr) == ("0\n" if "|" in stderr else "2\n", "")
    result = shell(f"purenn train none.csv --label k {stderr}; echo $?")
    assert (result.stdout, result.stderr) == ("0\n" if "|" in stderr else "1\n", "")


def test_progress_stops_where_it_cannot_be_written():
    class Full:
        written = 0

        def isatty(self):
            return False

        def write(self, text):
            self.written += 1
            raise OSError(28, "No space left on device")

    stream = Full()
    progress = EpochProgress(2, stream)
    for epoch in range(2):
        progress(epoch, {"loss": 1.0})
    progress.close()
    assert stream.written == 1
    EpochProgress(1, None)(0, {"loss": 1.0})
    with open(os.devnull, "w") as closed:
        pass
    EpochProgress(1, closed)(0, {"loss": 1.0})


COMMAND_LINES = ["", "--version", "--help", "--float32", "train --epochs 1 --samples 5", "train t.csv --label k"]
COMMAND_LINES += ["predict m t.csv", "evaluate m t.csv", "plot spiral", "plot loss", "explain", "size 2-3", "data sine"]
COMMAND_LINES += [f"{name} --help" for name, _, _ in COMMANDS]


@posix
@pytest.mark.parametrize("line", COMMAND_LINES)
def test_a_closed_standard_output_is_one_line(folder, line):
    result = shell(f"purenn {line} >&-")
    assert (result.returncode, result.stderr) == (1, "purenn: standard output must be open, but is closed\n")
    result = shell(f"purenn {line} >&- 2>&-")
    assert (result.returncode, result.stderr) == (1, "")


@posix
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")
@pytest.mark.parametrize("line", COMMAND_LINES)
def test_a_full_standard_output_is_one_line(folder, line):
    if line.startswith(("predict", "evaluate")):
        assert shell("purenn train t.csv --label k --epochs 1 --save m").returncode == 0
    result = shell(f"purenn {line} >/dev/full")
    message = result.stderr.splitlines()[-1]  # below the progress of a training
    assert (result.returncode, message) == (1, "purenn: No space left on device"), result.stderr
    assert "Traceback" not in result.stderr and "Exception ignored" not in result.stderr


@posix
def test_a_training_whose_output_is_not_read_is_saved(folder):
    for line in ("train --epochs 5 --samples 5", "train t.csv --label k --epochs 5"):
        result = shell(f"(purenn {line} --save m; echo $? >&2) | true")
        assert describe("m") == MODEL and result.stderr.splitlines()[-1] == "1" and "Trace" not in result.stderr
        os.unlink("m")
        result = shell(f"purenn {line} --save m >/dev/full")
        assert describe("m") == MODEL and result.returncode == 1
        assert result.stderr.splitlines()[-1] == "purenn: No space left on device"
        os.unlink("m")


# Sends an interrupt to the process when the module AT is imported.
INTERRUPT = """
import os, signal, sys

class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == os.environ.get("AT"):
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Finder())
"""


@posix
@pytest.mark.parametrize(
    "module",
    [
        "cli",
        "cli.main",
        "cli.streams",
        "cli.options",
        "cli.train",
        "cli.train_table",
        "model",
        "engine.plan",
        "cli.chapter",
    ],
)
def test_an_interrupt_at_the_start_is_one_line(folder, module):
    Path("sitecustomize.py").write_text(INTERRUPT)
    arguments = [] if module == "cli.chapter" else ["train", "--epochs", "1", "--samples", "5", "--quiet"]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{folder}", "AT": f"purenn.{module}"}
    result = subprocess.run(
        [sys.executable, "-m", "purenn", *arguments], env=environment, capture_output=True, text=True, timeout=60
    )
    assert (result.returncode, result.stderr) == (1, "purenn: interrupted\n")


class Narrow(list):
    """A terminal that records what is written to it."""

    write = list.append

    def isatty(self):
        return True

    def flush(self):
        pass


@pytest.mark.parametrize("columns", [10, 20, 40, 60, 200])
def test_progress_fits_the_terminal(monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    terminal = Narrow()
    progress = EpochProgress(2000, terminal)
    progress.printed = -1e9
    for epoch in (0, 1999):
        progress(epoch, {"loss": 12345.678, "accuracy": 0.5})
    progress.close()
    lines = [text.removeprefix("\r") for text in terminal[:-1]]
    assert len(lines) == 2 and all(len(line) < columns for line in lines)
    assert lines[0].startswith("epoch 1/2000"[: columns - 1])
    assert ("loss" in lines[1], "left" in lines[1], "accuracy" in lines[1]) == (
        columns >= 40,
        columns >= 60,
        columns >= 60,
    ), lines
    assert terminal[-1] == "\n"


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="no terminals to be made")
def test_on_a_real_terminal_of_40_columns_nothing_wraps(folder):
    import fcntl
    import struct
    import termios

    labels = ["Iris setosa", "Iris versicolor", "Iris virginica"]
    Path("t.csv").write_text("x,y,k\n" + "".join(f"{n % 7},{n % 5},{labels[n % 3]}\n" for n in range(30)))
    master, slave = os.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 40, 0, 0))
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "PYTHONIOENCODING": "utf-8"}
    environment.pop("COLUMNS", None)
    arguments = ["train", "t.csv", "--label", "k", "--epochs", "30"]
    with subprocess.Popen(
        [sys.executable, "-m", "purenn", *arguments], stdout=slave, stderr=slave, env=environment
    ) as process:
        os.close(slave)
        output = b""
        try:
            while chunk := os.read(master, 65536):
                output += chunk
        except OSError:  # the end of a terminal
            pass
        assert process.wait(timeout=60) == 0
    os.close(master)
    text = output.decode().replace("\r\n", "\n")
    progress = [line for line in text.replace("\r", "\n").split("\n") if line.startswith("epoch ")]
    assert progress and max(map(len, progress)) < 40
    report = text.split("confusion matrix")[1].split("\n")
    assert max(map(len, report)) <= 40 and len([line for line in report if line.startswith("Iris versicolor")]) == 5


def test_a_class_report_that_fits_is_one_block():
    figures = class_figures([0, 1, 1, 1], [0, 0, 1, 1], ["cat", "dog"])
    lines = class_report(figures, "4 rows", width=41)
    assert lines == [
        "4 rows, confusion matrix: true class",
        "(rows), predicted class (columns)",
        "       cat  dog  precision  recall     F1",
        "cat      1    1      1.000   0.500  0.667",
        "dog      0    2      0.667   1.000  0.800",
    ]
    assert class_report(figures, "4 rows", width=33)[3:] == [
        "       cat  dog  precision",
        "cat      1    1      1.000",
        "dog      0    2      0.667",
        "",
        "       recall     F1",
        "cat     0.500  0.667",
        "dog     1.000  0.800",
    ]


@given(
    st.lists(
        st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=30),
        min_size=2,
        max_size=9,
        unique=True,
    ),
    st.integers(24, 120),
    st.data(),
)
def test_every_class_report_fits_its_width_and_has_every_number(labels, width, data):
    n = len(labels)
    classes = st.lists(st.integers(0, n - 1), min_size=20, max_size=20)
    figures = class_figures(data.draw(classes), data.draw(classes), labels)
    lines = class_report(figures, width=width)
    assert max(map(len, lines)) <= width
    wide = class_report(figures)
    assert len(wide) == n + 2
    blocks, margin = [], max(5, *[min(len(label), LONGEST_LABEL, width // 2 - 1) for label in labels])
    for line in lines[lines.index(next(line for line in lines if line.startswith(" " * 5))) :] + [""]:
        if line.startswith(" " * 5):
            blocks.append([])
        elif line:
            blocks[-1].append(line[margin:].split())
    for k in range(n):
        assert sum((block[k] for block in blocks), []) == wide[k + 2].split()[-n - 3 :]


def test_a_file_of_another_kind_is_no_table(folder):
    model_bytes()
    with pytest.raises(ValueError, match="^model: the file must be a CSV table, got a safetensors file$"):
        Rows("model")
    Path("book.xlsx").write_bytes(b"PK\3\4" + b"\0" * 100)
    with pytest.raises(ValueError, match="^book.xlsx: the file must be a CSV table, got a zip archive, which Excel "):
        Rows("book.xlsx")


@pytest.mark.parametrize("command", ["predict", "evaluate"])
def test_swapped_arguments_are_named(folder, capsys, command):
    assert call(capsys, *TRAIN, "--save", "m")[0] == 0
    message = "MODEL comes before TABLE, but m is a model and t.csv is none"
    assert call(capsys, command, "t.csv", "m") == (
        2,
        "",
        f"purenn: {message}; see python3 -m purenn {command} --help\n",
    )
    message = "purenn: t.csv: the file must be a safetensors file, got one that begins with b'x,y,k\\n0,0'\n"
    assert call(capsys, command, "t.csv", "t.csv") == (1, "", message)
    assert call(capsys, command, "m", "t.csv")[0] == 0
    message = "purenn: m: the file must be a CSV table, got a safetensors file\n"
    assert call(capsys, command, "m", "m") == (1, "", message)
    assert call(capsys, "train", "m", "--label", "k") == (1, "", message)
