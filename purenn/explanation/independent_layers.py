"""Layers that compute each sample separately: only one row of the batch is traced through them, the one explained.

The other rows are plain numbers. What a row becomes alone and in the batch must be the same; that is checked.
"""

from ..layers.penalties import penalty_gradient
from ..matrix import loops
from ..numbers.traced import Traced
from .explained_layers import ExplainedLayer
from .rows import as_traced, named_row, values_of, with_names
from .steps import Step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..types import Matrix, Row


class IndependentLayer(ExplainedLayer):
    """A layer that computes each sample separately: the batch is plain numbers, of which one row is traced."""

    def _run_forward(self) -> "Row":
        sample = self._sample
        self._plain_inputs = values_of(self.inputs)
        outputs: "Matrix" = list(self._forward_of_batch(self._plain_inputs))
        row: "Row" = self._forward([self.inputs[sample]])[0]
        self._check(self.name, row, outputs[sample])
        if self.following is None:  # the mean loss is of all samples
            outputs = with_names(self.name, outputs, self._record)
        else:
            outputs[sample] = named_row(self.name, sample, outputs[sample], self._record)
        self.outputs: "Matrix" = outputs
        return row

    def _run_backward(self, dvalues: "Matrix") -> "Matrix":
        if not self._names.number:
            return dvalues  # no gradient depends on what is before
        sample, name = self._sample, "d" + self.name
        self._plain_dvalues = values_of(dvalues)
        dinputs = list(self._backward_of_batch(self._plain_dvalues))
        self.copy.inputs, self.copy.output = [self.inputs[sample]], [self.outputs[sample]]
        row: "Row" = self._backward([named_row(name, sample, self._plain_dvalues[sample], self._record)])[0]
        self._check("d" + self._name_before, row, dinputs[sample])
        dinputs[sample] = row
        return dinputs

    def _forward_of_batch(self, inputs: "Matrix") -> "Matrix":
        if hasattr(self.copy, "training"):
            self._layer.training = self.copy.training
        outputs: "Matrix" = self._layer.forward(inputs)
        return outputs

    def _backward_of_batch(self, dvalues: "Matrix") -> "Matrix":
        dinputs: "Matrix" = self._layer.backward(dvalues)
        return dinputs

    def _check(self, name, row, expected):
        """Raise ArithmeticError if the sample alone is not what it is in the batch."""
        for j, (found, value) in enumerate(zip(row, expected)):
            found = as_traced(found).value
            if not (found == value or (found != found and value != value)):
                place = f"{name}[{self._sample}][{j}]"
                raise ArithmeticError(f"{place} must be what it is in the batch, {value}, got {found}")


class ExplainedDense(IndependentLayer):
    """A dense layer: its batch goes through the literal loops, and one gradient is computed when it is asked for.

    What is computed here is the formulas of `Dense`, for the batch and for one column of a matrix.
    """

    def _forward_of_batch(self, inputs: "Matrix") -> "Matrix":
        return loops.affine(inputs, self._layer.weights, self._layer.biases)

    def _backward_of_batch(self, dvalues: "Matrix") -> "Matrix":
        return loops.matmul(dvalues, loops.transpose(self._layer.weights))

    def _run_backward(self, dvalues: "Matrix") -> "Matrix":
        dinputs = super()._run_backward(dvalues)
        for parameter in getattr(self._layer, "parameters", ()):
            name = self._names.parameters[parameter]
            for i, row in enumerate(getattr(self.copy, parameter)):
                for j in range(len(row)):
                    self._steps.append(self._gradient_step(parameter, name, i, j))
        return dinputs

    def _gradient_step(self, parameter, name, i, j):
        l1, l2 = getattr(self._layer, parameter + "_l1"), getattr(self._layer, parameter + "_l2")
        operands = [f"d{self.name}[{self._sample}][{j}]"]
        if parameter == "weights":
            operands.append(f"{self._name_before}[{self._sample}][{i}]")
        if l1 or l2:
            operands.append(f"{name}[{i}][{j}]")

        def gradient():
            dvalues = self._column("d" + self.name, self._plain_dvalues, j)
            if parameter == "weights":
                inputs = self._column(self._name_before, self._plain_inputs, i)
                result = loops.matmul(loops.transpose(inputs), dvalues)
            else:
                result = [loops.column_totals(dvalues)]
            if l1 or l2:
                entry = getattr(self.copy, parameter)[i][j]
                result = loops.add(result, penalty_gradient([[entry]], l1, l2))
            return as_traced(result[0][0])

        section = f"Back through layer {self.title}"
        return Step(section, f"d{name}[{i}][{j}]", gradient, self._sample, self.number, j, operands=operands)

    def _column(self, name, matrix, j):
        """Return one column of a matrix as a matrix of numbers with names."""
        return [[Traced(row[j], f"{name}[{s}][{j}]")] for s, row in enumerate(matrix)]
