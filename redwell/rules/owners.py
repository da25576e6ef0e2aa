"""Rules about the issuer and the reporting owners, the head of the form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from redwell.codes.relief import RELIEF
from redwell.deadlines.due_dates import calendar
from redwell.deadlines.foreign import FOREIGN_INSIDERS, only_owns
from redwell.model import Filing, Relationship
from redwell.ownership.editions import edition_of, newest
from redwell.ownership.signatures import name_behind_mark
from redwell.ownership.tables import cited_box, period_of
from redwell.rules.registry import Violation, rule
from redwell.text.drafting import is_unfilled_name
from redwell.text.names import GENERATION, is_entity
from redwell.text.symbols import NO_SYMBOL, bare_symbol

FIRST_YEAR, LAST_YEAR = 1934, 2099
_NO_PERSON = re.compile(
    r"&|\d|\b(fbo|ira|family|plan|university|gp|s\.?a|a\.?g|n\.?v|a\.?b|oy)\b", re.IGNORECASE
)
_FORM_OF_ADDRESS = re.compile(r"(mr|mrs|ms|miss|dr|prof|professor|sir|hon)\.?\s+", re.IGNORECASE)
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
    """Nobody had to report before the Exchange Act of 1934; due dates are known for the years of EDGAR."""
    period, year = period_of(filing), filing.period_of_report.year
    first, last = calendar().first.year, calendar().last.year
    cause = f"Redwell's calendar covers {first} to {last}, so it knows no due date for {year}"
    if not FIRST_YEAR <= year <= LAST_YEAR:
        cause = f"Section 16 reports began in {FIRST_YEAR}, and Redwell knows no due date for {year}"
    elif filing.filed or filing.amendment or first <= year <= last or filing.issuer.foreign_private_issuer:
        return
    yield Violation(period.path, f"is the year right? {cause} ({cited_box(filing, period.box)})")


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
            words = owner.name.split()
            if "," not in owner.name and not _FORM_OF_ADDRESS.match(owner.name) and _spoken(words, filing):
                name = _last_first(words)
            message = (
                f'EDGAR lists a person by last name first, without commas or titles: should this be "{name}"?'
            )
            yield Violation(("reporting_owners", n, "name"), message)


def _edgar_name(name: str) -> str:
    """Return a person's name as EDGAR is likely to have it, or *name* where nothing tells its order."""
    bare, forms_of_address = (
        _FORM_OF_ADDRESS.subn("", name, count=1) if _FORM_OF_ADDRESS.match(name) else (name, 0)
    )
    ending = GENERATION.search(bare)
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


@rule("owner-name-order", "warning", "specification 4.3.2")
def a_last_name_comes_first(filing: Filing) -> Iterator[Violation]:
    """EDGAR has "ROE ALEX P" for Alex P. Roe; a signature and a power have the order of speech.

    Many languages say the last name first, so the same order alone proves nothing: it needs a first name that
    is known or frequent, an initial or a suffix, or a name not copied from EDGAR, which has capitals.
    """
    for n, owner in enumerate(filing.reporting_owners):
        words = owner.name.split()
        is_no_name = is_unfilled_name(owner.name) or is_entity(owner.name)
        if (
            is_no_name
            or _NO_PERSON.search(owner.name)
            or "," in owner.name
            or len(words) < 2
            or _edgar_name(owner.name) != owner.name
        ):
            continue
        if reason := _spoken(words, filing):
            reason = f'{reason}: should it be "{_last_first(words)}"?'
        elif (owner.name != owner.name.upper() or words[0].casefold() in _OFTEN_GIVEN) and len(
            words[-1].rstrip(".")
        ) > 1:
            reason = _signed_alike(words, filing)
        if reason:
            message = f"is this last name first, as EDGAR has it? {reason} (specification 4.3.2)"
            yield Violation(("reporting_owners", n, "name"), message)


def _spoken(words: Sequence[str], filing: Filing) -> str | None:
    """Return why a name is probably first name first; None if it is not."""
    *others, last = [word for word in words if not GENERATION.fullmatch(f" {word}")] or words
    if len(last.rstrip(".")) == 1 or not others:
        return None  # an initial is no last name
    if re.fullmatch(r"[A-Z]\.", others[0]):
        return f'it begins with the initial "{others[0]}"'
    if others[0].casefold() in _GIVEN and last.casefold() not in _GIVEN:
        return f'"{others[0]}" is a first name'
    is_western = any(len(word.rstrip(".")) == 1 for word in others) or len(words) > len(others) + 1
    return _signed_alike(words, filing) if is_western else None


def _signed_alike(words: Sequence[str], filing: Filing) -> str | None:
    """Return the sentence that a signature has the same order, as Chen Wei has it; None if none has."""
    same = next((name for name in _spoken_names(filing) if _letters(name.split()) == _letters(words)), None)
    return f'"{same}" signs with the words in the same order' if same and same != same.upper() else None


def _spoken_names(filing: Filing) -> Iterator[str]:
    """Yield the names of a filing that are written first name first."""
    for signature in filing.signatures:
        yield signature.signer or name_behind_mark(signature.text or "").partition(",")[0]
        yield from signature.on_behalf_of
    for power in filing.powers_of_attorney:
        yield power.grantor


def _letters(words: Sequence[str]) -> tuple[str, ...]:
    return tuple("".join(filter(str.isalnum, word)).casefold() for word in words)


def _last_first(words: Sequence[str]) -> str:
    suffix = [word for word in words[1:] if GENERATION.fullmatch(f" {word}")]
    *others, last = [word for word in words if word not in suffix]
    return " ".join((last, *others, *suffix)).replace(".", "").upper()


_OFTEN_GIVEN = frozenset(
    re.findall(
        r"\S+",
        """andrew brian charles daniel david edward gary george james jason john joseph kenneth mark mary
        matthew michael paul peter richard robert ronald scott stephen thomas timothy william""",
    )
)
"""First names that are last names too, so that only a signature in the same order tells."""
_GIVEN = frozenset(
    re.findall(
        r"\S+",
        """alexandra alice alison amanda amy andrea andrew angela anita anna anne annette anthony ashley
        barbara beth betty bonnie brenda carol caroline carolyn catherine cecilia charlotte cheryl
        christina christine christopher cindy claire claudia cynthia deborah debra denise diana diane
        donald donna dorothy eileen elaine eleanor elizabeth ellen emily emma eric erica esther ethan
        evelyn geoffrey helen irene isabel jacqueline jane janet janice jeffrey jennifer jeremy jessica
        jill joan joanne judith julia julie karen katherine kathleen kathryn kevin kimberly kristen laura
        linda lisa lori louise margaret maria marie marilyn maureen megan melissa michelle monica nancy
        natalie nicole olivia pamela patricia peggy phyllis rachel rebecca rosemary samantha sandra sarah
        sharon sheila sherry sophia stacy stephanie steven susan suzanne sylvia tammy teresa theresa
        timothy tina valerie vanessa veronica victoria yvonne zachary""",
    )
)
"""First names that are hardly anybody's last name."""


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


@rule("fpi-relief", "warning", "Exchange Act, section 16(a)(5); orders of 5 March and 20 May 2026")
def insiders_of_some_foreign_issuers_need_not_file(filing: Filing) -> Iterator[Violation]:
    """The SEC exempts directors and officers who report in public under the law of some other countries.

    A filing does not say where the issuer is incorporated: its name or an owner's address may suggest it.
    """
    is_insider = any(owner.relationship.is_insider for owner in filing.reporting_owners)
    if filing.filed or filing.amendment or not filing.issuer.foreign_private_issuer or not is_insider:
        return
    signed = [line.signed for line in filing.signatures if line.signed]
    day = max([filing.period_of_report, *signed])
    country = next((each for each in _countries(filing) if each in RELIEF), None)
    if country and (relief := RELIEF[country]).since <= max(day, FOREIGN_INSIDERS):
        order = f"{relief.since:%B} {relief.since.day}, {relief.since.year}"
        message = (
            f"is the issuer incorporated in {relief.name}? since the SEC's order of {order}, its directors "
            f"and officers do not file Form {filing.NUMBER} if they report under its law, or that of another "
            "country on the SEC's list, and the reports are public in English within two business days; an "
            "officer who need not report at home still files: does this one have to?"
        )
        yield Violation(("issuer", "foreign_private_issuer"), message)


_LEGAL_FORMS = {
    "X0": r"\bplc\b",
    "2M": r"\b(gmbh|kgaa|aktiengesellschaft)\b",
    "P7": r"\b(n\.?v\.?|b\.?v\.?)$",
    "L6": r"\bs\.?p\.?a\.?$",
    "V7": r"\bab\b( \(publ\))?$",
    "Q8": r"\basa$",
    "G7": r"\ba/s$",
    "H9": r"\boyj?$",
    "C3": r"\bpty\b",
    "U0": r"\bpte\b",
}
"""The countries of legal forms that few other countries have."""
_OTHER_PLCS = frozenset({"Y7", "Y8", "Y9"})
"""Guernsey, the Isle of Man and Jersey, whose companies are plcs too, and whose law gives no relief."""


def _countries(filing: Filing) -> Iterator[str]:
    """Yield EDGAR's codes of the countries that the owners' addresses and the issuer's name suggest.

    The addresses come first: there are also Irish and Maltese plcs.
    """
    owners = filing.reporting_owners
    lived_in = [owner.address.country for owner in owners if owner.address and owner.address.country]
    yield from lived_in
    for code, form in _LEGAL_FORMS.items():
        is_other = code == "X0" and not _OTHER_PLCS.isdisjoint(lived_in)
        if not is_other and re.search(form, filing.issuer.name, re.IGNORECASE):
            yield code


@rule("fpi-ten-percent", "warning", "Rule 3a12-3(b); Release 34-104903")
def a_ten_percent_owner_of_a_foreign_issuer_need_not_file(filing: Filing) -> Iterator[Violation]:
    """Since March 18, 2026, a foreign private issuer's directors and officers file; its 10% owners do not."""
    if not filing.issuer.foreign_private_issuer:
        return
    for n, owner in enumerate(filing.reporting_owners):
        if only_owns(owner):
            message = (
                "a person who is only a 10% owner of a foreign private issuer does not file Form "
                f"{filing.NUMBER}: is {owner.name} also a director or officer? (Rule 3a12-3(b); Release "
                "34-104903)"
            )
            yield Violation(("reporting_owners", n, "relationship", "ten_percent_owner"), message)
