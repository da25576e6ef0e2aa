"""The comment of a pull request: what a partner reads in one minute, below the limit of the forge.

GitHub takes 65,536 characters of up to four bytes, GitLab a million. Counted are the units of UTF-16: no
forge counts more, whether it counts characters, code points or a quarter of the bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from redwell.review.model import FilingReview, Review, Revision
from redwell.review.show import called, escaped
from redwell.review.show.escaped import text
from redwell.review.show.markdown_affected import affected
from redwell.review.show.markdown_parts import Block, blocks
from redwell.review.show.markdown_words import ELSEWHERE, IN_CELL, IN_LINE, MOST_LINES, counted

MARKER = "<!-- redwell-review -->"
"""By it the comment is found again, and written anew in its place."""
MOST_ON_TOP = 40
_SAID_OF_NOTES = 100
"""Room for their heading, and for how many there are."""
_ALL_IS_SAID = 350
"""Room for the two sentences that say what was left out."""
_LONGEST_LINE = 1_500
"""What a line above or a note may take: five hundred dollar signs take nine thousand."""
_STATES = ("has errors", "not ready to file", "ready to file", "removed", "filed")
_FEW = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class _Section:
    heading: str
    blocks: tuple[Block, ...]


_Kept = Mapping[int, frozenset[int]]
"""Of which section which blocks are said, both by number."""


def markdown(review: Review, limit: int = 60_000) -> str:
    """The comment; of more than *limit* characters the least important is left out, and it says so.

    It is never longer, whatever stands in the review.
    """
    sections = [
        *(_of_filing(each, review.head) for each in review.filings if _is_told(each)),
        _Section(
            heading="### Not edited, but made otherwise",
            blocks=affected(each for each in review.filings if not _is_told(each)),
        ),
        _elsewhere(review),
    ]
    sections = [each for each in sections if each.blocks]
    top, foot = _top(review, limit), _foot(review, limit // 10)
    room = limit - _size(top) - _size(foot) - _ALL_IS_SAID
    kept = _kept(sections, room)
    said = (_said(section, kept[at]) for at, section in enumerate(sections) if kept[at])
    whole = "\n\n".join(filter(None, (top, _left_out(sections, kept), *said, foot))) + "\n"
    return (
        whole if _size(whole) <= limit else f"{MARKER}\n\nThis review is too long. It stands {ELSEWHERE}.\n"
    )


def _is_told(filing: FilingReview) -> bool:
    """Whether a filing has a line and a section of its own: it was edited, or check finds something new."""
    if filing.change != "affected" or filing.state == "has errors":
        return True
    return any(finding.is_new for finding in filing.findings)


def _size(said: str) -> int:
    return len(said.encode("utf-16-le", "surrogatepass")) // 2 + 2


# --- what is always said ---


def _top(review: Review, limit: int) -> str:
    """The verdict, a line for each filing, and what holds for the whole request: half of *limit* at most."""
    listed = [each for each in review.filings if _is_told(each)]
    worst = sorted(range(len(listed)), key=lambda at: (_STATES.index(listed[at].state), at))
    said = {
        at: f"- **{listed[at].state}** · {_fitted(listed[at].line, IN_LINE // 2, _LONGEST_LINE)}"
        for at in worst[:MOST_ON_TOP]
    }
    heading = f"## {_fitted(review.verdict, IN_LINE, limit // 10)}"
    room = limit // 2 - _size(heading) - _size(MARKER)
    lines = _as_fit(said, len(listed), room - _SAID_OF_NOTES)
    notes = _notes(review.notes, room - _size(lines))
    return "\n\n".join(filter(None, (MARKER, heading, lines, notes)))


def _as_fit(said: Mapping[int, str], count: int, room: int) -> str:
    """Lines by their numbers: the first as they fit into *room*, but in the order of their numbers.

    Of *count* of them it is said how many more there are.
    """
    more = f"- and {{:,}} more {ELSEWHERE}"
    room -= _size(more.format(count))
    shown = []
    for at, line in said.items():
        room -= _size(line)
        if room < 0:
            break
        shown.append(at)
    lines = [said[at] for at in sorted(shown)]
    return "\n".join([*lines, *([more.format(count - len(lines))] if len(lines) < count else [])])


def _notes(notes: Sequence[str], room: int) -> str:
    if not notes:
        return ""
    heading = "**For the whole request**"
    said = {at: f"- {_fitted(each, IN_LINE, _LONGEST_LINE)}" for at, each in enumerate(notes[:MOST_LINES])}
    return f"{heading}\n\n{_as_fit(said, len(notes), room - _size(heading))}"


def _fitted(said: str, longest: int, room: int) -> str:
    """As Markdown, of at most *longest* characters; and of fewer, where these take more than *room*."""
    while _size(shown := text(said, longest)) > room and longest > 1:
        longest //= 2
    return shown


def _foot(review: Review, room: int) -> str:
    """What was compared by what, or less of it, where *room* is too small."""
    versions = ", ".join(text(f"{name} {version}", 80) for name, version in review.versions[:12])
    sides = f"{_side(review.base)} compared with {_side(review.head)}, as of {text(review.today, 20)}"
    whole = "<br>".join(f"<sub>{each}</sub>" for each in (sides, versions) if each)
    return next((each for each in (whole, f"<sub>{sides}</sub>") if _size(each) <= room), "")


def _side(revision: Revision) -> str:
    name = "" if revision.name == revision.commit else text(revision.name, 100)
    return " ".join(filter(None, (name, escaped.digits(revision.commit or ""))))


# --- sections ---


def _of_filing(filing: FilingReview, head: Revision) -> _Section:
    title = filing.title or filing.file
    url = None if filing.change == "removed" else head.url
    change = called.affected(filing) if filing.change == "affected" else filing.change
    facts = [
        "" if filing.change == filing.state else change,
        f"**{filing.state}**",
        text(filing.due, IN_CELL),
        escaped.link(filing.file, url, filing.file),
    ]
    if filing.compared_with:
        facts.append(f"compared with the previous filing, {text(filing.compared_with, IN_CELL)}")
    shown = " · ".join(dict.fromkeys(filter(None, facts)))
    return _Section(heading=f"### {text(title, IN_CELL)}\n\n{shown}", blocks=blocks(filing, head))


def _elsewhere(review: Review) -> _Section:
    found = []
    for each in review.elsewhere:
        files = [text(file, IN_CELL) for file in each.files[:_FEW]]
        more = f", and {len(each.files) - _FEW:,} more {ELSEWHERE}" if len(each.files) > _FEW else ""
        found.append(f"- **{each.what}**: {', '.join(files)}{more}")
    block = Block(what="what changed elsewhere", rank=3, full="\n".join(found))
    return _Section(heading="### Changed outside of filings", blocks=(block,) if found else ())


# --- what fits ---


def _kept(sections: Sequence[_Section], room: int) -> _Kept:
    """The most important blocks of all sections first; a block that is too long leaves room for the next."""
    kept: dict[int, set[int]] = {at: set() for at in range(len(sections))}
    every = (
        (block.rank, at, number)
        for at, each in enumerate(sections)
        for number, block in enumerate(each.blocks)
    )
    for _, at, number in sorted(every):
        section = sections[at]
        cost = _size(section.blocks[number].full)
        if not kept[at]:
            cost += _size(section.heading) + _size(_notice(section, frozenset()))
        if cost <= room:
            kept[at].add(number)
            room -= cost
    return {at: frozenset(numbers) for at, numbers in kept.items()}


def _said(section: _Section, kept: frozenset[int]) -> str:
    shown = [block.full for number, block in enumerate(section.blocks) if number in kept]
    return "\n\n".join(filter(None, (section.heading, *shown, _notice(section, kept))))


def _notice(section: _Section, kept: frozenset[int]) -> str:
    """What of a section is left out."""
    names = dict.fromkeys(block.what for number, block in enumerate(section.blocks) if number not in kept)
    return f"*Left out here, for it is too long: {', '.join(names)}. It stands {ELSEWHERE}.*" if names else ""


def _left_out(sections: Sequence[_Section], kept: _Kept) -> str:
    whole = sum(1 for at in range(len(sections)) if not kept[at])
    parts = sum(0 < len(kept[at]) < len(each.blocks) for at, each in enumerate(sections))
    said = []
    if whole:
        said.append(f"{counted(whole, 'section')} {'is' if whole == 1 else 'are'} left out")
    if parts:
        said.append(f"{counted(parts, 'section')} {'is' if parts == 1 else 'are'} shortened")
    if not said:
        return ""
    return f"**Not everything fits into a comment: {', '.join(said)}. All of it stands {ELSEWHERE}.**"
