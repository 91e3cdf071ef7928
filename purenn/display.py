"""Text that came from outside, as messages and reports show it: names of files and columns, labels, tensor names.

    print(f"{printable(path)}: 150 rows")

Such text may hold control characters, which a terminal obeys, and characters that reverse the order of those after
them. Data is written unchanged; what people read is shown by `printable`, or quoted by `validation.shapes.short_repr`.
"""


def printable(text: object, longest: int = 200) -> str:
    """Return text on one line without control characters, which are written as in `repr`, and cut in the middle.

    Args:
        text: The text, or a path.
        longest: The largest number of characters of the result, at least 5.

    >>> printable("caf\\u00e9 \\x1b[2J\\n\\u202e.csv"), printable("abcdefghij", 7)
    ('café \\\\x1b[2J\\\\n\\\\u202e.csv', 'ab...ij')
    """
    shown = "".join(["\\" if character == "\\" else repr(character)[1:-1] for character in str(text)])
    if len(shown) <= longest:
        return shown
    half = (longest - 3) // 2
    return shown[: longest - 3 - half] + "..." + shown[-half:]
