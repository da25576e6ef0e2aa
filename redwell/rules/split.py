"""Rules about how much EDGAR accepts in one filing, and about the parts of a filing that is split."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from redwell.model import Filing
from redwell.ownership.columns import tables
from redwell.ownership.split import MAX_OWNERS, MAX_ROWS, Part, parts, remarks_of
from redwell.problems import Path
from redwell.rules.registry import Violation, rule

MAX_REMARKS, MAX_FOOTNOTES = 2000, 99


@rule("owners-too-many", "error", "specification 3.5 and 5")
def at_most_ten_owners_share_a_filing(filing: Filing) -> Iterator[Violation]:
    """EDGAR suspends a filing of more than ten reporting owners."""
    owners = filing.reporting_owners
    if len(owners) <= MAX_OWNERS or filing.split:
        return
    groups = list(dict.fromkeys(part.filing.reporting_owners for part in _parts_if_split(filing)))
    ranges = [f"{group[0].name} to {group[-1].name}" if len(group) > 1 else group[0].name for group in groups]
    message = (
        f"EDGAR accepts {MAX_OWNERS} reporting owners in one filing, and this one has {len(owners)}: write "
        f"split: true to make {len(groups)} filings with the same tables: {'; '.join(ranges)} "
        "(specification 3.5 and 5)"
    )
    yield Violation(("reporting_owners", MAX_OWNERS), message, on="name")


@rule("rows-too-many", "error", "specification 3.3 (*) and 5")
def at_most_thirty_lines_stand_in_a_table(filing: Filing) -> Iterator[Violation]:
    """EDGAR suspends a filing with more than thirty lines in a table."""
    for table in tables(type(filing)):
        count = len(getattr(filing, table.key))
        if count <= MAX_ROWS or filing.split:
            continue
        starts = range(1, count + 1, MAX_ROWS)
        ranges = [_range(start, min(start + MAX_ROWS - 1, count)) for start in starts]
        message = (
            f"EDGAR accepts {MAX_ROWS} lines of {table.label} in one filing, and this one has {count}: write "
            f"split: true to make {len(starts)} filings: {'; '.join(ranges)} (specification 3.3 (*))"
        )
        yield Violation((table.key, MAX_ROWS), message, on="title")


@rule("split-not-needed", "warning", "specification 3.5")
def a_split_is_needed(filing: Filing) -> Iterator[Violation]:
    """A filing that EDGAR accepts as a whole is not split."""
    if filing.split and len(parts(filing)) == 1:
        message = (
            f"nothing will be split, because EDGAR accepts {MAX_OWNERS} owners and {MAX_ROWS} lines of a "
            "table in one filing: is one missing? if not, remove this line (specification 3.5)"
        )
        yield Violation(("split",), message)


@rule("part-unsigned", "not ready", "specification 3.5, ownerSignature")
def somebody_signs_each_part(filing: Filing) -> Iterator[Violation]:
    """Each filing on EDGAR has a signature."""
    for part in parts(filing) if filing.signatures else ():
        if not part.filing.signatures:
            owners = part.filing.reporting_owners
            names = f"{owners[0].name} to {owners[-1].name}" if len(owners) > 1 else owners[0].name
            yield Violation(("signatures",), f"nobody signs part {part.number} of {part.total} ({names})")


@rule("footnotes-too-many", "error", "specification 4.3.5 and 5")
def at_most_99_footnotes_stand_in_a_filing(filing: Filing) -> Iterator[Violation]:
    """EDGAR suspends a filing of more than 99 footnotes."""
    for part in parts(filing):
        count = len(part.filing.footnotes)
        if count > MAX_FOOTNOTES:
            subject = f"part {part.number} of {part.total}" if part.total > 1 else "this filing"
            message = (
                f"{subject} has {count} footnotes, and EDGAR accepts {MAX_FOOTNOTES}: combine some of them "
                "(specification 4.3.5)"
            )
            yield Violation(("footnotes", part.filing.footnotes[MAX_FOOTNOTES][0]), message, on_key=True)
            return


@rule("remarks-too-long", "error", "specification 3.5")
def remarks_fit_with_what_redwell_adds(filing: Filing) -> Iterator[Violation]:
    """EDGAR accepts 2,000 characters of remarks, and what Redwell adds to them counts."""
    for part in parts(filing):
        length = len(remarks_of(part.filing) or "")
        if length <= MAX_REMARKS:
            continue
        explanation = filing.amendment.explanation if filing.amendment else None
        added = ["the explanation of the amendment"] * bool(explanation and filing.remarks)
        added += [f"the line that says which of the {part.total} filings this is"] * (part.total > 1)
        message = (
            f"with {' and '.join(added)}, the remarks have {length:,} characters, {length - MAX_REMARKS:,} "
            f"more than the {MAX_REMARKS:,} that EDGAR accepts: shorten them, or move a passage to an EX-99 "
            "exhibit (specification 3.5)"
        )
        path: Path = ("remarks",) if filing.remarks else ("amendment", "explanation")
        yield Violation(path, message)
        return


def _parts_if_split(filing: Filing) -> tuple[Part[Filing], ...]:
    # To find each part's signatures takes long for very many owners, and the message does not name them.
    return parts(replace(filing, split=True, signatures=(), powers_of_attorney=()))


def _range(first: int, last: int) -> str:
    return f"lines {first} to {last}" if last > first else f"line {first}"
