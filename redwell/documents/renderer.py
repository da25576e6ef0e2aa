"""A template and what it says, to bytes: the suffix of the file name chooses the renderer."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path, PurePath
from typing import Any

RENDERERS = {
    ".xml": "redwell.documents.xml",
    ".pdf": "redwell.documents.pdf",
    ".docx": "redwell.documents.docx",
    ".htm": "redwell.documents.htm",
    ".txt": "redwell.documents.txt",
}
"""Each module has one function `render`; named, not imported, because WeasyPrint and docxtpl load slowly."""


class MissingLibrary(Exception):
    """A library that a renderer needs is not on this machine; the text says what to install."""


class BrokenTemplate(Exception):
    """A template, style sheet or document for Word that its engine refuses.

    No error of Jinja's: that would load Jinja for builds of nothing too.
    """

    def __init__(self, message: str, *, name: str | None = None, line: int | None = None) -> None:
        """*name* is the file in `templates/`, if it is not the template itself; *line* a line of it."""
        super().__init__(message)
        self.name, self.lineno = name, line


def content_of(name: str, home: Path) -> bytes:
    """A file of `home/templates`. Raises `BrokenTemplate` if it cannot be read."""
    try:
        return (home / "templates" / name).read_bytes()
    except OSError as error:
        cause = (error.strerror or "no cause is known").lower()
        raise BrokenTemplate(f"the file cannot be read: {cause}", name=name) from error


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
    Raises an error of Jinja or `BrokenTemplate` for a mistake in a template.
    """
    module = import_module(RENDERERS[PurePath(name).suffix])
    try:
        content: bytes = module.render(template, context, home=home, attachment=attachment)
    except UnicodeDecodeError as error:
        raise BrokenTemplate("the file is not text in UTF-8") from error
    return content
