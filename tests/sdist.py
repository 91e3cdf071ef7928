"""The command `sdist` of setup.cfg: that of setuptools, which also takes the files that only the tests need.

Without it a source distribution has neither `conftest.py` nor the other modules that the tests import.
"""

from setuptools.command.sdist import sdist


class SourceDistribution(sdist):
    def make_distribution(self) -> None:
        """Make the archive of the files that setuptools has listed, and of those for the tests."""
        for pattern in ("*.py", "*.mjs"):
            self.filelist.recursive_include("tests", pattern)
        self.filelist.include("purenn/*.json")
        super().make_distribution()
