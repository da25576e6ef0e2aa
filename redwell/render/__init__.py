"""A template and what it says, to bytes: the suffix of the file name chooses the renderer."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path, PurePath
from typing import Any

RENDERERS = {
    ".xml": "redwell.render.xml",
    ".pdf": "redwell.render.pdf",
    ".docx": "redwell.render.docx",
    ".htm": "redwell.render.htm",
    ".txt": "redwell.render.txt",
}
"""Each module has one function `render`; named, not imported, because WeasyPrint and docxtpl load slowly."""


class MissingLibrary(Exception):
    """A library that a renderer needs is not on this machine; the text says what to install."""


def render(
    name: str,
    template: str,
    context: Mapping[str, Any],
    *,
    home: Path,
    attachment: tuple[str, bytes] | None = None,
) -> bytes:
    """The document *name*, laid out by *template*, a file of `home/templates`. Writes and fetches nothing.

    *attachment* is the name and content of a file that the document carries inside.
    """
    module = import_module(RENDERERS[PurePath(name).suffix])
    content: bytes = module.render(template, context, home=home, attachment=attachment)
    return content
