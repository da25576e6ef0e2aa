"""Short filings of one owner and issuer, as a record has them: what accounts and matching are tested with."""

from __future__ import annotations

from redwell.account.previous import NamedFiling
from redwell.forms import FORMS
from redwell.source import loader

ACME = '{name: "ACME, INC.", cik: "0000012345", trading_symbol: ACME}'
JANE = '{name: DOE JANE M, cik: "0000678901", relationship: {director: true}}'
FUND = '{name: Acme Fund V L.P., cik: "0000678909", relationship: {ten_percent_owner: true}}'
DIRECT = "ownership: direct"
TRUST = "ownership: indirect, nature_of_ownership: By trust"


def held(amount: str, owned: str = DIRECT, title: str = "Common Stock", more: str = "") -> str:
    """A holding, as a line of a table in flow style."""
    return f"{{title: {title}, amount: {amount}, {owned}{more}}}"


def moved(
    day: str, code: str, amount: str, after: str, price: str = "10", owned: str = DIRECT, more: str = ""
) -> str:
    """A transaction of Table I; *amount* has a sign."""
    side = "disposed" if amount.startswith("-") else "acquired"
    number = amount.lstrip("+-")
    return (
        f"{{title: Common Stock, date: {day}, code: {code}, {side}: {number}, price: {price}, "
        f"owned_after: {after}, {owned}{more}}}"
    )


def option(
    day: str, code: str, amount: str, after: str, price: str = "5", title: str = "Stock Option"
) -> str:
    """A transaction of Table II."""
    side = "disposed" if amount.startswith("-") else "acquired"
    number = amount.lstrip("+-")
    return (
        f"{{title: {title}, conversion_or_exercise_price: {price}, "
        f"date: {day}, code: {code}, {side}: {number}, "
        "date_exercisable: 2024-01-01, expiration_date: 2034-01-01, "
        f"underlying: {{title: Common Stock, amount: {number}}}, price: 1, owned_after: {after}, {DIRECT}}}"
    )


def text(
    period: str,
    *lines: str,
    form: str = "4",
    filed: str = "",
    owners: tuple[str, ...] = (JANE,),
    derivative: tuple[str, ...] = (),
    amends: str = "",
) -> str:
    """The YAML of a filing; *filed* is a day and, after a space, the end of the accession number."""
    day, _, number = filed.partition(" ")
    accession = f", accession_number: 0000000000-{day[2:4]}-{int(number):06}" if number else ""
    key = "date_of_event" if form.startswith("3") else "period"
    parts = [f'form: "{form}"', f"{key}: {period}", *(["plan_10b5_1: false"] if form[0] != "3" else [])]
    parts += [f"issuer: {ACME}", "reporting_owners:", *(f"  - {owner}" for owner in owners)]
    for table, rows in (("non_derivative", lines), ("derivative", derivative)):
        parts += [f"{table}:", *(f"  - {row}" for row in rows)] if rows else []
    parts += ["footnotes: {moved: Reflects a transfer to the trust.}"] if "moved]" in "".join(lines) else []
    parts += [f"amendment: {{original_filed: {amends}}}"] if amends else []
    parts += [f"filed: {{date: {day}{accession}}}"] if day else []
    return "\n".join(parts) + "\n"


def named(name: str, yaml: str) -> NamedFiling:
    """A filing, and its file."""
    path = f"filings/acme/{name}.yaml"
    source = loader.read(yaml.encode(), path)
    return path, FORMS[source.data["form"]].parse(source)
