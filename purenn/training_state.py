"""Where a training stands at the end of an epoch, so that another call of `Model.fit` can go on with it.

What else a training depends on is in its model: the parameters, the optimizer with its state, and the history.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .random_state import RandomState
    from .types import Matrix

    Parameters = list[dict[str, Matrix]]  # of each layer, by name


class TrainingState:
    """What a training keeps beside its model.

    Attributes:
        layers: The layers that are trained.
        random_state: The stream that shuffles the samples; None if they keep their order.
        best_epoch: The epoch with the least validation loss, the first of equal ones; None without validation data.
        parameters: Those of the best epoch; if `is_restored`, those of the last epoch. None if there is no best epoch.
        is_restored: Whether the layers have the parameters of the best epoch instead of the last.
    """

    def __init__(self, layers: "tuple[Any, ...]") -> None:
        self.layers: "tuple[Any, ...]" = layers
        self.random_state: "RandomState | None" = None
        self.best_epoch: "int | None" = None
        self.parameters: "Parameters | None" = None
        self.is_restored: bool = False

    def keep(self, epoch: int, parameters: "Parameters") -> None:
        """Keep the parameters of an epoch, which is the best so far."""
        self.best_epoch, self.parameters = epoch, parameters

    def forget_best(self) -> None:
        """Forget the best epoch, because its parameters are not those of the layers any more."""
        self.best_epoch = self.parameters = None

    def exchange(self) -> None:
        """Exchange the parameters of the layers for those that are kept, if there are any."""
        if self.parameters is not None:
            kept, before, is_restored = self.parameters, copies_of_parameters(self.layers), self.is_restored
            try:
                self._set_parameters(kept)
                self.parameters, self.is_restored = before, not is_restored
            except BaseException:  # an interrupt too: nothing may stay half exchanged
                self._set_parameters(before)
                self.parameters, self.is_restored = kept, is_restored
                raise

    def _set_parameters(self, parameters: "Parameters") -> None:
        for layer, matrices in zip(self.layers, parameters):
            for name, matrix in matrices.items():
                setattr(layer, name, matrix)


def copies_of_parameters(layers: "tuple[Any, ...]") -> "Parameters":
    """Copy the parameters of each layer, by name.

    >>> from purenn import Dense, ReLU
    >>> copies_of_parameters((Dense.of([[0.5]], [[0.25]]), ReLU())) == [{"weights": [[0.5]], "biases": [[0.25]]}, {}]
    True
    """
    return [
        {name: [list(row) for row in getattr(layer, name)] for name in getattr(layer, "parameters", ())}
        for layer in layers
    ]
