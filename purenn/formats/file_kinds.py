"""Recognize a file by its content: a model, a safetensors file, an SVG picture, an HTML page, a network as Python.

    describe("iris.safetensors")  # "a model"

The command line uses it before it replaces a file, and to detect two arguments in the wrong order. Only the
header of a safetensors file and the first bytes of any other are read.
"""

import os

from .safetensors_header import begins_as_safetensors, pop_metadata, read_header

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

MODEL = "a model"
SAFETENSORS = "a safetensors file"
SVG = "an SVG picture"
HTML = "an HTML page"
PYTHON = "a network as Python"
EMPTY = "an empty file"
OTHER = "another file"
HEAD_BYTES = 4096
PYTHON_HEAD = b'"""A neural network, written by purenn.'  # as python_source writes it


def describe(path: "str | os.PathLike[str]") -> str:
    """Return what a file is: `MODEL`, `SAFETENSORS`, `SVG`, `HTML`, `PYTHON`, `EMPTY` or `OTHER`.

    `SAFETENSORS` is a file of tensors that `Model.save` has not written.

    Raises:
        OSError: If the file cannot be read.
    """
    with open(path, "rb") as file:
        size = os.fstat(file.fileno()).st_size
        head = file.read(HEAD_BYTES)
        if not head:
            return EMPTY
        if begins_as_safetensors(head, size):
            file.seek(0)
            return MODEL if _has_model_metadata(file, size) else SAFETENSORS
    return PYTHON if head.startswith(PYTHON_HEAD) else _kind_of_markup(head)


def _has_model_metadata(file: "BinaryIO", size: int) -> bool:
    """Whether the header of a safetensors file has the metadata that `Model.save` writes."""
    try:
        return "purenn" in pop_metadata(read_header(file, size))
    except ValueError:
        return False


def _kind_of_markup(head: bytes) -> str:
    """Return the kind of a file that begins with these bytes: `SVG`, `HTML` or `OTHER`.

    An XML declaration, comments and a document type may come before the first element.
    """
    text = head.decode("utf-8", "replace").lstrip("\ufeff").lower()
    while True:
        text = text.lstrip()
        if text.startswith(("<html", "<!doctype html")):
            return HTML
        if text.startswith("<svg"):
            return SVG
        end = next((end for start, end in (("<!--", "-->"), ("<?", "?>"), ("<!", ">")) if text.startswith(start)), None)
        if end is None or end not in text:
            return OTHER
        text = text.split(end, 1)[1]
