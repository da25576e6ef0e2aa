"""Begin an amendment with the lines that it changes: `new --amend`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from redwell.commands import new_lines
from redwell.edgar import yaml_writer
from redwell.files.discovery import Misuse
from redwell.form import Form
from redwell.model import Filing, Footnoted, Row
from redwell.ownership.columns import Table, labels_of
from redwell.ownership.notes import REFERENCE

WHY = "[describe what was wrong in line {name} of the original, and what is changed]"
"""The note of each line, until somebody says why it is amended."""
_PICK = re.compile(r"(?:[Tt]able )?(\w+)[.: /-](\d{1,4})")
_ALL = """\
# The lines of the original. Keep and correct those that this amendment changes, say why in their notes, and
# delete the others with their notes. A line that was left out is added."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Picked:
    """A line of the original: its *table*, its *row*, and its *name*, I.2."""

    table: Table
    row: Any
    name: str


def lines(filing: Filing, form: Form) -> Iterator[Picked]:
    """Yield the lines of a filing in the order of the form."""
    for table in form.tables:
        for n, row in enumerate(getattr(filing, table.key), start=1):
            yield Picked(table=table, row=row, name=f"{table.label.rpartition(' ')[2]}.{n}")


def picked(filing: Filing, form: Form, names: Sequence[str]) -> tuple[Picked, ...]:
    """Return the lines with these names, in the order of the form. Raises `Misuse`."""
    there = {each.name: each for each in lines(filing, form)}
    numerals = {f"{n}": table.label.rpartition(" ")[2] for n, table in enumerate(form.tables, start=1)}
    chosen = set[str]()
    for given in names:
        found = _PICK.fullmatch(given.strip())
        name = f"{numerals.get(found[1], found[1].upper())}.{int(found[2])}" if found else ""
        if name not in there:
            shown = ", ".join(f"{each.name} {each.row.title.value}" for each in [*there.values()][:12])
            raise Misuse(f"--line {given}: name a line of the original by its table and number: {shown}")
        chosen.add(name)
    return tuple(each for name, each in there.items() if name in chosen)


def blocks(filing: Filing, form: Form, names: Sequence[str]) -> str:
    """Return the blocks of the lines with these names, or of all lines, each with a note to say why."""
    chosen = picked(filing, form, names) or tuple(lines(filing, form))
    tables: dict[str, list[Row]] = {}
    why: dict[str, str] = {}
    used: dict[str, None] = {}
    for n, each in enumerate(chosen, start=1):
        label = f"why_{n}" if len(chosen) > 1 else "why"
        why[label] = WHY.format(name=each.name)
        title = Footnoted(value=each.row.title.value, footnotes=(*each.row.title.footnotes, label))
        row = replace(each.row, title=title)
        tables.setdefault(each.table.key, []).append(row)
        used |= dict.fromkeys(labels_of(row))
    known = {**dict(filing.footnotes), **why}
    notes = {label: _without_others(known[label], used) for label in used if label in known}
    written = [yaml_writer.block(key, rows) for key, rows in tables.items()]
    written += [yaml_writer.notes(notes, filing.models)] if notes else []
    text = "\n\n".join(block.rstrip("\n") for block in written)
    return text if names or not text else f"{_ALL}\n\n{text}"


def _without_others(text: str, labels: Iterable[str]) -> str:
    """Return a note that says to check where it names a note that is not taken over."""
    known = {*labels}

    def other(found: re.Match[str]) -> str:
        return found[0] if found[1].strip() in known else f"[check: note {found[1].strip()} of the original]"

    return REFERENCE.sub(other, text)


def _key(line: str) -> str:
    """Return the key of a line at the margin, also of a comment; empty if there is none."""
    key, colon, _ = line.removeprefix("#").removeprefix(" ").partition(":")
    return key if colon and key.replace("_", "").isalnum() else ""


def with_lines(text: str, form: Form, amended: str, given: Mapping[str, str]) -> str:
    """Return the text of a new amendment with the lines *amended* in place of its tables.

    *given* are the lines at its beginning that its original has, by their keys.
    """
    head = {**given}
    written = [head.pop(_key(line), line) for line in text.rstrip("\n").split("\n")]
    keys = {*(table.key for table in form.tables), new_lines.NOTES}
    paragraphs = "\n".join(written).split("\n\n")
    places = [n for n, each in enumerate(paragraphs) if _key(each.split("\n")[0]) in keys]
    start = places[0] if places else len(paragraphs)
    while start and all(line.startswith("#") for line in paragraphs[start - 1].split("\n")):
        start -= 1  # comments on how to fill in the tables
    kept = [each for n, each in enumerate(paragraphs) if n >= start and n > max(places, default=-1)]
    return "\n\n".join([*paragraphs[:start], *filter(None, [amended]), *kept]) + "\n"
