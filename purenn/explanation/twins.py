"""A twin of a layer or a model whose parameters are numbers of another kind; the original stays as it is.

So the very same code computes with floats and with numbers that show, round or differentiate what it does.
"""

from ..model import Model
from ..numbers.float32 import Float32


def twin_layer(layer, make=None):
    """A copy of a layer or a loss; of a layer, `make(name, i, j, value)` has made each entry of each parameter."""
    twin = object.__new__(type(layer))
    twin.__dict__.update(layer.__dict__)
    for name in getattr(layer, "parameters", ()):
        matrix = getattr(layer, name)
        setattr(twin, name, [[make(name, i, j, w) for j, w in enumerate(row)] for i, row in enumerate(matrix)])
    return twin


def in_single_precision(model: Model) -> Model:
    """The model as a board with floats of 32 bits would hold it: its parameters rounded, for `Float32` inputs.

    >>> from purenn import Dense, MeanSquaredError
    >>> single = in_single_precision(Model([Dense.of([[0.1]], [[0.2]])], MeanSquaredError()))
    >>> single.predict([[Float32(3)]])
    [[Float32(0.5)]]
    """
    single = Model([twin_layer(layer, lambda name, i, j, w: Float32(w)) for layer in model.layers], model.loss)
    single.columns, single.target, single.labels = model.columns, model.target, model.labels
    return single
