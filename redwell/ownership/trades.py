"""Sum up a statement of changes by position: owned before, each transaction, owned after."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from redwell.deadlines.standing import short_date
from redwell.model import Filing, Footnoted
from redwell.ownership.adopters import adopter
from redwell.ownership.amended import LaidOver
from redwell.ownership.columns import OwnershipRow, labels_of
from redwell.ownership.known import NOTHING_BEFORE, Before, LastKnown
from redwell.ownership.ledger import left_out, steps, steps_laid_over
from redwell.ownership.moves import (
    Holding,
    Move,
    Transaction,
    balance_of,
    day_of,
    move_of,
    notes_of,
    notes_of_line,
)
from redwell.ownership.positions import (
    Basis,
    Step,
    explanation,
    is_known_gap,
    net,
    position_of,
)
from redwell.ownership.tables import owned_cell, rows
from redwell.ownership.trade_notes import adoptions, average_notes, names_a_plan, range_in
from redwell.ownership.transactions import Movement, StatementOfChanges
from redwell.problems import Path
from redwell.text.names import listed

Origin = Literal["previous form", "worked back", "not known"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Trade:
    """A transaction at its *place* in a table, counted from 1, with the numbers and texts of its notes.

    A line of the original, which an amendment leaves as it was filed, has no place and no notes.
    """

    place: int | None
    row: Transaction
    move: Move | None
    fills: tuple[Decimal, Decimal] | None
    """The lowest and highest price of the trades, if a note gives them."""
    is_average: bool
    notes: tuple[tuple[int, str], ...]
    words: str
    """The texts of its notes, also those of a line of the original."""
    is_planned: bool
    """True if a note of it names a plan."""
    off: Decimal
    """By how much the balance is too high or, negative, too low, and nothing says why."""

    @property
    def day(self) -> date:
        """The day of the transaction."""
        return day_of(self.row)

    @property
    def code(self) -> str:
        """The transaction code."""
        return self.row.code.value or ""

    @property
    def price(self) -> Decimal | None:
        """The price; None if only a note gives it."""
        return self.row.price.value

    @property
    def is_early(self) -> bool:
        """True if it is reported before it is due."""
        return self.row.timing == "early"

    @property
    def unmatched_under(self) -> str:
        """The rule that exempts it from being matched; empty if none does."""
        return self.row.exempt or ""

    @property
    def terms(self) -> tuple[str, ...]:
        """The words beside its code: `early`, `exempt under 16b-3(d)`."""
        timing = (self.row.timing or "").replace("_", " ")
        return tuple(filter(None, (timing, self.unmatched_under and f"exempt under {self.unmatched_under}")))

    @property
    def balance(self) -> Decimal | None:
        """The number owned after it."""
        return _balance(self.row)


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """A position with its transactions, in the order of the form; none for a holding."""

    table: str
    row: OwnershipRow
    movements: tuple[Movement, ...] = ()
    """The movements that no form reports, as lines of this form give them."""
    before: Decimal | None
    origin: Origin
    basis: Basis | None
    """The sources of the number before, if earlier forms give it."""
    trades: tuple[Trade, ...]
    between: Decimal
    """The number that moved since the last form and that no form reports."""
    why: tuple[str, ...]
    """The words for these movements."""
    noted: Decimal
    """The number that moved without a line, and of which a note tells."""
    is_unnumbered: bool
    """True if the filing says that something moved since the last form, and not how much."""
    after: Decimal | None
    off: tuple[Decimal, ...]
    """By how much balances do not add up, and nothing says why."""
    is_checked: bool
    """True if there are two balances to compare."""
    doubt: str
    """The question to answer before the balances are known."""

    @property
    def is_overdrawn(self) -> bool:
        """True if more was disposed of than there can have been."""
        return self.before is not None and self.before < 0 and not self.noted

    @property
    def is_in_dollars(self) -> bool:
        """True if it counts dollars."""
        cell = owned_cell(self.row)
        return bool(cell and cell[0].kind == "dollars" and self.after is not None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """A footnote on a plan: its *number*, days of adoption, adopter, and *first* day traded under it.

    Remarks on a plan have no number.
    """

    number: int | None
    adopted: tuple[date, ...]
    by: str
    first: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """The transactions of a form: its accounts, its plans, and what it leaves out of the last form."""

    accounts: tuple[Account, ...]
    is_box_ticked: bool | None
    plans: tuple[Plan, ...]
    left_out: tuple[LastKnown, ...]
    has_many_owners: bool

    @property
    def trades(self) -> Iterator[Trade]:
        """All transactions, by account."""
        for account in self.accounts:
            yield from account.trades


def statement_of(
    filing: Filing, before: Before = NOTHING_BEFORE, laid: LaidOver | None = None
) -> Statement | None:
    """Return what a filing says of transactions; None for a form that has no such lines.

    Balances go on from what is known *before* it: of an amendment, before its original, over which it is
    *laid*.
    """
    if laid:
        filing = laid.filing
    if not isinstance(filing, StatementOfChanges):
        return None
    return Statement(
        accounts=tuple(_accounts(filing, before, laid)),
        is_box_ticked=filing.plan_10b5_1,
        plans=tuple(plans_of(filing)),
        left_out=() if filing.amendment else tuple(left_out(filing, before)),
        has_many_owners=len(filing.reporting_owners) > 1,
    )


def has_transactions(filing: Filing) -> bool:
    """Return True for a form whose lines are transactions."""
    return isinstance(filing, StatementOfChanges)


def report_same_securities(accounts: Iterable[Account]) -> bool:
    """Return True if two positions of joint owners seem to be the same securities, reported twice."""
    balances: set[object] = set()
    moves: set[object] = set()
    for each in accounts:
        own = {_fingerprint(trade) for trade in each.trades}
        if (each.after and each.after in balances) or own & moves:
            return True
        balances.add(each.after)
        moves |= own
    return False


def distinct(accounts: Iterable[Account], *, is_joint: bool) -> Iterator[Trade]:
    """Yield the trades of accounts; of joint owners, a trade that several positions report only once."""
    known: set[object] = set()
    for account in accounts:
        own = set[object]()
        for trade in account.trades:
            key = _fingerprint(trade)
            if not (is_joint and key in known):
                yield trade
            own.add(key)
        known |= own


def _fingerprint(trade: Trade) -> object:
    move = trade.move
    return trade.day, trade.code, move.signed if move else None, trade.price, trade.balance


def _accounts(filing: StatementOfChanges, before: Before, laid: LaidOver | None) -> Iterator[Account]:
    """Yield the accounts in the order of the form."""
    known = laid.own if laid else {path: path for path, _ in rows(filing)}
    places = {path: int(known[path][1]) + 1 if path in known else None for path, _ in rows(filing)}
    running: dict[Hashable, list[Step]] = {}
    for step in steps_laid_over(laid, before) if laid else steps(filing, before):
        position = position_of(filing, step.path, step.row)
        key = position if isinstance(step.row, Transaction) else (position, step.path)
        running.setdefault(key, []).append(step)
    groups: dict[Hashable, list[tuple[Path, Transaction | Holding]]] = {}
    for path, row in rows(filing):
        if isinstance(row, Transaction):
            groups.setdefault(position_of(filing, path, row), []).append((path, row))
        elif isinstance(row, Holding):
            groups.setdefault((position_of(filing, path, row), path), []).append((path, row))
    numbers = filing.note_numbers
    for key, lines in groups.items():
        account = _account(filing, lines, tuple(running.get(key, ())), numbers)
        trades = [
            replace(trade, place=place, notes=trade.notes if place else ())
            for trade, (path, _) in zip(account.trades, lines, strict=False)
            for place in (places[path],)
        ]
        movements = tuple(each for path, row in lines if places[path] for each in row.since_last)
        doubt = account.doubt or _late(trades, before.of.get(key)) or _unsaid(trades)
        yield replace(account, trades=tuple(trades), movements=movements, doubt=doubt)


def _late(trades: Iterable[Trade], known: LastKnown | None) -> str:
    """Return that a line is of an earlier day than the last number it could go on from; empty if none is."""
    entries = known.book.entries if known else []
    first = min((trade.day for trade in trades), default=None)
    if first is None or not entries or first >= entries[-1].day:
        return ""
    last = entries[-1].source
    which = "" if first < last.period_of_report else "the last line of "
    return f"a line is earlier than {which}the Form {last.form} of {short_date(last.period_of_report)}"


def _unsaid(trades: Iterable[Trade]) -> str:
    """Return which lines do not say what is owned after them; empty if all do."""
    lacking = [trade.place for trade in trades if trade.balance is None]
    own = [f"{place}" for place in lacking if place]
    if own:
        return f"line{'s' * (len(own) > 1)} {listed(own)} say{'s' * (len(own) == 1)} no balance"
    return "a line of the original says no balance" if lacking else ""


def _account(
    filing: Filing,
    lines: list[tuple[Path, Transaction | Holding]],
    steps: tuple[Step, ...],
    numbers: Mapping[str, int],
) -> Account:
    off, noted, between = dict[Path, Decimal](), Decimal(), Decimal()
    for step in steps:
        is_known = is_known_gap(step.row.since_last)
        between += step.gap or Decimal() if is_known else net(step.row.since_last)
        if step.is_off and not is_known:
            gap = (balance_of(step.row) or Decimal()) - (step.expected or Decimal())
            if explanation(filing, step):
                noted += gap
            else:
                off[step.path] = gap
    before, origin, basis = _before(steps)
    balances = [balance for step in steps if (balance := balance_of(step.row)) is not None]
    found = [_trade(filing, path, row, numbers, off) for path, row in lines if isinstance(row, Transaction)]
    return Account(
        table=f"{lines[0][0][0]}",
        row=lines[0][1],
        before=before,
        origin=origin,
        basis=basis,
        trades=tuple(found),
        between=between,
        why=tuple(dict.fromkeys(each.why for _, row in lines for each in row.since_last)),
        noted=noted,
        is_unnumbered=any(is_known_gap(row.since_last) for _, row in lines),
        after=balances[-1] if balances else _balance(lines[-1][1]),
        off=tuple(off.values()),
        is_checked=any(step.before is not None for step in steps) and bool(balances),
        doubt=next((step.doubt for step in steps if step.doubt), "") or _doubt(filing, steps),
    )


def _before(steps: tuple[Step, ...]) -> tuple[Decimal | None, Origin, Basis | None]:
    """Return the balance before the first line, worked back from it if no earlier form gives it."""
    if not steps:
        return None, "not known", None
    first = steps[0]
    if first.before is not None:
        return first.before, "previous form", first.basis
    given = balance_of(first.row)
    before = given - first.moved - net(first.row.since_last) if given is not None and first.move else None
    if before is None or _leaves_less(first):
        return None, "not known", None
    return before, "worked back", None


def _leaves_less(step: Step) -> bool:
    """Return True for a line that acquires more than it leaves, so that it speaks of something else too."""
    given = balance_of(step.row)
    return given is not None and step.before is None and given - net(step.row.since_last) < step.moved > 0


def _doubt(filing: Filing, steps: tuple[Step, ...]) -> str:
    """Return why nothing is known of what was owned before."""
    if not steps or not _leaves_less(steps[0]):
        return ""
    found = explanation(filing, replace(steps[0], before=Decimal()))
    return f"a footnote {found.speaks}" if found else "more was acquired than is owned after"


def _trade(
    filing: Filing, path: Path, row: Transaction, numbers: Mapping[str, int], off: Mapping[Path, Decimal]
) -> Trade:
    texts = dict(filing.footnotes)
    labels = dict.fromkeys(labels_of(row))
    averages = dict(average_notes(filing, row))
    ranges = [span for text in averages.values() if (span := range_in(text))]
    return Trade(
        place=int(path[1]) + 1,
        row=row,
        move=move_of(row),
        fills=(min(low for low, _ in ranges), max(high for _, high in ranges)) if ranges else None,
        is_average=bool(averages),
        notes=tuple(sorted((numbers[label], texts[label]) for label in labels if label in numbers)),
        words=notes_of_line(filing, row),
        is_planned=any(names_a_plan(texts.get(label, "")) for label in labels),
        off=off.get(path, Decimal()),
    )


def _balance(row: Transaction | Holding) -> Decimal | None:
    """Return what is owned after a line, in securities or in dollars."""
    given = balance_of(row)
    if given is not None:
        return given
    cell = row.owned_after_in_dollars if isinstance(row, Transaction) else row.amount_in_dollars
    return cell.value if cell else None


def plans_of(filing: StatementOfChanges) -> Iterator[Plan]:
    """Yield the notes that name a plan, with the first trade that cites each; else remarks that do."""
    for number, (label, text) in enumerate(filing.footnotes, start=1):
        if names_a_plan(text):
            cited = [day_of(row) for row in filing.transactions if label in {*labels_of(row)}]
            days = adoptions(notes_of(filing, Footnoted(value=None, footnotes=(label,))))
            first = min(cited, default=None)
            yield Plan(number=number, adopted=days, by=adopter(text), first=first)
    remarks = filing.remarks or ""
    if names_a_plan(remarks) and not any(names_a_plan(text) for _, text in filing.footnotes):
        yield Plan(number=None, adopted=adoptions(remarks), by=adopter(remarks), first=None)
