"""The report of a self-check: it prints the result of each check, so that those of two machines can be compared."""

from ..random_state import RandomState

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class Report:
    """Run checks, print their results and count them.

    Attributes:
        epsilon: The distance from 1 to the next float: 2**-52 in double precision, 2**-23 in single precision.
        width: The number of bits of a float: 64 or 32, or 30 on a MicroPython that stores a float inside a pointer.
        passed: The number of checks that passed.
        failed: The number of checks that failed.
        stream: The random stream of all checks, shared because its state takes 2.5 kB.
    """

    def __init__(self) -> None:
        self.epsilon: float = 1.0
        while 1.0 + self.epsilon / 2 != 1.0:
            self.epsilon = self.epsilon / 2
        self.width: int = 64 if self.epsilon < 1e-12 else 32 if self.epsilon < 2e-7 else 30
        self.passed: int = 0
        self.failed: int = 0
        self.stream: RandomState = RandomState(0)

    def check(self, name: str, passed: bool, found: object) -> None:
        """Count a check and print the result that it found."""
        if passed:
            self.passed = self.passed + 1
        else:
            self.failed = self.failed + 1
        print("ok    " if passed else "FAILED", name, "=", found)

    def close(self, name: str, found: float, expected: float, places: float = 16) -> None:
        """Check that a number differs from the expected one by at most `places` units in the last place."""
        self.check(name, abs(found - expected) <= places * self.epsilon * max(abs(expected), 1e-3), repr(found))

    def raises(self, name: str, function: "Callable[[], object]", kind: "type[Exception]", message: str) -> None:
        """Check that a function raises an exception of a type, with a message."""
        try:
            function()
            found = "no error"
        except kind as error:
            found = str(error)
        self.check(name, found == message, found)
