"""Mend a filing: apply the certain remedies of its problems, check again, and repeat while there are any."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from redwell.check.filing import Checked
from redwell.fixes.edits import edits_of, overlap
from redwell.problems import Edit, Path, Problem, edited
from redwell.source.loader import Source
from redwell.source.partial import read_partly
from redwell.text.lines import LINE_BREAK, line_number

MAX_ROUNDS, MAX_CHECKS = 100, 500
"""A mend may show what another mistake hid, or be made after another one; no filing needs half as many."""
MAX_CHARACTERS = 4_000_000
"""The most text that is checked for one filing, in all versions of it."""
_BOM = b"\xef\xbb\xbf"
_STEPS = ("text", "shape", "law")
_REVEALED = frozenset({"missing-key", "empty"})
"""Problems of a mapping that is understood only now: they stand at its key, and no edit made them.

So is a value that has a mend of its own, under a key that was misspelt.
"""

_OF_VALUES = frozenset({"date-form", "not-a-choice", "text-form", "too-large", "too-long", "wrong-type"})
"""Problems of a value that a mistake in the text around it hid, such as a wrong label in brackets."""

_FILED = re.compile(r"(?:^|[{,?])[ \t]*[\"']?filed[\"']?[ \t]*(?::|$)", re.MULTILINE | re.IGNORECASE)
"""The key of a filed form, in a text however broken."""
_DAY_FIRST = re.compile(r"(?<!\d)(?:1[3-9]|2\d|3[01])([/-])(?:0?[1-9]|1[0-2])\1\d{4}(?!\d)")
_DAY_OR_MONTH = re.compile(r"(?<!\d)\d{1,2}([/-])\d{1,2}\1\d{4}(?!\d)")
"""A date with its day first, and a date that may be one: who writes one of them so, may write all so."""

_UNREADABLE = frozenset({"yaml", "tab"})
"""Problems that hide what follows them in their block."""
_BLOCK = re.compile(r"^[A-Za-z_]", re.MULTILINE)

Check = Callable[[bytes], Checked]


@dataclass(frozen=True, kw_only=True, slots=True)
class Mended:
    """A filing before and after, and the problems that were *mended*."""

    before: bytes
    after: bytes
    mended: tuple[Problem, ...] = ()
    is_filed: bool = False
    """True if it was filed: then nothing is edited, though there would be something to mend."""


@dataclass(frozen=True, slots=True)
class _State:
    """A text with its problems."""

    text: str
    checked: Checked
    source: Source | None


@dataclass(slots=True)
class _Mender:
    """Checks texts of one filing; *is_marked* where its file begins with a byte order mark."""

    check: Check
    name: str
    is_marked: bool
    checks: int = 0
    characters: int = 0
    mended: list[Problem] = field(default_factory=list)

    @property
    def is_tired(self) -> bool:
        """True after so many checks that this is no filing that somebody wrote."""
        return self.checks >= MAX_CHECKS or self.characters >= MAX_CHARACTERS

    def encoded(self, text: str) -> bytes:
        return (_BOM if self.is_marked else b"") + text.encode("utf-8")

    def state(self, text: str) -> _State:
        self.checks += 1
        self.characters += len(text)
        content = self.encoded(text)
        return _State(text, self.check(content), read_partly(content, self.name).source)

    def round(self, state: _State) -> _State:
        """Return the text after every mend that can be made now, each certain to make nothing worse."""
        found = [*_mends(state)]
        chosen: list[tuple[Problem, tuple[Edit, ...]]] = []
        for problem, edits in found:
            if not any(overlap(edits, others) for _, others in chosen):
                chosen.append((problem, edits))
        after = self._after(state, chosen)
        if after is not None:
            self.mended += [problem for problem, _ in chosen]
            return after
        # Together they make something worse: the first that does not do so by itself.
        for problem, edits in found if len(found) > 1 else ():
            if self.is_tired:
                break
            single = self._after(state, [(problem, edits)])
            if single is not None:
                self.mended.append(problem)
                return single
        return state

    def _after(self, state: _State, mends: Sequence[tuple[Problem, tuple[Edit, ...]]]) -> _State | None:
        edits = [edit for _, edits in mends for edit in edits]
        if not edits:
            return None
        after = self.state(edited(state.text, edits))
        return after if _is_better(state, after, edits, [problem for problem, _ in mends]) else None


def mend(content: bytes, name: str, check: Check) -> Mended:
    """Return the filing in *content* with all certain mends; *check* checks a version of it."""
    try:
        text = content.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError:
        return Mended(before=content, after=content)
    mender = _Mender(check, name, content.startswith(_BOM))
    state = mender.state(text)
    for _ in range(MAX_ROUNDS):
        after = mender.round(state)
        if after is state or mender.is_tired:
            break
        state = after
    after_content = mender.encoded(state.text)
    sources = [each for each in (read_partly(content, name).source, state.source) if each]
    is_filed = any(isinstance(each.data, dict) and "filed" in each.data for each in sources)
    if after_content != content and (is_filed or _FILED.search(text) or _FILED.search(state.text)):
        return Mended(before=content, after=content, is_filed=True)
    return Mended(before=content, after=after_content, mended=tuple(mender.mended))


def _mends(state: _State) -> Iterator[tuple[Problem, tuple[Edit, ...]]]:
    source = state.source
    for problem in state.checked.problems:
        if problem.mend is None:
            continue
        edits = edits_of(source, problem) if source else problem.mend.edits
        if edits and not (
            _DAY_FIRST.search(state.text) and any(_is_date(state.text, each) for each in edits)
        ):
            yield problem, edits


def _is_date(text: str, edit: Edit) -> bool:
    """Return whether an edit replaces a date that may have its day first."""
    return bool(_DAY_OR_MONTH.search(text[edit.start : edit.end]))


# --- no mend makes anything worse ---


def _is_better(before: _State, after: _State, edits: Sequence[Edit], mended: Sequence[Problem]) -> bool:
    """Return whether edits of the *mended* problems made no new one.

    What a mistake hid is no new problem: the problems of a later step, of another line in a text that could
    not be read, and of what stands below a key that was unknown. But where a text still cannot be read, it
    may be because of the edit.
    """
    steps = [_STEPS.index(each.checked.step) for each in (before, after)]
    if steps[1] < steps[0]:
        return False
    if steps[1] > steps[0] and after.checked.step == "law":
        # A question about the very value that was mended means that it was not so certain.
        return not any(_is_about(each, problem) for each in mended for problem in after.checked.problems)
    has_new_block = len(_BLOCK.findall(after.text)) > len(_BLOCK.findall(before.text))
    if after.checked.step == "text" and has_new_block:
        return False  # a line that came to the margin begins a block of its own, which may hide others
    known = Counter(map(_kind, before.checked.problems)) - Counter(map(_kind, mended))
    is_of_text = all(problem.mend and problem.mend.edits for problem in mended)
    lines = _edited_lines(before.text, edits)
    blocks = _blocks_of(after.text, lines)
    for problem in after.checked.problems:
        kind = _kind(problem)
        if problem.severity == "note":
            continue
        if known[kind]:
            known[kind] -= 1
            continue
        is_of_law = after.checked.step == "law"
        is_here = problem.place is not None and problem.place.line in lines
        is_in_block = (
            problem.place is not None and problem.place.line in blocks and problem.code in _UNREADABLE
        )
        is_hidden_value = is_of_text and problem.code in _OF_VALUES
        is_revealed = problem.code in _REVEALED or problem.mend is not None or is_hidden_value
        is_of_value = (is_here or is_in_block) and problem.severity == "error" and not is_revealed
        if is_of_law or is_of_value:
            return False
    return True


def _is_about(mended: Problem, problem: Problem) -> bool:
    """Return whether a problem is about a value that was mended, or about the address that it is part of."""
    around = mended.path[:-1] if "address" in mended.path else mended.path
    if mended.lines and problem.path == mended.path:
        return False  # what is still missing beside the words that were mended
    return problem.severity in ("error", "warning") and problem.path[: len(around)] == around != ()


def _blocks_of(text: str, lines: set[int]) -> set[int]:
    """Return the numbers of all lines of the blocks that *lines* stand in."""
    starts = [1, *(line_number(text, found.start()) for found in _BLOCK.finditer(text)), _breaks(text) + 2]
    return {
        line
        for start, end in pairwise(starts)
        if any(start <= each < end for each in lines)
        for line in range(start, end)
    }


def _kind(problem: Problem) -> tuple[str, Path]:
    return problem.code, problem.path


def _edited_lines(text: str, edits: Sequence[Edit]) -> set[int]:
    """Return the numbers of the lines, in the text after the edits, that they change."""
    lines: set[int] = set()
    shift = 0
    for edit in sorted(edits, key=lambda edit: edit.start):
        first = line_number(text, edit.start) + shift
        added = _breaks(edit.new)
        lines |= set(range(first, first + added + 1))
        shift += added - _breaks(text[edit.start : edit.end])
    return lines


def _breaks(text: str) -> int:
    return len(LINE_BREAK.findall(text))
