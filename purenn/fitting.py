"""The arguments of `Model.fit`: they are accepted, or refused before anything has changed, and the training is run."""

from .chain import input_width
from .heap import FrequentCollection
from .losses.outputs import accept_targets
from .random_state import as_random_state
from .training import Training, optimizer_of
from .training_state import TrainingState
from .validation.entries import as_finite_matrix
from .validation.scalars import whole_number
from .validation.shapes import is_sequence, short_repr
from .validation.targets import as_sample_weights

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .model import Model
    from .random_state import RandomState
    from .types import Matrix, MatrixLike, Targets, TargetsLike


def fit(
    model: "Model",
    X: "MatrixLike",
    y: "TargetsLike",
    epochs: int,
    batch_size: "int | None" = None,
    shuffle: bool = True,
    validation_data: "tuple[MatrixLike, TargetsLike] | None" = None,
    callback: "Any" = None,
    random_state: "RandomState | int | None" = None,
    *,
    patience: "int | None" = None,
    restore_best: bool = False,
    resume: bool = False,
    sample_weights: "Any" = None,
    training: "type[Training] | None" = None,
) -> "dict[str, list[float]]":
    """Train a model and return its history; `Model.fit` documents the arguments.

    Args:
        training: The class that runs the training; None for `Training`.
    """
    optimizer_of(model)  # raises the error before any other check
    epochs = whole_number(epochs, "epochs")
    X, y = _accept(model, X, y, "X", "y")
    if sample_weights is not None:
        sample_weights = as_sample_weights(sample_weights, len(X))
    if validation_data is not None:
        if not is_sequence(validation_data) or len(validation_data) != 2:
            raise TypeError(f"validation_data must be (X, y), got {short_repr(validation_data)}")
        validation_data = _accept(model, *validation_data, "validation X", "validation y")
    batch_size = len(X) if batch_size is None else whole_number(batch_size, "batch_size")
    if callback is not None and not callable(callback):
        raise TypeError(f"callback must be a function of an epoch and its figures, or None, got {short_repr(callback)}")
    patience = None if patience is None else whole_number(patience, "patience")
    if validation_data is None and (patience is not None or restore_best):
        name = "restore_best" if patience is None else "patience"
        raise ValueError(f"validation_data must be (X, y) for {name}, which compares their losses, got None")
    is_validated = validation_data is not None
    state = _state_to_resume(model, epochs, is_validated, random_state) if resume else TrainingState(model.layers)
    stream = state.random_state if resume else random_state
    state.random_state = as_random_state(stream) if shuffle and batch_size < len(X) else None
    if not resume:
        model.history, model._training = {}, state
    elif state.is_restored:
        state.exchange()
    with FrequentCollection():
        (training or Training)(model, X, y, sample_weights, batch_size, state, validation_data).run(
            epochs, callback, patience, restore_best
        )
    return model.history


def _state_to_resume(model: "Model", epochs: int, is_validated: bool, random_state: "Any") -> TrainingState:
    """Return the state of the last training of a model, or raise an error if it cannot go on so."""
    state = model._training
    if state is None:
        raise RuntimeError("resume must come after a training, or after loading one saved with optimizer=True")
    if state.layers is not model.layers:
        raise RuntimeError("resume must go on with the layers that have been trained, got other layers")
    if random_state is not None:
        raise ValueError("random_state must be None with resume, because the stream of the training goes on")
    done = len(model.history.get("loss", ()))
    if epochs < done:
        raise ValueError(f"epochs must be at least {done}, as many as have been made, got {epochs}")
    if done and is_validated != ("validation_loss" in model.history):
        expected = "None" if is_validated else "(X, y)"
        raise ValueError(f"validation_data must be {expected} with resume, as in the epochs made")
    return state


def _accept(model: "Model", X: "MatrixLike", y: "TargetsLike", X_name: str, y_name: str) -> "tuple[Matrix, Targets]":
    """Accept inputs and their targets, or raise an error that names the wrong one."""
    X = as_finite_matrix(X, X_name, columns=input_width(model.layers))
    outputs = len(model._walked(X[:1])[0])
    return X, accept_targets(y, len(X), outputs, model.loss, y_name)
