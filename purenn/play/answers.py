"""What is known about one number: its value, its formula, why it was chosen, and which numbers are computed from it.

    answer = answer_of(snapshot, "z1[7][0]", sample=7)
    answer["lines"]

The computed numbers are the steps of an explanation; all others can be changed.
"""

from ..explanation.update import explain_update
from ..numbers.dual import Dual
from ..numbers.float32 import Float32
from ..validation.shapes import short_repr
from .formulas import tokens, written
from .names import Place, place_of, split_name
from .snapshot import ARITHMETICS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .snapshot import Snapshot

    Answer = dict[str, Any]

MOST_USES = 12  # that are named


def answer_of(
    snapshot: "Snapshot", name: str, sample: int, digits: int = 6, arithmetic: str = "float64", by: "str | None" = None
) -> "Answer":
    """Return what is known about a number; of a weight or a bias also its value after the next update.

    Args:
        snapshot: The model and its data.
        name: The name of the number.
        sample: The sample that the page shows; a number of another sample is explained with that one.
        digits: The number of significant digits, 1 to 17.
        arithmetic: The kind of number that computes it: "float64", "float32" or "dual".
        by: The name of the number with respect to which dual numbers differentiate.

    Raises:
        ValueError: If there is no such number, or not in this arithmetic.
    """
    if arithmetic not in ARITHMETICS:
        raise ValueError(f"arithmetic must be {', '.join(ARITHMETICS)}, got {short_repr(arithmetic)}")
    if arithmetic == "dual":
        by = place_of(snapshot, by).name
    sample = sample_of(snapshot, name, sample)
    answer: "Answer" = {"name": name, "sample": sample, "arithmetic": arithmetic}
    step = _step(snapshot, name, sample, arithmetic, by if arithmetic == "dual" else None)
    if step is None:
        place = place_of(snapshot, name)
        answer.update(_changeable(place, digits, arithmetic, by))
        if place.layer is not None and arithmetic == "float64":
            answer["update"] = [
                {"name": step.name, "tokens": tokens(step.formula, digits, sample), **written(step.value, digits)}
                for step in explain_update(snapshot.model, snapshot.explanation(sample), [name])
            ]
    else:
        formula = step.formula  # computed each time that it is asked for
        answer.update(
            written(formula.value, digits),
            section=step.section,
            tokens=tokens(formula, digits, sample),
            lines=step.lines(digits),
            reason=step.reason,
            editable=False,
            what_if=False,
        )
    uses = snapshot.explanation(sample).uses(name)
    answer["uses"], answer["more_uses"] = uses[:MOST_USES], len(uses[MOST_USES:])
    return answer


def _step(snapshot, name, sample, arithmetic, by):
    """The step that computes a number, or None; numbers other than floats go backward only if that is asked for."""
    for backward in (True,) if arithmetic == "float64" else (False, True):
        explanation = snapshot.explanation(sample, arithmetic, by, backward)
        if name in explanation:
            return explanation[name]
        if not name.startswith("d"):
            break
    return None


def sample_of(snapshot: "Snapshot", name: str, sample: int) -> int:
    """Return the sample to which a number belongs: `sample` for a weight, its gradient and the loss of the batch.

    Raises:
        ValueError: If there is no such sample.
    """
    head, indices = split_name(name)
    is_of_batch = not indices or any(
        head in (short, "d" + short) for names in snapshot.names for short in names.parameters.values()
    )
    if not is_of_batch:
        sample = indices[0]
    if sample >= len(snapshot.X):
        raise ValueError(f"sample must be in 0..{len(snapshot.X) - 1}, got {sample}")
    return sample


def _changeable(place: Place, digits: int, arithmetic: str, by: "str | None") -> "Answer":
    """Return the answer of a number that is not computed: an input, a class, a weight or a bias."""
    value = place.value
    if place.head == "y":
        return {**written(value, digits), "section": "The class of a sample", "editable": True, "what_if": False}
    if arithmetic == "float32":
        value = Float32(value)
    elif arithmetic == "dual":
        value = Dual(value, 1.0 if place.name == by else 0.0)
    section = "An input" if place.layer is None else f"One of the {place.parameter} of layer {place.layer + 1}"
    gradient = None if place.layer is None else "d" + place.name
    return {**written(value, digits), "section": section, "editable": True, "what_if": True, "gradient": gradient}
