"""`new`: create a filing to fill in. It is valid, but not ready until its placeholders are replaced."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from redwell.commands import edge, new_amendment, new_fills, new_lines, new_positions, report
from redwell.commands.earlier import Earlier, filings_in, head_of, read_earlier, with_blocks_of
from redwell.commands.edge import Project
from redwell.commands.new_fills import Sale
from redwell.commands.new_positions import Positions
from redwell.commands.report import count
from redwell.documents.renderer import BrokenTemplate, content_of
from redwell.files import discovery, disk
from redwell.files.discovery import Misuse
from redwell.files.templates import FOLDER
from redwell.form import Form
from redwell.forms import FORMS
from redwell.git import history
from redwell.problems import FilingError
from redwell.rules.readiness import ACCESSION_NUMBER, EXPLANATION, ORIGINAL_FILED, PLACEHOLDERS, UNDATED
from redwell.source import loader
from redwell.text.names import listed

AMENDMENT = """\
amendment:
  original_filed: {filed}       # the date the original was filed
  {amends}
  explanation: {explanation}

"""
UNKNOWN = f"amends: {ACCESSION_NUMBER}   # its accession number, or its file if it is beside this one"
PREVIOUS = "previous"
"""What stands for the latest filing of an owner."""
_CLIENT = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_OWNER = re.compile(r"[ -~]{1,150}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A new filing: the *client*'s folder, the first *owner*, the date of event, and the name of the form."""

    client: str
    owner: str
    day: str
    form: str
    codes: tuple[str, ...] = ()
    """The kinds of transactions whose lines are written."""
    sale: Sale | None = None
    """The trades from whose fills the lines are made."""
    earlier: Earlier | None = None
    positions: Positions | None = None
    """What earlier filings left."""
    title: str = ""
    """The class that is traded, where an earlier filing has several."""
    period: str = ""
    """The date that the form reports on, where that is not the *day* of its file."""
    lines: tuple[str, ...] | None = None
    """The lines that are amended, I.2, each with a note; empty for all; None for a copy of the whole form."""


def run(project: Project, options: Options) -> int:
    """Write a new filing, and print its name and what to do next. Raises `Misuse`; overwrites nothing."""
    record = project.folder(options.filings)
    try:
        draft = _draft(options, record, project)
    except FilingError as error:
        print(report.text(error.problems, edge.looks()), end="", file=sys.stderr)
        print("nothing was written: correct these lines first", file=sys.stderr)
        return 1
    path = write_new(record, draft, project.root)
    name = project.name_of(path)
    print(f"wrote {name}")
    for line in new_fills.said(draft.sale) if draft.sale else ():
        print(f"  {line}")
    if draft.earlier:
        print(f"  taken from {draft.earlier.source.name}: {taken(draft)}")
        if draft.positions and draft.positions.all:
            print(f"  what was owned comes from {draft.positions.file} and the filings before it")
        print("  check that title, address, powers of attorney and signers are still right")
    print("  1. Fill it in: the comments and the editor explain every key.")
    print(f"  2. {project.line('check', name)}")
    if draft.codes or (draft.sale and not draft.sale.owned):
        print(f"  3. {project.line('check', name, flags='--fix')}   # writes what is owned after each line")
    return 0


def _draft(options: Options, record: Path, project: Project) -> Draft:
    """Return the new filing that the flags describe. Raises `Misuse`."""
    if options.amend:
        return _amending(options, record, project)
    if options.line:
        raise Misuse("--line picks a line of the filing that --amend names: add that")
    form = _form(options.form) if options.form else next(iter(FORMS))
    codes = new_lines.kinds_of(options.code)
    sale = _sale(options, codes)
    day = options.date or _day_of(sale, form)
    if not options.from_:
        wanted = {"client": options.client, "owner": options.owner, "date": day}
        if lacking := [f"--{name}" for name, value in wanted.items() if not value]:
            flags = " and ".join(lacking)
            if flags == "--date":
                raise Misuse(f"{flags} must be given: {new_lines.what_date(FORMS.get(form))}")
            raise Misuse(f"{flags} must be given: {project.line('new', flags='--help')} has an example")
        client, owner = options.client, options.owner
        return Draft(client=client, owner=owner, day=day, form=form, codes=codes, sale=sale)
    earlier, client = _earlier(options, record, project)
    is_amendment = form in FORMS and FORMS[form].is_amendment
    original = f"{earlier.filing.period_of_report}" if is_amendment else ""
    if not (day := day or original):
        raise Misuse(f"--date must be given: {new_lines.what_date(FORMS.get(form))}")
    positions = None
    if form in FORMS and not is_amendment and new_lines.has_transactions(FORMS[form]):
        positions = new_positions.positions_of(earlier, day, project.home, project.root)
    return Draft(
        client=options.client or client,
        owner=earlier.filing.reporting_owners[0].name,
        day=day,
        form=form,
        codes=codes,
        sale=new_fills.with_balances(sale, positions) if sale and positions else sale,
        earlier=earlier,
        positions=positions,
        title=options.title,
        period=original,
    )


def _day_of(sale: Sale | None, form: str) -> str:
    """Return the day of the first trade; empty for an annual form, which reports on the end of a year."""
    return sale.first_day if sale and form in FORMS and not new_lines.is_annual(FORMS[form]) else ""


def _earlier(options: Options, record: Path, project: Project) -> tuple[Earlier, str]:
    """Return the filing that `--from` names, or the owner's previous one; and its client. Raises `Misuse`."""
    if options.from_ == PREVIOUS:
        path = _latest(options, record, project)
        return read_earlier(path, project.name_of(path), project.home), options.client
    if options.owner:
        raise Misuse("--owner: --from takes the owners of the earlier filing: leave out one of the two")
    entry = discovery.one(options.from_, record, project.root)
    return read_earlier(entry.path, entry.name, project.home), entry.client


def _latest(options: Options, record: Path, project: Project) -> Path:
    """Return the latest filing of an owner in the folder of a client. Raises `Misuse`."""
    if not options.client:
        raise Misuse(f"--from {PREVIOUS}: add --client, the folder in which to look")
    wanted = {*_slug(options.owner).split("-")}
    found: dict[str, list[tuple[date, str]]] = {}
    for file, filing in filings_in(record / options.client, project.home, project.root):
        owner = _slug(filing.reporting_owners[0].name)
        if not options.owner or wanted <= {*owner.split("-")}:
            found.setdefault(owner, []).append((filing.period_of_report, file))
    if not found:
        of_whom = f" of {options.owner}" if options.owner else ""
        raise Misuse(f"--from {PREVIOUS}: {options.client}/ has no filing{of_whom}")
    if len(found) > 1:
        raise Misuse(f"--from {PREVIOUS}: whose? add --owner: {options.client}/ has {listed([*found], 'or')}")
    (latest,) = found.values()
    return record / options.client / max(latest)[1]


def _amending(options: Options, record: Path, project: Project) -> Draft:
    """Return the amendment of the filing that `--amend` names. Raises `Misuse`."""
    given = {"owner": options.owner, "form": options.form, "from": options.from_, "code": options.code}
    given |= {"fills": options.fills, "title": options.title, "owned": options.owned}
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


def taken(draft: Draft) -> str:
    """Return what a new filing takes from an earlier one, in words."""
    assert draft.earlier
    filing, owned = draft.earlier.filing, list[str]()
    lists = [("owner", filing.reporting_owners), ("signer", filing.signatures)]
    lists += [("power of attorney", filing.powers_of_attorney)]
    form = FORMS[draft.form]
    if draft.positions:
        lists += [("position", draft.positions.all)]
    if draft.lines is not None:
        owned = [f"line {name}" for name in draft.lines] or ["all lines"]
    elif form.is_amendment:
        tables = [(table.label, getattr(filing, table.key)) for table in form.tables]
        owned = [f"{label} ({count(len(rows), 'line')})" for label, rows in tables if rows]
    return ", ".join(["issuer", *(count(len(items), noun) for noun, items in lists if items), *owned])


def write_new(record: Path, draft: Draft, root: Path) -> Path:
    """Write a new filing below *record* and return its path. Raises `Misuse`; overwrites nothing.

    Its template is the firm's own in *root*, or else the installed one. The file of trades goes beside it.
    """
    path = _path(record, draft)
    text = _composed(path, draft, root)
    if path.parent.is_symlink():
        raise Misuse(f"{draft.client}/ is a link, and nothing is written through a link: name another client")
    path.parent.mkdir(parents=True, exist_ok=True)
    if draft.sale and not disk.is_there(path):
        _copy(draft.sale, path.parent)
    try:
        disk.create(path, text.encode())
    except FileExistsError:
        raise Misuse(f"{path.name} already exists in {draft.client}/: nothing was written") from None
    return path


def _copy(sale: Sale, folder: Path) -> None:
    """Write the file of the trades into *folder*, unless it is there already. Raises `Misuse`."""
    try:
        disk.create(folder / sale.name, sale.content)
    except FileExistsError:
        if not disk.holds(folder / sale.name, sale.content):
            raise Misuse(
                f"--fills: {folder.name}/ has another file {sale.name}: nothing was written; rename yours"
            ) from None


def _sale(options: Options, codes: tuple[str, ...]) -> Sale | None:
    """Return the trades that the flags name, if they name some. Raises `Misuse` and `FilingError`."""
    if options.fills:
        return new_fills.read_sale(Path(options.fills), codes, options.title, options.owned)
    if options.owned or (options.title and not options.from_):
        raise Misuse("--title and --owned say more about --fills: add the file, or leave them out")
    return None


def _path(record: Path, draft: Draft) -> Path:
    """Return the path of a new filing. Raises `Misuse` for a name that it cannot have."""
    client, owner, day, form = draft.client, draft.owner, draft.day, draft.form
    if form not in FORMS:
        raise Misuse(f"--form {form}: Redwell makes Form {listed([*FORMS])} only")
    if not _CLIENT.fullmatch(client):
        meant = "-".join(re.findall("[a-z0-9]+", client.lower()))
        instead = f"write {meant}" if meant else "e.g. tecogen"
        raise Misuse(f"--client {client}: lower-case letters, digits and single hyphens: {instead}")
    if not re.search("[a-z0-9]", owner.lower()) or not _OWNER.fullmatch(owner):
        raise Misuse(f'--owner {owner}: write the name as on EDGAR, e.g. "PANORA ROBERT A"')
    return record / client / f"{edge.day('date', day)}-{_slug(owner)}-{FORMS[form].stem}.yaml"


def _slug(owner: str) -> str:
    return "-".join(re.findall("[a-z0-9]+", owner.lower()))


def _composed(path: Path, draft: Draft, root: Path) -> str:
    """Return the text of a new filing in *path*. Raises `Misuse`."""
    form = FORMS[draft.form]
    values = {
        "form": draft.form,
        "date": draft.period or draft.day,
        "owner": json.dumps(draft.owner.strip().upper()),
        "amendment": _amendment(path.parent, draft, FORMS[form.amends]) if form.amends else "",
        **PLACEHOLDERS,
    }
    skeleton = _text(form.skeleton, root)
    if new_lines.MARK in skeleton:
        has_lines = bool(draft.codes or draft.sale)
        values |= new_lines.blanks(form, draft.period or draft.day, has_lines=has_lines)
        values["lines"] = _lines(draft, form, values, root)
    elif draft.codes or draft.sale:
        raise Misuse(
            f"--{'fills' if draft.sale else 'code'}: a Form {form.name} has no transactions: leave it out"
        )
    text = _checked(form.skeleton, _filled_in(skeleton, values))
    if draft.earlier and draft.lines is not None:
        amended = new_amendment.blocks(draft.earlier.filing, form, draft.lines)
        text = new_amendment.with_lines(text, form, amended, head_of(draft.earlier, form))
    is_whole = draft.lines is None
    return with_blocks_of(draft.earlier, text, form, is_whole=is_whole) if draft.earlier else text


def _lines(draft: Draft, form: Form, values: Mapping[str, str], root: Path) -> str:
    """Return the lines of a new filing, with the positions of an earlier one. Raises `Misuse`."""
    positions, read = draft.positions, partial(_text, root=root)
    title = positions.title(draft.title) if positions else ""
    if draft.sale:
        text, holders = new_fills.lines_of(draft.sale, form), draft.sale.holders
        title = draft.sale.title
    else:
        values = {**values, **({"title": _as_text(title)} if title else {})}
        text, holders = _filled_in(new_lines.lines_of(draft.codes, form, read), values), ("",)
    if positions and not (draft.sale or draft.codes):
        return new_positions.alone(positions, draft.title and title, form) or text
    return new_positions.beside(positions, text, title, form, holders) if positions else text


def _as_text(text: str) -> str:
    """Return a text as YAML reads it back."""
    return (
        text if re.fullmatch(r"[A-Za-z][A-Za-z0-9 ,.()-]*", text) and ": " not in text else json.dumps(text)
    )


def _text(template: str, root: Path) -> str:
    """Return the text of a template of *root*, or else of the installed one. Raises `Misuse`."""
    name = f"{FOLDER}/{template}"
    try:
        return content_of(template, root).decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise Misuse(f"{name}: the file is not text in UTF-8") from None
    except BrokenTemplate as error:
        raise Misuse(f"{name}: {error}") from error


def _filled_in(text: str, values: Mapping[str, str]) -> str:
    """Return a text with *values* for `{form}` and so on."""
    known = "|".join(map(re.escape, values))
    return re.sub(rf"\{{({known})\}}", lambda found: values[found[1]], text)


def _checked(template: str, text: str) -> str:
    """Return the text of a new filing, made from a template. Raises `Misuse` if that cannot be read."""
    name = f"{FOLDER}/{template}"
    try:
        loader.read(text.encode(), name)
    except FilingError as error:
        place, message = error.problems[0].place, error.problems[0].message
        raise Misuse(f"{name}:{place.line if place else 1}: {message}") from error
    return text


def _amendment(folder: Path, draft: Draft, amended: Form) -> str:
    """Return the block `amendment`. It names the earlier filing, or the only one of the day and owner."""
    if draft.earlier:
        filed = draft.earlier.filing.filed
        is_beside = draft.earlier.path.parent == folder.absolute()
        amends = draft.earlier.path.name if is_beside else filed.accession_number if filed else None
        day = f"{filed.date}" if filed else None
    else:
        original = _original(folder, draft.day, _slug(draft.owner), amended)
        amends = original.name if original else None
        day = _filed(original) if original else None
    return AMENDMENT.format(
        filed=day or ORIGINAL_FILED,
        amends=f"amends: {amends}" if amends else UNKNOWN,
        explanation=EXPLANATION if day else UNDATED,
    )


def _original(folder: Path, day: str, slug: str, amended: Form) -> Path | None:
    """Return the filing of the day and owner, if there is exactly one."""
    end = f"-{amended.stem}.yaml"
    found = [
        path
        for path in folder.glob(f"{day}-*{end}")
        if set(path.name[len(day) + 1 : -len(end)].split("-")) <= set(slug.split("-"))
    ]
    return found[0] if len(found) == 1 else None


def _filed(original: Path) -> str | None:
    """Return the filing date of a filing, or None if it cannot be read or has none."""
    try:
        data = loader.read(history.content_of(original), original.name).data
    except FilingError:
        return None
    filed = data.get("filed") if isinstance(data, dict) else None
    found = filed.get("date") if isinstance(filed, dict) else None
    return found if isinstance(found, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", found) else None


def _form(given: str) -> str:
    """Return the name of a form however it is typed: 3a, Form 3/A."""
    typed = re.sub("[^0-9a-z]", "", given.lower().removeprefix("form"))
    return next((name for name in FORMS if name.lower().replace("/", "") == typed), given)
