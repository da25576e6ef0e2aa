"""Check that a signed form still reports what was signed.

A signature keeps two fingerprints: of the facts that the form reported, and of its words. Facts that differ
are an error, which `redwell sign` or `reauthorized:` answers; other words are a question.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path as FilePath
from shlex import quote

from redwell.documents.renderer import BrokenTemplate, render
from redwell.edgar.fingerprint import Fingerprint, fingerprint
from redwell.form import Document
from redwell.forms import FORMS
from redwell.model import Filing, Reauthorized, Signature, Signing
from redwell.ownership.signatures import name_behind_mark
from redwell.problems import FilingError, Path, Place, Problem
from redwell.secrets.accepted import entry_of

CODE = "changed-after-signing"
"""The error of a form that reports something else than was signed."""
AGAIN = "reauthorized-facts-missing"
"""The error of a form whose signer agreed to a change, where nothing says to what."""
WORDS = "words-changed-after-signing"
"""The question about other words than were signed."""
LACKING = ("signature-undated", AGAIN)
"""Errors that a filing may have when it is signed: the dates of others, and what a signer agreed to."""
UNPINNED = "signed-facts-missing"
"""The question about a signature without fingerprints; `redwell sign` answers it once a form is ready."""
_RULE = "Regulation S-T, Rule 302"


def obstacles(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield the problems that keep a form from being signed."""
    for each in problems:
        is_error = each.severity == "error" and each.code != CODE
        if is_error or (each.severity == "not ready" and each.code not in LACKING):
            yield each


def signing_of(filing: Filing, problems: Iterable[Problem]) -> Signing:
    """Return the state of the signatures; a form that cannot be signed yet is a draft."""
    is_blocked = filing.signing == "for signature" and any(obstacles(problems))
    return "draft" if is_blocked else filing.signing


@lru_cache(maxsize=4)
def fingerprint_of(filing: Filing, home: FilePath) -> Fingerprint:
    """Return the fingerprint of a filing without errors, from its XML as the templates of *home* make it.

    Raises `FilingError` for an error in a template.
    """
    documents = FORMS[filing.form].documents(filing, "")
    return fingerprint(_xml(each, home) for each in documents if each.name.endswith(".xml"))


def _xml(document: Document, home: FilePath) -> bytes:
    # Imported here: a check of filings without fingerprints makes nothing.
    from jinja2 import TemplateError

    try:
        return render(document.name, document.template, document.context, home=home)
    except (TemplateError, BrokenTemplate) as error:
        line = getattr(error, "lineno", None) or 1
        place = Place(file=f"templates/{document.template}", line=line)
        message = f"{document.name} cannot be made: {error}"
        raise FilingError([Problem(code="template", message=message, place=place)]) from error


def facts_of(filing: Filing, home: FilePath) -> str:
    """Return the fingerprint of the facts of a filing without errors. Raises as `fingerprint_of` does."""
    return fingerprint_of(filing, home).facts


def signed_problems(filing: Filing, name: str, home: FilePath) -> list[Problem]:
    """Return the problems of signatures under a form that changed; *name* is its file, for messages.

    Nothing else may be wrong with the filing.
    """
    try:
        return [*_problems(filing, name, home)]
    except FilingError as error:
        return [*error.problems]


def _problems(filing: Filing, name: str, home: FilePath) -> Iterator[Problem]:
    for n, signature in enumerate(filing.signatures):
        if signature.signed is None:
            continue
        again = standing(signature)
        if signature.facts is None and (again is None or again.facts is None):
            if filing.filed is None:
                yield _unpinned(n, signature, name)
            continue
        now = fingerprint_of(filing, home)
        if again and again.facts is None and signature.facts != now.facts:
            if filing.filed is None:
                yield _unpinned_again(n, signature, again, now, name)
            else:
                yield _unpinned_when_filed(n, again)
        else:
            yield from _compared(filing, n, again if again and again.facts else None, now, name)


def outdated(filing: Filing, facts: str) -> frozenset[int]:
    """Return the places of the signatures under other facts than *facts*, those that the form reports now."""
    pinned = {n: (standing(each) or each).facts for n, each in enumerate(filing.signatures) if each.signed}
    return frozenset(n for n, kept in pinned.items() if kept not in (None, facts))


def standing(signature: Signature) -> Reauthorized | None:
    """Return what was reauthorized, unless it is dated before the signature."""
    again = signature.reauthorized
    return again if again and signature.signed and again.on >= signature.signed else None


def signer_of(signature: Signature) -> str:
    """Return the name of the person who signs, also where the line is given as text."""
    return signature.signer or name_behind_mark(signature.text or "")


def sign_command(name: str, signature: Signature, *flags: str) -> str:
    """Return the command that signs the filing *name* for a signature."""
    return " ".join(["redwell sign", quote(name), "--signer", quote(signer_of(signature)), *flags])


def _compared(
    filing: Filing, n: int, again: Reauthorized | None, now: Fingerprint, name: str
) -> Iterator[Problem]:
    signature = filing.signatures[n]
    signer = signer_of(signature)
    at: Path = ("signatures", n)
    signed = f"what {signer} signed on {signature.signed}"
    if again:
        facts, words, at = again.facts, again.words or signature.words, (*at, "reauthorized")
        what = f"what {again.by} reauthorized on {again.on}"
    else:
        facts, words, what = signature.facts, signature.words, signed
    if facts != now.facts and again and signature.facts == now.facts and not filing.filed:
        message = f"delete reauthorized: here, because the form reports again {signed} ({_RULE})"
        yield Problem(code=CODE, message=message, path=at, on_key=True)
    elif facts != now.facts and filing.filed:
        message = f"{_as_filed(filing, 'the form')}: it no longer reports {what} ({_RULE})"
        yield Problem(code=CODE, message=message, path=(*at, "facts"))
    elif facts != now.facts:
        early = signature.reauthorized if not again else None
        note = f" (reauthorized: is dated {early.on}, before the signature)" if early else ""
        message = (
            f"show {signer} the form as it is now, because it no longer reports {what}{note}: {signer} signs "
            f"it again, or agrees to it without signing again ({_RULE})"
        )
        lines = _remedies(signature, now, name)
        yield Problem(code=CODE, message=message, path=(*at, "facts"), lines=lines)
    elif words is not None and words != now.words:
        sign, entry = sign_command(name, signature), entry_of(WORDS, now.words)
        message = (
            f"{_as_filed(filing, 'the footnotes and remarks')}: they are no longer {what}; if they were "
            f"filed as they are now, write {entry} ({_RULE})"
            if filing.filed
            else f"the footnotes or remarks are no longer {what}, though all other facts are: has {signer} "
            f"seen them? then run {sign}; if that is not needed, write {entry} ({_RULE})"
        )
        yield Problem(
            code=WORDS,
            severity="warning",
            message=message,
            path=(*at, "words"),
            of=now.words,
            pasted=(entry,) if filing.filed else (sign, entry),
        )
    elif words is None and not filing.filed:
        # Who deletes this line may change every footnote.
        yield _unpinned(n, signature, name)


def _as_filed(filing: Filing, what: str) -> str:
    """Return the remedy of a form that EDGAR has: nobody signs another one under its number."""
    assert filing.filed
    return f"put {what} back as filed on {filing.filed.date} (a correction is a Form {filing.AMENDMENT})"


def _remedies(signature: Signature, now: Fingerprint, name: str) -> tuple[str, ...]:
    """Return what to run or to write where a form changed, each below the case that it is for."""
    signer = signer_of(signature)
    by = json.dumps(signer, ensure_ascii=False)
    instead = " in place of the earlier one" if signature.reauthorized else ""
    return (
        f"if {signer} signs again, run",
        f"  {sign_command(name, signature)}",
        f"if {signer} agrees without signing again, run",
        f"  {sign_command(name, signature, '--reauthorized-by', quote(signer), '--how', 'telephone')}",
        f"or write under this signature{instead}, with the day on which {signer} agreed",
        # The day has to be typed: a check does not know it, and that of the signature would be wrong.
        f'  reauthorized: {{by: {by}, on: YYYY-MM-DD, how: "telephone", {_pinned(now)}}}',
    )


def _unpinned(n: int, signature: Signature, name: str) -> Problem:
    sign = sign_command(name, signature, "--date", f"{signature.signed}")
    filed = f"redwell filed {quote(name)} --accession NUMBER"
    message = (
        f"nothing keeps what {signer_of(signature)} signed on {signature.signed}: if it is the form as it is "
        f"now, run {sign}; if EDGAR has accepted the form, run {filed}"
    )
    # The date is not in question.
    on = "signer" if signature.text is None else "text"
    return Problem(
        code=UNPINNED,
        severity="warning",
        message=message,
        path=("signatures", n),
        on=on,
        pasted=(sign, filed),
    )


def _unpinned_again(
    n: int, signature: Signature, again: Reauthorized, now: Fingerprint, name: str
) -> Problem:
    given = ("--reauthorized-by", quote(again.by), "--how", quote(again.how), "--date", f"{again.on}")
    sign, facts = sign_command(name, signature, *given), _pinned(now)
    message = (
        f"nothing says what {again.by} agreed to on {again.on}: if it is the form as it is now, run "
        f"{sign}, or add {facts} to reauthorized: ({_RULE})"
    )
    path = ("signatures", n, "reauthorized")
    return Problem(
        code=AGAIN,
        severity="not ready",
        message=message,
        path=path,
        on_key=True,
        pasted=(sign, facts),
    )


def _unpinned_when_filed(n: int, again: Reauthorized) -> Problem:
    message = (
        f"nothing keeps what {again.by} agreed to on {again.on}: is the form still as it was filed? if so, "
        f"say where you saw it under accept: ({_RULE})"
    )
    path = ("signatures", n, "reauthorized")
    return Problem(code=UNPINNED, severity="warning", message=message, path=path, on_key=True)


def _pinned(now: Fingerprint) -> str:
    """Return the keys that keep what a form reports."""
    return f'facts: "{now.facts}", words: "{now.words}"'
