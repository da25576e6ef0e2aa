"""Redlines of one filing's documents for a lawyer's desk: each side built by its own code, then compared."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

from redwell import PACKAGE
from redwell.files.discovery import Misuse, name_of
from redwell.problems import did_you_mean
from redwell.redline.authors import Author, Authors, user
from redwell.review.made.room import room
from redwell.review.model import Finding, Revision
from redwell.review.read.repository import Comparison, Repository
from redwell.review.sides import Side

if TYPE_CHECKING:
    from redwell.redline.comparison import Legend


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """Which *filing*, by its name at the head, between which revisions; None is the usual one.

    *out* is None for the folder beside the documents in *build*; *today* is the date of changes that nobody
    has committed yet, and *author* who made them where git does not know.
    """

    root: Path
    home: Path
    filing: str
    base: str | None
    head: str | None
    build: Path
    out: Path | None
    today: date
    author: str
    record: str = "filings"


@dataclass(frozen=True, kw_only=True, slots=True)
class Redlines:
    """The files that were *written*, those that were there, and sentences on what else there is to know.

    *errors* are lines on what is wrong in a filing of which no document is made: then nothing is written.
    """

    written: tuple[Path, ...] = ()
    unchanged: tuple[Path, ...] = ()
    notes: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()


def redline(order: Order) -> Redlines:
    """Write a Word document and a PDF of every document that differs. Overwrites nothing.

    Raises `Misuse` where there is no such filing or revision, or the code of now does not run.
    """
    out = order.out or order.build / Path(order.filing).parent.name / f"{Path(order.filing).stem}-redline"
    _refuse(order, out)
    with (
        Repository(order.root) as repository,
        room() as folder,
    ):
        run = _Run(order, repository, folder)
        made = run.all()
    placed = [each for pair in made for each in _put(out, pair)]
    return Redlines(
        written=tuple(path for path, is_new in placed if is_new),
        unchanged=tuple(path for path, is_new in placed if not is_new),
        notes=tuple(run.notes),
        errors=tuple(run.errors),
    )


def _refuse(order: Order, out: Path) -> None:
    """What Redwell is made from, and what it reads, is no place for what it writes; nor is a file."""
    if out.exists() and not out.is_dir():
        raise Misuse(f"--out {name_of(out, order.root)}: this is a file; name a folder")
    kept = [order.root / order.record, order.root / ".git", order.home / "templates", order.home / "schemas"]
    for source in (*kept, PACKAGE):
        if out.resolve().is_relative_to(source.resolve()):
            names = [name_of(each, order.root) for each in (out, source)]
            raise Misuse(f"--out {names[0]}: nothing is written into {names[1]}: choose another folder")


class _Run:
    """One order, and what is learned on the way."""

    def __init__(self, order: Order, repository: Repository, folder: Path) -> None:
        self.order, self.repository, self.folder = order, repository, folder
        self.comparison: Comparison = repository.resolve(order.base, order.head)
        self.notes = list(self.comparison.notes)
        self.errors: list[str] = []
        self.is_lent = False

    def all(self) -> list[dict[str, bytes]]:
        """By name, the Word document and the PDF of each document that differs."""
        from redwell.review.made.outputs import pairs

        before, now = self._names()
        if self.comparison.base_tree == self.comparison.head_tree:
            return []
        old, new = self._documents(before, now)
        if self.errors:
            return []
        authors = Authors(self.repository, self.comparison, (before, now))
        somebody = user(self.order.root) or self.order.author
        made = []
        for both in pairs(old, new):
            author = authors.of(both[1] or both[0] or "", somebody, self.order.today)
            found = self._compared(old, new, both, author)
            made += [found] if found else []
        if made and authors.is_of_code and not self.is_lent:
            self.notes.append("the code changed too: what nobody changed in the filing may come of that")
        return made

    def _compared(
        self,
        old: Mapping[str, bytes],
        new: Mapping[str, bytes],
        names: tuple[str | None, str | None],
        author: Author,
    ) -> dict[str, bytes]:
        """The two files of one document; none where nothing is to be seen."""
        from redwell.redline import comparison, packages

        before, now = names
        sides = (old[before] if before else None, new[now] if now else None)
        if sides[0] == sides[1]:
            return {}
        name = now or before or ""
        word = packages.tracked(*sides, author.name, author.when)
        if word is None:
            self.notes.append(f"{name}: every word is the same on both sides; only its styles differ")
            return {}
        if None in sides:
            which, what = (self.comparison.head, "inserted") if now else (self.comparison.base, "deleted")
            self.notes.append(f"{name} is only in {which.name}: all of it is {what}")
        if len(author.all) > 1:
            self.notes.append(
                f"{name}: {len(author.all)} people changed it ({', '.join(author.all)}); "
                f"each change bears the name of the last, {author.name}"
            )
        stem = name.removesuffix(".docx")
        drawn = comparison.pdf(word, self._legend(before or name, name, author), self.order.home)
        return {f"{stem}.redline.docx": word, f"{stem}.redline.pdf": drawn}

    def _legend(self, before: str, now: str, author: Author) -> Legend:
        from redwell.redline.comparison import Legend

        document = now if before == now else f"{now} (before: {before})"
        return Legend(
            title=f"Comparison of {document} - {Path(self.order.filing).stem}",
            document=document,
            before=_said(self.comparison.base),
            now=_said(self.comparison.head),
            author=author.name,
            authors=len(author.all),
            date=f"{author.when:%B} {author.when.day}, {author.when.year}",
        )

    def _names(self) -> tuple[str | None, str | None]:
        """What the filing is called on either side. Raises `Misuse` where it is on none."""
        asked = self.order.filing
        trees = (self.comparison.base_tree, self.comparison.head_tree)
        old, new = (self.repository.names(tree, self.order.record) for tree in trees)
        changes = self.repository.changed(*trees)
        if asked in new:
            before = next((each.before for each in changes if each.now == asked), asked)
            return before if before in old else None, asked
        if asked in old:
            return asked, next((each.now for each in changes if each.before == asked), None)
        known = [name for name in {*old, *new} if name.endswith(".yaml")]
        raise Misuse(f"--filing {asked}: no such filing in either revision{did_you_mean(asked, known)}")

    def _documents(self, before: str | None, now: str | None) -> tuple[dict[str, bytes], dict[str, bytes]]:
        """The Word documents of both sides, by name."""
        from redwell.review.made import built, left

        given = (
            (self.comparison.base, self.comparison.base_tree),
            (self.comparison.head, self.comparison.head_tree),
        )
        sides = []
        for (revision, tree), name, place in zip(given, (before, now), ("base", "head"), strict=True):
            side = Side(revision=revision, tree=tree, root=self.folder / place)
            self.repository.export(tree, side.root, [name] if name else [], self.order.record)
            sides.append(side)
        orders = [
            built.Order(side=side, names=[name] if name else [], out=self.folder / f"{side.root.name}-out")
            for side, name in zip(sides, (before, now), strict=True)
        ]
        made = built.build_all(orders)
        if made[1].fault:
            raise Misuse(made[1].fault)
        if made[0].fault and before:
            self.notes.append(f"{made[0].fault}: its filing is made by the code of now")
            self.is_lent = True
            made[0] = built.build(self._lent(*sides), [before], self.folder / "lent-out", 1)
        for side, name, each in zip(sides, (before, now), made, strict=True):
            if name and name not in each.folders:
                self.errors += _errors(side.revision, name, each.errors.get(name, ()))
        old, new = (next(iter(each.folders.values()), None) for each in made)
        self.notes += left.not_read(old, new)
        return _read(old, new)

    def _lent(self, base: Side, head: Side) -> Side:
        """The filing of the base beside the code of the head."""
        root = self.folder / "lent"
        self.repository.export(head.tree, root, [], self.order.record)
        shutil.copytree(base.root / self.order.record, root / self.order.record, dirs_exist_ok=True)
        return Side(revision=base.revision, tree=head.tree, root=root)


def _read(old: Path | None, new: Path | None) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The Word documents that the manifest of each folder names."""
    from redwell.review.made import left

    before, now = (
        {name: left.content(path) for name, path in side.items() if name.endswith(".docx")}
        for side in left.on_both(old, new)
    )
    return before, now


def _errors(revision: Revision, name: str, found: Iterable[Finding]) -> Iterator[str]:
    """What is wrong with a filing in *revision*, which need not be what lies in the working tree."""
    lines = [f"{each.file}:{each.line}: {each.message} [{each.code}]" for each in found]
    why = ":" if lines else "; its own code does not tell which"
    yield f"{name}: in {revision.name} it has errors, so that no document is made of it{why}"
    yield from lines


def _said(revision: Revision) -> str:
    commit = revision.commit or ""
    if not commit:
        return revision.name
    return commit[:10] if commit.startswith(revision.name) else f"{revision.name} ({commit[:7]})"


def _put(out: Path, files: Mapping[str, bytes]) -> Iterator[tuple[Path, bool]]:
    """Write the *files* of one document, under a further number where others lie there already.

    Somebody may have worked in a redline: it stays. One that would be the same is not written again. Says of
    each whether it is new.
    """
    out.mkdir(parents=True, exist_ok=True)
    for number in count(1):
        mark = f"-{number}" if number > 1 else ""
        places = {out / f"{Path(n).stem}{mark}{Path(n).suffix}": content for n, content in files.items()}
        if all(_is_free(path, content) for path, content in places.items()):
            try:
                placed = [(path, _write(path, content)) for path, content in places.items()]
            except FileExistsError:
                # Another has appeared meanwhile.
                continue
            yield from placed
            return


def _is_free(path: Path, content: bytes) -> bool:
    return not os.path.lexists(path) or (path.is_file() and path.read_bytes() == content)


def _write(path: Path, content: bytes) -> bool:
    """Whether the file was written, whole or not at all; readable by whom the user's own files are."""
    if path.exists():
        return False
    partial = path.with_name(f".redwell-{token_hex(8)}.part")
    try:
        with partial.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # A second name is refused, unlike a renaming, where a file has appeared meanwhile.
        os.link(partial, path)
    finally:
        partial.unlink(missing_ok=True)
    return True
