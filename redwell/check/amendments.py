"""Compare an amendment with the filing that it amends, if that is in the same folder."""

from __future__ import annotations

from collections.abc import Iterator

from redwell.check.filed import filing_in
from redwell.files.reader import Files
from redwell.model import Amendment, Filing, ReportingOwner
from redwell.ownership.tables import period_path
from redwell.problems import Path, Problem, did_you_mean
from redwell.text.names import is_one


def check_amendment(filing: Filing, files: Files) -> list[Problem]:
    """Return warnings for an amendment that does not fit the file named in `amends`."""
    amendment = filing.amendment
    if amendment is None or not (amendment.amends or "").endswith(".yaml"):
        return []
    name = amendment.amends or ""
    try:
        content = files.beside(name)
    except (FileNotFoundError, ValueError):
        names = [path.name for path in sorted(files.folder.glob("*.yaml"))]
        hint = did_you_mean(name, names) or ": write the file name of the original, or its accession number"
        return [_warning(code="amends-missing", message=f"there is no file {name} in this folder{hint}")]
    original = filing_in(content, files.home)
    return list(_differences(filing, amendment, original, name)) if original else []


def _differences(filing: Filing, amendment: Amendment, original: Filing, name: str) -> Iterator[Problem]:
    if original == filing:
        yield _warning(code="amends-itself", message=f"{name} is this file: name the file that it amends")
        return
    if int(original.issuer.cik) != int(filing.issuer.cik):
        message = f"{name} is for another issuer, {original.issuer.name}: name the file that this one amends"
        yield _warning(code="amends-other-issuer", message=message)
        return
    owners = [(ours, theirs) for ours in filing.reporting_owners for theirs in original.reporting_owners]
    if not any(_is_same(ours, theirs) for ours, theirs in owners):
        others = ", ".join(owner.name for owner in original.reporting_owners)
        message = f"{name} is by {others}: name the file that this one amends"
        yield _warning(code="amends-other-owner", message=message)
        return
    day = original.amendment.original_filed if original.amendment else original.filed and original.filed.date
    if day is None:
        message = f"{name} is not recorded as filed: write its filing date there, under filed:"
        yield _warning(code="amends-unfiled", message=message)
    elif day != amendment.original_filed:
        message = f"{name} was filed on {day}: write that date here, or correct it there"
        if original.amendment:
            message = f"{name} gives {day} for its original: write that date here, or correct it there"
        path = ("amendment", "original_filed")
        yield _warning(code="amends-other-date", message=message, path=path)
    if original.period_of_report != filing.period_of_report:
        message = (
            f"{name} has {original.period_of_report}, and an amendment keeps the date of its original: write "
            "that date here, unless this amendment corrects it"
        )
        yield _warning(code="amends-other-event", message=message, path=period_path(filing))


def _is_same(owner: ReportingOwner, other: ReportingOwner) -> bool:
    if owner.cik and other.cik:
        return int(owner.cik) == int(other.cik)
    return is_one(owner.name, other.name)


def _warning(code: str, message: str, path: Path = ("amendment", "amends")) -> Problem:
    return Problem(severity="warning", code=code, message=message, path=path)
