"""Find disclaimers of beneficial ownership (Rule 16a-1(a)(4)) and the rows that they cover."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from redwell.model import Filing, Ownership
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
"""Phrases with "disclaim" that are not disclaimers."""
_FULL_STOP = re.compile(r"(?:\b[a-z]+-*|[\d)\"\u201d])[.;!?]\s+(?=[\"\u201c(]?[A-Z])")
"""A period after a lower-case word ends a sentence; that of "Ms." or "Fund L.P." does not."""
_EXCEPT = re.compile(
    r"\b(?:except|other than)\b[^.;]{0,60}\bextent\b[^.;]{0,80}\bpecuniary\s+interest", re.IGNORECASE
)
_ADMISSION = re.compile(
    rf"\b(?:not|nor|neither)\b[^;]{{0,160}}\b(?:admission|admit\w*|concession)\b[^;]{{0,240}}?(?:{_OWNING})",
    re.IGNORECASE,
)
_RULE = re.compile(r"16a-1\s*\(a\)\s*\(4\)", re.IGNORECASE)
_MOST = 10_000
"""The most characters that are searched; EDGAR's own limit is no longer."""
_CONTINUED = re.compile(r"\W*\bcontinu(?:ed|ation)\s+(?:from|of)\s+(?:foot)?note\s*\(?(\d+)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Disclaimers:
    """The *labels* of footnotes that are disclaimers, and whether the remarks are one."""

    labels: frozenset[str]
    by_remarks: bool = False
    has_indirect: bool = False

    def cover(self, labels: Collection[str], ownership: Ownership) -> bool:
        """Return whether ownership of a row with these footnotes is disclaimed.

        Remarks cite no row: they cover the indirect holdings, or all rows if nothing is held indirectly.
        """
        if not self.labels.isdisjoint(labels):
            return True
        return self.by_remarks and (ownership == "indirect" or not self.has_indirect)


def disclaimers(filing: Filing) -> Disclaimers:
    """Return the disclaimers in the footnotes and remarks of a filing."""
    labels = {label for label, text in filing.footnotes if is_disclaimer(text)}
    # A footnote too long for EDGAR continues in another one, which no row needs to cite.
    for label, text in filing.footnotes[::-1]:
        found = _CONTINUED.match(text)
        number = int(found[1][:4]) if found else 0
        if label in labels and 0 < number <= len(filing.footnotes):
            labels.add(filing.footnotes[number - 1][0])
    return Disclaimers(
        labels=frozenset(labels),
        by_remarks=is_disclaimer(remarks_of(filing) or ""),
        has_indirect=any(row.ownership.value == "indirect" for _, row in rows(filing)),
    )


@lru_cache(maxsize=1024)
def is_disclaimer(text: str) -> bool:
    """Return whether a text disclaims beneficial ownership, of some securities at least."""
    said = " ".join(text[:_MOST].split())
    sentences = _FULL_STOP.sub(lambda end: f"{end[0]}\n", _REFUSED.sub("", said)).split("\n")
    return any(
        pattern.search(sentence)
        for sentence in sentences
        for pattern in (_DISCLAIMING, _EXCEPT, _ADMISSION, _RULE)
    )
