"""A training that goes forward one step at a time and back again, and a network that can be changed by hand.

    session = Session({"hidden": [16], "seed": 1})
    session.act("epoch")
    session.edit("w1[0][2]", 0.5)
    session.act("back")

Every action ends in another position, or in an error that leaves everything as it was. A position never changes.
"""

from ..validation.shapes import short_repr
from .copies import copy_with_entry, copy_with_rate, rows_with
from .names import place_of
from .problems import count_parameters, make_problem
from .settings import check_setting, check_settings
from .snapshot import Snapshot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .problems import Data
    from .settings import Settings

PHASES = ("ready", "forward", "loss", "backward")
STEPS = ("forward", "loss", "backward", "update")  # each is the next one in the phase of the same index
MOST_UNDO, LEAST_UNDO = 400, 20  # positions that are kept
MOST_KEPT = 1_000_000  # numbers in the positions that are kept
LARGEST_ENTRY = 1e6


class Position:
    """Where a training stands.

    Attributes:
        snapshot: The model and its data.
        settings: The settings, with the current learning rate.
        phase: The index in `PHASES` of what the current epoch has done.
        epoch: How many epochs are complete.
        edits: How many changes were made by hand that are not in the settings; if none, settings and epoch are enough
            to make the model again.
        version: A number that no other position of the session has.
    """

    def __init__(
        self, snapshot: Snapshot, settings: "Settings", phase: int, epoch: int, edits: int, version: int
    ) -> None:
        self.snapshot = snapshot
        self.settings = settings
        self.phase = phase
        self.epoch = epoch
        self.edits = edits
        self.version = version


class Session:
    """A network in training, with the way back.

    Args:
        wanted: Its settings, which `check_settings` checks.
        given: The table or the model of the command, if there is one.

    Attributes:
        data: The data as they were before any edit.
        position: Where the training stands.
        past: The positions before it, the last one last.
        history: The loss and the accuracy of each complete epoch, before its update.
    """

    def __init__(self, wanted: object, given: "Data | None" = None) -> None:
        settings = check_settings(wanted, None if given is None else given.kind)
        self.data: "Data"
        self._model, self.data = make_problem(settings, given)
        self._start(settings)

    def _start(self, settings: "Settings", version: int = 0) -> None:
        snapshot = Snapshot(self._model, self.data.X, self.data.y)
        self.position: Position = Position(snapshot, settings, 0, 0, 0, version)
        self._first_settings = settings
        self._versions = version + 1
        self.past: "list[Position]" = []
        self.history: "dict[str, list[float]]" = {"loss": [], "accuracy": []}

    def act(self, what: object) -> None:
        """Take a step.

        Args:
            what: "forward", "loss", "backward" or "update", in this order; "epoch" for all that are left of an epoch;
                "back" to undo the last action; "restart" for the first position.

        Raises:
            ValueError: If there is no such step, or it is not the next one, or numbers leave their range.
        """
        if what == "restart":
            self._start(self._first_settings, self._versions)
        elif what == "back":
            self._go_back()
        elif what == "epoch":
            self._update()
        elif what not in STEPS:
            raise ValueError(f"what must be {', '.join(STEPS)}, epoch, back or restart, got {short_repr(what)}")
        elif what != STEPS[self.position.phase]:
            raise ValueError(f"what must be {STEPS[self.position.phase]}, which is the next step, got {what}")
        elif what == "update":
            self._update()
        else:
            self._enter(phase=self.position.phase + 1)

    def _update(self):
        """Complete an epoch."""
        before = self.position.snapshot
        passes = before.passes
        try:
            after = Snapshot(passes.updated_model(), before.X, before.y)
            after.passes  # noqa: B018  (computes the loss, which must be finite)
        except (ValueError, ArithmeticError) as error:
            reason = f"left its range in epoch {self.position.epoch}: {error}; lower learning_rate"
            raise ValueError(f"loss must stay finite, but {reason}") from None
        self._enter(snapshot=after, phase=0, epoch=self.position.epoch + 1)
        self.history["loss"].append(passes.loss)
        self.history["accuracy"].append(passes.accuracy)

    def edit(self, name: object, value: "Any") -> None:
        """Change a weight, a bias, an input or the class of a sample.

        Raises:
            ValueError: If there is no such number, or it cannot have this value.
        """
        before = self.position.snapshot
        place = place_of(before, name)
        if place.head == "y":
            classes = len(self.data.labels)
            if type(value) is not int or not 0 <= value < classes:
                raise ValueError(f"{place.name} must be a class in 0..{classes - 1}, got {short_repr(value)}")
            y = before.y[: place.row] + [value] + before.y[place.row + 1 :]
            after = Snapshot(before.model, before.X, y)
        else:
            if type(value) not in (int, float) or not -LARGEST_ENTRY <= value <= LARGEST_ENTRY:
                raise ValueError(f"{place.name} must be a number within 1e6 of 0, got {short_repr(value)}")
            if place.layer is None:
                after = Snapshot(before.model, rows_with(before.X, place, float(value)), before.y)
            else:
                after = Snapshot(copy_with_entry(before.model, place, float(value)), before.X, before.y)
        try:
            after.passes  # noqa: B018  (computes the loss, which must be finite)
        except (ValueError, ArithmeticError) as error:
            raise ValueError(f"{place.name} must leave the loss finite, but with {value}: {error}") from None
        self._enter(snapshot=after, phase=0, edits=self.position.edits + 1)

    def set_learning_rate(self, learning_rate: object) -> None:
        """Change the learning rate, from the next update on; after the first one this counts as an edit.

        Raises:
            ValueError: If it is out of bounds.
        """
        before = self.position
        rate = check_setting("learning_rate", learning_rate)
        snapshot = Snapshot(copy_with_rate(before.snapshot.model, rate), before.snapshot.X, before.snapshot.y)
        settings = {**before.settings, "learning_rate": rate}
        self._enter(snapshot=snapshot, settings=settings, edits=before.edits + (before.epoch > 0))

    def _enter(self, **changes: "Any") -> None:
        """Go on to another position, which differs from this one in some attributes, and keep this one."""
        before = self.position
        attributes = {**before.__dict__, **changes, "version": self._versions}
        self.position = Position(**attributes)
        self._versions += 1
        if self.position.snapshot is not before.snapshot:
            before.snapshot.forget()
        self.past.append(before)
        del self.past[: max(0, len(self.past) - self._most_undo())]

    def _go_back(self):
        if not self.past:
            raise ValueError("what must be a step forward: there is no earlier position to go back to")
        self.position = self.past.pop()
        for figures in self.history.values():
            del figures[self.position.epoch :]

    def _most_undo(self):
        """How many positions to keep; with Adam each holds three numbers for every parameter."""
        return max(LEAST_UNDO, min(MOST_UNDO, MOST_KEPT // (3 * count_parameters(self._model))))
