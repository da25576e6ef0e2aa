"""A power of attorney drafted from its wording; its fingerprint keeps a signed one unchanged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from redwell.files import disk
from redwell.files.reader import Files
from redwell.model import PowerOfAttorney
from redwell.ownership.signatures import SIGNED
from redwell.power_of_attorney import passages, wording
from redwell.power_of_attorney.passages import FilledRun, Passage
from redwell.power_of_attorney.wording import SWITCHES, Groups, Paragraph, Wording
from redwell.problems import FilingError, Place, Problem
from redwell.source.named_files import missing_file, of_kind, seen_elsewhere
from redwell.text.long_dates import MONTHS, long_date
from redwell.text.names import is_one, listed, person_of

WORDING = "power_of_attorney/wording.yaml"
LETTER, LETTER_WORDING = "letter", "power_of_attorney/letter.yaml"
"""The value of `wording:` for the letter form, and its file."""
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_HAND = "_" * 34
BLANK_DAY = "this ____ day of __________, 20__"
STEPS = ("close", "tight")
"""The settings of a text that would leave few lines for the page before the signature page."""

Said = tuple[str, tuple[FilledRun, ...]]
"""The kind of a paragraph and its words."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Instrument:
    """The text of one power of attorney; *clauses* and *switches* say what its wording offers.

    *drafts* names its parts that no lawyer has reviewed yet.
    """

    short_title: str
    heading: tuple[str, ...]
    body: tuple[Said, ...]
    signature_page: tuple[Said, ...]
    signature: tuple[str, ...]
    """The lines of the signature: an entity, who acts for it, the signature itself, then name and office."""
    hand: int
    """The number of the line that is signed by hand."""
    is_signed: bool
    grantor: str
    company: str
    names: tuple[str, ...]
    """The names in the text, each of which stays on one line."""
    notary: tuple[tuple[tuple[FilledRun, ...], ...], ...]
    """Groups of lines below the signature: of the witnesses, then of the notary."""
    clauses: frozenset[str]
    switches: frozenset[str]
    drafts: tuple[str, ...]

    @property
    def text(self) -> str:
        """Return every word of the instrument, without layout."""
        paragraphs = [passages.plain_words(runs) for _, runs in (*self.body, *self.signature_page)]
        notary = ["\n".join(map(passages.plain_words, group)) for group in self.notary]
        signature = "\n".join(filter(None, self.signature))
        return "\n\n".join([" ".join(self.heading), *paragraphs, signature, *notary]) + "\n"

    @property
    def wording_hash(self) -> str:
        """Return the fingerprint of the text (SHA-256, hexadecimal)."""
        return sha256(self.text.encode()).hexdigest()


def draft(power: PowerOfAttorney, files: Files) -> Instrument:
    """Return the instrument of *power*. Raise `FilingError` if its wording or notary block cannot be used."""
    words = _wording(power, files)
    on = frozenset((*power.clauses, *(key for key in SWITCHES if getattr(power, key)), *_staying(power)))
    values, attorneys = _values(power), len(power.attorneys_in_fact)
    signature = _signature(power)
    notary = _notary(power, files, words)

    def fill(passage: Passage, **own: str) -> tuple[FilledRun, ...]:
        return passages.fill(passage, {**values, **own}, on, attorneys)

    def is_in(paragraph: Paragraph) -> bool:
        return paragraph.when is None or paragraph.when in on

    def filled(paragraphs: Iterable[Paragraph]) -> tuple[Said, ...]:
        said = [(item.kind, fill(item.passage)) for item in paragraphs if is_in(item)]
        return _numbered(_punctuated(said), words.numbering)

    used = [*filter(is_in, (*words.body, *words.signature_page, *words.attestation))]
    drafts = (
        (words.draft,) if words.draft else tuple(dict.fromkeys(item.draft for item in used if item.draft))
    )

    with _shown_at("wording" if power.wording else "company"):
        return Instrument(
            short_title=passages.plain_words(fill(words.short_title)),
            heading=tuple(passages.plain_words(fill(line)) for line in words.title),
            body=filled(words.body),
            signature_page=filled(words.signature_page),
            signature=signature,
            hand=len(signature) - (3 if power.signer and power.title else 2),
            is_signed=power.signed is not None,
            grantor=power.grantor,
            company=power.company or "",
            names=(power.grantor, power.company or "", *power.attorneys_in_fact, *power.witnesses),
            notary=(
                *_attestation([*filter(is_in, words.attestation)], power, fill),
                *(tuple(fill(line) for line in group) for group in notary),
            ),
            clauses=words.clauses,
            switches=words.switches,
            drafts=drafts,
        )


def context(drafted: Instrument, author: str) -> dict[str, Any]:
    """Return the values for every template of the instrument."""
    note = [draft_heading(drafted.drafts)] if drafted.drafts and not drafted.is_signed else []
    return {
        "author": author,
        "title": f"{drafted.short_title} - {drafted.grantor}",
        "subject": drafted.company,
        "short_title": drafted.short_title,
        "grantor": drafted.grantor,
        "names": drafted.names,
        "pages": 2,
        "steps": STEPS,
        "step": "",
        "is_draft": False,
        "is_signed": drafted.is_signed,
        "heading": [*drafted.heading, *note],
        "body": _paragraphs(drafted.body),
        "signature_page": _paragraphs(drafted.signature_page),
        "signature": {
            "above": list(drafted.signature[: drafted.hand]),
            "line": drafted.signature[drafted.hand],
            "below": list(drafted.signature[drafted.hand + 1 :]),
        },
        "notary": [[{"runs": _runs(line)} for line in group] for group in drafted.notary],
    }


def draft_heading(drafts: Sequence[str]) -> str:
    """Return the heading of a copy for signature that a lawyer has yet to review."""
    return f"[DRAFT - NOT YET REVIEWED: {', '.join(drafts)}]"


def _attestation(
    paragraphs: Sequence[Paragraph], power: PowerOfAttorney, fill: Callable[..., tuple[FilledRun, ...]]
) -> Iterator[tuple[tuple[FilledRun, ...], ...]]:
    """Yield the groups of lines below the signature, one for each witness."""
    lines = [fill(each.passage) for each in paragraphs if each.kind == "line"]
    if lines:
        yield tuple(lines)
    of_witness = [each.passage for each in paragraphs if each.kind == "witness"]
    for name in power.witnesses if of_witness else ():
        # A copy for signature has room for the hand.
        hand = [f"{SIGNED}{name}"] if power.signed and name else [" ", _HAND]
        yield (
            *((FilledRun(line),) for line in hand),
            *(fill(each, witness=name or _HAND) for each in of_witness),
        )


def this_day(day: date | None) -> str:
    """Return `this 23rd day of September, 2013`, or blanks to fill in by hand."""
    if day is None:
        return BLANK_DAY
    return f"this {ordinal(day.day)} day of {MONTHS[day.month - 1]}, {day.year}"


def ordinal(number: int) -> str:
    """Return `1st`, `22nd` or `13th`."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _staying(power: PowerOfAttorney) -> Iterator[str]:
    """Yield the items of `STAYING` that are true of a power."""
    leaving = [*map(person_of, power.ends_on_leaving)]
    if len(leaving) > 1:
        yield "several_leave"
    if leaving and any(
        not any(is_one(person_of(name), other) for other in leaving) for name in power.attorneys_in_fact
    ):
        yield "others_stay"


def _values(power: PowerOfAttorney) -> Mapping[str, str]:
    forms = [str(form) for form in sorted(power.forms)]
    word = "Form" if len(forms) == 1 else "Forms"
    values = {
        "grantor": power.grantor,
        "company": power.company or "",
        "capacity": power.capacity or "",
        "attorneys": listed(power.attorneys_in_fact, "or"),
        "forms_and": f"{word} {listed(forms, 'and')}",
        "forms_or": f"{word} {listed(forms, 'or')}",
        "form_or": f"Form {listed(forms, 'or')}",
        "this_day": this_day(power.signed),
    }
    if power.ends:
        values["end_date"] = long_date(power.ends)
    if count := power.ends_after_years:
        number = f"{_NUMBERS[count - 1]} ({count})" if count <= len(_NUMBERS) else str(count)
        values["years"] = f"{number} year{'s' * (count != 1)}"
        values["anniversary"] = _ORDINALS[count - 1] if count <= len(_ORDINALS) else ordinal(count)
    if power.ends_on_leaving:
        each = "each of " * (len(power.ends_on_leaving) > 1)
        values["leaving"] = f"{each}{listed(power.ends_on_leaving)}"
    if power.place:
        values["place"] = power.place
    return values


def _signature(power: PowerOfAttorney) -> tuple[str, ...]:
    """Return the lines below the text. A person signs above the name; an entity signs through others."""
    hand = f"{SIGNED}{power.signer or power.grantor}" if power.signed else ""
    if power.signer is None:
        return hand, power.grantor
    chain = (f"By: {link}" for link in power.by)
    office = (power.title,) if power.title else ()
    return power.grantor, *chain, f"By: {hand}".rstrip(), power.signer, *office


def _punctuated(paragraphs: Sequence[Said]) -> tuple[Said, ...]:
    """Return the paragraphs with ";", "; and" or a period after each power, by its place in the list."""
    kinds = [kind for kind, _ in paragraphs] + ["end"]
    said = []
    for n, (kind, runs) in enumerate(paragraphs):
        if kind == "power":
            ending = "." if kinds[n + 1] != "power" else ";" if kinds[n + 2] == "power" else "; and"
            runs = (*runs, FilledRun(ending))
        said.append((kind, runs))
    return tuple(said)


def _numbered(paragraphs: Sequence[Said], numbering: str) -> tuple[Said, ...]:
    """Return the paragraphs with a number before each power; each list of powers begins anew."""
    said: list[Said] = []
    number = 0
    for kind, runs in paragraphs:
        number = number + 1 if kind == "power" else 0
        if number and numbering != "none":
            sign = f"{number}" if numbering == "(1)" else _letters(number)
            runs = (FilledRun(f"({sign}) ", is_number=True), *runs)
        said.append((kind, runs))
    return tuple(said)


def _letters(number: int) -> str:
    """Return the letter of a paragraph: a to z, then aa, bb and so on."""
    times, letter = divmod(number - 1, 26)
    return chr(ord("a") + letter) * (times + 1)


def _paragraphs(paragraphs: Sequence[Said]) -> list[dict[str, Any]]:
    followers = [kind for kind, _ in paragraphs[1:]] + ["end"]
    return [
        {
            "kind": kind,
            "is_power": kind == "power",
            "is_numbered": runs[0].is_number,
            "is_notice": kind == "notice",
            "is_caption": kind == "caption",
            "is_kept": follower == "notice",
            "runs": _runs(runs),
        }
        for (kind, runs), follower in zip(paragraphs, followers, strict=True)
    ]


def _runs(runs: Sequence[FilledRun]) -> list[dict[str, Any]]:
    return [{"text": run.text, "is_bold": run.is_bold, "is_number": run.is_number} for run in runs]


def _wording(power: PowerOfAttorney, files: Files) -> Wording:
    if power.wording in (None, LETTER):
        template = WORDING if power.wording is None else LETTER_WORDING
        name, content = f"templates/{template}", _installed_or_own(template, files)
    else:
        name, content = power.wording, _content("wording", power.wording, ".yaml", files)
    with _shown_at("wording" if power.wording else "company"):
        return wording.read_wording(content, name)


def _installed_or_own(name: str, files: Files) -> bytes:
    """Return the template *name*, which may be the firm's own. Raise `FilingError` if it cannot be read."""
    try:
        return files.template(name)
    except (OSError, ValueError) as error:
        place = Place(file=f"templates/{name}")
        raise FilingError([Problem(code="template", message=disk.refusal(error), place=place)]) from None


def _notary(power: PowerOfAttorney, files: Files, words: Wording) -> Groups:
    if power.notary is None:
        return ()
    content = _content("notary", power.notary, ".txt", files)
    with _shown_at("notary"):
        return wording.read_notary(content, power.notary, words.clauses)


def _content(key: str, name: str, suffix: str, files: Files) -> bytes:
    """Return the file *name* of the repository, which *key* gives. Raise `FilingError` if it is missing."""
    of_kind(key, name, suffix)
    try:
        return files.read(name)
    except (OSError, ValueError) as error:
        raise FilingError([missing_file(key, name, files.root, error)]) from None


@contextmanager
def _shown_at(key: str) -> Iterator[None]:
    """Add a problem at *key* of the filing to those of the file that it names."""
    try:
        yield
    except FilingError as error:
        raise FilingError(seen_elsewhere(error.problems, key)) from None
