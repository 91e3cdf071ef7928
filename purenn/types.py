"""Names for the types of arguments and results, for type checkers and readers; no other module imports it at run time.

A module names them in quotes, under `if TYPE_CHECKING:`, because not every interpreter has the module `typing`.
"""

from collections.abc import Sequence
from typing import Any, Protocol, Union


class Number(Protocol):
    """What a formula asks of a number: a float, an int, a Fraction and the kinds in `purenn.numbers` all have it."""

    def __add__(self, other: Any, /) -> Any: ...
    def __sub__(self, other: Any, /) -> Any: ...
    def __mul__(self, other: Any, /) -> Any: ...
    def __truediv__(self, other: Any, /) -> Any: ...
    def __lt__(self, other: Any, /) -> bool: ...


class SupportsToList(Protocol):
    """What another library calls an array, such as NumPy's: something that becomes lists by its `tolist()`."""

    def tolist(self) -> Any: ...


Row = list[float]
Matrix = list[list[float]]  # what purenn returns; the entries are of the kind of number that the caller gave
MatrixLike = Union[Sequence[Sequence[Number]], SupportsToList]  # what it accepts
Targets = Union[list[int], Matrix]
TargetsLike = Union[Sequence[int], Sequence[Number], Sequence[Sequence[Number]], SupportsToList]
