"""The table of a model's layers, which `print(model)` shows."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any


def table_of_layers(layers: "Sequence[object]") -> str:
    """Write a table of layers: their output widths, where they are known, and their numbers of parameters.

    >>> from purenn import Dense, ReLU
    >>> print(table_of_layers([Dense(2, 64), ReLU(), Dense(64, 3)]))
    layer         output width  parameters
    Dense(2, 64)            64         192
    ReLU()                  64           0
    Dense(64, 3)             3         195
    total                              387
    """
    rows: "list[tuple[str, Any, Any]]" = [("layer", "output width", "parameters")]
    width, total = "", 0
    for layer in layers:
        width = getattr(layer, "n_neurons", width)
        count = 0
        for name in getattr(layer, "parameters", ()):
            matrix = getattr(layer, name)
            count += len(matrix) * len(matrix[0])
        total += count
        rows.append((repr(layer), width, count))
    rows.append(("total", "", total))
    longest = max(len(name) for name, _, _ in rows)
    return "\n".join(f"{name:{longest}}  {width:>12}  {count:>10}" for name, width, count in rows)
