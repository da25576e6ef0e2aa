"""Declare the columns and rows of the tables of Forms 4 and 5: transactions, and holdings beside them.

Sources: EDGAR Ownership XML Technical Specification 5.5, sections 3.5 and 4.3; Forms 4 and 5.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from redwell.deadlines.standing import short_date
from redwell.model import CoverBoxes, Edition, Filing, Footnoted, Ownership, Row
from redwell.ownership import tables
from redwell.ownership.columns import (
    Codec,
    Column,
    RowKind,
    Table,
    UnknownCodeError,
    codec_with_code,
    column,
    fact,
    group,
    table,
)

Day = date
"""A date, under another name than the key."""
SIGN = "transactionAmounts/transactionAcquiredDisposedCode/value"
SHARES = "transactionAmounts/transactionShares/value"
DOLLARS = "transactionAmounts/transactionTotalValue/value"
OWNED = "postTransactionAmounts/sharesOwnedFollowingTransaction/value"
OWNED_IN_DOLLARS = "postTransactionAmounts/valueOwnedFollowingTransaction/value"
FORM_TYPE = "transactionCoding/transactionFormType"
UNDERLYING = "underlyingSecurity/underlyingSecurity"

DATE = Column(label="transaction date", kind="date", role="transacted", xml=("transactionDate/value",))
DEEMED = Column(
    label="deemed execution date",
    kind="date",
    role="deemed",
    xml=("deemedExecutionDate/value",),
)
CODE = Column(label="transaction code", role="code", xml=("transactionCoding/transactionCode",))
EQUITY_SWAP = Column(
    label="equity swap",
    kind="flag",
    xml=("transactionCoding/equitySwapInvolved",),
    has_footnotes=False,
)
ACQUIRED = Column(
    label="acquired",
    kind="number",
    role="acquired",
    xml=(SHARES, SIGN),
    cells=("moved", "sign"),
    codec=codec_with_code("A"),
)
DISPOSED = Column(
    label="disposed",
    kind="number",
    role="disposed",
    xml=(SHARES, SIGN),
    cells=("moved", "sign"),
    codec=codec_with_code("D"),
)
PAID = Column(
    label="price",
    kind="dollars",
    role="paid",
    xml=("transactionAmounts/transactionPricePerShare/value",),
    cells=("paid",),
)
BALANCE = Column(label="owned after", kind="number", role="balance", xml=(OWNED,), cells=("owned_after",))


@dataclass(frozen=True, kw_only=True, slots=True)
class Movement:
    """A movement of a position since the last form that no form reports; *why* is a word of the schema.

    Without a number its amount is not known. A transfer names the *position* at its other end.
    """

    added: Decimal | None = None
    removed: Decimal | None = None
    why: str
    date: Day | None = None
    note: str | None = None
    to: str | None = None

    def __str__(self) -> str:
        """Return it in words: `+7, employee plan, 1 Jun 2026`."""
        moved = self.removed if self.added is None else self.added
        sign = "-" if self.added is None else "+"
        words = (
            "" if moved is None else f"{sign}{moved.normalize():,f}",
            self.why.replace("_", " "),
            short_date(self.date) if self.date else "",
            self.note,
            f"to {self.to}" if self.to else "",
        )
        return ", ".join(filter(None, words))


def _movements(written: Any) -> tuple[Movement, ...]:
    """Return the movements that a filing gives as a mapping, or as a list of them."""
    return tuple(
        Movement(
            added=None if "added" not in each else Decimal(each["added"]),
            removed=None if "removed" not in each else Decimal(each["removed"]),
            why=each["why"],
            date=date.fromisoformat(each["date"]) if "date" in each else None,
            note=each.get("note"),
            to=each.get("to"),
        )
        for each in (written if isinstance(written, list) else [written])
    )


POSITION = Column(label="position", has_footnotes=False)
SINCE_LAST = Column(label="since the last form", has_footnotes=False, record=_movements)
EXEMPT = Column(label="exempt under", has_footnotes=False)
AMOUNT = Column(label="amount", kind="number", role="amount")


def timing(words: Mapping[tuple[str, ...], str], form_type: str) -> Column:
    """Return the column of a form for the word that says when a line is due.

    *words* maps the form type, and the timeliness of a transaction, in the XML to it; without a word a line
    is an ordinary one of *form_type*.
    """
    texts_of = {word: texts for texts, word in reversed([*words.items()])}
    parts = len(next(iter(words)))

    def read(texts: Sequence[str]) -> str | None:
        if texts[0] in ("", form_type) and not any(texts[1:]):
            return None
        if tuple(texts) not in words:
            given = " with timeliness ".join(f'"{text[:5]}"' for text in texts)
            raise UnknownCodeError(f"form type {given} has no meaning on this form (specification 4.3.8)")
        return words[tuple(texts)]

    def write(word: Any) -> tuple[Any, ...]:
        # A word of another form is an error, and the live page shows it as it is typed.
        return tuple(text or None for text in texts_of.get(word, (word, "")[:parts]))

    return Column(
        label="timing",
        kind="choice",
        role="timing",
        xml=(FORM_TYPE, "transactionTimeliness/value")[:parts],
        cells=("form_type", "timeliness")[:parts],
        codec=Codec(read=read, write=write),
        has_footnotes=False,
    )


EARLY = timing({("5", "E"): "early", ("5", ""): "early"}, "4")
"""Form 4: a line that is due on Form 5 only, and reported early."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NonDerivativeTransaction(Row):
    """A transaction of Table I. Either *acquired* or *disposed* is given."""

    title: Footnoted[str] = field(metadata=column(tables.TITLE))
    date: Footnoted[Day] = field(metadata=column(DATE, box="column 2"))
    deemed_execution: Footnoted[Day] | None = field(default=None, metadata=column(DEEMED, box="column 2A"))
    code: Footnoted[str] = field(metadata=column(CODE, box="column 3"))
    timing: str | None = field(default=None, metadata=column(EARLY, box="column 3"))
    equity_swap: bool = field(default=False, metadata=column(EQUITY_SWAP, box="column 3"))
    acquired: Footnoted[Decimal] | None = field(default=None, metadata=column(ACQUIRED, box="column 4"))
    disposed: Footnoted[Decimal] | None = field(default=None, metadata=column(DISPOSED, box="column 4"))
    price: Footnoted[Decimal] = field(metadata=column(PAID, box="column 4"))
    owned_after: Footnoted[Decimal] | None = field(default=None, metadata=column(BALANCE, box="column 5"))
    owned_after_in_dollars: Footnoted[Decimal] | None = field(
        default=None,
        metadata=column(
            BALANCE, box="column 5", kind="dollars", xml=(OWNED_IN_DOLLARS,), cells=("owned_after",)
        ),
    )
    ownership: Footnoted[Ownership] = field(metadata=column(tables.OWNERSHIP, box="column 6"))
    nature_of_ownership: Footnoted[str] | None = field(
        default=None, metadata=column(tables.NATURE, box="column 7")
    )
    position: str | None = field(default=None, metadata=column(POSITION))
    since_last: tuple[Movement, ...] = field(default=(), metadata=column(SINCE_LAST))
    exempt: str | None = field(default=None, metadata=column(EXEMPT))


@dataclass(frozen=True, kw_only=True, slots=True)
class NonDerivativePosition(Row):
    """A holding of Table I: a class in which nothing was transacted."""

    title: Footnoted[str] = field(metadata=column(tables.TITLE))
    amount: Footnoted[Decimal] | None = field(
        default=None,
        metadata=column(BALANCE, label="amount", role="amount", box="column 5", cells=("owned_after",)),
    )
    amount_in_dollars: Footnoted[Decimal] | None = field(
        default=None,
        metadata=column(
            BALANCE,
            label="amount",
            role="amount",
            box="column 5",
            kind="dollars",
            xml=(OWNED_IN_DOLLARS,),
            cells=("owned_after",),
        ),
    )
    ownership: Footnoted[Ownership] = field(metadata=column(tables.OWNERSHIP, box="column 6"))
    nature_of_ownership: Footnoted[str] | None = field(
        default=None, metadata=column(tables.NATURE, box="column 7")
    )
    position: str | None = field(default=None, metadata=column(POSITION))
    since_last: tuple[Movement, ...] = field(default=(), metadata=column(SINCE_LAST))


@dataclass(frozen=True, kw_only=True, slots=True)
class UnderlyingSecurity(Row):
    """The securities under a derivative (Table II, column 7)."""

    title: Footnoted[str] = field(
        metadata=column(
            label="underlying security", box="column 7", role="underlying", xml=(f"{UNDERLYING}Title/value",)
        )
    )
    amount: Footnoted[Decimal] | None = field(
        default=None, metadata=column(AMOUNT, box="column 7", xml=(f"{UNDERLYING}Shares/value",))
    )
    amount_in_dollars: Footnoted[Decimal] | None = field(
        default=None,
        metadata=column(
            AMOUNT,
            box="column 7",
            kind="dollars",
            xml=(f"{UNDERLYING}Value/value",),
            cells=("underlying_amount",),
        ),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class DerivativeTransaction(Row):
    """A transaction of Table II, in a number of derivatives or, without one, by its value in dollars."""

    title: Footnoted[str] = field(metadata=column(tables.TITLE))
    conversion_or_exercise_price: Footnoted[Decimal] = field(metadata=column(tables.PRICE, box="column 2"))
    date: Footnoted[Day] = field(metadata=column(DATE, box="column 3"))
    deemed_execution: Footnoted[Day] | None = field(default=None, metadata=column(DEEMED, box="column 3A"))
    code: Footnoted[str] = field(metadata=column(CODE, box="column 4"))
    timing: str | None = field(default=None, metadata=column(EARLY, box="column 4"))
    equity_swap: bool = field(default=False, metadata=column(EQUITY_SWAP, box="column 4"))
    acquired: Footnoted[Decimal] | None = field(default=None, metadata=column(ACQUIRED, box="column 5"))
    disposed: Footnoted[Decimal] | None = field(default=None, metadata=column(DISPOSED, box="column 5"))
    acquired_in_dollars: Footnoted[Decimal] | None = field(
        default=None, metadata=column(ACQUIRED, box="column 5", kind="dollars", xml=(DOLLARS, SIGN))
    )
    disposed_in_dollars: Footnoted[Decimal] | None = field(
        default=None, metadata=column(DISPOSED, box="column 5", kind="dollars", xml=(DOLLARS, SIGN))
    )
    date_exercisable: Footnoted[Day] = field(metadata=column(tables.EXERCISABLE, box="column 6"))
    expiration_date: Footnoted[Day] = field(metadata=column(tables.EXPIRATION, box="column 6"))
    underlying: UnderlyingSecurity = field(metadata=group(UnderlyingSecurity))
    price: Footnoted[Decimal] = field(metadata=column(PAID, box="column 8"))
    owned_after: Footnoted[Decimal] | None = field(default=None, metadata=column(BALANCE, box="column 9"))
    owned_after_in_dollars: Footnoted[Decimal] | None = field(
        default=None,
        metadata=column(
            BALANCE, box="column 9", kind="dollars", xml=(OWNED_IN_DOLLARS,), cells=("owned_after",)
        ),
    )
    ownership: Footnoted[Ownership] = field(metadata=column(tables.OWNERSHIP, box="column 10"))
    nature_of_ownership: Footnoted[str] | None = field(
        default=None, metadata=column(tables.NATURE, box="column 11")
    )
    position: str | None = field(default=None, metadata=column(POSITION))
    since_last: tuple[Movement, ...] = field(default=(), metadata=column(SINCE_LAST))
    exempt: str | None = field(default=None, metadata=column(EXEMPT))


@dataclass(frozen=True, kw_only=True, slots=True)
class DerivativePosition(Row):
    """A holding of Table II. *amount* counts the derivatives; the underlying securities have their own."""

    title: Footnoted[str] = field(metadata=column(tables.TITLE))
    conversion_or_exercise_price: Footnoted[Decimal] = field(metadata=column(tables.PRICE, box="column 2"))
    date_exercisable: Footnoted[Day] = field(metadata=column(tables.EXERCISABLE, box="column 6"))
    expiration_date: Footnoted[Day] = field(metadata=column(tables.EXPIRATION, box="column 6"))
    underlying: UnderlyingSecurity = field(metadata=group(UnderlyingSecurity))
    amount: Footnoted[Decimal] | None = field(
        default=None, metadata=column(BALANCE, label="amount", box="column 9")
    )
    amount_in_dollars: Footnoted[Decimal] | None = field(
        default=None,
        metadata=column(
            BALANCE,
            label="amount",
            box="column 9",
            kind="dollars",
            xml=(OWNED_IN_DOLLARS,),
            cells=("owned_after",),
        ),
    )
    ownership: Footnoted[Ownership] = field(metadata=column(tables.OWNERSHIP, box="column 10"))
    nature_of_ownership: Footnoted[str] | None = field(
        default=None, metadata=column(tables.NATURE, box="column 11")
    )
    position: str | None = field(default=None, metadata=column(POSITION))
    since_last: tuple[Movement, ...] = field(default=(), metadata=column(SINCE_LAST))


TOLD_BY = frozenset({"date", "code"})
"""The keys that tell a transaction from a holding."""


def table_one(transaction: type[Row], holding: type[Row]) -> dict[str, Table]:
    """Return the metadata of Table I with these kinds of rows."""
    return table(
        label="Table I",
        securities="non-derivative securities",
        xml="nonDerivativeTable",
        kinds=(
            RowKind(row=transaction, xml="nonDerivativeTransaction", told_by=TOLD_BY),
            RowKind(row=holding, xml="nonDerivativeHolding"),
        ),
    )


def table_two(transaction: type[Row], holding: type[Row]) -> dict[str, Table]:
    """Return the metadata of Table II with these kinds of rows."""
    return table(
        label="Table II",
        securities="derivative securities",
        xml="derivativeTable",
        kinds=(
            RowKind(row=transaction, xml="derivativeTransaction", told_by=TOLD_BY),
            RowKind(row=holding, xml="derivativeHolding"),
        ),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class StatementOfChanges(Filing):
    """A Form 4 or 5, or an amendment of one."""

    BOXES: ClassVar[CoverBoxes] = CoverBoxes(
        trading_symbol="box 2",
        foreign_trading_symbol="box 2a",
        relationship="box 5",
        original_filed="box 4",
    )
    EDITIONS: ClassVar[tuple[Edition, ...]] = (
        Edition(name="9-02"),
        # The box on Rule 10b5-1 (Release 33-11138), since forms signed from 1 April 2023.
        Edition(name="2023", since=date(2023, 4, 1)),
        # EDGAR Release 26.1.1.
        Edition(name="03-26", since=date(2026, 3, 18)),
    )

    no_longer_subject: bool = field(
        default=False,
        metadata=fact(
            label="no longer subject to Section 16",
            kind="flag",
            role="exit",
            xml=("notSubjectToSection16",),
        ),
    )
    plan_10b5_1: bool | None = field(
        default=None,
        metadata=fact(label="Rule 10b5-1(c) plan", kind="flag", role="plan", xml=("aff10b5One",)),
    )
    non_derivative: tuple[NonDerivativeTransaction | NonDerivativePosition, ...] = field(
        default=(), metadata=table_one(NonDerivativeTransaction, NonDerivativePosition)
    )
    derivative: tuple[DerivativeTransaction | DerivativePosition, ...] = field(
        default=(), metadata=table_two(DerivativeTransaction, DerivativePosition)
    )

    @property
    def transactions(self) -> Iterator[NonDerivativeTransaction | DerivativeTransaction]:
        """The transactions of both tables, in the order of the form."""
        for row in (*self.non_derivative, *self.derivative):
            if isinstance(row, NonDerivativeTransaction | DerivativeTransaction):
                yield row

    def has_timing(self, timing: str) -> bool:
        """Return whether a line is marked with *timing*, such as "missed_form_4"."""
        return any(getattr(row, "timing", None) == timing for row in (*self.non_derivative, *self.derivative))
