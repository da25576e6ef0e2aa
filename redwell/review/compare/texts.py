"""The texts of a filing as redlines: footnotes, remarks, explanations, powers of attorney and exhibits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from redwell.files.reader import LARGEST_EXHIBIT, Files, digest
from redwell.model import Filing, PowerOfAttorney
from redwell.power_of_attorney import instrument
from redwell.power_of_attorney.executed import executed
from redwell.problems import FilingError
from redwell.review.compare.matching import of_footnotes, of_powers
from redwell.review.compare.runs import runs, unchanged
from redwell.review.model import Run, Text
from redwell.review.sides import Look

_SHARED = f"templates/{instrument.WORDING}"
_MOST_OF_AN_EXHIBIT = 1_000_000
"""Bytes of a text that are compared word by word."""
_LINE_BREAK = re.compile(r"[ \t]*\n[ \t]*(?!\n)")
_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")


def texts(
    before: Look | None, now: Look | None, home: Path, *, is_previous: bool = False
) -> tuple[Text, ...]:
    """What was struck, inserted and moved in each text that changed; nothing where a side has no filing.

    *before* may be another filing, the *previous* one: the power that this brought is on file since.

    A power of attorney is drafted by the wording of its own side, which is that of *home* where the side
    has none. One that cannot be drafted is left out: check says why.
    """
    if before is None or now is None or before.filing is None or now.filing is None:
        return ()
    found = [
        *_of_filing(before.filing, now.filing),
        *_of_powers(before, now, home, is_previous=is_previous),
        *_of_exhibits(before, now),
    ]
    return tuple(text for text in found if not unchanged(text.runs))


def _of_filing(before: Filing, now: Filing) -> Iterator[Text]:
    for old, new in of_footnotes(before, now):
        number, label, _ = new or old or (0, "", "")
        what = f"footnote {number} ({label})" if new else f"former footnote {number} ({label})"
        yield Text(what=what, runs=runs(old[2] if old else "", new[2] if new else ""))
    yield Text(what="remarks", runs=runs(before.remarks or "", now.remarks or ""))
    explained = [(each.amendment and each.amendment.explanation) or "" for each in (before, now)]
    yield Text(what="explanation of the amendment", runs=runs(*explained))


def _of_powers(before: Look, now: Look, home: Path, *, is_previous: bool) -> Iterator[Text]:
    first, second = _files(before, home), _files(now, home)
    for old, new in of_powers(before.filing, now.filing):
        if is_previous and new and new.on_file:
            continue
        power = new or old
        was, is_now = _text(old, first), _text(new, second)
        if power and was is not None and is_now is not None:
            yield Text(what=f"power of attorney of {power.grantor}", runs=_of_power(was, is_now))


def _of_exhibits(before: Look, now: Look) -> Iterator[Text]:
    """The exhibits that lie beside the filing, by their type; of one that is no text, its fingerprints."""
    was, is_now = (
        {exhibit.type: exhibit.file for exhibit in look.filing.exhibits} if look.filing else {}
        for look in (before, now)
    )
    for kind in dict.fromkeys([*is_now, *was]):
        old, new = beside(was.get(kind), before), beside(is_now.get(kind), now)
        if old == new:
            continue
        is_text = all(
            name is None or name.lower().endswith(".txt") for name in (was.get(kind), is_now.get(kind))
        )
        sides = [_as_text(each) if is_text else _fingerprint(each) for each in (old, new)]
        yield Text(what=f"{kind} ({is_now.get(kind) or was[kind]})", runs=runs(*sides))


def beside(name: str | None, look: Look) -> bytes | None:
    """The content of a file beside the filing; nothing of one that cannot be read, of which check tells."""
    try:
        return (replace(look.checked.files, beside_read={}).beside(name, LARGEST_EXHIBIT)) if name else None
    except (OSError, ValueError):
        return None


def _as_text(content: bytes | None) -> str:
    return _reflowed((content or b"")[:_MOST_OF_AN_EXHIBIT].decode("utf-8", "replace"))


def _fingerprint(content: bytes | None) -> str:
    return "" if content is None else f"SHA-256 {digest(content)}"


def _of_power(before: str, now: str) -> tuple[Run, ...]:
    """By words; where lines alone were broken elsewhere, nothing changed."""
    return runs(_reflowed(before), _reflowed(now))


def _files(look: Look, home: Path) -> Files:
    """The files of a side, and its own wording; what is read here is no input of what is made."""
    files = look.checked.files
    own = files.root if (files.root / _SHARED).is_file() else home
    return replace(files, home=own, beside_read={}, root_read={}, home_read={})


def _text(power: PowerOfAttorney | None, files: Files) -> str | None:
    """Every word of a power; nothing of one that is not here, None where its text is not to be had."""
    if power is None or power.on_file:
        return ""
    try:
        if power.document:
            return str(executed(power.document, files)["text"]) if power.document.endswith(".txt") else None
        return instrument.draft(power, files).text
    except (FilingError, OSError, ValueError):
        return None


def _reflowed(text: str) -> str:
    """The paragraphs, each in one line: where a typist broke its lines is no change of its words."""
    paragraphs = _PARAGRAPH.split(text.strip())
    return "\n\n".join(re.sub(r" {2,}", " ", _LINE_BREAK.sub(" ", paragraph)) for paragraph in paragraphs)
