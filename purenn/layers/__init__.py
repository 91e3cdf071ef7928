"""Layers: what a network is made of.

Read `dense` first, then `softmax`. Each layer is two formulas: `forward(inputs)` computes its outputs, and
`backward(dvalues)`, given the derivatives of the loss with respect to its outputs, computes those with respect to its
inputs and its parameters. After a pass its matrices are attributes: `inputs`, `output`, `dinputs`, `dweights`,
`dbiases`.
"""
