"""All filings of the record, or some of them: which they are, and what is wrong with each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from redwell.builds import worker
from redwell.check import sec_schema
from redwell.check.sec_schema import SecSchemas
from redwell.deadlines.standing import Standing
from redwell.files import discovery
from redwell.files.discovery import Found
from redwell.files.reader import LARGEST_EXHIBIT
from redwell.git import history
from redwell.problems import Place, Problem, in_file_order
from redwell.secrets import patterns as secrets_patterns
from redwell.secrets import scan


@dataclass(frozen=True, kw_only=True, slots=True)
class Checks:
    """The *problems* of filings in file order, how many there are, and how they stand to their due dates."""

    problems: list[Problem]
    count: int
    standings: tuple[tuple[str, Standing], ...]


def check(
    root: Path, home: Path, record: Path, patterns: tuple[str, ...], sec: SecSchemas | None = None
) -> Checks:
    """All problems of *record* or of what *patterns* choose, and what else is known. Raises `Misuse`.

    With *sec*, the SEC's schemas judge the XML of each filing too.
    """
    chosen = found(record, patterns, root)
    filed = history.as_filed(chosen.entries, root / "build")
    checked = [(each, worker.checked(each, root, home, filed.get(each.path))) for each in chosen.entries]
    named = frozenset(path for _, each in checked for path in each.named)
    unknown = {entry.path.parent for entry, each in checked if not each.is_whole}
    problems = [problem for _, each in checked for problem in each.problems]
    if sec:
        problems += [found for entry, each in checked for found in sec_schema.check(entry, each, sec, home)]
    return Checks(
        problems=in_file_order([*chosen.problems, *strays(chosen, named, unknown, root), *problems]),
        count=len(checked),
        standings=tuple((entry.name, each.standing) for entry, each in checked if each.standing),
    )


def has_error(problems: Iterable[Problem]) -> bool:
    """Whether something must be mended."""
    return any(problem.severity == "error" for problem in problems)


def found(record: Path, patterns: tuple[str, ...], root: Path) -> Found:
    """The filings of *record*, or those that *patterns* choose. Raises `Misuse`."""
    if patterns:
        return discovery.select(patterns, record, root)
    return discovery.find(record, root)


def strays(found: Found, named: Collection[Path], unknown: Collection[Path], root: Path) -> Iterator[Problem]:
    """Files that no filing names; none beside a filing that could not be read so far. And secrets in them."""
    others = (path for path in found.others if not any(parent in unknown for parent in path.parents))
    yield from discovery.strays(others, named, root)
    for path in found.others:
        if path not in named:
            yield from _secrets(path, root)


def _secrets(path: Path, root: Path) -> Iterator[Problem]:
    """What in a file beside the filings looks like a secret: a submission file, above all."""
    if not path.is_file() or path.stat().st_size > LARGEST_EXHIBIT:
        return
    for each in scan.find(path.read_bytes()):
        place = Place(
            file=secrets_patterns.masked(discovery.name_of(path, root)),
            line=each.line,
            column=each.column,
            end_column=each.column + 1,
            text="",
        )
        yield Problem(code=each.code, message=secrets_patterns.SAID[each.code], place=place)
