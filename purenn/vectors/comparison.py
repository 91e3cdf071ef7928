"""Compare the results of another implementation with test vectors, in ulps.

    comparison = compare(vectors, read_results("theirs.safetensors"))
    comparison.tensors[0].ulps, comparison.tensors[0].at

The errors of a tensor are counted in two units: in ulps of each exact entry, and in ulps of the tensor's largest
entry. Where terms cancel, the first can be large although the second is small and the result as good as any.
"""

from typing import NamedTuple, Optional

from ..validation.shapes import short_repr
from .results import Found, fit
from .tensors import CORNERS, LOOPS, Tensor, Vectors, is_extra, unflatten
from .ulps import distance, error_in_units, ulp

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

LOOSENESS = 10  # how many times the error of plain loops is suspicious where no limit is given


class TensorErrors(NamedTuple):
    """The errors of one tensor. Zeros are equal, whatever their sign.

    Attributes:
        name: The name of the tensor.
        tensor: The exact results.
        correct: How many entries are correctly rounded, which means equal to the reference.
        corners: How many entries are corners.
        excused: How many corners have another value; they count for no other figure.
        ulps: The largest error in ulps of the exact entry.
        at: The indices of the entry with that error; None if all are equal.
        theirs: That entry.
        exact: The exact entry.
        ulps_of_largest: The largest error in ulps of the largest exact entry.
        loops_ulps: The largest error of plain loops; None if the reference does not have it.
        problem: Why the tensor cannot be compared, in one line; None if it can.
    """

    name: str
    tensor: Tensor
    correct: int = 0
    corners: int = 0
    excused: int = 0
    ulps: int = 0
    at: Optional[tuple[int, ...]] = None
    theirs: float = 0.0
    exact: float = 0.0
    ulps_of_largest: float = 0.0
    loops_ulps: Optional[int] = None
    problem: Optional[str] = None

    def tolerance(self, at_most: Optional[int] = None) -> Optional[int]:
        """Return the largest error in ulps that is not suspicious; None if any is acceptable.

        It is `at_most` where that is given, else 10 times the error of plain loops, and at least 10.
        """
        if at_most is None and self.loops_ulps is not None:
            return LOOSENESS * max(1, self.loops_ulps)
        return at_most

    def is_within(self, at_most: Optional[int] = None) -> bool:
        """Return whether the tensor could be compared and its error is within its tolerance."""
        tolerance = self.tolerance(at_most)
        return self.problem is None and (tolerance is None or self.ulps <= tolerance)


class Comparison(NamedTuple):
    """The errors of all tensors.

    Attributes:
        tensors: The errors of each result, in the order of computation.
        extra: Names that the reference does not have.
    """

    tensors: list[TensorErrors]
    extra: list[str]

    def first_suspect(self, at_most: Optional[int] = None) -> Optional[TensorErrors]:
        """Return the first tensor, in the order of computation, that is not within its tolerance; None if all are."""
        return next((errors for errors in self.tensors if not errors.is_within(at_most)), None)

    def problems(self) -> list[str]:
        """Return a line for each tensor that cannot be compared."""
        missing = [errors.problem for errors in self.tensors if errors.problem is not None]
        return missing + [
            f"the reference must have every tensor, got another one, {short_repr(name)}" for name in self.extra
        ]


def compare(vectors: Vectors, results: "Mapping[str, Found]") -> Comparison:
    """Compare results with test vectors.

    Inputs, loops and corners among the results are ignored.

    Args:
        vectors: The reference.
        results: What `read_results` has returned.
    """
    extra = [name for name in results if name not in vectors.tensors and not is_extra(name)]
    return Comparison([_compare_tensor(vectors, name, results.get(name)) for name in vectors.order], extra)


def _compare_tensor(vectors: Vectors, name: str, found: "Found | None") -> TensorErrors:
    """Compare one result."""
    expected = vectors.tensors[name]
    if found is None:
        return TensorErrors(name, expected, problem=f"{name} must be among the results, got no tensor of that name")
    try:
        values = fit(found, expected, name)
    except ValueError as error:
        return TensorErrors(name, expected, problem=str(error))
    no_corners = Tensor("BOOL", expected.shape, (0.0,) * len(values))
    corners = vectors.tensors.get(CORNERS + name, no_corners).values
    errors = _largest_error(values, expected, corners)
    loops = vectors.tensors.get(LOOPS + name)
    if loops is not None:
        errors = errors._replace(loops_ulps=_largest_error(loops.values, expected, corners).ulps)
    return errors._replace(name=name, corners=int(sum(corners)))


def _largest_error(values: "tuple[float, ...]", expected: Tensor, corners: "tuple[float, ...]") -> TensorErrors:
    """Count the equal entries and find the largest errors, those at corners excepted."""
    unit = ulp(max(map(abs, expected.values)), expected.format)
    correct = excused = worst = 0
    where = None
    of_largest = 0.0
    for n, (value, exact, corner) in enumerate(zip(values, expected.values, corners)):
        if value == exact:
            correct += 1
        elif corner:
            excused += 1
        else:
            of_largest = max(of_largest, error_in_units(value, exact, unit))
            ulps = distance(value, exact, expected.format)
            if ulps > worst:
                worst, where = ulps, n
    errors = TensorErrors("", expected, correct=correct, excused=excused, ulps=worst, ulps_of_largest=of_largest)
    if where is None:
        return errors
    return errors._replace(at=unflatten(where, expected.shape), theirs=values[where], exact=expected.values[where])
