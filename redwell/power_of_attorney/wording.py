"""The text of an instrument: a wording file and a notary block, each read once and checked completely."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

from redwell.power_of_attorney import passages
from redwell.power_of_attorney.passages import Passage
from redwell.problems import FilingError, Path, Problem, did_you_mean
from redwell.source import loader
from redwell.source.loader import Source
from redwell.source.named_files import lines_of

SWITCHES = ("ends", "ends_after_years", "ends_on_leaving", "place", "witnesses")
"""The clauses that the key of the same name includes; they are not listed under `clauses`."""
STAYING = ("several_leave", "others_stay")
"""Questions for `has(..)` besides clauses: how many of the attorneys-in-fact `ends_on_leaving` names."""

Groups = tuple[tuple[Passage, ...], ...]
"""Groups of lines."""

_GAP = re.compile(r" *\t[ \t]*| {3,}")
"""A gap that leads to the second column of a notary block, in any font."""

_KINDS = {
    "body": ("paragraph", "power", "notice"),
    "signature_page": ("paragraph", "caption"),
    "attestation": ("line", "witness"),
}
_OPTIONAL = ("attestation", "draft")
_KEYS = ("title", "short_title", "numbering", *_KINDS, "draft")
_PARAGRAPH_KEYS = ("name", "kind", "when", "draft", "text")
NUMBERINGS = ("none", "(1)", "(a)")
"""The ways to number the powers of a list."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Paragraph:
    """A paragraph of a wording; with *when*, only for filings that include the clause of that name."""

    name: str
    kind: str
    when: str | None
    draft: str
    """The name of it in a draft heading; empty once a lawyer has reviewed its words."""
    passage: Passage


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """A wording file. *clauses* are the names that a filing may list, *switches* the keys that include one.

    *attestation* stands below the signature: lines, and those that are repeated for each witness. *numbering*
    is one of `NUMBERINGS`.
    """

    title: tuple[Passage, ...]
    short_title: Passage
    body: tuple[Paragraph, ...]
    signature_page: tuple[Paragraph, ...]
    attestation: tuple[Paragraph, ...]
    clauses: frozenset[str]
    switches: frozenset[str]
    numbering: str
    draft: str


@lru_cache(maxsize=16)
def read_wording(content: bytes, name: str) -> Wording:
    """Return the wording in *content*, which messages call *name*. Raise `FilingError` with all problems."""
    read = loader.read(content, name)
    if faults := loader.placed(read, _shape(read.data)):
        raise FilingError(faults)
    data = {part: [] for part in _KINDS} | read.data
    paragraphs = [paragraph for part in _KINDS for paragraph in data[part]]
    clauses = frozenset(paragraph["when"] for paragraph in paragraphs if "when" in paragraph)
    paths: list[Path] = [("short_title",), *(("title", n) for n in range(len(data["title"])))]
    paths += [(part, n, "text") for part in _KINDS for n in range(len(data[part]))]
    found = _passages(read, paths, clauses | {*SWITCHES, *STAYING})
    parts = {
        part: tuple(
            Paragraph(
                name=item["name"],
                kind=item["kind"],
                when=item.get("when"),
                draft=_draft(item, item["name"]),
                passage=found[part, n, "text"],
            )
            for n, item in enumerate(data[part])
        )
        for part in _KINDS
    }
    return Wording(
        title=tuple(found["title", n] for n in range(len(data["title"]))),
        short_title=found["short_title",],
        body=parts["body"],
        signature_page=parts["signature_page"],
        attestation=parts["attestation"],
        clauses=clauses - {*SWITCHES, *STAYING},
        switches=clauses & {*SWITCHES},
        numbering=data.get("numbering", "none"),
        draft=_draft(data, "all of it"),
    )


@lru_cache(maxsize=16)
def read_notary(content: bytes, name: str, clauses: frozenset[str]) -> Groups:
    """Return the lines of a notary block, in groups between empty lines. Raise `FilingError`."""
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        loader.read(content, name)  # raises with the place of the byte
        raise
    block = lines_of(text, name)
    block.data[:] = [_GAP.sub("\t", line) for line in block.data]
    paths: list[Path] = [(n,) for n, line in enumerate(block.data) if line.strip()]
    found = _passages(block, paths, clauses | {*SWITCHES, *STAYING})
    grouped = groupby(range(len(block.data)), key=lambda n: (n,) in found)
    return tuple(tuple(found[n,] for n in numbers) for is_text, numbers in grouped if is_text)


def _passages(read: Source, paths: list[Path], clauses: frozenset[str]) -> dict[Path, Passage]:
    found: dict[Path, Passage] = {}
    problems: list[Problem] = []
    for path in paths:
        try:
            found[path] = passages.passage_at(read, path, clauses)
        except FilingError as error:
            problems += error.problems
    if problems:
        raise FilingError(problems)
    return found


def _shape(data: Any) -> Iterator[Problem]:
    """Return what is wrong with the structure of a wording file."""
    if not isinstance(data, dict):
        yield _problem("wording-shape", f"a wording has the keys {', '.join(_KEYS)}", ())
        return
    yield from _unknown_keys(data, _KEYS, ())
    yield from _texts(data, ("short_title",), ())
    titles = data.get("title")
    if not (isinstance(titles, list) and titles and all(isinstance(line, str) for line in titles)):
        yield _problem("wording-shape", "title is a list of the lines of the heading", ("title",))
    yield from _drafts(data, ())
    if data.get("numbering", "none") not in NUMBERINGS:
        message = "numbering, of the list of powers, is none, (1) or (a)"
        yield _problem("wording-shape", message, ("numbering",))
    for part, kinds in _KINDS.items():
        paragraphs = data.get(part)
        if paragraphs is None and part in _OPTIONAL:
            continue
        if not (isinstance(paragraphs, list) and paragraphs):
            yield _problem("wording-shape", f"{part} is a list of paragraphs", (part,))
            continue
        for n, paragraph in enumerate(paragraphs):
            yield from _paragraph_shape(paragraph, kinds, (part, n))


def _paragraph_shape(paragraph: Any, kinds: tuple[str, ...], path: Path) -> Iterator[Problem]:
    if not isinstance(paragraph, dict):
        yield _problem("wording-shape", f"a paragraph has the keys {', '.join(_PARAGRAPH_KEYS)}", path)
        return
    yield from _unknown_keys(paragraph, _PARAGRAPH_KEYS, path)
    yield from _texts(paragraph, ("name", "kind", "text"), path)
    yield from _drafts(paragraph, path)
    kind, text, when = paragraph.get("kind"), paragraph.get("text"), paragraph.get("when", "a")
    if isinstance(kind, str) and kind not in kinds:
        hint = did_you_mean(kind, kinds)
        message = f'there is no kind "{kind}" here; the kinds are {", ".join(kinds)}{hint}'
        yield _problem("wording-kind", message, (*path, "kind"))
    if not isinstance(when, str) or not when.strip():
        yield _problem(
            "wording-shape", "when is the name of one clause, for example form_144", (*path, "when")
        )
    if kind == "power" and isinstance(text, str) and text.rstrip().endswith((";", ".", ",", "; and")):
        message = "remove the mark at the end: Redwell adds the semicolons and the period of the list"
        yield _problem("wording-power-ends", message, (*path, "text"))


def _unknown_keys(data: dict[str, Any], known: tuple[str, ...], path: Path) -> Iterator[Problem]:
    for key in data:
        if key not in known:
            hint = did_you_mean(key, known) or f"; the keys are {', '.join(known)}"
            message = f'there is no key "{key}" here{hint}'
            yield Problem(code="wording-key", message=message, path=(*path, key), on_key=True)


def _draft(data: dict[str, Any], name: str) -> str:
    """Return what a draft heading calls words that nobody has reviewed: as their file says, or their name."""
    called = data.get("draft", False)
    return called if isinstance(called, str) else name.replace("_", " ") if called else ""


def _drafts(data: dict[str, Any], path: Path) -> Iterator[Problem]:
    if not isinstance(data.get("draft", True), bool | str):
        message = "draft is true, or what the heading calls these words; leave it out after a review"
        yield _problem("wording-shape", message, (*path, "draft"))


def _texts(data: dict[str, Any], keys: tuple[str, ...], path: Path) -> Iterator[Problem]:
    for key in keys:
        if not (isinstance(data.get(key), str) and data[key].strip()):
            yield _problem("wording-shape", f"{key} is missing or not a text: write its text", (*path, key))


def _problem(code: str, message: str, path: Path) -> Problem:
    return Problem(code=code, message=message, path=path)
