"""Explanations: the network's own computation, done with numbers that remember their formulas, as steps to read.

Every layer runs as it is, on a twin with traced parameters; nothing here knows what a layer of any kind computes.
"""

from ..validation.shapes import as_matrix, shown
from ..matrix.fast import chosen_kernel, use_kernel
from ..matrix.loops import mean
from ..model import Model
from ..numbers.traced import Traced
from .twins import twin_layer
from ..validation.scalars import whole_number
from .steps import Explanation, named, tell, traced


def explain(model, X, y, sample: int = 0, backward: bool = True) -> Explanation:
    """Show how a model computes one sample: forward, its loss, and back to the gradient of every parameter.

    The whole batch takes part, as in training, because a gradient adds up over the samples. Dropout leaves nothing
    out. The products are those of the literal loops, and every value is the very number that floats give. The model
    stays as it is.
    Raises: TypeError for what is no Model, ValueError for a sample that X does not have; whatever the model raises
        for data that does not fit.

    >>> from purenn import Dense, MeanSquaredError
    >>> model = Model([Dense.of([[2.0]], [[1.0]])], MeanSquaredError())
    >>> explain(model, [[3.0], [0.5]], [5.0, 2.0])[0]
    p[0][0] = x[0][0]*w1[0][0] + b1[0][0]
        = 3*2 + 1
        = 7
    """
    if not isinstance(model, Model):
        raise TypeError(f"model must be a Model, got {shown(model)}")
    X = as_matrix(X, "X")
    sample = whole_number(sample, "sample", least=0)
    if sample >= len(X):
        raise ValueError(f"sample must be in 0..{len(X) - 1}, got {sample}")
    steps = Explanation(sample)
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
    p = twin.forward(named("x", X))
    y = loss.as_targets(y, len(X), len(p[0]), "y")
    section = f"Loss: {type(model.loss).__name__}"
    Traced.comparisons = []
    losses = loss.forward(p, y)
    tell(steps, section, [f"L[{sample}]"], [losses[sample]], reasons=[p[sample]])
    told = [Traced(traced(value).value, f"L[{s}]") for s, value in enumerate(losses)]
    tell(steps, section, ["L"], [mean(told)])
    penalty = traced(twin.penalty())
    if penalty.value:
        tell(steps, section, ["penalty"], [penalty])
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
        self._outputs = self._twin.output = named(self._out, outputs)
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
        returned = backward(named("d" + self._out, dvalues))
        for name, short in self._short.items():
            gradients = getattr(self._twin, "d" + name)
            for i in range(len(gradients)):
                self._tell_row(section, "d" + short, i, gradients, [])
        return returned

    def _tell_row(self, section, name, s, matrix, leaves):
        names = [f"{name}[{s}][{j}]" for j in range(len(matrix[s]))]
        one_to_one = len(leaves) == len(names)
        tell(self._steps, section, names, matrix[s], [[leaf] for leaf in leaves] if one_to_one else [], self._number, s)
