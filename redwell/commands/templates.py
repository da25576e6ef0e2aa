"""`templates`: list which templates are the firm's, and copy one of Redwell's to change it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from redwell.commands.edge import Project
from redwell.files.discovery import Misuse
from redwell.files.templates import FOLDER
from redwell.problems import did_you_mean
from redwell.repository import templates

VERBS = ("copy", "diff", "keep")


@dataclass(frozen=True, kw_only=True, slots=True)
class TemplatesOptions:
    """The flags of the command, as they are typed."""

    do: Sequence[str]


def run(project: Project, options: TemplatesOptions) -> int:
    """Do what is asked, or list all templates. Raises `Misuse`."""
    if not options.do:
        for line in templates.listing(project.root):
            print(line)
        return 0
    verb, *names = options.do
    if verb not in VERBS:
        hint = did_you_mean(verb, VERBS) or f": write {', '.join(VERBS)} and the name of a template"
        raise Misuse(f"{verb}: templates knows no such word{hint}")
    if len(names) != 1:
        raise Misuse(f"name one template: {project.line('templates', verb, 'shared/page.css')}")
    name = names[0].replace("\\", "/").removeprefix(f"{FOLDER}/")
    if verb == "diff":
        text = templates.difference(name, project.root)
        print(text or f"{name} is the same as Redwell's\n", end="")
    elif verb == "copy":
        path = templates.copy(name, project.root)
        print(f"wrote {path}: from now on, documents are made with it")
        if other := templates.partner(name, project.root):
            print(f"{other} goes with it: an upgrade may change both, so copy it too, or take changes over")
    else:
        templates.keep(name, project.root)
        print(f"noted: templates/{name} takes Redwell's file of this version into account")
    return 0
