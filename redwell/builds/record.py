"""Check the filings of a record, or some of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from redwell.builds.cache import Cache, Known
from redwell.deadlines.standing import Standing
from redwell.files import discovery, output
from redwell.files.discovery import Entry, Found
from redwell.files.reader import LARGEST_EXHIBIT
from redwell.git import history
from redwell.problems import FilingError, Place, Problem, in_file_order

if TYPE_CHECKING:
    from redwell.check.filing import Checked
    from redwell.check.sec_schema import SecSchemas


@dataclass(frozen=True, kw_only=True, slots=True)
class Checks:
    """The *problems* of filings in file order, the *count* of filings, and their due dates."""

    problems: list[Problem]
    count: int
    standings: tuple[tuple[str, Standing], ...]


def check_record(
    root: Path, home: Path, record: Path, patterns: tuple[str, ...], sec: SecSchemas | None = None
) -> Checks:
    """Return all problems of *record*, or of the filings that *patterns* choose. Raises `Misuse`.

    With *sec*, also check the XML of each filing against the SEC's schemas, and keep nothing in the cache.
    """
    chosen = choose(record, patterns, root)
    cache = Cache(root / "build", record, root, home)
    known, filed = ({}, history.as_filed(chosen.entries, cache.out)) if sec else cache.look_up(chosen.entries)
    answers: list[Known | Checked] = []
    problems = [*chosen.problems]
    for entry in chosen.entries:
        if entry in known:
            answers.append(known[entry])
            continue
        from redwell.check.filing import check_filing

        earlier = filed.get(entry.path)
        checked = check_filing(entry, root, home, earlier)
        answers.append(checked)
        if sec:
            problems += _by_sec(entry, checked, sec, home)
        elif cache.ground is not None:
            from redwell.builds.made import unmade

            cache.remember(entry, unmade(checked), earlier)
    _save(cache, () if patterns else chosen.entries)
    named = frozenset(path for answer in answers for path in answer.named)
    pairs = list(zip(chosen.entries, answers, strict=True))
    unknown = {entry.path.parent for entry, answer in pairs if not answer.is_whole}
    problems += [problem for answer in answers for problem in answer.problems]
    return Checks(
        problems=in_file_order([*problems, *stray_problems(chosen, named, unknown, root)]),
        count=len(answers),
        standings=tuple((entry.name, answer.standing) for entry, answer in pairs if answer.standing),
    )


def _by_sec(entry: Entry, checked: Checked, sec: SecSchemas, home: Path) -> Iterator[Problem]:
    """Yield the problems that the SEC's schemas find in the XML of a filing without errors."""
    from redwell.builds.rendering import xml_documents
    from redwell.check import sec_schema

    if checked.filing is None:
        return
    try:
        documents = xml_documents(checked, home)
    except FilingError as error:
        yield from error.problems
    else:
        yield from sec_schema.check_with_sec_schemas(entry.name, checked.form, documents, sec)


def _save(cache: Cache, all_entries: Sequence[Entry]) -> None:
    """Save the results, unless a build is running or the folder cannot be written."""
    if all_entries:
        cache.forget_others(all_entries)
    if cache.is_changed:
        with suppress(OSError), output.locked(cache.out, _refuse_to_wait):
            cache.save()


def _refuse_to_wait() -> NoReturn:
    raise BlockingIOError


def choose(record: Path, patterns: tuple[str, ...], root: Path) -> Found:
    """Return the filings of *record*, or those that *patterns* choose. Raises `Misuse`."""
    if patterns:
        return discovery.select(patterns, record, root)
    return discovery.find_filings(record, root)


def stray_problems(
    found: Found, named: Collection[Path], unknown: Collection[Path], root: Path
) -> Iterator[Problem]:
    """Yield a problem for each file that no filing names, and for secrets in it.

    A folder with a filing that could not be read has no strays: that filing may name them.
    """
    others = (path for path in found.others if not any(parent in unknown for parent in path.parents))
    yield from discovery.strays(others, named, root)
    for path in found.others:
        if path not in named:
            yield from _secrets(path, root)


def _secrets(path: Path, root: Path) -> Iterator[Problem]:
    """Yield a problem for anything in a file that looks like a secret, such as a submission file."""
    if not path.is_file() or path.stat().st_size > LARGEST_EXHIBIT:
        return
    from redwell.secrets import patterns, scan

    for each in scan.find_secrets(path.read_bytes()):
        place = Place(
            file=patterns.masked(discovery.name_of(path, root)),
            line=each.line,
            column=each.column,
            end_column=each.column + 1,
            text="",
        )
        yield Problem(code=each.code, message=patterns.MESSAGES[each.code], place=place)
