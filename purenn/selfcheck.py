"""The self-check of the package for any interpreter: `python3 -m purenn.selfcheck`, or `import purenn.selfcheck`.

It needs no test framework. Each check prints its result, so that the results of two machines can be compared. The last
line is `N passed, N failed`, followed by RuntimeError if a check failed. `purenn.checks` runs one part of it, which
fits a smaller heap.
"""

from .checks import run

run()
