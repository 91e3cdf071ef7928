"""The end of a plan: the loss, its derivative and the accuracy of a batch.

A softmax or sigmoid that is differentiated together with the loss is part of it. A softmax with cross-entropy of class
indices, which nearly every classifier ends in, has separate code; every other loss is computed by its formulas.
"""

from math import exp, log

from ..layers.sigmoid import sigmoid
from ..losses.base import LEAST, MOST, weighted_gradient
from ..losses.combined import combined_backward
from ..losses.outputs import accuracy_of
from ..validation.entries import check_finite

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..losses.base import Loss
    from ..losses.categorical import CategoricalCrossentropy
    from ..types import Matrix, Row, Targets


class Head:
    """A loss of the outputs of the last layer."""

    def __init__(self, loss: "Loss") -> None:
        self.loss = loss

    def outputs(self, values: "Matrix") -> "Matrix":
        """Return the outputs of the model, of the values after the last step."""
        return values

    def figures(self, values: "Matrix", y: "Targets") -> "tuple[float, float | None]":
        """Return the mean loss and the accuracy, of the values after the last step."""
        return self._figures(self.outputs(values), y)

    def figures_and_dvalues(
        self, values: "Matrix", y: "Targets", sample_weights: "Row | None"
    ) -> "tuple[float, float | None, Matrix]":
        """Return the mean loss, the accuracy, and the derivatives of the loss with respect to the values."""
        outputs = self.outputs(values)
        loss, accuracy = self._figures(outputs, y, sample_weights)
        return loss, accuracy, weighted_gradient(self._dvalues(outputs, y), sample_weights)

    def _figures(
        self, outputs: "Matrix", y: "Targets", sample_weights: "Row | None" = None
    ) -> "tuple[float, float | None]":
        return self.loss.calculate(outputs, y, sample_weights), accuracy_of(outputs, y, self.loss)

    def _dvalues(self, outputs: "Matrix", y: "Targets") -> "Matrix":
        return self.loss.backward(outputs, y)


class SigmoidHead(Head):
    """A sigmoid and binary cross-entropy, of the logits."""

    def outputs(self, values: "Matrix") -> "Matrix":
        """Return the probabilities of the logits."""
        check_finite(values, "inputs")
        return [[sigmoid(z) for z in row] for row in values]

    def _dvalues(self, outputs: "Matrix", y: "Targets") -> "Matrix":
        return combined_backward(self.loss, outputs, y)


class SoftmaxHead(Head):
    """A softmax and categorical cross-entropy, of the logits."""

    loss: "CategoricalCrossentropy"

    def outputs(self, values: "Matrix") -> "Matrix":
        """Return the probabilities of the logits, with the digits of the layer."""
        rows = []
        for z in values:
            together = sum(z)
            if together - together != 0.0:  # it is not finite: an entry may be the reason, and is then refused
                check_finite(values, "inputs")
            largest = max(z)
            exponentials = [exp(z_j - largest) for z_j in z]
            normalizer = 0.0
            for e in exponentials:
                normalizer += e
            rows.append([e / normalizer for e in exponentials])
        return rows

    def _figures(
        self, outputs: "Matrix", y: "Targets", sample_weights: "Row | None" = None
    ) -> "tuple[float, float | None]":
        if sample_weights is not None or not self.loss._is_plain(y):
            return super()._figures(outputs, y, sample_weights)
        loss, correct = 0.0, 0
        for p, k in zip(outputs, y):
            p_k = p[k]
            loss -= log(LEAST if p_k < LEAST else MOST if p_k > MOST else p_k)
            correct += p.index(max(p)) == k
        return loss / len(y), correct / len(y)

    def _dvalues(self, outputs: "Matrix", y: "Targets") -> "Matrix":
        if not self.loss._is_plain(y):
            return combined_backward(self.loss, outputs, y)
        samples = len(y)
        dvalues = []
        for p, k in zip(outputs, y):
            dz = [p_j / samples for p_j in p]
            if p[k] <= 0.5:
                dz[k] = (p[k] - 1) / samples
            else:  # minus the sum of the others, as `less_one` computes it
                others = 0.0
                for j, p_j in enumerate(p):
                    if j != k:
                        others += p_j
                dz[k] = (0.0 - others) / samples
            dvalues.append(dz)
        return dvalues
