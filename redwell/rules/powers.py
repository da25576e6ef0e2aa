"""Rules about powers of attorney: who signs under one is named in it, and it is in force for this form.

EDGAR does not check any of this, so every rule is a warning.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from redwell.model import Filing, PowerOfAttorney
from redwell.ownership.authority import BY_POWER, is_by_power, owners_of
from redwell.problems import Path, did_you_mean
from redwell.rules.registry import Violation, rule
from redwell.rules.signatures import is_beyond
from redwell.text.names import is_entity, is_named_in, is_one, is_one_company, meant, person_of

_OFFICES = re.compile(
    r"\b(officers?|counsel|secretar(y|ies)|employees?|persons?|members?|directors?|managers?|attorneys?|lawyers?"
    r"|paralegals?|associates?|designees?|staff|agents? of|partners? of)\b",
    re.IGNORECASE,
)
_OUTSIDE = re.compile(
    r"\b(outside|external|special) counsel\b|\blaw (firm|office)s?\b|\bof counsel\b", re.IGNORECASE
)
"""The titles of people whom a company pays, but does not employ."""
_SIGNATURES = "Form 3, general instructions on signatures"


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """A signature by power of attorney for one owner."""

    path: Path
    """Begins with `signatures` and the number of the line."""
    form: int
    signer: str
    """Empty where the line is given as text."""
    text: str | None
    signed: date | None
    owner: str
    grantors: tuple[str, ...]
    """The persons who could give the power: the owner, or an entity that acts for the owner."""

    def is_named(self, name: str) -> bool:
        """Return whether *name*, as a power gives it, is that of the signer."""
        person = person_of(name)
        return is_one(person, self.signer) if self.text is None else is_named_in(person, self.text)


Numbered = tuple[int, PowerOfAttorney]


@rule("poa-missing", "warning", _SIGNATURES)
def a_signature_under_a_power_has_its_power(
    filing: Filing, find_previous: Callable[[], Filing | None]
) -> Iterator[Violation]:
    """The form asks for evidence of the authority of whoever signs for another.

    The question is not asked again for an agent who signed the owner's last filing on the issuer too.
    """
    for act in _judged_acts(filing):
        if filing.filed or powers_for(act, filing) or enclosed_powers(filing):
            continue
        if not _is_known(act, find_previous()):
            subject = f"{act.signer} signs for {act.owner}" if act.signer else "this line is signed"
            message = (
                f"{subject} under a power of attorney that is not in this filing: where is it? list it under "
                "powers_of_attorney:, with on_file: if an earlier filing included it"
            )
            yield Violation(act.path, message)


def _is_known(act: Act, previous: Filing | None) -> bool:
    """Return whether the same agent signed the owner's previous filing."""
    return previous is not None and any(_is_again(act, each) for each in _judged_acts(previous))


def _is_again(act: Act, earlier: Act) -> bool:
    """Return whether the same agent signs for the same owner."""
    is_same = (
        is_one(act.signer, earlier.signer) if act.signer and earlier.signer else act.text == earlier.text
    )
    return is_same and is_one(act.owner, earlier.owner)


@rule(("signer-not-in-power", "poa-class-of-persons"), "warning", _SIGNATURES)
def a_power_names_its_signer(
    filing: Filing, find_previous: Callable[[], Filing | None]
) -> Iterator[Violation]:
    """An attorney-in-fact signs under a power that names that person.

    Whether somebody belongs to a class of persons is not asked again for an agent who signed last time.
    """
    for act in () if filing.filed else _judged_acts(filing):
        found, _ = power_of(act, filing)
        powers = powers_for(act, filing)
        if found or not powers or enclosed_powers(filing):
            continue
        violation = _not_named(act, powers)
        if violation.code != "poa-class-of-persons" or not _is_known(act, find_previous()):
            yield violation


@rule(
    ("poa-signed-after", "poa-ended-before", "poa-on-file-later", "poa-form-differs"), "warning", _SIGNATURES
)
def a_power_is_in_force_for_the_form(filing: Filing) -> Iterator[Violation]:
    """A power covers the form that is signed under it, on the day of that signature."""
    # Two signatures under one power may have the same defect.
    yield from dict.fromkeys(defect for act in _judged_acts(filing) for defect in power_of(act, filing)[1])


@rule("poa-grantor-unknown", "warning", _SIGNATURES)
def a_power_is_given_by_an_owner(filing: Filing) -> Iterator[Violation]:
    """A power is given by an owner, or by an entity through which an owner acts."""
    if is_beyond(filing):
        return
    owners = filing.owner_names
    links = [_entity_of(link) for signature in filing.signatures for link in signature.by]
    for n, power in enumerate(filing.powers_of_attorney):
        if not meant(power.grantor, [*owners, *links]):
            hint = (
                did_you_mean(power.grantor, owners) or f" ({', '.join(owners)}): who signs under this power?"
            )
            message = f'"{power.grantor}" is not one of the reporting owners{hint}'
            yield Violation(("powers_of_attorney", n, "grantor"), message)


@rule("poa-forms", "warning", _SIGNATURES)
def an_executed_power_says_which_forms_it_covers(
    filing: Filing, find_previous: Callable[[], Filing | None]
) -> Iterator[Violation]:
    """Redwell does not read a power that was signed elsewhere, so the filing says what it covers."""
    for n, power in enumerate(filing.powers_of_attorney):
        if filing.filed or not power.document or power.says_forms:
            continue
        previous = find_previous()
        if previous is None or power.document not in {each.document for each in previous.powers_of_attorney}:
            message = (
                f"which forms does {power.document} cover? write forms: [3, 4, 5] if it names Forms 3, 4 "
                "and 5"
            )
            yield Violation(("powers_of_attorney", n, "document"), message)


@rule("poa-company-differs", "warning", "practice")
def a_power_is_for_this_company(filing: Filing) -> Iterator[Violation]:
    """A power that names another company does not cover forms about this one."""
    for n, power in enumerate(filing.powers_of_attorney):
        if power.company and not is_one_company(power.company, filing.issuer.name):
            message = f"the issuer is {filing.issuer.name}: does this power cover forms about it?"
            yield Violation(("powers_of_attorney", n, "company"), message)


@rule("poa-ends-before-signed", "warning", "practice")
def a_power_ends_after_it_was_signed(filing: Filing) -> Iterator[Violation]:
    """A power that ends before it was signed was never in force."""
    for n, power in enumerate(filing.powers_of_attorney):
        if power.signed and power.ends and power.ends < power.signed:
            message = f"this power ends before it was signed on {power.signed}: are both dates right?"
            yield Violation(("powers_of_attorney", n, "ends"), message)


@rule("poa-leaving-unknown", "warning", "practice")
def who_may_leave_is_an_attorney_in_fact(filing: Filing) -> Iterator[Violation]:
    """The authority that ends when somebody leaves is that of an attorney-in-fact."""
    for n, power in enumerate(filing.powers_of_attorney):
        for m, name in enumerate(power.ends_on_leaving):
            if not any(is_one(person_of(other), person_of(name)) for other in power.attorneys_in_fact):
                hint = did_you_mean(name, power.attorneys_in_fact) or ": who is it?"
                message = f'"{name}" is not an attorney-in-fact of this power{hint}'
                yield Violation(("powers_of_attorney", n, "ends_on_leaving", m), message)
        for name, _ in power.left:
            if not _ends_for(name, power):
                hint = did_you_mean(name, power.ends_on_leaving) or f": add {name} there, or remove this"
                message = f'"{name}" is not under ends_on_leaving of this power{hint}'
                yield Violation(("powers_of_attorney", n, "left", name), message, on_key=True)


@rule("poa-leaving-firm", "warning", "practice")
def who_may_leave_works_for_the_company(filing: Filing) -> Iterator[Violation]:
    """A firm or outside counsel is not employed by the company, and so never leaves it."""
    for n, power in enumerate(filing.powers_of_attorney):
        for m, name in enumerate(power.ends_on_leaving):
            if is_entity(name) or _OUTSIDE.search(name):
                message = (
                    f"does the company employ {name}? the authority ends when that employment ends; if there "
                    "is none, remove the name here"
                )
                yield Violation(("powers_of_attorney", n, "ends_on_leaving", m), message)


@rule("poa-signed-after-filed", "warning", "practice")
def a_power_is_signed_before_the_form_is_filed(filing: Filing) -> Iterator[Violation]:
    """A power that is sent with a form was signed by then."""
    for n, power in enumerate(filing.powers_of_attorney):
        if power.signed and filing.filed and power.signed > filing.filed.date:
            message = (
                f"this power was signed after the form was filed on {filing.filed.date}: are both dates "
                "right?"
            )
            yield Violation(("powers_of_attorney", n, "signed"), message)


# --- signatures under a power ---


def acts(filing: Filing) -> Iterator[Act]:
    """Return every signature under a power, once for each owner that it covers."""
    for n, signature in enumerate(filing.signatures):
        says_power = BY_POWER.search(signature.authority)
        numbers = owners_of(signature, filing)
        if numbers is None and signature.text and says_power:
            numbers = frozenset(range(len(filing.reporting_owners)))
        for i in sorted(numbers or ()):
            owner = filing.reporting_owners[i].name
            # Other rules ask who a stranger is, and what a person's role at an entity is.
            is_asked = not says_power and (is_entity(owner) or not signature.on_behalf_of)
            if not is_by_power(signature, owner) or (is_asked and not _powers(filing, (owner,))):
                continue
            yield act_of(n, filing, owner)


def _judged_acts(filing: Filing) -> Iterator[Act]:
    return iter(()) if is_beyond(filing) else acts(filing)


def act_of(number: int, filing: Filing, owner: str) -> Act:
    """Return the signature of that number as one under a power of *owner*."""
    signature = filing.signatures[number]
    return Act(
        path=("signatures", number, "text" if signature.text is not None else "signer"),
        form=filing.NUMBER,
        signer=signature.signer or "",
        text=signature.text,
        signed=signature.signed,
        owner=owner,
        grantors=(owner, *map(_entity_of, signature.by)),
    )


def _powers(filing: Filing, grantors: tuple[str, ...]) -> list[Numbered]:
    powers = enumerate(filing.powers_of_attorney)
    return [(n, power) for n, power in powers if meant(power.grantor, grantors)]


# --- their powers ---


def power_of(act: Act, filing: Filing) -> tuple[Numbered | None, tuple[Violation, ...]]:
    """Return the best power that names the signer, and its defects. None where no power names the signer."""
    naming = [numbered for numbered in _powers(filing, act.grantors) if is_named_by(numbered[1], act)]
    judged = [(numbered, tuple(_defects(*numbered, act))) for numbered in naming]
    return min(judged, key=lambda pair: len(pair[1]), default=(None, ()))


def powers_for(act: Act, filing: Filing) -> list[PowerOfAttorney]:
    """Return the powers given for that owner, whoever is named in them."""
    return [power for _, power in _powers(filing, act.grantors)]


def is_named_by(power: PowerOfAttorney, act: Act) -> bool:
    """Return whether a power names the signer."""
    return any(map(act.is_named, power.attorneys_in_fact))


def enclosed_powers(filing: Filing) -> list[str]:
    """Return the files that are sent as Exhibit 24 without being listed as a power."""
    return [exhibit.file for exhibit in filing.exhibits if exhibit.is_power]


def _not_named(act: Act, powers: list[PowerOfAttorney]) -> Violation:
    signer = act.signer or "the signer of this line"
    names = [name for power in powers for name in power.attorneys_in_fact]
    subject = f"the power of {powers[0].grantor}"
    if classes := classes_in(names):
        message = (
            f'{subject} names "{classes[0]}": Redwell cannot tell whether {signer} is one of them; has '
            "somebody checked? if so, accept this warning with the reason"
        )
        return Violation(act.path, message, code="poa-class-of-persons")
    hint = did_you_mean(act.signer, names) or ": which power covers this line?"
    message = f"{subject} names {', '.join(names)}, but not {signer}{hint}"
    return Violation(act.path, message, code="signer-not-in-power")


def _defects(n: int, power: PowerOfAttorney, act: Act) -> Iterator[Violation]:
    """Return why a power that names the signer does not cover the signature."""
    path = ("powers_of_attorney", n)
    signer = act.signer or "an attorney-in-fact"
    signing = f"{signer} signed for {power.grantor} on {act.signed}"
    if act.signed and power.signed and power.signed > act.signed:
        message = f"{signing}, before this power was signed: was there an earlier power?"
        yield Violation((*path, "signed"), message, code="poa-signed-after")
    if act.signed and power.last_day and power.last_day < act.signed:
        key = "ends" if power.ends == power.last_day else "ends_after_years"
        when = "" if key == "ends" else f" on {power.last_day}"
        message = f"{signing}, after this power ended{when}: is there a later power?"
        yield Violation((*path, key), message, code="poa-ended-before")
    for name, day in power.left:
        if act.signed and day < act.signed and act.is_named(name) and _ends_for(name, power):
            message = f"{signing}, after leaving the company ended that authority: is there a later power?"
            yield Violation((*path, "left", name), message, code="poa-ended-before")
    if act.signed and power.on_file and power.on_file.date > act.signed:
        message = f"{signing}, before the filing that included this power: are both dates right?"
        yield Violation((*path, "on_file", "date"), message, code="poa-on-file-later")
    if act.form not in power.forms:
        noun = "Forms" if len(power.forms) > 1 else "Form"
        covered = f"{noun} {' and '.join(map(str, sorted(power.forms)))}"
        message = (
            f"this power covers {covered}, but {signer} signs a Form {act.form}: is there another power?"
        )
        yield Violation((*path, "forms"), message, code="poa-form-differs")


def _ends_for(name: str, power: PowerOfAttorney) -> bool:
    """Return whether leaving the company ends the authority of somebody."""
    return any(is_one(person_of(each), person_of(name)) for each in power.ends_on_leaving)


def classes_in(names: Iterable[str]) -> list[str]:
    """Return the attorneys-in-fact given by office, "any assistant counsel of the Company", or as a firm.

    Nobody can tell from the filing who they are.
    """
    return [name for name in names if _OFFICES.search(person_of(name)) or is_entity(name)]


def _entity_of(link: str) -> str:
    """Return the entity of a link: "Acme GP LLC" for "Acme GP LLC, its general partner"."""
    return re.split(r"(?:,|(?<!\s))\s+(?:its|as|the|in its)\b", link, maxsplit=1)[0]
