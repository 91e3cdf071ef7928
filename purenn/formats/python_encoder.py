"""The encoder of a table as Python source, for a file that needs no library.

    encoder = written_encoder(model)
    text = encoder_source(encoder)

The source is a function `encode(row)` with a line for each column, and the functions that it uses.
"""

from ..table_columns import CategoryColumn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..model import Model
    from ..table_columns import NumberColumn
    from ..table_encoder import TableEncoder

NUMBER = '''
def number(cell, median):
    """A number; the median of its column if it is missing"""
    return [median if cell is None else cell]
'''
NUMBER_OR_MISSING = '''
def number_or_missing(cell, median):
    """A number, or the median of its column; and 1 if it is missing, else 0"""
    return [median, 1.0] if cell is None else [cell, 0.0]
'''
ONE_HOT = '''
def one_hot(cell, categories):
    """x_c = 1 for the category of the cell, 0 for all others"""
    if cell is not None and not isinstance(cell, str):
        raise TypeError(f"a category must be a text, got {cell}")
    return [1.0 if cell == category else 0.0 for category in categories]
'''
ENCODE = '''
def encode(row):
    """The inputs of the network for a row of the table, in which a missing value is None."""
    row = [None if {} else cell for cell in row]
    x = []
{}
    return x
'''


def written_encoder(model: "Model") -> "TableEncoder | None":
    """Return the encoder of a model, or None if it has none or one whose features are the numbers of a row."""
    encoder = model.encoder
    if encoder is None or not any(isinstance(c, CategoryColumn) or c.indicator for c in encoder.columns):
        return None
    return encoder


def encoder_source(encoder: "TableEncoder") -> str:
    """Return the functions that encode a row as `TableEncoder.transform` does.

    Args:
        encoder: The encoder, which has been fitted.
    """
    functions, lines = [], []
    for n, column in enumerate(encoder.columns):
        function, call = _call(column, f"row[{n}]")
        if function not in functions:
            functions.append(function)
        lines.append(f"    x += {call}  # {column.name!r}")
    missing = "cell != cell"  # NaN
    if encoder.missing:
        missing += f" or cell in {[str(text) for text in encoder.missing]}"
    return "\n".join(functions + [ENCODE.format(missing, "\n".join(lines))])


def _call(column: "NumberColumn | CategoryColumn", cell: str) -> "tuple[str, str]":
    """Return the function that encodes a cell of a column, and the call of it."""
    if isinstance(column, CategoryColumn):
        return ONE_HOT, f"one_hot({cell}, {[None if text is None else str(text) for text in column.categories]})"
    if column.indicator:
        return NUMBER_OR_MISSING, f"number_or_missing({cell}, {column.median!r})"
    return NUMBER, f"number({cell}, {column.median!r})"
