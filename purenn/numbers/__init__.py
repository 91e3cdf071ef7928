"""Kinds of numbers that layers and losses compute with instead of floats.

    from purenn import Dense, Dual
    layer = Dense.of([[Dual(3.0, 1.0)], [4.0]], [[0.0]])  # the derivative with respect to the first weight
    layer.forward([[0.5, 0.25]])  # [[Dual(2.5, 0.5)]]

`Dual` computes a derivative beside the value, `Float32` rounds to single precision, `Traced` records the formula.
`number` is their base class; read it first. `Exact`, which rounds nothing, is in the module `exact` of its own, because
a board need not load it for the others.
"""

from .dual import Dual
from .float32 import Float32
from .traced import Traced

__all__ = ["Dual", "Float32", "Traced"]
