"""Settings of hypothesis for the whole suite: nothing written to disk, the same examples in every CI run."""

import os

from hypothesis import settings

settings.register_profile("purenn", database=None, deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("purenn")
