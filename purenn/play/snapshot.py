"""A model and its data at one moment, with what has been computed from them.

    snapshot = Snapshot(model, X, y)
    snapshot.passes.loss
    snapshot.explanation(7)["z1[7][0]"]

A snapshot never changes, so several threads can ask it at once. What they compute is kept until `forget`.
"""

from ..explanation.names import layer_names
from ..explanation.trace import explain
from ..explanation.twins import in_numbers
from ..model import Model
from ..numbers.dual import Dual
from ..numbers.float32 import Float32
from .passes import Passes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..explanation.names import LayerNames
    from ..explanation.steps import Explanation
    from ..types import Matrix

MOST_EXPLANATIONS = 12  # that are kept
ARITHMETICS = ("float64", "float32", "dual")


class Snapshot:
    """A model with its optimizer, and the data it is trained on.

    Args:
        model: The model.
        X: The inputs, (samples, inputs).
        y: The class of each sample.

    Attributes:
        names: For each layer the names of its numbers.
    """

    def __init__(self, model: Model, X: "Matrix", y: "list[int]") -> None:
        self.model = model
        self.X = X
        self.y = y
        self.names: "list[LayerNames]" = layer_names(model.layers)
        self._passes: "Passes | None" = None
        self._explanations: "dict[Any, Any]" = {}

    @property
    def passes(self) -> Passes:
        """The passes of all samples."""
        passes = self._passes
        if passes is None:
            passes = self._passes = Passes(self.model, self.X, self.y)
        return passes

    def explanation(
        self, sample: int, arithmetic: str = "float64", by: "str | None" = None, backward: bool = True
    ) -> "Explanation":
        """Return the explanation of a sample.

        Args:
            sample: The index of the sample.
            arithmetic: The kind of number that computes, one of `ARITHMETICS`.
            by: The name of the number with respect to which dual numbers differentiate.
            backward: Whether the explanation has the backward pass too.
        """
        key = (sample, arithmetic, by, backward)
        explanation = self._explanations.get(key)
        if explanation is None:
            model, X = self.model, self.X
            if arithmetic == "float32":
                model, X = in_numbers(model, X, lambda value, name: Float32(value))
            elif arithmetic == "dual":
                model, X = in_numbers(model, X, lambda value, name: Dual(value, 1.0 if name == by else 0.0))
            explanation = explain(model, X, self.y, sample, backward)
            if len(self._explanations) >= MOST_EXPLANATIONS:
                self._explanations.clear()
            self._explanations[key] = explanation
        return explanation

    def forget(self) -> None:
        """Drop what can be computed again."""
        self._passes = None
        self._explanations = {}
