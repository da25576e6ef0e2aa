"""Take over into a new filing what an earlier one of the same owner says: `new --from`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from redwell.account.amended import statements
from redwell.account.previous import NamedFiling, is_same
from redwell.check import shape
from redwell.check.filed import filing_in, has_no_secret
from redwell.check.histories import chosen_owners
from redwell.commands.edge import Project
from redwell.edgar import yaml_writer
from redwell.files import disk
from redwell.files.discovery import Misuse
from redwell.files.disk import LargeFileError
from redwell.files.reader import LARGEST_TEXT
from redwell.form import Form
from redwell.git import history
from redwell.model import Filing, ReportingOwner
from redwell.ownership.moves import has_left
from redwell.ownership.parties import is_of, is_same_owner
from redwell.ownership.positions import name_of
from redwell.problems import FilingError, did_you_mean
from redwell.rules.readiness import has_blanks
from redwell.source import loader
from redwell.source.loader import Source
from redwell.text.names import is_of_another_generation, listed, meant, words_beyond

BEFORE, AFTER = ("issuer", "reporting_owners"), ("signatures", "powers_of_attorney")
"""The blocks that a later filing of the same owners repeats."""
_MOST_SHOWN = 3
"""Files that a question names."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Earlier:
    """An earlier filing: its *path*, its content, and the text of its blocks."""

    path: Path
    filing: Filing
    source: Source


def read_earlier(path: Path, name: str, home: Path) -> Earlier:
    """Read the filing in *path*, called *name* in messages. Raises `Misuse` if it has errors of shape."""
    try:
        source = loader.read(disk.read_file(path, LARGEST_TEXT), name)
    except LargeFileError as error:
        raise Misuse(f"--from {name}: it has {error}?") from None
    except FilingError as error:
        raise Misuse(f"--from {name}: it cannot be read: {error.problems[0].message}") from None
    form, problems = shape.check_shape(source, home)
    if problems or not form or not has_no_secret(source):
        raise Misuse(f"--from {name}: it has errors: correct them first (redwell check {name})")
    return Earlier(path=path, filing=form.parse(source), source=source)


def client_folder(client: str, record: Path, project: Project) -> Path:
    """Return the folder of a client. Raise `Misuse` if there is none."""
    folder = record / client
    if not folder.is_dir():
        near = did_you_mean(client, [path.name for path in record.glob("*/")])
        raise Misuse(f"--client {client}: there is no folder {project.name_of(folder)}/{near}")
    return folder


def filings_in(folder: Path, home: Path, root: Path) -> Iterator[NamedFiling]:
    """Yield the filings of a folder that can be read, by the names of their files; also those with a secret.

    Without these, the last filing of an owner would be another one.
    """
    for path in sorted(folder.glob("[!.]*.yaml")):
        if found := filing_in(history.content_of(path), home, root, with_secrets=True):
            yield path.name, found


def refuse_secrets(names: Iterable[str], folder: Path, project: Project) -> None:
    """Raise `Misuse` if one of the filings *names*, which a new filing goes on from, has a secret."""
    for path in map(folder.joinpath, names):
        if filing_in(history.content_of(path), project.home, project.root) is None:
            name = project.name_of(path)
            raise Misuse(f"{name}: it has errors: correct them first ({project.line('check', name)})")


def persons_of(named: Sequence[NamedFiling], owner: str) -> tuple[ReportingOwner, ...]:
    """Return the owners who may be meant by a CIK, a name or a part of it; without it, all who file.

    Drafts with blanks do not count.
    """
    return _persons([filing for _, filing in named if not has_blanks(filing)], owner)


def unfinished_text(named: Sequence[NamedFiling], owner: str) -> str:
    """Return which drafts of an owner are not finished, to stand after a message; nothing if there is none.

    *owner* is as for `persons_of`.
    """
    drafts = [(name, filing) for name, filing in named if has_blanks(filing)]
    persons = _persons([filing for _, filing in drafts], owner)
    own = [name for name, filing in drafts if any(is_of(filing, each) for each in persons)]
    if not own:
        return ""
    shown = listed(own[-_MOST_SHOWN:]) + " and others" * (len(own) > _MOST_SHOWN)
    is_one = len(own) == 1
    return f"; {shown} {'is' if is_one else 'are'} not finished: fill {'it' if is_one else 'them'} in first"


def generation_text(named: Sequence[NamedFiling], owner: str) -> str:
    """Return who has the name without its Jr. or III, to stand after a message; nothing if nobody has."""
    names = [each.name for each in persons_of(named, "")]
    alike = [name for name in names if meant(owner, [name]) and is_of_another_generation(owner, name)]
    if not alike:
        return ""
    shown = listed(alike, "or")
    return f", but one of {shown}: if that is the same person, write {shown}"


def taken_texts(typed: str, filing: Filing) -> Iterator[str]:
    """Yield a question for an owner of a filing who was taken for a name with more words, or without Jr."""
    for owner in chosen_owners(typed, filing.reporting_owners):
        lacking = words_beyond(owner.name, typed)
        is_elder = len(lacking) == 1 and is_of_another_generation(owner.name, typed)
        if not typed.isdigit() and (is_elder or words_beyond(typed, owner.name)):
            yield f'took {owner.name} for "{typed}": is that the same person?'


def _persons(filings: Sequence[Filing], owner: str) -> tuple[ReportingOwner, ...]:
    """Return the owners of some filings who may be meant."""
    firsts = [filing.reporting_owners[0] for filing in filings]
    everybody = [each for filing in filings for each in filing.reporting_owners]
    found = chosen_owners(owner, firsts) or chosen_owners(owner, everybody) if owner else firsts
    persons: list[ReportingOwner] = []
    for each in found:
        if not any(is_same_owner(each, other) for other in persons):
            persons.append(each)
    return tuple(persons)


def latest_of(named: Sequence[NamedFiling], person: ReportingOwner, day: date | None) -> str | None:
    """Return the file of the last filing of a person that reports no later event than those of a *day*.

    That is the one filed last, or an amendment of it; drafts with blanks do not count.
    """
    own = [
        (name, filing)
        for name, filing in named
        if not has_blanks(filing) and is_of(filing, person) and is_by_day(filing, day)
    ]
    if not own:
        return None
    last = statements(own)[-1]
    return last.amendments[-1] if last.amendments else last.name


def is_by_day(filing: Filing, day: date | None) -> bool:
    """Return True if the event, the year or the first transaction of a filing is no later than a *day*."""
    return day is None or filing.period_of_report <= day


def later_texts(named: Sequence[NamedFiling], earlier: Earlier, day: date) -> Iterator[str]:
    """Yield a question if the record has filings of the same owner that are later than a *day*."""
    later = [
        name
        for name, filing in named
        if not (is_by_day(filing, day) or has_blanks(filing)) and is_same(filing, earlier.filing)
    ]
    if earlier.path.name in later:
        yield f"{earlier.path.name} is later than {day}: is the date right?"
    elif later:
        shown = listed(later[-_MOST_SHOWN:]) + " and others" * (len(later) > _MOST_SHOWN)
        verbs = ("is", "was") if len(later) == 1 else ("are", "were")
        yield (
            f"{shown} {verbs[0]} later than {day}, and {verbs[1]} not used: is the date right? If this form "
            f"is late, --from {later[-1]} takes title, address, powers and signers from there"
        )


def left_texts(named: Sequence[NamedFiling], earlier: Filing) -> Iterator[str]:
    """Yield a question for each owner of an *earlier* filing whose last one says: no longer subject.

    Later drafts that do not say so count for nothing until they are filed.
    """
    filings = dict(named)
    complete = [each for each in named if not has_blanks(each[1])]
    for owner in earlier.reporting_owners:
        for last in reversed(statements(each for each in complete if is_of(each[1], owner))):
            filing = filings[last.amendments[-1] if last.amendments else last.name]
            if has_left(filing):
                since = name_of(filing)
                yield f"{owner.name} is no longer subject since the {since}: is this form due?"
            if has_left(filing) or filing.filed:
                break


def with_blocks_of(earlier: Earlier, skeleton: str, form: Form, *, is_whole: bool = True) -> str:
    """Return the *skeleton* of a new filing with the blocks that an earlier one passes on to it.

    Those are issuer, owners, signatures without their dates, and powers of attorney, as on file if they were
    filed. A *whole* amendment also reports again what is owned, with its notes. Raises `Misuse`.
    """
    tables = [table.key for table in form.tables]
    owned = (*(fact.path[0] for fact in form.facts), *tables, "footnotes", "remarks")
    order = (*BEFORE, *(owned if form.is_amendment and is_whole else ()), *AFTER)
    keys = [key for key in order if key in earlier.source.data]
    # The skeleton has a date of event of its own.
    keys = [key for key in keys if not re.search(rf"^{key}:", skeleton.split("\nissuer:")[0], re.MULTILINE)]
    if any(signature.text for signature in earlier.filing.signatures):
        # A signature that is given as a text is printed as it was once typed, with its date.
        keys.remove("signatures")
    paragraphs = [each.rstrip("\n") for each in skeleton.split("\n\n")]
    place = 0
    for key in keys:
        block = _passed_on(earlier, key)
        marks = (f"{key}:", f"# {key}:")
        found = [n for n, each in enumerate(paragraphs) if any(f"\n{mark}" in f"\n{each}" for mark in marks)]
        place = found[0] if found else place + 1
        paragraphs[place : place + len(found[:1])] = [block]
    text = "\n\n".join(paragraphs) + "\n"
    _compare(earlier, text, [key for key in keys if key not in AFTER])
    return text


def head_of(earlier: Earlier, form: Form) -> dict[str, str]:
    """Return the facts at the head of an earlier filing, apart from its date, as lines by their keys."""
    written = earlier.source.marks
    given = [fact.path[0] for fact in form.facts if fact.role != "period" and fact.path in written]
    return {key: f"{key}: {earlier.source.written((key,))}" for key in given}


def _passed_on(earlier: Earlier, key: str) -> str:
    """Return the block of a key as a later filing has it."""
    filed = earlier.filing.filed
    if key == "powers_of_attorney" and filed:
        powers = ((power, power.on_file or filed) for power in earlier.filing.powers_of_attorney)
        return yaml_writer.powers_on_file(powers).rstrip("\n")
    if key == "signatures":
        return yaml_writer.undated_signatures(earlier.filing.signatures).rstrip("\n")
    return _block(earlier.source, key)


def _compare(earlier: Earlier, text: str, keys: Sequence[str]) -> None:
    """Raise `Misuse` unless *text* has *keys* as the earlier filing has them."""
    try:
        data = loader.read(text.encode("utf-8"), "").data
    except FilingError:
        data = {}
    if lost := [key for key in keys if data.get(key) != earlier.source.data[key]]:
        raise Misuse(
            f"--from {earlier.source.name}: {' and '.join(lost)} cannot be copied: begin each key there "
            "on a line of its own, or copy it yourself into a filing made without --from"
        )


def _block(source: Source, key: str) -> str:
    """Return the lines of a key at the beginning of a line, up to the next such key, as they are written."""
    text = source.text.replace("\r\n", "\n")
    start = re.search(rf"^[\"']?{key}[\"']?[ ]*:", text, re.MULTILINE)
    block = text[start.start() :] if start else ""
    after = re.search(r"\n(?=[^\s#-])", block)
    block = block[: after.start()] if after else block
    # A comment above the next key belongs to that key.
    lines = block.split("\n")
    while not lines[-1].strip() or lines[-1].startswith("#"):
        lines.pop()
    return "\n".join(lines)
