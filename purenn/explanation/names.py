"""The names of the numbers of a model, in formulas and on pages.

    x[s][i]  an input of sample s             w1[i][j], b1[0][j]  parameters of the first layer that has any
    z1[s][j]  an output of that layer         a1[s][j]  an output of a layer without parameters after it
    p[s][j]  an output of the last layer      L[s], L  the loss of a sample, and their mean

A "d" before a name makes it the derivative of L with respect to that number.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any


class LayerNames:
    """The names of the numbers of one layer.

    Attributes:
        output: The name of its outputs, such as "z1".
        parameters: The name of each parameter, such as {"weights": "w1", "biases": "b1"}; the
            layer's `parameters` have the order.
        number: How many layers have parameters up to this one, which is the number in its names.
    """

    def __init__(self, output: str, parameters: "dict[str, str]", number: int) -> None:
        self.output: str = output
        self.parameters: "dict[str, str]" = parameters
        self.number: int = number


def layer_names(layers: "Sequence[Any]") -> "list[LayerNames]":
    """Name the numbers of each layer.

    Outputs are z after a layer with parameters and a after another, both with the number of the last layer with
    parameters, and p after the last layer.

    >>> from purenn import Dense, ReLU, Softmax
    >>> [each.output for each in layer_names([Dense(2, 3), ReLU(), Dense(3, 3), Softmax()])]
    ['z1', 'a1', 'z2', 'p']
    >>> layer_names([Dense(2, 3)])[0].parameters
    {'weights': 'w1', 'biases': 'b1'}
    """
    named: "list[LayerNames]" = []
    number = 0
    for n, layer in enumerate(layers, 1):
        parameters = getattr(layer, "parameters", ())
        number += bool(parameters)
        output = "p" if n == len(layers) else f"{'z' if parameters else 'a'}{number}"
        while any(output == before.output for before in named):  # of several layers without parameters in a row
            output += "'"
        initials = [parameter[0] for parameter in parameters]
        short_names = {
            parameter: (initial if initials.count(initial) == 1 else parameter) + str(number)
            for parameter, initial in zip(parameters, initials)
        }
        named.append(LayerNames(output, short_names, number))
    return named
