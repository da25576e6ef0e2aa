"""Rules about exhibits as a whole: the remarks list them, and each goes out once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from redwell.form import Rule
from redwell.model import Filing
from redwell.ownership.split import remarks_of
from redwell.problems import Problem

_KINDS = {"24": "Power of Attorney", "99": "Additional Exhibit"}


def the_remarks_list_the_exhibits(filing: Filing) -> Iterator[Problem]:
    """Remarks "should be used to provide a list of exhibits" (EDGAR Filer Manual, volume II)."""
    remarks = remarks_of(filing) or ""
    missing = [(number, said) for number, said in _numbered(filing) if not _is_listed(number, remarks)]
    if not missing:
        return
    line = "; ".join(f"Exhibit {number} - {said}" for number, said in missing)
    numbers = " and ".join(number for number, _ in missing)
    exhibits = "Exhibits" if len(missing) > 1 else "Exhibit"
    where = "add to remarks" if filing.remarks else "write remarks"
    message = (
        f'should the remarks list {exhibits} {numbers}, as the SEC asks? {where}: "Exhibit List: {line}" '
        "(EDGAR Filer Manual, volume II)"
    )
    key = next(key for key in ("remarks", "powers_of_attorney", "exhibits") if getattr(filing, key))
    path = (key,)
    yield Problem(
        severity="warning", code="exhibits-unlisted", message=message, path=path, on_key=key != "remarks"
    )


def a_power_goes_out_once(filing: Filing) -> Iterator[Problem]:
    """A power becomes Exhibit 24 by itself; EDGAR wants a name for each document (specification 4.2)."""
    enclosed = [n for n, exhibit in enumerate(filing.exhibits) if exhibit.type.startswith("EX-24")]
    ours = [power for power in filing.powers_of_attorney if not power.on_file]
    if enclosed and ours and len(enclosed) + len(ours) > len(filing.reporting_owners):
        message = (
            f"the power of {ours[0].grantor} under powers_of_attorney: goes out as Exhibit 24 by itself: is "
            "this another one? if not, remove it here"
        )
        path = ("exhibits", enclosed[0], "file")
        yield Problem(severity="warning", code="exhibit-24-twice", message=message, path=path)
    seen: set[str] = set()
    for n, power in enumerate(filing.powers_of_attorney):
        if power.document in seen:
            message = (
                f"{power.document} goes out as Exhibit 24 already, for a power above: is this another text?"
            )
            path = ("powers_of_attorney", n, "document")
            yield Problem(severity="warning", code="exhibit-24-twice", message=message, path=path)
        seen |= {power.document} if power.document else set()


def _numbered(filing: Filing) -> Iterator[tuple[str, str]]:
    """The numbers of the exhibits that go with the form, and what each is."""
    has_power = any(
        power.document or (power.signed and not power.on_file) for power in filing.powers_of_attorney
    )
    found = {"24": _KINDS["24"]} if has_power else {}
    for exhibit in filing.exhibits:
        number = exhibit.type.removeprefix("EX-")
        kind = number.partition(".")[0]
        if kind in _KINDS and not (kind == "24" and has_power):
            found.setdefault(number, exhibit.description or _KINDS[kind])
    yield from found.items()


def _is_listed(number: str, remarks: str) -> bool:
    kind, point, suffix = number.partition(".")
    end = rf"\.{re.escape(suffix)}" if point and suffix.isdigit() else ""
    written = re.search(rf"(?i)\b(exhibits?|exh?\.?)[\s.-]*(no\.?\s*|numbers?\s*)?{kind}{end}\b", remarks)
    in_a_list = re.search(rf"(?i)exhibits?\b.*\b{kind}{end}\b", remarks)
    return bool(written or in_a_list or (kind == "24" and re.search("(?i)powers? of attorney", remarks)))


EXHIBITS: tuple[Rule, ...] = (the_remarks_list_the_exhibits, a_power_goes_out_once)
