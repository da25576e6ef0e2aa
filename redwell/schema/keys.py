"""What a key that is unknown, missing or of the wrong form should be instead, in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from redwell.problems import Path, Problem, did_you_mean, nearest
from redwell.schema import choices
from redwell.schema.messages import LABEL
from redwell.source.loader import is_secret, secret

_MISSING = {
    "signer": "who signs, first name first; or give the whole line as text",
    "signed": "a line given as text was filed so: it needs the day of signing",
    "company": "the issuer's name as the instrument prints it; or name the executed text with document",
    "capacity": "in what capacity the insider files, e.g. an officer or director or both",
    "amendment": (
        "write amendment: and under it original_filed: with the day on which EDGAR took the original; or "
        'form: "3", if this is the first filing'
    ),
    "value": "here a footnote cannot stand for the value",
}


def of_name(name: str, path: Path) -> Problem:
    """The problem of a key that its author chose: a footnote's label, or a code under accept."""
    message = (
        LABEL
        if path == ("footnotes",)
        else f'"{name}" is no code of a warning: copy it from the report of check'
    )
    return Problem(code="key-form", message=message, path=(*path, name), on_key=True)


def meant(key: str, known: Sequence[str]) -> str | None:
    """The known key that an unknown one stands for."""
    other = choices.OTHER_NAMES.get(key.lower().replace(" ", "_").replace("-", "_"))
    return other if other in known else nearest(key, known)


def unknown(
    key: str, path: Path, meant: str | None, known: Sequence[str], homes: Mapping[str, Sequence[str]]
) -> Problem:
    """The problem of a key that does not exist, or not here; *homes* are all keys with where they stand."""
    places = [f'"{home}"' if home else "the beginning of a line" for home in homes.get(key, ())]
    if is_secret(key):
        message = secret(key)
    elif meant:
        message = f'unknown key "{key}"; did you mean "{meant}"?'
    elif places:
        message = f'"{key}" does not belong here, but under {" or ".join(places)}'
    else:
        message = f'unknown key "{key}": here stand {", ".join(known)}{did_you_mean(key, homes)}'
    return Problem(code="unknown-key", message=message, path=(*path, key), on_key=True)


def missing(key: str, path: Path, description: str) -> Problem:
    """The problem of a key that must be there; *description* is the schema's."""
    first = re.split(r"(?<=[a-z)0-9])[.;] |\.$", description)[0]
    what = _MISSING.get(key) or (first if first[1:2].isupper() else first[:1].lower() + first[1:])
    return Problem(code="missing-key", message=f"{key} is missing: {what}", path=path)
