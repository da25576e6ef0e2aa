"""`account`: what each insider owns and why, as a statement of each position, derived from the filings."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from redwell.account import ledger
from redwell.account.ledger import OwnerAccount
from redwell.check.histories import Histories
from redwell.commands import account_data, edge
from redwell.commands.edge import Project
from redwell.commands.live import Live
from redwell.commands.report import count
from redwell.commands.signals import stoppable
from redwell.files import discovery
from redwell.files.discovery import Misuse
from redwell.model import Issuer
from redwell.ownership.parties import cik_number
from redwell.problems import did_you_mean
from redwell.text.names import is_one_company

MOST_NAMED = 3
"""The most filings that a note names."""
FORMATS = ("text", "json", "csv", "html")


@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    """The flags of the command, as they are typed."""

    owner: str
    issuer: str
    format: str
    filings: str


def run(project: Project, options: Options) -> int:
    """Print the accounts; with an owner, as statements, else as a list. Raises `Misuse`."""
    edge.one_of("format", options.format, FORMATS)
    found = read_accounts(project, options.filings, options.owner, options.issuer)
    if options.format == "json":
        print(account_data.as_json(found), end="")
    elif options.format == "csv":
        sys.stdout.write(account_data.as_csv(found))
    elif options.format == "html":
        from redwell.commands import account_page

        print(account_page.page(found, project.home), end="")
    else:
        from redwell.commands import account_text

        is_list = not options.owner and not options.issuer
        print(
            account_text.overview(found, edge.looks())
            if is_list
            else account_text.statements(found, edge.looks()),
            end="",
        )
    return 0


def read_accounts(project: Project, filings: str, owner: str, issuer: str) -> tuple[OwnerAccount, ...]:
    """Return the accounts of an owner, or of all, in an issuer, or in all. Raises `Misuse` if there is none.

    It says on standard error which filings cannot be read.
    """
    record = project.folder(filings)
    live = Live(sys.stderr, time.monotonic)
    histories = Histories(
        entries=discovery.find_filings(record, project.root).entries,
        root=project.root,
        home=project.home,
        started=live.progress,
    )
    try:
        with stoppable():
            found = _accounts(histories, owner)
    finally:
        live.clear()
    for said in _left_out(histories, project):
        print(f"note: {said}", file=sys.stderr)
    if issuer:
        chosen = tuple(each for each in found if _is_meant(issuer, each))
        if found and not chosen:
            raise Misuse(_none("issuer", issuer, (each.issuer.name for each in found)))
        return chosen
    return found


def _left_out(histories: Histories, project: Project) -> Iterator[str]:
    """Yield which filings are left out, and why."""
    for names, why in (
        (histories.broken, "cannot be read"),
        (histories.blank, "still has blanks" if len(histories.blank) == 1 else "still have blanks"),
    ):
        if names:
            is_are = "is" if len(names) == 1 else "are"
            shown = ", ".join(names[:MOST_NAMED]) + (", ..." if len(names) > MOST_NAMED else "")
            said = f"{count(len(names), 'filing')} {why} and {is_are} left out: {shown}"
            yield f"{said}; {project.line('check')} says why"


def _accounts(histories: Histories, owner: str) -> tuple[OwnerAccount, ...]:
    if not owner:
        return ledger.accounts(histories.all())
    filings, owners = histories.of_owner(owner)
    if not owners:
        names = {each.name for _, filing in histories.all() for each in filing.reporting_owners}
        raise Misuse(_none("owner", owner, names))
    return tuple(each for each in ledger.accounts(filings) if any(ledger.is_of(each, one) for one in owners))


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


def _none(what: str, typed: str, names: Iterable[str]) -> str:
    known = sorted({*names})
    near = did_you_mean(typed.upper(), known) or did_you_mean(typed, known)
    return f"{typed}: no filing of this record has such an {what}{near or '; redwell account lists all'}"
