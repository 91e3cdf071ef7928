"""Checks of the library by the interpreter that runs it: `python3 -m purenn.selfcheck`, or `import purenn.selfcheck`.

It needs no test framework and little memory, prints each figure so that two machines can be compared, and ends in a
line `N passed, N failed`, after a failure with an error too.
"""

import gc

if hasattr(gc, "threshold"):  # MicroPython: collected early and often, a small heap stays in one piece while rooms load
    gc.threshold(4096)

from .layers.activations import ReLU, Softmax  # noqa: E402
from .datasets import spiral_arm  # noqa: E402
from .gradcheck import numerical_gradient  # noqa: E402
from .matrix.fast import chosen_kernel, use_kernel  # noqa: E402
from .layers.dense import Dense  # noqa: E402
from .losses.categorical import CategoricalCrossentropy  # noqa: E402
from .matrix.loops import argmax  # noqa: E402
from .model import Model  # noqa: E402
from .optimizers import SGD, Adam  # noqa: E402
from .random_state import RandomState  # noqa: E402
from .losses.regression import MeanSquaredError  # noqa: E402

# The chapter's outputs, its loss and accuracy, and the first normal draws from seed 0.
OUTPUTS = (
    (0.3333333333333333, 0.3333333333333333, 0.3333333333333333),
    (0.3333331733944575, 0.3333331832217659, 0.33333364338377647),
    (0.33333288800067, 0.33333291536372434, 0.3333341966356056),
    (0.3333325941388199, 0.33333263955788783, 0.33333476630329234),
    (0.3333323311821998, 0.333332392758306, 0.3333352760594943),
)
LOSS = 1.0986104615465142
ACCURACY = 0.34
DRAWS = (1.764052345967664, 0.4001572083672233, 0.9787379841057392, 2.240893199201458)


class Checks:
    """A count of what passed and what failed, each told as it happens; numbers agree within so many last places."""

    def __init__(self) -> None:
        self.epsilon = 1.0  # the distance from 1 to the next number: 2**-52 in doubles, 2**-23 in single precision
        while 1.0 + self.epsilon / 2 != 1.0:
            self.epsilon = self.epsilon / 2
        self.width = 64 if self.epsilon < 1e-12 else 32 if self.epsilon < 2e-7 else 30
        self.passed = self.failed = 0
        self.stream = RandomState(0)  # one for all checks: its state is 2.5 kB

    def check(self, name: str, passed: bool, found) -> None:
        """Count one check and print what was found."""
        if passed:
            self.passed = self.passed + 1
        else:
            self.failed = self.failed + 1
        print("ok    " if passed else "FAILED", name, "=", found)

    def close(self, name: str, found: float, expected: float, places: float = 16) -> None:
        """Check a number that may differ from what is expected by `places` units of its last place."""
        self.check(name, abs(found - expected) <= places * self.epsilon * max(abs(expected), 1e-3), repr(found))

    def refused(self, name: str, function, kind, message: str) -> None:
        """Check that calling a function is an error of this kind, with this message."""
        try:
            function()
            found = "no error"
        except kind as error:
            found = str(error)
        self.check(name, found == message, found)


def check_random_stream(checks: Checks) -> None:
    """The first draws from seed 0, as NumPy's legacy generator makes them."""
    stream = checks.stream
    for n, expected in enumerate(DRAWS):
        checks.close(f"normal draw {n}", stream.randn(), expected)
    stream.seed(0)
    checks.close("even draw", stream.random(), 0.5488135039273248)


def check_chapter(checks: Checks) -> None:
    """The chapter's run, one arm and one sample at a time, so that a small heap holds it."""
    stream = checks.stream
    stream.seed(0)
    for draw in range(300):  # those of the data, which come before those of the weights
        stream.randn()
    model = Model([Dense(2, 3, stream), ReLU(), Dense(3, 3, stream), Softmax()], CategoricalCrossentropy())
    stream.seed(0)
    loss = correct = 0
    for k in range(3):
        for s, x in enumerate(spiral_arm(100, k, stream)):
            (p,) = model.forward([x])
            loss = loss + model.loss.calculate([p], [k])
            correct = correct + (argmax(p) == k)
            if k == 0 and s < len(OUTPUTS):
                for j, expected in enumerate(OUTPUTS[s]):
                    checks.close(f"chapter output {s} {j}", p[j], expected)
    checks.close("chapter loss", loss / 300, LOSS, places=300)  # one rounding for each term
    # Eight of the 300 are ties, which the roundings of single precision may break otherwise.
    accuracy = correct / 300
    checks.check("chapter accuracy", abs(accuracy - ACCURACY) < (1e-9 if checks.width == 64 else 0.03), accuracy)


def check_layers(checks: Checks) -> None:
    """A pass forward and back through numbers that every float holds exactly."""
    layer = Dense(2, 3, checks.stream)
    layer.weights, layer.biases = [[1, 2, 3], [4, 5, 6]], [[0.5, 0.25, 0]]
    found = layer.forward([[1, 0], [2, -1]])
    checks.check("dense forward", found == [[1.5, 2.25, 3], [-1.5, -0.75, 0]], found)
    found = layer.backward([[1, 0, 0], [0, 1, 0]])
    checks.check("dense backward", found == [[1, 4], [2, 5]], found)
    found = (layer.dweights, layer.dbiases)
    checks.check("dense gradients", found == ([[1, 2, 0], [0, -1, 0]], [[1, 1, 0]]), found)


def check_gradients(checks: Checks) -> None:
    """What backward derives for the weights of a network, against the difference quotient."""
    stream = checks.stream
    stream.seed(1)
    first, last = Dense(2, 3, stream, weights_scale=1.0), Dense(3, 2, stream, weights_scale=1.0)
    model = Model([first, ReLU(), last, Softmax()], CategoricalCrossentropy())
    X, y = [[1.0, -0.5], [0.25, 0.75]], [0, 1]
    model.backward(model.forward(X), y)
    step = checks.epsilon ** (1 / 3)  # where the errors of the formula and of rounding meet
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
    """One step worked by hand, then a short training run."""
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
    X, y = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [0, 1, 1, 0]  # exclusive or: no single line parts it
    losses = model.fit(X, y, epochs=60, random_state=stream)["loss"]
    for epoch in (0, 1, 10, 59):
        print("       training loss", epoch, "=", repr(losses[epoch]))
    checks.check("training lowers the loss to a tenth", losses[59] < losses[0] / 10, losses[59] / losses[0])
    accuracy = model.evaluate(X, y)["accuracy"]
    checks.check("training accuracy", accuracy == 1.0, accuracy)


def check_errors(checks: Checks) -> None:
    """What a user reads after a mistake."""
    loss = CategoricalCrossentropy()
    checks.refused(
        "a class out of range",
        lambda: loss.calculate([[0.5, 0.5]], [2]),
        ValueError,
        "y_true[0] must be a class index in 0..1, got 2",
    )
    checks.refused(
        "logits for probabilities",
        lambda: loss.calculate([[2.5, 0.5]], [0]),
        ValueError,
        "y_pred[0][0] must be a probability in [0, 1], got 2.5; put logits through Softmax first",
    )
    checks.refused(
        "inputs of another width",
        lambda: Dense(2, 1, checks.stream).forward([[1.0]]),
        ValueError,
        "inputs must be (samples, 2), got (1, 1)",
    )
    checks.refused(
        "text for a matrix", lambda: ReLU().forward("1"), TypeError, "inputs must be a matrix (a list of rows), got '1'"
    )


def run() -> None:
    """Run every check with the literal loops, and print the outcome.

    Raises: RuntimeError where a check failed.
    """
    checks = Checks()
    print("purenn selfcheck:", checks.width, "bit floats")
    kernel = chosen_kernel()
    use_kernel("loops")
    try:
        for check in (check_random_stream, check_chapter, check_layers, check_gradients, check_training, check_errors):
            try:
                check(checks)
            except Exception as error:  # a library that is wrong may fail in any way, and the other checks go on
                checks.check(check.__name__, False, repr(error))
    finally:
        use_kernel(kernel)
    print(f"{checks.passed} passed, {checks.failed} failed")
    if checks.failed:
        raise RuntimeError(f"selfcheck must pass, but {checks.failed} of its checks failed")


run()
