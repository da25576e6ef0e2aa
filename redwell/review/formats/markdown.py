"""Write the comment on a request as Markdown: short enough to read in a minute, and for the forge's limit.

`templates/review/review.md.j2` lays out each part; this module chooses the parts that fit. GitHub's limit is
65,536 characters of up to four bytes, GitLab's a million. UTF-16 units are counted: no forge counts more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

import redwell
from redwell.deadlines.standing import short_date
from redwell.documents.environment import environment
from redwell.review.formats import escape
from redwell.review.headline import counted, edit_label, parts, statement_apart
from redwell.review.model import (
    FilingReview,
    Review,
    ReviewTable,
    Revision,
    Total,
    class_of,
)
from redwell.text.diff import Kind, Run

MARKER = "<!-- redwell-review -->"
"""The first line of the comment, which identifies it for updates in place."""
OVERDUE = "🔴 **overdue**"
"""A forge leaves no other red in a comment."""
OFF = "🔴 **balance off**"
MOST_ON_TOP = 40
_IN_CELL, _IN_LINE, _IN_RUN, _AROUND = 300, 1_000, 3_000, 140
"""The most characters of a text: in a cell, in a line, of changed words, and of words around them."""
_LONGEST_LINE = 1_500
"""The most characters of an escaped line: five hundred dollar signs take nine thousand."""
_SAID_OF_NOTES, _ALL_IS_SAID = 100, 350
"""Room for the heading of the notes, and for the sentences on omitted parts."""
_MOST_NOTES, _MOST_YAML = 20, 100
_STATES = ("has errors", "not ready to file", "ready to file", "removed", "filed")
_SIGNS: Mapping[Kind, str] = {"same": "  ", "deleted": "- ", "inserted": "+ "}
_ELSEWHERE = "in the HTML page"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Block:
    """A part that is shown completely, or left out and named; the highest *rank* is left out first."""

    name: str
    rank: int
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class _Section:
    heading: str
    blocks: tuple[_Block, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Unedited filings whose documents change in the same way, with redlines of the first."""

    filings: tuple[FilingReview, ...]
    redlines: tuple[tuple[str, tuple[Run, ...]], ...]
    silent: tuple[str, ...]
    notes: tuple[str, ...]


_Kept = Mapping[int, frozenset[int]]
"""The blocks to show, by the number of their section."""


def markdown(review: Review, limit: int = 60_000) -> str:
    """Return the comment, with at most *limit* characters for any review.

    If it is too long, the least important parts are left out, and the comment says so.
    """
    # What a template breaks in several filings stands in a note, once.
    is_noted = sum(each.is_broken_by_template for each in review.filings) > 1
    parts = [
        (each, _is_told(each) and not (is_noted and each.is_broken_by_template)) for each in review.filings
    ]
    told = [each for each, is_told in parts if is_told]
    others = [each for each, is_told in parts if not is_told]
    elsewhere = tuple(_block("what changed elsewhere", 3, "elsewhere", review.elsewhere))
    top, on_top = _top(review, told, limit)
    sections = [
        *(_of_filing(each, review.head, is_on_top=at in on_top) for at, each in enumerate(told)),
        _Section(heading="### Not edited, but their documents change", blocks=tuple(_of_groups(others))),
        _Section(heading="### Changed outside of filings", blocks=elsewhere),
    ]
    sections = [each for each in sections if each.blocks]
    foot = _foot(review, limit // 10)
    room = limit - _size(top) - _size(foot) - _ALL_IS_SAID
    kept = _kept(sections, room)
    shown = (_shown(section, kept[at]) for at, section in enumerate(sections) if kept[at])
    whole = "\n\n".join(filter(None, (top, _left_out(sections, kept), *shown, foot))) + "\n"
    short = f"{MARKER}\n\nThis review is too long for a comment. It is {_ELSEWHERE}.\n"
    return whole if _size(whole) <= limit else short


def _is_told(filing: FilingReview) -> bool:
    """Return whether a filing has its own section: it was edited, or has errors or new problems."""
    return filing.change != "affected" or filing.state == "has errors" or filing.has_new_problems


def _size(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2 + 2


# --- the template ---


@lru_cache(maxsize=2)
def _macros(home: Path) -> Any:
    made: Environment = environment(home).overlay(finalize=_escaped)
    made.filters = {
        **made.filters,
        "cell": lambda value: Markup(escape.text(str(value), _IN_CELL)),
        "bold": lambda value: Markup(f"**{escape.text(value, _IN_CELL) or 'without a name'}**"),
        "sentence": lambda value: Markup(escape.text(str(value), _IN_LINE)),
        "day": short_date,
        "digits": lambda value: Markup(escape.digits(value)),
        "redline": lambda runs: Markup(redline(runs)),
        "diff": lambda runs: Markup(_diff(runs)),
    }
    made.globals = {
        "counted": counted,
        "edit_label": edit_label,
        "link": lambda *given: Markup(escape.link(*given)),
    }
    return made.get_template("review/review.md.j2").module


def _escaped(value: Any) -> Any:
    """Escape every value that a template prints, unless it is marked as Markdown."""
    return value if hasattr(value, "__html__") else Markup(escape.text(str(value)))


def _part(macro: str, *given: Any) -> str:
    return str(getattr(_macros(redwell.home()), macro)(*given)).strip()


def redline(runs: Iterable[Run]) -> str:
    """Return deleted and inserted words in one line, with some of the words around them."""
    runs = tuple(runs)
    if {run.kind for run in runs} == {"inserted"}:
        # A new text needs no marks.
        runs = tuple(Run(kind="same", text=run.text) for run in runs)
    shown, was_deleted = "", False
    for at, run in enumerate(runs):
        words = run.text
        if run.kind == "same":
            words = _around(words, is_first=at == 0, is_last=at == len(runs) - 1)
        marked = _marked(run.kind, words)
        # Inserted words follow the deleted words without a space.
        is_apart = words[:1].isspace() or (was_deleted and run.kind == "inserted")
        shown += f"{' ' if is_apart else ''}{marked}{' ' if words[-1:].isspace() else ''}"
        was_deleted = run.kind == "deleted"
    return re.sub(" {2,}", " ", shown).strip()


def _marked(kind: Kind, words: str) -> str:
    parts = (escape.text(part, _IN_RUN) for part in re.split(r"\n\s*\n", words))
    shown = "<br><br>".join(filter(None, parts))
    if not shown or kind == "same":
        return shown
    return f"<del>{shown}</del>" if kind == "deleted" else f"<ins><b>{shown}</b></ins>"


def _around(words: str, *, is_first: bool, is_last: bool) -> str:
    """Return the beginning and the end of unchanged words: those next to a change."""
    if len(words) <= 2 * _AROUND + 40:
        return words
    before = "" if is_first else words[:_AROUND].rpartition(" ")[0]
    after = "" if is_last else words[len(words) - _AROUND :].partition(" ")[2]
    return f"{before} … {after}"


def _diff(runs: Sequence[Run]) -> str:
    """Return the changed lines with three lines around them, as in the file."""
    lines = [(run.kind, line) for run in runs for line in run.text.removesuffix("\n").split("\n")]
    changed = [at for at, (kind, _) in enumerate(lines) if kind != "same"]
    near = sorted({each for at in changed for each in range(max(0, at - 3), min(len(lines), at + 4))})
    shown: list[str] = []
    for before, at in zip((-1, *near), near, strict=False):
        if at > before + 1:
            shown.append("  …")
        shown.append(_SIGNS[lines[at][0]] + lines[at][1][:_IN_CELL])
    more = len(shown) - _MOST_YAML
    cut = f"\n\nand {counted(more, 'more line')} {_ELSEWHERE}" if more > 0 else ""
    return escape.code_block("\n".join(shown[:_MOST_YAML]), "diff") + cut


# --- what is always shown ---


def _top(review: Review, told: Sequence[FilingReview], limit: int) -> tuple[str, frozenset[int]]:
    """Return the verdict, a line for each of several filings, and the notes: at most half of *limit*.

    Also return the places of the filings that have a line.
    """
    worst = sorted(range(len(told)), key=lambda at: (_STATES.index(told[at].state), at))
    lines = {
        at: f"- {_state(told[at])} · {_fitted(told[at].line, _IN_LINE // 2, _LONGEST_LINE)}"
        for at in worst[:MOST_ON_TOP]
        if len(told) > 1
    }
    heading = f"## {_fitted(review.verdict, _IN_LINE, limit // 10)}"
    room = limit // 2 - _size(heading) - _size(MARKER)
    count = len(told) if len(told) > 1 else 0
    shown, on_top = _as_fit(lines, count, room - _SAID_OF_NOTES)
    notes = _notes(review.notes, room - _size(shown))
    return "\n\n".join(filter(None, (MARKER, heading, shown, notes))), on_top


def _state(filing: FilingReview) -> str:
    marks = ((filing.is_overdue, OVERDUE), (filing.is_off, OFF))
    return " · ".join([f"**{filing.state}**", *(mark for is_so, mark in marks if is_so)])


def _as_fit(lines: Mapping[int, str], count: int, room: int) -> tuple[str, frozenset[int]]:
    """Return the first lines that fit, and the number of the others; and the numbers of these lines."""
    more = f"- and {{:,}} more {_ELSEWHERE}"
    room -= _size(more.format(count))
    shown = []
    for at, line in lines.items():
        room -= _size(line)
        if room < 0:
            break
        shown.append(at)
    rest = [more.format(count - len(shown))] if len(shown) < count else []
    return "\n".join([*(lines[at] for at in sorted(shown)), *rest]), frozenset(shown)


def _notes(notes: Sequence[str], room: int) -> str:
    if not notes:
        return ""
    heading = "**For the whole request**"
    lines = {at: f"- {_fitted(each, _IN_LINE, _LONGEST_LINE)}" for at, each in enumerate(notes[:_MOST_NOTES])}
    shown, _ = _as_fit(lines, len(notes), room - _size(heading))
    return f"{heading}\n\n{shown}"


def _fitted(text: str, longest: int, room: int) -> str:
    """Return a text as Markdown, cut to *longest* characters, or to fewer if these exceed *room*."""
    while _size(shown := escape.text(text, longest)) > room and longest > 1:
        longest //= 2
    return shown


def _foot(review: Review, room: int) -> str:
    """Return the compared revisions, and the versions if there is room."""
    texts = (_part("foot", review, has_versions) for has_versions in (True, False))
    return next((each for each in texts if _size(each) <= room), "")


# --- sections ---


def _of_filing(filing: FilingReview, head: Revision, *, is_on_top: bool) -> _Section:
    """Return the section of a filing; what a line on top says is not said again."""
    title, rest = parts(filing)
    given = (filing, title, "" if is_on_top else rest, Markup(_state(filing)), head)
    return _Section(heading=_part("heading", *given), blocks=tuple(_blocks(filing, head)))


def _blocks(filing: FilingReview, head: Revision) -> Iterator[_Block]:
    """Return the parts of a filing in order: problems that prevent filing come first."""
    yield from _block("who agreed to it", 0, "first", filing.first)
    yield from _block("errors", 0, "errors", filing, head)
    yield from _block("its old name", 3, "before_name", filing)
    yield from _block("what could not be compared", 1, "notes", filing)
    yield from _block("what it reports", 1, "statement", statement_apart(filing))
    yield from _trades(filing)
    for table in filing.tables:
        yield from _holdings(table)
    yield from _block("other facts", 3, "facts", filing.facts)
    for text in filing.texts:
        yield from _block("texts", 4, "text", text)
    yield from _block("lines of the file", 5, "yaml", filing.yaml)
    yield from _block("who signs", 3, "signers", filing.signers)
    yield from _block("warnings", 5, "new_warnings", filing, head)
    yield from _block("warnings as before", 7, "known_warnings", filing, head)
    yield from _block("what to look at", 2, "tasks", filing.tasks)
    yield from _block("pages", 6, "pages", filing.pages)
    yield from _block("documents", 8, "outputs", filing.outputs)


def _block(name: str, rank: int, macro: str, *given: Any) -> Iterator[_Block]:
    """Yield the block that a macro makes of *given*, unless there is nothing to tell."""
    if given[0] and (text := _part(macro, *given)):
        yield _Block(name=name, rank=rank, text=text)


def _trades(filing: FilingReview) -> Iterator[_Block]:
    """Return a table for each class that was traded, its lines, folded, and the other positions."""
    for table in filing.trades:
        if table.columns:
            yield from _block(f"{table.label}, {table.title}", 1, "trades", table)
            yield from _block(f"the lines of {table.label}, {table.title}", 5, "trade_lines", table)
    held = [table for table in filing.trades if not table.columns]
    yield from _block("positions without a transaction", 6, "held", held)
    yield from _block("plans", 3, "plan", filing.plan if filing.trades else None)
    yield from _block("purchases and sales within six months", 1, "short_swing", filing.short_swing)
    yield from _block("positions left out", 3, "left_out", filing.left_out)


def _holdings(table: ReviewTable) -> Iterator[_Block]:
    """Return the changed rows of a table with totals, then its unchanged rows, folded."""
    changed = [row for row in table.rows if row.change != "same"]
    same = [row for row in table.rows if row.change == "same"]
    moved = {class_of(row) for row in changed if row.before != row.after}
    # A total is told if it changed, or stayed the same although its amounts changed.
    told, untold = list[Total](), list[Total]()
    for total in table.told_totals:
        is_told = total.before != total.after or class_of(total) in moved
        (told if is_told else untold).append(total)
    if changed:
        yield from _block(table.label, 1, "holdings", table, changed, told)
    if same or untold:
        counts = ((len(same), "row"), (len(untold) if changed else 0, "total"))
        label = " and ".join(counted(count, noun) for count, noun in counts if count) + " unchanged"
        if not changed:
            label = f"{table.label}: {label}" + (", in another order" if table.is_reordered else "")
        yield from _block(f"what is unchanged in {table.label}", 7, "unchanged", table, same, untold, label)


def _of_groups(filings: Iterable[FilingReview]) -> Iterator[_Block]:
    """Return a block for each group of filings that change in the same way; the largest groups first."""
    groups: dict[object, list[FilingReview]] = {}
    for filing in filings:
        groups.setdefault(_way(filing), []).append(filing)
    for group in sorted(groups.values(), key=len, reverse=True):
        redlines, silent = _redlines(group[0])
        given = Group(filings=tuple(group), redlines=redlines, silent=silent, notes=group[0].notes)
        yield from _block(counted(len(group), "unedited filing"), 4, "affected", given)


def _way(filing: FilingReview) -> object:
    """Return a key that is equal for filings that change in the same way, for any owner."""
    redlines, silent = _redlines(filing)
    return frozenset(_edits(runs) for _, runs in redlines), silent, filing.notes


def _redlines(filing: FilingReview) -> tuple[tuple[tuple[str, tuple[Run, ...]], ...], tuple[str, ...]]:
    """Return the redlines of texts and documents, each edit once; and the other documents that change."""
    changed = [each for each in filing.outputs if each.fate != "unchanged"]
    named = [(text.what, text.runs) for text in filing.texts]
    named += [(each.name, each.runs) for each in changed if _edits(each.runs)]
    once = {_edits(runs): (what, runs) for what, runs in reversed(named)}
    silent = tuple(
        each.name + (f" ({each.fate})" if each.fate != "changed" else "")
        for each in changed
        if each.name not in {what for what, _ in once.values()}
    )
    return tuple(reversed(once.values())), silent


def _edits(runs: Iterable[Run]) -> tuple[tuple[str, str], ...]:
    return tuple((run.kind, " ".join(run.text.split())) for run in runs if run.kind != "same")


# --- what fits ---


def _kept(sections: Sequence[_Section], room: int) -> _Kept:
    """Keep the most important blocks of all sections; skip a block that is too long, and try the next."""
    kept: dict[int, set[int]] = {at: set() for at in range(len(sections))}
    every = (
        (block.rank, at, number)
        for at, each in enumerate(sections)
        for number, block in enumerate(each.blocks)
    )
    for _, at, number in sorted(every):
        section = sections[at]
        cost = _size(section.blocks[number].text)
        if not kept[at]:
            cost += _size(section.heading) + _size(_notice(section, frozenset()))
        if cost <= room:
            kept[at].add(number)
            room -= cost
    return {at: frozenset(numbers) for at, numbers in kept.items()}


def _shown(section: _Section, kept: frozenset[int]) -> str:
    shown = [block.text for number, block in enumerate(section.blocks) if number in kept]
    return "\n\n".join(filter(None, (section.heading, *shown, _notice(section, kept))))


def _notice(section: _Section, kept: frozenset[int]) -> str:
    """Return the notice of a section's omitted parts."""
    left = (block.name for number, block in enumerate(section.blocks) if number not in kept)
    names = dict.fromkeys(escape.text(name, _IN_CELL) for name in left)
    return (
        f"*Left out here, because it is too long: {', '.join(names)}. It is {_ELSEWHERE}.*" if names else ""
    )


def _left_out(sections: Sequence[_Section], kept: _Kept) -> str:
    whole = sum(1 for at in range(len(sections)) if not kept[at])
    parts = sum(0 < len(kept[at]) < len(each.blocks) for at, each in enumerate(sections))
    said = [
        f"{counted(count, 'section')} {'is' if count == 1 else 'are'} {how}"
        for count, how in ((whole, "left out"), (parts, "shortened"))
        if count
    ]
    if not said:
        return ""
    return f"**Not everything fits into a comment: {', '.join(said)}. Everything is {_ELSEWHERE}.**"
