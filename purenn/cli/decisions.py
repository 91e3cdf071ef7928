"""What `train` decides about a table: as lines to print before and after the training, and as notes for the model.

Nothing is decided silently: which rows are held back for what, what fills missing values, which categories a column of
text has, and at which epoch the training stopped.
"""

from argparse import Namespace

from ..display import printable
from ..formats.csv_examples import Examples
from ..formats.csv_tables import join_names
from ..table_columns import CategoryColumn, NumberColumn
from ..validation.shapes import short_repr
from .table_training import TableTraining

LONGEST_NAME = 40  # characters of a name in the heading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def as_notes(examples: Examples, training: TableTraining, test_rows: int) -> "dict[str, Any]":
    """Return what has been decided as data for JSON, for `Model.notes`."""
    return {
        "rows": {"training": len(training.X), "validation": len(training.X_validation), "test": test_rows},
        "filled": training.filled,
        "ignored": examples.ignored,
        "finished": training.scale is None,  # a model of a standardized target predicts in its unit only at the end
    }


def table_lines(options: Namespace, examples: Examples, training: TableTraining, test_rows: int) -> "list[str]":
    """Return the lines about the table and its rows."""
    target = (
        f'label "{printable(examples.target, LONGEST_NAME)}" ({len(examples.labels)} classes)'
        if examples.labels
        else (f'target "{printable(examples.target, LONGEST_NAME)}"')
    )
    count = len(examples.columns)
    features = "1 feature" if count == 1 else f"{count} features"
    lines = [f"{printable(options.file)}: {len(examples.rows)} rows, {features}, {target}"]
    if examples.comments:
        comments = "1 line" if examples.comments == 1 else f"{examples.comments} lines"
        lines.append(f"Comments: {comments} before the first row")
    lines.append(f"Features: {join_names(examples.columns)}")
    if examples.ignored:
        lines.append(f"Ignored: {join_names(examples.ignored)}")
    for column in training.encoder.columns:
        name = short_repr(column.name)
        if isinstance(column, CategoryColumn):
            listed = join_names([category for category in column.categories if category is not None])
            missing = " and missing" if None in column.categories else ""
            lines.append(f"Categories of {name}: {listed}{missing}")
        elif column.name in training.filled:
            count = training.filled[column.name]
            indicator = ", with an indicator" if isinstance(column, NumberColumn) and column.indicator else ""
            lines.append(f"Missing in {name}: {count} filled with the median {column.median:g}{indicator}")
    counts = (("to train", len(training.X)), ("to validate", len(training.X_validation)), ("to test", test_rows))
    lines.append("Rows: " + ", ".join(f"{count} {purpose}" for purpose, count in counts if count))
    return lines


def epoch_notes(history: "dict[str, list[float]]") -> "dict[str, int]":
    """Return how many epochs have been made and, counted from 1, the one whose parameters are kept."""
    losses = history.get("validation_loss")
    made = len(history.get("loss", ()))
    return {"epochs": made, "best_epoch": losses.index(min(losses)) + 1 if losses else made}


def epochs_lines(history: "dict[str, list[float]]", patience: int) -> "list[str]":
    """Return the line about when the training stopped, if the loss of validation rows decided it."""
    if not history.get("validation_loss"):
        return []
    made, best = epoch_notes(history).values()
    why = f"no lower validation loss for {patience} epochs" if made - best >= patience else "all epochs made"
    return [f"Stopped after epoch {made}, {why}; the parameters of epoch {best} are kept"]
