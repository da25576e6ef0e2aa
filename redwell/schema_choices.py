"""What was meant by a word that is not one of the choices: states, countries, keys and their other names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from redwell.codes import COUNTRIES, STATES
from redwell.problems import nearest

OTHER_NAMES = {
    "ticker": "trading_symbol", "symbol": "trading_symbol", "foreign_symbol": "foreign_trading_symbol",
    "shares": "amount", "number": "amount", "quantity": "amount", "value_owned": "amount_in_dollars",
    "price": "conversion_or_exercise_price", "exercise_price": "conversion_or_exercise_price",
    "strike_price": "conversion_or_exercise_price", "conversion_price": "conversion_or_exercise_price",
    "nature": "nature_of_ownership", "direct_or_indirect": "ownership", "ownership_form": "ownership",
    "10_percent_owner": "ten_percent_owner", "ten_percent": "ten_percent_owner", "officer_title": "officer",
    "is_director": "director", "other_text": "other", "postal_code": "zip", "zip_code": "zip",
    "zipcode": "zip", "street1": "street", "street2": "street", "exercise_date": "date_exercisable",
    "exercisable": "date_exercisable", "expiration": "expiration_date", "expires": "expiration_date",
    "event_date": "date_of_event", "owners": "reporting_owners", "reporting_owner": "reporting_owners",
    "reporting_persons": "reporting_owners", "table_i": "non_derivative", "table_1": "non_derivative",
    "table_ii": "derivative", "table_2": "derivative", "date": "signed", "agents": "attorneys_in_fact",
    "attorneys": "attorneys_in_fact", "power_of_attorney": "powers_of_attorney", "remark": "remarks",
    "footnote": "footnotes", "signature": "signatures", "exhibit": "exhibits", "note": "footnotes",
}  # fmt: skip
"""What others call our keys."""


def short(value: Any) -> str:
    """A value as a message quotes it."""
    text = str(value)
    return text if len(text) <= 40 else text[:39] + "..."


def _form(said: str, _source: str) -> str:
    if said == "3":
        return 'put the number in quotes: form: "3"'
    return f'Redwell makes Form 3: write "3", not "{short(said)}"'


def _state(said: str, _source: str) -> str:
    name = said.upper()
    names = {name: code for code, name in STATES.items()}
    beyond = {name.split(",")[0]: code for code, name in COUNTRIES.items()}
    message = f'"{short(said)}" is no state code of EDGAR (specification 3.6.6)'
    if exact := name if name in STATES else names.get(name):
        return f"{message}; write {exact}"
    letters = name.replace(".", "").replace(" ", "")
    abbreviated = letters if letters in STATES else ABBREVIATIONS.get(letters)
    guess = abbreviated or (names.get(nearest(name, names) or "") if name not in beyond else None)
    if guess:
        return f"{message}; did you mean {guess} ({STATES[guess].title()})?"
    if code := name if name in COUNTRIES else beyond.get(nearest(name, beyond) or ""):
        country = f"country: {code} ({COUNTRIES[code].title()})"
        return f"{message}; for an address outside the United States write {country}"
    return f"{message}: write two letters, e.g. MA; an address outside the United States has a country"


def _country(said: str, _source: str) -> str:
    name = said.upper()
    message = f'"{short(said)}" is no country of EDGAR (specification 3.6.2)'
    if name.replace(".", "") in ("US", "USA", "UNITED STATES", "UNITED STATES OF AMERICA", "X1"):
        return "an address in the United States has a state and no country: remove this line"
    if name == "CANADA":
        return f"{message}; name the province, e.g. ONTARIO, CANADA (A6); Z4 stands for Canada as a whole"
    known = {**{name: name for name in COUNTRIES.values()}, **OTHER_COUNTRIES}
    meant = known.get(name) or (name if name in COUNTRIES else known.get(nearest(name, known) or ""))
    return f"{message}; did you mean {meant}?" if meant else f"{message}: write a name or code of its list"


def _ownership(said: str, source: str) -> str:
    meant = {"D": "direct", "I": "indirect"}.get(said.upper()[:1], "direct or indirect")
    return f'"{short(said)}" is not known here: write {meant}{source}'


def _forms(said: str, _source: str) -> str:
    if said in ("3", "4", "5"):
        return f"write {said}, without quotes"
    if said == "144":
        return "a power covers Forms 3, 4 and 5; for Form 144 write clauses: [form_144]"
    return "a power covers Forms 3, 4 and 5: write [3, 4, 5]"


ABBREVIATIONS = {
    "ALA": "AL", "ARIZ": "AZ", "ARK": "AR", "CALIF": "CA", "CAL": "CA", "COLO": "CO", "CONN": "CT",
    "DEL": "DE", "FLA": "FL", "ILL": "IL", "IND": "IN", "KANS": "KS", "KAN": "KS", "MASS": "MA",
    "MICH": "MI", "MINN": "MN", "MISS": "MS", "MONT": "MT", "NEB": "NE", "NEBR": "NE", "NEV": "NV",
    "OKLA": "OK", "ORE": "OR", "OREG": "OR", "PENN": "PA", "PENNA": "PA", "TENN": "TN", "TEX": "TX",
    "VIRG": "VA", "WASH": "WA", "WIS": "WI", "WISC": "WI", "WVA": "WV", "WYO": "WY", "NYC": "NY",
    "NMEX": "NM", "NDAK": "ND", "SDAK": "SD", "NCAR": "NC", "SCAR": "SC",
}  # fmt: skip
OTHER_COUNTRIES = {
    "UK": "UNITED KINGDOM", "GREAT BRITAIN": "UNITED KINGDOM", "ENGLAND": "UNITED KINGDOM",
    "GB": "UNITED KINGDOM", "SOUTH KOREA": "KOREA, REPUBLIC OF", "KOREA": "KOREA, REPUBLIC OF",
    "BRASIL": "BRAZIL", "PRC": "CHINA", "RUSSIA": "RUSSIAN FEDERATION", "HOLLAND": "NETHERLANDS",
    "BVI": "VIRGIN ISLANDS, BRITISH", "BRITISH VIRGIN ISLANDS": "VIRGIN ISLANDS, BRITISH",
    "VIETNAM": "VIET NAM", "DEUTSCHLAND": "GERMANY", "MACAO": "MACAU", "SUISSE": "SWITZERLAND",
}  # fmt: skip
OF_KEY: Mapping[str, Callable[[str, str], str]] = {
    "form": _form,
    "state": _state,
    "country": _country,
    "ownership": _ownership,
    "forms": _forms,
}
"""The message for a wrong choice under a key, from what was said and the box it stands for."""
