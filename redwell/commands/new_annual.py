"""Gather what is left to report for a fiscal year into annual forms: `new --year`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path, PurePosixPath

from redwell.account import ledger
from redwell.account.annual import FiscalYear, LeftToReport, Unreported, left_to_report
from redwell.account.ledger import OwnerAccount
from redwell.account.previous import NamedFiling
from redwell.check.histories import chosen_owners
from redwell.commands import edge, new_lines, new_positions
from redwell.commands.earlier import client_folder, filings_in, read_earlier, refuse_secrets
from redwell.commands.edge import Project
from redwell.commands.new_draft import Draft, arguments_for, path_of, write_all
from redwell.commands.new_positions import MadeLines
from redwell.commands.report import count
from redwell.deadlines.foreign import FOREIGN_INSIDERS, report_for_year, reports_nothing
from redwell.deadlines.standing import short_date, weekday
from redwell.docket.years import year_end_in
from redwell.edgar import yaml_writer
from redwell.files import disk
from redwell.files.discovery import Misuse
from redwell.form import Form
from redwell.forms import FORMS
from redwell.forms.changes.fills import holder_of
from redwell.forms.changes.gathered import Gift, is_due_on_form_4, reports, row_of_gift
from redwell.forms.docketed import annual_due, occasion_of
from redwell.model import Filing
from redwell.ownership.parties import is_same_owner
from redwell.ownership.positions import name_of, shown
from redwell.problems import did_you_mean
from redwell.rules.readiness import UNKNOWN_DAY, has_blanks
from redwell.text.names import listed

_YEAR = re.compile("(?:19|20)[0-9]{2}")
ASK = """\
What no file shows, only the insider knows: gifts received, inheritances, small acquisitions (Rule 16a-6).
Ask."""
_STATEMENT = (
    " Who has none is asked for a written statement that no Form 5 is due, on which the issuer may rely "
    "(Regulation S-K, Item 405)."
)
_NOT_YET = (
    "no Form 5 was due, because insiders of a foreign private issuer report since "
    f"{short_date(FOREIGN_INSIDERS)} (Release 34-104903)"
)
_SILENT = (
    "left out, because who is only a 10% owner of a foreign private issuer does not report (Rule 3a12-3(b))"
)
_WAS_DUE = "  # It was due on Form 4, in two business days. If a late Form 4 reports it, delete this line.\n"


@dataclass(frozen=True, kw_only=True, slots=True)
class YearOptions:
    """The flags that go with `--year`."""

    year: str
    client: str
    owner: str
    date: str
    form: str
    is_all: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Gathered:
    """The rest to report of one account."""

    account: OwnerAccount
    left: LeftToReport

    @property
    def is_written(self) -> bool:
        """True if there is a form to write, and the record has none for this year."""
        return bool(self.left.gifts) and not self.left.annual


@dataclass(frozen=True, kw_only=True, slots=True)
class Gatherer:
    """The sources of all forms of a year: the finished filings of a *folder*, by their files."""

    project: Project
    folder: Path
    filings: Mapping[str, Filing]
    year: FiscalYear
    form: Form

    def gathered(self, account: OwnerAccount) -> Gathered:
        """Return what is left to report of an account."""
        own = [(name, self.filings[name]) for name in account.filings]
        left = left_to_report(own, self.year)
        gifts, known = list[Unreported](), [*left.known]
        for each in left.gifts:
            if file := self._reported_in(each, own):
                said = f"the gift of {shown(each.amount)} that {each.line.filing}, {each.line.line}, tells"
                known.append(f"reported in {file}, and not again: {said}")
            else:
                gifts.append(each)
        return Gathered(account=account, left=replace(left, gifts=tuple(gifts), known=tuple(known)))

    def _reported_in(self, told: Unreported, own: Sequence[NamedFiling]) -> str | None:
        """Return the file that has a line for a gift: on its day, or in the year if no day is told."""
        first, last = told.day or self.year.first, told.day or self.year.last
        return next((name for name, filing in own if reports(filing, _gift(told), first, last)), None)

    def draft(self, found: Gathered, *, is_all: bool) -> Draft:
        """Return the annual form of an account, from the last filing of the year, or else the last of all."""
        files = found.account.filings
        last = self.year.last
        name = [each for each in files if self.filings[each].period_of_report <= last][-1:] or files[-1:]
        path = self.folder / name[0]
        earlier = read_earlier(path, self.project.name_of(path), self.project.home)
        return Draft(
            client=self.folder.name,
            owner=earlier.filing.reporting_owners[0].name,
            day=f"{last}",
            form=self.form.name,
            earlier=earlier,
            positions=new_positions.positions_of(earlier, last, self.filings),
            is_all=is_all,
            made=self._lines(found.left.gifts),
        )

    def _lines(self, gifts: Sequence[Unreported]) -> MadeLines:
        """Return the lines of gifts, each with what the record says of it."""
        table = self.form.tables[0]
        items, moved = list[str](), dict[tuple[str, str], None]()
        for each in gifts:
            posting = each.line.posting
            row = row_of_gift(_gift(each), table)
            moved[posting.title, holder_of(posting.row)] = None
            said = f'  # since_last in {each.line.filing}, {each.line.line}: "{each.note}". Is it a gift?\n'
            said += _WAS_DUE if is_due_on_form_4(_gift(each)) else ""
            items.append(said + yaml_writer.block(table.key, [row]).partition("\n")[2].rstrip("\n"))
        text = f"{table.key}:\n" + "\n".join(items)
        return MadeLines(text=text, moved=tuple(moved))


def _gift(told: Unreported) -> Gift:
    posting = told.line.posting
    return Gift(
        row=posting.row,
        side=told.side,
        amount=told.amount,
        day=told.day or UNKNOWN_DAY,
        told_by=name_of(posting.filing) if told.is_counted else "",
    )


def run_year(project: Project, record: Path, options: YearOptions) -> int:
    """Write an annual form for each owner who has something left to report; say the rest. Raises `Misuse`."""
    form = _form(options.form)
    if not options.client:
        raise Misuse("--client must be given: the folder of the issuer")
    folder = client_folder(options.client, record, project)
    found = dict(filings_in(folder, project.home, project.root))
    filings = {name: filing for name, filing in found.items() if not has_blanks(filing)}
    accounts = _accounts(filings, options)
    refuse_secrets((name for account in accounts for name in account.filings), folder, project)
    year = _fiscal_year(options, accounts, filings, project.name_of(folder))
    last_of = {account.owner: filings[account.filings[-1]] for account in accounts}
    newest = max(last_of.values(), key=lambda each: each.period_of_report)
    is_foreign = newest.issuer.foreign_private_issuer
    if is_foreign and not report_for_year(year.last):
        print(f"{year}: {_NOT_YET}")
        return 0
    silent = [owner for owner, filing in last_of.items() if reports_nothing(filing)]
    accounts = [
        each
        for each in accounts
        if each.owner not in silent and not _began_after(filings[each.filings[0]], year)
    ]
    gatherer = Gatherer(project=project, folder=folder, filings=filings, year=year, form=form)
    gathered = [gatherer.gathered(account) for account in accounts]
    drafts = [gatherer.draft(each, is_all=options.is_all) if each.is_written else None for each in gathered]
    paths = [path_of(record, draft) if draft else None for draft in drafts]
    begun = {path for path in paths if path and disk.is_there(path)}
    new = [draft for draft, path in zip(drafts, paths, strict=True) if draft and path not in begun]
    written = [each.path for each in write_all(record, new, project.root, "name each owner by --owner")]
    for line in _head(year, sorted({*found} - {*filings} - {path.name for path in begun})):
        print(line)
    if silent:
        print(f"{_SILENT}: {listed(silent)}")
    for each, path in zip(gathered, paths, strict=True):
        for line in _told(each, path, project, is_begun=path in begun):
            print(line)
    print(f"\n{ASK}{'' if is_foreign else _STATEMENT}")
    asked = [each for each in gathered if each.left.questions and not (each.is_written or each.left.annual)]
    if asked:
        flags = f"--form {form.name} --code G --from previous --client {folder.name} --owner NAME"
        print("If an answer is left to report, begin the form by hand:")
        print(f"  {project.line('new', flags=f'{flags} --date {year.last}')}")
    if written:
        names = arguments_for(written, record, project)
        print("Fill in what is still blank, and check that each gift is one. Then:")
        print(f"  {project.line('check', *names, flags='--fix')}   # writes what is owned after each line")
    return 0


def _form(given: str) -> Form:
    """Return the annual form. Raises `Misuse`."""
    (form,) = (form for form in FORMS.values() if new_lines.is_annual(form) and not form.is_amendment)
    if given != form.name:
        raise Misuse(f"--year gathers what is left for a Form {form.name}: add --form {form.name}")
    return form


def _accounts(filings: Mapping[str, Filing], options: YearOptions) -> list[OwnerAccount]:
    """Return the accounts of the owner that the flags name, or of all. Raises `Misuse`.

    Of all, those are left out whose owners only file together with another: its account has their filings.
    """
    found = ledger.accounts(filings.items())
    if not found:
        raise Misuse(f"--client {options.client}: {options.client}/ has no finished filing")
    if not options.owner:
        return [each for each in found if not any({*each.filings} < {*other.filings} for other in found)]
    owners = chosen_owners(options.owner, [owner for each in found for owner in each.owners])
    if not owners:
        names = sorted({owner.name for each in found for owner in each.owners})
        near = did_you_mean(options.owner.upper(), names)
        raise Misuse(f"--owner {options.owner}: {options.client}/ has no finished filing of this owner{near}")
    return [
        each for each in found if any(is_same_owner(owner, one) for owner in each.owners for one in owners)
    ]


def _fiscal_year(
    options: YearOptions, accounts: Sequence[OwnerAccount], filings: Mapping[str, Filing], folder: str
) -> FiscalYear:
    """Return the fiscal year that ends in the year of the flag. Raises `Misuse`."""
    if not _YEAR.fullmatch(options.year):
        raise Misuse(f"--year {options.year}: write the year in which the fiscal year ends, e.g. 2026")
    number = int(options.year)
    if options.date:
        last = edge.day("date", options.date)
        if last.year != number:
            raise Misuse(f"--date {options.date}: this is no day of --year {number}: correct one of them")
        before = f"{last:%m-%d}"
    else:
        names = [name for account in accounts for name in account.filings]
        ends = dict.fromkeys(end for name in names if (end := filings[name].issuer.fiscal_year_end))
        if len(ends) != 1:
            said = "differ on" if ends else "do not say"
            raise Misuse(
                f"the filings in {folder}/ {said} when the fiscal year ends: add --date {number}-12-31, or "
                f'under issuer: in {names[-1]} fiscal_year_end: "12-31", if it ends with December'
            )
        (before,) = ends
        last = year_end_in(before, number)
    return FiscalYear(first=year_end_in(before, number - 1) + timedelta(days=1), last=last)


def _began_after(first: Filing, year: FiscalYear) -> bool:
    """Return True if the first filing of an owner is a Form 3 of a day after the year."""
    return occasion_of(first) == "initial" and first.period_of_report > year.last


def _head(year: FiscalYear, unfinished: Sequence[str]) -> Iterator[str]:
    """Yield what is to be known of all owners: the year, when the form is due, and what is left out."""
    due = annual_due(year.last)
    by = f"; Form 5 is due {weekday(due.day)}" if due and due.is_known else ""
    yield f"{year}{by}"
    if edge.calendar_day() <= year.last:
        yield "this year has not ended: run this again after it"
    if unfinished:
        yield f"left out, because blanks are still to be filled in: {listed(unfinished)}"


def _told(found: Gathered, path: Path | None, project: Project, *, is_begun: bool) -> Iterator[str]:
    """Yield what is left of one owner, and what is not; *path* is the form with what is left."""
    left = found.left
    gifts = count(len(left.gifts), "gift")
    yield f"\n{found.account.owner}"
    if left.annual:
        names = listed(left.annual)
        last = left.annual[-1]
        amend = project.line("new", flags=f"--amend {PurePosixPath(last).stem}")
        is_one = len(left.annual) == 1
        form, it, a_draft = (
            ("is the Form 5", "it", "it is a draft") if is_one else ("are Forms 5", "them", "they are drafts")
        )
        yield f"  {names} {form} for this year: correct {it} while {a_draft}; once filed: {amend}"
        if left.gifts:
            are, them = ("is", "it") if len(left.gifts) == 1 else ("are", "them")
            yield f"  {gifts} of this year {are} on no other form: does {names} report {them}?"
    elif path and is_begun:
        yield f"  {project.name_of(path)} is begun, and was left as it is: {gifts} that no form reports"
    elif path:
        yield f"  wrote {project.name_of(path)} with {gifts} that no form reports"
    elif not left.questions:
        yield "  nothing is left to report, as far as this record shows"
    else:
        yield "  nothing is certain to be left; answer first:"
    if number := sum(is_due_on_form_4(_gift(each)) for each in left.gifts):
        was, it, line = ("was", "it", "its line") if number == 1 else ("were", "them", "their lines")
        yield (
            f"  {count(number, 'gift')} given {was} due on Form 4, in two business days: file {it} now on a "
            f"late Form 4, as is usual, and delete {line} on the Form 5; or leave {it} on the Form 5"
        )
    yield from (f"  ? {each}" for each in left.questions)
    yield from (f"  - {each}" for each in left.known)
