"""A review as values: what a partner reads before a request is approved. Nothing here compares or draws.

Every text is plain: whoever shows it as Markdown or HTML escapes it. No street, city, state or zip of an
address stands in it (`privacy`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Change = Literal["added", "changed", "renamed", "removed", "affected"]
"""What a request does to a filing. *renamed* files are otherwise as they were; of *affected* ones only what
is made of them changes, because of a wording, a template, a schema or code."""
RowChange = Literal["added", "removed", "changed", "moved", "same"]
Ownership = Literal["D", "I"]
Fate = Literal["unchanged", "changed", "new", "no longer made"]
_HELD = {"D": "direct", "I": "indirect"}
Outside = Literal[
    "files beside filings", "wording", "templates", "schemas", "code", "settings", "packages", "other files"
]
State = Literal["filed", "ready to file", "not ready to file", "has errors", "removed"]
_DIGITS = 12
RunKind = Literal["same", "deleted", "inserted", "moved_from", "moved_to"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Revision:
    """A side of the comparison: *name* as asked for ("main", "the working tree"), its full *commit*.

    *url* is where a forge shows its files: `{url}/{file}#L{line}`.
    """

    name: str
    commit: str | None = None
    url: str | None = None

    @property
    def said(self) -> str:
        """What it was asked for as; of a whole commit, as many digits as tell it apart."""
        return self.name[:_DIGITS] if self.name == self.commit else self.name


@dataclass(frozen=True, kw_only=True, slots=True)
class Amount:
    """A number of shares, or US dollars: the exact *value* ("1500"), and as it is *said* ("1,500")."""

    value: str
    said: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One holding: what is reported before and now. In Table II the amounts are those of the underlying.

    The words are those of now; of a removed row, those of before. Places count from 1.
    """

    change: RowChange
    title: str
    ownership: Ownership
    nature: str = ""
    exercisable: str = ""
    expiration: str = ""
    price: str = ""
    underlying: str = ""
    before: Amount | None = None
    now: Amount | None = None
    difference: Amount | None = None
    before_place: int | None = None
    now_place: int | None = None
    is_disclaimed: bool = False
    notes: tuple[str, ...] = ()
    """What else changed, as `title was "Common"`; and what is odd, as two units that have no difference."""

    @property
    def held(self) -> str:
        """The form of ownership in a word."""
        return _HELD[self.ownership]


@dataclass(frozen=True, kw_only=True, slots=True)
class Total:
    """All rows of one class of securities in one form of ownership, within one table."""

    title: str
    ownership: Ownership
    before: Amount | None = None
    now: Amount | None = None
    difference: Amount | None = None
    is_disclaimed: bool = False
    """Whether beneficial ownership of some of it is disclaimed, now or before."""
    underlying: str = ""
    """Of what the amounts are, in Table II: one title may stand for rights to several classes."""
    notes: tuple[str, ...] = ()
    """Why something is not added up."""

    @property
    def held(self) -> str:
        """The form of ownership in a word."""
        return _HELD[self.ownership]


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """Table I or II: the rows as they stand now, removed ones where they stood; totals never cross tables."""

    number: Literal["I", "II"]
    rows: tuple[Row, ...] = ()
    totals: tuple[Total, ...] = ()

    @property
    def is_each_a_row(self) -> bool:
        """Whether the totals would only say the rows again, for each class has but one."""
        rows, totals = (
            sorted((each.title, each.ownership, str(each.before), str(each.now)) for each in some)
            for some in (self.rows, self.totals)
        )
        return bool(totals) and rows == totals


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """Anything else that changed. Both texts are None where it is never printed: an address."""

    what: str
    before: str | None = None
    now: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """Consecutive words with one fate."""

    kind: RunKind
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """A text that changed, word by word: a footnote, the remarks, a power of attorney."""

    what: str
    runs: tuple[Run, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """Something that must hold of a signature; *is_so* is None where it cannot be decided here."""

    what: str
    is_so: bool | None
    said: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Signer:
    """A signature as it now stands: its *line*, for which owners, in what capacity, by which power."""

    change: Literal["added", "changed", "same", "removed"]
    line: str
    owners: tuple[str, ...] = ()
    capacity: str = ""
    signed: str | None = None
    """The day in ISO form; None while nobody signed."""
    power: str = ""
    points: tuple[Point, ...] = ()
    was: tuple[str, ...] = ()
    """What of it changed, as it was: `signed was 2026-05-05`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """A result of check, placed in the head's file; *is_new* where the base did not have it."""

    code: str
    severity: Literal["error", "warning", "not ready"]
    message: str
    file: str
    line: int
    column: int
    end_column: int
    is_new: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Output:
    """A document that is made of a filing: its SHA-256 on both sides, and how its words differ."""

    name: str
    before: str | None = None
    now: str | None = None
    runs: tuple[Run, ...] = ()
    before_name: str | None = None
    """Its name before, where that was another: `form3.pdf` of what is now `form3a.pdf`."""

    @property
    def fate(self) -> Fate:
        """What became of it."""
        if self.before == self.now:
            return "unchanged"
        return "new" if self.before is None else "no longer made" if self.now is None else "changed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """A page that changed: names of pictures, and of what there is none, the reason as a sentence."""

    document: str
    before_page: int | None = None
    now_page: int | None = None
    before: str | None = None
    now: str | None = None
    difference: str | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class FilingReview:
    """What a request changes in one filing."""

    file: str
    change: Change
    line: str
    """All in one line: form, owner, issuer, what changed, due date, problems."""
    title: str = ""
    """With what the line begins: form, owner and issuer; the file where it was never read as a filing."""
    before_file: str | None = None
    """Its name before, where that was another."""
    state: State
    compared_with: str | None = None
    """The owner's previous filing, which is the "before" of a new one."""
    due: str = ""
    tables: tuple[Table, ...] = ()
    facts: tuple[Fact, ...] = ()
    texts: tuple[Text, ...] = ()
    signers: tuple[Signer, ...] = ()
    findings: tuple[Finding, ...] = ()
    to_look_at: tuple[str, ...] = ()
    yaml: tuple[Run, ...] = ()
    """The YAML by lines, where a side is no readable filing and nothing finer can be said."""
    outputs: tuple[Output, ...] = ()
    pages: tuple[Page, ...] = ()
    notes: tuple[str, ...] = ()
    """What could not be compared, and why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Elsewhere:
    """Files outside of filings that changed, and how many filings come out otherwise because of them."""

    what: Outside
    files: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Review:
    """What a request changes, as of the day *today* (ISO). *verdict* is the sentence above all."""

    base: Revision
    head: Revision
    today: str
    verdict: str
    filings: tuple[FilingReview, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()
    notes: tuple[str, ...] = ()
    """What holds for the whole request: a shallow clone, code of the base that cannot be run."""
    versions: tuple[tuple[str, str], ...] = ()
    """Of Redwell, Python and what makes the documents."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reviewed:
    """A review, and its *pictures* (PNG) by the names that its pages give."""

    review: Review
    pictures: Mapping[str, bytes]
