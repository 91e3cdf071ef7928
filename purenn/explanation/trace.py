"""`purenn.explain`: run the passes of a model with numbers that record their formulas, and list them as steps.

    steps = purenn.explain(model, X, y, sample=7)
    print(steps)  # text; each step also has a name, a value and a formula

A copy of the model computes. The parameters of its layers are `Traced` numbers, and its layers name what they return,
so that the formulas of one layer do not contain those of the layer before it. Of the batch only the sample is traced,
except through layers that may combine samples: those of a user, and all layers of a model with passes of its own.
"""

from ..inspection import copy_of
from ..layers.dense import Dense
from ..layers.dropout import Dropout
from ..layers.leaky_relu import LeakyReLU
from ..layers.linear import Linear
from ..layers.penalties import penalty
from ..layers.relu import ReLU
from ..layers.sigmoid import Sigmoid
from ..layers.softmax import Softmax
from ..layers.tanh import Tanh
from ..losses.outputs import accept_targets
from ..matrix import mean
from ..model import Model
from ..numbers.traced import Traced
from ..preprocessing import Standardizer
from ..validation.entries import as_numbers
from ..validation.scalars import whole_number
from ..validation.shapes import short_repr
from .explained_layers import ExplainedLayer
from .independent_layers import ExplainedDense, IndependentLayer
from .names import layer_names
from .rows import add_steps, as_traced, named_row, values_of, with_names
from .steps import Explanation
from .twins import copy_of_model

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..numbers.traced import Record
    from ..types import MatrixLike, TargetsLike


# The layers without parameters that are known to compute each sample by itself. A derived class may do something else.
INDEPENDENT = (Dropout, LeakyReLU, Linear, ReLU, Sigmoid, Softmax, Standardizer, Tanh)


def explain(model: Model, X: "MatrixLike", y: "TargetsLike", sample: int = 0, backward: bool = True) -> Explanation:
    """List the steps by which a model computes one sample: forward, the loss, and back to every gradient.

    The whole batch is computed, because a gradient is a sum over the samples; the formula of a gradient is made when it
    is asked for. Dropout is off. Products are those of the literal loops, and every value is the number that floats
    give with them; other numbers, such as `Float32` and `Dual`, are explained as they are. The model does not change.

    Args:
        model: The model.
        X: The inputs, (samples, inputs).
        y: The targets, as the loss takes them.
        sample: The index of the sample.
        backward: Whether to list the backward pass too.

    Returns:
        The steps in their order, each also by name, such as `["dw1[0][2]"]`; see `purenn.explanation.steps`.

    Raises:
        TypeError: If `model` is not a Model, or as `Model.forward`.
        ValueError: If X does not have the sample, or as `Model.forward`.
        ShapeError: As `Model.forward`.
        ArithmeticError: If a sample is not the same alone and in the batch, where it should be.

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
    # The model as it is now; another thread may train it meanwhile.
    model = copy_of_model(model, [copy_of(layer) for layer in model.layers])
    steps = Explanation(sample)
    record: "Record" = []  # of the comparisons since it was last cleared
    copy = copy_of_model(model, [each.copy for each in _explained_layers(model, steps, record)])
    p = copy.forward(_named_inputs(model, X, sample, record))
    y = accept_targets(y, len(X), len(p[0]), copy.loss, "y")
    _add_loss(copy, p, y, steps, record)
    if backward:
        copy.backward(p, y)
    record.clear()
    return steps


def _named_inputs(model, X, sample, record):
    """Name the inputs of the sample; those of all samples for a model whose own passes may combine samples."""
    if not model._has_standard_passes():
        return with_names("x", X, record)
    X = values_of(X)
    X[sample] = named_row("x", sample, X[sample], record)
    return X


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


def _explained_layers(model, steps, record):
    """Copy the layers of a model so that they add their steps."""
    explained: "list[ExplainedLayer]" = []
    loss = f"the loss: {type(model.loss).__name__}"
    for n, (layer, names) in enumerate(zip(model.layers, layer_names(model.layers)), 1):
        kind = _kind_for(layer) if model._has_standard_passes() else ExplainedLayer
        before = explained[-1] if explained else None
        explained.append(kind(layer, n, names, before, loss, steps, record))
        if before is not None:
            before.following = explained[-1]
    return explained


def _kind_for(layer):
    """Return how a layer is explained: by the sample alone if it is certain that the others do not matter to it."""
    if "forward" in layer.__dict__ or "backward" in layer.__dict__:  # replaced on the object
        return ExplainedLayer
    if type(layer) is Dense:
        return ExplainedDense
    return IndependentLayer if type(layer) in INDEPENDENT else ExplainedLayer
