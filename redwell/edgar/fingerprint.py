"""The fingerprint of what a form reports, and of its words: recipe 1 (docs/evening.md shows it to strangers).

A recipe never changes: a signature keeps the fingerprint of what was signed, and a later Redwell must come to
the same. Another recipe would be another number before the colon.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from redwell.edgar.xml import Element, read_xml

RECIPE = 1
DIGITS = 32
"""Hexadecimal digits, so that nobody finds two forms with one fingerprint. People compare the first 12."""
WORDS = frozenset({"footnote", "footnoteId", "remarks"})
"""The elements of the words; all others are facts. Words that stand for a value are both."""
NOTES = re.compile(r"\b(footnotes?|explanations?)\b|\bsee\b.{0,40}\bnotes?\b")
"""The words of a value, in small letters, for which footnotes stand: "See footnote (2)"."""
REMARKS = re.compile(r"\b(remarks?|explanations?)\b")
"""The words of a value, in small letters, for which the remarks stand: "See Remarks"."""
LEFT_OUT = frozenset(
    {
        "ownerSignature",
        "schemaVersion",
        "issuerName",
        "rptOwnerName",
        "noSecuritiesOwned",
        "form3HoldingsReported",
        "form4TransactionsReported",
    }
)
"""Signatures, and the elements that EDGAR itself fills in (specification 5.5, table 3.5)."""


def refers_to_notes(text: str) -> bool:
    """Return whether a value says that footnotes stand for it: "See footnote (2)"."""
    return bool(NOTES.search(text.casefold()))


@dataclass(frozen=True, kw_only=True, slots=True)
class Fingerprint:
    """The fingerprint of the *facts* of a form, and of its *words*: `1:`, and 32 digits."""

    facts: str
    words: str


def fingerprint(documents: Iterable[bytes]) -> Fingerprint:
    """Return the fingerprint of a filing, given all of its ownership documents (XML) in order."""
    roots = [read_xml(content, "").root for content in documents]
    found = [*_values(Element("", 1, 1, children=roots), "")]
    facts = (line for is_fact, line in found if is_fact)
    words = (line for is_fact, line in found if not is_fact)
    return Fingerprint(facts=_digest(facts), words=_digest(words))


def _values(
    element: Element, path: str, texts: Mapping[str, str] | None = None
) -> Iterator[tuple[bool, str]]:
    """Yield the line `path=value` of each element that has a value, and whether it is a fact.

    From the second on, elements of one tag in one element have their number in the path. *texts* has the
    words that may stand for a value: the text of each footnote by its id, and the remarks by none.
    """
    count: Counter[str] = Counter()
    others = [child for child in element.children if child.tag != "footnoteId"]
    has_notes = len(others) < len(element.children)
    is_in_notes = not others or any(_says(NOTES, child) for child in others)
    for child in element.children:
        count[child.tag] += 1
        number = f"[{count[child.tag]}]" if count[child.tag] > 1 else ""
        below = f"{path}/{child.tag}{number}".removeprefix("/")
        if child.tag in LEFT_OUT:
            continue
        value = " ".join([child.id, *child.text.split()]).strip()
        if child.tag.endswith("Cik"):
            value = value.lstrip("0")
        if value:
            yield child.tag not in WORDS, f"{below}={value}"
        known = _texts(child) if texts is None else texts
        stands: list[str] = []
        if child.tag == "footnoteId" and is_in_notes:
            stands.append(known.get(child.id, ""))
        if _says(NOTES, child) and not has_notes:
            stands += (text for note, text in known.items() if note)
        if _says(REMARKS, child):
            stands.append(known.get("", ""))
        yield from ((True, f"{below}={text}") for text in _followed(stands, known))
        yield from _values(child, below, known)


def _followed(stands: list[str], known: Mapping[str, str]) -> Iterator[str]:
    """Yield the texts that stand for a value, and after them those to which they refer, each once.

    A number in a note is only typed, so it may mean any of the notes.
    """
    queue = [*stands]
    for text in queue:
        yield text
        small = text.casefold()
        for note, other in known.items():
            if (NOTES if note else REMARKS).search(small) and other not in queue:
                queue.append(other)


def _says(words: re.Pattern[str], element: Element) -> bool:
    """Return whether an element of the facts refers to footnotes or remarks."""
    text = " ".join(element.text.split()).casefold()
    return element.tag not in WORDS and words.search(text) is not None


def _texts(root: Element) -> dict[str, str]:
    """Return the text of each footnote of a document by its id, and that of the remarks by none."""
    found = [*root.all("footnotes/footnote"), *root.all("remarks")]
    return {each.id: " ".join(each.text.split()) for each in found}


def _digest(lines: Iterable[str]) -> str:
    text = "".join(f"{line}\n" for line in lines)
    return f"{RECIPE}:{sha256(text.encode('utf-8')).hexdigest()[:DIGITS]}"
