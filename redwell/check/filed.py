"""What EDGAR got of a filing, and whether it still says so: what was filed is amended, not edited."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path as FilePath
from typing import Any

from redwell.check import shape
from redwell.git.history import AsFiled
from redwell.model import Filing
from redwell.ownership import columns
from redwell.ownership.signatures import signature_line
from redwell.ownership.split import remarks_of
from redwell.problems import FilingError, Path, Problem
from redwell.source import loader

_SHOWN = 60
NO_FACTS = frozenset({"foreign_private_issuer"})
"""Keys that EDGAR never sees: they say when a form is due."""


def check(filing: Filing, earlier: AsFiled, home: FilePath) -> list[Problem]:
    """The first fact of a filed form that is not as it was filed, as an error that proposes what to do."""
    if filing.filed is None:
        return []
    said = ""
    if earlier.content is None:
        now = digests(filing)
        path: Path | None = next(
            ((key,) for key in now if now[key] != earlier.facts.get(key, now[key])), None
        )
    else:
        then = filing_in(earlier.content, home)
        found = _first_difference(facts(filing), facts(then)) if then else None
        path, said = found or (None, "")
    if path is None:
        return []
    number = f" ({filing.filed.accession_number})" if filing.filed.accession_number else ""
    what = f"said {said} here" if said else "said something else here"
    message = (
        f"what EDGAR took on {filing.filed.date}{number} {what}, and what was filed is not edited: restore "
        "it, and correct it by a Form 3/A, a file of its own (invoke new --form 3/A)"
    )
    return [Problem(code="changed-after-filing", message=message, path=_place(path, filing))]


def digests(filing: Filing) -> dict[str, str]:
    """A digest of each fact, for a manifest; without the CIKs of owners, which may be added later."""
    owners = [{k: v for k, v in owner.items() if k != "cik"} for owner in facts(filing)["reporting_owners"]]
    return {key: _digest(fact) for key, fact in {**facts(filing), "reporting_owners": owners}.items()}


def facts(filing: Filing) -> dict[str, Any]:
    """What EDGAR got, as plain values by key: however it is written, and whatever footnotes are called."""
    numbers = {label: f"{n}" for n, (label, _) in enumerate(filing.footnotes, start=1)}
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


def filing_in(content: bytes, home: FilePath) -> Filing | None:
    """The filing in another text; None where that has problems of its own, or is of an older Redwell."""
    try:
        source = loader.read(content, "")
    except FilingError:
        return None
    form, problems = shape.check(source, home)
    return form.parse(source) if form and not problems else None


def _plain(value: Any, numbers: Mapping[str, str] = {}) -> Any:
    """A value of the model as JSON knows it, without what says nothing."""
    if is_dataclass(value):
        pairs = (
            (each.name, getattr(value, each.name)) for each in fields(value) if each.name not in NO_FACTS
        )
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


def _numbered(entity: dict[str, Any]) -> dict[str, Any]:
    """With its CIK as a number: leading zeros are free."""
    return {key: f"{int(value)}" if key == "cik" else value for key, value in entity.items()}


def _first_difference(now: Any, then: Any, path: Path = ()) -> tuple[Path, str] | None:
    """Where *now* is no longer *then*, and what it said; a CIK may be added, for EDGAR had it."""
    if isinstance(now, dict) and isinstance(then, dict):
        keys = [key for key in dict.fromkeys([*now, *then]) if key != "cik" or key in then]
        pairs = ((key, now.get(key), then.get(key)) for key in keys)
        return next((found for key, a, b in pairs if (found := _first_difference(a, b, (*path, key)))), None)
    if isinstance(now, list) and isinstance(then, list) and len(now) == len(then):
        numbered = enumerate(zip(now, then, strict=True))
        return next((found for n, (a, b) in numbered if (found := _first_difference(a, b, (*path, n)))), None)
    if now == then:
        return None
    return path, f'"{then}"' if isinstance(then, str) and len(then) <= _SHOWN else ""


def _place(path: Path, filing: Filing) -> Path:
    """Where a fact stands in the file."""
    match path:
        case ("footnotes", int(n)) if n < len(filing.footnotes):
            return ("footnotes", filing.footnotes[n][0])
        case ("remarks",) if filing.amendment and filing.amendment.explanation and not filing.remarks:
            return ("amendment", "explanation")
        case ("amendment",):
            return ("amendment", "original_filed")
    return path


def _digest(fact: Any) -> str:
    return sha256(json.dumps(fact, sort_keys=True).encode()).hexdigest()
