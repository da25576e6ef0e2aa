"""Write a review as Markdown for a comment, as one HTML page, as JSON, or as a folder with all of them.

`terminal` writes the summary that a person sees.
"""

from __future__ import annotations

from json import dumps
from pathlib import Path

import redwell
from redwell.files import output
from redwell.files.discovery import Misuse, name_of, refuse_sources
from redwell.files.reader import digest
from redwell.review.model import Reviewed
from redwell.review.origin import readme

FORMATS = {"markdown": "review.md", "html": "review.html", "json": "review.json"}
"""The formats, and the names of their files."""
README = "README.txt"
"""The file that says which run made the others."""


def render(reviewed: Reviewed, name: str) -> str:
    """Return the review in one of `FORMATS`."""
    match name:
        case "html":
            from redwell.review.formats.html import page

            return page(reviewed.review, reviewed.pictures, redwell.home())
        case "json":
            from redwell.review.formats.json import dump

            return dump(reviewed.review)
    from redwell.review.formats.markdown import markdown

    return markdown(reviewed.review)


def refuse(out: Path, root: Path, record: str = "filings") -> None:
    """Raise `Misuse` if *out*, which is replaced as a whole, has files that no review wrote."""
    refuse_sources(out, root / record, root, redwell.home())
    output.refuse_links(out, root)
    if not out.exists():
        return
    if not out.is_dir():
        raise Misuse(f"--out {name_of(out, root)}: this is a file; name a folder")
    if output.strangers(out):
        raise Misuse(f"--out {name_of(out, root)}: it has files that no review wrote: choose another folder")


def write(reviewed: Reviewed, names: tuple[str, ...], out: Path) -> tuple[str, ...]:
    """Write formats into *out* in one step, with the pictures that the JSON names; return the file names."""
    files = {FORMATS[name]: render(reviewed, name).encode() for name in names}
    if "json" in names:
        files |= reviewed.pictures
    if text := readme(reviewed.review):
        files[README] = text.encode()
    hashes = {"outputs": {name: digest(content) for name, content in files.items()}}
    manifest = (dumps(hashes, indent=2, sort_keys=True) + "\n").encode()
    # Another review into the same folder waits for this one.
    with output.locked(out.parent, lambda: None):
        output.restore(out)
        output.swap_in(out, {**files, output.MANIFEST: manifest})
    return tuple(FORMATS[name] for name in names)
