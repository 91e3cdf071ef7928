"""The parts of the self-check. Each fits a smaller heap than all of them together.

    from purenn.checks import run
    run("layers")  # one part; run() runs all, as importing `purenn.selfcheck` does

A part is a module with its functions in `CHECKS`. Each of them takes a `Report` and prints its results through it.
"""

import gc

if hasattr(gc, "threshold"):  # MicroPython: frequent collection keeps a small heap unfragmented during the imports
    gc.threshold(4096)

from ..matrix import chosen_kernel, use_kernel
from .report import Report

PARTS = (
    "random_stream",
    "chapter",
    "layers",
    "gradients",
    "training",
    "errors",
    "numbers_in_layers",
    "numbers_in_other_layers",
    "numbers_in_losses",
    "explanations",
    "files",
    "exact_numbers",
)


def run(*parts: str) -> None:
    """Run parts of the self-check with the kernel "loops", whose results are the same everywhere; all if none is named.

    Raises:
        ValueError: If there is no such part.
        RuntimeError: If a check failed.
    """
    for part in parts:
        if part not in PARTS:
            raise ValueError(f"part must be one of {', '.join(PARTS)}, got {part!r}")
    report = Report()
    print("purenn selfcheck:", report.width, "bit floats")
    kernel = chosen_kernel()
    use_kernel("loops")
    try:
        for part in parts or PARTS:
            gc.collect()
            for check in __import__("purenn.checks." + part, None, None, ("CHECKS",)).CHECKS:
                try:
                    check(report)
                except Exception as error:  # count any error as a failed check and go on
                    report.check(check.__name__, False, repr(error))
    finally:
        use_kernel(kernel)
    print(f"{report.passed} passed, {report.failed} failed")
    if report.failed:
        raise RuntimeError(f"selfcheck must pass, but {report.failed} of its checks failed")
