"""Rules about footnotes and remarks, the form's Explanation of Responses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from redwell.model import Filing
from redwell.ownership.notes import NESTED, noted_texts, referred
from redwell.ownership.split import parts, remarks_of
from redwell.ownership.tables import cells, rows
from redwell.ownership.texts import line_texts, long_texts
from redwell.problems import did_you_mean
from redwell.rules.registry import Violation, rule
from redwell.source.errors import quoted

SAFE_FOOTNOTES = 98
_LABELS_SHOWN = 12
_NUMBERED = re.compile(
    r"\b(?:footnotes?|see (?:the )?notes?)\s*(?:no\.?\s*)?\(?([1-9]\d?)\b\)?|\bnote\s*\(([1-9]\d?)\)",
    re.IGNORECASE,
)
_CONTINUED = re.compile(r"\bcontinued (from|in|on|to|with)\s+(the\s+)?$", re.IGNORECASE)
_NEIGHBOR = re.compile(
    r"\b(?:next|following|preceding|previous|prior|foregoing)\s+footnotes?\b"
    r"|\bfootnotes?\s+(?:above|below|immediately)\b",
    re.IGNORECASE,
)
_RAISED = "\N{SUPERSCRIPT TWO}\N{SUPERSCRIPT THREE}\N{SUPERSCRIPT ONE}\u2070-\u2079"
_TYPED_MARK = re.compile(
    rf"(?<![\d)])\s{{0,9}}((?:\([Ff]?\d{{1,2}}\)|\[[Ff]?\d{{1,2}}\]|(?<![{_RAISED}])[{_RAISED}]++|\*{{1,4}}"
    r"|(?<![\N{DAGGER}\N{DOUBLE DAGGER}])[\N{DAGGER}\N{DOUBLE DAGGER}]++)"
    r"(?:,? ?\([Ff]?\d{1,2}\)){0,9})\Z"
)
"""The mark of a footnote at the end of a text, but not of a paragraph: 401(k), Rule 16b-3(1)(2)."""
_SEE_REMARKS = re.compile(r"\bsee (?:the )?remarks?\b", re.IGNORECASE)
_SEE_FOOTNOTE = re.compile(r"\bsee (?:the )?(?:foot)?notes?\b", re.IGNORECASE)
_WHICH_FOOTNOTE = "this refers to a footnote but has none: which footnote explains it?"


@rule("footnote-undefined", "error", "specification 4.3.6")
def each_footnote_that_is_used_is_defined(filing: Filing) -> Iterator[Violation]:
    """A reference needs its footnote."""
    defined = dict(filing.footnotes)
    for path, cell in cells(filing):
        for n, label in enumerate(cell.footnotes):
            if label not in defined:
                hint = did_you_mean(label, defined) or "; write its text under footnotes:"
                yield Violation((*path, "footnotes", n), f'no footnote has the label "{label}"{hint}')


@rule("note-unknown", "error", "specification 4.3.5")
def each_note_that_a_text_names_is_there(filing: Filing) -> Iterator[Violation]:
    """`{note label}` in a footnote or in the remarks prints the number of that footnote."""
    labels = dict(filing.footnotes)
    for path, text in noted_texts(filing):
        if nested := NESTED.search(text):
            (_, label), *_ = referred(nested[0])
            message = f"a reference stands inside another: write {{note {label}}}"
            yield Violation(path, message, words=nested[0])
            continue
        for words, label in referred(text):
            if label not in labels:
                hint = did_you_mean(label, labels) or "; write its text under footnotes:"
                example = next(iter(labels), "vesting")
                message = f'no footnote has the label "{label}"{hint}'
                yield Violation(
                    path, message if label else f"which note? write {{note {example}}}", words=words
                )
    for part in parts(filing) if filing.split else ():
        for path, text in noted_texts(part.filing):
            for words, label in referred(text):
                if label in labels:
                    message = (
                        f"this stands in part {part.number} of {part.total}, where no line has the footnote "
                        f"{label}: say here in words what it says"
                    )
                    yield Violation(path, message, words=words)


@rule("footnote-unused", "error", "specification 4.3.6")
def each_footnote_is_used(filing: Filing) -> Iterator[Violation]:
    """EDGAR suspends a filing with a footnote that nothing refers to."""
    used = {label for _, cell in cells(filing) for label in cell.footnotes}
    for label, _ in filing.footnotes:
        if label not in used:
            message = (
                f"nothing refers to this footnote: at the value that it explains, say 1000, write "
                f"{{value: 1000, footnotes: [{label}]}}, or remove it; text about the whole form goes under "
                "remarks: (specification 4.3.6)"
            )
            yield Violation(("footnotes", label), message, on_key=True)


@rule("footnote-empty", "warning", "specification 4.3.5")
def each_footnote_has_a_text(filing: Filing) -> Iterator[Violation]:
    """EDGAR takes an empty footnote, but a reader finds nothing under its number."""
    for label, text in filing.footnotes:
        if not text.strip():
            yield Violation(("footnotes", label), "this footnote is empty: what should it say?", on_key=True)


@rule("footnote-99", "warning", "specification 4.3.5")
def ninety_eight_footnotes_are_safe(filing: Filing) -> Iterator[Violation]:
    """The specification allows 99 footnotes but lists F99 among the ids that suspend a filing."""
    for part in parts(filing):
        if len(part.filing.footnotes) == SAFE_FOOTNOTES + 1:
            label = part.filing.footnotes[SAFE_FOOTNOTES][0]
            message = (
                "this is footnote 99: the specification allows 99 footnotes but lists F99 among the ids that "
                "suspend a filing: can you combine two footnotes? (specification 4.3.5)"
            )
            yield Violation(("footnotes", label), message, on_key=True)


@rule("footnote-order", "warning", "practice; no regulation says so")
def footnotes_are_numbered_in_order_of_use(filing: Filing) -> Iterator[Violation]:
    """A reader expects to meet (1) before (2)."""
    defined = [label for label, _ in filing.footnotes]
    used = dict.fromkeys(label for _, cell in cells(filing) for label in cell.footnotes)
    in_order_of_use = [label for label in used if label in defined]
    in_order_of_file = [label for label in defined if label in used]
    for here, label in zip(in_order_of_file, in_order_of_use, strict=True):
        if here != label:
            dots = " .." if len(in_order_of_use) > _LABELS_SHOWN else ""
            message = (
                f"footnotes are numbered in the order of this list, but the tables use {label} before "
                f"{here}: is that intended? the order of use is "
                f"{', '.join(in_order_of_use[:_LABELS_SHOWN])}{dots}"
            )
            yield Violation(("footnotes", here), message, on_key=True)
            return


@rule("footnote-same", "warning", "specification 4.3.6")
def no_footnote_is_written_twice(filing: Filing) -> Iterator[Violation]:
    """Several values may refer to one footnote."""
    seen: dict[str, str] = {}
    for label, text in filing.footnotes:
        words = " ".join(text.split())
        if words in seen:
            message = f"this repeats footnote {seen[words]} word for word: can the values refer to that one?"
            yield Violation(("footnotes", label), message, on_key=True)
        seen.setdefault(words, label)


@rule("footnote-by-number", "warning", "specification 4.3.5")
def no_text_names_a_footnote_by_its_number(filing: Filing) -> Iterator[Violation]:
    """A footnote's number is its place in the file, so a number in a text may come to mean another footnote.

    "(Continued from footnote 2)" is right as long as it stands in footnote 3.
    """
    labels = [label for label, _ in filing.footnotes]
    for path, text in (*line_texts(filing), *long_texts(filing)):
        own_number = labels.index(str(path[1])) + 1 if path[0] == "footnotes" else None
        for reference in _NUMBERED.finditer(text):
            number = int(reference[1] or reference[2])
            is_beside = own_number is not None and abs(number - own_number) == 1 and number <= len(labels)
            if is_beside and not filing.split and _CONTINUED.search(text[: reference.start()]):
                continue
            if (path, number) in filing.numbered:
                continue  # its label is typed, and its number follows it
            question = (
                f"which is now {labels[number - 1]}: is this the right one, and will it keep its number?"
                if number <= len(labels)
                else f"but there {_are(len(labels))}: which one do you mean?"
            )
            message = f"this refers to footnote {number}, {question}"
            yield Violation(path, message, words=reference[0])
            break


def _are(count: int) -> str:
    return {0: "are none", 1: "is only 1"}.get(count, f"are only {count}")


@rule("footnote-by-place", "warning", "specification 4.3.5")
def no_footnote_refers_to_its_neighbor(filing: Filing) -> Iterator[Violation]:
    """The next footnote becomes another one when a footnote is added or moved.

    "(Continued in next footnote)" helps a reader, and is right as long as the two stay together.
    """
    for path, text in (*line_texts(filing), *long_texts(filing)):
        reference = _NEIGHBOR.search(text)
        if reference and (filing.split or not _CONTINUED.search(text[: reference.start()])):
            message = (
                f'"{reference[0]}" will mean another footnote once one is added or moved: are these words '
                "needed? a value can refer to both footnotes"
            )
            yield Violation(path, message, words=reference[0])


@rule("footnote-mark-typed", "warning", "Form 3, general instructions")
def no_text_ends_with_a_typed_footnote_mark(filing: Filing) -> Iterator[Violation]:
    """The form adds the number of each footnote itself, so a mark that is typed is printed beside it."""
    for path, cell in cells(filing):
        text = cell.value if isinstance(cell.value, str) else ""
        if mark := _TYPED_MARK.search(text):
            bare = text[: mark.start()].rstrip()
            value = f"value: {quoted(bare)}"
            if not cell.footnotes:
                value = f"{path[-1]}: {{value: {quoted(bare)}, footnotes: [label]}}"
            message = (
                f'is "{mark[1]}" the mark of a footnote? the form adds these numbers itself: write {value}'
            )
            at = (*path, "value") if cell.footnotes else path
            yield Violation(at, message, words=mark[1], text=bare if cell.footnotes else None)
    for n, owner in enumerate(filing.reporting_owners):
        for key in ("officer", "other"):
            if mark := _TYPED_MARK.search(getattr(owner.relationship, key) or ""):
                message = (
                    f'is "{mark[1]}" the mark of a footnote? {filing.BOXES.relationship} takes none: explain '
                    "the title under remarks, and remove the mark"
                )
                yield Violation(("reporting_owners", n, "relationship", key), message, words=mark[1])
    for n, (label, text) in enumerate(filing.footnotes, start=1):
        own = re.match(rf"\({n}\)\s+|{n}[.)]\s+|\[{n}\]\s+", text)
        if own:
            message = f'the form prints the number of this footnote before it: remove "{own[0].strip()}"'
            yield Violation(("footnotes", label), message, words=own[0].strip(), text=text[own.end() :])


@rule("remarks-missing", "warning", "specification 3.5")
def see_remarks_leads_to_remarks(filing: Filing) -> Iterator[Violation]:
    """A text that is too long for its box goes under remarks, and the box says so."""
    if remarks_of(filing):
        return
    for path, text in (*line_texts(filing), *long_texts(filing)):
        if _SEE_REMARKS.search(text):
            yield Violation(path, "this refers to the remarks, but there are none: what should they say?")


@rule("nature-footnote-missing", "warning", "specification 4.3.6")
def a_nature_that_says_see_footnote_has_one(filing: Filing) -> Iterator[Violation]:
    """A nature of ownership that refers to a footnote carries one."""
    for path, row in rows(filing):
        nature = row.nature_of_ownership
        if nature and _SEE_FOOTNOTE.search(nature.value or "") and not nature.footnotes:
            yield Violation((*path, "nature_of_ownership"), _WHICH_FOOTNOTE)


@rule("title-footnote-missing", "warning", "specification 4.3.6")
def a_title_that_says_see_footnote_has_one(filing: Filing) -> Iterator[Violation]:
    """A title of a security that refers to a footnote carries one."""
    for path, row in rows(filing):
        if _SEE_FOOTNOTE.search(row.title.value or "") and not row.title.footnotes:
            yield Violation((*path, "title"), _WHICH_FOOTNOTE)
