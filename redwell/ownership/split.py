"""Split a filing into parts of at most ten owners and thirty rows of a table, EDGAR's limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Generic, TypeVar, cast

from redwell.model import Filing, Signature
from redwell.ownership.authority import owners_of
from redwell.ownership.columns import facts, tables
from redwell.ownership.notes import with_numbered_notes
from redwell.ownership.tables import cell_for, cells, rows
from redwell.ownership.trade_notes import names_a_plan
from redwell.text.names import meant

F = TypeVar("F", bound=Filing)
MAX_OWNERS, MAX_ROWS = 10, 30
"""EDGAR's limits for one filing: owners, and rows of each table (specification 3.3 (*), 3.5)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Part(Generic[F]):
    """One filing on EDGAR: part *number* of *total* of a file."""

    filing: F
    number: int = 1
    total: int = 1


def parts(filing: F) -> tuple[Part[F], ...]:
    """Return the parts of *filing*: one, or with `split` as many as EDGAR's limits require.

    Owners are divided evenly, and each such part repeats the tables. Rows keep their order, thirty to a
    part, and a part has only the footnotes it uses. Signatures and powers follow their owners; a signature
    for owners in several parts names only the owners of each part.
    """
    return cast("tuple[Part[F], ...]", _split(filing)) if filing.split else (Part(filing=filing),)


# Many rules need the parts of one filing.
@lru_cache(maxsize=2)
def _split(filing: Filing) -> tuple[Part[Filing], ...]:
    found = [piece for shared in _of_owners(filing) for piece in _of_rows(shared)]
    if len(found) == 1:
        return (Part(filing=with_numbered_notes(filing)),)
    limits = _limits(filing)
    found = [replace(each, split=False) for each in _with_boxes(filing, found)]
    return tuple(
        Part(
            filing=with_numbered_notes(
                replace(piece, remarks=_numbered(piece.remarks, number, len(found), limits)).as_part_of(
                    filing
                )
            ),
            number=number,
            total=len(found),
        )
        for number, piece in enumerate(found, start=1)
    )


def document_name(part: Part[Any]) -> str:
    """Return the name of a part's documents, without their suffix: form3, form3a, form3-1of2."""
    return f"form{form_stem(part.filing.form)}{part_suffix(part)}"


def part_suffix(part: Part[Any]) -> str:
    """Return what tells the documents of a part from those of others, "-1of2"; empty if there is one part."""
    return f"-{part.number}of{part.total}" if part.total > 1 else ""


def part_number(part: Part[Any]) -> str:
    """Return the number of a part, "1 of 2"; empty if the filing is not split."""
    return f"{part.number} of {part.total}" if part.total > 1 else ""


def form_stem(form: str) -> str:
    """Return the name of a form for names of files: 3a for 3/A."""
    return form.replace("/", "").lower()


def remarks_of(filing: Filing) -> str | None:
    """Return the remarks as filed: the explanation of an amendment, then the remarks."""
    explanation = filing.amendment.explanation if filing.amendment else None
    return "\n".join(text for text in (explanation, filing.remarks) if text) or None


def _numbered(remarks: str | None, number: int, total: int, limits: str) -> str:
    first = f"Filing {number} of {total}, because EDGAR takes at most {limits} in one filing."
    return "\n".join(text for text in (first, remarks) if text)


def _limits(filing: Filing) -> str:
    is_wide = len(filing.reporting_owners) > MAX_OWNERS
    is_long = _longest(filing) > MAX_ROWS
    limits = [f"{MAX_OWNERS} reporting owners"] * is_wide + [f"{MAX_ROWS} lines of a table"] * is_long
    return " and ".join(limits)


def _longest(filing: Filing) -> int:
    """Return the number of rows of the longest table."""
    return max(len(getattr(filing, table.key)) for table in tables(type(filing)))


def _shares_of_owners(total: int) -> list[tuple[int, int]]:
    """Return start and stop of each part of *total* owners, larger parts first: 11 is 6 and 5."""
    count = -(-total // MAX_OWNERS)
    sizes = [total // count + (n < total % count) for n in range(count)]
    return [(sum(sizes[:n]), sum(sizes[: n + 1])) for n in range(count)]


def _shares_of_rows(total: int) -> list[tuple[int, int]]:
    """Return start and stop of each part of *total* rows of the longest table: 38 is 30 and 8."""
    return [(start, min(start + MAX_ROWS, total)) for start in range(0, max(total, 1), MAX_ROWS)]


def _of_owners(filing: Filing) -> Iterator[Filing]:
    names = filing.owner_names
    lines = [(line, _spoken_for(line, filing, names)) for line in filing.signatures]
    powers = [(power, frozenset(meant(power.grantor, names))) for power in filing.powers_of_attorney]
    for start, stop in _shares_of_owners(len(names)):
        # A person who is not an owner of this filing may sign, or grant, for all.
        others = frozenset(range(len(names))) - frozenset(range(start, stop))
        yield replace(
            filing,
            reporting_owners=filing.reporting_owners[start:stop],
            signatures=tuple(
                _own(line, found, others) for line, found in lines if not _is_of(others, *found)
            ),
            powers_of_attorney=tuple(power for power, found in powers if not _is_of(others, found)),
        )


def _spoken_for(line: Signature, filing: Filing, names: Sequence[str]) -> tuple[frozenset[int], ...]:
    """Return the owners that each name of a line means, or else the owners that its words cover."""
    if line.on_behalf_of:
        return tuple(frozenset(meant(name, names)) for name in line.on_behalf_of)
    return (owners_of(line, filing) or frozenset(),)


def _own(line: Signature, found: Sequence[frozenset[int]], others: frozenset[int]) -> Signature:
    """Return the line without the names of owners of other parts."""
    pairs = zip(line.on_behalf_of, found, strict=False)
    own = tuple(name for name, owners in pairs if not _is_of(others, owners))
    return line if own == line.on_behalf_of else replace(line, on_behalf_of=own)


def _is_of(others: frozenset[int], *found: frozenset[int]) -> bool:
    """Return True if owners are meant, and all of them are *others*."""
    everybody = frozenset[int]().union(*found)
    return bool(everybody) and everybody <= others


def _of_rows(filing: Filing) -> Iterator[Filing]:
    rows: dict[str, Any] = {table.key: getattr(filing, table.key) for table in tables(type(filing))}
    for start, stop in _shares_of_rows(_longest(filing)):
        piece = replace(filing, **{key: found[start:stop] for key, found in rows.items()})
        used = {label for _, cell in cells(piece) for label in cell.footnotes}
        yield replace(piece, footnotes=tuple(note for note in filing.footnotes if note[0] in used))


def _with_boxes(filing: Filing, pieces: Sequence[Filing]) -> Iterator[Filing]:
    """Yield the pieces of a filing with their boxes on plans: ticked where a transaction was under a plan.

    Where no footnote of a transaction names the plan, each piece has the box of the whole filing.
    """
    keys = [fact.path[0] for fact in facts(type(filing)) if fact.role == "plan"]
    traded = [_trades_under_a_plan(piece) for piece in pieces]
    for piece, is_made in zip(pieces, traded, strict=True):
        boxes: dict[str, Any] = {key: is_made for key in keys if getattr(filing, key) and any(traded)}
        yield replace(piece, **boxes)


def _trades_under_a_plan(filing: Filing) -> bool:
    """Return True if a footnote of a transaction names a plan."""
    plans = {label for label, text in filing.footnotes if names_a_plan(text)}
    traded = {path for path, row in rows(filing) if cell_for(row, "code")}
    return any(path[:2] in traded and plans & {*cell.footnotes} for path, cell in cells(filing))
