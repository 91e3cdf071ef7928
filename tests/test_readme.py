"""The README's examples, run in order, in a folder of their own because they write files."""

import doctest
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_every_example_prints_what_the_readme_says(torch_file, monkeypatch):
    monkeypatch.chdir(torch_file.parent)  # where the recipe for weights from PyTorch finds some
    results = doctest.testfile(str(ROOT / "README.md"), module_relative=False, encoding="utf-8")
    assert results.failed == 0 and results.attempted > 30
