"""Which filing is another version of which: git goes by how alike two files are, and forms are all alike."""

from __future__ import annotations

from collections.abc import Iterable

from redwell.model import Filing
from redwell.review.read.earlier import is_same
from redwell.review.sides import Look

Sides = tuple[Look | None, Look | None]
"""A filing before and now."""


def versions(found: Iterable[Sides]) -> list[Sides]:
    """*found* as they belong together: another's filing is no other version, the same form anew is one.

    The order is kept; what was joined stands where its new file stood.
    """
    split = [side for pair in found for side in _split(pair)]
    removed = [before for before, now in split if before and not now]
    joined: list[Sides] = []
    for before, now in split:
        if now and not before:
            old = next((each for each in removed if _is_one_form(each.filing, now.filing)), None)
            if old:
                removed.remove(old)
            joined.append((old, now))
        else:
            joined.append((before, now))
    return [(before, now) for before, now in joined if now or any(before is each for each in removed)]


def _split(pair: Sides) -> list[Sides]:
    before, now = pair
    if before and now and before.entry.name != now.entry.name:
        first, second = before.filing, now.filing
        if first and second and not is_same(first, second):
            return [(before, None), (None, now)]
    return [pair]


def _is_one_form(before: Filing | None, now: Filing | None) -> bool:
    """Whether two files report on the same event of the same owners, by the same form."""
    if not before or not now or (before.form, before.period_of_report) != (now.form, now.period_of_report):
        return False
    originals = [each.amendment.original_filed if each.amendment else None for each in (before, now)]
    return originals[0] == originals[1] and is_same(before, now)
