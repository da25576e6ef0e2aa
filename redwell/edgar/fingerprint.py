"""The fingerprint of what a form reports, and of its words: recipe 1 (docs/evening.md shows it to strangers).

A recipe never changes: a signature keeps the fingerprint of what was signed, and a later Redwell must come to
the same. Another recipe would be another number before the colon.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from redwell.edgar.xml import Element, read_xml

RECIPE = 1
DIGITS = 12
WORDS = frozenset({"footnote", "footnoteId", "remarks"})
"""The elements of the words; all others are facts."""
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Fingerprint:
    """The fingerprint of the *facts* of a form, and of its *words*: `1:4f2a91c07be3`."""

    facts: str
    words: str


def fingerprint(documents: Iterable[bytes]) -> Fingerprint:
    """Return the fingerprint of a filing, given all of its ownership documents (XML) in order."""
    roots = [read_xml(content, "").root for content in documents]
    found = [*_values(Element("", 1, 1, children=roots), "")]
    facts = (line for tag, line in found if tag not in WORDS)
    words = (line for tag, line in found if tag in WORDS)
    return Fingerprint(facts=_digest(facts), words=_digest(words))


def _values(element: Element, path: str) -> Iterator[tuple[str, str]]:
    """Yield the tag of each element that has a value, and the line `path=value`.

    From the second on, elements of one tag in one element have their number in the path.
    """
    count: Counter[str] = Counter()
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
            yield child.tag, f"{below}={value}"
        yield from _values(child, below)


def _digest(lines: Iterable[str]) -> str:
    text = "".join(f"{line}\n" for line in lines)
    return f"{RECIPE}:{sha256(text.encode('utf-8')).hexdigest()[:DIGITS]}"
