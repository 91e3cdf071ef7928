"""The command `play` as a user runs it: its options, own data, the server until Ctrl-C, and the exported page."""

import json
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from purenn.cli.main import main
from purenn.play import export
from purenn.play.pages import CONTENT_TYPES

ROOT = Path(__file__).parent.parent
LABEL = "</script><script>alert(1)</script>"
# Ctrl-C has to interrupt even where the tests run in the background, and children ignore it.
START = """import signal
from purenn.cli.main import main
signal.signal(signal.SIGINT, signal.default_int_handler)
raise SystemExit(main(["play", *{arguments}]))
"""

pytestmark = pytest.mark.usefixtures("loops")


def call(capsys, *arguments):
    """Run it in this process: exit code, standard output, standard error."""
    return (main(["play", *map(str, arguments)]), *capsys.readouterr())


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A table of three features and two classes, one of which is markup; and models that were trained on it."""
    folder = tmp_path_factory.mktemp("play")
    rows = [f"{n % 7},{n % 5 - 2},{n % 3 / 4},{LABEL if n % 7 > 2 else 'low'}" for n in range(40)]
    (folder / "t.csv").write_text("\n".join(["a,b,<i>c</i>,kind", *rows, ""]))
    table = str(folder / "t.csv")
    for name, options in (("m", ["--label", "kind"]), ("r", ["--target", "b", "--ignore", "kind"])):
        path = str(folder / f"{name}.safetensors")
        assert main(["train", table, *options, "--save", path, "--epochs", "3", "--quiet"]) == 0
    return folder


# -- the server ------------------------------------------------------------------------------------------------------


def started(*arguments):
    script = START.format(arguments=list(map(str, arguments)))
    process = subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    return process, re.fullmatch(r"purenn play: (http://127\.0\.0\.1:\d+/[\w-]{24}/)\n", process.stdout.readline())


@pytest.mark.skipif(sys.platform == "win32", reason="no Ctrl-C can be sent there")
def test_it_prints_its_address_serves_the_table_and_ends_with_ctrl_c(files):
    process, address = started(files / "t.csv", "--label", "kind", "--hidden", "4,3")
    try:
        assert process.stdout.readline() == "Only this machine can open it. Ctrl-C ends it.\n"
        with urllib.request.urlopen(address[1], timeout=10) as response:
            assert response.headers["Content-Type"] == CONTENT_TYPES[""]
        with urllib.request.urlopen(address[1] + "api/data?session=a", timeout=10) as response:
            data = json.load(response)
        with urllib.request.urlopen(address[1] + "api/state?session=a", timeout=10) as response:
            state = json.load(response)
        assert (data["columns"], data["labels"]) == (["a", "b", "<i>c</i>"], [LABEL, "low"])
        assert (data["table"], data["model"], len(data["X"])) == (True, False, 40)
        assert state["settings"]["hidden"] == [4, 3]
    finally:
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=10)
    assert (process.returncode, out, err) == (1, "", "purenn: play has ended\n")


def test_a_busy_port_is_one_line(capsys):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        code, out, err = call(capsys, "--port", port)
    assert (code, out) == (1, "")
    assert re.fullmatch(rf"purenn: --port must be one that is free, got {port}: .+\n", err)


def test_the_browser_is_opened_only_if_asked(monkeypatch, capsys):
    """Because other users of the machine can read a command line, and so the token."""
    import webbrowser

    from purenn.play.server import Server

    def interrupted(self, poll_interval):
        raise KeyboardInterrupt

    opened = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    monkeypatch.setattr(Server, "serve_forever", interrupted)
    assert call(capsys)[0] == 1 and opened == []
    code, out, err = call(capsys, "--open")
    assert (code, err) == (1, "purenn: play has ended\n")
    assert opened == [re.search(r"http\S+", out)[0]]


# -- its options -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("nothing.csv", "SOURCE must be spiral, vertical or a file, got 'nothing.csv'"),
        ("t.csv", "a TABLE needs --label COLUMN"),
        ("t.csv --label kind --data t.csv", "--data is for a MODEL, and a TABLE has its data"),
        ("t.csv --label kind --samples 5", "settings must be among data, hidden, activation, scale, seed, optimizer,"),
        ("m.safetensors", "a MODEL needs --data TABLE"),
        ("m.safetensors --data t.csv --label kind", "--label is for a TABLE to train on, and a MODEL has its columns"),
        ("m.safetensors --data t.csv --hidden 3", "settings must be among data, optimizer, learning_rate for the data"),
        ("spiral --label kind", "--label is for a file, got the data set spiral"),
        ("vertical --no-header", "--header is for a file, got the data set vertical"),
        ("--hidden 3,x", "argument --hidden: it must be an integer, got 'x'"),
        ("--hidden 65", "hidden must be 1 or 2 integers in 1..64, got [65]"),
        ("--samples 301", "samples must be an integer in 2..300, got 301"),
        ("--port 65536", "--port must be in 1..65535, got 65536"),
        ("--epochs 3", "--epochs needs --export FILE"),
        ("--sample 0", "--sample needs --export FILE"),
        ("--force", "--force needs --export FILE"),
        ("--export p.html --open", "--open is for a page that is served, not for --export"),
        ("--export p.html --sample 300", "--sample must be in 0..299, got 300"),
        ("t.csv --label kind --export t.csv", "--export must be another file than SOURCE, got t.csv"),
    ],
)
def test_a_wrong_option_is_one_line_and_exits_2(files, capsys, monkeypatch, options, message):
    monkeypatch.chdir(files)
    code, out, err = call(capsys, *options.split())
    assert (code, out) == (2, "")
    assert err.startswith(f"purenn: {message}") and err.endswith("see python3 -m purenn play --help\n")
    assert err.count("\n") == 1 and not (files / "p.html").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("r.safetensors --data t.csv", "the model must be a classifier to be drawn, got one with MeanSquaredError"),
        ("t.csv --label kind --ignore a --ignore b", "the data must have at least 2 features to be drawn, got 1"),
        ("t.csv --label nothing", "t.csv: the file must have a column 'nothing', got "),
        ("m.safetensors --data missing.csv", "missing.csv: No such file or directory"),
        ("--export m.safetensors", "m.safetensors: Exists and is not an HTML page; --force replaces it"),
    ],
)
def test_data_that_cannot_be_played_is_one_line_and_exits_1(files, capsys, monkeypatch, options, message):
    monkeypatch.chdir(files)
    code, out, err = call(capsys, *options.split())
    assert (code, out) == (1, "")
    assert err.startswith(f"purenn: {message}") and err.count("\n") == 1


def test_text_and_missing_values_become_features(tmp_path, capsys):
    """As for `train`: a category has a feature of 0 and 1, and the median of 2, 4 and 8 fills the empty cell."""
    table, path = tmp_path / "t.csv", tmp_path / "page.html"
    table.write_text("size,colour,kind\n2,red,a\n4,blue,b\n,red,a\n8,blue,b\n")
    assert call(capsys, table, "--label", "kind", "--export", path)[0] == 0
    data = exported(path.read_text(encoding="utf-8"))["data"]
    assert data["columns"] == ["size", "colour=blue", "colour=red"]
    assert data["X"] == [[2, 0, 1], [4, 1, 0], [4, 0, 1], [8, 1, 0]]


# -- the exported page -----------------------------------------------------------------------------------------------


def exported(page):
    (answers,) = re.findall(r'<script type="application/json" id="exported">(.*?)</script>', page, re.DOTALL)
    return json.loads(answers)


def test_an_exported_page_has_the_numbers_of_its_sample_and_needs_nothing_else(tmp_path, capsys):
    path = tmp_path / "page.html"
    assert call(capsys, "--epochs", 2, "--sample", 7, "--export", path) == (0, "", "")
    page = path.read_text(encoding="utf-8")
    answers = exported(page)
    assert (answers["state"]["epoch"], answers["state"]["sample"], answers["state"]["phase"]) == (2, 7, "backward")
    assert len(answers["data"]["X"]) == 300 and answers["regions"]["cells"] == 50
    numbers = answers["numbers"]
    names = {f"{name}[7][{j}]" for name in ("z1", "a1", "z2", "p", "dz1", "da1", "dz2") for j in range(3)}
    names |= {f"{d}w1[{i}][{j}]" for d in ("", "d") for i in range(2) for j in range(3)}
    assert names | {"L", "L[7]", "x[7][0]", "y[7]", "b2[0][2]", "db2[0][2]"} <= set(numbers)
    for name, answer in numbers.items():
        assert answer["6"]["value"] == answer["17"]["value"] and answer["17"]["name"] == name
    assert numbers["p[7][1]"]["6"]["value"] == answers["state"]["values"]["p"][1]
    # No file, style or script from elsewhere, and no module that is imported.
    assert not re.search(r"""(src|href)=["'](?!data:|#)""", page)
    assert "\nimport " not in page and "\nexport " not in page
    assert "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:" in page


def test_a_label_cannot_end_the_script_of_an_exported_page(files, tmp_path, capsys):
    path = tmp_path / "page.html"
    assert call(capsys, files / "m.safetensors", "--data", files / "t.csv", "--export", path)[0] == 0
    page = path.read_text(encoding="utf-8")
    assert exported(page)["data"]["labels"] == [LABEL, "low"]
    assert [layer["kind"] for layer in exported(page)["state"]["layers"]][-1] == "Softmax"
    assert "alert(1)</script>" not in page and page.count("</script>") == 2


def test_a_large_page_says_so_before_it_is_written(tmp_path, capsys, monkeypatch):
    path = tmp_path / "page.html"
    monkeypatch.setattr(export, "LARGE", 100_000)
    code, out, err = call(capsys, "--samples", 5, "--export", path)
    size = f"{path.stat().st_size / 1e6:.1f} MB"
    assert (code, out, err) == (0, "", f"purenn: {path} will have {size}\n")
    assert f'<p class="note">This file has {size}.</p>\n<main>' in path.read_text(encoding="utf-8")


def test_a_page_is_replaced_by_a_page(tmp_path, capsys):
    path = tmp_path / "page.html"
    for seed in (0, 1):
        assert call(capsys, "--samples", 2, "--seed", seed, "--export", path)[0] == 0
    assert exported(path.read_text(encoding="utf-8"))["state"]["settings"]["seed"] == 1
    path.write_text("notes")
    assert call(capsys, "--samples", 2, "--export", path)[0] == 1
    assert path.read_text() == "notes"
    assert call(capsys, "--samples", 2, "--export", path, "--force")[0] == 0
