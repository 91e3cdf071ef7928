"""The figures of the book's chapter: an untrained network, its loss and its accuracy."""

from ..datasets import spiral_arm
from ..layers.dense import Dense
from ..layers.relu import ReLU
from ..layers.softmax import Softmax
from ..losses.categorical import CategoricalCrossentropy
from ..matrix import argmax

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .report import Report

# Expected in double precision.
OUTPUTS = (
    (0.3333333333333333, 0.3333333333333333, 0.3333333333333333),
    (0.3333331733944575, 0.3333331832217659, 0.33333364338377647),
    (0.33333288800067, 0.33333291536372434, 0.3333341966356056),
    (0.3333325941388199, 0.33333263955788783, 0.33333476630329234),
    (0.3333323311821998, 0.333332392758306, 0.3333352760594943),
)
LOSS = 1.0986104615465142
ACCURACY = 0.34


def check_chapter(report: "Report") -> None:
    """Run the book's chapter, one class and one sample at a time, which fits into a small heap."""
    stream = report.stream
    stream.seed(0)
    for draw in range(300):  # skip the draws of the data, which come before those of the weights
        stream.randn()
    layers = (Dense(2, 3, stream), ReLU(), Dense(3, 3, stream), Softmax())
    sample_loss = CategoricalCrossentropy()
    stream.seed(0)
    loss, correct = 0.0, 0
    for k in range(3):
        for s, x in enumerate(spiral_arm(100, k, stream)):
            values = [x]
            for layer in layers:
                values = layer.forward(values)
            (p,) = values
            loss = loss + sample_loss.calculate([p], [k])
            correct = correct + (argmax(p) == k)
            if k == 0 and s < len(OUTPUTS):
                for j, expected in enumerate(OUTPUTS[s]):
                    report.close(f"chapter output {s} {j}", p[j], expected)
    report.close("chapter loss", loss / 300, LOSS, places=300)  # one rounding error for each term
    # Eight of the 300 predictions are ties, which single precision may break in another way.
    accuracy = correct / 300
    report.check("chapter accuracy", abs(accuracy - ACCURACY) < (1e-9 if report.width == 64 else 0.03), accuracy)


CHECKS = (check_chapter,)
