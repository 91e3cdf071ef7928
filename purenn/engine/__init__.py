"""The engine: the same training and the same predictions as the mathematics of the layers, several times as fast.

`Model.fit`, `predict`, `predict_classes` and `evaluate` compile a model of known layers into a plan and run that. Read
`plan` first: it defines which models have a plan. `affine` does most of the work: it computes a dense layer together
with the ReLU after it. `trainer` takes training steps. Nothing here is needed to understand a network, and the
mathematics imports none of it: a model without a plan is computed layer by layer, with the same results except for
rounding.
"""
