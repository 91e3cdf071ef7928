"""Kinds of numbers that layers and losses compute with instead of floats.

    from purenn import Dense, Dual
    layer = Dense.of([[Dual(3.0, 1.0)], [4.0]], [[0.0]])  # the derivative with respect to the first weight
    layer.forward([[0.5, 0.25]])  # [[Dual(2.5, 0.5)]]

`Dual` computes a derivative beside the value, `Float32` rounds to single precision, `Traced` records the formula, and
`Exact` rounds nothing. Each is a separate module, because a board need not load the others. `number` is their base
class; read it first.
"""
