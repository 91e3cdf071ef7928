"""What one number answers: its value, its formula, why it was chosen, and which numbers are computed from it.

    answer = answer_of(snapshot, "z1[7][0]", sample=7)
    answer["lines"]
"""

from ..numbers.dual import Dual
from ..numbers.float32 import Float32
from ..validation.shapes import short_repr
from .formulas import names_within, tokens, written
from .names import Place, place_of, split_name, unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .snapshot import Snapshot

MOST_USES = 12  # that are named
ARITHMETICS = ("float64", "float32", "dual")


def answer_of(
    snapshot: "Snapshot", name: str, sample: int, digits: int = 6, arithmetic: str = "float64", by: "str | None" = None
) -> "dict[str, Any]":
    """Return what a number answers.

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
    explanation = snapshot.explanation(sample, arithmetic, by if arithmetic == "dual" else None)
    answer = {"name": name, "sample": sample, "arithmetic": arithmetic, "editable": False, "what_if": False}
    step = explanation.get(name)
    if step is None:
        answer.update(_changeable(place_of(snapshot, name), digits, arithmetic, by))
    else:
        answer.update(
            written(step.value, digits),
            section=step.section,
            tokens=tokens(step.formula, digits, sample),
            lines=step.lines(digits),
            reason=step.reason,
        )
    uses = uses_of(snapshot, name, sample)
    answer["uses"], answer["more_uses"] = uses[:MOST_USES], len(uses[MOST_USES:])
    return answer


def sample_of(snapshot: "Snapshot", name: str, sample: int) -> int:
    """Return the sample to which a number belongs: `sample` for a weight, its gradient and the loss of the batch.

    Raises:
        ValueError: If there is no such sample.
    """
    head, indices = split_name(name)
    is_of_batch = not indices or any(
        head in (short, "d" + short) for names in snapshot.names.parameters for short in names.values()
    )
    if not is_of_batch:
        sample = indices[0]
    if sample >= len(snapshot.X):
        raise ValueError(f"sample must be in 0..{len(snapshot.X) - 1}, got {sample}")
    return sample


def _changeable(place: Place, digits, arithmetic, by):
    """The answer of a number that is not computed: an input, a class, a weight or a bias."""
    if place.head == "y":
        return {**written(place.value, digits), "section": "The class of a sample", "editable": True, "gradient": None}
    value = place.value
    if arithmetic == "float32":
        value = Float32(value)
    elif arithmetic == "dual":
        value = Dual(value, 1.0 if place.name == by else 0.0)
    section = "An input" if place.layer is None else {"w": "A weight", "b": "A bias"}[place.head[0]]
    return {
        **written(value, digits),
        "section": section,
        "editable": True,
        "what_if": True,
        "gradient": "d" + place.name,
    }


def uses_of(snapshot: "Snapshot", name: str, sample: int) -> "list[str]":
    """Return the names of the numbers of a sample that are computed from a number, or chosen by comparing it."""
    explanation = snapshot.explanation(sample)
    uses = []
    for step in explanation:
        names = set(names_within(step.formula))
        if step.reason:
            names.add(step.reason.split(" = ")[0])
        if name in names:
            uses.append(step.name)
    return uses
