"""Explanations: the network's own computation, done with numbers that remember their formulas, as steps to read.

Every layer runs as it is, on a twin with traced parameters; nothing here knows what a layer of any kind computes.
"""

from .checks import INFINITY, as_matrix
from .kernels import chosen_kernel, use_kernel
from .matrix import mean
from .model import Model
from .numbers.traced import Traced, shown
from .numbers.twin import twin_layer
from .settings import whole_number

OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


class Step:
    """One number of the computation: its `name`, its `formula`, a `Traced`, its `value` and, if need be, a `reason`.

    `section` says which part of the pass it is from, `layer` the number of the layer, from 1, and `neuron` the column
    that it stands in; both are None for the loss.
    """

    def __init__(self, section, name, formula, layer=None, neuron=None, reason="") -> None:
        self.section = section
        self.name = name
        self.formula = formula
        self.value = formula.value
        self.layer = layer
        self.neuron = neuron
        self.reason = reason

    def lines(self, digits: int = 6) -> list[str]:
        """The step as text: the formula in names, in values, and the result, each on a line where they differ."""
        names, values, result = self.formula.in_names(digits), self.formula.in_values(digits), shown(self.value, digits)
        lines = [f"{self.name} = {names}" + (f", because {self.reason}" if self.reason else "")]
        if values not in (names, result):
            lines.append(f"= {values}")
        if result != names:
            lines.append(f"= {result}")
        return lines

    def __repr__(self):
        return "\n    ".join(self.lines())


class Explanation(list):
    """The steps of one sample, in the order of the computation; printed, they are a text to read."""

    def text(self, digits: int = 6) -> list[str]:
        """All steps as lines of text, under a heading for each section."""
        lines = []
        section = None
        for step in self:
            if step.section != section:
                lines += ([""] if lines else []) + [step.section, ""]
                section = step.section
            first, *rest = step.lines(digits)
            lines += [first] + ["    " + line for line in rest]
        return lines

    def __repr__(self):
        return "\n".join(self.text())


def explain(model, X, y, sample: int = 0, backward: bool = True) -> Explanation:
    """Show how a model computes one sample: forward, its loss, and back to the gradient of every parameter.

    The whole batch takes part, as in training, because a gradient adds up over the samples. Dropout leaves nothing
    out. The products are those of the literal loops, and every value is the very number that floats give. The model
    stays as it is.
    Raises: ValueError for a sample that X does not have; whatever the model raises for data that does not fit.

    >>> from purenn import Dense, MeanSquaredError
    >>> model = Model([Dense.of([[2.0]], [[1.0]])], MeanSquaredError())
    >>> explain(model, [[3.0], [0.5]], [5.0, 2.0])[0]
    p[0][0] = x[0][0]*w1[0][0] + b1[0][0]
        = 3*2 + 1
        = 7
    """
    X = as_matrix(X, "X")
    sample = whole_number(sample, "sample", least=0)
    if sample >= len(X):
        raise ValueError(f"sample must be in 0..{len(X) - 1}, got {sample}")
    steps = Explanation()
    kernel, watched = chosen_kernel(), Traced.comparisons
    use_kernel("loops")
    try:
        _explain(model, X, y, sample, backward, steps)
    finally:
        use_kernel(kernel)
        Traced.comparisons = watched
    return steps


def _explain(model, X, y, sample, backward, steps):
    layers = _watched(model, sample, steps)
    loss = twin_layer(model.loss)
    if loss.fused is type(model.layers[-1]):
        loss.fused = _Watched
    twin = Model(layers, loss)
    p = twin.forward(_named("x", X))
    y = loss.as_targets(y, len(X), len(p[0]), "y")
    section = f"Loss: {type(model.loss).__name__}"
    Traced.comparisons = []
    losses = loss.forward(p, y)
    _tell(steps, section, [f"L[{sample}]"], [losses[sample]], reasons=[p[sample]])
    named = _named("L", [losses])[0]
    for s, value in enumerate(named):
        value.name = f"L[{s}]"
    _tell(steps, section, ["L"], [mean(named)])
    penalty = _traced(twin.penalty())
    if penalty.value:
        _tell(steps, section, ["penalty"], [penalty])
    if backward:
        twin.backward(p, y)


def _watched(model, sample, steps):
    """The layers of the twin, with names for what comes out of each: z after weights, a after an activation, p last."""
    layers = []
    taken = []
    learners = 0
    for n, layer in enumerate(model.layers):
        learners = learners + bool(getattr(layer, "parameters", ()))
        out = f"z{learners}" if getattr(layer, "parameters", ()) else f"a{learners}"
        if n == len(model.layers) - 1:
            out = "p"
        while out in taken:  # several in a row without weights
            out = out + "'"
        taken.append(out)
        layers.append(_Watched(layer, n + 1, learners, out, sample, steps))
        if n > 0:
            layers[n - 1].following = layers[n]
    return layers


class _Watched:
    """A layer's twin that writes down, as steps, what it makes of the numbers that go through it."""

    def __init__(self, layer, number, learners, out, sample, steps) -> None:
        initials = [name[0] for name in getattr(layer, "parameters", ())]
        self._short = {
            name: (name[0] if initials.count(name[0]) == 1 else name) + str(learners)
            for name in getattr(layer, "parameters", ())
        }
        self._twin = twin_layer(layer, lambda name, i, j, w: Traced(w, f"{self._short[name]}[{i}][{j}]"))
        if hasattr(layer, "training"):
            self._twin.training = False
        self._kind = type(layer).__name__
        self._number = number
        self._out = out
        self._sample = sample
        self._steps = steps
        self.following = None

    def __getattr__(self, name):
        value = getattr(self._twin, name)
        return (lambda dvalues: self._back(value, dvalues)) if name == "gradients" else value

    def forward(self, inputs):
        """The layer's own forward, its outputs told and named."""
        Traced.comparisons = []
        outputs = self._twin.forward(inputs)
        self._tell_row(f"Layer {self._number}: {self._kind}", self._out, self._sample, outputs, inputs[self._sample])
        self._outputs = self._twin.output = _named(self._out, outputs)
        return self._outputs

    def backward(self, dvalues):
        """The layer's own backward, what comes in told and named, and what it learns told."""
        return self._back(self._twin.backward, dvalues)

    def _back(self, backward, dvalues):
        section = f"Back through layer {self._number}: {self._kind}"
        # What comes in was made by the layer after this one, which may have compared its own outputs.
        compared = [] if self.following is None else self.following._outputs[self._sample]
        self._tell_row(section, "d" + self._out, self._sample, dvalues, compared)
        Traced.comparisons = []
        returned = backward(_named("d" + self._out, dvalues))
        for name, short in self._short.items():
            gradients = getattr(self._twin, "d" + name)
            for i in range(len(gradients)):
                self._tell_row(section, "d" + short, i, gradients, [])
        return returned

    def _tell_row(self, section, name, s, matrix, leaves):
        names = [f"{name}[{s}][{j}]" for j in range(len(matrix[s]))]
        one_to_one = len(leaves) == len(names)
        _tell(
            self._steps, section, names, matrix[s], [[leaf] for leaf in leaves] if one_to_one else [], self._number, s
        )


def _tell(steps, section, names, values, reasons=(), layer=None, row=0):
    """Add a step for each value, after those for what several of them share."""
    values = [_traced(value) for value in values]
    for n, node in enumerate(_shared(values)):
        letter = "e" if node.operation == "exp" else "t"
        node.name = f"{letter}{'' if layer is None else layer}[{row}][{n}]"
        steps.append(Step(section, node.name, node, layer))
    for j, (name, value) in enumerate(zip(names, values)):
        reason = _reason(value, reasons[j]) if j < len(reasons) else ""
        steps.append(Step(section, name, value, layer, j if layer is not None else None, reason))


def _shared(values):
    """What is used more than once in the formulas of some values, each after whatever it is made of itself."""
    seen, shared, finished = {}, [], []
    waiting = [(value, False) for value in reversed(values)]
    while waiting:
        node, done = waiting.pop()
        if done:
            finished.append(node)
        elif id(node) in seen:
            seen[id(node)] = seen[id(node)] + 1
        elif node.operation is not None and node.name is None:
            seen[id(node)] = 1
            waiting.append((node, True))
            waiting += [(operand, False) for operand in reversed(node.operands)]
    for node in finished:
        if seen[id(node)] > 1:
            shared.append(node)
    return shared


def _reason(value, leaves):
    """Why a value has no formula of its own: the comparison that chose it, where one of `leaves` was compared."""
    if value.operation is not None and value.in_names() != value.in_values():
        return ""
    for left, symbol, right, outcome in reversed(Traced.comparisons):
        wanted = outcome or value.name is not None
        if wanted and symbol != "==" and right.is_constant() and any(left is leaf for leaf in leaves):
            if -INFINITY < right.value < INFINITY:
                symbol = symbol if outcome else OPPOSITE[symbol]
                return f"{left.name} = {shown(left.value)} {symbol} {shown(right.value)}"
    return ""


def _named(prefix, matrix):
    """The values of a matrix as numbers with names, and without the formulas behind them."""
    return [
        [Traced(_plain(value), f"{prefix}[{s}][{j}]") for j, value in enumerate(row)] for s, row in enumerate(matrix)
    ]


def _plain(value):
    value = value.value if isinstance(value, Traced) else value
    return float(value) if isinstance(value, int) else value


def _traced(value):
    return value if isinstance(value, Traced) else Traced(value)
