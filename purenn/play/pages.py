"""The files of the page: which there are, and their content. No other file can be read here."""

import os

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "page")
PAGE = "play.html"
STYLE = "play.css"
MODULES = (  # of JavaScript, in an order in which each imports only from those before it
    "elements.js",
    "ask.js",
    "page.js",
    "plane.js",
    "curves.js",
    "layout.js",
    "drawing.js",
    "network.js",
    "matrices.js",
    "terms.js",
    "whatif.js",
    "formula.js",
    "view.js",
    "settings.js",
    "actions.js",
    "tour.js",
    "keys.js",
    "main.js",
)
CONTENT_TYPES = {  # by the path in an address
    "": "text/html; charset=utf-8",
    STYLE: "text/css; charset=utf-8",
    **dict.fromkeys(MODULES, "text/javascript; charset=utf-8"),
}

PATHS = {path: os.path.join(FOLDER, path or PAGE) for path in CONTENT_TYPES}  # so that none is joined for a request


def read_file(path: str) -> bytes:
    """Return the content of a file, by a path in `CONTENT_TYPES`."""
    with open(PATHS[path], "rb") as file:
        return file.read()
