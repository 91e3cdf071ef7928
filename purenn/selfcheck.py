"""Checks of the package for any interpreter: `python3 -m purenn.selfcheck`, or `import purenn.selfcheck`.

They need no test framework and little memory. Each check prints its result, so that the results of two machines can
be compared; the last line is `N passed, N failed`, followed by RuntimeError if a check failed.
"""

import gc

if hasattr(gc, "threshold"):  # MicroPython: frequent collection keeps a small heap unfragmented during the imports
    gc.threshold(4096)

from .datasets import spiral_arm
from .gradcheck import numerical_gradient
from .layers.dense import Dense
from .layers.relu import ReLU
from .layers.softmax import Softmax
from .losses.categorical import CategoricalCrossentropy
from .losses.regression import MeanSquaredError
from .matrix import argmax, chosen_kernel, use_kernel
from .model import Model
from .optimizers.adam import Adam
from .optimizers.sgd import SGD
from .random_state import RandomState

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

# Expected in double precision: the first outputs of the book's chapter, its loss and accuracy, and the first normal
# draws from seed 0.
OUTPUTS = (
    (0.3333333333333333, 0.3333333333333333, 0.3333333333333333),
    (0.3333331733944575, 0.3333331832217659, 0.33333364338377647),
    (0.33333288800067, 0.33333291536372434, 0.3333341966356056),
    (0.3333325941388199, 0.33333263955788783, 0.33333476630329234),
    (0.3333323311821998, 0.333332392758306, 0.3333352760594943),
)
LOSS = 1.0986104615465142
ACCURACY = 0.34
EXACT_HEAP = 1000000  # bytes that must be free for the exact numbers
DRAWS = (1.764052345967664, 0.4001572083672233, 0.9787379841057392, 2.240893199201458)


class Checks:
    """Run checks, print their results and count them.

    Attributes:
        epsilon: The distance from 1 to the next float: 2**-52 in double precision, 2**-23 in single precision.
        width: The number of bits of a float: 64 or 32, or 30 on a MicroPython that stores a float inside a pointer.
        passed: The number of checks that passed.
        failed: The number of checks that failed.
        stream: The random stream of all checks, shared because its state takes 2.5 kB.
    """

    def __init__(self) -> None:
        self.epsilon: float = 1.0
        while 1.0 + self.epsilon / 2 != 1.0:
            self.epsilon = self.epsilon / 2
        self.width: int = 64 if self.epsilon < 1e-12 else 32 if self.epsilon < 2e-7 else 30
        self.passed: int = 0
        self.failed: int = 0
        self.stream: RandomState = RandomState(0)

    def check(self, name: str, passed: bool, found: object) -> None:
        """Count a check and print the result that it found."""
        if passed:
            self.passed = self.passed + 1
        else:
            self.failed = self.failed + 1
        print("ok    " if passed else "FAILED", name, "=", found)

    def close(self, name: str, found: float, expected: float, places: float = 16) -> None:
        """Check that a number differs from the expected one by at most `places` units in the last place."""
        self.check(name, abs(found - expected) <= places * self.epsilon * max(abs(expected), 1e-3), repr(found))

    def raises(self, name: str, function: "Callable[[], object]", kind: "type[Exception]", message: str) -> None:
        """Check that a function raises an exception of a type, with a message."""
        try:
            function()
            found = "no error"
        except kind as error:
            found = str(error)
        self.check(name, found == message, found)


def check_random_stream(checks: Checks) -> None:
    """Compare the first draws from seed 0 with those of NumPy's legacy generator."""
    stream = checks.stream
    for n, expected in enumerate(DRAWS):
        checks.close(f"normal draw {n}", stream.randn(), expected)
    stream.seed(0)
    checks.close("uniform draw", stream.random(), 0.5488135039273248)


def check_chapter(checks: Checks) -> None:
    """Run the book's chapter, one class and one sample at a time, which fits into a small heap."""
    stream = checks.stream
    stream.seed(0)
    for draw in range(300):  # skip the draws of the data, which come before those of the weights
        stream.randn()
    model = Model([Dense(2, 3, stream), ReLU(), Dense(3, 3, stream), Softmax()], CategoricalCrossentropy())
    stream.seed(0)
    loss, correct = 0.0, 0
    for k in range(3):
        for s, x in enumerate(spiral_arm(100, k, stream)):
            (p,) = model.forward([x])
            loss = loss + model.loss.calculate([p], [k])
            correct = correct + (argmax(p) == k)
            if k == 0 and s < len(OUTPUTS):
                for j, expected in enumerate(OUTPUTS[s]):
                    checks.close(f"chapter output {s} {j}", p[j], expected)
    checks.close("chapter loss", loss / 300, LOSS, places=300)  # one rounding error for each term
    # Eight of the 300 predictions are ties, which single precision may break in another way.
    accuracy = correct / 300
    checks.check("chapter accuracy", abs(accuracy - ACCURACY) < (1e-9 if checks.width == 64 else 0.03), accuracy)


def check_layers(checks: Checks) -> None:
    """Run a forward and a backward pass with numbers that are exact in every precision."""
    layer = Dense(2, 3, checks.stream)
    layer.weights, layer.biases = [[1, 2, 3], [4, 5, 6]], [[0.5, 0.25, 0]]
    found = layer.forward([[1, 0], [2, -1]])
    checks.check("dense forward", found == [[1.5, 2.25, 3], [-1.5, -0.75, 0]], found)
    found = layer.backward([[1, 0, 0], [0, 1, 0]])
    checks.check("dense backward", found == [[1, 4], [2, 5]], found)
    gradients = (layer.dweights, layer.dbiases)
    checks.check("dense gradients", gradients == ([[1, 2, 0], [0, -1, 0]], [[1, 1, 0]]), gradients)


def check_gradients(checks: Checks) -> None:
    """Compare the gradients of a network's weights with central differences."""
    stream = checks.stream
    stream.seed(1)
    first, last = Dense(2, 3, stream, weights_scale=1.0), Dense(3, 2, stream, weights_scale=1.0)
    model = Model([first, ReLU(), last, Softmax()], CategoricalCrossentropy())
    X, y = [[1.0, -0.5], [0.25, 0.75]], [0, 1]
    model.backward(model.forward(X), y)
    step = checks.epsilon ** (1 / 3)  # balances the error of the formula and that of rounding
    for name, layer in (("first", first), ("last", last)):
        weights = layer.weights

        def loss_with(changed, layer=layer):
            layer.weights = changed
            return model.loss.calculate(model.forward(X), y)

        estimate = numerical_gradient(loss_with, weights, step)
        layer.weights = weights
        gap = max(abs(g - e) for rows in zip(layer.dweights, estimate) for g, e in zip(*rows))
        checks.check(f"gradients of the {name} layer", gap < 10 * step * step, f"within {10 * step * step:.0e}")


def check_training(checks: Checks) -> None:
    """Train for one step that was computed by hand, then for 60 epochs."""
    layer = Dense(1, 1, checks.stream)
    layer.weights, layer.biases = [[1.0]], [[0.0]]
    history = Model([layer], MeanSquaredError(), SGD(0.125)).fit([[2.0]], [0.0], 1, random_state=checks.stream)
    # y = 2, L = 4, dL/dw = 2 * 2 * 2 = 8 and dL/db = 4: w becomes 1 - 8/8, b becomes 0 - 4/8.
    found = (history["loss"], layer.weights, layer.biases)
    checks.check("one step", found == ([4.0], [[0.0]], [[-0.5]]), found)

    stream = checks.stream
    stream.seed(0)
    layers = [Dense(2, 8, stream, weights_scale=1.0), ReLU(), Dense(8, 2, stream, weights_scale=1.0), Softmax()]
    model = Model(layers, CategoricalCrossentropy(), Adam(0.05))
    X, y = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [0, 1, 1, 0]  # exclusive or: not linearly separable
    losses = model.fit(X, y, epochs=60, random_state=stream)["loss"]
    for epoch in (0, 1, 10, 59):
        print("       training loss", epoch, "=", repr(losses[epoch]))
    checks.check("training lowers the loss to a tenth", losses[59] < losses[0] / 10, losses[59] / losses[0])
    accuracy = model.evaluate(X, y)["accuracy"]
    checks.check("training accuracy", accuracy == 1.0, accuracy)


def check_errors(checks: Checks) -> None:
    """Check the messages of frequent mistakes."""
    loss = CategoricalCrossentropy()
    message = "y_true[0] must be a class index in 0..1, got 2"
    checks.raises("a class out of range", lambda: loss.calculate([[0.5, 0.5]], [2]), ValueError, message)
    message = "y_pred[0][0] must be a probability in [0, 1], got 2.5; "
    message = message + "put logits through Softmax first, or use SoftmaxCrossentropy"
    checks.raises("logits for probabilities", lambda: loss.calculate([[2.5, 0.5]], [0]), ValueError, message)
    message = "inputs must be (samples, 2), got (1, 1)"
    checks.raises("inputs of another width", lambda: Dense(2, 1, checks.stream).forward([[1.0]]), ValueError, message)
    message = "inputs must be a matrix (a list of rows), got '1'"
    text: "Any" = "1"
    checks.raises("text for a matrix", lambda: ReLU().forward(text), TypeError, message)


def check_exact_numbers(checks: Checks) -> None:
    """Check 300 correctly rounded results, whose bits are the same everywhere; that needs doubles and memory."""
    if checks.width != 64 or hasattr(gc, "mem_free") and gc.mem_free() < EXACT_HEAP:
        print("       exact numbers are not checked, for they need doubles and a heap of 2 MB")
        return
    from .numbers.digest import EXPECTED, digest

    found = digest()
    checks.check("digest of 300 exact results", found == EXPECTED, found)


def run() -> None:
    """Run every check with the kernel "loops", whose results are the same everywhere, and print the counts.

    Raises:
        RuntimeError: If a check failed.
    """
    checks = Checks()
    print("purenn selfcheck:", checks.width, "bit floats")
    kernel = chosen_kernel()
    use_kernel("loops")
    try:
        for check in (
            check_random_stream,
            check_chapter,
            check_layers,
            check_gradients,
            check_training,
            check_errors,
            check_exact_numbers,
        ):
            try:
                check(checks)
            except Exception as error:  # count any error as a failed check and go on
                checks.check(check.__name__, False, repr(error))
    finally:
        use_kernel(kernel)
    print(f"{checks.passed} passed, {checks.failed} failed")
    if checks.failed:
        raise RuntimeError(f"selfcheck must pass, but {checks.failed} of its checks failed")


run()
