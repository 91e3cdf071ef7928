"""A chain of layers: that each fits the one before it, and the steps in which a pass goes through them.

A dense layer and a ReLU side by side are one step, which never makes the matrix that would go from one to the other.
"""

from .activations import ReLU
from .checks import ShapeError, as_matrix, is_sequence, shown
from .fused_kernels import affine_relu, matmul_transposed_relu
from .layers import Dense


def check_chain(layers) -> None:
    """Refuse what is no list of layers, a layer in two places, or one that takes another width than it is given.

    >>> check_chain([Dense(2, 3), Dense(4, 1)])
    Traceback (most recent call last):
    purenn.checks.ShapeError: layers[1] must take the 3 that layers[0] gives, got 4
    """
    if not is_sequence(layers):
        raise TypeError(f"layers must be a list of layers, got {shown(layers)}")
    if len(layers) == 0:
        raise ShapeError("layers must have at least one layer, got none")
    before = None
    for n, layer in enumerate(layers):
        if not (hasattr(layer, "forward") and hasattr(layer, "backward")) or isinstance(layer, type):
            raise TypeError(f"layers[{n}] must be a layer, with forward and backward, got {layer!r}")
        for m in range(n):
            if layers[m] is layer:  # its gradients would be those of one place alone
                raise ValueError(f"layers[{n}] must be a layer of its own, but it is layers[{m}]")
        if not (hasattr(layer, "n_inputs") and hasattr(layer, "n_neurons")):
            continue
        if before is not None and layer.n_inputs != layers[before].n_neurons:
            given = f"the {layers[before].n_neurons} that layers[{before}] gives"
            raise ShapeError(f"layers[{n}] must take {given}, got {layer.n_inputs}")
        before = n


def forward_steps(layers) -> list:
    """What a forward pass goes through: the layers, a dense one and the ReLU after it as one step."""
    return _fused(layers, Dense, ReLU, DenseReLU)


def backward_steps(layers) -> list:
    """What a backward pass comes back through: the layers, a ReLU and the dense one after it as one step."""
    return _fused(layers, ReLU, Dense, ReLUDense)


def _fused(layers, first, second, fuse):
    steps = []
    for layer in layers:
        if steps and type(steps[-1]) is first and type(layer) is second:
            layer = fuse(steps.pop(), layer)
        steps.append(layer)
    return steps


class DenseReLU:
    """Forward through a dense layer and the ReLU after it.

    Formula: a_sj = max(0, sum_i x_si * w_ij + b_j)

    >>> step = DenseReLU(Dense.of([[1.0, -1.0]], [[0.5, 0.5]]), ReLU())
    >>> step.forward([[2.0], [-1.0]])
    [[2.5, 0.0], [0.0, 1.5]]
    """

    def __init__(self, dense, relu) -> None:
        self.dense = dense
        self.relu = relu

    def forward(self, inputs) -> list[list[float]]:
        """Set the output of the ReLU to a and return it."""
        dense, relu = self.dense, self.relu
        inputs = as_matrix(inputs, "inputs", columns=dense.n_inputs)
        try:
            relu.output = affine_relu(inputs, dense.weights, dense.biases)
        except TypeError:
            return relu.forward(dense.forward(inputs))  # one of them can say which entry is no number
        dense.inputs = inputs
        dense.output = None
        return relu.output


class ReLUDense:
    """Back through a dense layer and the ReLU before it.

    Formula: dz_si = sum_j dvalue_sj * w_ij where a_si > 0, else 0

    >>> relu, dense = ReLU(), Dense.of([[1.0], [2.0]], [[0.5]])
    >>> outputs = dense.forward(relu.forward([[3.0, -1.0]]))
    >>> ReLUDense(relu, dense).backward([[1.0]]), dense.dweights
    ([[1.0, 0.0]], [[3.0], [0.0]])
    """

    def __init__(self, relu, dense) -> None:
        self.relu = relu
        self.dense = dense

    def backward(self, dvalues) -> list[list[float]]:
        """Set the gradients of the dense layer and the `dinputs` of the ReLU, and return those."""
        dense, relu = self.dense, self.relu
        dvalues = dense.gradients(dvalues)
        relu.dinputs = matmul_transposed_relu(dvalues, dense.weights, relu.output)
        dense.dinputs = None
        return relu.dinputs
