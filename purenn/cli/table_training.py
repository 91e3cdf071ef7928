"""One training on rows of a table: which rows validate it, how text becomes features, the network, and when it stops.

    training = TableTraining(examples, rows, y, options, random_state)
    training.fit(callback=None, resume=False)
    training.rescale(training.model.history)

Rows for validation are held back from the rows to train on. Medians, categories and scales come from the others alone.
The training stops when the loss of the validation rows has not improved for a while, and the parameters that gave the
least one are kept.
"""

from argparse import Namespace

from ..fitting import fit
from ..formats.csv_examples import Examples
from ..layers.dense import Dense
from ..layers.softmax import Softmax
from ..losses.categorical import CategoricalCrossentropy
from ..losses.regression import MeanSquaredError
from ..model import Model
from ..preprocessing import Standardizer
from ..random_state import RandomState
from ..splitting import train_test_split
from ..table_encoder import TableEncoder
from ..training import Training
from .train_common import hidden_layers, make_optimizer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

EPOCHS = 500
HIDDEN = [32]
BATCH_SIZE = 32
L2 = 1.5e-3
PATIENCE = 20  # epochs
PATIENCE_STEPS = 400  # of which a small table has few in an epoch, so that 20 epochs are soon over
VALIDATION_FRACTION = 0.15
LEAST_VALIDATED = 20  # of fewer rows to train on, none are held back: a few would decide by chance


class TableTraining:
    """A training and what it has decided.

    Attributes:
        model: The model, with the names of its columns and its encoder.
        encoder: How rows become inputs of the model.
        X, y: The encoded rows that it is trained on, and their targets.
        X_validation, y_validation: The encoded rows that decide when it stops; empty lists for none.
        scale: How a numeric target is standardized for the training; None for labels.
        epochs: How many epochs it makes at most.
        patience: After how many epochs without a lower validation loss it stops.
        filled: How many missing values in the rows to train on the medians fill, by the name of the column.
    """

    def __init__(
        self, examples: Examples, rows: "list[Any]", y: "list[Any]", options: Namespace, random_state: RandomState
    ) -> None:
        """Hold back the rows for validation, learn how to encode rows, and make the network.

        Args:
            examples: The table, for the names.
            rows: The rows to train on.
            y: Their targets.
            options: The options of the command `train`.
            random_state: What chooses the rows for validation, and draws the weights.

        Raises:
            ValueError: If a column has no value in the rows to train on.
        """
        self.options: Namespace = options
        self.epochs: int = options.epochs or EPOCHS
        self.batch_size: int = options.batch_size or BATCH_SIZE
        self.l2: float = L2 if options.l2 is None else options.l2
        self.random_state: RandomState = random_state
        is_classifier = examples.labels is not None
        held_back: "list[Any]" = []
        self.y_validation: "list[Any]" = []
        fraction = VALIDATION_FRACTION if options.validation_share is None else options.validation_share
        can_be_split = not is_classifier or len(set(y)) < len(y)  # some label occurs twice
        if fraction and len(rows) >= LEAST_VALIDATED and can_be_split:
            rows, y, held_back, self.y_validation = train_test_split(rows, y, fraction, random_state, is_classifier)
        self.encoder: TableEncoder = TableEncoder(missing=options.missing or [])
        self.encoder.fit(rows, examples.columns, options.missing_indicators)
        self.filled: "dict[str, int]" = self.encoder.replaced(rows)
        self.X: "list[Any]" = self.encoder.transform(rows)
        self.y: "list[Any]" = y
        steps = -(-len(rows) // self.batch_size)  # in an epoch
        self.patience: int = options.patience or max(PATIENCE, PATIENCE_STEPS // steps)
        self.X_validation: "list[Any]" = self.encoder.transform(held_back)
        self.scale: "Standardizer | None" = None if is_classifier else Standardizer().fit([[value] for value in y])
        self.model: Model = self._new_model(examples)

    def _new_model(self, examples: Examples) -> Model:
        """Make a network with one output per label, or a single one for a numeric target."""
        options, inputs = self.options, len(self.encoder.features)
        widths = options.hidden or HIDDEN
        layers = hidden_layers(inputs, widths, self.l2, options, self.random_state)
        loss: "Any" = MeanSquaredError()
        outputs = 1
        if examples.labels is not None:
            outputs = len(examples.labels)
            counts = [self.y.count(k) for k in range(outputs)]
            balanced = [len(self.y) / (outputs * count) if count else 1.0 for count in counts]
            loss = CategoricalCrossentropy(class_weights=balanced if options.class_weights else None)
        layers.append(Dense(widths[-1], outputs, self.random_state, weights_scale="glorot", weights_l2=self.l2))
        if not options.unscaled:
            layers.insert(0, Standardizer().fit(self.X))
        if examples.labels is not None:
            layers.append(Softmax())
        model = Model(layers, loss, make_optimizer(options, for_table=True))
        model.columns, model.target, model.labels = self.encoder.features, examples.target, examples.labels
        model.encoder = self.encoder
        return model

    def go_on_with(self, model: Model) -> None:
        """Take the model of a training that was interrupted, instead of the new one.

        Raises:
            ValueError: If it was trained on other rows or columns.
        """
        same = repr(model.encoder) == repr(self.model.encoder) and repr(model.layers[0]) == repr(self.model.layers[0])
        names = (model.target, model.labels) == (self.model.target, self.model.labels)
        if not same or not names:
            raise ValueError("the table must be the one of the training to go on with, got other rows or columns")
        self.model = model

    def fit(self, callback: "Callable[..., object] | None", resume: bool, kind: "type[Training]" = Training) -> None:
        """Train the model.

        The step sizes of optimizers assume targets of order 1, so a numeric target is standardized for the training.

        Args:
            callback: As for `Model.fit`.
            resume: Whether to go on with the last training of the model.
            kind: What runs the training.
        """
        settings: "dict[str, Any]" = {}
        if self.X_validation:
            settings = {"patience": self.patience, "restore_best": True}
            settings["validation_data"] = self.X_validation, self._scaled(self.y_validation)
        fit(
            self.model,
            self.X,
            self._scaled(self.y),
            self.epochs,
            batch_size=self.batch_size,
            callback=callback,
            random_state=None if resume else self.random_state,
            resume=resume,
            training=kind,
            **settings,
        )

    def _scaled(self, y: "list[Any]") -> "list[Any]":
        return y if self.scale is None else self.scale.transform([[value] for value in y])

    def rescale(self, history: "dict[str, list[float]]") -> None:
        """Finish the model: convert it and the losses of its history from a standardized target to its own unit.

        The last layer is linear: m + d * (sum_i x_i * w_i + b) = sum_i x_i * (d * w_i) + (d * b + m)
        """
        if self.scale is None:
            return
        m, d = self.scale.means[0], self.scale.deviations[0]
        last = self.model.layers[-1]
        last.weights = [[w * d for w in row] for row in last.weights]
        last.biases = [[b * d + m for b in row] for row in last.biases]
        for name in ("loss", "validation_loss"):
            if name in history:
                history[name] = [loss * d * d for loss in history[name]]
