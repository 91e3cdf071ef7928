"""Activation functions: what a neuron makes of its weighted sum.

Each has its derivative directly under its formula. The method `formula` is that alone, of inputs of the right shape;
`forward` is the door to it, which checks and keeps what `backward` needs.
"""

import math

from ..validation.shapes import as_dvalues, as_matrix
from ..elementary import exp, zero_like
from ..validation.entries import check_finite, check_numbers
from ..matrix.fast import is_plain
from ..matrix.loops import total


class ReLU:
    """Let what is positive pass, and nothing else: the rectified linear unit.

    Formula: a_sj = max(0, z_sj); a NaN passes too, so that it does not hide
    Shapes: (samples, neurons) -> (samples, neurons).
    Raises: ShapeError for what is no matrix, TypeError for an entry that is no number.
    Source: Neural Networks from Scratch in Python, chapters 4, 5 and 9.

    >>> layer = ReLU()
    >>> layer.forward([[1.5, -2.0], [0.0, 0.25]]), layer.backward([[1.0, 1.0], [1.0, 1.0]])
    ([[1.5, 0.0], [0.0, 0.25]], [[1.0, 0.0], [0.0, 1.0]])
    """

    def forward(self, inputs) -> list[list[float]]:
        """Set `self.output` to a and return it."""
        inputs = as_matrix(inputs, "inputs")
        try:
            self.output = self.formula(inputs)
        except TypeError:
            check_numbers(inputs, "inputs")
            raise
        return self.output

    def formula(self, inputs) -> list[list[float]]:
        """Return a of inputs of the right shape, and keep nothing."""
        zero = zero_like(inputs[0][0])
        return [[zero if z <= zero else z for z in row] for row in inputs]

    def backward(self, dvalues) -> list[list[float]]:
        """Set `dinputs` and return it.

        Formula: dz_sj = da_sj where a_sj > 0, else 0, because there a_sj stays 0 whatever z_sj does;
            at the corner z_sj = 0 the derivative is taken to be 0
        Raises: RuntimeError before a forward pass, ShapeError for other shapes.
        """
        dvalues = as_dvalues(dvalues, self)
        zero = zero_like(dvalues[0][0])
        self.dinputs = [
            [zero if a <= zero else da for a, da in zip(a_row, da_row)] for a_row, da_row in zip(self.output, dvalues)
        ]
        return self.dinputs


class Softmax:
    """Turn each row of logits into probabilities that sum to 1.

    Formula: p_sj = exp(z_sj - m_s) / sum_i exp(z_si - m_s), with m_s = max_j z_sj: subtracting it changes
        nothing in the quotient, and keeps exp from overflowing
    Shapes: (samples, classes) -> (samples, classes).
    Raises: ShapeError for what is no matrix, TypeError for an entry that is no number, ValueError for NaN
        or an infinity.
    Source: Neural Networks from Scratch in Python, chapters 4, 5 and 9.

    >>> layer = Softmax()
    >>> layer.forward([[2.0, 2.0], [0.0, -1000.0]]), layer.backward([[1.0, 0.0], [1.0, 0.0]])
    ([[0.5, 0.5], [1.0, 0.0]], [[0.25, -0.25], [0.0, 0.0]])
    """

    def forward(self, inputs) -> list[list[float]]:
        """Set `self.output` to p and return it."""
        self.output = self.formula(as_matrix(inputs, "inputs"))
        return self.output

    def formula(self, inputs) -> list[list[float]]:
        """Return p of inputs of the right shape, and keep nothing."""
        exp = exp_of_finite(inputs)
        return [softmax(row, exp) for row in inputs]

    def backward(self, dvalues) -> list[list[float]]:
        """Set `dinputs` and return it.

        Formula: dz_sj = sum_i dp_si * p_si * ((1 if i = j else 0) - p_sj), because every p_si depends on every
            z_sj: by the quotient rule p_si changes by p_si * (1 - p_si) for its own logit, by -p_si * p_sj for
            another
        Raises: RuntimeError before a forward pass, ShapeError for other shapes.
        """
        dvalues = as_dvalues(dvalues, self)
        self.dinputs = [
            [
                total(dp_i * p_i * ((1 if i == j else 0) - p_j) for i, (p_i, dp_i) in enumerate(zip(p, dp)))
                for j, p_j in enumerate(p)
            ]
            for p, dp in zip(self.output, dvalues)
        ]
        return self.dinputs


class Sigmoid:
    """Turn each number into a probability of its own: the logistic function.

    Formula: p_sj = 1 / (1 + exp(-z_sj)), which for z_sj < 0 is exp(z_sj) / (1 + exp(z_sj)): so exp never overflows
    Shapes: (samples, neurons) -> (samples, neurons).
    Raises: ShapeError for what is no matrix, TypeError for an entry that is no number, ValueError for NaN
        or an infinity.
    Source: Neural Networks from Scratch in Python, chapter 16.

    >>> layer = Sigmoid()
    >>> layer.forward([[0.0, 1000.0, -1000.0]]), layer.backward([[1.0, 1.0, 1.0]])
    ([[0.5, 1.0, 0.0]], [[0.25, 0.0, 0.0]])
    """

    def forward(self, inputs) -> list[list[float]]:
        """Set `self.output` to p and return it."""
        self.output = self.formula(as_matrix(inputs, "inputs"))
        return self.output

    def formula(self, inputs) -> list[list[float]]:
        """Return p of inputs of the right shape, and keep nothing."""
        exp = exp_of_finite(inputs)
        return [[sigmoid(z, exp) for z in row] for row in inputs]

    def backward(self, dvalues) -> list[list[float]]:
        """Set `dinputs` and return it.

        Formula: dz_sj = dp_sj * p_sj * (1 - p_sj), because exp is its own derivative
        Raises: RuntimeError before a forward pass, ShapeError for other shapes.
        """
        dvalues = as_dvalues(dvalues, self)
        self.dinputs = [[dp * p * (1 - p) for p, dp in zip(*rows)] for rows in zip(self.output, dvalues)]
        return self.dinputs


class Linear:
    """Pass everything on as it is: the last activation of a network that predicts quantities.

    Formula: a_sj = z_sj
    Shapes: (samples, neurons) -> (samples, neurons).
    Raises: ShapeError for what is no matrix, TypeError for an entry that is no number.
    Source: Neural Networks from Scratch in Python, chapter 17.

    >>> layer = Linear()
    >>> layer.forward([[1.5, -2.0]]), layer.backward([[0.5, 0.25]])
    ([[1.5, -2.0]], [[0.5, 0.25]])
    """

    def forward(self, inputs) -> list[list[float]]:
        """Set `self.output` to a, rows of its own, and return it."""
        self.output = self.formula(as_matrix(inputs, "inputs"))
        return self.output

    def formula(self, inputs) -> list[list[float]]:
        """Return a of inputs of the right shape, in rows of its own, and keep nothing."""
        check_numbers(inputs, "inputs")
        return [list(row) for row in inputs]

    def backward(self, dvalues) -> list[list[float]]:
        """Set `dinputs` and return it.

        Formula: dz_sj = da_sj, because a_sj changes as z_sj does
        Raises: RuntimeError before a forward pass, ShapeError for other shapes.
        """
        self.dinputs = [list(row) for row in as_dvalues(dvalues, self)]
        return self.dinputs


def exp_of_finite(inputs):
    """The exp that suits all inputs: `math.exp` of plain floats, which need then not be asked one by one.

    Raises: ValueError for NaN or an infinity, TypeError for an entry that is no number.

    >>> exp_of_finite([[0.5, 1.5]]) is math.exp
    True
    """
    if is_plain(inputs):
        return math.exp
    check_finite(inputs, "inputs")
    return exp


def softmax(logits, exp=exp) -> list[float]:
    """One row of the formula of `Softmax`.

    >>> softmax([1.0, 1.0, 1.0, 1.0])
    [0.25, 0.25, 0.25, 0.25]
    """
    largest = max(logits)
    exponentials = [exp(z - largest) for z in logits]
    normalizer = total(exponentials)
    return [e / normalizer for e in exponentials]


def sigmoid(logit, exp=exp) -> float:
    """One entry of the formula of `Sigmoid`.

    >>> sigmoid(0.0)
    0.5
    """
    if logit >= 0:
        return 1 / (1 + exp(-logit))
    e = exp(logit)
    return e / (1 + e)
