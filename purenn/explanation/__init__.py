"""Explanations: the computation of one sample by a model, step by step, as text or as an HTML page.

    print(purenn.explain(model, X, y, sample=0))

The layers and the loss of the model compute with `Traced` numbers, so nothing here depends on what they compute. Read
`trace` first: it runs the passes. `names` names the numbers, `explained_layers` and `independent_layers` are the layers
of the passes, `rows` turns their numbers into `steps`, which are lines of text, and `update` adds the optimizer's step.
`page` makes a page of the steps, on which `network` draws the layers. `twins` copies layers, losses and models, with
parameters of another kind of number.
"""
