"""A model: a chain of layers, a loss, and an optimizer that trains the layers.

    model = Model([Dense(2, 64), ReLU(), Dense(64, 3), Softmax()], CategoricalCrossentropy(), Adam(0.05))
    history = model.fit(X, y, epochs=100)
    classes = model.predict_classes(X_new)

`forward` and `backward` compute the formulas of the layers. `fit`, `predict`, `predict_classes` and `evaluate` use the
faster `engine` where it supports all layers, the loss and the optimizer; the results are the same except for rounding.

Predictions, evaluations and explanations change no layer, so any number of threads may make them, also while another
trains the model; in the middle of an update they see some parameters from before it and some from after it. What is not
safe in two threads: training one model, its `forward` and `backward`, `use_kernel`, and the default random stream.
"""

from .chain import backward, check_chain, forward, input_width
from .compatibility import check_change, check_compatible
from .hints import hinted
from .inspection import copy_of
from .layers.base import Layer
from .losses.base import Loss
from .losses.outputs import accept_targets, as_classes, as_predictions
from .matrix import chosen_kernel
from .optimizers.base import Optimizer
from .validation.entries import are_real, as_finite_matrix, check_not_nan
from .validation.shapes import as_matrix
from .validation.targets import as_sample_weights
from .walk import figures_of, named_figures

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from os import PathLike
    from typing import Any

    from .engine.plan import Plan
    from .random_state import RandomState
    from .table_encoder import TableEncoder
    from .training_state import TrainingState
    from .types import LayerLike, Matrix, MatrixLike, RowLike, TargetsLike


class Model:
    """A chain of layers, with a loss and, for training, an optimizer.

    A last layer and a loss that do not fit together, such as a Softmax and a loss that contains one, are refused, both
    when the model is made and when one of them is replaced.

    Args:
        layers: The layers, in the order in which data goes through them.
        loss: The loss of the outputs of the last layer.
        optimizer: The optimizer that trains the layers; None for a model that is not trained.

    Attributes:
        history: The figures of the last training, one list each; see `fit`.
        columns: The names of the inputs, or None. Names are saved with the model.
        target: The name of what the model predicts, or None.
        labels: The names of the classes, or None.
        encoder: How the rows of a table become the inputs, or None. It is saved with the model.
        notes: What else is worth knowing about the model, a dict for JSON, or None. It is saved with the model.

    Raises:
        TypeError: If a layer has no `forward` or `backward`, or the loss or the optimizer is of another class.
        ShapeError: If two layers do not fit.
        ValueError: If a layer occurs twice, or the last layer and the loss do not fit together.

    Source: Neural Networks from Scratch in Python, chapter 18.

    >>> from purenn import Adam, CategoricalCrossentropy, Dense, Softmax
    >>> model = Model([Dense(2, 2, random_state=0), Softmax()], CategoricalCrossentropy(), Adam(0.5))
    >>> model
    Model([Dense(2, 2), Softmax()], CategoricalCrossentropy(), Adam(learning_rate=0.5))
    >>> history = model.fit([[0.0, 1.0], [1.0, 0.0]], [0, 1], epochs=20)
    >>> model.predict_classes([[0.0, 2.0], [3.0, 0.0]]), len(history["loss"]), history["accuracy"][-1]
    ([0, 1], 20, 1.0)
    """

    def __init__(self, layers: "Sequence[LayerLike]", loss: Loss, optimizer: "Optimizer | None" = None) -> None:
        self.layers = layers
        self.loss = loss
        self.optimizer = optimizer
        self.history: "dict[str, list[float]]" = {}
        self.columns: "list[str] | None" = None
        self.target: "str | None" = None
        self.labels: "list[str] | None" = None
        self.encoder: "TableEncoder | None" = None
        self.notes: "dict[str, Any] | None" = None
        self._plan: "Plan | None" = None
        self._training: "TrainingState | None" = None

    @property
    def layers(self) -> "tuple[Any, ...]":
        """The layers, in the order in which data goes through them."""
        return self._layers

    @layers.setter
    def layers(self, layers: "Sequence[LayerLike]") -> None:
        check_chain(layers)
        if hasattr(self, "_loss") and self._has_standard_passes():
            check_change(layers, self.loss)
        self._layers = tuple(layers)

    @property
    def loss(self) -> Loss:
        """The loss of the outputs of the last layer."""
        return self._loss

    @loss.setter
    def loss(self, loss: Loss) -> None:
        kind = type(loss)
        if not isinstance(loss, Loss) or kind.forward is Loss.forward or kind.backward is Loss.backward:
            raise TypeError(f"loss must be a Loss with forward and backward, got {loss!r}")
        if self._has_standard_passes():
            check = check_change if hasattr(self, "_loss") else check_compatible
            check(self.layers, loss)
        self._loss = loss

    @property
    def optimizer(self) -> "Optimizer | None":
        """The optimizer that trains the layers, or None."""
        return self._optimizer

    @optimizer.setter
    def optimizer(self, optimizer: "Optimizer | None") -> None:
        if optimizer is not None and not isinstance(optimizer, Optimizer):
            raise TypeError(f"optimizer must be an Optimizer or None, got {optimizer!r}")
        self._optimizer = optimizer

    def forward(self, X: "MatrixLike", training: bool = False) -> "Matrix":
        """Send inputs through all layers, each of which keeps its inputs and its output.

        Args:
            X: The inputs, (samples, inputs).
            training: Whether dropout is on.

        Returns:
            The output of the last layer, (samples, outputs).

        Raises:
            ShapeError: If X has another width than the first layer takes.
            ValueError: If an entry is NaN or infinite where a layer cannot use it.
            TypeError: If an entry is not a number.
        """
        return self._through(self.layers, as_matrix(X, "X", columns=input_width(self.layers)), training)

    def backward(self, y_pred: "MatrixLike", y_true: "TargetsLike", sample_weights: "RowLike | None" = None) -> None:
        """Compute the derivatives of the mean loss in the loss and in all layers, from the last layer to the first.

        Each layer keeps its `dinputs` and the gradients of its parameters. A softmax or sigmoid and the cross-entropy
        after it are differentiated together, for the reason that `losses.combined` gives.

        Args:
            y_pred: What `forward` returned, (samples, outputs).
            y_true: The targets, as the loss takes them.
            sample_weights: The weight of each sample in the loss, (samples), as `Loss.calculate` takes them.

        Raises:
            ShapeError, ValueError, TypeError: If predictions, targets or weights do not fit.
            RuntimeError: If no forward pass has run.
        """
        if sample_weights is not None:
            sample_weights = as_sample_weights(sample_weights, len(as_matrix(y_pred, "y_pred")))
        backward(self.layers, self.loss, y_pred, y_true, sample_weights)

    def predict(self, X: "MatrixLike") -> "Matrix":
        """Return the predictions: probabilities for a cross-entropy, from logits too, else the outputs.

        Args:
            X: The inputs, (samples, inputs).

        Returns:
            The predictions, (samples, outputs).

        Raises:
            ShapeError, ValueError, TypeError: As `forward`.
        """
        return as_predictions(self._outputs(X), self.loss)

    def predict_classes(self, X: "MatrixLike") -> "list[int]":
        """Return the class of each sample: the largest prediction, or 1 if a single one is above one half.

        Args:
            X: The inputs, (samples, inputs).

        Returns:
            The class indices, (samples).

        Raises:
            TypeError: If the loss compares quantities, not classes, or as `forward`.
            ShapeError: If a sample has several yes-or-no outputs, or as `forward`.
            ValueError: If a prediction is NaN, or as `forward`.
        """
        outputs = self._outputs(X)
        check_not_nan(outputs, "predictions")
        return as_classes(outputs, self.loss)

    def evaluate(self, X: "MatrixLike", y: "TargetsLike") -> "dict[str, float]":
        """Return "loss", "penalty" and, for a classifier, "accuracy".

        Args:
            X: The inputs, (samples, inputs).
            y: The targets, as the loss takes them.

        Raises:
            ShapeError, ValueError, TypeError: If inputs or targets do not fit.
        """
        X = as_matrix(X, "X", columns=input_width(self.layers))
        plan = self._plan_for(X)
        outputs = self._walked(X) if plan is None else plan.values(X)
        y = accept_targets(y, len(outputs), len(outputs[0]), self.loss, "y")
        if plan is None:
            return figures_of(self.layers, self.loss, outputs, y)
        return named_figures(*plan.head.figures(outputs, y), plan.penalty())

    @hinted
    def fit(
        self,
        X: "MatrixLike",
        y: "TargetsLike",
        epochs: int,
        batch_size: "int | None" = None,
        shuffle: bool = True,
        validation_data: "tuple[MatrixLike, TargetsLike] | None" = None,
        callback: "Callable[[int, dict[str, float]], object] | None" = None,
        random_state: "RandomState | int | None" = None,
        *,
        patience: "int | None" = None,
        restore_best: bool = False,
        resume: bool = False,
        sample_weights: "RowLike | None" = None,
    ) -> "dict[str, list[float]]":
        """Train the layers, and return the history: for each figure a list with one entry an epoch.

        "learning_rate" is that of the first update of an epoch. "loss", "penalty" and "accuracy" are those of its
        forward passes, each before its update, averaged over its batches. "validation_loss", "validation_penalty" and
        "validation_accuracy", if there is validation data, are those of the parameters at the end of the epoch, which
        the layers have when the callback is called. After the training the layers also hold their last pass.

        Args:
            X: The inputs, (samples, inputs).
            y: The targets, as the loss takes them.
            epochs: The number of passes over the data.
            batch_size: The number of samples in a batch; None for all samples.
            shuffle: Whether to shuffle the samples in every epoch; a single batch keeps its order.
            validation_data: (X, y) to evaluate in every epoch.
            callback: Called with (epoch, figures) at the end of each epoch; if it returns a true value, the training
                stops.
            random_state: The seed or the stream that shuffles; None for the default stream.
            patience: After how many epochs without a new least "validation_loss" the training stops; None for never.
            restore_best: Whether the layers get, at the end, the parameters of the epoch with the least
                "validation_loss", the first of equal ones.
            resume: Whether to go on with the last training. `epochs` then counts from its beginning, and its history,
                its stream and its patience continue: with the same data and settings as in a single training.

            sample_weights: How much each sample counts in the loss, (samples), each at least 0; see `Loss.calculate`.
                The accuracy and the validation figures count all samples alike.

        Returns:
            `self.history`.

        Raises:
            RuntimeError: If the model has no optimizer, or no training to go on with.
            ShapeError, ValueError, TypeError: If an argument does not fit, before anything has changed.
            ArithmeticError: If the loss turns NaN or infinite. The parameters are then those of its last finite value.

        After an interrupt or an error in the callback the parameters are those of a complete step too, and
        `self.history` is the history so far.
        """
        from .fitting import fit  # which a board that does not train need not load

        return fit(
            self,
            X,
            y,
            epochs,
            batch_size,
            shuffle,
            validation_data,
            callback,
            random_state,
            patience=patience,
            restore_best=restore_best,
            resume=resume,
            sample_weights=sample_weights,
        )

    def save(self, path: "str | bytes | PathLike[str]", dtype: str = "F64", optimizer: bool = False) -> None:
        """Write layers, loss, names, encoder and notes to a safetensors file, completely or not at all.

        The same model gives the same bytes. A file that is replaced keeps its mode and owner. One that cannot be
        replaced, such as `/dev/stdout` or one with several hard links, is written in place.

        Args:
            path: The file to write.
            dtype: "F64", or "F32" for half the size, which rounds.
            optimizer: Whether to write the optimizer too, with its state, the history and the streams of random
                numbers: all that `fit(resume=True)` needs to go on as if the training had not been interrupted. Call
                it between two trainings or in the callback of one; the dtype must be "F64".

        Raises:
            TypeError: If a layer, the loss or the optimizer is not one of purenn's.
            ValueError: If a weight is not finite, or too large for the dtype.
            OSError: If the file cannot be written.
        """
        from .formats.model_file import save  # which a board that keeps no files need not load

        save(self, path, dtype, optimizer)

    @classmethod
    def load(cls, path: "str | bytes | PathLike[str]") -> "Model":
        """Read a model that `save` wrote, with its optimizer if that was saved; to be trained, it needs one.

        Args:
            path: The file to read.

        Raises:
            ValueError: If it is not such a file, or damaged; one line that names the file.
            OSError: If the file cannot be read.
        """
        from .formats.model_file import load

        return load(path, cls)

    def to_python(self, path: "str | PathLike[str]", dtype: str = "F64", data: "MatrixLike | None" = None) -> None:
        """Write a Python file that needs no library, for a board: its `predict(X)` is that of the model.

        Its `predict_row(x)` takes one sample. F64 gives the digits of the kernel "loops". If the model has an `encoder`
        of text columns or of indicators, both take rows of the table instead, and encode them.

        Args:
            path: The file to write.
            dtype: "F64"; "F32" for half the size, which rounds the weights; or "I8" for a quarter of that, with weights
                and inputs of the dense layers as integers of 8 bits.
            data: For I8 inputs of the model, (samples, inputs), which show the range of the inputs of each layer.

        Raises:
            TypeError: If a layer is not one of purenn's, or there is data without I8 or the other way round.
            ValueError: If a weight is not finite, or too large for the dtype.
            ShapeError: If the data has another width than the model takes.
            OSError: If the file cannot be written.
        """
        from .formats.python_source import write_python

        write_python(self, path, dtype, data)

    def __repr__(self) -> str:
        optimizer = "" if self.optimizer is None else f", {self.optimizer!r}"
        return f"{type(self).__name__}({list(self.layers)!r}, {self.loss!r}{optimizer})"

    def __str__(self) -> str:
        from .summary import table_of_layers  # which a board need not load

        return table_of_layers(self.layers)

    def __getstate__(self) -> "dict[str, object]":
        """Leave the engine's plan out of copies, which make their own."""
        state = dict(self.__dict__)
        state["_plan"] = None
        return state

    def _outputs(self, X: "MatrixLike") -> "Matrix":
        """Return the outputs of the last layer."""
        X = as_matrix(X, "X", columns=input_width(self.layers))
        plan = self._plan_for(X)
        return self._walked(X) if plan is None else plan.head.outputs(plan.values(X))

    def _walked(self, X: "Matrix") -> "Matrix":
        """Return what `forward` does, but leave the layers alone: they may be between a forward and a backward pass."""
        if not self._has_standard_passes():
            return self.forward(X)
        layers = [_copied(layer) for layer in self.layers]
        return self._through(layers, X, training=False)

    def _through(self, layers: "Sequence[Any]", X: "Matrix", training: bool) -> "Matrix":
        try:
            return forward(layers, X, training)
        except (TypeError, ValueError):
            as_finite_matrix(X, "X")  # its error names X, where that of a layer names inputs
            raise

    def _plan_for(self, X: "Matrix") -> "Plan | None":
        """Return the engine's plan for predictions of these inputs, or None if they take the walk."""
        if chosen_kernel() != "fast" or not self._has_standard_passes() or not are_real(X):
            return None
        plan = self._plan  # another thread may set it
        if plan is None or not plan.is_current(self):
            from .engine.plan import plan_for  # which a board that only predicts by the layers need not load

            self._plan = plan = plan_for(self)
        if plan is None or plan.n_inputs not in (None, len(X[0])):
            return None  # the walk raises the error that names the layer
        return plan

    def _has_standard_passes(self) -> bool:
        """Return whether neither a derived class nor this object overrides forward or backward."""
        kind = type(self)
        return (
            kind.forward is Model.forward
            and kind.backward is Model.backward
            and not ("forward" in self.__dict__ or "backward" in self.__dict__)
        )


def _copied(layer: "Any") -> "Any":
    """Copy a layer, whoever has defined it; one that cannot be copied is returned itself."""
    if isinstance(layer, Layer):
        return copy_of(layer)
    try:
        from copy import copy  # which MicroPython does not have
    except ImportError:
        return layer
    try:
        return copy(layer)
    except TypeError:
        return layer
