"""What else changed in a filing: every value of it that is no holding, no text and no line of a signature.

All fields of the model are walked, so that a new one is told under its own name until it has a better one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

from redwell.model import Filing, PowerOfAttorney, ReportingOwner
from redwell.ownership.editions import edition_of
from redwell.review.compare.matching import cik, of_footnotes, of_owners, of_powers
from redwell.review.model import Fact

ELSEWHERE = frozenset(
    {"non_derivative", "derivative", "footnotes", "remarks", "amendment.explanation", "signatures"}
)
"""What another part of a review tells: holdings, texts, signers."""
LISTED = frozenset({"reporting_owners", "powers_of_attorney", "exhibits", "accept"})
"""Lists whose items are told one by one."""
NAMES = {
    "form": "form",
    "edition": "edition of the form",
    "amendment.original_filed": "day on which the original was filed",
    "amendment.amends": "filing that is amended",
    "date_of_event": "date of event",
    "registration_effective": "day on which the registration became effective",
    "issuer.name": "name of the issuer",
    "issuer.cik": "CIK of the issuer",
    "issuer.trading_symbol": "trading symbol",
    "issuer.foreign_trading_symbol": "foreign trading symbol",
    "issuer.foreign_private_issuer": "foreign private issuer",
    "no_securities_owned": "no securities owned",
    "split": "split into several filings",
    "filed.date": "day on which it was filed",
    "filed.accession_number": "accession number",
}
"""In the words of the SEC."""
OF_OWNER = {
    "name": "name of {}",
    "cik": "CIK of {}",
    "address": "address of {}",
    "relationship.director": "director box of {}",
    "relationship.ten_percent_owner": "10% owner box of {}",
    "relationship.officer": "officer title of {}",
    "relationship.other": "other relationship of {}",
}
OF_POWER = {
    "grantor": "grantor of {}",
    "by": "entities that act for the grantor of {}",
    "signer": "signer of {}",
    "title": "title of the signer of {}",
    "attorneys_in_fact": "attorneys-in-fact of {}",
    "company": "company of {}",
    "capacity": "capacity in {}",
    "forms": "forms of {}",
    "clauses": "clauses of {}",
    "ends": "end of {}",
    "wording": "wording of {}",
    "notary": "notary's block of {}",
    "document": "executed text of {}",
    "on_file.date": "day on which {} was filed",
    "on_file.accession_number": "filing that brought {}",
    "signed": "day on which {} was signed",
    "wording_hash": "fingerprint of {}",
}
_FINGERPRINT = 12
"""So much of a fingerprint tells it from another."""

Values = Mapping[str, str]


def facts(before: Filing | None, now: Filing | None) -> tuple[Fact, ...]:
    """What is otherwise now, in the order of the form; of a new or a removed filing, all that it says.

    An address is never said; of a new owner it is no fact of its own.
    """
    return tuple(fact for fact in _facts(before, now) if fact.before != fact.now or _is_unsaid(fact))


def _facts(before: Filing | None, now: Filing | None) -> Iterator[Fact]:
    first, second = _of_form(before), _of_form(now)
    yield from _differing(first, second, NAMES, "", but="filed.")
    yield from _of_owners(before, now)
    if before and now:
        yield from _of_footnote_numbers(before, now)
    yield Fact(what="state of signing", before=_signing(before), now=_signing(now))
    yield from _of_powers(before, now)
    yield from _by_key("exhibit {}", _exhibits(before), _exhibits(now))
    yield from _by_key("accepted warning {}", _accepted(before), _accepted(now))
    yield from _differing(_only(first, "filed."), _only(second, "filed."), NAMES, "")


def _is_unsaid(fact: Fact) -> bool:
    return fact.what.startswith("address of ")


# --- the form itself ---


def _of_form(filing: Filing | None) -> dict[str, str]:
    if filing is None:
        return {}
    return dict(_values(replace(filing, edition=edition_of(filing)), ELSEWHERE | LISTED))


def _values(value: Any, without: Collection[str] = (), before: str = "") -> Iterator[tuple[str, str]]:
    """Every field that says something, by its way through the dataclasses: `issuer.cik`."""
    for field in fields(value):
        key, item = f"{before}{field.name}", getattr(value, field.name)
        if key in without or item is None or item == ():
            continue
        if is_dataclass(item):
            yield from _values(item, without, f"{key}.")
        else:
            yield key, _said(field.name, item)


def _said(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return ", ".join(_said(name, each) for each in value)
    text = str(value)
    return cik(text) if name == "cik" else text[:_FINGERPRINT] if name == "wording_hash" else text


def _differing(
    first: Values, second: Values, names: Mapping[str, str], whose: str, but: str = "\0"
) -> Iterator[Fact]:
    """The values that are not the same; "no" in a filing that is new or gone says nothing."""
    for key in dict.fromkeys((*first, *second)):
        before, now = first.get(key), second.get(key)
        if key.startswith(but) or {before, now} == {None, "no"}:
            continue
        name = names.get(key) or _plain_name(key, whose)
        yield Fact(what=name.format(whose), before=before, now=now)


def _plain_name(key: str, whose: str) -> str:
    words = key.replace(".", " ").replace("_", " ")
    return f"{words} of {{}}" if whose else words


def _only(values: Values, beginning: str) -> dict[str, str]:
    return {key: value for key, value in values.items() if key.startswith(beginning)}


def _signing(filing: Filing | None) -> str | None:
    return filing.signing if filing else None


# --- its owners ---


def _of_owners(before: Filing | None, now: Filing | None) -> Iterator[Fact]:
    pairs = of_owners(before, now)
    for old, new in pairs:
        if old and new:
            yield from _differing(_of_owner(old), _of_owner(new), OF_OWNER, new.name)
            if old.address != new.address:
                yield Fact(what=OF_OWNER["address"].format(new.name))
        else:
            yield Fact(what="reporting owner", before=_in_short(old), now=_in_short(new))
    kept = [(old, new) for old, new in pairs if old and new]
    places = {id(owner): n for n, owner in enumerate(before.reporting_owners if before else ())}
    order = [places[id(old)] for old, _ in kept]
    if order != sorted(order):
        old_names = "; ".join(old.name for _, (old, _) in sorted(zip(order, kept, strict=True), key=_first))
        yield Fact(
            what="order of the reporting owners", before=old_names, now="; ".join(new.name for _, new in kept)
        )


def _first(pair: tuple[int, Any]) -> int:
    return pair[0]


def _of_owner(owner: ReportingOwner) -> Values:
    return dict(_values(owner, {"address"}))


def _in_short(owner: ReportingOwner | None) -> str | None:
    """`PANORA ROBERT A (CIK 0001588111; director; COO)`: all but the address."""
    if owner is None:
        return None
    said = [f"CIK {cik(owner.cik)}" if owner.cik else "no CIK yet"]
    relationship = owner.relationship
    said += ["director"] * relationship.director + ["10% owner"] * relationship.ten_percent_owner
    said += [text for text in (relationship.officer, relationship.other) if text]
    return f"{owner.name} ({'; '.join(said)})"


# --- its footnotes and powers ---


def _of_footnote_numbers(before: Filing, now: Filing) -> Iterator[Fact]:
    """That footnotes changed places; a number that moved on because of a new one says nothing."""
    kept = [(old[0], new[0]) for old, new in of_footnotes(before, now) if old and new]
    numbers = [old for old, _ in kept]
    if numbers != sorted(numbers):
        moved = sorted((old, new) for old, new in kept if old != new)
        yield Fact(
            what="numbers of footnotes",
            before=", ".join(f"({old})" for old, _ in moved),
            now=", ".join(f"({new})" for _, new in moved),
        )


def _of_powers(before: Filing | None, now: Filing | None) -> Iterator[Fact]:
    for old, new in of_powers(before, now):
        if old and new:
            given = f"the power of attorney of {new.grantor}"
            yield from _differing(dict(_values(old)), dict(_values(new)), OF_POWER, given)
        else:
            what = f"power of attorney of {' or '.join(each.grantor for each in (old, new) if each)}"
            yield Fact(what=what, before=_power_in_short(old), now=_power_in_short(new))


def _power_in_short(power: PowerOfAttorney | None) -> str | None:
    """`appoints Jane Roe; signed 2013-09-23`."""
    if power is None:
        return None
    said = [f"appoints {', '.join(power.attorneys_in_fact)}"]
    if power.on_file:
        said.append(f"on file since {power.on_file.date}")
    else:
        said += [f"executed as {power.document}"] if power.document else []
        said.append(f"signed {power.signed}" if power.signed else "no day of signing given")
    return "; ".join(said)


# --- what is listed by key ---


def _by_key(what: str, first: Values, second: Values) -> Iterator[Fact]:
    for key in dict.fromkeys((*first, *second)):
        yield Fact(what=what.format(key), before=first.get(key), now=second.get(key))


def _exhibits(filing: Filing | None) -> Values:
    found: dict[str, str] = {}
    for exhibit in filing.exhibits if filing else ():
        key = exhibit.type if exhibit.type not in found else f"{exhibit.type} {exhibit.file}"
        found[key] = ", ".join(filter(None, (exhibit.file, exhibit.description)))
    return found


def _accepted(filing: Filing | None) -> Values:
    return dict(filing.accept) if filing else {}
