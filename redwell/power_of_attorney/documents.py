"""Exhibit 24: powers of attorney that Redwell drafts, that were signed elsewhere, or that are on file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from redwell.files.reader import Files
from redwell.form import Context, Document
from redwell.model import Filing, PowerOfAttorney
from redwell.power_of_attorney import instrument
from redwell.power_of_attorney.executed import executed, executed_hash, executed_problems
from redwell.power_of_attorney.instrument import LETTER, LETTER_WORDING, WORDING, Instrument
from redwell.problems import FilingError, Problem, did_you_mean
from redwell.text.characters import to_ascii
from redwell.text.names import is_entity, listed

TEMPLATES = "power_of_attorney/"
DRAFTING = ("by", "signer", "title", "clauses", "place", "witnesses", "wording", "notary")
"""Keys for a power that Redwell drafts."""
ON_FILE = "on_file, because that power was already filed"
DOCUMENT = "document, because that text was signed and is sent as it is"
EDGAR_CLAUSE = "form_id"
"""The clause that gives access to EDGAR."""
LONGEST_WORD = 60
"""Characters that fit into an indented line of 72 columns."""


def power_problems(filing: Filing, files: Files) -> list[Problem]:
    """Return the problems of a filing's powers of attorney, their wording and their files."""
    return [
        problem if problem.place else replace(problem, path=("powers_of_attorney", n, *problem.path))
        for n, power in enumerate(filing.powers_of_attorney)
        for problem in _problems(power, files)
    ]


def power_documents(filing: Filing, files: Files, author: str) -> tuple[Document, ...]:
    """Return each instrument and, if it is signed, Exhibit 24, for a filing that passed `power_problems`."""
    return tuple(document for _, made in by_power(filing, files, author) for document in made)


def drafted_powers(filing: Filing) -> Iterator[tuple[str, PowerOfAttorney]]:
    """Yield each power that Redwell drafts, and the name of its PDF."""
    for power, suffix in _named(filing):
        if not (power.document or power.page):
            yield _pdf_name(suffix), power


def drafted(name: str, power: PowerOfAttorney, files: Files, author: str) -> Document:
    """Return the PDF of a power that Redwell drafts. Raises `FilingError` for an error in its wording."""
    return _pdf(name, instrument.context(instrument.draft(power, files), author))


def by_power(
    filing: Filing, files: Files, author: str
) -> Iterator[tuple[PowerOfAttorney, tuple[Document, ...]]]:
    """Return each power that is not on file, and its documents."""
    for power, suffix in _named(filing):
        yield power, tuple(_documents(power, suffix, files, author))


def _named(filing: Filing) -> Iterator[tuple[PowerOfAttorney, str]]:
    """Yield each power that is not on file, and what tells its files from those of the others."""
    powers = [power for power in filing.powers_of_attorney if not power.on_file]
    yield from zip(powers, _suffixes(powers), strict=True)


def _problems(power: PowerOfAttorney, files: Files) -> Iterator[Problem]:
    if power.document or power.on_file:
        yield from _of_executed(power, files)
        return
    if not power.signer and (power.by or power.title):
        key = "by" if power.by else "title"
        what = "lists the entities that act" if power.by else "gives the office of the person who signs"
        message = f"{key}: {what} for {power.grantor}; add signer: with the person who signs"
        yield Problem(code="power-signer-missing", message=message, path=(key,))
        return
    if power.wording == LETTER and power.signer:
        message = (
            f'the letter says "I authorize", and {power.signer} signs for {power.grantor}: remove wording: '
            "letter, and Redwell prints the Limited Power of Attorney"
        )
        yield Problem(code="letter-of-entity", message=message, path=("wording",))
        return
    if power.ends and power.ends_after_years:
        message = (
            "ends cannot be beside ends_after_years, because the instrument would say twice when it ends: "
            "remove one of the two"
        )
        yield Problem(code="power-key-unused", message=message, path=("ends_after_years",), on_key=True)
        return
    try:
        drafted = instrument.draft(power, files)
    except FilingError as error:
        yield from error.problems
        return
    if power.wording == LETTER and is_entity(power.grantor):
        message = (
            f'the letter says "I authorize": is {power.grantor} a person? if not, add signer: with the '
            "person who signs, and remove wording: letter, and Redwell prints the Limited Power of Attorney"
        )
        yield Problem(severity="warning", code="poa-letter-entity", message=message, path=("wording",))
    yield from _clauses(power, drafted)
    yield from _signing(power, drafted)
    yield from _long_words(drafted)


def _of_executed(power: PowerOfAttorney, files: Files) -> Iterator[Problem]:
    """Check a power that was signed elsewhere: keys for a draft would have no effect."""
    other = ON_FILE if power.on_file else DOCUMENT
    found = [
        Problem(
            code="power-key-unused",
            message=f"{unused} cannot be beside {other}: remove one of the two",
            path=(unused,),
            on_key=True,
        )
        for unused in (*DRAFTING, *(("document", "wording_hash") if power.on_file else ()))
        if getattr(power, unused)
    ]
    yield from found
    if found or not power.document:
        return
    found = executed_problems(power.document, files)
    yield from found
    if found or power.wording_hash is None:
        return
    fingerprint = executed_hash(power.document, files)
    if power.wording_hash != fingerprint:
        message = (
            f"{power.document} is not the text that {power.grantor} signed, and a signed power never changes:"
            f" restore that text; only if this is the signed text, write wording_hash: {fingerprint}"
        )
        yield Problem(code="wording-changed", message=message, path=("wording_hash",))


_SWITCHED = {
    "ends": "say that this power ends",
    "ends_after_years": "say that this power ends",
    "ends_on_leaving": "say whose authority ends",
    "place": "say where it is signed",
    "witnesses": "name the witnesses",
}


def _clauses(power: PowerOfAttorney, drafted: Instrument) -> Iterator[Problem]:
    for n, clause in enumerate(power.clauses):
        if clause not in drafted.clauses:
            there_are = f"; it has {', '.join(sorted(drafted.clauses))}" if drafted.clauses else ""
            hint = did_you_mean(clause, drafted.clauses) or there_are
            message = f'the wording has no clause "{clause}"{hint}'
            yield Problem(code="clause-unknown", message=message, path=("clauses", n))
    for key, what in _SWITCHED.items():
        if getattr(power, key) and key not in drafted.switches:
            message = f"the wording has no paragraph with `when: {key}`, so nothing would {what}: add one"
            yield Problem(code="clause-unknown", message=message, path=(key,))
    if drafted.drafts and power.signed:
        message = (
            f"{power.grantor} signed words that are drafts: did the signed paper carry the heading "
            f'"{instrument.draft_heading(drafted.drafts)}"? Exhibit 24 leaves it out; once a partner has '
            "reviewed the words, have a new copy signed"
        )
        yield Problem(severity="warning", code="poa-draft-words", message=message, path=("signed",))
    elif drafted.drafts:
        file = LETTER_WORDING if power.wording == LETTER else WORDING
        names = ", ".join(drafted.drafts)
        message = (
            f"these words are drafts: {names}; has a partner reviewed them? then run redwell templates copy "
            f"{file}, and delete the line draft: in that file"
        )
        yield Problem(severity="warning", code="poa-draft-words", message=message, path=("grantor",))
    if EDGAR_CLAUSE in power.clauses and not power.notary:
        message = (
            "the SEC accepts a power for Form ID and EDGAR accounts only if it is notarized: name a file "
            "with the notary's block under notary: (Form ID; Release 33-11313)"
        )
        path = ("clauses", power.clauses.index(EDGAR_CLAUSE))
        yield Problem(severity="warning", code="poa-form-id-notary", message=message, path=path)


def _signing(power: PowerOfAttorney, drafted: Instrument) -> Iterator[Problem]:
    if power.signed is None:
        message = (
            f"{power.grantor} has not signed this power of attorney: the document is a copy for signature"
        )
        yield Problem(severity="not ready", code="poa-unsigned", message=message, path=("grantor",))
    elif not all(power.witnesses):
        message = f"{power.grantor} has signed, but who witnessed it? list their names under witnesses:"
        yield Problem(severity="not ready", code="poa-unsigned", message=message, path=("witnesses",))
    elif power.wording_hash is None:
        apart = ", apart from its draft heading" if drafted.drafts else ""
        message = (
            "a signed power needs the fingerprint of its text, so that nobody changes it by accident: if "
            f"this is the signed text{apart}, write wording_hash: {drafted.wording_hash}"
        )
        yield Problem(code="wording-hash-missing", message=message, path=("signed",))
    elif power.wording_hash != drafted.wording_hash:
        message = (
            f"the text differs from the one {power.grantor} signed on {power.signed}: restore the names, "
            "clauses and words, or name the signed wording file under wording:"
        )
        yield Problem(code="wording-changed", message=message, path=("wording_hash",))
    if power.signed and power.witnesses and all(power.witnesses):
        printed = listed([f'"/s/ {name}"' for name in power.witnesses])
        have = "has this witness" if len(power.witnesses) == 1 else "have these witnesses"
        message = f"the document prints {printed}: {have} signed the paper?"
        yield Problem(severity="warning", code="poa-witnesses-signed", message=message, path=("witnesses",))


def _long_words(drafted: Instrument) -> Iterator[Problem]:
    for word in dict.fromkeys(word for word in drafted.text.split() if len(word) > LONGEST_WORD):
        message = (
            f'"{word[:20]}.." has {len(word)} characters without a space, and a line of Exhibit 24 has room '
            f"for {LONGEST_WORD}: divide it"
        )
        yield Problem(code="exhibit-word", message=message)


def _documents(power: PowerOfAttorney, suffix: str, files: Files, author: str) -> Iterator[Document]:
    if power.page:
        return  # it is sent as it is
    if power.document:
        yield from _exhibit(suffix, "executed", executed(power.document, files))
        return
    context = instrument.context(instrument.draft(power, files), author)
    page = _pdf(_pdf_name(suffix), context)
    yield page
    yield Document(
        name=f"{page.name.removesuffix('.pdf')}.docx",
        template=f"{TEMPLATES}power_of_attorney.docx",
        context=context,
        follows=page.template,
    )
    if power.signed:
        yield from _exhibit(suffix, "power_of_attorney", context)


def _pdf_name(suffix: str) -> str:
    return f"{'-'.join(('power-of-attorney', *filter(None, [suffix])))}.pdf"


def _pdf(name: str, context: Context) -> Document:
    return Document(name=name, template=f"{TEMPLATES}power_of_attorney.html.j2", context=context)


def _exhibit(suffix: str, template: str, context: Context) -> Iterator[Document]:
    name = "-".join(("ex24", *filter(None, [suffix])))
    for kind in (".txt", ".htm"):
        yield Document(name=name + kind, template=f"{TEMPLATES}{template}{kind}.j2", context=context)


def _suffixes(powers: Sequence[PowerOfAttorney]) -> list[str]:
    """Return what tells the files of several powers apart: the grantor's name, in letters EDGAR allows.

    EDGAR allows 32 characters and one hyphen, which follows `ex24`.
    """
    if len(powers) < 2:
        return [""] * len(powers)
    suffixes: list[str] = []
    for power in powers:
        letters = "".join(re.findall(r"[a-z0-9]", (to_ascii(power.grantor) or "").lower())) or "grantor"
        names = (f"{letters[: 23 - len(number)]}{number}" for number in ("", *map(str, range(2, 1000))))
        suffixes.append(next(name for name in names if name not in suffixes))
    return suffixes
