"""What the next update makes of the parameters of a model: its optimizer's own step, of numbers that record formulas.

    steps = explain(model, X, y)
    print(explain_update(model, steps, ["w1[0][2]"]))  # with Adam: the new m, the new c and the new weight

The new value of a number has its name with an apostrophe: w1'[0][2]. What the optimizer keeps for it has a letter
before the name: with Adam mw1[0][2] and cw1[0][2]. Neither the model nor its optimizer changes.
"""

from ..inspection import copy_of
from ..numbers.traced import Traced
from ..optimizers.adagrad import AdaGrad
from ..optimizers.adam import Adam
from ..optimizers.base import Optimizer
from ..optimizers.rmsprop import RMSprop
from ..optimizers.sgd import SGD
from ..validation.shapes import is_sequence
from .names import layer_names
from .rows import as_traced
from .steps import Explanation, Step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..model import Model

# What the formula of each optimizer calls what it keeps. All of these compute each entry of a parameter by itself.
LETTERS = {SGD: ("v",), AdaGrad: ("c",), RMSprop: ("c",), Adam: ("m", "c")}
OTHER_LETTERS = ("s", "t", "u", "v")  # for what an optimizer of another class keeps


def explain_update(model: "Model", steps: Explanation, names: "Sequence[str] | None" = None) -> Explanation:
    """List the steps by which the next update of a model changes its parameters.

    An optimizer of a class of your own takes its step with the whole of a parameter, because what it makes of an entry
    may depend on the others.

    Args:
        model: The model, with its optimizer, whose state is the one that is used.
        steps: The explanation of a sample with its backward pass, which has the gradients.
        names: The names of the entries, such as "w1[0][2]"; None for all.

    Returns:
        For each layer the learning rate, then for each entry the new state of the optimizer and the new value.

    Raises:
        RuntimeError: If the model has no optimizer.
        TypeError: If the optimizer has an `update` of its own, which may not be what its `step` computes.
        KeyError: If the explanation has no backward pass.

    >>> from purenn import SGD, Dense, MeanSquaredError, Model, explain
    >>> model = Model([Dense.of([[2.0]], [[1.0]])], MeanSquaredError(), SGD(0.25))
    >>> explain_update(model, explain(model, [[3.0]], [5.0]), ["w1[0][0]"])["w1'[0][0]"]
    w1'[0][0] = w1[0][0] + vw1'[0][0]
        = 2 + -3
        = -1
    """
    optimizer = model.optimizer
    if optimizer is None:
        raise RuntimeError("model must have an optimizer to be updated, got None")
    if type(optimizer).update is not Optimizer.update or "update" in optimizer.__dict__:
        raise TypeError(f"optimizer must not have an update of its own, got {optimizer!r}")
    update = Explanation(steps.sample)
    for n, (layer, layer_name) in enumerate(zip(model.layers, layer_names(model.layers)), 1):
        for parameter, name in layer_name.parameters.items():
            _add_parameter(update, steps, optimizer, layer, n, parameter, name, names)
    return update


def _add_parameter(update, steps, optimizer, layer, number, parameter, name, names):
    """Add the steps of the entries of one parameter, which formulas call by `name`."""
    matrix = getattr(copy_of(layer), parameter)
    rows, columns = len(matrix), len(matrix[0])
    entries = [(f"{name}[{i}][{j}]", i, j) for i in range(rows) for j in range(columns)]
    listed = [entry for entry in entries if names is None or entry[0] in names]
    if not listed:
        return
    if type(optimizer) in LETTERS and "step" not in optimizer.__dict__:
        entries = listed

    values = [Traced(matrix[i][j], entry) for entry, i, j in entries]
    gradients = [Traced(steps["d" + entry].value, "d" + entry) for entry, i, j in entries]
    state = optimizer._state(layer)
    letters = LETTERS.get(type(optimizer), OTHER_LETTERS)
    kept = state.parameters.get(parameter)
    parts = [
        [Traced(part[i * columns + j], letter + entry) for entry, i, j in entries] if is_sequence(part) else part
        for letter, part in zip(letters, _parts(kept))
    ]
    rate = _rate(optimizer, layer, state.updates, matrix[0][0])
    rate.name = f"rate{name[1:]}"
    section = f"Update of layer {number}: {type(layer).__name__}, by {type(optimizer).__name__}"
    if rate.name not in update:
        update.append(Step(section, rate.name, rate, update.sample, number))

    kept = tuple(parts) if isinstance(kept, tuple) else parts[0] if parts else None
    values, kept = copy_of(optimizer).step(values, gradients, kept, rate, state.updates + 1)
    for k, (entry, i, j) in enumerate(entries):
        new = entry.replace("[", "'[", 1)
        results = [(letter + new, part[k]) for letter, part in zip(letters, _parts(kept)) if is_sequence(part)]
        for result, value in results + [(new, values[k])]:
            formula = as_traced(value)
            if formula.name is None and not formula.is_constant():
                formula.name = result  # by which the formulas after it call it
            if (entry, i, j) in listed:
                update.append(Step(section, result, formula, update.sample, number, j))


def _parts(state):
    """Return the lists of which the state of an optimizer consists: itself, or the parts of a tuple."""
    if state is None:
        return []
    return list(state) if isinstance(state, tuple) else [state]


def _rate(optimizer, layer, updates, x):
    """Return the learning rate of the next update with its formula, in numbers such as x."""
    rate = optimizer._rate(updates, Traced(x))
    if hasattr(x, "constant") or rate.value == optimizer.current_rate(layer):
        return rate
    return Traced(optimizer.current_rate(layer))  # which the optimizer computes in another way
