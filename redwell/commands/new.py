"""`new`: create a filing to fill in. It is valid, but not ready until its placeholders are replaced."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from redwell.account.previous import is_same
from redwell.commands import (
    edge,
    new_annual,
    new_fills,
    new_lines,
    new_positions,
    new_rows,
    report,
)
from redwell.commands.earlier import (
    Earlier,
    client_folder,
    filings_in,
    generation_text,
    later_texts,
    latest_of,
    left_texts,
    persons_of,
    read_earlier,
    refuse_secrets,
    taken_texts,
    unfinished_text,
)
from redwell.commands.edge import Project
from redwell.commands.new_draft import Draft, NewFiling, taken, write_new
from redwell.commands.new_fills import Sale
from redwell.files import discovery
from redwell.files.discovery import Misuse
from redwell.forms import FORMS
from redwell.problems import FilingError
from redwell.text.names import listed

PREVIOUS = "previous"
"""The word for the latest filing of an owner."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NewOptions:
    """The flags of the command, as they are typed."""

    client: str
    owner: str
    date: str
    form: str
    code: tuple[str, ...]
    fills: str
    title: str
    owned: tuple[str, ...]
    from_: str
    amend: str
    line: tuple[str, ...]
    filings: str
    all: bool = False
    rows: str = ""
    year: str = ""


def run(project: Project, options: NewOptions) -> int:
    """Write a new filing, and print its name and what to do next. Raises `Misuse`; overwrites nothing."""
    edge.refuse_unfit({"title": options.title, "owner": options.owner, "client": options.client})
    record = project.folder(options.filings)
    try:
        if options.rows:
            return new_rows.run_rows(project, record, _rows(options))
        if options.year:
            return new_annual.run_year(project, record, _year(options))
        draft = _draft(options, record, project)
    except FilingError as error:
        print(report.text(error.problems, edge.looks()), end="", file=sys.stderr)
        print("nothing was written: correct these lines first", file=sys.stderr)
        return 1
    written = write_new(record, draft, project.root)
    name = project.name_of(written.path)
    print(f"wrote {name}")
    for line in new_fills.said(draft.sale) if draft.sale else ():
        print(f"  {line}")
    for line in _taken_over(draft, written):
        print(f"  {line}")
    print("  1. Fill it in: the comments and the editor explain every key.")
    if draft.codes or (draft.sale and not draft.sale.owned):
        print(f"  2. {project.line('check', name, flags='--fix')}   # writes what is owned after each line")
    else:
        print(f"  2. {project.line('check', name)}")
    return 0


def _taken_over(draft: Draft, written: NewFiling) -> Iterator[str]:
    """Yield what a new filing takes from earlier ones, and what to check."""
    if not draft.earlier:
        return
    yield f"taken from {draft.earlier.source.name}: {taken(draft, written)}"
    if draft.positions and draft.positions.all:
        yield f"what was owned comes from {draft.positions.file} and the filings before it"
    for note in written.lines.left_behind if written.lines else ():
        yield f"left behind, because no later form repeats it: the note {note}"
    yield from draft.questions
    notes = "footnotes, " * bool(written.lines and written.lines.has_notes)
    yield f"check that title, address, {notes}powers of attorney and signers are still right"


def _draft(options: NewOptions, record: Path, project: Project) -> Draft:
    """Return the new filing that the flags describe. Raises `Misuse`."""
    if options.amend:
        return _amending(options, record, project)
    if options.all and not options.from_:
        raise Misuse(f"--all writes the positions of earlier filings: add --from {PREVIOUS}")
    if options.line:
        raise Misuse("--line picks a line of the filing that --amend names: add that")
    form = _form(options.form) if options.form else next(iter(FORMS))
    codes = new_lines.kinds_of(options.code)
    sale = _sale(options, codes)
    day = options.date or _day_of(sale, form)
    by = edge.day("date", day) if day else None
    if not options.from_:
        _refuse_lacking({"client": options.client, "owner": options.owner, "date": day}, form, project)
        client, owner = options.client, options.owner
        return Draft(client=client, owner=owner, day=day, form=form, codes=codes, sale=sale)
    earlier, client = _earlier(options, by, record, project)
    is_amendment = form in FORMS and FORMS[form].is_amendment
    original = f"{earlier.filing.period_of_report}" if is_amendment else ""
    if not (day := day or original):
        raise Misuse(f"--date must be given: {new_lines.what_date(FORMS.get(form))}")
    positions, questions = None, tuple(taken_texts(options.owner, earlier.filing))
    if form in FORMS and not is_amendment and new_lines.has_transactions(FORMS[form]):
        named = [*filings_in(earlier.path.parent, project.home, project.root)]
        own = [name for name, filing in named if is_same(filing, earlier.filing)]
        refuse_secrets(own, earlier.path.parent, project)
        by = edge.day("date", day)
        positions = new_positions.positions_of(earlier, by, dict(named))
        questions += (*later_texts(named, earlier, by), *left_texts(named, earlier.filing))
    elif options.all:
        raise Misuse(
            "--all writes the positions of every class into a form that reports changes: leave it out"
        )
    return Draft(
        client=options.client or client,
        owner=earlier.filing.reporting_owners[0].name,
        day=day,
        form=form,
        codes=codes,
        sale=new_fills.with_balances(sale, positions) if sale and positions else sale,
        earlier=earlier,
        positions=positions,
        questions=questions,
        is_all=options.all,
        title=options.title,
        period=original,
    )


def _refuse_lacking(given: Mapping[str, str], form: str, project: Project) -> None:
    """Raise `Misuse` for flags that a filing without an earlier one needs."""
    lacking = [f"--{name}" for name, value in given.items() if not value]
    if lacking == ["--date"]:
        raise Misuse(f"--date must be given: {new_lines.what_date(FORMS.get(form))}")
    edge.need(project, "new", **given)


def _day_of(sale: Sale | None, form: str) -> str:
    """Return the day of the first trade; empty for an annual form, which reports on the end of a year."""
    return sale.first_day if sale and form in FORMS and not new_lines.is_annual(FORMS[form]) else ""


def _earlier(options: NewOptions, day: date | None, record: Path, project: Project) -> tuple[Earlier, str]:
    """Return the filing that `--from` names, or the owner's last one by a *day*; and its client.

    Raises `Misuse`.
    """
    if options.from_ == PREVIOUS:
        path = _latest(options, day, record, project)
        return read_earlier(path, project.name_of(path), project.home), options.client
    if options.owner:
        raise Misuse("--owner: --from takes the owners of the earlier filing: leave out one of the two")
    entry = discovery.one(options.from_, record, project.root)
    return read_earlier(entry.path, entry.name, project.home), entry.client


def _latest(options: NewOptions, day: date | None, record: Path, project: Project) -> Path:
    """Return the last filing of an owner by a *day* in the folder of a client. Raises `Misuse`."""
    if not options.client:
        raise Misuse(f"--from {PREVIOUS}: add --client, the folder in which to look")
    folder = client_folder(options.client, record, project)
    named = [*filings_in(folder, project.home, project.root)]
    persons = persons_of(named, options.owner)
    if len(persons) > 1:
        shown = listed([f'"{each.name}"' for each in persons], "or")
        raise Misuse(f"--from {PREVIOUS}: whose? add --owner: {options.client}/ has {shown}")
    of_whom = f" of {options.owner}" if options.owner else ""
    if not persons:
        drafts = unfinished_text(named, options.owner)
        finished = "finished " if drafts else ""
        remedy = drafts or generation_text(named, options.owner)
        raise Misuse(f"--from {PREVIOUS}: {options.client}/ has no {finished}filing{of_whom}{remedy}")
    if not (found := latest_of(named, persons[0], day)):
        last = latest_of(named, persons[0], None)
        raise Misuse(
            f"--from {PREVIOUS}: {options.client}/ has no filing{of_whom} by {day}: correct --date, or name "
            f"the filing to begin with: --from {last}"
        )
    return folder / found


def _amending(options: NewOptions, record: Path, project: Project) -> Draft:
    """Return the amendment of the filing that `--amend` names. Raises `Misuse`."""
    given = {"owner": options.owner, "form": options.form, "from": options.from_, "code": options.code}
    given |= {"fills": options.fills, "title": options.title, "owned": options.owned}
    given |= {"all": ("",) * options.all}
    if others := [f"--{name}" for name, flag in given.items() if flag]:
        raise Misuse(f"{' and '.join(others)}: --amend takes all from the filing that it names: leave it out")
    entry = discovery.one(options.amend, record, project.root)
    earlier = read_earlier(entry.path, entry.name, project.home)
    return Draft(
        client=options.client or entry.client,
        owner=earlier.filing.reporting_owners[0].name,
        day=options.date or f"{earlier.filing.period_of_report}",
        period=f"{earlier.filing.period_of_report}",
        form=earlier.filing.AMENDMENT,
        earlier=earlier,
        lines=options.line,
    )


def _rows(options: NewOptions) -> new_rows.RowsOptions:
    """Return the flags of `--rows`. Raises `Misuse`."""
    _refuse("rows", options, ("owner", "fills", "owned", "amend", "line", "year"))
    if options.from_ not in ("", PREVIOUS):
        raise Misuse(
            f"--from {options.from_}: --rows goes on from the previous filing of each owner: leave it out"
        )
    return new_rows.RowsOptions(
        file=options.rows,
        client=options.client,
        date=options.date,
        form=_form(options.form) if options.form else "",
        code=options.code,
        title=options.title,
        is_all=options.all,
    )


def _year(options: NewOptions) -> new_annual.YearOptions:
    """Return the flags of `--year`. Raises `Misuse`."""
    _refuse("year", options, ("code", "fills", "title", "owned", "amend", "line"))
    if options.from_ not in ("", PREVIOUS):
        raise Misuse(f"--from {options.from_}: --year looks at all filings of an owner: leave it out")
    return new_annual.YearOptions(
        year=options.year,
        client=options.client,
        owner=options.owner,
        date=options.date,
        form=_form(options.form) if options.form else "",
        is_all=options.all,
    )


def _refuse(flag: str, options: NewOptions, others: Sequence[str]) -> None:
    """Raise `Misuse` if flags are given that do not go with *flag*."""
    if given := [f"--{name}" for name in others if getattr(options, name)]:
        raise Misuse(
            f"{listed(given)}: --{flag} takes no such flag: leave {'it' if len(given) == 1 else 'them'} out"
        )


def _sale(options: NewOptions, codes: tuple[str, ...]) -> Sale | None:
    """Return the trades that the flags name, if they name some. Raises `Misuse` and `FilingError`."""
    if options.fills:
        return new_fills.read_sale(Path(options.fills), codes, options.title, options.owned)
    if options.owned or (options.title and not options.from_):
        raise Misuse("--title and --owned say more about --fills: add the file, or leave them out")
    return None


def _form(given: str) -> str:
    """Return the name of a form however it is typed: 3a, Form 3/A."""
    typed = re.sub("[^0-9a-z]", "", given.lower().removeprefix("form"))
    return next((name for name in FORMS if name.lower().replace("/", "") == typed), given)
