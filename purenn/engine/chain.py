"""A chain of layers: that each fits the one before it, and the steps in which a pass goes through them.

A dense layer and a ReLU side by side are one step, which never makes the matrix that would go from one to the other.
"""

from ..layers.activations import ReLU
from ..validation.shapes import ShapeError, as_dvalues, as_matrix, is_sequence, shown
from .fused_kernels import affine_relu, can_skip, matmul_transposed_relu, relu_gradients
from ..matrix.fast import transpose
from ..layers.dense import Dense


def check_chain(layers) -> None:
    """Refuse what is no list of layers, a layer in two places, or one that takes another width than it is given.

    >>> check_chain([Dense(2, 3), Dense(4, 1)])
    Traceback (most recent call last):
    purenn.validation.shapes.ShapeError: layers[1] must take the 3 that layers[0] gives, got 4
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


def predicting_steps(layers) -> list:
    """What data goes through where nothing need be kept of it: functions, one for each step of a forward pass.

    That of a layer is its `formula`, which keeps nothing and checks no shape. A layer of somebody else's may have none,
    or one inherited together with a `forward` that it overrides: it goes by its `forward`, and so does every step after
    it, because nobody knows the shape of what it gives.
    """
    functions = []
    known = True
    for step in forward_steps(layers):
        known = known and "formula" in type(step).__dict__
        functions.append(step.formula if known else step.forward)
    return functions


def go_back(layers, dvalues) -> None:
    """Give each layer the derivatives by its output, from the last, which gets dvalues, to the first that learns.

    What comes before that needs no derivative; nor do its inputs, so that it is asked for its gradients alone.
    """
    first = 0
    while first < len(layers) and not hasattr(layers[first], "parameters"):
        first = first + 1
    steps = backward_steps(layers[first:])
    for step in steps[:0:-1]:
        dvalues = step.backward(dvalues)
    for step in steps[:1]:
        (step.gradients if hasattr(step, "gradients") else step.backward)(dvalues)


def backward_steps(layers) -> list:
    """What a backward pass comes back through: the layers, a ReLU and the dense one after it as one step.

    At the first layer, which is asked for its gradients alone, all three are one: dense layer, ReLU, dense layer.
    """
    steps = _fused(layers, ReLU, Dense, ReLUDense)
    if len(steps) > 1 and type(steps[0]) is Dense and type(steps[1]) is ReLUDense:
        steps[:2] = [FirstDense(steps[0], steps[1].relu, steps[1].dense)]
    return steps


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
            relu.output = self.formula(inputs)
        except TypeError:
            return relu.forward(dense.forward(inputs))  # one of them can say which entry is no number
        dense.inputs = inputs
        dense.output = None
        return relu.output

    def formula(self, inputs) -> list[list[float]]:
        """Return a of inputs of the right shape, and keep nothing."""
        return affine_relu(inputs, self.dense.weights, self.dense.biases)


class FirstDense:
    """Back to the first dense layer, through the ReLU after it and the dense layer after that.

    >>> first, relu, after = Dense.of([[1.0, -1.0]], [[0.5, 0.5]]), ReLU(), Dense.of([[1.0], [2.0]], [[0.5]])
    >>> outputs = after.forward(relu.forward(first.forward([[3.0]])))
    >>> FirstDense(first, relu, after).gradients([[1.0]])
    >>> first.dweights, after.dweights
    ([[3.0, 0.0]], [[3.5], [0.0]])
    """

    def __init__(self, dense, relu, after) -> None:
        self.dense = dense
        self.relu = relu
        self.after = after

    def gradients(self, dvalues) -> None:
        """Set the gradients of both dense layers, from the samples alone in which the ReLU let something pass."""
        dense, relu, after = self.dense, self.relu, self.after
        dvalues = as_dvalues(dvalues, after, "inputs", after.n_neurons)
        try:
            if self._kept_one_pass() and can_skip(dense.inputs, dvalues, after.weights):
                columns = transpose(relu.output)
                after.learn(columns, dvalues)
                dense.keep_gradients(*relu_gradients(dense.inputs, columns, dvalues, after.weights))
                relu.dinputs = after.dinputs = None
                return
        except TypeError:
            pass  # one by one they can say which entry is no number
        dense.gradients(ReLUDense(relu, after).backward(dvalues))

    def _kept_one_pass(self):
        """Whether the layers hold what one forward pass has left; somebody may have used one of them by itself."""
        kept, activations = getattr(self.dense, "inputs", ()), self.after.inputs
        return getattr(self.relu, "output", None) is activations and len(kept) == len(activations)


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
        if len(getattr(relu, "output", ())) != len(getattr(dense, "inputs", ())):  # each has kept a pass of its own
            return relu.backward(dense.backward(dvalues))
        dvalues = dense.gradients(dvalues)
        relu.dinputs = matmul_transposed_relu(dvalues, dense.weights, relu.output)
        dense.dinputs = None
        return relu.dinputs
