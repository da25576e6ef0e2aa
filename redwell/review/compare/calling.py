"""What owners and issuers are called in one line: as the filing itself writes them where people do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from redwell.model import Filing
from redwell.text import names

_LEGAL_FORM = re.compile(
    r"[\s,]+(?:inc|incorporated|corp|corporation|co|company|ltd|limited|plc|llc|l\.?l\.?c|l\.?p|n\.?v|s\.?a)\.?$",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"[\s,]+(?:jr|sr|ii|iii|iv|m\.?d|ph\.?d|esq)\.?$", re.IGNORECASE)


def owners(filing: Filing) -> str:
    """`Panora`, `Panora and 2 others`; as EDGAR has the name where nobody wrote it otherwise."""
    first, *others = filing.reporting_owners
    name = _surname(first.name, filing) or first.name
    if not others:
        return name
    return f"{name} and {len(others)} other{'s' if len(others) > 1 else ''}"


def issuer(filing: Filing) -> str:
    """`Tecogen [TGEN]`: the name as a power of attorney writes it, without its legal form."""
    given = [power.company for power in filing.powers_of_attorney if power.company]
    name = next((each for each in given if _is_the_issuer(each, filing)), None)
    symbol = filing.issuer.trading_symbol
    shown = _LEGAL_FORM.sub("", name) if name else filing.issuer.name
    # EDGAR wants NONE where there is no symbol.
    return f"{shown} [{symbol}]" if symbol and symbol.upper() != "NONE" else shown


def _is_the_issuer(company: str, filing: Filing) -> bool:
    # A power for several companies names them all, and is none to call one of them by.
    return names.is_one_company(filing.issuer.name, company) and names.is_one_company(
        company, filing.issuer.name
    )


def _surname(owner: str, filing: Filing) -> str:
    """The surname of a person as others write it: EDGAR has it first, "DE LA CRUZ MARIA"; they, last.

    Nothing where nobody wrote it, or where it is not sure which words it has.
    """
    if names.is_entity(owner):
        return ""
    edgar = re.findall(r"[^\s,]+", owner)
    for name in _written(filing):
        if names.is_entity(name) or not names.is_one(name, owner):
            continue
        words = _SUFFIX.sub("", name).split()
        for length in range(len(words) - 1, 0, -1):
            surname = " ".join(words[-length:])
            if surname.casefold() == " ".join(edgar[:length]).casefold():
                return surname
    return ""


def _written(filing: Filing) -> Iterator[str]:
    yield from (power.grantor for power in filing.powers_of_attorney if power.grantor)
    for signature in filing.signatures:
        yield from (each for each in (signature.signer, *signature.on_behalf_of) if each)
