"""Patterns that find a CCC, a token, a Social Security number or a submission file in a text.

They find a secret before anybody commits or sends it. Nothing here returns a secret: a match has only its
code and its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_CCC = r"(?![0-9]{8}[ \t]+[a-z])[A-Za-z0-9@#$*%&!?+=^~_-]{8}(?![A-Za-z0-9@#$*%&+=^~_-])"
"""Eight signs, but not a number of something, as in "CCC: 10000000 shares"."""
_HAS_DIGIT_OR_SIGN = r"(?=[^\s]{0,7}[0-9@#$*%&!?+=^~])"
_HAS_DIGIT_AND_LETTER = r"(?=[^\s]{0,7}[0-9])(?=[^\s]{0,7}[A-Za-z])"
_CODE = r"(?i:(?<![a-z])(?:rptowner|filer|owner|my)?ccc(?![a-z]))"
PATTERNS = {
    # Anything in EDGAR's own element counts. After a colon or the like, a value follows; after a space alone,
    # the value must also have a digit and a letter.
    "secret-ccc": r"(?i:<(?:\w+:)?(?:rptowner|filer)ccc>)\s*(?P<element>[^<\s{][^<\s]{0,63})\s*</"
    rf"|{_CODE}(?:[\w .()-]{{0,24}}[\"']?\s{{0,9}}[:=>][\s>|\"'-]{{0,9}}{_HAS_DIGIT_OR_SIGN}"
    rf"|(?:\s+is|\s+code)?\s{{1,9}}[\"']?{_HAS_DIGIT_AND_LETTER})(?P<secret>{_CCC})",
    "secret-token": r"(?P<jwt>\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*)"
    r"|(?i:token|bearer)(?:[ \t]+is)?[\s\"':=]{1,9}(?!0x[0-9a-fA-F]{40}\b)"
    r"(?=[^\s]{0,80}[0-9])(?=[^\s]{0,80}[A-Za-z])(?P<secret>[A-Za-z0-9+/_=.-]{24,})",
    "secret-ssn": r"(?<![\w-])(?P<plain>(?!000|666)[0-9]{3}-(?!00)[0-9]{2}-(?!0000)[0-9]{4})(?![\w-])"
    r"|(?i:\bssn\b|social security)[^\n0-9]{0,20}(?P<secret>[0-9]{3}[ -]?[0-9]{2}[ -]?[0-9]{4})(?![0-9-])",
    "secret-submission": r"(?s)(?P<secret><(?:\w+:)?edgarSubmission(?:\s[^<>]{0,2000})?>)"
    r"\s*(?:<!--.{0,2000}?-->\s*)*<",
}
"""A pattern for each code. The named group that matches is the secret."""
WORDS = {
    "secret-ccc": ("ccc",),
    "secret-token": ("token", "bearer", "eyj"),
    "secret-ssn": ("-", "ssn", "social security"),
    "secret-submission": ("edgarsubmission",),
}
"""Lower-case words of which a text must hold one before its pattern can match; a faster first look."""
NEW_ONE = "if it was committed or sent, get a new one"
NEW_CCC = "if it was committed or sent, replace the CCC on the EDGAR Filer Management dashboard"
READERS = "filings are kept in git, where many people can read them"
OUT_OF_HISTORY = (
    "if it was committed or sent, remove it from the history too, and tell the person whose number it is"
)
MESSAGES = {
    "secret-ccc": f"this looks like a filer's CCC, and {READERS}: remove it; {NEW_CCC}",
    "secret-token": f"this looks like an EDGAR token, and {READERS}: remove it; {NEW_ONE}",
    "secret-ssn": (f"this looks like a Social Security number, and {READERS}: remove it; {OUT_OF_HISTORY}"),
    "secret-submission": (f"this is a submission file, which holds a CCC: keep it outside git; {NEW_CCC}"),
    "secret-base64": (
        "base64 hides a submission file here, or an ownership document with a CCC: keep it outside git; "
        f"{NEW_CCC}"
    ),
}
"""The message for each code."""


@dataclass(frozen=True, slots=True)
class Match:
    """A part of a text that looks like a secret: its code, and its first and last offsets."""

    code: str
    start: int
    end: int


def find_matches(text: str) -> Iterator[Match]:
    """Return everything in *text* that looks like a secret, code by code."""
    lower = text.lower()
    for code in PATTERNS:
        if not any(word in lower for word in WORDS[code]):
            continue
        pattern = re.compile(PATTERNS[code])
        for match in pattern.finditer(text):
            start, end = next(match.span(name) for name in pattern.groupindex if match[name] is not None)
            yield Match(code, start, end)


def masked(text: str) -> str:
    """Return *text* with stars in place of everything that looks like a secret."""
    for match in [*find_matches(text)]:
        text = text[: match.start] + re.sub(r"\S", "*", text[match.start : match.end]) + text[match.end :]
    return text
