"""Read from a footnote who adopted a plan: `Mr. Roe`, `J. P. Roe Jr.`, `DM Trust Aggregator, LLC`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_ADOPTED = r"(?:adopted|entered into|established)"
_BY = re.compile(rf"\b{_ADOPTED}\b[^.;]{{0,60}}?\bby ", re.IGNORECASE)
_TITLE = r"(?:Mr|Mrs|Ms|Dr|Messrs|Prof|Hon|St)\."
_INITIALS = r"(?:[A-Z]\.)+"
_SUFFIX = (
    r"(?:Jr|Sr|Esq|Inc|Corp|Co|Ltd|LP|LLP|LLC|PLC|L\.P|L\.L\.C|L\.L\.P|N\.A|P\.C|S\.A)\.?"
    r"|II|III|IV|Incorporated|Corporation|Limited|GmbH|AG|NV|N\.V\.|B\.V\.|Trustee|as|M\.D\.|Ph\.D\."
)
_TITLED = re.compile(rf"{_TITLE}|{_INITIALS}")
_AFTER_NAME = re.compile(_SUFFIX)
_ENDS = re.compile(
    r"on|dated|in|effective|and|which|that|who|when|at|for|to|under|by|pursuant|with|during|prior|was|is|has"
    r"|had|intended|before|after|while",
    re.IGNORECASE,
)
"""Words that no name goes on with."""
_MOST_WORDS, _LONGEST = 14, 80
_NAME = r"[A-Z][\w'\N{RIGHT SINGLE QUOTATION MARK}&-]{0,40}"
_NAMES = rf"(?:[A-Z]\. ?){{0,3}}{_NAME}(?: (?:[A-Z]\. ?){{0,3}}{_NAME}){{0,6}}(?:,? (?:{_SUFFIX}))?"
_BEFORE = re.compile(
    rf"(?P<who>\b[Tt]he [Rr]eporting [Pp]ersons?|(?<![\w.]){_TITLE} {_NAMES}) (?:had |has )?{_ADOPTED}"
    # Of other words, only what adopts something is a name: securities are sold "under a plan adopted on ..".
    rf"|(?<![\w.])(?P<other>{_NAMES}) (?:had |has )?{_ADOPTED} (?:an?|the|this|such|his|her|its|their)\b"
)
_NO_PERSON = re.compile(
    r"\b(?:Plan|Plans|Agreement|Instructions?|Arrangement|Program|Trading|Policy|Rule|This|That|It|Each|"
    r"These|They|He|She|Which|Who|Was|Previously|Were|Such|We|I)$"
)


def adopter(text: str) -> str:
    """Return who adopted a plan, as a note names them; empty if it does not."""
    if found := _BY.search(text):
        return " ".join(_name(text[found.end() :].split()))
    return next((" ".join(who.split()) for who in _before(text)), "")


def _before(text: str) -> Iterator[str]:
    for found in _BEFORE.finditer(text):
        who = found["who"] or found["other"]
        if not _NO_PERSON.search(who):
            yield who


def _name(words: Sequence[str]) -> Iterator[str]:
    """Yield the words of the name with which a text begins."""
    length = 0
    for n, word in enumerate(words[:_MOST_WORDS]):
        bare = word.rstrip(".,;:)")
        length += len(word) + 1
        if n and (_ENDS.fullmatch(bare) or length > _LONGEST):
            return
        following = words[n + 1] if n + 1 < len(words) else ""
        is_suffix = _AFTER_NAME.fullmatch(word.rstrip(",;"))
        if word.endswith(",") and _AFTER_NAME.fullmatch(following.rstrip(",;")):
            yield word
        elif word.endswith((",", ";", ":", ")")):
            yield word.rstrip(",;:)")
            return
        elif _TITLED.fullmatch(word) and following and not (n and is_suffix):
            yield word
        elif word.endswith("."):
            yield word if is_suffix or _TITLED.fullmatch(word) else bare
            if not _AFTER_NAME.fullmatch(following.rstrip(",;")):
                return
        else:
            yield word
