"""One sample of a training as a single HTML file, which opens without a server. Its numbers show their formulas.

    text = exported_page(sessions, epochs=100, sample=7)

The file has the style and the modules of the page in it, and the answers that the server would give. No number
can be changed.
"""

import json
import re

from .names import names_of
from .pages import MODULES, PAGE, STYLE, read_file
from .requests import data, number, regions, state
from .sessions import Sessions

SESSION = "exported"
STYLE_ELEMENT = '<link rel="stylesheet" href="play.css">'
SCRIPT_ELEMENT = '<script type="module" src="main.js"></script>'
POLICY = (
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
    "script-src 'unsafe-inline'; img-src data:\">\n"
)
IMPORT = re.compile(r"^import [^;]*;\n", re.MULTILINE)
EXPORT = re.compile(r"^export ", re.MULTILINE)
LARGE = 5_000_000  # bytes, from which on a page says how large it is


def exported_page(sessions: Sessions, epochs: int, sample: int) -> str:
    """Train a new session, and return the page of one sample after the backward pass of the next epoch.

    Args:
        sessions: The sessions, which have the settings of a new one.
        epochs: The number of epochs.
        sample: The index of the sample.

    Raises:
        ValueError: If there is no such sample, or the training diverges.
    """
    session = sessions.get(SESSION).session
    for _ in range(epochs):
        session.act("epoch")
    for step in ("forward", "loss", "backward"):
        session.act(step)
    query = {"session": SESSION, "sample": str(sample)}
    answers = {
        "data": data(sessions, query),
        "state": state(sessions, query),
        "regions": regions(sessions, query),
        "numbers": {
            name: {digits: number(sessions, {**query, "name": name, "digits": digits}) for digits in ("6", "17")}
            for name in names_of(session.position.snapshot, sample)
        },
    }
    return _inlined(json.dumps(answers, allow_nan=False, separators=(",", ":")))


def size_of(text: str) -> str:
    """Return the size of a page, such as "7.3 MB".

    >>> size_of("x" * 7_300_000)
    '7.3 MB'
    """
    return f"{len(text.encode()) / 1e6:.1f} MB"


def _inlined(answers):
    """The page with its style, its modules and the answers in it."""
    page, style = read_file("").decode(), read_file(STYLE).decode()
    modules = "".join(EXPORT.sub("", IMPORT.sub("", read_file(name).decode())) for name in MODULES)
    answers = answers.replace("<", "\\u003c")  # a label cannot end the element
    script = (
        f'<script type="application/json" id="exported">{answers}</script>\n<script type="module">\n{modules}</script>'
    )
    for element, content in ((STYLE_ELEMENT, f"{POLICY}<style>\n{style}</style>"), (SCRIPT_ELEMENT, script)):
        before, found, after = page.partition(element)
        if not found:
            raise ValueError(f"{PAGE} must have the element {element}")
        page = before + content + after
    if len(page.encode()) > LARGE:
        page = page.replace("<main>", f'<p class="note">This file has {size_of(page)}.</p>\n<main>', 1)
    return page
