"""`init`: make a firm's own repository. Writes what is missing, and overwrites nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from shlex import join

import redwell
from redwell.commands import edge
from redwell.commands.edge import Project
from redwell.files import disk
from redwell.files.discovery import Misuse
from redwell.repository import fork, layout, pin, place, schemas, writer
from redwell.repository.layout import Forge
from redwell.repository.pin import WHEELS, Pin

_FORGES = {"github": "GitHub", "gitlab": "GitLab"}


@dataclass(frozen=True, kw_only=True, slots=True)
class InitOptions:
    """The flags of the command, as they are typed."""

    forge: str
    wheel: str
    upgrade: bool


def run(project: Project, options: InitOptions) -> int:
    """Write the repository in the working folder, and print what to do next. Raises `Misuse`."""
    if options.forge:
        edge.one_of("forge", options.forge, layout.FORGES)
    root = Path.cwd()
    if options.upgrade and not (root / layout.LOCK).is_file():
        where = f": run it in {project.root}" if (project.root / layout.LOCK).is_file() else ""
        raise Misuse(f"there is no {layout.LOCK} here, as redwell init writes it{where}")
    # Everything that may be refused comes before the first file.
    pinned = pin.given(options.wheel, root) if options.wheel else pin.installed(root)
    if options.upgrade:
        return _upgrade(root, _forge(options, _present(root) or place.forge_of(root)), pinned)
    if place.prepare(root):
        print("made a git repository here (git init)")
    forge = _forge(options, place.forge_of(root) or _present(root))
    files = {name: text.encode() for name, text in layout.contents(forge, pinned).items()}
    files |= schemas.copies()
    if any((root / "filings").glob("*/*.yaml")):
        # Where there are filings, nobody needs an invented one, or it was removed.
        del files[layout.EXAMPLE]
    if pinned.file and pinned.source:
        files[pinned.file] = pin.wheel(pinned.source)
    written, left = writer.write_missing(root, files)
    for line in _report(root, forge, pinned, written, left):
        print(line)
    if fork.is_fork(root):
        lines = _of_fork(root)
    else:
        lines = _next(root, forge, is_guessed=not (options.forge or place.forge_of(root)))
    for line in lines:
        print(line)
    return 0


def _forge(options: InitOptions, likely: Forge | None) -> Forge:
    chosen = next((each for each in layout.FORGES if each == options.forge), None)
    return chosen or likely or "github"


def _present(root: Path) -> Forge | None:
    """Return the forge whose recipe is in the repository."""
    recipes = [each for each in layout.FILES if each.forge and not each.is_own]
    return next((each.forge for each in recipes if (root / each.name).exists()), None)


def _report(
    root: Path, forge: Forge, pinned: Pin, written: Sequence[str], left: Sequence[str]
) -> Iterator[str]:
    purposes = {each.name: each.purpose for each in layout.of_forge(forge)}
    shown = [name for name in written if name in purposes]
    width = max(map(len, shown), default=0)
    for name in shown:
        yield f"wrote {name:{width}}  {purposes[name]}"
    copied = [name for name in written if name.startswith("schemas/")]
    if copied:
        yield f"wrote {', '.join(copied)}: what the editor reads"
    if pinned.file in written:
        yield f"wrote {pinned.file}: the wheel that {layout.LOCK} pins"
    if layout.LOCK in written:
        yield f"pinned Redwell {redwell.__version__} by sha256 {pinned.sha256}"
    texts = layout.contents(forge, pinned)
    others = [name for name in left if name in texts and not disk.holds(root / name, texts[name].encode())]
    if others:
        yield f"left as they are, because they exist: {', '.join(others)}"
        if any(not each.is_own for each in layout.of_forge(forge) if each.name in others):
            yield "  redwell init --upgrade shows what Redwell would write there"
    if not written and not others:
        yield "everything is here already: nothing was written"


def _next(root: Path, forge: Forge, *, is_guessed: bool) -> Iterator[str]:
    built = "the documents of filings/example" if (root / layout.EXAMPLE).exists() else "your documents"
    yield "Next:"
    yield f"  1. redwell build, then redwell open: {built}"
    yield '  2. redwell new --client acme --owner "DOE JANE" --date 2026-05-04: your first filing'
    yield f'  3. git add --all && git commit --message "Begin with Redwell {redwell.__version__}"'
    yield f"  4. README.md: how colleagues set up, and what to protect on {_FORGES[forge]}"
    if is_guessed:
        yield f"These are the workflows of {_FORGES[forge]}; for GitLab: redwell init --forge gitlab"


def _of_fork(root: Path) -> Iterator[str]:
    """Say how a fork of Redwell's own repository becomes a firm's."""
    names = fork.tracked(root, fork.unneeded(root))
    yield "This is a fork of Redwell's own repository. A firm's repository does not need any more:"
    yield from (f"  {name}" for name in names)
    kept = fork.kept_templates(root)
    if kept:
        yield f"Templates unlike those of Redwell {redwell.__version__}: keep what you changed:"
        yield from (f"  {name}" for name in kept)
    yield "Nothing was deleted. Next, in a branch (docs/upgrade.md):"
    yield f"  1. {join(['git', 'rm', '-r', '--quiet', '--', *names])}"
    yield "  2. redwell init: writes a firm's files in the place of Redwell's own"
    yield "  3. put back the lines of your settings: git show HEAD:pyproject.toml"


def _upgrade(root: Path, forge: Forge, pinned: Pin) -> int:
    """Print what this version would write differently as a diff; everything else goes to standard error."""
    texts = layout.contents(forge, pinned)
    files = {each.name: texts[each.name] for each in layout.of_forge(forge) if not each.is_own}
    for each in layout.of_forge(forge):
        if each.is_list and (root / each.name).is_file():
            files[each.name] = writer.with_lines(writer.read(root, each.name), texts[each.name])
    found = list(writer.differences(root, files))
    print("".join(found), end="")
    for line in _to_do(root, pinned, is_different=bool(found)):
        print(line, file=sys.stderr)
    return 0


def _to_do(root: Path, pinned: Pin, *, is_different: bool) -> Iterator[str]:
    if is_different:
        yield "to write this: redwell init --upgrade | git apply"
    if pinned.file and pinned.source and not (root / pinned.file).exists():
        yield f"to pin this wheel: mkdir -p {WHEELS} && {join(['cp', str(pinned.source), f'{WHEELS}/'])}"
    old = [f"{WHEELS}/{each.name}" for each in sorted((root / WHEELS).glob("redwell-*.whl"))]
    if others := [name for name in old if name != pinned.file]:
        yield f"no longer pinned: {join(['git', 'rm', '--', *others])}"
    if schemas.outdated(root):
        yield "to renew the schemas: redwell schema"
    if not is_different:
        yield f"Redwell {redwell.__version__} would write nothing differently"
