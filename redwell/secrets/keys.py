"""Keys that name a secret, and keys into which somebody typed one."""

from __future__ import annotations

import re
from functools import lru_cache

from redwell.secrets import patterns

WORDS = r"ccc|password|passphrase|token|social[_ -]?security|(?<!busine)ssn(?!a)"
_SECRET_NAME = re.compile(WORDS, re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z]+(?:[_-][A-Za-z]+)*")
_LABEL = re.compile(r"[a-z][a-z0-9_-]{0,39}")
"""A key, and the label of a footnote, into which nobody typed a secret."""
_OTHER = re.compile(rf"({WORDS})|\S", re.IGNORECASE)
_MIXED = re.compile(r"(?=[\w.-]{0,63}\d)(?=[\w.-]{0,63}[A-Za-z])[\w.-]{8,}")
_LONG_WITH_DIGIT = re.compile(r"(?<!\S)(?=\S{6})[^\s\d]*\d")

_SHORTEST = 6
"""The shortest key, in characters, that can be a secret."""


def is_secret(key: str) -> bool:
    """Return whether the value of *key* must stay hidden; no key of a filing is a secret."""
    return bool(_SECRET_NAME.search(key))


def is_value_of(key: str, value: str, *, is_label: bool) -> bool:
    """Return whether somebody typed a secret as the key, and its name as the value."""
    is_typed = len(key) >= _SHORTEST and not (_LABEL if is_label else _NAME).fullmatch(key)
    return is_typed and bool(_SECRET_NAME.fullmatch(value))


@lru_cache(maxsize=512)
def shown(key: str, *, is_label: bool = False) -> str:
    """Return a key with stars for a secret that somebody typed into it: `ccc ********`."""
    if is_secret(key) and not (_LABEL if is_label else _NAME).fullmatch(key):
        return _without_others(key)
    return patterns.masked(key)


def holds_secret(text: str) -> bool:
    """Return whether a text, from which a label is to be made, looks as if it held a secret."""
    is_typed = is_secret(text) and _LONG_WITH_DIGIT.search(text)
    return bool(is_typed) or patterns.masked(text) != text


def without_mixed(text: str) -> str:
    """Return the words before a secret, with stars for each long one of letters and digits."""
    return _MIXED.sub(lambda word: _without_others(word[0]), text)


def stars(text: str) -> str:
    """Return a star for each character that is no space."""
    return re.sub(r"\S", "*", text)


def _without_others(text: str) -> str:
    return _OTHER.sub(lambda found: found[1] or "*", text)
