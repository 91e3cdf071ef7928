"""Explanations: the computation of one sample by a model, step by step, as text or as an HTML page.

    print(purenn.explain(model, X, y, sample=0))

The layers and the loss of the model compute with `Traced` numbers, so nothing here depends on what they compute. Read
`trace` first: it runs the passes and names the numbers. `steps` turns the numbers into lines of text, `page` into a
page, on which `network` draws the layers, and `twins` copies layers, losses and models, with parameters of another kind
of number.
"""
