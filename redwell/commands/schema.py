"""`schema`: renew the copy of the schemas that editors read."""

from __future__ import annotations

from dataclasses import dataclass

from redwell.commands.edge import Project
from redwell.repository import schemas, writer


@dataclass(frozen=True, kw_only=True, slots=True)
class SchemaOptions:
    """The command has no flags."""


def run(project: Project, _: SchemaOptions) -> int:
    """Write the schemas that differ, and print their names. Raises `Misuse`."""
    names = schemas.outdated(project.root)
    for name in names:
        writer.renew(project.root, name, schemas.copies()[name])
        print(f"wrote {name}")
    if not names:
        print("schemas/ is up to date")
    return 0
