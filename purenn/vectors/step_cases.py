"""The cases of the optimizers: two steps from the first state, of all parameters of a dense layer.

    cases = step_cases(Source("F64", seed=0))  # {"optimizers": [Case(...), ...]}

The results are exact through both steps and rounded once. The settings are among the inputs.
"""

from ..layers.dense import Dense
from ..optimizers.adagrad import AdaGrad
from ..optimizers.adam import Adam
from ..optimizers.rmsprop import RMSprop
from ..optimizers.sgd import SGD
from .cases import Case, Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

OPTIMIZERS: "tuple[tuple[str, Any, dict[str, float]], ...]" = (
    ("sgd", SGD, {"learning_rate": 0.05}),
    ("sgd_momentum", SGD, {"learning_rate": 0.05, "decay": 0.1, "momentum": 0.9}),
    ("adagrad", AdaGrad, {"learning_rate": 0.05, "decay": 0.1, "epsilon": 1e-7}),
    ("rmsprop", RMSprop, {"learning_rate": 0.05, "decay": 0.1, "epsilon": 1e-7, "rho": 0.9}),
    ("adam", Adam, {"learning_rate": 0.05, "decay": 0.1, "epsilon": 1e-7, "beta1": 0.9, "beta2": 0.999}),
)


def step_cases(source: Source) -> dict[str, list[Case]]:
    """Return the cases of all optimizers, by the name of their file."""
    step, least, big = source.step, source.least, source.big
    # By what they test, the parameters, and their derivatives at the first and at the second step.
    data: "dict[str, Any]" = {
        "ordinary": (source.matrix(2, 3), source.matrix(2, 3), source.matrix(2, 3)),
        "tie": ([[1.0, -1.0]], [[0.0, 0.0]], [[0.0, step]]),
        "cancelling": ([[source.rounded(0.05), 1.0]], [[1.0, 20.0]], [[-1.0 - step, -20.0]]),
        "subnormal": ([[3 * least, 1.0]], [[least, -least]], [[-least, 2.0**-70]]),
        "extreme": ([[big, 1.0]], [[big, -big / 2]], [[-big, step]]),
    }
    result = []
    for name, optimizer, settings in OPTIMIZERS:
        compute = _steps_of(optimizer)
        for flag, (weights, first, second) in data.items():
            inputs = {"weights": weights, "dweights_1": first, "dweights_2": second}
            rounded = {key: source.rounded(value) for key, value in settings.items()}
            result.append(Case(f"{name}/{flag}", (flag,), {**inputs, **rounded}, compute))
    return {"optimizers": result}


def _steps_of(optimizer):
    """Return the function that takes two steps of an optimizer of this class."""

    def compute(weights, dweights_1, dweights_2, **settings):
        layer = Dense.of(weights, [[0] * len(weights[0])])
        layer.parameters = ("weights",)
        instance = optimizer(**settings)
        results = {}
        for n, dweights in enumerate((dweights_1, dweights_2), 1):
            layer.dweights = dweights
            instance.update(layer)
            results[f"weights_{n}"] = layer.weights
        return results

    return compute
