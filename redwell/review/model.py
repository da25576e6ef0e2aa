"""The values of a review: everything a reviewer reads before approving a request.

Texts are plain; the formats escape them. Amounts are `Decimal` and dates `date` until a format prints them.
A review never prints an address: it only says "address changed", and shows no pictures of such a filing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from redwell.deadlines.standing import short_date
from redwell.documents.filters import grouped, usd
from redwell.model import Ownership
from redwell.problems import Severity
from redwell.text.diff import Run, is_unchanged

Edit = Literal["added", "changed", "renamed", "removed", "affected"]
"""The kind of change. A *renamed* file has the same content; in an *affected* filing only the documents
change, because of a wording, a template or a setting."""
RowChange = Literal["added", "removed", "changed", "same"]
Unit = Literal["shares", "dollars"]
Fate = Literal["unchanged", "changed", "new", "no longer made"]
Outside = Literal[
    "files beside filings", "wording", "templates", "schemas", "code", "settings", "packages", "other files"
]
State = Literal["filed", "ready to file", "not ready to file", "has errors", "removed"]
PointKind = Literal[
    "power of attorney in this filing",
    "names the attorney-in-fact",
    "covers this form",
    "in force on the day of signing",
    "given by the owner",
    "text as signed",
    "Exhibit 24 attached",
    "Exhibit 24 on file",
]
NoteKind = Literal[
    "value", "holder", "ownership", "footnotes", "order", "reworded", "disclaimer", "amount", "kept"
]
SignedPart = Literal["line", "signed", "owner", "capacity", "power", "fingerprint", "record", "point"]
PowerSource = Literal["none", "here", "on file", "unread file"]
"""The place of a power's text; an unread file is a scan, or an Exhibit 24 that no power names."""
_DIGITS = 12


YES = "yes"
"""The answer for a balance that adds up."""
NOT_MADE = "not-made"
"""The code of an error in a template, which a note of the whole review says once."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Revision:
    """A side of the comparison: its *name* for the user ("main", "the working tree"), its full *commit*.

    *url* is where a forge shows its files: `{url}/{file}#L{line}`.
    """

    name: str
    commit: str | None = None
    url: str | None = None

    @property
    def label(self) -> str:
        """The name; for a full commit hash, its first twelve digits."""
        return self.name[:_DIGITS] if self.name == self.commit else self.name


@dataclass(frozen=True, kw_only=True, slots=True)
class Amount:
    """A number of securities, or US dollars; as text `1,500` or `$1,500`."""

    value: Decimal
    unit: Unit = "shares"

    def __str__(self) -> str:
        """Return the amount as the form prints it."""
        return usd(self.value) if self.unit == "dollars" else grouped(self.value)

    @property
    def price(self) -> str:
        """The amount as a price, with two decimals or more: `$72.50`."""
        whole, _, cents = str(self).partition(".")
        return f"{whole}.{cents:0<2}"

    @property
    def signed(self) -> str:
        """The amount with a sign, for differences: `+150`, `−$1,000`; 0 has no sign."""
        sign = "+" if self.value > 0 else "−" if self.value < 0 else ""
        return f"{sign}{Amount(value=abs(self.value), unit=self.unit)}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """Another value in a row: an *amount*, a *day* or a *text*, in the column *label*."""

    label: str
    amount: Amount | None = None
    day: date | None = None
    text: str = ""

    @property
    def shown(self) -> str:
        """The value as the review prints it: `$11.5`, `1 Mar 2034`."""
        return short_date(self.day) if self.day else f"{self.amount or self.text}"


@dataclass(frozen=True, kw_only=True, slots=True)
class RowNote:
    """A note on another change in a row, or on something odd in it: `title was "Common"`."""

    kind: NoteKind
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Correction:
    """A value of a line that was corrected, other than its amount: before and after, and the difference."""

    label: str
    before: str
    after: str
    difference: Amount | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewRow:
    """One row of a table, before and after. A removed row has its old texts; places count from 1."""

    change: RowChange
    title: str
    ownership: Ownership
    nature: str = ""
    underlying: str = ""
    """The title of the underlying security, if the amounts are of it."""
    transaction: str = ""
    """A transaction: `15 Jun 2026, F, −124, at $296.42`; its amounts are those owned after it."""
    code: str = ""
    """The code of a transaction."""
    cells: tuple[Cell, ...] = ()
    """The values of its other columns."""
    before: Amount | None = None
    after: Amount | None = None
    difference: Amount | None = None
    before_place: int | None = None
    after_place: int | None = None
    is_disclaimed: bool = False
    notes: tuple[RowNote, ...] = ()
    corrections: tuple[Correction, ...] = ()
    """The values of a transaction that were corrected, besides what is owned after it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Total:
    """All rows of one class of securities and one form of ownership, within one table."""

    title: str
    ownership: Ownership
    underlying: str = ""
    before: Amount | None = None
    after: Amount | None = None
    difference: Amount | None = None
    is_disclaimed: bool = False
    """True if beneficial ownership of some of it is disclaimed, before or after."""
    notes: tuple[str, ...] = ()
    """Reasons why something is not added up."""


def class_of(given: ReviewRow | Total) -> tuple[str, str, str]:
    """Return the class of securities and the form of ownership, equal for rows that are added up."""
    return given.title.casefold(), given.underlying.casefold(), given.ownership


def unit_of(given: ReviewRow | Total) -> Unit | None:
    """Return the unit of the amounts; None if only a footnote gives them."""
    amount = given.after or given.before
    return amount.unit if amount else None


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewTable:
    """A table of a form: its rows in their new order, removed rows at their old places; and its totals."""

    key: str
    label: str
    securities: str
    """The securities it lists: `derivative securities`."""
    is_of_underlying: bool = False
    """True if its amounts are those of the underlying securities."""
    rows: tuple[ReviewRow, ...] = ()
    totals: tuple[Total, ...] = ()

    @property
    def told_totals(self) -> tuple[Total, ...]:
        """The totals of classes with several rows: with only one row, a total would repeat it."""
        return tuple(total for total in self.totals if not self._is_a_row(total))

    def _is_a_row(self, total: Total) -> bool:
        units = (unit_of(total), None)
        alike = [row for row in self.rows if class_of(row) == class_of(total) and unit_of(row) in units]
        return [(row.before, row.after) for row in alike] == [(total.before, total.after)]

    @property
    def is_reordered(self) -> bool:
        """True if the rows of both sides are in another order."""
        places = [row.before_place for row in self.rows if row.before_place and row.after_place]
        return places != sorted(places)


@dataclass(frozen=True, kw_only=True, slots=True)
class TradedLine:
    """A transaction as the form prints it, at its *place* in the table, counted from 1.

    A line of the original, which an amendment leaves as it was filed, has no place.
    """

    place: int | None
    day: date
    deemed: date | None = None
    code: str
    terms: tuple[str, ...] = ()
    """The words beside its code: `early`, `exempt under 16b-3(d)`."""
    is_early: bool = False
    unmatched_under: str = ""
    """The rule that exempts it from being matched, as it says."""
    amount: Amount | None = None
    """The number that it moved: negative if it was disposed of."""
    price: Amount | None = None
    price_text: str = ""
    """The text in place of a price: `by footnote`."""
    low: Amount | None = None
    high: Amount | None = None
    """The range of the trades of an average price, as its note gives it."""
    is_wide: bool = False
    """True if the range is wider than one line may span."""
    after: Amount | None = None
    off: str = ""
    """By how much what is owned after does not add up: `36 too many`."""
    notes: tuple[int, ...] = ()
    """The numbers of its footnotes."""

    @property
    def span(self) -> str:
        """The range in words: `$72.16 to $73.15`; empty without one."""
        said = f"{self.low.price} to {self.high.price}" if self.low and self.high else ""
        return f"{said}, over one dollar" if self.is_wide else said


@dataclass(frozen=True, kw_only=True, slots=True)
class TradeSum:
    """The transactions of a position in one column: how many, what they moved, and the average price."""

    lines: int
    amount: Amount | None = None
    average: Amount | None = None
    is_rounded: bool = False
    """True if the average is rounded."""
    is_average: bool = False
    """True if the price covers several trades: several lines, or a line with a note that says so."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TradeHolder:
    """A position of a class: before, the sums by column, after, and whether it *adds_up*."""

    holder: str
    before: Amount | None = None
    origin: str = ""
    """The source of the number before: `Form 4 of 2025-01-23`, `worked back`."""
    between: Amount | None = None
    between_why: str = ""
    """The movement since the last form that no form reports, and why."""
    sums: tuple[TradeSum | None, ...] = ()
    after: Amount | None = None
    adds_up: str = ""
    is_off: bool = False
    is_open: bool = False
    """True if only words, and no number, say why it does not add up."""
    movements: tuple[str, ...] = ()
    """The movements by their words alone: `adds 3,019 (other: a gift)`."""
    lines: tuple[TradedLine, ...] = ()

    @property
    def is_proved(self) -> bool:
        """True if its balance adds up."""
        return self.adds_up == YES


@dataclass(frozen=True, kw_only=True, slots=True)
class TradeTable:
    """The positions of one class and form of ownership, with a column for each day and code."""

    key: str
    label: str
    title: str
    ownership: Ownership
    underlying: str = ""
    columns: tuple[str, ...] = ()
    holders: tuple[TradeHolder, ...] = ()
    is_joint: bool = False
    """True if joint owners seem to report the same securities, so that nothing is added up."""
    notes: tuple[str, ...] = ()
    """The footnotes of its lines, each with its number."""

    @property
    def has_between(self) -> bool:
        """True if something moved that no form reports."""
        return any(each.between or each.between_why for each in self.holders)


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanBox:
    """The box for Rule 10b5-1 plans, and a sentence for each plan that a note names."""

    said: str
    plans: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """Another fact that changed, as text. Both texts are None for an address, which is never printed."""

    what: str
    before: str | None = None
    after: str | None = None

    @property
    def is_hidden(self) -> bool:
        """True for an address: a review says only that it changed."""
        return self.before is None and self.after is None


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """A text that changed, word by word: a footnote, the remarks, a power of attorney."""

    what: str
    runs: tuple[Run, ...]

    @property
    def is_new(self) -> bool:
        """True if there was no such text before."""
        return {run.kind for run in self.runs} == {"inserted"}

    @property
    def is_deleted(self) -> bool:
        """True if there is no such text any more."""
        return {run.kind for run in self.runs} == {"deleted"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """A condition of a signature by power of attorney; *is_so* is None if that is not known yet."""

    what: PointKind
    is_so: bool | None
    detail: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SignerNote:
    """The earlier text of a part of a signature: `was signed 5 May 2026`."""

    kind: SignedPart
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Signer:
    """A signature: its *line*, the owners it covers, the capacity, the power of attorney."""

    change: Literal["added", "changed", "same", "removed"]
    line: str
    owners: tuple[str, ...] = ()
    capacity: str = ""
    signed: date | None = None
    power: str = ""
    power_source: PowerSource = "none"
    fingerprint: str = ""
    """The first digits of the fingerprints of what was signed: of the facts, and of the words."""
    record: str = ""
    """The people who agreed to a change after it was signed, and the place of the authentication page."""
    is_authenticated: bool = False
    points: tuple[Point, ...] = ()
    was: tuple[SignerNote, ...] = ()

    @property
    def is_said_by_line(self) -> bool:
        """True if the line itself names every owner, and says in which capacity it is signed."""
        line = self.line.casefold()
        return bool(self.owners) and all(each.casefold() in line for each in (*self.owners, self.capacity))

    @property
    def is_other_hand(self) -> bool:
        """True if the signature itself changed, not only its power of attorney."""
        return self.change in ("added", "removed") or any(
            each.kind not in ("power", "record", "point") for each in self.was
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewProblem:
    """A problem in the head's file; *is_new* if the base did not have it."""

    code: str
    severity: Severity
    message: str
    file: str
    line: int = 1
    column: int = 1
    end_column: int = 1
    is_new: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Output:
    """A document of a filing: its SHA-256 on both sides, and the words that differ."""

    name: str
    before: str | None = None
    after: str | None = None
    runs: tuple[Run, ...] = ()
    before_name: str | None = None
    """Its old name, if different: `form3.pdf` for what is now `form3a.pdf`."""

    @property
    def fate(self) -> Fate:
        """The kind of change: new, no longer made, changed or the same."""
        if self.before == self.after:
            return "unchanged"
        return "new" if self.before is None else "no longer made" if self.after is None else "changed"


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewPage:
    """A page that changed: the names of its pictures, or a *note* that says why there are none."""

    document: str
    before_page: int | None = None
    after_page: int | None = None
    before: str | None = None
    after: str | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class FilingReview:
    """The changes of a request in one filing."""

    file: str
    change: Edit
    line: str
    """A summary in one line: form, owner, issuer, changes, due date, number of problems."""
    title: str = ""
    """The beginning of the line: form, owner and issuer, or the file if it could not be read as a filing."""
    form: str = ""
    owner: str = ""
    issuer: str = ""
    """The parts of the title; empty if it could not be read as a filing."""
    what: str = ""
    """The changes in a few words: a part of the line."""
    found: str = ""
    """The number of errors and warnings: the end of the line."""
    before_file: str | None = None
    """Its old name, if different."""
    state: State
    compared_with: str | None = None
    """The owner's previous filing, with which a new one is compared."""
    due: str = ""
    is_overdue: bool = False
    """True if it is not filed although its due date is over."""
    first: tuple[str, ...] = ()
    """Sentences that come before all else: what was reauthorized, and whether the insider confirmed it."""
    approved: str = ""
    """The short hash of the base, if only signatures and records of this filing changed since."""
    statement: str = ""
    """The transactions of a form in one line: sold and bought, plans, balances, signed, adds up."""
    trades: tuple[TradeTable, ...] = ()
    plan: PlanBox | None = None
    left_out: tuple[str, ...] = ()
    """The positions of a traded class on the last form that are not here."""
    short_swing: tuple[str, ...] = ()
    """Purchases and sales less than six months apart, in it and the record: in all, then each pair."""
    tables: tuple[ReviewTable, ...] = ()
    facts: tuple[Fact, ...] = ()
    texts: tuple[Text, ...] = ()
    signers: tuple[Signer, ...] = ()
    problems: tuple[ReviewProblem, ...] = ()
    tasks: tuple[str, ...] = ()
    """Sentences on what a reviewer must look at."""
    yaml: tuple[Run, ...] = ()
    """The changed lines of YAML, if a side cannot be read as a filing."""
    outputs: tuple[Output, ...] = ()
    pages: tuple[ReviewPage, ...] = ()
    notes: tuple[str, ...] = ()
    """Sentences on anything that could not be compared, and why."""

    @property
    def is_changed(self) -> bool:
        """True if the content of the filing changed: rows, facts, texts, signatures or YAML."""
        rows = any(row.change != "same" for table in self.tables for row in table.rows)
        rows = rows or any(table.is_reordered for table in self.tables)
        signers = any(signer.change != "same" for signer in self.signers)
        return bool(rows or signers or self.facts or self.texts or not is_unchanged(self.yaml))

    @property
    def is_off(self) -> bool:
        """True if a balance does not add up, and nothing says why."""
        return any(holder.is_off for table in self.trades for holder in table.holders)

    @property
    def has_new_problems(self) -> bool:
        """True if it has a problem that the base did not have."""
        return any(problem.is_new for problem in self.problems)

    @property
    def is_broken_by_template(self) -> bool:
        """True if nobody edited it, and the only change is that a template no longer makes its documents."""
        new = [problem for problem in self.problems if problem.is_new or problem.severity == "error"]
        is_edited = self.change != "affected" or self.is_changed
        return bool(new) and not is_edited and all(problem.code == NOT_MADE for problem in new)


@dataclass(frozen=True, kw_only=True, slots=True)
class Elsewhere:
    """Files outside the filings that changed."""

    what: Outside
    files: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """The run of a forge that made a review: its page, and the *recipe* it followed, in a *commit*."""

    run: str
    recipe: str = ""
    commit: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Review:
    """The changes of a request, as of *today*; *verdict* is the sentence at the top."""

    base: Revision
    head: Revision
    today: date
    verdict: str
    filings: tuple[FilingReview, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()
    notes: tuple[str, ...] = ()
    """Sentences on the whole request, for example on a shallow clone."""
    versions: tuple[tuple[str, str], ...] = ()
    """Versions of Redwell, Python and the libraries that make the documents."""
    origin: Origin | None = None
    """The run that made it; None on somebody's own machine."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reviewed:
    """A review, and its *pictures* (PNG) by the names used in its pages."""

    review: Review
    pictures: Mapping[str, bytes]
