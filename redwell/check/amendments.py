"""Whether a Form 3/A agrees with the filing that it amends, where that lies beside it."""

from __future__ import annotations

from collections.abc import Iterator

from redwell.check.filed import filing_in
from redwell.files.reader import Files
from redwell.model import Amendment, Filing, ReportingOwner
from redwell.ownership.tables import period_path
from redwell.problems import Path, Problem, did_you_mean
from redwell.text.names import is_one


def check(filing: Filing, files: Files) -> list[Problem]:
    """What does not fit between an amendment and the file that it names in `amends`: questions, all of it."""
    amendment = filing.amendment
    if amendment is None or not (amendment.amends or "").endswith(".yaml"):
        return []
    name = amendment.amends or ""
    try:
        content = files.beside(name)
    except (FileNotFoundError, ValueError):
        names = [path.name for path in sorted(files.folder.glob("*.yaml"))]
        hint = did_you_mean(name, names) or ": where is the original?"
        return [_question(code="amends-missing", message=f"there is no file {name} beside this one{hint}")]
    original = filing_in(content, files.home)
    return list(_differences(filing, amendment, original, name)) if original else []


def _differences(filing: Filing, amendment: Amendment, original: Filing, name: str) -> Iterator[Problem]:
    if original == filing:
        yield _question(code="amends-itself", message=f"{name} is this file: which one does it amend?")
        return
    if int(original.issuer.cik) != int(filing.issuer.cik):
        message = f"{name} reports on another issuer, {original.issuer.name}: is it the right file?"
        yield _question(code="amends-other-issuer", message=message)
        return
    owners = [(ours, theirs) for ours in filing.reporting_owners for theirs in original.reporting_owners]
    if not any(_is_same(ours, theirs) for ours, theirs in owners):
        others = ", ".join(owner.name for owner in original.reporting_owners)
        yield _question(code="amends-other-owner", message=f"{name} is by {others}: is it the right file?")
        return
    day = original.amendment.original_filed if original.amendment else original.filed and original.filed.date
    if day is None:
        message = f"{name} does not say that it was filed: was it? record it there under filed:"
        yield _question(code="amends-unfiled", message=message)
    elif day != amendment.original_filed:
        message = f"{name} was filed on {day}: is this date right?"
        if original.amendment:
            message = f"{name} says that the original was filed on {day}: is this date right?"
        path = ("amendment", "original_filed")
        yield _question(code="amends-other-date", message=message, path=path)
    if original.period_of_report != filing.period_of_report:
        message = (
            f"{name} gives {original.period_of_report}, and an amendment keeps the day of its original: is "
            "it this day that is corrected?"
        )
        yield _question(code="amends-other-event", message=message, path=period_path(filing))


def _is_same(owner: ReportingOwner, other: ReportingOwner) -> bool:
    if owner.cik and other.cik:
        return int(owner.cik) == int(other.cik)
    return is_one(owner.name, other.name)


def _question(code: str, message: str, path: Path = ("amendment", "amends")) -> Problem:
    return Problem(severity="warning", code=code, message=message, path=path)
