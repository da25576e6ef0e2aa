"""Patterns that find a CCC, a password, a token, a Social Security number or a submission file in a text.

They find a secret before anybody commits or sends it. Nothing here returns a secret: a match has only its
code and its place.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache

_SIGN = "A-Za-z0-9@#$*%&!?+=^~_-"
_END = r"(?![A-Za-z0-9@#$*%&+=^~_-])"
_NAMED = rf"(?![A-Z][a-z]{{2,5}}-[A-Z]?[0-9]{{1,4}}{_END})"
"""Holds where nothing is named as in "Class-A1" or "May-2026"."""
_NUMBERED = (
    rf"(?!(?:[A-Z][A-Za-z]{{1,6}}-?[0-9]{{1,5}}(?:[a-z][0-9])?|(?:19|20)[0-9]{{2}}-?[A-Z][a-z]{{2,3}}){_END})"
)
"""Holds where no plan or rule is named with its number, as in "ESPP2024", "2021Plan" or "Rule16b3"."""
_EIGHT = rf"(?!(?:US|HK|AU?|CA?|NZ|NT|SG?|R|MX)\$[0-9]{{5,6}}{_END}){_NAMED}[{_SIGN}]{{8}}{_END}"
"""Eight characters that are no amount in a currency, as "US$10000" is. A CCC has one of @, #, $ and *."""
_MIXED = rf"(?=[^\s]{{0,7}}[A-Za-z])(?=[^\s]{{0,7}}[0-9@#$*%&!?+=^~]){_EIGHT}"
_WITH_DIGIT = rf"(?=[^\s]{{0,7}}[0-9]){_MIXED}"
_DIGITS = r"[0-9]{8}(?![A-Za-z0-9@#$*%&+=^~_-]|[ \t]+[a-z])"
"""Eight digits, but not a number of something, as in "CCC: 10000000 shares"."""
_ORDINARY = (
    "accepted affirmed anything approved assigned attached bankrupt deferred disabled enclosed existing "
    "expected filename generate included negative obtained optional password personal positive possible "
    "provided pursuant received redacted rejected replaced reported required returned security standard "
    "together tomorrow username verified whatever withheld"
).replace(" ", "|")
_LETTERS = (
    rf"(?!(?i:{_ORDINARY}|x{{8}}|y{{8}}|n{{8}}|c{{8}}|a{{8}}))(?![A-Z][a-z]{{7}})[A-Za-z]{{8}}"
    r"(?=[\"'”’)\]}.*_`\u300d\u300f\u301e\uff02\uff07]{0,3}[ ]{0,9}(?:\Z|[\r\n\t|<,;]))"
)
"""Eight letters at the end of a line or cell that are no word which often stands there, and no name."""
_QUOTE = r"[\"'“”‘’„«»`*_\u300c-\u300f\u301d-\u301f\uff02\uff07]"
_CODE = (
    r"(?i:(?<![a-z0-9#])(?:rptowner|owner|edgar|filer|issuer|login|my)?ccc(?![a-z])"
    r"|(?<![a-z])(?:cik[ \t_-]{0,3})?confirmation[ \t_-]{0,3}codes?(?![a-z]))"
)
_UNUSUAL = (
    r"(?![A-Za-z]{2,7}?(?i:ed|ing|ble|ive|ent|ant|ial|ory|ary|ous|ful|ers|ies|ions?|ness|ment|ity|ate|ings)"
    r"(?![A-Za-z]))(?!(?i:american|delaware|holdings|mortgage|national|networks|partners|products|software"
    r"|services|ventures))"
)
"""Holds where no word follows that may stand after "CCC is", and none of a company's name."""
_POINTS = r":=>|\t\u2190-\u21ff\u2794-\u27be\u2010-\u2015\u2212-"
"""Signs that point from a name to its value. One is looked for first: the words before it take more time."""
_OF_WHOM = rf"[\w .,()#&/’-]{{0,48}}?{_QUOTE}{{0,3}}\s{{0,9}}"
_SMALL = (
    "the|and|any|are|but|can|each|every|for|from|has|her|his|its|may|must"
    "|new|not|nor|old|one|our|see|that|their|this|was|who|will|with|you|your"
)
"""Words of a sentence, which a passphrase hardly has."""
_WITH_SIGN = (
    r"(?![A-Z]{0,3}\$\d)(?=\S{0,7}[A-Za-z])(?=\S{0,7}[0-9])(?=\S{0,7}[@#$*])"
    r"[A-Za-z0-9@#$*%&!?+^~-]{8}(?![A-Za-z0-9@#$*%&+^~-])"
)
"""Eight characters as a CCC has them now: a letter, a digit and one of @, #, $ and *."""
_THEN_NAME = (
    r"(?=(?i:[ \t]{1,3}(?:is|was)[ \t]{1,3}(?:(?:the|my|her|his|our|your|their|filer|edgar)[ \t]{1,3}){0,2}"
    r"|[ \t]{0,3}[(\[{=:/|_][ \t]{0,3})(?i:my|owner|edgar|filer|login)?(?i:ccc(?![a-z])))"
)
"""Holds before the name of what stands before it, as in "is her CCC" or "(CCC)"."""
_PASSWORD = r"(?i:(?<![a-z])(?:edgar[ _-]?)?(?:password|passwd|pass[ -]?phrase|pmac)(?![a-z]))"
_NO_PASSWORD = rf"(?!(?i:{_ORDINARY}|string|secret|getpass|prompt|hidden|\*+[\s.,;]|x+[\s.,;]))"
_SPACES = "\u00a0\u2000-\u200a\u202f\u205f"
_DASH = rf"[ {_SPACES}]{{0,2}}[-\u00ad\u2010-\u2015\u2212\ufe58\ufe63\uff0d][ {_SPACES}]{{0,2}}"
_GAP = rf"(?:{_DASH}|[ {_SPACES}])?"
_SSN = r"(?!000|666)[0-9]{{3}}{0}(?!00)[0-9]{{2}}{0}(?!0000)[0-9]{{4}}(?![\w-])"
PATTERNS = {
    # Anything in EDGAR's own element counts. Elsewhere the value is mixed or no common word; after a comma or
    # a space alone, it must have a letter and a digit.
    "secret-ccc": r"(?i:<(?:\w+:)?(?:rptowner|filer)ccc>)\s*(?P<element>[^<\s{][^<\s]{0,63})\s*</"
    rf"|(?<![A-Za-z0-9@#$*%&+=^~_-])(?P<before>{_WITH_SIGN}){_THEN_NAME}"
    rf"|{_CODE}(?:(?:_|[ \t]{{0,3}}/[ \t]{{0,3}})(?P<joined>{_WITH_SIGN})"
    rf"|(?=[^{_POINTS}]{{0,60}}[{_POINTS}]){_OF_WHOM}[{_POINTS}][=>]{{0,2}}"
    rf"[\s>|({{\[]{{0,9}}+{_QUOTE}{{0,3}}(?=[{_SIGN}]{{8}})(?P<value>{_MIXED}|{_DIGITS}|{_LETTERS})"
    rf"|\s{{0,3}}(?:[(\[{{<]|{_QUOTE})\s{{0,2}}"
    rf"(?P<enclosed>(?:{_NUMBERED}{_MIXED}|{_LETTERS})(?=\s{{0,2}}(?:[)\]}}>]|{_QUOTE})))"
    rf"|\s{{0,3}}[,;]\s{{0,3}}{_QUOTE}?(?P<next>{_NUMBERED}{_WITH_DIGIT})"
    rf"|(?:[ \t]{{0,3}}[.…·]){{2,40}}[ \t]{{0,9}}(?P<led>{_NUMBERED}{_MIXED})"
    rf"|[ \t]{{1,3}}(?i:is|was)[ \t]{{1,3}}{_QUOTE}?{_UNUSUAL}(?P<said>{_LETTERS})"
    rf"|[ \t]{{1,9}}{_UNUSUAL}(?P<capital>(?=[A-Z]{{8}}){_LETTERS})"
    rf"|[ \t]{{0,3}}=[ \t]{{0,3}}{_UNUSUAL}(?!(?i:{_ORDINARY}))"
    rf"(?P<named>[A-Z][a-z]{{7}}(?=[ \t]{{0,9}}(?:\Z|[\r\n])))"
    rf"|\s{{1,3}}(?i:for|of)\s[\w .,()#&/’'-]{{1,48}}?\s(?i:is|was){_QUOTE}{{0,3}}"
    rf"\s{{1,9}}{_QUOTE}?(?P<whose>{_WITH_DIGIT})"
    rf"|\s{{1,3}}(?i:is|was|code|no\.?|number|\#){_QUOTE}{{0,3}}\s{{1,9}}{_QUOTE}?(?P<told>{_WITH_DIGIT})"
    rf"|(?:(?<!\bCCC)|(?={_QUOTE}{{0,3}}\s{{1,9}}+{_QUOTE}?{_NUMBERED}))"
    rf"{_QUOTE}{{0,3}}\s{{1,9}}{_QUOTE}?(?P<secret>{_WITH_DIGIT}))",
    "secret-password": rf"{_PASSWORD}[\w ()]{{0,24}}?{_QUOTE}{{0,3}}\s{{0,3}}"
    rf"[:=\u2190-\u21ff][=>]?[ \t]{{0,9}}{_QUOTE}?"
    rf"{_NO_PASSWORD}(?P<secret>(?=[^\s]{{0,63}}[0-9@#$%&!?+^~])[\w@#$%&!?+=^~.*/-]{{6,64}}(?![\w(\[{{@#$%&])"
    r"|[A-Za-z]{6,64}(?=[\"'”’.)]{0,2}[ \t]*(?:\Z|[\r\n<|])))"
    rf"|(?i:(?<![a-z])pmac|{_PASSWORD}[ \t]{{1,3}}(?:is|was))[ \t]{{1,9}}{_QUOTE}?(?P<said>{_WITH_DIGIT})"
    r"|(?i:(?<![a-z])pass[ -]?phrase)[ \t]{0,3}[:=][ \t]{0,9}"
    rf"(?!(?i:{_ORDINARY}))(?P<words>(?:(?!(?i:{_SMALL})\b)[A-Za-z]{{3,12}}[ -]){{2,8}}"
    rf"[A-Za-z]{{3,12}})(?=[\"'”’.]{{0,2}}[ \t]{{0,9}}(?:\Z|[\r\n<|]))",
    "secret-token": r"(?:(?<![\w-])|(?<=(?<![\w-])token-))"
    r"(?P<jwt>eyJ[A-Za-z0-9_-]{8,}+\.[A-Za-z0-9_-]{8,}+\.[A-Za-z0-9_-]*)"
    r"|(?i:token|bearer)(?:[ \t]+is)?[\s\"':=]{1,9}(?!0x[0-9a-fA-F]{40}\b)"
    r"(?=[^\s]{0,80}[0-9])(?=[^\s]{0,80}[A-Za-z])(?P<secret>[A-Za-z0-9+/_=.-]{24,})"
    r"|(?<![A-Za-z0-9])(?P<github>gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{36}|glpat-[\w-]{20})"
    r"|(?<![A-Za-z0-9])(?P<aws>(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16})(?![A-Za-z0-9])"
    r"|(?i:aws|amazon)[\w .-]{0,20}(?i:secret|key)[\w .-]{0,20}[\"']?\s{0,3}[:=]\s{0,3}[\"']?"
    r"(?P<keyed>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+])"
    r"|-----BEGIN (?P<private>[A-Z0-9 ]{0,20}PRIVATE KEY(?: BLOCK)?-----)"
    r"(?:\\[nr]|\s){1,9}(?:[A-Z][\w-]{0,30}: [^\n]{0,200}\n\s{0,9}){0,5}[A-Za-z0-9+/]{16}"
    r"|(?P<putty>PuTTY-User-Key-File-[23]: )",
    "secret-ssn": rf"(?<![\w-])(?P<plain>{_SSN.format(_DASH)}|{_SSN.format(f'[{_SPACES}]')})"
    r"|(?i:\bssn\b|\bs\.s\.n\.|\bss ?#|social security|\bsoc\. ?sec\.)[^\n0-9]{0,30}"
    rf"(?P<secret>[0-9]{{3}}{_GAP}[0-9]{{2}}{_GAP}[0-9]{{4}})(?![0-9-])",
    "secret-submission": r"(?s)(?P<secret><(?:\w+:)?edgarSubmission(?:\s[^<>]{0,2000})?>)"
    r"\s*+<",
}
"""A pattern for each code. The named group that matches is the secret."""
WORDS = {
    "secret-ccc": ("ccc", "confirmation"),
    "secret-password": ("pass", "pmac"),
    "secret-token": (
        *("token", "bearer", "eyj", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-"),
        *("akia", "asia", "abia", "acca", "aws", "amazon", "private key", "putty"),
    ),
    "secret-ssn": ("ssn", "s.s.n", "ss#", "ss #", "social security", "soc. sec", "soc.sec"),
    "secret-submission": ("edgarsubmission",),
}
"""Lower-case words of which a text must hold one before its pattern can match; a faster first look."""
_LIKE_SSN = r"[0-9]{3}[^0-9]{1,5}[0-9]{2}[^0-9]{1,5}[0-9]{4}"
"""The number without such a word; quick to compile."""
_HEADING = rf"[\W_]*+(?:{_CODE}|(?i:cik and ccc))[\W_]*+"
_IN_COLUMN = rf"{_QUOTE}?(?:{_MIXED}|{_UNUSUAL}{_LETTERS}){_QUOTE}?\Z"
_LINE = re.compile(r"[^\r\n]+")
_CELL = {",": re.compile(r"[^,]+"), ";": re.compile(r"[^;]+"), "\t": re.compile(r"[^\t]+"),
         "|": re.compile(r"[^|]+"), "  ": re.compile(r"\S+(?: \S+)*")}  # fmt: skip
"""A cell of a line, for what stands between cells."""
NEW_ONE = "if it was committed or sent, get a new one"
NEW_CCC = "if it was committed or sent, replace the CCC on the EDGAR Filer Management dashboard"
READERS = "filings are kept in git, where many people can read them"
OUT_OF_HISTORY = (
    "if it was committed or sent, remove it from the history too, and tell the person whose number it is"
)
MESSAGES = {
    "secret-ccc": f"this looks like a filer's CCC, and {READERS}: remove it; {NEW_CCC}",
    "secret-password": f"this looks like a password, and {READERS}: remove it; {NEW_ONE}",
    "secret-token": f"this looks like an access token or a private key, and {READERS}: remove it; {NEW_ONE}",
    "secret-ssn": (f"this looks like a Social Security number, and {READERS}: remove it; {OUT_OF_HISTORY}"),
    "secret-submission": (f"this is a submission file, which holds a CCC: keep it outside git; {NEW_CCC}"),
    "secret-base64": f"base64 hides a CCC or a submission file here: keep it outside git; {NEW_CCC}",
}
"""The message for each code."""
UNREAD = "secret-unread"
"""The code of a file that could not be searched."""


@dataclass(frozen=True, slots=True, order=True)
class Match:
    """A part of a text that looks like a secret: its first and last offsets, and its code.

    They are the same where only its beginning is known: between tags, or in base64.
    """

    start: int
    end: int
    code: str


def find_matches(text: str, codes: Collection[str] = tuple(PATTERNS)) -> Iterator[Match]:
    """Return everything in *text* that looks like a secret of one of *codes*, code by code."""
    lower = text.lower()
    for code in codes:
        if not _may_match(lower, code):
            continue
        pattern = _compiled(code)
        for match in pattern.finditer(text):
            start, end = next(match.span(name) for name in pattern.groupindex if match[name] is not None)
            yield Match(start, end, code)
    if "secret-ccc" in codes and _may_match(lower, "secret-ccc"):
        yield from _in_columns(text)


def _may_match(lower: str, code: str) -> bool:
    is_likely = any(word in lower for word in WORDS[code])
    return is_likely or (code == "secret-ssn" and bool(re.search(_LIKE_SSN, lower)))


@cache
def _compiled(code: str) -> re.Pattern[str]:
    """Compile a pattern when a text first needs it: that takes longer than a filing takes to check."""
    pattern = PATTERNS[code]
    return re.compile(pattern)


def _in_columns(text: str) -> Iterator[Match]:
    """Return the CCCs below a heading, in a table of any kind with a row to a line."""
    between, column = "", 0
    for line in _LINE.finditer(text):
        words = line[0]
        if between:
            cells = [*_CELL[between].finditer(words)]
            value = cells[column][0] if column < len(cells) else ""
            if value and re.match(_IN_COLUMN, value.strip()):
                start = line.start() + cells[column].start() + len(value) - len(value.lstrip())
                yield Match(start, start + len(value.strip()), "secret-ccc")
            elif len(cells) < 2:
                between = ""
        if any(word in words.lower() for word in WORDS["secret-ccc"]):
            between, column = _heading_in(words) or (between, column)


def _heading_in(line: str) -> tuple[str, int] | None:
    """Return what stands between the cells of a line, and the number of the one that heads CCCs."""
    for mark, cell in _CELL.items():
        if mark in line:
            cells = cell.findall(line)
            for n, each in enumerate(cells if len(cells) > 1 else ()):
                if re.fullmatch(_HEADING, each):
                    return mark, n
    return None


def masked(text: str) -> str:
    """Return *text* with stars in place of everything that looks like a secret."""
    letters = [*text]
    for match in find_matches(text):
        letters[match.start : match.end] = re.sub(r"\S", "*", text[match.start : match.end])
    return "".join(letters)
