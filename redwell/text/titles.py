"""Compare titles of securities and natures of ownership: reworded, or different things.

title_likeness("Common", "Common Stock")               Likeness.REWORDED
title_likeness("Class A Common", "Class B Common")     Likeness.OTHER
nature_likeness("Wife", "By spouse")                   Likeness.REWORDED
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from enum import IntEnum
from functools import lru_cache

from redwell.text.characters import to_ascii

_MOST = 200
"""The most characters of a title that are compared."""


class Likeness(IntEnum):
    """The relation of two texts: DOUBTFUL if one says more about the same thing, OTHER for another thing."""

    EQUAL = 0
    REWORDED = 1
    DOUBTFUL = 2
    OTHER = 3


def _each(words: str) -> frozenset[str]:
    return frozenset(words.split())


_PAR = re.compile(
    r"[,(]?(?:(?<!\s)\s+)?(?:\$?\s?(?<![\d.])[\d.]+\s+par\b|par\s+value|(?:no|without)\s+par)"
    r"(?:\s+value)?[^,;)]*\)?",
    re.IGNORECASE,
)
_TO_BUY = re.compile(r"(?:(?<![\s(,])[\s(,]+)?\brights? to (?:buy|purchase|acquire)\b\s*\)?", re.IGNORECASE)
_BUYING = re.compile(r"\b(?:option|warrant|call)s?\b", re.IGNORECASE)
_WORD = re.compile(r"\w+(?:[-.'’]\w+)*", re.UNICODE)
_SAME_WORDS = {
    "rsu": "restricted unit",
    "rsus": "restricted unit",
    "psu": "performance unit",
    "psus": "performance unit",
    "sar": "appreciation right",
    "sars": "appreciation right",
    "iso": "incentive option",
    "nqso": "nonqualified option",
    "nso": "nonqualified option",
    "nonstatutory": "nonqualified",
    "cl": "class",
    "ser": "series",
    "pfd": "preferred",
    "pref": "preferred",
    "preference": "preferred",
    "com": "common",
    "adss": "ads",
    "adrs": "adr",
    "wife": "spouse",
    "husband": "spouse",
}
_FILLERS = _each(
    "stock share security the of and to for in with each class series award grant by held through owned see "
    "his her its their reporting person directly indirectly purchase"
)
"""Words that do not distinguish securities or holders."""
_INSTRUMENTS = _each(
    "option warrant unit note bond debenture right phantom put call preferred ads adr depositary swap future "
    "forward obligation buy sell appreciation loan"
)
"""Kinds of securities: a title that gains or loses one of these is another security."""
_PLAIN = frozenset({"common", "ordinary"})
_LIKE = 0.8
_SLIPS = range(5, 31)
"""The least letters of a word that may be mistyped; in a shorter word, each letter matters."""
_MOST_SLIPS = 3


def title_likeness(before: str, after: str) -> Likeness:
    """Compare two titles of securities: "Common" is "Common Stock", Class A is never Class B."""
    return _titles(before[:_MOST].casefold(), after[:_MOST].casefold())


def nature_likeness(before: str, after: str) -> Likeness:
    """Compare two natures of ownership: "Wife" is "By spouse"; two funds or trusts are never one."""
    if spaced(before) == spaced(after):
        return Likeness.EQUAL
    ours, theirs = _differing(_words(before[:_MOST].casefold()), _words(after[:_MOST].casefold()))
    return Likeness.OTHER if ours or theirs else Likeness.REWORDED


def bare(title: str) -> str:
    """Return a title without its par value, and an option or warrant without its right to buy."""
    words = " ".join(_PAR.sub(" ", title).split())
    return _TO_BUY.sub("", words) if _BUYING.search(words) else words


def spaced(text: str) -> str:
    """Return a text in small letters, with single spaces."""
    return " ".join(text.casefold().split())


@lru_cache(maxsize=8192)
def _titles(before: str, after: str) -> Likeness:
    if spaced(before) == spaced(after):
        return Likeness.EQUAL
    ours, theirs = _differing(_telling(before), _telling(after))
    extra = ours | theirs
    if extra <= _PLAIN:
        # Other countries call common stock ordinary shares.
        return Likeness.REWORDED
    # An added word may describe the same security; a replaced word names another one.
    return Likeness.OTHER if extra & _INSTRUMENTS or (ours and theirs) else Likeness.DOUBTFUL


@lru_cache(maxsize=8192)
def _telling(title: str) -> frozenset[str]:
    return _words(bare(title))


@lru_cache(maxsize=8192)
def _words(text: str) -> frozenset[str]:
    """Return the words that distinguish a security or holder: in the singular, without fillers."""
    plain = "".join(to_ascii(c) or c for c in re.sub(r"\b(class|series)-", r"\1 ", text))
    found: set[str] = set()
    for word in _WORD.findall(plain.replace("l.p", "lp")):
        short = word if any(map(str.isdigit, word)) else re.sub(r"\W|'s$|’s$", "", word)
        short = re.sub(r"(?<=[^s\W]{3})s$", "", short)
        for each in _SAME_WORDS.get(short, short).split():
            found.add(each)
    return frozenset(found - _FILLERS)


def _differing(ours: frozenset[str], theirs: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words that only one of two has, apart from misspellings."""
    left, right = set(ours - theirs), set(theirs - ours)
    if max(len(left), len(right)) > _MOST_SLIPS:
        return frozenset(left), frozenset(right)
    for word in sorted(left):
        slip = next((other for other in sorted(right) if _is_slip(word, other)), None)
        if slip:
            left.remove(word)
            right.remove(slip)
    return frozenset(left), frozenset(right)


@lru_cache(maxsize=8192)
def _is_slip(word: str, other: str) -> bool:
    """Return whether one word is the other, mistyped; never for numbers and roman numerals."""
    if not (len(word) in _SLIPS and len(other) in _SLIPS and word.isalpha() and other.isalpha()):
        return False
    return word[0] == other[0] and SequenceMatcher(None, word, other, autojunk=False).ratio() > _LIKE
