"""Losses: how wrong predictions are, one number a sample, and their mean for the batch.

Read `base` first, then `categorical`. Each loss is three functions of predictions and targets: `forward` returns the
loss of each sample, `calculate` their mean, and `backward` the derivatives of that mean with respect to the
predictions. `combined` differentiates a cross-entropy together with the softmax or sigmoid before it; `outputs`
determines which class a prediction stands for.
"""
