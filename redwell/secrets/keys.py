"""Keys that name a secret, and keys into which somebody typed one."""

from __future__ import annotations

import re
from collections.abc import Sequence
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

_NUMBERED = re.compile(r"[A-Za-z]+(?:[ _-][A-Za-z]+)*[ _-]?[0-9]{0,2}")
"""A key with a number, as in `street2`, which is no secret."""
_SMALL = r"(?:(?:my|our|the|a|is|filer|owner|edgar|login|code|number|no|key|here)[\W_]+)"
_ITS_NAME = re.compile(
    rf"\W*{_SMALL}*(?:{WORDS})(?:[\W_]+{_SMALL}*(?:code|number|no|key|here))?\W*", re.IGNORECASE
)
"""A value that names the secret: `my ccc`, `CCC code`."""
_SIGNS = "A-Za-z0-9@#$*%&!?+=^~_-"
_CODE = re.compile(
    rf"(?<![A-Za-z0-9@#$%+=^~_-])(?![A-Z]{{0,3}}\$\d)(?=\S{{0,7}}[A-Za-z])(?=\S{{0,7}}[0-9])"
    rf"(?=\S{{0,7}}[@#$*%&!?+=^~])[{_SIGNS}]{{8}}(?![{_SIGNS}])"
)
"""Eight characters with a letter, a digit and a sign, as many a CCC is; no amount in a currency."""
_KEY_AND_REST = re.compile(r"([-?\s]*)([\w@#$*%&!?+=^~-]{8})(\s*:.*)", re.DOTALL)
_SHORTEST = 6
"""The shortest key, in characters, that can be a secret."""


def is_secret(key: str) -> bool:
    """Return True if the value of *key* must stay hidden; no key of a filing is a secret."""
    return bool(_SECRET_NAME.search(key))


def may_be_typed(key: str, *, is_label: bool) -> bool:
    """Return True if a key is none of a filing, and long enough for a secret."""
    return len(key) >= _SHORTEST and not (_LABEL if is_label else _NAME).fullmatch(key)


def is_value_of(key: str, value: str) -> bool:
    """Return True if a value, or what stands below it, names a secret that somebody typed as the *key*."""
    if _ITS_NAME.fullmatch(value):
        return True
    is_mixed = any(each.isdigit() for each in key) and " " not in key and not _NUMBERED.fullmatch(key)
    return is_mixed and bool(_SECRET_NAME.search(value))


def without_codes(lines: Sequence[str]) -> list[str]:
    """Return lines with stars for what looks like a CCC next to its name, which need not be YAML."""
    named = [is_secret(line) for line in lines]
    shown = []
    for n, line in enumerate(lines):
        if any(named[max(0, n - 1) : n + 2]):
            line = _CODE.sub(lambda found: "*" * len(found[0]), line)
        if named[n] and (found := _KEY_AND_REST.fullmatch(line)) and is_value_of(found[2], found[3]):
            line = f"{found[1]}{stars(found[2])}{found[3]}"
        shown.append(line)
    return shown


def table_without_secrets(content: bytes) -> bytes:
    """Return the content of a CSV file with stars for secrets, and below a head that names one."""
    first, end, rest = patterns.masked(content.decode("utf-8", "surrogateescape")).partition("\n")
    if is_secret(first):
        rest = _CODE.sub(lambda found: "*" * len(found[0]), rest)
    return f"{first}{end}{rest}".encode("utf-8", "surrogateescape")


@lru_cache(maxsize=512)
def shown(key: str, *, is_label: bool = False) -> str:
    """Return a key with stars for a secret that somebody typed into it: `ccc ********`."""
    if is_secret(key) and not (_LABEL if is_label else _NAME).fullmatch(key):
        return _without_others(key)
    return patterns.masked(key)


def without_value(key: str, text: str) -> str:
    """Return a text with stars for the secret that its *key* names: a lone word, or what looks like a CCC."""
    if not is_secret(key):
        return text
    if len(text.split()) == 1:
        return stars(text)
    named = f"{key}: "
    return _CODE.sub(lambda found: "*" * len(found[0]), patterns.masked(named + text)[len(named) :])


def holds_secret(text: str) -> bool:
    """Return True if a text, from which a label is to be made, looks as if it held a secret."""
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
