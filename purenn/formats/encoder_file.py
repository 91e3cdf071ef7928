"""The encoder of a model as data for JSON, and back: a part of a model's file.

Only kinds listed in `COLUMNS` are created.
"""

from ..table_columns import CategoryColumn, NumberColumn
from ..table_encoder import TableEncoder
from ..validation.shapes import short_repr
from .components import describe, kind_and_settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

COLUMNS: "dict[type, tuple[str, ...]]" = {
    NumberColumn: ("name", "median", "indicator"),
    CategoryColumn: ("name", "categories"),
}


def describe_encoder(encoder: TableEncoder) -> "dict[str, Any]":
    """Return the columns and the texts of missing values as data for JSON."""
    columns = [describe(column, f"encoder.columns[{n}]", COLUMNS) for n, column in enumerate(encoder.columns)]
    return {"columns": columns, "missing": encoder.missing}


def load_encoder(description: "Any") -> TableEncoder:
    """Create the encoder that `describe_encoder` has described.

    Raises:
        ValueError, TypeError: If it is not such a description.
    """
    if type(description) is not dict or set(description) != {"columns", "missing"}:
        raise ValueError(f"encoder must have columns and missing, got {short_repr(description)}")
    if type(description["columns"]) is not list:
        raise ValueError(f"encoder.columns must be a list, got {short_repr(description['columns'])}")
    columns = []
    for n, column in enumerate(description["columns"]):
        kind, settings = kind_and_settings(column, f"encoder.columns[{n}]", COLUMNS)
        columns.append(kind(**settings))
    return TableEncoder(columns, description["missing"])
