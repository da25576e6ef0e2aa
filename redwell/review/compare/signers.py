"""Who signs, for whom and by what right, as it stands now: judged by the rules of check and by none beside.

What is told of a power of attorney that lies elsewhere, or as a scan, is what the filing says of it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from redwell.acting import owners_of
from redwell.exhibits import instrument
from redwell.exhibits.executed import executed, executed_hash
from redwell.files import Files
from redwell.model import Filing, PowerOfAttorney, Signature
from redwell.names import is_named_in, meant
from redwell.problems import FilingError
from redwell.review.compare.matching import by, paired
from redwell.review.model import Point, Signer
from redwell.review.sides import Look
from redwell.rules_of_powers import (
    Act,
    acts,
    classes_in,
    enclosed_powers,
    person_of,
    power_of,
    powers_for,
)
from redwell.rules_of_signatures import is_beyond
from redwell.signing import signature_line

_DAYS = frozenset({"poa-signed-after", "poa-ended-before", "poa-on-file-later"})
"""Why a power is not in force on the day of signing."""
_FEW = 3
NAMES, COVERS, IN_FORCE, GIVEN, AS_SIGNED = (
    "names the attorney-in-fact",
    "covers this form",
    "in force on the day of signing",
    "given by the owner",
    "text as signed",
)


SignerChange = Literal["added", "changed", "same", "removed"]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Standing:
    """An act and the power that carries it, or would."""

    act: Act
    power: PowerOfAttorney | None
    codes: frozenset[str]
    """Of the rules that say why it does not."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Texts:
    """The texts of powers, each read once, however many lines stand by it."""

    files: Files
    fingerprints: dict[PowerOfAttorney, str | None] = field(default_factory=dict)
    texts: dict[PowerOfAttorney, str | None] = field(default_factory=dict)

    def executed(self, power: PowerOfAttorney) -> str | None:
        """The text of an executed power that lies beside the filing, if it can be read."""
        if power not in self.texts:
            self.texts[power] = self._executed(power.document or "")
        return self.texts[power]

    def fingerprint(self, power: PowerOfAttorney) -> str | None:
        """That of the text as it is now, if there is one."""
        if power not in self.fingerprints:
            self.fingerprints[power] = self._fingerprint(power)
        return self.fingerprints[power]

    def _executed(self, name: str) -> str | None:
        if not name.endswith(".txt"):
            return None
        try:
            return str(executed(name, self.files)["text"])
        except (OSError, ValueError):
            return None

    def _fingerprint(self, power: PowerOfAttorney) -> str | None:
        try:
            if power.document:
                return executed_hash(power.document, self.files)
            return instrument.draft(power, self.files).wording_hash
        except (FilingError, OSError, ValueError):
            return None


def signers(before: Look | None, now: Look) -> tuple[Signer, ...]:
    """Each line of now, in order, with what changed since *before*; then the lines that are gone."""
    first = _signers(before) if before else []
    # The same line word for word, else in the same hand, else for the same owners.
    alike: tuple[Callable[[Signer], Hashable], ...] = (
        lambda signer: signer,
        lambda signer: (signer.line.replace("/s/ ", ""), signer.owners),
        lambda signer: signer.owners or signer.line,
    )
    pairs = paired(first, _signers(now), [by(first, key) for key in alike])
    return tuple(_with_change(*pair) for pair in pairs)


def _with_change(old: Signer | None, new: Signer | None) -> Signer:
    signer = new or old
    assert signer, "a pair has a side"
    change: SignerChange = (
        "added" if not old else "removed" if not new else "same" if old == new else "changed"
    )
    return replace(signer, change=change)


def _signers(look: Look) -> list[Signer]:
    filing = look.filing
    if filing is None:
        return []
    if is_beyond(filing):
        # Of more names than any real filing has, check judges none either.
        return [_line_of(signature) for signature in filing.signatures]
    standing = _standings(filing)
    texts = _Texts(files=look.checked.files)
    return [
        _signer(signature, filing, standing.get(n, []), texts)
        for n, signature in enumerate(filing.signatures)
    ]


def _standings(filing: Filing) -> dict[int, list[_Standing]]:
    """The powers by which each line stands, by its number."""
    found: dict[int, list[_Standing]] = {}
    for act in acts(filing):
        numbered, faults = power_of(act, filing)
        power = numbered[1] if numbered else next(iter(powers_for(act, filing)), None)
        standing = _Standing(act=act, power=power, codes=frozenset(fault.code for fault in faults))
        found.setdefault(int(act.path[1]), []).append(standing)
    return found


def _signer(signature: Signature, filing: Filing, standings: Sequence[_Standing], texts: _Texts) -> Signer:
    owners = [filing.reporting_owners[n].name for n in sorted(owners_of(signature, filing) or ())]
    return replace(
        _line_of(signature),
        owners=tuple(owners),
        capacity=_capacity(signature, owners, is_by_power=bool(standings)),
        power=_powers([*dict.fromkeys(each.power for each in standings)], filing),
        points=tuple(_all_points(standings, filing, texts)),
    )


def _line_of(signature: Signature) -> Signer:
    signed = signature.signed.isoformat() if signature.signed else None
    return Signer(change="added", line=signature_line(signature), signed=signed)


def _all_points(standings: Sequence[_Standing], filing: Filing, texts: _Texts) -> Iterator[Point]:
    """The points of one power; of several, what holds of all, and else of which it does not."""
    # One power may stand for several owners.
    found = dict.fromkeys((each.power, point) for each in standings for point in _points(each, filing, texts))
    powers = {power for power, _ in found}
    if len(powers) < 2:
        yield from (point for _, point in found)
        return
    for what in dict.fromkeys(point.what for _, point in found):
        alike = [(power, point) for power, point in found if point.what == what]
        if len(alike) > 1 and all(point.is_so for _, point in alike):
            yield Point(what=what, is_so=True, said=f"{len({power for power, _ in alike})} powers")
            continue
        for power, point in alike:
            whose = f"power of {power.grantor}" if power else ""
            yield replace(point, said=": ".join(filter(None, (whose, point.said))))


def _capacity(signature: Signature, owners: Sequence[str], *, is_by_power: bool) -> str:
    if is_by_power:
        return "attorney-in-fact"
    if signature.text is not None:
        return "as the line says"
    office = ", ".join(filter(None, (signature.title, signature.capacity)))
    if office or signature.by:
        return ", of ".join(filter(None, (office, ", ".join(signature.by))))
    is_owner = bool(meant(signature.signer or "", owners))
    return "in person" if is_owner else "in a capacity that the line does not give"


# --- the power ---


def _powers(powers: Sequence[PowerOfAttorney | None], filing: Filing) -> str:
    if len(powers) <= _FEW:
        return "; ".join(_power(power, filing) for power in powers)
    return f"{len(powers)} powers, of {', '.join(power.grantor for power in powers if power)}"


def _power(power: PowerOfAttorney | None, filing: Filing) -> str:
    """By what somebody signs: where its text is, and since when."""
    if power is None:
        files = enclosed_powers(filing)
        return f"enclosed as Exhibit 24: {', '.join(files)}" if files else "none in this filing"
    signed = f"signed {power.signed}" if power.signed else "day of signing not given"
    if power.on_file:
        known = [f"on file since {power.on_file.date}", power.on_file.accession_number]
        known += [signed] if power.signed else []
    elif power.document:
        known = [f"executed as {power.document}", signed]
    else:
        known = ["drafted here", signed if power.signed else "not signed"]
    return f"power of {power.grantor} ({', '.join(filter(None, known))})"


def _points(standing: _Standing, filing: Filing, texts: _Texts) -> Iterator[Point]:
    act, power = standing.act, standing.power
    if power is None:
        if enclosed := enclosed_powers(filing):
            yield Point(what=NAMES, is_so=None, said=f"read {', '.join(enclosed)}")
        else:
            yield Point(what="a power of attorney is here", is_so=False, said=f"none of {act.owner}")
        return
    yield _names(act, power, texts, enclosed_powers(filing))
    yield _covers(standing, power)
    yield _in_force(standing, power)
    yield _given(act, power, filing)
    yield _as_signed(power, texts)
    yield _attached(power)


def _names(act: Act, power: PowerOfAttorney, texts: _Texts, enclosed: Sequence[str]) -> Point:
    named = [name for name in power.attorneys_in_fact if act.is_named(name)]
    if named:
        text = texts.executed(power)
        if power.on_file:
            return Point(what=NAMES, is_so=None, said=f"{named[0]}, says the filing: its text is not here")
        if text is not None and not is_named_in(person_of(named[0]), text):
            return Point(
                what=NAMES, is_so=None, said=f"{power.document} does not say {named[0]} in so many words"
            )
        return Point(what=NAMES, is_so=True, said=named[0])
    if classes := classes_in(power.attorneys_in_fact):
        return Point(
            what=NAMES, is_so=None, said=f"it names {classes[0]}: is {act.signer or 'who signs'} one?"
        )
    if enclosed:
        # It may be another power, by which this line stands.
        return Point(what=NAMES, is_so=None, said=f"read {', '.join(enclosed)}")
    return Point(what=NAMES, is_so=False, said=f"it names {', '.join(power.attorneys_in_fact)}")


def _covers(standing: _Standing, power: PowerOfAttorney) -> Point:
    forms = [str(form) for form in sorted(power.forms)]
    said = f"Form{'s' if len(forms) > 1 else ''} {', '.join(forms)}"
    return Point(what=COVERS, is_so=standing.act.form in power.forms, said=said)


def _in_force(standing: _Standing, power: PowerOfAttorney) -> Point:
    days = [f"signed {power.signed}"] if power.signed else []
    days += [f"on file since {power.on_file.date}"] if power.on_file else []
    days += [f"ends {power.ends}"] if power.ends else []
    said = ", ".join(days) or "day of signing not given"
    if standing.codes & _DAYS:
        return Point(what=IN_FORCE, is_so=False, said=said)
    if standing.act.signed is None:
        return Point(what=IN_FORCE, is_so=None, said="nobody has signed this line yet")
    if not (power.signed or power.on_file or power.document):
        return Point(what=IN_FORCE, is_so=False, said="the power itself is not signed")
    is_known = power.signed is not None or power.on_file is not None
    return Point(what=IN_FORCE, is_so=True if is_known else None, said=said)


def _given(act: Act, power: PowerOfAttorney, filing: Filing) -> Point:
    owners = [owner.name for owner in filing.reporting_owners]
    if meant(power.grantor, [act.owner]):
        return Point(what=GIVEN, is_so=True, said=power.grantor)
    is_owner = bool(meant(power.grantor, owners))
    through = "another reporting owner" if is_owner else "through which the owner acts"
    return Point(what=GIVEN, is_so=True, said=f"{power.grantor}, {through}")


def _as_signed(power: PowerOfAttorney, texts: _Texts) -> Point:
    """Whether the text still has the fingerprint that it had when it was signed."""
    if power.on_file:
        return Point(what=AS_SIGNED, is_so=None, said="its text is not here")
    if power.wording_hash is None:
        is_late = power.signed is not None or power.document is not None
        return Point(what=AS_SIGNED, is_so=None, said="no fingerprint kept" if is_late else "not signed yet")
    found = texts.fingerprint(power)
    if found is None:
        return Point(what=AS_SIGNED, is_so=None, said="the text cannot be read")
    is_so = found == power.wording_hash
    return Point(what=AS_SIGNED, is_so=is_so, said="" if is_so else "it was changed after it was signed")


def _attached(power: PowerOfAttorney) -> Point:
    if power.on_file:
        return Point(what="Exhibit 24 on file", is_so=None, said="open it on EDGAR")
    is_made = bool(power.document or power.signed)
    said = "" if is_made else "once the power is signed"
    return Point(what="Exhibit 24 attached", is_so=is_made or None, said=said)
