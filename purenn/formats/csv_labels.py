"""The labels of a classifier: which columns are suspicious as labels.

    warnings = check_labels(examples.labels_of_rows, "species")

A column of labels is accepted as it is, because a label and a typing error cannot be distinguished with certainty.
A column that is almost certainly a mistake is an error or a warning.
"""

import unicodedata

from ..validation.shapes import short_repr
from .csv_format import parse_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

FEW_LABELS = 5  # with fewer labels, a table may be so small that each has one row only
LONGEST_TEXT = 40  # characters of a label in a warning
MANY_NUMBERS = 20  # more different numbers than this are rather quantities than classes


def check_labels(texts: "Sequence[str]", name: str) -> "list[str]":
    """Check the labels of a column to train on.

    Args:
        texts: The label of each row.
        name: The name of the column.

    Returns:
        Warnings, each one line.

    Raises:
        ValueError: If every label occurs once, or if they are numbers most of which do, and so not classes.
    """
    labels = sorted(set(texts))
    rows, count = len(texts), len(labels)
    column = f"column {short_repr(name)}"
    are_numbers = all(parse_number(label) is not None for label in labels)
    if count == rows or count >= FEW_LABELS and 2 * count > rows:
        found = f"{count} different {'numbers' if are_numbers else 'labels'} in {rows} rows"
        if are_numbers or count == rows:
            remedy = "; use --target for numbers" if are_numbers else ""
            raise ValueError(f"{column} must be labels that occur more than once, got {found}{remedy}")
        return [f"{column} has {found}, too few rows of each to learn from"]
    warnings = []
    if are_numbers and count > MANY_NUMBERS:
        warnings.append(f"{column} has {count} different numbers, each a class; use --target to predict a number")
    groups = similar_labels(labels)
    if groups:
        listed = "; ".join(_listed(group) for group in groups[:3])
        more = f"; and {len(groups) - 3} more" if len(groups) > 3 else ""
        warnings.append(f"{column} has labels that may mean the same, but are different classes: {listed}{more}")
    return warnings


def similar_labels(labels: "Sequence[str]") -> "list[list[str]]":
    """Return the groups of labels that differ only in case, in spaces, as text of the same number, or in Unicode form.

    >>> similar_labels(["yes", "no", "Yes", "1", "1.0"])
    [['yes', 'Yes'], ['1', '1.0']]
    """
    groups: "dict[str | float, list[str]]" = {}
    for label in labels:
        text = " ".join(unicodedata.normalize("NFKC", label).casefold().split())
        number = parse_number(text)
        groups.setdefault(text if number is None or number != number else number, []).append(label)
    return [group for group in groups.values() if len(group) > 1]


def _listed(labels):
    """Return a few labels as one text in which they differ, even if they look the same."""
    look_alike = len({unicodedata.normalize("NFC", label) for label in labels}) < len(labels)
    texts = [ascii(label) if look_alike else repr(label) for label in labels[:5]]
    return ", ".join(text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + "..." for text in texts)
