"""The options that say how a TABLE is written.

add_format_options(parser)
examples = read_examples(options)
"""

import argparse
from argparse import Namespace

from ..formats.csv_examples import Examples, read_table
from ..formats.csv_format import TableFormat, is_encoding
from ..formats.idx_examples import read_idx
from ..validation.shapes import short_repr
from .progress import progress_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import _ActionsContainer
    from collections.abc import Sequence

TABLE_HELP = "CSV file, which gzip may have compressed; - for standard input"


def add_format_options(parser: "_ActionsContainer") -> None:
    """Declare `--header`, `--no-header`, `--delimiter`, `--decimal`, `--encoding`, `--missing`, `--idx-labels`."""
    either = parser.add_mutually_exclusive_group()
    either.add_argument(
        "--header", action="store_true", default=None, help="the first row of the TABLE has the names of its columns"
    )
    either.add_argument(
        "--no-header", action="store_false", dest="header", help="the first row of the TABLE is a row of data"
    )
    parser.add_argument(
        "--delimiter", type=delimiter, metavar="CHARACTER", help="what separates the cells (default: detected)"
    )
    parser.add_argument(
        "--decimal",
        choices=(".", ","),
        default=".",
        metavar="CHARACTER",
        help="character before the decimals of a number, a point or a comma (default .)",
    )
    parser.add_argument(
        "--encoding", type=encoding, help="encoding of the TABLE (default: UTF-8, or what its byte order mark says)"
    )
    parser.add_argument(
        "--missing",
        metavar="TEXT",
        action="append",
        help="text of a missing value, besides empty cells, NA, NaN, null and ?; may be repeated",
    )
    parser.add_argument("--idx-labels", metavar="FILE", help="labels of a TABLE that is an IDX file, as MNIST's are")


def table_format(options: Namespace, missing: "Sequence[str]" = ()) -> TableFormat:
    """Return the format that the options describe.

    Args:
        options: The options.
        missing: More texts that stand for a missing value.
    """
    texts = [*missing, *(options.missing or [])]
    return TableFormat(options.header, options.delimiter, options.decimal, options.encoding, texts)


def read_examples(options: Namespace) -> Examples:
    """Read the table that the options of the command `train` name, with progress unless `quiet`."""
    ignored, categories = options.ignore or [], options.category or []
    with progress_of("read", options.quiet) as show:
        if options.idx_labels is not None:
            return read_idx(options.file, options.idx_labels, show)
        return read_table(options.file, options.label, options.target, ignored, categories, table_format(options), show)


def delimiter(text: str) -> str:
    r"""Parse a delimiter: one character, or `\t` or `tab` for the tab.

    >>> delimiter(";"), delimiter("tab")
    (';', '\t')
    """
    character = "\t" if text in ("\\t", "tab") else text
    if len(character) != 1 or character in '"\r\n':
        raise argparse.ArgumentTypeError(f"it must be one character, or tab, got {short_repr(text)}")
    return character


def encoding(text: str) -> str:
    """Parse the name of an encoding of text.

    >>> encoding("latin-1")
    'latin-1'
    """
    if not is_encoding(text):
        raise argparse.ArgumentTypeError(f"it must be an encoding, such as cp1252, got {short_repr(text)}")
    return text
