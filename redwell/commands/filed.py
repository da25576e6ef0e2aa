"""`filed`: record that EDGAR accepted a filing, after a comparison with what it published."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from redwell.builds.rendering import xml_documents
from redwell.check.filed import filed_facts, filing_in
from redwell.check.filing import Checked, check_filing
from redwell.commands import edge, import_, report
from redwell.commands.edge import Project
from redwell.edgar import ownership
from redwell.files import discovery, disk, output
from redwell.files.discovery import Entry, Misuse
from redwell.files.reader import LARGEST_TEXT
from redwell.git import history
from redwell.model import Filed, Filing
from redwell.ownership.parties import is_same_issuer, is_same_owner
from redwell.problems import FilingError, dotted
from redwell.source import loader

MOST_SHOWN = 20
NEEDED = frozenset({"owner-cik-missing", "placeholder", "signature-missing", "signature-undated"})
"""The problems of a filing that cannot have been sent as it is."""
_ACCESSION = re.compile("([0-9]{10})-?([0-9]{2})-?([0-9]{6})")
Facts = dict[tuple[str | int, ...], Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class FiledOptions:
    """The flags of the command, as they are typed."""

    filing: str
    accession: str
    date: str
    xml: str
    test: bool


def run(project: Project, options: FiledOptions) -> int:
    """Write `filed:` into the filing; return 1 if EDGAR's document differs. Raises `Misuse`."""
    edge.need(project, "filed", filing=options.filing, accession=options.accession)
    if options.test and options.xml:
        raise Misuse("--xml: EDGAR publishes nothing of a test filing: leave it out with --test")
    number = _number(options.accession)
    entry = discovery.one(options.filing, project.folder("filings"), project.root)
    checked = check_filing(entry, project.root, project.home)
    if checked.filing is None:
        print(report.text(checked.problems, edge.looks()), end="")
        print("nothing was written: correct these errors first", file=sys.stderr)
        return 1
    _refuse(checked, checked.filing, entry, number, project)
    published = _published(options.xml, number, project)
    if published and (different := [*_differences(checked, published)]):
        print("".join(f"{line}\n" for line in different[:MOST_SHOWN]), end="")
        if len(different) > MOST_SHOWN:
            print(f"and {len(different) - MOST_SHOWN} more")
        facts = "1 fact differs" if len(different) == 1 else f"{len(different)} facts differ"
        print(
            f"nothing was written: {facts} between {entry.name} and {options.xml}: make the filing say what "
            "EDGAR published, and correct what is wrong there by an amendment",
            file=sys.stderr,
        )
        return 1
    day, source = _day(options.date, published)
    key = "tested" if options.test else "filed"
    record_accepted(entry.path, entry.name, key, Filed(date=day, accession_number=number))
    print(f"wrote {key}: {day}{source}, {number} into {entry.name}")
    if number[11:13] != f"{day.year % 100:02}":
        print(f"note: the number is of the year {number[11:13]}: is it the right one?", file=sys.stderr)
    if published:
        unchecked = (
            "" if published.filed else f"; {options.xml} does not name {number}, so that was not compared"
        )
        print(f"no fact of {entry.name} differs from {options.xml}{unchecked}")
    return 0


def _refuse(checked: Checked, filing: Filing, entry: Entry, number: str, project: Project) -> None:
    """Raise `Misuse` for a filing that EDGAR cannot have accepted under this number."""
    if filing.filed:
        raise Misuse(f"{entry.name} already has filed: ({filing.filed.date}): nothing was written")
    lacking = [problem.message for problem in checked.problems if problem.code in NEEDED]
    if lacking:
        raise Misuse(
            f"nothing was written: EDGAR cannot have accepted {entry.name} as it is: {'; '.join(lacking)}"
        )
    if filing.tested and filing.tested.accession_number == number:
        raise Misuse(
            f"nothing was written: {number} is the test filing under tested:, and a test files nothing: give "
            "the number of the live filing"
        )
    for other in discovery.find_filings(project.folder("filings"), project.root).entries:
        held = _numbers(other, project) if other.path != entry.path else ()
        if number in held:
            raise Misuse(f"nothing was written: {other.name} already has the number {number}")


def _numbers(entry: Entry, project: Project) -> tuple[str | None, ...]:
    """Return the accession numbers under which a filing was tested and filed."""
    found = filing_in(history.content_of(entry.path), project.home, project.root, with_secrets=True)
    accepted = (found.tested, found.filed) if found else ()
    return tuple(each.accession_number for each in accepted if each)


def record_accepted(path: Path, name: str, key: str, accepted: Filed) -> None:
    """Append the block *key* to the filing in *path*, in place of an earlier one; all else stays.

    Raises `Misuse` where that is not possible.
    """
    before = disk.read_file(path, LARGEST_TEXT, follow=False)
    end = b"\r\n" if b"\r\n" in before else b"\n"
    lines = [
        "",
        f"{key}:",
        f"  date: {accepted.date}",
        f"  accession_number: {accepted.accession_number}",
        "",
    ]
    line_below = rb"(?:[ \t]++[^\n]*+\n|[ \t\r]*+\n)"
    earlier = re.compile(rb"^%s:[^\n]*\n%s*" % (key.encode("ascii"), line_below), re.MULTILINE)
    kept = earlier.sub(b"", before.rstrip() + end).rstrip()
    content = kept + end + end.join(line.encode("ascii") for line in lines)
    try:
        data, was = (loader.read(each, name).data for each in (content, before))
    except FilingError:
        data = was = None
    if not isinstance(data, dict) or {**data, key: None} != {**was, key: None}:
        block = "\n".join(lines[1:-1])
        raise Misuse(f"{name}: nothing can be added at its end; write this yourself:\n{block}")
    output.replace_file(path, before, content)


def _number(given: str) -> str:
    """Return an accession number as EDGAR shows it. Raises `Misuse`."""
    found = _ACCESSION.fullmatch(given.strip())
    if not found:
        raise Misuse(f"--accession {given}: write it as EDGAR shows it, e.g. 0001209191-13-047456")
    return "-".join(found.groups())


def _day(given: str, published: Filing | None) -> tuple[date, str]:
    """Return the filing date, and a remark on where it comes from. Raises `Misuse`."""
    today = edge.today("")
    if given:
        day = edge.day("date", given)
        if day > today:
            raise Misuse(f"--date {given}: nothing was written: this date is in the future")
        return day, ""
    if published and published.filed:
        return published.filed.date, ""
    if published:
        raise Misuse("--date must be given: this document does not say on which day EDGAR accepted it")
    return today, " (today, because no --date was given)"


def _published(given: str, number: str, project: Project) -> Filing | None:
    """Return the filing in the file that EDGAR published. Raises `Misuse`."""
    if not given:
        return None
    path, name = Path(given), project.name_of(Path(given))
    if disk.real(path).is_relative_to(disk.real(project.folder("build"))):
        raise Misuse(f"--xml {given}: this is Redwell's own document: download the one that EDGAR published")
    try:
        content = import_.read_published(path, name)
        if content.startswith(b"%PDF-"):
            raise Misuse(f"--xml {given}: this is a PDF: give the .xml or .txt file, downloaded from EDGAR")
        found = import_.published_filing(content, name)
    except FilingError as error:
        raise Misuse(f"--xml {given}: {error.problems[0].message}") from None
    if found.filed and found.filed.accession_number not in (None, number):
        raise Misuse(f"--xml {given}: this is the filing {found.filed.accession_number}, not {number}")
    return found


def _differences(checked: Checked, published: Filing) -> Iterator[str]:
    """Yield a line for each fact in which EDGAR's document differs from the filing, read back from its XML.

    A filing in several parts is compared with the part that is most like the document. Raises `Misuse` for
    the document of another owner or issuer.
    """
    assert checked.filing
    is_other = not is_same_issuer(checked.filing.issuer, published.issuer)
    if is_other or not any(
        is_same_owner(ours, theirs)
        for ours in checked.filing.reporting_owners
        for theirs in published.reporting_owners
    ):
        raise Misuse(
            f"nothing was written: this is the filing of {', '.join(published.owner_names)} on "
            f"{published.issuer.name}: give the document of this one"
        )
    try:
        documents = xml_documents(checked)
    except FilingError as error:
        raise Misuse(f"{error.problems[0].message}: mend the template first") from None
    parts = [_leaves(ownership.read_filing(content, each.name).filing) for each, content in documents]
    theirs = _leaves(published)
    ours = min(parts, key=lambda part: len(part.items() ^ theirs.items()))
    for path in dict.fromkeys([*ours, *theirs]):
        if ours.get(path) != theirs.get(path):
            said = ours.get(path, "nothing"), theirs.get(path, "nothing")
            where = dotted(path).removesuffix(".value")
            yield f"{where}: this filing says {said[0]}, EDGAR published {said[1]}"


def _leaves(filing: Filing) -> Facts:
    """Return each fact of a filing by its path. Names belong to a CIK, and EDGAR writes its own."""
    found = dict(_walk((), filed_facts(filing)))
    return {path: fact for path, fact in found.items() if path[-1:] != ("name",)}


def _walk(path: tuple[str | int, ...], fact: Any) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    if isinstance(fact, Mapping):
        for key, each in fact.items():
            yield from _walk((*path, key), each)
    elif isinstance(fact, Sequence) and not isinstance(fact, str):
        for n, each in enumerate(fact):
            yield from _walk((*path, n), each)
    elif fact is not None:
        yield path, fact
