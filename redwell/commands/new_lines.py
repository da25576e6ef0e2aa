"""Put the lines of a kind of transaction into a new filing: `new --code`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from redwell.files.discovery import Misuse
from redwell.form import Form
from redwell.ownership.columns import Column
from redwell.rules.readiness import BLANKS, UNKNOWN_DAY
from redwell.text.names import listed

KINDS = ("P", "S", "S-to-cover", "M", "F", "A", "G", *"CDEHIJLOUWXZ")
"""The kinds of transactions: the codes, and a sale to cover. Each has its lines in `templates/new/lines/`."""
_NO_KINDS = {
    "v": "V is no code of its own: write timing: early beside the code of the transaction",
    "k": "K is no code of its own: write equity_swap: true beside the code of the trade",
}
"""What stands for the letters of column 3 that are no codes of a filing."""
MARK = "{lines}"
"""The place of the lines in a template."""
NOTES = "footnotes"
LEFT_OUT = "# owned_after: ...             # "
"""Stands in a line for its balance, before a remark; `check --fix` puts the balance in its place."""
OWNED_AFTER = f"{LEFT_OUT}what is owned after this line; check computes it where it can"
DUE_BEFORE = "missed_form_4"
"""The word for a transaction that was due before the annual form."""
_DUE_BEFORE = (
    f"    timing: {DUE_BEFORE}         # was due in two business days; leave it out where it was not\n"
)
"""On the annual form: what stands behind the code of a transaction that was due before."""
_EARLY = "    timing: early                  # it may wait for Form 5, and is reported now\n"
"""On the form that reports changes: what stands behind the code of a transaction that may wait."""
_BLOCK = re.compile(r"^(\w+):\n((?:(?:[ #{].*)?\n)*)", re.MULTILINE)


def template(kind: str) -> str:
    """Return the template of the lines of a kind of transaction; without one, of what a form may hold."""
    return f"new/lines/{kind or 'none'}.yaml"


def kinds_of(given: Sequence[str]) -> tuple[str, ...]:
    """Return the kinds that are asked for, each once, however they are typed. Raises `Misuse`."""
    known = {kind.lower(): kind for kind in KINDS}
    for each in given:
        if each.lower() in _NO_KINDS:
            raise Misuse(f"--code {each}: {_NO_KINDS[each.lower()]}")
        if each.lower() not in known:
            raise Misuse(f"--code {each}: this is no transaction code: write {listed(KINDS, 'or')}")
    return tuple(dict.fromkeys(known[each.lower()] for each in given))


def lines_of(
    kinds: Sequence[str], form: Form, read: Callable[[str], str], known: Mapping[str, str] = {}
) -> str:
    """Return the blocks of the lines of some *kinds*; *read* returns the text of a template.

    The lines of some kinds may be *known*.
    """
    if not kinds:
        return read(template("")).rstrip("\n")
    blocks: dict[str, dict[str, None]] = {table.key: {} for table in form.tables}
    for kind in kinds:
        for found in _BLOCK.finditer((known.get(kind) or read(template(kind))) + "\n"):
            blocks.setdefault(found[1], {})[found[2].strip("\n")] = None
    return joined({key: [*items] for key, items in blocks.items()})


def joined(blocks: Mapping[str, Sequence[str]]) -> str:
    """Return blocks of items, without empty ones, with the footnotes in the order in which lines use them."""
    written = {**blocks, NOTES: blocks.get(NOTES, ())}
    text = "\n\n".join(f"{key}:\n" + "\n".join(items) for key, items in written.items() if items)
    return in_order_of_use(text)


def in_order_of_use(text: str) -> str:
    """Return blocks with the footnotes in the order in which the lines of the other blocks use them."""
    head, mark, rest = f"\n{text}".partition(f"\n{NOTES}:\n")
    items, gap, tail = rest.partition("\n\n")
    lines = re.sub(r"^#.*\n?", "", head, flags=re.MULTILINE)

    def place(note: str) -> int:
        uses = (f"{before}{label_of(note)}{after}" for before in "[ " for after in "],")
        return min((lines.find(use) for use in uses if use in lines), default=-1)

    notes = "\n".join(sorted(_notes_of(items), key=place))
    return f"{head}{mark}{notes}{gap}{tail}"[1:]


def with_items(text: str, key: str, items: str) -> str:
    """Return the blocks *text* with more items at the end of one, which is made where there is none."""
    paragraphs = text.split("\n\n") if text else []
    at = [n for n, each in enumerate(paragraphs) if each.startswith(f"{key}:\n")]
    if at:
        paragraphs[at[0]] += f"\n{items}"
        return "\n\n".join(paragraphs)
    after = (NOTES, "sources") if key != NOTES else ("sources",)
    later = [n for n, each in enumerate(paragraphs) if each.partition(":")[0] in after]
    paragraphs.insert(later[0] if later else len(paragraphs), f"{key}:\n{items}")
    return "\n\n".join(paragraphs)


def label_of(note: str) -> str:
    """Return the label of a footnote in YAML."""
    return note.strip().partition(":")[0]


def _notes_of(item: str) -> list[str]:
    """Return the footnotes in the text of a block, each with its lines."""
    return re.split(r"\n(?=  \S)", item)


def _period(form: Form) -> Column:
    return next(fact for fact in form.facts if fact.role == "period")


def is_computed(form: Form) -> bool:
    """Return True if the date that a form reports on is computed from its lines."""
    return _period(form).is_optional


def is_annual(form: Form) -> bool:
    """Return True if a form takes transactions, and reports on the end of a year."""
    return has_transactions(form) and not is_computed(form)


def what_date(form: Form | None) -> str:
    """Return what the date of a new form is, with an example."""
    if form is None or not has_transactions(form):
        return "the date of event of the new filing, e.g. 2013-10-01"
    if is_annual(form):
        return "the end of the issuer's fiscal year, e.g. 2026-12-31"
    return "the day of the first transaction, e.g. 2026-06-15"


def has_transactions(form: Form) -> bool:
    """Return True if the tables of a form take transactions."""
    return any(column.role == "code" for table in form.tables for column in table.columns)


def blanks(form: Form, day: str, *, has_lines: bool) -> Mapping[str, str]:
    """Return what stands in the blanks of lines, and the date of the head if it is not computed."""
    name = _period(form).path[0]
    is_from_lines = is_computed(form)
    head = f"{name}: {day}\n"
    if form.is_amendment:
        head = f"{name}: {day}               # as the original has it\n"
    elif is_from_lines and not has_lines:
        head = f"{name}: {day}               # remove this line once there is a transaction: it is computed\n"
    return {
        **BLANKS,
        "period": "" if is_from_lines and has_lines and not form.is_amendment else head,
        "day": day if is_from_lines else f"{UNKNOWN_DAY}",
        "unknown_day": f"{UNKNOWN_DAY}",
        "timing": "" if is_from_lines else _DUE_BEFORE,
        "early": _EARLY if is_from_lines else "",
    }
