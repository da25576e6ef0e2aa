"""Rules about footnotes and remarks, the form's Explanation of Responses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from redwell.form import Rule
from redwell.model import Filing
from redwell.ownership.split import parts, remarks_of
from redwell.ownership.tables import cells, rows
from redwell.ownership.texts import lines, long_texts
from redwell.problems import Path, Problem, did_you_mean

SAFE_FOOTNOTES = 98
_MANY = 12
_NUMBERED = re.compile(
    r"\b(?:footnotes?|see (?:the )?notes?)\s*(?:no\.?\s*)?\(?([1-9]\d?)\b\)?|\bnote\s*\(([1-9]\d?)\)",
    re.IGNORECASE,
)
_CONTINUED = re.compile(r"\bcontinued (from|in|on|to|with)\s+(the\s+)?$", re.IGNORECASE)
_NEIGHBOUR = re.compile(
    r"\b(?:next|following|preceding|previous|prior|foregoing)\s+footnotes?\b"
    r"|\bfootnotes?\s+(?:above|below|immediately)\b",
    re.IGNORECASE,
)
_SEE_REMARKS = re.compile(r"\bsee (?:the )?remarks?\b", re.IGNORECASE)
_SEE_FOOTNOTE = re.compile(r"\bsee (?:the )?(?:foot)?notes?\b", re.IGNORECASE)


def each_footnote_that_is_used_is_defined(filing: Filing) -> Iterator[Problem]:
    """A reference needs its footnote (specification 4.3.6)."""
    defined = dict(filing.footnotes)
    for path, cell in cells(filing):
        for n, label in enumerate(cell.footnotes):
            if label not in defined:
                near = did_you_mean(label, defined) or "; write its text under footnotes"
                message = f'no footnote has the label "{label}"{near}'
                yield Problem(code="footnote-undefined", message=message, path=(*path, "footnotes", n))


def each_footnote_is_used(filing: Filing) -> Iterator[Problem]:
    """EDGAR suspends a filing with a footnote that nothing refers to (specification 4.3.6)."""
    used = {label for _, cell in cells(filing) for label in cell.footnotes}
    for label, _ in filing.footnotes:
        if label not in used:
            message = (
                f"nothing refers to this footnote: write footnotes: [{label}] at the value it explains, or "
                "remove it; what explains the whole form stands under remarks (specification 4.3.6)"
            )
            yield Problem(code="footnote-unused", message=message, path=("footnotes", label), on_key=True)


def ninety_eight_footnotes_are_safe(filing: Filing) -> Iterator[Problem]:
    """The specification allows 99 footnotes and lists F99 among the ids that suspend a filing (4.3.5)."""
    for part in parts(filing):
        if len(part.filing.footnotes) == SAFE_FOOTNOTES + 1:
            label = part.filing.footnotes[SAFE_FOOTNOTES][0]
            message = (
                "this is footnote 99: the specification allows 99, but lists F99 among the ids that suspend "
                "a filing (4.3.5): can two be one?"
            )
            path = ("footnotes", label)
            yield Problem(severity="warning", code="footnote-99", message=message, path=path, on_key=True)


def footnotes_are_numbered_as_they_are_used(filing: Filing) -> Iterator[Problem]:
    """A reader finds (1) before (2): numbers follow the first use (practice; no rule says so)."""
    defined = [label for label, _ in filing.footnotes]
    used = dict.fromkeys(label for _, cell in cells(filing) for label in cell.footnotes)
    order = [label for label in used if label in defined]
    now = [label for label in defined if label in used]
    for here, label in zip(now, order, strict=True):
        if here != label:
            message = (
                f"footnotes are numbered as they stand here, and the tables use {label} before {here}: "
                f"is that meant? in the order of their use they are: {', '.join(order[:_MANY])}"
                f"{' ..' if len(order) > _MANY else ''}"
            )
            path = ("footnotes", here)
            yield Problem(severity="warning", code="footnote-order", message=message, path=path, on_key=True)
            return


def no_footnote_is_written_twice(filing: Filing) -> Iterator[Problem]:
    """Several values may refer to one footnote (specification 4.3.6)."""
    seen: dict[str, str] = {}
    for label, text in filing.footnotes:
        words = " ".join(text.split())
        if words in seen:
            message = f"this is word for word the footnote {seen[words]}: can the values refer to that one?"
            path = ("footnotes", label)
            yield Problem(severity="warning", code="footnote-same", message=message, path=path, on_key=True)
        seen.setdefault(words, label)


def no_text_names_a_footnote_by_its_number(filing: Filing) -> Iterator[Problem]:
    """Numbers follow the order of the file, so that a number in a text may come to mean another footnote.

    "(Continued from footnote 2)" in footnote 3 is right as long as it stands there (specification 4.3.5).
    """
    labels = [label for label, _ in filing.footnotes]
    for path, text in (*lines(filing), *long_texts(filing)):
        own = labels.index(str(path[1])) + 1 if path[0] == "footnotes" else None
        for found in _NUMBERED.finditer(text):
            number = int(found[1] or found[2])
            is_beside = own is not None and abs(number - own) == 1 and number <= len(labels)
            if is_beside and not filing.split and _CONTINUED.search(text[: found.start()]):
                continue
            means = (
                f"which is {labels[number - 1]} now: is it meant, and will it keep that number?"
                if number <= len(labels)
                else f"and there {_are(len(labels))}: which one is meant?"
            )
            message = f"this names footnote {number}, {means}"
            yield Problem(
                severity="warning", code="footnote-by-number", message=message, path=path, words=found[0]
            )
            break


def _are(count: int) -> str:
    return {0: "is none", 1: "is 1"}.get(count, f"are {count}")


def no_footnote_points_to_its_neighbour(filing: Filing) -> Iterator[Problem]:
    """What is the next footnote changes when one is added or moved (specification 4.3.5).

    "(Continued in next footnote)" is for a reader of the form, and right as long as the two stay together.
    """
    for path, text in (*lines(filing), *long_texts(filing)):
        found = _NEIGHBOUR.search(text)
        if found and (filing.split or not _CONTINUED.search(text[: found.start()])):
            message = (
                f'"{found[0]}" means another one once a footnote is added or moved: are these words needed? '
                "a value can refer to both"
            )
            yield Problem(
                severity="warning", code="footnote-by-place", message=message, path=path, words=found[0]
            )


def see_remarks_leads_to_remarks(filing: Filing) -> Iterator[Problem]:
    """What is too long for its box stands under remarks, and the box says so (specification 3.5)."""
    if remarks_of(filing):
        return
    for path, text in (*lines(filing), *long_texts(filing)):
        if _SEE_REMARKS.search(text):
            message = "this refers to the remarks, and there are none: what should stand there?"
            yield Problem(severity="warning", code="remarks-missing", message=message, path=path)


def see_footnote_leads_to_a_footnote(filing: Filing) -> Iterator[Problem]:
    """A value that refers to a footnote carries one (specification 4.3.6)."""
    for row_path, row in rows(filing):
        nature = row.nature_of_ownership
        if nature and _SEE_FOOTNOTE.search(nature.value or "") and not nature.footnotes:
            message = "this refers to a footnote, and has none: which one explains it?"
            path: Path = (*row_path, "nature_of_ownership")
            yield Problem(severity="warning", code="nature-footnote-missing", message=message, path=path)
        if _SEE_FOOTNOTE.search(row.title.value or "") and not row.title.footnotes:
            message = "this refers to a footnote, and has none: which one explains it?"
            path = (*row_path, "title")
            yield Problem(severity="warning", code="title-footnote-missing", message=message, path=path)


FOOTNOTES: tuple[Rule, ...] = (
    each_footnote_that_is_used_is_defined,
    each_footnote_is_used,
    ninety_eight_footnotes_are_safe,
    footnotes_are_numbered_as_they_are_used,
    no_footnote_is_written_twice,
    no_text_names_a_footnote_by_its_number,
    no_footnote_points_to_its_neighbour,
    see_remarks_leads_to_remarks,
    see_footnote_leads_to_a_footnote,
)
