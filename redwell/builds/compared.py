"""Compare the documents of a build with those of an earlier one: what an upgrade changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from redwell.builds.builder import Result
from redwell.files import disk, output
from redwell.files.discovery import Misuse, name_of, printable
from redwell.git.history import FACTS


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """A filing whose documents differ, each with *how*: "differs", "new" or "gone"; none if it fails now."""

    name: str
    is_filed: bool
    documents: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Compared:
    """The differences, filed filings first, of *count* filings; those *without* have no earlier documents."""

    count: int
    differences: tuple[Difference, ...]
    without: tuple[str, ...]


def refuse(earlier: Path, out: Path, root: Path) -> None:
    """Raise `Misuse` unless *earlier* is another folder than *out* with the documents of a build."""
    name = name_of(earlier, root)
    if not earlier.is_dir():
        raise Misuse(f"--compare {name}: no such folder")
    if disk.real(earlier) == disk.real(out):
        raise Misuse(f"--compare {name}: this is the folder that is built into: name a copy of it")
    if not any(output.others(earlier, ())):
        raise Misuse(f"--compare {name}: no build wrote documents into this folder")


def compare(result: Result, earlier: Path) -> Compared:
    """Return how the documents of *result* differ from those in *earlier*, by content."""
    found: list[Difference] = []
    without: list[str] = []
    count = 0
    for outcome in result.outcomes:
        name, folder = outcome.entry.name, outcome.folder
        place = earlier / folder.parent.name / folder.name
        before, after = output.manifest(place), output.manifest(folder)
        if before is None:
            without.append(name)
            continue
        count += 1
        if outcome.state == "failed" or after is None:
            found.append(Difference(name=name, is_filed=FACTS in before, documents=()))
        elif documents := tuple(_documents(before, place, after, folder)):
            found.append(Difference(name=name, is_filed=FACTS in after, documents=documents))
    ordered = sorted(found, key=lambda each: not each.is_filed)
    return Compared(count=count, differences=tuple(ordered), without=tuple(without))


def _documents(
    before: dict[str, Any], old: Path, after: dict[str, Any], new: Path
) -> Iterator[tuple[str, str]]:
    """Yield the names of documents that differ. The files count, which may have been edited since."""
    for name in sorted({*before["outputs"], *after["outputs"]}):
        hashes = _hash(old / name), _hash(new / name)
        if hashes[0] != hashes[1]:
            yield name, "new" if hashes[0] is None else "gone" if hashes[1] is None else "differs"


def _hash(path: Path) -> str | None:
    """Return the hash of a document; None if there is none. The earlier manifest may name anything."""
    try:
        return disk.hash_of(path)
    except OSError:
        return None


def _shown(difference: Difference) -> Iterator[tuple[str, str]]:
    """Return the documents with names that are safe for a terminal and a log."""
    for name, how in difference.documents:
        yield printable(name), how


def in_words(compared: Compared, earlier: str) -> Iterator[str]:
    """Return the comparison with the folder *earlier* in words."""
    for each in compared.differences:
        documents = ", ".join(name if how == "differs" else f"{name} ({how})" for name, how in _shown(each))
        filed = "filed, " if each.is_filed else ""
        yield f"{filed}differs: {each.name}: {documents or 'it cannot be built any more'}"
    for name in compared.without:
        yield f"no earlier documents: {name}"
    number, count = len(compared.differences), sum(each.is_filed for each in compared.differences)
    of_them = f" ({count} filed)" if count else ""
    yield f"compared with {earlier}: {number}{of_them} of {compared.count} filings have other documents"
