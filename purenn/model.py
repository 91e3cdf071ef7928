"""A model: layers in a row, the loss they are judged by and the optimizer that improves them.

Data goes forward through the layers, derivatives come back through them, and `fit` repeats that.
"""

from .engine.chain import check_chain, forward_steps, go_back, predicting_steps
from .validation.shapes import as_matrix
from .validation.entries import check_finite, check_not_nan, check_probabilities
from .training import fit
from .losses.categorical import Loss
from .matrix.loops import mean
from .optimizers import Optimizer


class Model:
    """A chain of layers, with a loss and, for training, an optimizer.

    `predict`, `predict_classes` and `evaluate` go by the `formula` of each layer and leave it to the training, with all
    that `forward` has kept in it; a layer of your own that has no `formula` goes by its `forward`.
    `columns`, `target` and `labels` may name its inputs, what it predicts and the classes of that; they are None
    until somebody sets them, and are saved with the model.
    Raises: TypeError for a layer without `forward` and `backward`, or a loss or an optimizer that is none;
        ShapeError for two layers that do not fit; ValueError for one layer in two places.
    Source: Neural Networks from Scratch in Python, chapter 18.

    >>> from purenn import Adam, CategoricalCrossentropy, Dense, Softmax
    >>> model = Model([Dense(2, 2, random_state=0), Softmax()], CategoricalCrossentropy(), Adam(0.5))
    >>> history = model.fit([[0.0, 1.0], [1.0, 0.0]], [0, 1], epochs=20)
    >>> model.predict_classes([[0.0, 2.0], [3.0, 0.0]]), len(history["loss"]), history["accuracy"][-1]
    ([0, 1], 20, 1.0)
    """

    def __init__(self, layers, loss: Loss, optimizer=None) -> None:
        if not (isinstance(loss, Loss) and hasattr(loss, "sample_losses") and hasattr(loss, "derivatives")):
            raise TypeError(f"loss must be a Loss with sample_losses and derivatives, got {loss!r}")
        if optimizer is not None and not isinstance(optimizer, Optimizer):
            raise TypeError(f"optimizer must be an Optimizer or None, got {optimizer!r}")
        self.layers = layers
        self.loss = loss
        self.optimizer = optimizer
        self.history = {}
        self.columns = self.target = self.labels = None

    @property
    def layers(self) -> tuple:
        """The layers, in the order in which data goes through them."""
        return self._layers

    @layers.setter
    def layers(self, layers) -> None:
        check_chain(layers)
        self._layers = tuple(layers)
        self._forward_steps = forward_steps(layers)
        self._predicting_steps = predicting_steps(layers)
        self._switched = [layer for layer in layers if hasattr(layer, "training")]
        self._penalised = [layer for layer in layers if hasattr(layer, "penalty")]

    def forward(self, X, training: bool = False) -> list[list[float]]:
        """Return the last layer's output; dropout is on while `training`.

        A dense layer and a ReLU side by side are gone through in one step, here and in `backward`; back to the first
        layer, the dense one after them may be part of it. What would go from one to the other is None.
        Shapes: X (samples, inputs) -> (samples, outputs).
        """
        values = X = as_matrix(X, "X")
        for layer in self._switched:
            layer.training = training
        try:
            for step in self._forward_steps:
                values = step.forward(values)
        except (TypeError, ValueError):
            self._accepted_inputs(X, "X")  # which calls X by its name, where a layer says inputs
            raise
        return values

    def backward(self, y_pred, y_true) -> None:
        """Give every layer the derivatives of the mean loss by its output, from the last to the first.

        Where the loss is fused with the last activation, the two are gone through in one step. Layers before the
        first that learns are left out, for nothing there needs a derivative.
        """
        self.gradients(*self.loss.accepted(y_pred, y_true))

    def gradients(self, y_pred, y_true) -> None:
        """Do what `backward` does, with predictions and targets that the loss has accepted."""
        layers = self.layers
        if type(layers[-1]) is self.loss.fused:
            dvalues = self.loss.fused_derivatives(y_pred, y_true)
            layers = layers[:-1]
        else:
            dvalues = self.loss.derivatives(y_pred, y_true)
        go_back(layers, dvalues)

    def penalty(self) -> float:
        """The sum of the layers' penalties."""
        result = 0.0
        for layer in self._penalised:
            result = result + layer.penalty()
        return result

    def predict(self, X) -> list[list[float]]:
        """Return the predictions: probabilities for a cross-entropy, from logits too; else the outputs.

        Shapes: X (samples, inputs) -> (samples, outputs).
        """
        outputs = self._outputs(X)
        return outputs if self.loss.activation is None else self.loss.activation().forward(outputs)

    def predict_classes(self, X) -> list[int]:
        """Return the class of each sample, as the loss tells it: the largest prediction, or a single one's side of 1/2.

        Raises: TypeError where the loss is of quantities, ShapeError where a sample has several yes-or-no answers.
        """
        outputs = self._outputs(X)
        check_not_nan(outputs, "predictions")
        return self.loss.classes(outputs)

    def evaluate(self, X, y) -> dict:
        """Return the figures of a forward pass: "loss", "penalty" and, for a classifier, "accuracy"."""
        y_pred = self.judged(self._outputs(X))
        return self.figures(y_pred, self.loss.as_targets(y, len(y_pred), len(y_pred[0])))

    def judged(self, outputs) -> list:
        """Accept outputs as predictions that the loss can judge."""
        if self.loss.check_predictions is check_probabilities and type(self.layers[-1]) is self.loss.fused:
            return outputs  # probabilities, as any softmax or sigmoid gives
        return self.loss.as_predictions(outputs)

    def save(self, path, dtype: str = "F64") -> None:
        """Write the model to a safetensors file, whole or not at all; "F32" takes half the bytes, and rounds.

        Layers, loss and names are saved with it, the optimizer is not. The same model gives the same bytes.
        Raises: TypeError for a layer or loss that purenn does not know; ValueError for a weight that is no finite
            number, or none that the dtype can hold; OSError where no file can be written.
        """
        from .formats.model_file import save  # reads and writes files, which not every Python can

        save(self, path, dtype)

    @classmethod
    def load(cls, path) -> "Model":
        """Read a model that `save` has written; to train it further, give it an optimizer.

        Raises: ValueError, one line that names the file, for a file that is none or has been damaged; OSError where
            it cannot be read.
        """
        from .formats.model_file import load

        return load(path, cls)

    def to_python(self, path) -> None:
        """Write what predicts as a Python file of lists, which a board imports: its `predict(X)` is that of the model.

        Raises: TypeError for a layer that purenn does not know; ValueError for a weight that is not finite; OSError
            where no file can be written.
        """
        from .formats.python_source import write_python

        write_python(self, path)

    def figures(self, y_pred, y_true) -> dict:
        """Return what `evaluate` does, of predictions and targets that the loss has accepted."""
        figures = {"loss": mean(self.loss.sample_losses(y_pred, y_true)), "penalty": self.penalty()}
        accuracy = self.loss.share_correct(y_pred, y_true)
        if accuracy is not None:
            figures["accuracy"] = accuracy
        return figures

    def fit(
        self,
        X,
        y,
        epochs: int,
        batch_size=None,
        shuffle: bool = True,
        validation_data=None,
        callback=None,
        random_state=None,
    ) -> dict:
        """Train for so many epochs, and return the history: for each figure a list with one entry an epoch.

        "loss", "penalty" and "accuracy" of epoch e are those of its forward pass before its update; of several
        batches, their means. "learning_rate" and, for validation_data = (X, y), "validation_loss" and
        "validation_accuracy" are those before its first update. Without batch_size all samples are one batch, in
        their order; with it they are shuffled anew in every epoch, by `random_state`, unless shuffle is False.
        `callback(epoch, figures)` is called at the end of each epoch; where it returns something true, training stops.
        Raises: RuntimeError without an optimizer; ShapeError, ValueError or TypeError for data that does not fit,
            before anything has changed; ArithmeticError where the loss turns NaN or infinite: the parameters are
            then those of the last finite loss. After an interrupt or an error of the callback too they are those of
            a whole step, and `self.history` is the history so far.
        """
        return fit(self, X, y, epochs, batch_size, shuffle, validation_data, callback, random_state)

    def accepted(self, X, y, X_name: str, y_name: str) -> tuple:
        """Accept inputs and their targets, or raise what says where one of them, by its name, does not fit."""
        X = self._accepted_inputs(X, X_name)
        outputs = len(self._outputs(X[:1])[0])
        return X, self.loss.as_targets(y, len(X), outputs, y_name)

    def _outputs(self, X):
        """What `forward` returns, where nothing need be kept for a backward pass."""
        for layer in self._switched:
            layer.training = False
        if type(self).forward is Model.forward:
            try:
                values = as_matrix(X, "X")
                for function in self._predicting_steps:
                    values = function(values)
                return values
            except (TypeError, ValueError):
                pass
        return self.forward(X)  # which tells what is wrong, and where; or it is somebody's own

    def _accepted_inputs(self, X, name):
        widths = [layer.n_inputs for layer in self.layers if hasattr(layer, "n_inputs")]
        X = as_matrix(X, name, columns=widths[0] if widths else None)
        check_finite(X, name)
        return X
