"""`purenn.reference`: the correctly rounded outputs, loss, gradients and next parameters of a model.

    expected = purenn.reference(model, X, y)
    expected.gradients[0]["weights"]

Copies of the model, its loss and its optimizer compute with `Exact` numbers, by the same formulas as everywhere, and
only the results are rounded.
"""

from ..layers.dropout import Dropout
from ..layers.penalties import penalty
from ..losses.outputs import accept_targets
from ..model import Model
from ..numbers.binary import FORMATS
from ..numbers.exact import Exact
from ..optimizers.base import Optimizer
from ..validation.entries import as_finite_matrix
from ..validation.shapes import short_repr
from ..validation.targets import is_sparse
from .copies import exact_matrix, exact_model, exact_optimizer, mapped
from .corners import corners

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..types import Matrix, MatrixLike, TargetsLike
    from .corners import Corner

    Parameters = dict[str, Matrix]


class Reference:
    """The results of `reference`: floats, of which each is the nearest to the real result.

    Attributes:
        outputs: The outputs of the last layer, (samples, outputs).
        loss: The mean of the sample losses.
        penalty: The penalty of the layers' parameters, which counts for the gradients too.
        gradients: For each layer the derivatives of loss and penalty by each of its parameters, by name.
        parameters: For each layer its parameters after one step of the optimizer, by name; None without an optimizer.
        states: For each layer how often it has been updated and what the optimizer keeps for each of its parameters,
            by name, after that step; None without an optimizer.
        corners: The decisions that are so close that an implementation in floats may find itself on the other side.
    """

    def __init__(
        self, model: Model, outputs: "Matrix", y_true: "Any", optimizer: "Optimizer | None", format: str
    ) -> None:
        layers = model.layers
        self._format = format
        self.outputs: "Matrix" = self._rounded(outputs, "outputs")
        self.loss: float = self._rounded(model.loss.calculate(outputs, y_true), "the loss")
        penalties = penalty(layers)
        self.penalty: float = self._rounded(penalties, "the penalty") if penalties else 0.0
        self.corners: "list[Corner]" = corners(model, y_true, format)
        self.gradients: "list[Parameters]" = [{} for layer in layers]
        self.parameters: "list[Parameters] | None" = None if optimizer is None else [{} for layer in layers]
        self.states: "list[tuple[int, dict[str, Any]]] | None" = None if optimizer is None else [(0, {})] * len(layers)
        for n, layer in enumerate(layers):
            self._take_results(n, layer, optimizer)
        model.backward(outputs, y_true)

    def update(self, model: Model, optimizer: Optimizer) -> None:
        """Give a model and its optimizer the parameters and states after the step, as `optimizer.update` does.

        A training of such steps is defined to the last bit: the state is floats, each step is exact, and what comes of
        it is rounded once.

        Raises:
            RuntimeError: If no step was taken.
        """
        if self.parameters is None or self.states is None:
            raise RuntimeError("update must come after a step, which needs an optimizer")
        for layer, parameters, (updates, states) in zip(model.layers, self.parameters, self.states):
            for name, matrix in parameters.items():
                setattr(layer, name, matrix)
            if parameters:
                optimizer._keep(layer, updates, states)

    def _take_results(self, n, layer, optimizer):
        """Let a layer round its gradients, and take its step, as soon as its backward pass ends.

        Then the formulas of its gradients need no memory while the layers before it compute theirs.
        """
        names = getattr(layer, "parameters", ())
        backward = layer.backward

        def backward_and_round(dvalues):
            dinputs = backward(dvalues)
            layer.dinputs = None
            for name in names:  # an int among them, the 0 of a ReLU, would leave a state that is a float
                setattr(layer, "d" + name, mapped(Exact.constant, getattr(layer, "d" + name)))
                self.gradients[n][name] = self._rounded(getattr(layer, "d" + name), f"layers[{n}].d{name}")
            if names and optimizer is not None:
                optimizer.update(layer)
                for name in names:
                    self.parameters[n][name] = self._rounded(getattr(layer, name), f"layers[{n}].{name}")
                state = optimizer._state(layer)
                self.states[n] = (state.updates, self._rounded(state.parameters, f"the state of layers[{n}]"))
                optimizer.forget(layer)
            for name in names:
                setattr(layer, "d" + name, None)
            return dinputs

        layer.backward = backward_and_round

    def _rounded(self, values: "Any", name: str) -> "Any":
        """Round all numbers in nested lists; an int, such as the 0 of a ReLU, is exact too, but a float is not."""

        def rounded(value):
            if isinstance(value, int):
                return Exact(value).rounded(self._format)
            if not isinstance(value, Exact):
                raise TypeError(f"{name} must be computed with exact numbers, got {short_repr(value)}")
            return value.rounded(self._format)

        return mapped(rounded, values)


def reference(
    model: Model, X: "MatrixLike", y: "TargetsLike", optimizer: "Optimizer | None" = None, format: str = "F64"
) -> Reference:
    """Compute the correctly rounded results of a model: of each real result the nearest float, ties to even.

    The results are those of the formulas of the layers, the loss and the optimizer in real numbers, for parameters,
    settings and data that are exactly the floats that they are. With an optimizer, one step follows, from the state
    that the optimizer has for the layers; what is rounded is what comes of the whole step. Neither the model nor the
    optimizer changes. Dropout is off, unless its layers hold their masks (`hold_mask`).

    Args:
        model: The model, with parameters that are floats.
        X: The inputs, (samples, inputs).
        y: The targets, as the loss takes them.
        optimizer: What takes the step; None for none.
        format: What the results are rounded to: "F64", "F32", "F16" or "BF16". Parameters and inputs must be numbers
            of the format; settings and targets need not be.

    Returns:
        `Reference`: `outputs`, `loss`, `penalty`, `gradients`, `parameters`, `states` and `corners`.

    Raises:
        TypeError: If an argument is of another type, or a user-defined layer computes with floats.
        ValueError: If a number is NaN or infinite, or not of the format, or if some dropout layers hold their masks
            and others do not.
        ShapeError: As `Model.forward`.
        Undecided: If a result is half-way between two floats, or a decision a tie, as far as 4096 bits and algebra
            can see.

    >>> from purenn import SGD, Dense, MeanSquaredError
    >>> model = Model([Dense.of([[0.1], [0.2]], [[0.3]])], MeanSquaredError())
    >>> expected = reference(model, [[1.0, 1.0]], [0.5], SGD(0.1))
    >>> model.predict([[1.0, 1.0]]), expected.outputs, expected.loss
    ([[0.6000000000000001]], [[0.6]], 0.010000000000000002)
    >>> expected.gradients[0]["biases"], expected.parameters[0]["biases"]
    ([[0.2]], [[0.27999999999999997]])
    """
    if not isinstance(model, Model):
        raise TypeError(f"model must be a Model, got {short_repr(model)}")
    if optimizer is not None and not isinstance(optimizer, Optimizer):
        raise TypeError(f"optimizer must be an Optimizer or None, got {short_repr(optimizer)}")
    if format not in FORMATS:
        raise ValueError(f"format must be one of {', '.join(sorted(FORMATS))}, got {format!r}")
    held = [layer.hold_mask for layer in model.layers if isinstance(layer, Dropout)]
    if any(held) and not all(held):
        raise ValueError("layers must all hold their masks or none, got dropout layers of both kinds")
    copy = exact_model(model, format)
    X = exact_matrix(as_finite_matrix(X, "X"), format, "X")
    outputs = copy.forward(X, training=any(held))
    y = accept_targets(y, len(X), len(outputs[0]), copy.loss, "y")
    y_true: "Any" = y if is_sparse(y) else exact_matrix(y, "F64", "y")
    return Reference(copy, outputs, y_true, optimizer and exact_optimizer(optimizer, model, copy), format)
