"""Write a docket in columns, as `check` shows due dates: overdue first, each group by date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.console import RenderableType
from rich.text import Text

from redwell.deadlines.standing import WEEK, short_date, weekday
from redwell.docket.docket import Docket
from redwell.docket.duties import Delinquent, Duty, Kind, LateReport, Tenure
from redwell.docket.terms import issuer_words
from redwell.files.discovery import printable
from redwell.text.columns import SEPARATOR, WIDE, borderless, printed
from redwell.text.names import listed

UNDATED: dict[Kind, str] = {
    "form": "no due date",
    "statement": "not known yet",
    "first form": "day not known",
}
"""The words in place of a day."""
REMARKS = (
    "Amendments that add a late line are not counted.",
    "A Form 3, a Form 5 or a statement that the record lacks is not counted: was it filed, or given?",
)
"""The limits of the list for Item 405."""
FOREIGN = "Item 405 asks a foreign private issuer only if it files Form 10-K."
_STYLES = {"overdue": "bold red", "unknown": "yellow", "not recorded": "yellow", "done": "dim"}


def columns_of(docket: Docket, width: int, *, is_colored: bool) -> str:
    """Return the docket as text of that width."""
    return printed(_parts(docket, is_wide=width >= WIDE), width, is_colored=is_colored)


def _parts(docket: Docket, *, is_wide: bool) -> Iterator[RenderableType]:
    # One width for all groups, so that the columns stand below each other.
    wide = max((len(each.standing) for each in docket.duties), default=0) if is_wide else 0
    for _, heading, duties in docket.groups:
        yield Text(heading, style="bold")
        table = borderless(has_header=False)
        table.add_column(no_wrap=True, min_width=len("Wed 30 Sep 2026"))
        if wide:
            table.add_column(min_width=wide, max_width=wide)
        table.add_column(overflow="fold", ratio=1)
        for duty in duties:
            table.add_row(*_cells(duty, docket, is_wide=wide > 0))
        yield table
        yield ""
    yield from _insiders(docket)
    yield from _delinquents(docket)
    for line in last_lines(docket):
        yield Text(line, style="dim")


def last_lines(docket: Docket) -> Iterator[str]:
    """Yield what is to be known of the whole docket."""
    hidden = docket.count - len(docket.duties)
    shown = f"{_count(len(docket.duties), 'row')} from {_count(docket.filings, 'filing')}"
    more = f"; {hidden:,} more with --all, or --year" if hidden else ""
    if docket.left_out:
        yield (
            f"{_count(docket.left_out, 'authentication page')} more, not in the record, left out here "
            "(--year shows them)"
        )
    yield f"{shown}, as far as the record shows, on {weekday(docket.view.today)}{more}"
    if any(each.is_at_ten for each in docket.duties):
        yield "forms are due by 10 p.m. in New York"
    if known := [each.as_of for each in docket.duties if each.as_of]:
        yield f"by EDGAR's calendar as of {short_date(min(known))}"
    if docket.unread:
        named = listed([printable(each) for each in docket.unread[:3]])
        more = f" and {len(docket.unread) - 3} more" if len(docket.unread) > 3 else ""
        yield f"could not be read (redwell check says why): {named}{more}"


def _cells(duty: Duty, docket: Docket, *, is_wide: bool) -> Iterator[Text]:
    today = docket.view.today
    style = _STYLES.get(duty.group, "")
    if duty.group == "ahead" and duty.date and duty.date - today < WEEK:
        style = "yellow"
    yield Text(day_words(duty), style=style)
    said = Text(duty.standing, style=style)
    if is_wide:
        yield said
    head = Text(printable(duty.title))
    people = printable(f"{listed(duty.owners)}{SEPARATOR}{issuer_words(duty.issuer)}")
    notes = SEPARATOR.join(duty.notes)
    first = head if is_wide else Text.assemble(head, (SEPARATOR, "dim"), said)
    # The name of the file has a line of its own, so that it can be copied.
    below = [(f"\n{printable(each)}", "dim") for each in (notes, duty.filing) if each]
    yield Text.assemble(first, "\n", people, *below)


def day_words(duty: Duty) -> str:
    """Return the day of a duty; of an undated one, why it has none, or when it was done."""
    if duty.date:
        return weekday(duty.date)
    if duty.group == "done":
        return weekday(duty.told)
    return UNDATED[duty.kind]


def _insiders(docket: Docket) -> Iterator[RenderableType]:
    """Yield the insiders of the issuer of the view."""
    if docket.insiders:
        yield Text("Insiders, as far as the record shows", style="bold")
        for each in docket.insiders:
            yield Text(printable(f"{each.insider.name}: {tenure_words(each)}"))
        yield ""


def tenure_words(found: Tenure) -> str:
    """Return since when somebody is an insider, and until when, as far as the record shows."""
    since = "Form 3 of" if found.has_first_form else "no Form 3 in the record, first filing of"
    left = f", exit box ticked on the form for {short_date(found.left)}" if found.left else ""
    return f"{since} {short_date(found.first)}, last filing {short_date(found.last)}{left}"


def _delinquents(docket: Docket) -> Iterator[RenderableType]:
    """Yield the list for Item 405, by issuer and year."""
    if not docket.delinquents:
        return
    yield Text("Delinquent Section 16(a) Reports (Regulation S-K, Item 405)", style="bold")
    for heading, found in lists_of(docket):
        yield Text(printable(heading))
        for each in found:
            yield Text(f"  {printable(each.owner)}: {', '.join(counts_of(each))}")
            for report in each.reports:
                yield from _report(report)
    for remark in remarks_on(docket):
        yield Text(remark, style="dim")
    yield ""


def _report(report: LateReport) -> Iterator[RenderableType]:
    when = f"filed {short_date(report.filed)}" if report.filed else "not recorded as filed"
    due = f", due {short_date(report.due)}" if report.due else ""
    yield Text(printable(f"    {report.what}{due}, {when}"), style="dim")
    yield Text(printable(f"    {report.filing}"), style="dim", no_wrap=True, overflow="ignore")


def lists_of(docket: Docket) -> Iterator[tuple[str, Sequence[Delinquent]]]:
    """Yield the lists for Item 405, each of an issuer and fiscal year, with its heading."""

    def heading(found: Delinquent) -> str:
        return f"{issuer_words(found.issuer)}, {year_words(found)}"

    for words, found in groupby(docket.delinquents, key=heading):
        yield words, tuple(found)


def year_words(found: Delinquent) -> str:
    """Return the fiscal year of a list in words."""
    return f"fiscal year to {short_date(found.year)}" if found.year else "fiscal year not known yet"


def counts_of(found: Delinquent) -> Iterator[str]:
    """Yield the numbers that Item 405(a)(2) asks for, each in words."""
    if found.late:
        yield _count(len(found.late), "late report")
        yield f"{_count(found.late_lines, 'transaction')} reported late"
    if found.open:
        lines = f" ({_count(found.open_lines, 'transaction')})" if found.open_lines else ""
        yield f"{_count(len(found.open), 'report')} overdue and not recorded as filed{lines}"


def remarks_on(docket: Docket) -> Iterator[str]:
    """Yield what is to be known of the list for Item 405."""
    yield from REMARKS
    if any(each.issuer.is_foreign for each in docket.delinquents):
        yield FOREIGN


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
