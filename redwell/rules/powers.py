"""Rules about powers of attorney: whoever signs by one is named in it, and it is in force for this form.

None of it is EDGAR's concern: all of them ask.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from redwell.form import Rule
from redwell.model import Filing, PowerOfAttorney
from redwell.ownership.authority import BY_POWER, is_by_power, owners_of
from redwell.problems import Path, Problem, did_you_mean
from redwell.rules.signatures import is_beyond
from redwell.text.names import is_entity, is_named_in, is_one, is_one_company, meant

_OFFICES = re.compile(
    r"\b(officers?|counsel|secretar(y|ies)|employees?|persons?|members?|directors?|managers?|attorneys?|lawyers?"
    r"|paralegals?|associates?|designees?|staff|agents? of|partners? of)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """A signature by power of attorney for one owner; *is_named* knows its signer by a name in a power."""

    path: Path
    """Begins with `signatures` and the number of the line."""
    form: int
    signer: str
    """Empty where the line is given as text."""
    signed: date | None
    owner: str
    grantors: tuple[str, ...]
    """Whose power will do: the owner's, or that of an entity through which it acts."""
    is_named: Callable[[str], bool]


Numbered = tuple[int, PowerOfAttorney]


def whoever_signs_for_another_has_a_power(filing: Filing) -> Iterator[Problem]:
    """An attorney-in-fact is named in a power that is in force for this form (Form 3, on signatures)."""
    if is_beyond(filing):
        return
    # Of two lines by one power that lacks something, one tells.
    yield from dict.fromkeys(problem for act in acts(filing) for problem in _judged(act, filing))


def a_power_is_given_by_an_owner(filing: Filing) -> Iterator[Problem]:
    """By an owner, or an entity through which one acts (Form 3, on signatures: evidence of authority)."""
    if is_beyond(filing):
        return
    owners = [owner.name for owner in filing.reporting_owners]
    links = [_entity_of(link) for signature in filing.signatures for link in signature.by]
    for n, power in enumerate(filing.powers_of_attorney):
        if not meant(power.grantor, [*owners, *links]):
            near = did_you_mean(power.grantor, owners) or f", who are {', '.join(owners)}: who signs by it?"
            yield _question(
                code="poa-grantor-unknown",
                message=f'"{power.grantor}" is none of the reporting owners{near}',
                path=("powers_of_attorney", n, "grantor"),
            )


def a_power_is_for_this_company(filing: Filing) -> Iterator[Problem]:
    """A power that names another company covers no form about this one (its own words; practice)."""
    for n, power in enumerate(filing.powers_of_attorney):
        if power.company and not is_one_company(power.company, filing.issuer.name):
            message = f"the issuer is {filing.issuer.name}: does this power cover forms about it?"
            path = ("powers_of_attorney", n, "company")
            yield _question(code="poa-company-differs", message=message, path=path)


def the_dates_of_a_power_are_in_order(filing: Filing) -> Iterator[Problem]:
    """A power is signed before it ends, and before the form that brings it is filed (practice)."""
    for n, power in enumerate(filing.powers_of_attorney):
        path = ("powers_of_attorney", n)
        if power.signed and power.ends and power.ends < power.signed:
            message = f"this power ends before it was signed on {power.signed}: are both dates right?"
            yield _question(code="poa-ends-before-signed", message=message, path=(*path, "ends"))
        if power.signed and filing.filed and power.signed > filing.filed.date:
            message = f"signed after the form was filed on {filing.filed.date}: are both dates right?"
            yield _question(code="poa-signed-after-filed", message=message, path=(*path, "signed"))


# --- who signs by a power ---


def acts(filing: Filing) -> Iterator[Act]:
    """Every signature by a power, once for each owner for whom it stands."""
    for n, signature in enumerate(filing.signatures):
        words = " ".join(filter(None, (signature.text, signature.capacity, signature.title)))
        says = BY_POWER.search(words)
        numbers = owners_of(signature, filing)
        if numbers is None and signature.text and says:
            numbers = frozenset(range(len(filing.reporting_owners)))
        for i in sorted(numbers or ()):
            owner = filing.reporting_owners[i].name
            # Who a stranger is, or what a person is to an entity, is asked elsewhere.
            is_asked = not says and (is_entity(owner) or not signature.on_behalf_of)
            if not is_by_power(signature, owner) or (is_asked and not _powers(filing, (owner,))):
                continue
            yield act_of(n, filing, owner)


def act_of(number: int, filing: Filing, owner: str) -> Act:
    """The signature of that number, as one by a power of *owner*."""
    signature = filing.signatures[number]
    return Act(
        path=("signatures", number, "text" if signature.text is not None else "signer"),
        form=int(filing.form.removesuffix("/A")),
        signer=signature.signer or "",
        signed=signature.signed,
        owner=owner,
        grantors=(owner, *map(_entity_of, signature.by)),
        is_named=_naming(signature.signer, signature.text),
    )


def _naming(signer: str | None, text: str | None) -> Callable[[str], bool]:
    def is_named(name: str) -> bool:
        return (
            is_named_in(person_of(name), text) if text is not None else is_one(person_of(name), signer or "")
        )

    return is_named


def _powers(filing: Filing, grantors: tuple[str, ...]) -> list[Numbered]:
    powers = enumerate(filing.powers_of_attorney)
    return [(n, power) for n, power in powers if meant(power.grantor, grantors)]


# --- whether they may ---


def power_of(act: Act, filing: Filing) -> tuple[Numbered | None, tuple[Problem, ...]]:
    """The power by which a signature stands, if one names its signer, and why it does not carry it."""
    naming = [each for each in _powers(filing, act.grantors) if is_named_by(each[1], act)]
    judged = [(each, tuple(_faults(*each, act))) for each in naming]
    return min(judged, key=lambda pair: len(pair[1]), default=(None, ()))


def powers_for(act: Act, filing: Filing) -> list[PowerOfAttorney]:
    """The powers that were given for that owner, whomever they name."""
    return [power for _, power in _powers(filing, act.grantors)]


def is_named_by(power: PowerOfAttorney, act: Act) -> bool:
    """Whether a power names who signs."""
    return any(map(act.is_named, power.attorneys_in_fact))


def enclosed_powers(filing: Filing) -> list[str]:
    """Files that are sent as Exhibit 24 without being listed as a power."""
    return [exhibit.file for exhibit in filing.exhibits if exhibit.type.startswith("EX-24")]


def _judged(act: Act, filing: Filing) -> Iterator[Problem]:
    found, faults = power_of(act, filing)
    powers = powers_for(act, filing)
    if found:
        yield from faults
    elif not powers and not enclosed_powers(filing):
        stands = f"{act.signer} signs for {act.owner}" if act.signer else "this line is signed"
        message = (
            f"{stands} by a power of attorney that this filing does not have: where is it? list it under "
            "powers_of_attorney:, with on_file: where an earlier filing brought it"
        )
        yield _question(code="poa-missing", message=message, path=act.path)
    elif powers and not enclosed_powers(filing):
        yield _not_named(act, powers)


def _not_named(act: Act, powers: list[PowerOfAttorney]) -> Problem:
    signer = act.signer or "who signs in this line"
    names = [name for power in powers for name in power.attorneys_in_fact]
    whose = f"the power of {powers[0].grantor}"
    classes = classes_in(names)
    if classes:
        message = (
            f'{whose} names "{classes[0]}": Redwell cannot decide whether {signer} is one of these; '
            "has somebody looked? if so, accept this with the reason"
        )
        return _question(code="poa-class-of-persons", message=message, path=act.path)
    near = did_you_mean(act.signer, names) or ": by which power does this line stand?"
    message = f"{whose} names {', '.join(names)}, and not {signer}{near}"
    return _question(code="signer-not-in-power", message=message, path=act.path)


def _faults(n: int, power: PowerOfAttorney, act: Act) -> Iterator[Problem]:
    """Why this power, which names the signer, does not carry the signature."""
    path = ("powers_of_attorney", n)
    signer = act.signer or "an attorney-in-fact"
    acted = f"{signer} signed for {power.grantor} on {act.signed}"
    if act.signed and power.signed and power.signed > act.signed:
        message = f"{acted}, before this power was signed: was there an earlier power?"
        yield _question(code="poa-signed-after", message=message, path=(*path, "signed"))
    if act.signed and power.ends and power.ends < act.signed:
        message = f"{acted}, after this power had ended: is there a later power?"
        yield _question(code="poa-ended-before", message=message, path=(*path, "ends"))
    if act.signed and power.on_file and power.on_file.date > act.signed:
        message = f"{acted}, before the filing that brought this power: are both dates right?"
        yield _question(code="poa-on-file-later", message=message, path=(*path, "on_file", "date"))
    if act.form not in power.forms:
        forms = "Forms" if len(power.forms) > 1 else "Form"
        covered = f"{forms} {' and '.join(map(str, sorted(power.forms)))}"
        message = (
            f"this power covers {covered}, and {signer} signs a Form {act.form}: is there another power?"
        )
        yield _question(code="poa-form-differs", message=message, path=(*path, "forms"))


def classes_in(names: Iterable[str]) -> list[str]:
    """Those attorneys-in-fact that are meant by office, or as a firm: nobody can say here who they are."""
    return [name for name in names if _is_class(name)]


def _is_class(name: str) -> bool:
    """Whether an attorney-in-fact is meant by office, "any assistant counsel of the Company", or a firm."""
    return bool(_OFFICES.search(person_of(name))) or is_entity(name)


def person_of(name: str) -> str:
    """The name without the office behind it: "Jane Doe, General Counsel"."""
    head, comma, rest = name.partition(",")
    return head if comma and not is_entity(name) and len(head.split()) > 1 and rest else name


def _entity_of(link: str) -> str:
    """The entity of a link: "Acme GP LLC, its general partner"."""
    return re.split(r",?\s+(?:its|as|the|in its)\b", link, maxsplit=1)[0]


def _question(code: str, message: str, path: Path) -> Problem:
    return Problem(severity="warning", code=code, message=message, path=path)


POWERS: tuple[Rule, ...] = (
    whoever_signs_for_another_has_a_power,
    a_power_is_given_by_an_owner,
    a_power_is_for_this_company,
    the_dates_of_a_power_are_in_order,
)
