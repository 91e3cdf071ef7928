"""Which columns of a table can be features, and what to do about the others.

    check_features("titanic.csv", columns, rows, lines, TableFormat())

A feature is a column of numbers, or of text with at most 30 different values. All columns that are neither are named in
one error, each with what it holds and the option or the step that helps.
"""

import re
from shlex import quote

from ..display import printable
from ..table_columns import is_missing
from ..table_encoder import MOST_CATEGORIES
from ..validation.shapes import short_repr
from .csv_format import TableFormat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from os import PathLike
    from typing import Any

MOST_NAMED = 20  # columns in one message
FEW_TEXTS = 3  # up to this many different texts among numbers may all stand for a missing value

# What people write that looks like a number but is not one, each with the step that helps.
DATES = (
    r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T].*)?|\d{1,2}:\d\d(:\d\d.*)?( ?[AaPp][Mm])?"
    r"|\d{1,2}[- ][A-Za-z]{3,9}[- ]\d{2,4}|[A-Za-z]{3,9}\.? \d{1,2},? \d{4}"
)
THOUSANDS = r"[-+]?\d{1,3}(,\d{3})+(\.\d*)?"
PATTERNS = (
    (
        "dates or times",
        DATES,
        "",
    ),
    ("percentages", r"[-+]?[\d.,]+ ?%", "; write them without %"),
    ("amounts of money", r"[-+]?[$€£¥₹] ?[-+]?[\d.,]+|[-+]?[\d.,]+ ?[$€£¥₹]", "; write them without the currency"),
    ("numbers with thousands separators", THOUSANDS, "; write them without separators"),
    ("numbers with a decimal comma", r"[-+]?\d*,\d+([eE][-+]?\d+)?", "; --decimal , reads them"),
)


def check_features(
    path: "str | PathLike[str]",
    columns: "Sequence[str]",
    rows: "Sequence[Sequence[Any]]",
    lines: "Sequence[int]",
    form: TableFormat,
    categories: "Iterable[str]" = (),
) -> None:
    """Check that each column of a table can be a feature.

    Args:
        path: The file, for the error.
        columns: The names of the columns.
        rows: The rows, as `Table.rows` yields them.
        lines: The line number of each row.
        form: How the table is written.
        categories: The columns that are text whatever they look like.

    Raises:
        ValueError: If a column is of something else than numbers, or text with few different values.
    """
    problems = []
    helpless = []  # the columns for which nothing helps but to leave them out
    has_texts = any(isinstance(row, list) for row in rows)  # the other rows are arrays of numbers
    for n, name in enumerate(columns):
        if not has_texts and not is_missing(rows[0][n]):
            continue
        problem, remedy = _problem([row[n] for row in rows], lines, name, form, name in categories)
        if problem:
            problems.append(f'"{printable(name)}" ({problem}{remedy})')
            helpless += [] if remedy else [name]
    if problems:
        more = f" and {len(problems) - MOST_NAMED} more" if len(problems) > MOST_NAMED else ""
        expected = f"numbers, or text of at most {MOST_CATEGORIES} different values"
        options = " ".join(f"--ignore {quote(name)}" for name in helpless[:MOST_NAMED])
        remedy = f"; {options} leaves {'it' if len(helpless) == 1 else 'them'} out" if helpless else ""
        raise ValueError(
            f"{printable(path)}: features must be {expected}, got {', '.join(problems[:MOST_NAMED])}{more}{remedy}"
        )


def _problem(cells, lines, name, form, is_category):
    """Return what is wrong with the cells of a column, or an empty text, and what to do about it."""
    lines_of_texts: "dict[str, int]" = {}
    numbers = missing = 0
    for cell, line in zip(cells, lines):
        if isinstance(cell, str):
            lines_of_texts.setdefault(cell, line)
        elif is_missing(cell):
            missing += 1
        else:
            numbers += 1
    if missing == len(cells):
        return "only missing values", ""
    if not lines_of_texts:
        return "", ""
    texts = list(lines_of_texts)
    example = f"such as {short_repr(texts[0])} in line {lines_of_texts[texts[0]]}"
    if not is_category:
        for what, pattern, remedy in PATTERNS:
            if all(re.fullmatch(pattern, text) for text in texts):
                return f"{what}, {example}", remedy
        if numbers:
            return _mixture(texts, lines_of_texts, name, form)
    if len(texts) > MOST_CATEGORIES:
        return f"{len(texts)} different texts, {example}", ""
    return "", ""


def _mixture(texts, lines_of_texts, name, form):
    """Return what is wrong with a column of numbers and texts, and what to do about it."""
    infinite = next((text for text in texts if form.is_infinite(text)), None)
    if infinite is not None:
        return f"a number that is not finite, {short_repr(infinite)} in line {lines_of_texts[infinite]}", ""
    listed = ", ".join(f"{short_repr(text)} in line {lines_of_texts[text]}" for text in texts[:FEW_TEXTS])
    remedy = f"; --category {quote(name)} takes all as text"
    if len(texts) <= FEW_TEXTS:
        remedy += ", " + " ".join(f"--missing {quote(text)}" for text in texts) + " as missing"
        return f"numbers, but {listed}", remedy
    return f"numbers, but {len(texts)} texts, such as {listed}", remedy
