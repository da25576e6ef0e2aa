"""Holdings and other facts as the page shows them: before, now, the difference, and in words what changed."""

from __future__ import annotations

from typing import Any

from redwell.review.model import Amount, Fact, Row, Table, Total

TABLES = {
    "I": "Table I: non-derivative securities",
    "II": "Table II: derivative securities, by the amount of the underlying security",
}


def table(given: Table, filing: int) -> dict[str, Any]:
    """A table: what changed, what did not, and the totals."""
    same = [each for each in given.rows if each.change == "same"]
    return {
        "number": given.number,
        "said": TABLES[given.number],
        "id_said": f"Table {given.number} of filing {filing}",
        "is_derivative": given.number == "II",
        "changed": [_row(each) for each in given.rows if each.change != "same"],
        "same": [_row(each) for each in same],
        "same_said": f"{len(same)} row{'s' * (len(same) != 1)} unchanged",
        "totals": [] if given.is_each_a_row else [_total(each) for each in given.totals],
        "is_each_a_row": given.is_each_a_row,
        "is_disclaimed": any(row.is_disclaimed for row in given.rows)
        or any(total.is_disclaimed for total in given.totals),
    }


def fact(given: Fact) -> dict[str, Any]:
    """What changed; an address without its words."""
    return {
        "what": given.what,
        "is_private": given.before is None and given.now is None,
        "before": _said(given.before, "nothing"),
        "now": _said(given.now, "nothing"),
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "change": row.change,
        "title": row.title,
        "ownership": row.held,
        "nature": row.nature,
        "exercisable": row.exercisable,
        "expiration": row.expiration,
        "price": row.price,
        "underlying": row.underlying,
        "is_disclaimed": row.is_disclaimed,
        "said": _what_changed(row),
        "notes": row.notes,
        **_amounts(row),
    }


def _what_changed(row: Row) -> str:
    """In words, with the row by which a reader finds it on the form."""
    now, before = row.now_place, row.before_place
    where = f" (row {now})" if now else ""
    if row.change == "removed":
        return "removed" + (f" (was row {before})" if before else "")
    if row.change == "moved" and now and before and now != before:
        return f"moved: row {now}, was row {before}"
    if row.change == "same":
        return f"unchanged{where}"
    return f"{row.change}{where}"


def _total(total: Total) -> dict[str, Any]:
    return {
        "title": total.title,
        "ownership": total.held,
        "is_disclaimed": total.is_disclaimed,
        **_amounts(total),
    }


def _amounts(of: Row | Total) -> dict[str, Any]:
    return {
        "before": _said(of.before.said if of.before else None, "not reported"),
        "now": _said(of.now.said if of.now else None, "not reported"),
        "difference": _difference(of.difference),
    }


def _difference(amount: Amount | None) -> dict[str, Any]:
    if amount is None:
        return {**_said(None, "no difference"), "sign": "none"}
    sign = "minus" if amount.value.startswith("-") else "none" if amount.value == "0" else "plus"
    return {**_said(amount.said, ""), "sign": sign}


def _said(text: str | None, otherwise: str) -> dict[str, Any]:
    """A text, or in words that there is none."""
    return {"is_there": text is not None, "said": otherwise if text is None else text}
