"""Whether a power of attorney carries a signature: judged by the rules of check and by none beside.

What is told of a power that lies elsewhere, or as a scan, is what the filing says of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from redwell.files.reader import Files
from redwell.model import Filing, PowerOfAttorney
from redwell.power_of_attorney import instrument
from redwell.power_of_attorney.executed import executed, executed_hash
from redwell.problems import FilingError
from redwell.review.model import Point
from redwell.rules.powers import Act, classes_in, enclosed_powers, person_of
from redwell.text.names import is_named_in, meant

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
NO_POWER, ATTACHED, ON_FILE = "a power of attorney is here", "Exhibit 24 attached", "Exhibit 24 on file"
CODES = {
    NO_POWER: frozenset({"poa-missing", "entity-signer-bare"}),
    NAMES: frozenset({"signer-not-in-power", "poa-class-of-persons"}),
    COVERS: frozenset({"poa-form-differs"}),
    IN_FORCE: _DAYS | {"poa-unsigned"},
}
"""By which rules check asks about a point, so that a reason may be given for it in `accept`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """An act and the power that carries it, or would."""

    act: Act
    power: PowerOfAttorney | None
    codes: frozenset[str]
    """Of the rules that say why it does not."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Texts:
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


def in_words(powers: Sequence[PowerOfAttorney | None], filing: Filing) -> str:
    """By what somebody signs, of several powers as of one."""
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


def points(standing: Standing, filing: Filing, texts: Texts) -> Iterator[Point]:
    """What must hold of the power that carries an act."""
    act, power = standing.act, standing.power
    if power is None:
        if enclosed := enclosed_powers(filing):
            yield Point(what=NAMES, is_so=None, said=f"read {', '.join(enclosed)}")
        else:
            yield Point(what=NO_POWER, is_so=False, said=f"none of {act.owner}")
        return
    yield _names(act, power, texts, enclosed_powers(filing))
    yield _covers(standing, power)
    yield _in_force(standing, power)
    yield _given(act, power, filing)
    yield _as_signed(power, texts)
    yield _attached(power)


def _names(act: Act, power: PowerOfAttorney, texts: Texts, enclosed: Sequence[str]) -> Point:
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


def _covers(standing: Standing, power: PowerOfAttorney) -> Point:
    forms = [str(form) for form in sorted(power.forms)]
    said = f"Form{'s' if len(forms) > 1 else ''} {', '.join(forms)}"
    return Point(what=COVERS, is_so=standing.act.form in power.forms, said=said)


def _in_force(standing: Standing, power: PowerOfAttorney) -> Point:
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


def _as_signed(power: PowerOfAttorney, texts: Texts) -> Point:
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
        return Point(what=ON_FILE, is_so=None, said="open it on EDGAR")
    is_made = bool(power.document or power.signed)
    said = "" if is_made else "once the power is signed"
    return Point(what=ATTACHED, is_so=is_made or None, said=said)
