"""`purenn.explain`: run the passes of a model with numbers that record their formulas, and list them as steps.

    steps = purenn.explain(model, X, y, sample=7)
    print(steps)  # text; each step also has a name, a value and a formula

A copy of the model computes. The parameters of its layers are `Traced` numbers, and its layers name what they return,
so that the formulas of one layer do not contain those of the layer before it.
"""

from ..layers.penalties import penalty
from ..losses.outputs import accept_targets
from ..matrix import mean
from ..model import Model
from ..numbers.traced import Traced
from ..validation.entries import as_numbers
from ..validation.scalars import whole_number
from ..validation.shapes import short_repr
from .steps import Explanation, add_steps, as_traced, with_names
from .twins import copy_of_layer, copy_of_model

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..layers.base import Layer
    from ..numbers.traced import Record
    from ..types import Matrix, MatrixLike, TargetsLike


def explain(model: Model, X: "MatrixLike", y: "TargetsLike", sample: int = 0, backward: bool = True) -> Explanation:
    """List the steps by which a model computes one sample: forward, the loss, and back to every gradient.

    The whole batch is computed, because a gradient is a sum over the samples. Dropout is off. Products are those of the
    literal loops, and every value is the number that floats give with them. The model does not change.

    Args:
        model: The model.
        X: The inputs, (samples, inputs).
        y: The targets, as the loss takes them.
        sample: The index of the sample.
        backward: Whether to list the backward pass too.

    Returns:
        The steps, a list; see `purenn.explanation.steps.Step`.

    Raises:
        TypeError: If `model` is not a Model, or as `Model.forward`.
        ValueError: If X does not have the sample, or as `Model.forward`.
        ShapeError: As `Model.forward`.

    >>> from purenn import Dense, MeanSquaredError
    >>> model = Model([Dense.of([[2.0]], [[1.0]])], MeanSquaredError())
    >>> explain(model, [[3.0], [0.5]], [5.0, 2.0])[0]
    p[0][0] = x[0][0]*w1[0][0] + b1[0][0]
        = 3*2 + 1
        = 7
    """
    if not isinstance(model, Model):
        raise TypeError(f"model must be a Model, got {short_repr(model)}")
    X = as_numbers(X, "X")
    sample = whole_number(sample, "sample", least=0)
    if sample >= len(X):
        raise ValueError(f"sample must be in 0..{len(X) - 1}, got {sample}")
    steps = Explanation(sample)
    record: "Record" = []  # of the comparisons since it was last cleared
    copy = copy_of_model(model, _explained_layers(model, steps, record))
    p = copy.forward(with_names("x", X, record))
    y = accept_targets(y, len(X), len(p[0]), copy.loss, "y")
    _add_loss(copy, p, y, steps, record)
    if backward:
        copy.backward(p, y)
    record.clear()
    return steps


def _add_loss(model, p, y, steps, record):
    """Add the steps of the loss of the sample, of the mean loss and of the penalty, if there is one."""
    section = f"Loss: {type(model.loss).__name__}"
    sample = steps.sample
    record.clear()
    losses = model.loss.forward(p, y)
    add_steps(steps, section, [f"L[{sample}]"], [losses[sample]], record, compared=[p[sample]])
    named = [Traced(as_traced(value).value, f"L[{s}]") for s, value in enumerate(losses)]
    add_steps(steps, section, ["L"], [mean(named)], record)
    penalties = as_traced(penalty(model.layers))
    if penalties.value:
        add_steps(steps, section, ["penalty"], [penalties], record)


def _explained_layers(model: Model, steps: Explanation, record: "Record") -> "list[Layer]":
    """Copy the layers of a model so that they add their steps.

    The outputs are z after a layer with parameters, a after another, both with the number of the last layer with
    parameters, and p after the last layer.
    """
    explained = []
    names = []
    learners = 0
    for n, layer in enumerate(model.layers, 1):
        has_parameters = bool(getattr(layer, "parameters", ()))
        learners += has_parameters
        name = "p" if n == len(model.layers) else f"{'z' if has_parameters else 'a'}{learners}"
        while name in names:  # of several layers without parameters in a row
            name += "'"
        names.append(name)
        explained.append(_ExplainedLayer(layer, n, learners, name, type(model.loss).__name__, steps, record))
    for before, after in zip(explained, explained[1:]):
        before.following = after
    return [each.copy for each in explained]


class _ExplainedLayer:
    """A copy of a layer, `copy`, whose forward and backward add steps and return numbers with names.

    The copy is of the class of the layer, and only these two methods are replaced, because a `Model` combines a
    softmax or sigmoid with the loss by the classes of both.
    """

    def __init__(self, layer, number, learners, name, loss, steps, record):
        parameters = getattr(layer, "parameters", ())
        initials = [parameter[0] for parameter in parameters]
        short_names = {  # "w1" for the weights of the first layer with parameters
            parameter: (initial if initials.count(initial) == 1 else parameter) + str(learners)
            for parameter, initial in zip(parameters, initials)
        }
        self.copy = copy_of_layer(
            layer, lambda parameter, i, j, w: Traced(w, f"{short_names[parameter]}[{i}][{j}]", record=record)
        )
        self._forward, self._backward = self.copy.forward, self.copy.backward
        self.copy.forward, self.copy.backward = self.forward, self.backward
        self.following = None  # the _ExplainedLayer after this one
        self.has_gone_back = False  # whether backward has run
        self.title = f"{number}: {type(layer).__name__}"
        self._number, self._name, self._loss = number, name, loss
        self._gradients = [("d" + parameter, "d" + short_names[parameter]) for parameter in parameters]
        self._is_before_parameters = learners == 0
        self._steps, self._record = steps, record

    def forward(self, inputs: "Matrix") -> "Matrix":
        """Run the forward pass of the layer and add a step for each output of the sample."""
        self._record.clear()
        outputs = self._forward(inputs)
        sample = self._steps.sample
        section = f"Layer {self.title}"
        self._add_row(section, self._number, self._name, outputs, sample, [[x] for x in inputs[sample]])
        self.outputs = self.copy.output = with_names(self._name, outputs, self._record)
        return self.outputs

    def backward(self, dvalues: "Matrix") -> "Matrix":
        """Add a step for each derivative in `dvalues`, run the backward pass, and add a step for each gradient.

        The derivatives with respect to the outputs have been computed by the layer after this one, so their steps are
        in its section. Before the first layer with parameters no steps are added, because no gradient depends on them.
        """
        self.has_gone_back = True
        if self._is_before_parameters:
            return self._backward(dvalues)
        section, number = self._source_of_dvalues()
        name = "d" + self._name
        self._add_row(section, number, name, dvalues, self._steps.sample, self._compared_by_following())
        self._record.clear()
        dinputs = self._backward(with_names(name, dvalues, self._record))
        for gradient, short_name in self._gradients:
            matrix = getattr(self.copy, gradient)
            for i in range(len(matrix)):
                self._add_row(f"Back through layer {self.title}", self._number, short_name, matrix, i)
        return dinputs

    def _source_of_dvalues(self):
        """Return the section in which `dvalues` are computed, and the number of its layer."""
        following = self.following
        if following is None:
            return f"Back through the loss: {self._loss}", None
        section = f"Back through layer {following.title}"
        if not following.has_gone_back:  # the loss and the last layer are differentiated together
            section += f", with the loss: {self._loss}"
        return section, following._number

    def _compared_by_following(self):
        """Return for each output what the backward pass of the next layer may have compared: its input and output."""
        if self.following is None:
            return ()
        inputs, outputs = self.outputs[self._steps.sample], self.following.outputs[self._steps.sample]
        return list(zip(inputs, outputs)) if len(inputs) == len(outputs) else ()

    def _add_row(self, section, number, name, matrix, row, compared=()):
        """Add a step for each number in a row of a matrix, which layer `number` computes; None for the loss."""
        names = [f"{name}[{row}][{j}]" for j in range(len(matrix[row]))]
        if len(compared) != len(names):  # then a number is not chosen by comparing one other
            compared = ()
        add_steps(self._steps, section, names, matrix[row], self._record, compared, number, row)
