"""Compare names of persons, entities and companies in different spellings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from redwell.text.characters import to_ascii

_COMPANY = re.compile(
    "the|inc|incorporated|corp|corporation|co|company|ltd|limited|plc|llc|lc|lp|llp|lllp|sa|nv|ag|se|ab|asa|gmbh|spa|bv|pte|pty"
)
"""Words that a company's name may include or leave out."""
_ENTITY = re.compile(
    "trusts?|funds?|partners|partnerships?|holdings|ventures|capital|foundation|estate|associates|investments"
    "|investors|management|advis[eo]rs|group|bank|inc|incorporated|corp|corporation|company|ltd|limited|plc"
    "|llc|lp|llp|lllp|nv|asa|gmbh|spa|bv|pte|pty"
)
"""Words that, after another word, show that a name is not a person's."""
_MOST = 50
"""The most owners who share a word with a name that are compared."""


@lru_cache(maxsize=4096)
def is_one(name: str, owner: str) -> bool:
    """Return whether two names mean one owner; order, middle names, initials and punctuation may differ."""
    if "".join(_parts(name, "")) == "".join(_parts(owner, "")):
        return True
    for ours in (frozenset(_parts(name, " ")), frozenset(_parts(name, ""))):
        for theirs in (frozenset(_parts(owner, " ")), frozenset(_parts(owner, ""))):
            if _is_within(ours, theirs) or _is_within(theirs, ours):
                return True
    return False


GENERATION = re.compile(r"(?<![,\s])[,\s]+(jr|sr|ii|iii|iv|esq|m\.?d|ph\.?d)\.?$", re.IGNORECASE)
"""The end of a person's name: Jr., III, Esq., M.D."""


_GENERATIONS = frozenset(("jr", "sr", "junior", "senior", "ii", "iii", "iv"))


def meant(name: str, owners: Sequence[str]) -> tuple[int, ...]:
    """Return the numbers of the *owners* that a name means: those with the same words, or else similar ones.

    "Jane Doe" does not mean the Jane Doe Family Trust.
    """
    words = frozenset(_parts(_without_points(name), ""))
    near = _near(name, tuple(owners))
    exactly = tuple(n for n in near if frozenset(_parts(_without_points(owners[n]), "")) == words)
    alike = (n for n in near[:_MOST] if is_one(name, owners[n]) and _is_of_a_kind(name, owners[n]))
    return exactly or tuple(alike)


def words_beyond(name: str, owner: str) -> frozenset[str]:
    """Return the words of a name that an *owner*'s name lacks, in small letters: `jr`, `albert`."""
    if _letters(name) == _letters(owner):
        return frozenset()
    known = {*_parts(owner, " "), *_parts(_without_points(owner), "")}
    words = {*_parts(_without_points(name), "")} - known
    return frozenset(word for word in words if not _COMPANY.fullmatch(word))


def is_of_another_generation(name: str, owner: str) -> bool:
    """Return whether a name has a Jr. or III that an *owner*'s name lacks: father and son are two persons."""
    return bool(words_beyond(name, owner) & _GENERATIONS)


def is_named_in(name: str, text: str) -> bool:
    """Return whether a *text*, such as a signature line, has every word of a name.

    A person's initials may be missing; those of entities tell Fund I from Fund V.
    """
    words = frozenset(_parts(text, " ")) | frozenset(_parts(text, ""))
    has_initials = not is_entity(name)
    return all(
        (has_initials and len(word) == 1 and word.isalpha()) or word in words or _COMPANY.fullmatch(word)
        for word in _parts(_without_points(name), " ")
    )


@lru_cache(maxsize=1024)
def is_entity(name: str) -> bool:
    """Return whether a name looks like that of a company, fund or trust."""
    _, *words = [*_parts(_without_points(name), " "), ""]
    return any(map(_ENTITY.fullmatch, words)) or "co" in words[-2:]


def person_of(name: str) -> str:
    """Return a name without the office after it: "Jane Doe" for "Jane Doe, General Counsel"."""
    head, comma, rest = name.partition(",")
    return head if comma and not is_entity(name) and len(head.split()) > 1 and rest else name


def is_one_company(name: str, other: str) -> bool:
    """Return whether two names mean one company: "The Acme Company, Inc." is "ACME CO /DE/"."""
    ours, theirs = _core(name), _core(other)
    return "".join(ours) == "".join(theirs) or (
        # A power for several companies names them all.
        len(theirs) > 0
        and bool(re.search(r"\band\b|[&,;]", name))
        and f" {' '.join(theirs)} " in f" {' '.join(ours)} "
    )


def listed(names: Sequence[str], conjunction: str = "and") -> str:
    """Return `A`, `A and B` or `A, B and C`."""
    return f" {conjunction} ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _near(name: str, owners: tuple[str, ...]) -> list[int]:
    """Return the *owners* that share a word, or every letter, with a name."""
    index = _index(owners)
    return sorted({n for word in _keys(name) for n in index.get(word, ())})


@lru_cache(maxsize=4)
def _index(owners: tuple[str, ...]) -> dict[str, list[int]]:
    index: dict[str, list[int]] = {}
    for n, owner in enumerate(owners):
        for word in _keys(owner):
            index.setdefault(word, []).append(n)
    return index


def _keys(name: str) -> frozenset[str]:
    split, whole = _parts(name, " "), _parts(name, "")
    return frozenset((*split, *whole, "".join(whole)))


def _core(name: str) -> Sequence[str]:
    """Return the words of a company's name without its legal form and EDGAR's state of incorporation."""
    words = _parts(_without_points(re.sub(r"/[A-Za-z ]{2,}/?$", "", name.rstrip())), "")
    return [word for word in words if not _COMPANY.fullmatch(word)] or words


def _is_of_a_kind(name: str, owner: str) -> bool:
    """Return whether both are persons or both entities; Fund V is not short for Fund VI."""
    own = set(_parts(_without_points(name), " ")) ^ set(_parts(_without_points(owner), " "))
    if is_entity(name) and is_entity(owner):
        return not any(len(word) == 1 for word in own) or _letters(name) == _letters(owner)
    if not is_entity(name) and not is_entity(owner):
        return True
    return not any(map(_ENTITY.fullmatch, own - {"corp", "corporation", "company"}))


def _letters(name: str) -> str:
    return "".join(_parts(name, ""))


def _without_points(name: str) -> str:
    """Return a name with L.P. and L P written as LP."""
    joined = re.sub(r"\b(\w)\.\s?(?=\w\b)", r"\1", name)
    return re.sub(r"\b([Ll]) ([PpLl])(?: ([CcPp]))?\b", r"\1\2\3", joined)


def _is_within(some: Iterable[str], more: frozenset[str]) -> bool:
    """Return whether each word of *some* is a word of *more* or its initial; one word must be equal."""
    words = frozenset(some)
    if not words or not any(len(word) > 1 for word in words & more):
        return False
    return all(word in more or _is_short_for_one(word, more - words) for word in words)


def _is_short_for_one(word: str, more: Iterable[str]) -> bool:
    return any(
        each.startswith(word) if len(word) == 1 else len(each) == 1 and word.startswith(each) for each in more
    )


@lru_cache(maxsize=1024)
def _parts(name: str, hyphen: str) -> tuple[str, ...]:
    """Return the words of a name in letters and digits alone, without "and" or "&"."""
    plain = " ".join(to_ascii(word) or word for word in name.split())
    text = plain.lower().replace("-", hyphen).replace("&", " and ").replace(",", " ")
    words = ("".join(filter(str.isalnum, word)) for word in text.split())
    return tuple(word for word in words if word and word != "and")
