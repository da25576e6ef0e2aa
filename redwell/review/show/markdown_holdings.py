"""The holdings as Markdown: what is reported before, now, and the difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from redwell.review.model import Amount, Row, Table, Total
from redwell.review.show.escaped import text
from redwell.review.show.markdown_words import IN_CELL, counted, folded, table

_KINDS = {"I": "non-derivative securities", "II": "derivative securities"}
_BEFORE = {"I": "Reported before", "II": "Underlying reported before"}
_EACH = "<sub>each class and form of ownership has one row, which is its total</sub>"
_DAGGER = "<sub>† beneficial ownership of all or some of it is disclaimed</sub>"


def holdings(tables: Iterable[Table]) -> Iterator[tuple[str, int, str]]:
    """For each table what changed, with its totals, then the others, folded: name, rank, Markdown."""
    for each in tables:
        name = f"Table {each.number}"
        totals = () if each.is_each_a_row else each.totals
        changed = [row for row in each.rows if row.change != "same"]
        same = [row for row in each.rows if row.change == "same"]
        told = [total for total in totals if _is_told(total, changed)]
        untold = [total for total in totals if total not in told]
        if changed:
            said = _rows(each, changed, told)
            said += f"\n\n{_EACH}" if each.is_each_a_row else ""
            yield name, 1, f"**{name}**, {_KINDS[each.number]}\n\n{said}"
        if same or untold:
            unchanged = f"{_unchanged(len(same), len(untold) if changed else 0)} unchanged"
            yield (
                f"what is unchanged in {name}",
                7,
                folded(unchanged if changed else f"{name}: {unchanged}", _rows(each, same, untold)),
            )


def _is_told(total: Total, changed: Iterable[Row]) -> bool:
    """Whether a total is other than before, or the same though amounts that it adds up are not."""
    return total.before != total.now or any(
        row.before != row.now and _class_of(row) == _class_of(total) for row in changed
    )


def _class_of(of: Row | Total) -> tuple[str, str, str]:
    return of.title.casefold(), of.underlying.casefold(), of.ownership


def _unchanged(rows: int, totals: int) -> str:
    said = (counted(count, one) for count, one in ((rows, "row"), (totals, "total")) if count)
    return " and ".join(said)


def _rows(whole: Table, rows: Sequence[Row], totals: Sequence[Total]) -> str:
    columns = ("Security", "Held", f">{_BEFORE[whole.number]}", ">Reported now", ">Difference", "What else")
    said = table(columns, [*map(_row, rows), *map(_total, totals)])
    is_disclaimed = any(row.is_disclaimed for row in rows) or any(total.is_disclaimed for total in totals)
    return f"{said}\n\n{_DAGGER}" if is_disclaimed else said


def _row(row: Row) -> tuple[str, ...]:
    nature = f": {text(row.nature, IN_CELL)}" if row.nature else ""
    return (
        text(row.title, IN_CELL) + _terms(row),
        f"{row.held}{nature}{' †' * row.is_disclaimed}",
        _amount(row.before),
        _amount(row.now),
        _difference(row.difference),
        _what_else(row),
    )


def _terms(row: Row) -> str:
    """The columns that Table II alone has, beneath the title."""
    terms = (
        ("exercisable", row.exercisable),
        ("expires", row.expiration),
        ("price", row.price),
        ("for", row.underlying),
    )
    said = ", ".join(f"{word} {text(term, IN_CELL)}" for word, term in terms if term)
    return f"<br><sub>{said}</sub>" if said else ""


def _what_else(row: Row) -> str:
    said = [text(note, IN_CELL) for note in row.notes]
    if row.change in ("added", "removed"):
        said.insert(0, f"**{row.change}**")
    if row.change == "moved":
        said.insert(0, f"**moved**{_places(row)}")
    return "; ".join(said)


def _places(row: Row) -> str:
    before, now = row.before_place, row.now_place
    # It keeps its number where as many rows came before it as it passed.
    return f" from row {before} to row {now}" if before and now and before != now else ""


def _total(total: Total) -> tuple[str, ...]:
    return (
        f"**Total** {text(total.title, IN_CELL)}{_of(total.underlying)}",
        f"{total.held}{' †' * total.is_disclaimed}",
        _amount(total.before),
        _amount(total.now),
        _difference(total.difference),
        "; ".join(text(note, IN_CELL) for note in total.notes),
    )


def _of(underlying: str) -> str:
    return f"<br><sub>for {text(underlying, IN_CELL)}</sub>" if underlying else ""


def _amount(amount: Amount | None) -> str:
    return text(amount.said, IN_CELL) if amount else "–"


def _difference(amount: Amount | None) -> str:
    if amount is None:
        return ""
    return _amount(amount) if amount.value == "0" else f"**{_amount(amount)}**"
