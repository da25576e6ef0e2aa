"""Read what is to be said of an account as a whole, and which footnotes tell its positions apart."""

from __future__ import annotations

from collections import Counter

from redwell.account.ledger import OwnerAccount, PositionAccount


def is_unfiled(account: OwnerAccount) -> bool:
    """Return True if no form of an account is recorded as filed."""
    return all(line.filed is None for each in account.positions for line in each.lines)


def note_of(position: PositionAccount) -> str:
    """Return the text of the footnotes of a position's nature, as its last line has them."""
    return position.lines[-1].posting.nature_notes


def notes_that_tell_apart(account: OwnerAccount) -> tuple[str, ...]:
    """Return a text for each position: the footnotes of its nature, if another has the same words."""
    words = [(each.label, each.terms, each.underlying) for each in account.positions]
    count = Counter(words)
    return tuple(
        note_of(each) if count[own] > 1 else "" for each, own in zip(account.positions, words, strict=True)
    )
