"""Say which filings an account lacks, so that nobody takes an incomplete account for a complete one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from redwell.commands.report import count

MOST_NAMED = 20
"""The most filings that a sentence names."""
_WHY = {
    "errors": ("it cannot be read", "that cannot be read"),
    "blanks": ("it still has blanks", "that still have blanks"),
    "place": (
        "its name or folder is not that of a filing",
        "whose names or folders are not those of filings",
    ),
}
"""The reason why filings are left out of an account: of one filing, and of several."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LeftOut:
    """A file that may belong to an account and is not in it, and why."""

    name: str
    why: Literal["errors", "blanks", "place"]

    @property
    def said(self) -> str:
        """The reason in words."""
        return _WHY[self.why][0]


def sentences(left_out: Sequence[LeftOut], whose: str, check: str) -> Iterator[str]:
    """Yield a sentence for each reason: `This account lacks filings/acme/a.yaml: it cannot be read (...).`

    *whose* is the beginning, such as `This account lacks`; *check* is the command that says what is wrong.
    """
    for why, (_, many) in _WHY.items():
        names = [each.name for each in left_out if each.why == why]
        if len(names) == 1:
            (only,) = (each for each in left_out if each.why == why)
            yield f"{whose} {only.name}: {only.said} ({check} says where)."
        elif names:
            more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
            shown = ", ".join(names[:MOST_NAMED])
            yield f"{whose} {count(len(names), 'filing')} {many} ({check} says where): {shown}{more}."


def beginning(accounts: int) -> str:
    """Return the beginning of the sentences about so many accounts."""
    return {0: "No account has", 1: "This account lacks"}.get(accounts, "These accounts lack")
