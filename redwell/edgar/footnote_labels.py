"""Make short, unique labels for footnotes from their texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

LONGEST = 40
_ENOUGH = 24
"""Characters after which a label gets no further word."""
_CONTINUED = re.compile(
    r"(?i)\W*continued from (?:the )?(?:previous |preceding |prior )?(?:foot)?note(?: \(?(\d{1,2})\)?)?"
)
_AGAIN = re.compile("(?i)In addition, ")
_SOURCE = re.compile('As described in .{0,150}?under the heading "[^"]{0,150}"?,? ?"?')
_SUBJECTS = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "not_applicable": r"^(not applicable|n/?a)\W*$",
        "weighted_average": r"\b(weighted[ -])?average (sales? |purchase )?price\b",
        "to_cover": r"\b(sold|sales?)\b.{0,120}\b(cover|satisfy|pay|fund)\b.{0,60}\b(tax|withholding)",
        "withheld": r"\b(withheld|withholding|surrendered|retained) .{0,120}\btax|\btax withholding\b"
        r"|\bwithheld\b.{0,60}\bby the (issuer|company)\b",
        "plan": r"\b10b5-1\b",
        "gift": r"\bgift(s|ed)?\b|\bcharitabl",
        "drip": r"\bdividends? reinvest|\breinvest(ment|ed|ing)\b.{0,20}\bdividend|\bDRIP\b",
        "espp": r"\bemployee stock purchase plan\b|\bESPP\b",
        "savings_plan": r"\b401\(k\)",
        "split": r"\b(stock|share|forward|reverse) split\b",
        "distribution": r"\b(pro[- ]rata|in[- ]kind|liquidating)\b.{0,40}\bdistribut",
        "unit": r"\beach (\w+ ){0,5}(unit|RSU|PSU|DSU)s? (\(\W?\w+\W?\) )?(is|represents?|has|entitles?)\b"
        r"|\b(units|RSUs|PSUs) (each )?represents?\b|\bcontingent right to receive\b",
        "reclassification": r"\breclassif",
        "vesting": r"\bvest(s|ed|ing)?\b|\b(becomes?|becoming|are|is|be) (immediately |fully )?exercisable"
        r"|\binstallments\b",
        "holder": r"\b(held|owned)( directly)?( of record)?( directly)? by"
        r" (each of |the )*(?!reporting|such)",
        "affiliation": r"\bis (a|an|the) [\w -]{0,40}(director|member|manager|partner|stockholder|trustee)s?"
        r"[\w ]{0,30} of (each of |the )*",
        "conversion": r"\b(automatically )?convert(s|ed|ible)?\b|\bexchangeable\b|\bredeemable\b",
        "no_expiration": r"\bno expiration|\bnot have an? expiration|\bdo(es)? not expire\b",
        "economic_equivalent": r"\beconomic equivalent\b",
        "award": r"\bgranted\b.{0,80}\b(options?|awards?|units?)\b",
        "voting_power": r"\b(voting|investment|dispositive) (and|or|power)",
        "disclaimer": r"\bdisclaims?\b",
    }.items()
}
"""Subjects of footnotes, as labels, with their patterns; the first one found near the beginning is used."""
_NAMED = frozenset({"holder", "affiliation"})
"""Subjects whose label is the name that follows the pattern."""
_EARLY = 260
_CLASS = re.compile(r"\b(Class|Series) ([A-Z0-9]{1,2}(?:-[0-9])?)\b")
_NAME = re.compile(r"(?:(?:[A-Z0-9][\w.&()-]*|\([A-Z]+\)|and|of),?(?:\s+|\Z))+")
_END = re.compile(r"\b(LLC|LP|LLP|L\.P\.|Ltd|Inc)\b")
_KIND = re.compile(r"(?i)\b(trust|partnership|foundation|fund)\b")
_CALLED = re.compile(r'\((?:collectively, )?(?:the )?"([A-Z][\w ]{2,24})"\)')
_STOP = frozenset(
    re.findall(
        r"\S+",
        """a an the and or of to in on at by for from with without as is are was were be been being it its
        this that these those which who whom whose his her their he she they each every any all some
        such no not none shall will would may can could has have had does do did upon into over under
        between among per than then there here herein thereof hereby if unless until while when where
        also only both either neither other another same so respect reporting person persons issuer
        issuers mr ms mrs dr share shares security securities stock common reported report footnote note
        described pursuant certain following includes include represents represent dated inc llc lp ltd
        co immediately addition directly indirectly held owned record connection initial public offering""",
    )
)


def labels(texts: Sequence[str]) -> list[str]:
    """Return a label for each of *texts*, in order."""
    subjects = [_subject(_SOURCE.sub("", text, count=1)) for text in texts]
    often = Counter(name for name, _ in subjects)
    found: list[str] = []
    for n, text in enumerate(texts):
        found.append(_unlike(_continued(text, n, found) or _label(text, *subjects[n], often), found))
    return found


def _continued(text: str, n: int, labels: Sequence[str]) -> str | None:
    """Return the label of a footnote that continues an earlier one; None for any other."""
    if _AGAIN.match(text):
        number = n
    elif found := _CONTINUED.match(text):
        number = int(found[1] or n)
    else:
        return None
    if not 0 < number <= len(labels):
        return None
    return f"{labels[number - 1].removesuffix('_continued')[: LONGEST - 10]}_continued"


def _label(text: str, subject: str | None, named: str, often: Mapping[str | None, int]) -> str:
    if subject is None:
        return _joined(_telling(_SOURCE.sub("", text, count=1))) or "note"
    if subject in _NAMED:
        return named
    concept = _SUBJECTS[subject].search(text)
    kind = _CLASS.search(text, 0, concept.start()) if concept and often[subject] > 1 else None
    return f"{kind[1]}_{kind[2]}_{subject}".lower() if kind else subject


def _subject(text: str) -> tuple[str | None, str]:
    """Return the subject of a footnote, and the name that follows it."""
    for subject, pattern in _SUBJECTS.items():
        found = pattern.search(text, 0, _EARLY)
        named = _name(text, found.end()) if found and subject in _NAMED else ""
        if found and (named or subject not in _NAMED):
            return subject, named
    return None, ""


def _name(text: str, start: int) -> str:
    """Return `garrett_family_partnership` for "held by the Garrett Family Investment Partnership, L.P."."""
    found = _NAME.match(text, start)
    if not found:
        return ""
    called = _CALLED.match(text, found.end()) or _CALLED.search(text, found.end(), found.end() + 100)
    if called and _telling(called[1]):
        return _joined(_telling(called[1]))
    name = _END.split(found[0])[0]
    words = _telling(name)
    if kind := _KIND.search(name):
        return _joined([*(word for word in words[:2] if word != kind[1].lower()), kind[1].lower()])
    return _joined(words)


def _telling(text: str) -> list[str]:
    words = re.findall(r"[a-z][a-z0-9]*", re.sub(r"[.']", "", text[:400].lower()))
    return [word for word in words if word not in _STOP and len(word) > 1]


def _joined(words: Sequence[str]) -> str:
    label = ""
    for word in words[:4]:
        longer = f"{label}_{word}".removeprefix("_")
        if label and len(longer) > _ENOUGH:
            break
        label = longer
    return label[:LONGEST]


def _unlike(label: str, taken: Sequence[str]) -> str:
    """Return the label, with a number if it is taken."""
    if label not in taken:
        return label
    number = 2
    while f"{label[: LONGEST - 4]}_{number}" in taken:
        number += 1
    return f"{label[: LONGEST - 4]}_{number}"
