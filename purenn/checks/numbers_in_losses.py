"""Every loss and metric takes every kind of number as it takes floats, and dual numbers differentiate the losses."""

from ..losses.binary import BinaryCrossentropy
from ..losses.categorical import CategoricalCrossentropy
from ..losses.from_logits import SigmoidCrossentropy, SoftmaxCrossentropy
from ..losses.regression import MeanAbsoluteError, MeanSquaredError
from ..metrics import accuracy, binary_accuracy
from .kinds import check_derivative, check_values, in_kind, kinds

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .report import Report

P = [[0.25, 0.75], [0.5, 0.5]]
Z = [[0.5, -1.25], [1.0, 2.0]]
TRUTHS = [[0.0, 1.0], [1.0, 0.5]]
CASES = (
    (CategoricalCrossentropy(), P, [0, 1]),
    (CategoricalCrossentropy(0.25, [1.0, 2.0]), P, [[0.5, 0.5], [0.0, 1.0]]),
    (SoftmaxCrossentropy(), Z, [0, 1]),
    (BinaryCrossentropy(), P, TRUTHS),
    (SigmoidCrossentropy(), Z, TRUTHS),
    (MeanSquaredError(), Z, TRUTHS),
    (MeanAbsoluteError(), Z, TRUTHS),
)


def check_losses(report: "Report") -> None:
    """Compare the losses and their derivatives with those of floats, and a dual number's derivative with `backward`."""
    for kind, tolerance in kinds(report):
        for loss, y_pred, y_true in CASES:
            numbers = in_kind(kind, y_pred)
            found = [loss.forward(numbers, y_true)] + loss.backward(numbers, y_true)
            expected = [loss.forward(y_pred, y_true)] + loss.backward(y_pred, y_true)
            check_values(report, f"{kind.__name__} in {loss!r}", found, expected, tolerance)
            if hasattr(numbers[0][0], "derivative"):
                numbers[0][0].derivative = 1.0
                result = [[loss.calculate(numbers, y_true)]]
                check_derivative(report, f"derivative of {loss!r}", result, [[1.0]], found[1][0])


def check_metrics(report: "Report") -> None:
    """Count the right answers: by hand, 1 of 2 classes and 3 of 4 truths."""
    for kind, _ in kinds(report):
        found = accuracy(in_kind(kind, Z), [0, 0]), binary_accuracy(in_kind(kind, P), TRUTHS)
        report.check(f"{kind.__name__} in the metrics", found == (0.5, 0.75), found)


CHECKS = (check_losses, check_metrics)
