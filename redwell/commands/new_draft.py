"""Write a new filing: its template, with what is known of it in its blanks."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from redwell.commands import edge, new_amendment, new_exercise, new_fills, new_lines, new_positions
from redwell.commands.earlier import Earlier, head_of, with_blocks_of
from redwell.commands.edge import Project
from redwell.commands.new_fills import Sale
from redwell.commands.new_notes import Notes
from redwell.commands.new_positions import Lines, MadeLines, Positions
from redwell.commands.report import count
from redwell.documents.renderer import BrokenTemplate, content_of
from redwell.files import disk
from redwell.files.discovery import Misuse
from redwell.files.templates import FOLDER
from redwell.form import Form
from redwell.forms import FORMS
from redwell.forms.changes.fills import DIRECT, holder_of
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
_CLIENT = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_OWNER = re.compile(r"[ -~]{1,150}")


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
    made: MadeLines | None = None
    """The lines, if they are made of anything else."""
    earlier: Earlier | None = None
    positions: Positions | None = None
    """The positions that earlier filings left."""
    questions: tuple[str, ...] = ()
    """Questions about owners who are no longer subject, and about later filings."""
    is_all: bool = False
    """True to write the positions of every class."""
    title: str = ""
    """The class that is traded, where an earlier filing has several."""
    period: str = ""
    """The date that the form reports on, where that is not the *day* of its file."""
    lines: tuple[str, ...] | None = None
    """The lines that are amended, I.2, each with a note; empty for all; None for a copy of the whole form."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NewFiling:
    """A new filing in *path*, and its lines, if its form has a place for some."""

    path: Path
    text: str
    lines: Lines | None


def taken(draft: Draft, written: NewFiling) -> str:
    """Return what a new filing takes from an earlier one, in words."""
    assert draft.earlier
    filing, owned = draft.earlier.filing, list[str]()
    lists = [("owner", filing.reporting_owners), ("signer", filing.signatures)]
    lists += [("power of attorney", filing.powers_of_attorney)]
    counts = [(noun, len(items)) for noun, items in lists]
    if written.lines:
        counts += [("position", written.lines.positions)]
    form = FORMS[draft.form]
    if draft.lines is not None:
        owned = [f"line {name}" for name in draft.lines] or ["all lines"]
    elif form.is_amendment:
        tables = [(table.label, getattr(filing, table.key)) for table in form.tables]
        owned = [f"{label} ({count(len(rows), 'line')})" for label, rows in tables if rows]
    return ", ".join(["issuer", *(count(number, noun) for noun, number in counts if number), *owned])


def write_new(record: Path, draft: Draft, root: Path) -> NewFiling:
    """Write a new filing below *record*. Raises `Misuse`; overwrites nothing.

    Its template is the firm's own in *root*, or else the installed one. The file of trades goes beside it.
    """
    new = _composed_in(record, draft, root)
    new.path.parent.mkdir(parents=True, exist_ok=True)
    if draft.sale and not disk.is_there(new.path):
        _copy(draft.sale, new.path.parent)
    try:
        disk.create(new.path, new.text.encode())
    except FileExistsError:
        raise Misuse(_exists([new.path])) from None
    return new


def write_all(record: Path, drafts: Sequence[Draft], root: Path, remedy: str) -> list[NewFiling]:
    """Write several new filings below *record*, all or none. Raises `Misuse`; overwrites nothing.

    *remedy* says how to write the others if some exist.
    """
    found = [_composed_in(record, draft, root) for draft in drafts]
    if there := [new.path for new in found if disk.is_there(new.path)]:
        missing = [new.path.name for new in found if new.path not in there]
        raise Misuse(_exists(there) + _how_to_go_on(missing, remedy))
    written: list[Path] = []
    try:
        for new in found:
            new.path.parent.mkdir(parents=True, exist_ok=True)
            disk.create(new.path, new.text.encode())
            written.append(new.path)
    except BaseException as error:
        for path in written:
            path.unlink()
        if isinstance(error, FileExistsError):
            raise Misuse(_exists([found[len(written)].path])) from None
        raise
    return found


def arguments_for(paths: Sequence[Path], record: Path, project: Project) -> list[str]:
    """Return what a command takes for the filings: one pattern if it finds no others, else their names."""
    pattern = re.sub(r"^(\d{4}-\d\d-\d\d)-.*-(\w+\.yaml)$", r"\1-*-\2", paths[0].name)
    if len(paths) > 1 and {*paths[0].parent.glob(pattern)} == {*paths}:
        return [project.name_of(paths[0].parent / pattern)]
    return [
        path.stem if len([*record.glob(f"*/{path.name}")]) == 1 else project.name_of(path) for path in paths
    ]


def _exists(paths: Sequence[Path]) -> str:
    names, verb = listed([path.name for path in paths]), "exists" if len(paths) == 1 else "exist"
    return f"{names} already {verb} in {paths[0].parent.name}/: nothing was written"


def _how_to_go_on(missing: Sequence[str], remedy: str) -> str:
    """Return which filings are still missing, and how to write them; nothing if none is."""
    if not missing:
        return ""
    verb, rest = ("is", "it") if len(missing) == 1 else ("are", "them")
    return f"; {listed(missing)} {verb} missing: to write {rest}, {remedy}"


def _composed_in(record: Path, draft: Draft, root: Path) -> NewFiling:
    """Return a new filing that is not yet written. Raises `Misuse`."""
    path = path_of(record, draft)
    new = _composed(path, draft, root)
    if path.parent.is_symlink():
        raise Misuse(f"{draft.client}/ is a link, and nothing is written through a link: name another client")
    return new


def _copy(sale: Sale, folder: Path) -> None:
    """Write the file of the trades into *folder*, unless it is there already. Raises `Misuse`."""
    try:
        disk.create(folder / sale.name, sale.content)
    except FileExistsError:
        if not disk.holds(folder / sale.name, sale.content):
            raise Misuse(
                f"--fills: {folder.name}/ has another file {sale.name}: nothing was written; rename yours"
            ) from None


def path_of(record: Path, draft: Draft) -> Path:
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
    return record / client / f"{edge.day('date', day)}-{slug(owner)}-{FORMS[form].stem}.yaml"


def slug(owner: str) -> str:
    """Return the name of an owner as part of the name of a file."""
    return "-".join(re.findall("[a-z0-9]+", owner.lower()))


def _composed(path: Path, draft: Draft, root: Path) -> NewFiling:
    """Return a new filing for *path*. Raises `Misuse`."""
    form, lines = FORMS[draft.form], None
    values = {
        "form": draft.form,
        "date": draft.period or draft.day,
        "owner": json.dumps(draft.owner.strip().upper()),
        "amendment": _amendment(path.parent, draft, FORMS[form.amends]) if form.amends else "",
        **PLACEHOLDERS,
    }
    skeleton = _text(form.skeleton, root)
    if new_lines.MARK in skeleton:
        has_lines = bool(draft.codes or draft.sale or draft.made)
        values |= new_lines.blanks(form, draft.period or draft.day, has_lines=has_lines)
        lines = _lines(draft, form, values, root)
        values["lines"] = lines.text
    elif draft.codes or draft.sale:
        raise Misuse(
            f"--{'fills' if draft.sale else 'code'}: a Form {form.name} has no transactions: leave it out"
        )
    text = _checked(form.skeleton, _filled_in(skeleton, values))
    if draft.earlier and draft.lines is not None:
        amended = new_amendment.blocks(draft.earlier.filing, form, draft.lines)
        text = new_amendment.with_lines(text, form, amended, head_of(draft.earlier, form))
    if draft.earlier:
        text = with_blocks_of(draft.earlier, text, form, is_whole=draft.lines is None)
    return NewFiling(path=path, text=text, lines=lines)


def _lines(draft: Draft, form: Form, values: Mapping[str, str], root: Path) -> Lines:
    """Return the lines of a new filing, with the positions of an earlier one. Raises `Misuse`."""
    positions = draft.positions
    notes = Notes(positions.folder, positions.originals) if positions else None
    made = _made(draft, form, values, root, notes)
    if not positions or not notes:
        return Lines(text=made.text)
    if draft.codes or draft.sale or draft.made:
        return new_positions.beside(positions, made, form, notes, is_all=draft.is_all)
    title = draft.title and positions.title(draft.title)
    return new_positions.alone(positions, title, form, is_all=draft.is_all) or Lines(text=made.text)


def _made(draft: Draft, form: Form, values: Mapping[str, str], root: Path, notes: Notes | None) -> MadeLines:
    """Return the lines of the transactions of a new filing. Raises `Misuse`."""
    if draft.made:
        return draft.made
    if draft.sale:
        moved = tuple((draft.sale.title, holder) for holder in draft.sale.holders)
        return MadeLines(text=new_fills.lines_of(draft.sale, form), moved=moved)
    read, known = partial(_text, root=root), dict[str, str]()
    positions, exercised = draft.positions, None
    title = positions.title(draft.title) if positions else ""
    kinds = [code for code in draft.codes if code in new_exercise.KINDS]
    if positions and notes and len(kinds) == 1:
        exercised = new_exercise.exercised(positions, title, kinds[0])
        if exercised:
            others = [code for code in draft.codes if code not in kinds]
            notes.reserve(new_lines.lines_of(others, form, read))
            known[kinds[0]] = new_exercise.text_of(exercised, kinds[0], form, values, notes)
            title = title or positions.title(new_exercise.title_of(exercised))
    values = {**values, **({"title": _as_text(title)} if title else {})}
    text = _filled_in(new_lines.lines_of(draft.codes, form, read, known), values)
    own = holder_of(exercised.row) if exercised else DIRECT
    with_shares = [code for code in draft.codes if code not in new_exercise.EXPIRATIONS]
    holders = dict.fromkeys(own if code in kinds else DIRECT for code in with_shares)
    return MadeLines(text=text, moved=tuple((title, holder) for holder in holders), exercised=exercised)


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
        original = _original(folder, draft.day, slug(draft.owner), amended)
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
