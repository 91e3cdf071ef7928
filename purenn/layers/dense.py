"""The layer that has something to learn: the dense layer.

It keeps of each forward pass what its backward pass needs; what it is to learn, an optimizer makes of that.
"""

from ..validation.shapes import as_dvalues, as_matrix, as_parameter, shape
from ..validation.entries import check_numbers
from ..matrix.fast import affine, matmul_transposed, row_totals, transpose
from ..matrix.loops import total, zeros
from ..random_state import RandomState, as_random_state
from ..validation.scalars import as_positive, as_weighting, whole_number


class Dense:
    """Weigh the inputs of every neuron, add them up, add its bias.

    Formula: z_sj = sum_i x_si * w_ij + b_j
    Shapes: inputs (samples, n_inputs), weights (n_inputs, n_neurons), biases (1, n_neurons) -> (samples, n_neurons).
        The first weights are weights_scale * standard normal draws, row by row; the first biases are 0. Matrices
        assigned to `weights` and `biases` are copied.
    Raises: ShapeError for inputs of another width, TypeError for an entry that is no number.
    Source: Neural Networks from Scratch in Python, chapters 3 to 5; 9 for backward; 14 for the penalties.

    >>> layer = Dense(2, 3)
    >>> layer.weights, layer.biases = [[1, 2, 3], [4, 5, 6]], [[0.5, 0.25, 0]]
    >>> layer.forward([[1, 0], [2, -1]])
    [[1.5, 2.25, 3], [-1.5, -0.75, 0]]
    >>> layer.backward([[1, 0, 0], [0, 1, 0]]), layer.dweights, layer.dbiases
    ([[1, 4], [2, 5]], [[1, 2, 0], [0, -1, 0]], [[1, 1, 0]])
    """

    parameters = ("weights", "biases")  # the gradient of each has the same name with a d before it

    def __init__(
        self,
        n_inputs: int,
        n_neurons: int,
        random_state=None,
        *,
        weights_scale: float = 0.01,
        weights_l1: float = 0.0,
        weights_l2: float = 0.0,
        biases_l1: float = 0.0,
        biases_l2: float = 0.0,
    ) -> None:
        self.n_inputs = whole_number(n_inputs, "n_inputs")
        self.n_neurons = whole_number(n_neurons, "n_neurons")
        weights_scale = as_positive(weights_scale, "weights_scale")
        self.weights_l1 = as_weighting(weights_l1, "weights_l1")
        self.weights_l2 = as_weighting(weights_l2, "weights_l2")
        self.biases_l1 = as_weighting(biases_l1, "biases_l1")
        self.biases_l2 = as_weighting(biases_l2, "biases_l2")
        random_state = as_random_state(random_state)
        self.weights = [[weights_scale * random_state.randn() for j in range(n_neurons)] for i in range(n_inputs)]
        self.biases = zeros(1, n_neurons)

    @classmethod
    def of(cls, weights, biases, **settings) -> "Dense":
        """Make a layer of weights and biases that are known, with the settings that the constructor takes by name.

        Raises: ShapeError for what is no matrix, or for biases that are not one row as wide as the weights.

        >>> Dense.of([[1, 2], [3, 4]], [[0.5, 0.25]]).forward([[1, 0]])
        [[1.5, 2.25]]
        """
        layer = cls(*shape(as_matrix(weights, "weights"), "weights"), _Undrawn(), **settings)
        layer.weights, layer.biases = weights, biases
        return layer

    @property
    def weights(self) -> list[list[float]]:
        """The matrix w of the formula."""
        return self._weights

    @weights.setter
    def weights(self, matrix) -> None:
        self._weights = as_parameter(matrix, "weights", self.n_inputs, self.n_neurons)

    @property
    def biases(self) -> list[list[float]]:
        """The row b of the formula."""
        return self._biases

    @biases.setter
    def biases(self, matrix) -> None:
        self._biases = as_parameter(matrix, "biases", 1, self.n_neurons)

    def forward(self, inputs) -> list[list[float]]:
        """Set `self.output` to z and return it."""
        inputs = as_matrix(inputs, "inputs", columns=self.n_inputs)
        try:
            self.output = self.formula(inputs)
        except TypeError:
            for name, matrix in (("inputs", inputs), ("weights", self.weights), ("biases", self.biases)):
                check_numbers(matrix, name)
            raise
        self.inputs = inputs
        return self.output

    def formula(self, inputs) -> list[list[float]]:
        """Return z of inputs of the right shape, and keep nothing."""
        return affine(inputs, self.weights, self.biases)

    def backward(self, dvalues) -> list[list[float]]:
        """Set `dweights`, `dbiases` and `dinputs` to the derivatives of the loss, given those by z; return `dinputs`.

        Formula: dw_ij = sum_s x_si * dz_sj, because z_sj changes by x_si for each unit of w_ij, in every sample;
            db_j = sum_s dz_sj, because it changes by 1 for each unit of b_j;
            dx_si = sum_j dz_sj * w_ij, because it changes by w_ij for each unit of x_si, in every neuron;
            a penalty adds its own derivative: l1 * sign(w_ij) + 2 * l2 * w_ij, and the same for b_j
        Shapes: dvalues (samples, n_neurons) -> (samples, n_inputs).
        Raises: RuntimeError before a forward pass, ShapeError for other shapes.
        """
        dvalues = self.gradients(dvalues)
        self.dinputs = matmul_transposed(dvalues, self.weights)
        return self.dinputs

    def gradients(self, dvalues) -> list[list[float]]:
        """Set `dweights` and `dbiases` alone, and return dvalues: what is left of `backward` in the first layer of a
        model, whose inputs are data and learn nothing.

        Raises: as `backward` does.
        """
        dvalues = as_dvalues(dvalues, self, "inputs", self.n_neurons)
        try:
            self.learn(transpose(self.inputs), dvalues)
        except TypeError:
            check_numbers(dvalues, "dvalues")
            raise
        return dvalues

    def learn(self, columns, dvalues) -> None:
        """Do what `gradients` does, of dvalues that have been accepted and the columns of the inputs."""
        neurons = transpose(dvalues)  # what reaches each neuron, in every sample
        self.keep_gradients(matmul_transposed(columns, neurons), [row_totals(neurons)])

    def keep_gradients(self, dweights, dbiases) -> None:
        """Set `dweights` and `dbiases` to derivatives of the data's loss, with those of the penalties added."""
        self.dweights = _add_penalty(dweights, self.weights, self.weights_l1, self.weights_l2)
        self.dbiases = _add_penalty(dbiases, self.biases, self.biases_l1, self.biases_l2)

    def penalty(self) -> float:
        """What large weights and biases cost: added to the loss of the data, and reported apart from it.

        Formula: weights_l1 * sum_ij |w_ij| + weights_l2 * sum_ij w_ij**2, and the same for the biases

        >>> layer = Dense(1, 2, weights_l1=0.5, weights_l2=0.25)
        >>> layer.weights = [[-1.0, 2.0]]
        >>> layer.penalty()
        2.75
        """
        if not (self.weights_l1 or self.weights_l2 or self.biases_l1 or self.biases_l2):
            return 0.0  # as for most layers, and told at once, because it is asked for with every loss
        return _penalty(self.weights, self.weights_l1, self.weights_l2) + _penalty(
            self.biases, self.biases_l1, self.biases_l2
        )


class _Undrawn(RandomState):
    """A stream for weights that will be replaced at once: none need be drawn."""

    def seed(self, seed):
        pass

    def randn(self):
        return 0.0


def _penalty(parameter, l1, l2):
    """l1 * sum |w| + l2 * sum w**2; nothing is added up where both are 0."""
    if not (l1 or l2):
        return 0.0
    return total(l1 * abs(w) + l2 * w * w for row in parameter for w in row)


def _add_penalty(gradient, parameter, l1, l2):
    """The gradient with l1 * sign(w) + 2 * l2 * w added; sign(0) is 0."""
    if not (l1 or l2):
        return gradient
    return [
        [g + l1 * ((w > 0) - (w < 0)) + 2 * l2 * w for g, w in zip(g_row, w_row)]
        for g_row, w_row in zip(gradient, parameter)
    ]
