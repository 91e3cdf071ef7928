"""The column that a model predicts: its cells as numbers, or as labels.

    y = as_numbers(table, "price", texts, lines)

The cells and their line numbers are what `Table.rows` yields.
"""

from .csv_tables import Table, join_names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


def as_numbers(table: Table, name: str, texts: "Sequence[str]", lines: "Sequence[int]") -> "list[float]":
    """Convert the cells of a column of numbers.

    Raises:
        ValueError: If a cell is not a finite number.
    """
    numbers = []
    for text, line in zip(texts, lines):
        value = None if table.form.is_missing(text) else table.form.number(text)
        if value is None:
            raise table.cell_error(line, name, "a number", text)
        numbers.append(value)
    return numbers


def as_labels(
    table: Table, name: str, texts: "Sequence[str]", lines: "Sequence[int]", known: "Collection[str] | None" = None
) -> "list[int]":
    """Convert the cells of a column of labels to the index of each label.

    Args:
        table: The table.
        name: The name of the column.
        texts: The cells.
        lines: Their line numbers.
        known: The labels in the order of their indices. None allows all but those that stand for a missing value, in
            alphabetical order.

    Raises:
        ValueError: If a cell is not such a label.
    """
    index = {label: k for k, label in enumerate(sorted(set(texts)) if known is None else known)}
    for text, line in zip(texts, lines):
        if table.form.is_missing(text) if known is None else text not in index:
            raise table.cell_error(line, name, "a label" if known is None else f"one of {join_names(known)}", text)
    return [index[text] for text in texts]
