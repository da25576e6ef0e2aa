"""A filing as values: frozen, typed, in the SEC's words. Nothing here checks, draws or saves."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import ClassVar, Generic, Literal, TypeVar

T = TypeVar("T")
Ownership = Literal["direct", "indirect"]
FORMS_OF_A_POWER = (3, 4, 5)
"""The numbers of the forms that a power of attorney covers unless it says otherwise."""
Signing = Literal["draft", "for signature", "signed"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Footnoted(Generic[T]):
    """A value of a table and the labels of its footnotes. Without a value, a footnote takes its place."""

    value: T | None = None
    footnotes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Issuer:
    """The company whose securities are reported. *cik* is as typed."""

    name: str
    cik: str
    trading_symbol: str
    foreign_trading_symbol: str | None = None
    foreign_private_issuer: bool = False
    fiscal_year_end: str | None = None
    """The last day of its fiscal year, as month and day: "12-31"."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """The address of an owner. *state* and *country* are EDGAR codes; with a country, non-US."""

    street: tuple[str, ...] = ()
    city: str | None = None
    state: str | None = None
    province: str | None = None
    country: str | None = None
    zip: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Relationship:
    """The relationship of an owner to the issuer. A title or text ticks its box."""

    director: bool = False
    ten_percent_owner: bool = False
    officer: str | None = None
    other: str | None = None

    @property
    def is_insider(self) -> bool:
        """True if a box other than that of 10% owners is checked."""
        return bool(self.director or self.officer or self.other)


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportingOwner:
    """A person or entity that reports. *name* is as in EDGAR: last, first, middle."""

    name: str
    cik: str | None = None
    address: Address | None = None
    relationship: Relationship


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelNote:
    """The facts of the footnote *label*, from which its usual words are made; *model* names the kind."""

    label: str
    model: str
    facts: tuple[tuple[str, Decimal | date | str], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A line of a table. A form's kinds of rows derive from it and declare their columns."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reauthorized:
    """A signer's word that the changed form may go out under the earlier signature: *by* whom, *how*."""

    by: str
    on: date
    how: str
    facts: str | None = None
    words: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Authenticated:
    """The signed authentication page of a signature: the day, and who keeps it (*held_by*)."""

    on: date
    held_by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Confirmed:
    """The insider's own confirmation of what the form reports, apart from any signature."""

    by: str
    on: date
    how: str
    facts: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Signature:
    """A signature, for owners (*on_behalf_of*, `for` in a filing), through a chain of entities (*by*)."""

    signer: str | None = None
    signed: date | None = None
    on_behalf_of: tuple[str, ...] = ()
    capacity: str | None = None
    title: str | None = None
    by: tuple[str, ...] = ()
    text: str | None = None
    facts: str | None = None
    """The fingerprint of what the form reported when it was signed (`edgar.fingerprint`)."""
    words: str | None = None
    """The fingerprint of its footnotes and remarks."""
    reauthorized: Reauthorized | None = None
    authenticated: Authenticated | None = None

    @property
    def authority(self) -> str:
        """The words of the line that may say under what authority it is signed."""
        return " ".join(filter(None, (self.text, self.capacity, self.title)))

    @property
    def is_bare(self) -> bool:
        """True if the line gives no office, capacity or chain of entities."""
        return not (self.by or self.title or self.capacity)


@dataclass(frozen=True, kw_only=True, slots=True)
class Filed:
    """The date on which EDGAR accepted a filing, and its accession number."""

    date: date
    accession_number: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PowerOfAttorney:
    """A Limited Power of Attorney: drafted by Redwell, executed in the file *document*, or *on_file*."""

    grantor: str
    by: tuple[str, ...] = ()
    """The chain through which an entity acts, as in a signature."""
    signer: str | None = None
    title: str | None = None
    attorneys_in_fact: tuple[str, ...]
    company: str | None = None
    capacity: str | None = None
    forms: tuple[int, ...] = FORMS_OF_A_POWER
    says_forms: bool = field(default=False, compare=False)
    """True if the filing gives *forms*; they are assumed if it does not."""
    clauses: tuple[str, ...] = ()
    ends: date | None = None
    ends_after_years: int | None = None
    ends_on_leaving: tuple[str, ...] = ()
    """The attorneys-in-fact whose authority ends when they leave the company."""
    left: tuple[tuple[str, date], ...] = ()
    """The names of those who left, and the days."""
    place: str | None = None
    """The place of signing."""
    witnesses: tuple[str, ...] = ()
    """Their names; an empty one is filled in by hand."""
    wording: str | None = None
    notary: str | None = None
    document: str | None = None
    on_file: Filed | None = None
    """The earlier filing with which it was filed."""
    signed: date | None = None
    wording_hash: str | None = None

    @property
    def page(self) -> str | None:
        """The file that was executed as a page, which is sent as it is."""
        return self.document if self.document and self.document.endswith(".htm") else None

    @property
    def last_day(self) -> date | None:
        """The last day on which it is in force, if it is limited in time and that day is known."""
        days = [self.ends] if self.ends else []
        if self.ends_after_years and self.signed:
            days.append(_years_later(self.signed, self.ends_after_years))
        return min(days, default=None)


def _years_later(day: date, years: int) -> date:
    """Return the same day some years later; 28 February for a 29 February that is not there."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


@dataclass(frozen=True, kw_only=True, slots=True)
class Exhibit:
    """A file that is sent with the form: EX-24 or EX-99, each with an optional suffix."""

    type: str
    file: str
    description: str | None = None

    @property
    def is_power(self) -> bool:
        """True for a power of attorney, Exhibit 24."""
        return self.type.startswith("EX-24")


@dataclass(frozen=True, kw_only=True, slots=True)
class Amendment:
    """The filing that is amended. *amends* is a file in the same folder or an accession number."""

    original_filed: date
    amends: str | None = None
    explanation: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Edition:
    """An edition of a printed form, "03-26", in force *since* a date; the oldest has none."""

    name: str
    since: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CoverBoxes:
    """The boxes of a printed form that messages name, by the keys whose values they hold: "box 4"."""

    trading_symbol: str
    foreign_trading_symbol: str
    relationship: str
    original_filed: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Filing(ABC):
    """A filing of any ownership form: the content of one file of `filings/`.

    Each form has a subclass, which declares its own facts and tables (`redwell.ownership.columns`).
    """

    NUMBER: ClassVar[int]
    """The number of the form, 3, which its amendment has too."""
    AMENDMENT: ClassVar[str]
    """The name of the form that amends it, 3/A."""
    BOXES: ClassVar[CoverBoxes]
    EDITIONS: ClassVar[tuple[Edition, ...]] = ()
    """The editions of the printed form, oldest first."""

    form: str
    edition: str | None = None
    amendment: Amendment | None = None
    issuer: Issuer
    reporting_owners: tuple[ReportingOwner, ...]
    split: bool = False
    """True if a filing with more owners or rows than EDGAR takes at once is split (`parts`)."""
    footnotes: tuple[tuple[str, str], ...] = ()
    """Label and text, in the order of the file, which is the order of the numbers."""
    models: tuple[ModelNote, ...] = ()
    """The facts of those footnotes that the filing gives by a model."""
    numbered: tuple[tuple[tuple[str | int, ...], int], ...] = ()
    """The path of each text with `{note label}`, and the number of that footnote, which its text has now."""
    remarks: str | None = None
    signatures: tuple[Signature, ...] = ()
    powers_of_attorney: tuple[PowerOfAttorney, ...] = ()
    exhibits: tuple[Exhibit, ...] = ()
    confirmed: Confirmed | None = None
    tested: Filed | None = None
    """The test filing that EDGAR accepted. It filed nothing."""
    filed: Filed | None = None
    sources: tuple[str, ...] = ()
    """Papers that the filing rests on, beside it; never printed or sent."""
    accept: tuple[tuple[str, str], ...] = ()
    """Codes of accepted warnings, each with the reason."""
    accept_of: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Codes of warnings that are accepted of some words alone, each with the fingerprints of these."""

    @property
    @abstractmethod
    def period_of_report(self) -> date:
        """The date that the form reports on: an event, the earliest transaction, the end of a year."""

    @property
    def line_boxes(self) -> Mapping[str, bool]:
        """The boxes above the tables that lines check, by their labels."""
        return {}

    def as_part_of(self, whole: Filing) -> Filing:
        """Return this part of *whole* with what its own lines do not say."""
        return self

    @property
    def owner_names(self) -> tuple[str, ...]:
        """The names of the reporting owners."""
        return tuple(owner.name for owner in self.reporting_owners)

    @property
    def note_numbers(self) -> dict[str, int]:
        """The number of each footnote, by its label."""
        return {label: n for n, (label, _) in enumerate(self.footnotes, start=1)}

    @property
    def enclosed(self) -> tuple[Exhibit, ...]:
        """The files that are sent unchanged: the exhibits, and powers that were executed as a page."""
        sent = [power for power in self.powers_of_attorney if not power.on_file]
        is_alone = len(sent) == 1 and not any(exhibit.is_power for exhibit in self.exhibits)
        pages = (
            Exhibit(
                type="EX-24" if is_alone else f"EX-24.{number}",
                file=power.page,
                description=f"Power of Attorney of {power.grantor}"[:255],
            )
            for number, power in enumerate(sent, start=1)
            if power.page
        )
        return (*pages, *self.exhibits)

    @property
    def is_amendment(self) -> bool:
        """True for a filing of the form that amends another."""
        return self.form == self.AMENDMENT

    @property
    def signing(self) -> Signing:
        """The state of the signatures: none is draft; not all dated, for signature; all dated, signed."""
        if not self.signatures:
            return "draft"
        return "signed" if all(signature.signed for signature in self.signatures) else "for signature"
