"""Make the comparison as a PDF, with deletions and insertions in the document's own layout."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from redwell.documents import pdf
from redwell.documents.renderer import BrokenTemplate
from redwell.redline import page
from redwell.review.rendering import Page

LEGEND = "redline/redline.html.j2"


@dataclass(frozen=True, kw_only=True, slots=True)
class Legend:
    """The text above a comparison. *author* is the last of the *authors*."""

    title: str
    document: str
    before: str
    after: str
    author: str
    date: str
    authors: int = 1


def compared(before: Page | None, after: Page | None, legend: Legend, home: Path) -> bytes:
    """Return the PDF; *home* has the template of the legend. The same arguments give the same bytes.

    Raises as `redwell.documents.pdf` does.
    """
    present = after or before
    assert present
    merged = page.merged(before.html if before else None, after.html if after else None)
    title, body = merged.find("head/title"), merged.find("body")
    if title is None or body is None:
        raise BrokenTemplate("a page needs a title and a body", name=present.template)
    title.text = legend.title
    body.set("data-foot", f"Comparison of {legend.document} · {legend.before} with {legend.after}")
    body.insert(0, pdf.markup(LEGEND, asdict(legend), home=home))
    sheets = [(name, present.home) for name in pdf.sheets(present.template, present.home)]
    return pdf.printed(merged, [*sheets, ("redline/redline.css", home)])
