"""Exact numbers are rounded correctly, to the same bits everywhere."""

import gc

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .report import Report

EXACT_HEAP = 1000000  # bytes that must be free for the exact numbers


def check_exact_numbers(report: "Report") -> None:
    """Check 300 correctly rounded results, whose bits are the same everywhere; that needs doubles and memory."""
    if report.width != 64 or hasattr(gc, "mem_free") and gc.mem_free() < EXACT_HEAP:
        print("       exact numbers are not checked, for they need doubles and a heap of 2 MB")
        return
    from ..numbers.digest import EXPECTED, digest

    found = digest()
    report.check("digest of 300 exact results", found == EXPECTED, found)


CHECKS = (check_exact_numbers,)
