"""The documents that are made of a filing, before and now: which differ, and in what words."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from html.parser import HTMLParser
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from redwell.codes.places import COUNTRIES
from redwell.documents.text import words
from redwell.files.discovery import Misuse
from redwell.files.reader import digest
from redwell.review.compare.owner_lines import HIDDEN
from redwell.review.compare.privacy import masked
from redwell.review.compare.runs import runs
from redwell.review.made.left import LARGEST, content, on_both
from redwell.review.model import Output, Run

LONGEST = 200_000
"""Characters of a document whose words are compared."""
LARGEST_WITH_WORDS = 2_000_000
"""Bytes of such a document."""
AROUND = 12
"""Words that are kept of what is the same, before and after a difference."""
_OF_XML = re.compile(
    r"(<(rptOwner(?:Street\d|City|State|ZipCode|StateDescription|NonUSStateTerritory|Country))>)[^<]*(</\2>)"
)
_PROVINCE = re.compile("|".join(re.escape(name) for name in COUNTRIES.values() if name.endswith(", CANADA")))
"""For EDGAR each of them is a country: it stands where the state of others does."""
_PACKED = (ZIP_STORED, ZIP_DEFLATED)
_FORM = re.compile(r"(?P<form>form\d+)a?(?:-(?P<part>\d+)of\d+)?(?P<suffix>\.\w+)")


def outputs(
    before: Path | None, now: Path | None, private: Collection[str], with_words: bool
) -> tuple[Output, ...]:
    """Of each document in either folder its SHA-256, and, if asked for, how its words differ.

    Both may bear different names: `form3.pdf` becomes `form3a.pdf`, or `form3-1of2.pdf`. The *private* words
    of addresses are hidden before anything is compared. What is not read on either side (`left`) is left out.
    """
    old, new = on_both(before, now)
    return tuple(
        Output(
            name=name_now or name_before or "",
            before_name=name_before if name_now and name_before != name_now else None,
            before=_sha(old, name_before),
            now=_sha(new, name_now),
            runs=_differences(old, name_before, new, name_now, private) if with_words else (),
        )
        for name_before, name_now in pairs(old, new)
    )


def pairs(before: Collection[str], now: Collection[str]) -> list[tuple[str | None, str | None]]:
    """The names of documents that belong together, in the order of now; those that are gone come last."""
    left = {name: name for name in before}
    found: dict[str, str | None] = {name: left.pop(name, None) for name in now}
    kinds = {_kind(name): name for name in left}
    for name, other in found.items():
        if other is None and (again := kinds.pop(_kind(name), None)):
            found[name] = left.pop(again)
    return [*((other, name) for name, other in found.items()), *((name, None) for name in left)]


def _kind(name: str) -> str:
    """The same for a form and its amendment, and for a whole form and its first part."""
    form = _FORM.fullmatch(name)
    return f"{form['form']} {form['part'] or 1} {form['suffix']}" if form else name


def _sha(files: Mapping[str, Path], name: str | None) -> str | None:
    return digest(content(files[name])) if name else None


def _differences(
    old: Mapping[str, Path],
    before: str | None,
    new: Mapping[str, Path],
    now: str | None,
    private: Collection[str],
) -> tuple[Run, ...]:
    """How the words differ; nothing for a document that stands on one side alone."""
    if not before or not now or content(old[before]) == content(new[now]):
        return ()
    texts = [_text(path) for path in (old[before], new[now])]
    if None in texts:
        return ()
    first, second = (hidden(text or "", private) for text in texts)
    return shortened(runs(first, second)) if first != second else ()


def _text(path: Path) -> str | None:
    """The words of a document; None where it has none that can be read, or too many."""
    if path.stat().st_size > LARGEST_WITH_WORDS or _swells(path):
        return None
    try:
        if path.suffix in {".docx", ".pdf"}:
            # Pages and parts say their names: a page more would be a difference at every one of them.
            text = _flowing(re.sub(r"(?m)^--- .*\n", "", words(path)))
        elif path.suffix in {".htm", ".html"}:
            text = _flowing(_shown(content(path).decode("utf-8", "replace")))
        elif path.suffix in {".xml", ".txt"}:
            text = content(path).decode("utf-8", "replace")
        else:
            return None
    except (Misuse, OSError, RuntimeError, ValueError, LookupError, MemoryError):
        # A document that was broken on purpose breaks its reader in more ways than a damaged one.
        return None
    return text if len(text) <= LONGEST else None


def _swells(path: Path) -> bool:
    """Whether a Word document is packed otherwise than one is, or far larger than it looks."""
    if path.suffix != ".docx":
        return False
    try:
        with ZipFile(path) as parts:
            found = parts.infolist()
    except (BadZipFile, OSError, RuntimeError, ValueError):
        return True
    is_odd = any(part.flag_bits & 1 or part.compress_type not in _PACKED for part in found)
    return is_odd or sum(part.file_size for part in found) > LARGEST


def _flowing(text: str) -> str:
    """Where a line ends on a page, or a cell of a table, is no difference of words."""
    return " ".join(text.split())


def _shown(html: str) -> str:
    """What a browser shows of a page."""
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


def hidden(text: str, private: Collection[str]) -> str:
    """*text* without the private words; of XML, without all that its elements say of an address."""
    text = _PROVINCE.sub(HIDDEN, text)
    covered = masked(_OF_XML.sub(rf"\1{HIDDEN}\3", text), frozenset(private))
    # Of "55 CLIFTON ST." the point would be left.
    return covered.replace(f"{HIDDEN}.", HIDDEN)


def shortened(runs: Collection[Run]) -> tuple[Run, ...]:
    """The same runs, of which only a few words are left where nothing differs."""
    last = len(runs) - 1
    return tuple(
        Run(kind=run.kind, text=_around(run.text, is_first=number == 0, is_last=number == last))
        if run.kind == "same"
        else run
        for number, run in enumerate(runs)
    )


def _around(text: str, *, is_first: bool, is_last: bool) -> str:
    found = re.findall(r"\s*\S+\s*", text)
    head = [] if is_first else found[:AROUND]
    tail = [] if is_last else found[-AROUND:]
    if len(found) <= len(head) + len(tail) + 1:
        return text
    return f"{''.join(head).rstrip()}{' ' if head else ''}…{' ' if tail else ''}{''.join(tail).lstrip()}"
