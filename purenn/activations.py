"""Activation functions: what a neuron makes of its weighted sum.

ReLU bends a straight line once; softmax turns a row of numbers into a row of probabilities.
"""

from .checks import as_matrix, check_logits, check_numbers
from .elementary import exp, zero_like
from .matrix import total


class ReLU:
    """Let what is positive pass, and nothing else: the rectified linear unit.

    Formula: a_sj = max(0, z_sj); a NaN passes too, so that it does not hide
    Shapes: (samples, neurons) -> (samples, neurons).
    Raises: ShapeError for what is no matrix, TypeError for an entry that is no number.
    Source: Neural Networks from Scratch in Python, chapters 4 and 5.

    >>> ReLU().forward([[1.5, -2.0], [0.0, 0.25]])
    [[1.5, 0.0], [0.0, 0.25]]
    """

    def forward(self, inputs) -> list[list[float]]:
        """Set `self.output` to a and return it."""
        inputs = as_matrix(inputs, "inputs")
        zero = zero_like(inputs[0][0])
        try:
            self.output = [[zero if z <= zero else z for z in row] for row in inputs]
        except TypeError:
            check_numbers(inputs, "inputs")
            raise
        self.inputs = inputs
        return self.output


class Softmax:
    """Turn each row of logits into probabilities that sum to 1.

    Formula: p_sj = exp(z_sj - m_s) / sum_i exp(z_si - m_s), with m_s = max_j z_sj: subtracting it changes
        nothing in the quotient, and keeps exp from overflowing
    Shapes: (samples, classes) -> (samples, classes).
    Raises: ShapeError for what is no matrix, TypeError for an entry that is no number, ValueError for NaN
        or an infinity.
    Source: Neural Networks from Scratch in Python, chapters 4 and 5.

    >>> Softmax().forward([[2.0, 2.0], [0.0, -1000.0]])
    [[0.5, 0.5], [1.0, 0.0]]
    """

    def forward(self, inputs) -> list[list[float]]:
        """Set `self.output` to p and return it."""
        inputs = as_matrix(inputs, "inputs")
        check_logits(inputs, "inputs")
        self.output = [softmax(row) for row in inputs]
        return self.output


def softmax(logits) -> list[float]:
    """One row of the formula of `Softmax`.

    >>> softmax([1.0, 1.0, 1.0, 1.0])
    [0.25, 0.25, 0.25, 0.25]
    """
    largest = max(logits)
    exponentials = [exp(z - largest) for z in logits]
    normalizer = total(exponentials)
    return [e / normalizer for e in exponentials]
