"""Rules about the issuer and the reporting owners, boxes 1, 3 and 4 of the form."""

from __future__ import annotations

import re
from collections.abc import Iterator

from redwell.form import Rule
from redwell.model import Filing, Relationship
from redwell.ownership.editions import NEW_EDITION, edition_of
from redwell.problems import Path, Problem
from redwell.text.names import is_entity

FIRST_YEAR, LAST_YEAR = 1934, 2099
NO_SYMBOL = re.compile(
    r"n\.?/?a\.?|none\.|no( symbol| ticker)?|not (applicable|listed|traded|public)|unlisted|private|tb[da]|-+"
)
_EXCHANGE = re.compile(
    r"(nyse|nasdaq|nyse american|amex|cboe|otc|otcqx|otcqb|otcmkts|tsx|tsxv|lse|asx|hkex|xnas|xnys|b3)"
    r"(\s*[:/]\s*|\s+-\s+)",
    re.IGNORECASE,
)
_NO_PERSON = re.compile(
    r"&|\d|\b(fbo|ira|family|plan|university|gp|s\.?a|a\.?g|n\.?v|a\.?b|oy)\b", re.IGNORECASE
)
_ADDRESSED = re.compile(r"(mr|mrs|ms|miss|dr|prof|professor|sir|hon)\.?\s+", re.IGNORECASE)
_BEHIND = re.compile(r"[,\s]+(jr|sr|ii|iii|iv|esq|m\.?d|ph\.?d)\.?$", re.IGNORECASE)
_ONE_WORD = {
    "director": "director: true", "board member": "director: true", "member of the board": "director: true",
    "10% owner": "ten_percent_owner: true", "10% holder": "ten_percent_owner: true",
    "10% shareholder": "ten_percent_owner: true", "10% stockholder": "ten_percent_owner: true",
    "ten percent owner": "ten_percent_owner: true", "greater than 10% owner": "ten_percent_owner: true",
    ">10% owner": "ten_percent_owner: true", "10 percent owner": "ten_percent_owner: true",
    "officer": "officer: and the title that the officer has",
}  # fmt: skip
"""What is a box of its own in box 4, and the key that ticks it."""
_ALSO_DIRECTOR = re.compile(r"(\band|&|,|/)\s*director$", re.IGNORECASE)


def a_trading_symbol_stands_bare(filing: Filing) -> Iterator[Problem]:
    """Box 3 takes the symbol alone, or NONE: no brackets, no exchange (Form 3, box 3; specification 3.5)."""
    for key, box in (("trading_symbol", "box 3"), ("foreign_trading_symbol", "box 3a")):
        symbol: str = getattr(filing.issuer, key) or ""
        remedy = _symbol_remedy(symbol, key)
        if remedy:
            message = f'{box} takes the symbol alone, which "{symbol}" is not: {remedy} (Form 3, {box})'
            path = ("issuer", key)
            yield Problem(severity="warning", code="trading-symbol-form", message=message, path=path)


def _symbol_remedy(symbol: str, key: str) -> str | None:
    if NO_SYMBOL.fullmatch(symbol.strip("[]()<>\"'").lower()):
        without = "write NONE" if key == "trading_symbol" else "remove this line"
        return f"is there none? then {without}"
    bare = _EXCHANGE.sub("", symbol.strip("[]()<>\"'$ ")).upper()
    return f"did you mean {bare}?" if bare and bare != symbol else None


def the_edition_prints_the_foreign_symbol(filing: Filing) -> Iterator[Problem]:
    """Box 3a came with the edition of March 2026 (SEC 1473 (03-26)); the older paper has no place for it."""
    if filing.issuer.foreign_trading_symbol and edition_of(filing) == "7-02":
        message = (
            "edition 7-02 has no box 3a, so that this will not be printed: is that meant? the box came with "
            f"edition 03-26, in force from {NEW_EDITION}"
        )
        path = ("issuer", "foreign_trading_symbol")
        yield Problem(severity="warning", code="foreign-symbol-unprinted", message=message, path=path)


def each_owner_has_a_relationship(filing: Filing) -> Iterator[Problem]:
    """At least one box of box 4 is ticked (specification 3.3 cm(1))."""
    for n, owner in enumerate(filing.reporting_owners):
        stands = owner.relationship
        if not (stands.director or stands.ten_percent_owner or stands.officer or stands.other):
            message = (
                "say how the owner stands to the issuer: director: true, officer: and the title, "
                "ten_percent_owner: true, or other: (Form 3, box 4; specification 3.3 cm(1))"
            )
            path = ("reporting_owners", n, "relationship")
            yield Problem(code="relationship-missing", message=message, path=path, on_key=True)


def a_relationship_ticks_its_own_box(filing: Filing) -> Iterator[Problem]:
    """A director and a 10% owner have boxes of their own; a title stands for an officer (Form 3, box 4)."""
    for n, owner in enumerate(filing.reporting_owners):
        for key in ("officer", "other"):
            said: str = getattr(owner.relationship, key) or ""
            remedy = _box_of(said, owner.relationship)
            if remedy:
                message = f'box 4 has a box for what "{said}" says: {remedy} (Form 3, box 4)'
                path = ("reporting_owners", n, "relationship", key)
                yield Problem(severity="warning", code="relationship-box", message=message, path=path)


def _box_of(said: str, stands: Relationship) -> str | None:
    box = _ONE_WORD.get(" ".join(said.lower().rstrip(".").split()))
    if box:
        return f"did you mean {box}?"
    if _ALSO_DIRECTOR.search(said) and not stands.director:
        return "should director: true stand here too?"
    return None


def the_event_is_of_our_time(filing: Filing) -> Iterator[Problem]:
    """Nobody had to report before the Securities Exchange Act of 1934 (Form 3, box 2)."""
    if not FIRST_YEAR <= filing.date_of_event.year <= LAST_YEAR:
        message = (
            f"is the year right? reports begin with the Exchange Act of {FIRST_YEAR}, and no due date is "
            "known for this one (Form 3, box 2)"
        )
        yield Problem(severity="warning", code="event-year", message=message, path=("date_of_event",))


def no_owner_stands_twice(filing: Filing) -> Iterator[Problem]:
    """EDGAR suspends a filing that names the CIK of an owner twice (specification 4.3.2)."""
    seen: dict[int, str] = {}
    for n, owner in enumerate(filing.reporting_owners):
        if owner.cik is None:
            continue
        first = seen.get(int(owner.cik))
        if first:
            message = f"{first} has this CIK already: each owner stands once (specification 4.3.2)"
            yield Problem(code="owner-cik-duplicate", message=message, path=("reporting_owners", n, "cik"))
        seen.setdefault(int(owner.cik), owner.name)


def the_owner_is_not_the_issuer(filing: Filing) -> Iterator[Problem]:
    """An issuer seldom reports on its own securities (Exchange Act, section 16(a)); a slip is likelier."""
    for n, owner in enumerate(filing.reporting_owners):
        if owner.cik is not None and int(owner.cik) == int(filing.issuer.cik):
            message = "this is the CIK of the issuer: is it the owner's too?"
            path = ("reporting_owners", n, "cik")
            yield Problem(severity="warning", code="owner-is-issuer", message=message, path=path)


def an_owner_is_named_as_in_edgar(filing: Filing) -> Iterator[Problem]:
    """EDGAR takes names from its own record, by CIK: a person last name first, bare (specification 4.3.2)."""
    for n, owner in enumerate(filing.reporting_owners):
        said = None if is_entity(owner.name) or _NO_PERSON.search(owner.name) else _person(owner.name)
        if said and said != owner.name:
            message = f'EDGAR has a person last name first, without commas and titles: is it "{said}" there?'
            path: Path = ("reporting_owners", n, "name")
            yield Problem(severity="warning", code="owner-name-form", message=message, path=path)


def _person(name: str) -> str:
    """The name of a person as EDGAR is likely to have it; without points."""
    bare, first = _ADDRESSED.subn("", name, count=1) if _ADDRESSED.match(name) else (name, 0)
    behind = _BEHIND.search(bare)
    suffix = behind[1].replace(".", "").upper() if behind else ""
    if behind:
        bare = bare[: behind.start()]
    if not (first or behind or "," in bare):
        return name
    if behind and not first and "," not in name and not name.endswith("."):
        return name  # SMITH JOHN A III: as EDGAR has it
    words = bare.split()
    if "," in bare:
        last, _, others = bare.partition(",")
        words = [*last.split(), *others.replace(",", " ").split()]
    elif first or (behind and "," in name):
        words = [words[-1], *words[:-1]]  # Mr. John A. Smith: the last name stands last
    words = [word[0] if len(word) == 2 and word.endswith(".") else word for word in words]
    if suffix in ("ESQ", "MD", "PHD"):
        suffix = ""
    return " ".join(filter(None, (*words, suffix))).upper()


def a_ten_percent_owner_of_a_foreign_issuer_need_not_file(filing: Filing) -> Iterator[Problem]:
    """Of a foreign private issuer, directors and officers report, since 18 March 2026 (Release 34-104903).

    Ten percent owners stay exempt (Rule 3a12-3(b)): who is nothing else has no Form 3 to file.
    """
    if not filing.issuer.foreign_private_issuer:
        return
    for n, owner in enumerate(filing.reporting_owners):
        stands = owner.relationship
        if stands.ten_percent_owner and not (stands.director or stands.officer or stands.other):
            message = (
                "of a foreign private issuer, directors and officers report, and owners of 10% do not "
                f"(Rule 3a12-3(b); Release 34-104903): must {owner.name} file?"
            )
            path = ("reporting_owners", n, "relationship", "ten_percent_owner")
            yield Problem(severity="warning", code="fpi-ten-percent", message=message, path=path)


OWNERS: tuple[Rule, ...] = (
    the_event_is_of_our_time,
    a_trading_symbol_stands_bare,
    the_edition_prints_the_foreign_symbol,
    an_owner_is_named_as_in_edgar,
    no_owner_stands_twice,
    the_owner_is_not_the_issuer,
    each_owner_has_a_relationship,
    a_relationship_ticks_its_own_box,
    a_ten_percent_owner_of_a_foreign_issuer_need_not_file,
)
