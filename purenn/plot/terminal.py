"""Pictures made of characters, for a terminal or any file of plain text.

A picture is a list of lines; colour only repeats what the characters already say.
"""

MARKS = "o.#+x%*@"  # the class k is drawn as mark k, and past the last one they start again
COLOURS = (36, 33, 35, 32, 34, 31)  # of the ANSI terminal: cyan, yellow, magenta, green, blue, red


def scatter(X, y, width: int = 61, height: int = 31, colour: bool = False) -> list[str]:
    """Draw points in the plane, each as the mark of its class, inside a frame of `width` by `height` characters.

    The axes run over what the data covers; of points that fall on one character the last is seen.

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
    edge = "+" + "-" * columns + "+"
    return [edge] + ["|" + "".join(row) + "|" for row in grid] + [edge]


def regions(
    classify, lows, highs, width: int = 61, height: int = 31, colour: bool = False, blocks: bool = False
) -> list[str]:
    """Draw which class each place of the plane belongs to, as the mark of that class.

    `classify` takes the points of the picture, as rows, and returns the class of each; the picture runs from `lows`
    to `highs`, the two corners of the plane that it shows. With `blocks` a character is two places in their colours,
    one above the other: twice as fine, for a terminal that has colours and the character for it.

    >>> for line in regions(lambda X: [int(x[0] > 0) for x in X], [-1, -1], [1, 1], width=8, height=4): print(line)
    +------+
    |ooo...|
    |ooo...|
    +------+
    """
    columns, rows = width - 2, height - 2
    across = [lows[0] + (highs[0] - lows[0]) * (column + 0.5) / columns for column in range(columns)]
    if blocks:
        rows = 2 * rows
    upward = [lows[1] + (highs[1] - lows[1]) * (row + 0.5) / rows for row in range(rows)]
    places = [classify([[x0, x1] for x0 in across]) for x1 in upward[::-1]]
    if blocks:
        lines = ["".join(halves(*pair) for pair in zip(*pairs)) for pairs in zip(places[::2], places[1::2])]
    else:
        lines = ["".join(mark(k, colour) for k in row) for row in places]
    edge = "+" + "-" * columns + "+"
    return [edge] + ["|" + line + "|" for line in lines] + [edge]


def mark(k: int, colour: bool = False) -> str:
    """The character that stands for class k, in the colour of the class if colour is wanted.

    >>> mark(0), mark(1, colour=True)
    ('o', '\\x1b[33m.\\x1b[0m')
    """
    character = MARKS[k % len(MARKS)]
    return f"\x1b[{COLOURS[k % len(COLOURS)]}m{character}\x1b[0m" if colour else character


def halves(upper: int, lower: int) -> str:
    """A character of which the upper half has the colour of one class and the lower half, its background, another's.

    >>> halves(0, 1)
    '\\x1b[36;43m\u2580\\x1b[0m'
    """
    return f"\x1b[{COLOURS[upper % len(COLOURS)]};{COLOURS[lower % len(COLOURS)] + 10}m\u2580\x1b[0m"


def _scale(values, places):
    """The function that takes the least value to place 0 and the greatest to the last place."""
    least, greatest = min(values), max(values)
    span = greatest - least or 1
    return lambda value: int((value - least) / span * (places - 1) + 0.5)
