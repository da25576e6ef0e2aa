"""Compare two filings in one walk: every value that changed, with its path and its typed values.

    changes(before, after)
        -> Change(path=("issuer", "cik"), kind="changed", before="0001", after="0002")
           Change(path=("non_derivative", 0), kind="same", before=Line(...), after=Line(...))

The rest of a review are views of this list. Items of lists (owners, rows, footnotes, powers) are matched by
content, never by place.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, Literal, TypeVar

from redwell.documents.filters import in_short
from redwell.model import Filing, PowerOfAttorney, ReportingOwner
from redwell.ownership.columns import Column, Table, facts, tables
from redwell.ownership.editions import edition_of
from redwell.problems import Path
from redwell.review import rows
from redwell.text.match import aligned, match, shared_words
from redwell.text.names import meant

T = TypeVar("T")
Pair = tuple[T | None, T | None]
ChangeKind = Literal["added", "removed", "changed", "same"]
_SIMILAR = 0.6
"""The least share of equal words of two footnotes that are one, edited and with another label."""
_REWORDED = 0.5
"""The least share of equal words of two footnotes that say the same in other words."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """A footnote: its *number* in print, counted from 1, its *label* in the file, and its text."""

    number: int
    label: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A value before and after, None if it is missing. *path* leads to it in the filing that has it.

    Rows of tables (`rows.Line`) and footnotes (`Note`) are listed even if they are the *same*. *item* is the
    name after the change of the owner or power of attorney that has the value. *fact* is the declaration of a
    value that only this form has.
    """

    path: Path
    kind: ChangeKind
    before: Any = None
    after: Any = None
    item: str = ""
    fact: Column | None = None

    @property
    def name(self) -> tuple[str, ...]:
        """The path without places in lists: `("reporting_owners", "relationship", "director")`."""
        return tuple(step for step in self.path if isinstance(step, str))


def changes(before: Filing | None, after: Filing | None) -> tuple[Change, ...]:
    """Return the changes between two filings, in the order of the form; all values if there is only one."""
    return tuple(_Walk(before, after).changes()) if before or after else ()


def _worked_out(filing: Filing) -> Filing:
    """Return a filing with what it leaves to be worked out: its edition, and the date it reports on."""
    periods = (fact.path[0] for fact in facts(type(filing)) if fact.role == "period")
    found: dict[str, Any] = dict.fromkeys(periods, filing.period_of_report)
    return replace(filing, edition=edition_of(filing), **found)


class _Walk:
    def __init__(self, before: Filing | None, after: Filing | None) -> None:
        self.before, self.after = (_worked_out(filing) if filing else None for filing in (before, after))
        self.tables = tables_of(before, after)
        self.facts: Mapping[Path, Column] = {
            fact.path: fact for filing in (before, after) if filing for fact in facts(type(filing))
        }
        self.lists: Mapping[str, Callable[[], Iterator[Change]]] = {
            "reporting_owners": self._owners,
            "footnotes": self._footnotes,
            "signatures": self._signing,
            "powers_of_attorney": self._powers,
            "exhibits": self._exhibits,
            "accept": self._accepted,
        }

    def changes(self) -> Iterator[Change]:
        """Return the changes, in the order of the form."""
        for name in self._names():
            if name in self.tables:
                yield from self._rows(self.tables[name])
            elif name in self.lists:
                yield from self.lists[name]()
            else:
                old, new = (getattr(filing, name, None) for filing in (self.before, self.after))
                for change in _values((name,), old, new):
                    yield replace(change, fact=self.facts.get(change.path))

    def _names(self) -> Iterator[str]:
        """Return the fields of a filing, with its form's facts before the issuer and its tables after."""
        for field in fields(Filing):
            if field.name == "issuer":
                yield from (fact.path[0] for fact in self.facts.values())
            if field.name == "footnotes":
                yield from self.tables
            # An accepted warning is told with its reason; models stand in the words of the footnotes.
            if field.name not in ("accept_of", "models", "numbered"):
                yield field.name

    def _rows(self, table: Table) -> Iterator[Change]:
        old = rows.lines(self.before, table, reworded(self.before, self.after))
        new = rows.lines(self.after, table)
        for line, other in aligned(old, new, rows.paired(old, new)):
            place = either(line, other).place - 1
            yield _change((table.key, place), line, other, is_same=line == other)

    def _owners(self) -> Iterator[Change]:
        pairs = owners(self.before, self.after)
        kept = []
        for n, (old, new) in enumerate(pairs):
            path = ("reporting_owners", n)
            if old and new:
                kept.append((old, new))
                yield from _values(path, old, new, new.name)
            else:
                yield _change(path, old, new, either(old, new).name)
        # By identity: two owners may be equal.
        places = {id(owner): n for n, owner in enumerate(self.before.reporting_owners if self.before else ())}
        ordered = sorted(kept, key=lambda pair: places[id(pair[0])])
        if ordered != kept:
            names = tuple(old.name for old, _ in ordered), tuple(new.name for _, new in kept)
            yield _change(("reporting_owners",), *names)

    def _footnotes(self) -> Iterator[Change]:
        for old, new in footnotes(self.before, self.after):
            is_same = bool(old and new and old.text == new.text)
            yield _change(("footnotes", either(old, new).label), old, new, is_same=is_same)

    def _signing(self) -> Iterator[Change]:
        old, new = (filing.signing if filing else None for filing in (self.before, self.after))
        yield from _values(("signing",), old, new)

    def _powers(self) -> Iterator[Change]:
        for n, (old, new) in enumerate(powers(self.before, self.after)):
            path = ("powers_of_attorney", n)
            if old and new and new.on_file and not old.on_file and not old.document:
                # Of a power on file, a filing repeats only what it needs: leaving out the rest is no change.
                yield _change(path, old, new, new.grantor)
                left = {*old.attorneys_in_fact}.issuperset(new.attorneys_in_fact)
                told = {"on_file", *["attorneys_in_fact"] * left}
                values = _values(path, old, new, new.grantor)
                yield from (each for each in values if each.after is not None and told.isdisjoint(each.name))
            elif old and new:
                yield from _values(path, old, new, new.grantor)
            else:
                yield _change(path, old, new, either(old, new).grantor)

    def _exhibits(self) -> Iterator[Change]:
        sides = []
        for filing in (self.before, self.after):
            found: dict[str, tuple[str, str | None]] = {}
            for exhibit in filing.exhibits if filing else ():
                key = exhibit.type if exhibit.type not in found else f"{exhibit.type} {exhibit.file}"
                found[key] = (exhibit.file, exhibit.description)
            sides.append(found)
        yield from _keyed("exhibits", *sides)

    def _accepted(self) -> Iterator[Change]:
        yield from _keyed(
            "accept", *(dict(_reasons(side)) if side else {} for side in (self.before, self.after))
        )


def _reasons(filing: Filing) -> Iterator[tuple[str, str]]:
    """Yield each accepted warning with its reason, and the words to which the answer is limited."""
    words = dict(filing.accept_of)
    for code, reason in filing.accept:
        yield code, f"{reason} (of {in_short(', '.join(words[code]))})" if code in words else reason


def _change(path: Path, before: Any, after: Any, item: str = "", *, is_same: bool = False) -> Change:
    kind: ChangeKind = "added" if before is None else "removed" if after is None else "changed"
    return Change(path=path, kind="same" if is_same else kind, before=before, after=after, item=item)


def _values(path: Path, before: Any, after: Any, item: str = "") -> Iterator[Change]:
    """Return the values below a path that differ, each with its own path."""
    before, after = (_given(value, path[-1]) for value in (before, after))
    if (before or None) == (after or None):
        return
    if path[-1] != "address" and (is_dataclass(before) or is_dataclass(after)):
        for field in filter(lambda each: each.compare, fields(before or after)):
            old, new = (getattr(side, field.name) if side else None for side in (before, after))
            yield from _values((*path, field.name), old, new, item)
    else:
        yield _change(path, before, after, item)


def _given(value: Any, name: str | int) -> Any:
    """Return a value for comparison: a CIK with ten digits, an empty list as None."""
    if name == "cik" and value:
        return cik(value)
    return None if value == () else value


def _keyed(name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for key in dict.fromkeys((*before, *after)):
        if before.get(key) != after.get(key):
            yield _change((name, key), before.get(key), after.get(key), key)


# --- which item is which ---


def tables_of(before: Filing | None, after: Filing | None) -> dict[str, Table]:
    """Return the tables of the forms of both filings, by key; as the form after declares them."""
    return {table.key: table for filing in (before, after) if filing for table in tables(type(filing))}


def either(before: T | None, after: T | None) -> T:
    """Return the item after a change, or else the one before; one of them must exist."""
    item = before if after is None else after
    assert item is not None, "a pair has a side"
    return item


def owners(before: Filing | None, after: Filing | None) -> list[Pair[ReportingOwner]]:
    """Return the owners of both filings, paired by CIK, else by name; removed owners come last."""
    first, second = (filing.reporting_owners if filing else () for filing in (before, after))
    by_cik: Callable[[ReportingOwner], Hashable] = lambda owner: owner.cik and cik(owner.cik)  # noqa: E731
    found = match(first, second, keys=[by_cik], likeness=lambda a, b: float(bool(meant(b.name, (a.name,)))))
    return _with_rest(first, second, found)


def powers(before: Filing | None, after: Filing | None) -> list[Pair[PowerOfAttorney]]:
    """Return the powers of attorney of both filings, paired by grantor; removed ones come last."""
    first, second = (filing.powers_of_attorney if filing else () for filing in (before, after))
    found = match(
        first,
        second,
        keys=[lambda power: power, lambda power: (power.grantor, power.document, power.on_file is None)],
        likeness=lambda a, b: float(bool(meant(b.grantor, (a.grantor,)))),
    )
    return _with_rest(first, second, found)


def footnotes(before: Filing | None, after: Filing | None) -> list[Pair[Note]]:
    """Return the footnotes of both, paired by text, label or similar words; removed ones come last."""
    first, second = (
        [
            Note(number=n, label=label, text=text)
            for n, (label, text) in enumerate(filing.footnotes if filing else (), start=1)
        ]
        for filing in (before, after)
    )

    def likeness(a: Note, b: Note) -> float:
        shared = shared_words(a.text, b.text)
        return shared if shared >= _SIMILAR else 0

    found = match(
        first,
        second,
        keys=[lambda note: (note.label, note.text), lambda note: note.text, lambda note: note.label],
        likeness=likeness,
    )
    return _with_rest(first, second, found)


def reworded(before: Filing | None, after: Filing | None) -> dict[str, str]:
    """Return the footnotes of *before* that say the same in other words, with their new texts."""
    if not (before and after):
        return {}
    kept = {text for _, text in after.footnotes}
    return {
        old.text: new.text
        for old, new in footnotes(before, after)
        if old and new and old.text not in kept and shared_words(old.text, new.text) >= _REWORDED
    }


def cik(text: str) -> str:
    """Return a CIK with ten digits, whether or not its leading zeros were written."""
    return text.rjust(10, "0")


def _with_rest(first: Sequence[T], second: Sequence[T], found: Sequence[tuple[int, int]]) -> list[Pair[T]]:
    partners = {b: a for a, b in found}
    pairs: list[Pair[T]] = [
        (first[partners[b]] if b in partners else None, each) for b, each in enumerate(second)
    ]
    return [*pairs, *((each, None) for a, each in enumerate(first) if a not in {*partners.values()})]
