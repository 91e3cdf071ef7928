"""A model: layers in a row, the loss they are judged by and the optimizer that improves them.

Data goes forward through the layers, derivatives come back through them, and `fit` repeats that.
"""

from .checks import ShapeError, as_matrix, check_finite, is_sequence, shown
from .fitting import Fitting
from .losses import Loss
from .matrix import argmax, mean
from .optimizers import Optimizer
from .random_state import as_random_state
from .settings import whole_number


class Model:
    """A chain of layers, with a loss and, for training, an optimizer.

    `columns`, `target` and `labels` may name its inputs, what it predicts and the classes of that; they are None
    until somebody sets them, and are saved with the model.
    Raises: TypeError for a layer without `forward` and `backward`, or a loss or an optimizer that is none;
        ShapeError for two layers that do not fit.
    Source: Neural Networks from Scratch in Python, chapter 18.

    >>> from purenn import Adam, CategoricalCrossentropy, Dense, Softmax
    >>> model = Model([Dense(2, 2, random_state=0), Softmax()], CategoricalCrossentropy(), Adam(0.5))
    >>> history = model.fit([[0.0, 1.0], [1.0, 0.0]], [0, 1], epochs=20)
    >>> model.predict_classes([[0.0, 2.0], [3.0, 0.0]]), len(history["loss"]), history["accuracy"][-1]
    ([0, 1], 20, 1.0)
    """

    def __init__(self, layers, loss: Loss, optimizer=None) -> None:
        self.layers = list(layers)
        if not self.layers:
            raise ShapeError("layers must have at least one layer, got none")
        for n, layer in enumerate(self.layers):
            if not (hasattr(layer, "forward") and hasattr(layer, "backward")) or isinstance(layer, type):
                raise TypeError(f"layers[{n}] must be a layer, with forward and backward, got {layer!r}")
        if not isinstance(loss, Loss):
            raise TypeError(f"loss must be a Loss, got {loss!r}")
        if optimizer is not None and not isinstance(optimizer, Optimizer):
            raise TypeError(f"optimizer must be an Optimizer or None, got {optimizer!r}")
        self.loss = loss
        self.optimizer = optimizer
        self.history = {}
        self.columns = self.target = self.labels = None
        self.check_chain()

    def check_chain(self) -> None:
        """Refuse two layers of which one gives another width than the other takes."""
        before = None
        for n, layer in enumerate(self.layers):
            if not hasattr(layer, "n_inputs"):
                continue
            if before is not None and layer.n_inputs != self.layers[before].n_neurons:
                given = f"the {self.layers[before].n_neurons} that layers[{before}] gives"
                raise ShapeError(f"layers[{n}] must take {given}, got {layer.n_inputs}")
            before = n

    def forward(self, X, training: bool = False) -> list[list[float]]:
        """Return the last layer's output; dropout is on while `training`.

        Outputs that no backward pass needs, those of the dense layers but the last, are let go, to save memory.
        Shapes: X (samples, inputs) -> (samples, outputs).
        """
        values = as_matrix(X, "X")
        before = None
        for layer in self.layers:
            if hasattr(layer, "training"):
                layer.training = training
            values = layer.forward(values)
            if hasattr(before, "spare_output"):
                before.output = None
            before = layer
        return values

    def backward(self, y_pred, y_true) -> None:
        """Give every layer the derivatives of the mean loss by its output, from the last to the first.

        Where the loss is fused with the last activation, the two are gone through in one step.
        """
        layers = self.layers
        if self.loss.fused is not None and type(layers[-1]) is self.loss.fused:
            dvalues = self.loss.fused_backward(y_pred, y_true)
            layers = layers[:-1]
        else:
            dvalues = self.loss.backward(y_pred, y_true)
        first = 0  # nothing before the first layer that learns needs derivatives, nor does the data
        while first < len(layers) - 1 and not hasattr(layers[first], "parameters"):
            first = first + 1
        for layer in layers[:first:-1]:
            dvalues = layer.backward(dvalues)
        if hasattr(layers[first], "gradients"):
            layers[first].gradients(dvalues)
        else:
            layers[first].backward(dvalues)

    def penalty(self) -> float:
        """The sum of the layers' penalties."""
        result = 0.0
        for layer in self.layers:
            if hasattr(layer, "penalty"):
                result = result + layer.penalty()
        return result

    def predict(self, X) -> list[list[float]]:
        """Return the predictions: probabilities for a cross-entropy, from logits too; else the outputs.

        Shapes: X (samples, inputs) -> (samples, outputs).
        """
        outputs = self.forward(X)
        return outputs if self.loss.activation is None else self.loss.activation().forward(outputs)

    def predict_classes(self, X) -> list[int]:
        """Return the class of each sample: the largest prediction; of a single one, whether it is above 1/2."""
        return [argmax(p) if len(p) > 1 else int(p[0] > 0.5) for p in self.predict(X)]

    def evaluate(self, X, y) -> dict:
        """Return the figures of a forward pass: "loss", "penalty" and, for a classifier, "accuracy"."""
        return self.figures(self.forward(X), y)

    def save(self, path, dtype: str = "F64") -> None:
        """Write the model to a safetensors file, whole or not at all; "F32" takes half the bytes, and rounds.

        Layers, loss and names are saved with it, the optimizer is not. The same model gives the same bytes.
        Raises: TypeError for a layer or loss that purenn does not know; ValueError for a weight that is no finite
            number, or none that the dtype can hold; OSError where no file can be written.
        """
        from .saving import save  # reads and writes files, which not every Python can

        save(self, path, dtype)

    @classmethod
    def load(cls, path) -> "Model":
        """Read a model that `save` has written; to train it further, give it an optimizer.

        Raises: ValueError, one line that names the file, for a file that is none or has been damaged; OSError where
            it cannot be read.
        """
        from .saving import load

        return load(path, cls)

    def to_python(self, path) -> None:
        """Write what predicts as a Python file of lists, which a board imports: its `predict(X)` is that of the model.

        Raises: TypeError for a layer that purenn does not know; ValueError for a weight that is not finite; OSError
            where no file can be written.
        """
        from .python_file import write_python

        write_python(self, path)

    def figures(self, y_pred, y_true) -> dict:
        """Return what `evaluate` does, of predictions that there are already."""
        y_pred, y_true = self.loss.accepted(y_pred, y_true)
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
        `callback(epoch, figures)` is called at the end of each epoch; where it returns True, training stops.
        Raises: RuntimeError without an optimizer; ShapeError, ValueError or TypeError for data that does not fit,
            before anything has changed; ArithmeticError where the loss turns NaN or infinite: the parameters are
            then those of the last finite loss. After an interrupt too they are those of a whole step, and
            `self.history` is the history so far.
        """
        if self.optimizer is None:
            raise RuntimeError("fit must have an optimizer, but the model was made without one")
        epochs = whole_number(epochs, "epochs")
        X, y = self._accepted(X, y, "X", "y")
        if validation_data is not None:
            if not is_sequence(validation_data) or len(validation_data) != 2:
                raise TypeError(f"validation_data must be (X, y), got {shown(validation_data)}")
            validation_data = self._accepted(*validation_data, "validation X", "validation y")
        batch_size = len(X) if batch_size is None else whole_number(batch_size, "batch_size")
        random_state = as_random_state(random_state)
        fitting = Fitting(self)

        def shuffled(order):
            if shuffle and batch_size < len(order):
                random_state.shuffle(order)

        self.history = {}
        fitting.run(X, y, epochs, batch_size, shuffled, validation_data, callback)
        return self.history

    def _accepted(self, X, y, X_name, y_name):
        """The data, once it is sure that it fits: shapes, numbers and targets."""
        widths = [layer.n_inputs for layer in self.layers if hasattr(layer, "n_inputs")]
        X = as_matrix(X, X_name, columns=widths[0] if widths else None)
        check_finite(X, X_name)
        outputs = len(self.forward(X[:1])[0])
        return X, self.loss.as_targets(y, len(X), outputs, y_name)
