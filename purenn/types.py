"""Type aliases for the annotations of arguments and results.

    def forward(self, inputs: "MatrixLike") -> "Matrix": ...

What purenn accepts is wide (`MatrixLike`, `TargetsLike`): lists, tuples, arrays, NumPy arrays, any kind of number. What
it returns is narrow (`Matrix`, `Targets`): lists. Only type checkers import this module, because MicroPython has no
`typing`: other modules import from it under `if TYPE_CHECKING:` and quote their annotations.
"""

from collections.abc import Sequence
from typing import Any, Protocol, Union


class Number(Protocol):
    """What the formulas need of a number: float, int, Fraction, the classes of `purenn.numbers` and your own."""

    def __add__(self, other: Any, /) -> Any: ...
    def __sub__(self, other: Any, /) -> Any: ...
    def __mul__(self, other: Any, /) -> Any: ...
    def __truediv__(self, other: Any, /) -> Any: ...
    def __lt__(self, other: Any, /) -> Any: ...  # a bool; NumPy's numbers return their own kind of it


class ArrayRow(Protocol):
    """A row of another library, such as a NumPy array of one dimension."""

    def tolist(self) -> list[Any]:
        """Return the row as a list of numbers."""
        ...


class ArrayMatrix(Protocol):
    """A matrix of another library, such as a NumPy array of two dimensions."""

    def tolist(self) -> list[list[Any]]:
        """Return the matrix as a list of rows."""
        ...


Row = list[float]
# The entries are of the kind of number that the caller passed in, such as Fraction; float is written for all kinds.
Matrix = list[list[float]]
RowLike = Union[Sequence[Number], ArrayRow]
MatrixLike = Union[Sequence[RowLike], ArrayMatrix]
Targets = Union[list[int], Matrix]
# Class indices or quantities, or a row for each sample. One Sequence, because mypy takes the element type of a list
# display such as [0.5, Fraction(1, 2)] from the context only where it is not a choice of two.
TargetsLike = Union[Sequence[Union[Number, RowLike]], ArrayRow]


class LayerLike(Protocol):
    """A layer: what `Model` needs of it, derived from `Layer` or not."""

    def forward(self, inputs: Any, /) -> MatrixLike:
        """Compute the outputs of the inputs."""
        ...

    def backward(self, dvalues: Any, /) -> MatrixLike:
        """Compute the derivatives of the loss with respect to the inputs from those with respect to the outputs."""
        ...


class HasParameters(Protocol):
    """A layer that an optimizer can update: `d` before the name of a parameter is the name of its gradient."""

    @property
    def parameters(self) -> Sequence[str]:
        """The names of the parameters."""
        ...
