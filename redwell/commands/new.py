"""A new filing to fill in: commented, valid as it stands, not ready until its placeholders are gone."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

from redwell.files.discovery import Misuse
from redwell.forms import FORMS
from redwell.problems import FilingError
from redwell.rules.text import EXPLANATION, PLACEHOLDERS
from redwell.source import loader

FORM3 = """\
# yaml-language-server: $schema=../../schemas/form3.schema.json
# Every key is explained in docs/filing.md, and by the editor when the mouse rests on it.
form: "{form}"
{amendment}date_of_event: {date}

issuer:
  name: {name}                # as EDGAR has it
  cik: "{cik}"                # ten digits, in quotes
  trading_symbol: {trading_symbol}           # or NONE

reporting_owners:
  - name: {owner}  # as EDGAR has it: last name, first, middle; or an entity
    # cik: "0001234567"            # once the Form ID is accepted
    # address:
    #   street: 55 CLIFTON ST.
    #   city: CAMBRIDGE
    #   state: MA                  # outside of the United States: province, country
    #   zip: "02140"
    relationship:                  # keep what applies
      director: true
      # officer: Chief Financial Officer
      # ten_percent_owner: true
      # other: Trustee

no_securities_owned: true          # or the holdings:

# non_derivative:
#   - title: Common Stock
#     amount: 1000                 # without commas; or amount_in_dollars
#     ownership: direct            # or indirect, with nature_of_ownership: By spouse

# derivative:
#   - title: Stock Option (Right to Buy)
#     date_exercisable:
#       footnotes: [vesting]       # a footnote may stand for a value
#     expiration_date: 2035-01-31
#     underlying:
#       title: Common Stock
#       amount: 1000
#     conversion_or_exercise_price: 2.6
#     ownership: direct

# footnotes:
#   vesting: >-
#     The option becomes exercisable in four equal annual installments.

# signatures:                      # without them the form is a DRAFT
#   - signer: Jane Doe
#     signed: {date}           # only once it is signed

# powers_of_attorney:
#   - grantor: Jane Doe
#     company: Issuer, Inc.
#     capacity: an officer or director or both
#     attorneys_in_fact:
#       - John Roe
"""
AMENDMENT = """\
amendment:
  original_filed: {filed}       # the day on which EDGAR took the original
  {amends}
  explanation: {explanation}

"""
UNKNOWN = "# amends: 0001209191-13-047456   # its accession number, or its file if it is beside this one"
_CLIENT = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_OWNER = re.compile(r"[ -~]{1,150}")


def write(record: Path, *, client: str, owner: str, day: str, form: str) -> Path:
    """Write a new filing below *record*, and say where. Raises `Misuse`; never overwrites."""
    if form not in FORMS:
        raise Misuse(f"--form {form}: not yet; there is {', '.join(sorted(FORMS))}")
    if not _CLIENT.fullmatch(client):
        raise Misuse(f"--client {client}: write lower-case letters, digits and single hyphens, e.g. tecogen")
    slug = "-".join(re.findall("[a-z0-9]+", owner.lower()))
    if not slug or not _OWNER.fullmatch(owner):
        raise Misuse(f'--owner {owner}: write the name as EDGAR has it, e.g. "PANORA ROBERT A"')
    name = f"{_day(day)}-{slug}-form"
    path = record / client / f"{name}{form.replace('/', '').lower()}.yaml"
    text = FORM3.format(
        form=form,
        date=day,
        owner=json.dumps(owner.strip().upper()),
        amendment="" if form == "3" else _amendment(path.parent, day, slug),
        **PLACEHOLDERS,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise Misuse(f"{path.name} exists already in {client}/: it is left as it is") from None
    return path


def _amendment(folder: Path, day: str, slug: str) -> str:
    """What is amended: the one original in *folder* of this day whose name has no other words than *slug*."""
    found = [
        path
        for path in folder.glob(f"{day}-*-form3.yaml")
        if set(path.name[len(day) + 1 : -len("-form3.yaml")].split("-")) <= set(slug.split("-"))
    ]
    if len(found) != 1:
        return AMENDMENT.format(filed=day, amends=UNKNOWN, explanation=EXPLANATION)
    filed = _filed(found[0]) or day
    return AMENDMENT.format(filed=filed, amends=f"amends: {found[0].name}", explanation=EXPLANATION)


def _filed(original: Path) -> str | None:
    """The day on which EDGAR took a filing, where it can be read and says so."""
    try:
        data = loader.read(original.read_bytes(), original.name).data
    except FilingError:
        return None
    filed = data.get("filed") if isinstance(data, dict) else None
    found = filed.get("date") if isinstance(filed, dict) else None
    return found if isinstance(found, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", found) else None


def _day(text: str) -> date:
    """The date of event, which is written as 2013-10-01 and in no other way."""
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return date.fromisoformat(text)
    except ValueError:
        raise Misuse(f"--date {text}: there is no such day") from None
    raise Misuse(f"--date {text}: write year-month-day, e.g. 2013-10-01")
