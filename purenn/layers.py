"""The dense layer: every neuron sees every input.

It holds its weights and biases, and keeps of each pass what the next one needs.
"""

from .checks import as_matrix, check_numbers, whole_number
from .matrix import affine, zeros
from .random_state import as_random_state


class Dense:
    """Weigh the inputs of every neuron, add them up, add its bias.

    Formula: z_sj = sum_i x_si * w_ij + b_j
    Shapes: inputs (samples, n_inputs), weights (n_inputs, n_neurons), biases (1, n_neurons) -> (samples, n_neurons).
        The first weights are 0.01 * standard normal draws, row by row; the first biases are 0.
    Raises: ShapeError for inputs of another width, TypeError for an entry that is no number.
    Source: Neural Networks from Scratch in Python, chapters 3 to 5.

    >>> layer = Dense(2, 3)
    >>> layer.weights, layer.biases = [[1, 2, 3], [4, 5, 6]], [[0.5, 0.25, 0]]
    >>> layer.forward([[1, 0], [2, -1]])
    [[1.5, 2.25, 3], [-1.5, -0.75, 0]]
    """

    def __init__(self, n_inputs: int, n_neurons: int, random_state=None) -> None:
        n_inputs = whole_number(n_inputs, "n_inputs")
        n_neurons = whole_number(n_neurons, "n_neurons")
        random_state = as_random_state(random_state)
        self.weights = [[0.01 * random_state.randn() for j in range(n_neurons)] for i in range(n_inputs)]
        self.biases = zeros(1, n_neurons)

    def forward(self, inputs) -> list[list[float]]:
        """Set `self.output` to z and return it."""
        inputs = as_matrix(inputs, "inputs", columns=len(self.weights))
        try:
            self.output = affine(inputs, self.weights, self.biases)
        except TypeError:
            check_numbers(inputs, "inputs")
            raise
        self.inputs = inputs
        return self.output
