"""What a session starts from: a data set and a model, made from settings or given by the command.

    problem = make_problem(check_settings({"data": "spiral", "hidden": [3]}))
    problem.model.predict(problem.X)
"""

from ..datasets import spiral_data, vertical_data
from ..inspection import copy_of
from ..layers.dense import Dense
from ..layers.dropout import Dropout
from ..layers.relu import ReLU
from ..layers.sigmoid import Sigmoid
from ..layers.softmax import Softmax
from ..losses.binary import BinaryCrossentropy
from ..losses.categorical import CategoricalCrossentropy
from ..matrix import total
from ..model import Model
from ..optimizers.adagrad import AdaGrad
from ..optimizers.adam import Adam
from ..optimizers.rmsprop import RMSprop
from ..optimizers.sgd import SGD
from ..preprocessing import Standardizer
from ..random_state import RandomState

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..types import Matrix
    from .settings import Settings

DATA_SETS = {"spiral": spiral_data, "vertical": vertical_data}
ACTIVATIONS = {"relu": ReLU, "sigmoid": Sigmoid}
OPTIMIZERS = {"adam": Adam, "rmsprop": RMSprop, "adagrad": AdaGrad, "sgd": SGD}
MOST_SAMPLES = 5000
MOST_PARAMETERS = 20000


class Problem:
    """A data set and the model that is to learn it.

    Args:
        model: The model; None for a table, whose model is made from settings.
        X: The inputs, (samples, inputs).
        y: The class of each sample.
        columns: The names of the inputs.
        labels: The names of the classes.
    """

    def __init__(
        self, model: "Model | None", X: "Matrix", y: "list[int]", columns: "list[str]", labels: "list[str]"
    ) -> None:
        self.model = model
        self.X = X
        self.y = y
        self.columns = columns
        self.labels = labels

    @property
    def kind(self) -> str:
        """The data of its settings: "table" or "model"."""
        return "table" if self.model is None else "model"


def check_problem(problem: Problem) -> None:
    """Refuse a table or a model of the command that the page cannot draw.

    Raises:
        ValueError: If it is too large, has fewer than two inputs, or a model does not predict one class per sample.
    """
    if len(problem.columns) < 2:
        raise ValueError(f"the data must have at least 2 features to be drawn, got {len(problem.columns)}")
    if len(problem.X) > MOST_SAMPLES:
        raise ValueError(f"the data must have at most {MOST_SAMPLES} rows to be drawn, got {len(problem.X)}")
    if problem.model is None:
        return
    loss = problem.model.loss
    if not isinstance(loss, (CategoricalCrossentropy, BinaryCrossentropy)):
        raise ValueError(f"the model must be a classifier to be drawn, got one with {type(loss).__name__}")
    parameters = total(
        len(getattr(layer, name)) * len(getattr(layer, name)[0])
        for layer in problem.model.layers
        for name in getattr(layer, "parameters", ())
    )
    if not 1 <= parameters <= MOST_PARAMETERS:
        raise ValueError(f"the model must have 1 to {MOST_PARAMETERS} parameters to be drawn, got {parameters}")
    problem.model.predict_classes(problem.X[:1])  # raises an error where a sample has several classes


def make_problem(settings: "Settings", given: "Problem | None" = None) -> Problem:
    """Make the data set and the untrained model that settings describe, or take those of the command.

    Args:
        settings: As `check_settings` returns them.
        given: What the command was given.
    """
    optimizer = OPTIMIZERS[settings["optimizer"]](settings["learning_rate"])
    if settings["data"] == "model":
        layers = [_without_dropout(layer) for layer in given.model.layers]
        model = Model(layers, given.model.loss, optimizer)
        return Problem(model, given.X, given.y, given.columns, given.labels)
    stream = RandomState(settings["seed"])
    layers = []
    if settings["data"] == "table":
        X, y, columns, labels = given.X, given.y, given.columns, given.labels
        layers.append(Standardizer().fit(X))
    else:
        X, y = DATA_SETS[settings["data"]](settings["samples"], settings["classes"], stream)
        columns, labels = ["x0", "x1"], [f"class {k}" for k in range(settings["classes"])]
    width = len(columns)
    for neurons in settings["hidden"]:
        layers += [Dense(width, neurons, stream, weights_scale=settings["scale"]), ACTIVATIONS[settings["activation"]]()]
        width = neurons
    layers += [Dense(width, len(labels), stream, weights_scale=settings["scale"]), Softmax()]
    return Problem(Model(layers, CategoricalCrossentropy(), optimizer), X, y, columns, labels)


def _without_dropout(layer):
    """A copy of a layer; of a Dropout one that leaves nothing out, because no formula shows what it draws."""
    return Dropout(0.0, 0) if isinstance(layer, Dropout) else copy_of(layer)
