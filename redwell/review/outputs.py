"""Compare the documents of a filing before and after: their hashes, and the words that differ."""

from __future__ import annotations

import re
from collections.abc import Collection
from html.parser import HTMLParser
from pathlib import PurePath

from redwell.documents.text import document_text
from redwell.files.discovery import Misuse
from redwell.files.reader import digest
from redwell.review.model import Output
from redwell.review.rendering import Rendered
from redwell.secrets.patterns import masked
from redwell.text import diff
from redwell.text.diff import Run

LONGEST = 200_000
"""The most characters of a document whose words are compared."""
AROUND = 12
"""The number of unchanged words that are kept before and after a difference."""


def outputs(before: Rendered, after: Rendered, *, with_words: bool) -> tuple[Output, ...]:
    """Return each document of either side with its SHA-256 and, if asked for, the words that differ."""
    return tuple(
        Output(
            name=name_after or name_before or "",
            before_name=name_before if name_after and name_before != name_after else None,
            before=digest(before.documents[name_before]) if name_before else None,
            after=digest(after.documents[name_after]) if name_after else None,
            runs=_differences(before, name_before, after, name_after) if with_words else (),
        )
        for name_before, name_after in pairs(before, after)
    )


def pairs(before: Rendered, after: Rendered) -> list[tuple[str | None, str | None]]:
    """Return pairs of names, (before, after), in the order of *after*; removed documents come last.

    A document of the form may change its name: `form3.pdf` becomes `form3a.pdf`, or `form3-1of2.pdf`.
    """
    left = {name: name for name in before.documents}
    found: dict[str, str | None] = {name: left.pop(name, None) for name in after.documents}
    old, new = (_places(side) for side in (before, after))
    renamed = {place: name for name, place in old.items() if name in left}
    for name, other in found.items():
        if other is None and name in new and (again := renamed.pop(new[name], None)):
            found[name] = left.pop(again)
    return [*((other, name) for name, other in found.items()), *((name, None) for name in left)]


def _places(side: Rendered) -> dict[str, tuple[int, str]]:
    """Return the part and the suffix of each document of the form."""
    return {
        name: (number, PurePath(name).suffix) for number, names in enumerate(side.parts) for name in names
    }


def _differences(
    before: Rendered, name_before: str | None, after: Rendered, name_after: str | None
) -> tuple[Run, ...]:
    """Return the words that differ; empty for a document of one side only, or without words."""
    if not name_before or not name_after:
        return ()
    old, new = before.documents[name_before], after.documents[name_after]
    if old == new:
        return ()
    texts = [_text(name, content) for name, content in ((name_before, old), (name_after, new))]
    if texts[0] == texts[1] or any(each is None or len(each) > LONGEST for each in texts):
        return ()
    # Without secrets, before a run may hold a part of one, which no pattern finds.
    found = diff.words(masked(texts[0] or ""), masked(texts[1] or ""))
    return shortened(found)


def _text(name: str, content: bytes) -> str | None:
    """Return the words of a document; None if they cannot be read."""
    suffix = PurePath(name).suffix
    if suffix in {".docx", ".pdf"}:
        try:
            # Page and part headings are left out: one more page would change all of them.
            return _flowing(re.sub(r"(?m)^--- .*\n", "", document_text(name, content)))
        except Misuse:
            return None
    if suffix in {".htm", ".html"}:
        return _flowing(_visible(content.decode("utf-8", "replace")))
    return content.decode("utf-8", "replace") if suffix in {".xml", ".txt"} else None


def _flowing(written: str) -> str:
    """Drop line ends: another line break on a page or in a cell is not another word."""
    return " ".join(written.split())


def _visible(html: str) -> str:
    """Return the text of a page that a browser shows."""
    reader = _Html()
    reader.feed(html)
    reader.close()
    return "".join(reader.texts)


class _Html(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_endtag(self, tag: str) -> None:
        self.texts.append("" if tag in {"b", "i", "u", "a", "span", "sup"} else "\n")


def shortened(runs: Collection[Run]) -> tuple[Run, ...]:
    """Return *runs* with only a few words of unchanged text around each difference."""
    last = len(runs) - 1
    return tuple(
        Run(kind=run.kind, text=_around(run.text, is_first=number == 0, is_last=number == last))
        if run.kind == "same"
        else run
        for number, run in enumerate(runs)
    )


def _around(written: str, *, is_first: bool, is_last: bool) -> str:
    found = re.findall(r"(?:\A\s+)?\S+\s*", written)
    head = [] if is_first else found[:AROUND]
    tail = [] if is_last else found[-AROUND:]
    if len(found) <= len(head) + len(tail) + 1:
        return written
    return f"{''.join(head).rstrip()}{' ' if head else ''}…{' ' if tail else ''}{''.join(tail).lstrip()}"
