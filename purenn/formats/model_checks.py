"""What must fit in a model that is saved or loaded, besides its layers: the names and the class weights.

    check_names(model)  # ValueError: labels must be 3 names, as the model has, got 2

What one of these functions refuses is never written to a file, and a file with it is not loaded.
"""

from ..validation.shapes import is_sequence, short_repr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..model import Model


def check_names(model: "Model") -> None:
    """Check that a model's `columns`, `target`, `labels`, `notes` and `encoder` are None or fit its inputs and outputs.

    Raises:
        TypeError: If one of them has another type than strings or None.
        ValueError: If there are not as many columns as inputs, or labels as classes, or if a name is empty, occurs
            twice or is no valid Unicode.
    """
    inputs, outputs = _widths(model)
    features = None if model.encoder is None else model.encoder.features
    for name, names, count in (
        ("columns", model.columns, inputs),
        ("labels", model.labels, max(outputs, 2)),  # a single output separates two classes
        ("features of encoder", features, inputs),
    ):
        if names is None:
            continue
        if not is_sequence(names) or not all(isinstance(text, str) for text in names):
            raise TypeError(f"{name} must be a list of strings or None, got {short_repr(names)}")
        if len(names) != count:
            raise ValueError(f"{name} must be {count} names, as the model has, got {len(names)}")
        seen = set()
        for n, text in enumerate(names):
            _check_text(text, f"{name}[{n}]")
            if text in seen:
                raise ValueError(f"{name} must be different names, got {short_repr(text)} twice")
            seen.add(text)
    if model.notes is not None and not isinstance(model.notes, dict):
        raise TypeError(f"notes must be a dict or None, got {short_repr(model.notes)}")
    if model.target is not None:
        if not isinstance(model.target, str):
            raise TypeError(f"target must be a string or None, got {short_repr(model.target)}")
        _check_text(model.target, "target")


def check_class_weights(model: "Model") -> None:
    """Check that a loss with class weights has one for each output of the model.

    Raises:
        ValueError: If there are more or fewer.
    """
    weights, (_, outputs) = getattr(model.loss, "class_weights", None), _widths(model)
    if weights is not None and outputs and len(weights) != outputs:
        raise ValueError(f"class_weights must have {outputs} weights, got {len(weights)}")


def _check_text(text, name):
    """Refuse text that is empty, or that no file can hold: half of a surrogate pair."""
    if not text:
        raise ValueError(f"{name} must be a name, got an empty string")
    try:
        text.encode("utf-8")
    except UnicodeError:
        raise ValueError(f"{name} must be valid Unicode, got {short_repr(text)}") from None


def _widths(model):
    """Return how many inputs and outputs a model has, (0, 0) if none of its layers has a fixed width."""
    sized = [layer for layer in model.layers if hasattr(layer, "n_inputs") and hasattr(layer, "n_neurons")]
    return (sized[0].n_inputs, sized[-1].n_neurons) if sized else (0, 0)
