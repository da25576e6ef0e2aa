"""Check that a filed form is unchanged: it must be amended, not edited."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from pathlib import Path as FilePath
from typing import Any

from redwell.check import shape
from redwell.files import templates
from redwell.files.reader import Files
from redwell.forms.note_words import WORDING, worded
from redwell.git.history import AsFiled
from redwell.model import Filing, Row
from redwell.ownership import columns
from redwell.ownership.signatures import signature_line
from redwell.ownership.split import remarks_of
from redwell.problems import FilingError, Path, Problem
from redwell.source import loader

KEPT = 512
"""The number of filings that are kept as they were read: more than one owner has, with at most 1 MB each."""
CODE = "changed-after-filing"
"""The error of a filed form that reports something else than EDGAR has."""
_SHOWN = 60
NO_FACTS = frozenset({"foreign_private_issuer", "fiscal_year_end"})
"""Keys that do not go to EDGAR: they only affect the due date."""


def check_as_filed(filing: Filing, earlier: AsFiled, files: Files) -> list[Problem]:
    """Return an error at the first fact of a filed form that differs from the form as filed."""
    if filing.filed is None:
        return []
    if earlier.content is None:
        after = fact_digests(filing)
        found: list[tuple[Path, str]] = [
            ((key,), "") for key in after if after[key] != earlier.facts.get(key, after[key])
        ]
    else:
        before = filing_in(earlier.content, files.home, files.looks, with_secrets=True)
        found = [*_differences(filed_facts(before), filed_facts(filing))] if before else []
    if not found:
        return []
    (path, was), more = found[0], len(found) - 1
    further = f"; {more} more fact{'s' * (more > 1)} of this form differ{'s' * (more == 1)}" if more else ""
    number = f" ({filing.filed.accession_number})" if filing.filed.accession_number else ""
    message = (
        f"the form filed on {filing.filed.date}{number} says {was or 'something else'} here; do not edit a "
        f"filed form: restore it, and write the correction as a Form {filing.AMENDMENT} in its own file "
        f"(redwell new --form {filing.AMENDMENT}){further}"
    )
    return [Problem(code=CODE, message=message, path=_place(path, filing))]


def fact_digests(filing: Filing) -> dict[str, str]:
    """Return a digest of each fact for a manifest, without the CIKs of owners, which may be added later."""
    owners = [
        {k: v for k, v in owner.items() if k != "cik"} for owner in filed_facts(filing)["reporting_owners"]
    ]
    facts = {**filed_facts(filing), "reporting_owners": owners}
    return {key: sha256(json.dumps(facts[key], sort_keys=True).encode()).hexdigest() for key in facts}


def filed_facts(filing: Filing) -> dict[str, Any]:
    """Return the facts sent to EDGAR as plain values by key; labels of footnotes do not count."""
    numbers = {label: f"{n}" for label, n in filing.note_numbers.items()}
    declared, tables = columns.facts(type(filing)), columns.tables(type(filing))
    owners = [_plain(owner) for owner in filing.reporting_owners]
    return {
        "form": filing.form,
        "amendment": filing.amendment and filing.amendment.original_filed.isoformat(),
        **{each.path[0]: _plain(columns.value(filing, each)) for each in declared if each.xml},
        "issuer": _numbered(_plain(filing.issuer)),
        "reporting_owners": [_numbered(owner) for owner in owners],
        **{each.key: _plain(getattr(filing, each.key), numbers) for each in tables},
        "footnotes": [text for _, text in filing.footnotes],
        "remarks": remarks_of(filing),
        "signatures": [f"{signature_line(each)}, {each.signed}" for each in filing.signatures],
    }


def filing_in(
    content: bytes, home: FilePath, looks: FilePath | None = None, *, with_secrets: bool = False
) -> Filing | None:
    """Return the filing in *content*; None if it has problems or is from an older Redwell.

    Templates in *looks*, if it is given, replace those of *home*. A secret that the filing does not accept is
    a problem, but for *with_secrets*: for readers that print no text of it, or put stars for secrets.
    """
    wording = b""
    if b"model" in content:
        with suppress(OSError, ValueError):
            wording = templates.content(WORDING, home=looks or home)
    return _filing(content, home, wording, with_secrets)


@lru_cache(maxsize=KEPT)
def _filing(content: bytes, home: FilePath, wording: bytes, with_secrets: bool) -> Filing | None:
    """Return the filing in *content* with the words of its notes by *wording*.

    Each form of an owner is compared with all earlier ones, so that it is asked for many times.
    """
    try:
        source = loader.read(content, "")
        form, problems = shape.check_shape(source, home)
        if form is None or problems or not (with_secrets or has_no_secret(source)):
            return None
        return worded(form.parse(source), lambda _: wording)
    except FilingError:
        return None


def has_no_secret(source: loader.Source) -> bool:
    """Return True if a text holds no secret, but for those that the filing accepts."""
    found = loader.secrets_in(source, ())
    return len(loader.accepted_secrets(source, found)) == len(found)


def _plain(value: Any, numbers: Mapping[str, str] = {}) -> Any:
    """Return a value of the model as JSON data, without empty values."""
    kind: Any = type(value)
    if is_dataclass(value):
        unsent = NO_FACTS | _unsent(kind)
        pairs = ((each.name, getattr(value, each.name)) for each in fields(value) if each.name not in unsent)
        return {
            key: [numbers.get(label, label) for label in item]
            if key == "footnotes"
            else _plain(item, numbers)
            for key, item in pairs
            if item not in (None, False, ())
        }
    if isinstance(value, tuple):
        return [_plain(item, numbers) for item in value]
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else value


def _unsent(kind: Any) -> frozenset[str]:
    """Return the keys of a row that do not go to EDGAR: they explain a line to `check`."""
    declared = columns.columns(kind) if issubclass(kind, Row) else ()
    return frozenset(each.name for each in declared if not each.xml)


def _numbered(entity: dict[str, Any]) -> dict[str, Any]:
    """Return the entity with its CIK without leading zeros."""
    return {key: f"{int(value)}" if key == "cik" else value for key, value in entity.items()}


def _differences(before: Any, after: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Yield the path of each difference, and the value before; a CIK may be added."""
    if isinstance(before, dict) and isinstance(after, dict):
        keys = [key for key in dict.fromkeys([*after, *before]) if key != "cik" or key in before]
        for key in keys:
            yield from _differences(before.get(key), after.get(key), (*path, key))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for n, (a, b) in enumerate(zip(before, after, strict=True)):
            yield from _differences(a, b, (*path, n))
    elif before != after:
        yield path, f'"{before}"' if isinstance(before, str) and len(before) <= _SHOWN else ""


def _place(path: Path, filing: Filing) -> Path:
    """Return the path of a fact in the file."""
    match path:
        case ("footnotes", int(n)) if n < len(filing.footnotes):
            return ("footnotes", filing.footnotes[n][0])
        case ("remarks",) if filing.amendment and filing.amendment.explanation and not filing.remarks:
            return ("amendment", "explanation")
        case ("amendment",):
            return ("amendment", "original_filed")
    return path
