"""What was meant by a word that is not one of the choices: states, countries, keys and their other names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any
from unicodedata import combining, normalize

from redwell.codes.places import COUNTRIES, STATES

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
    name, letters = _upper(said), _letters(said)
    message = f'"{short(said)}" is no state code of EDGAR (specification 3.6.6)'
    names = {_letters(name): code for code, name in STATES.items()}
    if exact := name if name in STATES else names.get(letters):
        return f"{message}; write {exact}"
    if meant := letters if letters in STATES else ABBREVIATIONS.get(letters):
        return f"{message}; did you mean {meant} ({STATES[meant].title()})?"
    if letters in UNITED_STATES:
        return f"{message}: write the two letters of the state, e.g. MA"
    beyond = "for an address outside the United States write country:"
    if letters == "CANADA":
        return f"{message}; {beyond} and the code of the province, e.g. A6 (Ontario, Canada)"
    if letters in _AMBIGUOUS:
        return f"{message}; {beyond} and which is meant, {_AMBIGUOUS[letters]}"
    if code := _country_code(said):
        return f"{message}; {beyond} {code} ({COUNTRIES[code].title()})"
    if near := _nearest(letters, names):
        return f"{message}; did you mean {names[near]} ({STATES[names[near]].title()})?"
    if near := _nearest(name, _COUNTRY_NAMES):
        code = _COUNTRY_NAMES[near]
        return f"{message}; did you mean country: {code} ({COUNTRIES[code].title()})?"
    return f"{message}: write two letters, e.g. MA; an address outside the United States has a country"


def _country(said: str, _source: str) -> str:
    letters = _letters(said)
    message = f'"{short(said)}" is no country of EDGAR (specification 3.6.2)'
    if letters in UNITED_STATES or _upper(said) == "X1":
        return "an address in the United States has a state and no country: remove this line"
    if letters == "CANADA":
        return f"{message}; name the province, e.g. ONTARIO, CANADA (A6); Z4 stands for Canada as a whole"
    if letters in _AMBIGUOUS:
        return f"{message}; did you mean {_AMBIGUOUS[letters]}?"
    if code := _country_code(said):
        return f"{message}; write {COUNTRIES[code]} ({code})"
    if state := letters if letters in STATES else _STATE_NAMES.get(letters):
        place = STATES[state].title()
        return f"{message}; for {place} write state: {state}; a country stands here, e.g. GERMANY (2M)"
    if near := _nearest(_upper(said), _COUNTRY_NAMES):
        code = _COUNTRY_NAMES[near]
        return f"{message}; did you mean {COUNTRIES[code]} ({code})?"
    return f"{message}: write a name or code of its list, e.g. GERMANY (2M)"


def _upper(said: str) -> str:
    """Capitals without accents, as EDGAR writes names."""
    return "".join(c for c in normalize("NFKD", said) if not combining(c)).upper()


def _letters(said: str) -> str:
    """Letters alone: `U.S.A.` and `USA` are one word."""
    return "" if re.search("[0-9]", said) else re.sub("[^A-Z]", "", _upper(said))


def _country_code(said: str) -> str | None:
    """The code of a country that was named exactly: by code, by name or by another name of it."""
    if _upper(said) in COUNTRIES:
        return _upper(said)
    name = OTHER_COUNTRIES.get(_letters(said))
    return _CODES[name] if name else _BY_LETTERS.get(_letters(said))


def _nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that *name* misspells; in a short word each letter could be another country."""
    near = get_close_matches(name, list(known), n=1, cutoff=0.8) if len(name) > _SHORT else []
    return near[0] if near else None


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
UNITED_STATES = frozenset(
    ("US", "USA", "USOFA", "AMERICA", "UNITEDSTATES", "THEUNITEDSTATES", "UNITEDSTATESOFAMERICA")
) | {"THEUNITEDSTATESOFAMERICA"}
PROVINCES = {
    "ALBERTA, CANADA": ("AB", "ALBERTA", "ALTA"),
    "BRITISH COLUMBIA, CANADA": ("BC", "BRITISHCOLUMBIA"),
    "MANITOBA, CANADA": ("MB", "MANITOBA"),
    "NEW BRUNSWICK, CANADA": ("NB", "NEWBRUNSWICK"),
    "NEWFOUNDLAND, CANADA": ("NL", "NF", "NEWFOUNDLAND", "NEWFOUNDLANDANDLABRADOR", "LABRADOR"),
    "NOVA SCOTIA, CANADA": ("NS", "NOVASCOTIA"),
    "ONTARIO, CANADA": ("ON", "ONT", "ONTARIO"),
    "PRINCE EDWARD ISLAND, CANADA": ("PE", "PEI", "PRINCEEDWARDISLAND"),
    "QUEBEC, CANADA": ("QC", "PQ", "QUE", "QUEBEC"),
    "SASKATCHEWAN, CANADA": ("SK", "SASK", "SASKATCHEWAN"),
    "YUKON, CANADA": ("YT", "YUKON", "YUKONTERRITORY"),
    "CANADA (FEDERAL LEVEL)": ("NT", "NU", "NORTHWESTTERRITORIES", "NUNAVUT"),
}
"""EDGAR counts the provinces of Canada as countries; two of its territories are in no list."""
OTHER_COUNTRIES = {
    **{letters: name for name, said in PROVINCES.items() for letters in said},
    **dict.fromkeys(("UK", "GB", "GREATBRITAIN", "BRITAIN", "THEUNITEDKINGDOM"), "UNITED KINGDOM"),
    **dict.fromkeys(("ENGLAND", "SCOTLAND", "WALES", "NORTHERNIRELAND"), "UNITED KINGDOM"),
    **dict.fromkeys(("MP", "CNMI", "SAIPAN"), "NORTHERN MARIANA ISLANDS"),
    **dict.fromkeys(("BVI", "BRITISHVIRGINISLANDS", "TORTOLA"), "VIRGIN ISLANDS, BRITISH"),
    **dict.fromkeys(("KOREA", "SOUTHKOREA", "REPUBLICOFKOREA"), "KOREA, REPUBLIC OF"),
    "BRASIL": "BRAZIL", "PRC": "CHINA", "RUSSIA": "RUSSIAN FEDERATION", "HOLLAND": "NETHERLANDS",
    "THENETHERLANDS": "NETHERLANDS", "UAE": "UNITED ARAB EMIRATES", "IVORYCOAST": "COTE D'IVOIRE",
    "VIETNAM": "VIET NAM", "DEUTSCHLAND": "GERMANY", "MACAO": "MACAU", "SUISSE": "SWITZERLAND",
    "CZECHIA": "CZECH REPUBLIC", "KAZAKHSTAN": "KAZAKSTAN", "TANZANIA": "TANZANIA, UNITED REPUBLIC OF",
}  # fmt: skip
"""Countries by what else they are called, in letters alone."""
_STATE_NAMES = {
    **{_letters(name): code for code, name in STATES.items()},
    **dict.fromkeys(("USVI", "USVIRGINISLANDS", "VIRGINISLANDS", "UNITEDSTATESVIRGINISLANDS"), "VI"),
    "AS": "B5",
}
_AMBIGUOUS = {
    "CA": "California (state: CA) or Canada (name the province, e.g. ONTARIO, CANADA (A6))",
    "GEORGIA": "GEORGIA (COUNTRY) (2Q), or the state (state: GA)",
}
_AMBIGUOUS |= {
    short: f"{COUNTRIES[one]} ({one}) or {COUNTRIES[other]} ({other})"
    for short, one, other in (("NL", "A4", "P7"), ("PE", "A7", "R5"), ("SK", "A9", "2B"))
}
"""What stands for two places: a province and a country of the ISO list, a state and a country."""
_CODES = {name: code for code, name in COUNTRIES.items()}
_BY_LETTERS = {_letters(name): code for code, name in COUNTRIES.items()}
_COUNTRY_NAMES = {
    **_CODES,
    **{name.split(",")[0]: code for code, name in COUNTRIES.items() if "KOREA" not in name},
}
_SHORT = 4
OF_KEY: Mapping[str, Callable[[str, str], str]] = {
    "form": _form,
    "state": _state,
    "country": _country,
    "ownership": _ownership,
    "forms": _forms,
}
"""The message for a wrong choice under a key, from what was said and the box it stands for."""
