"""Rules about the addresses of owners."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from redwell.codes.places import COUNTRIES, STATES
from redwell.codes.postal_codes import provinces_of, states_of
from redwell.model import Address, Filing
from redwell.problems import Path
from redwell.rules.registry import Violation, rule

_POSTAL_CODE = re.compile(r"[ABCEGHJ-NPR-TVXY]\d[A-Z] ?\d[A-Z]\d", re.IGNORECASE)
"""A whole Canadian postal code."""
_ZIP = re.compile(r"\d{5}([- ]?\d{4})?")
_CITIES = """\
AL B3 TIRANA|AR C1 BUENOS AIRES;CORDOBA|CA A0 CALGARY;EDMONTON|CA A1 VANCOUVER;BURNABY|CA A2 WINNIPEG
CA A6 TORONTO;OTTAWA;MISSISSAUGA|CA A8 MONTREAL;QUEBEC CITY|CO F8 BOGOTA;MEDELLIN;CALI
DE 2M MUNICH;MUENCHEN;MUNCHEN;FRANKFURT;FRANKFURT AM MAIN;HAMBURG;DUSSELDORF;STUTTGART;COLOGNE
GA 2Q TBILISI;BATUMI;KUTAISI|ID K8 JAKARTA|LA M7 VIENTIANE|MA P2 CASABLANCA;RABAT|MD 1S CHISINAU
IL L3 TEL AVIV;TEL-AVIV;HAIFA;HERZLIYA;JERUSALEM;RAMAT GAN;PETAH TIKVA;NETANYA|MT O1 SLIEMA;VALLETTA
IN K7 MUMBAI;NEW DELHI;BANGALORE;BENGALURU;HYDERABAD;CHENNAI;PUNE;GURGAON;GURUGRAM;NOIDA
PA R1 PANAMA;CIUDAD DE PANAMA|SC T2 MAHE|VI D8 TORTOLA;ROAD TOWN;VIRGIN GORDA"""
"""States whose letters people also use for a country: its EDGAR code (or its province's), and its cities."""
_ELSEWHERE = {
    (entry[:2], city): entry[3:5]
    for entry in _CITIES.replace("\n", "|").split("|")
    for city in entry[6:].split(";")
}


@rule("address-state-and-country", "warning", "specification 3.3 cm(10) and cm(11)")
def an_address_has_a_state_or_a_country(filing: Filing) -> Iterator[Violation]:
    """An address in the United States has a state; any other has a country. EDGAR takes both."""
    for path, address in _addresses(filing):
        if address.state and address.country:
            message = (
                "an address has a state, or a country if it is outside the United States: should one of the "
                "two be removed? (specification 3.3 cm(10) and cm(11))"
            )
            yield Violation(path, message, on="country")


@rule("address-state-and-province", "warning", "specification 3.3 cm(10)")
def a_province_is_outside_the_united_states(filing: Filing) -> Iterator[Violation]:
    """A province belongs to an address outside the United States, which has a country."""
    for path, address in _addresses(filing):
        if address.state and address.province and not address.country:
            message = (
                "a province is for addresses outside the United States: should the province or the state be "
                "removed? (specification 3.3 cm(10))"
            )
            yield Violation(path, message, on="province")


@rule("province-long", "warning", "specification, table 30")
def a_province_has_thirty_characters(filing: Filing) -> Iterator[Violation]:
    """The specification says 30 characters, and EDGAR's schema takes 40."""
    for path, address in _addresses(filing):
        if address.province and len(address.province) > _PROVINCE:
            message = (
                f"the province has {len(address.province)} characters, and the specification says "
                f"{_PROVINCE}, although EDGAR's schema takes 40: can it be shorter? (specification, table 30)"
            )
            yield Violation((*path, "province"), message)


_PROVINCE = 30


@rule("address-country-missing", "error", "specification 3.3 cm(10)")
def a_province_has_its_country(filing: Filing) -> Iterator[Violation]:
    """EDGAR suspends an address that has a province and no country."""
    for path, address in _addresses(filing):
        if address.province and not address.country and not address.state:
            message = "an address with a province needs its country: add country: (specification 3.3 cm(10))"
            yield Violation(path, message, on="province")


@rule("address-state-missing", "error", "specification 3.3 cm(11)")
def an_address_names_its_state_or_country(filing: Filing) -> Iterator[Violation]:
    """EDGAR suspends an address that has neither."""
    for path, address in _addresses(filing):
        if not address.state and not address.country and not address.province:
            message = (
                "an address needs its state: add state:, or country: if it is outside the United States "
                "(specification 3.3 cm(11))"
            )
            yield Violation(path, message)


@rule("address-incomplete", "warning", "specification 4.3.2")
def an_address_is_complete_or_left_out(filing: Filing) -> Iterator[Violation]:
    """EDGAR fills in the address of record only where the whole address is left out."""
    for path, address in _addresses(filing):
        missing = [key for key in ("street", "city", "zip") if not getattr(address, key)]
        if address.country:
            missing = [key for key in missing if key != "zip"]  # some countries have no postal codes
        if missing:
            message = (
                f"this address has no {' and no '.join(missing)}: is that intended? EDGAR fills in the "
                "address of record only where the whole address is left out (specification 4.3.2)"
            )
            yield Violation(path, message, on_key=True)


@rule("state-or-country", "warning", "specification 3.6.6")
def a_state_is_not_a_country(filing: Filing) -> Iterator[Violation]:
    """EDGAR has codes of its own: GA is Georgia in the United States, 2Q is the country."""
    for path, address in _addresses(filing):
        if question := _country_question(address):
            state = STATES[address.state or ""]
            message = f"to EDGAR, {address.state} is {state}, United States; {question} (specification 3.6.6)"
            yield Violation((*path, "state"), message)


def _country_question(address: Address) -> str:
    """Ask whether a state is a country, if the city or postal code suggests it."""
    city = (address.city or "").upper().rstrip(",")
    code = _ELSEWHERE.get((address.state or "", city))
    if address.state and _POSTAL_CODE.fullmatch(address.zip or ""):
        return f"{address.zip} is a Canadian postal code: {_did_you_mean(provinces_of(address.zip or ''))}"
    return f"for {city.title()}, {_did_you_mean([code])}" if code else ""


def _did_you_mean(codes: Sequence[str]) -> str:
    names = " or ".join(COUNTRIES[code] for code in codes)
    return f"did you mean {names}? then write country: {' or '.join(codes)}"


@rule("zip-digits", "warning", "Domestic Mail Manual 602")
def a_zip_code_has_five_or_nine_digits(filing: Filing) -> Iterator[Violation]:
    """The Postal Service knows no others."""
    for path, address in _addresses(filing):
        digits = (address.zip or "00000").replace("-", "").replace(" ", "")
        is_complete = digits.isdigit() and len(digits) in (5, 9)
        if address.state and not is_complete and not _country_question(address):
            message = f'a ZIP Code has five or nine digits: is "{address.zip}" complete?'
            yield Violation((*path, "zip"), message)


@rule("zip-elsewhere", "warning", "Domestic Mail Manual L002")
def a_postal_code_belongs_to_its_state(filing: Filing) -> Iterator[Violation]:
    """The first digits of a ZIP Code give the state, the first letter of a Canadian code the province."""
    for path, address in _addresses(filing):
        code = address.zip or ""
        if _POSTAL_CODE.fullmatch(code):
            key, given, known, where = "country", address.country, provinces_of(code), _province(address)
        elif _ZIP.fullmatch(code):
            known = states_of(code)
            key, given = "state", address.state
            where = " or ".join(f"{state} ({STATES[state]})" for state in known)
        else:
            continue
        if given and known and given not in (*known, "Z4") and not _country_question(address):
            yield Violation((*path, "zip"), f"{code} is a code in {where}: is {key}: {given} right?")


@rule("country-doubtful", "warning", "specification 3.3 cm(10) and cm(11), appendix H")
def a_country_is_known_and_foreign(filing: Filing) -> Iterator[Violation]:
    """Only an address outside the United States has a country, and EDGAR has a code for each."""
    for path, address in _addresses(filing):
        message = {
            "X1": "a United States address has a state, not a country: which state? (specification 3.3)",
            "XX": "XX tells EDGAR that the country is unknown: which one is it? (specification, appendix H)",
        }.get(address.country or "")
        if message:
            yield Violation((*path, "country"), message)


def _addresses(filing: Filing) -> Iterator[tuple[Path, Address]]:
    for n, owner in enumerate(filing.reporting_owners):
        if owner.address:
            yield ("reporting_owners", n, "address"), owner.address


def _province(address: Address) -> str:
    """Return the provinces of a Canadian postal code: "A6 (ONTARIO, CANADA)"."""
    return " or ".join(f"{code} ({COUNTRIES[code]})" for code in provinces_of(address.zip or ""))
