"""How the cells of a table are written: which are numbers, and which stand for a missing value.

form = TableFormat(decimal=",", missing=["-999"])
form.number("1,5"), form.is_missing("NA")  # (1.5, True)
"""

from ..validation.entries import INFINITY
from ..validation.shapes import is_sequence, short_repr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

# What pandas, R, SQL, C and spreadsheets write for a missing value; "none" and "Na" (sodium) can be values.
MISSING = (
    "NA na N/A n/a <NA> #NA #N/A NaN nan NAN -NaN -nan 1.#IND -1.#IND 1.#QNAN -1.#QNAN NULL Null null None ?".split()
)


def parse_number(cell: str) -> "float | None":
    """Convert the text of a cell to a number, or return None if it is not one.

    >>> parse_number("1e3"), parse_number("1,5"), parse_number("1_000"), parse_number("")
    (1000.0, None, None, None)
    """
    try:
        return None if "_" in cell else float(cell)
    except ValueError:
        return None


def is_encoding(name: object) -> bool:
    """Return whether this is the name of an encoding of text.

    >>> is_encoding("latin-1"), is_encoding("base64")
    (True, False)
    """
    try:
        return isinstance(name, str) and "a".encode(name) != b""
    except (LookupError, ValueError):
        return False


class TableFormat:
    """How a table is written.

    Args:
        header: Whether the first row is a header; None to detect it.
        delimiter: What separates the cells, one character; None to detect it.
        decimal: The character before the decimals of a number, "." or ",".
        encoding: The encoding of the file; None for UTF-8 or what a byte order mark says.
        missing: Texts that stand for a missing value besides an empty cell, `NA`, `NaN`, `null`, `?` and the like. One
            that is a number stands for all cells of the same value.

    Raises:
        ValueError: If `delimiter` is not one character, `decimal` is neither of the two, or the encoding is not known.
        TypeError: If `header` is not True, False or None, or `missing` is not a list of texts.
    """

    def __init__(
        self,
        header: "bool | None" = None,
        delimiter: "str | None" = None,
        decimal: str = ".",
        encoding: "str | None" = None,
        missing: "Sequence[str]" = (),
    ) -> None:
        if decimal not in (".", ","):
            raise ValueError(f"decimal must be '.' or ',', got {short_repr(decimal)}")
        if delimiter is not None and (not isinstance(delimiter, str) or len(delimiter) != 1 or delimiter in '"\r\n'):
            raise ValueError(f"delimiter must be one character or None, got {short_repr(delimiter)}")
        if header not in (True, False, None):
            raise TypeError(f"header must be True, False or None, got {short_repr(header)}")
        if encoding is not None and not is_encoding(encoding):
            raise ValueError(f"encoding must be an encoding, such as 'cp1252', or None, got {short_repr(encoding)}")
        if not is_sequence(missing) or not all(isinstance(text, str) for text in missing):
            raise TypeError(f"missing must be a list of texts, got {short_repr(missing)}")
        self.header: "bool | None" = header
        self.delimiter: "str | None" = delimiter
        self.decimal: str = decimal
        self.encoding: "str | None" = encoding
        self.missing: "list[str]" = list(missing)
        self._texts = {"", *MISSING, *self.missing}
        #: The numbers that stand for a missing value.
        self.missing_numbers: "set[float]" = {
            value for value in map(self._parsed, self.missing) if value is not None and value == value
        }

    def number(self, cell: str) -> "float | None":
        """Convert the text of a cell to a finite number, or return None if it is not one.

        >>> TableFormat().number("1.5"), TableFormat(decimal=",").number("1,5"), TableFormat().number("inf")
        (1.5, 1.5, None)
        """
        value = self._parsed(cell)
        return value if value is not None and -INFINITY < value < INFINITY else None

    def is_infinite(self, cell: str) -> bool:
        """Return whether a cell is a number too large for a float, or infinite.

        >>> TableFormat().is_infinite("1e999"), TableFormat().is_infinite("information")
        (True, False)
        """
        return self._parsed(cell) in (INFINITY, -INFINITY)

    def _parsed(self, cell):
        if self.decimal == ",":
            cell = "_" if "." in cell else cell.replace(",", ".")
        return parse_number(cell)

    def is_missing(self, cell: str) -> bool:
        """Return whether a cell is empty or stands for a missing value.

        >>> form = TableFormat(missing=["-999"])
        >>> form.is_missing(""), form.is_missing("NA"), form.is_missing("-999.0"), form.is_missing("Nancy")
        (True, True, True, False)
        """
        return cell in self._texts or bool(self.missing_numbers) and self._parsed(cell) in self.missing_numbers
