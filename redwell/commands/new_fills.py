"""Make the lines of a sale or purchase from a file of trades: `new --fills`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import cast

from redwell.commands import new_lines
from redwell.commands.new_positions import Positions
from redwell.commands.report import count
from redwell.edgar import yaml_writer
from redwell.files import disk
from redwell.files.discovery import Misuse
from redwell.files.disk import LargeFileError, NoFileError
from redwell.form import Form
from redwell.forms.changes.fills import (
    DIRECT,
    Fill,
    holder_of,
    read_fills,
    rows_of,
    trades_of,
)
from redwell.ownership.split import MAX_ROWS
from redwell.ownership.tables import cell_for
from redwell.ownership.transactions import NonDerivativeTransaction
from redwell.problems import FilingError
from redwell.rules.readiness import BLANKS
from redwell.secrets import scan
from redwell.text.long_dates import long_date
from redwell.text.names import listed
from redwell.text.spreadsheet import LARGEST

KINDS = ("S", "P")
"""The codes of lines that report trades; the first is the usual one."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,99}")
_AMOUNT = re.compile(r"(?:(.+)=)?\s*([0-9,]+(?:\.[0-9]{1,4})?)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Sale:
    """The trades of a new filing: the file *name* with its *content*, and what each holder owned before."""

    name: str
    content: bytes
    fills: tuple[Fill, ...]
    code: str = KINDS[0]
    title: str = ""
    owned: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def first_day(self) -> str:
        """The day of the earliest trade."""
        return f"{min(fill.day for fill in self.fills)}"

    @property
    def holders(self) -> tuple[str, ...]:
        """The holders, in the order of the file."""
        return tuple(dict.fromkeys(fill.holder or DIRECT for fill in self.fills))


def read_sale(path: Path, codes: Sequence[str], title: str, owned: Sequence[str]) -> Sale:
    """Return the trades in the file *path*. Raises `Misuse`, and `FilingError` for what is wrong in it."""
    if len(codes) > 1 or not {*codes} <= {*KINDS}:
        raise Misuse("--fills: these are the fills of a sale or a purchase: add --code S or --code P alone")
    if not _NAME.fullmatch(path.name) or path.suffix.lower() != ".csv":
        raise Misuse(f"--fills {path}: name a .csv file, with letters, digits, spaces and any of . _ -")
    try:
        content = disk.read_file(path, LARGEST)
    except NoFileError:
        raise Misuse(f"--fills {path}: there is no such file") from None
    except LargeFileError as error:
        raise Misuse(f"--fills {path}: it has {error}?") from None
    refuse_secrets_in(content, f"{path}")
    fills = read_fills(content, f"{path}")
    code = codes[0] if codes else KINDS[0]
    if others := {fill.side for fill in fills if codes and fill.side not in (code, None)}:
        words = {"P": "purchases", "S": "sales"}
        also = listed([words[other] for other in others if other])
        raise Misuse(f"--code {code}: the column of sides in this file has {also} too: leave --code out")
    sale = Sale(name=path.name, content=content, fills=fills, code=code, title=title)
    return replace(sale, owned=_owned(owned, sale))


def refuse_secrets_in(content: bytes, name: str) -> None:
    """Raise `FilingError` if a file, from which a filing takes over texts, has a secret."""
    if problems := [*scan.problems_in(scan.search(content), name)]:
        raise FilingError(problems)


def _owned(given: Sequence[str], sale: Sale) -> dict[str, Decimal]:
    """Return what the flags say each holder owned before the first trade. Raises `Misuse`."""
    found: dict[str, Decimal] = {}
    names = {(holder or "direct").casefold(): holder for holder in sale.holders}
    shown = _names(sale.holders)
    for each in given:
        parts = _AMOUNT.fullmatch(each.strip())
        if not parts:
            raise Misuse(f"--owned {each}: write how many were owned before, e.g. 34000 or direct=34000")
        name = (parts[1] or "").strip().casefold() or (next(iter(names)) if len(names) == 1 else "")
        if name not in names:
            raise Misuse(f"--owned {each}: say of which holder, e.g. direct=34000: the fills are of {shown}")
        found[names[name]] = Decimal(parts[2].replace(",", ""))
    return found


def with_balances(sale: Sale, positions: Positions) -> Sale:
    """Return the trades with the title and the balances of earlier filings. What the flags say stays."""
    title = positions.title(sale.title)
    owned = {holder: amount for holder, amount in positions.owned(title).items() if holder in sale.holders}
    return replace(sale, title=title, owned={**owned, **sale.owned})


def lines_of(sale: Sale, form: Form) -> str:
    """Return the blocks of the lines of some trades, which name the file of these."""
    trades = [*trades_of(sale.fills)]
    kind = cast(type[NonDerivativeTransaction], form.tables[0].kinds[0].row)
    timing = new_lines.DUE_BEFORE if new_lines.is_annual(form) else None
    title = sale.title or BLANKS["title"]
    rows, notes = rows_of(trades, sale.code, title, sale.owned, kind, timing)
    blocks = [] if len(rows) <= MAX_ROWS else ["split: true"]
    blocks += [yaml_writer.block(form.tables[0].key, rows).rstrip("\n")]
    if notes:
        blocks += [yaml_writer.notes_by_model(notes).rstrip("\n")]
    return "\n\n".join([*blocks, f"sources:\n  - {sale.name}"])


def said(sale: Sale) -> Iterator[str]:
    """Yield what the user should know about the lines."""
    trades = [*trades_of(sale.fills)]
    how = ", each of a day, a holder and at most a dollar; averages are rounded half up to four decimals"
    number = len(sale.fills)
    made = "1 fill makes" if number == 1 else f"{number:,} fills make"
    yield f"{made} {count(len(trades), 'line')}" + how * (number > 1)
    if unsure := next((fill for fill in sale.fills if fill.other_day), None):
        yield f"check the days: line {unsure.line} of {sale.name} was read as {long_date(unsure.day)}"
    if lacking := [holder for holder in sale.holders if holder not in sale.owned]:
        yield f"what is owned after the lines of {_names(lacking)} is left out: --owned says what was before"
    rows, _ = rows_of(trades, sale.code, sale.title, sale.owned)
    cut = dict.fromkeys(holder_of(row) for row in rows if not cell_for(row, "balance"))
    for holder in [holder for holder in cut if holder in sale.owned]:
        yield (
            f"{_names([holder])} owned {sale.owned[holder]:,f}, fewer than were sold: what is owned after is "
            "left out from there on; is that number right, or is a purchase missing?"
        )


def _names(holders: Sequence[str]) -> str:
    return listed([f'"{holder or "direct"}"' for holder in holders])
