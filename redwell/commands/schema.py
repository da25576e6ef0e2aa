"""`schema`: renew the copy of the schemas that editors read."""

from __future__ import annotations

from dataclasses import dataclass

from redwell.commands.edge import Project
from redwell.files import output
from redwell.files.discovery import Misuse
from redwell.repository import schemas


@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    """The command has no flags."""


def run(project: Project, _: Options) -> int:
    """Write the schemas that differ, and print their names. Raises `Misuse`."""
    root = project.root
    folder = root / "schemas"
    if not folder.resolve().is_relative_to(root.resolve()):
        raise Misuse("schemas/ leads out of this repository: nothing was written")
    folder.mkdir(exist_ok=True)
    names = schemas.outdated(root)
    for name in names:
        path = root / name
        if path.is_symlink():
            raise Misuse(f"{name} is a link: remove it, then redwell schema writes a copy")
        output.replace_file(path, schemas.copies()[name])
        print(f"wrote {name}")
    if not names:
        print("schemas/ is up to date")
    return 0
