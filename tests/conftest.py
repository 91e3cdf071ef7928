"""Settings for the whole suite: hypothesis writes nothing to disk; `--long` gives slow tests their full length."""

import os

import pytest
from hypothesis import settings

settings.register_profile("purenn", database=None, deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("purenn")


def pytest_addoption(parser):
    parser.addoption("--long", action="store_true", help="run the slow tests at full length, which takes an hour")


@pytest.fixture
def long_run(request):
    """Whether slow tests run at full length."""
    return request.config.getoption("--long")
