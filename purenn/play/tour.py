"""The examples of chapter 5, computed from values that can be changed.

    stop("loss", "0.7,0.1,0.2;1,0,0", digits=8)["steps"]

The layers and the loss of the library compute them, with numbers that record their formulas.
"""

from ..explanation.rows import add_steps
from ..explanation.steps import Explanation
from ..layers.softmax import Softmax
from ..losses.categorical import CategoricalCrossentropy
from ..matrix import argmax, mean
from ..metrics import accuracy
from ..numbers.traced import Traced
from ..validation.shapes import short_repr
from .formulas import tokens, written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..numbers.traced import Record

STOPS = {  # the values of the chapter: rows, and a last row of targets
    "softmax": "2,1,0.1",
    "loss": "0.7,0.1,0.2;1,0,0",
    "batch": "0.7,0.1,0.2;0.1,0.5,0.4;0.02,0.9,0.08;0,1,1",
    "clip": "0,1,0;0",
    "accuracy": "0.7,0.2,0.1;0.5,0.1,0.4;0.02,0.9,0.08;0,1,1",
}
MOST_VALUES = 6  # rows, and values in a row
LARGEST_VALUE = 1000


def stop(name: str, text: str, digits: int) -> "dict[str, Any]":
    """Compute the example of one stop.

    Args:
        name: A name in `STOPS`.
        text: The values, rows separated by semicolons; "" for those of the chapter.
        digits: The number of significant digits.

    Returns:
        The values as `rows`, and the `steps`; for the accuracy the `predicted` classes, the `targets`, and `accuracy`.

    Raises:
        ValueError, TypeError: If there is no such stop, or the values do not fit.
    """
    if name not in STOPS:
        raise ValueError(f"stop must be {', '.join(STOPS)}, got {short_repr(name)}")
    rows = _rows(text or STOPS[name])
    steps = Explanation(0)
    answer: "dict[str, Any]" = {"stop": name, "rows": rows}
    if name == "softmax":
        _softmax(rows, steps)
    elif name == "loss":
        _loss(rows, steps)
    else:
        *p, targets = rows
        classes = [_class(value) for value in targets]
        if name == "accuracy":
            answer["predicted"] = [argmax(row) for row in p]
            answer["targets"] = classes
            answer["accuracy"] = written(accuracy(p, classes), digits)
        else:
            _batch(p, classes, steps)
    answer["steps"] = [
        {
            "name": step.name,
            "tokens": tokens(step.formula, digits, None),
            "reason": step.reason,
            **written(step.value, digits),
        }
        for step in steps
    ]
    return answer


def _softmax(rows, steps):
    record: "Record" = []
    (p,) = Softmax().forward(_named("z", _only(rows, 1), record))
    add_steps(steps, "Softmax", [f"p[{j}]" for j in range(len(p))], p, record)


def _loss(rows, steps):
    """The loss by the whole formula, and by the index of the class if the target is one-hot."""
    record: "Record" = []
    values, targets = _only(rows, 2)
    p, y = _named("p", [values], record), _named("y", [targets], record)
    add_steps(steps, "Loss", ["L"], CategoricalCrossentropy().forward(p, y), record)
    if sorted(targets) == [0.0] * (len(targets) - 1) + [1.0]:
        k = argmax(targets)
        add_steps(steps, "Loss", [f"L, by the index {k}"], CategoricalCrossentropy().forward(p, [k]), record)


def _batch(rows, classes, steps):
    """The loss of each sample and their mean; of a single sample only its loss."""
    record: "Record" = []
    p = _named("p", rows, record)
    losses = CategoricalCrossentropy().forward(p, classes)
    names = [f"L[{s}]" for s in range(len(losses))] if len(losses) > 1 else ["L"]
    for name, loss, row in zip(names, losses, p):
        add_steps(steps, "Loss", [name], [loss], record, compared=[row])
    if len(losses) > 1:
        add_steps(steps, "Loss", ["L"], [mean([Traced(step.value, step.name) for step in list(steps)])], record)


def _named(letter, rows, record):
    """The rows as Traced numbers, with two indices in their names if there are several rows."""
    return [
        [
            Traced(value, f"{letter}[{s}][{j}]" if len(rows) > 1 else f"{letter}[{j}]", record=record)
            for j, value in enumerate(row)
        ]
        for s, row in enumerate(rows)
    ]


def _rows(text):
    rows = [[_value(cell) for cell in row.split(",")] for row in text.split(";")]
    if len(rows) > MOST_VALUES or max(map(len, rows)) > MOST_VALUES:
        raise ValueError(f"values must be at most {MOST_VALUES} rows of {MOST_VALUES}, got {short_repr(text)}")
    return rows


def _only(rows, count):
    if len(rows) != count:
        raise ValueError(f"values must be {count} {'row' if count == 1 else 'rows'}, got {len(rows)}")
    return rows


def _value(text):
    try:
        value = float(text)
    except ValueError:
        value = None
    if value is None or not -LARGEST_VALUE <= value <= LARGEST_VALUE:
        raise ValueError(f"values must be numbers within {LARGEST_VALUE} of 0, got {short_repr(text)}")
    return value


def _class(value):
    if value != int(value):
        raise ValueError(f"values must have class indices in the last row, got {value}")
    return int(value)
