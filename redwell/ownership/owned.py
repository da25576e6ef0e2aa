"""Follow the number owned of a position through its lines, where amendments changed some of them.

A form that was filed before an amendment states what followed from the old number. Where its number goes on
from the old one and not from the new one, it changes by as much as the amendment changed the number before.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from redwell.model import Filing
from redwell.ownership.positions import is_equal
from redwell.ownership.postings import Posting


@dataclass(frozen=True, kw_only=True, slots=True)
class AmendedLine:
    """A line as it stands *now*, and as it was *then*, in the form as first filed.

    A line that an amendment adds was not there then, and one that it takes away is not there now.
    """

    now: Posting | None
    then: Posting | None
    replaces: Posting | None = None
    """The line that it replaces, which may be one of another position."""
    by: Filing | None = None
    """The amendment that changes it; None for a line that stands as filed."""


@dataclass(slots=True)
class Owned:
    """The number owned after the lines so far, *now* and *then*; None if it is not known."""

    now: Decimal | None = None
    then: Decimal | None = None
    amendments: list[Filing] = field(default_factory=list)
    """Those that may have changed the number."""

    @property
    def amended_by(self) -> Filing | None:
        """The last amendment, if the number is another by it."""
        return self.amendments[-1] if self.amendments and self.now != self.then else None

    def copy(self) -> Owned:
        """Return another with the same numbers, to go on in."""
        return Owned(self.now, self.then, [*self.amendments])

    def begin(self, filing: Filing, opening: Decimal | None) -> None:
        """Begin a form, which goes on from the number *now* if it was filed after the amendments.

        So it does if its *opening*, the number before its first line as first filed, is that number.
        """
        later = [each for each in self.amendments if filed_order(each) > filed_order(filing)]
        if not later or self.now == self.then:
            self.then, later = self.now, []
        elif len(later) < len(self.amendments):
            # It knows of some of them, and nobody knows which number it went on from.
            self.then = None
        self.amendments = later
        if opening == self.now:
            self.then = self.now

    def take(self, line: AmendedLine) -> bool:
        """Go on to the next line, and return False if its number does not go on from the one before."""
        is_joined = line.now is None or joins(self.now, line.now)
        if line.by is None and line.now is not None:
            self._keep(line.now, is_joined=is_joined)
            return is_joined or self.now != line.now.balance
        if line.by is not None:
            self.amendments.append(line.by)
        self.now = _after(self.now, line.now) if line.now else self.now
        self.then = _after(self.then, line.then) if line.then else self.then
        return is_joined

    def _keep(self, line: Posting, *, is_joined: bool) -> None:
        if line.balance is None:
            self.now, self.then = moved_on(self.now, line), moved_on(self.then, line)
        elif not is_joined and self.then is not None and joins(self.then, line):
            self.now, self.then = _carried(self.now, self.then, line), line.balance
        else:
            self.now = self.then = line.balance


def corrected_by(line: Posting, owned: Owned) -> Filing | None:
    """Return the amendment that changes the number *owned* after a line, if one does."""
    is_other = line.balance is not None and line.balance != owned.now
    return owned.amendments[-1] if is_other and owned.amendments else None


def filed_order(filing: Filing) -> tuple[date, str]:
    """Return a key by which filings are in the order of filing; a draft comes last."""
    filed = filing.filed
    return (filed.date, filed.accession_number or "") if filed else (date.max, "")


def joins(before: Decimal | None, line: Posting) -> bool:
    """Return True unless the number before a line, worked back from the one after it, is another."""
    opening = line.opening
    return before is None or opening is None or line.is_gap_known or is_equal(opening, before)


def moved_on(before: Decimal | None, line: Posting) -> Decimal | None:
    """Return the number after a line by its own amount; None if that is not known."""
    if before is None or line.is_gap_known:
        return None
    left = before + line.between + (line.change or Decimal())
    # With more gone than there was, nobody knows.
    return left if left >= 0 else None


def _carried(now: Decimal | None, then: Decimal, line: Posting) -> Decimal | None:
    """Return the number after a line that went on from another number, *then*; None if it is not known."""
    if now is None or all(each.why != "split" for each in line.movements):
        return moved_on(now, line)
    # A split changes each number by as many times, and `since_last` says by how much it changed the other.
    left = now * (then + line.between) / then + (line.change or Decimal()) if then else None
    # With more gone than there was, nobody knows, nor where the split leaves a fraction.
    is_known = left is not None and left >= 0 and left == round(left, 4)
    return left if is_known and len(line.movements) == 1 and not line.is_gap_known else None


def _after(before: Decimal | None, line: Posting) -> Decimal | None:
    return moved_on(before, line) if line.balance is None else line.balance
