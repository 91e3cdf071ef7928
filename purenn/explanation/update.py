"""The parameters of a model after the next update, with their formulas, which the step of its optimizer gives.

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

# What the formula of each optimizer calls what it keeps. Of an optimizer of another class it is s0, s1, and so on.
# These classes compute each entry of a parameter separately.
LETTERS: "dict[type[Optimizer], tuple[str, ...]]" = {
    SGD: ("v",),
    AdaGrad: ("c",),
    RMSprop: ("c",),
    Adam: ("m", "c"),
}


def explain_update(model: "Model", steps: Explanation, names: "Sequence[str] | None" = None) -> Explanation:
    """List the steps by which the next update of a model changes its parameters.

    A user-defined optimizer takes its step with the whole of a parameter, because what it makes of an entry
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
        ValueError: If the explanation has no backward pass, or the model no entry of such a name.

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
    for n, (layer, its_names) in enumerate(zip(model.layers, layer_names(model.layers)), 1):
        section = f"Update of layer {n}: {type(layer).__name__}, by {type(optimizer).__name__}"
        rate_name = f"rate{its_names.number}"
        for parameter in getattr(layer, "parameters", ()):
            name = its_names.parameters[parameter]
            matrix = getattr(copy_of(layer), parameter)
            columns = len(matrix[0])
            values = [Traced(w, f"{name}[{i}][{j}]") for i, row in enumerate(matrix) for j, w in enumerate(row)]
            listed = [k for k, value in enumerate(values) if names is None or value.name in names]
            if not listed:
                continue
            if f"d{name}[0][0]" not in steps:
                raise ValueError(f"steps must have the backward pass of the model, got none of d{name}")
            rate = _rate(optimizer, layer, matrix[0][0])
            if rate_name not in update:
                update.append(Step(section, rate_name, rate, steps.sample, n))
            is_by_entry = type(optimizer) in LETTERS and "step" not in optimizer.__dict__
            places = listed if is_by_entry else list(range(len(values)))
            results = _stepped(optimizer, layer, parameter, values, places, steps, Traced(rate.value, rate_name))
            for k in listed:
                for result, formula in results[places.index(k)]:
                    update.append(Step(section, result, formula, steps.sample, n, k % columns))
    for name in names or ():
        if _new_name(name) not in update:
            raise ValueError(f"names must be those of parameters' entries, such as w1[0][0], got {name!r}")
    return update


def _stepped(optimizer, layer, parameter, values, places, steps, rate):
    """Take the step of an optimizer with some entries of a parameter.

    Returns:
        For each entry a list of (name, number) of the new state and of the new value.
    """
    state = optimizer._state(layer)
    kept = state.parameters.get(parameter)
    parts = []
    for letter, part in zip(_letters(optimizer, kept), _parts(kept)):
        if _has_entries(part, len(values)):
            part = [Traced(part[k], letter + values[k].name) for k in places]
        parts.append(part)
    values = [values[k] for k in places]
    gradients = [Traced(steps["d" + value.name].value, "d" + value.name) for value in values]
    kept = tuple(parts) if isinstance(kept, tuple) else parts[0] if parts else None
    stepped, kept = copy_of(optimizer).step(values, gradients, kept, rate, state.updates + 1)

    results = []
    for k, value in enumerate(values):
        name = _new_name(value.name)
        lettered = zip(_letters(optimizer, kept), _parts(kept))
        named = [(letter + name, part[k]) for letter, part in lettered if _has_entries(part, len(values))]
        results.append([(result, _named(result, number)) for result, number in named + [(name, stepped[k])]])
    return results


def _rate(optimizer, layer, x):
    """Return the learning rate of the next update with its formula, in numbers such as x."""
    rate = optimizer._rate(optimizer._state(layer).updates, Traced(x))
    if hasattr(x, "constant") or rate.value == optimizer.current_rate(layer):
        return rate
    return Traced(optimizer.current_rate(layer))  # which the optimizer computes in another way


def _letters(optimizer, state):
    """Return what comes before the names of what an optimizer keeps."""
    return LETTERS.get(type(optimizer)) or [f"s{n}" for n in range(len(_parts(state)))]


def _parts(state):
    """Return the lists of which the state of an optimizer consists: itself, or the parts of a tuple."""
    if state is None:
        return []
    return list(state) if isinstance(state, tuple) else [state]


def _has_entries(part, count):
    """Return whether a part of a state is a list of `count` numbers."""
    return is_sequence(part) and len(part) == count and not is_sequence(part[0])


def _new_name(name):
    return name.replace("[", "'[", 1)


def _named(name, number):
    """Return a number with its formula, and give it a name by which the formulas after it call it."""
    formula = as_traced(number)
    if formula.name is None and not formula.is_constant():
        formula.name = name
    return formula
