"""Compare documents: with those of an earlier build (what an upgrade changes), or with the filings.

The second asks whether what lies in a folder is what the filings give: a manifest can be forged.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from redwell.builds import cache
from redwell.builds.builder import BuildJob, Result, Watch, build_record
from redwell.files import disk, output
from redwell.files.discovery import Misuse, name_of, printable
from redwell.git.history import FACTS

LARGEST = 1_000_000_000
"""The most bytes of a document that is compared."""
KEPT = {*output.LITTER, cache.NAME, ".gitignore", ".gitkeep"}
"""Files beside the documents that are none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """A filing whose documents differ, each with *how*; none if it fails now.

    A document "differs", is "new" or "gone"; or a "link" or something else that is no plain file lies there.
    """

    name: str
    is_filed: bool
    documents: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Compared:
    """The differences, filed filings first, of *count* filings; those *without* have no earlier documents.

    *gone* are earlier documents whose filing is not there any more, by their folders. *tracked* are documents
    that git has, which a build refuses.
    """

    count: int
    differences: tuple[Difference, ...]
    without: tuple[str, ...]
    gone: tuple[str, ...]
    tracked: tuple[str, ...] = ()

    @property
    def is_wrong(self) -> bool:
        """True if any document differs, is missing, belongs to no filing, or is in git."""
        return bool(self.differences or self.without or self.gone or self.tracked)


def refuse(earlier: Path, out: Path, root: Path) -> None:
    """Raise `Misuse` unless *earlier* is another folder than *out* with the documents of a build."""
    name = name_of(earlier, root)
    if not earlier.is_dir():
        raise Misuse(f"--compare {name}: no such folder")
    if disk.real(earlier) == disk.real(out):
        raise Misuse(f"--compare {name}: this is the folder that is built into: name a copy of it")
    if not any(output.others(earlier, ())):
        raise Misuse(f"--compare {name}: no build wrote documents into this folder")


def verify(job: BuildJob, watch: Watch) -> tuple[Result, Compared]:
    """Build the filings of *job* anew, elsewhere, and return how the documents that lie in its folder differ.

    Nothing is written into that folder. Raises as `build_record` does.
    """
    with TemporaryDirectory(prefix="redwell-") as folder:
        result = build_record(replace(job, out=disk.real(Path(folder))), watch)
        found = compare(job, result, job.out, is_exact=True)
        tracked = cache.documents_in(cache.files_in_git(job.out) or ())
        return result, replace(found, tracked=tuple(tracked))


def compare(job: BuildJob, result: Result, earlier: Path, *, is_exact: bool = False) -> Compared:
    """Return how the documents of *result*, which *job* made, differ from those in *earlier*, by content.

    An exact comparison is also of the manifests, and of files that no build wrote.
    """
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
            continue
        names = {*before["outputs"], *after["outputs"]}
        strangers: list[str] = []
        if is_exact:
            names = {*after["outputs"], output.MANIFEST}
            strangers = [each for each in _names(place) if each not in names]
        documents = [*_documents(names, place, folder), *((each, "gone") for each in strangers)]
        if documents:
            found.append(Difference(name=name, is_filed=FACTS in after, documents=tuple(documents)))
    ordered = sorted(found, key=lambda each: not each.is_filed)
    others = _strangers if is_exact else _gone
    gone = () if job.patterns else tuple(others(job, result, earlier))
    return Compared(count=count, differences=tuple(ordered), without=tuple(without), gone=gone)


def _gone(job: BuildJob, result: Result, earlier: Path) -> Iterator[str]:
    """Yield the folders of *earlier* in the share of *job* whose filings are in no folder that it built."""
    made = {(outcome.folder.parent.name, outcome.folder.name) for outcome in result.outcomes}
    for folder in sorted(output.others(earlier, made)):
        name = f"{folder.parent.name}/{folder.name}"
        if job.spread.shard.holds(f"{name}.yaml"):
            yield name


def _strangers(job: BuildJob, result: Result, folder: Path) -> Iterator[str]:
    """Yield whatever lies in *folder*, in the share of *job*, and is no folder of a filing that it built."""
    made = {f"{outcome.folder.parent.name}/{outcome.folder.name}" for outcome in result.outcomes}
    clients = {name.partition("/")[0] for name in made}
    for client in _names(folder):
        is_folder = (folder / client).is_dir() and not (folder / client).is_symlink()
        inside = [f"{client}/{name}" for name in _names(folder / client)] if is_folder else [client]
        for name in inside or [client] * (client not in clients):
            if name not in made and job.spread.shard.holds(f"{name}.yaml"):
                yield name


def _names(folder: Path) -> list[str]:
    """Return the names in a folder, without the files that Redwell or the system keeps there."""
    return sorted(each.name for each in folder.iterdir() if each.name not in KEPT)


def _documents(names: Iterable[str], old: Path, new: Path) -> Iterator[tuple[str, str]]:
    """Yield the *names* of documents that differ. The files count, which may have been edited since."""
    for name in sorted(names):
        hashes = _hash(old / name), _hash(new / name)
        if hashes[0] != hashes[1]:
            yield name, _how(old / name, *hashes)


def _how(old: Path, before: str | None, after: str | None) -> str:
    if before is None and os.path.lexists(old):
        return "link" if old.is_symlink() else "no file"
    return "new" if before is None else "gone" if after is None else "differs"


def _hash(path: Path) -> str | None:
    """Return the hash of a document; None if there is no plain file. The manifest may name anything."""
    try:
        return None if path.is_symlink() else disk.hash_of(path, LARGEST)
    except OSError:
        return None


def in_words(compared: Compared, earlier: str) -> Iterator[str]:
    """Return the comparison with the folder *earlier* in words."""
    for each in compared.differences:
        # Names that are safe for a terminal and a log.
        named = ((printable(name), how) for name, how in each.documents)
        documents = ", ".join(name if how == "differs" else f"{name} ({how})" for name, how in named)
        filed = "filed, " if each.is_filed else ""
        yield f"{filed}differs: {each.name}: {documents or 'it cannot be built any more'}"
    for name in compared.without:
        yield f"no earlier documents: {name}"
    for name in compared.gone:
        yield f"no filing any more: {printable(name)}"
    number, count = len(compared.differences), sum(each.is_filed for each in compared.differences)
    of_them = f" ({count} filed)" if count else ""
    yield f"compared with {earlier}: {number}{of_them} of {compared.count} filings have other documents"
