"""The requests of the page: for each the function that answers it, from arguments that are checked here.

    QUESTIONS["api/state"](sessions, {"session": "a1", "sample": "7"})   # a GET request: its arguments are texts
    ACTIONS["api/act"](sessions, {"session": "a1", "what": "forward"})   # a POST request: its arguments are JSON

An answer is data for JSON. A wrong argument is a ValueError of one line.
"""

import time

from ..plot.svg import DARK, LIGHT, SHAPES
from ..validation.shapes import short_repr
from . import tour, what_if
from .answers import answer_of
from .sessions import Sessions
from .views import data_of, regions_of, state_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .snapshot import Snapshot

    Answer = dict[str, Any]

MOST_SAMPLES = 10**6
MOST_EPOCHS = 1000  # in one request
MOST_SECONDS = 2  # that one request trains
MOST_CELLS = 60  # along each axis
LARGEST_COORDINATE = 1e15


def data(sessions: Sessions, query: "dict[str, str]") -> "Answer":
    """Answer what the data set is, and in which colours and marks to draw it."""
    session = sessions.get(query.get("session")).session
    kind = None if sessions.given is None else sessions.given.kind
    return {
        **data_of(session),
        "axes": [0, 1],
        "style": {"light": LIGHT, "dark": DARK, "shapes": SHAPES},
        "table": kind == "table",
        "model": kind == "model",
    }


def state(sessions: Sessions, query: "dict[str, str]") -> "Answer":
    """Answer where the training stands."""
    entry = sessions.get(query.get("session"))
    sample, since = _integer(query, "sample", 0, 0, MOST_SAMPLES), _integer(query, "since", 0, 0, MOST_SAMPLES)
    with entry.lock:
        return state_of(entry.session, sample, since)


def number(sessions: Sessions, query: "dict[str, str]") -> "Answer":
    """Answer what a number is and how it is computed."""
    return answer_of(
        _snapshot(sessions, query),
        query.get("name", ""),
        _integer(query, "sample", 0, 0, MOST_SAMPLES),
        _integer(query, "digits", 6, 1, 17),
        query.get("arithmetic", "float64"),
        query.get("by") or None,
    )


def regions(sessions: Sessions, query: "dict[str, str]") -> "Answer":
    """Answer what the model predicts in a plane."""
    entry = sessions.get(query.get("session"))
    snapshot = entry.session.position.snapshot
    axes = _integers(query.get("axes", "0,1"), "axes", 2, len(snapshot.X[0]) - 1)
    sample = _integer(query, "sample", 0, 0, len(snapshot.X) - 1)
    if "box" in query:
        bounds = [_bounded(part, "box", LARGEST_COORDINATE) for part in query["box"].split(",")]
        if len(bounds) != 4:
            raise ValueError(f"box must be four numbers, got {len(bounds)}")
        box = [bounds[:2], bounds[2:]]
    else:
        ranges = data_of(entry.session)["ranges"]
        box = [ranges[axis] for axis in axes]
    return regions_of(snapshot, sample, (axes[0], axes[1]), box, _integer(query, "cells", 50, 5, MOST_CELLS))


def curve(sessions: Sessions, query: "dict[str, str]") -> "Answer":
    """Answer the loss along one number."""
    half = _real(query.get("half", "1"), "half", 1e-9, 100)
    return what_if.curve(_snapshot(sessions, query), query.get("name", ""), half, _integer(query, "points", 21, 3, 61))


def stop(sessions: Sessions, query: "dict[str, str]") -> "Answer":
    """Answer an example of the tour."""
    return tour.stop(query.get("stop", ""), query.get("values", ""), _integer(query, "digits", 8, 1, 17))


def new(sessions: Sessions, wanted: "Answer") -> "Answer":
    """Begin a session with other settings."""
    sessions.renew(wanted.get("session"), wanted.get("settings", {}))
    return {"ok": True}


def act(sessions: Sessions, wanted: "Answer") -> "Answer":
    """Take a step, or as many epochs as there is time for but at least one; answer the state."""
    entry = sessions.get(wanted.get("session"))
    epochs = _count(wanted, "n", 1, 1, MOST_EPOCHS)
    seconds = _real(wanted.get("budget", 0.2), "budget", 0.001, MOST_SECONDS)
    sample, since = _count(wanted, "sample", 0, 0, MOST_SAMPLES), _count(wanted, "since", 0, 0, MOST_SAMPLES)
    with entry.lock:
        if sample >= len(entry.session.position.snapshot.X):
            raise ValueError(f"sample must be in 0..{len(entry.session.position.snapshot.X) - 1}, got {sample}")
        until = time.perf_counter() + seconds
        entry.session.act(wanted.get("what"))
        if wanted.get("what") == "epoch":
            for _ in range(epochs - 1):
                if time.perf_counter() > until:
                    break
                entry.session.act("epoch")
        return state_of(entry.session, sample, since)


def edit(sessions: Sessions, wanted: "Answer") -> "Answer":
    """Change a number."""
    entry = sessions.get(wanted.get("session"))
    with entry.lock:
        entry.session.edit(wanted.get("name"), wanted.get("value"))
        return {"version": entry.session.position.version}


def rate(sessions: Sessions, wanted: "Answer") -> "Answer":
    """Change the learning rate."""
    entry = sessions.get(wanted.get("session"))
    with entry.lock:
        entry.session.set_learning_rate(wanted.get("learning_rate"))
        return {"version": entry.session.position.version}


def nudge(sessions: Sessions, wanted: "Answer") -> "Answer":
    """Answer the loss if a number were a little smaller or larger."""
    step = _real(wanted.get("h"), "h", 1e-12, 10)
    return what_if.nudge(_snapshot(sessions, wanted), wanted.get("name", ""), step)


QUESTIONS: "dict[str, Callable[[Sessions, dict[str, str]], Answer]]" = {
    "api/data": data,
    "api/state": state,
    "api/number": number,
    "api/regions": regions,
    "api/curve": curve,
    "api/tour": stop,
}
ACTIONS: "dict[str, Callable[[Sessions, Answer], Answer]]" = {
    "api/new": new,
    "api/act": act,
    "api/edit": edit,
    "api/rate": rate,
    "api/whatif": nudge,
}


def _snapshot(sessions: Sessions, arguments: "dict[str, Any]") -> "Snapshot":
    return sessions.get(arguments.get("session")).session.position.snapshot


def _integer(query: "dict[str, str]", name: str, default: int, low: int, high: int) -> int:
    """An integer of a query."""
    text = query.get(name, str(default))
    if not (text.isdigit() and text.isascii() and len(text) < 8 and low <= int(text) <= high):
        raise ValueError(f"{name} must be an integer in {low}..{high}, got {short_repr(text)}")
    return int(text)


def _integers(text: str, name: str, count: int, high: int) -> "list[int]":
    parts = text.split(",")
    if len(parts) != count:
        raise ValueError(f"{name} must be {count} integers, got {short_repr(text)}")
    return [_integer({name: part}, name, 0, 0, high) for part in parts]


def _count(wanted: "Answer", name: str, default: int, low: int, high: int) -> int:
    """An integer of a JSON object."""
    value = wanted.get(name, default)
    if type(value) is not int or not low <= value <= high:
        raise ValueError(f"{name} must be an integer in {low}..{high}, got {short_repr(value)}")
    return value


def _bounded(text: str, name: str, largest: float) -> float:
    return _real(text, name, -largest, largest)


def _real(value: "Any", name: str, low: float, high: float) -> float:
    """A number of a JSON object, or the text of one in a query."""
    try:
        number = float(value) if type(value) in (int, float, str) else None
    except ValueError:
        number = None
    if number is None or not low <= number <= high:
        raise ValueError(f"{name} must be a number in {low:g}..{high:g}, got {short_repr(value)}")
    return number
