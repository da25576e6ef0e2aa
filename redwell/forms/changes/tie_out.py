"""Prove the lines of a form against the fills that it rests on: files of trades under `sources`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from redwell.files.reader import LARGEST_EXHIBIT, Files
from redwell.forms.changes.fills import (
    DIRECT,
    Fill,
    Trades,
    holder_of,
    is_fills,
    read_fills,
    rounded,
    why_no_fills,
)
from redwell.model import Filing
from redwell.ownership.columns import OwnershipRow
from redwell.ownership.moves import Transaction, transactions
from redwell.ownership.notes import AVERAGE, dollars
from redwell.ownership.tables import cell_for, cells
from redwell.ownership.trade_notes import WIDEST, average_notes, range_in
from redwell.problems import FilingError, Path, Place, Problem
from redwell.secrets.patterns import masked

CODES = ("P", "S")
"""The codes of lines that report trades."""


UNREAD = "fills-unread"
"""The code of a file of a source that is not read as fills."""
_TEXTS = (".csv", ".tsv", ".txt")
"""Ends of the names of files that may hold fills."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TradeLine:
    """A line that reports trades: its place, its row, and the label and range of its average."""

    path: Path
    row: OwnershipRow
    day: date
    code: str
    holder: str
    label: str | None
    low: Decimal
    high: Decimal
    is_plain: bool = False
    """True if the firm wrote the words of the note itself."""
    is_average: bool = False
    """True if a note says that the price is an average."""


def tie_out(filing: Filing, files: Files, folder: str) -> list[Problem]:
    """Return what differs between a filing and its fills; *folder* is the folder of the files in messages."""
    if not filing.sources:
        return []
    lines = [*_reported(filing)]
    try:
        found = [_fills(name, files, folder) for name in filing.sources]
    except FilingError as error:
        return [*error.problems]
    fills = [fill for each, _ in found for fill in each]
    problems = [problem for _, unread in found for problem in unread] if lines else []
    lines = lines if fills else []
    holders = {line.holder for line in lines}
    alone = next(iter(holders)) if len(holders) == 1 else DIRECT
    has_sides = all(fill.side for fill in fills)
    groups: dict[tuple[date, str, str | None], tuple[list[TradeLine], list[Fill]]] = {}
    for fill in fills:
        held = replace(fill, holder=alone) if fill.holder is None else fill
        key = _key(held.day, held.holder or DIRECT, held.side if has_sides else None)
        groups.setdefault(key, ([], []))[1].append(held)
    for line in lines:
        key = _key(line.day, line.holder, line.code if has_sides else None)
        groups.setdefault(key, ([], []))[0].append(line)
    for own, its_fills in groups.values():
        problems += _compared(own, its_fills)
    return problems


def _key(day: date, holder: str, side: str | None) -> tuple[date, str, str | None]:
    return day, holder.casefold(), side


def _fills(name: str, files: Files, folder: str) -> tuple[Sequence[Fill], Sequence[Problem]]:
    """Return the fills in a source, and why a CSV file is not read as fills.

    A file of another kind has neither; that one is not there is a problem of its own.
    """
    if not name.lower().endswith(_TEXTS):
        return (), ()
    try:
        content = files.beside(name, LARGEST_EXHIBIT)
    except (OSError, ValueError):
        return (), ()
    shown = f"{folder}/{name}"
    if is_fills(content):
        return read_fills(content, shown), ()
    is_csv = name.lower().endswith(".csv")
    why = why_no_fills(content, shown) if is_csv else ()
    return (), [
        replace(
            each,
            severity="note",
            code=UNREAD,
            message=f"the lines of the form are not compared with this file: {each.message}",
        )
        for each in why
    ]


def _reported(filing: Filing) -> Iterator[TradeLine]:
    """Yield the lines that report trades, in the order of the form."""
    averages = {note.label: dict(note.facts) for note in filing.models if note.model == AVERAGE}
    labels = _labels(filing)
    for path, row in transactions(filing):
        if row.code.value not in CODES or row.date.value is None or row.price is None:
            continue
        label = next((label for label in labels.get(path, ()) if label in averages), None)
        plain = None if label else _plain_range(filing, row)
        price = row.price.value or Decimal()
        if label:
            low, high = (Decimal(f"{averages[label][key]}") for key in ("from", "to"))
        else:
            low, high = plain[1] if plain else (price, price)
        yield TradeLine(
            path=path,
            row=row,
            day=row.date.value,
            code=row.code.value,
            holder=holder_of(row),
            label=plain[0] if plain else label,
            low=low,
            high=high,
            is_plain=plain is not None,
            is_average=bool(label) or any(average_notes(filing, row)),
        )


def _labels(filing: Filing) -> Mapping[Path, list[str]]:
    """Return the labels of the footnotes of each line, by its path."""
    found: dict[Path, list[str]] = {}
    for path, cell in cells(filing):
        found.setdefault(path[:2], []).extend(cell.footnotes)
    return found


def _plain_range(filing: Filing, row: Transaction) -> tuple[str, tuple[Decimal, Decimal]] | None:
    """Return the label and range of the note on an average price in the firm's own words."""
    found = ((label, range_in(text)) for label, text in average_notes(filing, row))
    return next(((label, (min(span), max(span))) for label, span in found if span), None)


def _compared(lines: Sequence[TradeLine], fills: Sequence[Fill]) -> Iterator[Problem]:
    """Yield what differs between the lines and the fills of one day and holder."""
    left = [*fills]
    others = sum(line.label is None for line in lines)
    for line in sorted(lines, key=lambda line: line.label is None):
        is_rest = line.label is None and others == 1
        own = [fill for fill in left if is_rest or line.low <= fill.price <= line.high]
        taken = {*own}
        left = [fill for fill in left if fill not in taken]
        if own:
            yield from _line_compared(line, Trades(fills=tuple(own)))
        else:
            message = (
                f"no fill of {line.day} is at {_prices(line.low, line.high)}: what does this line report?"
            )
            yield _warning(message, line.path)
    if left:
        trades = Trades(fills=tuple(left))
        message = (
            f"no line reports {_securities(trades)} of {left[0].day} at {_prices(trades.low, trades.high)}, "
            f"owned {_held(left[0])}: add the line; or does a line have another day or holder?"
        )
        yield replace(_warning(message, ()), place=Place(file=left[0].file, line=left[0].line))


def _line_compared(line: TradeLine, trades: Trades) -> Iterator[Problem]:
    """Yield what differs between a line and its fills."""
    moved = cell_for(line.row, "acquired") or cell_for(line.row, "disposed")
    if moved and moved[1].value != trades.quantity:
        message = (
            f"{_fills_are(trades)} {_securities(trades)}, and this line has {moved[1].value:,f}: which is "
            "right?"
        )
        yield _warning(message, (*line.path, *moved[0].path))
    paid = cell_for(line.row, "paid")
    price = paid[1].value if paid else None
    if paid and price is not None and not _is_rounded(price, trades.average):
        average = dollars(trades.price)
        what = "the fills have the weighted average" if len(trades.fills) > 1 else "the fill has the price"
        message = f"{what} {average}, and this line {dollars(price)}: which is right?"
        yield _warning(message, (*line.path, *paid[0].path))
    if line.label is None:
        yield from _unnoted(line, trades)
        return
    for key, given, true in (("from", line.low, trades.low), ("to", line.high, trades.high)):
        if given != true:
            end = "lowest" if key == "from" else "highest"
            at: Path = ("footnotes", line.label) if line.is_plain else ("footnotes", line.label, key)
            remedy = f"and this footnote says {dollars(given)}" if line.is_plain else f"write {true}"
            message = f"the {end} fill of this line is at {dollars(true)}"
            yield _warning(f"{message}{',' if line.is_plain else ':'} {remedy}", at)


def _unnoted(line: TradeLine, trades: Trades) -> Iterator[Problem]:
    """Yield that the fills of a line have several prices, where no note gives their range."""
    if trades.low == trades.high:
        return
    path = (*line.path, "price")
    span = f"the fills of this line are at {_prices(trades.low, trades.high)}"
    if trades.high - trades.low > WIDEST:
        message = (
            f"{span}, and one line takes at most {dollars(WIDEST)} between them: divide it "
            "(redwell new --fills writes the lines)"
        )
    elif line.is_average:
        return  # the rules about averages ask for the range
    else:
        message = (
            f"{span}: say that the price is an average, with footnotes: [average], and under footnotes: "
            f'average: {{model: weighted_average, from: "{trades.low}", to: "{trades.high}"}}'
        )
    yield _warning(message, path)


def _is_rounded(price: Decimal, average: Fraction) -> bool:
    """Return whether a price is the average, rounded to two decimals or more."""
    places = max(-int(price.normalize().as_tuple().exponent), 2)
    return any(rounded(average, number) == price for number in range(places, 5))


def _securities(trades: Trades) -> str:
    count = len(trades.fills)
    return f"{trades.quantity:,f} securities in {count} fill{'s' * (count > 1)}"


def _fills_are(trades: Trades) -> str:
    return "the fills are" if len(trades.fills) > 1 else "the fill is"


def _prices(low: Decimal, high: Decimal) -> str:
    return dollars(low) if low == high else f"{dollars(low)} to {dollars(high)}"


def _held(fill: Fill) -> str:
    return f'indirectly, "{masked(fill.holder)}"' if fill.holder else "directly"


def _warning(message: str, path: Path) -> Problem:
    return Problem(severity="warning", code="fills-differ", message=message, path=path)
