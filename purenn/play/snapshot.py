"""A model and its data at one moment, with what has been computed from them.

    snapshot = Snapshot(model, X, y)
    snapshot.passes.loss
    snapshot.explanation(7)["z1[7][0]"]

A snapshot never changes, so several threads can ask it at once. What they compute is kept until `forget`.
"""

from ..explanation.trace import explain
from ..model import Model
from ..numbers.dual import Dual
from ..numbers.float32 import Float32
from .names import OutputNames, place_of
from .passes import Passes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..types import Matrix

MOST_EXPLANATIONS = 12  # that are kept
ARITHMETICS = ("float64", "float32", "dual")


class Snapshot:
    """A model with its optimizer, and the data it is trained on.

    Args:
        model: The model.
        X: The inputs, (samples, inputs).
        y: The class of each sample.
    """

    def __init__(self, model: Model, X: "Matrix", y: "list[int]") -> None:
        self.model = model
        self.X = X
        self.y = y
        self.names = OutputNames(model.layers)
        self.forget()

    @property
    def passes(self) -> Passes:
        """The passes of all samples."""
        passes = self._passes
        if passes is None:
            passes = self._passes = Passes(self.model, self.X, self.y)
        return passes

    def explanation(self, sample: int, arithmetic: str = "float64", by: "str | None" = None) -> "Any":
        """Return the explanation of a sample.

        Args:
            sample: The index of the sample.
            arithmetic: "float64", "float32" or "dual".
            by: The name of the number with respect to which dual numbers differentiate.
        """
        key = (sample, arithmetic, by)
        explanation = self._explanations.get(key)
        if explanation is None:
            explanation = _StandIn(self.model, self.X, self.y, sample)
            if len(self._explanations) >= MOST_EXPLANATIONS:
                self._explanations.clear()
            self._explanations[key] = explanation
        return explanation

    def forget(self) -> None:
        """Drop what can be computed again."""
        self._passes: "Passes | None" = None
        self._explanations: "dict[Any, Any]" = {}


class _StandIn:
    def __init__(self, model, X, y, sample):
        self.steps = explain(model, X, y, sample)
        self._by_name = {step.name: step for step in self.steps}

    def get(self, name):
        return self._by_name.get(name)

    def __iter__(self):
        return iter(self.steps)
