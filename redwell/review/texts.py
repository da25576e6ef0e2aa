"""Make redlines of the texts of a filing: footnotes, remarks, explanations, powers and exhibits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from redwell.files.reader import LARGEST_EXHIBIT, Files
from redwell.model import PowerOfAttorney
from redwell.power_of_attorney import instrument
from redwell.power_of_attorney.executed import executed, executed_hash
from redwell.problems import FilingError, Path
from redwell.review.changes import Change, powers
from redwell.review.model import Text
from redwell.review.sides import Look
from redwell.secrets.patterns import masked
from redwell.text import diff
from redwell.text.diff import Run, is_unchanged

_MOST_OF_AN_EXHIBIT = 1_000_000
"""The most bytes of a text that are compared word by word."""
_LINE_BREAK = re.compile(r"(?:(?<![ \t])[ \t]+)?\n[ \t]*(?!\n)")
_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")


def texts(
    changes: Sequence[Change],
    before: Look | None,
    after: Look | None,
    *,
    is_previous: bool = False,
) -> tuple[Text, ...]:
    """Return a redline of each changed text; empty if a side has no filing.

    With *is_previous*, *before* is another filing of the owner: a power enclosed there may be on file now.
    A power of attorney is drafted with its own side's wording, or with the installed one if it has none.
    A power that cannot be drafted is left out: check says why.
    """
    if not (before and after and before.filing and after.filing):
        return ()
    found = (
        *_of_filing(changes),
        *_of_powers(before, after, is_previous=is_previous),
        *_of_exhibits(before, after),
        *_of_sources(before, after),
    )
    return tuple(text for text in found if not is_unchanged(text.runs))


def _of_filing(changes: Sequence[Change]) -> Iterator[Text]:
    labels: dict[Path, str] = {
        ("remarks",): "remarks",
        ("amendment", "explanation"): "explanation of the amendment",
    }
    for change in changes:
        old, new = change.before, change.after
        if change.path[0] == "footnotes":
            note = new or old
            what = f"{'' if new else 'former '}footnote {note.number} ({note.label})"
            yield Text(what=what, runs=_words(old.text if old else "", new.text if new else ""))
        elif change.path in labels:
            yield Text(what=labels[change.path], runs=_words(old or "", new or ""))


def _of_powers(before: Look, after: Look, *, is_previous: bool) -> Iterator[Text]:
    sides = PowerTexts(files=_files(before)), PowerTexts(files=_files(after))
    for old, new in powers(before.filing, after.filing):
        if is_previous and new and new.on_file:
            continue
        power = new or old
        texts = [
            "" if power is None or power.on_file else side.text(power)
            for power, side in zip((old, new), sides, strict=True)
        ]
        if power and texts[0] is not None and texts[1] is not None:
            # Other line breaks alone are not a change.
            runs = _words(_reflowed(texts[0]), _reflowed(texts[1]))
            yield Text(what=f"power of attorney of {power.grantor}", runs=runs)


def _of_exhibits(before: Look, after: Look) -> Iterator[Text]:
    """Return redlines of the exhibits beside the filing; the sizes of an exhibit that is not text."""
    first, second = (
        {exhibit.type: exhibit.file for exhibit in look.filing.exhibits} if look.filing else {}
        for look in (before, after)
    )
    for kind in dict.fromkeys([*second, *first]):
        names = (first.get(kind), second.get(kind))
        contents = [beside(name, look) for name, look in zip(names, (before, after), strict=True)]
        if contents[0] != contents[1]:
            is_text = all(name is None or name.lower().endswith(".txt") for name in names)
            runs = _words(*map(_as_text, contents)) if is_text else _sizes(*contents)
            yield Text(what=f"{kind} ({names[1] or names[0]})", runs=runs)


def _of_sources(before: Look, after: Look) -> Iterator[Text]:
    """Return the papers that have another content, with their sizes; their words stay with the firm."""
    first, second = (look.filing.sources if look.filing else () for look in (before, after))
    for name in second:
        contents = [beside(name, look) for look in (before, after)]
        if name in first and contents[0] != contents[1]:
            yield Text(what=f"paper {name}", runs=_sizes(*contents))


@dataclass(frozen=True, kw_only=True, slots=True)
class PowerTexts:
    """The texts of powers of attorney on one side, each read once."""

    files: Files
    found: dict[PowerOfAttorney, tuple[str | None, str | None]] = field(default_factory=dict)

    def text(self, power: PowerOfAttorney) -> str | None:
        """Return the whole text of a power; None if it is not available."""
        return self._read(power)[0]

    def fingerprint(self, power: PowerOfAttorney) -> str | None:
        """Return the fingerprint of the current text; None if there is no text."""
        return self._read(power)[1]

    def _read(self, power: PowerOfAttorney) -> tuple[str | None, str | None]:
        if power not in self.found:
            try:
                self.found[power] = self._document(power.document) if power.document else self._draft(power)
            except (FilingError, OSError, ValueError):
                self.found[power] = None, None
        return self.found[power]

    def _document(self, name: str) -> tuple[str | None, str | None]:
        text = str(executed(name, self.files)["text"]) if name.endswith(".txt") else None
        return text, executed_hash(name, self.files)

    def _draft(self, power: PowerOfAttorney) -> tuple[str | None, str | None]:
        draft = instrument.draft(power, self.files)
        return draft.text, draft.wording_hash


def beside(name: str | None, look: Look) -> bytes | None:
    """Return the content of a file beside the filing; None if it cannot be read, which check reports."""
    try:
        return replace(look.checked.files, beside_read={}).beside(name, LARGEST_EXHIBIT) if name else None
    except (OSError, ValueError):
        return None


def _words(before: str, after: str) -> tuple[Run, ...]:
    """Compare two texts without secrets: a run may hold only a part of one, which no pattern finds."""
    return diff.words(masked(before), masked(after))


def _sizes(before: bytes | None, after: bytes | None) -> tuple[Run, ...]:
    """Return the sizes of two contents that are not shown; the same size may be another content."""
    old = () if before is None else (Run(kind="deleted", text=f"a file of {len(before):,} bytes"),)
    if after is None:
        return old
    article = "another" if old else "a"
    return (*old, Run(kind="inserted", text=f"{article} file of {len(after):,} bytes"))


def _as_text(content: bytes | None) -> str:
    return _reflowed((content or b"")[:_MOST_OF_AN_EXHIBIT].decode("utf-8", "replace"))


def _files(look: Look) -> Files:
    """Return the files of a side; reading them here adds no input to a document."""
    return replace(look.checked.files, beside_read={}, root_read={}, home_read={})


def _reflowed(text: str) -> str:
    """Return the paragraphs, each in one line, so that other line breaks are not a change."""
    paragraphs = _PARAGRAPH.split(text.strip())
    return "\n\n".join(re.sub(r" {2,}", " ", _LINE_BREAK.sub(" ", paragraph)) for paragraph in paragraphs)
