"""`account`: what each insider owns and why, as a statement of each position, derived from the filings."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NoReturn

from redwell.account import ledger
from redwell.account.ledger import OwnerAccount
from redwell.check.histories import Histories
from redwell.commands import account_data, edge
from redwell.commands.edge import Project
from redwell.commands.left_out import LeftOut, beginning, sentences
from redwell.commands.live import Live
from redwell.commands.signals import stoppable
from redwell.files import discovery
from redwell.files.discovery import Misuse
from redwell.model import Issuer
from redwell.ownership.parties import cik_number
from redwell.problems import Problem, did_you_mean
from redwell.secrets.patterns import masked
from redwell.text.names import is_one_company

FORMATS = ("text", "json", "csv", "html")


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountOptions:
    """The flags of the command, as they are typed."""

    owner: str
    issuer: str
    format: str
    filings: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Accounts:
    """The accounts that are asked for, and the files that may belong to them and are not in them."""

    accounts: tuple[OwnerAccount, ...]
    left_out: tuple[LeftOut, ...]


def run(project: Project, options: AccountOptions) -> int:
    """Print the accounts; with an owner, as statements, else as a list. Raises `Misuse`."""
    edge.one_of("format", options.format, FORMATS)
    found = read_accounts(project, options.filings, options.owner, options.issuer)
    accounts, left_out = found.accounts, found.left_out
    lacking = tuple(sentences(left_out, beginning(len(accounts)), project.line("check")))
    if options.format == "json":
        print(account_data.as_json(accounts, left_out), end="")
    elif options.format == "csv":
        sys.stdout.write(account_data.as_csv(accounts, left_out))
    elif options.format == "html":
        from redwell.commands import account_page

        print(account_page.page(accounts, project.home, edge.calendar_day(), lacking), end="")
    else:
        from redwell.commands import account_text

        is_list = not options.owner and not options.issuer
        make = account_text.overview if is_list else account_text.statements
        print(make(accounts, edge.looks(), lacking), end="")
    return 0


def read_accounts(project: Project, filings: str, owner: str, issuer: str) -> Accounts:
    """Return the accounts of an owner and issuer, or of all. Raises `Misuse` if there is none."""
    listed = discovery.find_filings(project.folder(filings), project.root)
    live = Live(sys.stderr, time.monotonic)
    histories = Histories(
        entries=listed.entries,
        root=project.root,
        home=project.home,
        started=live.progress,
    )
    try:
        with stoppable():
            chosen = tuple(_accounts(histories, owner))
    finally:
        live.clear()
    left_out = tuple(_left_out(histories, listed.problems))
    if owner and not chosen:
        names = {each.name for _, filing in histories.all() for each in filing.reporting_owners}
        _refuse(f"{owner}: no filing of this record names this owner", owner, names, left_out, project)
    if issuer:
        of_issuer = tuple(each for each in chosen if _is_meant(issuer, each))
        if chosen and not of_issuer:
            known = {each.issuer.name for each in chosen}
            of = " of this owner" if owner else " of this record"
            _refuse(f"{issuer}: no filing{of} names this issuer", issuer, known, left_out, project)
        chosen = of_issuer
    return Accounts(accounts=chosen, left_out=left_out)


def _accounts(histories: Histories, owner: str) -> Iterator[OwnerAccount]:
    if not owner:
        yield from ledger.accounts(histories.all())
        return
    filings, owners = histories.of_owner(owner)
    for each in ledger.accounts(filings):
        if any(ledger.is_of(each, one) for one in owners):
            yield each


def _left_out(histories: Histories, misplaced: Iterable[Problem]) -> Iterator[LeftOut]:
    """Yield the files that are left out, and why."""
    yield from (LeftOut(name=name, why="errors") for name in sorted(histories.broken))
    yield from (LeftOut(name=name, why="blanks") for name in sorted(histories.blank))
    yield from (LeftOut(name=masked(each.place.file), why="place") for each in misplaced if each.place)


def _refuse(
    said: str, typed: str, names: Iterable[str], left_out: Sequence[LeftOut], project: Project
) -> NoReturn:
    """Raise `Misuse`: there is no such owner or issuer; guess the name, or say what is left out."""
    known = sorted({*names})
    near = did_you_mean(typed.upper(), known) or did_you_mean(typed, known)
    lacking = " ".join(sentences(left_out, beginning(0), project.line("check")))
    hint = near or f"; {project.line('account')} lists all"
    raise Misuse(f"{said}{hint}{'. ' if lacking else ''}{lacking}")


def _is_meant(typed: str, account: OwnerAccount) -> bool:
    issuer: Issuer = account.issuer
    if typed.isdigit():
        return cik_number(typed) == cik_number(issuer.cik)
    symbols = (issuer.trading_symbol, issuer.foreign_trading_symbol or "")
    folders = {name.split("/")[-2] for name in account.filings if "/" in name}
    return (
        is_one_company(typed, issuer.name)
        or typed.casefold() in issuer.name.casefold()
        or typed.upper() in symbols
        or typed in folders
    )
