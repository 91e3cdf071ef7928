"""The README's examples, run in order, in a folder of their own because they write files."""

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

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
