"""What a training needs to go on, in the file of its model: `model_file` adds it for `Model.save(optimizer=True)`.

The tensors are the optimizer's state, `optimizer.<n>.<parameter>.<part>` of layer n; the history, `history.<figure>`;
and the parameters of the best epoch, `best.<n>.<parameter>`, or, where the layers have those, of the last epoch,
`last.<n>.<parameter>`. The metadata holds, as JSON, the `optimizer` with its settings and the number of updates of each
layer, the `streams` of random numbers, and the state of the `training`.
"""

from ..layers.dropout import Dropout
from ..optimizers.adagrad import AdaGrad
from ..optimizers.adam import Adam
from ..optimizers.rmsprop import RMSprop
from ..optimizers.sgd import SGD
from ..random_state import RandomState
from ..training_state import TrainingState
from ..validation.scalars import is_index
from ..validation.shapes import shape, short_repr
from .components import describe, from_json, kind_and_settings, pop_matrix, to_json
from .safetensors import nested

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..model import Model
    from ..types import Matrix

OPTIMIZERS: "dict[type, tuple[str, ...]]" = {
    SGD: ("learning_rate", "decay", "momentum"),
    AdaGrad: ("learning_rate", "decay", "epsilon"),
    RMSprop: ("learning_rate", "decay", "epsilon", "rho"),
    Adam: ("learning_rate", "decay", "epsilon", "beta1", "beta2"),
}
# What the formula of each optimizer keeps for every number; a cache is a sum or mean of squares, never below 0.
PARTS: "dict[type, tuple[str, ...]]" = {
    SGD: ("velocity",),
    AdaGrad: ("cache",),
    RMSprop: ("cache",),
    Adam: ("mean", "cache"),
}
FIGURES = "learning_rate loss penalty accuracy validation_loss validation_penalty validation_accuracy".split()
MOST_UPDATES = 2**53  # so that decay * updates is a float


def describe_training(model: "Model") -> "tuple[list[tuple[str, str, Matrix]], dict[str, str]]":
    """Return the tensors and the metadata from which `restore_training` makes the training of a model.

    Raises:
        TypeError: If the optimizer is user-defined, or there is none.
    """
    description = describe(model.optimizer, "optimizer", OPTIMIZERS)
    description["updates"] = []
    tensors: "list[tuple[str, str, Matrix]]" = []
    for n, layer in enumerate(model.layers):
        state = model.optimizer._state(layer)  # type: ignore[union-attr]  # described above
        description["updates"].append(state.updates)
        for name, parts in state.parameters.items():
            if parts is not None:
                for part, values in zip(PARTS[type(model.optimizer)], parts if type(parts) is tuple else (parts,)):
                    matrix = nested(values, shape(getattr(layer, name)))
                    tensors.append((f"optimizer.{n}.{name}.{part}", "F64", matrix))
    tensors += [(f"history.{name}", "F64", [values]) for name, values in model.history.items()]
    training = model._training
    streams: "list[RandomState]" = []
    dropouts = [_place(layer.random_state, streams) for layer in model.layers if type(layer) is Dropout]
    metadata = {"optimizer": to_json(description, "optimizer")}
    if training is not None:
        kept = "last" if training.is_restored else "best"
        for n, matrices in enumerate(training.parameters or ()):
            tensors += [(f"{kept}.{n}.{name}", "F64", matrix) for name, matrix in matrices.items()]
        shuffling = None if training.random_state is None else _place(training.random_state, streams)
        state = {"best_epoch": training.best_epoch, "kept": kept, "shuffling": shuffling}
        metadata["training"] = to_json(state, "training")
    states = [stream.get_state() for stream in streams]
    metadata["streams"] = to_json({"states": states, "dropouts": dropouts}, "streams")
    return tensors, metadata


def _place(stream: RandomState, streams: "list[RandomState]") -> int:
    """Return the place of a stream among the streams; several parts of a model may draw from one."""
    for n, other in enumerate(streams):
        if other is stream:
            return n
    streams.append(stream)
    return len(streams) - 1


def restore_training(model: "Model", tensors: "dict[str, Any]", metadata: "dict[str, str]") -> None:
    """Give a model the training of its file, and remove its tensors from `tensors`.

    Raises:
        ValueError, TypeError: If something does not fit the model.
    """
    description = from_json(metadata, "optimizer")
    updates = description.pop("updates", None) if type(description) is dict else None
    kind, settings = kind_and_settings(description, "optimizer", OPTIMIZERS)
    model.optimizer = kind(**settings)
    if type(updates) is not list or len(updates) != len(model.layers):
        raise ValueError(f"updates must be {len(model.layers)} numbers, one for each layer, got {short_repr(updates)}")
    for n, (layer, count) in enumerate(zip(model.layers, updates)):
        _restore_state(model.optimizer, layer, n, count, tensors)
    model.history = _pop_history(tensors)
    description = from_json(metadata, "streams")
    if type(description) is not dict or set(description) != {"states", "dropouts"}:
        raise ValueError(f"streams must be states and dropouts, got {short_repr(description)}")
    dropouts = [layer for layer in model.layers if type(layer) is Dropout]
    streams = _streams_of(description["states"], len(dropouts) + 1)
    places = description["dropouts"]
    if type(places) is not list or len(places) != len(dropouts):
        raise ValueError(f"dropouts must be {len(dropouts)} streams, as the model has, got {short_repr(places)}")
    for layer, place in zip(dropouts, places):
        layer.random_state = _stream_at(place, streams, "dropouts")
    if "training" in metadata:
        model._training = _training_of(model, from_json(metadata, "training"), streams, tensors)
    elif model.history:
        raise ValueError("__metadata__ must have 'training' for the history, which is missing")


def _restore_state(optimizer: "Any", layer: "Any", n: int, updates: "Any", tensors: "dict[str, Any]") -> None:
    """Give an optimizer its state of layer n."""
    names = getattr(layer, "parameters", ())
    if not is_index(updates) or not 0 <= updates <= (MOST_UPDATES if names else 0):
        expected = f"in 0..{MOST_UPDATES}" if names else "0, because the layer has no parameters"
        raise ValueError(f"updates[{n}] must be {expected}, got {short_repr(updates)}")
    if not updates:
        return
    states = {}
    for name in names:
        parts: "list[list[float]]" = []
        for part in PARTS[type(optimizer)]:
            tensor = f"optimizer.{n}.{name}.{part}"
            if tensor not in tensors and not parts:  # no gradient has ever been other than 0
                break
            matrix = pop_matrix(tensors, tensor)
            _check_shape(matrix, getattr(layer, name), tensor)
            parts.append([value for row in matrix for value in row])
            if part == "cache" and min(parts[-1]) < 0:
                raise ValueError(f"tensor {tensor!r} must have no negative number, got {min(parts[-1])}")
        states[name] = None if not parts else parts[0] if len(parts) == 1 else tuple(parts)
    optimizer._keep(layer, updates, states)


def _check_shape(matrix: "Matrix", parameter: "Matrix", tensor: str) -> None:
    if shape(matrix) != shape(parameter):
        raise ValueError(f"tensor {tensor!r} must be {shape(parameter)}, as the parameter is, got {shape(matrix)}")


def _pop_history(tensors: "dict[str, Any]") -> "dict[str, list[float]]":
    """Return the history, whose figures have as many entries as it has epochs."""
    history: "dict[str, list[float]]" = {}
    for name in FIGURES:
        if f"history.{name}" in tensors:
            rows = pop_matrix(tensors, f"history.{name}")
            epochs = len(history["loss"] if "loss" in history else rows[0])
            if shape(rows) != (1, epochs):
                raise ValueError(f"tensor 'history.{name}' must be (1, {epochs}), got {shape(rows)}")
            history[name] = rows[0]
    if history and "loss" not in history:
        raise ValueError("tensor 'history.loss' must be in the file, but is missing")
    return history


def _streams_of(states: "Any", most: int) -> "list[RandomState]":
    if type(states) is not list or len(states) > most:
        raise ValueError(f"states must be a list of at most {most} streams, got {short_repr(states)}")
    streams = []
    for state in states:
        stream = RandomState()
        stream.set_state(state)
        streams.append(stream)
    return streams


def _stream_at(place: "Any", streams: "list[RandomState]", name: str) -> RandomState:
    if not is_index(place) or not 0 <= place < len(streams):
        raise ValueError(f"{name} must be the places of streams in 0..{len(streams) - 1}, got {short_repr(place)}")
    return streams[place]


def _training_of(
    model: "Model", description: "Any", streams: "list[RandomState]", tensors: "dict[str, Any]"
) -> TrainingState:
    """Return the state of the training of a model."""
    if type(description) is not dict or set(description) != {"best_epoch", "kept", "shuffling"}:
        raise ValueError(f"training must be best_epoch, kept and shuffling, got {short_repr(description)}")
    training = TrainingState(model.layers)
    shuffling, best, kept = description["shuffling"], description["best_epoch"], description["kept"]
    if shuffling is not None:
        training.random_state = _stream_at(shuffling, streams, "shuffling")
    if best is None:
        return training
    validated = len(model.history.get("validation_loss", ()))
    if not is_index(best) or not 0 <= best < validated:
        raise ValueError(f"best_epoch must be an epoch in 0..{validated - 1}, got {short_repr(best)}")
    if kept not in ("best", "last"):
        raise ValueError(f"kept must be 'best' or 'last', got {short_repr(kept)}")
    parameters: "list[dict[str, Matrix]]" = [{} for layer in model.layers]
    for n, layer in enumerate(model.layers):
        for name in getattr(layer, "parameters", ()):
            parameters[n][name] = pop_matrix(tensors, f"{kept}.{n}.{name}")
            _check_shape(parameters[n][name], getattr(layer, name), f"{kept}.{n}.{name}")
    training.keep(best, parameters)
    training.is_restored = kept == "last"
    return training
