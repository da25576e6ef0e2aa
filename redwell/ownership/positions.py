"""Follow the balances of positions through the lines of a form: what was owned before and after each line.

A position is a title, a form of ownership and its nature with its notes; in Table II also the price and the
dates; or the name that `position:` gives it. Its lines run in the order of the form, or else by their dates.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from redwell.model import Filing
from redwell.ownership.columns import OwnershipRow
from redwell.ownership.moves import (
    TABLE_ONE,
    TABLE_TWO,
    Holding,
    Move,
    Transaction,
    balance_of,
    day_of,
    ends_short,
    move_of,
    moved_by,
    notes_of,
    notes_of_line,
    transactions,
    without_dates,
)
from redwell.ownership.tables import cell_for
from redwell.ownership.transactions import Movement
from redwell.problems import Path
from redwell.text.names import listed
from redwell.text.titles import Likeness, nature_likeness, title_likeness

Line = tuple[Path, Transaction]
_MOVED = {
    "split": re.compile(r"\bsplits?\b", re.IGNORECASE),
    "dividend_reinvestment": re.compile(r"\bdividend|\breinvest", re.IGNORECASE),
    "employee_plan": re.compile(
        r"401\(k\)|purchase plan|\bespp\b|\b(?:employee|savings?|retirement|deferred compensation)\b"
        r"[^.;]{0,40}\bplans?\b",
        re.IGNORECASE,
    ),
    "domestic_order": re.compile(r"domestic relations|\bdivorce", re.IGNORECASE),
    "change_of_form": re.compile(
        r"\b(?:re)?transfer|\bdistribut|\bcontribut|change in (?:the )?form"
        r"|form of (?:beneficial )?ownership",
        re.IGNORECASE,
    ),
}
"""Words of a note on the number owned that may explain a movement which no line reports, by why it moved."""
_NOT_REPORTED = {
    "9": "split",
    "11": "dividend_reinvestment",
    "12": "domestic_order",
    "13": "change_of_form",
}
"""Numbers of rules after 16a- that exempt a movement from reporting."""
_RULE = re.compile(r"\b16a-?\s?(9|11|12|13)\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?(?<!,)")
_OTHER_NUMBERS = re.compile(
    r"\$\s?[\d,.]+|\b\d+[a-z][\w-]*|\b(?:footnotes?|notes?|items?|sections?|rules?)\s+\(?\d+\)?|(?<![\d.])[\d.]+\s?%",
    re.IGNORECASE,
)
_SHORTEST_SLIP = 2
"""The fewest digits of a number in which a slip is looked for: short ones are often alike."""
_ROUNDING = Decimal(1)
"""Dividend units are rounded: where a number has decimals, less than this is no break."""


def in_days(days: Iterable[date]) -> str:
    """Return lines by their days, in words: `the lines of 2025-01-21 and 2025-01-22`."""
    known = [f"{day}" for day in dict.fromkeys(days)]
    return f"the line{'s' * (len(known) > 1)} of {listed(known)}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Basis:
    """The sources of a number: the form that *stated* it, and the days of the lines since that it counts."""

    stated: Filing
    latest: Filing
    """The last form that it counts."""
    days: tuple[date, ...] = ()
    corrected_by: Filing | None = None
    """The amendment that changes the number which the form states."""

    @property
    def words(self) -> str:
        """The sources in words: `Form 4 of 2025-01-23 and the line of 2025-01-21`."""
        told = with_standing(self.stated)
        if self.corrected_by:
            told = f"{told} as the {name_of(self.corrected_by)} corrects it"
        return f"{told} and {in_days(self.days)}" if self.days else told

    def moved_on(self, day: date, filing: Filing) -> Basis:
        """Return the sources after a line of a *filing* that does not state the number."""
        return replace(self, latest=filing, days=(*self.days, day))


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """A line of a position: the balance *before* it, and what it should say after (*expected*)."""

    path: Path
    row: Transaction | Holding
    before: Decimal | None
    basis: Basis | None = None
    """The forms with the balance before it, if these are other forms."""
    stale: str = ""
    """The reason why the balance before it may not be the last one, if it comes from other forms."""
    fits: tuple[Decimal, ...] = ()
    """Further numbers that it may say."""
    now: str = ""
    """The holding now, in words, for a line before the day of an earlier form."""
    is_at_year_end: bool = False
    """True if that is what is owned at the end of the fiscal year, for which Form 5 asks."""
    is_left_open: bool = False
    """True for a line of an amendment or its original that is not asked about: it was off in the original, or
    the amendment can be read in several ways."""
    doubt: str = ""
    """The question to answer before its balance is known."""
    asked: tuple[Decimal, ...] = ()
    """The numbers of which the answer tells one."""

    @property
    def is_late(self) -> bool:
        """True for a line before the day of an earlier form, which does not say what is owned now."""
        return bool(self.now) and not self.is_at_year_end

    @property
    def since(self) -> str:
        """The forms with the balance before it, in words; empty if it is of this form."""
        return self.basis.words if self.basis else ""

    @property
    def moved(self) -> Decimal:
        """The amount with its sign; nothing for a holding."""
        return moved_by(self.row) if isinstance(self.row, Transaction) else Decimal()

    @property
    def move(self) -> Move | None:
        """The number that the line moved; None for a holding."""
        return move_of(self.row) if isinstance(self.row, Transaction) else None

    @property
    def gap(self) -> Decimal | None:
        """The number that moved without a line; None if that is not known."""
        given = balance_of(self.row)
        return None if given is None or self.before is None else given - self.before - self.moved

    @property
    def expected(self) -> Decimal | None:
        """The balance before it, the movements since, and its own amount."""
        return None if self.before is None else self.before + net(self.row.since_last) + self.moved

    @property
    def is_off(self) -> bool:
        """True if the balance is another, by more than rounding."""
        given, expected = balance_of(self.row), self.expected
        if given is None or expected is None or self.is_left_open or (self.now and self.doubt):
            return False
        # What was written may have been reported as none owned.
        none = (Decimal(),) if ends_short(self.row) and not self.before else ()
        return not any(is_equal(given, each) for each in (expected, *self.fits, *none))

    @property
    def sum(self) -> str:
        """The sum in words: `38,829 - 116 = 38,713`."""
        assert self.before is not None
        assert self.expected is not None
        return sum_of(self.before, self.since, self.row.since_last, self.moved, self.expected)


def net(movements: Iterable[Movement]) -> Decimal:
    """Return what movements add up to; those without a number count nothing."""
    zero = Decimal()
    return sum(((each.added or zero) - (each.removed or zero) for each in movements), zero)


def is_known_gap(movements: Iterable[Movement]) -> bool:
    """Return True if a movement says that something moved, and not how much."""
    return any(each.added is None and each.removed is None for each in movements)


def is_equal(given: Decimal, expected: Decimal) -> bool:
    """Return True if two balances differ by nothing but rounding."""
    if abs(given - expected) >= _ROUNDING:
        return False
    return given == expected or any(each != each.to_integral_value() for each in (given, expected))


def is_slip(given: Decimal, meant: Decimal) -> bool:
    """Return True if a number may be another one mistyped: two digits exchanged, or one more or less."""
    ours, theirs = (f"{abs(each).normalize():f}" for each in (given, meant))
    if given == meant or min(len(ours), len(theirs)) < _SHORTEST_SLIP:
        return False
    if len(ours) == len(theirs):
        differ = [n for n, (a, b) in enumerate(zip(ours, theirs, strict=True)) if a != b]
        return len(differ) == 2 and [ours[n] for n in differ] == [theirs[n] for n in reversed(differ)]
    longer, shorter = sorted((ours, theirs), key=len, reverse=True)
    return any(longer[:n] + longer[n + 1 :] == shorter for n in range(len(longer)))


def shown(number: Decimal) -> str:
    """Return a number as people read it: `38,829`."""
    return f"{number.normalize():,f}"


def written(number: Decimal) -> str:
    """Return a number as a filing has it: `38829`."""
    return f"{number.normalize():f}"


def sum_of(
    before: Decimal, since: str, movements: Sequence[Movement], moved: Decimal, expected: Decimal
) -> str:
    """Return a sum in words."""
    parts = [shown(before) + (f" ({since})" if since else "")]
    between = net(movements)
    parts += [f"{_sign(between)} {shown(abs(between))} (since_last)"] if between else []
    parts += [f"{_sign(moved)} {shown(abs(moved))}"] if moved else []
    return " ".join(parts) + (f" = {shown(expected)}" if len(parts) > 1 else "")


def _sign(number: Decimal) -> str:
    return "+" if number >= 0 else "-"


# --- positions ---


def position_of(filing: Filing, path: Path, row: OwnershipRow) -> Hashable:
    """Return what tells the position of a line from others."""
    name = getattr(row, "position", None)
    return (path[0], name) if name else _words_of(filing, path, row)


def _words_of(filing: Filing, path: Path, row: OwnershipRow) -> Hashable:
    """Return what tells the position of a line by its words, without the name that `position:` gives it."""
    nature = row.nature_of_ownership
    found: tuple[Hashable, ...] = (
        path[0],
        _plain(row.title.value),
        row.ownership.value,
        _plain(nature.value if nature else None),
        notes_of(filing, nature),
    )
    if path[0] == TABLE_TWO:
        cells = (cell_for(row, role) for role in ("price", "exercisable", "expiration"))
        found += tuple((cell[1].value, notes_of(filing, cell[1])) for cell in cells if cell)
    return found


def _plain(text: str | None) -> str:
    return " ".join(re.findall(r"\w+", (text or "").casefold()))


def lines_by_position(filing: Filing) -> Mapping[Hashable, tuple[Line, ...]]:
    """Return the transactions that have a number, by their positions, each in the order in which it runs."""
    found: dict[Hashable, list[Line]] = {}
    for path, row in transactions(filing):
        move = move_of(row)
        if move and not move.key.endswith("dollars") and row.owned_after_in_dollars is None:
            found.setdefault(position_of(filing, path, row), []).append((path, row))
    return {position: _in_order(lines) for position, lines in found.items()}


def _in_order(lines: list[Line]) -> tuple[Line, ...]:
    """Return the lines in the order of the form, or by their dates if they break less often."""
    orders = (lines, _by_date(lines))
    return tuple(min(orders, key=lambda each: sum(step.is_off for step in _walk(each))))


def _by_date(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: day_of(line[1]))


def out_of_order(filing: Filing) -> frozenset[Path]:
    """Return the lines of positions that the form does not list by their dates: they may run either way."""
    positions = ([*lines] for lines in lines_by_position(filing).values())
    listed = (sorted(lines, key=lambda line: int(line[0][1])) for lines in positions)
    return frozenset(path for lines in listed if lines != _by_date(lines) for path, _ in lines)


def _walk(lines: Iterable[Line]) -> Iterator[Step]:
    """Yield the lines of a position, each with the balance before it as the form states it."""
    before: Decimal | None = None
    for path, row in lines:
        step = Step(path=path, row=row, before=before)
        yield step
        before = balance_of(row)
        if before is None and step.expected is not None and step.expected >= 0:
            before = None if is_known_gap(row.since_last) else step.expected


def name_of(previous: Filing) -> str:
    """Return how a message calls an earlier form: `Form 4 of 2025-01-23`."""
    return f"Form {previous.form} of {previous.period_of_report}"


def with_standing(previous: Filing) -> str:
    """Return the name of an earlier form, and whether it is recorded as filed."""
    standing = "" if previous.filed else f", {_UNFILED.get(previous.signing, 'a draft')}"
    return f"{name_of(previous)}{standing}"


_UNFILED = {"signed": "not recorded as filed"}
"""The name for a form without a filing date, by how far it is signed; else a draft."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Explanation:
    """A footnote's explanation of a movement without a line: *why*, if known, and what it *speaks* of."""

    why: str | None
    speaks: str


def explanation(filing: Filing, step: Step) -> Explanation | None:
    """Return what a footnote of a line may say of why its balance does not run on."""
    given, expected = balance_of(step.row), step.expected
    assert given is not None
    assert expected is not None
    text = notes_of_line(filing, step.row)
    counted = step.row.owned_after if isinstance(step.row, Transaction) else step.row.amount
    spoken = _spoken(notes_of(filing, counted))
    if naming := next((note for note in text.splitlines() if _names(note, given - expected)), ""):
        why, _ = _spoken(naming) or (None, "")
        return Explanation(why=why, speaks=f"gives the number {shown(abs(given - expected))}")
    if _is_mistyped(step):
        return None
    if found := _RULE.search(text):
        return Explanation(why=_NOT_REPORTED[found[1]], speaks=f"names Rule 16a-{found[1]}")
    return Explanation(why=spoken[0], speaks=f'says "{spoken[1]}"') if spoken else None


def _is_mistyped(step: Step) -> bool:
    """Return True if a balance adds up the other way, or with one slip of the hand: no plan does that."""
    given, expected = balance_of(step.row), step.expected
    assert given is not None
    assert expected is not None
    is_turned = bool(step.moved) and is_equal(given, expected - 2 * step.moved)
    return is_turned or (expected >= 0 and is_slip(given, expected))


def _spoken(text: str) -> tuple[str, str] | None:
    """Return why something moved, as the words of a note say, and these words."""
    found = ((why, words.search(text)) for why, words in _MOVED.items())
    return next(((why, _whole_word(text, each)) for why, each in found if each), None)


def _whole_word(text: str, found: re.Match[str]) -> str:
    rest = re.match(r"\w*", text[found.end() :])
    return found[0] + (rest[0] if rest else "")


def _names(text: str, amount: Decimal) -> bool:
    """Return True if a text gives an amount: no date, price, rule or footnote has that number."""
    plain = _OTHER_NUMBERS.sub(" ", without_dates(text))
    return written(abs(amount)) in {number.replace(",", "") for number in _NUMBER.findall(plain)}


# --- positions that are left out ---


def is_class(row: OwnershipRow, other: OwnershipRow) -> bool:
    """Return True if two lines are of one class, whatever the spelling of its title."""
    return title_likeness(row.title.value or "", other.title.value or "") <= Likeness.REWORDED


def is_held_alike(row: OwnershipRow, other: OwnershipRow) -> bool:
    """Return True if two lines are held in one form and nature, whatever their spelling."""
    is_one_form = row.ownership.value == other.ownership.value
    return is_one_form and nature_likeness(nature_of(row), nature_of(other)) <= Likeness.REWORDED


def nature_of(row: OwnershipRow) -> str:
    """Return the nature of indirect ownership; empty if there is none."""
    return (row.nature_of_ownership.value or "") if row.nature_of_ownership else ""


def spelled_otherwise(filing: Filing) -> Iterator[tuple[Path, Transaction, Transaction]]:
    """Yield first lines of positions of Table I that go on from one with other words, and its last line."""
    positions = [lines for key, lines in lines_by_position(filing).items() if lines[0][0][0] == TABLE_ONE]
    for lines in positions:
        path, row = lines[0]
        given = balance_of(row)
        for others in positions:
            at, last = others[-1]
            if (
                int(at[1]) < int(path[1])
                and given is not None
                and given - moved_by(row) == balance_of(last) != 0
                and not (row.position or last.position)
                and is_class(row, last)
                and is_held_alike(row, last)
                and (row.title.value, nature_of(row)) != (last.title.value, nature_of(last))
            ):
                yield path, row, last
                break
