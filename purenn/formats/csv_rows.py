"""Read a CSV file as rows of text, with the line number of each row for error messages.

    rows = read_rows("iris.csv")  # [(1, ["length", "species"]), (2, ["5.1", "setosa"]), ...]

The delimiter is detected. Quotes, blank lines, spaces around cells and a byte order mark are handled.
"""

import csv
import io

from .safetensors_header import begins_as_safetensors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from os import PathLike

DELIMITERS = ",;\t|"


def read_rows(path: "str | PathLike[str]") -> list[tuple[int, list[str]]]:
    """Read the rows of a CSV file in UTF-8.

    The delimiter is the one of `,` `;` tab `|` that occurs most often in the first row, outside quotes.

    Returns:
        `(line, cells)` of each row that is not blank, with as many cells each and no spaces around a cell.

    Raises:
        ValueError: If the file is not UTF-8, not CSV, has no rows, or has rows of different lengths.
        OSError: If the file cannot be read.
    """
    with open(path, "rb") as file:
        data = file.read()
    try:
        text = _checked_kind(data, path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        byte = error.object[error.start]
        raise ValueError(f"{path} line {line}: must be UTF-8 text, got the byte {byte:#04x}") from None
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    rows = []
    line = 1  # where the row begins; a quoted cell may contain line ends
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if len(cells) > 1 or cells and cells[0]:
                rows.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        reason = str(error).split(": ")[-1]  # PyPy's message begins with the number of a line
        raise ValueError(f"{path} line {line}: must be a row of CSV, but {reason}") from None
    if not rows:
        raise ValueError(f"{path}: the file must have rows of data, got none")
    for line, cells in rows:
        if len(cells) != len(rows[0][1]):
            expected = f"{len(rows[0][1])} cells, as line {rows[0][0]} has"
            raise ValueError(f"{path} line {line}: must have {expected}, got {len(cells)}")
    return rows


def _checked_kind(data, path):
    """Return the content of a file, unless it is of a kind that is often given by mistake."""
    if begins_as_safetensors(data[:9], len(data)):
        raise ValueError(f"{path}: the file must be a CSV table, got a safetensors file")
    if data.startswith(b"PK\x03\x04"):
        raise ValueError(f"{path}: the file must be a CSV table, got a zip archive, which Excel workbooks are too")
    return data


def _delimiter(text):
    """Return the most frequent delimiter of the first row."""
    quoted = False
    counts = dict.fromkeys(DELIMITERS, 0)
    for character in text.lstrip(" \r\n"):
        if character == '"':
            quoted = not quoted
        elif not quoted and character in counts:
            counts[character] += 1
        elif not quoted and character in "\r\n":
            break
    return max(DELIMITERS, key=counts.__getitem__)
