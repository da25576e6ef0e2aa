"""Write the parts of the live page as HTML: what a browser gets, once at first and then at each save.

`templates/preview/` lays them out, in the style of the page of a review.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import quote

from jinja2 import Environment
from markupsafe import Markup

from redwell.deadlines import standing
from redwell.deadlines.standing import short_date
from redwell.documents.environment import environment
from redwell.files import templates
from redwell.preview.account import TouchedAccount
from redwell.preview.sheet import Desk, Paper, Sheet
from redwell.problems import Place, Problem
from redwell.review import headline
from redwell.review.formats import escape

FOLDER = "preview/"
EDITORS = {
    **dict.fromkeys(
        ("vscode", "vscodium", "cursor", "windsurf", "zed"), "{editor}://file{path}:{line}:{column}"
    ),
    **dict.fromkeys(("idea", "pycharm"), "{editor}://open?file={path}&line={line}&column={column}"),
}
"""The address at which each editor opens a file."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """The page at one moment. *number* counts the moments; *text* is what the browser gets, as JSON."""

    number: int
    title: str
    head: Markup
    side: Markup
    facts: Markup
    papers: tuple[Mapping[str, Any], ...]
    """Each with its own *is_stale*: a power may have an error in its words, and the form none."""
    is_stale: bool
    """True if the facts are those of an earlier moment, because the file cannot be read as a filing now."""
    notice: str
    """The warning above a form that is shown as it is typed, with errors; else empty."""

    @property
    def text(self) -> str:
        """Return the message as JSON on one line."""
        names = ("number", "title", "head", "side", "facts", "papers", "is_stale", "notice")
        return json.dumps({name: getattr(self, name) for name in names})


def message(sheet: Sheet, before: Message | None, desk: Desk) -> Message:
    """Return the page of *sheet*; papers and facts of *before* stay in place of those that cannot be made."""
    made = environment_of(desk.home)
    found = made.get_template(f"{FOLDER}parts.html.j2").module
    words = _words(sheet)
    if sheet.filing is None and before and before.title:
        words["title"] = before.title
    told = {"sheet": sheet, "words": words, "links": _links(sheet, desk)}
    new = Message(
        number=before.number + 1 if before else 1,
        title=words["title"],
        head=_part(found, "head", told),
        side=_part(found, "side", told),
        facts=before.facts if before else Markup(),
        papers=tuple(_papers(sheet.papers, before.papers if before else ())),
        is_stale=sheet.filing is None,
        notice=words["notice"],
    )
    if sheet.facts is None:
        return new
    return replace(new, facts=_part(found, "fact_sheet", {"facts": sheet.facts}))


def _papers(papers: Sequence[Paper], before: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield the papers as they are now, and those of *before* where a paper, or any, cannot be made."""
    kept = {each["name"]: {**each, "is_stale": True} for each in before}
    for each in papers:
        if each.page:
            yield {
                "name": each.name,
                "title": each.title,
                "body": each.page.body,
                "style": each.page.style,
                "is_wide": each.page.is_wide,
                "is_stale": False,
            }
        elif each.name in kept:
            yield kept[each.name]
    if not papers:
        yield from kept.values()


def account(shown: TouchedAccount, home: Path) -> Markup:
    """Return the account that a form goes on from; nothing if it touches no position."""
    made = environment_of(home)
    return _part(made.get_template(f"{FOLDER}parts.html.j2").module, "account", {"shown": shown})


def without_papers(message: Message) -> Message:
    """Return a message that keeps nothing of its filing, for the next one of another."""
    return replace(message, title="", papers=(), facts=Markup())


def whole(message: Message, account: Markup, home: Path) -> str:
    """Return the page as a browser loads it."""
    template = environment_of(home).get_template(f"{FOLDER}preview.html.j2")
    return template.render(message=message, account=account)


@lru_cache(maxsize=2)
def environment_of(home: Path) -> Environment:
    """Return the environment of the parts: invisible characters in values are shown by their names."""
    made = environment(home).overlay(finalize=escape.on_page)
    made.filters = {**made.filters, "day": short_date, "slug": lambda text: text.replace(" ", "-")}
    made.globals = {"counted": headline.counted, "dot": headline.SEPARATOR}
    return made


def _part(module: Any, name: str, told: Mapping[str, Any]) -> Markup:
    part: Markup = getattr(module, name)(**told)
    return part


def _words(sheet: Sheet) -> dict[str, Any]:
    """Return what is said of the whole filing."""
    unready = sum(each.severity == "not ready" for each in sheet.problems)
    count = headline.problem_count(sheet.problems, len(sheet.accepted))
    return {
        "title": headline.title(sheet.filing, PurePath(sheet.entry.name).name),
        "state": headline.state(sheet.filing, sheet.problems, is_doubtful=sheet.is_doubtful),
        "count": f"{count}, {headline.counted(unready, 'thing')} missing" if unready else count,
        # A note is said, and not counted.
        "problems": sum(each.severity != "note" for each in sheet.problems),
        "due": headline.due(sheet.standing, sheet.today),
        "is_overdue": headline.is_overdue(sheet.standing, sheet.today),
        "deadline": standing.sentence(sheet.standing, sheet.today) if sheet.standing else "",
        "signing": sheet.signing,
        "notice": _notice(sheet),
    }


def _notice(sheet: Sheet) -> str:
    """Return the warning above a form that is shown though it has errors."""
    count = sum(each.severity == "error" for each in sheet.problems)
    if sheet.filing is None or not count:
        return ""
    return f"Do not file or sign this: it has {headline.counted(count, 'error')} (beside)."


def _links(sheet: Sheet, desk: Desk) -> dict[str, Any]:
    """Return the addresses at which an editor opens the filing, and each of its problems."""
    return {
        "filing": editor_link(desk.editor, sheet.entry.path, 1, 1),
        "problems": [_problem_link(each, desk) for each in sheet.problems],
    }


def _problem_link(problem: Problem, desk: Desk) -> str:
    place = problem.place or Place(file="")
    path = desk.root / place.file
    folder = f"{templates.FOLDER}/"
    if place.file.startswith(folder) and not path.exists():
        path = desk.home / place.file
    return editor_link(desk.editor, path, place.line, place.column)


def editor_link(editor: str, path: Path, line: int, column: int) -> str:
    """Return the address at which an editor opens a file."""
    named = quote(f"/{path.absolute().as_posix().lstrip('/')}")
    return EDITORS[editor].format(editor=editor, path=named, line=line, column=column)
