"""Render a template with its context. The suffix of the file name chooses the renderer."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path, PurePath
from typing import Any

from redwell.files import templates
from redwell.files.disk import LargeFileError, cause

RENDERERS = {
    ".xml": "redwell.documents.xml",
    ".pdf": "redwell.documents.pdf",
    ".docx": "redwell.documents.docx",
    ".htm": "redwell.documents.htm",
    ".txt": "redwell.documents.txt",
}
"""Modules with a function `render`, imported when first needed: WeasyPrint and docxtpl load slowly."""


class MissingLibrary(Exception):
    """A renderer's library is not on this machine; the message says what to install."""


class BrokenTemplate(Exception):
    """A template, style sheet or Word template that its engine refuses.

    Not a subclass of Jinja's error: that would load Jinja in builds that render nothing.
    """

    def __init__(self, message: str, *, name: str | None = None, line: int | None = None) -> None:
        """Name the file in `templates/`, if it is not the template itself, and its line."""
        super().__init__(message)
        self.name, self.lineno = name, line


def content_of(name: str, home: Path) -> bytes:
    """Return the template *name* of *home*, or the installed one. Raise `BrokenTemplate` if unreadable."""
    try:
        return templates.content(name, home)
    except LargeFileError as error:
        raise BrokenTemplate(f"the file has {error}?", name=name) from error
    except ValueError as error:
        raise BrokenTemplate(f"{error}", name=name) from error
    except OSError as error:
        raise BrokenTemplate(f"the file cannot be read: {cause(error)}", name=name) from error


def render(
    name: str,
    template: str,
    context: Mapping[str, Any],
    *,
    home: Path,
    attachment: tuple[str, bytes] | None = None,
) -> bytes:
    """Return the document *name*, laid out by *template*, a file of `home/templates` or an installed one.

    *attachment* is the name and content of a file that the document carries inside. Nothing is written or
    fetched. Raise `BrokenTemplate` or an error of Jinja's for a mistake in a template.
    """
    module = import_module(RENDERERS[PurePath(name).suffix])
    try:
        content: bytes = module.render(template, context, home=home, attachment=attachment)
    except UnicodeDecodeError as error:
        raise BrokenTemplate("the file is not text in UTF-8") from error
    return content
