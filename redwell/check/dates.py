"""Ask about records that are dated in the future, when nobody can have signed or accepted anything yet.

The questions are the same on each day, so that they can be kept; whoever shows them leaves out those whose
day has come.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from redwell.check.signed import UNPINNED, signer_of
from redwell.model import Filing, PowerOfAttorney, Signature
from redwell.ownership.signatures import signature_line
from redwell.ownership.tables import cell_for, rows
from redwell.problems import Path, Problem

CODE = "date-in-future"
Dated = tuple[date, Problem]
"""A question, and the day from which it is none."""


def records(filing: Filing) -> Iterator[tuple[Path, str, date]]:
    """Yield each record of a filing: the path of its date, the words before the date, and the date."""
    yield from _transactions(filing)
    if filing.filed:
        yield ("filed", "date"), "the filing date is", filing.filed.date
    if filing.tested:
        yield ("tested", "date"), "the test filing is dated", filing.tested.date
    for n, power in enumerate(filing.powers_of_attorney):
        yield from _of_power(power, ("powers_of_attorney", n))
    for n, signature in enumerate(filing.signatures):
        yield from _of_signature(signature, ("signatures", n))
    if filing.confirmed:
        said = f"the confirmation of {filing.confirmed.by} is dated"
        yield ("confirmed", "on"), said, filing.confirmed.on


def _of_power(power: PowerOfAttorney, at: Path) -> Iterator[tuple[Path, str, date]]:
    if power.signed:
        yield (*at, "signed"), f"the power of {power.grantor} is signed", power.signed
    if power.on_file:
        yield (*at, "on_file", "date"), f"the power of {power.grantor} was filed", power.on_file.date
    for name, day in power.left:
        yield (*at, "left", name), f"{name} left on", day


def _of_signature(signature: Signature, at: Path) -> Iterator[tuple[Path, str, date]]:
    if signature.signed:
        yield (*at, "signed"), f'"{signature_line(signature)}" is signed', signature.signed
    if again := signature.reauthorized:
        yield (*at, "reauthorized", "on"), f"the agreement of {again.by} is dated", again.on
    if page := signature.authenticated:
        said = f"the authentication page of {signer_of(signature)} is dated"
        yield (*at, "authenticated", "on"), said, page.on


def _transactions(filing: Filing) -> Iterator[tuple[Path, str, date]]:
    """Yield the first transaction of each day; once a form is signed, a rule compares them with its day."""
    said = set[date]()
    for path, row in () if filing.signing == "signed" else rows(filing):
        cell = cell_for(row, "transacted")
        day = cell[1].value if cell else None
        if cell and day and day not in said:
            said.add(day)
            yield (*path, *cell[0].path), "this transaction is of", day


def is_of_edgar(path: Path) -> bool:
    """Return whether EDGAR gave the date at *path*: after 10 p.m. in New York, it gives a later one."""
    return path[-2:] in {("filed", "date"), ("tested", "date"), ("on_file", "date")}


def dated_problems(filing: Filing) -> Iterator[Dated]:
    """Yield a question for each record, to be asked before its day."""
    for path, said, day in records(filing):
        message = f"{said} {day}, a date in the future: is the date right?"
        yield day, Problem(code=CODE, severity="warning", message=message, path=path)


def with_questions(
    problems: Iterable[Problem], dated: Iterable[Dated], today: date, calendar: date
) -> list[Problem]:
    """Return the problems and the questions whose day has not come.

    For EDGAR the day is *today*, for everybody else *calendar*. No command is offered that signs with a
    date in the future.
    """
    asked = [each for day, each in dated if day > (today if is_of_edgar(each.path) else calendar)]
    to_come = {each.path[:2] for each in asked if each.path[-1:] == ("signed",)}
    return [*(each for each in problems if each.code != UNPINNED or each.path not in to_come), *asked]
