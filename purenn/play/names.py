"""Which number a name such as `w1[0][2]` stands for: an input, a class, a weight or a bias, which can be changed.

    place = place_of(snapshot, "w1[0][2]")
    place.value, place.row, place.column

All other names are those of the steps of an explanation.
"""

from ..validation.shapes import short_repr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .snapshot import Snapshot

LONGEST = 40


class Place:
    """The place of a number that can be changed.

    Attributes:
        name: Its name.
        head: The letters and the digit of the name: x, y, w1, b1 and so on.
        layer: The index of its layer; None for an input or a class.
        parameter: The name of the parameter in its layer, such as "weights".
        row: The row in its matrix; of a class, the sample.
        column: The column in its matrix.
        value: The number.
    """

    def __init__(
        self, name: str, head: str, layer: "int | None", parameter: str, row: int, column: int, value: "Any"
    ) -> None:
        self.name = name
        self.head = head
        self.layer = layer
        self.parameter = parameter
        self.row = row
        self.column = column
        self.value = value


def split_name(name: object) -> "tuple[str, list[int]]":
    """Split a name into its letters and its indices.

    Raises:
        ValueError: If it is not the name of a number.

    >>> split_name("w1[0][2]")
    ('w1', [0, 2])
    """
    if type(name) is str and len(name) <= LONGEST:
        head, *rest = name.split("[")
        if head and all(part.endswith("]") and _is_index(part[:-1]) for part in rest):
            return head, [int(part[:-1]) for part in rest]
    raise unknown(name)


def _is_index(text):
    """Whether a text is an index as Python writes it, so that each number has one name."""
    return text.isdigit() and text.isascii() and len(text) < 8 and str(int(text)) == text


def unknown(name: object) -> ValueError:
    """Return the error of a name that no number has."""
    return ValueError(f"name must be that of a number of this network, got {short_repr(name)}")


def place_of(snapshot: "Snapshot", name: "Any") -> Place:
    """Find an input, a class, a weight or a bias by its name.

    Raises:
        ValueError: If there is no such number, or it is not one that can be changed.
    """
    head, indices = split_name(name)
    X, y = snapshot.X, snapshot.y
    if head == "y" and len(indices) == 1 and indices[0] < len(y):
        return Place(name, head, None, "", indices[0], 0, y[indices[0]])
    if len(indices) == 2:
        row, column = indices
        if head == "x" and row < len(X) and column < len(X[0]):
            return Place(name, head, None, "", row, column, X[row][column])
        for n, names in enumerate(snapshot.names):
            for parameter, short_name in names.parameters.items():
                if head == short_name:
                    matrix = getattr(snapshot.model.layers[n], parameter)
                    if row < len(matrix) and column < len(matrix[0]):
                        return Place(name, head, n, parameter, row, column, matrix[row][column])
    raise unknown(name)


def names_of(snapshot: "Snapshot", sample: int) -> "list[str]":
    """Return the names of all numbers that belong to a sample or to the whole batch."""
    names = [f"x[{sample}][{i}]" for i in range(len(snapshot.X[0]))] + [f"y[{sample}]"]
    for layer, layer_names in zip(snapshot.model.layers, snapshot.names):
        for parameter, short_name in layer_names.parameters.items():
            matrix = getattr(layer, parameter)
            names += [f"{short_name}[{i}][{j}]" for i in range(len(matrix)) for j in range(len(matrix[0]))]
    return names + [step.name for step in snapshot.explanation(sample)]
