"""Filings that nobody edited: what becomes of their documents, said once for all that come out in one way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from redwell.review.model import FilingReview, Output, Run
from redwell.review.show.escaped import text
from redwell.review.show.markdown_parts import Block
from redwell.review.show.markdown_words import ELSEWHERE, IN_CELL, IN_LINE, counted, folded, redline

_FEW = 10
_MOST_NAMED = 50
_POWER = "power of attorney"
_Edits = tuple[tuple[str, str], ...]
"""What came, went or moved, without the words around it: these hold the names of whom a text is about."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Effects:
    """What becomes of a filing: by each edit the texts, then the documents, whose words it changes."""

    texts: Mapping[_Edits, tuple[tuple[str, tuple[Run, ...]], ...]]
    documents: Mapping[_Edits, tuple[tuple[str, tuple[Run, ...]], ...]]
    silent: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def key(self) -> tuple[object, ...]:
        """The same for two filings that come out in the same way."""
        texts = frozenset((edits, _kind(what)) for edits, of in self.texts.items() for what, _ in of)
        documents = frozenset((edits, name) for edits, of in self.documents.items() for name, _ in of)
        return texts, documents, self.silent, self.notes


def affected(filings: Iterable[FilingReview]) -> tuple[Block, ...]:
    """A block for all filings that come out otherwise in one way; those of most filings first."""
    groups: dict[tuple[object, ...], list[tuple[FilingReview, _Effects]]] = {}
    for each in filings:
        found = _effects(each)
        groups.setdefault(found.key, []).append((each, found))
    return tuple(
        Block(
            what=counted(len(of), "filing") + " made otherwise",
            rank=4,
            full=_group([filing for filing, _ in of], [found for _, found in of]),
        )
        for of in sorted(groups.values(), key=len, reverse=True)
    )


def _effects(filing: FilingReview) -> _Effects:
    texts = _by_edits((each.what, each.runs) for each in filing.texts)
    changed = [each for each in filing.outputs if each.before != each.now]
    # A document that says no more than its text did is only named.
    worded = [each for each in changed if (edits := _edits(each.runs)) and edits not in texts]
    return _Effects(
        texts=texts,
        documents=_by_edits((each.name + _fate(each), each.runs) for each in worded),
        silent=tuple(each.name + _fate(each) for each in changed if each not in worded),
        notes=filing.notes,
    )


def _by_edits(
    named: Iterable[tuple[str, tuple[Run, ...]]],
) -> dict[_Edits, tuple[tuple[str, tuple[Run, ...]], ...]]:
    found: dict[_Edits, tuple[tuple[str, tuple[Run, ...]], ...]] = {}
    for name, runs in named:
        edits = _edits(runs)
        found[edits] = (*found.get(edits, ()), (name, runs))
    return found


def _edits(runs: Iterable[Run]) -> _Edits:
    return tuple((run.kind, " ".join(run.text.split())) for run in runs if run.kind != "same")


def _fate(output: Output) -> str:
    return f" ({output.fate})" if output.fate in ("new", "no longer made") else ""


def _kind(what: str) -> str:
    """What kind of text it is: no grantor's name parts one power from another."""
    return _POWER if what.startswith(f"{_POWER} of ") else what


def _group(filings: Sequence[FilingReview], effects: Sequence[_Effects]) -> str:
    names = [f"- {text(each.line, IN_CELL)}, {text(each.file, IN_CELL)}" for each in filings[:_MOST_NAMED]]
    if more := len(filings) - len(names):
        names.append(f"- and {more:,} more {ELSEWHERE}")
    lines = [f"- {line}" for line in [*_lines(effects)][:_FEW]]
    listed = folded(counted(len(filings), "filing"), "\n".join(names))
    return "\n\n".join(filter(None, ("\n".join(lines), listed)))


def _lines(effects: Sequence[_Effects]) -> Iterator[str]:
    first = effects[0]
    for edits in first.texts:
        of = [each for every in effects for each in every.texts[edits]]
        kinds = dict.fromkeys(what for what, _ in of)
        said = kinds if len(kinds) == 1 else dict.fromkeys(map(_kind, kinds))
        yield f"{_names(said)}: {redline(_shared([runs for _, runs in of]))}"
    for edits, named in first.documents.items():
        of = [each for every in effects for each in every.documents[edits]]
        yield f"{_names(name for name, _ in named)}: {redline(_shared([runs for _, runs in of]))}"
    if first.silent:
        yield f"made otherwise: {_names(first.silent)}"
    yield from (text(note, IN_LINE) for note in first.notes)


def _names(names: Iterable[str]) -> str:
    return ", ".join(text(each, IN_CELL) for each in names)


def _shared(texts: Sequence[tuple[Run, ...]]) -> Iterator[Run]:
    """Texts with one edit as one: of the words around it, those next to it that all have."""
    first = texts[0]
    # Where the edit stands in other places of some, there is nothing to line up.
    are_alike = len({tuple(run.kind for run in runs) for runs in texts}) == 1
    for at, run in enumerate(first):
        words = {runs[at].text for runs in texts} if are_alike and run.kind == "same" else {run.text}
        yield run if len(words) == 1 else replace(run, text=_in_all([*words]))


def _in_all(texts: Iterable[str]) -> str:
    """What all begin with and what all end with."""
    words = [each.split(" ") for each in texts]
    begins = _begin(words)
    ends = _begin([each[len(begins) :][::-1] for each in words])[::-1]
    return f"{' '.join(begins)} … {' '.join(ends)}"


def _begin(words: Sequence[Sequence[str]]) -> list[str]:
    same = takewhile(lambda each: len({*each}) == 1, zip(*words, strict=False))
    return [first for first, *_ in same]
