"""Write a filing for each owner of a list, such as the grants of an annual meeting: `new --rows`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from redwell.commands import edge, new_lines, new_positions
from redwell.commands.earlier import filings_in, latest_of, left_texts, read_earlier
from redwell.commands.edge import Project
from redwell.commands.new_draft import Draft, MadeLines, path_of, write_all
from redwell.commands.new_positions import direct_of
from redwell.commands.report import count
from redwell.edgar import yaml_writer
from redwell.files import disk
from redwell.files.discovery import Misuse
from redwell.files.disk import LargeFileError, NoFileError
from redwell.form import Form
from redwell.forms import FORMS
from redwell.forms.changes.fills import DIRECT
from redwell.forms.changes.grants import FREE, NOTE, SIDES, Grant, read_grants, row_of_grant, sheet_of
from redwell.model import Filing
from redwell.ownership.positions import shown, written
from redwell.problems import FilingError, Problem, did_you_mean
from redwell.text.names import listed
from redwell.text.spreadsheet import LARGEST

OWNED_AFTER = "# what is owned after this line; check computes it where it can"
"""Stands in a line whose balance is left out, until what was owned before is known."""


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
    edge.day("date", options.date)
    grants = read_grants(_content(options.file), options.file, code)
    drafts = _titled(_begun(grants, record, options, form, project), options.title)
    made = [_made(draft, grant, code) for draft, grant in zip(drafts, grants, strict=True)]
    _refuse_twice(made, grants, record, options.file)
    paths = write_all(record, made, project.root)
    folder = project.name_of(record / options.client)
    print(f"wrote {count(len(paths), 'filing')} in {folder}/, one for each owner of {options.file}:")
    for line in _told(paths, made, grants, code):
        print(f"  {line}")
    for left in dict.fromkeys(left for draft in made for left in draft.left):
        print(f"  {left}")
    print("  check that titles, addresses, powers of attorney and signers are still right")
    names = [_short(path, record) for path in paths]
    print(f"  1. {project.line('check', *names, flags='--fix')}   # writes what is owned after each line")
    print(f"  2. {project.line('build', *names)}")
    return 0


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
        return disk.read_file(Path(file), LARGEST)
    except NoFileError:
        raise Misuse(f"--rows {file}: there is no such file") from None
    except LargeFileError as error:
        raise Misuse(f"--rows {file}: it has {error}?") from None


def _begun(
    grants: Sequence[Grant], record: Path, options: RowsOptions, form: Form, project: Project
) -> list[Draft]:
    """Return a filing for each line, from the previous one of its owner. Raises `FilingError`."""
    folder = record / options.client
    named = dict(filings_in(folder, project.home, project.root))
    drafts, problems = list[Draft](), list[Problem]()
    for grant in grants:
        found = latest_of([*named.items()], grant.owner)
        if not isinstance(found, str):
            message = _whose(grant.owner, found, named, options.client)
            problems.append(sheet_of(options.file).problem(grant.line, message))
            continue
        earlier = read_earlier(folder / found, project.name_of(folder / found), project.home)
        drafts.append(
            Draft(
                client=options.client,
                owner=earlier.filing.reporting_owners[0].name,
                day=options.date,
                form=form.name,
                earlier=earlier,
                positions=new_positions.positions_of(earlier, options.date, named),
                left=tuple(left_texts([*named.items()], earlier.filing)),
                is_all=options.is_all,
            )
        )
    if problems:
        raise FilingError(problems)
    return drafts


def _whose(typed: str, found: Sequence[str], named: Mapping[str, Filing], client: str) -> str:
    """Return why an owner is not known."""
    if found:
        return f'"{typed}" may be {listed(found, "or")}: write the whole name, or the CIK'
    names = sorted({each.name for filing in named.values() for each in filing.reporting_owners})
    near = did_you_mean(typed.upper(), names)
    remedy = near or f"; begin with a filing of this owner: redwell new --client {client}, or redwell import"
    return f'{client}/ has no finished filing of "{typed}"{remedy}'


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
    remark = OWNED_AFTER
    is_acquired = SIDES[code] == "acquired"
    if is_acquired and draft.positions and not direct_of(draft.positions, draft.title):
        remark = f"# owned_after: {written(grant.number)}   # if none was owned directly before"
    text = f"{head}    {remark}\n{mark}{tail}"
    if grant.note:
        text += "\n\n" + yaml_writer.notes({NOTE: grant.note}, ()).rstrip("\n")
    return replace(draft, made=MadeLines(text=text, moved=((draft.title, DIRECT),)))


def _refuse_twice(drafts: Sequence[Draft], grants: Sequence[Grant], record: Path, file: str) -> None:
    """Raise `FilingError` if two lines are of one owner, or of two who file together."""
    lines: dict[Path, Grant] = {}
    problems = list[Problem]()
    for draft, grant in zip(drafts, grants, strict=True):
        path = path_of(record, draft)
        first = lines.setdefault(path, grant)
        if first is not grant:
            message = f"{draft.owner} is in line {first.line} already: one line for each owner who files"
            problems.append(sheet_of(file).problem(grant.line, message))
    if problems:
        raise FilingError(problems)


def _told(
    paths: Sequence[Path], drafts: Sequence[Draft], grants: Sequence[Grant], code: str
) -> Iterator[str]:
    """Yield a line for each filing: its file, what it reports, and what was owned before."""
    rows = [
        (path.name, f"{shown(grant.number)} {SIDES[code]}{_at(grant, code)}", _before(draft))
        for path, draft, grant in zip(paths, drafts, grants, strict=True)
    ]
    widths = [max(len(row[n]) for row in rows) for n in range(2)]
    for name, moved, before in rows:
        yield f"{name:{widths[0]}}  {moved:>{widths[1]}}   {before}"


def _at(grant: Grant, code: str) -> str:
    return "" if code in FREE and not grant.price else f" at ${shown(grant.price)}"


def _before(draft: Draft) -> str:
    """Return what was owned before, and which filing says so."""
    assert draft.positions
    assert draft.earlier
    direct = direct_of(draft.positions, draft.title)
    if direct is None:
        return f"no {draft.title} owned directly before, by {draft.earlier.path.name}: is that right?"
    owned = direct.row.amount.value if direct.row.amount else None
    return f"{shown(owned or Decimal())} before, by {direct.name}"


def _short(path: Path, record: Path) -> str:
    """Return what a command takes for a filing: its name, if no other client has one of the same."""
    alike = [*record.glob(f"*/{path.name}")]
    return path.stem if len(alike) == 1 else f"{path}"
