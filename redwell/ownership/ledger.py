"""Walk through the lines of a form, each with what is known before it by the earlier forms of its owners."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from redwell.model import Filing
from redwell.ownership.amended import LaidOver, lay_over
from redwell.ownership.book import Book, EnteredLine
from redwell.ownership.known import NOTHING_BEFORE, Before, FindBefore, LastKnown
from redwell.ownership.moves import TABLE_ONE, balance_of, holdings, last_day, transactions
from redwell.ownership.positions import (
    Step,
    is_class,
    is_held_alike,
    lines_by_position,
    name_of,
    net,
    position_of,
)
from redwell.ownership.tables import rows
from redwell.ownership.transactions import Movement, StatementOfChanges
from redwell.problems import Path


def steps(filing: Filing, before: Before = NOTHING_BEFORE) -> Iterator[Step]:
    """Yield the lines of all positions; each position goes on from what is known *before* the form."""
    moved = lines_by_position(filing)
    for position, lines in moved.items():
        known = before.of.get(position)
        stale = ""
        entered = [EnteredLine(path, row, filing) for path, row in lines]
        for step in (known.book.copy() if known else Book()).run(entered, filing):
            if step.basis and known:
                stale = stale_of(filing, known.basis.latest) or _doubted(step, known, filing)
            yield replace(step, stale=stale)
            stale = "" if balance_of(step.row) is not None else stale
    for path, row in holdings(filing):
        position = position_of(filing, path, row)
        known = before.of.get(position)
        if known and known.book.readings and position not in moved:
            book = known.book
            fits = tuple(each + net(row.since_last) for each in book.readings[1:])
            yield Step(
                path=path,
                row=row,
                before=book.readings[0],
                basis=book.basis,
                fits=fits,
                doubt=book.doubt if fits else "",
            )


def stale_of(filing: Filing, previous: Filing) -> str:
    """Return why a balance of an earlier form may not be the last one before a filing; empty if it is."""
    if not previous.filed and previous.signing != "signed":
        return f"the {name_of(previous)} is a draft"
    if filing.period_of_report - previous.period_of_report > _A_YEAR:
        return f"the {name_of(previous)} is more than a year older"
    return ""


_A_YEAR = timedelta(days=366)


def _doubted(step: Step, known: LastKnown, filing: Filing) -> str:
    """Return why the sum of a line may not be right although its parts are known; empty if nothing tells."""
    if known.amended_by and not _stands(known, known.amended_by, filing):
        return f"the {name_of(known.amended_by)} changes what is owned"
    counted: tuple[Movement, ...] = getattr(known.row, "since_last", ())
    for each in step.row.since_last:
        if each in counted or (each.date and each.date <= last_day(known.source)):
            return f"the {name_of(known.source)} may count the movement of since_last"
    return ""


def _stands(known: LastKnown, amendment: Filing, filing: Filing) -> bool:
    """Return True if a filed amendment itself gives the last number of a position, before all of a *filing*.

    A form that was filed between goes on from the number before the amendment: then it does not stand.
    """
    basis = known.basis
    return (
        amendment.filed is not None
        and amendment.filed.date < filing.period_of_report
        and known.filing is amendment
        and basis.stated is amendment
        and basis.latest is amendment
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Amended:
    """A line that an amendment leaves as filed, which no longer runs on from the one repeated at *path*."""

    path: Path
    step: Step
    filing: Filing
    """The amendment, laid over its original."""


def steps_of_amendment(amendment: Filing, before: Before) -> Iterator[Step | Amended]:
    """Yield the lines that an amendment repeats, laid over its original, which goes on from what is *before*.

    Nothing is known of one without its original.
    """
    laid = lay_over(before.original, amendment, before.balances) if before.original else None
    repeated: dict[Hashable, Path] = {}
    for step in steps_laid_over(laid, before) if laid else ():
        assert laid
        position = position_of(laid.filing, step.path, step.row)
        if step.path in laid.own:
            repeated[position] = laid.own[step.path]
            yield replace(step, path=laid.own[step.path])
        elif step.is_off and position in repeated:
            yield Amended(path=repeated[position], step=step, filing=laid.filing)


def steps_laid_over(laid: LaidOver, before: Before) -> Iterator[Step]:
    """Yield the lines of an amendment and its original. What the original left open is not asked again."""
    was_off = {_line(laid.original, step) for step in steps(laid.original, before) if step.is_off}
    for step in steps(laid.filing, before):
        if step.path in laid.own:
            step = replace(step, doubt=step.doubt or laid.question, stale=step.stale or laid.question)
        is_known = step.path not in laid.own and _line(laid.filing, step) in was_off
        yield replace(step, is_left_open=is_known or bool(laid.question))


def _line(filing: Filing, step: Step) -> Hashable:
    return position_of(filing, step.path, step.row), step.moved, balance_of(step.row), step.expected


def runs_on_from(filing: StatementOfChanges, find_before: FindBefore) -> Before:
    """Return what is known before a form, if its balances go on from that.

    An amendment speaks as of the day of its original, and what is filed is not asked about.
    """
    return NOTHING_BEFORE if filing.filed or filing.amendment else find_before()


def left_out(filing: Filing, before: Before) -> Iterator[LastKnown]:
    """Yield the positions of a traded class that the last form with this class had and this one leaves out.

    Titles and natures are matched loosely: most that seem to be missing are spelled in another way.
    """
    traded = [row for path, row in transactions(filing) if path[0] == TABLE_ONE]
    here = [row for path, row in rows(filing) if path[0] == TABLE_ONE]
    known = [
        each
        for each in before.positions
        if not each.is_derivative and any(is_class(each.row, row) for row in traded)
    ]
    going_on = [*before.of.values()]
    for each in known:
        if (
            each.balance
            and not each.is_in_dollars
            and each not in going_on
            and not any(is_class(each.row, row) and is_held_alike(each.row, row) for row in here)
            and not any(is_class(each.row, other.row) and other.place > each.place for other in known)
        ):
            yield each
