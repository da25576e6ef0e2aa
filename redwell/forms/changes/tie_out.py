"""Prove the lines of a form against the fills that it rests on: files of trades under `sources`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from redwell.files.reader import LARGEST_EXHIBIT, Files
from redwell.forms.changes.fills import DIRECT, Fill, Trades, holder_of, is_fills, read_fills, rounded
from redwell.model import Filing
from redwell.ownership.columns import OwnershipRow
from redwell.ownership.notes import AVERAGE, dollars
from redwell.ownership.tables import cell_for, cells, rows
from redwell.problems import FilingError, Path, Place, Problem

CODES = ("P", "S")
"""The codes of lines that report trades."""


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


def tie_out(filing: Filing, files: Files, folder: str) -> list[Problem]:
    """Return what differs between a filing and its fills; *folder* is the folder of the files in messages."""
    try:
        fills = [fill for name in filing.sources for fill in _fills(name, files, folder)]
    except FilingError as error:
        return [*error.problems]
    lines = [*_reported(filing)] if fills else []
    holders = {line.holder for line in lines}
    alone = next(iter(holders)) if len(holders) == 1 else DIRECT
    fills = [replace(fill, holder=alone) if fill.holder is None else fill for fill in fills]
    has_sides = all(fill.side for fill in fills)
    problems: list[Problem] = []
    keys_of_lines = [(line, _key(line.day, line.holder, line.code if has_sides else None)) for line in lines]
    keys_of_fills = [
        (fill, _key(fill.day, fill.holder or DIRECT, fill.side if has_sides else None)) for fill in fills
    ]
    for key in dict.fromkeys(key for _, key in (*keys_of_fills, *keys_of_lines)):
        own = [line for line, its_key in keys_of_lines if its_key == key]
        problems += _compared(own, [fill for fill, its_key in keys_of_fills if its_key == key])
    return problems


def _key(day: date, holder: str, side: str | None) -> tuple[date, str, str | None]:
    return day, holder.casefold(), side


def _fills(name: str, files: Files, folder: str) -> Sequence[Fill]:
    """Return the fills in a source; none of a file that holds something else, or that is not there."""
    if not name.lower().endswith(".csv"):
        return ()
    try:
        content = files.beside(name, LARGEST_EXHIBIT)
    except (OSError, ValueError):
        return ()  # which is a problem of its own
    return read_fills(content, f"{folder}/{name}") if is_fills(content) else ()


def _reported(filing: Filing) -> Iterator[TradeLine]:
    """Yield the lines that report trades, in the order of the form."""
    averages = {note.label: dict(note.facts) for note in filing.models if note.model == AVERAGE}
    for path, row in rows(filing):
        code, day, paid = (cell_for(row, role) for role in ("code", "transacted", "paid"))
        if not (code and day and day[1].value and paid) or code[1].value not in CODES:
            continue
        label = next((label for label in _labels(filing, path) if label in averages), None)
        price = paid[1].value or Decimal()
        facts = averages[label] if label else {"from": price, "to": price}
        yield TradeLine(
            path=path,
            row=row,
            day=day[1].value,
            code=code[1].value,
            holder=holder_of(row),
            label=label,
            low=Decimal(f"{facts['from']}"),
            high=Decimal(f"{facts['to']}"),
        )


def _labels(filing: Filing, path: Path) -> list[str]:
    return [label for at, cell in cells(filing) if at[:2] == path for label in cell.footnotes]


def _compared(lines: Sequence[TradeLine], fills: Sequence[Fill]) -> Iterator[Problem]:
    """Yield what differs between the lines and the fills of one day and holder."""
    left = [*fills]
    for line in sorted(lines, key=lambda line: line.label is None):
        others = sum(other.label is None for other in lines)
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
    if line.label:
        for key, given, true in (("from", line.low, trades.low), ("to", line.high, trades.high)):
            if given != true:
                end = "lowest" if key == "from" else "highest"
                message = f"the {end} fill of this line is at {dollars(true)}: write {true}"
                yield _warning(message, ("footnotes", line.label, key))


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
    return f'indirectly, "{fill.holder}"' if fill.holder else "directly"


def _warning(message: str, path: Path) -> Problem:
    return Problem(severity="warning", code="fills-differ", message=message, path=path)
