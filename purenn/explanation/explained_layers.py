"""A copy of a layer that adds its steps to an explanation while the passes of a model go through it.

    explained = ExplainedLayer(layer, 1, names, None, "the loss: MeanSquaredError", steps, record)
    copy_of_model(model, [explained.copy]).forward(X)

The whole batch goes through it as Traced numbers, whatever it does with them. `independent_layers` derives from it the
layers that compute each sample separately.
"""

from ..inspection import copy_of
from ..numbers.traced import Traced
from .rows import add_steps, named_row, with_names
from .twins import copy_of_layer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..numbers.traced import Record
    from ..types import Matrix, Row
    from .names import LayerNames
    from .steps import Explanation


class ExplainedLayer:
    """A copy of a layer, `copy`, whose forward and backward add steps. The whole batch is traced through it.

    The copy is of the class of the layer, and only these two methods are replaced, because a `Model` combines a
    softmax or sigmoid with the loss by the classes of both.

    Args:
        layer: The layer.
        number: Its number in the model, counted from 1.
        names: The names of its numbers.
        before: The explained layer before it, None for the first.
        loss: What headings call the loss of the model.
        steps: The explanation to which steps are added.
        record: The list to which the comparisons of Traced numbers are added.

    Attributes:
        copy: The copy of the layer, with Traced parameters.
        following: The layer after it, None for the last.
        number: Its number in the model, counted from 1.
        title: The number and the class of the layer.
        name: The name of its outputs, such as "z1".
        inputs: The inputs of the forward pass.
        outputs: What its forward pass returned.
        has_gone_back: Whether backward has run.
    """

    def __init__(
        self,
        layer: "Any",
        number: int,
        names: "LayerNames",
        before: "ExplainedLayer | None",
        loss: str,
        steps: "Explanation",
        record: "Record",
    ) -> None:
        def named(parameter: str, i: int, j: int, value: float) -> Traced:
            return Traced(value, f"{names.parameters[parameter]}[{i}][{j}]", record=record)

        self._layer: "Any" = copy_of(layer)  # whose parameters are the same from now on, if another thread trains it
        self.copy: "Any" = copy_of_layer(self._layer, named)
        self._forward, self._backward = self.copy.forward, self.copy.backward
        self.copy.forward, self.copy.backward = self.forward, self.backward
        self.following: "ExplainedLayer | None" = None
        self.inputs: "Matrix" = []
        self.outputs: "Matrix" = []
        self.has_gone_back: bool = False
        self.title: str = f"{number}: {type(layer).__name__}"
        self.number: int = number
        self.name: str = names.output
        self._name_before = "x" if before is None else before.name
        self._names, self._loss = names, loss
        self._steps, self._record = steps, record
        self._sample = steps.sample

    def forward(self, inputs: "Matrix") -> "Matrix":
        """Run the forward pass of the layer and add a step for each output of the sample."""
        self._record.clear()
        self.inputs = inputs
        row = self._run_forward()
        compared = [[x] for x in self.inputs[self._sample]]
        self._add_row(f"Layer {self.title}", self.number, self.name, row, self._sample, compared)
        self.copy.output = self.outputs
        return self.outputs

    def backward(self, dvalues: "Matrix") -> "Matrix":
        """Add a step for each derivative in `dvalues`, run the backward pass, and add a step for each gradient.

        The derivatives with respect to the outputs have been computed by the layer after this one, so their steps are
        in its section. Before the first layer with parameters no steps are added, because no gradient depends on them.
        """
        self.has_gone_back = True
        if self._names.number:
            section, number = self._source_of_dvalues()
            row = dvalues[self._sample]
            self._add_row(section, number, "d" + self.name, row, self._sample, self._compared_by_following())
        self._record.clear()
        return self._run_backward(dvalues)

    def _run_forward(self) -> "Row":
        """Set `outputs`, numbers with names, and return those of the sample as formulas."""
        self.inputs = [
            [
                x if isinstance(x, Traced) else named
                for x, named in zip(row, named_row(self._name_before, s, row, self._record))
            ]
            for s, row in enumerate(self.inputs)
        ]
        outputs: "Matrix" = self._forward(self.inputs)
        self.outputs = with_names(self.name, outputs, self._record)
        return outputs[self._sample]

    def _run_backward(self, dvalues: "Matrix") -> "Matrix":
        """Return the derivatives with respect to the inputs, and add the steps of the gradients."""
        if not self._names.number:
            dinputs: "Matrix" = self._backward(dvalues)
            return dinputs
        dinputs = self._backward(with_names("d" + self.name, dvalues, self._record))
        for parameter in getattr(self._layer, "parameters", ()):
            name = self._names.parameters[parameter]
            for i, row in enumerate(getattr(self.copy, "d" + parameter)):
                self._add_row(f"Back through layer {self.title}", self.number, "d" + name, row, i)
        return dinputs

    def _source_of_dvalues(self):
        """Return the section in which the derivatives of the outputs are computed, and the number of its layer."""
        following = self.following
        if following is None:
            return f"Back through {self._loss}", None
        section = f"Back through layer {following.title}"
        if not following.has_gone_back:  # the loss and the last layer are differentiated together
            section += f", with {self._loss}"
        return section, following.number

    def _compared_by_following(self):
        """Return for each output what the backward pass of the next layer may have compared: its input and output."""
        if self.following is None:
            return ()
        inputs, outputs = self.outputs[self._sample], self.following.outputs[self._sample]
        return list(zip(inputs, outputs)) if len(inputs) == len(outputs) else ()

    def _add_row(self, section, number, name, row, index, compared=()):
        """Add a step for each number in a row of a matrix, which layer `number` computes; None for the loss."""
        names = [f"{name}[{index}][{j}]" for j in range(len(row))]
        if len(compared) != len(names):  # then a number is not chosen by comparing one other
            compared = ()
        add_steps(self._steps, section, names, row, self._record, compared, number, index)
