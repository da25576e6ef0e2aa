"""Put the lines of a kind of transaction into a new filing: `new --code`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from redwell.files.discovery import Misuse
from redwell.form import Form
from redwell.rules.readiness import BLANKS, UNKNOWN_DAY
from redwell.text.names import listed

KINDS = ("P", "S", "S-to-cover", "M", "F", "A", "G")
"""The kinds of transactions with lines of their own in `templates/new/lines/`."""
MARK = "{lines}"
"""Where the lines stand in a template."""
NOTES = "footnotes"
_DUE_BEFORE = (
    "    timing: missed_form_4         # was due in two business days; leave it out where it was not\n"
)
"""On the annual form: what stands behind the code of a transaction that was due before."""
_BLOCK = re.compile(r"^(\w+):\n((?:(?:[ #{].*)?\n)*)", re.MULTILINE)


def template(kind: str) -> str:
    """Return the template of the lines of a kind of transaction; without one, of what a form may hold."""
    return f"new/lines/{kind or 'none'}.yaml"


def kinds_of(given: Sequence[str]) -> tuple[str, ...]:
    """Return the kinds that are asked for, however they are typed. Raises `Misuse`."""
    known = {kind.lower(): kind for kind in KINDS}
    for each in given:
        if each.lower() not in known:
            raise Misuse(f"--code {each}: there are lines for {listed(KINDS, 'or')}; write others by hand")
    return tuple(known[each.lower()] for each in given)


def lines_of(kinds: Sequence[str], form: Form, read: Callable[[str], str]) -> str:
    """Return the blocks of the lines of some *kinds*; *read* returns the text of a template."""
    if not kinds:
        return read(template("")).rstrip("\n")
    blocks: dict[str, dict[str, None]] = {table.key: {} for table in form.tables}
    for kind in kinds:
        for found in _BLOCK.finditer(read(template(kind)) + "\n"):
            blocks.setdefault(found[1], {})[found[2].strip("\n")] = None
    return joined({key: [*items] for key, items in blocks.items()})


def joined(blocks: Mapping[str, Sequence[str]]) -> str:
    """Return blocks of items, without empty ones, with the footnotes in the order in which lines use them."""
    lines = "\n".join(item for key, items in blocks.items() if key != NOTES for item in items)

    def place(note: str) -> int:
        uses = (f"{before}{label_of(note)}{after}" for before in "[ " for after in "],")
        return min((lines.find(use) for use in uses if use in lines), default=-1)

    notes = sorted((note for item in blocks.get(NOTES, ()) for note in _notes_of(item)), key=place)
    written = {key: items for key, items in blocks.items() if key != NOTES} | {NOTES: notes}
    return "\n\n".join(f"{key}:\n" + "\n".join(items) for key, items in written.items() if items)


def label_of(note: str) -> str:
    """Return the label of a footnote in YAML."""
    return note.strip().partition(":")[0]


def _notes_of(item: str) -> list[str]:
    """Return the footnotes in the text of a block, each with its lines."""
    return re.split(r"\n(?=  \S)", item)


def blanks(form: Form, day: str, *, has_lines: bool) -> Mapping[str, str]:
    """Return what stands in the blanks of lines, and the date of the head if it is not computed."""
    period = next(fact for fact in form.facts if fact.role == "period")
    name = period.path[0]
    is_computed = period.is_optional
    head = f"{name}: {day}\n"
    if form.is_amendment:
        head = f"{name}: {day}               # as the original has it\n"
    elif is_computed and not has_lines:
        head = f"{name}: {day}               # remove this line once there is a transaction: it is computed\n"
    return {
        **BLANKS,
        "period": "" if is_computed and has_lines and not form.is_amendment else head,
        "day": day if is_computed else f"{UNKNOWN_DAY}",
        "timing": "" if is_computed else _DUE_BEFORE,
    }
