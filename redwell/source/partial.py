"""Read what can be read of a filing with mistakes in its text, so that one does not hide all others.

Each block (a key at the beginning of a line, with the lines below it) is read by itself, if the whole cannot
be read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Any

from redwell.problems import FilingError, Path, Problem, in_file_order
from redwell.source import errors, loader
from redwell.source.composer import MAX_PROBLEMS, Reader
from redwell.source.errors import Fault, Mark
from redwell.source.loader import Source
from redwell.text.characters import UNSEEN

_BLOCK = re.compile(r"^[A-Za-z_][\w -]{0,60}[ \t]*:(?=[ \t\r\n]|\Z)", re.MULTILINE)
MAX_BLOCKS, MAX_CHARACTERS = 50, 100_000
"""A file with more is not read block by block, which takes a moment for each; a form has 20 keys."""
_NO_LINE_END = re.compile(r"[^\r\n]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Partial:
    """The *problems* of a text, and the *source* of what could be read besides; None if nothing could be.

    *unsure* is what was not read as it is meant; *broken* are the keys of blocks without data, *cut* those of
    blocks before them, whose end may be in there.
    """

    problems: tuple[Problem, ...]
    source: Source | None
    unsure: tuple[Fault, ...] = ()
    broken: frozenset[str] = frozenset()
    cut: frozenset[str] = frozenset()

    def is_sure(self, problem: Problem) -> bool:
        """Return whether a problem of the source is no consequence of what could not be read."""
        assert self.source
        path = problem.path
        if problem.code == "unknown-key" and len(path) == 1:
            return True  # the key itself could be read
        if path[:1] and (path[0] in self.broken or (path[0] in self.cut and self._is_lack(problem))):
            return False
        if self._is_lack(problem) and any(each.code == "second-document" for each in self.unsure):
            return False  # the rest may stand there
        if problem.code == "missing-key":
            return not (self.broken and not path) and not any(
                self._hides_a_key(each, path) for each in self.unsure
            )
        spans = [place for place in (self.source.keys.get(path), self.source.marks.get(path)) if place]
        spans = [each for each in spans if each.written is not None]
        return not any(
            each.path == path or any(each.start < span.end and span.start < each.end for span in spans)
            for each in self.unsure
        )

    def _is_lack(self, problem: Problem) -> bool:
        """Return whether a problem is that something is not there."""
        assert self.source
        mark = self.source.marks.get(problem.path)
        is_blank = mark is not None and mark.written == ""
        return problem.code in ("missing-key", "empty") or is_blank

    def _hides_a_key(self, fault: Fault, path: Path) -> bool:
        """Return whether the mapping at *path* may lack a key because of *fault*."""
        assert self.source
        is_of_key = fault.path == path and fault.code != "character"
        return is_of_key or any(
            key[:-1] == path and mark.start <= fault.start < mark.end
            for key, mark in self.source.keys.items()
        )


def read_partly(content: bytes, name: str) -> Partial:
    """Return the problems of the text of a filing, all that are known, and what can be read of it."""
    try:
        return Partial(problems=(), source=loader.read(content, name))
    except FilingError as error:
        problems = error.problems
    try:
        text = loader.decoded(content, name)
    except FilingError:
        return Partial(problems=problems, source=None)
    unseen = [*islice(errors.invisible(text), MAX_PROBLEMS)]
    if len(unseen) >= MAX_PROBLEMS or any(problem.code == "merge-conflict" for problem in problems):
        return Partial(problems=problems, source=None)
    plain = UNSEEN.sub(" ", text)
    reader = Reader(plain)
    lines = {text.count("\n", 0, fault.start) for fault in unseen}
    faults = [*unseen, *(each for each in reader.run() if text.count("\n", 0, each.start) not in lines)]
    blocks = [] if reader.is_whole else _blocks(plain)
    if not faults or len(faults) >= MAX_PROBLEMS or len(blocks) > MAX_BLOCKS or len(text) > MAX_CHARACTERS:
        return Partial(problems=problems, source=None)
    broken, cut = frozenset[str](), frozenset[str]()
    if reader.is_whole:
        data, marks, keys = reader.data, reader.marks, reader.keys
    else:
        read = [_read_block(plain, block) for block in blocks]
        faults += _later_faults(faults, blocks, read, unseen)
        # Whether a tab can be replaced for certain shows in its own block, if another one is broken too.
        tabs = {fault.start: fault for reader in read for fault in reader.faults if fault.code == "tab"}
        faults = [tabs.get(fault.start, fault) if fault.code == "tab" else fault for fault in faults]
        data, marks, keys, broken = _joined(blocks, read, plain)
        names = [plain[start:end].partition(":")[0].strip() for start, end in blocks]
        cut = frozenset(name for name, after in pairwise(names) if after in broken)
    found = in_file_order(loader.placed_fault(fault, text, name) for fault in faults[:MAX_PROBLEMS])
    if not isinstance(data, dict) or not data.keys() - broken:
        return Partial(problems=tuple(found), source=None)
    source = Source(name=name, text=text, data=data, marks=marks, keys=keys)
    return Partial(problems=tuple(found), source=source, unsure=tuple(faults), broken=broken, cut=cut)


def _blocks(text: str) -> list[tuple[int, int]]:
    """Return where each block begins and ends."""
    starts = [found.start() for found in _BLOCK.finditer(text)]
    return list(zip(starts, [*starts[1:], len(text)], strict=False))


def _read_block(text: str, block: tuple[int, int]) -> Reader:
    """Read one block; all places stay those of the whole text."""
    start, end = block
    # Spaces below a folded text would be a part of it.
    reader = Reader(_NO_LINE_END.sub(" ", text[:start]) + text[start:end] + _NO_LINE_END.sub("", text[end:]))
    reader.run()
    return reader


def _later_faults(
    faults: Sequence[Fault],
    blocks: Sequence[tuple[int, int]],
    read: Sequence[Reader],
    unseen: Sequence[Fault],
) -> list[Fault]:
    """Return the problems of the blocks after the place where the whole text could not be read any more."""
    stopped = max((fault.start for fault in faults if fault not in unseen), default=0)
    return [
        fault
        for (start, _), reader in zip(blocks, read, strict=True)
        if start > stopped
        for fault in reader.faults
    ]


def _joined(
    blocks: Sequence[tuple[int, int]], read: Sequence[Reader], text: str
) -> tuple[dict[str, Any], dict[Path, Mark], dict[Path, Mark], frozenset[str]]:
    """Return the data of all blocks with its places, and the keys of those that could not be read."""
    data: dict[str, Any] = {}
    marks: dict[Path, Mark] = {(): Mark(0, 0)}
    keys: dict[Path, Mark] = {}
    broken = set()
    for (start, end), reader in zip(blocks, read, strict=True):
        name = text[start:end].partition(":")[0].strip()
        if name in data:
            continue
        if reader.is_whole and isinstance(reader.data, dict) and list(reader.data) == [name]:
            data |= reader.data
            marks |= {path: mark for path, mark in reader.marks.items() if path}
            keys |= reader.keys
        else:
            # The form is not guessed from a block that nobody can read.
            data[name] = {}
            marks[name,] = Mark(start, end)
            keys[name,] = Mark(start, start + len(name), name)
            broken.add(name)
    return data, marks, keys, frozenset(broken)
