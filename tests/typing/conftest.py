"""Keeps pytest from importing the scripts in this directory: they are read by type checkers."""

collect_ignore_glob = ["*.py"]
