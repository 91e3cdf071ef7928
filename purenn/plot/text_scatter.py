"""Scatter plots and decision regions made of characters, for a terminal or a text file.

    print("\\n".join(scatter(X, y)))
    print("\\n".join(regions(model.predict_classes, [-1, -1], [1, 1])))

A figure is a list of lines. Each class has a character; colour is optional and adds nothing, except with `blocks`.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..types import Matrix

MARKS = "o.#+x%*@"  # class k is drawn as MARKS[k % len(MARKS)]
COLOURS = (36, 33, 35, 32, 34, 31)  # ANSI foreground colours: cyan, yellow, magenta, green, blue, red


def scatter(
    X: "Sequence[Sequence[float]]", y: "Sequence[int]", width: int = 61, height: int = 31, colour: bool = False
) -> list[str]:
    """Draw points in the plane, each as the mark of its class.

    The axes cover the range of the data. Of points that share a character, the last is visible.

    Args:
        X: The points, (samples, 2).
        y: The class index of each point.
        width: The width in characters, including the border.
        height: The height in lines, including the border.
        colour: Whether to colour the marks, by ANSI escape sequences.

    Returns:
        The lines of the figure.

    >>> for line in scatter([[0, 0], [1, 1], [2, 0]], [0, 1, 0], width=9, height=4): print(line)
    +-------+
    |   .   |
    |o     o|
    +-------+
    """
    columns, rows = width - 2, height - 2
    grid = [[" "] * columns for row in range(rows)]
    to_column = _scale([x[0] for x in X], columns)
    to_row = _scale([x[1] for x in X], rows)
    for x, k in zip(X, y):
        grid[rows - 1 - to_row(x[1])][to_column(x[0])] = mark(k, colour)
    return _bordered(["".join(row) for row in grid], columns)


def regions(
    classify: "Callable[[Matrix], Sequence[int]]",
    lows: "Sequence[float]",
    highs: "Sequence[float]",
    width: int = 61,
    height: int = 31,
    colour: bool = False,
    blocks: bool = False,
) -> list[str]:
    """Draw the class of each point of a rectangle in the plane, as the mark of that class.

    Args:
        classify: A function that takes points, (samples, 2), and returns the class index of each, such as
            `Model.predict_classes`.
        lows: The lower left corner of the rectangle, (x0, x1).
        highs: The upper right corner.
        width: The width in characters, including the border.
        height: The height in lines, including the border.
        colour: Whether to colour the marks, by ANSI escape sequences.
        blocks: Whether to draw half blocks instead of marks: a character then shows two points, one above the other,
            in the colours of their classes.

    Returns:
        The lines of the figure.

    >>> for line in regions(lambda X: [int(x[0] > 0) for x in X], [-1, -1], [1, 1], width=8, height=4): print(line)
    +------+
    |ooo...|
    |ooo...|
    +------+
    """
    columns, rows = width - 2, height - 2
    x0s = [lows[0] + (highs[0] - lows[0]) * (column + 0.5) / columns for column in range(columns)]
    if blocks:
        rows = 2 * rows
    x1s = [lows[1] + (highs[1] - lows[1]) * (row + 0.5) / rows for row in range(rows)]
    classes = [classify([[x0, x1] for x0 in x0s]) for x1 in x1s[::-1]]
    if blocks:
        lines = ["".join(halves(*pair) for pair in zip(*pairs)) for pairs in zip(classes[::2], classes[1::2])]
    else:
        lines = ["".join(mark(k, colour) for k in row) for row in classes]
    return _bordered(lines, columns)


def mark(k: int, colour: bool = False) -> str:
    """Return the character of class k, optionally in the colour of the class.

    >>> mark(0), mark(1, colour=True)
    ('o', '\\x1b[33m.\\x1b[0m')
    """
    character = MARKS[k % len(MARKS)]
    return f"\x1b[{COLOURS[k % len(COLOURS)]}m{character}\x1b[0m" if colour else character


def halves(upper: int, lower: int) -> str:
    """Return a half block: its upper half in the colour of one class, its lower half in that of another.

    >>> halves(0, 1)
    '\\x1b[36;43m\u2580\\x1b[0m'
    """
    return f"\x1b[{COLOURS[upper % len(COLOURS)]};{COLOURS[lower % len(COLOURS)] + 10}m\u2580\x1b[0m"


def _bordered(lines, columns):
    edge = "+" + "-" * columns + "+"
    return [edge] + ["|" + line + "|" for line in lines] + [edge]


def _scale(values, count):
    """Return a function that maps the minimum of `values` to index 0 and the maximum to index count - 1."""
    least, greatest = min(values), max(values)
    span = greatest - least or 1
    return lambda value: int((value - least) / span * (count - 1) + 0.5)
