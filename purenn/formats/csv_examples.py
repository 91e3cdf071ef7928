"""Read a CSV table to train on: its features, and the label or number to predict of each row.

examples = read_table("titanic.csv", label="Survived", ignore=["Name"])
encoder = TableEncoder().fit(examples.rows, examples.columns)
"""

from array import array

from ..display import printable
from ..validation.shapes import is_sequence, short_repr
from .csv_columns import check_features
from .csv_format import TableFormat
from .csv_headers import training_table
from .csv_labels import check_labels
from .csv_tables import TEXT
from .csv_targets import as_labels, as_numbers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from os import PathLike
    from typing import Any

LEAST_INDEX = 20  # in a table of fewer rows, a feature may count them by chance


class Examples:
    """The rows of a table to train on.

    Attributes:
        columns: The names of the features.
        rows: The cells of the features in each row: numbers, texts, and None or NaN for missing values. A row of
            numbers is an `array`.
        target: The name of the column to predict.
        labels: The labels that occur in it, in alphabetical order; None if it holds numbers.
        y: The index of each row's label in `labels`, or its number.
        ignored: The names of the columns that are left out.
        comments: How many lines before the first row are comments.
        warnings: What is suspicious about the table, one line each.
    """

    columns: "list[str]"
    rows: "list[Any]"
    target: str
    labels: "list[str] | None"
    y: "list[Any]"
    ignored: "list[str]"
    comments: int
    warnings: "list[str]"


def read_table(
    path: "str | PathLike[str]",
    label: "str | None" = None,
    target: "str | None" = None,
    ignore: "Sequence[str]" = (),
    categories: "Sequence[str]" = (),
    form: "TableFormat | None" = None,
    progress: "Callable[[float], object] | None" = None,
) -> Examples:
    """Read a CSV table to train on. Columns are given as text: their name, or their number, counted from 1.

    Args:
        path: The file, which gzip may have compressed; "-" for standard input.
        label: The column of labels to predict.
        target: The column of numbers to predict, instead of `label`.
        ignore: The columns to leave out; all others are features.
        categories: The features that are text even where they look like numbers.
        form: How the table is written; None to detect it.
        progress: Called repeatedly with the fraction of the file that has been read.

    Returns:
        The rows, their labels or numbers, and the names of the columns.

    Raises:
        TypeError: If both or neither of `label` and `target` are given, or a column is not given as text.
        ValueError: If the file is not a table, a column is missing, a column cannot be a feature, the column to
            predict is ignored, or a label or a number to predict is missing; one line that names the file.
        OSError: If the file cannot be read.
    """
    if (label is None) == (target is None):
        raise TypeError(f"either label or target must be a column, got {short_repr(label)} and {short_repr(target)}")
    _check_arguments(label, target, ignore, categories, form)
    form = form or TableFormat()
    called: "Any" = target if label is None else label
    table = training_table(path, called, ignore, form, label is None, progress)
    examples = Examples()
    examples.target, examples.comments, examples.warnings = table.name(called), table.comments, []
    examples.ignored = [table.name(name) for name in ignore]
    if examples.target in examples.ignored:
        raise ValueError(f"{printable(path)}: ignore must not name the column to predict, got {short_repr(called)}")
    left_out = {examples.target, *examples.ignored}
    examples.columns = [name for name in table.columns if name not in left_out]
    if not examples.columns:
        raise ValueError(f"{printable(path)}: the file must have a column besides {short_repr(examples.target)}")
    as_text = {table.name(name) for name in categories}
    lines, texts = array("L"), []
    examples.rows = []
    for line, row, text in table.rows(examples.columns, examples.target, dict.fromkeys(as_text, TEXT)):
        examples.rows.append(row)
        lines.append(line)
        texts.append(text)
    if len(texts) < 2:
        raise ValueError(f"{printable(path)}: the file must have at least 2 rows of data, got 1")
    check_features(path, examples.columns, examples.rows, lines, form, as_text)
    for n, name in enumerate(examples.columns):
        if len(examples.columns) > 1 and _counts_rows(examples.rows, n):
            examples.warnings.append(
                f'column {short_repr(name)} counts the rows; --ignore "{printable(name)}" leaves it out'
            )
    if label is None:
        examples.labels, examples.y = None, as_numbers(table, examples.target, texts, lines)
    else:
        examples.labels, examples.y = sorted(set(texts)), as_labels(table, examples.target, texts, lines)
        _check_labels(examples, texts, path)
    return examples


def _check_arguments(label, target, ignore, categories, form):
    """Raise TypeError for a column that is not given as text, such as the number 3 instead of "3"."""
    for name, column in (("label", label), ("target", target)):
        if column is not None and not isinstance(column, str):
            raise TypeError(f"{name} must be the name or the number of a column as text, got {short_repr(column)}")
    for name, columns in (("ignore", ignore), ("categories", categories)):
        if not is_sequence(columns) or not all(isinstance(column, str) for column in columns):
            raise TypeError(f"{name} must be a list of columns as texts, got {short_repr(columns)}")
    if form is not None and not isinstance(form, TableFormat):
        raise TypeError(f"form must be a TableFormat or None, got {short_repr(form)}")


def _check_labels(examples, texts, path):
    if len(examples.labels) < 2:
        found = f"got only {examples.labels[0]!r}"
        raise ValueError(
            f'{printable(path)}, column "{printable(examples.target)}": must have at least 2 labels, {found}'
        )
    try:
        examples.warnings += check_labels(texts, examples.target)
    except ValueError as error:
        raise ValueError(f"{printable(path)}: {error}") from None


def _counts_rows(rows, n):
    """Whether column n is the numbers of the rows, counted from any start; never in a table of few rows."""
    start = rows[0][n]
    return (
        len(rows) >= LEAST_INDEX and isinstance(start, float) and all(row[n] == start + s for s, row in enumerate(rows))
    )
