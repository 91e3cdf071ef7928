"""What a session starts from: a data set and an untrained model, from settings or as the command was given them.

    model, data = make_problem(check_settings({"data": "spiral", "hidden": [3]}))
    model.predict(data.X)

The model has an optimizer, and is never changed: a session trains copies.
"""

from ..datasets import spiral_data, vertical_data
from ..layers.dense import Dense
from ..layers.relu import ReLU
from ..layers.sigmoid import Sigmoid
from ..layers.softmax import Softmax
from ..losses.binary import BinaryCrossentropy
from ..losses.categorical import CategoricalCrossentropy
from ..model import Model
from ..optimizers.adagrad import AdaGrad
from ..optimizers.adam import Adam
from ..optimizers.rmsprop import RMSprop
from ..optimizers.sgd import SGD
from ..preprocessing import Standardizer
from ..random_state import RandomState

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from ..layers.base import Layer
    from ..optimizers.base import Optimizer
    from ..types import Matrix
    from .settings import Settings

DATA_SETS: "dict[str, Callable[..., Any]]" = {"spiral": spiral_data, "vertical": vertical_data}
ACTIVATIONS: "dict[str, type[Layer]]" = {"relu": ReLU, "sigmoid": Sigmoid}
OPTIMIZERS: "dict[str, type[Optimizer]]" = {"adam": Adam, "rmsprop": RMSprop, "adagrad": AdaGrad, "sgd": SGD}
MOST_SAMPLES = 5000
MOST_PARAMETERS = 20000


class Data:
    """A data set, and the saved model that predicts it, if there is one.

    Args:
        X: The inputs, (samples, inputs).
        y: The class of each sample.
        columns: The names of the inputs.
        labels: The names of the classes.
        model: The saved model, or None.
    """

    def __init__(
        self,
        X: "Matrix",
        y: "list[int]",
        columns: "Sequence[str]",
        labels: "Sequence[str]",
        model: "Model | None" = None,
    ) -> None:
        self.X = X
        self.y = y
        self.columns = columns
        self.labels = labels
        self.model = model

    @property
    def kind(self) -> str:
        """What settings call a data set that the command was given: "table", or "model" if there is one."""
        return "table" if self.model is None else "model"


def check_data(data: Data) -> None:
    """Refuse a table or a model of the command that the page cannot draw.

    Raises:
        ValueError: If it is too large, has fewer than two inputs, or the model does not predict one class per sample.
    """
    if len(data.columns) < 2:
        raise ValueError(f"the data must have at least 2 features to be drawn, got {len(data.columns)}")
    if len(data.X) > MOST_SAMPLES:
        raise ValueError(f"the data must have at most {MOST_SAMPLES} rows to be drawn, got {len(data.X)}")
    if data.model is None:
        return
    loss = data.model.loss
    if not isinstance(loss, (CategoricalCrossentropy, BinaryCrossentropy)):
        raise ValueError(f"the model must be a classifier to be drawn, got one with {type(loss).__name__}")
    parameters = count_parameters(data.model)
    if not 1 <= parameters <= MOST_PARAMETERS:
        raise ValueError(f"the model must have 1 to {MOST_PARAMETERS} parameters to be drawn, got {parameters}")
    data.model.predict_classes(data.X[:1])  # raises an error where a sample has several classes


def count_parameters(model: Model) -> int:
    """Return how many weights and biases a model has."""
    return sum(
        len(getattr(layer, name)) * len(getattr(layer, name)[0])
        for layer in model.layers
        for name in getattr(layer, "parameters", ())
    )


def make_problem(settings: "Settings", given: "Data | None" = None) -> "tuple[Model, Data]":
    """Make the data set and the untrained model that settings describe, or take those of the command.

    Args:
        settings: As `check_settings` returns them.
        given: What the command was given.

    Returns:
        The model, which has an optimizer, and the data.
    """
    optimizer = OPTIMIZERS[settings["optimizer"]](settings["learning_rate"])
    stream = RandomState(settings.get("seed", 0))
    layers: "list[Any]" = []
    if given is None or settings["data"] != given.kind:
        data = _make_data(settings, stream)
    elif given.model is not None:
        return Model(given.model.layers, given.model.loss, optimizer), given
    else:
        data = given
        layers.append(Standardizer().fit(data.X))
    activation, scale = ACTIVATIONS[settings["activation"]], settings["scale"]
    width = len(data.columns)
    for neurons in settings["hidden"]:
        layers += [Dense(width, neurons, stream, weights_scale=scale), activation()]
        width = neurons
    layers += [Dense(width, len(data.labels), stream, weights_scale=scale), Softmax()]
    return Model(layers, CategoricalCrossentropy(), optimizer), data


def _make_data(settings: "Settings", stream: RandomState) -> Data:
    X, y = DATA_SETS[settings["data"]](settings["samples"], settings["classes"], stream)
    return Data(X, y, ["x0", "x1"], [f"class {k}" for k in range(settings["classes"])])
