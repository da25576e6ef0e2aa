"""Rules about what EDGAR takes in one filing, and about the parts of one that is split."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from redwell.form import Rule
from redwell.model import Filing
from redwell.ownership.split import MAX_OWNERS, MAX_ROWS, Part, parts, remarks_of
from redwell.ownership.tables import TABLES
from redwell.problems import Path, Problem

MAX_REMARKS, MAX_FOOTNOTES = 2000, 99


def at_most_ten_owners_share_a_filing(filing: Filing) -> Iterator[Problem]:
    """EDGAR suspends a filing of more than ten reporting owners (specification 3.5 and 5)."""
    owners = filing.reporting_owners
    if len(owners) <= MAX_OWNERS or filing.split:
        return
    groups = list(dict.fromkeys(part.filing.reporting_owners for part in _proposed(filing)))
    ends = [f"{group[0].name} to {group[-1].name}" if len(group) > 1 else group[0].name for group in groups]
    message = (
        f"EDGAR takes {MAX_OWNERS} reporting owners in one filing, and here are {len(owners)} "
        "(specification 3.5 and 5): "
        f"write split: true, and there will be {len(groups)}, each with the same tables: {'; '.join(ends)}"
    )
    yield Problem(code="owners-too-many", message=message, path=("reporting_owners", MAX_OWNERS), on="name")


def at_most_thirty_rows_stand_in_a_table(filing: Filing) -> Iterator[Problem]:
    """EDGAR suspends a filing of more than thirty lines of a table (specification 3.3 (*) and 5)."""
    for table, name in TABLES.items():
        count = len(getattr(filing, table))
        if count <= MAX_ROWS or filing.split:
            continue
        starts = range(1, count + 1, MAX_ROWS)
        ends = [_span(start, min(start + MAX_ROWS - 1, count)) for start in starts]
        message = (
            f"EDGAR takes {MAX_ROWS} lines of {name} in one filing, and here are {count} "
            f"(specification 3.3 (*)): write split: true, and there will be {len(starts)}: "
            f"{'; '.join(ends)}"
        )
        yield Problem(code="rows-too-many", message=message, path=(table, MAX_ROWS), on="title")


def a_split_is_needed(filing: Filing) -> Iterator[Problem]:
    """What EDGAR takes in one filing stays in one (specification 3.5)."""
    if filing.split and len(parts(filing)) == 1:
        message = (
            f"EDGAR takes {MAX_OWNERS} owners and {MAX_ROWS} lines of a table in one filing (specification "
            "3.5), so that nothing will be split: is one missing? else remove this line"
        )
        yield Problem(severity="warning", code="split-not-needed", message=message, path=("split",))


def somebody_signs_each_part(filing: Filing) -> Iterator[Problem]:
    """Each filing on EDGAR has a signature (specification 3.5, ownerSignature)."""
    for part in parts(filing) if filing.signatures else ():
        if not part.filing.signatures:
            owners = part.filing.reporting_owners
            whose = f"{owners[0].name} to {owners[-1].name}" if len(owners) > 1 else owners[0].name
            message = f"nobody signs part {part.number} of {part.total} ({whose})"
            yield Problem(severity="not ready", code="part-unsigned", message=message, path=("signatures",))


def at_most_99_footnotes_stand_in_a_filing(filing: Filing) -> Iterator[Problem]:
    """EDGAR suspends a filing of more than 99 footnotes (specification 4.3.5 and 5)."""
    for part in parts(filing):
        count = len(part.filing.footnotes)
        if count > MAX_FOOTNOTES:
            where = f"part {part.number} of {part.total} has" if part.total > 1 else "there are"
            message = (
                f"{where} {count} footnotes: EDGAR takes {MAX_FOOTNOTES} (specification 4.3.5): put some of "
                "them together"
            )
            label = part.filing.footnotes[MAX_FOOTNOTES][0]
            path: Path = ("footnotes", label)
            yield Problem(code="footnotes-too-many", message=message, path=path, on_key=True)
            return


def remarks_fit_with_what_is_added_to_them(filing: Filing) -> Iterator[Problem]:
    """EDGAR takes 2,000 characters of remarks (specification 3.5), those that Redwell adds among them."""
    for part in parts(filing):
        length = len(remarks_of(part.filing) or "")
        if length <= MAX_REMARKS:
            continue
        explanation = filing.amendment.explanation if filing.amendment else None
        added = ["the explanation of the amendment"] * bool(explanation and filing.remarks)
        added += [f"the line that says which of {part.total} filings it is"] * (part.total > 1)
        message = (
            f"with {' and '.join(added)}, the remarks have {length:,} characters, "
            f"{length - MAX_REMARKS:,} more than EDGAR takes ({MAX_REMARKS:,}; specification 3.5): "
            "shorten them, or move a passage to an EX-99 exhibit"
        )
        path: Path = ("remarks",) if filing.remarks else ("amendment", "explanation")
        yield Problem(code="remarks-too-long", message=message, path=path)
        return


def _proposed(filing: Filing) -> tuple[Part, ...]:
    # Whose signature goes where is not said, and takes long to find out for very many owners.
    return parts(replace(filing, split=True, signatures=(), powers_of_attorney=()))


def _span(first: int, last: int) -> str:
    return f"lines {first} to {last}" if last > first else f"line {first}"


PARTS: tuple[Rule, ...] = (
    at_most_ten_owners_share_a_filing,
    at_most_thirty_rows_stand_in_a_table,
    a_split_is_needed,
    somebody_signs_each_part,
    at_most_99_footnotes_stand_in_a_filing,
    remarks_fit_with_what_is_added_to_them,
)
