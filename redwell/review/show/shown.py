"""A review as text in each of its formats, and as a folder that holds all of them."""

from __future__ import annotations

import json
from pathlib import Path

import redwell
from redwell.files import output
from redwell.files.discovery import Misuse, name_of, refuse_sources
from redwell.files.reader import digest
from redwell.review.model import Reviewed

FORMATS = {"markdown": "review.md", "html": "review.html", "json": "review.json", "sarif": "review.sarif"}
"""The formats, and what their files are called."""


def shown(reviewed: Reviewed, form: str, home: Path) -> str:
    """The review in one of `FORMATS`."""
    match form:
        case "html":
            from redwell.review.show.page import page

            return page(reviewed.review, reviewed.pictures, home)
        case "json":
            from redwell.review.show.data import to_json

            return to_json(reviewed.review)
        case "sarif":
            from redwell.review.show.sarif import sarif

            return sarif(reviewed.review)
    from redwell.review.show.markdown import markdown

    return markdown(reviewed.review)


def refuse(out: Path, root: Path, record: str = "filings") -> None:
    """Raises `Misuse` where *out*, which is replaced as a whole, is no folder for that.

    It is one that is read, or that holds files that no review wrote.
    """
    refuse_sources(out, root / record, root, redwell.home())
    if not out.exists():
        return
    if not out.is_dir():
        raise Misuse(f"--out {name_of(out, root)}: this is a file; name a folder")
    if output.strangers(out):
        raise Misuse(
            f"--out {name_of(out, root)}: it holds files that no review wrote: choose a folder of its own"
        )


def write(reviewed: Reviewed, formats: tuple[str, ...], out: Path, home: Path) -> tuple[str, ...]:
    """Write *formats* into *out*, at once, with the pictures that the JSON names; the names of the files."""
    files = {FORMATS[each]: shown(reviewed, each, home).encode() for each in formats}
    if "json" in formats:
        files |= reviewed.pictures
    hashes = {"outputs": {name: digest(content) for name, content in files.items()}}
    made = (json.dumps(hashes, indent=2, sort_keys=True) + "\n").encode()
    # A second review into the same folder waits for the first.
    with output.locked(out.parent, lambda: None):
        output.restore(out)
        output.swap_in(out, {**files, output.MANIFEST: made})
    return tuple(FORMATS[each] for each in formats)
