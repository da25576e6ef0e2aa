"""Who signs, for whom and by what right, as it stands now, and what of it was otherwise before."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import replace

from redwell.model import Filing, Signature
from redwell.ownership.authority import BY_POWER, owners_of
from redwell.ownership.signatures import signature_line
from redwell.review.compare.matching import by, of_owners, paired
from redwell.review.compare.powers import Standing, Texts, in_words, points
from redwell.review.model import Point, Signer
from redwell.review.sides import Look
from redwell.rules.powers import Act, act_of, acts, power_of, powers_for
from redwell.rules.signatures import is_beyond
from redwell.text.names import meant

_OF_HAND = ("line ", "signed ", "was not signed", "owner ", "capacity ", "no line", "no owner", "no capacity")
"""How begins what was otherwise of a signature itself."""
_ANSWERS = {True: "yes", False: "no", None: "not to be told"}


def signers(before: Look | None, now: Look) -> tuple[Signer, ...]:
    """Each line of now, in order, with what changed since *before*; then the lines that are gone."""
    first = _signers(before) if before else []
    called = _called_now(before, now)
    # The same line word for word, whatever its owner is called; else in the same hand, else for the owners.
    alike: tuple[Callable[[Signer], Hashable], ...] = (
        lambda signer: signer,
        lambda signer: (signer.line, signer.owners),
        lambda signer: signer.line,
        lambda signer: (_bare(signer), signer.owners),
        lambda signer: tuple(called.get(owner, owner) for owner in signer.owners) or signer.line,
    )
    pairs = paired(first, _signers(now), [by(first, key) for key in alike])
    return tuple(_with_change(*pair) for pair in pairs)


def _called_now(before: Look | None, now: Look) -> dict[str, str]:
    """Names of owners that were corrected, and what they are now."""
    pairs = of_owners(before.filing, now.filing) if before else []
    return {old.name: new.name for old, new in pairs if old and new}


def _with_change(old: Signer | None, new: Signer | None) -> Signer:
    signer = new or old
    assert signer, "a pair has a side"
    if not (old and new):
        return replace(signer, change="added" if new else "removed")
    if old == new:
        return replace(signer, change="same")
    return replace(signer, change="changed", was=tuple(_was(old, new)))


def _was(old: Signer, new: Signer) -> list[str]:
    """What changed, as it was; of what must hold only where nothing else says it."""
    values = (
        # Where "/s/" came or went, the day did.
        ("line", *(each.line if old.signed and new.signed else _bare(each) for each in (old, new))),
        ("signed", old.signed, new.signed),
        ("owner", "; ".join(old.owners), "; ".join(new.owners)),
        ("capacity", old.capacity, new.capacity),
        ("power", old.power, new.power),
    )
    said = [
        f"{what} was {before}" if before else "was not signed" if what == "signed" else f"no {what} was given"
        for what, before, now in values
        if before != now
    ]
    points = (point for point in old.points if point not in new.points)
    return said or [
        f"{point.what} was {_ANSWERS[point.is_so]}" + (f" ({point.said})" if point.said else "")
        for point in points
    ]


def _bare(signer: Signer) -> str:
    return signer.line.replace("/s/ ", "")


def is_other_hand(signer: Signer) -> bool:
    """Whether the signature itself is another, and not only the power that it rests on."""
    return signer.change in ("added", "removed") or any(said.startswith(_OF_HAND) for said in signer.was)


def _signers(look: Look) -> list[Signer]:
    filing = look.filing
    if filing is None:
        return []
    if is_beyond(filing):
        # Of more names than any real filing has, check judges none either.
        return [_line_of(signature) for signature in filing.signatures]
    standing = _standings(filing)
    texts = Texts(files=look.checked.files)
    return [
        _signer(signature, filing, standing.get(n, []), texts)
        for n, signature in enumerate(filing.signatures)
    ]


def _standings(filing: Filing) -> dict[int, list[Standing]]:
    """The powers by which each line stands, by its number."""
    found: dict[int, list[Standing]] = {}
    for act in (*acts(filing), *_unjudged(filing)):
        numbered, faults = power_of(act, filing)
        power = numbered[1] if numbered else next(iter(powers_for(act, filing)), None)
        standing = Standing(act=act, power=power, codes=frozenset(fault.code for fault in faults))
        found.setdefault(int(act.path[1]), []).append(standing)
    return found


def _unjudged(filing: Filing) -> Iterator[Act]:
    """Signatures that are printed as by a power of an entity, which has given none.

    Of them check asks what the signer is to the entity, and not for a power: an office would do as well.
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


def _signer(signature: Signature, filing: Filing, standings: Sequence[Standing], texts: Texts) -> Signer:
    owners = [filing.reporting_owners[n].name for n in sorted(owners_of(signature, filing) or ())]
    return replace(
        _line_of(signature),
        owners=tuple(owners),
        capacity=_capacity(
            signature, owners, is_by_power=bool(standings) or _is_printed_as_by_power(signature)
        ),
        power=in_words([*dict.fromkeys(each.power for each in standings)], filing),
        points=tuple(_all_points(standings, filing, texts)),
    )


def _line_of(signature: Signature) -> Signer:
    signed = signature.signed.isoformat() if signature.signed else None
    return Signer(change="added", line=signature_line(signature), signed=signed)


def _all_points(standings: Sequence[Standing], filing: Filing, texts: Texts) -> Iterator[Point]:
    """The points of one power; of several, what holds of all, and else of which it does not."""
    # One power may stand for several owners.
    found = dict.fromkeys((each.power, point) for each in standings for point in points(each, filing, texts))
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
