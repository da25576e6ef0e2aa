"""Where beneficial ownership of what is reported is disclaimed (Rule 16a-1(a)(4))."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from redwell.model import Filing
from redwell.ownership.split import remarks_of
from redwell.ownership.tables import rows

_OWNING = r"beneficial(?:ly)?[\s-]+own|pecuniary|\bownership\b"
_DISCLAIMING = re.compile(
    rf"\bdisclaim(?:s|ed|ing|er|ers)?\b(?=.{{0,300}}?(?:{_OWNING}))"
    rf"|(?:{_OWNING})[^;]{{0,150}}?\bdisclaim(?:s|ed|ing|er|ers)?\b",
    re.IGNORECASE,
)
_REFUSED = re.compile(
    r"\b(?:not|nor|neither|without|never|no\s+longer)(?:\s+\w+){0,2}\s+disclaim\w*"
    r"|\b(?:formerly|previously|earlier|once)(?:\s+\w+){0,2}\s+disclaim\w*"
    r"|\bdisclaim\w*\s+(?:(?:any|all)\s+)?(?:obligation|duty|responsibility|liability)",
    re.IGNORECASE,
)
"""Where the word is said, and nothing is disclaimed, or not any more."""
_FULL_STOP = re.compile(r"(?:\b[a-z][a-z-]*|[\d)\"\u201d])[.;!?]\s+(?=[\"\u201c(]?[A-Z])")
"""A point behind a small word ends a sentence; that of "Ms." or "Fund L.P." does not."""
_EXCEPT = re.compile(
    r"\b(?:except|other than)\b[^.;]{0,60}\bextent\b[^.;]{0,80}\bpecuniary\s+interest", re.IGNORECASE
)
_ADMISSION = re.compile(
    rf"\b(?:not|nor|neither)\b[^;]{{0,160}}\b(?:admission|admit\w*|concession)\b[^;]{{0,240}}?(?:{_OWNING})",
    re.IGNORECASE,
)
_RULE = re.compile(r"16a-1\s*\(a\)\s*\(4\)", re.IGNORECASE)
_MOST = 10_000
"""Of a longer text, which EDGAR would not take, no more characters are looked at."""
_CONTINUED = re.compile(r"\W*\bcontinu(?:ed|ation)\s+(?:from|of)\s+(?:foot)?note\s*\(?(\d+)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Disclaiming:
    """What in a filing disclaims: *labels* of footnotes, and whether the remarks do."""

    labels: frozenset[str]
    by_remarks: bool = False
    has_indirect: bool = False

    def is_so(self, labels: Collection[str], ownership: Literal["D", "I"]) -> bool:
        """Whether ownership of a row with these footnotes is disclaimed.

        Remarks name no row. Who disclaims in them does so of what others hold, which is reported as indirect;
        where nothing is, of all.
        """
        if not self.labels.isdisjoint(labels):
            return True
        return self.by_remarks and (ownership == "I" or not self.has_indirect)


def disclaiming(filing: Filing) -> Disclaiming:
    """The footnotes and remarks of a filing that disclaim."""
    labels = {label for label, text in filing.footnotes if is_disclaimer(text)}
    # A footnote that ran out of room goes on in another, which no row need cite.
    for label, text in filing.footnotes[::-1]:
        found = _CONTINUED.match(text)
        number = int(found[1][:4]) if found else 0
        if label in labels and 0 < number <= len(filing.footnotes):
            labels.add(filing.footnotes[number - 1][0])
    return Disclaiming(
        labels=frozenset(labels),
        by_remarks=is_disclaimer(remarks_of(filing) or ""),
        has_indirect=any(row.ownership.value == "indirect" for _, row in rows(filing)),
    )


@lru_cache(maxsize=1024)
def is_disclaimer(text: str) -> bool:
    """Whether a text disclaims beneficial ownership, of some securities at least."""
    said = " ".join(text[:_MOST].split())
    sentences = _FULL_STOP.sub(lambda end: f"{end[0]}\n", _REFUSED.sub("", said)).split("\n")
    return any(
        pattern.search(sentence)
        for sentence in sentences
        for pattern in (_DISCLAIMING, _EXCEPT, _ADMISSION, _RULE)
    )
