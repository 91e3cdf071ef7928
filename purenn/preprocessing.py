"""Preparing data: holding a share of it back, and bringing its columns to one scale.

What a scale is learnt from is the training data alone; test data only has it applied.
"""

from .validation.shapes import ShapeError, as_dvalues, as_matrix, is_sequence, shown
from .elementary import sqrt
from .validation.entries import check_finite
from .matrix.loops import mean, transpose
from .random_state import as_random_state
from .validation.scalars import as_finite, as_positive, as_share


def train_test_split(X, y, test_share: float = 0.25, random_state=None, stratify: bool = False) -> tuple:
    """Shuffle the samples and hold some back: `(X_train, y_train, X_test, y_test)`.

    Formula: floor(test_share * samples + 1/2) samples are held back, at least 1 and at most samples - 1; to stratify,
        that share of each class is, and at least one sample of it stays
    Shapes: X (samples, inputs) and y (samples) or (samples, outputs), in two parts each; y (samples) to stratify.
    Raises: ShapeError for fewer than two samples or another number of targets; ValueError for a share
        outside [0, 1); TypeError for y that is no list, or of rows to stratify by.

    >>> X_train, y_train, X_test, y_test = train_test_split([[0], [1], [2], [3]], [0, 1, 2, 3], random_state=0)
    >>> X_train, y_train, X_test, y_test
    ([[3], [1], [0]], [3, 1, 0], [[2]], [2])
    """
    X = as_matrix(X, "X")
    y = y.tolist() if hasattr(y, "tolist") else y
    if not is_sequence(y):
        raise TypeError(f"y must be a list of targets, got {shown(y)}")
    if len(y) != len(X):
        raise ShapeError(f"y must have {len(X)} targets, one for each sample, got {len(y)}")
    if len(X) < 2:
        raise ShapeError(f"X must have at least two samples to split, got {len(X)}")
    if stratify and is_sequence(y[0]):
        raise TypeError(f"y must be a flat list of classes to stratify by, got {shown(y)}")
    test_share = as_share(test_share, "test_share")
    order = list(range(len(X)))
    as_random_state(random_state).shuffle(order)
    classes = {}  # the samples of each class, or all as one; in the order in which they are first met
    for s in order:
        classes.setdefault(y[s] if stratify else None, []).append(s)
    test = []
    for members in classes.values():
        test += members[: min(int(test_share * len(members) + 0.5), len(members) - 1)]
    held_back = set(test or order[:1])
    test, train = [s for s in order if s in held_back], [s for s in order if s not in held_back]
    return [X[s] for s in train], [y[s] for s in train], [X[s] for s in test], [y[s] for s in test]


class Standardizer:
    """Bring every column to mean 0 and standard deviation 1, as the data given to `fit` has them.

    It is a layer too: as the first of a model it takes data as it was measured, in training and ever after.
    Formula: z_si = (x_si - mean_i) / deviation_i, with deviation_i = sqrt(mean over s of (x_si - mean_i)**2);
        a column that does not vary is only moved to 0
    Shapes: (samples, inputs) -> (samples, inputs).
    Raises: RuntimeError for transform before fit, ShapeError for another number of columns, ValueError for NaN or
        for a column so large or so small that its squares are no float.

    >>> scale = Standardizer().fit([[1.0, 5.0], [3.0, 5.0]])
    >>> scale.means, scale.deviations, scale.transform([[5.0, 6.0]])
    ([2.0, 5.0], [1.0, 1.0], [[3.0, 1.0]])
    """

    def __init__(self, means=None, deviations=None) -> None:
        if means is not None or deviations is not None:
            self._learn(_numbers(means, "means", as_finite), _numbers(deviations, "deviations", as_positive))

    def _learn(self, means, deviations):
        if len(means) != len(deviations):
            raise ShapeError(f"deviations must be {len(means)} numbers, as the means are, got {len(deviations)}")
        self.means = means
        self.deviations = deviations
        self.n_inputs = self.n_neurons = len(means)  # by which a model finds the layers that fit each other

    def fit(self, X) -> "Standardizer":
        """Learn the means and deviations of the columns, and return this object."""
        X = as_matrix(X, "X")
        check_finite(X, "X")
        scales = [_scale(column, f"column {i} of X") for i, column in enumerate(transpose(X))]
        self._learn([m for m, _ in scales], [deviation for _, deviation in scales])
        return self

    def transform(self, X) -> list[list[float]]:
        """Return X on the scale that `fit` has learnt."""
        self.check_fitted("transform")
        X = as_matrix(X, "X", columns=len(self.means))
        check_finite(X, "X")
        return [[(x - m) / d for x, m, d in zip(row, self.means, self.deviations)] for row in X]

    formula = transform  # the name by which a model asks any layer for its formula alone

    def check_fitted(self, use: str) -> None:
        """Refuse a use that needs means and deviations, where there are none yet."""
        if not hasattr(self, "means"):
            raise RuntimeError(f"Standardizer.{use} must come after fit, which has not run yet")

    def forward(self, inputs) -> list[list[float]]:
        """Set `self.output` to z, which is `transform(inputs)`, and return it."""
        self.output = self.transform(inputs)
        return self.output

    def backward(self, dvalues) -> list[list[float]]:
        """Set `dinputs` and return it.

        Formula: dx_si = dz_si / deviation_i, because z_si changes by 1 / deviation_i for each unit of x_si
        Raises: RuntimeError before a forward pass, ShapeError for other shapes.
        """
        self.dinputs = [[dz / d for dz, d in zip(row, self.deviations)] for row in as_dvalues(dvalues, self)]
        return self.dinputs


def _scale(column, called):
    """The mean and the deviation of a column."""
    if min(column) == max(column):
        return column[0], 1.0  # exactly: a rounded mean would leave a deviation of rounding errors to divide by
    m = mean(column)
    deviation = sqrt(mean([(x - m) * (x - m) for x in column]))
    return as_finite(m, f"the mean of {called}"), as_positive(deviation, f"the deviation of {called}")


def _numbers(values, name, accept):
    """Copy a list of numbers, each accepted by itself."""
    if not is_sequence(values) or len(values) == 0:
        raise TypeError(f"{name} must be a list of numbers, got {shown(values)}")
    return [accept(value, f"{name}[{i}]") for i, value in enumerate(values)]
