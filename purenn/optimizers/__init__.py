"""Optimizers: how the parameters of a layer are updated from their gradients, one step at a time.

Read `sgd` first. Each optimizer is one formula, `step`, which `Optimizer.update` applies to the parameters of a layer.
An optimizer keeps a separate state for each layer that it has updated, so that it can train several models.
"""
