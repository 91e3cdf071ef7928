"""What the page draws, as data for JSON: the state of a training, the data set, the decision regions.

    state_of(session, sample=1)

Every number is computed by the passes of a snapshot; nothing is rounded.
"""

from ..chain import forward
from ..inspection import copy_of
from ..losses.outputs import as_classes, as_predictions
from .session import PHASES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .session import Session
    from .snapshot import Snapshot

MARGIN = 0.06  # around the data, as a fraction of its range


def state_of(session: "Session", sample: int, since: int = 0) -> "dict[str, Any]":
    """Return the state of a training, with the numbers of one sample.

    Args:
        session: The session.
        sample: The index of the sample.
        since: The epoch from which on the history is wanted.

    Raises:
        ValueError: If there is no such sample.
    """
    position = session.position
    snapshot = position.snapshot
    if sample >= len(snapshot.X):
        raise ValueError(f"sample must be in 0..{len(snapshot.X) - 1}, got {sample}")
    passes = snapshot.passes
    since = min(since, position.epoch)
    return {
        "version": position.version,
        "settings": position.settings,
        "phase": PHASES[position.phase],
        "epoch": position.epoch,
        "edits": position.edits,
        "undo": len(session.past),
        "sample": sample,
        "target": snapshot.y[sample],
        "predicted": passes.predicted[sample],
        "layers": layers_of(snapshot),
        "parameters": {
            short_name: getattr(snapshot.model.layers[n], parameter)
            for n, names in enumerate(snapshot.names)
            for parameter, short_name in names.parameters.items()
        },
        "values": values_of(snapshot, sample),
        "gradients": gradients_of(snapshot, sample) if PHASES[position.phase] == "backward" else {},
        "sample_loss": passes.sample_losses[sample],
        "loss": passes.loss,
        "penalty": passes.penalty,
        "accuracy": passes.accuracy,
        "history": {name: figures[since:] for name, figures in session.history.items()},
        "since": since,
        "wrong": "".join(str(int(k != target)) for k, target in zip(passes.predicted, snapshot.y)),
    }


def layers_of(snapshot: "Snapshot") -> "list[dict[str, str]]":
    """Return for each layer its kind, the name of its outputs and the names of its parameters."""
    return [
        {"kind": type(layer).__name__, "name": names.output, **names.parameters}
        for layer, names in zip(snapshot.model.layers, snapshot.names)
    ]


def values_of(snapshot: "Snapshot", sample: int) -> "dict[str, Any]":
    """Return the inputs of a sample and what each layer makes of them, by name."""
    values = {"x": snapshot.X[sample]}
    for layer, names in zip(snapshot.passes.layers, snapshot.names):
        values[names.output] = layer.output[sample]
    return values


def gradients_of(snapshot: "Snapshot", sample: int) -> "dict[str, Any]":
    """Return the gradients of all parameters, and of the outputs of each layer for a sample, by name."""
    passes = snapshot.passes
    passes.run_backward()
    gradients = {}
    for n, names in enumerate(snapshot.names):
        for parameter, short_name in names.parameters.items():
            gradients["d" + short_name] = getattr(passes.layers[n], "d" + parameter)
        derivatives = passes.derivatives(n)
        if names.number and derivatives is not None:  # no gradient depends on the layers before
            gradients["d" + names.output] = derivatives[sample]
    return gradients


def data_of(session: "Session") -> "dict[str, Any]":
    """Return the points, their names, and the range of each column with a margin."""
    X, y = session.position.snapshot.X, session.position.snapshot.y
    return {
        "X": X,
        "y": y,
        "columns": session.data.columns,
        "labels": session.data.labels,
        "ranges": [_with_margin(min(column), max(column)) for column in zip(*X)],
    }


def _with_margin(low, high):
    margin = (high - low) * MARGIN or 1.0
    return [low - margin, high + margin]


def regions_of(
    snapshot: "Snapshot", sample: int, axes: "tuple[int, int]", box: "list[list[float]]", cells: int
) -> "dict[str, Any]":
    """Return the class that the model predicts in each cell of a plane, and how probable it is.

    Args:
        snapshot: The model and its data.
        sample: The sample through which the plane goes: inputs other than its axes have the values of this sample.
        axes: The inputs that the plane spans, to the right and upwards.
        box: The range of each of the two.
        cells: The number of cells along each.

    Returns:
        `classes` and `confidence`, a digit for each cell, row after row from above: the class, and the probability in
        tenths, rounded down.
    """
    (left, right), (low, high) = box
    grid = []
    for row in range(cells):
        for column in range(cells):
            point = list(snapshot.X[sample])
            point[axes[1]] = high - (row + 0.5) / cells * (high - low)
            point[axes[0]] = left + (column + 0.5) / cells * (right - left)
            grid.append(point)
    outputs = forward([copy_of(layer) for layer in snapshot.model.layers], grid, training=False)
    classes = as_classes(outputs, snapshot.model.loss)
    probabilities = as_predictions(outputs, snapshot.model.loss)
    confidence = [row[k] if len(row) > 1 else max(row[0], 1 - row[0]) for row, k in zip(probabilities, classes)]
    return {
        "cells": cells,
        "classes": classes,
        "confidence": "".join(str(min(9, int(10 * p))) for p in confidence),
    }
