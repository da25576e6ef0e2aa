"""The fingerprint of what a form reports, and of its words: recipe 1 (docs/evening.md shows it to strangers).

A recipe never changes: a signature keeps the fingerprint of what was signed, and a later Redwell must come to
the same. Another recipe would be another number before the colon.
"""

from __future__ import annotations

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
OFFICES = frozenset({"officerTitle", "otherText"})
"""The elements that may say "See Remarks": the remarks stand for them."""
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
    element: Element, path: str, instead: Mapping[str, str] | None = None
) -> Iterator[tuple[bool, str]]:
    """Yield the line `path=value` of each element that has a value, and whether it is a fact.

    From the second on, elements of one tag in one element have their number in the path. *instead* has the
    words that stand for a value: the text of each footnote by its id, and the remarks.
    """
    count: Counter[str] = Counter()
    is_without_value = {child.tag for child in element.children} == {"footnoteId"}
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
        known = _instead(child) if instead is None else instead
        if is_without_value:
            yield True, f"{below}={known.get(child.id, '')}"
        elif child.tag in OFFICES and "remarks" in value.casefold():
            yield True, f"{below}={known.get('', '')}"
        yield from _values(child, below, known)


def _instead(root: Element) -> dict[str, str]:
    """Return the text of each footnote of a document by its id, and that of the remarks by none."""
    found = [*root.all("footnotes/footnote"), *root.all("remarks")]
    return {each.id: " ".join(each.text.split()) for each in found}


def _digest(lines: Iterable[str]) -> str:
    text = "".join(f"{line}\n" for line in lines)
    return f"{RECIPE}:{sha256(text.encode('utf-8')).hexdigest()[:DIGITS]}"
