"""Tables with or without a header: for a training, and for a model that was trained.

    table = training_table("iris.csv", "species")
    table = table_like("new.csv", encoder.names, model.target)

A column is given by its name or by its number, counted from 1; a name takes precedence. Whether the first row is a
header follows from these names and from the cells that have to be numbers. Where both readings are possible, nothing
is guessed: the ValueError names the options `--header` and `--no-header`, which are the argument `header` here.
"""

from ..display import printable
from .csv_format import TableFormat
from .csv_rows import Rows
from .csv_tables import Table, cell_repr, is_column_number, join_names, numbered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from os import PathLike


def training_table(
    path: "str | PathLike[str]",
    target: str,
    ignored: "Sequence[str]" = (),
    form: "TableFormat | None" = None,
    numeric_target: bool = False,
    progress: "Callable[[float], object] | None" = None,
) -> Table:
    """Open a table to train on, all columns of which are features except the target and the ignored ones.

    Args:
        path: The CSV file.
        target: The column to predict, by name or number.
        ignored: The columns to leave out, by name or number.
        form: How the table is written; None to detect it.
        numeric_target: Whether the target must be numbers.
        progress: Called repeatedly with the fraction of the file that has been read.

    Raises:
        ValueError: If the file is not a table (see `Rows`), if its first row could be a header or not, or if a feature
            has no name in the header.
        OSError: If the file cannot be read.
    """
    form = form or TableFormat()
    rows = Rows(path, form.delimiter, form.encoding, progress)
    header = form.header
    if header is None:
        header = _has_header(rows, form, target, ignored, numeric_target)
    table = Table(rows, header, form)
    left_out = [table.name(name) for name in (target, *ignored)]
    for name in table.unnamed:
        if name not in left_out:
            line, first = rows.head[0]
            column = f"{printable(path)} line {line}, column {table.index(name) + 1}"
            found = cell_repr(first[table.index(name)])
            remedy = f'--ignore "{printable(name)}" leaves it out'
            raise ValueError(f"{column}: must have a name to be a feature, got {found}; {remedy}")
    return table


def _has_header(rows, form, target, ignored, numeric_target):
    """Return whether the first row of a table to train on is a header, or raise an error if it could be either."""
    line, first = rows.head[0]
    others = [cells for _, cells in rows.head[1:] if len(cells) == len(first)]
    names = [target, *ignored]
    if not all(is_column_number(name, len(first)) for name in names):
        return True  # one of them must be a name in a header
    with_header = [first.index(name) if name in first else int(name) - 1 for name in names]
    without = [int(name) - 1 for name in names]
    if numeric_target:  # the target must be numbers too
        with_header, without = with_header[1:], without[1:]
    words = _words(first, without, form)
    if words and not any(form.number(cell) is not None for _, cell in _cells(first, with_header)):
        if any(cells[n] == cell for cells in others for n, cell in words):
            return False  # the name of a column is not a value in it
        return True
    if words:
        for n, cell in words:
            if others and all(form.number(cells[n]) is not None or form.is_missing(cells[n]) for cells in others):
                expected = "a number, as others on the line are"
                remedy = "give --header if the line has the names of the columns"
                found = cell_repr(cell)
                raise ValueError(
                    f"{printable(rows.path)} line {line}, column {n + 1}: must be {expected}, got {found}; {remedy}"
                )
        return False
    if len(set(first)) < len(first) or others and _words(others[0], with_header, form):
        return False  # it cannot be a header: names of columns differ, and numbers do not name texts
    are_digits = all(cell.isdigit() for _, cell in _cells(first, without))
    if (
        any(name in first and (are_digits or first.index(name) != int(name) - 1) for name in names)
        or _counts([cell for _, cell in _cells(first, [int(name) - 1 for name in ignored])])
        or not numeric_target
        and _is_odd_one_out([cells[int(target) - 1] for cells in [first, *others]])
    ):
        if others and _words(others[0], without, form):
            return True  # the second row cannot be data without a header
        raise _either(rows.path, line, first)
    return False


def _cells(row, left_out):
    """Return `(index, cell)` of each cell of a row but some."""
    return [(n, cell) for n, cell in enumerate(row) if n not in left_out]


def _words(row, left_out, form):
    """Return `(index, cell)` of each cell that is neither a number nor missing, of all but some."""
    return [(n, cell) for n, cell in _cells(row, left_out) if form.number(cell) is None and not form.is_missing(cell)]


def _counts(cells):
    """Whether cells count up by one, from 0 or 1 or if there are at least three: as pandas names columns, or years."""
    if len(cells) < 2 or not all(cell.isdigit() and cell.isascii() and len(cell) < 10 for cell in cells):
        return False
    start = int(cells[0])
    counts = all(int(cell) == start + n for n, cell in enumerate(cells))
    return counts and (start <= 1 or len(cells) > 2)


def _is_odd_one_out(labels: "list[str]") -> bool:
    """Whether the first label occurs nowhere else, while each other one occurs more than once."""
    counts: "dict[str, int]" = {}
    for label in labels:
        counts[label] = counts.get(label, 0) + 1
    return len(counts) > 1 and [label for label in counts if counts[label] == 1] == labels[:1]


def _either(path, line, first):
    """Return the error of a first row that could be a header or not."""
    expected = "either a header or a row of data"
    remedy = "could be both; give --header or --no-header"
    return ValueError(f"{printable(path)} line {line}: must be {expected}, but {join_names(first)} {remedy}")


def table_like(
    path: "str | PathLike[str]",
    columns: "Sequence[str]",
    target: str,
    form: "TableFormat | None" = None,
    categories: "Mapping[str, Collection[str | None]] | None" = None,
    progress: "Callable[[float], object] | None" = None,
) -> Table:
    """Open a table for a model that was trained on some columns.

    Columns are found by name if the file has a header, by number if the training table had no header, and by position
    if the file has no header and exactly as many columns as the model has been trained on.

    Args:
        path: The CSV file.
        columns: The names of the columns that the model was trained on.
        target: The name of the column that the model predicts; the file need not have it.
        form: How the table is written; None to detect it.
        categories: The categories of the columns of text, by name; all others are numbers.
        progress: Called repeatedly with the fraction of the file that has been read.

    Raises:
        ValueError: If the file is not a table (see `Rows`), if its first row could be a header or not, or if the file
            lacks some of `columns`.
        OSError: If the file cannot be read.
    """
    form = form or TableFormat()
    rows = Rows(path, form.delimiter, form.encoding, progress)
    line, first = rows.head[0]
    names = set(first)
    by_name = all(name in names for name in columns)
    by_number = all(is_column_number(name, len(first)) for name in columns)
    by_position = len(first) == len(columns)
    header = form.header
    if header is None:
        cells = first if by_position else [first[int(name) - 1] for name in columns] if by_number else []
        is_data = bool(cells) and _fit(cells, columns, form, categories or {})
        if is_data and len(names) == len(first) and (by_name or first[0] == "0" and _counts(first)):
            raise _either(path, line, first)
        are_words = any(form.number(cell) is None for cell in first)
        header = by_name or are_words and not is_data and not by_number
    if not header and not by_position and not by_number:
        raise ValueError(f"{printable(path)}: the file must have a header, or {len(columns)} columns, got {len(first)}")
    if header and not by_name and not by_number:
        missing = [name for name in columns if name not in names]
        plural = "s" if len(missing) > 1 else ""
        expected = f"the column{plural} {join_names(missing)}"
        raise ValueError(f"{printable(path)} line {line}: must have {expected}, got {join_names(first)}")
    table = Table(rows, header, form)
    if not header and by_position:
        table.columns = list(columns)
    elif header and not by_name:
        table.columns = numbered(len(first))
    return table


def _fit(cells, columns, form, categories):
    """Whether cells can be a row of data, some of which is not missing: numbers, and texts that are known."""
    present = [(cell, name) for cell, name in zip(cells, columns) if not form.is_missing(cell)]
    return bool(present) and all(
        cell in categories[name] if name in categories else form.number(cell) is not None for cell, name in present
    )
