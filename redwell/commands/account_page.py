"""Accounts as one HTML page: for a browser, also offline, a printer or a screen reader.

`templates/review/account.html.j2` lays it out, in the looks of a review. The page loads and sends nothing,
and has no script. The same accounts give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path, PurePosixPath

from jinja2 import Environment
from markupsafe import Markup

from redwell.account import notes
from redwell.account.chart import chart_of
from redwell.account.ledger import AccountLine, OwnerAccount, PositionAccount
from redwell.deadlines.standing import short_date
from redwell.documents.environment import environment
from redwell.documents.filters import grouped
from redwell.files import templates
from redwell.ownership.parties import cik_number
from redwell.review.formats import escape
from redwell.review.formats.html import policy
from redwell.review.headline import SEPARATOR, counted

_TEMPLATE = "review/account.html.j2"


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownPosition:
    """A position with its chart; None if no balance is known."""

    position: PositionAccount
    drawings: tuple[tuple[str, Markup], ...]
    words: str
    note: str
    """The footnotes of its nature, if another position has the same words."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownAccount:
    """An account with its positions as they are shown."""

    account: OwnerAccount
    positions: tuple[ShownPosition, ...]
    ciks: tuple[str, ...]
    """The CIKs of the owners and of the issuer, each with its name."""
    is_unfiled: bool


def page(accounts: Sequence[OwnerAccount], home: Path, today: date, lacking: Sequence[str] = ()) -> str:
    """Return the page of *today*, with the templates of *home*; *lacking* says which filings are left out."""
    style = "".join(templates.content(f"review/{name}.css", home).decode() for name in ("review", "account"))
    return (
        _environment(home)
        .get_template(_TEMPLATE)
        .render(
            accounts=[_shown(each) for each in accounts],
            today=today,
            lacking=lacking,
            # Our own files, not escaped, because the hash is of the text between the tags.
            style=Markup(style),
            policy=policy(style, ""),
        )
    )


def _shown(account: OwnerAccount) -> ShownAccount:
    days = [line.day for position in account.positions for line in position.lines]
    return ShownAccount(
        account=account,
        positions=tuple(
            _position(each, note, min(days), max(days))
            for each, note in zip(account.positions, notes.notes_that_tell_apart(account), strict=True)
        ),
        ciks=tuple(_ciks(account)),
        is_unfiled=notes.is_unfiled(account),
    )


def _ciks(account: OwnerAccount) -> Iterator[str]:
    parties = [(each.name, each.cik) for each in account.owners]
    for name, cik in [*parties, (account.issuer.name, account.issuer.cik)]:
        if number := cik_number(cik):
            yield f"{number.zfill(10)} ({name})"


def _position(position: PositionAccount, note: str, first: date, last: date) -> ShownPosition:
    chart = chart_of(position, first, last)
    return ShownPosition(
        position=position,
        # Of numbers and dates alone: no text of a filing is in a drawing.
        drawings=tuple((name, Markup(drawn)) for name, drawn in chart.drawings) if chart else (),
        words=chart.words if chart else "",
        note=note,
    )


@lru_cache(maxsize=2)
def _environment(home: Path) -> Environment:
    made = environment(home).overlay(finalize=escape.on_page)
    made.filters = {**made.filters, "day": short_date, "stem": lambda name: PurePosixPath(name).stem}
    made.globals = {
        "amount": _amount,
        "signed": _signed,
        "counted": counted,
        "dot": SEPARATOR,
        "is_break": _is_break,
    }
    return made


def _amount(number: Decimal, position: PositionAccount) -> str:
    """Return a number as the statement has it, with a true minus sign."""
    sign = "\N{MINUS SIGN}" if number < 0 else ""
    return f"{sign}{'$' if position.is_in_dollars else ''}{grouped(abs(number))}"


def _signed(number: Decimal, position: PositionAccount) -> str:
    return f"{'+' if number > 0 else ''}{_amount(number, position)}"


def _is_break(line: AccountLine) -> bool:
    return line.off is not None and not line.is_explained
