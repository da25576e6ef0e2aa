"""What changed in the holdings, in a few words for the line on top of a filing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from redwell.review.compare.likeness import bare
from redwell.review.model import Amount, Row, Table

_CLASS = re.compile(
    r"(?:(?P<kind>class|series) (?P<name>[a-z0-9]{1,2}(?:-[0-9]{1,2})?) )?"
    r"(?:(?P<short>(?:convertible )?(?:common|preferred))(?: stock| shares?)?|(?P<shares>ordinary shares?))",
    re.IGNORECASE,
)
_PLAIN = re.compile(
    r"(?:(?:employee|incentive|non-?qualified) )?stock options?|(?:(?:restricted|performance) )?stock units?"
    r"|restricted stock|(?:common stock )?warrants?",
    re.IGNORECASE,
)
_LONGEST = 60


def in_short(tables: Sequence[Table]) -> str:
    """`common 163,350 -> 163,500 (+150)`: what tells most, and how many more rows there are of it.

    Of a filing that is compared with none, what it reports.
    """
    rows = [(table, row) for table in tables for row in table.rows]
    if not rows:
        return "no securities owned"
    if _is_alone([row for _, row in rows]):
        return _reported(tables)
    changed = [(table, row) for table, row in rows if row.change not in {"same", "moved"}]
    if not changed:
        moved = sum(1 for _, row in rows if row.change == "moved")
        return f"{_rows(moved)} moved" if moved else "holdings unchanged"
    first, *others = sorted(changed, key=lambda each: _weight(*each))
    return _said(*first) + _more(len(others))


def _is_alone(rows: Sequence[Row]) -> bool:
    """Whether the rows are those of one filing: a comparison gives differences."""
    return all(row.difference is None and row.change == "added" for row in rows)


def _reported(tables: Sequence[Table]) -> str:
    totals = [(table, total) for table in tables for total in table.totals]
    table, first = next(((t, each) for t, each in totals if each.now), totals[0])
    count = sum(len(table.rows) for table in tables)
    alike = (first.title.casefold(), first.underlying.casefold(), first.ownership)
    inside = sum(
        (row.title.casefold(), row.underlying.casefold(), row.ownership) == alike
        and _unit(row.now) == _unit(first.now)
        for row in table.rows
    )
    figure = first.now.said if first.now else ""
    return _of(first.title, first.ownership, figure, first.underlying) + _more(count - inside)


def _weight(table: Table, row: Row) -> tuple[int, bool, Decimal, int]:
    """The less, the more telling: amounts, then rows that come and go, then all else."""
    size = abs(Decimal(row.difference.value)) if row.difference else Decimal(0)
    if row.change == "changed":
        has_other_amount = row.before != row.now
        rank = 0 if has_other_amount else 2 if any(note.startswith("was ") for note in row.notes) else 3
    else:
        rank = 1
    return rank, table.number == "II", -size, row.now_place or row.before_place or 0


def _said(table: Table, row: Row) -> str:
    if row.change in {"added", "removed"}:
        amount = row.now or row.before
        return f"{_of(row.title, row.ownership, amount.said if amount else '', row.underlying)} {row.change}"
    before, now = (each.said if each else "(no number)" for each in (row.before, row.now))
    if row.before == row.now:
        notes = "; ".join(_brief(note) for note in row.notes[:1])
        return f"{_of(row.title, row.ownership, now if row.now else '', row.underlying)}: {notes}"
    difference = f" ({row.difference.said})" if row.difference else ""
    return _of(row.title, row.ownership, f"{before} -> {now}", row.underlying) + difference


def _of(title: str, ownership: str, figure: str, underlying: str) -> str:
    """`common 4,000 (indirect)`, `stock option for 80,000 common`."""
    words: Iterator[str] = iter(
        (
            short(title),
            f"{'for ' if underlying and figure else ''}{figure}",
            short(underlying) if underlying and figure else "",
            "(indirect)" if ownership == "I" else "",
        )
    )
    return " ".join(filter(None, words))


def short(title: str) -> str:
    """A class of securities in few words; as it is written where its words might all matter."""
    text = bare(title)
    if found := _CLASS.fullmatch(text):
        kind = f"{found['kind'].lower()} {found['name'].upper()} " if found["kind"] else ""
        return kind + (found["short"] or found["shares"]).lower()
    return text.lower() if _PLAIN.fullmatch(text) else _brief(" ".join(title.split()))


def _brief(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def _unit(amount: Amount | None) -> bool | None:
    return None if amount is None else amount.said.startswith("$")


def _more(count: int) -> str:
    return f" and {count} more row{'s' * (count > 1)}" if count else ""


def _rows(count: int) -> str:
    return f"{count} row{'s' * (count > 1)}"
