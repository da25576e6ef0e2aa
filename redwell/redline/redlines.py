"""Write redlines of one filing's documents: render both sides with this Redwell, and compare them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from redwell import PACKAGE
from redwell.files import disk, output
from redwell.files.discovery import Misuse, name_of
from redwell.form import Document
from redwell.git.repository import Comparison, Repository
from redwell.git.revisions import NamedCommit
from redwell.problems import FilingError, Problem, did_you_mean
from redwell.redline.authors import Author, Authors, user
from redwell.review.model import Revision

if TYPE_CHECKING:
    from redwell.redline.comparison import Legend
    from redwell.review.rendering import Page, Rendered


@dataclass(frozen=True, kw_only=True, slots=True)
class RedlineOrder:
    """A request to compare the *filing*, by its newer name, in two revisions; None for the default ones.

    *out* is None for the folder beside the documents in *build*. Changes that are not committed have the date
    *today*, and the author *author* if git has no user name.
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
    """The files that were *written*, those that already existed, and notes for the user.

    *errors* are lines on the errors of a filing without documents: then nothing is written.
    """

    written: tuple[Path, ...] = ()
    unchanged: tuple[Path, ...] = ()
    notes: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Side:
    """A filing on one side: its name there, and the sources of its redlines."""

    revision: NamedCommit
    name: str | None
    drafts: Rendered


def redline(order: RedlineOrder) -> Redlines:
    """Write a Word document and a PDF of every document that differs. Overwrites nothing.

    Raises `Misuse` for a filing or a revision that does not exist.
    """
    out = order.out or order.build / Path(order.filing).parent.name / f"{Path(order.filing).stem}-redline"
    _check_folder(order, out)
    with Repository(order.root) as repository, TemporaryDirectory(prefix="redwell-") as folder:
        comparison = repository.resolve(order.base, order.head)
        names = _names(order, repository, comparison)
        notes = [*filter(None, [comparison.instead]), *comparison.notes]
        if comparison.base_tree == comparison.head_tree:
            return Redlines(notes=tuple(notes))
        sides = _sides(order, repository, comparison, names, Path(folder), notes)
        errors = [line for side in sides for line in _errors(side)]
        if errors:
            return Redlines(notes=tuple(notes), errors=tuple(errors))
        authors = Authors(repository, comparison, names)
        try:
            files = list(_compared(order, sides, authors, notes))
        except FilingError as error:
            return Redlines(
                notes=tuple(notes), errors=("error: no redline is made:", *_lines(error.problems))
            )
    placed = [each for pair in files for each in put(out, pair)]
    return Redlines(
        written=tuple(path for path, is_new in placed if is_new),
        unchanged=tuple(path for path, is_new in placed if not is_new),
        notes=tuple(notes),
    )


def _check_folder(order: RedlineOrder, out: Path) -> None:
    """Raise `Misuse` if *out* is a file, or in a folder of Redwell's code or inputs."""
    output.refuse_links(out, order.root)
    if out.exists() and not out.is_dir():
        raise Misuse(f"--out {name_of(out, order.root)}: this is a file; name a folder")
    kept = [order.root / order.record, order.root / ".git"]
    kept += [folder / name for folder in (order.root, order.home) for name in ("templates", "schemas")]
    for source in (*kept, PACKAGE):
        if disk.real(out).is_relative_to(disk.real(source)):
            names = [name_of(each, order.root) for each in (out, source)]
            raise Misuse(f"--out {names[0]}: nothing is written into {names[1]}: choose another folder")


def _names(
    order: RedlineOrder, repository: Repository, comparison: Comparison
) -> tuple[str | None, str | None]:
    """Return the names of the filing on both sides. Raises `Misuse` if neither side has it."""
    asked, trees = order.filing, (comparison.base_tree, comparison.head_tree)
    old, new = (repository.names(tree, order.record) for tree in trees)
    changes = repository.changed(*trees)
    if asked in new:
        before = next((each.before for each in changes if each.after == asked), asked)
        return before if before in old else None, asked
    if asked in old:
        return asked, next((each.after for each in changes if each.before == asked), None)
    known = [name for name in {*old, *new} if name.endswith(".yaml")]
    raise Misuse(f"--filing {asked}: no such filing in either revision{did_you_mean(asked, known)}")


# --- both sides ---


def _sides(
    order: RedlineOrder,
    repository: Repository,
    comparison: Comparison,
    names: tuple[str | None, str | None],
    folder: Path,
    notes: list[str],
) -> tuple[_Side, _Side]:
    """Render the filing on both sides, and add *notes* for the user."""
    from redwell.review import load, rendering

    given = (
        (comparison.base, comparison.base_tree, names[0], "base"),
        (comparison.head, comparison.head_tree, names[1], "head"),
    )
    tasks = []
    for named, tree, name, place in given:
        revision = Revision(name=named.name, commit=named.commit)
        side, found = load.side(repository, revision, tree, folder / place, order.home)
        notes += [*found, *load.export(repository, side, [name] if name else [])]
        tasks.append(rendering.Task(side=side, name=name) if name else None)
    [drafts] = rendering.both([(tasks[0], tasks[1])], order.home, 2, rendering.drafts)
    before, after = (
        _Side(revision=named, name=name, drafts=each)
        for (named, _, name, _), each in zip(given, drafts, strict=True)
    )
    for each in (before, after):
        notes += _notes(each)
    return before, after


def _notes(side: _Side) -> Iterator[str]:
    if side.drafts.note:
        yield f"not all documents of {side.revision.name} were made: {side.drafts.note}"
    misfit = side.drafts.misfit
    if misfit and misfit.place:
        yield (
            f"templates of {side.revision.name} do not fit this Redwell: rendered with the installed ones "
            f"({misfit.place.file}, line {misfit.place.line}: {misfit.message})"
        )


def _errors(side: _Side) -> Iterator[str]:
    """Return lines on the errors of a filing in one revision, which may not be the working tree."""
    if side.name and not side.drafts.documents:
        yield f"{side.name}: in {side.revision.name} it has errors, so that no document is made of it:"
        yield from _lines(each for each in side.drafts.problems if each.severity == "error")


def _lines(problems: Iterable[Problem]) -> Iterator[str]:
    for each in problems:
        if each.place:
            yield f"{each.place.file}:{each.place.line}: {each.message} [{each.code}]"


# --- the comparison ---


def _compared(
    order: RedlineOrder, sides: tuple[_Side, _Side], authors: Authors, notes: list[str]
) -> Iterator[dict[str, bytes]]:
    """Return the Word file and the PDF for each document that differs, by name."""
    from redwell.builds.rendering import template_errors
    from redwell.redline import comparison, package
    from redwell.review.outputs import pairs

    before, after = sides
    somebody = user(order.root) or order.author
    for old, new in pairs(before.drafts, after.drafts):
        contents = (
            before.drafts.documents[old] if old else None,
            after.drafts.documents[new] if new else None,
        )
        if contents[0] == contents[1]:
            continue
        name = new or old or ""
        printed = (_page(before, old), _page(after, new))
        shown = printed[1] or printed[0]
        side = after if new else before
        author = authors.of(
            shown.template.partition("/")[0] if shown else "",
            somebody,
            order.today,
            is_form=any(name in part for part in side.drafts.parts),
        )
        word = package.tracked(*contents, author.name, author.when)
        if word is None:
            notes.append(f"{name}: every word is the same on both sides; only its styles differ")
            continue
        notes += _document_notes(name, sides, (old, new), author)
        stem = name.removesuffix(".docx")
        files = {f"{stem}.redline.docx": word}
        if shown:
            legend = _legend(order, sides, old or name, name, author)
            paper = Document(name=f"{stem}.redline.pdf", template=comparison.LEGEND, context=asdict(legend))
            with template_errors(paper, order.root):
                files[paper.name] = comparison.compared(*printed, legend, order.root)
        yield files


def _page(side: _Side, name: str | None) -> Page | None:
    return side.drafts.pages.get(f"{name.removesuffix('.docx')}.pdf") if name else None


def _document_notes(
    name: str, sides: tuple[_Side, _Side], names: tuple[str | None, str | None], author: Author
) -> Iterator[str]:
    if None in names:
        side, what = (sides[1], "inserted") if names[1] else (sides[0], "deleted")
        yield f"{name} is only in {side.revision.name}: all of it is {what}"
    if len(author.all) > 1:
        yield (
            f"{name}: {len(author.all)} people changed it ({', '.join(author.all)}); "
            f"each change bears the name of the last, {author.name}"
        )


def _legend(
    order: RedlineOrder, sides: tuple[_Side, _Side], before: str, after: str, author: Author
) -> Legend:
    from redwell.redline.comparison import Legend

    document = after if before == after else f"{after} (before: {before})"
    return Legend(
        title=f"Comparison of {document} - {Path(order.filing).stem}",
        document=document,
        before=_label(sides[0].revision),
        after=_label(sides[1].revision),
        author=author.name,
        authors=len(author.all),
        date=f"{author.when:%B} {author.when.day}, {author.when.year}",
    )


def _label(revision: NamedCommit) -> str:
    commit = revision.commit or ""
    if not commit:
        return revision.name
    return commit[:10] if commit.startswith(revision.name) else f"{revision.name} ({commit[:7]})"


# --- the files ---


def put(out: Path, files: Mapping[str, bytes]) -> Iterator[tuple[Path, bool]]:
    """Write the *files* of one document, with a number in their names if others already exist.

    Existing redlines stay, because somebody may have edited them. An identical one is not written again.
    Returns each path, and whether it is new.
    """
    out.mkdir(parents=True, exist_ok=True)
    for number in count(1):
        mark = f"-{number}" if number > 1 else ""
        places = {out / f"{Path(n).stem}{mark}{Path(n).suffix}": content for n, content in files.items()}
        if all(not disk.is_there(path) or disk.holds(path, content) for path, content in places.items()):
            try:
                placed = [(path, _write(path, content)) for path, content in places.items()]
            except FileExistsError:
                # Another file has appeared in the meantime.
                continue
            yield from placed
            return


def _write(path: Path, content: bytes) -> bool:
    """Write a complete file or none, with the user's permissions; return False if it exists."""
    if path.exists():
        return False
    disk.create(path, content)
    return True
