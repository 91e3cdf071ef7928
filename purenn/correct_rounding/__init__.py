"""Correctly rounded results of a network, against which a faster implementation can be checked.

    expected = purenn.reference(model, X, y, purenn.Adam(0.05))
    expected.outputs, expected.loss, expected.gradients[0]["weights"], expected.parameters[0]["weights"]

Every number is the float nearest to the real result, the same bits on every interpreter. `results` has the function,
`copies` the copies of model, loss and optimizer whose numbers are all `Exact`, and `corners` the decisions, such as
that of a ReLU, that a rounding error may turn.
"""
