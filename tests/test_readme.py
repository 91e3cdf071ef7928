"""The README's examples, run in order, in a folder of their own because they write files."""

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

from interpreters import run_on_micropython
from purenn.cli.main import main

ROOT = Path(__file__).parent.parent


def test_every_example_prints_what_the_readme_says(torch_file, monkeypatch):
    monkeypatch.chdir(torch_file.parent)  # where the recipe for weights from PyTorch finds some
    results = doctest.testfile(str(ROOT / "README.md"), module_relative=False, encoding="utf-8")
    assert results.failed == 0 and results.attempted > 30


def test_the_explanation_it_shows_is_what_the_command_prints(capsys):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    command, block = re.search(r"python3 -m purenn (explain [^\n]*)\n```\n\n.*?```\n(.*?)```", readme, re.S).groups()
    assert main(command.split()) == 0
    assert block.startswith("Layer 1: Dense\n") and block in capsys.readouterr().out


def test_the_commands_for_a_table_run_as_written(tmp_path):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.split("## Run it on your own data")[1].split("\n## ")[0]
    commands = "\n".join(re.findall(r"```sh\n(.*?)```", section, re.S))
    assert commands.count("python3 -m purenn ") == 4
    script = commands.replace("python3", f'"{sys.executable}"')
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    finished = subprocess.run(["sh", "-ec", script], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert finished.returncode == 0, finished.stderr
    assert sorted(os.listdir(tmp_path)) == ["answers.csv", "iris.csv", "iris.safetensors", "iris.svg"]
    assert re.search(r"^30 test rows +accuracy (0\.9|1\.0)", finished.stdout, re.M)
    assert (tmp_path / "answers.csv").read_text().startswith("species,setosa,versicolor,virginica\n")
    # A second time, because the files are of the kind that is written.
    assert subprocess.run(["sh", "-ec", script], cwd=tmp_path, env=environment, capture_output=True).returncode == 0


def test_the_way_to_a_board_runs_as_written(tmp_path):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.split("## On a board")[1].split("\n## ")[0]
    commands = [line for line in section.splitlines() if line.startswith("python3 -m purenn ")]
    assert [command.split()[3] for command in commands] == ["data", "train", "board"]
    script = "\n".join(commands).replace("python3", f'"{sys.executable}"')
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    finished = subprocess.run(["sh", "-ec", script], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert finished.returncode == 0, finished.stderr
    answer, viper = re.findall(r"```py\n(.*?)```", section, re.S)[:2]
    (tmp_path / "main.py").write_text(answer)
    finished = run_on_micropython(tmp_path, "64K", library="")
    assert finished.stderr == "" and finished.stdout in ("0\n", "1\n", "2\n")
    # The function in machine code takes the place of the one in the file, and gives the same answers.
    source = (tmp_path / "network.py").read_text()
    fast = re.sub(r"def dot\(q, w\):.*?\n\n\n", lambda match: viper + "\n\n", source, flags=re.S)
    (tmp_path / "fast_network.py").write_text("import micropython\n" + fast)
    (tmp_path / "main.py").write_text(
        "import network, fast_network\nX = [[0.25, 0.5], [0.75, 0.25]]\n"
        "print(network.predict(X) == fast_network.predict(X))\n"
    )
    finished = run_on_micropython(tmp_path, "64K", library="")
    assert "viper" in fast and finished.stdout == "True\n", finished
