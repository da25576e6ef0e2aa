"""What no file of a filing may hold: a CCC, a token, a social security number, a submission file.

Each is known by its look, so that it is found before anybody commits or sends it. Nothing here returns a
secret: a finding knows its rule and its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_CCC = r"(?![0-9]{8}[ \t]+[a-z])[A-Za-z0-9@#$*%&!?+=^~_-]{8}(?![A-Za-z0-9@#$*%&+=^~_-])"
"""Eight signs; no number of something: "CCC: 10000000 shares"."""
_HAS_DIGIT_OR_SIGN = r"(?=[^\s]{0,7}[0-9@#$*%&!?+=^~])"
_HAS_DIGIT_AND_LETTER = r"(?=[^\s]{0,7}[0-9])(?=[^\s]{0,7}[A-Za-z])"
_CODE = r"(?i:(?<![a-z])(?:rptowner|filer|owner|my)?ccc(?![a-z]))"
PATTERNS = {
    # Whatever stands in EDGAR's own element is one. A colon or the like says that a value follows; after a
    # mere space it must look like one.
    "secret-ccc": re.compile(
        r"(?i:<(?:\w+:)?(?:rptowner|filer)ccc>)\s*(?P<element>[^<\s{][^<\s]{0,63})\s*</"
        rf"|{_CODE}(?:[\w .()-]{{0,24}}[\"']?\s{{0,9}}[:=>][\s>|\"'-]{{0,9}}{_HAS_DIGIT_OR_SIGN}"
        rf"|(?:\s+is|\s+code)?\s{{1,9}}[\"']?{_HAS_DIGIT_AND_LETTER})(?P<secret>{_CCC})"
    ),
    "secret-token": re.compile(
        r"(?P<jwt>\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*)"
        r"|(?i:token|bearer)(?:[ \t]+is)?[\s\"':=]{1,9}(?!0x[0-9a-fA-F]{40}\b)"
        r"(?=[^\s]{0,80}[0-9])(?=[^\s]{0,80}[A-Za-z])(?P<secret>[A-Za-z0-9+/_=.-]{24,})"
    ),
    "secret-ssn": re.compile(
        r"(?<![\w-])(?P<plain>(?!000|666)[0-9]{3}-(?!00)[0-9]{2}-(?!0000)[0-9]{4})(?![\w-])"
        r"|(?i:\bssn\b|social security)[^\n0-9]{0,20}(?P<secret>[0-9]{3}[ -]?[0-9]{2}[ -]?[0-9]{4})(?![0-9-])"
    ),
    "secret-submission": re.compile(
        r"(?P<secret><(?:\w+:)?edgarSubmission(?:\s[^<>]{0,2000})?>)\s*(?:<!--.{0,2000}?-->\s*)*<", re.DOTALL
    ),
}
"""The look of each, by the code of its problem. What is hidden is the group that matched."""
WORDS = {
    "secret-ccc": ("ccc",),
    "secret-token": ("token", "bearer", "eyj"),
    "secret-ssn": ("-", "ssn", "social security"),
    "secret-submission": ("edgarsubmission",),
}
"""Without one of these, in lower case, a text holds no such secret; to look for them is faster."""
NEW_ONE = "once it was committed or sent, have a new one made"
OUT_OF_HISTORY = (
    "once it was committed or sent, have it taken out of the history too, and tell the person whose number "
    "it is"
)
SAID = {
    "secret-ccc": f"this looks like the CCC of a filer, and a filing is read by many: remove it; {NEW_ONE}",
    "secret-token": f"this looks like a token of EDGAR, and a filing is read by many: remove it; {NEW_ONE}",
    "secret-ssn": (
        "this looks like a social security number, and a filing is read by many: remove it; " + OUT_OF_HISTORY
    ),
    "secret-submission": (
        "this is a submission file, which holds a CCC: keep it outside of git; once it was committed, have a "
        "new CCC made"
    ),
    "secret-base64": (
        "base64 hides a submission file here, or an ownership document with a CCC: keep it outside of git; "
        "once it was committed, have a new CCC made"
    ),
}
"""What is said of each."""


@dataclass(frozen=True, slots=True)
class Finding:
    """That something between these offsets of a text looks like a secret, by the rule *code*."""

    code: str
    start: int
    end: int


def find(text: str) -> Iterator[Finding]:
    """Whatever in *text* looks like a secret, rule by rule."""
    low = text.lower()
    for code, pattern in PATTERNS.items():
        if not any(word in low for word in WORDS[code]):
            continue
        for found in pattern.finditer(text):
            start, end = next(found.span(name) for name in pattern.groupindex if found[name] is not None)
            yield Finding(code, start, end)


def masked(text: str) -> str:
    """*text* with stars for whatever looks like a secret."""
    for each in [*find(text)]:
        text = text[: each.start] + re.sub(r"\S", "*", text[each.start : each.end]) + text[each.end :]
    return text
