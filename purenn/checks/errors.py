"""Frequent mistakes are refused, with a message that names the place."""

from ..layers.dense import Dense
from ..layers.relu import ReLU
from ..losses.categorical import CategoricalCrossentropy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .report import Report


def check_errors(report: "Report") -> None:
    """Check the messages of frequent mistakes."""
    loss = CategoricalCrossentropy()
    message = "y_true[0] must be a class index in 0..1, got 2"
    report.raises("a class out of range", lambda: loss.calculate([[0.5, 0.5]], [2]), ValueError, message)
    message = "y_pred[0][0] must be a probability in [0, 1], got 2.5; "
    message = message + "put logits through Softmax first, or use SoftmaxCrossentropy"
    report.raises("logits for probabilities", lambda: loss.calculate([[2.5, 0.5]], [0]), ValueError, message)
    message = "inputs must be (samples, 2), got (1, 1)"
    report.raises("inputs of another width", lambda: Dense(2, 1, report.stream).forward([[1.0]]), ValueError, message)
    message = "inputs must be a matrix (a list of rows), got '1'"
    text: "Any" = "1"
    report.raises("text for a matrix", lambda: ReLU().forward(text), TypeError, message)


CHECKS = (check_errors,)
