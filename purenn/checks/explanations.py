"""An explanation has the formulas and the values that were worked out by hand, of every kind of number."""

from ..explanation.trace import explain
from ..explanation.update import explain_update
from ..layers.dense import Dense
from ..layers.relu import ReLU
from ..losses.regression import MeanSquaredError
from ..model import Model
from ..numbers.dual import Dual
from ..numbers.float32 import Float32
from ..optimizers.sgd import SGD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .report import Report

STEPS = (
    ("z1[0][0]", ["z1[0][0] = x[0][0]*w1[0][0] + x[0][1]*w1[1][0] + b1[0][0]", "= 3*2 + 4*-1 + 0.5", "= 2.5"]),
    ("p[0][0]", ["p[0][0] = z1[0][0], because z1[0][0] = 2.5 > 0", "= 2.5"]),
    ("dw1[1][0]", ["dw1[1][0] = x[0][1]*dz1[0][0]", "= 4*3", "= 12"]),
)
UPDATE = ["w1'[1][0] = w1[1][0] + vw1'[1][0]", "= -1 + -3", "= -4"]


def check_explanations(report: "Report") -> None:
    """Explain a network of one neuron, in floats, in single precision and in dual numbers, and its next update."""
    for kind in (float, Float32, Dual):
        layer = Dense.of([[kind(2.0)], [kind(-1.0)]], [[kind(0.5)]])
        model = Model([layer, ReLU()], MeanSquaredError(), SGD(0.25))
        steps = explain(model, [[kind(3.0), kind(4.0)]], [1.0])
        for name, expected in STEPS:
            found = steps[name].lines()
            report.check(f"{name} in {kind.__name__}", found == expected, found)
        found = explain_update(model, steps, ["w1[1][0]"])["w1'[1][0]"].lines()
        report.check(f"update in {kind.__name__}", found == UPDATE, found)


CHECKS = (check_explanations,)
