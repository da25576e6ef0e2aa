"""Write a filing for each owner of a list, such as the grants of an annual meeting: `new --rows`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from redwell.account.previous import NamedFiling, is_same
from redwell.commands import edge, new_lines, new_positions
from redwell.commands.earlier import (
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
from redwell.commands.new_draft import Draft, arguments_for, path_of, write_all
from redwell.commands.new_fills import refuse_secrets_in
from redwell.commands.new_positions import MadeLines, held_by
from redwell.commands.report import count
from redwell.edgar import yaml_writer
from redwell.files import disk
from redwell.files.discovery import Misuse
from redwell.files.disk import LargeFileError, NoFileError
from redwell.form import Form
from redwell.forms import FORMS
from redwell.forms.changes.fills import DIRECT
from redwell.forms.changes.grants import (
    COLUMNS,
    FREE,
    NOTE,
    SIDES,
    Grant,
    in_utf_8,
    read_grants,
    row_of_grant,
    sheet_of,
)
from redwell.forms.docketed import occasion_of
from redwell.ownership.positions import shown, written
from redwell.ownership.tables import rows
from redwell.problems import FilingError, Problem, did_you_mean
from redwell.text.names import listed
from redwell.text.spreadsheet import LARGEST


@dataclass(frozen=True, kw_only=True, slots=True)
class RowsOptions:
    """The flags that go with `--rows`."""

    file: str
    client: str
    date: str
    form: str
    code: tuple[str, ...]
    title: str
    is_all: bool


def run_rows(project: Project, record: Path, options: RowsOptions) -> int:
    """Write one filing for each owner, all or none, and print what to do next. Raises `Misuse`."""
    form = _form(options)
    code = _code(options.code)
    if lacking := [f"--{name}" for name in ("client", "date") if not getattr(options, name)]:
        raise Misuse(f"{listed(lacking)} must be given: the folder of the issuer, and {_WHAT_DATE}")
    content = _content(options.file)
    refuse_secrets_in(content, options.file)
    drafts, grants = _read(content, record, options, form, code, project)
    made = [
        _made(draft, grant, code) for draft, grant in zip(_titled(drafts, options.title), grants, strict=True)
    ]
    new = write_all(record, made, project.root, _REMEDY)
    folder = project.name_of(record / options.client)
    print(f"wrote {count(len(new), 'filing')} in {folder}/, one for each owner of {options.file}:")
    for line in _told([each.path for each in new], made, grants, code):
        print(f"  {line}")
    if unread := [f'"{name}"' for name in sheet_of(options.file).unread(content)]:
        print(f"  not read: {listed(unread)}; the columns that are read: {COLUMNS}")
    for note in dict.fromkeys(note for each in new if each.lines for note in each.lines.left_behind):
        print(f"  left behind, because no later form repeats it: the note {note}")
    for question in dict.fromkeys(question for draft in made for question in draft.questions):
        print(f"  {question}")
    print("  check that titles, addresses, footnotes, powers of attorney and signers are still right")
    names = arguments_for([each.path for each in new], record, project)
    print(f"  1. {project.line('check', *names, flags='--fix')}   # writes what is owned after each line")
    print(f"  2. {project.line('build', *names)}")
    return 0


_REMEDY = "take the owners of the filings that exist out of the list"
_WHAT_DATE = "the day of the transactions, e.g. 2026-06-10"


def _form(options: RowsOptions) -> Form:
    """Return the form that is written. Raises `Misuse`."""
    computed = [
        form
        for form in FORMS.values()
        if new_lines.has_transactions(form) and new_lines.is_computed(form) and not form.is_amendment
    ]
    if options.form and FORMS.get(options.form) not in computed:
        raise Misuse(f"--form {options.form}: --rows writes Form {computed[0].name}: leave it out")
    return computed[0]


def _code(given: Sequence[str]) -> str:
    """Return the code of the transactions. Raises `Misuse`."""
    kinds = new_lines.kinds_of(given) or tuple(SIDES)[:1]
    if len(kinds) > 1 or kinds[0] not in SIDES:
        one = listed([*SIDES], "or")
        raise Misuse(f"--code {' '.join(kinds)}: --rows writes one line for each owner: of {one}")
    return kinds[0]


def _content(file: str) -> bytes:
    """Return the content of the list. Raises `Misuse`."""
    try:
        return in_utf_8(disk.read_file(Path(file), LARGEST))
    except NoFileError as error:
        why = error.strerror if Path(file).exists() else "there is no such file"
        raise Misuse(f"--rows {file}: {why}") from None
    except LargeFileError as error:
        raise Misuse(f"--rows {file}: it has {error}?") from None


def _read(
    content: bytes, record: Path, options: RowsOptions, form: Form, code: str, project: Project
) -> tuple[list[Draft], list[Grant]]:
    """Return a filing for each line of the list, and its grant. Raise `FilingError` with all problems."""
    problems = list[Problem]()
    entries = read_grants(content, options.file, code, problems)
    folder = client_folder(options.client, record, project)
    named = [*filings_in(folder, project.home, project.root)]
    sheet, day = sheet_of(options.file), edge.day("date", options.date)
    drafts, lines = list[Draft](), dict[Path, int]()
    owners = [entry for entry in entries if entry.owner]
    if owners and all(_is_stranger(entry.owner, named) for entry in owners):
        is_one = len(owners) == 1
        whom = f'"{owners[0].owner}"' if is_one else "any of these owners"
        message = (
            f"--client {options.client}: {options.client}/ has no finished filing of {whom}: is it the "
            f"folder of another client?{f' If not, {_begin(options.client)}' if is_one else ''}"
        )
        problems.append(sheet.problem(owners[0].line if is_one else 1, message))
        owners = []
    for entry in owners:
        found = _previous(entry.owner, named, day, options.client)
        if isinstance(found, str):
            problems.append(sheet.problem(entry.line, found))
            continue
        path = folder / found.name
        earlier = read_earlier(path, project.name_of(path), project.home)
        refuse_secrets((name for name, each in named if is_same(each, earlier.filing)), folder, project)
        draft = Draft(
            client=options.client,
            owner=earlier.filing.reporting_owners[0].name,
            day=options.date,
            form=form.name,
            earlier=earlier,
            positions=new_positions.positions_of(earlier, day, dict(named)),
            questions=(
                *taken_texts(entry.owner, earlier.filing),
                *later_texts(named, earlier, day),
                *left_texts(named, earlier.filing),
            ),
            is_all=options.is_all,
        )
        first = lines.setdefault(path_of(record, draft), entry.line)
        if first != entry.line:
            message = f"{draft.owner} is in line {first} already: one line for each owner who files"
            problems.append(sheet.problem(entry.line, message))
        drafts.append(draft)
    if problems:
        raise FilingError(sorted(problems, key=lambda each: each.place.line if each.place else 0))
    return drafts, [entry.grant for entry in entries if entry.grant]


def _previous(typed: str, named: Sequence[NamedFiling], day: date, client: str) -> Path | str:
    """Return the file of the last filing of an owner by a *day*, or why there is none."""
    persons = persons_of(named, typed)
    if len(persons) != 1:
        return _whose(typed, [each.name for each in persons], named, client)
    (person,) = persons
    if found := latest_of(named, person, day):
        return Path(found)
    return f"{client}/ has no filing of {person.name} by {day}: correct --date, or leave this line out"


def _is_stranger(typed: str, named: Sequence[NamedFiling]) -> bool:
    """Return True if nobody like an owner has a filing in a folder, finished or not."""
    known = persons_of(named, typed) or unfinished_text(named, typed) or generation_text(named, typed)
    return not (known or _near(typed, named))


def _near(typed: str, named: Sequence[NamedFiling]) -> str:
    """Return the name that may be meant, as a question; empty if none."""
    return did_you_mean(typed.upper(), sorted({each.name for each in persons_of(named, "")}))


def _whose(typed: str, found: Sequence[str], named: Sequence[NamedFiling], client: str) -> str:
    """Return why an owner is not known."""
    if found:
        return f'"{typed}" may be {listed(found, "or")}: write the whole name, or the CIK'
    if alike := generation_text(named, typed):
        return f'{client}/ has no finished filing of "{typed}"{alike}; if not, {_begin(client)}'
    remedy = unfinished_text(named, typed) or _near(typed, named) or f"; {_begin(client)}"
    return f'{client}/ has no finished filing of "{typed}"{remedy}'


def _begin(client: str) -> str:
    return f"begin with a filing of this owner: redwell new --client {client}, or redwell import"


def _titled(drafts: Sequence[Draft], given: str) -> list[Draft]:
    """Return the filings with the class of their lines, spelled as in each last form. Raises `Misuse`."""
    titles = [draft.positions.title(given) if draft.positions else given for draft in drafts]
    known = dict.fromkeys(title for title in titles if title)
    if not known or (len(known) > 1 and not given):
        held = [title for draft in drafts if draft.positions for title in draft.positions.titles]
        shown = listed([f'"{title}"' for title in dict.fromkeys(held)], "or")
        raise Misuse(f"--title must be given: the class of the lines{', ' if held else ''}{shown}")
    return [
        replace(draft, title=title or next(iter(known))) for draft, title in zip(drafts, titles, strict=True)
    ]


def _made(draft: Draft, grant: Grant, code: str) -> Draft:
    """Return a filing with its line."""
    table = FORMS[draft.form].tables[0]
    row = row_of_grant(grant, code, edge.day("date", draft.day), draft.title, table)
    block = yaml_writer.block(table.key, [row]).rstrip("\n")
    head, mark, tail = block.rpartition("    ownership:")
    remark = new_lines.OWNED_AFTER
    is_acquired = SIDES[code] == "acquired"
    if is_acquired and draft.positions and not held_by(draft.positions, draft.title, DIRECT):
        balance = f"owned_after: {written(grant.number)}"
        remark = f"# {balance}   # if none was owned directly before"
        if _owned_nothing(draft):
            remark = f"{balance}   # nothing was owned before, by the {draft.positions.name}"
    text = f"{head}    {remark}\n{mark}{tail}"
    if grant.note:
        text += "\n\n" + yaml_writer.notes({NOTE: grant.note}, ()).rstrip("\n")
    return replace(draft, made=MadeLines(text=text, moved=((draft.title, DIRECT),)))


def _told(
    paths: Sequence[Path], drafts: Sequence[Draft], grants: Sequence[Grant], code: str
) -> Iterator[str]:
    """Yield a line for each filing: its file, what it reports, and what was owned before."""
    rows = [
        (path.name, f"{shown(grant.number)} {SIDES[code]}{_at(grant, code)}", _before(draft, grant, code))
        for path, draft, grant in zip(paths, drafts, grants, strict=True)
    ]
    widths = [max(len(row[n]) for row in rows) for n in range(2)]
    for name, moved, before in rows:
        yield f"{name:{widths[0]}}  {moved:>{widths[1]}}   {before}"


def _at(grant: Grant, code: str) -> str:
    return "" if code in FREE and not grant.price else f" at ${shown(grant.price)}"


def _before(draft: Draft, grant: Grant, code: str) -> str:
    """Return what was owned before, which filing says so, and what is doubtful about it."""
    assert draft.positions
    assert draft.earlier
    direct = held_by(draft.positions, draft.title, DIRECT)
    is_disposed = SIDES[code] == "disposed"
    if direct is None:
        name = draft.earlier.path.name
        if _owned_nothing(draft) and not is_disposed:
            return f"nothing owned before, by {name}"
        return f"no {draft.title} owned directly before, by {name}: is that right?"
    before = direct.before(direct.name)
    if is_disposed and direct.balance is not None and direct.balance < grant.number:
        return f"only {before}: is the number right, or is a form missing here?"
    return before


def _owned_nothing(draft: Draft) -> bool:
    """Return True if the last filing of an owner is a Form 3, and lists nothing."""
    assert draft.earlier
    filing = draft.earlier.filing
    return occasion_of(filing) == "initial" and not [*rows(filing)]
