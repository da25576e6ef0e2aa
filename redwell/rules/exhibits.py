"""Rules about exhibits as a whole: the remarks list them, and each is sent once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from redwell.model import Filing
from redwell.ownership.split import remarks_of
from redwell.rules.registry import Violation, rule

_TITLES = {"24": "Power of Attorney", "99": "Additional Exhibit"}


@rule("exhibits-unlisted", "warning", "EDGAR Filer Manual, volume II")
def the_remarks_list_the_exhibits(filing: Filing) -> Iterator[Violation]:
    """The manual says that remarks "should be used to provide a list of exhibits"."""
    remarks = remarks_of(filing) or ""
    missing = [(number, title) for number, title in _numbered(filing) if not _is_listed(number, remarks)]
    if not missing:
        return
    line = "; ".join(f"Exhibit {number} - {title}" for number, title in missing)
    numbers = " and ".join(number for number, _ in missing)
    noun = "Exhibits" if len(missing) > 1 else "Exhibit"
    remedy = "add to remarks:" if filing.remarks else "write remarks:"
    message = (
        f'should the remarks list {noun} {numbers}, as the SEC asks? {remedy} "Exhibit List: {line}" (EDGAR '
        "Filer Manual, volume II)"
    )
    key = next(key for key in ("remarks", "powers_of_attorney", "exhibits") if getattr(filing, key))
    yield Violation((key,), message, on_key=key != "remarks")


@rule("exhibit-24-twice", "warning", "specification 4.2")
def a_power_of_attorney_is_sent_once(filing: Filing) -> Iterator[Violation]:
    """A power under powers_of_attorney becomes Exhibit 24 by itself."""
    enclosed = [n for n, exhibit in enumerate(filing.exhibits) if exhibit.is_power]
    listed = [power for power in filing.powers_of_attorney if not power.on_file]
    if enclosed and listed and len(enclosed) + len(listed) > len(filing.reporting_owners):
        message = (
            f"the power of {listed[0].grantor} under powers_of_attorney: is sent as Exhibit 24 by itself: "
            "is this another one? if not, remove it here"
        )
        yield Violation(("exhibits", enclosed[0], "file"), message)
    seen: set[str] = set()
    for n, power in enumerate(filing.powers_of_attorney):
        if power.document in seen:
            message = (
                f"{power.document} is already sent as Exhibit 24, for a power above: is this another text?"
            )
            yield Violation(("powers_of_attorney", n, "document"), message)
        seen |= {power.document} if power.document else set()


def _numbered(filing: Filing) -> Iterator[tuple[str, str]]:
    """Return the number and title of each exhibit that is sent with the form."""
    has_power = any(
        power.document or (power.signed and not power.on_file) for power in filing.powers_of_attorney
    )
    titles = {"24": _TITLES["24"]} if has_power else {}
    for exhibit in filing.exhibits:
        number = exhibit.type.removeprefix("EX-")
        kind = number.partition(".")[0]
        if kind in _TITLES and not (kind == "24" and has_power):
            titles.setdefault(number, exhibit.description or _TITLES[kind])
    yield from titles.items()


def _is_listed(number: str, remarks: str) -> bool:
    kind, point, suffix = number.partition(".")
    end = rf"\.{re.escape(suffix)}" if point and suffix.isdigit() else ""
    by_itself = re.search(rf"(?i)\b(exhibits?|exh?\.?)[\s.-]*(no\.?\s*|numbers?\s*)?{kind}{end}\b", remarks)
    in_a_list = re.search(rf"(?im)^(?:(?!exhibits?\b).)*exhibits?\b.*\b{kind}{end}\b", remarks)
    return bool(by_itself or in_a_list or (kind == "24" and re.search("(?i)powers? of attorney", remarks)))
