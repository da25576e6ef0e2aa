"""Rules about the issuer and the reporting owners, the head of the form."""

from __future__ import annotations

import re
from collections.abc import Iterator

from redwell.model import Filing, Relationship
from redwell.ownership.editions import edition_of, newest
from redwell.ownership.tables import cited_box, period_of
from redwell.rules.registry import Violation, rule
from redwell.text.names import is_entity
from redwell.text.symbols import NO_SYMBOL, bare_symbol

FIRST_YEAR, LAST_YEAR = 1934, 2099
_NO_PERSON = re.compile(
    r"&|\d|\b(fbo|ira|family|plan|university|gp|s\.?a|a\.?g|n\.?v|a\.?b|oy)\b", re.IGNORECASE
)
_FORM_OF_ADDRESS = re.compile(r"(mr|mrs|ms|miss|dr|prof|professor|sir|hon)\.?\s+", re.IGNORECASE)
_SUFFIX = re.compile(r"(?<![,\s])[,\s]+(jr|sr|ii|iii|iv|esq|m\.?d|ph\.?d)\.?$", re.IGNORECASE)
_NO_TITLES = frozenset({"yes", "no", "true", "false", "x", "y", "n", "n/a", "na", "none"})
"""Answers to the question whether somebody is an officer, which print as the title."""
_CHECKBOXES = {
    "director": "director: true", "board member": "director: true", "member of the board": "director: true",
    "10% owner": "ten_percent_owner: true", "10% holder": "ten_percent_owner: true",
    "10% shareholder": "ten_percent_owner: true", "10% stockholder": "ten_percent_owner: true",
    "ten percent owner": "ten_percent_owner: true", "greater than 10% owner": "ten_percent_owner: true",
    ">10% owner": "ten_percent_owner: true", "10 percent owner": "ten_percent_owner: true",
    "officer": "officer: with the officer's title",
}  # fmt: skip
"""Words that have a checkbox of their own, and the key that checks it."""
_ALSO_DIRECTOR = re.compile(r"(\band|&|,|/)\s*director$", re.IGNORECASE)


@rule("event-year", "warning", "Form 3, box 2")
def the_event_follows_the_exchange_act(filing: Filing) -> Iterator[Violation]:
    """Nobody had to report before the Securities Exchange Act of 1934."""
    period = period_of(filing)
    if not FIRST_YEAR <= filing.period_of_report.year <= LAST_YEAR:
        message = (
            f"is the year right? Section 16 reports began in {FIRST_YEAR}, and Redwell knows no due date for "
            f"{filing.period_of_report.year} ({cited_box(filing, period.box)})"
        )
        yield Violation(period.path, message)


@rule("trading-symbol-form", "warning", "Form 3, boxes 3 and 3a; specification 3.5")
def a_trading_symbol_stands_alone(filing: Filing) -> Iterator[Violation]:
    """The box takes the symbol alone, or NONE, without brackets and without the exchange."""
    for key in ("trading_symbol", "foreign_trading_symbol"):
        symbol: str = getattr(filing.issuer, key) or ""
        if remedy := _symbol_remedy(symbol, key):
            box: str = getattr(filing.BOXES, key)
            message = f'{box} takes the symbol alone, not "{symbol}": {remedy} ({cited_box(filing, box)})'
            yield Violation(("issuer", key), message, text=bare_symbol(symbol))


def _symbol_remedy(symbol: str, key: str) -> str | None:
    if NO_SYMBOL.fullmatch(symbol.strip("[]()<>\"'").lower()):
        remedy = "write NONE" if key == "trading_symbol" else "remove this line"
        return f"is there no symbol? then {remedy}"
    bare = bare_symbol(symbol)
    return f"did you mean {bare}?" if bare and bare != symbol else None


@rule("foreign-symbol-unprinted", "warning", "SEC 1473 (03-26)")
def the_edition_has_a_box_for_the_foreign_symbol(filing: Filing) -> Iterator[Violation]:
    """Its box came with the edition of March 2026; the older paper form has no place for it."""
    edition, new = edition_of(filing), newest(type(filing))
    box = filing.BOXES.foreign_trading_symbol
    if filing.issuer.foreign_trading_symbol and edition != new.name:
        message = (
            f"edition {edition} of the form has no {box}, so this symbol will not be printed: is that "
            f"intended? {box} came with edition {new.name}, in force since {new.since}"
        )
        yield Violation(("issuer", "foreign_trading_symbol"), message)


@rule("owner-name-form", "warning", "specification 4.3.2")
def an_owner_is_named_as_in_edgar(filing: Filing) -> Iterator[Violation]:
    """EDGAR takes each name from its own record, by CIK: a person's last name first, nothing around it."""
    for n, owner in enumerate(filing.reporting_owners):
        name = None if is_entity(owner.name) or _NO_PERSON.search(owner.name) else _edgar_name(owner.name)
        if name and name != owner.name:
            message = (
                f'EDGAR lists a person by last name first, without commas or titles: should this be "{name}"?'
            )
            yield Violation(("reporting_owners", n, "name"), message)


def _edgar_name(name: str) -> str:
    """Return a person's name as EDGAR is likely to have it, or *name* where nothing tells its order."""
    bare, forms_of_address = (
        _FORM_OF_ADDRESS.subn("", name, count=1) if _FORM_OF_ADDRESS.match(name) else (name, 0)
    )
    ending = _SUFFIX.search(bare)
    suffix = ending[1].replace(".", "").upper() if ending else ""
    if ending:
        bare = bare[: ending.start()]
    if not (forms_of_address or ending or "," in bare):
        return name
    if ending and not forms_of_address and "," not in name and not name.endswith("."):
        return name  # SMITH JOHN A III: as EDGAR has it
    words = bare.split()
    if "," in bare:
        last, _, others = bare.partition(",")
        words = [*last.split(), *others.replace(",", " ").split()]
    elif forms_of_address or (ending and "," in name):
        words = [words[-1], *words[:-1]]  # Mr. John A. Smith: the last name is last
    words = [word[0] if len(word) == 2 and word.endswith(".") else word for word in words]
    if suffix in ("ESQ", "MD", "PHD"):
        suffix = ""
    return " ".join(filter(None, (*words, suffix))).upper()


@rule("owner-cik-duplicate", "error", "specification 4.3.2")
def no_owner_is_listed_twice(filing: Filing) -> Iterator[Violation]:
    """EDGAR suspends a filing that lists the CIK of an owner twice."""
    seen: dict[int, str] = {}
    for n, owner in enumerate(filing.reporting_owners):
        if owner.cik is None:
            continue
        if first := seen.get(int(owner.cik)):
            message = f"{first} already has this CIK: list each owner once (specification 4.3.2)"
            yield Violation(("reporting_owners", n, "cik"), message)
        seen.setdefault(int(owner.cik), owner.name)


@rule("owner-is-issuer", "warning", "Exchange Act, section 16(a)")
def the_owner_is_not_the_issuer(filing: Filing) -> Iterator[Violation]:
    """An issuer rarely reports on its own securities; a typing error is more likely."""
    for n, owner in enumerate(filing.reporting_owners):
        if owner.cik is not None and int(owner.cik) == int(filing.issuer.cik):
            path = ("reporting_owners", n, "cik")
            yield Violation(path, "this is the issuer's CIK: is it also the owner's?")


@rule("relationship-missing", "error", "Form 3, box 4; specification 3.3 cm(1)")
def each_owner_has_a_relationship(filing: Filing) -> Iterator[Violation]:
    """At least one checkbox is checked."""
    for n, owner in enumerate(filing.reporting_owners):
        if not (owner.relationship.is_insider or owner.relationship.ten_percent_owner):
            message = (
                "give the owner's relationship to the issuer: write director: true, officer: with the title, "
                f"ten_percent_owner: true, or other: ({cited_box(filing, filing.BOXES.relationship)}; "
                "specification 3.3 cm(1))"
            )
            yield Violation(("reporting_owners", n, "relationship"), message, on_key=True)


@rule("relationship-box", "warning", "Form 3, box 4")
def a_relationship_uses_its_own_checkbox(filing: Filing) -> Iterator[Violation]:
    """A director and a 10% owner have checkboxes of their own; an officer has a title."""
    for n, owner in enumerate(filing.reporting_owners):
        for key in ("officer", "other"):
            words: str = getattr(owner.relationship, key) or ""
            if words.lower() in _NO_TITLES:
                message = f"write the title here, not {words}, or remove this line"
                yield Violation(("reporting_owners", n, "relationship", key), message)
            elif remedy := _checkbox_remedy(words, owner.relationship):
                box = filing.BOXES.relationship
                message = f'"{words}" has a checkbox of its own in {box}: {remedy} ({cited_box(filing, box)})'
                yield Violation(("reporting_owners", n, "relationship", key), message)


def _checkbox_remedy(words: str, relationship: Relationship) -> str | None:
    key = _CHECKBOXES.get(" ".join(words.lower().rstrip(".").split()))
    if key:
        return f"did you mean {key}?"
    if _ALSO_DIRECTOR.search(words) and not relationship.director:
        return "should director: true be checked too?"
    return None


@rule("fpi-ten-percent", "warning", "Rule 3a12-3(b); Release 34-104903")
def a_ten_percent_owner_of_a_foreign_issuer_need_not_file(filing: Filing) -> Iterator[Violation]:
    """Since March 18, 2026, a foreign private issuer's directors and officers file; its 10% owners do not."""
    if not filing.issuer.foreign_private_issuer:
        return
    for n, owner in enumerate(filing.reporting_owners):
        if owner.relationship.ten_percent_owner and not owner.relationship.is_insider:
            message = (
                "a person who is only a 10% owner of a foreign private issuer does not file Form "
                f"{filing.NUMBER}: is {owner.name} also a director or officer? (Rule 3a12-3(b); Release "
                "34-104903)"
            )
            yield Violation(("reporting_owners", n, "relationship", "ten_percent_owner"), message)
