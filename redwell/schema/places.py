"""Find the remedy for a state or country that was typed in another form."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from redwell.codes.places import COUNTRIES, STATES, CodeList, letters
from redwell.problems import Mend
from redwell.schema.values import Remedy, Value

_AMBIGUOUS = frozenset({"GEORGIA", "VIRGINISLANDS", "WASHINGTON"})
"""Names of states that are also names of a country or of the city of the District of Columbia."""
_OF_CANADA = "EDGAR lists Canada by province: write country: A6 for Ontario"


def _state_remedy(it: Value, text: str) -> Remedy:
    if states := STATES.meant_by(_bare(text, STATES)):
        mend = None if letters(text) in _AMBIGUOUS else Mend(value=states[0])
        return Remedy(f"for {STATES[states[0]].title()} write {states[0]}", mend)
    if letters(text) == "CANADA":
        return Remedy(_OF_CANADA)
    countries = [code for code in COUNTRIES.meant_by(_bare(text, COUNTRIES)) if code != "X1"]
    message = "; ".join(f"for {COUNTRIES[code].title()} write country: {code}" for code in countries)
    is_certain = len(countries) == 1 and _is_name(text, countries[0]) and "country" not in it.holder
    return Remedy(message, Mend(key="country", value=countries[0]) if is_certain else None)


def _country_remedy(it: Value, text: str) -> Remedy:
    countries = COUNTRIES.meant_by(_bare(text, COUNTRIES))
    if "X1" in countries:
        message = "an address in the United States has a state and no country: remove this line"
        return Remedy(message, Mend(is_removed=True) if it.holder.get("state") in STATES else None)
    remedies = [f"for {COUNTRIES[code].title()} write country: {code}" for code in countries]
    if letters(text) in ("CANADA", "CA"):
        remedies = [_OF_CANADA]
    states = STATES.meant_by(_bare(text, STATES))
    remedies += [f"for {STATES[code].title()} (US) write state: {code}" for code in states]
    mend = None
    if len(remedies) == 1 and len(countries) == 1 and remedies[0] != _OF_CANADA:
        mend = Mend(value=countries[0])
    return Remedy("; ".join(remedies), mend)


def _is_name(text: str, country: str) -> bool:
    """Return whether *text* is the name of a country, and not of a part of it, such as England."""
    name = COUNTRIES[country]
    if sum(letters(each.split(",")[0]).startswith(letters(text)) for each in COUNTRIES.values()) > 1:
        return False  # there are two Congos and two Koreas
    return letters(text) in (letters(name), letters(name.split(",")[0])) or _bare(text, COUNTRIES) == country


def _bare(text: str, codes: CodeList) -> str:
    """Return the code of a name with its code, as messages and EDGAR's list show it: `NORWAY (Q8)`."""
    for pattern in (
        r"(?P<name>.+?),? ?[(\[](?P<code>\w\w)[)\]]",
        r"(?P<code>\w\w)[ ,:-]{1,3}\(?(?P<name>.+?)\)?",
    ):
        found = re.fullmatch(pattern, text)
        code = found["code"].upper() if found else ""
        if found and code in codes and code in codes.meant_by(found["name"]):
            return code
    return text


PLACES: Mapping[str, Callable[[Value, str], Remedy]] = {
    "states": _state_remedy,
    "countries": _country_remedy,
}
