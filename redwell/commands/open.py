"""`open`: show a document of a filing with the viewer of this computer."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from redwell.commands import edge
from redwell.commands.edge import Project
from redwell.files import discovery, disk, output
from redwell.files.discovery import Entry, Misuse
from redwell.files.reader import LARGEST_TEXT

WHAT = ("pdf", "docx", "xml", "folder")


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenOptions:
    """The flags of the command, as they are typed."""

    filing: str
    what: str


def run(project: Project, options: OpenOptions) -> int:
    """Open the documents and print their names; return 1 if no viewer starts. Raises `Misuse`."""
    edge.one_of("what", options.what, WHAT)
    record, out = project.folder("filings"), project.folder("build")
    document = Path(options.filing).absolute()
    if options.filing and document.is_file() and document.is_relative_to(out):
        return _opened(project, [document])
    if options.filing:
        entry = discovery.one(options.filing, record, project.root)
    else:
        entry = _built_last(discovery.find_filings(record, project.root).entries, out, project.line("build"))
    folder = out / entry.client / entry.stem
    built = output.manifest(folder)
    if built is None:
        raise Misuse(f"{entry.name} is not built yet: {project.line('build', entry.name)}")
    then = built.get("inputs", {}).get("filing", {}).get(entry.path.name)
    if then != disk.hash_of(entry.path, LARGEST_TEXT):
        line = project.line("build", entry.name)
        print(f"note: {entry.name} has changed since this build: {line}", file=sys.stderr)
    return _opened(project, _documents(folder, options.what, built["outputs"]))


def _opened(project: Project, paths: Iterable[Path]) -> int:
    """Open files with their viewers, and return the exit code."""
    for path in paths:
        if not _is_opened(path):
            print(f"no viewer starts on this computer: open {path} yourself", file=sys.stderr)
            return 1
        print(f"opened {project.name_of(path)}")
    return 0


def _built_last(entries: tuple[Entry, ...], out: Path, line: str) -> Entry:
    """Return the filing whose documents were written last. Raise `Misuse` if none is built."""

    def written(entry: Entry) -> float:
        path = out / entry.client / entry.stem / output.MANIFEST
        return path.stat().st_mtime if path.is_file() else 0

    if not entries or not written(last := max(entries, key=written)):
        raise Misuse(f"no filing is built yet: {line}")
    return last


def _documents(folder: Path, what: str, outputs: dict[str, str]) -> list[Path]:
    """Return the form as *what*, in each of its parts, or the folder itself. Raises `Misuse`."""
    if what == "folder":
        return [folder]
    names = [name for name in sorted(outputs) if name.startswith("form") and name.endswith(f".{what}")]
    if not names or any(not (folder / name).is_file() for name in names):
        raise Misuse(f"{folder.name}: its {what} is missing from the build: redwell build --force")
    return [folder / name for name in names]


def _is_opened(path: Path) -> bool:
    """Start the viewer of a file or folder, and return whether there is one."""
    # Slower to load than the rest of the command.
    import click

    # On Linux, only the end of xdg-open tells whether it found a viewer.
    return click.launch(str(path), wait=sys.platform.startswith("linux")) == 0
