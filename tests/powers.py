"""Powers of attorney and the files around them, for several tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import redwell
from redwell.documents.renderer import render
from redwell.files.reader import Files
from redwell.forms.form3.tables import Form3
from redwell.model import Filing, Issuer, PowerOfAttorney, Relationship, ReportingOwner, Signature
from redwell.power_of_attorney import documents, instrument
from redwell.power_of_attorney.instrument import Instrument
from redwell.problems import Problem

NAMES = (
    "Reginald D. Davis",
    "Chrystal Menard",
    "Devang Shah",
    "Karyn Smith",
    "Sara Stapleton",
    "Mark Vranesh",
    "any assistant general counsel of the Company",
)


def power(**changes: Any) -> PowerOfAttorney:
    """The seed's power, signed or with other values."""
    seed = PowerOfAttorney(
        grantor="Robert A. Panora",
        company="Tecogen, Inc.",
        capacity="an officer or director or both",
        attorneys_in_fact=("Bonnie J. Brown", "John N. Hatsopoulos"),
        signed=date(2013, 9, 23),
    )
    return replace(seed, **changes)


def filing(*powers: PowerOfAttorney, signatures: tuple[Signature, ...] = ()) -> Filing:
    """A Form 3 with these powers."""
    return Form3(
        form="3",
        date_of_event=date(2013, 10, 1),
        issuer=Issuer(name="TECOGEN INC.", cik="0001537435", trading_symbol="TGEN"),
        reporting_owners=(ReportingOwner(name="PANORA ROBERT A", relationship=Relationship(director=True)),),
        powers_of_attorney=powers,
        signatures=signatures,
    )


def files(root: Path) -> Files:
    """A repository at *root* with a filing at its top; templates are ours."""
    return Files(root=root, home=redwell.home(), folder=root, looks=root)


def drafted(root: Path = Path("/nowhere"), **changes: Any) -> Instrument:
    """The instrument of the seed's power with *changes*."""
    return instrument.draft(power(**changes), files(root))


def problems(root: Path, *powers: PowerOfAttorney, **filing_values: Any) -> list[Problem]:
    """Return check's problems, without those that these tests ignore."""
    return documents.power_problems(filing(*powers, **filing_values), files(root))


def said(root: Path, *powers: PowerOfAttorney, **filing_values: Any) -> list[str]:
    """The problems as `file:line:column severity [code] message`, or with their path in the filing."""
    lines = []
    for problem in problems(root, *powers, **filing_values):
        place = problem.place
        at = f"{place.file}:{place.line}:{place.column}" if place else ".".join(map(str, problem.path[1:]))
        lines.append(f"{at} {problem.severity} [{problem.code}] {problem.message}")
    return lines


def outputs(root: Path, *powers: PowerOfAttorney, suffix: str = "") -> dict[str, bytes]:
    """Every document of the powers whose name ends in *suffix*."""
    made = documents.power_documents(filing(*powers), files(root), "Redwell")
    return {
        each.name: render(each.name, each.template, each.context, home=redwell.home())
        for each in made
        if each.name.endswith(suffix)
    }


def output(root: Path, *powers: PowerOfAttorney, suffix: str) -> bytes:
    """The one document of the powers whose name ends in *suffix*."""
    [content] = outputs(root, *powers, suffix=suffix).values()
    return content
