"""Scaling the columns of data.

A scale is fitted to the training data alone, and then applied to test data too.
"""

from .elementary import sqrt
from .inspection import constructor_call
from .layers.base import Layer
from .matrix import mean
from .validation.entries import as_dvalues, as_finite_matrix
from .validation.scalars import as_finite, as_positive
from .validation.shapes import ShapeError, is_sequence, short_repr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from .types import Matrix, MatrixLike, Row


class Standardizer(Layer):
    """A scale under which every column of the data given to `fit` has mean 0 and standard deviation 1.

    z_si = (x_si - mean_i) / deviation_i, with deviation_i = sqrt(mean over s of (x_si - mean_i)**2);
    a column that does not vary, or only by rounding, is only shifted to 0.

    It is a layer too: as the first layer of a model it scales all data that the model gets.

    Args:
        means: The mean of each column, if they are known; else they come from `fit`.
        deviations: The standard deviation of each column.

    Attributes:
        means: The mean of each column.
        deviations: The standard deviation of each column, 1 for one that does not vary, or only by rounding: by less
            than 8 units in the last place of its largest entry.

    >>> scale = Standardizer().fit([[1.0, 5.0], [3.0, 5.0]])
    >>> scale.means, scale.deviations, scale.transform([[5.0, 6.0]])
    ([2.0, 5.0], [1.0, 1.0], [[3.0, 1.0]])
    """

    means: "Row"
    deviations: "Row"
    n_inputs: int
    n_neurons: int

    def __init__(self, means: "Sequence[float] | None" = None, deviations: "Sequence[float] | None" = None) -> None:
        if means is not None or deviations is not None:
            self._set(_numbers(means, "means", as_finite), _numbers(deviations, "deviations", as_positive))

    def _set(self, means: "Row", deviations: "Row") -> None:
        if len(means) != len(deviations):
            raise ShapeError(f"deviations must be {len(means)} numbers, as the means are, got {len(deviations)}")
        self.means = means
        self.deviations = deviations
        self.n_inputs = self.n_neurons = len(means)  # by these a model checks that its layers fit

    def fit(self, X: "MatrixLike") -> "Standardizer":
        """Compute the means and deviations of the columns of X, and return this object.

        Raises:
            ShapeError: If X is not a matrix.
            ValueError: If an entry is NaN or infinite, or the squares of a column overflow or vanish.
        """
        X = as_finite_matrix(X, "X")
        # One column after another, because a transposed matrix of floats would take four times the memory of arrays.
        scales = [_scale([row[i] for row in X], f"column {i} of X") for i in range(len(X[0]))]
        self._set([m for m, _ in scales], [deviation for _, deviation in scales])
        return self

    def transform(self, X: "MatrixLike") -> "Matrix":
        """Scale X.

        Args:
            X: x, (samples, columns).

        Returns:
            z, (samples, columns).

        Raises:
            RuntimeError: If there are no means and deviations yet.
            ShapeError: If X has another number of columns.
            ValueError: If an entry is NaN or infinite.
        """
        self._check_fitted("transform")
        return self._scaled(as_finite_matrix(X, "X", columns=len(self.means)))

    def forward(self, inputs: "MatrixLike") -> "Matrix":
        """Scale the inputs, as `transform` does, and keep `self.inputs` and `self.output`."""
        self._check_fitted("forward")
        self.inputs: "Matrix" = as_finite_matrix(inputs, "inputs", columns=len(self.means))
        self.output: "Matrix" = self._scaled(self.inputs)
        return self.output

    def backward(self, dvalues: "MatrixLike") -> "Matrix":
        """Compute the derivatives of the loss with respect to x.

        dx_si = dz_si / deviation_i, because z_si changes by 1 / deviation_i for each unit of x_si

        Args:
            dvalues: dz, the derivatives of the loss with respect to z, (samples, columns).

        Returns:
            `self.dinputs`: dx, (samples, columns).

        Raises:
            RuntimeError: If no forward pass has run.
            ShapeError: If dvalues have another shape than the output.
        """
        self.dinputs: "Matrix" = [[dz / d for dz, d in zip(row, self.deviations)] for row in as_dvalues(dvalues, self)]
        return self.dinputs

    def _scaled(self, X: "Matrix") -> "Matrix":
        return [[(x - m) / d for x, m, d in zip(row, self.means, self.deviations)] for row in X]

    def _check_fitted(self, method: str) -> None:
        if not hasattr(self, "means"):
            raise RuntimeError(f"Standardizer.{method} must come after fit, which has not run yet")

    def __repr__(self) -> str:
        if not hasattr(self, "means"):
            return "Standardizer()"
        return constructor_call(self, means=(self.means, None), deviations=(self.deviations, None))


def _scale(column: "Row", name: str) -> "tuple[float, float]":
    """Return the mean and the deviation of a column."""
    least, most = min(column), max(column)
    largest = most if most > -least else -least
    if largest + (most - least) / 16 == largest:  # they differ by less than 8 units in the last place, or not at all
        return column[0] * 1.0, 1.0  # a float of an integer, and no deviation of rounding errors to divide by
    m = mean(column)
    deviation = sqrt(mean([(x - m) * (x - m) for x in column]))
    return as_finite(m, f"the mean of {name}"), as_positive(deviation, f"the deviation of {name}")


def _numbers(values: "Any", name: str, accept: "Callable[[Any, str], float]") -> "Row":
    """Copy a list of numbers, each of which is validated."""
    if not is_sequence(values) or len(values) == 0:
        raise TypeError(f"{name} must be a list of numbers, got {short_repr(values)}")
    return [accept(value, f"{name}[{i}]") for i, value in enumerate(values)]
