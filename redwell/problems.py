"""Problems as values, with their places and codes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

Severity = Literal["error", "warning", "not ready", "note"]
"""A *note* is said and never counted: nothing waits for it, and nobody needs to answer."""
Path = tuple[str | int, ...]
"""The keys and numbers that lead to a value: ("non_derivative", 0, "title")."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """The place of a problem. Lines and columns count from 1; *end_column* is the first after the mark."""

    file: str
    line: int = 1
    column: int = 1
    end_column: int = 1
    text: str = ""
    """The whole line, as written; empty for a problem of the whole file."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of a text: *new* takes the place of what stands from *start* to *end* (offsets)."""

    start: int
    end: int
    new: str


def edited(text: str, edits: Iterable[Edit]) -> str:
    """Return the text after edits that do not overlap."""
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end), reverse=True):
        text = text[: edit.start] + edit.new + text[edit.end :]
    return text


@dataclass(frozen=True, kw_only=True, slots=True)
class Mend:
    """The remedy of a problem where it is certain: what the message says to write, for `check --fix`.

    It concerns the value at the path of the problem: its new *value* in YAML, or its new *text*, which keeps
    its quotation marks; its new *key*; the mapping at *home*, where it belongs, there called *key* if one is
    given; or it is removed, or is the only item of a list; or *lines* take the place of its key and value.
    The line of the key at *instead_of* is removed with it. A key and its value are *added* to the mapping at
    the path, *before* one of its keys. A mistake in the text of a file, which has no
    path, is mended by *edits*.
    """

    value: str | None = None
    text: str | None = None
    key: str | None = None
    home: Path | None = None
    is_removed: bool = False
    is_item: bool = False
    lines: tuple[str, ...] = ()
    instead_of: Path | None = None
    added: str | None = None
    before: str | None = None
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """A problem. Its message says what is wrong, what to do and the source; no initial capital, no period.

    A published *code* never changes. *path* leads to the value. The caret marks the value; with *on_key*, its
    key; with *on*, the `key: value` of that name in the mapping at *path*; with *words*, those words of the
    value. `source.placed` fills in *place*. *mend* is there if the remedy is certain;
    *lines* are what to type where one line does not show it.
    """

    severity: Severity = "error"
    code: str
    message: str
    path: Path = ()
    on_key: bool = False
    on: str | None = None
    words: str | None = None
    place: Place | None = None
    mend: Mend | None = None
    lines: tuple[str, ...] = ()
    is_acceptable: bool = False
    """True for an error that a filing can accept with a reason, as it can any warning."""
    of: str = ""
    """The fingerprint of the words that it is about, if they may change while it is accepted."""
    pasted: tuple[str, ...] = ()
    """The parts of the message that are pasted, such as commands: a terminal keeps each whole."""


_OUTSIDE_RULES: tuple[tuple[str, Severity, str], ...] = (
    (
        "the text of a file",
        "error",
        "alias anchor character comma-splits comment-in-value directive duplicate-key file-empty "
        "file-too-large key-form merge-conflict merge-key not-utf-8 number-form second-document tab tag "
        "template-mark too-deep too-many-problems yaml",
    ),
    ("the text of a file", "warning", "too-many-problems"),
    (
        "the keys of a filing",
        "error",
        "date-form empty key-form missing-key not-a-choice number-form text-form too-large too-long too-many "
        "too-small twice unknown-key wrong-type",
    ),
    ("the file of a filing", "error", "file-missing file-outside file-unreadable filing-name template"),
    ("the folder of filings", "error", "filing-place filing-suffix folder-link stray-file"),
    (
        "secrets",
        "error",
        "secret-base64 secret-ccc secret-password secret-ssn secret-submission secret-token",
    ),
    ("secrets", "warning", "secret-unread"),
    (
        "a power of attorney",
        "error",
        "clause-unknown document-columns document-empty document-hidden document-kind document-missing "
        "document-outside document-too-large exhibit-word letter-of-entity named-file notary-file-kind "
        "notary-hidden notary-missing notary-outside notary-too-large power-key-unused power-signer-missing "
        "wording-agree wording-bold wording-changed wording-file-kind wording-filter wording-has "
        "wording-hash-missing wording-hidden wording-key wording-kind wording-missing wording-outside "
        "wording-placeholder wording-power-ends wording-shape wording-statement wording-syntax "
        "wording-too-deep wording-too-large wording-value",
    ),
    (
        "a power of attorney",
        "warning",
        "poa-draft-words poa-form-id-notary poa-letter-entity poa-witnesses-signed",
    ),
    ("a power of attorney", "not ready", "poa-unsigned"),
    (
        "an enclosed exhibit",
        "error",
        "exhibit-active exhibit-ascii exhibit-content exhibit-missing exhibit-name exhibit-too-large "
        "exhibit-unshown",
    ),
    ("an enclosed exhibit", "warning", "drafting-in-exhibit"),
    ("an enclosed exhibit", "warning", "exhibit-html exhibit-line exhibit-pdf exhibit-reference"),
    ("a footnote by a model", "error", "note-fact-foreign note-fact-missing"),
    ("a file of trades under `sources`", "warning", "fills-differ fills-row"),
    ("a list for `redwell new --rows`", "error", "rows-line"),
    ("a paper that a filing rests on", "error", "source-missing source-sent source-too-large"),
    ("accepted warnings", "error", "accept-error"),
    ("accepted warnings", "warning", "accept-of-missing accept-unused"),
    ("a filing that EDGAR has taken", "error", "changed-after-filing"),
    ("a signed form", "error", "changed-after-signing"),
    ("a signed form", "warning", "date-in-future signed-facts-missing words-changed-after-signing"),
    ("a signed form", "not ready", "reauthorized-facts-missing"),
    ("the XML", "error", "sec-schema xml-schema"),
    ("a build", "error", "output-exists process-ended"),
    (
        "import from EDGAR",
        "error",
        "file-too-large full-text-broken import-boolean import-date import-form import-number "
        "import-ownership import-secret xml-broken xml-doctype xml-encoding xml-root xml-too-deep "
        "xml-too-large",
    ),
    (
        "the changes of a pull request (`redwell review`)",
        "error",
        "exhibit-changed-after-filing filed-taken-back not-made",
    ),
)
"""The codes that are not those of rules: their subject, severity, and the codes themselves."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DeclaredCode:
    """A code of problems outside the rules; *about* is the subject of these problems."""

    code: str
    severity: Severity
    about: str


CODES = tuple(
    DeclaredCode(code=code, severity=severity, about=about)
    for about, severity, codes in _OUTSIDE_RULES
    for code in codes.split()
)
"""Every code outside the rules, which declare theirs themselves (`redwell.rules.registry`)."""


class FilingError(Exception):
    """Problems that end the work on a filing; commands report them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Carry *problems*."""
        super().__init__(f"{len(problems)} problems")
        self.problems = tuple(problems)


def has_error(problems: Iterable[Problem]) -> bool:
    """Return True if one of the problems is an error."""
    return any(problem.severity == "error" for problem in problems)


def is_in_the_way(problems: Iterable[Problem]) -> bool:
    """Return True if one of the problems keeps a form from being filed: an error, or what is not ready."""
    return any(problem.severity in ("error", "not ready") for problem in problems)


def dotted(path: Path) -> str:
    """Return a path as text: `non_derivative[0].title`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word most similar to *word*; None if none is similar."""
    names = {name.lower(): name for name in known}
    near = get_close_matches(word.lower(), names, n=1, cutoff=0.6)
    return names[near[0]] if near else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean "..."?` with the most similar known word, or an empty text."""
    near = nearest(word, known)
    return f'; did you mean "{near}"?' if near else ""


def in_file_order(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems by file and position; problems at one position keep their order."""
    return sorted(problems, key=_position)


def _position(problem: Problem) -> tuple[str, int, int]:
    place = problem.place
    return (place.file, place.line, place.column) if place else ("", 0, 0)
