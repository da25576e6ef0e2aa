"""Pages that take little time to lay out: nearly empty, or without another try."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from redwell.form import Document
from tests.sample import FULL

PLAIN = """\
<html lang="en"><head><title>A page</title><meta name="author" content="{{ author }}"/></head>
<body><p>{{ signatures }}</p></body></html>
"""


def plain_pages(root: Path) -> None:
    """Put such templates for Form 3 and its authentication page into a repository."""
    for name in ("form3/form3.html.j2", "authentication/authentication.html.j2"):
        path = root / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PLAIN, "utf-8")


def laid_out_once(documents: Iterable[Document]) -> list[Document]:
    """Return documents that try no step to save a page; in full, as a build lays them out."""
    return [each if FULL else replace(each, context={**each.context, "steps": ()}) for each in documents]
