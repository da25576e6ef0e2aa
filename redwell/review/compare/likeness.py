"""How alike two titles of securities, or two natures of ownership, are: one reworded, or two."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from enum import IntEnum
from functools import lru_cache

from redwell.text.characters import to_ascii

_MOST = 200
"""Of a longer title, no more characters are looked at."""


class Likeness(IntEnum):
    """How two texts stand to each other; OTHER names something else."""

    EQUAL = 0
    REWORDED = 1
    DOUBTFUL = 2
    OTHER = 3


def _each(words: str) -> frozenset[str]:
    return frozenset(words.split())


_PAR = re.compile(
    r"[,(]?\s*(?:\$?\s?[\d.]+\s+par\b|par\s+value|(?:no|without)\s+par)(?:\s+value)?[^,;)]*\)?", re.IGNORECASE
)
_TO_BUY = re.compile(r"[\s(,]*\brights? to (?:buy|purchase|acquire)\b\s*\)?", re.IGNORECASE)
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
"""Words that tell no security or holder from another."""
_INSTRUMENTS = _each(
    "option warrant unit note bond debenture right phantom put call preferred ads adr depositary swap future "
    "forward obligation buy sell appreciation loan"
)
"""What a security is: no title gains or loses one of these and is the same security."""
_PLAIN = frozenset({"common", "ordinary"})
_LIKE = 0.8
_SLIPS = range(5, 31)
"""So many letters has a word that may be mistyped: of a shorter one, each letter tells."""
_MOST_SLIPS = 3


def titles(before: str, now: str) -> Likeness:
    """How alike two titles of securities are: "Common" is "Common Stock", Class A is never Class B."""
    return _titles(before[:_MOST].casefold(), now[:_MOST].casefold())


def natures(before: str, now: str) -> Likeness:
    """How alike two natures of ownership are: "Wife" is "By spouse"; of two funds or trusts, none is."""
    if _spaced(before) == _spaced(now):
        return Likeness.EQUAL
    ours, theirs = _differing(_words(before[:_MOST].casefold()), _words(now[:_MOST].casefold()))
    return Likeness.OTHER if ours or theirs else Likeness.REWORDED


def bare(title: str) -> str:
    """A title without its par value, and without what every option and warrant is."""
    words = " ".join(_PAR.sub(" ", title).split())
    return _TO_BUY.sub("", words) if _BUYING.search(words) else words


def _spaced(text: str) -> str:
    return " ".join(text.casefold().split())


@lru_cache(maxsize=8192)
def _titles(before: str, now: str) -> Likeness:
    if _spaced(before) == _spaced(now):
        return Likeness.EQUAL
    ours, theirs = _differing(_telling(before), _telling(now))
    extra = ours | theirs
    if extra <= _PLAIN:
        # Ordinary shares are what other countries call common stock.
        return Likeness.REWORDED
    # A word more may say more of one security; a word in the place of another names another.
    return Likeness.OTHER if extra & _INSTRUMENTS or (ours and theirs) else Likeness.DOUBTFUL


@lru_cache(maxsize=8192)
def _telling(title: str) -> frozenset[str]:
    return _words(bare(title))


@lru_cache(maxsize=8192)
def _words(text: str) -> frozenset[str]:
    """The words that tell a security from another: in the singular, without fillers."""
    plain = "".join(to_ascii(c) or c for c in re.sub(r"\b(class|series)-", r"\1 ", text))
    found: set[str] = set()
    for word in _WORD.findall(plain.replace("l.p", "lp")):
        short = word if any(map(str.isdigit, word)) else re.sub(r"\W|'s$|’s$", "", word)
        short = re.sub(r"(?<=[^s\W]{3})s$", "", short)
        for each in _SAME_WORDS.get(short, short).split():
            found.add(each)
    return frozenset(found - _FILLERS)


def _differing(ours: frozenset[str], theirs: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The words that only one of two has, but for slips of spelling."""
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
    """Whether two words are one, mistyped. Numbers and roman numerals never are."""
    if not (len(word) in _SLIPS and len(other) in _SLIPS and word.isalpha() and other.isalpha()):
        return False
    return word[0] == other[0] and SequenceMatcher(None, word, other, autojunk=False).ratio() > _LIKE
