"""The dense layer: every neuron adds up its bias and all inputs, each multiplied by a weight."""

from ..elementary import sqrt
from ..hints import hinted
from ..inspection import constructor_call
from ..matrix import add, affine, column_totals, matmul, transpose, zeros
from ..validation.entries import as_dvalues, as_numbers, as_parameter
from ..validation.scalars import as_non_negative, as_positive, whole_number
from ..validation.shapes import shape, short_repr
from .base import Layer
from .penalties import penalty_gradient

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..random_state import RandomState
    from ..types import Matrix, MatrixLike

_UNDRAWN: "Any" = object()  # instead of a random state: the weights are given, and none need be drawn


class Dense(Layer):
    """A layer of neurons, each of which is connected to every input.

    z_sj = sum_i x_si * w_ij + b_j

    The first weights are weights_scale * standard normal draws, row by row, and the first biases are 0. Where layers
    follow each other, a scale by their size keeps the numbers from fading or growing from layer to layer:
    "he" is sqrt(2 / n_inputs), for a ReLU or LeakyReLU after the layer, because that halves the mean square;
    "glorot" is sqrt(2 / (n_inputs + n_neurons)), for a Tanh, Sigmoid, Softmax or none.

    Args:
        n_inputs: How many inputs there are.
        n_neurons: How many neurons, and so outputs, there are.
        random_state: The seed or the stream that the weights are drawn from; None for the default stream.
        weights_scale: The standard deviation of the first weights: a number above 0, "he" or "glorot".
        weights_l1: The factor of the L1 penalty of the weights; the other three likewise.

    Attributes:
        weights: w, (n_inputs, n_neurons). A matrix that is assigned is copied.
        biases: b, (1, n_neurons). A matrix that is assigned is copied.
        dweights: The derivatives of loss and penalty with respect to the weights, of the last backward pass.
        dbiases: The same with respect to the biases.

    Source: Neural Networks from Scratch in Python, chapters 3 to 5; 9 for `backward`. He, Zhang, Ren and Sun, "Delving
    deep into rectifiers" (ICCV 2015); Glorot and Bengio, "Understanding the difficulty of training deep feedforward
    neural networks" (AISTATS 2010).

    >>> layer = Dense(2, 3)
    >>> layer.weights, layer.biases = [[1, 2, 3], [4, 5, 6]], [[0.5, 0.25, 0]]
    >>> layer.forward([[1, 0], [2, -1]])
    [[1.5, 2.25, 3], [-1.5, -0.75, 0]]
    >>> layer.backward([[1, 0, 0], [0, 1, 0]]), layer.dweights, layer.dbiases
    ([[1, 4], [2, 5]], [[1, 2, 0], [0, -1, 0]], [[1, 1, 0]])
    """

    parameters: "tuple[str, ...]" = ("weights", "biases")
    dweights: "Matrix"
    dbiases: "Matrix"
    _exposed: "frozenset[str]" = frozenset()  # the parameters that a caller has seen, and so may change in place

    @hinted
    def __init__(
        self,
        n_inputs: int,
        n_neurons: int,
        random_state: "RandomState | int | None" = None,
        *,
        weights_scale: "float | str" = 0.01,
        weights_l1: float = 0.0,
        weights_l2: float = 0.0,
        biases_l1: float = 0.0,
        biases_l2: float = 0.0,
    ) -> None:
        self.n_inputs: int = whole_number(n_inputs, "n_inputs")
        self.n_neurons: int = whole_number(n_neurons, "n_neurons")
        scale = initial_scale(weights_scale, self.n_inputs, self.n_neurons)
        self.weights_l1: float = as_non_negative(weights_l1, "weights_l1")
        self.weights_l2: float = as_non_negative(weights_l2, "weights_l2")
        self.biases_l1: float = as_non_negative(biases_l1, "biases_l1")
        self.biases_l2: float = as_non_negative(biases_l2, "biases_l2")
        if random_state is _UNDRAWN:
            return
        from ..random_state import as_random_state  # which is not needed to predict, and counts with long integers

        random_state = as_random_state(random_state)
        self.weights = [[scale * random_state.randn() for j in range(n_neurons)] for i in range(n_inputs)]
        self.biases = zeros(1, n_neurons)

    @classmethod
    def of(cls, weights: "MatrixLike", biases: "MatrixLike", **settings: float) -> "Dense":
        """Make a layer of known weights and biases, which are copied.

        Args:
            weights: (n_inputs, n_neurons).
            biases: (1, n_neurons).
            settings: The factors of the penalties, by name.

        Raises:
            ShapeError: If the weights are not a matrix, or the biases not one row as wide as the weights.

        >>> Dense.of([[1, 2], [3, 4]], [[0.5, 0.25]]).forward([[1, 0]])
        [[1.5, 2.25]]
        """
        n_inputs, n_neurons = shape(as_numbers(weights, "weights"))
        layer = cls(n_inputs, n_neurons, _UNDRAWN, **settings)
        layer.weights, layer.biases = weights, biases
        return layer

    @property
    def weights(self) -> "Matrix":
        """The weights w, (n_inputs, n_neurons)."""
        self._exposed = self._exposed | {"weights"}
        return self._weights

    @weights.setter
    def weights(self, matrix: "MatrixLike") -> None:
        self._weights = as_parameter(matrix, "weights", self.n_inputs, self.n_neurons)
        self._exposed = self._exposed - {"weights"}

    @property
    def biases(self) -> "Matrix":
        """The biases b, (1, n_neurons)."""
        self._exposed = self._exposed | {"biases"}
        return self._biases

    @biases.setter
    def biases(self, matrix: "MatrixLike") -> None:
        self._biases = as_parameter(matrix, "biases", 1, self.n_neurons)
        self._exposed = self._exposed - {"biases"}

    def forward(self, inputs: "MatrixLike") -> "Matrix":
        """Compute z.

        Args:
            inputs: x, (samples, n_inputs).

        Returns:
            `self.output`: z, (samples, n_neurons).

        Raises:
            ShapeError: If the inputs have another width.
            TypeError: If an entry is not a number.
        """
        inputs = as_numbers(inputs, "inputs", columns=self.n_inputs)
        self.output: "Matrix" = affine(inputs, self.weights, self.biases)
        self.inputs: "Matrix" = inputs
        return self.output

    def backward(self, dvalues: "MatrixLike") -> "Matrix":
        """Compute the derivatives of the loss with respect to weights, biases and inputs.

        dw_ij = sum_s x_si * dz_sj, because z_sj changes by x_si for each unit of w_ij, in every sample;
        db_j = sum_s dz_sj, because it changes by 1 for each unit of b_j;
        dx_si = sum_j dz_sj * w_ij, because it changes by w_ij for each unit of x_si, in every neuron.
        The derivative of a penalty is added to dw and db.

        Args:
            dvalues: dz, the derivatives of the loss with respect to z, (samples, n_neurons).

        Returns:
            `self.dinputs`: dx, (samples, n_inputs).

        Raises:
            RuntimeError: If no forward pass has run.
            ShapeError: If dvalues have another shape than the output.
        """
        dvalues = as_dvalues(dvalues, self)
        dweights = matmul(transpose(self.inputs), dvalues)
        dbiases = [column_totals(dvalues)]
        dinputs = matmul(dvalues, transpose(self.weights))
        if self.weights_l1 or self.weights_l2:
            dweights = add(dweights, penalty_gradient(self.weights, self.weights_l1, self.weights_l2))
        if self.biases_l1 or self.biases_l2:
            dbiases = add(dbiases, penalty_gradient(self.biases, self.biases_l1, self.biases_l2))
        self.dweights, self.dbiases = dweights, dbiases
        self.dinputs: "Matrix" = dinputs
        return self.dinputs

    def __repr__(self) -> str:
        return constructor_call(
            self,
            self.n_inputs,
            self.n_neurons,
            weights_l1=(self.weights_l1, 0.0),
            weights_l2=(self.weights_l2, 0.0),
            biases_l1=(self.biases_l1, 0.0),
            biases_l2=(self.biases_l2, 0.0),
        )


def initial_scale(weights_scale: "float | str", n_inputs: int, n_neurons: int) -> float:
    """Return the standard deviation that `Dense` calls by a number or by a name.

    >>> initial_scale("he", 8, 3), initial_scale("glorot", 5, 3), initial_scale(0.01, 2, 3)
    (0.5, 0.5, 0.01)
    """
    if weights_scale == "he":
        return sqrt(2 / n_inputs)
    if weights_scale == "glorot":
        return sqrt(2 / (n_inputs + n_neurons))
    if isinstance(weights_scale, str):
        raise ValueError(f"weights_scale must be a number, 'he' or 'glorot', got {short_repr(weights_scale)}")
    return as_positive(weights_scale, "weights_scale")
