"""Rules about the addresses of owners, box 1 of the form."""

from __future__ import annotations

import re
from collections.abc import Iterator

from redwell.codes.places import COUNTRIES, STATES
from redwell.codes.postal_codes import provinces_of, states_of
from redwell.form import Rule
from redwell.model import Address, Filing
from redwell.problems import Path, Problem

_POSTAL_CODE = re.compile(r"[ABCEGHJ-NPR-TVXY]\d[A-Z] ?\d[A-Z]\d", re.IGNORECASE)
"""A postal code of Canada, whole."""
_ZIP = re.compile(r"\d{5}([- ]?\d{4})?")
_CITIES = """\
AL B3 TIRANA|AR C1 BUENOS AIRES;CORDOBA|CA A0 CALGARY;EDMONTON|CA A1 VANCOUVER;BURNABY|CA A2 WINNIPEG
CA A6 TORONTO;OTTAWA;MISSISSAUGA|CA A8 MONTREAL;QUEBEC CITY|CO F8 BOGOTA;MEDELLIN;CALI
DE 2M MUNICH;MUENCHEN;MUNCHEN;FRANKFURT;FRANKFURT AM MAIN;HAMBURG;DUSSELDORF;STUTTGART;COLOGNE
GA 2Q TBILISI;BATUMI;KUTAISI|ID K8 JAKARTA|LA M7 VIENTIANE|MA P2 CASABLANCA;RABAT|MD 1S CHISINAU
IL L3 TEL AVIV;TEL-AVIV;HAIFA;HERZLIYA;JERUSALEM;RAMAT GAN;PETAH TIKVA;NETANYA|MT O1 SLIEMA;VALLETTA
IN K7 MUMBAI;NEW DELHI;BANGALORE;BENGALURU;HYDERABAD;CHENNAI;PUNE;GURGAON;GURUGRAM;NOIDA
PA R1 PANAMA;CIUDAD DE PANAMA|SC T2 MAHE|VI D8 TORTOLA;ROAD TOWN;VIRGIN GORDA"""
"""States whose letters elsewhere are those of a country: its code, or its province's, and cities of it."""
_ELSEWHERE = {
    (entry[:2], city): entry[3:5]
    for entry in _CITIES.replace("\n", "|").split("|")
    for city in entry[6:].split(";")
}


def an_address_is_in_one_country(filing: Filing) -> Iterator[Problem]:
    """A United States address has a state, any other a country (specification 3.3 cm(9) to cm(11))."""
    for n, owner in enumerate(filing.reporting_owners):
        path = ("reporting_owners", n, "address")
        address = owner.address or Address(state="MA")
        if address.state and address.country:
            message = "an address has a state, or outside the United States a country: remove one of the two"
            yield Problem(code="address-state-and-country", message=message, path=path, on="country")
        elif address.state and address.province:
            message = "a province belongs to an address outside the United States: remove it or the state"
            yield Problem(code="address-state-and-province", message=message, path=path, on="province")
        elif address.province and not address.country:
            message = "an address with a province needs its country (specification 3.3 cm(10))"
            yield Problem(code="address-country-missing", message=message, path=path, on="province")
        elif not address.state and not address.country:
            message = (
                "an address needs its state, or outside the United States its country (specification 3.3 "
                "cm(11))"
            )
            yield Problem(code="address-state-missing", message=message, path=path)


def an_address_is_whole_or_left_out(filing: Filing) -> Iterator[Problem]:
    """EDGAR puts in the address of record only where none of an address is given (specification 4.3.2)."""
    for path, address in _addresses(filing):
        missing = [key for key in ("street", "city", "zip") if not getattr(address, key)]
        if address.country:
            missing = [key for key in missing if key != "zip"]  # some countries have no postal codes
        if missing:
            message = (
                "EDGAR takes an address as it is given, and adds nothing to a part of one (specification "
                f"4.3.2): what about {' and '.join(missing)}? with no address, it prints the one of record"
            )
            yield Problem(
                severity="warning", code="address-incomplete", message=message, path=path, on_key=True
            )


def a_state_is_not_a_country(filing: Filing) -> Iterator[Problem]:
    """EDGAR's codes are its own: GA is Georgia in the United States, 2Q the country (specification 3.6.6)."""
    for path, address in _addresses(filing):
        if meant := _country_meant(address):
            message = f"to EDGAR, {address.state} is {STATES[address.state or '']}, United States; {meant}"
            yield Problem(severity="warning", code="state-or-country", message=message, path=(*path, "state"))


def _country_meant(address: Address) -> str:
    """The question whether a state is a country, where its city or postal code says so."""
    city = (address.city or "").upper().rstrip(",")
    code = _ELSEWHERE.get((address.state or "", city))
    if address.state and _POSTAL_CODE.fullmatch(address.zip or ""):
        return f"{address.zip} is a postal code of Canada: did you mean country: {_province(address)}?"
    return f"for {city.title()}, did you mean country: {code} ({COUNTRIES[code]})?" if code else ""


def a_zip_code_has_its_digits(filing: Filing) -> Iterator[Problem]:
    """A zip code has five or nine digits (Domestic Mail Manual 602)."""
    for path, address in _addresses(filing):
        digits = (address.zip or "00000").replace("-", "").replace(" ", "")
        is_whole = digits.isdigit() and len(digits) in (5, 9)
        if address.state and not is_whole and not _country_meant(address):
            message = f'a zip code has five or nine digits: is "{address.zip}" whole?'
            yield Problem(severity="warning", code="zip-digits", message=message, path=(*path, "zip"))


def a_postal_code_is_of_its_state(filing: Filing) -> Iterator[Problem]:
    """A zip code begins with the digits of its state (Domestic Mail Manual L002), a Canadian one likewise."""
    for path, address in _addresses(filing):
        code = address.zip or ""
        if _POSTAL_CODE.fullmatch(code):
            key, given, known, where = "country", address.country, provinces_of(code), _province(address)
        elif _ZIP.fullmatch(code):
            known = states_of(code)
            key, given = "state", address.state
            where = " or ".join(f"{each} ({STATES[each]})" for each in known)
        else:
            continue
        if given and known and given not in (*known, "Z4") and not _country_meant(address):
            message = f"{code} is a code of {where}: is {key}: {given} right?"
            yield Problem(severity="warning", code="zip-elsewhere", message=message, path=(*path, "zip"))


def a_country_is_known_and_foreign(filing: Filing) -> Iterator[Problem]:
    """A country is of an address outside the United States (specification 3.3 cm(10), cm(11))."""
    for path, address in _addresses(filing):
        message = {
            "X1": "an address in the United States has a state, no country (specification 3.3): which one?",
            "XX": "this tells EDGAR that the country is unknown (specification, appendix H): which is it?",
        }.get(address.country or "")
        if message:
            yield Problem(
                severity="warning", code="country-doubtful", message=message, path=(*path, "country")
            )


def _addresses(filing: Filing) -> Iterator[tuple[Path, Address]]:
    for n, owner in enumerate(filing.reporting_owners):
        if owner.address:
            yield ("reporting_owners", n, "address"), owner.address


def _province(address: Address) -> str:
    """The provinces of a Canadian postal code: "A6 (ONTARIO, CANADA)"."""
    return " or ".join(f"{code} ({COUNTRIES[code]})" for code in provinces_of(address.zip or ""))


ADDRESSES: tuple[Rule, ...] = (
    an_address_is_in_one_country,
    an_address_is_whole_or_left_out,
    a_state_is_not_a_country,
    a_zip_code_has_its_digits,
    a_postal_code_is_of_its_state,
    a_country_is_known_and_foreign,
)
