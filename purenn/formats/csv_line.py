"""Write a CSV file line by line.

    sys.stdout.write(csv_line(["setosa", 0.75, 0.25]))

What is written is what a reader gets back; for a spreadsheet, formulas can be made harmless.
"""

import csv
import io

from .csv_format import parse_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for the beginning of a formula


def csv_line(cells: "Iterable[object]", spreadsheet_safe: bool = False) -> str:
    """Return cells as a line of CSV, with its line end.

    A cell is quoted if it has a comma, a quote, a line feed or a carriage return, so that every reader gets it back.

    Args:
        cells: Texts and numbers.
        spreadsheet_safe: Whether to put an apostrophe before a text that a spreadsheet would take for a formula, which
            can call programs and send data; a text that is a number stays as it is.

    >>> csv_line(["=1+1", "-2", "a\\rb", -0.5]), csv_line(["=1+1", "-2", "a\\rb", -0.5], spreadsheet_safe=True)
    ('=1+1,-2,"a\\rb",-0.5\\n', '\\'=1+1,-2,"a\\rb",-0.5\\n')
    """
    if spreadsheet_safe:
        cells = [f"'{cell}" if _is_formula(cell) else cell for cell in cells]
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerow(cells)  # which quotes the characters of the line end
    return text.getvalue()[:-2] + "\n"


def _is_formula(cell: object) -> bool:
    return isinstance(cell, str) and cell.startswith(FORMULA_MARKS) and parse_number(cell) is None
