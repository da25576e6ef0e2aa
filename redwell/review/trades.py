"""Show the transactions of a form: a table per class with each holder's balances, and its plans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal, localcontext

from redwell.deadlines.standing import short_date
from redwell.documents.filters import grouped
from redwell.edgar.fingerprint import refers_to_notes
from redwell.model import Filing
from redwell.ownership.columns import Role
from redwell.ownership.columns import tables as tables_of
from redwell.ownership.tables import cell_for, owned_cell
from redwell.ownership.trade_notes import WIDEST
from redwell.ownership.trades import Account, Plan, Statement, Trade, report_same_securities
from redwell.review.model import YES, Amount, PlanBox, TradedLine, TradeHolder, TradeSum, TradeTable, Unit
from redwell.review.rows import printed
from redwell.text.names import listed

MOST_COLUMNS = 6
"""The most columns of days and codes; with more, all days of a code share a column."""
_CENTS, _FINE = Decimal("0.01"), Decimal("0.0001")


@dataclass(frozen=True, kw_only=True, slots=True)
class Price:
    """An average price and the value of some trades, exact but for *is_rounded*; None if a price lacks."""

    average: Decimal
    value: Decimal
    is_rounded: bool


def price_of(trades: Iterable[Trade], places: Decimal = _CENTS) -> Price | None:
    """Return the average price of trades to some *places*; None if a line gives no price, or all give 0.

    A price below a dollar keeps four places.
    """
    pairs = [(trade.move.amount, trade.price) for trade in trades if trade.move]
    known = [(amount, price) for amount, price in pairs if price is not None]
    amount = exact_sum(amount for amount, _ in known)
    with localcontext() as context:
        context.prec = 60
        value = sum((amount * price for amount, price in known), Decimal())
        if len(known) < len(pairs) or not value or not amount:
            return None
        average = value / amount
        fine = places if average >= 1 else _FINE
        rounded = average.quantize(fine, ROUND_HALF_EVEN)
        is_one = len({price for _, price in known}) == 1
        shown = known[0][1] if is_one else rounded
        return Price(average=shown, value=value, is_rounded=shown * amount != value)


def exact_sum(values: Iterable[Decimal]) -> Decimal:
    """Return the exact sum, for any number of digits."""
    with localcontext() as context:
        context.prec = 10_000
        return sum(values, Decimal())


def moved(trades: Iterable[Trade]) -> Decimal:
    """Return what trades moved in all, disposals negative."""
    return exact_sum(trade.move.signed for trade in trades if trade.move)


def off_text(off: Decimal) -> str:
    """Return `36 too many`."""
    return f"{grouped(abs(off))} too {'many' if off > 0 else 'few'}"


def off_texts(offs: Sequence[Decimal]) -> str:
    """Return `36 too many`, `36 too many, 100 too few and 2 more`."""
    shown = ", ".join(map(off_text, offs[:2]))
    return f"{shown} and {len(offs) - 2} more" if len(offs) > 2 else shown


def not_proved(account: Account) -> str:
    """Return what moved by its word alone: `not proved: dividend reinvestment moved +275`."""
    number = Amount(value=account.between).signed if account.between else "an unknown number"
    return f"not proved: {why_text(account)} moved {number}"


def why_text(account: Account) -> str:
    """Return why something moved that no form reports: `dividend reinvestment`."""
    return ", ".join(why.replace("_", " ") for why in account.why)


# --- the tables ---


def tables(filing: Filing, statement: Statement) -> tuple[TradeTable, ...]:
    """Return a table per class and form of ownership: those with transactions first, in the form's order."""
    labels = {table.key: table.label for table in tables_of(type(filing))}
    numbers = filing.note_numbers
    groups: dict[tuple[str, ...], list[Account]] = {}
    for account in statement.accounts:
        groups.setdefault(_class(account), []).append(account)
    found = [_table(labels[key[0]], accounts, statement, numbers) for key, accounts in groups.items()]
    return tuple(sorted(found, key=lambda table: not table.columns))


def _class(account: Account) -> tuple[str, ...]:
    row = account.row
    return (
        account.table,
        " ".join((row.title.value or "").casefold().split()),
        f"{row.ownership.value}",
        underlying_of(account).casefold(),
    )


def underlying_of(account: Account) -> str:
    """Return the title of the underlying security; empty for other securities."""
    cell = cell_for(account.row, "underlying")
    return " ".join(f"{cell[1].value or ''}".split()) if cell else ""


def _table(
    label: str, accounts: Sequence[Account], statement: Statement, numbers: Mapping[str, int]
) -> TradeTable:
    first = accounts[0]
    trades = [trade for account in accounts for trade in account.trades]
    notes = {note for trade in trades for note in trade.notes}
    days = {(trade.day, trade.code, _side(trade)): None for trade in trades}
    is_by_day = len(days) <= MOST_COLUMNS
    columns: _Columns = {}
    for trade in sorted(trades, key=lambda each: each.day):
        columns.setdefault((trade.day if is_by_day else None, trade.code, _side(trade)), []).append(trade)
    return TradeTable(
        key=first.table,
        label=label,
        title=" ".join((first.row.title.value or "").split()),
        ownership="indirect" if first.row.ownership.value == "indirect" else "direct",
        underlying=underlying_of(first),
        columns=tuple(_columns(columns)),
        holders=tuple(_holder(account, columns, numbers) for account in accounts),
        is_joint=statement.has_many_owners and report_same_securities(accounts),
        notes=tuple(f"({number}) {' '.join(text.split())}" for number, text in sorted(notes)),
    )


_Columns = dict[tuple[date | None, str, str], list[Trade]]
"""The transactions by day, code and side; without a day, those of all days."""


def _side(trade: Trade) -> str:
    return trade.move.side if trade.move else ""


def _columns(columns: _Columns) -> Iterator[str]:
    """Yield `25 Feb 2025, S, 4 lines`; the year stands where it is another than in the column before.

    A code that both acquires and disposes has a column for each: `25 Feb 2025, J, disposed, 4 lines`.
    """
    beside: date | None = None
    both = {(day, code) for day, code, _ in columns if sum((day, code) == each[:2] for each in columns) > 1}
    for (day, code, side), trades in columns.items():
        first, last = trades[0].day, trades[-1].day
        days = short_date(first, beside) if first == last else days_text([each.day for each in trades])
        beside = last
        code = f"{code}, {side}" if side and (day, code) in both else code
        yield f"{days}, {code}, {len(trades)} line{'s' * (len(trades) > 1)}"


def days_text(days: Iterable[date]) -> str:
    """Return `25 Feb 2025`, `25 and 26 Feb 2025` or `3 days, 12 Feb to 30 Mar 2025`."""
    known = sorted({*days})
    first, last = known[0], known[-1]
    if first == last:
        return short_date(first)
    is_one_month = (first.year, first.month) == (last.year, last.month)
    begins = f"{first.day}" if is_one_month else short_date(first, last)
    if len(known) == 2:
        return f"{begins} and {short_date(last)}"
    return f"{len(known)} days, {begins} to {short_date(last)}"


def _holder(account: Account, columns: _Columns, numbers: Mapping[str, int]) -> TradeHolder:
    own = {id(trade) for trade in account.trades}
    return TradeHolder(
        holder=holder_of(account, numbers),
        before=_amount(account, account.before),
        origin=_origin(account),
        between=_amount(account, account.between) if account.between else None,
        between_why=why_text(account),
        sums=tuple(
            _sum(account, [trade for trade in trades if id(trade) in own]) for trades in columns.values()
        ),
        after=_amount(account, account.after),
        adds_up=adds_up(account),
        is_off=bool(account.off) or account.is_overdrawn,
        is_open=bool(account.noted or account.doubt) or account.is_unnumbered,
        movements=tuple(_movements(account)),
        lines=tuple(_line(account, trade) for trade in account.trades),
    )


def _movements(account: Account) -> Iterator[str]:
    """Yield `adds 3,019 (other: a gift)` for movements with a number or a note."""
    for each in account.movements:
        number = each.added if each.added is not None else each.removed
        way = "adds" if each.added is not None else "removes"
        said = f"{way} {grouped(number)}" if number is not None else "gives no number"
        note = f": {' '.join(each.note.split())}" if each.note else ""
        if note or number is not None:
            yield f"{said} ({each.why.replace('_', ' ')}{note})"


def _origin(account: Account) -> str:
    """Return where the number before comes from: `Form 4 of 4 May 2026`, `worked back`; empty without one."""
    basis = account.basis
    if account.origin == "previous form" and basis:
        found = f"{_named(basis.stated)}{'' if basis.stated.filed else ', not recorded as filed'}"
        if basis.corrected_by:
            found = f"{found}, as the {_named(basis.corrected_by)} corrects it"
        days = [short_date(day) for day in dict.fromkeys(basis.days)]
        return f"{found} and the line{'s' * (len(days) > 1)} of {listed(days)}" if days else found
    return "worked back" if account.origin == "worked back" else ""


def _named(filing: Filing) -> str:
    return f"Form {filing.form} of {short_date(filing.period_of_report)}"


def nature_of(account: Account, numbers: Mapping[str, int]) -> str:
    """Return the nature of indirect ownership, and which footnote it refers to: `See footnote (3)`."""
    nature = account.row.nature_of_ownership
    said = " ".join(((nature.value if nature else None) or "").split())
    cited = [f"{numbers[label]}" for label in nature.footnotes if label in numbers] if nature else []
    return f"{said} ({', '.join(cited)})" if cited and refers_to_notes(said) else said


def holder_of(account: Account, numbers: Mapping[str, int]) -> str:
    """Return the nature of indirect ownership, or `direct`; for derivatives, also their terms."""
    row = account.row
    label = getattr(row, "position", None)
    who = nature_of(account, numbers) or f"{row.ownership.value}"
    terms = []
    roles: tuple[tuple[Role, str], ...] = (("price", "at"), ("expiration", "expires"))
    for role, word in roles:
        cell = cell_for(row, role)
        if cell and cell[1].value is not None:
            terms.append(f"{word} {printed(cell[1].value, cell[0])}")
    return ", ".join([*([f"{label}:"] if label else []), who, *terms]).replace(":,", ":")


def adds_up(account: Account) -> str:
    """Return `yes`, by how much it does not, or that there is nothing to compare."""
    if account.off:
        return f"{off_texts(account.off)}, not explained"
    if account.is_overdrawn:
        return "more disposed of than there was"
    if account.noted:
        return f"{off_text(account.noted)}; a note may say why"
    if account.is_unnumbered:
        return not_proved(account)
    if account.doubt:
        return f"not proved: {account.doubt}"
    return YES if account.is_checked else "nothing to compare"


def _amount(account: Account, value: Decimal | None) -> Amount | None:
    unit: Unit = "dollars" if account.is_in_dollars else "shares"
    return None if value is None else Amount(value=value, unit=unit)


def _sum(account: Account, trades: Sequence[Trade]) -> TradeSum | None:
    if not trades:
        return None
    price = price_of(trades, _FINE)
    return TradeSum(
        lines=len(trades),
        amount=_amount(account, moved(trades)) if any(trade.move for trade in trades) else None,
        average=Amount(value=price.average, unit="dollars") if price else None,
        is_rounded=bool(price and price.is_rounded),
        is_average=len(trades) > 1 or trades[0].is_average,
    )


def _line(account: Account, trade: Trade) -> TradedLine:
    low, high = trade.fills or (None, None)
    deemed = cell_for(trade.row, "deemed")
    return TradedLine(
        place=trade.place,
        day=trade.day,
        deemed=deemed[1].value if deemed else None,
        code=trade.code,
        terms=trade.terms,
        is_early=trade.is_early,
        unmatched_under=trade.unmatched_under,
        amount=_amount(account, trade.move.signed) if trade.move else None,
        price=None if trade.price is None else Amount(value=trade.price, unit="dollars"),
        price_text="by footnote" if trade.price is None else "",
        low=None if low is None else Amount(value=low, unit="dollars"),
        high=None if high is None else Amount(value=high, unit="dollars"),
        is_wide=low is not None and high is not None and high - low > WIDEST,
        after=_amount(account, trade.balance),
        off=off_text(trade.off) if trade.off else "",
        notes=tuple(number for number, _ in trade.notes),
    )


# --- plans, and what is left out ---


def plan_box(statement: Statement) -> PlanBox:
    """Return the box, and for each plan its adoption, its adopter, and the days to the first trade."""
    said = {True: "the box is ticked", False: "the box is not ticked", None: "the box is not given"}
    days = [trade.day for trade in statement.trades]
    return PlanBox(
        said=said[statement.is_box_ticked],
        plans=tuple(_plan(plan, min(days, default=None)) for plan in statement.plans),
    )


def _plan(plan: Plan, earliest: date | None) -> str:
    if not plan.adopted:
        names = f"footnote {plan.number} names" if plan.number else "the remarks name"
        return f"{names} a plan, and no day of its adoption"
    adopted = ", ".join(short_date(day) for day in plan.adopted)
    who = f" by {plan.by}" if plan.by else ", by whom is not said"
    first = plan.first or earliest
    if first is None:
        return f"adopted {adopted}{who}"
    days = (first - plan.adopted[-1]).days
    traded = "first trade under it here" if plan.first else "earliest trade of the form"
    return f"adopted {adopted}{who}; {traded} {short_date(first)}, {days} days later"


def left_out(statement: Statement) -> tuple[str, ...]:
    """Return the positions that the last form had, and this one leaves out."""
    return tuple(
        f"{printed(amount, row_amount[0]) if row_amount else grouped(amount)} {row.title.value}, "
        + ((row.nature_of_ownership.value if row.nature_of_ownership else None) or f"{row.ownership.value}")
        for row, amount in ((each.row, each.balance or Decimal()) for each in statement.left_out)
        for row_amount in (owned_cell(row),)
    )
