"""Characters that are not allowed in a filing, and ASCII replacements for others."""

from __future__ import annotations

import re
import unicodedata

INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff"
)
"""Letters without any look, for the brackets of a pattern."""
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control characters
    "\u2028\u2029"  # line breaks in some programs only
    "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"  # spaces that look like an ordinary space
    f"{INVISIBLE}"
    "\ud800-\udfff\ufdd0-\ufdef\ufffd"  # not characters
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)
"""Characters that an editor hides or shows as other characters, so that nobody can review them."""


def for_terminal(text: str) -> str:
    """Return a text that is safe for a terminal: tabs become spaces, invisible characters become visible."""
    return UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text.replace("\t", " "))


_PLAIN = {
    "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201b": "'", "\u2032": "'", "\u00b4": "'", "\u02bc": "'",
    "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u201f": '"', "\u2033": '"', "\u00ab": '"', "\u00bb": '"',
    "\u2039": "'", "\u203a": "'",
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "--", "\u2015": "--", "\u2212": "-",
    "\u2022": "*", "\u2023": "*", "\u25cf": "*", "\u2026": "...", "\u2044": "/",
    "\u00a7": "Section ", "\u00b6": "Paragraph ", "\u00a9": "(C)", "\u00ae": "(R)",
    "\u2122": "(TM)", "\u2120": "(SM)",
    "\u00b0": " degrees", "\u00d7": "x", "\u00f7": "/", "\u00b1": "+/-", "\u2264": "<=", "\u2265": ">=",
    "\u2260": "not equal to", "\u2248": "about ", "\u20ac": "EUR ", "\u00a3": "GBP ", "\u00a5": "JPY ",
    "\u20a9": "KRW ", "\u20aa": "ILS ", "\u20b9": "INR ", "\u00a2": " cents", "\u2020": "+", "\u2021": "++",
    "\u00c6": "AE", "\u00e6": "ae", "\u0152": "OE", "\u0153": "oe", "\u00d8": "O", "\u00f8": "o",
    "\u00df": "ss",
    "\u1e9e": "SS", "\u0141": "L", "\u0142": "l", "\u0110": "D", "\u0111": "d", "\u00d0": "D", "\u00f0": "d",
    "\u00de": "TH", "\u00fe": "th", "\u0131": "i", "\u0126": "H", "\u0127": "h", "\u0138": "k",
    "\u014a": "NG",
    "\u014b": "ng", "\u0166": "T", "\u0167": "t", "\u2113": "l", "\u2116": "No. ",
}  # fmt: skip

_PUNCTUATION = re.compile(
    "[\u2018\u2019\u201a\u201b\u2032\u02bc\u201c\u201d\u201e\u201f\u2033\u2010-\u2015\u2212\u2026]"
)
"""Quotation marks, dashes and dots of a word processor: the plain ones mean the same."""


def has_only_marks(text: str) -> bool:
    """Return whether all characters beyond ASCII are quotation marks, dashes and dots of a word processor."""
    return _PUNCTUATION.sub("", text).isascii()


_FRACTION = re.compile("[\u00bc-\u00be\u2150-\u215f\u2189]")


def to_ascii(text: str) -> str | None:
    """Return ASCII with the same meaning (for quotes, dashes, accents, signs), or None if unknown."""
    if text.isascii():
        return text
    plain = "".join(map(_plain, _FRACTION.sub(_set_apart, text)))
    plain = re.sub(r"(Section|Paragraph|No\.|EUR|GBP|JPY) {2,}", r"\1 ", plain)
    return plain if plain.isascii() else None


def _plain(character: str) -> str:
    if character.isascii():
        return character
    if character in _PLAIN:
        return _PLAIN[character]
    if _is_raised_or_ringed_digit(character):
        return character
    parts = unicodedata.normalize("NFKD", character)
    return "".join(_PLAIN.get(part, part) for part in parts if not unicodedata.combining(part))


def _set_apart(fraction: re.Match[str]) -> str:
    """Return a fraction with a space after a digit: 5½ becomes 5 1/2, not 51/2."""
    before, after = fraction.string[: fraction.start()][-1:], fraction.string[fraction.end() :][:1]
    return f"{' ' * before.isdigit()}{fraction[0]}{' ' * after.isdigit()}"


def _is_raised_or_ringed_digit(character: str) -> bool:
    """Return whether a digit is raised, lowered or in a circle: 10² is not 102."""
    kind, _, parts = unicodedata.decomposition(character).partition("> ")
    letters = [chr(int(part, 16)) for part in parts.split()]
    return kind not in ("<fraction", "<wide", "<font") and any(letter.isdigit() for letter in letters)


def name_of(character: str) -> str:
    """Return the name of a character for messages: `U+2019 (right single quotation mark)`."""
    name = unicodedata.name(character, "").lower() or _UNNAMED.get(character, "")
    return f"U+{ord(character):04X}" + (f" ({name})" if name else "")


_UNNAMED = {"\x00": "null", "\x7f": "delete", "\x85": "next line", "\x1b": "escape", "\x0c": "form feed"}
