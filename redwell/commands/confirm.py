"""`confirm`: record that the insider confirmed what a form reports, apart from any signature."""

from __future__ import annotations

import json
from dataclasses import dataclass

from redwell.commands import edge
from redwell.commands.edge import Project
from redwell.commands.sign import day_of, figure_lines, open_filing, write_keys
from redwell.documents.filters import in_short


@dataclass(frozen=True, kw_only=True, slots=True)
class ConfirmOptions:
    """The flags of the command, as they are typed."""

    filing: str
    by: str
    how: str
    date: str


def run(project: Project, options: ConfirmOptions) -> int:
    """Write `confirmed:` into the filing. Raises `Misuse`."""
    edge.need(project, "confirm", filing=options.filing, by=options.by, how=options.how)
    edge.refuse_unfit({"by": options.by, "how": options.how})
    day = day_of(options.date)
    opened = open_filing(project, options.filing)
    if opened is None:
        return 1
    given = {
        "by": json.dumps(options.by, ensure_ascii=False),
        "on": f"{day}",
        "how": json.dumps(options.how, ensure_ascii=False),
        "facts": f'"{opened.fingerprint.facts}"',
    }
    write_keys(opened, {(): {"confirmed": given}}, {"by": "by", "how": "how"})
    print(*figure_lines(opened.filing), sep="\n")
    print(f"wrote confirmed: {day}, by {options.by} ({options.how}), into {opened.entry.name}")
    print(in_short(f"  facts {opened.fingerprint.facts}"))
    print(f"next: {project.line('check', opened.entry.name)}")
    return 0
