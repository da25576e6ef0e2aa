"""Read a trade under consideration: `matching --if "sell 500 at 41.44 on 2027-01-24"`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Literal, NoReturn

from redwell.account.ledger import OwnerAccount
from redwell.account.pool import PooledTrade, all_classes_of, classes_of, is_one_class
from redwell.commands import edge
from redwell.files.discovery import Misuse
from redwell.secrets.patterns import masked
from redwell.text.spreadsheet import refuse_two_readings

_EXAMPLE = '--if "sell 500 at 41.44 on 2027-01-24"'
_IN_CLASS = _EXAMPLE.replace("500", "500 Common Stock")
_AMOUNT = "number of securities"
_SIDES: dict[str, Literal["purchase", "sale"]] = {
    **dict.fromkeys(("buy", "bought", "purchase"), "purchase"),
    **dict.fromkeys(("sell", "sold", "sale"), "sale"),
}
_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+"
_TRADE = re.compile(
    r"(?P<verb>\S+) (?:of )?(?P<amount>\S+)"
    r"(?: (?!(?:at|on) )(?P<title>.+?))??(?: (?:at |@ ?)(?P<price>\S+))?(?: on (?P<day>.+))?",
    re.IGNORECASE,
)
_SHARES = re.compile(r"^(?:(?:of\s+)?(?:(?:the\s+)?shares?|stock)(?:\s+of\s+|$)|of\s+)", re.IGNORECASE)
"""Words before the class, or in its place."""


def read_trade(typed: str, accounts: Sequence[OwnerAccount]) -> tuple[str, PooledTrade]:
    """Return the class and the trade of `--if`. Raises `Misuse`."""
    found = _TRADE.fullmatch(" ".join(typed.split()).rstrip("."))
    if not found:
        _refuse(typed, "it is no trade")
    side = _SIDES.get(found["verb"].lower())
    if side is None:
        _refuse(typed, f'begin with buy or sell, not "{found["verb"]}"')
    amount = _number(typed, found["amount"], _AMOUNT)
    price = _number(typed, found["price"], "price")
    if not found["day"]:
        _refuse(typed, "the day is missing")
    day = edge.day("if", found["day"])
    account = _only(accounts)
    trade = PooledTrade(
        side=side, day=day, amount=amount, price=price, code="P" if side == "purchase" else "S"
    )
    return _title(found["title"] or "", typed, account), trade


def _number(typed: str, given: str | None, what: str) -> Decimal:
    """Return a number above zero. Raises `Misuse`."""
    if given is None:
        _refuse(typed, f"the {what} is missing")
    if not re.fullmatch(_NUMBER, given.removeprefix("$")):
        _refuse(typed, f'"{given}" is not a {what}')
    if what == _AMOUNT:
        try:
            refuse_two_readings(given, what, ".")
        except ValueError as error:
            raise Misuse(f"--if {typed}: {error}") from None
    number = Decimal(given.removeprefix("$").replace(",", ""))
    if not number:
        _refuse(typed, f"the {what} is 0")
    return number


def _only(accounts: Sequence[OwnerAccount]) -> OwnerAccount:
    """Return the account that the trade is about. Raises `Misuse` if it may be one of several."""
    if len(accounts) == 1:
        return accounts[0]
    issuers = [*dict.fromkeys(each.issuer.name for each in accounts)]
    if len(issuers) > 1:
        names = " or ".join(f'--issuer "{name}"' for name in issuers)
        raise Misuse(f"--if is about one issuer: add {names}")
    names = " or ".join(f'"{each.owner}"' for each in accounts)
    raise Misuse(f"--if is about one owner: write the whole name or the CIK: {names}")


def _title(given: str, typed: str, account: OwnerAccount) -> str:
    """Return the class that a trade is in: the one that is typed, or the only one. Raises `Misuse`."""
    titles, known = classes_of(account.positions), all_classes_of(account.positions)
    is_whole = given.casefold() in (each.casefold() for each in known)
    title = given if is_whole else _SHARES.sub("", given)
    if title and not _is_among(title, known) and _is_among(title, _derivatives_of(account)):
        raise Misuse(
            f"--if {typed}: {title} is in Table II, and --if takes a class of Table I: ask counsel about it"
        )
    if title:
        return masked(title)
    if len(titles) > 1:
        example = _IN_CLASS.replace("Common Stock", titles[0])
        raise Misuse(f"--if {typed}: name the class, {' or '.join(titles)}, as in {example}")
    if not titles:
        raise Misuse(f"--if {typed}: no form reports a class: name it, as in {_IN_CLASS}")
    return titles[0]


def _is_among(title: str, classes: Iterable[str]) -> bool:
    return any(is_one_class(each, title) for each in classes)


def _derivatives_of(account: OwnerAccount) -> Iterator[str]:
    """Yield the titles of Table II."""
    yield from (each.title for each in account.positions if each.is_derivative)


def _refuse(typed: str, why: str) -> NoReturn:
    raise Misuse(f"--if {typed}: {why}: write it as in {_EXAMPLE}")
