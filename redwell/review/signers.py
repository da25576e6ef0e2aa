"""List the signatures of a filing: their owners, capacity, power of attorney, and earlier state.

Only the rules of check decide whether a power covers a signature. For a power that is elsewhere, or a scan,
the review repeats what the filing says about it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from redwell.deadlines.standing import short_date
from redwell.documents.filters import in_short
from redwell.model import Filing, PowerOfAttorney, Reauthorized, Signature
from redwell.ownership.authority import BY_POWER, owners_of
from redwell.ownership.signatures import signature_line, without_mark
from redwell.review.changes import owners
from redwell.review.model import Point, PointKind, PowerSource, SignedPart, Signer, SignerNote
from redwell.review.sides import Look
from redwell.review.texts import PowerTexts
from redwell.rules.powers import (
    Act,
    act_of,
    acts,
    classes_in,
    enclosed_powers,
    power_of,
    powers_for,
)
from redwell.rules.signatures import is_beyond
from redwell.text.match import match
from redwell.text.names import is_named_in, listed, meant, person_of

_FEW = 3
_DAYS = frozenset({"poa-signed-after", "poa-ended-before", "poa-on-file-later"})
"""The codes for a power that is not in force on the date of signing."""
CODES: dict[PointKind, frozenset[str]] = {
    "power of attorney in this filing": frozenset({"poa-missing", "entity-signer-bare"}),
    "names the attorney-in-fact": frozenset({"signer-not-in-power", "poa-class-of-persons"}),
    "covers this form": frozenset({"poa-form-differs"}),
    "in force on the day of signing": _DAYS | {"poa-unsigned"},
}
"""The codes of check's warnings about each point, which `accept` can answer."""
LINE = {
    "signer": "signer",
    "on_behalf_of": "for",
    "capacity": "capacity",
    "title": "title",
    "by": "by",
    "text": "text",
}
"""The parts of a line that say who signs, for whom and as what, with their keys in a filing."""
_ANSWERS = {True: "yes", False: "no", None: "unknown"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Authority:
    """An act and the power for it; *codes* are those of the rules that the power fails."""

    act: Act
    power: PowerOfAttorney | None
    codes: frozenset[str]


def signers(before: Look | None, after: Look) -> tuple[Signer, ...]:
    """Return each signature in order, with its changes since *before*; then removed ones."""
    first, second = (_signers(before) if before else []), _signers(after)
    renamed = {
        old.name: new.name
        for old, new in (owners(before.filing, after.filing) if before else [])
        if old and new
    }
    # Paired by the same line for any owner name, else by the same signer, else by the same owners.
    found = match(
        first,
        second,
        keys=[
            lambda signer: signer,
            lambda signer: (signer.line, signer.owners),
            lambda signer: signer.line,
            lambda signer: (without_mark(signer.line), signer.owners),
            lambda signer: tuple(renamed.get(owner, owner) for owner in signer.owners) or signer.line,
        ],
    )
    partners = {b: first[a] for a, b in found}
    gone = [signer for a, signer in enumerate(first) if a not in {a for a, _ in found}]
    told = [_with_change(partners.get(b), signer) for b, signer in enumerate(second)]
    told += (replace(signer, change="removed") for signer in gone)
    return tuple(map(_in_short, told))


def is_doubtful(signers: Sequence[Signer], before: Filing | None, after: Filing) -> bool:
    """Return whether a given signature is not covered by its power, and `accept` gives no reason for it."""
    accepted = {code for code, _ in after.accept}
    return any(
        point.is_so is False
        and CODES.get(point.what, frozenset()).isdisjoint(accepted - outdated(signer, before, after))
        for signer in signers
        if signer.signed and signer.change != "removed"
        for point in signer.points
    )


def outdated(signer: Signer, before: Filing | None, after: Filing) -> frozenset[str]:
    """Return the codes for a changed signature whose reasons in `accept` are those for the earlier one."""
    is_another = signer.change == "added" or any(note.kind != "signed" for note in signer.was)
    if before is None or not is_another:
        return frozenset()
    failed = (CODES.get(point.what, frozenset()) for point in signer.points if point.is_so is False)
    kept = {code for code, _ in {*before.accept} & {*after.accept}}
    return frozenset().union(*failed) & kept


def lost_signatures(before: Filing, after: Filing) -> list[tuple[Signature, Signature | None]]:
    """Return each signed line whose words are no longer there, and the new line in its place, if any.

    A fingerprint says what was signed, and not by whom: these lines would keep that of another's signature.
    """
    lost = Counter(said_by(each) for each in before.signatures if each.signed)
    lost.subtract(said_by(each) for each in after.signatures)
    known = {said_by(each) for each in before.signatures}
    found: list[tuple[Signature, Signature | None]] = []
    for n, signature in enumerate(before.signatures):
        if signature.signed and lost[said_by(signature)] > 0:
            new = after.signatures[n] if n < len(after.signatures) else None
            found.append((signature, new if new and said_by(new) not in known else None))
            lost[said_by(signature)] -= 1
    return found


def said_by(signature: Signature) -> tuple[object, ...]:
    """Return who signs a line, for whom and as what."""
    return tuple(getattr(signature, part) for part in LINE)


def _with_change(old: Signer | None, new: Signer) -> Signer:
    if old is None or old == new:
        return replace(new, change="same" if old else "added")
    return replace(new, change="changed", was=tuple(_was(old, new)))


def _in_short(signer: Signer) -> Signer:
    """Return a signature with as much of its fingerprints as people compare; they were compared whole."""
    was = tuple(replace(note, text=in_short(note.text)) for note in signer.was)
    return replace(signer, fingerprint=in_short(signer.fingerprint), record=in_short(signer.record), was=was)


def _was(old: Signer, new: Signer) -> list[SignerNote]:
    """Return the earlier text of everything that changed; a point only if nothing else shows it."""
    # "/s/" comes and goes with the date.
    is_line = old.signed and new.signed
    values: list[tuple[SignedPart, str, str]] = [
        (
            "line",
            old.line if is_line else without_mark(old.line),
            new.line if is_line else without_mark(new.line),
        ),
        ("signed", _day(old), _day(new)),
        ("owner", "; ".join(old.owners), "; ".join(new.owners)),
        ("capacity", old.capacity, new.capacity),
        ("power", old.power, new.power),
    ]
    if old.signed:  # what is written with the date of signing is told by it
        values.append(("fingerprint", old.fingerprint, new.fingerprint))
        values.append(("record", old.record, new.record))
    said = [
        SignerNote(kind=part, text=_was_said(part, before))
        for part, before, after in values
        if before != after
    ]
    return said or [
        SignerNote(
            kind="point",
            text=f"{point.what} was {_ANSWERS[point.is_so]}" + (f" ({point.detail})" if point.detail else ""),
        )
        for point in old.points
        if point not in new.points
    ]


def _was_said(part: SignedPart, before: str) -> str:
    if part == "signed":
        return f"was signed {before}" if before else "was not signed"
    if part == "record":
        return before or "nothing was on record"
    return f"{part} was {before}" if before else f"no {part} was given"


def _day(signer: Signer) -> str:
    return short_date(signer.signed) if signer.signed else ""


def _signers(look: Look) -> list[Signer]:
    filing = look.filing
    if filing is None:
        return []
    if is_beyond(filing):
        # Check does not compare that many names; no real filing has them.
        return [_signer_line(signature) for signature in filing.signatures]
    found = _authorities(filing)
    texts = PowerTexts(files=look.checked.files)
    return [
        _signer(signature, filing, found.get(n, []), texts) for n, signature in enumerate(filing.signatures)
    ]


def _authorities(filing: Filing) -> dict[int, list[Authority]]:
    """Return the powers behind each signature, by its number."""
    found: dict[int, list[Authority]] = {}
    for act in (*acts(filing), *_unjudged(filing)):
        numbered, problems = power_of(act, filing)
        power = numbered[1] if numbered else next(iter(powers_for(act, filing)), None)
        codes = frozenset(problem.code for problem in problems)
        found.setdefault(int(act.path[1]), []).append(Authority(act=act, power=power, codes=codes))
    return found


def _unjudged(filing: Filing) -> Iterator[Act]:
    """Return signatures for an entity by a power of attorney that the entity has not given.

    For these, check asks for the signer's role and not for a power: an office is enough.
    """
    judged = {(act.path[1], act.owner) for act in acts(filing)}
    for n, signature in enumerate(filing.signatures):
        if signature.text is not None or not _is_printed_as_by_power(signature):
            continue
        for i in sorted(owners_of(signature, filing) or ()):
            owner = filing.reporting_owners[i].name
            if (n, owner) not in judged and not meant(signature.signer or "", [owner]):
                yield act_of(n, filing, owner)


def _is_printed_as_by_power(signature: Signature) -> bool:
    return bool(BY_POWER.search(signature_line(signature)))


def _signer(
    signature: Signature, filing: Filing, authorities: Sequence[Authority], texts: PowerTexts
) -> Signer:
    names = [filing.reporting_owners[n].name for n in sorted(owners_of(signature, filing) or ())]
    is_by_power = bool(authorities) or _is_printed_as_by_power(signature)
    powers = [*dict.fromkeys(each.power for each in authorities)]
    return replace(
        _signer_line(signature),
        owners=tuple(names),
        capacity=_capacity(signature, names, is_by_power=is_by_power),
        power=_in_words(powers, filing),
        power_source=_source(powers, filing),
        points=tuple(_all_points(authorities, filing, texts)),
    )


def _signer_line(signature: Signature) -> Signer:
    return Signer(
        change="added",
        line=signature_line(signature),
        signed=signature.signed,
        fingerprint=_fingerprint(signature),
        record=_record(signature),
        is_authenticated=signature.authenticated is not None,
    )


def _fingerprint(holder: Signature | Reauthorized) -> str:
    return " and ".join(filter(None, (holder.facts, holder.words)))


def _record(signature: Signature) -> str:
    again, page = signature.reauthorized, signature.authenticated
    said = [f"reauthorized by {again.by} on {short_date(again.on)} ({again.how})"] if again else []
    said += [f"fingerprint {found}"] if again and (found := _fingerprint(again)) else []
    said += [f"authentication page of {short_date(page.on)} held by {page.held_by}"] if page else []
    return "; ".join(said)


def _capacity(signature: Signature, names: Sequence[str], *, is_by_power: bool) -> str:
    if is_by_power:
        return "attorney-in-fact"
    if signature.text is not None:
        return "as the line says"
    office = ", ".join(filter(None, (signature.title, signature.capacity)))
    if office or signature.by:
        return ", of ".join(filter(None, (office, ", ".join(signature.by))))
    is_owner = bool(meant(signature.signer or "", names))
    return "in person" if is_owner else "in a capacity that the line does not give"


# --- the powers ---


def _in_words(powers: Sequence[PowerOfAttorney | None], filing: Filing) -> str:
    if len(powers) <= _FEW:
        return "; ".join(_power(power, filing) for power in powers)
    return f"{len(powers)} powers, of {', '.join(power.grantor for power in powers if power)}"


def _power(power: PowerOfAttorney | None, filing: Filing) -> str:
    """Return the grantor of a power, the place of its text, and its date."""
    if power is None:
        files = enclosed_powers(filing)
        return (
            f"enclosed as Exhibit 24: {', '.join(files)}" if files else "no power of attorney in this filing"
        )
    signed = f"signed {short_date(power.signed)}" if power.signed else "day of signing not given"
    if power.on_file:
        known = [f"on file since {short_date(power.on_file.date)}", power.on_file.accession_number]
        known += [signed] if power.signed else []
    elif power.document:
        known = [f"executed as {power.document}", signed]
    else:
        known = ["drafted here", signed if power.signed else "not signed"]
    return f"power of {power.grantor} ({', '.join(filter(None, known))})"


def _source(powers: Sequence[PowerOfAttorney | None], filing: Filing) -> PowerSource:
    """Return the place of the text; for several powers, the place that is hardest to read."""
    if any(power and power.on_file for power in powers):
        return "on file"
    is_enclosed = None in powers and enclosed_powers(filing)
    if is_enclosed or any(
        power and power.document and not power.document.endswith(".txt") for power in powers
    ):
        return "unread file"
    return "here" if any(powers) else "none"


def _all_points(authorities: Sequence[Authority], filing: Filing, texts: PowerTexts) -> Iterator[Point]:
    """Return the points of one power; for several, points true of all, and others with their grantor."""
    # Several owners may have the same power.
    found = dict.fromkeys(
        (each.power, point) for each in authorities for point in _points(each, filing, texts)
    )
    if len({power for power, _ in found}) < 2:
        yield from (point for _, point in found)
        return
    for what in dict.fromkeys(point.what for _, point in found):
        alike = [(power, point) for power, point in found if point.what == what]
        if len(alike) > 1 and all(point.is_so for _, point in alike):
            yield Point(what=what, is_so=True, detail=f"{len({power for power, _ in alike})} powers")
            continue
        for power, point in alike:
            whose = f"power of {power.grantor}" if power else ""
            yield replace(point, detail=": ".join(filter(None, (whose, point.detail))))


def _points(authority: Authority, filing: Filing, texts: PowerTexts) -> Iterator[Point]:
    """Return the conditions of the power for an act."""
    act, power = authority.act, authority.power
    enclosed = enclosed_powers(filing)
    if power is None and enclosed:
        yield Point(what="names the attorney-in-fact", is_so=None, detail=f"read {', '.join(enclosed)}")
    elif power is None:
        yield Point(what="power of attorney in this filing", is_so=False, detail=f"none from {act.owner}")
    else:
        is_so, detail = _names(act, power, texts, enclosed)
        yield Point(what="names the attorney-in-fact", is_so=is_so, detail=detail)
        forms = [str(form) for form in sorted(power.forms)]
        detail = f"Form{'s' * (len(forms) > 1)} {', '.join(forms)}"
        yield Point(what="covers this form", is_so=act.form in power.forms, detail=detail)
        is_so, detail = _in_force(authority, power)
        yield Point(what="in force on the day of signing", is_so=is_so, detail=detail)
        yield Point(what="given by the owner", is_so=True, detail=_given_by(act, power, filing))
        is_so, detail = _as_signed(power, texts)
        yield Point(what="text as signed", is_so=is_so, detail=detail)
        if power.on_file:
            yield Point(what="Exhibit 24 on file", is_so=None, detail="open it on EDGAR")
        else:
            is_made = bool(power.document or power.signed)
            detail = "" if is_made else "once the power is signed"
            yield Point(what="Exhibit 24 attached", is_so=is_made or None, detail=detail)


def _names(
    act: Act, power: PowerOfAttorney, texts: PowerTexts, enclosed: Sequence[str]
) -> tuple[bool | None, str]:
    named = next((name for name in power.attorneys_in_fact if act.is_named(name)), None)
    if named:
        if power.on_file:
            return None, f"{named}, says the filing: its text is not here"
        text = texts.text(power) if power.document else None
        if text is not None and not is_named_in(person_of(named), text):
            return None, f"{power.document} does not say {named} in so many words"
        return True, named
    if classes := classes_in(power.attorneys_in_fact):
        return None, f"it names {classes[0]}: is {act.signer or 'the signer'} one?"
    if enclosed:
        # Another power may cover this line.
        return None, f"read {', '.join(enclosed)}"
    return False, f"it names {', '.join(power.attorneys_in_fact)}"


def _in_force(authority: Authority, power: PowerOfAttorney) -> tuple[bool | None, str]:
    days = [f"signed {short_date(power.signed)}"] if power.signed else []
    days += [f"on file since {short_date(power.on_file.date)}"] if power.on_file else []
    days += [f"ends {short_date(power.last_day)}"] if power.last_day else []
    if power.ends_on_leaving:
        days.append(f"ends for {listed(power.ends_on_leaving)} when leaving the company")
    days += [f"{name} left {short_date(day)}" for name, day in power.left]
    said = ", ".join(days) or "day of signing not given"
    if authority.codes & _DAYS:
        return False, said
    if authority.act.signed is None:
        return None, "this line is not signed yet"
    if not (power.signed or power.on_file or power.document):
        return False, "the power itself is not signed"
    return (True if power.signed or power.on_file else None), said


def _given_by(act: Act, power: PowerOfAttorney, filing: Filing) -> str:
    if meant(power.grantor, [act.owner]):
        return power.grantor
    is_owner = bool(meant(power.grantor, [owner.name for owner in filing.reporting_owners]))
    return f"{power.grantor}, {'another reporting owner' if is_owner else 'through which the owner acts'}"


def _as_signed(power: PowerOfAttorney, texts: PowerTexts) -> tuple[bool | None, str]:
    """Return whether the text still has the fingerprint that it had when it was signed."""
    if power.on_file:
        return None, "its text is not here"
    if power.wording_hash is None:
        return None, "no fingerprint kept" if power.signed or power.document else "not signed yet"
    found = texts.fingerprint(power)
    if found is None:
        return None, "the text cannot be read"
    is_so = found == power.wording_hash
    return is_so, "" if is_so else "it was changed after it was signed"
