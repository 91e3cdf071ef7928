"""The README's examples, run in order, in a folder of their own because they write files."""

import doctest
import re
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
